#include "ui/widgets/secretedit.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace weir {

SecretEdit::SecretEdit(const QString &accessibleName, QWidget *parent) : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    m_kept = new QLabel(this);
    m_kept->setTextFormat(Qt::PlainText);
    m_kept->setWordWrap(true);
    m_edit = new QLineEdit(this);
    m_edit->setEchoMode(QLineEdit::Password);
    m_edit->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    m_edit->setContextMenuPolicy(Qt::NoContextMenu); // nothing to copy
    m_edit->setAccessibleName(accessibleName);
    m_edit->setObjectName(QStringLiteral("secretField"));
    m_replace = new QPushButton(tr("Replace"), this);
    m_replace->setObjectName(QStringLiteral("btnReplaceSecret"));
    row->addWidget(m_kept, 1);
    row->addWidget(m_edit, 1);
    row->addWidget(m_replace);
    setFocusProxy(m_edit);
    connect(m_replace, &QPushButton::clicked, this, [this] {
        m_kept->hide();
        m_replace->hide();
        m_edit->show();
        m_edit->setFocus();
    });
    setPlace({});
}

void SecretEdit::setPlace(const QString &place)
{
    const bool isKept = !place.isEmpty();
    const bool isVault = place.contains(QLatin1String("vault"));
    m_kept->setText(isVault ? tr("********  Stored in Weir's encrypted vault. Weir never shows it again.")
                            : tr("********  Kept in: %1. Weir never shows it.").arg(place));
    m_kept->setVisible(isKept);
    m_replace->setVisible(isKept);
    m_edit->setVisible(!isKept);
    m_edit->clear();
}

bool SecretEdit::hasValue() const
{
    return m_edit->isVisibleTo(this) && !m_edit->text().isEmpty();
}

Secret SecretEdit::take()
{
    QByteArray bytes = m_edit->text().toUtf8();
    m_edit->clear();
    Secret secret(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    bytes.fill('\0');
    return secret;
}

} // namespace weir
