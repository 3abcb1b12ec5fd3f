// Every invariant that `weir check` can see offline is violated once, on purpose, behind the triggers' back; it is found.

#include "core/ledger/ledgercheck.h"
#include "core/ledger/spool.h"
#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/testfolder.h"

#include <algorithm>

namespace weir::test {
namespace {

struct Violation
{
    const char *name;
    const char *invariant;
    const char *sql; ///< may drop triggers first; foreign keys and checks are off
};

constexpr Violation violations[] = {
    {"batchOutOfBalance", "I1", "DROP TRIGGER batch_is_final; UPDATE batch SET rows_inserted = rows_inserted + 1 WHERE seq_first = 1"},
    {"batchOfAnotherLength", "I1", "DROP TRIGGER batch_is_final; UPDATE batch SET seq_last = seq_last + 1 WHERE seq_first = 1"},
    {"runOutOfBalance", "I1", "UPDATE run SET rows_read = rows_read + 1"},
    {"runOtherThanItsBatches", "I1", "UPDATE run SET rows_read = rows_read + 1, rows_inserted = rows_inserted + 1"},
    {"quarantinedRowWithoutItsRow", "I1", "DROP TRIGGER exception_stays; DELETE FROM exception_row WHERE seq = 99"},
    {"ruleCountsOther", "I1", "UPDATE filter_count SET rows = rows + 1"},
    {"batchMissing", "I2", "DROP TRIGGER IF EXISTS batch_stays; DROP TRIGGER IF EXISTS batch_uncounts; DELETE FROM batch WHERE seq_first = 101"},
    {"lastBatchMissing", "I2", "DROP TRIGGER IF EXISTS batch_stays; DROP TRIGGER IF EXISTS batch_uncounts; DELETE FROM batch WHERE seq_first = 201"},
    {"streamAhead", "I2", "UPDATE stream SET next_seq = next_seq + 10"},
    {"cursorBehindTheStart", "I3", "UPDATE stream SET rows_past_cursor = 5000"},
    {"provisionalRowInABookedBatch", "I4",
     "DROP TRIGGER exception_moves_legally; UPDATE exception_row SET state = 'provisional' WHERE seq = 99"},
    {"releasedRowWithoutCompensation", "I4", "UPDATE exception_row SET state = 'released' WHERE seq = 99"},
    {"totalsOther", "I7", "UPDATE stream SET totals = json_set(totals, '$.inserted', 7)"},
    {"totalsUnreadable", "I7", "UPDATE stream SET totals = '{'"},
    {"quarantinedRowBeyondTheBatches", "I8",
     "DROP TRIGGER exception_moves_legally; UPDATE exception_row SET seq = 5000 WHERE seq = 99"},
    {"twoRunsOfAJob", "I13",
     "INSERT INTO run (job_id, kind, trigger_by, revision_id, holder, state, started_at, beat_at, pid, host) SELECT job_id, kind, "
     "trigger_by, revision_id, 'other', state, started_at, beat_at, pid, host FROM run"},
    {"gapInTheSpool", "I14",
     "DROP TRIGGER spool_is_dense; INSERT INTO spool_page VALUES (1, 1, 401, 5, 1, 'a.seg', 0, 9, 0, '', '', 0, NULL)"},
    {"spooledRowsThatAreNotPending", "I14",
     "INSERT INTO spool_page VALUES (1, 1, 301, 5, 1, 'a.seg', 0, 9, 0, '', '', 0, NULL); UPDATE run SET rows_read = rows_read - 5, "
     "rows_pending = 0"},
    {"causeThatIsNoneOfARow", "I15", "UPDATE cause SET code = 'Timeout'"},
    {"rowInTwoCompensations", "I17",
     "INSERT INTO manifest VALUES (1, 'a', 1, 'x', 1, 'open', '', 0), (2, 'b', 1, 'y', 1, 'open', '', 0); "
     "INSERT INTO manifest_item SELECT m.id, e.id, 'open' FROM manifest m, exception_row e WHERE e.seq = 99"},
    {"batchChanged", "checksum",
     "DROP TRIGGER batch_is_final; UPDATE batch SET rows_inserted = rows_inserted - 1, rows_updated = rows_updated + 1 WHERE "
     "seq_first = 1"},
    {"quarantinedRowChanged", "checksum", "UPDATE exception_row SET payload = CAST('{\"id\":1}' AS BLOB) WHERE seq = 99"},
    {"cursorChanged", "checksum", "UPDATE stream SET cursor = 'byte 7'"},
    {"countOfACauseOther", "causes", "UPDATE cause SET rows_open = rows_open + 1"},
    {"runOfNoJob", "references", "UPDATE run SET revision_id = 77"},
};

class LedgerCheckFinds : public testing::TestWithParam<Violation>
{};

Result<std::vector<LedgerFinding>> findings(Ledger &ledger)
{
    return checkLedger(ledger.database());
}

Result<std::unique_ptr<Ledger>> soundLedger(const std::string &path)
{
    WEIR_TRY(auto ledger, Ledger::open(ledgerOptions(path)));
    WEIR_TRY(auto books, TestBooks::begin(*ledger));
    for (int i = 0; i < 3; ++i)
        WEIR_CHECK(books.deliver(*ledger, 100, 2, 1));
    return ledger;
}

TEST_P(LedgerCheckFinds, whatIsPlanted)
{
    const TestFolder folder;
    auto ledger = soundLedger(folder.file("ledger.db"));
    ASSERT_TRUE(isGood(ledger));
    const auto before = findings(**ledger);
    ASSERT_TRUE(isGood(before));
    ASSERT_TRUE(before->empty()) << before->front().invariant << ": " << before->front().detail;
    ASSERT_TRUE(isGood((*ledger)->database().execute("PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON")));
    ASSERT_TRUE(isGood((*ledger)->database().execute(GetParam().sql)));
    const auto after = findings(**ledger);
    ASSERT_TRUE(isGood(after));
    const bool isFound = std::any_of(after->begin(), after->end(), [](const LedgerFinding &finding) {
        return finding.invariant == GetParam().invariant && !finding.where.empty() && !finding.detail.empty();
    });
    std::string all;
    for (const LedgerFinding &finding : *after)
        all += finding.invariant + ": " + finding.where + ": " + finding.detail + '\n';
    EXPECT_TRUE(isFound) << "found instead:\n" << all;
}

INSTANTIATE_TEST_SUITE_P(each, LedgerCheckFinds, testing::ValuesIn(violations),
                         [](const testing::TestParamInfo<Violation> &info) { return std::string(info.param.name); });

TEST(LedgerCheck, findsASpooledPageThatIsGoneOrDamaged)
{
    const TestFolder folder;
    auto ledger = Ledger::open(ledgerOptions(folder.file("ledger.db")));
    ASSERT_TRUE(isGood(ledger));
    auto books = TestBooks::begin(**ledger);
    ASSERT_TRUE(isGood(books));
    auto spool = Spool::open(folder.file("spool"), "job1");
    ASSERT_TRUE(isGood(spool));
    SpoolRecord page;
    page.seqFirst = 1;
    page.records = 5;
    page.run = books->run;
    ASSERT_TRUE(isGood(spool->append("{\"items\":[1,2,3,4,5]}", page)));
    ASSERT_TRUE(isGood((*ledger)->call([&](Database &d) { return books::recordSpoolPage(d, books->stream.id, 1, page, testNow); })));
    auto found = checkSpool((*ledger)->database(), folder.file("spool"));
    ASSERT_TRUE(isGood(found));
    EXPECT_TRUE(found->empty());
    std::string bytes = folder.read("spool/" + page.segment);
    bytes[bytes.size() - 3] ^= 4;
    folder.write("spool/" + page.segment, bytes);
    found = checkSpool((*ledger)->database(), folder.file("spool"));
    ASSERT_TRUE(isGood(found));
    ASSERT_EQ(found->size(), 1U);
    EXPECT_EQ(found->front().invariant, "I14");
    found = checkSpool((*ledger)->database(), folder.file("nowhere"));
    ASSERT_TRUE(isGood(found));
    EXPECT_EQ(found->size(), 1U);
}

} // namespace
} // namespace weir::test
