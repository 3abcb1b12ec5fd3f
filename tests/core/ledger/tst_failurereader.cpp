#include "core/ledger/failurereader.h"

#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/testfolder.h"

namespace weir::test {
namespace {

class FailureReaderTest : public testing::Test
{
protected:
    FailureReaderTest()
    {
        auto ledger = Ledger::open(ledgerOptions(m_folder.file("ledger.db")));
        m_ledger = std::move(*ledger);
        m_books = *TestBooks::begin(*m_ledger);
    }
    FailureReader reader() { return FailureReader(m_ledger->database()); }
    void exec(const std::string &sql) { ASSERT_TRUE(isGood(m_ledger->database().execute(sql))) << sql; }
    FailureFilter filter(FailureFilter::Which which)
    {
        FailureFilter filter;
        filter.which = which;
        filter.job = m_books.job.id;
        filter.cause = 1;
        return filter;
    }
    std::vector<std::int64_t> pageIds(FailureFilter::Which which, std::int64_t after = 0, std::int64_t max = 100)
    {
        std::vector<std::int64_t> ids;
        const auto lines = reader().page(filter(which), after, max);
        EXPECT_TRUE(isGood(lines));
        for (const FailureLine &line : *lines)
            ids.push_back(line.id);
        const auto walked = reader().ids(filter(which), after, max);
        EXPECT_TRUE(isGood(walked));
        EXPECT_EQ(ids, *walked) << "both ways to the same rows";
        return ids;
    }

    TestFolder m_folder;
    std::unique_ptr<Ledger> m_ledger;
    TestBooks m_books;
};

using Which = FailureFilter::Which;

TEST_F(FailureReaderTest, EachListHoldsTheRowsOfItsStateAndTheCountsAgree)
{
    ASSERT_TRUE(isGood(m_books.deliver(*m_ledger, 20, 8)));
    exec("UPDATE exception_row SET is_set_aside = 1 WHERE id = 2");
    exec("UPDATE exception_row SET state = 'released' WHERE id IN (3, 5)");
    exec("UPDATE exception_row SET state = 'delivered' WHERE id = 5");
    EXPECT_EQ(pageIds(Which::Open), (std::vector<std::int64_t>{1, 3, 4, 6, 7, 8})) << "what a compensation holds is still open";
    EXPECT_EQ(pageIds(Which::Compensated), std::vector<std::int64_t>{5});
    EXPECT_EQ(pageIds(Which::SetAside), std::vector<std::int64_t>{2});
    EXPECT_EQ(pageIds(Which::Unknown), std::vector<std::int64_t>{});
    for (const bool isOfRun : {false, true}) {
        FailureFilter all;
        all.job = m_books.job.id;
        if (isOfRun)
            all.run = m_books.run;
        const auto counts = reader().counts(all);
        ASSERT_TRUE(isGood(counts));
        EXPECT_EQ(counts->open, 6) << isOfRun;
        EXPECT_EQ(counts->compensated, 1);
        EXPECT_EQ(counts->setAside, 1);
        EXPECT_EQ(counts->unknown, 0);
        const auto causes = reader().causes(all);
        ASSERT_TRUE(isGood(causes));
        ASSERT_EQ(causes->size(), 1u);
        EXPECT_EQ(causes->front().rows, 6);
        EXPECT_EQ(causes->front().sample, "abc");
        EXPECT_EQ(causes->front().samplePosition, "line 14");
        EXPECT_EQ(causes->front().lastAt, testNow);
    }
}

TEST_F(FailureReaderTest, PagesAndAnchorsMeetWithoutGapOrOverlap)
{
    ASSERT_TRUE(isGood(m_books.deliver(*m_ledger, 100, 95)));
    exec("UPDATE exception_row SET is_set_aside = 1 WHERE id IN (10, 11, 95)");
    exec("UPDATE exception_row SET state = 'released' WHERE id % 7 = 0 AND is_set_aside = 0");
    const FailureFilter open = filter(Which::Open);
    std::vector<std::int64_t> anchors{0};
    for (std::int64_t after = 0;;) {
        const auto stretch = reader().anchors(open, after, 10, 30);
        ASSERT_TRUE(isGood(stretch));
        anchors.insert(anchors.end(), stretch->ids.begin(), stretch->ids.end());
        after = stretch->last;
        if (stretch->isEnd)
            break;
    }
    ASSERT_EQ(anchors.size(), 10u) << "92 rows: the last of every ten";
    std::vector<std::int64_t> rows;
    for (const std::int64_t anchor : anchors) {
        for (const std::int64_t id : pageIds(Which::Open, anchor, 10))
            rows.push_back(id);
    }
    EXPECT_EQ(rows, pageIds(Which::Open, 0, 1'000));
    EXPECT_EQ(rows.size(), 92u);
}

TEST_F(FailureReaderTest, ARowTellsWhatItHoldsAndWhatHappenedToIt)
{
    ASSERT_TRUE(isGood(m_books.deliver(*m_ledger, 4, 2)));
    ASSERT_TRUE(isGood(m_ledger->call([&](Database &database) {
        return books::recordEvent(database, m_books.job.id, {}, "row.edited", "row 1: line 4", testNow + 5);
    })));
    const auto row = reader().row(1);
    ASSERT_TRUE(isGood(row));
    ASSERT_TRUE(row->has_value());
    EXPECT_EQ((*row)->payload, R"({"id":3,"amount":"abc"})");
    EXPECT_EQ((*row)->code, "NotANumber");
    EXPECT_EQ((*row)->revision, 1);
    const auto history = reader().history(1);
    ASSERT_TRUE(isGood(history));
    ASSERT_EQ(history->size(), 2u);
    EXPECT_EQ(history->at(0).kind, FailureMoment::Kind::Failed);
    EXPECT_EQ(history->at(1).kind, FailureMoment::Kind::Edited);
    EXPECT_FALSE(reader().row(77)->has_value());
    const auto revisions = reader().revisions(m_books.job.id, std::nullopt);
    ASSERT_TRUE(isGood(revisions));
    EXPECT_EQ((*revisions)->last, 1);
}

TEST_F(FailureReaderTest, ALedgerOfTheVersionBeforeGetsTheNewListsAndKeepsItsRows)
{
    ASSERT_TRUE(isGood(m_books.deliver(*m_ledger, 4, 2)));
    exec("DROP INDEX exception_set_aside; DROP INDEX exception_unknown; DROP TABLE dispatch; PRAGMA user_version = 2");
    m_ledger.reset();
    auto again = Ledger::open(ledgerOptions(m_folder.file("ledger.db")));
    ASSERT_TRUE(isGood(again));
    m_ledger = std::move(*again);
    EXPECT_EQ(number(m_ledger->database(), "SELECT count(*) FROM sqlite_schema WHERE name IN ('exception_set_aside', 'exception_unknown')"), 2);
    EXPECT_EQ(pageIds(Which::Open), (std::vector<std::int64_t>{1, 2}));
}

} // namespace
} // namespace weir::test
