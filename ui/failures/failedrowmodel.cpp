#include "ui/failures/failedrowmodel.h"

#include "ui/bridge/engineclient.h"
#include "ui/runs/runtext.h"
#include "ui/text/format.h"
#include "ui/text/positiontext.h"

#include <algorithm>
#include <climits>

namespace weir {

FailedRowModel::FailedRowModel(EngineClient &engine, QObject *parent) : QAbstractTableModel(parent), m_engine(engine) {}

void FailedRowModel::show(const FailureChoice &choice, const CauseItem &cause)
{
    ++m_generation;
    beginResetModel();
    m_choice = choice;
    m_cause = cause;
    m_rows = static_cast<int>(std::min<qint64>(cause.rows, INT_MAX));
    m_begins = {0};
    m_pages.clear();
    m_used.clear();
    m_wanted.clear();
    endResetModel();
    if (m_rows > pageRows)
        askAnchors(0);
}

void FailedRowModel::askAnchors(qint64 after)
{
    rowAnchors(m_engine, m_choice, after, pageRows, anchorsStretch).then(this, [this, generation = m_generation](const Result<RowAnchors> &found) {
        if (generation != m_generation || !found)
            return;
        m_begins.insert(m_begins.end(), found->ids.begin(), found->ids.end());
        const std::set<int> waiting = m_wanted;
        for (const int page : waiting) {
            if (!m_pages.contains(page))
                fetch(page);
        }
        if (!found->isEnd && found->last > 0)
            askAnchors(found->last);
    });
}

const FailedRowItem *FailedRowModel::item(int row) const
{
    if (row < 0 || row >= m_rows)
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

void FailedRowModel::need(int page) const
{
    if (m_wanted.insert(page).second)
        const_cast<FailedRowModel *>(this)->fetch(page); // asking changes nothing that is shown
}

void FailedRowModel::fetch(int page)
{
    if (static_cast<std::size_t>(page) >= m_begins.size())
        return; // its anchor comes
    failedRows(m_engine, m_choice, m_begins[static_cast<std::size_t>(page)], pageRows)
        .then(this, [this, page, generation = m_generation](const Result<std::vector<FailedRowItem>> &items) {
            if (generation == m_generation && items)
                take(page, *items);
        });
}

void FailedRowModel::take(int page, const std::vector<FailedRowItem> &items)
{
    m_wanted.erase(page);
    m_pages[page] = items;
    m_used.remove(page);
    m_used.push_front(page);
    while (m_used.size() > pagesMax) {
        m_pages.erase(m_used.back());
        m_used.pop_back();
    }
    const int first = page * pageRows;
    emit dataChanged(index(first, 0), index(std::min(first + pageRows, m_rows) - 1, ColumnCount - 1));
}

int FailedRowModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int FailedRowModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FailedRowModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (index.column() == Tries ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    const FailedRowItem *row = item(index.row());
    if (!row)
        return index.column() == Position ? QVariant(QStringLiteral("…")) : QVariant();
    switch (index.column()) {
    case Position: return positionText(row->position);
    case Key: return plainText(row->key, 200);
    case Value: return plainText(row->value, 200);
    case Tries: return rowsText(row->tries);
    case LastError: return plainText(role == Qt::ToolTipRole ? row->detail : reasonText(m_cause, row->detail), 400);
    case When: return timeText(row->at);
    default: return {};
    }
}

QVariant FailedRowModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == Tries ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Position: return tr("Row");
    case Key: return tr("Key");
    case Value: return tr("Value");
    case Tries: return tr("Tries");
    case LastError: return tr("Last error");
    case When: return tr("Failed at");
    default: return {};
    }
}

} // namespace weir
