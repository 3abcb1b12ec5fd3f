// What may happen to ledger and target between two runs.

#include "tests/support/places.h"
#include "tests/support/postgresqlserver.h"
#include "tests/support/weirfixture.h"

#include <filesystem>

namespace weir::test {
namespace {

class Accidents : public WeirFixture
{
protected:
    Accidents() : WeirFixture(weirProgram()) {}

    Json append(const std::string &target, std::vector<std::string> more = {})
    {
        std::vector<std::string> arguments{"copy", "a.csv", target, "--mode", "append", "--commit-rows", "100", "--stop-after", "never"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return weir(arguments);
    }

    void loseLedger() const
    {
        for (const char *name : {"ws/ledger.db", "ws/ledger.db-wal", "ws/ledger.db-shm"})
            std::filesystem::remove(m_folder.file(name));
    }

    /// "id,n" with a bad row at every multiple of 50.
    static std::string bad(int first, int last)
    {
        std::string text = "id,n\n";
        for (int id = first; id <= last; ++id)
            text += fmt::format("{},{}\n", id, id % 50 == 0 ? "x" : "1");
        return text;
    }
};

TEST_F(Accidents, ALostLedgerGoesOnFromTheTargetsCheckpoint)
{
    sql("CREATE TABLE t (id INTEGER, n INTEGER) STRICT");
    m_folder.write("a.csv", bad(1, 300));
    append("sqlite:t.db#t");
    ASSERT_EQ(m_exit, 3);
    loseLedger();
    m_folder.write("a.csv", bad(1, 500));
    const Json done = append("sqlite:t.db#t");
    EXPECT_EQ(m_exit, 3) << done.dump();
    expectFigures(done, 500, 490, 10); // what the target held is adopted by this run
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "490|490");
    expectSound();
    // The rows that the lost ledger had in quarantine are known by number, and named as lost.
    const Json failures = weir({"failures"});
    EXPECT_NE(failures.dump().find("PayloadLost"), std::string::npos) << failures.dump();
}

TEST_F(Accidents, ALedgerLostInTheMiddleOfALoadIsNoLossEither)
{
    sql("CREATE TABLE t (id INTEGER, n INTEGER) STRICT");
    m_folder.write("a.csv", csv(1, 1'000));
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append", "--commit-rows", "100"},
         {{"WEIR_STEP_KILL", "target.commit.done:5"}});
    ASSERT_NE(m_signal, 0);
    loseLedger();
    const Json done = append("sqlite:t.db#t");
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "1000|1000");
    expectSound();
}

TEST_F(Accidents, ALostLedgerOfAFileGoesOnFromTheSidecar)
{
    for (const char *target : {"out.csv", "out.ndjson"}) {
        m_folder.write("a.csv", csv(1, 300));
        append(target);
        ASSERT_EQ(m_exit, 0) << target;
        loseLedger();
        m_folder.write("a.csv", csv(1, 500));
        const Json done = append(target);
        EXPECT_EQ(m_exit, 0) << done.dump();
        const std::string text = m_folder.read(target);
        if (std::string_view(target) == "out.csv") {
            EXPECT_EQ(text, csv(1, 500));
        }
        EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), std::string_view(target) == "out.csv" ? 501 : 500);
        expectSound();
    }
}

TEST_F(Accidents, AKilledFileLoadWithALostLedgerGoesOnFromTheSidecar)
{
    m_folder.write("a.csv", csv(1, 1'000));
    weir({"copy", "a.csv", "out.csv", "--mode", "append", "--commit-rows", "100"}, {{"WEIR_STEP_KILL", "file.write.synced:5"}});
    ASSERT_NE(m_signal, 0);
    loseLedger();
    const Json done = append("out.csv");
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(m_folder.read("out.csv"), csv(1, 1'000));
    expectSound();
}

struct TargetAccident
{
    const char *name;
    const char *sql;
    const char *rowsThen; ///< what stands in the table when the run was refused; empty: no table
};

class TargetAccidents : public Accidents, public testing::WithParamInterface<TargetAccident>
{};

constexpr TargetAccident accidents[] = {
    {"Truncated", "DELETE FROM t", "0"},
    {"Dropped", "DROP TABLE t", ""},
    {"Replaced", "DROP TABLE t; CREATE TABLE t (id INTEGER, n INTEGER, other INTEGER); INSERT INTO t VALUES (9, 9, 9)", "1"},
};

TEST_P(TargetAccidents, StopASqliteJobBeforeItWritesAndAgainStartsOver)
{
    m_folder.write("a.csv", csv(1, 300));
    sql("CREATE TABLE t (id INTEGER, n INTEGER)");
    append("sqlite:t.db#t");
    ASSERT_EQ(m_exit, 0);
    sql(GetParam().sql);
    m_folder.write("a.csv", csv(1, 400));
    const Json stopped = append("sqlite:t.db#t");
    EXPECT_EQ(m_exit, 1) << stopped.dump();
    EXPECT_NE(detail(stopped).find("--again"), std::string::npos) << stopped.dump();
    if (*GetParam().rowsThen) {
        EXPECT_EQ(sql("SELECT count(*) FROM t"), GetParam().rowsThen);
    }
    const Json done = append("sqlite:t.db#t", {"--again"});
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t WHERE n = 1"), "400|400");
    expectSound();
}

TEST_P(TargetAccidents, StopAPostgresqlJobBeforeItWritesAndAgainStartsOver)
{
    static PostgresqlServer server;
    server.exec("SET client_min_messages = warning; DROP SCHEMA IF EXISTS a CASCADE; CREATE SCHEMA a; "
                "CREATE TABLE a.t (id int, n int)");
    const std::string place =
        fmt::format("postgresql://postgres@localhost:{}/postgres?host={}#a.t", server.port(), server.socketFolder());
    m_folder.write("a.csv", csv(1, 300));
    append(place);
    ASSERT_EQ(m_exit, 0);
    server.exec(fmt::format("SET search_path = a; {}", GetParam().sql));
    m_folder.write("a.csv", csv(1, 400));
    const Json stopped = append(place);
    EXPECT_EQ(m_exit, 1) << stopped.dump();
    EXPECT_NE(detail(stopped).find("--again"), std::string::npos) << stopped.dump();
    if (*GetParam().rowsThen) {
        EXPECT_EQ(server.value("SELECT count(*) FROM a.t"), GetParam().rowsThen);
    }
    const Json done = append(place, {"--again"});
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(server.value("SELECT count(*) || '|' || count(DISTINCT id) FROM a.t WHERE n = 1"), "400|400");
    expectSound();
}

INSTANTIATE_TEST_SUITE_P(Between, TargetAccidents, testing::ValuesIn(accidents),
                         [](const auto &accident) { return std::string(accident.param.name); });

TEST_F(Accidents, ATargetFileThatWasChangedByOthersStopsTheJob)
{
    m_folder.write("a.csv", csv(1, 300));
    append("out.csv");
    ASSERT_EQ(m_exit, 0);
    m_folder.write("out.csv", csv(1, 200));
    m_folder.write("a.csv", csv(1, 400));
    const Json stopped = append("out.csv");
    EXPECT_EQ(m_exit, 1) << stopped.dump();
    EXPECT_EQ(m_folder.read("out.csv"), csv(1, 200)) << "nothing may be cut or added";
}

TEST_F(Accidents, ATargetRestoredFromAnOlderBackupGetsWhatItLostAndSaysSo)
{
    sql("CREATE TABLE t (id INTEGER, n INTEGER)");
    m_folder.write("a.csv", csv(1, 300));
    append("sqlite:t.db#t");
    std::filesystem::copy(m_folder.file("t.db"), m_folder.file("backup.db"));
    m_folder.write("a.csv", csv(1, 400));
    append("sqlite:t.db#t");
    ASSERT_EQ(m_exit, 0);
    std::filesystem::copy(m_folder.file("backup.db"), m_folder.file("t.db"), std::filesystem::copy_options::overwrite_existing);
    m_folder.write("a.csv", csv(1, 500));
    const Json done = append("sqlite:t.db#t");
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_NE(notes(done).find("went back"), std::string::npos) << done.dump();
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "500|500");
    expectSound();
}

TEST_F(Accidents, ATriggerThatSwallowsRowsOfAPostgresqlTableStopsTheJob)
{
    static PostgresqlServer server;
    server.exec("CREATE TABLE t (id int, n int); CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN RETURN NULL; END'; CREATE TRIGGER swallow BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.id = 150) "
                "EXECUTE FUNCTION swallow()");
    m_folder.write("a.csv", csv(1, 300));
    const std::string place =
        fmt::format("postgresql://postgres@localhost:{}/postgres?host={}#public.t", server.port(), server.socketFolder());
    const Json stopped = append(place);
    EXPECT_EQ(m_exit, 1) << stopped.dump();
    EXPECT_EQ(stopped["delivered"], 100) << "the batch before it stands: " << stopped.dump();
    EXPECT_EQ(server.value("SELECT count(*) FROM t"), "100");
}

} // namespace
} // namespace weir::test
