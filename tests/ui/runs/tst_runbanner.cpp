// What the page of a run says when the world is not well, word by word.

#include "ui/runs/runbanner.h"

#include <gtest/gtest.h>

using namespace weir;

namespace {

const QDateTime now = QDateTime::fromString("2026-03-05T14:07:09", Qt::ISODate);

LiveRun troubled(UiState state, Side side)
{
    LiveRun run;
    run.run = 1;
    run.state = state;
    run.side = side;
    run.figures.inserted = 740'776;
    run.figures.pending = 1'204;
    run.figures.read = 741'980;
    run.row = 740'776;
    run.position = "page 11, row 100";
    run.nextTry = now.addSecs(28);
    run.limitedUntil = QDateTime::fromString("2026-03-05T14:08:30", Qt::ISODate);
    run.failuresInRow = 5;
    run.lastResponse = "connection refused";
    return run;
}

QString said(const LiveRun &run, double idle = 0)
{
    const auto banner = bannerOf(run, idle, now);
    return banner ? banner->text : QString();
}

} // namespace

TEST(RunBanner, NothingWhileAllIsWell)
{
    EXPECT_FALSE(bannerOf(troubled(UiState::Running, Side::None), 0, now));
    EXPECT_FALSE(bannerOf(troubled(UiState::Pausing, Side::None), 60, now));
}

TEST(RunBanner, ThrottledNamesTheSideTheRateAndWhatWaits)
{
    LiveRun run = troubled(UiState::Throttled, Side::Source);
    run.limitRowsPerSecond = 40;
    EXPECT_EQ(said(run), "The source asked us to slow down. Reading 40 rows/s until 14:08:30. No rows are lost; 1,204 are waiting.");
    run.side = Side::Target;
    EXPECT_EQ(said(run), "The target asked us to slow down. Sending 40 rows/s until 14:08:30. No rows are lost; 1,204 are waiting.");
    run.limitRowsPerSecond = 0;
    EXPECT_EQ(said(run), "The target asked us to wait until 14:08:30. No rows are lost; 1,204 are waiting.");
}

TEST(RunBanner, AnOpenCircuitCountsDownAndOffersATry)
{
    LiveRun run = troubled(UiState::CircuitOpen, Side::Target);
    const auto banner = bannerOf(run, 0, now);
    ASSERT_TRUE(banner);
    EXPECT_EQ(banner->text, "The target could not be reached 5 times in a row. Trying again in 28 s. Rows stay on this computer: 1,204.");
    EXPECT_EQ(banner->actions, unsigned{RunBanner::TryNow});
    EXPECT_EQ(banner->details, "connection refused");
    run.side = Side::Source;
    EXPECT_EQ(said(run), "The source could not be reached 5 times in a row. Trying again in 28 s. Nothing was skipped; reading "
                         "continues behind page 11, row 100.");
    run.side = Side::Target;
    run.failedCalls = 6;
    run.recentCalls = 10;
    EXPECT_EQ(said(run), "6 of the last 10 calls to the target failed. Trying again in 28 s. Rows stay on this computer: 1,204.");
    run.isHalfOpen = true;
    EXPECT_EQ(said(run), "Testing the target with one request…");
}

TEST(RunBanner, OtherTroublesSayWhatIsKept)
{
    EXPECT_EQ(said(troubled(UiState::Offline, Side::Target)), "No network. Local jobs go on; this one continues by itself.");
    LiveRun stalled = troubled(UiState::Stalled, Side::Target);
    stalled.backlogSeconds = 24 * 3'600;
    EXPECT_EQ(said(stalled), "The target has been unreachable for 24 h. Retries have stopped; 1,204 rows stay on this computer.");
    EXPECT_EQ(said(troubled(UiState::Running, Side::None), 12.9), "Waiting for the source (no rows for 12 s).");
    LiveRun full = troubled(UiState::Running, Side::None);
    full.diskFreeBytes = 214'748'365;
    EXPECT_EQ(said(full), "205 MB left for the ledger. Pausing at 64 MB.");
    full.state = UiState::Paused;
    full.reason = "disk full";
    EXPECT_EQ(said(full), "The disk of the ledger is full. The job is paused; nothing was written after row 740,776.");
    full.reason = "fsync";
    EXPECT_EQ(said(full), "Progress cannot be saved. The job is paused; nothing was written after row 740,776.");
    full.reason = "flood";
    EXPECT_EQ(said(full), "Many rows fail in the same way: the structure may have changed. The job is paused; the last batch was not written.");
    full.reason = "pause";
    EXPECT_EQ(said(full), "") << "that was a person's wish";
}

TEST(RunBanner, RowsThatNoBoxHoldsComeFirst)
{
    LiveRun run = troubled(UiState::Throttled, Side::Source);
    run.figures.inserted -= 12;
    const auto banner = bannerOf(run, 0, now);
    ASSERT_TRUE(banner);
    EXPECT_EQ(banner->text, "12 rows are unaccounted for. The job is paused so that nothing more is lost.");
    EXPECT_EQ(banner->hue, Hue::Error);
}

TEST(RunBanner, AnInterruptedRunOffersToResume)
{
    RunItem run;
    run.state = UiState::Interrupted;
    const auto banner = bannerOf(run, 742'000, {});
    ASSERT_TRUE(banner);
    EXPECT_EQ(banner->text, "Weir closed unexpectedly at row 742,000. Nothing is lost. Resume?");
    EXPECT_EQ(banner->actions, unsigned{RunBanner::Resume});
    run.state = UiState::Completed;
    EXPECT_FALSE(bannerOf(run, 0, {}));
    run.state = UiState::CompletedUnknown;
    run.figures.unknown = 2;
    ASSERT_TRUE(bannerOf(run, 0, {}));
}
