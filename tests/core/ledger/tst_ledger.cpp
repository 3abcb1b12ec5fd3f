// The ledger as a file: made at once, shared, grouped, refused when newer, copied while in use.

#include "core/ledger/ledgercheck.h"
#include "core/ledger/ledgerreader.h"
#include "core/ledger/migration.h"
#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/testfolder.h"

#include <condition_variable>
#include <filesystem>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

namespace weir::test {
namespace {

class LedgerFile : public testing::Test
{
protected:
    TestFolder m_folder;
    std::string m_path = m_folder.file("ledger.db");
};

TEST_F(LedgerFile, aNewLedgerIsWrittenAtOnceAndReadableByItsOwnerOnly)
{
    {
        auto ledger = Ledger::open(ledgerOptions(m_path));
        ASSERT_TRUE(isGood(ledger));
        EXPECT_EQ(number((*ledger)->database(), "PRAGMA user_version"), migrations().back().number);
        EXPECT_EQ(number((*ledger)->database(), "SELECT count(*) FROM meta WHERE value LIKE '11111111-%'"), 1);
        EXPECT_EQ(std::filesystem::status(m_path).permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        EXPECT_FALSE(std::filesystem::exists(m_path + "-journal"));
    }
    int files = 0;
    for (const auto &entry : std::filesystem::directory_iterator(m_folder.path()))
        files += entry.path().filename().string().find(".new-") != std::string::npos;
    EXPECT_EQ(files, 0) << "a half made ledger stayed";
}

TEST_F(LedgerFile, aNewLedgerIsWhatTheMigrationsMake)
{
    const std::string byStatements = m_folder.file("statements.db");
    std::string schemas[2];
    for (int i = 0; i < 2; ++i) {
        auto options = ledgerOptions(i == 0 ? m_path : byStatements);
        options.vfs = i == 0 ? "" : "unix"; // a named file system is not given a whole file
        auto ledger = Ledger::open(options);
        ASSERT_TRUE(isGood(ledger));
        auto objects = (*ledger)->database().prepare("SELECT type || name || coalesce(sql, '') FROM sqlite_schema ORDER BY name");
        ASSERT_TRUE(isGood(objects));
        while (*objects->step())
            schemas[i] += objects->text(0) + '\n';
    }
    EXPECT_FALSE(schemas[0].empty());
    EXPECT_EQ(schemas[0], schemas[1]);
}

TEST_F(LedgerFile, anExistingFileIsNeverReplacedByANewOne)
{
    m_folder.write("ledger.db", "this is no database, but it is somebody's file");
    const auto ledger = Ledger::open(ledgerOptions(m_path));
    ASSERT_FALSE(ledger);
    EXPECT_EQ(ledger.error().code, ErrorCode::StorageCorrupt);
    EXPECT_EQ(m_folder.read("ledger.db"), "this is no database, but it is somebody's file");
}

TEST_F(LedgerFile, aNewerFileIsRefusedUntouched)
{
    {
        auto ledger = Ledger::open(ledgerOptions(m_path));
        ASSERT_TRUE(isGood(ledger));
        ASSERT_TRUE(isGood((*ledger)->database().execute("PRAGMA user_version = 4711; CREATE TABLE later (x)")));
        ASSERT_TRUE(isGood((*ledger)->database().checkpointWal(true)));
    }
    const std::string before = m_folder.read("ledger.db");
    const auto ledger = Ledger::open(ledgerOptions(m_path));
    ASSERT_FALSE(ledger);
    EXPECT_EQ(ledger.error().code, ErrorCode::InvalidConfig);
    EXPECT_NE(ledger.error().detail.find("4711"), std::string::npos) << ledger.error().detail;
    EXPECT_NE(ledger.error().detail.find(m_path), std::string::npos) << ledger.error().detail;
    EXPECT_EQ(m_folder.read("ledger.db"), before);
}

TEST_F(LedgerFile, aFolderWithoutRightsIsNotTakenForDamage)
{
    auto ledger = Ledger::open(ledgerOptions(m_folder.file("missing/ledger.db")));
    ASSERT_FALSE(ledger);
    EXPECT_NE(ledger.error().code, ErrorCode::StorageCorrupt);
    EXPECT_NE(ledger.error().detail.find("missing/ledger.db"), std::string::npos) << ledger.error().detail;
    std::filesystem::create_directory(m_path);
    ledger = Ledger::open(ledgerOptions(m_path));
    ASSERT_FALSE(ledger);
    EXPECT_EQ(ledger.error().code, ErrorCode::PermissionDenied) << ledger.error().detail;
}

TEST_F(LedgerFile, workThatQueuesUpIsCommittedTogether)
{
    auto ledger = Ledger::open(ledgerOptions(m_path, false));
    ASSERT_TRUE(isGood(ledger));
    std::mutex mutex;
    std::condition_variable opened;
    bool isOpen = false;
    auto first = (*ledger)->post([&](Database &) -> Result<void> {
        std::unique_lock lock(mutex);
        opened.wait(lock, [&] { return isOpen; });
        return {};
    });
    (*ledger)->hurry(); // now the commit thread stands in the first piece of work
    std::vector<std::future<Result<void>>> done;
    std::int64_t commits = 0;
    for (int i = 0; i < 50; ++i)
        done.push_back((*ledger)->post([&, i](Database &database) -> Result<void> {
            commits += i == 0;
            return books::recordEvent(database, {}, {}, "test", std::to_string(i), testNow);
        }));
    {
        const std::lock_guard lock(mutex);
        isOpen = true;
    }
    opened.notify_all();
    (*ledger)->hurry();
    ASSERT_TRUE(isGood(first.get()));
    for (auto &one : done)
        ASSERT_TRUE(isGood(one.get()));
    const auto count = (*ledger)->call([](Database &database) -> Result<std::int64_t> {
        return number(database, "SELECT count(*) FROM event WHERE code = 'test'");
    });
    ASSERT_TRUE(isGood(count));
    EXPECT_EQ(*count, 50);
    const auto order = (*ledger)->call([](Database &database) -> Result<std::int64_t> {
        return number(database, "SELECT count(*) FROM event a JOIN event b ON b.id = a.id + 1 WHERE CAST(b.detail AS INTEGER) <> "
                                "CAST(a.detail AS INTEGER) + 1");
    });
    EXPECT_EQ(*order, 0) << "work is done in the order in which it was given";
}

TEST_F(LedgerFile, entriesThatNobodyWaitsForAreDurableSoon)
{
    auto ledger = Ledger::open(ledgerOptions(m_path, false));
    ASSERT_TRUE(isGood(ledger));
    auto done = (*ledger)->post([](Database &database) {
        return books::recordEvent(database, {}, {}, "test", "", testNow);
    });
    ASSERT_EQ(done.wait_for(std::chrono::seconds(20)), std::future_status::ready);
    EXPECT_TRUE(isGood(done.get()));
}

TEST_F(LedgerFile, refusedWorkDoesNotTouchItsNeighbours)
{
    auto ledger = Ledger::open(ledgerOptions(m_path, false));
    ASSERT_TRUE(isGood(ledger));
    auto books = TestBooks::begin(**ledger);
    ASSERT_TRUE(isGood(books));
    BatchRecord wrong = books->batch(100);
    wrong.counts.inserted = 99;
    auto before = (*ledger)->post([](Database &database) { return books::recordEvent(database, {}, {}, "a", "", testNow); });
    auto refused = (*ledger)->post([&](Database &database) -> Result<void> {
        WEIR_CHECK(books::recordEvent(database, {}, {}, "b", "", testNow));
        return books::commitBatch(database, wrong);
    });
    auto after = (*ledger)->post([](Database &database) { return books::recordEvent(database, {}, {}, "c", "", testNow); });
    (*ledger)->hurry();
    EXPECT_TRUE(isGood(before.get()));
    const Result<void> answer = refused.get();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Internal) << "an entry that does not balance stops the job as unbalanced";
    EXPECT_TRUE(isGood(after.get()));
    const auto events = (*ledger)->call([](Database &database) -> Result<std::int64_t> {
        return number(database, "SELECT sum(code = 'a') + sum(code = 'c') * 10 + sum(code = 'b') * 100 FROM event");
    });
    EXPECT_EQ(*events, 11);
}

TEST_F(LedgerFile, twoConnectionsKeepTheBooksOfTwoJobsInOneFile)
{
    constexpr int batches = 20;
    std::thread workers[2];
    testing::AssertionResult answers[2] = {testing::AssertionSuccess(), testing::AssertionSuccess()};
    for (int i = 0; i < 2; ++i)
        workers[i] = std::thread([&, i] {
            auto ledger = Ledger::open(ledgerOptions(m_path, false));
            if (!ledger) {
                answers[i] = isGood(ledger);
                return;
            }
            auto books = TestBooks::begin(**ledger, fmt::format("job{}", i));
            answers[i] = isGood(books);
            for (int batch = 0; books && answers[i] && batch < batches; ++batch)
                answers[i] = isGood(books->deliver(**ledger, 100, 2, 1));
        });
    for (std::thread &worker : workers)
        worker.join();
    EXPECT_TRUE(answers[0]);
    EXPECT_TRUE(answers[1]);
    auto reader = LedgerReader::open(m_path);
    ASSERT_TRUE(isGood(reader));
    EXPECT_EQ(number(reader->database(), "SELECT sum(rows_read) FROM batch"), 2 * batches * 100);
    const auto findings = checkLedger(*reader);
    ASSERT_TRUE(isGood(findings));
    EXPECT_TRUE(findings->empty()) << findings->front().where << ": " << findings->front().detail;
}

TEST_F(LedgerFile, aBackupOfALedgerInUseIsALedger)
{
    auto ledger = Ledger::open(ledgerOptions(m_path, false));
    ASSERT_TRUE(isGood(ledger));
    auto books = TestBooks::begin(**ledger);
    ASSERT_TRUE(isGood(books));
    ASSERT_TRUE(isGood(books->deliver(**ledger, 1000, 3)));
    auto reader = LedgerReader::open(m_path);
    ASSERT_TRUE(isGood(reader));
    ASSERT_TRUE(isGood(reader->database().backupTo(m_folder.file("copy.db"))));
    ASSERT_TRUE(isGood(books->deliver(**ledger, 1000)));
    auto copy = LedgerReader::open(m_folder.file("copy.db"));
    ASSERT_TRUE(isGood(copy));
    EXPECT_EQ(number(copy->database(), "SELECT sum(rows_read) FROM batch"), 1000);
    const auto findings = checkLedger(*copy);
    ASSERT_TRUE(isGood(findings));
    EXPECT_TRUE(findings->empty());
}

TEST_F(LedgerFile, theWriteAheadLogIsTidiedBeforeItGrowsWithoutBound)
{
    auto ledger = Ledger::open(ledgerOptions(m_path));
    ASSERT_TRUE(isGood(ledger));
    const std::string block(256 << 10, 'x');
    for (int i = 0; i < 160; ++i)
        ASSERT_TRUE(isGood((*ledger)->call([&](Database &database) {
            return books::recordEvent(database, {}, {}, "test", block, testNow);
        })));
    EXPECT_LT(std::filesystem::file_size(m_path + "-wal"), std::uintmax_t{24} << 20);
}

} // namespace
} // namespace weir::test
