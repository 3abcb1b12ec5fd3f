#pragma once

#include "ui/bridge/values.h"

#include <QObject>

#include <map>

class QSystemTrayIcon;
class QWidget;

namespace weir {

class EngineClient;
class Preferences;

/// The tray icon where there is a tray, and notices of the system: at the end of long runs while nobody looks, and when a
/// run ends in trouble. Notices never hold contents of rows; one for each job a minute.
class Notifier final : public QObject
{
    Q_OBJECT

public:
    Notifier(EngineClient &engine, Preferences &preferences, QWidget &window);
    ~Notifier() override;

    [[nodiscard]] bool hasTray() const { return m_tray != nullptr; }
    /// Rows that wait for a person; the icon is a check only when there are none.
    void setTrouble(bool isTrouble);

signals:
    void openAsked();
    void quitAsked();
    void noticed(const QString &title, const QString &text); ///< of each notice, for tests

private:
    void updateTray();
    void runEnded(qint64 run, const QString &job, UiState state);
    void tell(const QString &title, const QString &text);

    EngineClient &m_engine;
    Preferences &m_preferences;
    QWidget &m_window;
    QSystemTrayIcon *m_tray = nullptr;
    bool m_isTrouble = false;
    std::map<QString, qint64> m_toldAt; ///< ms, by job
    std::map<qint64, double> m_seconds; ///< of the runs that go on
};

} // namespace weir
