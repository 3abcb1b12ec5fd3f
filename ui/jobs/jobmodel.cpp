#include "ui/jobs/jobmodel.h"

#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/text/pinyin.h"
#include "ui/widgets/statedelegate.h"

#include <QCollator>

#include <algorithm>

namespace weir {

namespace {

bool isNumber(int column)
{
    return column >= JobModel::Success && column <= JobModel::Lost;
}

/// Nothing was due: no share.
QString shareOf(qint64 part, qint64 whole)
{
    return whole == 0 ? QStringLiteral("–") : shareText(part, whole);
}

StateLook lookOf(const JobItem &item, UiState state, const LiveRun *live)
{
    if (live)
        return stateLook(state, live->figures.quarantined, live->figures.unknown);
    if (!item.trouble.isEmpty())
        return {Icon::TriangleAlert, Hue::Error, JobModel::tr("File cannot be used")};
    if (!item.drift.isEmpty())
        return {Icon::GitCompare, Hue::Warn, JobModel::tr("Source changed")};
    const bool isAllCompensated = item.openQuarantined == 0 && item.openUnknown == 0;
    return stateLook(state, item.lastFigures.quarantined, item.lastFigures.unknown, isAllCompensated);
}

} // namespace

void JobModel::setItems(std::vector<JobItem> items)
{
    QCollator collator;
    collator.setNumericMode(true);
    std::sort(items.begin(), items.end(), [&](const JobItem &a, const JobItem &b) {
        const int order = collator.compare(a.name, b.name);
        return order != 0 ? order < 0 : a.name < b.name;
    });
    const auto isThere = [](const std::vector<JobItem> &in, const QString &name) {
        return std::any_of(in.begin(), in.end(), [&](const JobItem &each) { return each.name == name; });
    };
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (isThere(items, item(row).name))
            continue;
        beginRemoveRows({}, row, row);
        m_items.erase(m_items.begin() + row);
        endRemoveRows();
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i < m_items.size() && m_items[i].name == items[i].name) {
            m_items[i] = std::move(items[i]);
            continue;
        }
        const int row = static_cast<int>(i);
        beginInsertRows({}, row, row);
        m_items.insert(m_items.begin() + row, std::move(items[i]));
        endInsertRows();
    }
    if (!m_items.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void JobModel::setLive(const std::vector<LiveRun> &live)
{
    std::vector<LiveRun> before = std::exchange(m_live, live);
    for (int row = 0; row < rowCount(); ++row) {
        const QString &name = item(row).name;
        const bool was = std::any_of(before.begin(), before.end(), [&](const LiveRun &run) { return run.job == name; });
        if (was || liveOf(name) != nullptr)
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

int JobModel::rowOf(const QString &name) const
{
    const auto at = std::find_if(m_items.begin(), m_items.end(), [&](const JobItem &each) { return each.name == name; });
    return at == m_items.end() ? -1 : static_cast<int>(at - m_items.begin());
}

const LiveRun *JobModel::liveOf(const QString &job) const
{
    const auto at = std::find_if(m_live.begin(), m_live.end(), [&](const LiveRun &run) { return run.job == job; });
    return at == m_live.end() ? nullptr : &*at;
}

UiState JobModel::stateOf(const JobItem &item) const
{
    const LiveRun *live = liveOf(item.name);
    return live ? live->state : item.state;
}

int JobModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

int JobModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString JobModel::text(const JobItem &item, int column) const
{
    const LiveRun *live = liveOf(item.name);
    switch (column) {
    case State: return lookOf(item, stateOf(item), live).word;
    case Name: return item.isEnabled ? plainText(item.name, 120) : tr("%1 (disabled)").arg(plainText(item.name, 120));
    case Ends: return item.source.isEmpty() && item.target.isEmpty() ? QString()
        : plainText(QStringLiteral("%1 → %2").arg(item.source, item.target), 200);
    case Guarantee: return item.guarantee;
    case Mode: return item.isDraft || !item.trouble.isEmpty() ? QString() : modeText(item.mode);
    case LastResult:
        if (live && live->progress())
            return shareText(static_cast<qint64>(*live->progress() * 1'000), 1'000);
        if (live)
            return tr("%1 rows so far").arg(rowsText(live->figures.read));
        if (item.openQuarantined > 0)
            return tr("%1 quarantined").arg(rowsText(item.openQuarantined));
        return item.lastRun == 0 ? QString() : tr("%1 rows").arg(rowsText(item.lastFigures.delivered()));
    case Success: return shareOf(item.period.delivered(), item.due());
    case Failure: return shareOf(item.period.quarantined + item.period.unknown, item.due());
    case Retries: return item.periodRuns == 0 ? QStringLiteral("–") : rowsText(item.retries);
    case Lost: return item.lost ? rowsText(*item.lost) : tr("not checked yet");
    case LastRun: return shortTimeText(item.lastStarted, now());
    default: return {};
    }
}

QVariant JobModel::sortKey(const JobItem &item, int column) const
{
    const double due = item.due() == 0 ? -1 : static_cast<double>(item.due());
    switch (column) {
    case Success: return due < 0 ? -1.0 : static_cast<double>(item.period.delivered()) / due;
    case Failure: return due < 0 ? -1.0 : static_cast<double>(item.period.quarantined + item.period.unknown) / due;
    case Retries: return item.retries;
    case Lost: return item.lost.value_or(-1);
    case LastRun: return item.lastStarted;
    case LastResult: return item.lastFigures.delivered();
    default: return text(item, column);
    }
}

QVariant JobModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const JobItem &of = item(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(of, column);
    case Qt::EditRole: return column == Name ? of.name : QVariant();
    case StateDelegate::lookRole: return QVariant::fromValue(lookOf(of, stateOf(of), liveOf(of.name)));
    case sortRole: return sortKey(of, column);
    case Qt::TextAlignmentRole: return static_cast<int>((isNumber(column) ? Qt::AlignRight
                                                         : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return column == State ? QStringLiteral("%1, %2").arg(of.name, text(of, column)) : text(of, column);
    case Qt::ToolTipRole:
        if (column == Guarantee)
            return guaranteeText(of.guarantee);
        if (column == State)
            return of.trouble.isEmpty() ? of.drift : of.trouble;
        if (column == Lost && of.checkedAt.isValid())
            return tr("Compared %1").arg(timeText(of.checkedAt));
        return column == Ends ? text(of, column) : QVariant();
    default: return {};
    }
}

QVariant JobModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Guarantee: return tr("Guarantee class");
        case Success: return tr("Delivered rows, of those that were due in the period");
        case Failure: return tr("Rows quarantined or unknown, of those that were due in the period");
        case Lost: return tr("Missing in the target and unexplained, by the last reconciliation");
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State: return tr("State");
    case Name: return tr("Name");
    case Ends: return tr("Source → Target");
    case Guarantee: return tr("G", "guarantee class, short");
    case Mode: return tr("Write mode");
    case LastResult: return tr("Last result");
    case Success: return tr("Success rate");
    case Failure: return tr("Failure rate");
    case Retries: return tr("Retries");
    case Lost: return tr("Lost rows");
    case LastRun: return tr("Last run");
    default: return {};
    }
}

Qt::ItemFlags JobModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == Name && !item(index.row()).isDraft)
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool JobModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString name = value.toString().trimmed();
    if (role == Qt::EditRole && index.isValid() && !name.isEmpty() && name != item(index.row()).name)
        emit renameAsked(item(index.row()).name, name);
    return false; // it has its new name once the file has
}

JobFilter::JobFilter(JobModel &jobs, QObject *parent) : QSortFilterProxyModel(parent), m_jobs(jobs)
{
    setSourceModel(&jobs);
    setSortRole(JobModel::sortRole);
    setSortLocaleAware(true);
    setDynamicSortFilter(false); // the order never changes under the pointer
}

void JobFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void JobFilter::setChip(Chip chip)
{
    m_chip = chip;
    invalidateFilter();
}

bool JobFilter::isOf(Chip chip, const JobItem &item) const
{
    const UiState state = m_jobs.stateOf(item);
    switch (chip) {
    case Chip::All: return true;
    case Chip::Running: return m_jobs.liveOf(item.name) != nullptr;
    case Chip::Paused: return state == UiState::Paused || state == UiState::Stopped || state == UiState::Interrupted;
    case Chip::Attention:
        return item.openQuarantined > 0 || item.openUnknown > 0 || !item.trouble.isEmpty() || !item.drift.isEmpty()
               || state == UiState::Failed || state == UiState::Stalled || state == UiState::Unbalanced
                   || state == UiState::Interrupted
               || item.lost.value_or(0) > 0;
    }
    return true;
}

int JobFilter::count(Chip chip) const
{
    const auto &items = m_jobs.items();
    return static_cast<int>(std::count_if(items.begin(), items.end(),
                                          [&](const JobItem &item) { return isOf(chip, item); }));
}

bool JobFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const JobItem &item = m_jobs.item(row);
    if (!isOf(m_chip, item))
        return false;
    return m_text.isEmpty() || matchesTyped(item.name, m_text) || item.title.contains(m_text, Qt::CaseInsensitive)
           || item.source.contains(m_text, Qt::CaseInsensitive) || item.target.contains(m_text, Qt::CaseInsensitive);
}

} // namespace weir
