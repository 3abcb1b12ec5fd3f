#pragma once

#include "ui/bridge/runqueries.h"

#include <QAbstractTableModel>

#include <list>
#include <map>
#include <set>

namespace weir {

class EngineClient;

/// The runs of a choice, as the list shows them: the order is known at once, rows are fetched by page when they are looked
/// at. Runs that go on are told by their latest snapshot, in place.
///
/// Thread-safety: GUI thread.
class RunModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Started, Job, Result, Read, Delivered, Filtered, Quarantined, Unknown, Pending, Duration, Rate, Trigger, ColumnCount };
    static constexpr int pageRows = 200;
    static constexpr std::size_t pagesMax = 50;

    explicit RunModel(EngineClient &engine, QObject *parent = nullptr);

    /// Shows \a order; what was fetched before stays where it still fits.
    void setOrder(RunOrder order);
    [[nodiscard]] const RunOrder &order() const { return m_order; }
    /// 0: no such row.
    [[nodiscard]] qint64 runAt(int row) const;
    [[nodiscard]] int rowOf(qint64 run) const; ///< -1: not in the list
    /// Null while it is being fetched.
    [[nodiscard]] const RunItem *item(int row) const;
    /// The row as text of a table, with \a separator between cells.
    [[nodiscard]] QString rowText(int row, QChar separator) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Shown;
    [[nodiscard]] Shown shown(const RunItem &item) const;
    [[nodiscard]] QString text(const RunItem &item, int column) const;
    void need(int page) const;
    void take(int page, std::vector<RunItem> items);
    void updateLive();

    EngineClient &m_engine;
    RunOrder m_order;
    int m_generation = 0; ///< answers for an earlier order are dropped
    std::map<int, std::vector<RunItem>> m_pages;
    mutable std::list<int> m_used; ///< pages, the latest first
    mutable std::set<int> m_asked;
};

} // namespace weir
