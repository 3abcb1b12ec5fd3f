// Connections to the target that are cut around COMMIT; named after the accidents of other tools where there was one.

#include "tests/support/cutproxy.h"
#include "tests/support/places.h"
#include "tests/support/weirfixture.h"

#include <csignal>

namespace weir::test {
namespace {

PostgresqlServer &server()
{
    static PostgresqlServer instance;
    return instance;
}

class Cut : public WeirFixture
{
protected:
    Cut() : WeirFixture(weirProgram())
    {
        server().exec("SET client_min_messages = warning; DROP SCHEMA IF EXISTS cut CASCADE; CREATE SCHEMA cut; "
                      "CREATE TABLE cut.t (id int, n int CHECK (n < 9))");
    }

    Json copy(const CutProxy &proxy, const std::map<std::string, std::string> &environment = {})
    {
        return weir({"copy", "a.csv", proxy.place() + "#cut.t", "--mode", "append", "--commit-rows", "100", "--stop-after",
                     "never"},
                    environment);
    }

    static std::string rows() { return server().value("SELECT count(*) || '|' || count(DISTINCT id) FROM cut.t"); }
};

TEST_F(Cut, A4_ThreeRetriesOfAWholeBatchLeaveExactlyOneCopy)
{
    CutProxy proxy(server(), CutProxy::Cut::BeforeCommit);
    m_folder.write("a.csv", csv(1, 500));
    proxy.arm(2, 3); // the second batch, three times
    const Json done = copy(proxy);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(proxy.cuts(), 3);
    expectFigures(done, 500, 500, 0);
    EXPECT_GE(done.value("retries", 0), 3);
    EXPECT_EQ(rows(), "500|500");
    expectSound();
}

TEST_F(Cut, ACommitWhoseAnswerIsLostIsAskedForAndNotRepeated)
{
    CutProxy proxy(server(), CutProxy::Cut::AfterCommit);
    m_folder.write("a.csv", csv(1, 500));
    proxy.arm(1, 6); // every batch and the completion
    const Json done = copy(proxy);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(proxy.cuts(), 6);
    expectFigures(done, 500, 500, 0);
    EXPECT_EQ(rows(), "500|500");
    expectSound();
}

TEST_F(Cut, A11_APartlyCommittedBatchThatIsRetriedHasNoDuplicates)
{
    CutProxy proxy(server(), CutProxy::Cut::AfterCommit);
    std::string rows100 = "id,n\n";
    for (int id = 1; id <= 300; ++id)
        rows100 += fmt::format("{},{}\n", id, id % 40 == 0 ? 99 : 1); // the CHECK splits each batch
    m_folder.write("a.csv", rows100);
    proxy.arm(2, 4);
    const Json done = copy(proxy);
    EXPECT_EQ(m_exit, 3) << done.dump();
    EXPECT_EQ(proxy.cuts(), 4);
    expectFigures(done, 300, 293, 7);
    EXPECT_EQ(rows(), "293|293");
    expectSound();
}

TEST_F(Cut, KilledWhenAnUnknownOutcomeWasSettledWritesNothingTwice)
{
    CutProxy proxy(server(), CutProxy::Cut::AfterCommit);
    m_folder.write("a.csv", csv(1, 500));
    proxy.arm(2, 1);
    copy(proxy, {{"WEIR_STEP_KILL", "delivery.outcome.settled"}});
    EXPECT_EQ(m_signal, SIGKILL);
    const Json done = copy(proxy);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(rows(), "500|500");
    expectSound();
}

TEST_F(Cut, A2_AnErrorWhileTheCheckpointIsWrittenMovesNoPositionPastUnwrittenRows)
{
    CutProxy proxy(server(), CutProxy::Cut::BeforeCommit);
    m_folder.write("a.csv", csv(1, 100));
    copy(proxy);
    ASSERT_EQ(m_exit, 0);
    server().exec("ALTER TABLE cut.weir_checkpoint ADD CONSTRAINT small CHECK (seq <= 250)");
    m_folder.write("a.csv", csv(1, 400));
    const Json failed = copy(proxy);
    EXPECT_EQ(m_exit, 1) << failed.dump();
    expectFigures(failed, 100, 100, 0);
    EXPECT_EQ(rows(), "200|200");
    server().exec("ALTER TABLE cut.weir_checkpoint DROP CONSTRAINT small");
    const Json done = copy(proxy);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(rows(), "400|400");
    expectSound();
}

TEST_F(Cut, A3_ATargetThatTakesRowsAndKeepsNoneMovesNoPosition)
{
    CutProxy proxy(server(), CutProxy::Cut::BeforeCommit);
    server().exec("CREATE FUNCTION cut.swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE "
                  "TRIGGER swallow BEFORE INSERT ON cut.t FOR EACH ROW WHEN (NEW.id > 150) EXECUTE FUNCTION cut.swallow()");
    m_folder.write("a.csv", csv(1, 300));
    const Json stopped = copy(proxy);
    EXPECT_EQ(m_exit, 1) << stopped.dump();
    EXPECT_NE(detail(stopped).find("RowsSwallowed"), std::string::npos) << stopped.dump();
    expectFigures(stopped, 100, 100, 0);
    EXPECT_EQ(rows(), "100|100");
    server().exec("DROP TRIGGER swallow ON cut.t");
    const Json done = copy(proxy);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(rows(), "300|300");
    expectSound();
}

TEST_F(Cut, AServerThatCrashesInTheMiddleLosesAndDoublesNothing)
{
    PostgresqlServer own;
    own.exec("CREATE TABLE t (id int, n int)");
    m_folder.write("a.csv", csv(1, 60'000));
    const std::vector<std::string> arguments{
        "copy", "a.csv", fmt::format("postgresql://postgres@localhost:{}/postgres?host={}#public.t", own.port(), own.socketFolder()),
        "--mode", "append", "--commit-rows", "500"};
    Child child = start(arguments);
    ASSERT_TRUE(within(std::chrono::seconds(30), [&] { return own.value("SELECT count(*) > 2000 FROM t") == "t"; }));
    own.crash();
    own.start();
    (void)child.wait(); // it may have gone on by itself, or have given up
    const Json done = weir(arguments);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(own.value("SELECT count(*) || '|' || count(DISTINCT id) FROM t"), "60000|60000");
    expectSound();
}

} // namespace
} // namespace weir::test
