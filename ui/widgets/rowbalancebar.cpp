#include "ui/widgets/rowbalancebar.h"

#include "ui/text/format.h"
#include "ui/theme/tokens.h"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFocusRect>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace weir {

namespace {

using Box = RowBalanceBar::Box;
constexpr int barHeight = 16;
constexpr int gap = 2;

struct Segment
{
    Box box = Box::Delivered;
    int left = 0;
    int width = 0;
};

/// Widths in proportion; small boxes are raised to the minimum at the cost of the widest.
std::vector<Segment> segments(const Balance &balance, int left, int width)
{
    std::vector<Segment> out;
    qint64 sum = 0;
    for (int i = 0; i < RowBalanceBar::boxCount; ++i)
        sum += rowsIn(balance, static_cast<Box>(i));
    if (sum <= 0)
        return out;
    for (int i = 0; i < RowBalanceBar::boxCount; ++i) {
        const qint64 rows = rowsIn(balance, static_cast<Box>(i));
        if (rows > 0)
            out.push_back({static_cast<Box>(i), 0,
                           std::max(RowBalanceBar::boxWidthMin, static_cast<int>(std::floor(static_cast<double>(width) * static_cast<double>(rows)
                                                                                           / static_cast<double>(sum))))});
    }
    int used = gap * (static_cast<int>(out.size()) - 1);
    for (const Segment &segment : out)
        used += segment.width;
    auto widest = std::max_element(out.begin(), out.end(), [](const Segment &a, const Segment &b) { return a.width < b.width; });
    widest->width = std::max(RowBalanceBar::boxWidthMin, widest->width + width - used);
    for (Segment &segment : out) {
        segment.left = left;
        left += segment.width + gap;
    }
    return out;
}

void paintBox(QPainter &painter, const QRect &rect, Box box, const Tokens &tokens)
{
    static constexpr std::array<Hue, 5> hues{Hue::Ok, Hue::Neutral, Hue::Warn, Hue::Error, Hue::Neutral};
    static constexpr std::array<Qt::BrushStyle, 5> styles{Qt::SolidPattern, Qt::BDiagPattern, Qt::DiagCrossPattern,
                                                         Qt::Dense5Pattern, Qt::NoBrush};
    const auto index = static_cast<std::size_t>(box);
    const QColor color = tokens.of(hues[index]);
    painter.fillRect(rect, tokens.surface);
    if (styles[index] != Qt::NoBrush)
        painter.fillRect(rect, QBrush(color, styles[index]));
    painter.setPen(QPen(color, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace

QString boxName(Box box)
{
    switch (box) {
    case Box::Delivered: return RowBalanceBar::tr("delivered");
    case Box::Filtered: return RowBalanceBar::tr("filtered");
    case Box::Quarantined: return RowBalanceBar::tr("quarantined");
    case Box::Unknown: return RowBalanceBar::tr("unknown");
    case Box::Pending: return RowBalanceBar::tr("pending");
    }
    return {};
}

qint64 rowsIn(const Balance &balance, Box box)
{
    switch (box) {
    case Box::Delivered: return balance.delivered();
    case Box::Filtered: return balance.filtered;
    case Box::Quarantined: return balance.quarantined;
    case Box::Unknown: return balance.unknown;
    case Box::Pending: return balance.pending;
    }
    return 0;
}

RowBalanceBar::RowBalanceBar(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("rowBalanceBar"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setBalance({});
}

void RowBalanceBar::setBalance(const Balance &balance)
{
    m_balance = balance;
    setAccessibleName(sentence());
    updateGeometry();
    update();
}

void RowBalanceBar::setCompact(bool isCompact)
{
    m_isCompact = isCompact;
    updateGeometry();
}

QString RowBalanceBar::sentence() const
{
    const QString numbers = tr("Row balance: read %1, delivered %2, filtered %3, quarantined %4, unknown %5, pending %6.")
                                .arg(rowsText(m_balance.read), rowsText(m_balance.delivered()), rowsText(m_balance.filtered),
                                     rowsText(m_balance.quarantined), rowsText(m_balance.unknown), rowsText(m_balance.pending));
    return numbers + QLatin1Char(' ')
           + (m_balance.isBalanced() ? tr("Balanced.") : tr("%1 rows are unaccounted for.").arg(rowsText(std::abs(m_balance.unaccounted()))));
}

QRect RowBalanceBar::barRect() const
{
    const int top = m_isCompact ? (height() - barHeight) / 2 : height() - barHeight - 4;
    const int bracket = m_balance.isBalanced() ? 0 : fontMetrics().horizontalAdvance(rowsText(m_balance.unaccounted())) + 20;
    return {2, top, width() - 4 - bracket, barHeight};
}

QRect RowBalanceBar::boxRect(Box box) const
{
    const QRect bar = barRect();
    for (const Segment &segment : segments(m_balance, bar.left(), bar.width())) {
        if (segment.box == box)
            return {segment.left, bar.top(), segment.width, bar.height()};
    }
    return {};
}

QSize RowBalanceBar::sizeHint() const
{
    return {360, m_isCompact ? barHeight + 8 : fontMetrics().height() * 2 + barHeight + 16};
}

QSize RowBalanceBar::minimumSizeHint() const
{
    return {200, sizeHint().height()};
}

void RowBalanceBar::paintBar(QPainter &painter, const QRect &rect, const Balance &balance, const QPalette &palette)
{
    const Tokens tokens = Tokens::of(palette);
    const auto boxes = segments(balance, rect.left(), rect.width());
    if (boxes.empty()) {
        painter.setPen(tokens.divider);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    for (const Segment &segment : boxes)
        paintBox(painter, {segment.left, rect.top(), segment.width, rect.height()}, segment.box, tokens);
}

void RowBalanceBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens tokens = Tokens::of(palette());
    if (!m_isCompact) {
        painter.setPen(tokens.text);
        const int line = fontMetrics().height() + 2;
        painter.drawText(QRect(2, 0, width() - 4, line), Qt::AlignVCenter | Qt::AlignLeft,
                         tr("read %1 = delivered %2 + filtered %3")
                             .arg(rowsText(m_balance.read), rowsText(m_balance.delivered()), rowsText(m_balance.filtered)));
        painter.drawText(QRect(2, line, width() - 4, line), Qt::AlignVCenter | Qt::AlignLeft,
                         tr("+ quarantined %1 + unknown %2 + pending %3")
                             .arg(rowsText(m_balance.quarantined), rowsText(m_balance.unknown), rowsText(m_balance.pending)));
    }
    const QRect bar = barRect();
    paintBar(painter, bar, m_balance, palette());
    if (!m_balance.isBalanced()) {
        painter.setPen(QPen(tokens.of(Hue::Error), 2));
        const int x = bar.right() + 6;
        painter.drawLine(x, bar.top(), x + 4, bar.top());
        painter.drawLine(x + 4, bar.top(), x + 4, bar.bottom());
        painter.drawLine(x, bar.bottom(), x + 4, bar.bottom());
        painter.drawText(QRect(x + 8, bar.top() - 4, width() - x - 8, bar.height() + 8), Qt::AlignVCenter | Qt::AlignLeft,
                         rowsText(m_balance.unaccounted()));
    }
    const auto boxes = filledBoxes();
    if (hasFocus() && m_current >= 0 && m_current < static_cast<int>(boxes.size())) {
        painter.setPen(QPen(tokens.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(boxRect(boxes[static_cast<std::size_t>(m_current)]).adjusted(-1, -2, 1, 2), 2, 2);
    } else if (hasFocus()) {
        painter.setPen(QPen(tokens.focus, 2));
        painter.drawRoundedRect(bar.adjusted(-1, -2, 1, 2), 2, 2);
    }
}

std::vector<Box> RowBalanceBar::filledBoxes() const
{
    std::vector<Box> boxes;
    for (int i = 0; i < boxCount; ++i) {
        if (rowsIn(m_balance, static_cast<Box>(i)) > 0)
            boxes.push_back(static_cast<Box>(i));
    }
    return boxes;
}

void RowBalanceBar::mousePressEvent(QMouseEvent *event)
{
    for (const Box box : filledBoxes()) {
        if (boxRect(box).contains(event->pos()))
            return emit boxChosen(box);
    }
}

void RowBalanceBar::keyPressEvent(QKeyEvent *event)
{
    const auto boxes = filledBoxes();
    const int count = static_cast<int>(boxes.size());
    if (count > 0 && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)) {
        m_current = std::clamp(m_current + (event->key() == Qt::Key_Right ? 1 : -1), 0, count - 1);
        setAccessibleDescription(QStringLiteral("%1 %2").arg(boxName(boxes[static_cast<std::size_t>(m_current)]),
                                                             rowsText(rowsIn(m_balance, boxes[static_cast<std::size_t>(m_current)]))));
        return update();
    }
    if (m_current >= 0 && m_current < count && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        return emit boxChosen(boxes[static_cast<std::size_t>(m_current)]);
    QWidget::keyPressEvent(event);
}

bool RowBalanceBar::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        for (const Box box : filledBoxes()) {
            if (!boxRect(box).contains(help->pos()))
                continue;
            QString text = QStringLiteral("%1 %2").arg(boxName(box), rowsText(rowsIn(m_balance, box)));
            if (box == Box::Delivered)
                text += QLatin1Char('\n')
                        + tr("inserted %1, updated %2, unchanged %3, superseded %4")
                              .arg(rowsText(m_balance.inserted), rowsText(m_balance.updated), rowsText(m_balance.unchanged),
                                   rowsText(m_balance.superseded));
            QToolTip::showText(help->globalPos(), text, this);
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace weir
