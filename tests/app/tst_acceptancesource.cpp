// Accidents that other tools had with their sources, played against the built program. Names carry the number in the list
// of acceptance tests.

#include "tests/support/httptestserver.h"
#include "tests/support/places.h"
#include "tests/support/sanitizers.h"
#include "tests/support/weirfixture.h"

#include <atomic>
#include <filesystem>

namespace weir::test {
namespace {

class AcceptanceSource : public WeirFixture
{
protected:
    AcceptanceSource() : WeirFixture(weirProgram()) {}

    std::vector<std::string> load(const HttpTestServer &api, std::vector<std::string> more)
    {
        std::vector<std::string> arguments{"copy", api.url("/orders"), "sqlite:t.db#t", "--mode", "append", "--records", "$.items"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    /// {"items":[rows \a first to \a last], …}
    static std::string page(int first, int last, const std::string &rest = "")
    {
        std::string items;
        for (int id = first; id <= last; ++id)
            items += fmt::format(R"({}{{"id":{},"n":1}})", id == first ? "" : ",", id);
        return fmt::format(R"({{"items":[{}]{}}})", items, rest.empty() ? "" : "," + rest);
    }

    void expectRows(const std::string &counts) { EXPECT_EQ(sql("SELECT count(*), count(DISTINCT id) FROM t"), counts); }
};

TEST_F(AcceptanceSource, A15_TheSamePageTokenTwiceIsALoopAndNotTheEnd)
{
    const HttpTestServer api({good(page(1, 10, R"("next":"tokA")")), good(page(11, 20, R"("next":"tokB")")),
                              good(page(11, 20, R"("next":"tokB")"))});
    const Json stopped = weir(load(api, {"--next-cursor", "$.next", "--cursor-param", "after"}));
    EXPECT_EQ(m_exit, 1) << stopped.dump();
    EXPECT_EQ(stopped["state"], "failed");
    expectRows("20|20");
    EXPECT_EQ(stopped["delivered"], 20);
    EXPECT_EQ(stopped["balanced"], true);
}

TEST_F(AcceptanceSource, A15_AnODataNextLinkIsFollowedToItsEnd)
{
    const HttpTestServer api([](const ServedRequest &request, ServerConnection &wire) {
        const std::string skip(request.parameter("$skip"));
        const std::string encoded(request.parameter("%24skip"));
        const int at = std::atoi((skip.empty() ? encoded : skip).c_str());
        const std::string rest = at < 40 ? fmt::format(R"("@odata.nextLink":"/orders?$skip={}")", at + 20) : "";
        good(page(at + 1, at + 20, rest))(request, wire);
    });
    const Json done = weir(load(api, {"--next", "$['@odata.nextLink']"}));
    EXPECT_EQ(m_exit, 0) << done.dump();
    expectFigures(done, 60, 60, 0);
    expectRows("60|60");
}

TEST_F(AcceptanceSource, A15_AnEarlyEmptyPageIsAskedForAgainAndIsNotTheEnd)
{
    const HttpTestServer api({good(page(1, 10, R"("next":"/orders?p=2")")), good(R"({"items":[],"next":"/orders?p=3"})"),
                              good(page(11, 20, R"("next":"/orders?p=3")")), good(page(21, 25, R"("next":null)"))});
    const Json done = weir(load(api, {"--next", "$.next"}));
    EXPECT_EQ(m_exit, 0) << done.dump();
    expectFigures(done, 25, 25, 0);
    expectRows("25|25");
}

TEST_F(AcceptanceSource, A18_StatusTwoHundredWithAnErrorBodyIsNoPageAndLosesNothing)
{
    const HttpTestServer broken({good(page(1, 10, R"("next":"/orders?p=2")")), good(R"({"error":"database is down"})")});
    const Json stopped = weir(load(broken, {"--next", "$.next"}));
    EXPECT_TRUE(m_exit == 1 || m_exit == 75) << stopped.dump();
    EXPECT_NE(stopped["state"], "completed") << stopped.dump();
    EXPECT_NE(detail(stopped), "");
    expectRows("10|10");
}

TEST_F(AcceptanceSource, A18_AnApiThatHealsAfterAnErrorBodyGoesOnWhereItWas)
{
    const HttpTestServer api({good(page(1, 10, R"("next":"/orders?p=2")")), good(R"({"error":"busy"})"), good(R"({"error":"busy"})"),
                              good(page(11, 20, R"("next":null)"))});
    const Json done = weir(load(api, {"--next", "$.next"}));
    EXPECT_EQ(m_exit, 0) << done.dump();
    expectRows("20|20");
    EXPECT_GE(done.value("retries", 0), 1);
}

TEST_F(AcceptanceSource, A27_ARenamedSourceFileKeepsTheMappingAndAsksBeforeReadingItAnew)
{
    weir({"init", "ws"});
    const auto job = [&](const char *file) {
        m_folder.write("ws/jobs/orders.json",
                       fmt::format(R"({{"weir": 1, "source": {{"file": "{}"}},
                           "target": {{"place": "sqlite:{}#t", "mode": "upsert", "key": ["id"]}},
                           "mapping": {{"fields": [{{"to": "id", "from": "id", "type": "int64"}},
                                                   {{"to": "twice", "expr": "int(n) * 2", "type": "int64"}}]}}}})",
                                   m_folder.file(file), m_folder.file("t.db")));
    };
    sql("CREATE TABLE t (id INTEGER PRIMARY KEY, twice INTEGER) STRICT");
    m_folder.write("march.csv", csv(1, 3));
    job("march.csv");
    weir({"run", "orders"});
    ASSERT_EQ(m_exit, 0) << m_error;
    std::filesystem::rename(m_folder.file("march.csv"), m_folder.file("april.csv"));
    job("april.csv");
    m_folder.write("april.csv", csv(1, 4));
    const Json refused = weir({"run", "orders"});
    EXPECT_EQ(m_exit, 2) << refused.dump();
    EXPECT_NE(detail(refused).find("--again"), std::string::npos) << refused.dump();
    EXPECT_EQ(sql("SELECT count(*) FROM t"), "3");
    const Json done = weir({"run", "orders", "--again"});
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(sql("SELECT id, twice FROM t ORDER BY id"), "1|2;2|2;3|2;4|2");
}

TEST_F(AcceptanceSource, A28_ASourceWithoutRowsSaysSoInResultNotesAndHistory)
{
    m_folder.write("a.csv", "id,n\n");
    const Json done = weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    EXPECT_EQ(m_exit, 0) << done.dump();
    EXPECT_EQ(done["reason"], "no rows") << done.dump();
    EXPECT_NE(notes(done).find("gave no rows"), std::string::npos) << done.dump();
    EXPECT_NE(m_error.find("gave no rows"), std::string::npos) << "and a person at the terminal sees it: " << m_error;
    const Json runs = weir({"runs"});
    EXPECT_EQ(runs["runs"][0]["reason"], "no rows") << runs.dump();
}

TEST_F(AcceptanceSource, A28_ARunThatFoundNothingNewSaysSo)
{
    m_folder.write("a.csv", csv(1, 3));
    weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    const Json again = weir({"copy", "a.csv", "sqlite:t.db#t", "--mode", "append"});
    EXPECT_EQ(m_exit, 0);
    EXPECT_EQ(again["reason"], "nothing new") << again.dump();
    EXPECT_NE(notes(again).find("nothing new"), std::string::npos) << again.dump();
}

TEST_F(AcceptanceSource, A28_AnApiThatIsEmptyOnTheFirstLoadIsDeliveredAndSaysSo)
{
    std::atomic<bool> isFilled = false;
    const HttpTestServer api([&](const ServedRequest &request, ServerConnection &wire) {
        good(isFilled ? page(1, 10, R"("next":null)") : R"({"items":[],"next":null})")(request, wire);
    });
    m_folder.write("map.json", R"({"fields": [{"to": "id", "from": "id", "type": "int64"}, {"to": "n", "from": "n", "type": "int64"}]})");
    for (const std::vector<std::string> &more : {std::vector<std::string>{}, {"--map", "map.json"}, {"--select", "id,n"}}) {
        std::vector<std::string> arguments = load(api, {"--next", "$.next"});
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Json done = weir(arguments);
        EXPECT_EQ(m_exit, 0) << done.dump();
        EXPECT_EQ(done["state"], "completed") << done.dump();
        EXPECT_EQ(done["reason"], "no rows") << done.dump();
        expectFigures(done, 0, 0, 0);
        EXPECT_NE(notes(done).find("gave no rows"), std::string::npos) << done.dump();
    }
    EXPECT_EQ(sql("SELECT count(*) FROM sqlite_master"), "0") << "no table is made of fields that nobody has seen";
    EXPECT_EQ(weir({"runs"})["runs"][0]["reason"], "no rows");
    expectSound();
    isFilled = true;
    const Json filled = weir(load(api, {"--next", "$.next"}));
    EXPECT_EQ(m_exit, 0) << filled.dump();
    expectFigures(filled, 10, 10, 0);
    EXPECT_EQ(sql("SELECT DISTINCT typeof(id) FROM t"), "integer");
    expectSound();
}

TEST_F(AcceptanceSource, A28_RecordsWithoutFieldsAreNoEmptySource)
{
    const HttpTestServer api({good(R"({"items":[{},{}],"next":null})")});
    const Json stopped = weir(load(api, {"--next", "$.next"}));
    EXPECT_EQ(m_exit, 1) << stopped.dump();
    EXPECT_NE(detail(stopped).find("have no fields"), std::string::npos) << stopped.dump();
}

TEST_F(AcceptanceSource, A28_ASourceThatIsEmptyByAccidentDoesNotEmptyTheTarget)
{
    const std::vector<std::string> replace{"copy", "a.csv", "sqlite:t.db#t", "--mode", "replace"};
    m_folder.write("a.csv", csv(1, 3));
    weir(replace);
    ASSERT_EQ(m_exit, 0) << m_error;
    m_folder.write("a.csv", "id,n\n");
    const Json stopped = weir(replace);
    EXPECT_EQ(m_exit, 1) << stopped.dump();
    EXPECT_NE(detail(stopped).find("--yes-replace 3"), std::string::npos) << stopped.dump();
    expectRows("3|3");
    std::vector<std::string> meant = replace;
    meant.insert(meant.end(), {"--yes-replace", "3"});
    const Json emptied = weir(meant);
    EXPECT_EQ(m_exit, 0) << emptied.dump();
    expectRows("0|0");
    expectSound();

    const HttpTestServer api({good(R"({"items":[]})")});
    sql("INSERT INTO t VALUES (7, 1)");
    const Json kept = weir({"copy", api.url("/orders"), "sqlite:t.db#t", "--mode", "replace", "--records", "$.items"});
    EXPECT_EQ(m_exit, 1) << kept.dump();
    expectRows("1|1");
}

TEST_F(AcceptanceSource, WhatASourceGaveBeforeItFailedIsDelivered)
{
    const HttpTestServer api({good(page(1, 10, R"("next":"/orders?p=2","total":30)")), good(page(11, 20, R"("next":null,"total":30)"))});
    const Json stopped = weir(load(api, {"--next", "$.next"}));
    EXPECT_EQ(m_exit, 1) << stopped.dump();
    EXPECT_EQ(stopped["state"], "failed");
    expectFigures(stopped, 20, 20, 0);
    expectRows("20|20");
    expectSound();
}

TEST_F(AcceptanceSource, A29_ALargeFileIsLoadedUnderTheMemoryCap)
{
    constexpr int rows = 1'000'000;
    {
        std::string text = "id,n,name\n";
        text.reserve(64U << 20);
        for (int id = 1; id <= rows; ++id)
            text += fmt::format("{},{},\"customer number {} of the large file\"\n", id, id % 7, id);
        m_folder.write("large.csv", text);
    }
    Child child = start({"copy", "large.csv", "sqlite:t.db#t", "--mode", "append"});
    const Json done = object(child.wait());
    EXPECT_EQ(m_exit, 0) << done.dump();
    expectFigures(done, rows, rows, 0);
    expectRows(fmt::format("{0}|{0}", rows));
    if (!isSanitized) { // they keep freed memory from being used again
        EXPECT_LE(child.memoryPeak(), std::int64_t{160} << 20);
    }
}

} // namespace
} // namespace weir::test
