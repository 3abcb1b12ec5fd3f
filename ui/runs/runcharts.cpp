#include "ui/runs/runcharts.h"

#include "ui/runs/runtext.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/widgets/stripchart.h"
#include "ui/widgets/wraplayout.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace weir {

namespace {

enum Chart { Rows, Data, Latency, InFlight, Retries, Circuit };
enum Range { TwoMinutes, QuarterHour, WholeRun };

constexpr qint64 rangeMs[] = {120'000, 900'000, 0};
constexpr int threeColumnsFrom = 780; ///< px; below, the charts stand in two columns
constexpr qint64 staleTold = 3'000;   ///< ms without a snapshot

QString millisecondsText(double ms)
{
    return ms >= 10'000 ? RunCharts::tr("%1 s").arg(QLocale().toString(ms / 1'000, 'f', 1))
                        : RunCharts::tr("%1 ms").arg(QLocale().toString(ms, 'f', ms < 10 ? 1 : 0));
}

QString breakerText(double value)
{
    return value < 0.5 ? RunCharts::tr("closed") : value < 1.5 ? RunCharts::tr("half-open") : RunCharts::tr("open");
}

/// What of a piece of history each chart shows.
std::array<double, ChartPoint::valuesMax> valuesOf(const RunPoint &point, int chart)
{
    const double none = std::nan("");
    switch (chart) {
    case Rows: return {point.readPerSecond, point.deliveredPerSecond, none, none};
    case Data: return {point.bytesPerSecond, none, none, none};
    case Latency: return {point.latencyP50Ms, point.latencyP95Ms, point.latencyP99Ms, none};
    case InFlight: return {point.callsInFlight, none, none, none};
    case Retries: return point.retriesPerMinute;
    default: return {point.sourceBreaker, point.targetBreaker, none, none};
    }
}

/// The newest values, the first series first: "8,214 rows/s".
QString headlineOf(const StripChart &chart)
{
    if (chart.points().empty())
        return {};
    const ChartPoint &last = chart.points().back();
    return std::isnan(last.values[0]) ? QStringLiteral("-") : chart.textOf(last.values[0]);
}

template<typename Points>
std::vector<ChartPoint> pointsOf(const Points &history, int chart, qint64 after)
{
    std::vector<ChartPoint> points;
    for (const RunPoint &point : history) {
        if (point.at > after)
            points.push_back({point.at, valuesOf(point, chart)});
    }
    return points;
}

} // namespace

RunCharts::RunCharts(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_grid = new QGridLayout;
    m_grid->setSpacing(12);
    column->addLayout(m_grid);
    buildCharts();
    arrange(3);
    buildFoot();
}

void RunCharts::buildCharts()
{
    using Style = StripChart::Style;
    const StripChart::Text rows = [](double value) { return rateText(value); };
    const StripChart::Text bytes = [](double value) { return tr("%1/s", "bytes").arg(bytesText(static_cast<qint64>(value))); };
    const StripChart::Text count = [](double value) { return rowsText(std::llround(value)); };
    const StripChart::Text perMinute = [](double value) { return tr("%1 /min").arg(rowsText(std::llround(value))); };
    m_charts[Rows] = new StripChart(tr("Rows/s"), {{tr("read"), Style::Line}, {tr("delivered"), Style::Dashed}}, rows, axisText, this);
    m_charts[Data] = new StripChart(tr("Data"), {{tr("read"), Style::Line}}, bytes,
                                    [](double value) { return bytesText(static_cast<qint64>(value)); }, this);
    m_charts[Latency] = new StripChart(tr("Latency"),
                                       {{QStringLiteral("p50"), Style::Line}, {QStringLiteral("p95"), Style::Dashed}, {QStringLiteral("p99"), Style::Dots}},
                                       millisecondsText, millisecondsText, this);
    m_charts[InFlight] = new StripChart(tr("In flight"), {{tr("requests"), Style::Steps}}, count, axisText, this);
    m_charts[Retries] = new StripChart(tr("Retries"),
                                       {{QStringLiteral("429"), Style::Stack}, {QStringLiteral("5xx"), Style::Stack},
                                        {tr("time-out"), Style::Stack}, {tr("network"), Style::Stack}},
                                       perMinute, axisText, this);
    m_charts[Circuit] = new StripChart(tr("Circuit"), {{tr("source"), Style::States}, {tr("target"), Style::States}}, breakerText, breakerText, this);
    static const char *const names[] = {"chartRows", "chartData", "chartLatency", "chartInFlight", "chartRetries", "chartCircuit"};
    for (std::size_t i = 0; i < m_charts.size(); ++i)
        m_charts[i]->setObjectName(QLatin1String(names[i]));
}

void RunCharts::arrange(int columns)
{
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int i = 0; i < static_cast<int>(m_charts.size()); ++i)
        m_grid->addWidget(m_charts[static_cast<std::size_t>(i)], i / columns, i % columns);
    for (int i = 0; i < 3; ++i)
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
}

void RunCharts::buildFoot()
{
    auto *foot = new WrapLayout;
    foot->setSpacing(4);
    m_range = new QButtonGroup(this);
    m_range->setExclusive(true);
    int id = 0;
    for (const QString &text : {tr("2 min"), tr("15 min"), tr("Whole run")}) {
        auto *button = new QToolButton(this);
        button->setText(text);
        button->setCheckable(true);
        button->setChecked(id == TwoMinutes);
        button->setObjectName(QStringLiteral("btnRange%1").arg(id));
        m_range->addButton(button, id++);
        foot->addWidget(button);
    }
    m_freeze = new QPushButton(tr("Freeze view"), this);
    m_freeze->setObjectName(QStringLiteral("btnFreeze"));
    m_freeze->setCheckable(true);
    foot->addWidget(m_freeze);
    foot->addStretch();
    m_updated = new QLabel(this);
    m_updated->setObjectName(QStringLiteral("chartsUpdated"));
    foot->addWidget(m_updated);
    static_cast<QVBoxLayout *>(layout())->addLayout(foot);
    connect(m_range, &QButtonGroup::idClicked, this, &RunCharts::rangeChosen);
    connect(m_freeze, &QPushButton::toggled, this, [this](bool isFrozen) {
        m_updated->setText(isFrozen ? tr("View frozen at %1. The run continues.").arg(now().toString(QStringLiteral("HH:mm:ss"))) : QString());
    });
}

bool RunCharts::isFrozen() const
{
    return m_freeze->isChecked();
}

void RunCharts::clear()
{
    m_run = 0;
    m_drawnRange = -1;
    for (StripChart *chart : m_charts)
        chart->setPoints({});
    m_updated->clear();
}

void RunCharts::update(const RunHistory *history, qint64 nowMs)
{
    if (!history)
        return clear();
    const LiveRun &latest = history->latest();
    if (isFrozen() && latest.run == m_run && m_range->checkedId() == m_drawnRange)
        return;
    const int range = m_range->checkedId();
    const bool isWhole = range == WholeRun;
    const qint64 first = isWhole ? (history->whole().empty() ? 0 : history->whole().front().at) : 0;
    const qint64 window = isWhole ? std::max<qint64>(nowMs - first, 60'000) : rangeMs[range];
    // The whole run is drawn in pieces that grow: it is laid out anew; the last minutes only get their newest points.
    const bool isAnew = latest.run != m_run || range != m_drawnRange || isWhole;
    for (int i = 0; i < static_cast<int>(m_charts.size()); ++i) {
        StripChart *chart = m_charts[static_cast<std::size_t>(i)];
        if (isAnew)
            chart->setPoints(isWhole ? pointsOf(history->whole(), i, 0) : pointsOf(history->seconds(), i, 0));
        else if (auto points = pointsOf(history->seconds(), i, m_drawnTo); !points.empty())
            chart->append(points);
        chart->setWindow(nowMs, window);
    }
    std::vector<ChartMark> marks;
    for (const RunMoment &moment : history->moments())
        marks.push_back({moment.at.toMSecsSinceEpoch(), momentText(moment), momentHue(moment)});
    m_charts[Rows]->setMarks(marks);
    m_charts[Rows]->setLimit(latest.state == UiState::Throttled && latest.limitRowsPerSecond > 0 ? latest.limitRowsPerSecond : std::nan(""),
                             tr("limit"));
    m_charts[InFlight]->setLimit(latest.callsMax > 0 ? latest.callsMax : std::nan(""), tr("limit"));
    for (StripChart *chart : m_charts)
        chart->setHeadline(headlineOf(*chart));
    m_run = latest.run;
    m_drawnRange = range;
    if (!history->seconds().empty())
        m_drawnTo = history->seconds().back().at;
    say(nowMs, latest);
}

void RunCharts::say(qint64 nowMs, const LiveRun &latest)
{
    const qint64 age = nowMs - latest.at.toMSecsSinceEpoch();
    m_updated->setText(age >= staleTold && isLive(latest.state)
                           ? tr("No update for %1 s").arg(age / 1'000)
                           : tr("updated %1").arg(latest.at.toLocalTime().toString(QStringLiteral("HH:mm:ss"))));
}

void RunCharts::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange(width() >= threeColumnsFrom ? 3 : 2);
}

} // namespace weir
