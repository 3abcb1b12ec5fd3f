#include "ui/widgets/toast.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace weir {

namespace {

constexpr int showMs = 8'000;

} // namespace

Toast::Toast(QWidget *parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("toast"));
    m_text = new QLabel(this);
    m_text->setTextFormat(Qt::PlainText);
    m_undo = new QPushButton(tr("Undo"), this);
    m_undo->setFlat(true);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        hide();
        if (m_onUndo)
            std::exchange(m_onUndo, {})();
    });
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(36, 8, 8, 8);
    row->addWidget(m_text);
    row->addWidget(m_undo);
    m_timer.setSingleShot(true);
    m_timer.setInterval(showMs);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    parent->installEventFilter(this);
    hide();
}

void Toast::show(const QString &text, std::function<void()> undo)
{
    m_text->setText(text);
    setAccessibleName(text);
    m_undo->setVisible(static_cast<bool>(undo));
    m_onUndo = std::move(undo);
    place();
    setVisible(true);
    raise();
    m_timer.start();
}

void Toast::place()
{
    adjustSize();
    move((parentWidget()->width() - width()) / 2, parentWidget()->height() - height() - 72);
}

void Toast::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens tokens = Tokens::of(palette());
    painter.setPen(tokens.border);
    painter.setBrush(tokens.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    paintIcon(painter, QRectF(12, height() / 2.0 - 8, 16, 16), Icon::CircleCheck, tokens.of(Hue::Ok));
}

void Toast::enterEvent(QEnterEvent *)
{
    m_timer.stop();
}

void Toast::leaveEvent(QEvent *)
{
    if (!m_undo->hasFocus())
        m_timer.start();
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace weir
