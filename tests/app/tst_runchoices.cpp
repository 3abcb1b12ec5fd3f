// What a run does when something is no longer as it was: target restored, fields changed, definition changed, workspace
// copied; replace mode; and what is refused. Played against the built program.

#include "tests/support/places.h"
#include "tests/support/postgresqlserver.h"
#include "tests/support/program.h"
#include "tests/support/sqliteshell.h"
#include "tests/support/testfolder.h"

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace weir::test {
namespace {

using Json = nlohmann::json;

class RunChoices : public testing::Test
{
protected:
    Json weir(std::vector<std::string> arguments, const std::string &workspace = "ws")
    {
        for (const std::string &word : {std::string("--workspace"), workspace, std::string("--json")})
            arguments.push_back(word);
        const Finished done = run(weirProgram(), arguments, {}, m_folder.path());
        m_exit = done.exitCode;
        const Json object = Json::parse(done.out, nullptr, false);
        EXPECT_TRUE(object.is_object()) << done.out << done.error;
        return object;
    }
    std::string detail(const Json &object) const { return object.contains("error") ? object["error"].value("detail", "") : ""; }
    std::string sql(const std::string &statement, const std::string &file = "t.db")
    {
        std::string text = SqliteShell(m_folder.file(file)).run(statement);
        return text.empty() ? text : text.substr(0, text.size() - 1);
    }
    void writeCsv(const std::string &name, int first, int last)
    {
        std::string csv = "id,n\n";
        for (int id = first; id <= last; ++id)
            csv += fmt::format("{},{}\n", id, id % 250 == 0 ? "x" : "1");
        m_folder.write(name, csv);
    }
    static PostgresqlServer &server()
    {
        static PostgresqlServer instance;
        return instance;
    }
    /// A place of the test's server, for `copy`.
    static std::string place(const std::string &database, const std::string &table)
    {
        return fmt::format("postgresql://postgres@localhost:{}/{}?host={}#{}", server().port(), database,
                           server().socketFolder(), table);
    }
    /// The ledger of a workspace balances and holds every invariant.
    void expectClean(const std::string &workspace = "ws")
    {
        const Json checked = weir({"check"}, workspace);
        EXPECT_EQ(m_exit, 0) << checked.dump();
    }

    TestFolder m_folder;
    int m_exit = -1;
};

TEST_F(RunChoices, ATargetRestoredFromACopyGetsWhatItLostOnceMore)
{
    sql("CREATE TABLE t (id INTEGER, n INTEGER) STRICT");
    writeCsv("a.csv", 1, 1'000);
    const std::vector<std::string> copy{"copy", "a.csv", "sqlite:t.db#t", "--mode", "append", "--commit-rows", "100"};
    weir(copy);
    ASSERT_EQ(m_exit, 3);
    std::filesystem::copy_file(m_folder.file("t.db"), m_folder.file("backup.db"));
    std::string more = m_folder.read("a.csv");
    for (int id = 1'001; id <= 2'000; ++id)
        more += fmt::format("{},1\n", id);
    m_folder.write("a.csv", more);
    weir(copy);
    ASSERT_EQ(sql("SELECT count(*) FROM t"), "1996");
    std::filesystem::rename(m_folder.file("backup.db"), m_folder.file("t.db"));

    const Json done = weir(copy);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_NE(done["notes"].dump().find("went back"), std::string::npos) << done.dump();
    EXPECT_EQ(done["read"], 1'000);
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM t"), "1996|1996|1|2000");
    expectClean();
}

TEST_F(RunChoices, ARestoredPostgresqlTableGetsWhatItLostOnceMore)
{
    const std::string database = server().newDatabase();
    server().exec("CREATE TABLE t (id int, n int)", database);
    writeCsv("a.csv", 1, 1'000);
    const std::vector<std::string> copy{"copy", "a.csv", place(database, "public.t"), "--mode", "append", "--commit-rows", "100"};
    const Json first = weir(copy);
    ASSERT_EQ(m_exit, 3) << first.dump();
    for (const char *table : {"t", "weir_checkpoint", "weir_skip"})
        server().exec(fmt::format("CREATE TABLE backup_{0} AS TABLE {0}", table), database);
    std::string more = m_folder.read("a.csv");
    for (int id = 1'001; id <= 2'000; ++id)
        more += fmt::format("{},1\n", id);
    m_folder.write("a.csv", more);
    weir(copy);
    ASSERT_EQ(server().value("SELECT count(*) FROM t", database), "1996");
    for (const char *table : {"t", "weir_checkpoint", "weir_skip"})
        server().exec(fmt::format("DELETE FROM {0}; INSERT INTO {0} SELECT * FROM backup_{0}", table), database);

    const Json done = weir(copy);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_NE(done["notes"].dump().find("went back"), std::string::npos) << done.dump();
    EXPECT_EQ(server().value("SELECT count(*) || ' ' || count(DISTINCT id) FROM t", database), "1996 1996");
    expectClean();
}

TEST_F(RunChoices, AColumnDroppedInMidRunStopsWithItsNameAndLosesNothing)
{
    const std::string database = server().newDatabase();
    server().exec("CREATE TABLE t (id int, n int)", database);
    std::string csv = "id,n\n";
    for (int id = 1; id <= 600'000; ++id)
        csv += fmt::format("{},1\n", id);
    m_folder.write("a.csv", csv);
    const std::vector<std::string> copy{"copy", "a.csv", place(database, "public.t"), "--mode", "append", "--commit-rows", "1"};
    Json stopped;
    std::thread running([&] { stopped = weir(copy); });
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (server().value("SELECT count(*) FROM t", database) == "0" && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    server().exec("ALTER TABLE t DROP COLUMN n", database); // waits for the batch at hand
    running.join();
    EXPECT_EQ(m_exit, 1) << stopped.dump();
    EXPECT_NE(detail(stopped).find("\"n\""), std::string::npos) << stopped.dump();
    EXPECT_EQ(stopped["balanced"], true);
    const std::string rows = server().value("SELECT count(*) FROM t", database);
    EXPECT_EQ(rows, std::to_string(stopped.value("delivered", -1)));
    EXPECT_LT(std::stoi(rows), 600'000) << "the run must have been under way";
    expectClean();
    server().exec("ALTER TABLE t ADD COLUMN n int", database);
    const Json done = weir({"copy", "a.csv", place(database, "public.t"), "--mode", "append"});
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(server().value("SELECT count(*) || ' ' || count(DISTINCT id) FROM t", database), "600000 600000");
}

TEST_F(RunChoices, ASourceColumnThatIsNewIsLeftOutToldOrTakenAsAsked)
{
    sql("CREATE TABLE s (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO s VALUES (1, 1)", "s.db");
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, extra TEXT)");
    const std::vector<std::string> copy{"copy", "sqlite:s.db#s", "sqlite:t.db#t", "--key", "id"};
    weir(copy);
    ASSERT_EQ(m_exit, 0);
    sql("ALTER TABLE s ADD COLUMN extra TEXT; INSERT INTO s VALUES (2, 2, 'new')", "s.db");
    std::vector<std::string> stop = copy;
    stop.insert(stop.end(), {"--on-drift", "stop"});
    const Json stopped = weir(stop);
    EXPECT_EQ(m_exit, 1);
    EXPECT_EQ(stopped["state"], "paused");
    EXPECT_EQ(stopped["reason"], "drift");
    EXPECT_NE(detail(stopped).find("extra"), std::string::npos) << stopped.dump();
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "1");

    const Json ignored = weir(copy);
    EXPECT_EQ(m_exit, 0) << ignored.dump();
    EXPECT_NE(ignored["notes"].dump().find("extra"), std::string::npos);
    EXPECT_EQ(sql("SELECT id, extra FROM t WHERE id = 2"), "2|NULL");

    std::vector<std::string> add = copy;
    add.insert(add.end(), {"--on-drift", "add"});
    const Json added = weir(add);
    EXPECT_EQ(m_exit, 0) << added.dump();
    EXPECT_EQ(sql("SELECT id, extra FROM t WHERE id = 2"), "2|new");
    expectClean();
}

/// Whoever adds a field to the mapping need not say twice that the field is new.
TEST_F(RunChoices, AMappingMayNameFieldsThatTheSourceDidNotHaveBefore)
{
    ASSERT_EQ(run(weirProgram(), {"init", m_folder.file("ws")}, {}, m_folder.path()).exitCode, 0);
    for (const std::string source : {"file", "table"}) {
        const bool isFile = source == "file";
        sql("DROP TABLE IF EXISTS s; CREATE TABLE s (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO s VALUES (1, 1)", "s.db");
        m_folder.write("s.csv", "id,n\n1,1\n");
        sql("DROP TABLE IF EXISTS t; CREATE TABLE t (id INTEGER PRIMARY KEY, qty INTEGER)", source + ".db");
        const auto job = [&](const std::string &from) {
            const std::string end = isFile ? R"("file": ")" + m_folder.file("s.csv") + '"'
                                           : R"("place": "sqlite:)" + m_folder.file("s.db") + R"(#s")";
            m_folder.write("ws/jobs/" + source + ".json", fmt::format(
                R"({{"weir": 1, "source": {{{}}}, "target": {{"place": "sqlite:{}#t", "mode": "upsert", "key": ["id"]}},
                    "mapping": {{"fields": [{{"to": "id", "from": "id"}}, {{"to": "qty", {}}}]}}}})",
                end, m_folder.file(source + ".db"), from));
        };
        job(R"("from": "n")");
        weir({"run", source});
        ASSERT_EQ(m_exit, 0);
        sql("ALTER TABLE s RENAME COLUMN n TO quantity; INSERT INTO s VALUES (2, 2)", "s.db");
        m_folder.write("s.csv", "id,quantity\n1,1\n2,2\n");
        job(R"("expr": "quantity + 10")");
        const Json done = weir({"run", source});
        EXPECT_EQ(m_exit, 0) << source << done.dump();
        EXPECT_EQ(sql("SELECT id, qty FROM t WHERE id = 2", source + ".db"), "2|12") << done.dump();
        const Json again = weir({"run", source});
        EXPECT_EQ(m_exit, 0) << "and the run after it: " << again.dump();
    }
    expectClean();
}

TEST_F(RunChoices, ANewSourceColumnGetsAColumnInATableThatTheJobMade)
{
    const std::string database = server().newDatabase();
    server().exec("CREATE TABLE s (id int PRIMARY KEY, n int); INSERT INTO s VALUES (1, 1)", database);
    for (const std::string &target : {std::string("sqlite:made.db#t"), place(database, "public.made")}) {
        server().exec("ALTER TABLE s DROP COLUMN IF EXISTS price", database);
        const std::vector<std::string> copy{"copy", place(database, "public.s"), target, "--key", "id"};
        weir(copy);
        ASSERT_EQ(m_exit, 0);
        server().exec("ALTER TABLE s ADD COLUMN price numeric(8,2); UPDATE s SET price = 1.50", database);
        std::vector<std::string> add = copy;
        add.insert(add.end(), {"--on-drift", "add"});
        const Json added = weir(add);
        EXPECT_EQ(m_exit, 0) << added.dump();
        EXPECT_NE(added["notes"].dump().find("column \\\"price\\\""), std::string::npos) << "announced: " << added.dump();
        const Json again = weir(copy);
        EXPECT_EQ(m_exit, 0) << again.dump();
    }
    EXPECT_EQ(sql("SELECT id, price FROM t", "made.db"), "1|1.50");
    EXPECT_NE(sql("SELECT sql FROM sqlite_schema WHERE name = 't'", "made.db").find("decimal(8,2)"), std::string::npos);
    EXPECT_EQ(server().value("SELECT id || ' ' || price FROM made", database), "1 1.50");
    expectClean();
}

TEST_F(RunChoices, KilledBehindTheNewColumnGoesOnWithIt)
{
    sql("CREATE TABLE s (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO s VALUES (1, 1)", "s.db");
    const std::vector<std::string> copy{"copy", "sqlite:s.db#s", "sqlite:made.db#t", "--key", "id", "--on-drift", "add"};
    weir(copy);
    ASSERT_EQ(m_exit, 0);
    sql("ALTER TABLE s ADD COLUMN extra TEXT; INSERT INTO s VALUES (2, 2, 'new')", "s.db");
    std::vector<std::string> killed = copy;
    killed.insert(killed.end(), {"--workspace", "ws", "--json"});
    EXPECT_NE(run(weirProgram(), killed, {{"WEIR_STEP_KILL", "run.target.altered"}}, m_folder.path()).signal, 0);
    EXPECT_EQ(sql("SELECT count(*) FROM pragma_table_info('t') WHERE name = 'extra'", "made.db"), "1") << "it was killed behind it";
    EXPECT_EQ(sql("SELECT count(*) FROM t", "made.db"), "1");
    const Json done = weir(copy);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(sql("SELECT id, n, extra FROM t WHERE id = 2", "made.db"), "2|2|new");
    expectClean();
}

TEST_F(RunChoices, ANewSourceColumnChangesNoTableOfSomebodyElse)
{
    sql("CREATE TABLE s (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO s VALUES (1, 1)", "s.db");
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    weir({"copy", "sqlite:s.db#s", "sqlite:t.db#t", "--key", "id"});
    ASSERT_EQ(m_exit, 0);
    sql("ALTER TABLE s ADD COLUMN extra TEXT; INSERT INTO s VALUES (2, 2, 'new')", "s.db");
    const Json refused = weir({"copy", "sqlite:s.db#s", "sqlite:t.db#t", "--key", "id", "--on-drift", "add"});
    EXPECT_EQ(m_exit, 2) << refused.dump();
    EXPECT_NE(detail(refused).find("extra"), std::string::npos);
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "1");
}

TEST_F(RunChoices, AColumnThatSomebodyAddsToTheTargetStopsNothing)
{
    const std::string database = server().newDatabase();
    server().exec("CREATE TABLE t (id int PRIMARY KEY, n int)", database);
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    for (const std::string &target : {std::string("sqlite:t.db#t"), place(database, "public.t")}) {
        writeCsv("a.csv", 1, 100);
        weir({"copy", "a.csv", target, "--key", "id"});
        ASSERT_EQ(m_exit, 0);
        if (target.starts_with("sqlite"))
            sql("ALTER TABLE t ADD COLUMN remark TEXT");
        else
            server().exec("ALTER TABLE t ADD COLUMN remark text", database);
        m_folder.write("a.csv", m_folder.read("a.csv") + "101,1\n");
        const Json done = weir({"copy", "a.csv", target, "--key", "id"});
        EXPECT_EQ(m_exit, 0) << done.dump();
        EXPECT_EQ(done.value("read", -1), 1) << "it goes on where it stood: " << done.dump();
    }
    // Another table of that name is still noticed, although it has all the columns.
    sql("DROP TABLE t; CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT, remark TEXT); INSERT INTO t VALUES (1, '1', 'x')");
    m_folder.write("a.csv", m_folder.read("a.csv") + "102,1\n");
    const Json replaced = weir({"copy", "a.csv", "sqlite:t.db#t", "--key", "id"});
    EXPECT_EQ(m_exit, 1) << replaced.dump();
    EXPECT_NE(detail(replaced).find("replaced"), std::string::npos) << replaced.dump();
}

TEST_F(RunChoices, ASourceColumnThatIsGoneOrRenamedPausesBeforeARowIsWritten)
{
    sql("CREATE TABLE s (id INTEGER PRIMARY KEY, qty INTEGER); INSERT INTO s VALUES (1, 1)", "s.db");
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, qty INTEGER)");
    const std::vector<std::string> copy{"copy", "sqlite:s.db#s", "sqlite:t.db#t", "--key", "id"};
    weir(copy);
    sql("ALTER TABLE s RENAME COLUMN qty TO quantity; INSERT INTO s VALUES (2, 2)", "s.db");
    const Json paused = weir(copy);
    EXPECT_EQ(m_exit, 1) << paused.dump();
    EXPECT_EQ(paused["state"], "paused");
    EXPECT_EQ(paused["reason"], "drift");
    EXPECT_NE(detail(paused).find("\"qty\""), std::string::npos);
    EXPECT_NE(detail(paused).find("quantity"), std::string::npos) << "the new name is guessed";
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "1");
    expectClean();
}

TEST_F(RunChoices, AChangedModeOrKeyNeedsANewGeneration)
{
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    writeCsv("a.csv", 1, 100);
    weir({"copy", "a.csv", "sqlite:t.db#t", "--key", "id"});
    ASSERT_EQ(m_exit, 0);
    const Json refused = weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_NE(detail(refused).find("mode, key"), std::string::npos) << refused.dump();
    EXPECT_NE(detail(refused).find("--again"), std::string::npos);
    weir({"copy", "a.csv", "sqlite:t.db#t", "--key", "id", "--filter", "id > 5"});
    EXPECT_EQ(m_exit, 0) << "filters may change";
}

TEST_F(RunChoices, ACopiedWorkspaceAsksBeforeItWritesToAFileAndIsFencedByADatabase)
{
    writeCsv("a.csv", 1, 100);
    weir({"copy", "a.csv", "out.ndjson", "--mode", "append"});
    ASSERT_EQ(m_exit, 0);
    std::filesystem::copy(m_folder.file("ws"), m_folder.file("copied"), std::filesystem::copy_options::recursive);
    m_folder.write("a.csv", m_folder.read("a.csv") + "101,1\n");
    const std::vector<std::string> copy{"copy", "a.csv", "out.ndjson", "--mode", "append"};
    const std::string before = m_folder.read("out.ndjson");
    const Json asked = weir(copy, "copied");
    EXPECT_EQ(m_exit, 2) << asked.dump();
    EXPECT_NE(detail(asked).find("--take-over"), std::string::npos);
    EXPECT_EQ(m_folder.read("out.ndjson"), before);
    std::vector<std::string> knowingly = copy;
    knowingly.push_back("--take-over");
    weir(knowingly, "copied");
    EXPECT_EQ(m_exit, 0);
    weir(copy, "copied");
    EXPECT_EQ(m_exit, 0) << "it is asked once";
}

TEST_F(RunChoices, ReplaceAsksForTheCountKeepsViewsAndLeavesTheOldRowsWhenItFails)
{
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT; INSERT INTO t VALUES (901, 1), (902, 1); "
        "CREATE VIEW v AS SELECT id FROM t");
    writeCsv("a.csv", 1, 200);
    const std::vector<std::string> copy{"copy", "a.csv", "sqlite:t.db#t", "--mode", "replace", "--key", "id"};
    const Json asked = weir(copy);
    EXPECT_EQ(m_exit, 2) << asked.dump();
    EXPECT_NE(detail(asked).find("--yes-replace 2"), std::string::npos);
    std::vector<std::string> flooded = copy;
    flooded.insert(flooded.end(), {"--yes-replace", "2", "--stop-after", "1"});
    m_folder.write("bad.csv", "id,n\n1,x\n2,x\n3,x\n");
    flooded[1] = "bad.csv";
    const Json broken = weir(flooded);
    EXPECT_EQ(m_exit, 1) << broken.dump();
    EXPECT_EQ(sql("SELECT id FROM v ORDER BY id"), "901\n902") << "an interrupted replace leaves the old table intact";
    std::vector<std::string> consented = copy;
    consented.insert(consented.end(), {"--yes-replace", "2"});
    const Json done = weir(consented);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(sql("SELECT count(*), min(id), max(id) FROM v"), "200|1|200");
    const Json again = weir(copy);
    EXPECT_EQ(m_exit, 0) << again.dump();
    EXPECT_EQ(again["read"], 0) << "an unchanged file is not loaded again";
    m_folder.write("a.csv", m_folder.read("a.csv") + "201,1\n");
    const Json grown = weir(copy);
    EXPECT_EQ(m_exit, 0) << grown.dump();
    EXPECT_EQ(grown["read"], 201) << "all of it, as a new generation";
    EXPECT_EQ(sql("SELECT count(*), max(id) FROM v"), "201|201");
    expectClean();
}

TEST_F(RunChoices, UpdateModeQuarantinesRowsWithoutAMatch)
{
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 0), (3, 0)");
    m_folder.write("a.csv", "id,n\n1,7\n2,7\n3,7\n4,7\n");
    const Json done = weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "update", "--key", "id"});
    EXPECT_EQ(m_exit, 3) << done.dump();
    EXPECT_EQ(done["updated"], 2);
    EXPECT_EQ(done["quarantined"], 2);
    EXPECT_EQ(done["causes"][0]["code"], "NoSuchKey");
    EXPECT_EQ(sql("SELECT id, n FROM t ORDER BY id"), "1|7\n3|7");
    expectClean();
}

TEST_F(RunChoices, WhatIsNotThereYetIsRefusedAndNotHalfDone)
{
    writeCsv("a.csv", 1, 10);
    const Json mirror = weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "mirror", "--key", "id"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_NE(detail(mirror).find("mirror"), std::string::npos);
    const Json parallel = weir({"copy", "a.csv", "sqlite:t.db#t", "--parallel", "4"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_NE(detail(parallel).find("--parallel"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(m_folder.file("t.db"))) << "nothing was made";
    weir({"copy", "a.csv", "sqlite:t.db#t", "--parallel", "1"});
    EXPECT_EQ(m_exit, 0);
}

TEST_F(RunChoices, AServerThatIsDownEndsTheRunAtOnceAndWithWaitLater)
{
    writeCsv("a.csv", 1, 10);
    const std::string nowhere = "postgresql://weir@127.0.0.1:1/none#public.t"; // port 1 refuses
    const auto start = std::chrono::steady_clock::now();
    const Json down = weir({"copy", "a.csv", nowhere, "--key", "id"});
    EXPECT_EQ(m_exit, 75) << down.dump();
    const auto atOnce = std::chrono::steady_clock::now() - start;
    const Json waited = weir({"copy", "a.csv", nowhere, "--key", "id", "--wait", "3s"});
    EXPECT_EQ(m_exit, 75) << waited.dump();
    EXPECT_GE(std::chrono::steady_clock::now() - start - atOnce, std::chrono::seconds(3));
}

} // namespace
} // namespace weir::test
