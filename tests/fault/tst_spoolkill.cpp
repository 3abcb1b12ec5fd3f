// kill -9 of the built program while it spools an API's pages: no row reaches the target before its page is durable, what
// was spooled is delivered without asking again, and every row is there once.

#include "tests/fault/copyfixture.h"
#include "tests/support/httptestserver.h"
#include "tests/support/places.h"

#include <csignal>
#include <nlohmann/json.hpp>
#include <sstream>

namespace weir::test {
namespace {

constexpr int pages = 24;
constexpr int rowsPerPage = 10;

/// Pages of ten rows that name the next one.
void answerPage(const ServedRequest &request, ServerConnection &connection)
{
    const std::string wanted(request.parameter("page"));
    const int page = wanted.empty() ? 1 : std::atoi(wanted.c_str());
    nlohmann::json items = nlohmann::json::array();
    for (int i = 1; i <= rowsPerPage; ++i)
        items.push_back({{"id", (page - 1) * rowsPerPage + i}, {"name", fmt::format("row {}", i)}});
    nlohmann::json body{{"items", std::move(items)}, {"next", nullptr}};
    if (page < pages)
        body["next"] = fmt::format("/items?page={}", page + 1);
    good(body.dump())(request, connection);
}

class SpoolKill : public testing::Test
{
protected:
    Finished copy(const TestFolder &folder, const std::map<std::string, std::string> &environment, const char *commitRows = "30")
    {
        return run(weirProgram(),
                   {"copy", m_api.url("/items"), "sqlite:" + folder.file("t.db") + "#items", "--records", "$.items", "--next", "$.next",
                    "--mode", "append", "--commit-rows", commitRows, "--workspace", folder.file("ws"), "--json"},
                   environment, folder.path());
    }
    static std::int64_t spooledTo(const TestFolder &folder)
    {
        return CopyFixture::ask(folder.file("ws/ledger.db"), "SELECT coalesce(max(seq_first + records - 1), 0) FROM spool_page");
    }
    static std::int64_t deliveredTo(const TestFolder &folder)
    {
        return std::max<std::int64_t>(0, CopyFixture::ask(folder.file("t.db"), "SELECT coalesce(max(seq), 0) FROM weir_checkpoint"));
    }

    HttpTestServer m_api{HttpTestServer::Answer(answerPage)};
};

TEST_F(SpoolKill, betweenTheStepsLosesAndDoublesNoRow)
{
    std::map<std::string, int> passes;
    {
        const TestFolder folder;
        const Finished whole = copy(folder, {{"WEIR_STEP_TRACE", folder.file("trace")}});
        ASSERT_EQ(whole.exitCode, 0) << whole.out << whole.error;
        std::istringstream lines(folder.read("trace"));
        for (std::string name; std::getline(lines, name);)
            ++passes[name];
    }
    ASSERT_EQ(passes["spool.synced"], pages);
    ASSERT_GT(passes["spool.recorded"], 0);
    int killed = 0;
    for (const char *name : {"spool.synced", "spool.recorded", "ledger.commit.sent", "ledger.commit.done", "delivery.write.begin",
                             "delivery.write.done"}) {
        for (const int pass : std::set<int>{1, 2, (passes[name] + 1) / 2, passes[name]}) {
            const TestFolder folder;
            const std::string kill = fmt::format("{}:{}", name, pass);
            killed += copy(folder, {{"WEIR_STEP_KILL", kill}}).signal == SIGKILL;
            const std::int64_t spooled = spooledTo(folder), before = static_cast<std::int64_t>(m_api.requests().size());
            EXPECT_LE(deliveredTo(folder), std::max<std::int64_t>(spooled, 0)) << kill << ": a row was delivered before its page was safe";
            // After the completion there is nothing to resume, and an API that cannot tell what is new is not read twice.
            const bool isComplete =
                CopyFixture::ask(folder.file("t.db"), "SELECT count(*) FROM weir_checkpoint WHERE state = 'complete'") == 1;
            const Finished last = copy(folder, {});
            ASSERT_EQ(last.exitCode, isComplete ? 1 : 0) << kill << "\n" << last.out << last.error;
            EXPECT_EQ(CopyFixture::ask(folder.file("t.db"), "SELECT count(*) FROM items"), pages * rowsPerPage) << kill;
            EXPECT_EQ(CopyFixture::ask(folder.file("t.db"), "SELECT count(DISTINCT id) FROM items"), pages * rowsPerPage) << kill;
            const std::int64_t asked = static_cast<std::int64_t>(m_api.requests().size()) - before;
            if (spooled > 0) { // one page to learn the shape, then what is not in the spool
                EXPECT_LE(asked, pages - spooled / rowsPerPage + 2) << kill << ": spooled pages were asked for again";
            }
            const Finished checked = run(weirProgram(), {"check", "--workspace", folder.file("ws"), "--json"});
            EXPECT_EQ(checked.exitCode, 0) << kill << checked.out;
        }
    }
    EXPECT_GT(killed, 10);
}

TEST_F(SpoolKill, pagesShareTheirFlushes)
{
    const TestFolder folder;
    const Finished whole = copy(folder, {{"WEIR_STEP_TRACE", folder.file("trace")}}, "1000");
    ASSERT_EQ(whole.exitCode, 0) << whole.out << whole.error;
    int commits = 0;
    std::istringstream lines(folder.read("trace"));
    for (std::string name; std::getline(lines, name);)
        commits += name == "ledger.commit.sent";
    std::printf("%d ledger commits for %d pages\n", commits, pages);
    EXPECT_LT(commits, pages) << "each page had a commit of its own";
}

} // namespace
} // namespace weir::test
