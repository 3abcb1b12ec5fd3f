#include "ui/connections/connectionmodel.h"

#include "ui/connections/connectionkinds.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/widgets/statedelegate.h"

#include <algorithm>

namespace weir {

namespace {

StateLook lookOf(const ConnectionItem &item)
{
    switch (item.test) {
    case ConnectionItem::Test::Running: return {Icon::RefreshCw, Hue::Running, ConnectionModel::tr("Testing…")};
    case ConnectionItem::Test::Ok: return {Icon::CircleCheck, Hue::Ok, ConnectionModel::tr("OK")};
    case ConnectionItem::Test::Failed: return {Icon::CircleX, Hue::Error, ConnectionModel::tr("Failed")};
    default: return {Icon::CircleDashed, Hue::Neutral, ConnectionModel::tr("Not tested")};
    }
}

void copyTest(ConnectionItem &to, const ConnectionItem &from)
{
    to.test = from.test;
    to.testedAt = from.testedAt;
    to.latencyMs = from.latencyMs;
    to.testText = from.testText;
}

} // namespace

void ConnectionModel::setItems(std::vector<ConnectionItem> items)
{
    for (ConnectionItem &item : items) {
        const int row = rowOf(item.name);
        if (row >= 0 && item.test == ConnectionItem::Test::Never)
            copyTest(item, this->item(row));
    }
    const auto isThere = [](const std::vector<ConnectionItem> &in, const QString &name) {
        return std::any_of(in.begin(), in.end(), [&](const ConnectionItem &each) { return each.name == name; });
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

void ConnectionModel::setTest(const QString &name, const ConnectionItem &result)
{
    const int row = rowOf(name);
    if (row < 0)
        return;
    copyTest(m_items[static_cast<std::size_t>(row)], result);
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int ConnectionModel::rowOf(const QString &name) const
{
    const auto at = std::find_if(m_items.begin(), m_items.end(),
                                 [&](const ConnectionItem &each) { return each.name == name; });
    return at == m_items.end() ? -1 : static_cast<int>(at - m_items.begin());
}

int ConnectionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

int ConnectionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ConnectionModel::text(const ConnectionItem &item, int column) const
{
    switch (column) {
    case Name: return plainText(item.name, 120);
    case Kind: {
        const ConnectionKind *kind = findConnectionKind(item.kind);
        return kind ? connectionText(kind->title) : item.kind;
    }
    case Use:
        if (item.usedBySources > 0 && item.usedByTargets > 0)
            return tr("source and target");
        return item.usedBySources > 0 ? tr("source") : item.usedByTargets > 0 ? tr("target") : tr("not used");
    case State: return lookOf(item).word;
    case Tested: return shortTimeText(item.testedAt, now());
    case Latency: return item.latencyMs < 0 ? QStringLiteral("–") : tr("%1 ms").arg(rowsText(item.latencyMs));
    case Summary: return plainText(item.summary, 200);
    default: return {};
    }
}

QVariant ConnectionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ConnectionItem &of = item(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(of, column);
    case Qt::EditRole: return column == Name ? of.name : QVariant();
    case StateDelegate::lookRole: return QVariant::fromValue(lookOf(of));
    case Qt::TextAlignmentRole: return static_cast<int>((column == Latency ? Qt::AlignRight
                                                         : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole: return column == Name ? QStringLiteral("%1, %2, %3").arg(of.name, text(of, Kind),
            text(of, State)) : text(of, column);
    case Qt::ToolTipRole: return column == State ? of.testText : column == Summary ? text(of, column) : QVariant();
    default: return {};
    }
}

QVariant ConnectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Latency ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Name");
    case Kind: return tr("Type");
    case Use: return tr("Use");
    case State: return tr("State");
    case Tested: return tr("Tested");
    case Latency: return tr("Latency");
    case Summary: return tr("Where");
    default: return {};
    }
}

Qt::ItemFlags ConnectionModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == Name)
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool ConnectionModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString name = value.toString().trimmed();
    if (role == Qt::EditRole && index.isValid() && !name.isEmpty() && name != item(index.row()).name)
        emit renameAsked(item(index.row()).name, name);
    return false; // it has its new name once the file has
}

} // namespace weir
