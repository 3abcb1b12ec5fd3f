// Several processes: of one job, of two jobs on one ledger, on copies of one workspace.

#include "tests/support/gatedapi.h"
#include "tests/support/places.h"
#include "tests/support/postgresqlserver.h"
#include "tests/support/weirfixture.h"

#include <csignal>
#include <filesystem>

namespace weir::test {
namespace {

constexpr auto deadline = std::chrono::seconds(30);

class Processes : public WeirFixture
{
protected:
    Processes() : WeirFixture(weirProgram()), m_api(10, 100)
    {
        weir({"init", "ws"});
        sql("CREATE TABLE t (id INTEGER, n INTEGER) STRICT");
    }

    std::vector<std::string> load(const std::string &target = "sqlite:t.db#t")
    {
        return {"copy", m_api.url(), target, "--records", "$.items", "--next", "$.next", "--mode", "append",
                "--commit-rows", "100"};
    }

    std::vector<std::string> load(const char *extra, const char *value)
    {
        auto arguments = load();
        arguments.insert(arguments.end(), {extra, value});
        return arguments;
    }

    GatedApi m_api;
};

TEST_F(Processes, ASecondRunOfAJobLeavesAtOnceAndNamesTheHolder)
{
    m_api.open(1);
    Child first = start(load());
    ASSERT_TRUE(within(deadline, [&] { return sql("SELECT count(*) FROM t") == "100"; }));
    const auto begun = std::chrono::steady_clock::now();
    const Json second = weir(load());
    EXPECT_EQ(m_exit, 75) << second.dump();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
    EXPECT_NE(detail(second).find(fmt::format("pid {}", first.pid())), std::string::npos) << second.dump();
    m_api.open(10);
    object(first.wait());
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "1000|1000");
}

TEST_F(Processes, AWaitingRunTakesOverWhenTheFirstIsKilled)
{
    m_api.open(3);
    Child first = start(load());
    ASSERT_TRUE(within(deadline, [&] { return sql("SELECT count(*) FROM t") == "300"; }));
    Child second = start(load("--wait", "10m"));
    // It waits: no second run is recorded while the first holds the job.
    EXPECT_FALSE(within(std::chrono::milliseconds(500), [&] { return kill(second.pid(), 0) != 0; }));
    m_api.open(10);
    first.signal(SIGKILL);
    (void)first.wait();
    const Json done = object(second.wait());
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "1000|1000");
    expectSound();
}

TEST_F(Processes, TwoJobsOnOneLedgerRunAtOnce)
{
    sql("CREATE TABLE b (id INTEGER, n INTEGER) STRICT", "b.db");
    m_folder.write("a.csv", csv(1, 20'000));
    m_api.open(3);
    Child slow = start(load());
    ASSERT_TRUE(within(deadline, [&] { return sql("SELECT count(*) FROM t") == "300"; }));
    const Json other = weir({"copy", "a.csv", "sqlite:b.db#b", "--mode", "append", "--commit-rows", "200"});
    EXPECT_EQ(m_exit, 0) << other.dump();
    expectFigures(other, 20'000, 20'000, 0);
    m_api.open(10);
    expectFigures(object(slow.wait()), 1'000, 1'000, 0);
    EXPECT_EQ(m_exit, 0);
    expectSound();
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM b", "b.db"), "20000|20000");
}

TEST_F(Processes, ManyJobsOnOneLedgerAtOnceAllBalance)
{
    std::vector<std::unique_ptr<Child>> children;
    m_folder.write("a.csv", csv(1, 3'000));
    for (int i = 0; i < 6; ++i)
        children.push_back(std::make_unique<Child>(
            m_binary, words({"copy", "a.csv", fmt::format("sqlite:many{}.db#t", i), "--mode", "append", "--commit-rows", "100"}),
            std::map<std::string, std::string>{}, m_folder.path()));
    for (int i = 0; i < 6; ++i) {
        expectFigures(object(children[static_cast<std::size_t>(i)]->wait()), 3'000, 3'000, 0);
        EXPECT_EQ(m_exit, 0);
        EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t", fmt::format("many{}.db", i).c_str()), "3000|3000");
    }
    expectSound();
}

/// Both claim the target's checkpoint under its lock; the one that comes later wins and the other is fenced.
TEST_F(Processes, ACopiedWorkspaceAtTheSameTimeIsFencedAndWritesNothingTwice)
{
    m_api.open(2);
    Child first = start(load());
    ASSERT_TRUE(within(deadline, [&] { return sql("SELECT count(*) FROM t") == "200"; }));
    std::filesystem::copy(m_folder.file("ws"), m_folder.file("copied"), std::filesystem::copy_options::recursive);
    Child second(m_binary, words(load(), "copied"), {}, m_folder.path());
    ASSERT_TRUE(within(deadline, [&] { return m_api.requests() >= 4; })) << "the copy never came to read";
    m_api.open(10);
    const Json one = object(first.wait());
    const int oneExit = m_exit;
    const Json two = object(second.wait());
    const int twoExit = m_exit;
    EXPECT_EQ(sql("SELECT count(*) - count(DISTINCT id) FROM t"), "0") << one.dump() << two.dump();
    EXPECT_TRUE((oneExit == 1) != (twoExit == 1)) << oneExit << one.dump() << twoExit << two.dump();
    EXPECT_EQ((oneExit == 1 ? one : two)["state"], "fenced") << one.dump() << two.dump();
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "1000|1000") << one.dump() << two.dump();
}

TEST_F(Processes, ACopiedWorkspaceMayNotGoOnWithAFileUnasked)
{
    m_folder.write("a.csv", csv(1, 100));
    weir({"copy", "a.csv", "out.csv", "--mode", "append"});
    ASSERT_EQ(m_exit, 0);
    std::filesystem::copy(m_folder.file("ws"), m_folder.file("copied"), std::filesystem::copy_options::recursive);
    m_folder.write("a.csv", csv(1, 200));
    const std::vector<std::string> again{"copy", "a.csv", "out.csv", "--mode", "append"};
    const Json refused = object(run(m_binary, words(again, "copied"), {}, m_folder.path()));
    EXPECT_EQ(m_exit, 2) << refused.dump();
    EXPECT_NE(detail(refused).find("--take-over"), std::string::npos) << refused.dump();
    auto taken = again;
    taken.emplace_back("--take-over");
    object(run(m_binary, words(taken, "copied"), {}, m_folder.path()));
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(m_folder.read("out.csv"), csv(1, 200));
}

} // namespace
} // namespace weir::test
