#include "ui/audit/auditmodel.h"

#include "ui/runs/runtext.h"
#include "ui/text/format.h"

namespace weir {

void AuditModel::setItems(std::vector<AuditItem> items, bool isAll, bool isSystem)
{
    beginResetModel();
    m_items = std::move(items);
    m_isSystem = isSystem;
    m_isAll = isAll;
    m_isAsking = false;
    endResetModel();
}

void AuditModel::append(qint64 before, std::vector<AuditItem> items, bool isAll)
{
    m_isAsking = false;
    if (m_items.empty() || m_items.back().id != before)
        return;
    m_isAll = isAll;
    // Only what is older than the last row: a page that came twice adds nothing.
    std::erase_if(items, [before](const AuditItem &item) { return item.id >= before; });
    if (items.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(items.size()) - 1);
    m_items.insert(m_items.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
    endInsertRows();
}

int AuditModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

int AuditModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AuditModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const AuditItem &of = item(index.row());
    switch (index.column()) {
    case Time: return of.at.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
    case Who: return plainText(of.who, 120);
    case Action: return m_isSystem ? eventText({of.id, of.at, of.action, {}}) : plainText(of.action, 120);
    case Object: return plainText(of.subject, 200);
    case Detail: return plainText(of.detail, role == Qt::ToolTipRole ? 1'000 : 200);
    default: return {};
    }
}

QVariant AuditModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time: return tr("Time");
    case Who: return m_isSystem ? tr("Job") : tr("Who");
    case Action: return m_isSystem ? tr("What happened") : tr("Action");
    case Object: return m_isSystem ? tr("Run") : tr("Object");
    case Detail: return tr("Detail");
    default: return {};
    }
}

bool AuditModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_isAll && !m_isAsking && !m_items.empty();
}

void AuditModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_isAsking = true;
    emit moreAsked(m_items.back().id);
}

} // namespace weir
