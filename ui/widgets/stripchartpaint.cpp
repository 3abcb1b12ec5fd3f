// How a StripChart is drawn: grid, trace and overlay.

#include "ui/widgets/stripchart.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace weir {

namespace {

constexpr int padding = 8;
constexpr qint64 stackBucketMs = 10'000;
constexpr double shrinkBelow = 0.35; ///< of the scale; a scale that follows every value cannot be read

/// 1, 2, 5, 10, 20 …, at least \a value.
double niceAbove(double value)
{
    if (!(value > 0))
        return 1;
    const double unit = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0, 10.0}) {
        if (step * unit >= value * 0.999999)
            return step * unit;
    }
    return 10 * unit;
}

Qt::BrushStyle stackPattern(int series)
{
    static constexpr Qt::BrushStyle styles[] = {Qt::SolidPattern, Qt::BDiagPattern, Qt::Dense4Pattern, Qt::DiagCrossPattern};
    return styles[series % 4];
}

} // namespace

QRect StripChart::plotRect() const
{
    const int head = fontMetrics().height() + padding + 2;
    const int foot = QFontMetrics(captionFont()).height() + 6;
    return {padding, head, std::max(width() - 2 * padding, 10), std::max(height() - head - foot, 10)};
}

double StripChart::pixelsPerMs() const
{
    return plotRect().width() * devicePixelRatioF() / static_cast<double>(m_range);
}

qint64 StripChart::columnOf(qint64 at) const
{
    return static_cast<qint64>(std::floor(static_cast<double>(at) * pixelsPerMs()));
}

double StripChart::yOf(double value) const
{
    const double height = plotRect().height() * devicePixelRatioF();
    return height - 1 - std::clamp(value / m_scale, 0.0, 1.0) * (height - 2);
}

QColor StripChart::colorOf(const Tokens &tokens, int series) const
{
    if (m_series[static_cast<std::size_t>(series)].style == Style::Stack) {
        static constexpr Hue hues[] = {Hue::Warn, Hue::Error, Hue::Running, Hue::Neutral};
        return tokens.of(hues[series % 4]);
    }
    static constexpr Hue hues[] = {Hue::Running, Hue::Warn, Hue::Neutral, Hue::Neutral};
    return tokens.of(hues[series % 4]);
}

/// No line leads to \a point from the one before.
bool StripChart::isGap(std::size_t point, int series) const
{
    if (point == 0)
        return true;
    const auto index = static_cast<std::size_t>(series);
    // A coarse series has points further apart than gapMs.
    const qint64 usual = point >= 2 ? m_points[point - 1].at - m_points[point - 2].at : 0;
    return m_points[point].at - m_points[point - 1].at > std::max(gapMs, 2 * usual) || std::isnan(m_points[point].values[index])
           || std::isnan(m_points[point - 1].values[index]);
}

int StripChart::firstVisible() const
{
    const qint64 from = m_now - m_range;
    const auto at = std::lower_bound(m_points.begin(), m_points.end(), from, [](const ChartPoint &point, qint64 t) { return point.at < t; });
    return std::max(static_cast<int>(at - m_points.begin()) - 1, 0);
}

void StripChart::fitScale()
{
    if (hasStates())
        return;
    const bool isStack = m_series.front().style == Style::Stack;
    double most = std::isnan(m_limit) ? 0 : m_limit;
    for (std::size_t i = static_cast<std::size_t>(firstVisible()); i < m_points.size(); ++i) {
        double sum = 0;
        for (std::size_t s = 0; s < m_series.size(); ++s) {
            const double value = m_points[i].values[s];
            if (std::isnan(value))
                continue;
            sum = isStack ? sum + value : std::max(sum, value);
        }
        most = std::max(most, sum);
    }
    const double wanted = niceAbove(most * 1.05);
    if (wanted > m_scale || most < m_scale * shrinkBelow) {
        if (wanted == m_scale)
            return;
        m_scale = wanted;
        m_isGridStale = m_isTraceStale = true;
    }
}

void StripChart::paintGrid()
{
    const qreal ratio = devicePixelRatioF();
    m_grid = QPixmap(size() * ratio);
    m_grid.setDevicePixelRatio(ratio);
    m_grid.fill(Qt::transparent);
    QPainter painter(&m_grid);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens tokens = Tokens::of(palette());
    painter.setPen(QPen(tokens.divider, 1));
    painter.setBrush(tokens.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QRect plot = plotRect();
    const int lines = hasStates() ? 0 : 2;
    painter.setPen(QPen(tokens.divider, 1, Qt::DotLine));
    for (int i = 0; i < lines; ++i)
        painter.drawLine(plot.left(), plot.top() + i * plot.height() / 2, plot.right(), plot.top() + i * plot.height() / 2);
    painter.setPen(QPen(tokens.divider, 1));
    painter.drawLine(plot.left(), plot.bottom() + 1, plot.right(), plot.bottom() + 1);

    painter.setFont(font());
    painter.setPen(tokens.text2);
    const QRect head(padding, 4, width() - 2 * padding, fontMetrics().height() + 4);
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, m_title);
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    painter.setFont(strong);
    painter.setPen(tokens.text);
    const int titleWidth = fontMetrics().horizontalAdvance(m_title) + 12;
    const QRect value = head.adjusted(titleWidth, 0, 0, 0);
    painter.drawText(value, Qt::AlignRight | Qt::AlignVCenter, QFontMetrics(strong).elidedText(m_headline, Qt::ElideLeft, value.width()));

    painter.setFont(captionFont());
    painter.setPen(tokens.text2);
    const QFontMetrics metrics(captionFont());
    if (!hasStates())
        painter.drawText(QRect(plot.left(), plot.top(), plot.width(), metrics.height()), Qt::AlignLeft | Qt::AlignTop, m_axisText(m_scale));
    // The legend, below.
    int x = plot.left();
    const int y = plot.bottom() + 3 + metrics.height() / 2;
    for (int s = 0; s < static_cast<int>(m_series.size()) && (m_series.size() > 1 || hasStates()); ++s) {
        const Series &series = m_series[static_cast<std::size_t>(s)];
        const QColor color = colorOf(tokens, s);
        if (series.style == Style::Stack) {
            painter.fillRect(QRect(x, y - 4, 9, 9), QBrush(color, stackPattern(s)));
            painter.setPen(color);
            painter.drawRect(x, y - 4, 9, 9);
            x += 13;
        } else if (series.style == Style::Dots) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(color);
            painter.drawEllipse(QPointF(x + 4, y), 2, 2);
            x += 11;
        } else if (!hasStates()) {
            painter.setPen(QPen(color, 2, series.style == Style::Dashed ? Qt::DashLine : Qt::SolidLine));
            painter.drawLine(x, y, x + 14, y);
            x += 18;
        }
        painter.setPen(tokens.text2);
        painter.drawText(QRect(x, plot.bottom() + 3, width() - x - 2, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, series.name);
        x += metrics.horizontalAdvance(series.name) + 12;
    }
    m_isGridStale = false;
}

void StripChart::paintSeries(QPainter &painter, const Tokens &tokens, int series, std::size_t from)
{
    const Style style = m_series[static_cast<std::size_t>(series)].style;
    const auto index = static_cast<std::size_t>(series);
    const double left = static_cast<double>(m_traceRight - m_trace.width());
    const double perMs = pixelsPerMs();
    const qreal ratio = devicePixelRatioF();
    const auto xOf = [&](std::size_t i) { return static_cast<double>(m_points[i].at) * perMs - left; };
    const QColor color = colorOf(tokens, series);
    if (style == Style::Dots) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        for (std::size_t i = from; i < m_points.size(); ++i) {
            if (!std::isnan(m_points[i].values[index]))
                painter.drawEllipse(QPointF(xOf(i), yOf(m_points[i].values[index])), 1.25 * ratio, 1.25 * ratio);
        }
        return;
    }
    QPen pen(color, 1.5 * ratio, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin);
    painter.setBrush(Qt::NoBrush);
    QPainterPath path;
    for (std::size_t i = std::max<std::size_t>(from, 1); i < m_points.size(); ++i) {
        if (isGap(i, series))
            continue;
        const QPointF here(xOf(i), yOf(m_points[i].values[index]));
        const QPointF before(xOf(i - 1), yOf(m_points[i - 1].values[index]));
        // A dash is as long as the clock says, whichever piece is drawn: alternate seconds of the line are left out.
        if (style == Style::Dashed && m_points[i].at / std::max<qint64>(m_range / 60, 1) % 2 != 0)
            continue;
        if (path.isEmpty() || path.currentPosition() != before)
            path.moveTo(before);
        if (style == Style::Steps)
            path.lineTo(here.x(), before.y());
        path.lineTo(here);
    }
    painter.setPen(pen);
    painter.drawPath(path);
}

void StripChart::paintStack(QPainter &painter, const Tokens &tokens, std::size_t from)
{
    const double left = static_cast<double>(m_traceRight - m_trace.width());
    const double perMs = pixelsPerMs();
    for (std::size_t i = from; i < m_points.size(); ++i) {
        const double x = static_cast<double>(m_points[i].at - stackBucketMs) * perMs - left;
        const double barWidth = std::max(stackBucketMs * perMs - devicePixelRatioF(), devicePixelRatioF());
        double below = 0;
        for (int s = 0; s < static_cast<int>(m_series.size()); ++s) {
            const double value = m_points[i].values[static_cast<std::size_t>(s)];
            if (std::isnan(value) || value <= 0)
                continue;
            const QRectF bar(QPointF(x, yOf(below + value)), QPointF(x + barWidth, yOf(below)));
            painter.fillRect(bar, tokens.surface);
            painter.fillRect(bar, QBrush(colorOf(tokens, s), stackPattern(s)));
            painter.setPen(QPen(colorOf(tokens, s), devicePixelRatioF()));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(bar);
            below += value;
        }
    }
}

/// Each piece from the point before to this one, in the state of the one before.
void StripChart::paintStates(QPainter &painter, const Tokens &tokens, int series, std::size_t from)
{
    const auto index = static_cast<std::size_t>(series);
    const double left = static_cast<double>(m_traceRight - m_trace.width());
    const double perMs = pixelsPerMs();
    const double lane = m_trace.height() / static_cast<double>(m_series.size());
    const double middle = lane * (series + 0.5);
    for (std::size_t i = std::max<std::size_t>(from, 1); i < m_points.size(); ++i) {
        const double state = m_points[i - 1].values[index];
        if (std::isnan(state) || isGap(i, series))
            continue;
        const double x = static_cast<double>(m_points[i - 1].at) * perMs - left;
        const double to = static_cast<double>(m_points[i].at) * perMs - left;
        const double half = state == 0 ? 1.5 * devicePixelRatioF() : lane * 0.3;
        const QRectF piece(QPointF(x, middle - half), QPointF(to, middle + half));
        const QColor color = tokens.of(state == 0 ? Hue::Ok : Hue::Warn);
        painter.fillRect(piece, state == 1 ? QBrush(color, Qt::BDiagPattern) : QBrush(color));
    }
}

void StripChart::paintTrace(std::size_t from)
{
    QPainter painter(&m_trace);
    painter.scale(1 / m_trace.devicePixelRatio(), 1 / m_trace.devicePixelRatio());
    const Tokens tokens = Tokens::of(palette());
    if (m_series.front().style == Style::Stack)
        return paintStack(painter, tokens, from);
    painter.setRenderHint(QPainter::Antialiasing, !hasStates());
    for (int s = 0; s < static_cast<int>(m_series.size()); ++s) {
        if (hasStates())
            paintStates(painter, tokens, s, from);
        else
            paintSeries(painter, tokens, s, from);
    }
}

/// Shifts what is there and draws what is new; everything, when that cannot be.
void StripChart::updateTrace()
{
    const qreal ratio = devicePixelRatioF();
    const QSize wanted = (QSizeF(plotRect().size()) * ratio).toSize();
    const qint64 right = columnOf(m_now);
    const qint64 by = right - m_traceRight;
    const bool isAnew = m_isTraceStale || m_trace.size() != wanted || m_trace.devicePixelRatio() != ratio || by < 0
                        || by >= wanted.width();
    if (isAnew) {
        ++m_rebuilds;
        if (m_trace.size() != wanted)
            m_trace = QPixmap(wanted);
        m_trace.setDevicePixelRatio(ratio);
        m_trace.fill(Qt::transparent);
        m_traceRight = right;
        m_isTraceStale = false;
        paintTrace(static_cast<std::size_t>(firstVisible()));
    } else {
        if (by > 0) {
            m_trace.scroll(static_cast<int>(-by), 0, m_trace.rect());
            QPainter painter(&m_trace);
            painter.scale(1 / ratio, 1 / ratio);
            painter.setCompositionMode(QPainter::CompositionMode_Source);
            painter.fillRect(QRectF(wanted.width() - static_cast<double>(by), 0, static_cast<double>(by), wanted.height()), Qt::transparent);
        }
        m_traceRight = right;
        if (!m_points.empty() && m_points.back().at > m_drawnTo) {
            const auto first = std::upper_bound(m_points.begin(), m_points.end(), m_drawnTo,
                                                [](qint64 t, const ChartPoint &point) { return t < point.at; });
            paintTrace(static_cast<std::size_t>(first - m_points.begin()));
        }
    }
    m_drawnTo = m_points.empty() ? 0 : m_points.back().at;
}

QPointF StripChart::placeOf(int point, int series) const
{
    const QRect plot = plotRect();
    const ChartPoint &at = m_points[static_cast<std::size_t>(point)];
    const double value = at.values[static_cast<std::size_t>(series)];
    const double x = plot.left() + plot.width() * (1 - static_cast<double>(m_now - at.at) / static_cast<double>(m_range));
    return {x, plot.top() + yOf(std::isnan(value) ? 0 : value) / devicePixelRatioF()};
}

void StripChart::paintOverlay(QPainter &painter, const Tokens &tokens)
{
    const QRect plot = plotRect();
    if (!std::isnan(m_limit) && !hasStates()) {
        const double y = plot.top() + yOf(m_limit) / devicePixelRatioF();
        painter.setPen(QPen(tokens.text2, 1, Qt::DashDotLine));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setFont(captionFont());
        const QFontMetrics metrics(captionFont());
        const int width = metrics.horizontalAdvance(m_limitName);
        const QRectF name(plot.right() - width, y + 1, width, metrics.height());
        painter.fillRect(name.adjusted(-3, 0, 0, 0), tokens.surface); // the curve passes behind it
        painter.drawText(name, Qt::AlignRight | Qt::AlignTop, m_limitName);
    }
    for (const ChartMark &mark : m_marks) {
        if (mark.at < m_now - m_range || mark.at > m_now)
            continue;
        const double x = plot.left() + plot.width() * (1 - static_cast<double>(m_now - mark.at) / static_cast<double>(m_range));
        painter.setPen(QPen(tokens.of(mark.hue), 1, Qt::DashLine));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        QPainterPath head;
        head.moveTo(x - 4, plot.top() - 1);
        head.lineTo(x + 4, plot.top() - 1);
        head.lineTo(x, plot.top() + 6);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillPath(head, tokens.of(mark.hue));
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    if (m_cursor >= 0 && m_cursor < static_cast<int>(m_points.size()))
        paintReadOut(painter, tokens);
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(tokens.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void StripChart::paintReadOut(QPainter &painter, const Tokens &tokens)
{
    const QRect plot = plotRect();
    const double x = placeOf(m_cursor, 0).x();
    painter.setPen(QPen(tokens.text, 1));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    const QStringList lines = readOut().split(QLatin1Char('\n'));
    const QFontMetrics metrics(captionFont());
    int textWidth = 0;
    for (const QString &line : lines)
        textWidth = std::max(textWidth, metrics.horizontalAdvance(line));
    const int boxWidth = textWidth + 12;
    const int boxHeight = metrics.height() * static_cast<int>(lines.size()) + 6;
    const int boxX = x + boxWidth + 8 > plot.right() ? static_cast<int>(x) - boxWidth - 6 : static_cast<int>(x) + 6;
    const QRect box(std::max(boxX, 1), std::max(std::min(plot.top(), height() - boxHeight - 2), 1), boxWidth, boxHeight);
    painter.fillRect(box, tokens.surfaceAlt);
    painter.setPen(tokens.border);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
    painter.setPen(tokens.text);
    painter.setFont(captionFont());
    for (int i = 0; i < static_cast<int>(lines.size()); ++i)
        painter.drawText(box.left() + 6, box.top() + 3 + metrics.ascent() + i * metrics.height(), lines[i]);
}

void StripChart::paintEvent(QPaintEvent *)
{
    fitScale();
    if (m_isGridStale || m_grid.size() != size() * devicePixelRatioF() || m_grid.devicePixelRatio() != devicePixelRatioF())
        paintGrid();
    updateTrace();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_grid);
    painter.drawPixmap(plotRect().topLeft(), m_trace);
    const Tokens tokens = Tokens::of(palette());
    if (m_points.empty()) {
        painter.setPen(tokens.text2);
        painter.setFont(captionFont());
        painter.drawText(plotRect(), Qt::AlignCenter, tr("No data yet"));
    }
    paintOverlay(painter, tokens);
}

} // namespace weir
