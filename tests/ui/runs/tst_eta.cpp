// When a run will be done: what is said, and when nothing is.

#include "ui/runs/eta.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace weir;

namespace {

LiveRun snapshot(double seconds, qint64 bytes, qint64 total, UiState state = UiState::Running)
{
    LiveRun run;
    run.run = 1;
    run.state = state;
    run.seconds = seconds;
    run.bytesRead = bytes;
    run.bytesTotal = total;
    run.figures.read = bytes / 100;
    return run;
}

} // namespace

TEST(Eta, SaysNothingBeforeFiveSecondsAndOnePercent)
{
    Eta early, slow;
    for (double second = 0; second < 5; second += 0.25)
        early.add(snapshot(second, static_cast<qint64>(second * 1e6), 100'000'000));
    EXPECT_FALSE(early.secondsLeft());
    early.add(snapshot(5.25, 5'250'000, 100'000'000));
    ASSERT_TRUE(early.secondsLeft());
    EXPECT_NEAR(*early.secondsLeft(), 94.75, 1);
    for (double second = 0; second < 60; second += 0.25)
        slow.add(snapshot(second, static_cast<qint64>(second * 1e3), 100'000'000));
    EXPECT_FALSE(slow.secondsLeft()) << "not one percent yet";
}

TEST(Eta, ChangesAtMostOnceASecondAndByHalfAsMuchAgain)
{
    Eta eta;
    qint64 bytes = 0;
    std::optional<double> before;
    double changedAt = -1;
    for (double second = 0; second < 200; second += 0.25) {
        // A rate that leaps between 0.2 and 2 MB/s every twenty seconds.
        bytes += static_cast<int>(second / 20) % 2 == 0 ? 50'000 : 500'000;
        eta.add(snapshot(second, bytes, 400'000'000));
        const auto now = eta.secondsLeft();
        if (before && now && *before != *now) {
            EXPECT_LE(std::max(*now / *before, *before / *now), 1.5 + 1e-9) << second;
            if (changedAt >= 0) {
                EXPECT_GE(second - changedAt, 1 - 1e-9) << second;
            }
            changedAt = second;
        }
        before = now;
    }
    EXPECT_TRUE(before);
}

TEST(Eta, FollowsTheLimitWhileThrottled)
{
    LiveRun run = snapshot(60, 0, -1, UiState::Throttled);
    run.rowsEstimate = 10'000;
    run.row = 6'000;
    run.figures.read = 6'000;
    run.limitRowsPerSecond = 40;
    Eta eta;
    eta.add(run);
    ASSERT_TRUE(eta.secondsLeft());
    EXPECT_DOUBLE_EQ(*eta.secondsLeft(), 100);
}

TEST(ProgressText, SaysShareAndTimeOrRowsSoFarOrTheCountdown)
{
    const QDateTime now = QDateTime::currentDateTime();
    Eta eta;
    for (double second = 0; second <= 30; second += 0.25)
        eta.add(snapshot(second, static_cast<qint64>(second * 1e6), 150'000'000));
    EXPECT_EQ(progressText(snapshot(30, 30'000'000, 150'000'000), eta, now), "20 %, about 2 min left");
    EXPECT_EQ(progressText(snapshot(30, 3'000'000, -1), {}, now).left(6), "30,000");
    LiveRun open = snapshot(30, 30'000'000, 150'000'000, UiState::CircuitOpen);
    open.nextTry = now.addMSecs(27'400);
    EXPECT_EQ(progressText(open, eta, now), "next try in 28 s");
    open.state = UiState::Offline;
    EXPECT_EQ(progressText(open, eta, now), "Will continue when the network is back");
    open.state = UiState::Completed;
    EXPECT_EQ(progressText(open, eta, now), "");
}
