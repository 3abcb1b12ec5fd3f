// Bad input: files, job files, APIs. Each time the message says what, where, why and what to do, the exit code is right,
// and nothing is lost or written.

#include "tests/support/commandline.h"
#include "tests/support/httptestserver.h"

#include <atomic>
#include <filesystem>
#include <fmt/format.h>
#include <future>

namespace weir::test {
namespace {

class BadInput : public CommandLine
{
protected:
    void expectNoTarget() { EXPECT_FALSE(std::filesystem::exists(m_folder.file("t.db"))) << "the target was made"; }

    Json copyApi(const HttpTestServer &api, std::vector<std::string> flags)
    {
        std::vector<std::string> words = {"copy", api.url("/orders"), "sqlite:t.db#t", "--key", "id", "--records", "$.items"};
        words.insert(words.end(), flags.begin(), flags.end());
        return weir(words);
    }
};

TEST_F(BadInput, AMissingFileIsNamed)
{
    const Json run = weir({"copy", "gone.csv", "sqlite:t.db#t"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "NotFound", {m_folder.file("gone.csv")});
    expectNoTarget();
    const Finished text = raw({"copy", "gone.csv", "sqlite:t.db#t", "--workspace", "ws"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_NE(text.error.find("gone.csv"), std::string::npos) << text.error;
    EXPECT_EQ(text.out, "");
}

TEST_F(BadInput, AnUnknownEncodingIsRefusedWithWhatIsKnown)
{
    m_folder.write("a.csv", "id\n1\n");
    const Json run = weir({"copy", "a.csv", "sqlite:t.db#t", "--encoding", "klingon"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "InvalidConfig", {"klingon"});
    expectNoTarget();
}

TEST_F(BadInput, BytesThatAreNotOfTheEncodingCostTheirRowsAndNoOther)
{
    m_folder.write("a.csv", "id,name\n1,good\n2,b\xFF\xFE" "d\n3,also good\n");
    const Json run = weir({"copy", "a.csv", "sqlite:t.db#t", "--encoding", "utf-8"});
    EXPECT_EQ(m_exit, 3) << run.dump();
    EXPECT_EQ(run["read"], 3);
    EXPECT_EQ(run["delivered"], 2);
    EXPECT_EQ(run["causes"][0]["code"], "BadEncoding") << run.dump();
    EXPECT_EQ(sql("SELECT id FROM t"), "1\n3\n");
    const Json failures = weir({"failures", run["job"], "--rows"});
    EXPECT_NE(failures["rows"][0]["position"].get<std::string>().find("3"), std::string::npos) << failures.dump();
    EXPECT_NE(failures["causes"][0]["suggestion"].get<std::string>().find("encoding"), std::string::npos);
}

TEST_F(BadInput, AMalformedJobFileIsExplainedByLineAndByPointer)
{
    weir({"init", "ws"});
    m_folder.write("ws/jobs/broken.json", "{ \"weir\": 1,\n  \"source\": { \"file\": \"a.csv\", }\n}");
    Json run = weir({"run", "broken"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "InvalidConfig", {"broken.json:2:"});
    m_folder.write("ws/jobs/wrong.json",
                   R"({"weir":1,"source":{"file":"a.csv"},"target":{"place":"sqlite:t.db#t","mdoe":"append"},"policy":{"onBadRow":"shrug"}})");
    run = weir({"run", "wrong"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "InvalidConfig", {"wrong.json", "/target/mdoe", "mode"});
    const Json findings = weir({"validate"});
    EXPECT_EQ(m_exit, 2);
    EXPECT_FALSE(findings["valid"].get<bool>());
    std::string all = findings["findings"].dump();
    for (const char *part : {"broken.json", "wrong.json", "/target/mdoe", "/policy/onBadRow", "quarantine"})
        EXPECT_NE(all.find(part), std::string::npos) << part << " in " << all;
    expectNoTarget();
}

TEST_F(BadInput, ADeepOrHugeJobFileIsRefusedBeforeItIsParsed)
{
    weir({"init", "ws"});
    m_folder.write("ws/jobs/deep.json", std::string(100'000, '['));
    const Json run = weir({"run", "deep"});
    EXPECT_EQ(m_exit, 2);
    expectError(run, "InvalidConfig", {"deep.json"});
}

TEST_F(BadInput, TheSameJobTwiceAtOnceIsBusyAndWritesNothingTwice)
{
    const Finished done = shell("mkfifo pipe go; exec 3<>go; (echo id; echo 1; read wait < go; echo 2) > pipe & "
                                "$WEIR copy - sqlite:t.db#t --format csv --workspace ws --events ev < pipe > first 2>&1 & weir=$!; "
                                "n=0; until grep -q . ws/locks/*.lock 2>/dev/null || [ $n -gt 600 ]; do n=$((n+1)); sleep 0.05; done; "
                                "printf 'id\\n9\\n' | $WEIR copy - sqlite:t.db#t --format csv --workspace ws --json; code=$?; "
                                "echo >&3; wait $weir; echo $? > firstcode; exit $code");
    EXPECT_EQ(m_exit, 75) << done.out << done.error;
    const Json busy = Json::parse(done.out, nullptr, false);
    ASSERT_TRUE(busy.is_object()) << done.out;
    expectError(busy, "Unavailable", {"copy-", "again later"});
    EXPECT_EQ(m_folder.read("firstcode"), "0\n") << m_folder.read("first");
    EXPECT_EQ(sql("SELECT id FROM t ORDER BY id"), "1\n2\n");
}

TEST_F(BadInput, AFullDiskStopsAndTheSameCommandGoesOnOnceThereIsRoom)
{
    std::string csv = "id,text\n";
    for (int i = 1; i <= 40'000; ++i)
        csv += fmt::format("{},some words that take room on the disk\n", i);
    m_folder.write("a.csv", csv);
    const Finished done = shell("mkdir small; unshare -m sh -c 'mount -t tmpfs -o size=1m none small; "
                                "$WEIR copy a.csv small/out.csv --workspace ws --json --commit-rows 2000; echo $? > first; "
                                "mount -o remount,size=64m small; "
                                "$WEIR copy a.csv small/out.csv --workspace ws --json >second.json; echo $? > second; "
                                "cp small/out.csv out.csv'");
    const Json stopped = Json::parse(done.out, nullptr, false);
    ASSERT_TRUE(stopped.is_object()) << done.out << done.error;
    EXPECT_EQ(m_folder.read("first"), "1\n") << done.out;
    expectError(stopped, "StorageFull", {"out.csv", "free space"});
    EXPECT_TRUE(stopped["balanced"].get<bool>());
    EXPECT_EQ(m_folder.read("second"), "0\n") << m_folder.read("second.json");
    EXPECT_EQ(m_folder.read("out.csv"), csv) << "lost or doubled rows";
}

/// A port of this machine on which nobody listens.
int closedPort()
{
    const HttpTestServer gone(good("[]"));
    return gone.port();
}

TEST_F(BadInput, AnUnreachableHostIsTemporary)
{
    const int port = closedPort();
    weir({"init", "ws"});
    m_folder.write("ws/jobs/orders.json",
                   fmt::format(R"({{"weir":1,"source":{{"place":"http://127.0.0.1:{}/orders"}},
                                   "target":{{"place":"sqlite:{}#t","create":"ifMissing"}},
                                   "policy":{{"retry":{{"preset":"none","giveUpAfter":"1s"}}}}}})",
                               port, m_folder.file("t.db")));
    const Json run = weir({"run", "orders"});
    EXPECT_EQ(m_exit, 75) << run.dump();
    expectError(run, "Unavailable", {"127.0.0.1", "again later"});
    expectNoTarget();
}

TEST_F(BadInput, AnExpiredTokenStopsWithTheNameOfTheSecretAndNotItsValue)
{
    const HttpTestServer api(status(401, R"({"error":"token expired"})"));
    const Json run = weir({"copy", api.url("/orders"), "sqlite:t.db#t", "--key", "id", "--bearer-secret", "shop-token"},
                          {{"WEIR_SECRET_SHOP_TOKEN", "tok-3f9c2ab8812d"}});
    EXPECT_EQ(m_exit, 1) << run.dump();
    expectError(run, "Unauthenticated", {"401", "weir secrets"});
    EXPECT_EQ((run.dump() + m_error).find("tok-3f9c2ab8812d"), std::string::npos);
    EXPECT_NE(api.everythingReceived().find("Bearer tok-3f9c2ab8812d"), std::string::npos) << "negative control: it was sent";
    expectNoTarget();
}

TEST_F(BadInput, AnErrorBodyWithStatusTwoHundredIsNoEmptyPage)
{
    const HttpTestServer api(good(R"({"error":{"code":500,"message":"database is down"}})"));
    const Json run = copyApi(api, {});
    EXPECT_NE(m_exit, 0) << run.dump();
    EXPECT_NE(m_exit, 3);
    ASSERT_TRUE(run.contains("error")) << run.dump();
    EXPECT_NE(run["error"]["detail"].get<std::string>().find("$.items"), std::string::npos) << run.dump();
    EXPECT_EQ(run.value("delivered", 0), 0);
    expectNoTarget();
}

TEST_F(BadInput, AnErrorBodyBehindAGoodPageLosesNothing)
{
    std::atomic<bool> isDown{true};
    std::promise<std::string> promised; // the server has its address only once it listens
    const std::shared_future<std::string> origin = promised.get_future().share();
    const HttpTestServer api([&](const ServedRequest &request, ServerConnection &connection) {
        if (request.parameter("page") == "2" && isDown.load())
            good(R"({"error":"database is down"})")(request, connection);
        else if (request.parameter("page") == "2")
            good(R"({"items":[{"id":2}],"next":null})")(request, connection);
        else
            good(fmt::format(R"({{"items":[{{"id":1}}],"next":"{}/orders?page=2"}})", origin.get()))(request, connection);
    });
    std::string address = api.url("");
    while (address.ends_with('/'))
        address.pop_back();
    promised.set_value(std::move(address));
    Json run = copyApi(api, {"--next", "$.next"});
    EXPECT_NE(m_exit, 0) << run.dump();
    EXPECT_TRUE(run.value("balanced", false)) << run.dump();
    isDown = false;
    run = copyApi(api, {"--next", "$.next"});
    EXPECT_EQ(m_exit, 0) << run.dump();
    EXPECT_EQ(sql("SELECT id FROM t ORDER BY id"), "1\n2\n");
}

TEST_F(BadInput, ANextLinkToAnotherOriginIsNotFollowed)
{
    const HttpTestServer elsewhere(good(R"({"items":[{"id":666}],"next":null})"));
    const HttpTestServer api(good(fmt::format(R"({{"items":[{{"id":1}}],"next":"{}"}})", elsewhere.url("/orders"))));
    const Json run = weir({"copy", api.url("/orders"), "sqlite:t.db#t", "--key", "id", "--records", "$.items", "--next", "$.next",
                           "--bearer-secret", "shop-token"},
                          {{"WEIR_SECRET_SHOP_TOKEN", "tok-3f9c2ab8812d"}});
    EXPECT_EQ(m_exit, 2) << "the connection decides whom it trusts: " << run.dump();
    expectError(run, "InvalidConfig", {"not followed", "allowedOrigins"});
    EXPECT_TRUE(elsewhere.requests().empty()) << "the other origin was asked";
    EXPECT_TRUE(run.value("balanced", false));
}

TEST_F(BadInput, ACredentialInALiteralHeaderIsRefused)
{
    const HttpTestServer api(good(R"({"items":[]})"));
    const Json run = copyApi(api, {"--header", "X-Api-Key: abc123secret"});
    EXPECT_EQ(m_exit, 2) << run.dump();
    expectError(run, "InvalidConfig", {"X-Api-Key", "weir secrets set"});
    EXPECT_EQ((run.dump() + m_error).find("abc123secret"), std::string::npos);
    EXPECT_TRUE(api.requests().empty());
    const Json broken = copyApi(api, {"--header", "no colon"});
    EXPECT_EQ(m_exit, 2);
    expectError(broken, "InvalidConfig", {"--header"});
}

} // namespace
} // namespace weir::test
