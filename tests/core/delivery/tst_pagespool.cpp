// S6: pages of a source that cannot be read again are safe before a row of them is delivered, share their flushes, are
// kept for a while afterwards, and make the source wait when there is no more room for them.

#include "core/delivery/pagespool.h"

#include "core/ledger/books.h"
#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/manualclock.h"
#include "tests/support/testfolder.h"

#include <filesystem>
#include <set>
#include <thread>

namespace weir::test {
namespace {

class PageSpoolTest : public testing::Test
{
protected:
    void SetUp() override
    {
        auto workspace = Workspace::init(m_folder.file("ws"), "test");
        ASSERT_TRUE(isGood(workspace));
        m_workspace.emplace(std::move(*workspace));
        auto ledger = Ledger::open(ledgerOptions(m_workspace->path("ledger.db"), false));
        ASSERT_TRUE(isGood(ledger));
        m_ledger = std::move(*ledger);
        auto books = TestBooks::begin(*m_ledger);
        ASSERT_TRUE(isGood(books));
        m_books = *books;
        m_engine.workspace = &*m_workspace;
        m_engine.ledger = m_ledger.get();
    }

    Result<PageSpool> open(Spool::Limits limits = {})
    {
        return PageSpool::open(m_engine, {m_books.job.id, m_books.stream.id, 1, m_books.run}, limits);
    }
    /// A page of ten broken records, which need no columns.
    static SourcePage page(int number)
    {
        SourcePage page;
        page.raw = fmt::format("page {} {}", number, std::string(500, static_cast<char>('a' + number % 26)));
        page.label = fmt::format("page {}", number);
        page.next.text = fmt::format("after {}", number);
        page.broken.resize(10);
        return page;
    }
    /// As the delivery does once the target has the rows.
    Result<void> deliver(std::int64_t rows)
    {
        BatchRecord batch = m_books.batch(rows);
        batch.isSpooled = true;
        WEIR_CHECK(m_ledger->call([&](Database &database) { return books::commitBatch(database, batch); }));
        m_books.at = batch.checkpoint;
        return {};
    }
    std::int64_t ask(const std::string &sql)
    {
        return *m_ledger->call([&](Database &database) -> Result<std::int64_t> { return number(database, sql); });
    }
    std::set<std::string> segments()
    {
        std::set<std::string> names;
        for (const auto &entry : std::filesystem::directory_iterator(m_workspace->path("spool")))
            names.insert(entry.path().filename().string());
        return names;
    }

    TestFolder m_folder;
    std::optional<Workspace> m_workspace;
    std::unique_ptr<Ledger> m_ledger;
    TestBooks m_books;
    Engine m_engine;
};

TEST_F(PageSpoolTest, pagesAreDurableWhenTheirTicketsAreReadyAndComeBackInOrder)
{
    std::vector<SpoolTicket> tickets;
    {
        auto spool = open();
        ASSERT_TRUE(isGood(spool));
        for (int i = 0; i < 40; ++i) {
            SourcePage one = page(i);
            auto ticket = spool->keep(one, 1 + i * 10, CancelToken());
            ASSERT_TRUE(isGood(ticket));
            EXPECT_TRUE(one.raw.empty()) << "the raw page stays in memory";
            tickets.push_back(*ticket);
        }
        m_ledger->hurry();
        for (const SpoolTicket &ticket : tickets)
            ASSERT_TRUE(isGood(Result<void>(ticket.get())));
    }
    EXPECT_EQ(ask("SELECT rows_pending FROM run"), 400);
    ASSERT_TRUE(isGood(deliver(100)));
    EXPECT_EQ(ask("SELECT rows_pending FROM run"), 300);
    auto next = open();
    ASSERT_TRUE(isGood(next));
    const auto left = next->left(m_books.at.seq);
    ASSERT_TRUE(isGood(left));
    ASSERT_EQ(left->size(), 30U);
    for (int i = 0; i < 30; ++i) {
        const SpoolRecord &record = (*left)[static_cast<std::size_t>(i)];
        EXPECT_EQ(record.seqFirst, 101 + i * 10);
        const auto raw = next->read(record);
        ASSERT_TRUE(isGood(raw));
        EXPECT_EQ(*raw, page(10 + i).raw);
    }
}

TEST_F(PageSpoolTest, aFullSpoolMakesTheSourceWaitUntilRowsAreDelivered)
{
    auto spool = open({400, 1 << 20});
    ASSERT_TRUE(isGood(spool));
    const CancelToken token;
    std::atomic<int> kept{0};
    std::thread reader([&] {
        for (int i = 0; i < 30; ++i) {
            SourcePage one = page(i);
            if (!spool->keep(one, 1 + i * 10, token))
                return;
            ++kept;
        }
    });
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    int delivered = 0;
    bool hasWaited = false;
    while (delivered < 30 && std::chrono::steady_clock::now() < deadline) {
        m_ledger->hurry();
        const std::int64_t recorded = ask("SELECT rows_pending FROM run");
        hasWaited = hasWaited || (kept.load() < 30 && recorded > 0);
        if (recorded < 10)
            continue;
        ASSERT_TRUE(isGood(deliver(10)));
        ++delivered;
    }
    token.cancel();
    reader.join();
    EXPECT_EQ(kept.load(), 30);
    EXPECT_EQ(delivered, 30) << "a page was dropped, or the source waits for ever";
    EXPECT_TRUE(hasWaited);
    EXPECT_EQ(ask("SELECT sum(rows_read) FROM batch"), 300);
}

TEST_F(PageSpoolTest, aSourceThatWaitsForRoomEndsWhenItIsCancelled)
{
    auto spool = open({10, 1 << 20});
    ASSERT_TRUE(isGood(spool));
    const CancelToken token;
    SourcePage first = page(1), second = page(2);
    ASSERT_TRUE(isGood(spool->keep(first, 1, token)));
    token.cancel();
    const auto kept = spool->keep(second, 11, token);
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(second.raw.empty()) << "it was not kept, so it is not given up";
}

TEST_F(PageSpoolTest, deliveredPagesStayADayAndOthersForEver)
{
    ManualClock clock;
    m_engine.clock = &clock;
    {
        auto spool = open();
        ASSERT_TRUE(isGood(spool));
        SourcePage one = page(1);
        ASSERT_TRUE(isGood(spool->keep(one, 1, CancelToken())));
    }
    const auto first = segments();
    ASSERT_EQ(first.size(), 1U);
    const auto isKept = [&] {
        auto spool = open();
        EXPECT_TRUE(isGood(spool));
        return segments().contains(*first.begin());
    };
    clock.advance(std::chrono::hours(24 * 30));
    EXPECT_TRUE(isKept()) << "its rows are not delivered";
    ASSERT_TRUE(isGood(deliver(10)));
    EXPECT_TRUE(isKept());
    clock.advance(std::chrono::hours(23));
    EXPECT_TRUE(isKept());
    clock.advance(std::chrono::hours(2));
    EXPECT_FALSE(isKept());
    EXPECT_EQ(ask("SELECT count(*) FROM spool_page"), 0);
}

TEST_F(PageSpoolTest, aPageBehindOneThatCouldNotBeKeptIsRefused)
{
    auto spool = open();
    ASSERT_TRUE(isGood(spool));
    SourcePage one = page(1), far = page(2);
    ASSERT_TRUE(isGood(spool->keep(one, 1, CancelToken())));
    const auto ticket = spool->keep(far, 21, CancelToken());
    ASSERT_TRUE(isGood(ticket));
    m_ledger->hurry();
    const Result<void> answer = ticket->get();
    ASSERT_FALSE(answer) << "rows 11 to 20 would be missing for ever";
    EXPECT_NE(answer.error().detail.find("does not follow"), std::string::npos);
}

} // namespace
} // namespace weir::test
