// What Weir makes in a target is announced before, and accounts with few rights can be targets.

#include "tests/support/places.h"
#include "tests/support/postgresqlserver.h"
#include "tests/support/weirfixture.h"

#include <filesystem>

namespace weir::test {
namespace {

class Footprint : public WeirFixture
{
protected:
    Footprint() : WeirFixture(weirProgram()) { m_folder.write("a.csv", csv(1, 200)); }

    static PostgresqlServer &server()
    {
        static PostgresqlServer instance;
        return instance;
    }

    /// A schema with a table that the account "clerk" may read and write, and in which it may create nothing.
    void makeClerk()
    {
        server().exec("SET client_min_messages = warning; DROP SCHEMA IF EXISTS dw CASCADE; CREATE SCHEMA dw; "
                      "DO 'BEGIN CREATE ROLE clerk LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END'; "
                      "CREATE TABLE dw.t (id int PRIMARY KEY, n int); GRANT USAGE ON SCHEMA dw TO clerk; "
                      "GRANT SELECT, INSERT, UPDATE ON dw.t TO clerk");
        weir({"init", "ws"});
        m_folder.write("ws/connections/dw.json",
                       fmt::format(R"({{"weir": 1, "kind": "postgresql", "host": "{}", "port": {}, "database": "postgres",
                           "user": "clerk", "schema": "dw"}})",
                                   server().socketFolder(), server().port()));
    }

    Json load(const char *key = nullptr)
    {
        std::vector<std::string> arguments{"copy", "a.csv", "@dw#dw.t"};
        if (key)
            arguments.insert(arguments.end(), {"--key", key});
        return weir(arguments);
    }
};

TEST_F(Footprint, TheFirstRunAnnouncesWhatItMakesBeforeItIsMade)
{
    const Json killed = weir({"copy", "a.csv", "sqlite:t.db#t"}, {{"WEIR_STEP_KILL", "run.recorded"}});
    EXPECT_FALSE(std::filesystem::exists(m_folder.file("t.db")));
    const Json first = weir({"copy", "a.csv", "sqlite:t.db#t"});
    EXPECT_EQ(m_exit, 0);
    for (const char *word : {"about to make", "t.db", "weir_checkpoint", "weir_skip", "table "}) {
        EXPECT_NE(notes(first).find(word), std::string::npos) << word << " is not announced: " << first.dump();
        EXPECT_NE(m_error.find(word), std::string::npos) << word << " is not announced: " << m_error;
    }
    m_folder.write("a.csv", csv(1, 300));
    EXPECT_EQ(notes(weir({"copy", "a.csv", "sqlite:t.db#t"})).find("about to make"), std::string::npos)
        << "a second run makes nothing";
}

TEST_F(Footprint, TheAnnouncementComesBeforeTheTargetIsTouched)
{
    // Killed right behind the announcement: it was said, nothing was made.
    const Finished killed = run(m_binary, words({"copy", "a.csv", "sqlite:t.db#t"}), {{"WEIR_STEP_KILL", "run.footprint.announced"}},
                                m_folder.path());
    EXPECT_NE(killed.signal, 0);
    EXPECT_NE(killed.error.find("weir_checkpoint"), std::string::npos) << killed.error;
    EXPECT_FALSE(std::filesystem::exists(m_folder.file("t.db")));
}

TEST_F(Footprint, AnAccountWithoutCreateIsToldAtTestAndGetsTheSqlOnRun)
{
    makeClerk();
    const Json test = weir({"connections", "test", "dw"});
    EXPECT_EQ(m_exit, 0) << test.dump();
    EXPECT_NE(test.dump().find("may not create tables in schema dw"), std::string::npos) << test.dump();
    const Json ddl = weir({"connections", "ddl", "dw"});
    ASSERT_EQ(m_exit, 0) << ddl.dump();
    const Json refused = load("id");
    EXPECT_EQ(m_exit, 2) << refused.dump();
    EXPECT_NE(detail(refused).find("CREATE TABLE"), std::string::npos) << refused.dump();
    EXPECT_NE(detail(refused).find("weir_checkpoint"), std::string::npos) << refused.dump();
    EXPECT_EQ(server().value("SELECT count(*) FROM dw.t"), "0");
    EXPECT_EQ(server().value("SELECT count(*) FROM pg_tables WHERE schemaname = 'dw'"), "1");
    server().exec(ddl["sql"].get<std::string>()); // as an administrator does
    const Json done = load("id");
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(server().value("SELECT count(*) FROM dw.t"), "200");
}

TEST_F(Footprint, SelectInsertAndUpdateOnExistingTablesSuffice)
{
    makeClerk();
    server().exec(weir({"connections", "ddl", "dw"})["sql"].get<std::string>());
    // DELETE is for `weir forget` alone.
    server().exec("REVOKE DELETE ON dw.weir_checkpoint, dw.weir_skip FROM clerk");
    m_folder.write("a.csv", "id,n\n1,1\n2,x\n3,3\n"); // a skipped row as well
    load("id");
    EXPECT_EQ(m_exit, 3) << m_error;
    m_folder.write("a.csv", "id,n\n1,1\n2,x\n3,3\n4,4\n");
    load("id");
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_EQ(server().value("SELECT string_agg(id::text, ',' ORDER BY id) FROM dw.t"), "1,3,4");
    expectSound();
}

TEST_F(Footprint, ForgetRemovesWhatWeirMadeAndLeavesTheRows)
{
    const std::string job = weir({"copy", "a.csv", "sqlite:t.db#t"})["job"];
    weir({"forget", job, "--yes"});
    EXPECT_EQ(m_exit, 0) << m_error;
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "200");
    EXPECT_EQ(sql("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'weir%'"), "0");
}

} // namespace
} // namespace weir::test
