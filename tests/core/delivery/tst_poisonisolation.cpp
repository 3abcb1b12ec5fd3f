// The poisoned row (delivery §6): bounds of calls, the flood guard, stop at the first bad row.

#include "tests/core/delivery/deliverybench.h"

#include <cmath>
#include <random>

using namespace weir;
using namespace weir::test;

namespace {

struct Isolated
{
    int calls = 0;
    std::int64_t rowsSent = 0;
    bool isRight = false;
};

/// Plays a batch of \a rows rows through PoisonHunt alone against a target that refuses \a bad (indexes from 1).
Isolated isolate(std::int64_t rows, const std::set<std::int64_t> &bad, bool namesRows)
{
    PoisonHunt hunt;
    hunt.begin(1, rows);
    std::vector<char> isBad(static_cast<std::size_t>(rows + 1)), isOut(isBad);
    for (const std::int64_t seq : bad)
        isBad[static_cast<std::size_t>(seq)] = 1;
    std::int64_t committed = 0;
    std::vector<std::int64_t> range;
    Isolated result;
    while (!hunt.isEmpty()) {
        const PoisonHunt::Unit unit = hunt.front();
        range.clear();
        for (std::int64_t seq = unit.first; seq <= unit.last; ++seq) {
            if (!isOut[static_cast<std::size_t>(seq)])
                range.push_back(seq);
        }
        const auto count = static_cast<std::int64_t>(range.size());
        if (const std::int64_t left = hunt.rowsToPart(count); left > 0) {
            hunt.part(range[static_cast<std::size_t>(left - 1)]);
            continue;
        }
        ++result.calls;
        const auto culprit = std::find_if(range.begin(), range.end(),
                                          [&](std::int64_t seq) { return isBad[static_cast<std::size_t>(seq)] != 0; });
        result.rowsSent += namesRows && culprit != range.end() ? culprit - range.begin() + 1 : count;
        if (culprit == range.end()) {
            committed += count;
            hunt.delivered(count);
        } else if (namesRows) {
            isOut[static_cast<std::size_t>(*culprit)] = 1;
            if (culprit != range.begin() && *culprit < unit.last)
                hunt.part(*culprit);
        } else if (count > 1) {
            hunt.refused();
        } else {
            isOut[static_cast<std::size_t>(*culprit)] = 1;
            hunt.convicted();
        }
    }
    result.isRight = isOut == isBad && committed + static_cast<std::int64_t>(bad.size()) == rows;
    return result;
}

double bisectionBound(std::int64_t rows, std::size_t bad)
{
    if (bad == 0)
        return 1;
    const double n = static_cast<double>(rows), k = static_cast<double>(bad);
    const double bound = 2 * k * std::ceil(std::log2(n / k)) + 2 * k;
    // Where many rows are bad they are sent one by one, which costs a call for each of them.
    return k * 16 > n ? std::max(bound, n + n / 8 + 2 * std::ceil(std::log2(n)) + 2) : bound;
}

} // namespace

TEST(PoisonHuntTest, ByPositionEveryCombinationOfBadRowsCostsAtMostTwoCallsEach)
{
    for (std::int64_t rows = 1; rows <= 12; ++rows) {
        for (std::uint32_t mask = 0; mask < (1U << rows); ++mask) {
            std::set<std::int64_t> bad;
            for (std::int64_t i = 0; i < rows; ++i) {
                if (mask >> i & 1U)
                    bad.insert(i + 1);
            }
            const Isolated found = isolate(rows, bad, true);
            ASSERT_TRUE(found.isRight) << rows << " rows, mask " << mask;
            ASSERT_LE(found.calls, 2 * static_cast<int>(bad.size()) + 1) << rows << " rows, mask " << mask;
            ASSERT_LE(found.rowsSent, 2 * rows) << rows << " rows, mask " << mask;
        }
    }
}

TEST(PoisonHuntTest, BisectingEveryCombinationOfBadRowsKeepsItsBound)
{
    for (std::int64_t rows = 1; rows <= 12; ++rows) {
        for (std::uint32_t mask = 0; mask < (1U << rows); ++mask) {
            std::set<std::int64_t> bad;
            for (std::int64_t i = 0; i < rows; ++i) {
                if (mask >> i & 1U)
                    bad.insert(i + 1);
            }
            const Isolated found = isolate(rows, bad, false);
            ASSERT_TRUE(found.isRight) << rows << " rows, mask " << mask;
            ASSERT_LE(found.calls, bisectionBound(rows, bad.size())) << rows << " rows, mask " << mask;
        }
    }
}

TEST(PoisonHuntTest, FromNoneToAllBadRowsAtRandomPlacesKeepTheBounds)
{
    const std::uint64_t seed = 31;
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    for (const std::int64_t rows : {16, 33, 64, 100, 257, 600}) {
        for (int percent = 0; percent <= 100; percent += percent < 10 ? 1 : 10) {
            for (int shape = 0; shape < 3; ++shape) { // scattered, at the beginning, at the end
                const std::int64_t count = (rows * percent + 99) / 100;
                std::set<std::int64_t> bad;
                while (static_cast<std::int64_t>(bad.size()) < count) {
                    const auto next = static_cast<std::int64_t>(bad.size());
                    bad.insert(shape == 0 ? static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(rows)) + 1
                               : shape == 1 ? next + 1 : rows - next);
                }
                const Isolated byPosition = isolate(rows, bad, true), blind = isolate(rows, bad, false);
                ASSERT_TRUE(byPosition.isRight && blind.isRight);
                EXPECT_LE(byPosition.calls, 2 * count + 1) << rows << " rows, " << percent << " %, shape " << shape;
                EXPECT_LE(byPosition.rowsSent, 2 * rows);
                EXPECT_LE(blind.calls, bisectionBound(rows, bad.size())) << rows << " rows, " << percent << " %, shape " << shape;
            }
        }
    }
}

TEST(PoisonHuntTest, ControlSendingEveryRowAloneBreaksTheBound)
{
    EXPECT_GT(1000.0, bisectionBound(1000, 5)) << "a bound that sending one by one would keep proves nothing";
}

struct PoisonIsolationTest : testing::Test
{
    ModelWorld world;
    DeliveryBench bench;
};

TEST_F(PoisonIsolationTest, RowsThatTheTargetRefusesAreQuarantinedAndAllOthersDelivered)
{
    for (const bool namesRows : {true, false}) {
        SCOPED_TRACE(namesRows);
        world = {};
        DeliveryBench fresh;
        fresh.fill(200);
        fresh.filterEvery = 9;
        fresh.source[40] = -41;
        ModelTarget target(world);
        target.namesRows = namesRows;
        target.bad = {1, 2, 50, 51, 120, 200};
        EXPECT_EQ(fresh.run(target).state, RunState::Completed);
        EXPECT_EQ(world.rows, fresh.expected(target.bad));
        EXPECT_EQ(fresh.number("SELECT count(*) FROM exception_row WHERE state = 'quarantined'"), 7);
        EXPECT_EQ(world.skips.size(), 7U);
        EXPECT_EQ(fresh.check(), "");
    }
}

TEST_F(PoisonIsolationTest, AFloodOfBadRowsPausesBeforeItsBatchIsCommitted)
{
    bench.adjust = [](DeliverySettings &s) { s.stopAfter = StopAfter{}; };
    bench.fill(3'000);
    for (std::int64_t i = 1'100; i < 3'000; i += 4)
        bench.source[static_cast<std::size_t>(i)] = -i;
    ModelTarget target(world);
    const auto outcome = bench.run(target);
    EXPECT_EQ(outcome.state, RunState::Paused);
    EXPECT_EQ(outcome.reason, "flood");
    // 5 % and at least 100: the batch with the hundredth bad row stays out.
    EXPECT_EQ(world.checkpoint->seq, 1'450) << "two batches of 50 have 25 bad rows, counted from row 1,101";
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'provisional'"), 0);
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'quarantined' AND seq > 1450"), 0);
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'quarantined'"), 88);
    EXPECT_EQ(bench.check(), "");
}

TEST_F(PoisonIsolationTest, NinetyNineBadRowsAreNoFloodHoweverLargeTheirShare)
{
    bench.adjust = [](DeliverySettings &s) { s.stopAfter = StopAfter{}; };
    bench.fill(1'200);
    for (std::int64_t i = 300; i < 399; ++i)
        bench.source[static_cast<std::size_t>(i)] = -i;
    ModelTarget target(world);
    EXPECT_EQ(bench.run(target).state, RunState::Completed);
    EXPECT_EQ(bench.closed.totals.quarantined, 99);
}

TEST_F(PoisonIsolationTest, TheFirstFiftyRowsAllBadOfALargerSourceAreAFlood)
{
    for (const bool byTarget : {false, true}) {
        SCOPED_TRACE(byTarget);
        world = {};
        DeliveryBench fresh;
        fresh.adjust = [](DeliverySettings &s) { s.stopAfter = StopAfter{}; };
        fresh.fill(120);
        ModelTarget target(world);
        for (std::int64_t i = 1; i <= 50; ++i) {
            if (byTarget)
                target.bad.insert(i);
            else
                fresh.source[static_cast<std::size_t>(i - 1)] = -i;
        }
        const auto outcome = fresh.run(target);
        EXPECT_EQ(outcome.state, RunState::Paused);
        EXPECT_EQ(outcome.reason, "flood");
        EXPECT_TRUE(world.rows.empty());
        EXPECT_EQ(fresh.number("SELECT count(*) FROM exception_row WHERE state NOT IN ('void')"), 0);
    }
    DeliveryBench small;
    small.adjust = [](DeliverySettings &s) { s.stopAfter = StopAfter{}; };
    for (std::int64_t i = 1; i <= 45; ++i)
        small.source.push_back(-i);
    world = {};
    ModelTarget target(world);
    EXPECT_EQ(small.run(target).state, RunState::Completed) << "fewer than fifty rows are judged by a person";
}

TEST_F(PoisonIsolationTest, AFixedNumberOfBadRowsIsTheLimitWhenTheJobSaysSo)
{
    bench.adjust = [](DeliverySettings &s) { s.stopAfter = {StopAfter::Kind::Rows, 10, 0}; };
    bench.fill(300);
    for (std::int64_t i = 20; i < 300; i += 20)
        bench.source[static_cast<std::size_t>(i)] = -i;
    ModelTarget target(world);
    EXPECT_EQ(bench.run(target).reason, "flood");
    EXPECT_EQ(bench.check(), "");
}

TEST_F(PoisonIsolationTest, CommittedPartsOfABatchAreNotCountedTwiceByTheGuard)
{
    // Sixty bad rows of one batch, isolated in many transactions of their own: sixty, not up to a hundred and twenty.
    bench.adjust = [](DeliverySettings &s) {
        s.stopAfter = {StopAfter::Kind::Rows, 70, 0};
        s.pace.rowsMax = 500;
    };
    bench.fill(500);
    ModelTarget target(world);
    for (std::int64_t i = 5; i <= 300; i += 5)
        target.bad.insert(i);
    EXPECT_EQ(bench.run(target).state, RunState::Completed);
    EXPECT_EQ(bench.closed.totals.quarantined, 60);
}

TEST_F(PoisonIsolationTest, OnBadRowStopWritesNothingOfTheBatchAndNamesTheRow)
{
    bench.adjust = [](DeliverySettings &s) { s.quarantinesBadRows = false; };
    bench.fill(100);
    bench.source[66] = -67;
    ModelTarget target(world);
    const auto outcome = bench.run(target);
    EXPECT_EQ(outcome.state, RunState::Failed);
    EXPECT_EQ(outcome.reason, "bad row");
    EXPECT_NE(outcome.error->detail.find("NotANumber in id"), std::string::npos) << outcome.error->detail;
    EXPECT_EQ(world.checkpoint->seq, 50);
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state <> 'void'"), 0);
    EXPECT_EQ(bench.check(), "");
}
