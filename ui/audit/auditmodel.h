#pragma once

#include "ui/bridge/values.h"

#include <QAbstractTableModel>

namespace weir {

/// Entries of the audit, read in pages as far as somebody scrolls.
class AuditModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Who, Action, Object, Detail, ColumnCount };
    static constexpr int pageSize = 200;

    using QAbstractTableModel::QAbstractTableModel;
    /// Begins anew; \a isAll: there is nothing behind \a items; \a isSystem: they tell of runs, not of people.
    void setItems(std::vector<AuditItem> items, bool isAll, bool isSystem);
    /// The answer to moreAsked(); nothing happens when the list has begun anew since.
    void append(qint64 before, std::vector<AuditItem> items, bool isAll);
    [[nodiscard]] const AuditItem &item(int row) const { return m_items[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void moreAsked(qint64 before);

private:
    std::vector<AuditItem> m_items;
    bool m_isSystem = false;
    bool m_isAll = true;
    bool m_isAsking = false;
};

} // namespace weir
