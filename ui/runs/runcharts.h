#pragma once

#include "ui/bridge/runhistory.h"

#include <QWidget>

#include <array>

class QButtonGroup;
class QGridLayout;
class QLabel;
class QPushButton;

namespace weir {

class StripChart;

/// The six charts of a run with the choice of how much time they show, and a switch that holds the picture still while
/// the run goes on.
class RunCharts final : public QWidget
{
    Q_OBJECT

public:
    explicit RunCharts(QWidget *parent = nullptr);

    /// Shows \a history up to \a nowMs; null: nothing was watched.
    void update(const RunHistory *history, qint64 nowMs);
    /// A run that nobody watched has no curves.
    void clear();
    [[nodiscard]] bool isFrozen() const;
    [[nodiscard]] const std::array<StripChart *, 6> &charts() const { return m_charts; }

signals:
    /// Another stretch of time was chosen: update() is wanted.
    void rangeChosen();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildCharts();
    void buildFoot();
    void arrange(int columns);
    void say(qint64 nowMs, const LiveRun &latest);

    std::array<StripChart *, 6> m_charts{};
    QGridLayout *m_grid = nullptr;
    QButtonGroup *m_range = nullptr;
    QPushButton *m_freeze = nullptr;
    QLabel *m_updated = nullptr;
    int m_columns = 0;
    qint64 m_run = 0;     ///< drawn now
    qint64 m_drawnTo = 0; ///< time of its last point
    int m_drawnRange = -1;
};

} // namespace weir
