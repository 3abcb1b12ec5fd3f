#pragma once

#include <QAbstractTableModel>

#include <functional>
#include <utility>
#include <vector>

namespace weir {

/// A table of values that fit in memory: a column is a heading and a function of the value.
///
/// Thread-safety: GUI thread.
template<typename Item>
class ListModel final : public QAbstractTableModel
{
public:
    struct Column
    {
        QString title;
        std::function<QString(const Item &)> text;
        bool isNumber = false;
    };

    explicit ListModel(std::vector<Column> columns, QObject *parent = nullptr)
        : QAbstractTableModel(parent), m_columns(std::move(columns))
    {}

    void setItems(std::vector<Item> items)
    {
        beginResetModel();
        m_items = std::move(items);
        endResetModel();
    }
    void append(std::vector<Item> items)
    {
        if (items.empty())
            return;
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(items.size()) - 1);
        std::move(items.begin(), items.end(), std::back_inserter(m_items));
        endInsertRows();
    }
    [[nodiscard]] const std::vector<Item> &items() const { return m_items; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_items.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid())
            return {};
        const Column &column = m_columns[static_cast<std::size_t>(index.column())];
        if (role == Qt::TextAlignmentRole)
            return alignment(column);
        if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
            return {};
        return column.text(m_items[static_cast<std::size_t>(index.row())]);
    }
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        const Column &column = m_columns[static_cast<std::size_t>(section)];
        return role == Qt::DisplayRole ? QVariant(column.title) : role == Qt::TextAlignmentRole ? alignment(column) : QVariant();
    }

private:
    static QVariant alignment(const Column &column)
    {
        return int(Qt::AlignVCenter | (column.isNumber ? Qt::AlignRight : Qt::AlignLeft));
    }

    std::vector<Column> m_columns;
    std::vector<Item> m_items;
};

} // namespace weir
