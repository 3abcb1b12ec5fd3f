#pragma once

#include "ui/bridge/values.h"

#include <QString>

#include <optional>

namespace weir {

/// When a run will be done, from its snapshots. Says nothing before 5 s and 1 % of the rows, follows the rate of about the
/// last 30 s, and changes at most once a second and by no more than half as much again, unless the run's state changes.
///
/// Thread-safety: a value.
class Eta
{
public:
    /// In the order in which they were published.
    void add(const LiveRun &snapshot);
    /// Nothing: not known, or not to be said yet.
    [[nodiscard]] std::optional<double> secondsLeft() const { return m_shown; }

    static constexpr double secondsMin = 5, shareMin = 0.01;
    static constexpr double memorySeconds = 30;
    static constexpr double jumpMax = 1.5; ///< factor from one update to the next
    static constexpr double updateSeconds = 1;

private:
    [[nodiscard]] std::optional<double> estimate(const LiveRun &snapshot) const;

    std::optional<LiveRun> m_last;
    double m_rate = 0;   ///< share of the whole per second
    double m_weight = 0; ///< 0 … 1: how much of m_rate was seen
    std::optional<double> m_shown;
    double m_shownAt = 0;
};

/// "about 2 min left", "742,100 rows so far", "next try in 28 s": what stands beside the state of a run that goes on.
[[nodiscard]] QString progressText(const LiveRun &run, const Eta &eta, const QDateTime &now);

} // namespace weir
