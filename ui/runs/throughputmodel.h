#pragma once

#include "ui/bridge/runhistory.h"

#include <QAbstractTableModel>

#include <vector>

namespace weir {

/// The table twin of the charts: a row for each second of the history, the latest first.
///
/// Thread-safety: GUI thread.
class ThroughputModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Read, Delivered, Bytes, P50, P95, P99, InFlight, Retries, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    /// Takes what is new in \a history; another one (\a run) begins anew. Null: empty.
    void update(qint64 run, const RunHistory *history);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const RunPoint &at(int row) const { return m_points[m_points.size() - 1 - static_cast<std::size_t>(row)]; }

    std::vector<RunPoint> m_points; ///< the latest last
    qint64 m_run = 0;
};

} // namespace weir
