#pragma once

#include "ui/bridge/failurequeries.h"

#include <QAbstractTableModel>

#include <list>
#include <map>
#include <set>

namespace weir {

class EngineClient;

/// The rows of one cause, however many: the count is known at once, rows come in pages by key when they are looked at.
/// Where the pages begin is learnt in the background, so that a jump to any row costs one page.
///
/// Thread-safety: GUI thread.
class FailedRowModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Position, Key, Value, Tries, LastError, When, ColumnCount };
    static constexpr int pageRows = 200;
    static constexpr std::size_t pagesMax = 50;

    explicit FailedRowModel(EngineClient &engine, QObject *parent = nullptr);

    /// The rows of \a cause, which the choice names; with no rows: nothing is shown.
    void show(const FailureChoice &choice, const CauseItem &cause);
    [[nodiscard]] const FailureChoice &choice() const { return m_choice; }
    /// Null while it is being fetched.
    [[nodiscard]] const FailedRowItem *item(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static constexpr int anchorsStretch = 100'000; ///< rows walked for anchors at a time

    void askAnchors(qint64 after);
    void need(int page) const;
    void fetch(int page);
    void take(int page, const std::vector<FailedRowItem> &items);

    EngineClient &m_engine;
    FailureChoice m_choice;
    CauseItem m_cause;
    int m_rows = 0;
    int m_generation = 0;
    std::vector<qint64> m_begins; ///< id before the first row of each page, as far as they are known
    std::map<int, std::vector<FailedRowItem>> m_pages;
    mutable std::list<int> m_used;
    mutable std::set<int> m_wanted; ///< asked for, or waiting for their anchor
};

} // namespace weir
