#include "ui/connections/connectioneditor.h"

#include "ui/bridge/engineclient.h"
#include "ui/connections/encodingpicker.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/primarybutton.h"
#include "ui/widgets/secretedit.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace weir {

namespace {

QJsonValue memberOf(const QJsonObject &object, const QString &path)
{
    const QString outer = path.section('.', 0, 0), inner = path.section('.', 1);
    return inner.isEmpty() ? object.value(outer) : object.value(outer).toObject().value(inner);
}

/// Removes the member when \a value is undefined, and an object that is empty then.
void setMember(QJsonObject &object, const QString &path, const QJsonValue &value)
{
    const QString outer = path.section('.', 0, 0), inner = path.section('.', 1);
    if (inner.isEmpty()) {
        if (value.isUndefined())
            object.remove(outer);
        else
            object.insert(outer, value);
        return;
    }
    QJsonObject part = object.value(outer).toObject();
    setMember(part, inner, value);
    if (part.isEmpty())
        object.remove(outer);
    else
        object.insert(outer, part);
}

QLabel *errorLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setObjectName(QStringLiteral("fieldError"));
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, Tokens::of(palette).of(Hue::Error));
    label->setPalette(palette);
    label->hide();
    return label;
}

} // namespace

ConnectionEditor::ConnectionEditor(EngineClient &engine, QWidget *parent) : QWidget(parent), m_engine(engine)
{
    setObjectName(QStringLiteral("connectionEditor"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_title = new QLabel(this);
    m_title->setFont(sectionFont());
    m_title->setTextFormat(Qt::PlainText);
    column->addWidget(m_title);
    m_banner = new InlineBanner(this);
    m_banner->setObjectName(QStringLiteral("editorBanner"));
    column->addWidget(m_banner);
    auto *scroll = new QScrollArea(this);
    scroll->setAccessibleName(tr("Fields of the connection"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *inside = new QWidget(scroll);
    m_form = new QFormLayout(inside);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(8);
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    scroll->setWidget(inside);
    column->addWidget(scroll, 1);
    m_notice = new QLabel(this);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setWordWrap(true);
    m_notice->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_notice);
    auto *buttons = new QHBoxLayout;
    m_save = new PrimaryButton(tr("Save"), this);
    m_save->setObjectName(QStringLiteral("btnSaveConnection"));
    m_save->setMinimumHeight(30);
    connect(m_save, &QPushButton::clicked, this, &ConnectionEditor::save);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("btnCancelConnection"));
    connect(cancel, &QPushButton::clicked, this, &ConnectionEditor::cancelled);
    buttons->addWidget(m_save);
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    column->addLayout(buttons);
}

void ConnectionEditor::startNew(const ConnectionKind &kind)
{
    m_kind = &kind;
    m_name.clear();
    m_object = QJsonObject{{"weir", 1}, {"kind", QLatin1String(kind.kind)}};
    m_title->setText(tr("New connection: %1").arg(connectionText(kind.title)));
    build();
    m_nameEdit->setFocus();
}

void ConnectionEditor::edit(const QString &name, const QJsonObject &object)
{
    m_kind = findConnectionKind(object.value("kind").toString());
    m_name = name;
    m_object = object;
    m_title->setText(plainText(name, 120));
    build();
}

void ConnectionEditor::build()
{
    m_banner->hide();
    m_lines.clear();
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    m_nameEdit = new QLineEdit(m_name, this);
    m_nameEdit->setObjectName(QStringLiteral("connectionName"));
    m_nameEdit->setMaxLength(150);
    m_nameEdit->setEnabled(m_name.isEmpty()); // an existing one is renamed in the list
    m_form->addRow(tr("Name"), m_nameEdit);
    m_nameError = errorLabel(this);
    m_form->addRow(QString(), m_nameError);
    if (m_kind) {
        for (const ConnectionField &field : m_kind->fields)
            addLine(field);
    }
    const QString kind = m_object.value("kind").toString();
    m_notice->setText(kind == u"sqlite" || kind == u"postgresql"
                          ? tr("As a target: Weir makes two small tables there, weir_checkpoint and weir_skip. They "
                               "keep the position, so that no row is written twice.")
                          : tr("Your data goes only where you send it."));
}

void ConnectionEditor::addLine(const ConnectionField &field)
{
    QWidget *widget = makeWidget(field);
    auto *label = new QLabel(connectionText(field.label), this);
    label->setBuddy(widget);
    if (widget->accessibleName().isEmpty())
        widget->setAccessibleName(label->text());
    QWidget *shown = widget;
    if (field.kind == ConnectionField::Kind::File) {
        shown = new QWidget(this);
        auto *row = new QHBoxLayout(shown);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(widget, 1);
        auto *browse = new QPushButton(tr("Browse…"), shown);
        browse->setObjectName(QStringLiteral("btnBrowse"));
        row->addWidget(browse);
        auto *edit = qobject_cast<QLineEdit *>(widget);
        const bool mayBeNew = qstrcmp(m_kind->kind, "sqlite") == 0;
        connect(browse, &QPushButton::clicked, this, [this, edit, mayBeNew] {
            const QString file = mayBeNew ? QFileDialog::getSaveFileName(this, {}, m_engine.workspaceFolder(), {}, nullptr,
                    QFileDialog::DontConfirmOverwrite)
                                          : QFileDialog::getOpenFileName(this, {}, m_engine.workspaceFolder());
            if (!file.isEmpty())
                edit->setText(file);
        });
    }
    QLabel *error = errorLabel(this);
    m_form->addRow(label, shown);
    m_form->addRow(QString(), error);
    m_lines.push_back({&field, widget, error});
}

QWidget *ConnectionEditor::makeWidget(const ConnectionField &field)
{
    const QString member = QLatin1String(field.member);
    const QJsonValue value = memberOf(m_object, member);
    const QString objectName = QStringLiteral("field-") + member;
    switch (field.kind) {
    case ConnectionField::Kind::Secret: {
        auto *edit = new SecretEdit(connectionText(field.label), this);
        edit->setObjectName(objectName);
        lookForSecret(field, *edit);
        return edit;
    }
    case ConnectionField::Kind::Choice: {
        auto *box = new QComboBox(this);
        box->setObjectName(objectName);
        box->addItems(QString::fromLatin1(field.choices).split(' '));
        box->setCurrentText(value.toString(box->itemText(0)));
        return box;
    }
    case ConnectionField::Kind::Encoding: {
        auto *picker = new EncodingPicker(this);
        picker->setEncoding(value.toString());
        return picker;
    }
    default: break;
    }
    auto *edit = new QLineEdit(value.isDouble() ? QString::number(value.toDouble()) : value.toString(), this);
    edit->setObjectName(objectName);
    edit->setPlaceholderText(QString::fromUtf8(field.example));
    if (value.isObject()) { // from the environment or a parameter: kept as it is
        edit->setText(tr("set by %1").arg(value.toObject().value("env").toString(value.toObject().value("param").toString())));
        edit->setReadOnly(true);
    }
    if (field.kind == ConnectionField::Kind::File) {
        connect(edit, &QLineEdit::textChanged, this, &ConnectionEditor::lookAtFile);
        QMetaObject::invokeMethod(this, [this, path = edit->text()] { lookAtFile(path); }, Qt::QueuedConnection);
    }
    return edit;
}

void ConnectionEditor::lookAtFile(const QString &path)
{
    auto *picker = findChild<EncodingPicker *>();
    if (!picker || path.isEmpty())
        return;
    readableLines(m_engine, path).then(picker, [picker](const Result<std::vector<ReadableLines>> &lines) {
        picker->setLines(lines ? *lines : std::vector<ReadableLines>());
    });
}

/// As the file names it, else made of the connection's name: "dw.password".
QString ConnectionEditor::secretName(const ConnectionField &field) const
{
    const QString member = QLatin1String(field.member);
    const QString known = memberOf(m_object, member).toObject().value("secret").toString();
    if (!known.isEmpty())
        return known;
    QString name = m_nameEdit->text().trimmed() + '-' + member.section('.', -1);
    for (QChar &c : name) {
        if (c.unicode() < 0x80 && !c.isLetterOrNumber() && c != '.' && c != '_' && c != '-')
            c = '-';
    }
    return name;
}

void ConnectionEditor::lookForSecret(const ConnectionField &field, SecretEdit &edit)
{
    const QString known = memberOf(m_object, QLatin1String(field.member)).toObject().value("secret").toString();
    if (known.isEmpty())
        return;
    whereSecret(m_engine, known).then(&edit, [&edit](const Result<QString> &place) {
        if (place)
            edit.setPlace(*place);
    });
}

QString ConnectionEditor::valueOf(const Line &line) const
{
    if (const auto *edit = qobject_cast<const QLineEdit *>(line.widget))
        return edit->isReadOnly() ? QString() : edit->text().trimmed();
    if (const auto *box = qobject_cast<const QComboBox *>(line.widget))
        return box->currentIndex() == 0 ? QString() : box->currentText();
    if (const auto *picker = qobject_cast<const EncodingPicker *>(line.widget))
        return picker->encoding();
    return {};
}

bool ConnectionEditor::check()
{
    QWidget *first = nullptr;
    const auto mark = [&](QLabel &error, QWidget &field, const QString &text) {
        error.setText(text);
        error.setVisible(!text.isEmpty());
        if (!text.isEmpty() && !first)
            first = &field;
    };
    mark(*m_nameError, *m_nameEdit, m_nameEdit->text().trimmed().isEmpty() ? tr("A name is needed.") : QString());
    for (const Line &line : m_lines) {
        const QString value = valueOf(line);
        const auto *edit = qobject_cast<const QLineEdit *>(line.widget);
        const bool isKept = edit && edit->isReadOnly();
        QString text;
        bool isNumber = true;
        (void)value.toDouble(&isNumber);
        if (line.field->isRequired && value.isEmpty() && !isKept)
            text = tr("This is needed.");
        else if (line.field->kind == ConnectionField::Kind::Number && !value.isEmpty()
                 && (!isNumber || value.toDouble() < 0))
            text = tr("A number is needed, not “%1”.").arg(plainText(value, 40));
        mark(*line.error, *line.widget, text);
    }
    if (first)
        first->setFocus();
    return first == nullptr;
}

void ConnectionEditor::save()
{
    if (!check())
        return;
    for (const Line &line : m_lines) {
        const QString member = QLatin1String(line.field->member);
        if (line.field->kind == ConnectionField::Kind::Secret) {
            auto *secret = qobject_cast<SecretEdit *>(line.widget);
            if (!secret->hasValue())
                continue;
            if (member == u"auth.token")
                setMember(m_object, QStringLiteral("auth.type"), QStringLiteral("bearer"));
            const QString name = secretName(*line.field);
            setMember(m_object, member, QJsonObject{{"secret", name}});
            continue;
        }
        const auto *edit = qobject_cast<const QLineEdit *>(line.widget);
        if (edit && edit->isReadOnly())
            continue;
        const QString value = valueOf(line);
        if (value.isEmpty())
            setMember(m_object, member, QJsonValue(QJsonValue::Undefined));
        else if (line.field->kind == ConnectionField::Kind::Number)
            setMember(m_object, member, value.toDouble());
        else
            setMember(m_object, member, value);
    }
    m_save->setEnabled(false);
    storeSecrets([this] { write(); });
}

/// One after the other: the vault may ask for its passphrase.
void ConnectionEditor::storeSecrets(std::function<void()> then)
{
    for (const Line &line : m_lines) {
        auto *secret = qobject_cast<SecretEdit *>(line.widget);
        if (!secret || !secret->hasValue())
            continue;
        storeSecret(m_engine, secretName(*line.field), secret->take()).then(this,
                [this, secret, then](const Result<QString> &place) {
            if (!place) {
                m_save->setEnabled(true);
                return tell(tr("The secret was not stored, and nothing was saved."), place.error());
            }
            secret->setPlace(*place);
            storeSecrets(then);
        });
        return;
    }
    then();
}

void ConnectionEditor::write()
{
    const bool isNew = m_name.isEmpty();
    const QString name = m_nameEdit->text().trimmed();
    saveConnection(m_engine, name, m_object, isNew).then(this, [this, name, isNew](const Result<void> &done) {
        m_save->setEnabled(true);
        if (!done)
            return tell(tr("The connection was not saved."), done.error());
        m_name = name;
        emit saved(name, isNew);
    });
}

void ConnectionEditor::tell(const QString &what, const Error &error)
{
    m_banner->show(Hue::Error, QStringLiteral("%1 %2").arg(what, errorText(error)));
    m_banner->setDetails(plainText(QString::fromStdString(error.detail)));
}

} // namespace weir
