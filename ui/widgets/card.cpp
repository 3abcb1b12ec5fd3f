#include "ui/widgets/card.h"

#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elidedlabel.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace weir {

Card::Card(const QString &title, QWidget *parent) : QFrame(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    m_title = new QLabel(title, this);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setFont(sectionFont());
    m_head = new WrapLayout;
    m_head->addWidget(m_title);
    m_head->addStretch();
    column->addLayout(m_head);
    m_body = new QVBoxLayout;
    m_body->setSpacing(8);
    column->addLayout(m_body, 1);
    m_title->setVisible(!title.isEmpty());
}

void Card::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens tokens = Tokens::of(palette());
    painter.setPen(QPen(tokens.divider, 1));
    painter.setBrush(tokens.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

PageHeader::PageHeader(const QString &title, QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum); // as high as its lines
    m_title = new ElidedLabel(title, this);
    m_title->setFont(titleFont());
    auto *row = new WrapLayout(this);
    row->setContentsMargins(0, 0, 0, 8);
    row->setSpacing(12);
    row->addWidget(m_title);
    m_chips = new WrapLayout;
    row->addLayout(m_chips);
    row->addStretch();
    m_buttons = new WrapLayout;
    row->addLayout(m_buttons);
}

void PageHeader::setTitle(const QString &title)
{
    m_title->setText(title);
}

} // namespace weir
