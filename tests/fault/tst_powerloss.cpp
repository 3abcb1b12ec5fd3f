// The power fails at every write, sync, truncation and deletion of the ledger: what was acknowledged is there, the file
// is sound and the books balance. The same with the safety taken off must lose something, or this test proves nothing.

#include "core/ledger/ledgercheck.h"
#include "core/ledger/newledger.h"
#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/crashvfs.h"

#include <cstdlib>
#include <random>

namespace weir::test {
namespace {

constexpr int batches = 24;
constexpr std::size_t statesWanted = 10'000;
const std::string fileName = "/ledger.db";

std::uint64_t seed()
{
    static const std::uint64_t value = [] {
        const char *given = std::getenv("WEIR_TEST_SEED");
        const std::uint64_t chosen = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
        std::printf("power loss: replay with WEIR_TEST_SEED=%llu\n", static_cast<unsigned long long>(chosen));
        return chosen;
    }();
    return value;
}

Ledger::Options on(const CrashDisk &disk)
{
    Ledger::Options options = ledgerOptions(fileName);
    options.vfs = disk.vfs();
    return options;
}

DiskContent emptyLedger()
{
    auto image = newLedgerImage("11111111-2222-3333-4444-555555555555");
    EXPECT_TRUE(isGood(image));
    return {{fileName, image ? *image : std::string()}};
}

/// What was acknowledged when that many operations had been recorded.
struct Acknowledged
{
    std::size_t operations = 0;
    int batches = 0;
    int exceptions = 0;
};

/// Delivers batches and notes when each was acknowledged; the log is tidied twice on the way.
std::vector<Acknowledged> deliver(CrashDisk &disk, const char *pragma)
{
    std::vector<Acknowledged> acknowledged{{0, 0, 0}};
    auto ledger = Ledger::open(on(disk));
    EXPECT_TRUE(isGood(ledger));
    if (!ledger)
        return acknowledged;
    EXPECT_TRUE(isGood((*ledger)->database().execute(pragma)));
    auto books = TestBooks::begin(**ledger);
    EXPECT_TRUE(isGood(books));
    int exceptions = 0;
    for (int i = 0; books && i < batches; ++i) {
        const int bad = i % 3 == 1 ? 2 : 0;
        EXPECT_TRUE(isGood(books->deliver(**ledger, 100, bad, i % 2)));
        exceptions += bad;
        acknowledged.push_back({disk.operations(), i + 1, exceptions});
        if (i % 9 == 8) {
            EXPECT_TRUE(isGood((*ledger)->database().checkpointWal(i > 9)));
        }
    }
    return acknowledged;
}

/// Opens what the power cut left and tells what is wrong with it; empty: nothing is.
std::string examine(CrashDisk &disk, const Acknowledged &promised, bool isWhole = true)
{
    auto ledger = Ledger::open(on(disk));
    if (!ledger)
        return "it cannot be opened: " + ledger.error().detail;
    Database &database = (*ledger)->database();
    if (const auto found = number(database, "SELECT count(*) FROM batch"); found < promised.batches || found > promised.batches + 1)
        return fmt::format("{} batches were acknowledged, {} are there", promised.batches, found);
    if (const auto found = number(database, "SELECT count(*) FROM exception_row WHERE state = 'quarantined'");
        found < promised.exceptions)
        return fmt::format("{} quarantined rows were acknowledged, {} are there", promised.exceptions, found);
    if (!isWhole) // opening has looked at the file and its checksums
        return {};
    const auto findings = checkLedger(database);
    if (!findings)
        return "it cannot be read: " + findings.error().detail;
    if (!findings->empty())
        return fmt::format("{}: {}: {}", findings->front().invariant, findings->front().where, findings->front().detail);
    return {};
}

struct Outcome
{
    std::size_t states = 0;
    std::size_t lost = 0;
    std::string first; ///< of the states that lost something
};

/// Cuts the power behind every operation, as often as it takes to see \a statesMin states.
Outcome cutEverywhere(const CrashDisk &recorded, const std::vector<Acknowledged> &acknowledged, std::size_t statesMin)
{
    Outcome outcome;
    CrashDisk survivor("weir-survivor");
    const std::size_t moments = recorded.operations() + 1;
    const std::size_t rounds = (statesMin + moments - 1) / moments;
    std::size_t next = 0;
    recorded.eachMoment([&](std::size_t operations, const CrashDisk::Moment &moment) {
        while (next + 1 < acknowledged.size() && acknowledged[next + 1].operations <= operations)
            ++next;
        for (std::size_t round = 0; round < rounds; ++round) {
            const Loss loss = everyLoss[(round + operations) % std::size(everyLoss)];
            const std::uint64_t stateSeed = seed() ^ (operations * 1'000'003 + round);
            std::mt19937_64 random(stateSeed);
            survivor.restore(moment.afterPowerCut(loss, random));
            ++outcome.states;
            const std::string wrong = examine(survivor, acknowledged[next], outcome.states % 4 == 0);
            if (wrong.empty())
                continue;
            if (++outcome.lost == 1)
                outcome.first = fmt::format("behind operation {}, loss {}, seed {}: {}", operations, static_cast<int>(loss),
                                            seed(), wrong);
        }
    });
    return outcome;
}

TEST(PowerLoss, nothingAcknowledgedIsLostWhereverThePowerFails)
{
    CrashDisk disk("weir-crash");
    disk.restore(emptyLedger());
    const auto acknowledged = deliver(disk, "PRAGMA cache_size=-2000");
    ASSERT_EQ(acknowledged.back().batches, batches);
    const Outcome outcome = cutEverywhere(disk, acknowledged, statesWanted);
    std::printf("%zu states behind %zu operations, %zu lost\n", outcome.states, disk.operations(), outcome.lost);
    EXPECT_GE(outcome.states, statesWanted);
    EXPECT_EQ(outcome.lost, 0U) << outcome.first;
}

TEST(PowerLoss, controlWithoutFullSyncAcknowledgedBatchesAreLost)
{
    CrashDisk disk("weir-crash");
    disk.restore(emptyLedger());
    const auto acknowledged = deliver(disk, "PRAGMA synchronous=NORMAL");
    const Outcome outcome = cutEverywhere(disk, acknowledged, 1'000);
    std::printf("%zu states, %zu lost\n", outcome.states, outcome.lost);
    EXPECT_GT(outcome.lost, outcome.states / 10) << "the test does not see a loss that is there";
}

/// Delivers until a sync fails. \a triesAgain is the mistake: close, open and go on as if nothing had been.
Acknowledged deliverWithFailingSync(CrashDisk &disk, int failing, bool triesAgain, std::string &wrong)
{
    Acknowledged acknowledged;
    auto opened = Ledger::open(on(disk));
    auto books = opened ? TestBooks::begin(**opened) : Result<TestBooks>(Unexpected{opened.error()});
    if (!books) {
        wrong = books.error().detail;
        return acknowledged;
    }
    std::unique_ptr<Ledger> ledger = std::move(*opened);
    disk.failAt(CrashDisk::Fault::Sync, failing);
    for (int i = 0; i < batches; ++i) {
        if (i == 12)
            (void)ledger->database().checkpointWal(false);
        if (books->deliver(*ledger, 100)) {
            ++acknowledged.batches;
            continue;
        }
        if (!triesAgain) {
            for (int tries = 0; tries < 3; ++tries) {
                if (books->deliver(*ledger, 100))
                    wrong = "work was taken after a sync had failed";
            }
            return acknowledged;
        }
        ledger.reset(); // one connection at a time
        opened = Ledger::open(on(disk));
        if (!opened) {
            wrong = opened.error().detail;
            return acknowledged;
        }
        ledger = std::move(*opened);
        if (number(ledger->database(), "SELECT next_seq FROM stream") > books->at.seq + 1) {
            books->at = books->batch(100).checkpoint; // it looks committed
            ++acknowledged.batches;
        } else {
            --i;
        }
    }
    return acknowledged;
}

/// States that lost something when the \a failing-th sync fails and the power is cut at the end; nothing when no sync failed.
std::optional<Outcome> cutAfterFailedSync(int failing, bool triesAgain)
{
    CrashDisk disk("weir-crash"), survivor("weir-survivor");
    disk.restore(emptyLedger());
    std::string wrong;
    Acknowledged acknowledged = deliverWithFailingSync(disk, failing, triesAgain, wrong);
    if (!disk.hasFailed())
        return std::nullopt;
    Outcome outcome;
    outcome.lost = !wrong.empty();
    outcome.first = wrong;
    CrashDisk::Moment last(emptyLedger());
    disk.eachMoment([&](std::size_t, const CrashDisk::Moment &moment) { last = moment; });
    for (const Loss loss : everyLoss) {
        std::mt19937_64 random(seed() ^ static_cast<std::uint64_t>(failing));
        survivor.restore(last.afterPowerCut(loss, random));
        ++outcome.states;
        wrong = examine(survivor, acknowledged);
        if (!wrong.empty() && ++outcome.lost == 1)
            outcome.first = fmt::format("sync {}, loss {}, seed {}: {}", failing, static_cast<int>(loss), seed(), wrong);
    }
    return outcome;
}

TEST(PowerLoss, afterOneFailedSyncTheLedgerTakesNothingMoreAndHasLostNothing)
{
    int failing = 0;
    for (;; ++failing) {
        ASSERT_LT(failing, 200) << "the sweep did not end";
        const auto outcome = cutAfterFailedSync(failing, false);
        if (!outcome)
            break;
        EXPECT_EQ(outcome->lost, 0U) << outcome->first;
    }
    EXPECT_GE(failing, batches) << "each batch has a sync of its own";
}

TEST(PowerLoss, controlWhoeverGoesOnAfterAFailedSyncLoses)
{
    std::size_t lost = 0;
    for (int failing = 0; failing < 200; ++failing) {
        const auto outcome = cutAfterFailedSync(failing, true);
        if (!outcome)
            break;
        lost += outcome->lost;
    }
    EXPECT_GT(lost, 0U) << "the test does not see a loss that is there";
}

/// Fails one call of the disk and goes on as the next process would: opens, looks where the stream stands, delivers the
/// rest. \a isFull: the disk is full at that write.
void sweepDisk(CrashDisk::Fault kind, bool isFull)
{
    constexpr int few = 6;
    int failing = 0;
    for (;; ++failing) {
        ASSERT_LT(failing, 2'000) << "the sweep did not end";
        CrashDisk disk("weir-crash");
        disk.restore(emptyLedger());
        {
            auto ledger = Ledger::open(on(disk));
            ASSERT_TRUE(isGood(ledger));
            ASSERT_TRUE(isGood(TestBooks::begin(**ledger)));
        }
        disk.failAt(kind, failing, isFull);
        TestBooks books;
        for (int process = 0; process < 3 && books.at.seq < few * 100; ++process) {
            auto ledger = Ledger::open(on(disk));
            if (!ledger) {
                ASSERT_NE(ledger.error().code, ErrorCode::StorageCorrupt) << ledger.error().detail;
                continue;
            }
            const auto stands = (*ledger)->call([&](Database &database) -> Result<void> {
                WEIR_TRY(books.job, books::registerJob(database, Uuid::named(Uuid(), "orders"), "orders", R"({"weir":1})", "ann", testNow));
                WEIR_TRY(books.stream, books::openStream(database, books.job.id, "main"));
                return {};
            });
            if (!stands)
                continue;
            books.at = books.stream.checkpoint;
            books.run = 1;
            ASSERT_EQ(books.at.seq % 100, 0) << "a part of a batch, call " << failing;
            while (books.at.seq < few * 100 && books.deliver(**ledger, 100, 2)) {
                if (books.at.seq == 300)
                    (void)(*ledger)->database().checkpointWal(true);
            }
        }
        const bool hasFailed = disk.hasFailed();
        disk.failAt(CrashDisk::Fault::None, 0);
        ASSERT_EQ(books.at.seq, few * 100) << "call " << failing;
        ASSERT_EQ(examine(disk, {0, few, few * 2}), "") << "call " << failing;
        if (!hasFailed)
            break; // past the last call
    }
    EXPECT_GT(failing, few);
}

TEST(PowerLoss, everyCallOfTheDiskMayFailOnceAndTheNextProcessGoesOn)
{
    sweepDisk(CrashDisk::Fault::AnyCall, false);
}

TEST(PowerLoss, theDiskMayBeFullAtEveryWriteAndTheNextProcessGoesOn)
{
    sweepDisk(CrashDisk::Fault::Write, true);
}

} // namespace
} // namespace weir::test
