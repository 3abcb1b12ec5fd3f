#include "ui/failures/reasondialog.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace weir {

ReasonDialog::ReasonDialog(const Question &question, QWidget *parent) : QDialog(parent), m_needsReason(question.needsReason)
{
    setObjectName(QStringLiteral("reasonDialog"));
    setWindowTitle(question.title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    auto *text = new QLabel(question.text, this);
    text->setWordWrap(true);
    text->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    column->addWidget(text);
    if (!question.tick.isEmpty()) {
        m_tick = new QCheckBox(question.tick, this);
        m_tick->setObjectName(QStringLiteral("riskTick"));
        column->addWidget(m_tick);
        connect(m_tick, &QCheckBox::toggled, this, &ReasonDialog::update);
    }
    m_reason = new QLineEdit(this);
    m_reason->setObjectName(QStringLiteral("actReason"));
    m_reason->setPlaceholderText(m_needsReason ? tr("Reason, for the audit log") : tr("Reason, for the audit log (may be left out)"));
    m_reason->setAccessibleName(tr("Reason"));
    column->addWidget(m_reason);
    connect(m_reason, &QLineEdit::textChanged, this, &ReasonDialog::update);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setDefault(true);
    m_go = new QPushButton(question.verb, this);
    m_go->setObjectName(QStringLiteral("btnAgree"));
    m_go->setAutoDefault(false);
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] {
        emit agreed(m_reason->text().trimmed());
        accept();
    });
    m_reason->setFocus();
    update();
}

void ReasonDialog::update()
{
    m_go->setEnabled((!m_needsReason || !m_reason->text().trimmed().isEmpty()) && (!m_tick || m_tick->isChecked()));
}

} // namespace weir
