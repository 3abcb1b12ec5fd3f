#pragma once

#include "ui/bridge/values.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace weir {

/// The jobs as rows. Values change in place: a job keeps its row while it exists.
class JobModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { State, Name, Ends, Guarantee, Mode, LastResult, Success, Failure, Retries, Lost, LastRun, ColumnCount };
    static constexpr int sortRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;
    /// Sorted by name.
    void setItems(std::vector<JobItem> items);
    /// What runs now changes state and result of its jobs.
    void setLive(const std::vector<LiveRun> &live);
    [[nodiscard]] const std::vector<JobItem> &items() const { return m_items; }
    [[nodiscard]] const JobItem &item(int row) const { return m_items[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(const QString &name) const; ///< -1: none
    /// The run that \a job has going on; null: none.
    [[nodiscard]] const LiveRun *liveOf(const QString &job) const;
    /// As it is shown: of the run that goes on, else of the last one.
    [[nodiscard]] UiState stateOf(const JobItem &item) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override; ///< asks for a new name

signals:
    void renameAsked(const QString &from, const QString &to);

private:
    [[nodiscard]] QString text(const JobItem &item, int column) const;
    [[nodiscard]] QVariant sortKey(const JobItem &item, int column) const;

    std::vector<JobItem> m_items;
    std::vector<LiveRun> m_live;
};

/// Which jobs are shown.
class JobFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Chip : std::uint8_t { All, Running, Attention, Paused };

    explicit JobFilter(JobModel &jobs, QObject *parent = nullptr);
    void setText(const QString &text);
    void setChip(Chip chip);
    [[nodiscard]] int count(Chip chip) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    [[nodiscard]] bool isOf(Chip chip, const JobItem &item) const;
    JobModel &m_jobs;
    QString m_text;
    Chip m_chip = Chip::All;
};

} // namespace weir
