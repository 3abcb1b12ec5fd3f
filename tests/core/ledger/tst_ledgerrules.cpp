// What CHECKs and triggers refuse, each beside the entry that they let through.

#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/testfolder.h"

#include <map>
#include <set>

namespace weir::test {
namespace {

class LedgerRules : public testing::Test
{
protected:
    void SetUp() override
    {
        auto ledger = Ledger::open(ledgerOptions(m_folder.file("ledger.db")));
        ASSERT_TRUE(isGood(ledger));
        m_ledger = std::move(*ledger);
        auto books = TestBooks::begin(*m_ledger);
        ASSERT_TRUE(isGood(books));
        m_books = std::move(*books);
        ASSERT_TRUE(isGood(m_books.deliver(*m_ledger, 10, 2)));
    }

    Result<void> run(const std::string &sql)
    {
        return m_ledger->call([&](Database &database) { return database.execute(sql); });
    }
    Result<void> commit(const BatchRecord &batch)
    {
        return m_ledger->call([&](Database &database) { return books::commitBatch(database, batch); });
    }
    std::int64_t ask(const std::string &sql) { return number(m_ledger->database(), sql); }
    /// \a sql is refused by a rule, and changes nothing.
    testing::AssertionResult isRefused(const Result<void> &answer, std::string_view because)
    {
        if (answer)
            return testing::AssertionFailure() << "it was let through";
        if (answer.error().code != ErrorCode::Internal || answer.error().detail.find(because) == std::string::npos)
            return testing::AssertionFailure() << errorCodeName(answer.error().code) << ": " << answer.error().detail;
        return testing::AssertionSuccess();
    }

    TestFolder m_folder;
    std::unique_ptr<Ledger> m_ledger;
    TestBooks m_books;
};

TEST_F(LedgerRules, aBatchThatDoesNotBalanceIsRefused)
{
    const std::string before = dump(m_ledger->database());
    using Change = void (*)(Totals &);
    static constexpr Change changes[] = {
        [](Totals &t) { --t.inserted; },   [](Totals &t) { ++t.updated; },     [](Totals &t) { ++t.unchanged; },
        [](Totals &t) { ++t.superseded; }, [](Totals &t) { ++t.quarantined; }, [](Totals &t) { ++t.unknown; },
        [](Totals &t) { ++t.filtered["x"]; }, [](Totals &t) { ++t.read; },
        [](Totals &t) { t.inserted += 1, t.updated -= 1; },
    };
    for (const Change change : changes) {
        BatchRecord batch = m_books.batch(5);
        change(batch.counts);
        EXPECT_TRUE(isRefused(commit(batch), "CHECK constraint"));
        EXPECT_EQ(dump(m_ledger->database()), before);
    }
    EXPECT_TRUE(isGood(commit(m_books.batch(5))));
}

TEST_F(LedgerRules, rowNumbersAreDenseAndUsedOnce)
{
    for (const std::int64_t first : {m_books.at.seq, m_books.at.seq + 2, std::int64_t{1}, std::int64_t{0}}) {
        BatchRecord batch = m_books.batch(5);
        batch.seqFirst = first;
        batch.checkpoint.seq = first + 4;
        EXPECT_TRUE(isRefused(commit(batch), "does not follow")) << first;
    }
    BatchRecord other = m_books.batch(5);
    other.checkpoint.generation = 2;
    EXPECT_TRUE(isRefused(commit(other), "does not follow"));
    EXPECT_TRUE(isGood(commit(m_books.batch(5))));
    EXPECT_EQ(ask("SELECT next_seq FROM stream"), 16);
}

TEST_F(LedgerRules, theCursorOfAnotherPositionIsRefused)
{
    Checkpoint elsewhere = m_books.at;
    elsewhere.seq += 1;
    EXPECT_TRUE(isRefused(m_ledger->call([&](Database &d) { return books::moveStream(d, m_books.stream.id, elsewhere); }),
                          "does not stand at row"));
    EXPECT_TRUE(isGood(m_ledger->call([&](Database &d) { return books::moveStream(d, m_books.stream.id, m_books.at); })));
}

TEST_F(LedgerRules, aBatchNeverChanges)
{
    EXPECT_TRUE(isRefused(run("UPDATE batch SET rows_inserted = rows_inserted"), "never changes"));
}

TEST_F(LedgerRules, aRunThatDoesNotBalanceIsRefused)
{
    EXPECT_TRUE(isRefused(run("UPDATE run SET rows_read = rows_read + 1"), "CHECK constraint"));
    EXPECT_TRUE(isRefused(run("UPDATE run SET rows_pending = -1, rows_read = rows_read - 1"), "CHECK constraint"));
    EXPECT_TRUE(isRefused(run("UPDATE run SET request = 'explode'"), "CHECK constraint"));
    EXPECT_TRUE(isGood(run("UPDATE run SET rows_read = rows_read + 1, rows_pending = rows_pending + 1")));
}

TEST_F(LedgerRules, exceptionsMoveOnlyAsTheStateMachineSays)
{
    static constexpr const char *states[] = {"provisional", "quarantined", "unknown", "void", "released", "delivered",
                                             "discarded"};
    const std::set<std::pair<std::string, std::string>> legal = {
        {"provisional", "quarantined"}, {"provisional", "unknown"}, {"provisional", "void"}, {"quarantined", "released"},
        {"quarantined", "discarded"},   {"released", "delivered"},  {"released", "quarantined"}, {"unknown", "delivered"},
        {"unknown", "released"},        {"unknown", "discarded"},   {"released", "unknown"}};
    // The ways from provisional to each state.
    const std::map<std::string, std::vector<std::string>> ways = {
        {"provisional", {}}, {"quarantined", {"quarantined"}}, {"unknown", {"unknown"}}, {"void", {"void"}},
        {"released", {"quarantined", "released"}}, {"delivered", {"quarantined", "released", "delivered"}},
        {"discarded", {"quarantined", "discarded"}}};
    std::int64_t seq = 1000;
    for (const char *from : states) {
        for (const char *to : states) {
            ++seq;
            ASSERT_TRUE(isGood(m_ledger->call([&](Database &database) {
                return books::recordProvisional(database, m_books.job.id, m_books.stream.id, 1, m_books.run,
                                                m_books.job.revisionId, {badRow(seq)}, testNow);
            })));
            for (const std::string &state : ways.at(from))
                ASSERT_TRUE(isGood(run(fmt::format("UPDATE exception_row SET state = '{}' WHERE seq = {}", state, seq))));
            const Result<void> moved = run(fmt::format("UPDATE exception_row SET state = '{}' WHERE seq = {}", to, seq));
            if (from == std::string(to) || legal.contains({from, to}))
                EXPECT_TRUE(isGood(moved)) << from << " to " << to;
            else
                EXPECT_TRUE(isRefused(moved, "illegal transition")) << from << " to " << to;
        }
    }
    EXPECT_EQ(ask("SELECT count(*) FROM cause c WHERE rows_open <> (SELECT count(*) FROM exception_row WHERE cause_id = c.id AND "
                  "state = 'quarantined')"),
              0);
}

TEST_F(LedgerRules, exceptionsStartProvisionalAndStay)
{
    EXPECT_TRUE(isRefused(run("INSERT INTO exception_row SELECT NULL, stream_id, generation, 99, run_id, 'quarantined', cause_id, "
                              "value, detail, position, natural_key, payload, is_raw, revision_id, tries, is_set_aside, "
                              "manifest_id, at, checksum FROM exception_row LIMIT 1"),
                          "starts provisional"));
    EXPECT_TRUE(isRefused(run("DELETE FROM exception_row"), "never deleted"));
    EXPECT_TRUE(isRefused(run("UPDATE exception_row SET state = 'vanished'"), "illegal transition"));
}

TEST_F(LedgerRules, aRowIsSetAsideOnceHoweverOftenItIsRecorded)
{
    for (int i = 0; i < 2; ++i)
        ASSERT_TRUE(isGood(m_ledger->call([&](Database &database) {
            return books::recordProvisional(database, m_books.job.id, m_books.stream.id, 1, m_books.run,
                                            m_books.job.revisionId, {badRow(9), badRow(12)}, testNow);
        })));
    EXPECT_EQ(ask("SELECT count(*) FROM exception_row WHERE seq IN (9, 12)"), 2);
    EXPECT_EQ(ask("SELECT count(*) FROM exception_row WHERE seq = 9 AND state = 'quarantined'"), 1);
}

TEST_F(LedgerRules, provisionalRowsBeyondTheTargetAreVoidAndMayComeAgain)
{
    const auto record = [&] {
        return m_ledger->call([&](Database &database) {
            return books::recordProvisional(database, m_books.job.id, m_books.stream.id, 1, m_books.run,
                                            m_books.job.revisionId, {badRow(12)}, testNow);
        });
    };
    ASSERT_TRUE(isGood(record()));
    const auto known = m_ledger->call([&](Database &database) {
        return books::settleProvisional(database, m_books.stream.id, 1, m_books.at.seq);
    });
    ASSERT_TRUE(isGood(known));
    EXPECT_EQ(*known, (std::vector<std::int64_t>{9, 10}));
    EXPECT_EQ(ask("SELECT count(*) FROM exception_row WHERE seq = 12 AND state = 'void'"), 1);
    ASSERT_TRUE(isGood(record()));
    EXPECT_EQ(ask("SELECT count(*) FROM exception_row WHERE seq = 12 AND state = 'provisional'"), 1);
}

TEST_F(LedgerRules, spooledRowsAreReadOnceAndPendingUntilTheirBatch)
{
    SpoolRecord page;
    page.seqFirst = m_books.at.seq + 1;
    page.records = 5;
    page.run = m_books.run;
    page.segment = "job1-x.seg";
    const auto spool = [&] {
        return m_ledger->call([&](Database &database) {
            return books::recordSpoolPage(database, m_books.stream.id, 1, page, testNow);
        });
    };
    ASSERT_TRUE(isGood(spool()));
    EXPECT_EQ(ask("SELECT rows_pending FROM run"), 5);
    EXPECT_FALSE(spool()) << "a page is recorded once";
    EXPECT_EQ(ask("SELECT rows_read FROM run"), 15);
    BatchRecord batch = m_books.batch(5);
    batch.isSpooled = true;
    ASSERT_TRUE(isGood(commit(batch)));
    EXPECT_EQ(ask("SELECT rows_pending FROM run"), 0);
    EXPECT_EQ(ask("SELECT rows_read FROM run"), 15);
}

TEST_F(LedgerRules, aRunEndsByItsOwnFigures)
{
    const auto closed = m_ledger->call([&](Database &database) {
        return books::closeRun(database, m_books.run, RunState::Completed, "", testNow);
    });
    ASSERT_TRUE(isGood(closed));
    EXPECT_EQ(closed->state, RunState::CompletedQuarantined);
    EXPECT_EQ(closed->totals.read, 10);
    EXPECT_EQ(closed->totals.quarantined, 2);
    EXPECT_EQ(ask("SELECT is_final FROM run"), 1);
}

TEST_F(LedgerRules, theEpochNeverFalls)
{
    for (const std::int64_t epoch : {5, 3, 7, 1})
        ASSERT_TRUE(isGood(m_ledger->call([&](Database &d) { return books::recordEpoch(d, m_books.job.id, epoch); })));
    EXPECT_EQ(ask("SELECT epoch FROM job"), 7);
}

TEST_F(LedgerRules, aDefinitionIsARevisionOnceHoweverOftenItRuns)
{
    const auto registered = [&](const char *definition) {
        return m_ledger->call([&](Database &database) {
            return books::registerJob(database, Uuid::named(Uuid(), "orders"), "orders", definition, "ann", testNow);
        });
    };
    const auto first = registered(R"({"weir":1})"), second = registered(R"({"weir":1,"x":2})"), third = registered(R"({"weir":1})");
    ASSERT_TRUE(first && second && third);
    EXPECT_EQ(first->id, second->id);
    EXPECT_EQ(first->revisionNumber, 1);
    EXPECT_EQ(second->revisionNumber, 2);
    EXPECT_EQ(third->revisionId, first->revisionId);
}

} // namespace
} // namespace weir::test
