#include "core/connectors/http/httptransport.h"
#include "core/connectors/http/qthttptransport.h"
#include "tests/support/httptestserver.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace std::chrono_literals;
using namespace weir;
using namespace weir::test;

namespace {

HttpProfile profileOf(const std::string &url)
{
    HttpProfile profile;
    profile.base = *Url::parse(url);
    profile.limits.connect = 2s;
    profile.limits.idle = 2s;
    profile.limits.total = 5s;
    return profile;
}

HttpRequest get(const std::string &url)
{
    HttpRequest request;
    request.url = *Url::parse(url);
    return request;
}

std::unique_ptr<HttpTransport> transportOf(const HttpProfile &profile)
{
    auto transport = makeQtHttpTransport(profile);
    EXPECT_TRUE(transport);
    return std::move(*transport);
}

Result<HttpResponse> fetch(const HttpTestServer &server, HttpLimits limits = {})
{
    HttpProfile profile = profileOf(server.url());
    if (limits.total != HttpLimits{}.total)
        profile.limits = limits;
    return transportOf(profile)->send(get(server.url("/orders")), CancelToken());
}

std::chrono::milliseconds since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

} // namespace

TEST(HttpTransportTest, AWholeAnswerComesWithStatusHeadersAndBody)
{
    HttpTestServer server({good("{\"items\":[]}", {"X-Total-Count: 7"})});
    const auto answer = fetch(server);
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "{\"items\":[]}");
    EXPECT_EQ(answer->header("x-total-count"), "7");
    EXPECT_EQ(answer->bodyEnd, BodyEnd::Length);
    EXPECT_EQ(answer->url.text(), server.url("/orders"));
    const ServedRequest request = server.requests().at(0);
    EXPECT_EQ(request.header("host"), fmt::format("127.0.0.1:{}", server.port()));
    EXPECT_EQ(request.header("user-agent"), "Weir/0.1");
}

TEST(HttpTransportTest, AnyStatusIsAnAnswer)
{
    for (const int code : {204, 400, 401, 403, 404, 407, 409, 418, 429, 500, 502, 503}) {
        SCOPED_TRACE(code);
        HttpTestServer server({status(code, code == 204 ? "" : "{\"error\":1}", {"Retry-After: 3"})});
        const auto answer = fetch(server);
        ASSERT_TRUE(answer) << answer.error().detail;
        EXPECT_EQ(answer->status, code);
        EXPECT_EQ(answer->header("retry-after"), "3");
        EXPECT_EQ(answer->body, code == 204 ? "" : "{\"error\":1}");
    }
}

TEST(HttpTransportTest, ABodyCutAtAnyByteIsNoAnswer)
{
    const std::string body = "[1,2,3,4,5,6,7,8,9]";
    for (std::size_t bytes = 0; bytes < body.size(); ++bytes) {
        SCOPED_TRACE(bytes);
        HttpTestServer server({cutAfter(body, bytes)});
        const auto answer = fetch(server);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::Unavailable);
        EXPECT_EQ(answer.error().recovery, Recovery::Retry);
    }
}

TEST(HttpTransportTest, AHeadCutAtAnyByteIsNoAnswer)
{
    const std::string text = answerText(200, "[]");
    for (std::size_t bytes = 0; bytes < text.size() - 2; bytes += 3) {
        SCOPED_TRACE(bytes);
        HttpTestServer server({rawThenClose(text.substr(0, bytes))});
        const auto answer = fetch(server);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().recovery, Recovery::Retry) << answer.error().detail;
    }
}

TEST(HttpTransportTest, AResetInTheBodyIsNoAnswer)
{
    HttpTestServer server({rawThenReset(answerText(200, "[1,2,3,4]").substr(0, 75))});
    const auto answer = fetch(server);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().recovery, Recovery::Retry);
}

TEST(HttpTransportTest, AChunkedBodyCountsOnlyWithItsFinalChunk)
{
    const std::string body = "[1,2,3,4,5,6,7,8,9]";
    HttpTestServer whole({chunked(body, 4, true)});
    const auto answer = fetch(whole);
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->body, body);
    EXPECT_EQ(answer->bodyEnd, BodyEnd::Chunks);
    for (const std::size_t chunk : {1U, 4U, 100U}) {
        SCOPED_TRACE(chunk);
        HttpTestServer cut({chunked(body, chunk, false)});
        const auto none = fetch(cut);
        ASSERT_FALSE(none) << none->body;
        EXPECT_EQ(none.error().recovery, Recovery::Retry);
    }
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char *rest :
         {"4\r\n[1,2", "4\r\n[1,2\r", "4\r\n[1,2\r\n", "4\r\n[1,2\r\n1", "4\r\n[1,2\r\n1\r\n]\r\n", ""}) {
        SCOPED_TRACE(rest);
        HttpTestServer cut({rawThenClose(head + rest)});
        EXPECT_FALSE(fetch(cut));
    }
}

TEST(HttpTransportTest, HalfAGzipBodyIsNoAnswerAlthoughItsLengthIsMet)
{
    const std::string body(10'000, 'x');
    const std::string packed = gzipStored(body);
    HttpTestServer whole({good(packed, {"Content-Encoding: gzip"})});
    const auto answer = fetch(whole);
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->body, body);
    EXPECT_EQ(answer->bytesReceived, static_cast<std::int64_t>(packed.size()));
    for (const std::size_t size : {packed.size() - 1, packed.size() - 8, packed.size() / 2, std::size_t{3}}) {
        HttpTestServer half({good(packed.substr(0, size), {"Content-Encoding: gzip"})});
        const auto none = fetch(half);
        ASSERT_FALSE(none) << size;
        EXPECT_EQ(none.error().recovery, Recovery::Retry);
    }
    HttpTestServer chunkedHalf({chunked(packed.substr(0, 500), 100, true, {"Content-Encoding: gzip"})});
    EXPECT_FALSE(fetch(chunkedHalf));
}

TEST(HttpTransportTest, ABodyThatOnlyTheClosingEndsSaysSo)
{
    HttpTestServer server({rawThenClose("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[1,2]")});
    const auto answer = fetch(server);
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->bodyEnd, BodyEnd::Closed);
    HttpTestServer packed(
        {rawThenClose("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipStored("[1,2]"))});
    EXPECT_EQ(fetch(packed)->bodyEnd, BodyEnd::Checksum);
}

TEST(HttpTransportTest, DeadlinesEndEveryKindOfSlowness)
{
    HttpLimits quick;
    quick.connect = 300ms;
    quick.idle = 300ms;
    quick.total = 900ms;
    quick.rateWindow = 400ms;
    quick.rateMin = 100;
    struct Row
    {
        const char *sentence;
        HttpTestServer::Answer answer;
        std::chrono::milliseconds atMost;
    };
    HttpLimits patient = quick;
    patient.rateMin = 0;
    const Row rows[] = {
        {"no answer at all meets the idle deadline", silence(), 700ms},
        {"a drip meets the minimum rate", drip(std::string(1'000, 'x'), 30ms), 900ms},
        {"headers that stop half-way meet the idle deadline",
         [](const ServedRequest &, ServerConnection &wire) {
             wire.send("HTTP/1.1 200 OK\r\nContent-Le");
             wire.pause(5s);
             wire.close();
         },
         700ms},
        {"endless headers meet a deadline",
         [](const ServedRequest &, ServerConnection &wire) {
             wire.send("HTTP/1.1 200 OK\r\n");
             while (wire.send("X-More: and more and more\r\n") && wire.pause(5ms)) {
             }
         },
         1'300ms},
    };
    for (const Row &row : rows) {
        SCOPED_TRACE(row.sentence);
        HttpTestServer server({row.answer});
        const auto start = std::chrono::steady_clock::now();
        const auto answer = fetch(server, quick);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::Timeout) << answer.error().detail;
        EXPECT_EQ(answer.error().recovery, Recovery::Retry);
        EXPECT_LE(since(start), row.atMost + 600ms);
    }
    HttpTestServer dripping({drip(std::string(1'000, 'x'), 30ms)});
    const auto start = std::chrono::steady_clock::now();
    const auto answer = fetch(dripping, patient);
    ASSERT_FALSE(answer) << "without a minimum rate the total deadline ends the drip";
    EXPECT_EQ(answer.error().code, ErrorCode::Timeout);
    EXPECT_LE(since(start), 1'500ms);
}

TEST(HttpTransportTest, AConnectionThatNeverStandsMeetsTheConnectDeadline)
{
    // Nobody answers on this address of the documentation range; machines without any route refuse at once.
    HttpProfile profile = profileOf("https://shop.example/");
    profile.limits.connect = 300ms;
    profile.resolve = [](const std::string &) { return std::vector<std::string>{"192.0.2.1"}; };
    const auto start = std::chrono::steady_clock::now();
    const auto answer = transportOf(profile)->send(get("https://shop.example/"), CancelToken());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().recovery, Recovery::Retry);
    EXPECT_LE(since(start), 1'500ms);
}

TEST(HttpTransportTest, ARefusedConnectionIsToBeTriedAgain)
{
    int port = 0;
    {
        HttpTestServer gone({good("[]")});
        port = gone.port();
    }
    const std::string url = fmt::format("http://127.0.0.1:{}/", port);
    const auto answer = transportOf(profileOf(url))->send(get(url), CancelToken());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(answer.error().recovery, Recovery::Retry);
    EXPECT_NE(answer.error().detail.find("refused"), std::string::npos) << answer.error().detail;
}

TEST(HttpTransportTest, TheNextAddressOfAHostIsTriedWhenTheFirstRefuses)
{
    HttpTestServer server({good("[1]")});
    HttpProfile profile = profileOf(fmt::format("http://shop.example:{}/", server.port()));
    profile.resolve = [](const std::string &) { return std::vector<std::string>{"127.0.0.2", "127.0.0.1"}; };
    profile.allowHttp = true;
    const auto answer = transportOf(profile)->send(get(profile.base.text()), CancelToken());
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(server.requests().at(0).header("host"), fmt::format("shop.example:{}", server.port()))
        << "the name is in Host, although the address was connected to";
}

TEST(HttpTransportTest, CancellingEndsItWithinASecond)
{
    HttpTestServer server({silence()});
    const CancelToken token;
    HttpProfile profile = profileOf(server.url());
    profile.limits.idle = profile.limits.total = 60s;
    const auto transport = transportOf(profile);
    const auto exchange = transport->start(get(server.url()), token);
    const auto start = std::chrono::steady_clock::now();
    token.cancel();
    const auto answer = exchange->wait();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Cancelled);
    EXPECT_LE(since(start), 1s);
}

TEST(HttpTransportTest, AnExchangeNobodyWaitsForIsDropped)
{
    HttpTestServer server({silence(), good("[2]")});
    const auto transport = transportOf(profileOf(server.url()));
    (void)transport->start(get(server.url("/slow")), CancelToken());
    const auto second = transport->send(get(server.url("/fast")), CancelToken());
    EXPECT_TRUE(second || second.error().code == ErrorCode::Timeout);
}

TEST(HttpTransportTest, LimitsOfSizeStopTheAnswer)
{
    HttpLimits small;
    small.total = 3s;
    small.bodyBytesMax = 1'000;
    HttpTestServer large({good(std::string(1'001, 'x'))});
    auto answer = fetch(large, small);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().recovery, Recovery::Stop);
    HttpTestServer fits({good(std::string(1'000, 'x'))});
    EXPECT_TRUE(fetch(fits, small));

    HttpTestServer unpacked(
        {good(gzipStored(std::string(1'001, 'x')).substr(0, 900), {"Content-Encoding: gzip"})});
    EXPECT_FALSE(fetch(unpacked, small));

    HttpTestServer longLine({good("[]", {"X-Long: " + std::string(9'000, 'x')})});
    answer = fetch(longLine);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().recovery, Recovery::Stop);

    HttpTestServer manyLines(
        {good("[]", std::vector<std::string>(100, "X-Many: " + std::string(1'000, 'x')))});
    EXPECT_FALSE(fetch(manyLines));
}

TEST(HttpTransportTest, ABodyThatUnpacksToFarMoreStopsTheAnswer)
{
    // zstd by hand (RFC 8878): blocks of four bytes that stand for 128 KiB each.
    const auto bomb = [](int blocks) {
        std::string frame("\x28\xB5\x2F\xFD\x00\x38", 6);
        for (int i = 0; i < blocks; ++i) {
            const unsigned head = (128U << 10) << 3 | 1U << 1 | (i + 1 == blocks ? 1U : 0U);
            for (const int shift : {0, 8, 16})
                frame += static_cast<char>(head >> shift & 0xFF);
            frame += ' ';
        }
        return frame;
    };
    HttpTestServer fits({good(bomb(8), {"Content-Encoding: zstd"})});
    const auto small = fetch(fits);
    ASSERT_TRUE(small) << small.error().detail;
    EXPECT_EQ(small->body.size(), std::size_t{1} << 20) << "what is small anyway may be as repetitive as it likes";
    HttpTestServer server({good(bomb(400), {"Content-Encoding: zstd"})});
    const auto answer = fetch(server);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().recovery, Recovery::Stop) << answer.error().detail;
}

TEST(HttpTransportTest, HeaderInjectionIsRefusedBeforeAnythingIsSent)
{
    HttpTestServer server({good("[]")});
    const auto transport = transportOf(profileOf(server.url()));
    const auto tries = [&](const std::function<void(HttpRequest &)> &spoil) {
        HttpRequest request = get(server.url("/orders"));
        spoil(request);
        const auto answer = transport->send(std::move(request), CancelToken());
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().recovery, Recovery::Stop);
    };
    for (const std::string &bad : {std::string("a\r\nX-Evil: 1"), std::string("a\nX-Evil: 1"),
                                   std::string("a\rb"), std::string("a\0b", 3), std::string("a\x7F"),
                                   std::string("a\r\n\r\nGET /evil HTTP/1.1\r\nHost: h\r\n\r\n")}) {
        tries([&](HttpRequest &request) { request.headers.push_back({"X-Value", bad}); });
        tries([&](HttpRequest &request) { request.headers.push_back({bad, "x"}); });
        tries([&](HttpRequest &request) { request.method = bad; });
        tries([&](HttpRequest &request) { request.url.path = "/" + bad; });
        tries([&](HttpRequest &request) { request.url.query = bad; });
        tries([&](HttpRequest &request) { request.url.host = bad; });
    }
    tries([](HttpRequest &request) { request.headers.push_back({"", "x"}); });
    tries([](HttpRequest &request) { request.headers.push_back({"X Blank", "x"}); });
    tries([](HttpRequest &request) { request.headers.push_back({"X-Colon:", "x"}); });
    tries([](HttpRequest &request) { request.method = "GET /evil"; });
    EXPECT_EQ(server.requests().size(), 0U);
}

TEST(HttpTransportTest, PlainHttpLeavesThisMachineOnlyWhenAllowed)
{
    HttpTestServer server({good("[]")});
    const auto ask = [&](bool isAllowed, const std::string &address) {
        HttpProfile profile = profileOf(fmt::format("http://shop.example:{}/", server.port()));
        profile.allowHttp = isAllowed;
        profile.limits.connect = profile.limits.idle = 200ms;
        profile.resolve = [address](const std::string &) { return std::vector<std::string>{address}; };
        return transportOf(profile)->send(get(profile.base.text()), CancelToken());
    };
    const auto refused = ask(false, "192.0.2.1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidConfig);
    const auto tried = ask(true, "192.0.2.1");
    ASSERT_FALSE(tried);
    EXPECT_NE(tried.error().code, ErrorCode::InvalidConfig) << tried.error().detail;
}

TEST(HttpTransportTest, RedirectsCarryNoSecretToAnotherPlace)
{
    constexpr const char *canary = "canary-7f3a";
    int followed = 0;
    for (const int code : {301, 302, 303, 307, 308}) {
        for (const char *verb : {"GET", "POST", "PUT", "DELETE"}) {
            for (const char *where : {"same", "otherPort", "otherHost", "allowed"}) {
                SCOPED_TRACE(fmt::format("{} {} to {}", code, verb, where));
                HttpTestServer stranger({good("[2]")});
                std::string target = "/there?k=v";
                if (std::string_view(where) == "otherHost")
                    target = fmt::format("http://localhost:{}/there", stranger.port());
                else if (std::string_view(where) != "same")
                    target = stranger.url("/there?api_key=") + canary;
                HttpTestServer own([&](const ServedRequest &request, ServerConnection &wire) {
                    wire.send(request.path == "/there" ? answerText(200, "[1]")
                                                       : answerText(code, "", {"Location: " + target}));
                });
                HttpProfile profile = profileOf(own.url());
                if (std::string_view(where) == "allowed")
                    profile.allowedOrigins = {Url::parse(stranger.url())->origin()};
                HttpRequest request = get(own.url("/orders"));
                request.method = verb;
                request.headers = {{"Authorization", fmt::format("Bearer {}", canary), true},
                                   {"Cookie", fmt::format("sid={}", canary), true},
                                   {"X-Api-Key", canary, true},
                                   {"Accept", "application/json", false}};
                request.secretQuery = {{"api_key", canary}};
                const auto answer = transportOf(profile)->send(std::move(request), CancelToken());
                EXPECT_EQ(stranger.everythingReceived().find(canary), std::string::npos)
                    << "0 secrets at the second host";
                EXPECT_NE(own.everythingReceived().find(canary), std::string::npos);
                if (std::string_view(verb) != "GET") {
                    ASSERT_TRUE(answer) << "a redirect of a write is an answer, not a wish";
                    EXPECT_EQ(answer->status, code);
                    EXPECT_EQ(own.requests().size(), 1U);
                } else if (std::string_view(where) == "same") {
                    ASSERT_TRUE(answer) << answer.error().detail;
                    EXPECT_EQ(answer->body, "[1]");
                    EXPECT_NE(own.requests().at(1).raw.find(canary), std::string::npos)
                        << "at home the secret goes along";
                    EXPECT_EQ(answer->url.text().find(canary), std::string::npos);
                    ++followed;
                } else {
                    // An allowed origin on loopback is still refused: servers may not send us into the
                    // machine (SR-13).
                    ASSERT_FALSE(answer);
                    EXPECT_EQ(answer.error().recovery, Recovery::Stop);
                    EXPECT_EQ(answer.error().detail.find(canary), std::string::npos) << answer.error().detail;
                }
                EXPECT_EQ(stranger.requests().size(), 0U);
            }
        }
    }
    EXPECT_EQ(followed, 5);
}

TEST(HttpTransportTest, ACircleOfRedirectsEnds)
{
    HttpTestServer server({status(302, "", {"Location: /again"})});
    const auto answer = fetch(server);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().recovery, Recovery::Stop);
    EXPECT_EQ(server.requests().size(), 6U) << "the request and five redirects";
}

TEST(HttpTransportTest, ANameThatMovesToAnotherKindOfAddressIsRefused)
{
    // DNS rebinding: the name points to this machine when the run begins, and elsewhere once that has gone
    // away.
    auto server = std::make_unique<HttpTestServer>(
        std::vector<HttpTestServer::Answer>{good("[1]", {"Connection: close"})});
    int asked = 0;
    HttpProfile profile = profileOf(fmt::format("http://shop.example:{}/", server->port()));
    profile.allowHttp = true;
    profile.resolve = [&asked](const std::string &) {
        return std::vector<std::string>{++asked == 1 ? "127.0.0.1" : "10.0.0.1"};
    };
    const auto transport = transportOf(profile);
    ASSERT_TRUE(transport->send(get(profile.base.text()), CancelToken()));
    server.reset();
    EXPECT_EQ(transport->send(get(profile.base.text()), CancelToken()).error().recovery, Recovery::Retry);
    const auto moved = transport->send(get(profile.base.text()), CancelToken());
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, ErrorCode::InvalidConfig);
    EXPECT_NE(moved.error().detail.find("private address"), std::string::npos) << moved.error().detail;
    EXPECT_EQ(asked, 2);
}
