#include "core/ledger/retention.h"
#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/testfolder.h"

namespace weir::test {

namespace {

constexpr std::int64_t day = 86'400'000;

class RetentionTest : public testing::Test
{
protected:
    /// A run with three failed tries that started so many days ago.
    std::int64_t addRun(std::int64_t daysAgo, bool isFinal)
    {
        std::int64_t run = 0;
        EXPECT_TRUE(isGood(m_ledger->call([&](Database &database) -> Result<void> {
            const std::int64_t started = testNow - daysAgo * day;
            RunStart start;
            start.job = m_books.job.id;
            start.revision = m_books.job.revisionId;
            start.holder = Uuid::random();
            WEIR_TRY(run, books::beginRun(database, start, started));
            const Error error{ErrorCode::Unavailable, Recovery::Retry, "503", {}};
            for (int i = 0; i < 3; ++i)
                WEIR_CHECK(books::recordAttempt(database, run, "source", "GET /orders", error, 100, started));
            WEIR_TRY(Statement end, database.prepare("UPDATE run SET is_final = ?, state = 'failed' WHERE id = ?"));
            return end.bind(std::int64_t{isFinal}).bind(run).run();
        })));
        return run;
    }
    std::int64_t count(const std::string &sql)
    {
        std::int64_t value = -1;
        EXPECT_TRUE(isGood(m_ledger->call([&](Database &database) -> Result<void> {
            WEIR_TRY(const auto found, database.scalar(sql));
            value = found.value_or(-1);
            return {};
        })));
        return value;
    }

    TestFolder m_folder;
    std::unique_ptr<Ledger> m_ledger = *Ledger::open(ledgerOptions(m_folder.file("ledger.db")));
    TestBooks m_books = *TestBooks::begin(*m_ledger);
};

TEST_F(RetentionTest, DetailsOfOldFinalRunsGoAndEverythingElseStays)
{
    const std::int64_t old = addRun(120, true), unfinished = addRun(120, false), recent = addRun(10, true);
    const std::int64_t before = testNow - 90 * day, runs = count("SELECT count(*) FROM run");
    books::OldDetails seen, removed;
    ASSERT_TRUE(isGood(m_ledger->call([&](Database &database) -> Result<void> {
        WEIR_TRY(seen, books::oldDetails(database, before));
        WEIR_TRY(removed, books::removeOldDetails(database, before));
        return {};
    })));
    EXPECT_EQ(seen.runs, 1);
    EXPECT_EQ(seen.attempts, 3);
    EXPECT_EQ(removed.attempts, 3) << "what was announced is what is removed";
    EXPECT_EQ(count(fmt::format("SELECT count(*) FROM attempt WHERE run_id = {}", old)), 0);
    EXPECT_EQ(count(fmt::format("SELECT count(*) FROM attempt WHERE run_id = {}", unfinished)), 3) << "it may go on";
    EXPECT_EQ(count(fmt::format("SELECT count(*) FROM attempt WHERE run_id = {}", recent)), 3);
    EXPECT_EQ(count("SELECT count(*) FROM run"), runs) << "totals stay";
    EXPECT_EQ(count("SELECT value FROM meta WHERE key = 'details_removed_before'"), before);
}

TEST_F(RetentionTest, TheDaysAreKeptAndBeginWithForGood)
{
    std::int64_t first = -1, then = -1;
    ASSERT_TRUE(isGood(m_ledger->call([&](Database &database) -> Result<void> {
        WEIR_TRY(first, books::detailDays(database));
        WEIR_CHECK(books::setDetailDays(database, 90));
        WEIR_TRY(then, books::detailDays(database));
        return {};
    })));
    EXPECT_EQ(first, 0);
    EXPECT_EQ(then, 90);
}

} // namespace

} // namespace weir::test
