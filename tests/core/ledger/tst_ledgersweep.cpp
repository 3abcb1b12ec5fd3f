// Fails the n-th statement of each entry of the books, for every n: each time the entry is there as a whole or not at
// all, and made again it gets in. The sweep needs no list of points; it stops when nothing fails any more.

#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/testfolder.h"

#include <functional>

namespace weir::test {
namespace {

struct Entry
{
    const char *name;
    std::function<Result<void>(Database &, const TestBooks &)> make;
};

SpoolRecord testPage(const TestBooks &books)
{
    SpoolRecord page;
    page.seqFirst = books.at.seq + 1;
    page.records = 5;
    page.run = books.run;
    page.segment = "job1-x.seg";
    page.cursor = "page 2";
    return page;
}

/// Forgets the value of an answer.
template<typename T>
Result<void> done(Result<T> answer)
{
    if (!answer)
        return Unexpected{answer.error()};
    return {};
}

const std::vector<Entry> &entries()
{
    using D = Database;
    using B = TestBooks;
    static const Error trouble{ErrorCode::Unavailable, Recovery::Retry, "refused", {}};
    static const std::vector<Entry> all = {
        {"registerJob", [](D &d, const B &) { return done(books::registerJob(d, Uuid::named(Uuid(), "n"), "n", "{}", "a", testNow)); }},
        {"registerJob again", [](D &d, const B &) { return done(books::registerJob(d, Uuid::named(Uuid(), "orders"), "renamed", "{}", "a", testNow)); }},
        {"recordEpoch", [](D &d, const B &b) { return books::recordEpoch(d, b.job.id, 9); }},
        {"beginRun", [](D &d, const B &b) { RunStart start; start.job = b.job.id; start.revision = b.job.revisionId; start.holder = Uuid::named(Uuid(), "h2"); return done(books::beginRun(d, start, testNow)); }},
        {"setRunState", [](D &d, const B &b) { return books::setRunState(d, b.run, RunState::Paused, "disk full", true, testNow); }},
        {"closeInterrupted", [](D &d, const B &b) { return books::closeInterrupted(d, b.job.id, testNow); }},
        {"closeRun", [](D &d, const B &b) { return done(books::closeRun(d, b.run, RunState::Completed, "", testNow)); }},
        {"beat", [](D &d, const B &b) { return done(books::beat(d, b.run, testNow + 1)); }},
        {"request", [](D &d, const B &b) { return books::request(d, b.run, "stop"); }},
        {"addRetries", [](D &d, const B &b) { return books::addRetries(d, b.run, 3); }},
        {"openStream", [](D &d, const B &b) { return done(books::openStream(d, b.job.id, "main/2")); }},
        {"pinSchema", [](D &d, const B &b) { return books::pinSchema(d, b.stream.id, "[]"); }},
        {"beginGeneration", [](D &d, const B &b) { return books::beginGeneration(d, b.stream.id, 2); }},
        {"askReset", [](D &d, const B &b) { return done(books::askReset(d, b.job.id, testNow)); }},
        {"isResetAsked", [](D &d, const B &b) { return done(books::isResetAsked(d, b.job.id, 1)); }},
        {"startOver", [](D &d, const B &b) { return books::startOver(d, b.job.id); }},
        {"recordProvisional", [](D &d, const B &b) { return b.recordBad(d, b.batch(50, 8)); }},
        {"causeOf", [](D &d, const B &b) { RowError e = badRow(1).error; e.field = "other"; return done(books::causeOf(d, b.job.id, e)); }},
        {"commitBatch", [](D &d, const B &b) { BatchRecord r = b.batch(40, 3, 4); r.isSplitExact = false; return books::commitBatch(d, r); }},
        {"recordProvisional and commitBatch", [](D &d, const B &b) -> Result<void> { const BatchRecord r = b.batch(40, 3, 4); WEIR_CHECK(b.recordBad(d, r)); return books::commitBatch(d, r); }},
        {"settleProvisional", [](D &d, const B &b) { return done(books::settleProvisional(d, b.stream.id, 1, b.at.seq + 38)); }},
        {"moveStream", [](D &d, const B &b) { Checkpoint at = b.at; at.isComplete = true; return books::moveStream(d, b.stream.id, at); }},
        {"recordSpoolPage", [](D &d, const B &b) { return books::recordSpoolPage(d, b.stream.id, 1, testPage(b), testNow); }},
        {"markSpoolDelivered", [](D &d, const B &b) -> Result<void> { WEIR_CHECK(books::recordSpoolPage(d, b.stream.id, 1, testPage(b), testNow)); return books::markSpoolDelivered(d, b.job.id, testNow); }},
        {"spoolSegments", [](D &d, const B &b) { return done(books::spoolSegments(d, b.job.id)); }},
        {"forgetSpoolSegment", [](D &d, const B &b) { return books::forgetSpoolSegment(d, b.job.id, "a.seg"); }},
        {"spooledBeyond", [](D &d, const B &b) { return done(books::spooledBeyond(d, b.stream.id, 1, 0)); }},
        {"isSpooled", [](D &d, const B &b) { return done(books::isSpooled(d, b.stream.id, 1, 5)); }},
        {"runOrFallback", [](D &d, const B &b) { return done(books::runOrFallback(d, b.job.id, 77, b.run)); }},
        {"recordAttempt", [](D &d, const B &b) { return books::recordAttempt(d, b.run, "target", "rows", trouble, 100, testNow); }},
        {"recordEvent", [](D &d, const B &b) { return books::recordEvent(d, b.job.id, b.run, "x", "y", testNow); }},
        {"recordAudit", [](D &d, const B &) { return books::recordAudit(d, "ann", "reset", "orders", "", testNow); }},
    };
    return all;
}

class LedgerSweep : public testing::TestWithParam<Entry>
{
protected:
    /// The same ledger again and again: a batch is delivered, the next one's bad rows are provisional.
    void begin()
    {
        if (m_image.empty()) {
            auto ledger = Ledger::open(ledgerOptions(m_folder.file("first.db")));
            ASSERT_TRUE(isGood(ledger));
            auto books = TestBooks::begin(**ledger);
            ASSERT_TRUE(isGood(books));
            m_books = *books;
            ASSERT_TRUE(isGood(m_books.deliver(**ledger, 100, 5, 2)));
            ASSERT_TRUE(isGood((*ledger)->call([&](Database &d) { return m_books.recordBad(d, m_books.batch(40, 3)); })));
            auto image = (*ledger)->database().image();
            ASSERT_TRUE(isGood(image));
            m_image = std::move(*image);
        }
        const std::string name = fmt::format("ledger{}.db", ++m_files);
        m_folder.write(name, m_image);
        auto ledger = Ledger::open(ledgerOptions(m_folder.file(name)));
        ASSERT_TRUE(isGood(ledger));
        m_ledger = std::move(*ledger);
    }
    Result<void> make()
    {
        return m_ledger->call([&](Database &database) { return GetParam().make(database, m_books); });
    }

    TestFolder m_folder;
    std::string m_image;
    int m_files = 0;
    TestBooks m_books;
    std::unique_ptr<Ledger> m_ledger;
};

TEST_P(LedgerSweep, isAllOrNothingAtEveryStatementAndRepeatable)
{
    begin();
    ASSERT_TRUE(isGood(make()));
    const std::string wanted = dump(m_ledger->database());
    for (int failing = 0;; ++failing) {
        ASSERT_LT(failing, 200) << "the sweep did not end";
        begin();
        const std::string before = dump(m_ledger->database());
        int statement = 0;
        bool isFired = false;
        m_ledger->database().setFaultHook([&]() -> std::optional<Error> {
            if (statement++ != failing)
                return std::nullopt;
            isFired = true;
            return Error{ErrorCode::StorageFull, Recovery::Stop, "planted", {}};
        });
        const Result<void> first = make();
        m_ledger->database().setFaultHook({});
        if (!isFired) {
            EXPECT_GT(failing, 3) << "begin, savepoint, release and commit alone are four";
            return; // past the last statement: every point of failure has been visited
        }
        ASSERT_FALSE(first) << "statement " << failing << " failed and nobody noticed";
        EXPECT_EQ(first.error().detail, "planted");
        ASSERT_EQ(dump(m_ledger->database()), before) << "a failed entry left something behind, statement " << failing;
        ASSERT_TRUE(isGood(make())) << "statement " << failing;
        ASSERT_EQ(dump(m_ledger->database()), wanted) << "statement " << failing;
    }
}

INSTANTIATE_TEST_SUITE_P(every, LedgerSweep, testing::ValuesIn(entries()),
                         [](const testing::TestParamInfo<Entry> &info) {
                             std::string name = info.param.name;
                             std::replace(name.begin(), name.end(), ' ', '_');
                             return name;
                         });

} // namespace
} // namespace weir::test
