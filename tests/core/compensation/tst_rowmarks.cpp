#include "core/compensation/manifestbooks.h"

#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/testfolder.h"

namespace weir::test {
namespace {

using Action = books::RowMark::Action;

/// Two rows without an answer and two quarantined ones.
class RowMarks : public testing::Test
{
protected:
    RowMarks()
    {
        auto ledger = Ledger::open(ledgerOptions(m_folder.file("ledger.db")));
        m_ledger = std::move(*ledger);
        m_books = *TestBooks::begin(*m_ledger);
        BatchRecord record = m_books.batch(6, 4);
        EXPECT_TRUE(isGood(m_books.recordBad(m_ledger->database(), record)));
        EXPECT_TRUE(isGood(m_ledger->database().execute("UPDATE exception_row SET state = 'unknown' WHERE id IN (1, 2)")));
        record.counts.quarantined = 2;
        record.counts.unknown = 2;
        EXPECT_TRUE(isGood(books::commitBatch(m_ledger->database(), record)));
    }
    Result<std::int64_t> mark(Action action, const std::string &reason = {}, std::vector<std::int64_t> rows = {})
    {
        CompensationSelection selection;
        selection.rows = std::move(rows);
        return m_ledger->call([&](Database &database) {
            return books::markRows(database, m_books.stream.id, selection, {action, reason, "ann", "orders"}, testNow);
        });
    }
    std::int64_t rows(const std::string &where)
    {
        return number(m_ledger->database(), "SELECT count(*) FROM exception_row WHERE " + where);
    }

    TestFolder m_folder;
    std::unique_ptr<Ledger> m_ledger;
    TestBooks m_books;
};

TEST_F(RowMarks, ARowThatArrivedIsDeliveredAndTheAuditSaysWho)
{
    const auto marked = mark(Action::Arrived, {}, {1});
    ASSERT_TRUE(isGood(marked));
    EXPECT_EQ(*marked, 1);
    EXPECT_EQ(rows("id = 1 AND state = 'delivered'"), 1);
    EXPECT_EQ(rows("state = 'unknown'"), 1);
    EXPECT_EQ(number(m_ledger->database(), "SELECT count(*) FROM audit WHERE action = 'rows.arrived' AND who = 'ann'"), 1);
    EXPECT_EQ(*mark(Action::Arrived, {}, {1}), 0) << "once";
    EXPECT_EQ(number(m_ledger->database(), "SELECT count(*) FROM audit"), 1) << "nothing was done, nothing is noted";
}

TEST_F(RowMarks, SendingAgainNeedsAReasonAndPutsTheRowsWhereACompensationFindsThem)
{
    EXPECT_FALSE(mark(Action::SendAgain));
    EXPECT_EQ(rows("state = 'unknown'"), 2);
    // A compensation holds row 3 meanwhile: it is not touched.
    ASSERT_TRUE(isGood(m_ledger->database().execute("UPDATE exception_row SET state = 'released' WHERE id = 3")));
    const auto marked = mark(Action::SendAgain, "the shop says they are missing");
    ASSERT_TRUE(isGood(marked));
    EXPECT_EQ(*marked, 2);
    EXPECT_EQ(rows("state = 'quarantined'"), 3);
    EXPECT_EQ(rows("id = 3 AND state = 'released'"), 1);
    EXPECT_EQ(number(m_ledger->database(), "SELECT rows_open FROM cause"), 3) << "the counter follows";
    EXPECT_EQ(number(m_ledger->database(), "SELECT count(*) FROM audit WHERE action = 'rows.send-again' AND detail <> ''"), 1);
}

TEST_F(RowMarks, UnknownRowsMayBeDiscardedWithAReason)
{
    EXPECT_FALSE(mark(Action::Discard));
    EXPECT_EQ(*mark(Action::Discard, "test order", {2}), 1);
    EXPECT_EQ(rows("id = 2 AND state = 'discarded'"), 1);
}

} // namespace
} // namespace weir::test
