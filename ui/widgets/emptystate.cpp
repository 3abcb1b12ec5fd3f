#include "ui/widgets/emptystate.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/primarybutton.h"
#include "ui/widgets/wraplayout.h"

#include <QLabel>
#include <QVBoxLayout>

namespace weir {

EmptyState::EmptyState(Icon icon, const QString &title, const QString &text, QWidget *parent) : QWidget(parent)
{
    auto *picture = new QLabel(this);
    picture->setAlignment(Qt::AlignCenter);
    picture->setPixmap(iconPixmap(icon, Tokens::of(palette()).border, 40, devicePixelRatioF()));
    m_title = new QLabel(this);
    m_text = new QLabel(this);
    for (QLabel *label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
    }
    m_title->setFont(titleFont());
    m_text->setForegroundRole(QPalette::PlaceholderText);
    m_actions = new WrapLayout;
    m_actions->setCentred(true);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(picture);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addSpacing(4);
    column->addLayout(m_actions);
    column->addStretch(3);
    setText(title, text);
}

void EmptyState::setText(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void EmptyState::addAction(const QString &text, bool isPrimary, const QString &objectName, std::function<void()> run)
{
    QPushButton *button = isPrimary ? new PrimaryButton(text, this) : new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setMinimumHeight(32);
    connect(button, &QPushButton::clicked, this, std::move(run));
    m_actions->addWidget(button);
}

} // namespace weir
