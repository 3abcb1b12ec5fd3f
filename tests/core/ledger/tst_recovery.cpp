// Damaged, truncated, missing and foreign ledgers: nothing is deleted, what can be trusted is kept, the rest is named.

#include "core/ledger/ledgercheck.h"
#include "core/ledger/ledgerreader.h"
#include "core/ledger/recovery.h"
#include "core/workspace/joblock.h"
#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/testfolder.h"

#include <filesystem>

namespace weir::test {
namespace {

namespace fs = std::filesystem;

class LedgerRecovery : public testing::Test
{
protected:
    void SetUp() override { fs::create_directory(m_folder.file("locks")); }

    /// A ledger with quarantined, delivered and discarded rows, everything in the file itself.
    void fill()
    {
        auto ledger = Ledger::open(ledgerOptions(m_path));
        ASSERT_TRUE(isGood(ledger));
        auto books = TestBooks::begin(**ledger);
        ASSERT_TRUE(isGood(books));
        for (int i = 0; i < 5; ++i)
            ASSERT_TRUE(isGood(books->deliver(**ledger, 100, 4, 1)));
        Database &database = (*ledger)->database();
        ASSERT_TRUE(isGood(database.execute("UPDATE exception_row SET state = 'released' WHERE seq = 97")));
        ASSERT_TRUE(isGood(database.execute("UPDATE exception_row SET state = 'delivered' WHERE seq = 97")));
        ASSERT_TRUE(isGood(database.execute("UPDATE exception_row SET state = 'discarded' WHERE seq = 98")));
        ASSERT_TRUE(isGood(database.execute("UPDATE exception_row SET state = 'released' WHERE seq = 99")));
        ASSERT_TRUE(isGood(database.checkpointWal(true)));
    }
    Result<OpenedLedger> open(bool isInline = true) { return openLedger(ledgerOptions(m_path, isInline), m_folder.file("locks")); }
    std::vector<std::string> files(const std::string &part)
    {
        std::vector<std::string> found;
        for (const auto &entry : fs::directory_iterator(m_folder.path())) {
            const std::string name = entry.path().filename().string();
            if (name.find(part) != std::string::npos)
                found.push_back(name);
        }
        std::sort(found.begin(), found.end());
        return found;
    }
    static std::string states(Database &database)
    {
        std::string all;
        auto rows = database.prepare("SELECT state || ' ' || count(*) FROM exception_row GROUP BY state ORDER BY state");
        while (rows && *rows->step())
            all += rows->text(0) + ' ';
        return all;
    }

    TestFolder m_folder;
    std::string m_path = m_folder.file("ledger.db");
};

TEST_F(LedgerRecovery, aSoundLedgerIsOpenedWithoutAWord)
{
    fill();
    const auto opened = open();
    ASSERT_TRUE(isGood(opened));
    EXPECT_EQ(opened->notice, "");
    EXPECT_EQ(files("ledger.corrupt").size(), 0U);
}

TEST_F(LedgerRecovery, aMissingLedgerIsANewOne)
{
    const auto opened = open();
    ASSERT_TRUE(isGood(opened));
    EXPECT_EQ(opened->notice, "");
    EXPECT_EQ(number(opened->ledger->database(), "SELECT count(*) FROM meta WHERE value LIKE '11111111-%'"), 1);
}

TEST_F(LedgerRecovery, whatIsNoDatabaseIsKeptAndReplaced)
{
    m_folder.write("ledger.db", std::string(5000, 'x'));
    const auto opened = open();
    ASSERT_TRUE(isGood(opened));
    const auto kept = files("ledger.corrupt-");
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(m_folder.read(kept.front()), std::string(5000, 'x'));
    EXPECT_NE(opened->notice.find(kept.front()), std::string::npos) << opened->notice;
    EXPECT_EQ(number(opened->ledger->database(), "SELECT count(*) FROM event WHERE code = 'ledger.recovered'"), 1);
    EXPECT_EQ(files(".salvaged").size(), 0U);
}

TEST_F(LedgerRecovery, aWrongChecksumCostsThatRowOnly)
{
    fill();
    {
        auto ledger = Ledger::open(ledgerOptions(m_path));
        ASSERT_TRUE(isGood(ledger));
        ASSERT_TRUE(isGood((*ledger)->database().execute("UPDATE exception_row SET payload = CAST('{}' AS BLOB) WHERE seq = 200")));
        ASSERT_TRUE(isGood((*ledger)->database().checkpointWal(true)));
    }
    const std::string before = m_folder.read("ledger.db");
    const auto opened = open();
    ASSERT_TRUE(isGood(opened));
    EXPECT_NE(opened->notice.find("exception_row (1 rows)"), std::string::npos) << opened->notice;
    Database &database = opened->ledger->database();
    EXPECT_EQ(states(database), "delivered 1 discarded 1 quarantined 17 ") << "released rows are open again";
    EXPECT_EQ(number(database, "SELECT count(*) FROM exception_row WHERE seq = 200"), 0);
    EXPECT_EQ(number(database, "SELECT count(*) FROM job JOIN revision ON job_id = job.id WHERE name = 'orders'"), 1);
    EXPECT_EQ(number(database, "SELECT count(*) FROM run WHERE state = 'interrupted' AND is_final = 1"), 1);
    EXPECT_EQ(number(database, "SELECT next_seq FROM stream"), 1) << "where the job stands is for its target to say";
    const auto findings = checkLedger(database);
    ASSERT_TRUE(isGood(findings));
    for (const LedgerFinding &finding : *findings)
        ADD_FAILURE() << finding.invariant << ": " << finding.where << ": " << finding.detail;
    const auto kept = files("ledger.corrupt-");
    ASSERT_GE(kept.size(), 1U);
    EXPECT_EQ(m_folder.read(kept.front()), before) << "the damaged file is not repaired in place";
}

TEST_F(LedgerRecovery, everyFlippedBitInARecordIsFoundAndTheRestIsKept)
{
    fill();
    const std::string sound = m_folder.read("ledger.db");
    int flips = 0;
    for (std::size_t at = sound.find("{\"id\":"); at != std::string::npos; at = sound.find("{\"id\":", at + 1)) {
        const TestFolder folder;
        fs::create_directory(folder.file("locks"));
        std::string damaged = sound;
        damaged[at + static_cast<std::size_t>(flips % 15)] ^= static_cast<char>(1 << (flips % 8));
        folder.write("ledger.db", damaged);
        const auto opened = openLedger(ledgerOptions(folder.file("ledger.db")), folder.file("locks"));
        ASSERT_TRUE(isGood(opened));
        EXPECT_NE(opened->notice, "") << "a flip at " << at << " went unseen";
        EXPECT_GE(number(opened->ledger->database(), "SELECT count(*) FROM exception_row"), 19) << opened->notice;
        ++flips;
    }
    EXPECT_EQ(flips, 20);
}

TEST_F(LedgerRecovery, aTruncatedFileGivesWhatIsLeftInIt)
{
    fill();
    const std::string sound = m_folder.read("ledger.db");
    for (std::size_t size = 1; size < sound.size(); size += sound.size() / 23) {
        const TestFolder folder;
        fs::create_directory(folder.file("locks"));
        folder.write("ledger.db", sound.substr(0, size));
        const auto opened = openLedger(ledgerOptions(folder.file("ledger.db")), folder.file("locks"));
        ASSERT_TRUE(isGood(opened)) << "at " << size;
        EXPECT_NE(opened->notice, "") << "at " << size;
        EXPECT_EQ(number(opened->ledger->database(), "SELECT count(*) FROM event WHERE code = 'ledger.recovered'"), 1);
    }
}

TEST_F(LedgerRecovery, anEmptyFileAndALonelyWriteAheadLogAreSetAside)
{
    m_folder.write("ledger.db", "");
    m_folder.write("ledger.db-wal", "rows of another time");
    const auto opened = open();
    ASSERT_TRUE(isGood(opened));
    EXPECT_NE(opened->notice, "");
    const auto kept = files("ledger.truncated-");
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(m_folder.read(kept.back()), "rows of another time");
}

TEST_F(LedgerRecovery, aReplacementThatWasBrokenOffIsFinished)
{
    fill();
    fs::rename(m_path, m_folder.file("ledger.db.salvaged"));
    fs::remove(m_path + "-shm");
    m_folder.write("ledger.db-wal", "the log of the damaged file");
    const auto opened = open();
    ASSERT_TRUE(isGood(opened));
    EXPECT_EQ(number(opened->ledger->database(), "SELECT count(*) FROM job"), 1);
    const auto kept = files("ledger.corrupt-");
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(m_folder.read(kept.front()), "the log of the damaged file");
}

TEST_F(LedgerRecovery, whileAJobRunsADamagedLedgerIsLeftAlone)
{
    m_folder.write("ledger.db", std::string(5000, 'x'));
    {
        const auto lock = JobLock::acquire(m_folder.file("locks/orders.lock"), {}, CancelToken());
        ASSERT_TRUE(isGood(lock));
        const auto opened = open();
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().recovery, weir::Recovery::Retry);
        EXPECT_NE(opened.error().detail.find("orders"), std::string::npos) << opened.error().detail;
        EXPECT_EQ(m_folder.read("ledger.db"), std::string(5000, 'x'));
    }
    EXPECT_TRUE(isGood(open()));
}

TEST_F(LedgerRecovery, noRightIsNotDamage)
{
    fs::create_directory(m_path);
    const auto opened = open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::PermissionDenied);
    EXPECT_TRUE(fs::is_directory(m_path));
    EXPECT_EQ(files("ledger.").size(), 1U) << "nothing was renamed";
}

TEST_F(LedgerRecovery, aNewerLedgerIsLeftUntouched)
{
    fill();
    {
        auto ledger = Ledger::open(ledgerOptions(m_path));
        ASSERT_TRUE(isGood(ledger));
        ASSERT_TRUE(isGood((*ledger)->database().execute("PRAGMA user_version = 4711")));
        ASSERT_TRUE(isGood((*ledger)->database().checkpointWal(true)));
    }
    const std::string before = m_folder.read("ledger.db");
    const auto opened = open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::InvalidConfig);
    EXPECT_EQ(m_folder.read("ledger.db"), before);
    EXPECT_EQ(files("corrupt").size(), 0U);
}

} // namespace
} // namespace weir::test
