// Pause, stop and signals: a run ends at a batch border soon, says so, and goes on where it was.

#include "tests/support/gatedapi.h"
#include "tests/support/places.h"
#include "tests/support/weirfixture.h"

#include <csignal>

namespace weir::test {
namespace {

constexpr auto deadline = std::chrono::seconds(30);
constexpr int pages = 10, pageRows = 100;

using Seconds = std::chrono::duration<double>;

class Control : public WeirFixture
{
protected:
    Control() : WeirFixture(weirProgram()), m_api(pages, pageRows)
    {
        weir({"init", "ws"});
        m_folder.write("ws/connections/shop.json",
                       fmt::format(R"({{"weir": 1, "kind": "http", "baseUrl": "{}", "streams": {{"orders": {{"path": "/orders",
                           "records": "$.items", "paging": {{"type": "nextUrl", "next": "$.next"}}, "key": ["id"]}}}}}})",
                                   m_api.url().substr(0, m_api.url().rfind('/'))));
        m_folder.write("ws/jobs/orders.json",
                       fmt::format(R"({{"weir": 1, "source": {{"connection": "shop", "stream": "orders"}},
                           "target": {{"place": "sqlite:{}#t", "mode": "append"}}}})",
                                   m_folder.file("t.db")));
        sql("CREATE TABLE t (id INTEGER, n INTEGER) STRICT");
    }

    /// A run that has delivered three pages and waits for the fourth.
    Child startAndReachPageFour()
    {
        m_api.open(3);
        Child child = start({"run", "orders", "--commit-rows", "100"});
        EXPECT_TRUE(within(deadline, [&] { return sql("SELECT count(*) FROM t") >= "300"; })) << "three pages never arrived";
        EXPECT_TRUE(within(deadline, [&] { return m_api.requests() >= 4; }));
        return child;
    }

    void expectTheRestArrives()
    {
        m_api.open(pages);
        const Json done = weir({"run", "orders"});
        EXPECT_EQ(m_exit, 0) << done.dump();
        EXPECT_FALSE(done["resumedFrom"].is_null()) << done.dump();
        EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "1000|1000");
        expectSound();
    }

    GatedApi m_api;
};

TEST_F(Control, PauseFromAnotherShellEndsTheRunWithinTwoSecondsAndItGoesOnLater)
{
    Child child = startAndReachPageFour();
    const auto asked = std::chrono::steady_clock::now();
    const Json pause = weir({"pause", "orders"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(pause["requested"], "pause") << pause.dump();
    const Json ended = object(child.wait());
    const Seconds took = std::chrono::steady_clock::now() - asked;
    EXPECT_LT(took.count(), 2.0) << "and the request itself took its part of it";
    EXPECT_EQ(m_exit, 1) << ended.dump();
    EXPECT_EQ(ended["state"], "paused");
    EXPECT_EQ(ended["reason"], "pause");
    expectFigures(ended, 300, 300, 0);
    EXPECT_EQ(weir({"status", "orders"})["state"], "paused");
    expectTheRestArrives();
}

TEST_F(Control, StopFromAnotherShellEndsTheRunWithinTwoSecondsAndItGoesOnLater)
{
    Child child = startAndReachPageFour();
    const auto asked = std::chrono::steady_clock::now();
    weir({"stop", "orders"});
    const Json ended = object(child.wait());
    const Seconds took = std::chrono::steady_clock::now() - asked;
    EXPECT_LT(took.count(), 2.0);
    EXPECT_EQ(m_exit, 130) << ended.dump();
    EXPECT_EQ(ended["state"], "stopped");
    expectTheRestArrives();
}

TEST_F(Control, ControlCStopsCleanlyAndTheRunGoesOnLater)
{
    Child child = startAndReachPageFour();
    child.signal(SIGINT);
    const Json ended = object(child.wait());
    EXPECT_EQ(m_exit, 130) << ended.dump();
    EXPECT_EQ(ended["state"], "stopped");
    expectFigures(ended, 300, 300, 0);
    expectTheRestArrives();
}

TEST_F(Control, TerminationStopsCleanlyWithItsOwnExitCode)
{
    Child child = startAndReachPageFour();
    child.signal(SIGTERM);
    const Json ended = object(child.wait());
    EXPECT_EQ(m_exit, 143) << ended.dump();
    EXPECT_EQ(ended["state"], "stopped");
    expectTheRestArrives();
}

TEST_F(Control, ASecondControlCEndsAtOnceAndLosesNothing)
{
    Child child = startAndReachPageFour();
    // One after the other before the run can have ended: the first is only looked at every 100 ms.
    child.signal(SIGINT);
    (void)within(std::chrono::milliseconds(20), [] { return false; });
    child.signal(SIGINT);
    const Finished ended = child.wait();
    EXPECT_EQ(ended.exitCode, 130) << ended.out << ended.error;
    const std::string state = weir({"status", "orders"})["state"];
    EXPECT_TRUE(state == "interrupted" || state == "stopped") << state;
    expectTheRestArrives();
}

TEST_F(Control, ARunningJobIsSeenFromAnotherProcess)
{
    Child child = startAndReachPageFour();
    const Json status = weir({"status", "orders"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(status["state"], "running") << status.dump();
    EXPECT_EQ(status["active"], true);
    EXPECT_TRUE(within(deadline, [&] { return weir({"status", "orders"}).value("delivered", 0) == 300; }))
        << "committed rows are not seen: " << weir({"status", "orders"}).dump();
    const Json runs = weir({"runs", "orders"});
    ASSERT_TRUE(runs.contains("runs") && runs["runs"].size() == 1) << runs.dump();
    EXPECT_EQ(runs["runs"][0]["state"], "running") << runs.dump();
    m_api.open(pages);
    object(child.wait());
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(weir({"status", "orders"})["state"], "completed");
}

TEST_F(Control, A25_FiguresComeFromCommittedWorkOnly)
{
    Child child = startAndReachPageFour();
    child.signal(SIGKILL);
    (void)child.wait();
    const Json status = weir({"status", "orders"});
    EXPECT_EQ(status["state"], "interrupted") << status.dump();
    EXPECT_LE(status.value("delivered", -1), 300) << "more than the target holds: " << status.dump();
    EXPECT_EQ(status["balanced"], true) << status.dump();
    expectTheRestArrives();
    EXPECT_EQ(weir({"status", "orders"})["delivered"], 1000);
}

TEST_F(Control, AskingAJobThatDoesNotRunSaysSo)
{
    const Json pause = weir({"pause", "orders"});
    EXPECT_EQ(m_exit, 0) << pause.dump();
    EXPECT_TRUE(pause["requested"].is_null()) << pause.dump();
}

TEST_F(Control, ALongFileLoadStopsAtABatchBorderWithinTwoSeconds)
{
    m_folder.write("big.csv", csv(1, 400'000));
    const std::vector<std::string> arguments{"copy", "big.csv", "sqlite:t.db#t", "--mode", "append", "--commit-rows", "50"};
    Child child = start(arguments);
    EXPECT_TRUE(within(deadline, [&] { return sql("SELECT count(*) FROM t") != "0"; }));
    const auto asked = std::chrono::steady_clock::now();
    child.signal(SIGINT);
    const Json ended = object(child.wait());
    EXPECT_LT(Seconds(std::chrono::steady_clock::now() - asked).count(), 2.0);
    EXPECT_EQ(m_exit, 130) << ended.dump();
    // Batches end after 50 rows, and where a page of the file ends.
    EXPECT_EQ(sql("SELECT count(*) FROM t"), sql("SELECT max(seq_last) FROM batch", "ws/ledger.db"));
    EXPECT_EQ(sql("SELECT max(rows_read) FROM batch", "ws/ledger.db"), "50");
    EXPECT_EQ(sql("SELECT count(*) FROM t"), std::to_string(ended.value("delivered", -1)));
    const Json done = weir({"copy", "big.csv", "sqlite:t.db#t", "--mode", "append"});
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "400000|400000");
}

} // namespace
} // namespace weir::test
