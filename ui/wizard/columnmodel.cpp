#include "ui/wizard/columnmodel.h"

#include "ui/text/format.h"

#include <QFont>

#include <algorithm>

namespace weir {

namespace {

bool contains(const std::vector<std::string> &names, const std::string &name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

void ColumnModel::setPlan(const std::vector<PlannedColumn> &plan, const std::vector<FieldProfile> &profiles,
                          const std::vector<std::string> &key)
{
    beginResetModel();
    m_isPlan = true;
    m_rows.clear();
    for (std::size_t i = 0; i < plan.size(); ++i) {
        const PlannedColumn &column = plan[i];
        Row row;
        row.name = QString::fromStdString(column.field.name);
        row.type = QString::fromStdString(typeText(column.field.type));
        row.isKey = contains(key, column.field.name);
        row.isChosen = column.isChosen;
        row.longest = column.longest > 0 ? rowsText(column.longest) : QString();
        row.why = reasonOf(column, i < profiles.size() ? profiles[i].values : 0);
        m_rows.push_back(std::move(row));
    }
    endResetModel();
}

void ColumnModel::setExisting(const Schema &schema, const QStringList &defaults)
{
    beginResetModel();
    m_isPlan = false;
    m_rows.clear();
    for (const Field &field : schema.fields()) {
        Row row;
        row.name = QString::fromStdString(field.name);
        row.type = QString::fromStdString(typeText(field.type));
        row.isKey = contains(schema.key(), field.name);
        row.why = row.isKey                     ? tr("key")
                  : defaults.contains(row.name) ? tr("has a default")
                  : field.isNullable            ? QString()
                                                : tr("required");
        m_rows.push_back(std::move(row));
    }
    endResetModel();
}

QString ColumnModel::reasonOf(const PlannedColumn &column, qint64 values)
{
    if (column.isChosen)
        return tr("chosen by you");
    if (values == 0)
        return tr("no value was seen");
    if (column.field.type.kind != TypeKind::Text)
        return tr("all %1 values are of this type").arg(rowsText(values));
    return column.field.type.length > 0
               ? tr("the longest of %1 characters, and room for longer ones").arg(rowsText(column.longest))
               : tr("texts of any length");
}

void ColumnModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

int ColumnModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ColumnModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(columns);
}

QVariant ColumnModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::FontRole && ((index.column() == Name && row.isKey) || (index.column() == TypeColumn && row.isChosen))) {
        QFont font;
        font.setWeight(QFont::DemiBold);
        return font;
    }
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (index.column() == Longest ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::EditRole)
        return {};
    switch (index.column()) {
    case Name: return plainText(row.name, 100);
    case TypeColumn: return row.type;
    case Longest: return row.longest;
    default: return row.why;
    }
}

QVariant ColumnModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Column");
    case TypeColumn: return tr("Type");
    case Longest: return tr("Longest");
    default: return m_isPlan ? tr("Why") : tr("Note");
    }
}

Qt::ItemFlags ColumnModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    flags.setFlag(Qt::ItemIsEditable, m_isPlan && index.column() == TypeColumn);
    return flags;
}

bool ColumnModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || index.column() != TypeColumn)
        return false;
    const QString name = m_rows[static_cast<std::size_t>(index.row())].name;
    const QString text = value.toString().trimmed();
    if (text.isEmpty()) {
        emit typeChosen(name, std::nullopt);
        return true;
    }
    if (text == m_rows[static_cast<std::size_t>(index.row())].type)
        return false;
    const Result<Type> type = parseType(text.toStdString());
    if (!type) {
        emit typeRefused(QString::fromStdString(type.error().detail));
        return false;
    }
    emit typeChosen(name, *type);
    return true;
}

} // namespace weir
