#pragma once

#include <QObject>
#include <QSettings>
#include <QStringList>

#include <memory>

namespace weir {

/// What a person chose for the window, kept in a file beside no data: language, look, notices, recent workspaces. Changes
/// apply at once and are written at once.
///
/// Thread-safety: GUI thread only.
class Preferences final : public QObject
{
    Q_OBJECT

public:
    /// \a file empty: nothing is kept (tests).
    explicit Preferences(const QString &file = {}, QObject *parent = nullptr);

    [[nodiscard]] QString language() const; ///< "": the system's
    [[nodiscard]] QString theme() const;    ///< "system", "light", "dark", "hc"
    [[nodiscard]] int textPercent() const;  ///< 90 … 150
    [[nodiscard]] bool isComfortable() const;
    [[nodiscard]] bool showsTray() const;
    [[nodiscard]] bool notifies() const;
    [[nodiscard]] int runsAtOnce() const;   ///< 1 … 16
    [[nodiscard]] QStringList recentWorkspaces() const; ///< the latest first
    void addRecentWorkspace(const QString &folder);

    [[nodiscard]] QVariant value(const QString &key, const QVariant &otherwise = {}) const;
    /// Emits changed() unless it is that already.
    void set(const QString &key, const QVariant &value);

signals:
    void changed(const QString &key);

private:
    std::unique_ptr<QSettings> m_file;
    QVariantMap m_memory;
};

} // namespace weir
