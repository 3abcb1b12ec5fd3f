// A target restored from a backup (delivery §3 S4, §9): what it lost is delivered again, once.

#include "tests/core/delivery/deliverybench.h"

using namespace weir;
using namespace weir::test;

namespace {

struct TargetWentBackTest : testing::Test
{
    ModelWorld world;
    DeliveryBench bench;

    /// Runs until the write number \a calls, which is refused.
    void runUntil(int calls)
    {
        ModelTarget target(world);
        target.bad = bad;
        target.onWrite = [calls](int call) { return call == calls ? Fault::Refused : Fault::None; };
        (void)bench.run(target);
    }
    DeliveryBench::Outcome run()
    {
        ModelTarget target(world);
        target.bad = bad;
        return bench.run(target);
    }
    std::set<std::int64_t> bad;
};

} // namespace

TEST_F(TargetWentBackTest, RowsOfTheLostBatchesAreReadAgainFromTheSource)
{
    bench.fill(300);
    bench.filterEvery = 11;
    bench.source[20] = -21;
    bench.source[121] = -122;
    runUntil(3);
    const ModelWorld backup = world; // 100 rows
    runUntil(4);
    ASSERT_EQ(world.checkpoint->seq, 250);
    world = backup;

    const auto outcome = run();
    EXPECT_EQ(outcome.state, RunState::Completed);
    EXPECT_EQ(bench.takenBack, 150);
    EXPECT_EQ(world.rows, bench.expected());
    EXPECT_EQ(bench.number("SELECT count(*) FROM event WHERE code = 'target.went.back'"), 1);
    EXPECT_EQ(bench.number("SELECT sum(rows_read) FROM run"), 300) << "no row counts twice";
    EXPECT_EQ(bench.number("SELECT sum(rows_filtered) - (SELECT sum(rows) FROM filter_count) FROM run"), 0);
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'quarantined'"), 2);
    EXPECT_EQ(bench.check(), "");
}

TEST_F(TargetWentBackTest, ControlWithoutTakingBackTheLostRowsWouldBeMissing)
{
    // What a run that trusts its ledger alone would leave: the rows between backup and ledger are gone.
    bench.fill(200);
    runUntil(3);
    const ModelWorld backup = world;
    runUntil(2);
    const std::int64_t ledgerStandsAt = bench.number("SELECT next_seq - 1 FROM stream");
    world = backup;
    std::vector<std::int64_t> trusting = world.rows;
    for (std::int64_t seq = ledgerStandsAt + 1; seq <= 200; ++seq)
        trusting.push_back(seq);
    EXPECT_EQ(trusting.size(), 150U);
    EXPECT_EQ(run().state, RunState::Completed);
    EXPECT_EQ(world.rows.size(), 200U);
}

TEST_F(TargetWentBackTest, BackToBeforeTheFirstRowEverythingIsReadAgain)
{
    bench.fill(120);
    runUntil(1);
    const ModelWorld backup = world; // claimed, nothing written
    EXPECT_EQ(run().state, RunState::Completed);
    world = backup;
    EXPECT_EQ(run().state, RunState::Completed);
    EXPECT_EQ(world.rows, bench.expected());
    EXPECT_EQ(bench.check(), "");
}

TEST_F(TargetWentBackTest, IntoTheMiddleOfAnAdoptedBatchItsFirstPartStays)
{
    bench.fill(300);
    bench.filterEvery = 7;
    bad = {90, 130};
    runUntil(4);
    const ModelWorld backup = world; // inside what the lost ledger will adopt as one batch
    runUntil(3);
    ASSERT_GT(world.checkpoint->seq, backup.checkpoint->seq);
    DeliveryBench fresh;
    fresh.jobUuid = bench.jobUuid;
    fresh.source = bench.source;
    fresh.filterEvery = 7;
    {
        ModelTarget target(world);
        target.onWrite = [](int) { return Fault::Refused; };
        (void)fresh.run(target); // adopts all as one batch
    }
    ASSERT_EQ(fresh.number("SELECT count(*) FROM batch"), 1);
    world = backup;
    ModelTarget target(world);
    target.bad = bad;
    EXPECT_EQ(fresh.run(target).state, RunState::Completed);
    EXPECT_EQ(world.rows, fresh.expected(bad));
    EXPECT_EQ(fresh.check(), "");
}

TEST_F(TargetWentBackTest, SpooledRowsComeFromTheSpoolOnTheAccountOfTheRunThatReadThem)
{
    bench.isSpooled = true;
    bench.fill(300);
    bench.source[170] = -171;
    runUntil(3);
    const ModelWorld backup = world;
    runUntil(4);
    world = backup;
    EXPECT_EQ(run().state, RunState::Completed);
    EXPECT_EQ(world.rows, bench.expected());
    EXPECT_EQ(bench.number("SELECT sum(rows_read) FROM run"), 300);
    EXPECT_EQ(bench.number("SELECT sum(rows_pending) FROM run"), 0);
    EXPECT_EQ(bench.check(), "");
}

TEST_F(TargetWentBackTest, FurtherBackThanTheSpoolReachesTheRunStopsAndNamesTheRows)
{
    bench.isSpooled = true;
    bench.fill(300);
    runUntil(3);
    const ModelWorld backup = world;
    runUntil(4);
    const std::int64_t stood = world.checkpoint->seq;
    world = backup;
    std::remove(bench.folder.file("111.seg").c_str()); // cleaned up since
    const auto outcome = run();
    EXPECT_EQ(outcome.state, RunState::Created);
    EXPECT_NE(outcome.error->detail.find("rows 101 to " + std::to_string(stood)), std::string::npos) << outcome.error->detail;
    EXPECT_NE(outcome.error->detail.find(std::to_string(stood - 100) + " rows"), std::string::npos);
    EXPECT_EQ(world.rows.size(), 100U) << "nothing is guessed";
    EXPECT_EQ(bench.number("SELECT next_seq - 1 FROM stream"), stood) << "and the books are as they were";
    EXPECT_EQ(bench.check(), "");
}

TEST_F(TargetWentBackTest, ARowWhoseCompensationTheTargetForgotIsQuarantinedAgain)
{
    bench.fill(150);
    bad = {33};
    runUntil(4); // rows to 33, rows behind it, then the next batch
    const ModelWorld backup = world;
    (void)bench.ledger->database().execute("UPDATE exception_row SET state = 'released' WHERE state = 'quarantined'; "
                                           "UPDATE exception_row SET state = 'delivered' WHERE state = 'released'");
    world.rows.push_back(33);
    world.skips.clear();
    runUntil(2);
    world = backup;
    EXPECT_EQ(run().state, RunState::Completed);
    EXPECT_EQ(world.rows, bench.expected(bad));
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'quarantined' AND seq = 33"), 1);
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'delivered'"), 0);
    EXPECT_EQ(bench.check(), "");
}

TEST_F(TargetWentBackTest, TheLedgerRefusesToForgetABatchWithoutAnIncident)
{
    bench.fill(60);
    bench.source[5] = -6;
    ASSERT_EQ(run().state, RunState::Completed);
    Database &database = bench.ledger->database();
    EXPECT_FALSE(database.execute("DELETE FROM batch WHERE seq_first > 50"));
    EXPECT_FALSE(database.execute("UPDATE exception_row SET state = 'void'"));
    EXPECT_EQ(bench.number("SELECT count(*) FROM batch"), 2);
    EXPECT_EQ(bench.check(), "");
}

TEST_F(TargetWentBackTest, ToAnEarlierGenerationTheRunStops)
{
    bench.fill(60);
    ASSERT_EQ(run().state, RunState::Completed);
    const ModelWorld backup = world;
    {
        ModelTarget target(world);
        BatchDelivery delivery(target, *bench.ledger, bench.clock, bench.settings(), CancelToken());
        ASSERT_TRUE(delivery.start());
        ASSERT_TRUE(delivery.beginGeneration());
    }
    world = backup;
    const auto outcome = run();
    EXPECT_EQ(outcome.state, RunState::Created);
    EXPECT_NE(outcome.error->detail.find("generation"), std::string::npos);
}
