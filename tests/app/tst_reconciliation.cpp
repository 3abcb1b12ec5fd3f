// `weir reconcile` against rows that were taken out, added and changed behind Weir's back.

#include "tests/app/jobtesting.h"
#include "tests/support/httptestserver.h"
#include "tests/support/postgresqlserver.h"

#include <functional>

namespace weir::test {
namespace {

constexpr int rows = 3'000;

std::string amountOf(int id)
{
    return fmt::format("{}.50", id);
}

class Reconciliation : public JobTest
{
protected:
    Json reconcile(const std::string &depth = "values") { return weir({"reconcile", m_job, "--depth", depth}); }

    /// "missing 7: unexplained; …"
    static std::string texts(const Json &result)
    {
        std::string text;
        for (const Json &difference : result["differences"])
            text += fmt::format("{}{} {}: {}", text.empty() ? "" : "; ", difference["kind"].get<std::string>(),
                                difference["key"].get<std::string>(), difference["explanation"].get<std::string>());
        return text;
    }

    static void expectSums(const Json &r)
    {
        const auto n = [&](const char *name) { return r[name].get<int>(); };
        EXPECT_EQ(n("target"), n("same") + n("extra") + n("different") + n("notComparable")) << r.dump();
        EXPECT_EQ(n("source") - n("same") - n("missing") - n("different"), n("notComparable")) << r.dump();
        EXPECT_EQ(n("explained") + n("unexplained"), n("missing") + n("extra") + n("different")) << r.dump();
    }

    static void expectFigures(const Json &r, int same, int missing, int extra, int different, int unexplained)
    {
        EXPECT_EQ(r["same"], same) << r.dump();
        EXPECT_EQ(r["missing"], missing) << r.dump();
        EXPECT_EQ(r["extra"], extra) << r.dump();
        EXPECT_EQ(r["different"], different) << r.dump();
        EXPECT_EQ(r["unexplained"], unexplained) << r.dump();
        expectSums(r);
    }

    std::string writeOrders()
    {
        std::string csv = "id,name,amount\n";
        for (int id = 1; id <= rows; ++id)
            csv += fmt::format("{},name {},{}\n", id, id, amountOf(id));
        m_folder.write("orders.csv", csv);
        return "orders.csv";
    }

    /// One row missing, one extra, one changed: found, named and told apart at every depth.
    void expectPlanted(const std::function<void(const std::string &)> &plant)
    {
        expectFigures(reconcile(), rows, 0, 0, 0, 0);
        EXPECT_EQ(m_exit, 0);
        plant("DELETE FROM orders WHERE id = 77");
        plant("INSERT INTO orders (id, name, amount) VALUES (9999, 'new', 1)");
        plant("UPDATE orders SET amount = 80 WHERE id = 88");
        const Json values = reconcile();
        EXPECT_EQ(m_exit, 4);
        expectFigures(values, rows - 2, 1, 1, 1, 3);
        std::map<std::string, Json> byKind;
        for (const Json &difference : values["differences"])
            byKind[difference["kind"].get<std::string>()] = difference;
        EXPECT_EQ(byKind["missing"]["key"], "77");
        EXPECT_EQ(byKind["extra"]["key"], "9999");
        EXPECT_EQ(byKind["different"]["key"], "88");
        EXPECT_EQ(byKind["different"]["fields"],
                  Json::parse(R"([{"field":"amount","source":"88.5","target":"80"}])"));
        EXPECT_EQ(byKind["missing"]["explanation"], "unexplained");

        expectFigures(reconcile("keys"), rows - 1, 1, 1, 0, 2);
        EXPECT_EQ(m_exit, 4);
        // The control: counting cannot see a changed row, nor a missing one beside an extra one.
        expectFigures(reconcile("count"), rows, 0, 0, 0, 0);
        EXPECT_EQ(m_exit, 0);
    }
};

TEST_F(Reconciliation, FindsWhatWasPlantedInSqliteAgainstACsvFile)
{
    weir({"copy", writeOrders(), "sqlite:t.db#orders", "--key", "id"});
    ASSERT_EQ(m_exit, 0) << m_error;
    expectPlanted([&](const std::string &statement) { sql(statement); });
    EXPECT_EQ(ledger("SELECT depth, rows_missing, rows_extra, rows_different, unexplained FROM reconciliation"),
              "values|0|0|0|0;values|1|1|1|3;keys|1|1|0|2;count|0|0|0|0");
    EXPECT_EQ(ledger("SELECT kind, natural_key FROM difference WHERE reconciliation_id = 2 ORDER BY number"),
              "missing|77;different|88;extra|9999");
    weir({"check"});
    EXPECT_EQ(m_exit, 0);
}

TEST_F(Reconciliation, FindsWhatWasPlantedInPostgresqlAgainstSqliteAndAnApi)
{
    PostgresqlServer server;
    const std::string place =
        fmt::format("postgresql://postgres@localhost:{}/postgres?host={}#public.orders", server.port(), server.socketFolder());
    const auto plant = [&](const std::string &statement) { server.exec(statement); };

    rowsOf("s.db", "CREATE TABLE orders (id INTEGER PRIMARY KEY, name TEXT, amount TEXT)");
    std::string insert = "INSERT INTO orders VALUES ";
    for (int id = 1; id <= rows; ++id)
        insert += fmt::format("{}({}, 'name {}', '{}')", id > 1 ? "," : "", id, id, amountOf(id));
    rowsOf("s.db", insert);
    server.exec("CREATE TABLE public.orders (id int PRIMARY KEY, name text, amount numeric(12,3))");
    weir({"copy", "sqlite:s.db#orders", place, "--key", "id"});
    ASSERT_EQ(m_exit, 0) << m_error;
    expectPlanted(plant);

    constexpr int perPage = 500;
    HttpTestServer api([](const ServedRequest &request, ServerConnection &wire) {
        const int page = request.query.starts_with("page=") ? std::atoi(request.query.c_str() + 5) : 1;
        Json body{{"items", Json::array()}, {"next", Json()}};
        for (int id = (page - 1) * perPage + 1; id <= std::min(rows, page * perPage); ++id)
            body["items"].push_back({{"id", id}, {"name", fmt::format("name {}", id)}, {"amount", amountOf(id)}});
        if (page * perPage < rows)
            body["next"] = fmt::format("/orders?page={}", page + 1);
        good(body.dump())(request, wire);
    });
    server.exec("DROP TABLE public.orders; CREATE TABLE public.orders (id int PRIMARY KEY, name text, amount numeric(12,3))");
    weir({"copy", api.url("/orders"), place, "--key", "id", "--records", "$.items", "--next", "$.next"});
    ASSERT_EQ(m_exit, 0) << m_error;
    expectPlanted(plant);
}

TEST_F(Reconciliation, TextAndCompositeKeysCompareByTheirBytesWhateverTheOrderOfTheTarget)
{
    sql("CREATE TABLE orders (shop TEXT COLLATE NOCASE, no TEXT COLLATE RTRIM, n INTEGER)");
    m_folder.write("a.csv", "shop,no,n\na,1,1\nA,1,2\nä,1,3\nb,10,4\nB,9,5\n\"a,x\",2,6\n");
    weir({"copy", "a.csv", "sqlite:t.db#orders", "--mode", "append", "--key", "shop,no"});
    ASSERT_EQ(m_exit, 0) << m_error;
    expectFigures(reconcile(), 6, 0, 0, 0, 0);
    sql("UPDATE orders SET n = 20 WHERE n = 2");
    sql("DELETE FROM orders WHERE n = 3");
    const Json result = reconcile();
    expectFigures(result, 4, 1, 0, 1, 2);
    EXPECT_EQ(texts(result), "different shop=A,no=1: unexplained; missing shop=ä,no=1: unexplained");
}

TEST_F(Reconciliation, RowsWithNullInTheirKeyAreInQuarantineAndExplained)
{
    sql("CREATE TABLE orders (id INTEGER, n INTEGER)");
    m_folder.write("a.csv", "id,n\n,1\n,1\n,2\n5,3\n");
    weir({"copy", "a.csv", "sqlite:t.db#orders", "--mode", "append", "--key", "id"});
    ASSERT_EQ(m_exit, 3) << m_error;
    expectFigures(reconcile(), 1, 3, 0, 0, 0);
    EXPECT_EQ(m_exit, 3);
}

TEST_F(Reconciliation, OfEqualKeysTheLastCountsInAnUpsertAndEachInAnAppend)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n1,3\n1,1\n2,9\n");
    weir({"copy", "a.csv", "sqlite:t.db#upserted", "--key", "id"});
    ASSERT_EQ(m_exit, 0) << m_error;
    Json result = reconcile();
    expectFigures(result, 2, 0, 0, 0, 0);
    EXPECT_EQ(result["source"], 2);
    sql("CREATE TABLE appended (id INTEGER, n INTEGER)");
    weir({"copy", "a.csv", "sqlite:t.db#appended", "--mode", "append", "--key", "id"});
    ASSERT_EQ(m_exit, 0) << m_error;
    expectFigures(reconcile(), 5, 0, 0, 0, 0);
    sql("DELETE FROM appended WHERE n = 1 AND rowid = (SELECT min(rowid) FROM appended WHERE n = 1)");
    sql("INSERT INTO appended VALUES (2, 9)");
    result = reconcile();
    expectFigures(result, 4, 1, 1, 0, 2);
    EXPECT_EQ(texts(result), "missing 1: unexplained; extra 2: unexplained");
}

TEST_F(Reconciliation, NumbersAndTimesThatAreSpelledDifferentlyAreEqual)
{
    PostgresqlServer server;
    server.exec("CREATE TABLE public.t (id numeric(10,2) PRIMARY KEY, n numeric(10,4), at timestamptz, day date, j jsonb)");
    server.exec("ALTER DATABASE postgres SET timezone TO 'Asia/Shanghai'");
    m_folder.write("a.csv", "id,n,at,day,j\n"
                            "1.0,1.50,2026-03-05T10:00:00+08:00,2026-03-05,\"{\"\"b\"\": 1.0, \"\"a\"\":[1]}\"\n"
                            "2,0.1000,2026-03-05T02:00:00.000Z,2026-03-06,null\n");
    const Json copied = weir({"copy", "a.csv", fmt::format("postgresql://postgres@localhost:{}/postgres?host={}#public.t", server.port(), server.socketFolder()),
          "--key", "id", "--zone", "UTC"});
    ASSERT_EQ(m_exit, 0) << copied.dump();
    expectFigures(reconcile(), 2, 0, 0, 0, 0);
    EXPECT_EQ(m_exit, 0);
    server.exec("UPDATE public.t SET at = at + interval '1 microsecond' WHERE id = 1; UPDATE public.t SET n = 0.1001 WHERE id = 2");
    const Json result = reconcile();
    expectFigures(result, 0, 0, 0, 2, 2);
    EXPECT_EQ(result["differences"][0]["fields"][0]["target"], "2026-03-05T02:00:00.000001Z") << result.dump();
}

TEST_F(Reconciliation, RowsInQuarantineAreMissingAndExplainedByTheLedger)
{
    sql("CREATE TABLE orders (id INTEGER PRIMARY KEY, n INTEGER CHECK (n < 100)) STRICT");
    m_folder.write("a.csv", "id,n\n1,1\n2,x\n3,500\nfour,4\n5,5\n6,6,6,6\n");
    weir({"copy", "a.csv", "sqlite:t.db#orders", "--key", "id", "--stop-after", "never"});
    ASSERT_EQ(m_exit, 3) << m_error;
    const Json result = reconcile();
    EXPECT_EQ(m_exit, 3) << "everything is explained, and not everything is there";
    expectFigures(result, 2, 4, 0, 0, 0);
    EXPECT_EQ(result["explained"], 4);
    const std::string all = texts(result);
    EXPECT_NE(all.find("missing 2: quarantined (NotANumber in n, line 3)"), std::string::npos) << all;
    EXPECT_NE(all.find("missing 3: quarantined (Check"), std::string::npos) << all;
    EXPECT_NE(all.find("missing line 5: quarantined (NotANumber in id, line 5)"), std::string::npos) << all;
    EXPECT_NE(all.find("missing line 7: quarantined (Ragged"), std::string::npos) << all;
    // The control: without its entry in the ledger the same row is unexplained.
    ledger("UPDATE exception_row SET state = 'released' WHERE natural_key = '2'; "
           "UPDATE exception_row SET state = 'delivered' WHERE natural_key = '2'");
    expectFigures(reconcile(), 2, 4, 0, 0, 1);
    EXPECT_EQ(m_exit, 4);
    expectFigures(reconcile("count"), 2, 4, 0, 0, 1);
}

TEST_F(Reconciliation, ARowTheFilterDropsNowIsNoLoss)
{
    weir({"init", "ws"});
    sql("CREATE TABLE orders (id INTEGER PRIMARY KEY, n INTEGER)");
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n3,3\n");
    const auto writeJob = [&](const char *filters) {
        m_folder.write("ws/jobs/job.json", fmt::format(R"({{"weir":1,"source":{{"file":"{}"}},"target":{{"place":"sqlite:{}#orders",
            "mode":"upsert","key":["id"]}},"mapping":{{"fields":[{{"to":"id","from":"id"}},{{"to":"n","from":"n"}}]{}}}}})",
                                                       m_folder.file("a.csv"), m_folder.file("t.db"), filters));
    };
    writeJob("");
    weir({"run", "job"});
    ASSERT_EQ(m_exit, 0) << m_error;
    writeJob(R"(,"filters":[{"name":"no twos","drop":"id = '2'"}])");
    const Json result = reconcile();
    expectFigures(result, 2, 0, 1, 0, 0);
    EXPECT_EQ(texts(result), "extra 2: filtered (no twos)");
    sql("DELETE FROM orders WHERE id = 2");
    expectFigures(reconcile(), 2, 0, 0, 0, 0);
    EXPECT_EQ(m_exit, 0) << "a row that the user's own filter removed is never red";
}

TEST_F(Reconciliation, TheFilterOfACopyIsPartOfItsJob)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n3,3\n");
    weir({"copy", "a.csv", "sqlite:t.db#orders", "--key", "id", "--filter", "id != '2'"});
    ASSERT_EQ(m_exit, 0) << m_error;
    expectFigures(reconcile(), 2, 0, 0, 0, 0);
    EXPECT_EQ(m_exit, 0);
}

TEST_F(Reconciliation, RowsBehindTheCursorAreNotYetRead)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n");
    weir({"copy", "a.csv", "sqlite:t.db#orders", "--key", "id"});
    ASSERT_EQ(m_exit, 0) << m_error;
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n3,3\n2,20\n");
    sql("DELETE FROM orders WHERE id = 1");
    const Json result = reconcile();
    EXPECT_EQ(m_exit, 4);
    expectFigures(result, 0, 2, 0, 1, 1);
    EXPECT_EQ(texts(result), "missing 1: unexplained; different 2: not yet read; missing 3: not yet read");
}

TEST_F(Reconciliation, AReplacedSourceExplainsItsDifferences)
{
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n");
    weir({"copy", "a.csv", "sqlite:t.db#orders", "--key", "id"});
    m_folder.write("a.csv", "id,n\n1,7\n3,3\n");
    const Json result = reconcile();
    EXPECT_EQ(m_exit, 3);
    EXPECT_EQ(texts(result), "different 1: changed since the run; extra 2: changed since the run; missing 3: changed since the run");
}

TEST_F(Reconciliation, AValueThatIsNoneOfTheColumnsTypeIsNotComparable)
{
    sql("CREATE TABLE orders (id INTEGER PRIMARY KEY, n INTEGER)");
    m_folder.write("a.csv", "id,n\n1,1\n2,2\n");
    weir({"copy", "a.csv", "sqlite:t.db#orders", "--key", "id"});
    ASSERT_EQ(m_exit, 0) << m_error;
    sql("UPDATE orders SET n = 'two' WHERE id = 2");
    const Json result = reconcile();
    EXPECT_EQ(m_exit, 3) << result.dump();
    EXPECT_EQ(result["same"], 1) << result.dump();
    EXPECT_EQ(result["notComparable"], 1) << result.dump();
    EXPECT_EQ(result["unexplained"], 0) << result.dump();
    EXPECT_NE(result["differences"][0]["explanation"].get<std::string>().find("two"), std::string::npos) << result.dump();
}

TEST_F(Reconciliation, FilesAsTargetsAreReadBack)
{
    m_folder.write("a.csv", "id,n,t\n1,1,\n2,2,\"\"\n3,3,x\n");
    weir({"copy", "a.csv", "b.ndjson", "--key", "id", "--mode", "append"});
    ASSERT_EQ(m_exit, 0) << m_error;
    expectFigures(reconcile(), 3, 0, 0, 0, 0);
    EXPECT_EQ(m_exit, 0);
}

TEST_F(Reconciliation, WithoutAKeyOnlyCountingIsPossibleAndSaysSo)
{
    sql("CREATE TABLE orders (id INTEGER, n INTEGER)");
    m_folder.write("a.csv", "id,n\n1,1\n1,1\n");
    weir({"copy", "a.csv", "sqlite:t.db#orders"});
    const Json refused = reconcile();
    EXPECT_EQ(m_exit, 2);
    EXPECT_NE(refused["error"]["detail"].get<std::string>().find("--depth count"), std::string::npos);
    expectFigures(reconcile("count"), 2, 0, 0, 0, 0);
    sql("DELETE FROM orders");
    expectFigures(reconcile("count"), 0, 2, 0, 0, 2);
    EXPECT_EQ(m_exit, 4);
}

TEST_F(Reconciliation, TheObjectHasTheMembersOfTheContract)
{
    m_folder.write("a.csv", "id,n\n1,1\n");
    weir({"copy", "a.csv", "sqlite:t.db#orders", "--key", "id"});
    const Json result = reconcile();
    std::vector<std::string> names;
    for (const auto &[name, value] : result.items())
        names.push_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"compensated", "depth", "differences", "differencesOmitted", "different",
                                               "explained", "extra", "job", "missing", "notComparable", "same", "seconds",
                                               "source", "target", "unexplained"}));
}

TEST_F(Reconciliation, ManyDifferencesAreCountedAndTheFirstAreListed)
{
    weir({"copy", writeOrders(), "sqlite:t.db#orders", "--key", "id"});
    sql("UPDATE orders SET name = 'x'");
    const Json result = reconcile();
    expectFigures(result, 0, 0, 0, rows, rows);
    EXPECT_EQ(result["differences"].size(), 1'000U);
    EXPECT_EQ(result["differencesOmitted"], rows - 1'000);
}

} // namespace
} // namespace weir::test
