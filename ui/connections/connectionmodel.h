#pragma once

#include "ui/bridge/values.h"

#include <QAbstractTableModel>

namespace weir {

/// The connections as rows, by name; a result of a test stays until the next one.
class ConnectionModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Kind, Use, State, Tested, Latency, Summary, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setItems(std::vector<ConnectionItem> items);
    void setTest(const QString &name, const ConnectionItem &result); ///< of it the members about the test
    [[nodiscard]] const ConnectionItem &item(int row) const { return m_items[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(const QString &name) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; ///< asks for a new name

signals:
    void renameAsked(const QString &from, const QString &to);

private:
    [[nodiscard]] QString text(const ConnectionItem &item, int column) const;
    std::vector<ConnectionItem> m_items;
};

} // namespace weir
