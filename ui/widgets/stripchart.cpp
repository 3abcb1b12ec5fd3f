#include "ui/widgets/stripchart.h"

#include "ui/text/format.h"

#include <QAccessibleWidget>
#include <QDateTime>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace weir {

namespace {

constexpr double noValue = std::numeric_limits<double>::quiet_NaN();
constexpr qint64 tellEveryMs = 5'000; ///< screen readers

/// The Chart role with the value as text.
class ChartAccessible final : public QAccessibleWidget
{
public:
    explicit ChartAccessible(StripChart *chart) : QAccessibleWidget(chart, QAccessible::Chart, chart->title()) {}
    QString text(QAccessible::Text kind) const override
    {
        const auto *chart = static_cast<const StripChart *>(widget());
        if (kind == QAccessible::Value)
            return chart->readOut().isEmpty() ? chart->valueText() : chart->readOut();
        return kind == QAccessible::Name ? chart->title() : QAccessibleWidget::text(kind);
    }
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *chart = qobject_cast<StripChart *>(object);
    return chart ? new ChartAccessible(chart) : nullptr;
}

/// One factory for all charts, installed with the first.
void makeReadable()
{
    static const bool isInstalled = (QAccessible::installFactory(makeAccessible), true);
    Q_UNUSED(isInstalled);
}

} // namespace

StripChart::StripChart(const QString &title, std::vector<Series> series, Text valueText, Text axisText, QWidget *parent)
    : QWidget(parent),
      m_title(title),
      m_series(std::move(series)),
      m_valueText(std::move(valueText)),
      m_axisText(std::move(axisText)),
      m_limit(noValue)
{
    makeReadable();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAttribute(Qt::WA_OpaquePaintEvent, false);
    setAccessibleName(title);
}

QSize StripChart::sizeHint() const
{
    return {280, 128};
}

QSize StripChart::minimumSizeHint() const
{
    return {150, fontMetrics().height() * 2 + 56};
}

void StripChart::setPoints(std::vector<ChartPoint> points)
{
    m_points = std::move(points);
    if (m_points.size() > pointsMax)
        m_points.erase(m_points.begin(), m_points.end() - pointsMax);
    m_isTraceStale = true;
    moveCursor(m_cursor < 0 ? -1 : static_cast<int>(m_points.size()) - 1);
    update();
}

void StripChart::append(const std::vector<ChartPoint> &points)
{
    if (points.empty())
        return;
    m_points.insert(m_points.end(), points.begin(), points.end());
    if (m_points.size() > pointsMax) {
        const auto gone = static_cast<int>(m_points.size() - pointsMax);
        m_points.erase(m_points.begin(), m_points.begin() + gone);
        m_cursor = std::max(m_cursor - gone, m_cursor < 0 ? -1 : 0);
    }
    update();
    tellReaders();
}

void StripChart::setWindow(qint64 nowMs, qint64 rangeMs)
{
    if (rangeMs != m_range)
        m_isTraceStale = m_isGridStale = true;
    m_now = nowMs;
    m_range = std::max<qint64>(rangeMs, 1'000);
    update();
}

void StripChart::setMarks(std::vector<ChartMark> marks)
{
    m_marks = std::move(marks);
    update();
}

void StripChart::setLimit(double limit, const QString &name)
{
    if (m_limitName == name && (limit == m_limit || (std::isnan(limit) && std::isnan(m_limit))))
        return;
    m_limit = limit;
    m_limitName = name;
    update();
}

void StripChart::setHeadline(const QString &text)
{
    if (m_headline == text)
        return;
    m_headline = text;
    m_isGridStale = true;
    update();
}

QString StripChart::readOut() const
{
    if (m_cursor < 0 || m_cursor >= static_cast<int>(m_points.size()))
        return {};
    const ChartPoint &point = m_points[static_cast<std::size_t>(m_cursor)];
    QStringList lines{QDateTime::fromMSecsSinceEpoch(point.at).toString(QStringLiteral("HH:mm:ss"))};
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        const double value = point.values[s];
        const QString text = std::isnan(value) ? QStringLiteral("-") : m_valueText(value);
        lines.append(m_series.size() == 1 ? text : QStringLiteral("%1  %2").arg(m_series[s].name, text));
    }
    return lines.join(QLatin1Char('\n'));
}

QString StripChart::valueText() const
{
    const QString range = durationText(static_cast<double>(m_range) / 1'000);
    if (m_points.empty() || std::isnan(m_points.back().values[0]))
        return tr("No data, %1").arg(range);
    if (hasStates())
        return QStringLiteral("%1, %2").arg(m_headline, range);
    // The last tenth of what is seen against the tenth before.
    const auto mean = [this](qint64 from, qint64 to) {
        double sum = 0;
        int count = 0;
        for (const ChartPoint &point : m_points) {
            if (point.at > from && point.at <= to && !std::isnan(point.values[0])) {
                sum += point.values[0];
                ++count;
            }
        }
        return count > 0 ? sum / count : noValue;
    };
    const qint64 part = m_range / 10;
    const double late = mean(m_now - part, m_now), early = mean(m_now - 2 * part, m_now - part);
    QString trend = tr("steady");
    if (late > early * 1.1)
        trend = tr("rising");
    else if (late < early * 0.9)
        trend = tr("falling");
    const QString value = m_headline.isEmpty() ? m_valueText(m_points.back().values[0]) : m_headline;
    return tr("%1, %2, %3").arg(value, trend, range);
}

void StripChart::moveCursor(int point)
{
    const int last = static_cast<int>(m_points.size()) - 1;
    const int next = point < 0 ? -1 : std::clamp(point, std::min(firstVisible(), last), last);
    if (next == m_cursor)
        return;
    m_cursor = next;
    m_cursorAt = next < 0 ? 0 : m_points[static_cast<std::size_t>(next)].at;
    update();
    QAccessibleValueChangeEvent event(this, next < 0 ? valueText() : readOut());
    QAccessible::updateAccessibility(&event);
    emit cursorMoved(m_cursorAt);
}

void StripChart::tellReaders()
{
    if (m_now - m_toldAt < tellEveryMs || m_cursor >= 0)
        return;
    m_toldAt = m_now;
    QAccessibleValueChangeEvent event(this, valueText());
    QAccessible::updateAccessibility(&event);
}

void StripChart::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_points.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left: return moveCursor(m_cursor < 0 ? last : std::max(m_cursor - 1, 0));
    case Qt::Key_Right: return moveCursor(m_cursor < 0 ? last : m_cursor + 1);
    case Qt::Key_Home: return moveCursor(last < 0 ? -1 : firstVisible());
    case Qt::Key_End: return moveCursor(last);
    case Qt::Key_Escape:
        if (m_cursor >= 0)
            return moveCursor(-1);
        break;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

void StripChart::mouseMoveEvent(QMouseEvent *event)
{
    const QRect plot = plotRect();
    if (m_points.empty() || !plot.adjusted(-2, -2, 2, 2).contains(event->pos()))
        return moveCursor(-1);
    const double share = static_cast<double>(event->pos().x() - plot.left()) / plot.width();
    const qint64 at = m_now - m_range + static_cast<qint64>(share * static_cast<double>(m_range));
    const auto after = std::lower_bound(m_points.begin(), m_points.end(), at, [](const ChartPoint &point, qint64 t) { return point.at < t; });
    auto index = static_cast<int>(after - m_points.begin());
    if (index == static_cast<int>(m_points.size())
        || (index > 0 && at - m_points[static_cast<std::size_t>(index) - 1].at < m_points[static_cast<std::size_t>(index)].at - at))
        --index;
    moveCursor(index);
}

void StripChart::leaveEvent(QEvent *)
{
    if (!hasFocus())
        moveCursor(-1);
}

void StripChart::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_isGridStale = m_isTraceStale = true;
        update();
    }
    QWidget::changeEvent(event);
}

void StripChart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void StripChart::focusOutEvent(QFocusEvent *event)
{
    moveCursor(-1);
    QWidget::focusOutEvent(event);
    update();
}

} // namespace weir
