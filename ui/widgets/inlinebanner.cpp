#include "ui/widgets/inlinebanner.h"

#include "ui/theme/icons.h"
#include "ui/widgets/wraplayout.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir {

namespace {

Icon iconOfHue(Hue hue)
{
    switch (hue) {
    case Hue::Ok: return Icon::CircleCheck;
    case Hue::Warn: return Icon::TriangleAlert;
    case Hue::Error: return Icon::CircleX;
    default: return Icon::Info;
    }
}

} // namespace

InlineBanner::InlineBanner(QWidget *parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("pageBanner"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum); // as high as its lines
    m_text = new QLabel(this);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details = new QLabel(this);
    m_details->setTextFormat(Qt::PlainText);
    m_details->setWordWrap(true);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details->hide();
    m_more = new QToolButton(this);
    m_more->setText(tr("Technical details"));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->hide();
    connect(m_more, &QToolButton::toggled, m_details, &QWidget::setVisible);
    m_close = new QToolButton(this);
    m_close->setIcon(iconOf(Icon::X));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Close this message"));
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    m_actions = new WrapLayout;
    m_buttons = new WrapLayout;
    m_buttons->addLayout(m_actions);
    m_buttons->addWidget(m_more);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_words = new QBoxLayout(QBoxLayout::LeftToRight);
    m_words->setSpacing(8);
    m_words->addWidget(m_text, 1);
    m_words->addLayout(m_buttons);
    row->addLayout(m_words, 1);
    row->addWidget(m_close, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(36, 8, 8, 8);
    column->addLayout(row);
    column->addWidget(m_details);
    hide();
}

void InlineBanner::show(Hue hue, const QString &text, std::vector<Action> actions, bool isClosable)
{
    m_hue = hue;
    m_text->setText(text);
    setDetails({});
    setAccessibleName(text);
    while (QLayoutItem *item = m_actions->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (Action &action : actions) {
        auto *button = new QPushButton(action.text, this);
        connect(button, &QPushButton::clicked, this, std::move(action.run));
        m_actions->addWidget(button);
    }
    arrange();
    m_close->setVisible(isClosable);
    setVisible(true);
    update();
    if (hue == Hue::Error || hue == Hue::Warn) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void InlineBanner::setDetails(const QString &details)
{
    m_details->setText(details);
    m_more->setVisible(!details.isEmpty());
    m_more->setChecked(false);
    m_details->hide();
    arrange();
}

/// Buttons stand beside the words where these keep room for a sentence, else beneath them.
void InlineBanner::arrange()
{
    const int sentence = fontMetrics().averageCharWidth() * 44;
    const bool isWide = m_buttons->isEmpty() || width() - m_buttons->sizeHint().width() > sentence;
    m_words->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void InlineBanner::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrange();
}

QString InlineBanner::text() const
{
    return m_text->text();
}

void InlineBanner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens tokens = Tokens::of(palette());
    painter.setPen(QPen(tokens.isHighContrast ? tokens.text : tokens.of(m_hue), 1));
    painter.setBrush(tokens.tintOf(m_hue));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    paintIcon(painter, QRectF(10, m_text->geometry().center().y() - 8, 16, 16), iconOfHue(m_hue), tokens.of(m_hue));
}

} // namespace weir
