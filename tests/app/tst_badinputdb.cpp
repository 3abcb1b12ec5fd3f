// Bad input from databases: passwords, rights, tables and columns that are gone. Each time the message says what, where,
// why and what to do, the exit code is right, and nothing is lost or written.

#include "tests/support/commandline.h"
#include "tests/support/httptestserver.h"
#include "tests/support/postgresqlserver.h"

#include <chrono>
#include <fmt/format.h>
#include <thread>

namespace weir::test {
namespace {

class BadDatabase : public CommandLine
{
protected:
    BadDatabase() : m_database(m_server.newDatabase()) { m_folder.write("a.csv", "id,n\n1,10\n2,20\n"); }

    std::string socketPlace(const std::string &user, const std::string &table) const
    {
        return fmt::format("postgresql://{}@localhost:{}/{}?host={}#{}", user, m_server.port(), m_database, m_server.socketFolder(), table);
    }
    std::string tcpPlace(const std::string &user, const std::string &table) const
    {
        return fmt::format("postgresql://{}@127.0.0.1:{}/{}#{}", user, m_server.port(), m_database, table);
    }
    std::string value(const std::string &statement) { return m_server.value(statement, m_database); }

    PostgresqlServer m_server;
    std::string m_database;
};

TEST_F(BadDatabase, AWrongPasswordStopsAndIsNotRepeated)
{
    m_server.exec("CREATE ROLE etl LOGIN PASSWORD 'right-7d1e'; GRANT ALL ON DATABASE " + m_database + " TO etl");
    m_server.exec("GRANT ALL ON SCHEMA public TO etl", m_database);
    const std::vector<std::string> words = {"copy", "a.csv", tcpPlace("etl", "public.t"), "--key", "id"};
    const Json run = weir(words, {{"WEIR_SECRET_TARGET", "wrong-93ab51"}});
    EXPECT_EQ(m_exit, 1) << run.dump();
    expectError(run, "Unauthenticated", {"etl", "127.0.0.1", "weir secrets"});
    EXPECT_EQ((run.dump() + m_error).find("wrong-93ab51"), std::string::npos);
    EXPECT_EQ(value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");

    const Json none = weir(words);
    EXPECT_EQ(m_exit, 2) << "no password at all, and no terminal to ask on: " << none.dump();
    expectError(none, "InvalidConfig", {"password", "etl"});

    const Json good = weir(words, {{"WEIR_SECRET_TARGET", "right-7d1e"}});
    EXPECT_EQ(m_exit, 0) << good.dump();
    EXPECT_EQ(value("SELECT count(*) FROM t"), "2");

    const Json named = weir({"copy", tcpPlace("etl", "public.t"), "out.ndjson", "--source-secret", "dw"},
                            {{"WEIR_SECRET_DW", "right-7d1e"}});
    EXPECT_EQ(m_exit, 0) << named.dump();
    EXPECT_EQ(named["read"], 2);
    weir({"copy", tcpPlace("etl", "public.t"), "other.ndjson", "--source-secret", "not-there"});
    EXPECT_EQ(m_exit, 2);
}

TEST_F(BadDatabase, WithoutTheRightToMakeTheCheckpointTablesTheAdministratorsSqlIsPrinted)
{
    m_server.exec("CREATE ROLE writer LOGIN; CREATE TABLE t (id int PRIMARY KEY, n int);"
                  "REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT SELECT, INSERT, UPDATE ON t TO writer",
                  m_database);
    const std::vector<std::string> words = {"copy", "a.csv", socketPlace("writer", "public.t"), "--key", "id"};
    Json run = weir(words);
    EXPECT_EQ(m_exit, 2) << run.dump();
    expectError(run, "PermissionDenied", {"weir_checkpoint", "CREATE TABLE", "GRANT", "administrator"});
    EXPECT_EQ(value("SELECT count(*) FROM t"), "0");
    // What the message says is enough.
    const std::string detail = run["error"]["detail"];
    m_server.exec(detail.substr(detail.find("CREATE TABLE")), m_database);
    run = weir(words);
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(value("SELECT count(*) FROM t"), "2");
}

TEST_F(BadDatabase, ASourceTableThatIsGoneIsNamed)
{
    m_server.exec("CREATE TABLE orders (id int PRIMARY KEY, n int); INSERT INTO orders VALUES (1, 10)", m_database);
    const std::vector<std::string> words = {"copy", socketPlace("postgres", "public.orders"), "sqlite:t.db#t", "--key", "id"};
    weir(words);
    EXPECT_EQ(m_exit, 0);
    m_server.exec("ALTER TABLE orders RENAME TO orders2", m_database);
    const Json run = weir(words);
    EXPECT_EQ(m_exit, 2) << run.dump();
    expectError(run, "NotFound", {"orders", "weir inspect"});
    EXPECT_EQ(sql("SELECT id FROM t"), "1\n");
}

TEST_F(BadDatabase, ATargetTableThatIsGoneIsNotFilledWithThePartThatIsNew)
{
    const std::vector<std::string> words = {"copy", "a.csv", socketPlace("postgres", "public.t")};
    weir(words);
    EXPECT_EQ(m_exit, 0);
    m_server.exec("DROP TABLE t", m_database);
    m_folder.write("a.csv", "id,n\n1,10\n2,20\n3,30\n");
    const Json run = weir(words);
    EXPECT_EQ(m_exit, 1) << run.dump();
    ASSERT_TRUE(run.contains("error")) << run.dump();
    EXPECT_NE(run["error"]["detail"].get<std::string>().find("--again"), std::string::npos) << run.dump();
    weir({"copy", "a.csv", socketPlace("postgres", "public.t"), "--again"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(value("SELECT count(*) FROM t"), "3");
}

TEST_F(BadDatabase, AColumnDroppedInMidRunStopsAtABatchAndNothingIsLost)
{
    m_server.exec("CREATE TABLE t (id int PRIMARY KEY, n int)", m_database);
    // The second page is only answered once the first is committed and the column is gone.
    const HttpTestServer api([&](const ServedRequest &request, ServerConnection &connection) {
        const std::string origin = "http://" + std::string(request.header("host"));
        if (request.parameter("page") != "2") {
            good(fmt::format(R"({{"items":[{{"id":1,"n":1}},{{"id":2,"n":2}}],"next":"{}/orders?page=2"}})", origin))(request, connection);
            return;
        }
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (value("SELECT count(*) FROM t") == "0" && std::chrono::steady_clock::now() < deadline)
            std::this_thread::yield();
        m_server.exec("ALTER TABLE t DROP COLUMN IF EXISTS n", m_database);
        good(R"({"items":[{"id":3,"n":3}],"next":null})")(request, connection);
    });
    const std::vector<std::string> words = {"copy", api.url("/orders"), socketPlace("postgres", "public.t"), "--key", "id",
                                            "--records", "$.items", "--next", "$.next", "--commit-rows", "1"};
    const Json run = weir(words);
    EXPECT_EQ(m_exit, 1) << run.dump();
    ASSERT_TRUE(run.contains("error")) << run.dump();
    const std::string detail = run["error"]["detail"];
    EXPECT_NE(detail.find("column"), std::string::npos) << detail;
    EXPECT_TRUE(run["balanced"].get<bool>()) << run.dump();
    EXPECT_EQ(std::to_string(run["delivered"].get<int>()), value("SELECT count(*) FROM t"))
        << "what is said to be delivered is what is there";
    EXPECT_EQ(run["read"].get<int>(), run["delivered"].get<int>() + run["pending"].get<int>()) << run.dump();
}

TEST_F(BadDatabase, AnUnreachableServerIsTemporaryAndNamesHostAndPort)
{
    const std::string place = tcpPlace("postgres", "public.t");
    m_server.crash();
    weir({"init", "ws"});
    m_folder.write("ws/jobs/orders.json",
                   fmt::format(R"({{"weir":1,"source":{{"file":"{}"}},"target":{{"place":"{}","create":"ifMissing"}},
                                   "policy":{{"retry":{{"preset":"none","giveUpAfter":"1s"}}}}}})",
                               m_folder.file("a.csv"), place));
    const Json run = weir({"run", "orders"});
    EXPECT_EQ(m_exit, 75) << run.dump();
    expectError(run, "Unavailable", {"127.0.0.1", std::to_string(m_server.port()), "again later"});
}

} // namespace
} // namespace weir::test
