#include "ui/runs/throughputmodel.h"

#include "ui/text/format.h"

#include <QDateTime>

#include <cmath>

namespace weir {

namespace {

QString known(double value, QString (*text)(double))
{
    return std::isnan(value) ? QStringLiteral("-") : text(value);
}

QString countText(double value)
{
    return rowsText(std::llround(value));
}

QString byteRateText(double value)
{
    return bytesText(static_cast<qint64>(value));
}

QString msText(double value)
{
    return QLocale().toString(value, 'f', value < 10 ? 1 : 0);
}

double sum(const std::array<double, 4> &values)
{
    double total = 0;
    for (const double value : values)
        total += value; // one that is not known makes the sum unknown
    return total;
}

} // namespace

void ThroughputModel::update(qint64 run, const RunHistory *history)
{
    const bool isOther = run != m_run || !history;
    if (isOther) {
        beginResetModel();
        m_points.clear();
        if (history)
            m_points.assign(history->seconds().begin(), history->seconds().end());
        m_run = run;
        endResetModel();
        return;
    }
    const qint64 last = m_points.empty() ? 0 : m_points.back().at;
    std::vector<RunPoint> fresh;
    for (const RunPoint &point : history->seconds()) {
        if (point.at > last)
            fresh.push_back(point);
    }
    if (!fresh.empty()) {
        beginInsertRows({}, 0, static_cast<int>(fresh.size()) - 1);
        m_points.insert(m_points.end(), fresh.begin(), fresh.end());
        endInsertRows();
    }
    if (m_points.size() > RunHistory::secondsMax) {
        const auto surplus = m_points.size() - RunHistory::secondsMax;
        beginRemoveRows({}, static_cast<int>(m_points.size() - surplus), static_cast<int>(m_points.size()) - 1);
        m_points.erase(m_points.begin(), m_points.begin() + static_cast<std::ptrdiff_t>(surplus));
        endRemoveRows();
    }
}

int ThroughputModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_points.size());
}

int ThroughputModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ThroughputModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (index.column() == Time ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    const RunPoint &point = at(index.row());
    switch (index.column()) {
    case Time: return timeText(QDateTime::fromMSecsSinceEpoch(point.at));
    case Read: return known(point.readPerSecond, countText);
    case Delivered: return known(point.deliveredPerSecond, countText);
    case Bytes: return known(point.bytesPerSecond, byteRateText);
    case P50: return known(point.latencyP50Ms, msText);
    case P95: return known(point.latencyP95Ms, msText);
    case P99: return known(point.latencyP99Ms, msText);
    case InFlight: return known(point.callsInFlight, countText);
    case Retries: return known(sum(point.retriesPerMinute), countText);
    default: return {};
    }
}

QVariant ThroughputModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == Time ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time: return tr("Time");
    case Read: return tr("Rows/s read");
    case Delivered: return tr("Rows/s delivered");
    case Bytes: return tr("Bytes/s");
    case P50: return tr("p50 ms");
    case P95: return tr("p95 ms");
    case P99: return tr("p99 ms");
    case InFlight: return tr("In flight");
    case Retries: return tr("Retries/min");
    default: return {};
    }
}

} // namespace weir
