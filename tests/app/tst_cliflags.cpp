// Flags of `copy` and `run`, one by one: what is offered works.

#include "tests/support/commandline.h"
#include "tests/support/httptestserver.h"
#include "tests/support/postgresqlserver.h"

#include <chrono>
#include <fmt/format.h>
#include <sstream>

namespace weir::test {
namespace {

class CliFlags : public CommandLine
{
protected:
    Json copy(std::vector<std::string> words)
    {
        words.insert(words.begin(), "copy");
        return weir(std::move(words));
    }
};

TEST_F(CliFlags, DelimiterEncodingHeaderRowSkipAndNullSayHowAFileIsRead)
{
    m_folder.write("a.txt", "title\nid;name;n\n1;M\xFCller;5\n2;-;6\n");
    Json run = copy({"a.txt", "sqlite:t.db#t", "--format", "csv", "--delimiter", ";", "--encoding", "latin1", "--header-row", "2", "--null", "-"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(sql("SELECT id, name, n FROM t"), "1|Müller|5\n2|NULL|6\n");
    run = copy({"a.txt", "sqlite:t.db#u", "--format", "csv", "--delimiter", ";", "--encoding", "latin1", "--skip", "2", "--no-header"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(sql("SELECT * FROM u"), "1|Müller|5\n2|-|6\n");
}

TEST_F(CliFlags, SelectLimitAndFilterChooseFieldsAndRows)
{
    m_folder.write("a.csv", "id,n,text\n1,1,a\n2,,b\n3,3,c\n4,4,d\n");
    Json run = copy({"a.csv", "sqlite:t.db#t", "--select", "id,n", "--limit", "3"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(sql("SELECT * FROM t"), "1|1\n2|NULL\n3|3\n");
    run = copy({"a.csv", "sqlite:t.db#u", "--filter", "n > 1"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(run["filtered"], 2) << "a row for which it is not known whether it is meant is not kept";
    EXPECT_EQ(sql("SELECT id FROM u"), "3\n4\n");
    run = copy({"a.csv", "sqlite:t.db#v", "--filter", "nn > 1"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "InvalidConfig", {"nn"});
}

TEST_F(CliFlags, TypesAndScanDecideTheColumnsOfANewTable)
{
    m_folder.write("a.csv", "id,amount,code\n1,10.5,7\n2,3,8\n");
    copy({"a.csv", "sqlite:t.db#t", "--types", "amount=decimal(12,2),code=text"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(sql("SELECT typeof(id), typeof(amount), typeof(code) FROM t LIMIT 1"), "integer|text|text\n");
    copy({"a.csv", "sqlite:t.db#u", "--types", "text"});
    EXPECT_EQ(sql("SELECT typeof(id) FROM u LIMIT 1"), "text\n");
    Json run = copy({"a.csv", "sqlite:t.db#v", "--types", "amount=decimel"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "InvalidConfig", {"decimal"});

    // One odd value that no sample sees.
    std::string csv = "id,n\n";
    for (int i = 1; i <= 200'000; ++i)
        csv += fmt::format("{},{}\n", i, i == 50'003 ? "odd" : "1234567");
    m_folder.write("b.csv", csv);
    run = copy({"b.csv", "sqlite:t.db#sampled", "--stop-after", "never"});
    EXPECT_EQ(run["quarantined"], 1) << "negative control: " << run.dump();
    run = copy({"b.csv", "sqlite:t.db#scanned", "--scan"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(run["quarantined"], 0);
}

TEST_F(CliFlags, ZoneTellsWhatTimesWithoutOffsetMean)
{
    m_folder.write("a.csv", "id,at\n1,2026-03-05 12:00:00\n");
    copy({"a.csv", "sqlite:t.db#t", "--types", "at=timestamp", "--zone", "Asia/Shanghai"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(sql("SELECT at FROM t"), "2026-03-05 04:00:00.000000Z\n");
    const Json run = copy({"a.csv", "sqlite:t.db#u", "--types", "at=timestamp", "--zone", "Asia/Shanghia"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "InvalidConfig", {"Asia/Shanghia"});
}

TEST_F(CliFlags, MapTakesTheMappingOfAFile)
{
    m_folder.write("a.csv", "id,customer\n1,Ann\n2,Bob\n");
    m_folder.write("m.json", R"j({"fields":[{"to":"id","from":"id","type":"int64"},{"to":"name","expr":"upper(customer)"}],
                                 "filters":[{"name":"bob","drop":"customer = 'Bob'"}]})j");
    const Json run = copy({"a.csv", "sqlite:t.db#t", "--map", "m.json"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(run["filtered"], 1);
    EXPECT_EQ(sql("SELECT id, name FROM t"), "1|ANN\n");
    copy({"a.csv", "sqlite:t.db#t", "--map", "gone.json"});
    EXPECT_EQ(m_exit, 2);
}

TEST_F(CliFlags, WhereAndQueryReadPartOfADatabase)
{
    PostgresqlServer server;
    const std::string database = server.newDatabase();
    server.exec("CREATE TABLE s (id int PRIMARY KEY, n int); INSERT INTO s SELECT i, i * 10 FROM generate_series(1, 10) i", database);
    const auto place = [&](const std::string &table) {
        return fmt::format("postgresql://postgres@localhost:{}/{}?host={}{}", server.port(), database, server.socketFolder(), table);
    };
    Json run = copy({place("#public.s"), "sqlite:t.db#t", "--where", "id > 7"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(sql("SELECT id FROM t"), "8\n9\n10\n");
    m_folder.write("q.sql", "SELECT id, n + 1 AS m FROM s WHERE id <= 2");
    run = copy({place(""), "sqlite:t.db#u", "--query", "q.sql", "--order-key", "id"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(sql("SELECT id, m FROM u"), "1|11\n2|21\n");
    m_folder.write("evil.sql", "DELETE FROM s RETURNING id");
    run = copy({place(""), "sqlite:t.db#v", "--query", "evil.sql", "--order-key", "id"});
    EXPECT_NE(m_exit, 0) << run.dump();
    EXPECT_EQ(server.value("SELECT count(*) FROM s", database), "10") << "a query changed its source";
    run = copy({place(""), "sqlite:t.db#v", "--query", "gone.sql"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "InvalidConfig", {"gone.sql"});
}

// APIs: each way of paging reads three pages of one row.

class CliApiFlags : public CliFlags
{
protected:
    void expectThree(std::vector<std::string> flags)
    {
        const std::string table = fmt::format("t{}", m_tables++);
        std::vector<std::string> words = {m_api.url("/orders"), "sqlite:t.db#" + table};
        words.insert(words.end(), flags.begin(), flags.end());
        const Json run = copy(words);
        EXPECT_EQ(m_exit, 0) << run.dump();
        EXPECT_EQ(sql("SELECT id FROM " + table + " ORDER BY id"), "1\n2\n3\n") << run.dump();
    }

    int m_tables = 0;
    HttpTestServer m_api{[this](const ServedRequest &request, ServerConnection &connection) {
        const auto number = [&](const char *name) { return std::atoi(std::string(request.parameter(name)).c_str()); };
        const int asked = !request.parameter("page").empty()     ? number("page")
                          : !request.parameter("offset").empty() ? number("offset") + 1
                          : !request.parameter("after").empty()  ? number("after") + 1
                                                                 : 1;
        const bool isLast = asked >= 3;
        const std::string origin = "http://" + std::string(request.header("host"));
        const std::string items = asked <= 3 ? fmt::format("{{\"id\":{}}}", asked) : "";
        std::vector<std::string> headers;
        if (!isLast)
            headers.push_back(fmt::format("Link: <{}/orders?page={}>; rel=\"next\"", origin, asked + 1));
        good(fmt::format(R"({{"items":[{}],"next":{},"cursor":{}}})", items,
                         isLast ? "null" : fmt::format("\"{}/orders?page={}\"", origin, asked + 1),
                         isLast ? "null" : fmt::format("\"{}\"", asked)),
             headers)(request, connection);
    }};
};

TEST_F(CliApiFlags, RecordsAndNextFollowAUrlInTheBody) { expectThree({"--records", "$.items", "--next", "$.next"}); }

TEST_F(CliApiFlags, LinkHeaderIsFollowed) { expectThree({"--records", "$.items", "--link-header"}); }

TEST_F(CliApiFlags, PageParamCountsPages) { expectThree({"--records", "$.items", "--page-param", "page", "--first-page", "1"}); }

TEST_F(CliApiFlags, OffsetParamAndLimitSizeCountRows)
{
    expectThree({"--records", "$.items", "--offset-param", "offset", "--limit-size", "1"});
}

TEST_F(CliApiFlags, NextCursorAndCursorParamHandTheCursorOn)
{
    expectThree({"--records", "$.items", "--next-cursor", "$.cursor", "--cursor-param", "after"});
}

TEST_F(CliApiFlags, RateSpacesRequests)
{
    const auto startedAt = std::chrono::steady_clock::now();
    expectThree({"--records", "$.items", "--next", "$.next", "--rate", "2"});
    EXPECT_GE(std::chrono::steady_clock::now() - startedAt, std::chrono::milliseconds(800)) << "three requests at two a second";
}

TEST_F(CliApiFlags, HeaderAndBearerSecretAreSentAndNeverShown)
{
    const Json run = weir({"copy", m_api.url("/orders"), "sqlite:t.db#h", "--records", "$.items", "--next", "$.next", "--header",
                           "X-Api-Key: {secret:shop-key}", "--header", "X-Shop: north"},
                          {{"WEIR_SECRET_SHOP_KEY", "key-5510fe"}});
    EXPECT_EQ(m_exit, 0) << run.dump();
    for (const ServedRequest &request : m_api.requests()) {
        EXPECT_EQ(request.header("x-api-key"), "key-5510fe");
        EXPECT_EQ(request.header("x-shop"), "north");
    }
    EXPECT_EQ((run.dump() + m_error).find("key-5510fe"), std::string::npos);
    const Finished found = shell("grep -rl key-5510fe ws || true");
    EXPECT_EQ(found.out, "") << "the secret is in a file";
}

// Output

TEST_F(CliFlags, AddHttpWritesAConnectionThatWorksAndHoldsNoSecret)
{
    const HttpTestServer api({good(R"({"items":[{"id":1}],"next":null})")});
    weir({"init", "ws"});
    const std::vector<std::string> add{"connections", "add-http", "shop", api.origin(), "--stream", "orders=/orders", "--records",
                                       "$.items", "--next", "$.next", "--key", "id", "--bearer-secret", "shop-token", "--header",
                                       "X-Api-Key: {secret:shop-key}", "--rate", "50"};
    const Json added = weir(add);
    EXPECT_EQ(m_exit, 0) << added.dump();
    EXPECT_EQ(added["missingSecrets"], Json::array({"shop-token", "shop-key"})) << added.dump();
    EXPECT_EQ(Json::parse(m_folder.read("ws/connections/shop.json")), added["definition"]);
    weir({"validate"});
    EXPECT_EQ(m_exit, 0);
    const std::map<std::string, std::string> secrets{{"WEIR_SECRET_SHOP_TOKEN", "t0ken-value"}, {"WEIR_SECRET_SHOP_KEY", "key-value"}};
    const Json done = weir({"copy", "@shop#orders", "sqlite:t.db#t", "--key", "id"}, secrets);
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(done["delivered"], 1);
    EXPECT_NE(api.everythingReceived().find("Bearer t0ken-value"), std::string::npos);
    EXPECT_NE(api.everythingReceived().find("key-value"), std::string::npos);
    weir(add);
    EXPECT_EQ(m_exit, 2) << "an existing file was replaced";
}

TEST_F(CliFlags, AddHttpRefusesWhatCannotBeAndWritesNothing)
{
    weir({"init", "ws"});
    const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
        {{"https://shop.example/api", "--header", "Authorization: Bearer abc123"}, "add-http --help"},
        {{"https://user:pass@shop.example/api"}, "weir"},
        {{"orders.csv"}, "https://"},
        {{"https://shop.example", "--stream", "orders"}, "NAME=PATH"},
        {{"https://shop.example", "--records", "$.items"}, "--stream"},
        {{"https://shop.example", "--stream", "o=/o", "--link-header", "--next", "$.next"}, "one kind of paging"},
        {{"https://shop.example", "--stream", "o=/o", "--offset-param", "at"}, "--limit-size"},
        {{"https://shop.example", "--stream", "o=/o", "--next-cursor", "$.c"}, "--cursor-param"},
    };
    for (const auto &[words, hint] : wrong) {
        std::vector<std::string> arguments{"connections", "add-http", "shop"};
        arguments.insert(arguments.end(), words.begin(), words.end());
        const Json refused = weir(arguments);
        EXPECT_EQ(m_exit, 2) << refused.dump();
        expectError(refused, "InvalidConfig", {hint});
        EXPECT_EQ(refused.dump().find("abc123"), std::string::npos);
        EXPECT_FALSE(std::filesystem::exists(m_folder.file("ws/connections/shop.json"))) << hint;
    }
}

TEST_F(CliFlags, EventsAreOneObjectALine)
{
    m_folder.write("a.csv", "id\n1\n");
    copy({"a.csv", "sqlite:t.db#t", "--events", "ev.ndjson"});
    EXPECT_EQ(m_exit, 0);
    std::istringstream lines(m_folder.read("ev.ndjson"));
    std::vector<std::string> events;
    for (std::string line; std::getline(lines, line);) {
        const Json event = Json::parse(line, nullptr, false);
        ASSERT_TRUE(event.is_object()) << line;
        EXPECT_TRUE(event.contains("at"));
        events.push_back(event["event"]);
        if (events.back() == "run.finished") {
            EXPECT_EQ(event["read"], 1);
        }
    }
    ASSERT_GE(events.size(), 2U);
    EXPECT_EQ(events.front(), "run.started");
    EXPECT_EQ(events.back(), "run.finished");
    copy({"a.csv", "sqlite:t.db#t", "--events", "no/such/folder/ev"});
    EXPECT_EQ(m_exit, 2);
}

TEST_F(CliFlags, JsonLogsAreOneObjectALineOnStandardError)
{
    m_folder.write("a.csv", "id\n1\n");
    raw({"copy", "a.csv", "sqlite:t.db#t", "--workspace", "ws", "--log-format", "json"});
    raw({"copy", "gone.csv", "sqlite:t.db#t", "--workspace", "ws", "--log-format", "json"});
    EXPECT_EQ(m_exit, 2);
    std::istringstream lines(m_error);
    int objects = 0;
    for (std::string line; std::getline(lines, line); ++objects) {
        const Json object = Json::parse(line, nullptr, false);
        ASSERT_TRUE(object.is_object()) << line;
        EXPECT_TRUE(object.contains("level"));
    }
    EXPECT_GE(objects, 1);
    raw({"copy", "a.csv", "sqlite:t.db#t", "--log-format", "xml"});
    EXPECT_EQ(m_exit, 2);
}

TEST_F(CliFlags, QuietKeepsNotesAndProgressAway)
{
    m_folder.write("a.csv", "id\n1\n");
    const Finished done = raw({"copy", "a.csv", "sqlite:t.db#t", "--workspace", "ws", "-q"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(done.error, "");
    const Finished loud = raw({"copy", "a.csv", "sqlite:t.db#u", "--workspace", "ws", "-v"});
    EXPECT_NE(loud.error.find("workspace"), std::string::npos);
    EXPECT_EQ((loud.out + loud.error).find("\033["), std::string::npos) << "no colours without a terminal";
}

TEST_F(CliFlags, TablesAreAlignedWithWideCharacters)
{
    m_folder.write("a.csv", "名称,n\n苹果,1\nab,2\n");
    const Finished done = raw({"inspect", "a.csv"});
    std::istringstream lines(done.out);
    std::string line, name, n;
    while (std::getline(lines, line)) {
        if (line.starts_with("名称"))
            name = line;
        if (line.starts_with("n "))
            n = line;
    }
    // 名称 takes four columns of a terminal and six bytes.
    const std::size_t typeOfName = name.find("text");
    const std::size_t typeOfN = n.find("int64");
    ASSERT_NE(typeOfName, std::string::npos) << done.out;
    ASSERT_NE(typeOfN, std::string::npos) << done.out;
    EXPECT_EQ(typeOfName - 2, typeOfN) << done.out;
}

TEST_F(CliFlags, ATerminalSeesProgressOnlyForWhatTakesMoreThanASecond)
{
    m_folder.write("a.csv", "id\n1\n");
    // script(1) gives the program a terminal.
    const Finished quick = shell("script -qec \"$WEIR copy a.csv sqlite:t.db#t --workspace ws\" /dev/null < /dev/null");
    EXPECT_EQ(m_exit, 0) << quick.out;
    EXPECT_EQ(quick.out.find("rows/s  "), std::string::npos);
    const Finished slow = shell("mkfifo pipe; (echo id; echo 1; sleep 3; echo 2) > pipe & "
                                "script -qec \"sh -c '$WEIR copy - sqlite:t.db#u --format csv --workspace ws < pipe'\" /dev/null < /dev/null");
    EXPECT_EQ(m_exit, 0) << slow.out;
    EXPECT_NE(slow.out.find(" rows/s"), slow.out.rfind(" rows/s")) << slow.out;
}

TEST_F(CliFlags, RowsGoToStandardOutputAndTheObjectToStandardError)
{
    m_folder.write("a.csv", "id,name\n1,Ann\n2,\n");
    const Finished done = raw({"copy", "a.csv", "-", "--format", "ndjson", "--workspace", "ws", "--json"});
    EXPECT_EQ(m_exit, 0) << done.error;
    std::istringstream lines(done.out);
    std::string line;
    std::vector<Json> rows;
    while (std::getline(lines, line))
        rows.push_back(Json::parse(line, nullptr, false));
    ASSERT_EQ(rows.size(), 2U) << done.out;
    EXPECT_EQ(rows[0]["name"], "Ann");
    const Json object = Json::parse(done.error.substr(done.error.rfind("\n{", done.error.size()) == std::string::npos ? 0 : done.error.rfind("\n{") + 1),
                                    nullptr, false);
    ASSERT_TRUE(object.is_object()) << done.error;
    EXPECT_EQ(object["delivered"], 2);
    EXPECT_EQ(object["guarantee"], "D3");
    const Finished both = shell("cat a.csv | $WEIR copy - - --format csv --workspace ws -q");
    EXPECT_EQ(m_exit, 0) << both.error;
    EXPECT_NE(both.out.find("Ann"), std::string::npos);
}

} // namespace
} // namespace weir::test
