// When a page of an API counts (delivery §5.1): accidents that pass, accidents that stay, and the end of a stream.

#include "core/connectors/http/qthttptransport.h"
#include "tests/support/fakeapi.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace std::chrono_literals;
using namespace weir;
using namespace weir::test;

namespace {

constexpr int recordsMax = FakeApi::recordsMax;
constexpr int pageSize = FakeApi::pageSize;

struct FaultRow
{
    const char *sentence;
    FakeApi::Fault fault;
};

const std::string html = "<!DOCTYPE html><html><body>Please sign in</body></html>";

/// Accidents that pass: once on the second page, and every row must still arrive once.
std::vector<FaultRow> passingFaults()
{
    return {
        {"a 500", [](auto &, auto &) { return status(500); }},
        {"a 502 from a gateway", [](auto &, auto &) { return status(502, html); }},
        {"a 503 with Retry-After", [](auto &, auto &) { return status(503, "{}", {"Retry-After: 0"}); }},
        {"a 429", [](auto &, auto &) { return status(429, "{}", {"Retry-After: 0"}); }},
        {"a 429 with a date that is past",
         [](auto &, auto &) { return status(429, "{}", {"Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"}); }},
        {"a 429 with a Retry-After that is none",
         [](auto &, auto &) { return status(429, "{}", {"Retry-After: soon"}); }},
        {"a 504 from a gateway", [](auto &, auto &) { return status(504, html); }},
        {"a 408", [](auto &, auto &) { return status(408); }},
        {"a 425", [](auto &, auto &) { return status(425); }},
        {"a reset without an answer", [](auto &, auto &) { return rawThenReset(""); }},
        {"a reset in the head", [](auto &good, auto &) { return rawThenReset(good.substr(0, 12)); }},
        {"a reset behind the head",
         [](auto &good, auto &) { return rawThenReset(good.substr(0, good.find("\r\n\r\n") + 4)); }},
        {"a head cut in order", [](auto &good, auto &) { return rawThenClose(good.substr(0, 40)); }},
        {"a body without a length that is cut",
         [](auto &good, auto &) {
             const std::string body = good.substr(good.find("\r\n\r\n") + 4);
             return rawThenClose("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body.substr(0, body.size() - 5));
         }},
        {"chunks without their end",
         [](auto &good, auto &) { return chunked(good.substr(good.find("\r\n\r\n") + 4), 50, false); }},
        {"100 Continue, then nothing", [](auto &, auto &) { return rawThenClose("HTTP/1.1 100 Continue\r\n\r\n"); }},
        {"no bytes with 200", [](auto &, auto &) { return good(""); }},
        {"a page of another kind", [](auto &, auto &) { return good("[]"); }},
        {"text in another encoding", [](auto &, auto &) { return good("{\"items\":[{\"id\":1,\"name\":\"\xCD\xF5\"}]}"); }},
        {"a reset in the body",
         [](auto &good, auto &) { return rawThenReset(good.substr(0, good.size() - 20)); }},
        {"a body cut in order",
         [](auto &good, auto &) { return rawThenClose(good.substr(0, good.size() - 1)); }},
        {"a connection closed without an answer", [](auto &, auto &) { return rawThenClose(""); }},
        {"an answer that never comes", [](auto &, auto &) { return silence(); }},
        {"HTML with 200", [](auto &, auto &) { return good(html, {}, "text/html"); }},
        {"an error body with 200", [](auto &, auto &) { return good("{\"error\":\"busy\",\"code\":17}"); }},
        {"truncated JSON with a length that is met",
         [](auto &, auto &) { return good("{\"items\":[{\"id\":1},"); }},
        {"records that are no array", [](auto &, auto &) { return good("{\"items\":{\"id\":11}}"); }},
        {"records that are null", [](auto &, auto &) { return good("{\"items\":null}"); }},
        {"the page before once more", [](auto &, auto &before) { return text(before); }},
        {"an empty page", [](auto &, auto &) { return good("{\"items\":[]}"); }},
        {"an empty page with an error beside",
         [](auto &, auto &) { return good("{\"items\":[],\"error\":\"shard 3 is down\"}"); }},
        {"half a gzip body",
         [](auto &, auto &) {
             return good(gzipStored("{\"items\":[]}").substr(0, 20), {"Content-Encoding: gzip"});
         }},
    };
}

} // namespace

TEST(HttpFaultsTest, AnAccidentThatPassesCostsNoRow)
{
    for (const FaultRow &row : passingFaults()) {
        for (const std::string &kind : pagingKinds()) {
            SCOPED_TRACE(fmt::format("{}: {}", kind, row.sentence));
            FakeApi api(kind);
            api.spoil(1, 1, row.fault);
            const HttpReading reading = readApi(api);
            EXPECT_FALSE(reading.error) << reading.error->detail;
            EXPECT_EQ(reading.ids, ids(1, recordsMax));
            // A used connection that closes before an answer says nothing of the server: one new one is tried
            // at once.
            const bool isSilent =
                std::string_view(row.sentence).find("without an answer") != std::string_view::npos;
            EXPECT_GE(reading.attempts, isSilent ? 0U : 1U) << "and the failed try is told";
        }
    }
}

TEST(HttpFaultsTest, AnAccidentThatStaysIsRedWithItsReason)
{
    struct Row
    {
        const char *sentence;
        FakeApi::Fault fault;
        ErrorCode code;
        Recovery recovery;
        const char *words;
    };
    const Row rows[] = {
        {"500", [](auto &, auto &) { return status(500); }, ErrorCode::Unavailable, Recovery::Retry, "500"},
        {"429", [](auto &, auto &) { return status(429); }, ErrorCode::RateLimited, Recovery::Retry, "429"},
        {"a cut body", [](auto &good, auto &) { return rawThenClose(good.substr(0, good.size() - 1)); },
         ErrorCode::Unavailable, Recovery::Retry, "before it was whole"},
        {"401", [](auto &, auto &) { return status(401); }, ErrorCode::Unauthenticated, Recovery::Stop,
         "sign-in"},
        {"403", [](auto &, auto &) { return status(403); }, ErrorCode::PermissionDenied, Recovery::Stop,
         "403"},
        {"404", [](auto &, auto &) { return status(404); }, ErrorCode::NotFound, Recovery::Stop, "404"},
        {"HTML with 200", [](auto &, auto &) { return good(html, {}, "text/html"); },
         ErrorCode::Unauthenticated, Recovery::Stop, "sign-in page"},
        {"an error body with 200 (A-18)", [](auto &, auto &) { return good("{\"error\":\"busy\"}"); },
         ErrorCode::SchemaMismatch, Recovery::Stop, "busy"},
        {"no JSON", [](auto &, auto &) { return good("oops"); }, ErrorCode::SchemaMismatch, Recovery::Stop,
         "not JSON"},
        {"the same page again (A-15)", [](auto &, auto &before) { return text(before); },
         ErrorCode::SchemaMismatch, Recovery::Stop, "circle"},
        {"an empty page with an error beside",
         [](auto &, auto &) { return good("{\"items\":[],\"error\":\"shard 3\"}"); },
         ErrorCode::SchemaMismatch, Recovery::Stop, "error"},
    };
    for (const Row &row : rows) {
        for (const std::string &kind : pagingKinds()) {
            SCOPED_TRACE(fmt::format("{}: {}", kind, row.sentence));
            FakeApi api(kind);
            api.spoil(1, 0, row.fault);
            const HttpReading reading = readApi(api);
            ASSERT_TRUE(reading.error);
            EXPECT_EQ(reading.error->code, row.code) << reading.error->detail;
            EXPECT_EQ(reading.error->recovery, row.recovery);
            EXPECT_NE(reading.error->detail.find(row.words), std::string::npos) << reading.error->detail;
            EXPECT_EQ(reading.ids, ids(1, pageSize)) << "what was read before is kept, nothing twice";
        }
    }
}

TEST(HttpFaultsTest, AnEarlyEmptyPageIsTheEndOnlyWhereTheApiSaysSo)
{
    for (const std::string &kind : pagingKinds()) {
        SCOPED_TRACE(kind);
        FakeApi api(kind);
        api.spoil(1, 0, [](auto &, auto &) { return good("{\"items\":[]}"); });
        const HttpReading reading = readApi(api);
        const bool isCounted = kind == "pageNumber" || kind == "offset" || kind == "keyset";
        EXPECT_EQ(reading.ids, ids(1, pageSize));
        EXPECT_EQ(reading.error.has_value(), !isCounted)
            << "a page without records that does not name the next is no end";

        FakeApi announced(kind);
        announced.setTotal("\"total\":25");
        announced.spoil(1, 0, [](auto &, auto &) { return good("{\"items\":[],\"total\":25}"); });
        const HttpReading short_ = readApi(announced);
        ASSERT_TRUE(short_.error) << "25 were announced";
        EXPECT_EQ(short_.error->recovery, Recovery::Stop);
    }
    FakeApi filtered("nextUrl"); // a page that filtering left empty, with a next page behind it
    filtered.spoil(1, 0, [](auto &, auto &) { return good("{\"items\":[],\"next\":\"/orders?p=2\"}"); });
    EXPECT_EQ(readApi(filtered).ids.size(), 15U);
}

TEST(HttpFaultsTest, ADeclaredTotalMustBeMet)
{
    for (const std::string &kind : pagingKinds()) {
        SCOPED_TRACE(kind);
        for (const char *total :
             {"\"total\":25", "\"total_count\":25", "\"totalCount\":\"25\"", "\"count\":25"}) {
            FakeApi right(kind);
            right.setTotal(total);
            const HttpReading reading = readApi(right);
            EXPECT_FALSE(reading.error) << reading.error->detail;
            EXPECT_EQ(reading.ids, ids(1, recordsMax));
        }
        for (const char *total : {"\"total\":30", "\"total_count\":24", "\"count\":30"}) {
            FakeApi wrong(kind);
            wrong.setTotal(total);
            const HttpReading reading = readApi(wrong);
            ASSERT_TRUE(reading.error) << total;
            EXPECT_NE(reading.error->detail.find("gave 25"), std::string::npos) << reading.error->detail;
            EXPECT_EQ(reading.ids, ids(1, recordsMax)) << "what was read is kept";
        }
        FakeApi header(kind);
        header.setTotalHeader(26);
        EXPECT_TRUE(readApi(header).error);
        FakeApi configured(kind);
        configured.setTotal("\"meta\":{\"n\":26}");
        EXPECT_TRUE(readApi(configured, {{"total", "$.meta.n"}}).error);
        EXPECT_FALSE(readApi(configured).error);
        FakeApi off(kind);
        off.setTotal("\"total\":3");
        EXPECT_FALSE(readApi(off, {{"total", ""}}).error);
    }
    FakeApi endless("pageNumber", 20);
    endless.setTotal("\"total\":20");
    endless.spoil(2, 0, [](auto &, auto &) { return good("{\"items\":[],\"total\":20}"); });
    EXPECT_EQ(readApi(endless).attempts, 0U)
        << "once all announced records are here, an empty page needs no second look";
}

TEST(HttpFaultsTest, ACountOfThePageIsNoTotal)
{
    HttpTestServer server([](const ServedRequest &request, ServerConnection &wire) {
        const bool isSecond = request.parameter("page") == "2";
        wire.send(answerText(200, isSecond ? "{\"items\":[{\"id\":3}],\"count\":1}"
                                           : "{\"items\":[{\"id\":1},{\"id\":2}],\"count\":2}"));
    });
    const auto source = sourceOf(
        streamOf(server.origin(), {{"path", "/x"}, {"paging", {{"type", "pageNumber"}, {"param", "page"}}}}));
    const HttpReading reading = readAll(*source);
    EXPECT_FALSE(reading.error) << reading.error->detail;
    EXPECT_EQ(reading.ids, ids(1, 3));
}

TEST(HttpFaultsTest, RetryAfterIsHonouredAndAbsurdOnesPutTheJobToSleep)
{
    FakeApi api("nextUrl");
    api.spoil(1, 1, [](auto &, auto &) { return status(429, "{}", {"Retry-After: 1"}); });
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(readApi(api).ids, ids(1, recordsMax));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 1s);

    FakeApi absurd("nextUrl");
    absurd.spoil(1, 0, [](auto &, auto &) { return status(429, "{}", {"Retry-After: 86400"}); });
    const HttpReading reading = readApi(absurd);
    ASSERT_TRUE(reading.error);
    EXPECT_EQ(reading.error->code, ErrorCode::RateLimited);
    EXPECT_EQ(reading.error->recovery, Recovery::Retry);
    EXPECT_EQ(reading.error->retryAfter, 24h);
}

TEST(HttpFaultsTest, ALongerCircleIsNoticed)
{
    HttpTestServer server(
        {good("{\"items\":[],\"next\":\"/x?p=1\"}"), good("{\"items\":[],\"next\":\"/x?p=2\"}")});
    HttpStream stream =
        streamOf(server.origin(), {{"path", "/x"}, {"paging", {{"type", "nextUrl"}, {"next", "$.next"}}}});
    stream.connection.pagesMax = 20;
    const HttpReading reading = readAll(*sourceOf(std::move(stream)));
    ASSERT_TRUE(reading.error);
    EXPECT_NE(reading.error->detail.find("circle"), std::string::npos);
}

TEST(HttpFaultsTest, NextLinksLeaveTheOriginNeither)
{
    HttpTestServer stranger({good("{\"items\":[]}")});
    for (const std::string &target : {stranger.url("/x"), fmt::format("//127.0.0.1:{}/x", stranger.port()),
                                      std::string("https://127.0.0.1/x"), std::string("file:///etc/passwd"),
                                      std::string("http://169.254.169.254/latest")}) {
        SCOPED_TRACE(target);
        HttpTestServer server({good(fmt::format("{{\"items\":[{{\"id\":1}}],\"next\":\"{}\"}}", target))});
        const auto source = sourceOf(streamOf(
            server.origin(), {{"path", "/x"}, {"paging", {{"type", "nextUrl"}, {"next", "$.next"}}}}));
        const HttpReading reading = readAll(*source);
        ASSERT_TRUE(reading.error);
        EXPECT_EQ(reading.error->recovery, Recovery::Stop);
    }
    EXPECT_EQ(stranger.requests().size(), 0U);
}

TEST(HttpFaultsTest, NullsBesideTheRecordsAreNoErrorAndNoNextPage)
{
    // As JSON:API and many frameworks answer: every member is always there, null when it says nothing.
    HttpTestServer server([](const ServedRequest &request, ServerConnection &wire) {
        const bool isFirst = request.query.empty();
        wire.send(answerText(
            200, fmt::format("{{\"data\":[{{\"id\":{}}}],\"links\":{{\"self\":\"/x\",\"prev\":null,\"next\":{}}},"
                             "\"errors\":null,\"error\":null,\"message\":\"\",\"meta\":{{\"code\":null}}}}",
                             isFirst ? 1 : 2, isFirst ? "\"/x?page=2\"" : "null")));
    });
    const Json stream{{"path", "/x"}, {"paging", {{"type", "nextUrl"}, {"next", "$.links.next"}}}};
    const HttpReading reading = readAll(*sourceOf(streamOf(server.origin(), stream)));
    EXPECT_FALSE(reading.error) << reading.error->detail;
    EXPECT_EQ(reading.ids, ids(1, 2));
    EXPECT_EQ(server.requests().size(), 2U) << "a null is the end, no second look is needed";
}

TEST(HttpFaultsTest, AnEmptyStreamOfNullsIsEmpty)
{
    HttpTestServer server({good("{\"data\":[],\"next\":null,\"error\":null}")});
    const Json stream{{"path", "/x"}, {"records", "$.data"}, {"paging", {{"type", "nextUrl"}, {"next", "$.next"}}}};
    const HttpReading reading = readAll(*sourceOf(streamOf(server.origin(), stream)));
    EXPECT_FALSE(reading.error) << reading.error->detail;
    EXPECT_TRUE(reading.ids.empty());
}

TEST(HttpFaultsTest, RelativeNextUrlsResolveAgainstTheirPage)
{
    HttpTestServer server([](const ServedRequest &request, ServerConnection &wire) {
        const std::string next = request.path == "/api/v2/orders" ? "../v3/more?p=1"
                                 : request.query == "p=1"         ? "?p=2"
                                                                  : "";
        const int id = next.empty() ? 3 : request.path == "/api/v2/orders" ? 1 : 2;
        wire.send(answerText(200, fmt::format("{{\"items\":[{{\"id\":{}}}],\"next\":\"{}\"}}", id, next)));
    });
    const Json stream{{"path", "/api/v2/orders"}, {"paging", {{"type", "nextUrl"}, {"next", "$.next"}}}};
    const HttpReading reading = readAll(*sourceOf(streamOf(server.origin(), stream)));
    EXPECT_FALSE(reading.error) << reading.error->detail;
    EXPECT_EQ(reading.ids, ids(1, 3));
    ASSERT_EQ(server.requests().size(), 3U);
    EXPECT_EQ(server.requests()[1].path, "/api/v3/more");
    EXPECT_EQ(server.requests()[2].path, "/api/v3/more");
}

// The negative control of the table: a reader that takes every 200 for a page and every empty page for the end.
TEST(HttpFaultsTest, ANaiveReaderLosesRowsOnTheseAccidents)
{
    int losses = 0;
    for (const FaultRow &row : passingFaults()) {
        FakeApi api("pageNumber");
        api.spoil(1, 1, row.fault);
        HttpTestServer server([&](const ServedRequest &request, ServerConnection &wire) { api.serve(request, wire); });
        std::size_t rows = 0;
        for (int page = 1; page < 10; ++page) {
            HttpProfile profile;
            profile.base = *Url::parse(server.url());
            profile.limits.idle = 300ms;
            HttpRequest request;
            request.url = *Url::parse(server.url(fmt::format("/orders?page={}", page)));
            auto transport = makeQtHttpTransport(profile);
            const auto answer = (*transport)->send(request, CancelToken());
            const Json body = answer && answer->status == 200 ? Json::parse(answer->body, nullptr, false) : Json();
            const bool isPage = body.is_object() && body.contains("items") && body["items"].is_array();
            if (!isPage || body["items"].empty())
                break;
            rows += body["items"].size();
        }
        losses += rows != recordsMax;
    }
    EXPECT_GT(losses, 15) << "the accidents are too gentle to show anything";
}
