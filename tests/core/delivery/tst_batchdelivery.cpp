// BatchDelivery as a state machine: fence, adopt, unknown outcomes, retries, guards, borders.

#include "core/limits/endpointlimits.h"
#include "tests/core/delivery/deliverybench.h"

#include <random>

using namespace std::chrono_literals;
using namespace weir;
using namespace weir::test;

namespace {

struct BatchDeliveryTest : testing::Test
{
    ModelWorld world;
    DeliveryBench bench;

    DeliveryBench::Outcome run(std::function<void(ModelTarget &)> prepare = {})
    {
        ModelTarget target(world);
        if (prepare)
            prepare(target);
        DeliveryBench::Outcome outcome = bench.run(target);
        writes = target.writes;
        ends = target.batchEnds;
        return outcome;
    }
    int writes = 0;
    std::vector<std::int64_t> ends;
};

} // namespace

TEST_F(BatchDeliveryTest, EveryRowIsDeliveredFilteredOrQuarantinedAndTheBooksClose)
{
    bench.fill(205);
    bench.source[16] = -17;
    bench.source[99] = -100;
    bench.filterEvery = 25;
    const auto outcome = run();
    EXPECT_EQ(outcome.state, RunState::Completed);
    EXPECT_EQ(world.rows, bench.expected());
    EXPECT_EQ(bench.closed.state, RunState::CompletedQuarantined);
    EXPECT_EQ(bench.closed.totals.read, 205);
    EXPECT_EQ(bench.closed.totals.quarantined, 1) << "row 100 was filtered before it could be mapped";
    EXPECT_EQ(bench.closed.totals.filteredSum(), 8);
    EXPECT_TRUE(bench.closed.totals.balances());
    EXPECT_TRUE(world.checkpoint->isComplete);
    EXPECT_EQ(world.skips.size(), 1U);
    EXPECT_EQ(bench.check(), "");
}

TEST_F(BatchDeliveryTest, ABatchEndsWhenRowsOrTimeAreReached)
{
    bench.fill(120);
    ASSERT_EQ(run().state, RunState::Completed);
    EXPECT_EQ(ends, (std::vector<std::int64_t>{50, 100, 120}));

    world = {};
    DeliveryBench slow;
    slow.fill(200);
    slow.adjust = [](DeliverySettings &s) { s.pace.rowsMax = 1'000; };
    slow.onEachStep = [&](BatchDelivery &) { slow.clock.advance(400ms); };
    ModelTarget target(world);
    ASSERT_EQ(slow.run(target).state, RunState::Completed);
    EXPECT_GT(target.batchEnds.size(), 3U) << "a slow source must not hold rows back for long";
    for (const std::int64_t end : target.batchEnds)
        EXPECT_EQ(end % 10, 0) << "batches end at page borders";
}

TEST_F(BatchDeliveryTest, ALostReplyIsReadBackBeforeAnythingIsWrittenAgain)
{
    bench.fill(200);
    const auto outcome = run([](ModelTarget &target) {
        target.onWrite = [](int call) {
            return call == 2 ? Fault::LostAfter : call == 4 ? Fault::LostBefore : Fault::None;
        };
    });
    EXPECT_EQ(outcome.state, RunState::Completed);
    EXPECT_EQ(world.rows, bench.expected());
    EXPECT_EQ(bench.closed.retries, 2);
    EXPECT_EQ(bench.number("SELECT count(*) FROM attempt WHERE side = 'target' AND code = 'Unavailable'"), 2);
    EXPECT_EQ(bench.check(), "");
}

TEST_F(BatchDeliveryTest, ControlAClientThatSendsAgainWithoutReadingBackDoublesRows)
{
    // The same lost reply, met by a writer that trusts the reply: what the test above must be able to see.
    bench.fill(50);
    ModelTarget target(world);
    target.comparesSeq = false;
    target.onWrite = [](int call) { return call == 1 ? Fault::LostAfter : Fault::None; };
    Claim claim;
    claim.holder = Uuid::random();
    const CancelToken token;
    const MappedPage page = bench.page(1, 1);
    ASSERT_TRUE(target.fence(claim, token));
    for (int tries = 0; tries < 2; ++tries) {
        Checkpoint next;
        if (target.write({{&page.mapped.rows, 1}, page.mapped.rows.rows()}, {}, next, token))
            break;
        ASSERT_TRUE(target.fence(claim, token));
    }
    EXPECT_EQ(world.rows.size(), 20U) << "ten rows, each twice";
}

TEST_F(BatchDeliveryTest, ACrashBetweenTargetAndLedgerIsAdoptedByTotals)
{
    bench.fill(200);
    bench.source[118] = -119; // quarantined in the batch that the ledger never hears of
    bench.filterEvery = 40;
    const std::string copy = bench.folder.file("copy.db");
    // The ledger as it was before the third commit, with what was recorded provisionally.
    (void)run([&](ModelTarget &target) {
        target.beforeCommit = [&, commits = 0]() mutable {
            if (++commits == 3)
                (void)bench.ledger->database().backupTo(copy);
        };
        target.onWrite = [](int call) { return call == 4 ? Fault::Refused : Fault::None; };
    });
    ASSERT_EQ(world.checkpoint->seq, 150);
    bench.ledger.reset();
    for (const char *suffix : {"-wal", "-shm"})
        std::remove((bench.folder.file("ledger.db") + suffix).c_str());
    std::rename(copy.c_str(), bench.folder.file("ledger.db").c_str());
    Ledger::Options options;
    options.path = bench.folder.file("ledger.db");
    options.isInline = true;
    options.freeBytesMin = 0;
    bench.ledger = std::move(*Ledger::open(std::move(options)));
    ASSERT_EQ(bench.number("SELECT next_seq FROM stream"), 101);
    ASSERT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'provisional'"), 1);

    EXPECT_EQ(run().state, RunState::Completed);
    EXPECT_EQ(world.rows, bench.expected());
    EXPECT_EQ(bench.number("SELECT count(*) FROM batch WHERE is_adopted = 1 AND seq_first = 101 AND seq_last = 150"), 1);
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'quarantined'"), 1);
    EXPECT_EQ(bench.check(), "");
}

TEST_F(BatchDeliveryTest, ARowWhosePayloadTheLedgerLostIsQuarantinedAsSuch)
{
    bench.fill(60);
    bench.source[4] = -5;
    ASSERT_EQ(run().state, RunState::Completed);
    DeliveryBench fresh; // the ledger is gone, the target is not
    fresh.jobUuid = bench.jobUuid;
    fresh.source = bench.source;
    ModelTarget target(world);
    EXPECT_EQ(fresh.run(target).state, RunState::Completed);
    EXPECT_EQ(world.rows, bench.expected());
    EXPECT_EQ(fresh.number("SELECT count(*) FROM exception_row e JOIN cause c ON c.id = e.cause_id WHERE e.state = "
                           "'quarantined' AND c.code = 'PayloadLost' AND e.seq = 5"),
              1);
    EXPECT_EQ(fresh.check(), "");
}

TEST_F(BatchDeliveryTest, ExceptionsAreProvisionalUntilTheTargetHasCommitted)
{
    bench.fill(40);
    bench.source[7] = -8;
    std::int64_t provisionalAtCommit = -1, quarantinedAtCommit = -1;
    ASSERT_EQ(run([&](ModelTarget &target) {
                  target.beforeCommit = [&] {
                      provisionalAtCommit = bench.number("SELECT count(*) FROM exception_row WHERE state = 'provisional'");
                      quarantinedAtCommit = bench.number("SELECT count(*) FROM exception_row WHERE state = 'quarantined'");
                  };
              }).state,
              RunState::Completed);
    EXPECT_EQ(provisionalAtCommit, 1) << "durable before the checkpoint moves past it";
    EXPECT_EQ(quarantinedAtCommit, 0) << "and not visible before the commit";
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'quarantined'"), 1);
}

TEST_F(BatchDeliveryTest, AnUnsettledWriteKeepsItsProvisionalRowsForTheNextRun)
{
    bench.fill(40);
    bench.source[7] = -8;
    // The only write is committed, its answer is lost, and the target stays away until the run gives up.
    const auto first = run([](ModelTarget &target) {
        target.onWrite = [](int) { return Fault::LostAfter; };
        target.onFence = [](int call) { return call == 1 ? Fault::None : Fault::LostBefore; };
    });
    EXPECT_EQ(first.state, RunState::Stalled);
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'provisional'"), 1);
    EXPECT_EQ(run().state, RunState::Completed);
    EXPECT_EQ(world.rows, bench.expected());
    EXPECT_EQ(bench.number("SELECT count(*) FROM exception_row WHERE state = 'quarantined' AND length(payload) > 0"), 1)
        << "the row is kept as it was read";
    EXPECT_EQ(bench.check(), "");
}

TEST_F(BatchDeliveryTest, TwoHoldersTheLaterOneWinsAndTheOtherIsFenced)
{
    bench.fill(200);
    const auto outcome = run([&](ModelTarget &target) {
        target.onWrite = [&](int call) {
            if (call == 3)
                world.checkpoint->holder = Uuid::random(); // another process has claimed the stream
            return Fault::None;
        };
    });
    EXPECT_EQ(outcome.state, RunState::Fenced);
    EXPECT_EQ(outcome.error->code, ErrorCode::Conflict);
    EXPECT_EQ(world.rows.size(), 100U) << "nothing was written after the claim";
    EXPECT_EQ(bench.check(), "");
}

TEST_F(BatchDeliveryTest, ALostReconnectToAStreamOfAnotherRunIsFencedToo)
{
    bench.fill(200);
    const auto outcome = run([&](ModelTarget &target) {
        target.onWrite = [&](int call) {
            if (call == 2)
                world.checkpoint->holder = Uuid::random();
            return call == 2 ? Fault::LostBefore : Fault::None;
        };
    });
    EXPECT_EQ(outcome.state, RunState::Fenced);
    EXPECT_EQ(world.rows.size(), 50U);
}

TEST_F(BatchDeliveryTest, PauseAndStopEndAtABatchBorderAndTheNextRunGoesOn)
{
    bench.fill(200);
    for (const bool isPause : {true, false}) {
        world = {};
        DeliveryBench fresh;
        fresh.source = bench.source;
        fresh.onEachStep = [&](BatchDelivery &delivery) {
            if (delivery.committed().seq == 100 && fresh.closed.state == RunState::Completed && fresh.closed.totals.read == 0)
                fresh.stopAtStep = isPause;
        };
        ModelTarget target(world);
        EXPECT_EQ(fresh.run(target).state, isPause ? RunState::Paused : RunState::Stopped);
        EXPECT_EQ(world.rows.size(), 100U);
        ModelTarget again(world);
        EXPECT_EQ(fresh.run(again).state, RunState::Completed);
        EXPECT_EQ(world.rows, fresh.expected());
        EXPECT_EQ(fresh.check(), "");
    }
}

TEST_F(BatchDeliveryTest, EqualKeysOfABatchAreHeldAndTheNextLatestTakesARejectedWinnersPlace)
{
    bench.fill(40);
    bench.source[3] = 9; // row 4 and row 9 have one key: the later one wins
    ASSERT_EQ(run([](ModelTarget &target) { target.isUpsert = true; }).state, RunState::Completed);
    EXPECT_EQ(bench.closed.totals.superseded, 1);
    EXPECT_EQ(bench.closed.totals.inserted, 39);
    EXPECT_EQ(std::count(world.rows.begin(), world.rows.end(), 9), 1);
    EXPECT_EQ(bench.check(), "");
}

TEST_F(BatchDeliveryTest, RejectingTheWinnerLetsTheHeldRowIn)
{
    // Rows 1 and 2 have key 7; a target that refuses the second of them must get the first.
    bench.source = {7, 7, 3};
    bench.pageRows = 3;
    int refusals = 0;
    ModelTarget target(world);
    target.isUpsert = true;
    struct Picky final : Target
    {
        ModelTarget &inner;
        int &refusals;
        Picky(ModelTarget &model, int &count) : inner(model), refusals(count) {}
        Result<TargetShape> describe(const CancelToken &t) override { return inner.describe(t); }
        Result<void> create(const Schema &s, const CancelToken &t) override { return inner.create(s, t); }
        Result<void> prepare(const SchemaPtr &s, WriteMode m, const std::vector<std::string> &k, const std::string &v,
                             const CancelToken &t) override
        {
            return inner.prepare(s, m, k, v, t);
        }
        Result<Fenced> fence(const Claim &c, const CancelToken &t) override { return inner.fence(c, t); }
        Result<WriteReport> write(const WriteBatch &b, std::span<const Skipped> s, Checkpoint &n, const CancelToken &t) override
        {
            if (refusals++ == 0) {
                WriteReport report;
                report.refused.push_back({1, Stage::Write, RowCode::Check, "id", "7", "check", "refused"});
                return report;
            }
            return inner.write(b, s, n, t);
        }
        Result<void> complete(Checkpoint &n, const CancelToken &t) override { return inner.complete(n, t); }
        Result<SettleReport> settle(const WriteBatch &b, const Settlement &s, const CancelToken &t) override
        {
            return inner.settle(b, s, t);
        }
        Result<std::vector<Standing>> lookUp(const RecordBatch &b, const CancelToken &t) override { return inner.lookUp(b, t); }
        Result<void> forget(const Uuid &j, const CancelToken &t) override { return inner.forget(j, t); }
    } picky(target, refusals);
    BatchDelivery delivery(picky, *bench.ledger, bench.clock, bench.settings(), CancelToken());
    ASSERT_TRUE(delivery.start());
    (void)delivery.step(delivery::Tick{});
    (void)delivery.step(delivery::PageArrived{bench.page(1, 1)});
    delivery::Wish wish = delivery.step(delivery::SourceEnded{});
    while (wish.kind == delivery::Wish::Kind::Tick)
        wish = delivery.step(delivery::Tick{});
    ASSERT_EQ(delivery.outcome()->state, RunState::Completed);
    EXPECT_EQ(world.rows, (std::vector<std::int64_t>{7, 3}));
    EXPECT_EQ(delivery.delivered().superseded, 0);
    EXPECT_EQ(delivery.delivered().quarantined, 1);
}

TEST_F(BatchDeliveryTest, ACompletionWhoseAnswerIsLostIsNotDoneTwice)
{
    bench.fill(30);
    int completions = 0;
    EXPECT_EQ(run([&](ModelTarget &target) {
                  target.onComplete = [&](int call) {
                      completions = call;
                      return Fault::LostAfter;
                  };
              }).state,
              RunState::Completed);
    EXPECT_EQ(completions, 1);
    EXPECT_EQ(world.rows, bench.expected());
}

TEST_F(BatchDeliveryTest, AnotherTableOrAnEmptiedOneIsNotFilledFromTheMiddle)
{
    bench.fill(100);
    (void)run([](ModelTarget &target) {
        target.onWrite = [](int call) { return call == 2 ? Fault::Refused : Fault::None; };
    });
    ModelWorld other = world;
    other.identity = "table 2";
    std::swap(other, world);
    auto outcome = run();
    EXPECT_EQ(outcome.state, RunState::Created) << "start() refuses";
    EXPECT_NE(outcome.error->detail.find("replaced or emptied"), std::string::npos);
    std::swap(other, world);
    world.rows.clear();
    outcome = run();
    EXPECT_EQ(outcome.state, RunState::Created);
    EXPECT_TRUE(world.rows.empty());
}

TEST_F(BatchDeliveryTest, ATargetThatIsDownIsTriedFourTimesThenTheRunEndsAsStalled)
{
    bench.fill(50);
    const auto outcome = run([](ModelTarget &target) { target.onWrite = [](int) { return Fault::LostBefore; }; });
    EXPECT_EQ(outcome.state, RunState::Stalled);
    EXPECT_EQ(writes, 4);
    EXPECT_EQ(outcome.waits, (std::vector<RunState>(3, RunState::Offline)));
    EXPECT_LT(outcome.waited, 1s);
    EXPECT_TRUE(world.rows.empty());
    EXPECT_EQ(bench.check(), "");
}

TEST_F(BatchDeliveryTest, WithLeaveToWaitAnOutageOfMinutesIsSurvivedByTheLongSchedule)
{
    bench.fill(100);
    bench.adjust = [](DeliverySettings &s) { s.outageMax = 10min; };
    const auto start = bench.clock.monotonic();
    const auto outcome = run([&](ModelTarget &target) {
        target.onWrite = [&](int) { return bench.clock.monotonic() - start < 3min ? Fault::LostBefore : Fault::None; };
    });
    EXPECT_EQ(outcome.state, RunState::Completed);
    EXPECT_EQ(world.rows, bench.expected());
    EXPECT_GE(outcome.waited, 3min);
    EXPECT_LE(outcome.waited, 10min);
    EXPECT_LE(writes, 12);
    EXPECT_EQ(bench.check(), "");
}

TEST_F(BatchDeliveryTest, AThrottledWriteWaitsAtLeastAsLongAsItWasAsked)
{
    bench.fill(20);
    const auto outcome = run([](ModelTarget &target) {
        target.onWrite = [](int call) { return call == 1 ? Fault::Throttled : Fault::None; };
    });
    EXPECT_EQ(outcome.state, RunState::Completed);
    EXPECT_EQ(outcome.waits, std::vector<RunState>{RunState::Throttled});
    EXPECT_GE(outcome.waited, 2s);
    EXPECT_LE(outcome.waited, 3s);
}

TEST_F(BatchDeliveryTest, AnOpenBreakerKeepsTheRunAwayFromItsTarget)
{
    bench.fill(20);
    EndpointLimits limits(bench.clock);
    bench.adjust = [&](DeliverySettings &s) { s.gate = limits.gate("postgresql://db:5432", {0, 64}); };
    for (int i = 0; i < 5; ++i) // another job has found the server dead
        limits.gate("postgresql://db:5432", {0, 64})->tryAcquire()->report(CallOutcome::ConnectionFailed);
    const auto outcome = run();
    EXPECT_EQ(outcome.state, RunState::Completed);
    ASSERT_FALSE(outcome.waits.empty());
    EXPECT_EQ(outcome.waits.front(), RunState::CircuitOpen);
    EXPECT_GE(outcome.waited, 5s);
}

TEST_F(BatchDeliveryTest, AnyFaultAtAnyWriteLosesNothingAndDoublesNothing)
{
    // Seeded: each run meets faults at random until one completes.
    const std::uint64_t seed = 20'261'125;
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 12; ++round) {
        SCOPED_TRACE(round);
        world = {};
        DeliveryBench fresh;
        fresh.fill(180);
        fresh.filterEvery = 17;
        fresh.source[30] = -31;
        const std::set<std::int64_t> bad{5, 77, 78, 179};
        RunState state = RunState::Created;
        for (int runs = 0; runs < 50 && state != RunState::Completed; ++runs) {
            ModelTarget target(world);
            target.bad = bad;
            target.namesRows = round % 2 == 0;
            target.onWrite = [&](int) {
                const auto draw = random() % 10;
                return draw == 0 ? Fault::LostBefore : draw == 1 ? Fault::LostAfter : draw == 2 ? Fault::Refused : Fault::None;
            };
            state = fresh.run(target).state;
            ASSERT_EQ(fresh.check(), "");
        }
        ASSERT_EQ(state, RunState::Completed);
        ASSERT_EQ(world.rows, fresh.expected(bad));
        ASSERT_EQ(fresh.number("SELECT count(*) FROM exception_row WHERE state = 'quarantined'"), 5);
        ASSERT_EQ(world.skips.size(), 5U);
    }
}
