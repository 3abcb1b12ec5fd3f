#pragma once

#include "ui/wizard/targetplan.h"

#include <QAbstractTableModel>

namespace weir {

/// The columns of the target: those of a table that will be made, whose types can be changed, or those of one that is there.
///
/// Thread-safety: GUI thread.
class ColumnModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum ColumnId { Name, TypeColumn, Longest, Why, columns };

    using QAbstractTableModel::QAbstractTableModel;
    void setPlan(const std::vector<PlannedColumn> &plan, const std::vector<FieldProfile> &profiles,
                 const std::vector<std::string> &key);
    void setExisting(const Schema &schema, const QStringList &defaults);
    void clear();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

signals:
    /// A person typed another type, or none: then the proposal counts again.
    void typeChosen(const QString &column, const std::optional<weir::Type> &type);
    void typeRefused(const QString &detail);

private:
    struct Row
    {
        QString name, type, longest, why;
        bool isKey = false, isChosen = false;
    };
    [[nodiscard]] static QString reasonOf(const PlannedColumn &column, qint64 values);

    std::vector<Row> m_rows;
    bool m_isPlan = false;
};

} // namespace weir
