// Accidents that other tools had, played against the built program. Names carry the number in the list of acceptance
// tests.

#include "tests/support/places.h"
#include "tests/support/weirfixture.h"

namespace weir::test {
namespace {

class Acceptance : public WeirFixture
{
protected:
    Acceptance() : WeirFixture(weirProgram()) {}
};

TEST_F(Acceptance, A1_KilledBetweenRowsAndCheckpointAndBeforeTheNextReadLosesAndDoublesNothing)
{
    m_folder.write("a.csv", csv(1, 500));
    for (const char *step : {"target.rows.written:2", "target.checkpoint.written:2", "target.commit.sent:2", "target.commit.done:2",
                             "delivery.write.done:2"}) {
        sql("DROP TABLE IF EXISTS t; CREATE TABLE t (id INTEGER, n INTEGER) STRICT");
        const std::vector<std::string> arguments{"copy", "a.csv", "sqlite:t.db#t", "--mode", "append", "--commit-rows", "100"};
        auto again = arguments;
        again.emplace_back("--again"); // the table is another one each time
        weir(again, {{"WEIR_STEP_KILL", step}});
        ASSERT_NE(m_signal, 0) << step;
        const Json done = weir(arguments);
        EXPECT_EQ(m_exit, 0) << step << done.dump();
        EXPECT_LE(done.value("read", 0), 400) << step << ": the first batch was read again";
        EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "500|500") << step;
    }
    expectSound();
}

TEST_F(Acceptance, A7_ErrorLimitReachedOnTheFirstRowOfABatchSkipsNothingOnRestart)
{
    sql("CREATE TABLE t (id INTEGER, n INTEGER) STRICT");
    std::string csv = "id,n\n";
    for (int id = 1; id <= 300; ++id)
        csv += fmt::format("{},{}\n", id, id > 100 && id <= 110 ? "x" : "1"); // batches of 100: the first bad row opens one
    m_folder.write("a.csv", csv);
    Json first = weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append", "--commit-rows", "100", "--stop-after", "5"});
    EXPECT_EQ(m_exit, 1);
    EXPECT_EQ(first["state"], "paused");
    EXPECT_EQ(first["reason"], "flood");
    expectFigures(first, 100, 100, 0);
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append", "--commit-rows", "100", "--stop-after", "never"});
    EXPECT_EQ(m_exit, 3);
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), "290|290");
}

TEST_F(Acceptance, A8_ABatchThatFailsOnRowTwoWritesRowOneOnce)
{
    sql("CREATE TABLE t (id INTEGER, n INTEGER CHECK (n < 10)) STRICT");
    m_folder.write("a.csv", "id,n\n1,1\n2,99\n3,3\n");
    expectFigures(weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"}), 3, 2, 1);
    EXPECT_EQ(sql("SELECT id FROM t ORDER BY id"), "1;3");
}

TEST_F(Acceptance, A10_OneDuplicateKeyInABatchRejectsOnlyThatRow)
{
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER) STRICT");
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n1,3\n4,4\n");
    const Json done = weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    expectFigures(done, 4, 3, 1);
    EXPECT_EQ(done["causes"][0]["code"], "DuplicateKey");
    EXPECT_EQ(sql("SELECT id, n FROM t ORDER BY id"), "1|1;2|2;4|4");
}

TEST_F(Acceptance, A12_TwoRowsWithTheSameKeyInOneUpsertBatchAreNotAnErrorAndNotSilent)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n1,3\n");
    const Json done = weir({"copy", "a.csv", "sqlite:t.db#t", "--key", "id"});
    EXPECT_EQ(m_exit, 0);
    expectFigures(done, 3, 3, 0);
    EXPECT_EQ(done["superseded"], 1);
    EXPECT_EQ(sql("SELECT id, n FROM t ORDER BY id"), "1|3;2|2");
}

TEST_F(Acceptance, A14_WithQuarantineDisabledABadRowIsALoudFailure)
{
    weir({"init", "ws"});
    sql("CREATE TABLE t (id INTEGER, n INTEGER) STRICT");
    m_folder.write("a.csv", "id,n\n1,1\n2,x\n");
    m_folder.write("ws/jobs/loud.json",
                   fmt::format(R"({{"weir":1,"source":{{"file":"{}"}},"target":{{"place":"sqlite:{}#t","mode":"append"}},
                               "policy":{{"onBadRow":"stop"}}}})",
                               m_folder.file("a.csv"), m_folder.file("t.db")));
    const Json done = weir({"run", "loud"});
    EXPECT_EQ(m_exit, 1) << done.dump();
    EXPECT_EQ(done.value("state", ""), "failed");
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "0");
}

TEST_F(Acceptance, A19_TextKeepsLeadingZerosAndLongDigits)
{
    m_folder.write("a.csv", "code,serial\n00123,1914310000010100016\n00007,00000000000000000001\n");
    weir({"copy", "a.csv", "sqlite:t.db#t"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(sql("SELECT code, serial, typeof(code), typeof(serial) FROM t ORDER BY code"),
              "00007|00000000000000000001|text|text;00123|1914310000010100016|text|text");
}

TEST_F(Acceptance, A20_AWrongShapedDateIsQuarantinedAndNeverNull)
{
    m_folder.write("a.csv", "id,day\n1,2026-03-05\n2,05.03.2026\n3,2026-02-30\n");
    const Json done = weir({"copy", "a.csv", "sqlite:t.db#t", "--types", "day=date"});
    expectFigures(done, 3, 1, 2);
    EXPECT_EQ(done["causes"][0]["code"], "NotADate");
    EXPECT_EQ(sql("SELECT id, day FROM t"), "1|2026-03-05");
}

TEST_F(Acceptance, A24_OneJobsErrorsNeverCountInAnother)
{
    sql("CREATE TABLE bad (id INTEGER, n INTEGER) STRICT; CREATE TABLE good (id INTEGER, n INTEGER) STRICT");
    m_folder.write("a.csv", "id,n\n1,x\n2,2\n");
    m_folder.write("b.csv", "id,n\n1,1\n2,2\n");
    expectFigures(weir({"copy", "a.csv", "sqlite:t.db#bad", "--mode", "append"}), 2, 1, 1);
    const Json good = weir({"copy", "b.csv", "sqlite:t.db#good", "--mode", "append"});
    EXPECT_EQ(m_exit, 0);
    expectFigures(good, 2, 2, 0);
    EXPECT_TRUE(good["causes"].empty());
}

TEST_F(Acceptance, A26_ThirtyThousandRowsAreAllAccountedFor)
{
    std::string csv = "id,name\n";
    for (int id = 1; id <= 30'354; ++id)
        csv += fmt::format("{},\"name, {}\"\n", id, id);
    m_folder.write("a.csv", csv);
    expectFigures(weir({"copy", "a.csv", "sqlite:t.db#t", "--key", "id"}), 30'354, 30'354, 0);
    EXPECT_EQ(sql("SELECT count(*), sum(id) FROM t"), fmt::format("30354|{}", 30'354LL * 30'355 / 2));
}

TEST_F(Acceptance, TheSameCommandAgainWritesNothingAndAGrownFileOnlyItsNewPart)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n");
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    expectFigures(weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"}), 0, 0, 0);
    EXPECT_EQ(m_exit, 0);
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n3,3\n");
    expectFigures(weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"}), 1, 1, 0);
    EXPECT_EQ(sql("SELECT id FROM t ORDER BY id"), "1;2;3");
}

TEST_F(Acceptance, AReplacedFileIsRefusedForAppendUnlessAskedFor)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n");
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    m_folder.write("a.csv", "id,n\n7,7\n8,8\n9,9\n");
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    EXPECT_EQ(m_exit, 1);
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "2");
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append", "--on-replaced", "load"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(sql("SELECT id FROM t ORDER BY id"), "1;2;7;8;9");
}

TEST_F(Acceptance, AnEmptiedTargetStopsTheJobBeforeItWrites)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n");
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    sql("DELETE FROM t");
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n3,3\n");
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    EXPECT_EQ(m_exit, 1);
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "0");
}

TEST_F(Acceptance, ALostLedgerIsRebuiltFromTheTargetWithoutADoubledRow)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,x\n3,3\n");
    sql("CREATE TABLE t (id INTEGER, n INTEGER) STRICT");
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    for (const char *name : {"ws/ledger.db", "ws/ledger.db-wal", "ws/ledger.db-shm"})
        std::remove(m_folder.file(name).c_str());
    m_folder.write("a.csv", "id,n\n1,1\n2,x\n3,3\n4,4\n");
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    EXPECT_EQ(sql("SELECT id FROM t ORDER BY id"), "1;3;4");
}

TEST_F(Acceptance, ATriggerThatSwallowsRowsStopsTheJob)
{
    sql("CREATE TABLE t (id INTEGER, n INTEGER); CREATE TRIGGER swallow BEFORE INSERT ON t WHEN NEW.id = 2 "
        "BEGIN SELECT RAISE(IGNORE); END");
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n3,3\n");
    const Json done = weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    EXPECT_EQ(m_exit, 1) << done.dump();
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "0");
}

TEST_F(Acceptance, CompensationDeliversOnceAndTwiceChangesNothing)
{
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER CHECK (n < 10)) STRICT");
    m_folder.write("a.csv", "id,n\n1,1\n2,99\n3,3\n");
    const std::string job = weir({"copy", "a.csv", "sqlite:t.db#t", "--key", "id"})["job"];
    sql("PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = replace(sql, 'n < 10', 'n < 100') WHERE name = 't'; "
        "PRAGMA writable_schema=OFF");
    const Json preview = weir({"compensate", job, "--preview"});
    const Json done = weir({"compensate", job});
    EXPECT_EQ(m_exit, 0) << done.dump() << m_error;
    EXPECT_EQ(preview["inserted"], done["inserted"]);
    EXPECT_EQ(done["inserted"], 1);
    const Json again = weir({"compensate", job});
    EXPECT_EQ(again["selected"], 0);
    EXPECT_EQ(sql("SELECT id FROM t ORDER BY id"), "1;2;3");
    const Json status = weir({"status", job});
    EXPECT_EQ(m_exit, 0) << status.dump();
    weir({"check"});
    EXPECT_EQ(m_exit, 0);
}

TEST_F(Acceptance, TheDemoFindsNothingMissingAndNothingTwice)
{
    const Finished done = run(weirProgram(), {"demo", m_folder.file("demo"), "--json"}, {}, m_folder.path());
    const Json object = Json::parse(done.out, nullptr, false);
    EXPECT_EQ(done.exitCode, 0) << done.out << done.error;
    EXPECT_EQ(object.value("read", 0), 2'500);
    EXPECT_EQ(object.value("quarantined", 0), 37 + 36);
    EXPECT_EQ(object.value("compensated", 0), 37 + 36);
    EXPECT_EQ(object.value("missing", -1), 0);
    EXPECT_EQ(object.value("duplicated", -1), 0);
    // The control: on the same faults a client without care loses rows.
    EXPECT_GT(object["naive"].value("lost", 0), 0);
}

} // namespace
} // namespace weir::test
