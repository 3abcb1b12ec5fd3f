#include "ui/shell/passphrasesheet.h"

#include <QApplication>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace weir {

namespace {

struct PassphraseText
{
    Q_DECLARE_TR_FUNCTIONS(passphrase)
};

constexpr int lengthMin = 8;

QLineEdit *hiddenField(const char *name)
{
    auto *field = new QLineEdit;
    field->setObjectName(QLatin1String(name));
    field->setEchoMode(QLineEdit::Password);
    field->setContextMenuPolicy(Qt::NoContextMenu);
    return field;
}

/// GUI thread.
Result<Secret> ask(bool isNew)
{
    QDialog sheet(QApplication::activeWindow());
    sheet.setObjectName(QStringLiteral("passphraseSheet"));
    sheet.setWindowTitle(PassphraseText::tr("Passphrase of the vault"));
    auto *form = new QFormLayout(&sheet);
    auto *text = new QLabel(isNew ? PassphraseText::tr("Weir keeps secrets in an encrypted vault in the workspace. "
                                                       "Choose a passphrase of at least %1 characters; nobody can recover it.").arg(lengthMin)
                                  : PassphraseText::tr("Secrets of this workspace are in its encrypted vault. Type "
                                                       "its passphrase."));
    text->setWordWrap(true);
    text->setMinimumWidth(360);
    form->addRow(text);
    QLineEdit *first = hiddenField("passphrase"), *again = hiddenField("passphraseAgain");
    form->addRow(PassphraseText::tr("Passphrase"), first);
    if (isNew)
        form->addRow(PassphraseText::tr("Once more"), again);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    form->addRow(buttons);
    const auto check = [&] {
        const bool isGood = isNew ? first->text().size() >= lengthMin && first->text() == again->text()
            : !first->text().isEmpty();
        buttons->button(QDialogButtonBox::Ok)->setEnabled(isGood);
    };
    QObject::connect(first, &QLineEdit::textChanged, &sheet, check);
    QObject::connect(again, &QLineEdit::textChanged, &sheet, check);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &sheet, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &sheet, &QDialog::reject);
    check();
    const bool isGiven = sheet.exec() == QDialog::Accepted;
    if (!isNew)
        delete again;
    if (!isGiven)
        return fail(ErrorCode::Cancelled, Recovery::Stop, "no passphrase was given");
    QByteArray bytes = first->text().toUtf8();
    Secret secret(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    bytes.fill('\0');
    return secret;
}

} // namespace

Result<Secret> askPassphraseFromWorker(QCoreApplication &application, bool isNew)
{
    Result<Secret> answer = fail(ErrorCode::Cancelled, Recovery::Stop, "the window is gone");
    QMetaObject::invokeMethod(&application, [&] { answer = ask(isNew); }, Qt::BlockingQueuedConnection);
    return answer;
}

} // namespace weir
