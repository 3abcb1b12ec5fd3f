// What the same command does once its job is complete: the table of the architecture, "Command line", cell by cell, for
// files, SQLite and PostgreSQL tables, HTTP APIs and pipes.

#include "tests/support/commandline.h"
#include "tests/support/httptestserver.h"
#include "tests/support/postgresqlserver.h"

#include <atomic>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>

namespace weir::test {
namespace {

class CompletedJobs : public CommandLine
{
protected:
    /// One more of the same command.
    Json again(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), "copy");
        return weir(std::move(arguments));
    }

    void expectNothing(const Json &run)
    {
        EXPECT_EQ(m_exit, 0) << run.dump();
        EXPECT_EQ(run.value("read", -1), 0) << run.dump();
        EXPECT_NE(run["notes"].dump().find("nothing new"), std::string::npos) << "it does not say so: " << run.dump();
    }

    void expectRead(const Json &run, int rows)
    {
        EXPECT_EQ(m_exit, 0) << run.dump();
        EXPECT_EQ(run.value("read", -1), rows) << run.dump();
        EXPECT_EQ(run.value("delivered", -1), rows) << run.dump();
        EXPECT_TRUE(run.value("balanced", false)) << run.dump();
    }

    void expectRefused(const Json &run, const char *way)
    {
        EXPECT_EQ(m_exit, 1) << run.dump();
        EXPECT_EQ(run.value("read", -1), 0) << run.dump();
        ASSERT_TRUE(run.contains("error")) << run.dump();
        EXPECT_NE(run["error"]["detail"].get<std::string>().find(way), std::string::npos) << run.dump();
    }

    std::string ids(const std::string &table = "t") { return sql("SELECT id, n FROM " + table + " ORDER BY id, n"); }

    static constexpr const char *two = "id,n\n1,10\n2,20\n";
    static constexpr const char *three = "id,n\n1,10\n2,20\n3,30\n";
    static constexpr const char *other = "id,n\n1,99\n7,70\n8,80\n9,90\n";
};

// File, unchanged

TEST_F(CompletedJobs, FileUnchangedAppendsNothing)
{
    const std::vector<std::string> words = {"a.csv", "sqlite:t.db#t"};
    m_folder.write("a.csv", two);
    expectRead(again(words), 2);
    expectNothing(again(words));
    EXPECT_EQ(ids(), "1|10\n2|20\n");
}

TEST_F(CompletedJobs, FileUnchangedUpsertsNothing)
{
    const std::vector<std::string> words = {"a.csv", "sqlite:t.db#t", "--key", "id"};
    m_folder.write("a.csv", two);
    expectRead(again(words), 2);
    expectNothing(again(words));
}

TEST_F(CompletedJobs, FileUnchangedUpdatesNothing)
{
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER) STRICT; INSERT INTO t VALUES (1, 0), (2, 0)");
    const std::vector<std::string> words = {"a.csv", "sqlite:t.db#t", "--key", "id", "--mode", "update"};
    m_folder.write("a.csv", two);
    expectRead(again(words), 2);
    expectNothing(again(words));
    EXPECT_EQ(ids(), "1|10\n2|20\n");
}

TEST_F(CompletedJobs, FileUnchangedReplacesNothingUnlessAskedAgain)
{
    std::vector<std::string> words = {"a.csv", "sqlite:t.db#t", "--mode", "replace"};
    m_folder.write("a.csv", two);
    expectRead(again(words), 2);
    expectNothing(again(words));
    words.emplace_back("--again");
    expectRead(again(words), 2);
    EXPECT_EQ(ids(), "1|10\n2|20\n");
}

TEST_F(CompletedJobs, FileUnchangedIsAppendedOnceMoreOnlyWithAgain)
{
    m_folder.write("a.csv", two);
    expectRead(again({"a.csv", "sqlite:t.db#t"}), 2);
    expectRead(again({"a.csv", "sqlite:t.db#t", "--again"}), 2);
    EXPECT_EQ(ids(), "1|10\n1|10\n2|20\n2|20\n");
}

// File, grown

TEST_F(CompletedJobs, FileGrownAppendsTheNewPart)
{
    const std::vector<std::string> words = {"a.csv", "sqlite:t.db#t"};
    m_folder.write("a.csv", two);
    expectRead(again(words), 2);
    m_folder.write("a.csv", three);
    expectRead(again(words), 1);
    EXPECT_EQ(ids(), "1|10\n2|20\n3|30\n");
}

TEST_F(CompletedJobs, FileGrownUpsertsTheNewPart)
{
    const std::vector<std::string> words = {"a.csv", "sqlite:t.db#t", "--key", "id"};
    m_folder.write("a.csv", two);
    expectRead(again(words), 2);
    m_folder.write("a.csv", three);
    expectRead(again(words), 1);
    EXPECT_EQ(ids(), "1|10\n2|20\n3|30\n");
}

TEST_F(CompletedJobs, FileGrownReplacesAll)
{
    const std::vector<std::string> words = {"a.csv", "sqlite:t.db#t", "--mode", "replace"};
    m_folder.write("a.csv", two);
    expectRead(again(words), 2);
    m_folder.write("a.csv", three);
    expectRead(again(words), 3);
    EXPECT_EQ(ids(), "1|10\n2|20\n3|30\n");
}

TEST_F(CompletedJobs, JsonFileGrownAppendsTheNewPart)
{
    const std::vector<std::string> words = {"a.ndjson", "sqlite:t.db#t"};
    m_folder.write("a.ndjson", "{\"id\":1,\"n\":10}\n{\"id\":2,\"n\":20}\n");
    expectRead(again(words), 2);
    expectNothing(again(words));
    m_folder.write("a.ndjson", "{\"id\":1,\"n\":10}\n{\"id\":2,\"n\":20}\n{\"id\":3,\"n\":30}\n");
    expectRead(again(words), 1);
    EXPECT_EQ(ids(), "1|10\n2|20\n3|30\n");
}

// File, replaced

TEST_F(CompletedJobs, FileReplacedIsNotAppendedUnlessAsked)
{
    const std::vector<std::string> words = {"a.csv", "sqlite:t.db#t"};
    m_folder.write("a.csv", two);
    expectRead(again(words), 2);
    m_folder.write("a.csv", other);
    expectRefused(again(words), "--on-replaced load");
    EXPECT_EQ(ids(), "1|10\n2|20\n");
    Json run = again({"a.csv", "sqlite:t.db#t", "--on-replaced", "skip"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(run["read"], 0);
    expectRead(again({"a.csv", "sqlite:t.db#t", "--on-replaced", "load"}), 4);
    EXPECT_EQ(ids(), "1|10\n1|99\n2|20\n7|70\n8|80\n9|90\n");
}

TEST_F(CompletedJobs, FileReplacedIsUpsertedWhole)
{
    const std::vector<std::string> words = {"a.csv", "sqlite:t.db#t", "--key", "id"};
    m_folder.write("a.csv", two);
    expectRead(again(words), 2);
    m_folder.write("a.csv", other);
    const Json run = again(words);
    expectRead(run, 4);
    EXPECT_EQ(run["inserted"], 3);
    EXPECT_EQ(run["updated"], 1);
    EXPECT_EQ(ids(), "1|99\n2|20\n7|70\n8|80\n9|90\n");
}

TEST_F(CompletedJobs, FileReplacedReplacesAll)
{
    const std::vector<std::string> words = {"a.csv", "sqlite:t.db#t", "--mode", "replace"};
    m_folder.write("a.csv", two);
    expectRead(again(words), 2);
    m_folder.write("a.csv", other);
    expectRead(again(words), 4);
    EXPECT_EQ(ids(), "1|99\n7|70\n8|80\n9|90\n");
}

// Tables

class CompletedTables : public CompletedJobs, public testing::WithParamInterface<const char *>
{
protected:
    void SetUp() override
    {
        if (std::string(GetParam()) == "postgresql") {
            m_server = std::make_unique<PostgresqlServer>();
            m_database = m_server->newDatabase();
            m_place = fmt::format("postgresql://postgres@localhost/{}?host={}#public.s", m_database, m_server->socketFolder());
            if (m_server->port() != 0)
                m_place = fmt::format("postgresql://postgres@localhost:{}/{}?host={}#public.s", m_server->port(), m_database,
                                      m_server->socketFolder());
        } else {
            m_place = "sqlite:s.db#s";
        }
        change("CREATE TABLE s (id integer PRIMARY KEY, n integer)");
        change("INSERT INTO s VALUES (1, 10), (2, 20)");
    }

    void change(const std::string &statement)
    {
        if (m_server)
            m_server->exec(statement, m_database);
        else
            sql(statement, "s.db");
    }

    std::unique_ptr<PostgresqlServer> m_server;
    std::string m_database;
    std::string m_place;
};

TEST_P(CompletedTables, WithCursorFieldAppendOnlyWhatLiesBehindIt)
{
    const std::vector<std::string> words = {m_place, "sqlite:t.db#t", "--cursor", "id"};
    expectRead(again(words), 2);
    Json run = again(words);
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(run["read"], 0) << run.dump();
    change("INSERT INTO s VALUES (3, 30)");
    expectRead(again(words), 1);
    EXPECT_EQ(ids(), "1|10\n2|20\n3|30\n");
}

TEST_P(CompletedTables, WithCursorFieldUpsertOnlyWhatLiesBehindIt)
{
    const std::vector<std::string> words = {m_place, "sqlite:t.db#t", "--cursor", "id", "--key", "id"};
    expectRead(again(words), 2);
    change("INSERT INTO s VALUES (3, 30)");
    expectRead(again(words), 1);
    EXPECT_EQ(ids(), "1|10\n2|20\n3|30\n");
}

TEST_P(CompletedTables, WithCursorFieldReplaceAll)
{
    const std::vector<std::string> words = {m_place, "sqlite:t.db#t", "--cursor", "id", "--mode", "replace"};
    expectRead(again(words), 2);
    change("INSERT INTO s VALUES (3, 30)");
    expectRead(again(words), 3);
    EXPECT_EQ(ids(), "1|10\n2|20\n3|30\n");
}

TEST_P(CompletedTables, WithoutCursorAreNotAppendedTwice)
{
    const std::vector<std::string> words = {m_place, "sqlite:t.db#t"};
    expectRead(again(words), 2);
    expectRefused(again(words), "would write every row a second time");
    EXPECT_EQ(ids(), "1|10\n2|20\n");
    expectRead(again({m_place, "sqlite:t.db#t", "--again"}), 2);
    EXPECT_EQ(ids(), "1|10\n1|10\n2|20\n2|20\n");
}

TEST_P(CompletedTables, WithoutCursorAreUpsertedWhole)
{
    const std::vector<std::string> words = {m_place, "sqlite:t.db#t", "--key", "id"};
    expectRead(again(words), 2);
    change("UPDATE s SET n = 11 WHERE id = 1");
    const Json run = again(words);
    expectRead(run, 2);
    EXPECT_EQ(run["updated"], 1) << run.dump();
    EXPECT_EQ(run["unchanged"], 1) << run.dump();
    EXPECT_EQ(ids(), "1|11\n2|20\n");
}

TEST_P(CompletedTables, WithoutCursorAreReplacedWhole)
{
    const std::vector<std::string> words = {m_place, "sqlite:t.db#t", "--mode", "replace"};
    expectRead(again(words), 2);
    change("DELETE FROM s WHERE id = 1");
    expectRead(again(words), 1);
    EXPECT_EQ(ids(), "2|20\n");
}

INSTANTIATE_TEST_SUITE_P(Of, CompletedTables, testing::Values("sqlite", "postgresql"),
                         [](const auto &param) { return std::string(param.param); });

// APIs

/// Orders with growing ids; ?since=N answers those behind it.
class CompletedApis : public CompletedJobs
{
protected:
    void serve(int rows) { m_rows.store(rows); }

    std::atomic<int> m_rows{2};
    HttpTestServer m_api{[this](const ServedRequest &request, ServerConnection &connection) {
        const int since = std::atoi(std::string(request.parameter("since")).c_str());
        std::string items;
        for (int id = since + 1; id <= m_rows.load(); ++id)
            items += fmt::format("{}{{\"id\":{},\"n\":{}}}", items.empty() ? "" : ",", id, id * 10);
        good("{\"items\":[" + items + "]}")(request, connection);
    }};
};

TEST_F(CompletedApis, WithoutCursorAreNotAppendedTwice)
{
    const std::vector<std::string> words = {m_api.url("/orders"), "sqlite:t.db#t", "--records", "$.items"};
    expectRead(again(words), 2);
    expectRefused(again(words), "would write every row a second time");
    EXPECT_EQ(ids(), "1|10\n2|20\n");
}

TEST_F(CompletedApis, WithoutCursorAreUpsertedWhole)
{
    const std::vector<std::string> words = {m_api.url("/orders"), "sqlite:t.db#t", "--records", "$.items", "--key", "id"};
    expectRead(again(words), 2);
    serve(3);
    expectRead(again(words), 3);
    EXPECT_EQ(ids(), "1|10\n2|20\n3|30\n");
}

TEST_F(CompletedApis, WithoutCursorAreReplacedWhole)
{
    const std::vector<std::string> words = {m_api.url("/orders"), "sqlite:t.db#t", "--records", "$.items", "--mode", "replace"};
    expectRead(again(words), 2);
    serve(1);
    expectRead(again(words), 1);
    EXPECT_EQ(ids(), "1|10\n");
}

TEST_F(CompletedApis, WithCursorFieldAppendOnlyWhatLiesBehindIt)
{
    weir({"init", "ws"});
    m_folder.write("ws/connections/api.json",
                   fmt::format(R"({{"weir":1,"kind":"http","baseUrl":"{}","streams":{{"orders":{{"path":"/orders","records":"$.items",
                                   "key":["id"]}}}}}})",
                               m_api.origin()));
    m_folder.write("ws/jobs/orders.json",
                   fmt::format(R"({{"weir":1,"source":{{"connection":"api","stream":"orders","cursor":{{"field":"id","param":"since"}}}},
                                   "target":{{"place":"sqlite:{}#t","mode":"append","create":"ifMissing"}}}})",
                               m_folder.file("t.db")));
    expectRead(weir({"run", "orders"}), 2);
    const Json nothing = weir({"run", "orders"});
    EXPECT_EQ(m_exit, 0) << nothing.dump();
    EXPECT_EQ(nothing["read"], 0) << nothing.dump();
    serve(4);
    expectRead(weir({"run", "orders"}), 2);
    EXPECT_EQ(ids(), "1|10\n2|20\n3|30\n4|40\n");
}

// Pipe

TEST_F(CompletedJobs, APipeIsAlwaysNew)
{
    m_folder.write("a.csv", two);
    const auto pipe = [&](const std::string &mode) {
        const Finished done = shell("cat a.csv | $WEIR copy - sqlite:t.db#t --format csv --workspace ws --json " + mode);
        return Json::parse(done.out, nullptr, false);
    };
    expectRead(pipe(""), 2);
    expectRead(pipe(""), 2);
    EXPECT_EQ(ids(), "1|10\n1|10\n2|20\n2|20\n");
}

TEST_F(CompletedJobs, APipeIsAlwaysNewForUpsertAndReplace)
{
    m_folder.write("a.csv", two);
    for (const std::string mode : {"--key id", "--mode replace"}) {
        for (int i = 0; i < 2; ++i) {
            const std::string table = mode == "--key id" ? "u" : "r";
            const Finished done = shell("cat a.csv | $WEIR copy - sqlite:t.db#" + table + " --format csv --workspace ws --json " + mode);
            expectRead(Json::parse(done.out, nullptr, false), 2);
        }
    }
    EXPECT_EQ(ids("u"), "1|10\n2|20\n");
    EXPECT_EQ(ids("r"), "1|10\n2|20\n");
}

} // namespace
} // namespace weir::test
