#include "ui/runs/runmodel.h"

#include "ui/bridge/engineclient.h"
#include "ui/runs/runtext.h"
#include "ui/text/format.h"
#include "ui/text/statetext.h"
#include "ui/widgets/statedelegate.h"

#include <QRegularExpression>

#include <algorithm>

namespace weir {

/// What the list tells of a run: the ledger's word, or the latest snapshot while it goes on.
struct RunModel::Shown
{
    UiState state = UiState::Queued;
    Balance figures;
    double seconds = 0;
    std::optional<double> progress;
};

RunModel::RunModel(EngineClient &engine, QObject *parent) : QAbstractTableModel(parent), m_engine(engine)
{
    connect(&engine, &EngineClient::liveRunsChanged, this, &RunModel::updateLive);
}

void RunModel::setOrder(RunOrder order)
{
    const bool isSame = order.ids == m_order.ids;
    ++m_generation;
    m_asked.clear();
    if (!isSame) {
        beginResetModel();
        m_order = std::move(order);
        m_pages.clear();
        m_used.clear();
        endResetModel();
        return;
    }
    m_order = std::move(order);
    // The same runs: what is seen is fetched anew and changes in place.
    const std::list<int> used = m_used;
    for (const int page : used)
        need(page);
}

qint64 RunModel::runAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_order.ids[static_cast<std::size_t>(row)] : 0;
}

int RunModel::rowOf(qint64 run) const
{
    const auto at = std::find(m_order.ids.begin(), m_order.ids.end(), run);
    return at == m_order.ids.end() ? -1 : static_cast<int>(at - m_order.ids.begin());
}

const RunItem *RunModel::item(int row) const
{
    if (row < 0 || row >= rowCount())
        return nullptr;
    const int page = row / pageRows;
    const auto found = m_pages.find(page);
    if (found == m_pages.end()) {
        need(page);
        return nullptr;
    }
    m_used.remove(page);
    m_used.push_front(page);
    const auto place = static_cast<std::size_t>(row % pageRows);
    return place < found->second.size() ? &found->second[place] : nullptr;
}

void RunModel::need(int page) const
{
    if (!m_asked.insert(page).second)
        return;
    const std::size_t from = static_cast<std::size_t>(page) * pageRows;
    const std::size_t to = std::min(from + pageRows, m_order.ids.size());
    if (from >= to)
        return;
    const std::vector<qint64> ids(m_order.ids.begin() + static_cast<std::ptrdiff_t>(from),
                                  m_order.ids.begin() + static_cast<std::ptrdiff_t>(to));
    auto *self = const_cast<RunModel *>(this); // asking changes nothing that is shown
    runItems(m_engine, ids).then(self, [self, page, generation = m_generation](const weir::Result<std::vector<RunItem>> &items) {
        if (generation == self->m_generation && items)
            self->take(page, *items);
    });
}

void RunModel::take(int page, std::vector<RunItem> items)
{
    m_asked.erase(page);
    // One item for each row, also where the ledger no longer knows a run.
    const std::size_t from = static_cast<std::size_t>(page) * pageRows;
    const std::size_t rows = std::min<std::size_t>(pageRows, m_order.ids.size() - from);
    std::vector<RunItem> placed(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        placed[row].id = m_order.ids[from + row];
        const auto at = std::find_if(items.begin(), items.end(), [&](const RunItem &item) { return item.id == placed[row].id; });
        if (at != items.end())
            placed[row] = std::move(*at);
    }
    m_pages[page] = std::move(placed);
    m_used.remove(page);
    m_used.push_front(page);
    while (m_used.size() > pagesMax) {
        m_pages.erase(m_used.back());
        m_used.pop_back();
    }
    const int first = static_cast<int>(from);
    emit dataChanged(index(first, 0), index(first + static_cast<int>(rows) - 1, ColumnCount - 1));
}

void RunModel::updateLive()
{
    for (const LiveRun &live : m_engine.liveRuns()) {
        if (const int row = rowOf(live.run); row >= 0)
            emit dataChanged(index(row, Result), index(row, Rate), {Qt::DisplayRole, StateDelegate::lookRole});
    }
}

RunModel::Shown RunModel::shown(const RunItem &item) const
{
    if (const auto live = m_engine.liveRun(item.id))
        return {live->state, live->figures, live->seconds, live->progress()};
    return {item.state, item.figures, item.seconds, std::nullopt};
}

QString RunModel::text(const RunItem &item, int column) const
{
    const Shown run = shown(item);
    switch (column) {
    case Started: return timeText(item.started);
    case Job: return plainText(item.job, 200);
    case Result: {
        const QString word = stateLook(run.state, run.figures.quarantined, run.figures.unknown).word;
        return run.progress && run.state == UiState::Running
                   ? tr("%1, %2", "state, share").arg(word, shareText(static_cast<qint64>(*run.progress * 1e9), 1'000'000'000))
                   : word;
    }
    case Read: return rowsText(run.figures.read);
    case Delivered: return rowsText(run.figures.delivered());
    case Filtered: return rowsText(run.figures.filtered);
    case Quarantined: return rowsText(run.figures.quarantined);
    case Unknown: return rowsText(run.figures.unknown);
    case Pending: return rowsText(run.figures.pending);
    case Duration: return durationText(run.seconds);
    case Rate: return run.seconds > 0 ? rateText(static_cast<double>(run.figures.read) / run.seconds) : QStringLiteral("-");
    case Trigger: return triggerText(item);
    default: return {};
    }
}

int RunModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.ids.size());
}

int RunModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool isNumber = index.column() >= Read && index.column() <= Rate;
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    const RunItem *run = item(index.row());
    if (!run)
        return role == Qt::DisplayRole && index.column() == Job ? QVariant(QStringLiteral("…")) : QVariant();
    switch (role) {
    case Qt::DisplayRole: return text(*run, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Started ? tr("%1, %2, %3", "job, time, result").arg(text(*run, Job), text(*run, Started), text(*run, Result))
                                         : text(*run, index.column());
    case StateDelegate::lookRole: {
        if (index.column() != Result)
            return {};
        const Shown now = shown(*run);
        StateLook look = stateLook(now.state, now.figures.quarantined, now.figures.unknown);
        look.word = text(*run, Result);
        return QVariant::fromValue(look);
    }
    default: return {};
    }
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section >= Read && section <= Rate ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Started: return tr("Started");
    case Job: return tr("Job");
    case Result: return tr("Result");
    case Read: return tr("Read");
    case Delivered: return tr("Delivered");
    case Filtered: return tr("Filtered");
    case Quarantined: return tr("Quarantined");
    case Unknown: return tr("Unknown");
    case Pending: return tr("Pending");
    case Duration: return tr("Duration");
    case Rate: return tr("Rows/s");
    case Trigger: return tr("Started by");
    default: return {};
    }
}

QString RunModel::rowText(int row, QChar separator) const
{
    const RunItem *run = item(row);
    if (!run)
        return {};
    QStringList cells;
    for (int column = 0; column < ColumnCount; ++column) {
        QString cell = text(*run, column);
        const bool needsQuotes = cell.contains(QLatin1Char('"')) || cell.contains(QLatin1Char(',')) || cell.contains(QLatin1Char('\n'));
        if (separator == QLatin1Char(',') && needsQuotes)
            cell = QLatin1Char('"') + cell.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
        cells << cell;
    }
    return cells.join(separator);
}

} // namespace weir
