#pragma once

#include "core/base/result.h"
#include "core/secrets/secret.h"
#include "ui/bridge/connectionqueries.h"
#include "ui/connections/connectionkinds.h"

#include <QJsonObject>
#include <QWidget>

#include <functional>

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace weir {

class EngineClient;
class InlineBanner;

/// The form of one connection. Nothing is written before Save; members that the form does not know stay as they are.
class ConnectionEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionEditor(EngineClient &engine, QWidget *parent = nullptr);
    void startNew(const ConnectionKind &kind);
    void edit(const QString &name, const QJsonObject &object);

signals:
    void saved(const QString &name, bool isNew);
    void cancelled();

private:
    struct Line
    {
        const ConnectionField *field;
        QWidget *widget;
        QLabel *error;
    };
    void build();
    void addLine(const ConnectionField &field);
    QWidget *makeWidget(const ConnectionField &field);
    void lookAtFile(const QString &path);
    void lookForSecret(const ConnectionField &field, class SecretEdit &edit);
    [[nodiscard]] QString secretName(const ConnectionField &field) const;
    [[nodiscard]] QString valueOf(const Line &line) const;
    bool check();
    void save();
    void storeSecrets(std::function<void()> then);
    void write();
    void tell(const QString &what, const Error &error);

    EngineClient &m_engine;
    const ConnectionKind *m_kind = nullptr;
    QString m_name; ///< empty: new
    QJsonObject m_object;
    QLabel *m_title = nullptr;
    InlineBanner *m_banner = nullptr;
    QFormLayout *m_form = nullptr;
    QLineEdit *m_nameEdit = nullptr;
    QLabel *m_nameError = nullptr;
    QLabel *m_notice = nullptr;
    QPushButton *m_save = nullptr;
    std::vector<Line> m_lines;
};

} // namespace weir
