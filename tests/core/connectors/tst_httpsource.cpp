#include "core/connectors/http/httpsource.h"
#include "core/connectors/http/qthttptransport.h"
#include "core/limits/endpointlimits.h"
#include "tests/support/httptestserver.h"

#include <charconv>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>

using namespace std::chrono_literals;
using namespace weir;
using namespace weir::test;

namespace {

constexpr int recordsMax = 25;
constexpr int pageSize = 10;
const std::vector<std::string> allKinds = {"pageNumber", "offset",     "cursor", "cursorHeader",
                                           "nextUrl",    "linkHeader", "keyset"};

/// An API of 25 records in pages of 10 that pages in any way, and errs as told.
class FakeApi
{
public:
    /// Gets the good answer of the page and what the page before was answered with.
    using Fault =
        std::function<HttpTestServer::Answer(const std::string &goodText, const std::string &textBefore)>;

    explicit FakeApi(std::string kind, int records = recordsMax) : m_kind(std::move(kind)), m_records(records)
    {}

    /// The n-th time (from 1) that page \a page (from 0) is asked for, \a fault answers; 0: always.
    void spoil(int page, int time, Fault fault) { m_faults[{page, time}] = std::move(fault); }
    void setTotal(std::string json) { m_total = std::move(json); }
    void setTotalHeader(int total) { m_totalHeader = total; }
    [[nodiscard]] Json paging() const
    {
        if (m_kind == "pageNumber")
            return {{"type", "pageNumber"}, {"param", "page"}};
        if (m_kind == "offset")
            return {{"type", "offset"}, {"param", "offset"}, {"limitParam", "limit"}, {"limit", pageSize}};
        if (m_kind == "cursor")
            return {{"type", "cursor"}, {"next", "$.cursor"}, {"param", "cursor"}};
        if (m_kind == "cursorHeader")
            return {{"type", "cursor"}, {"header", "X-Next"}, {"param", "cursor"}};
        if (m_kind == "nextUrl")
            return {{"type", "nextUrl"}, {"next", "$.next"}};
        if (m_kind == "linkHeader")
            return {{"type", "linkHeader"}};
        return {{"type", "keyset"}, {"field", "id"}, {"param", "since_id"}};
    }
    void serve(const ServedRequest &request, ServerConnection &wire)
    {
        const int page = pageOf(request);
        int time = 0;
        {
            const std::lock_guard lock(m_mutex);
            time = ++m_times[page];
        }
        const std::string text = textOf(page);
        for (const int which : {time, 0}) {
            if (const auto fault = m_faults.find({page, which}); fault != m_faults.end())
                return fault->second(text, page > 0 ? textOf(page - 1) : text)(request, wire);
        }
        wire.send(text);
    }
    [[nodiscard]] std::string textOf(int page) const
    {
        const int first = page * pageSize;
        const int last = std::min(first + pageSize, m_records);
        std::string items;
        for (int id = first; id < last; ++id)
            items += fmt::format("{}{{\"id\":{},\"name\":\"row {}\",\"customer\":{{\"name\":\"王 {}\"}}}}",
                                 id > first ? "," : "", id + 1, id + 1, id);
        std::string body = fmt::format("{{\"items\":[{}]", items);
        std::vector<std::string> headers;
        const bool hasNext = last < m_records;
        if (m_kind == "cursor")
            body += hasNext ? fmt::format(",\"cursor\":\"t{}\"", page + 1) : ",\"cursor\":null";
        if (m_kind == "nextUrl")
            body += hasNext ? fmt::format(",\"next\":\"/orders?p={}\"", page + 1) : ",\"next\":null";
        if (m_kind == "cursorHeader" && hasNext)
            headers.push_back(fmt::format("X-Next: t{}", page + 1));
        if (m_kind == "linkHeader" && hasNext)
            headers.push_back(
                fmt::format("Link: </orders?p=0>; rel=\"first\", </orders?p={}>; rel=\"next\"", page + 1));
        if (!m_total.empty())
            body += "," + m_total;
        if (m_totalHeader >= 0)
            headers.push_back(fmt::format("X-Total-Count: {}", m_totalHeader));
        return answerText(200, body + "}", headers);
    }

private:
    [[nodiscard]] int pageOf(const ServedRequest &request) const
    {
        const auto number = [&](const char *name, int absent) {
            const std::string_view text = request.parameter(name);
            int value = absent;
            std::from_chars(text.data(), text.data() + text.size(), value);
            return value;
        };
        if (m_kind == "pageNumber")
            return number("page", 1) - 1;
        if (m_kind == "offset")
            return (number("offset", 0) + pageSize - 1) / pageSize;
        if (m_kind == "keyset")
            return (number("since_id", 0) + pageSize - 1) / pageSize;
        if (m_kind == "cursor" || m_kind == "cursorHeader") {
            const std::string_view token = request.parameter("cursor");
            return token.empty() ? 0 : token[1] - '0';
        }
        return number("p", 0);
    }

    std::string m_kind;
    int m_records;
    std::string m_total;
    int m_totalHeader = -1;
    std::map<std::pair<int, int>, Fault> m_faults;
    std::map<int, int> m_times;
    std::mutex m_mutex;
};

HttpStream streamOf(const std::string &base, const Json &stream, const ReadOptions &options = {},
                    Json extra = Json::object())
{
    ConnectionContext context;
    extra["kind"] = "http";
    extra["baseUrl"] = base;
    extra["streams"]["orders"] = stream;
    context.settings = std::make_shared<const Json>(std::move(extra));
    ReadOptions named = options;
    named.stream = "orders";
    auto read = HttpStream::read(context, named);
    EXPECT_TRUE(read) << read.error().detail;
    HttpStream out = std::move(*read);
    out.retry.delayFirst = 1ms;
    out.retry.delayMax = 4ms;
    out.connection.profile.limits.idle = 500ms;
    out.connection.profile.limits.total = 2s;
    return out;
}

std::unique_ptr<HttpSource> sourceOf(HttpStream stream)
{
    auto transport = makeQtHttpTransport(stream.connection.profile);
    EXPECT_TRUE(transport);
    auto gate = std::make_shared<EndpointGate>(Clock::system(), stream.connection.limits);
    auto client = std::make_unique<HttpClient>(std::move(*transport), gate, std::move(stream.connection.auth),
                                               Clock::system());
    return std::make_unique<HttpSource>(std::move(stream), std::move(client), Clock::system());
}

struct Reading
{
    std::vector<std::string> ids;
    std::vector<SourcePage> pages;
    std::optional<Error> error;
    std::size_t attempts = 0;
    SourceShape shape;
};

Reading readAll(HttpSource &source, const Cursor &from = {}, const SchemaPtr &pinned = nullptr)
{
    Reading reading;
    const CancelToken token;
    auto shape = source.open(from, pinned, token);
    if (!shape) {
        reading.error = shape.error();
        reading.attempts = source.takeAttempts().size();
        return reading;
    }
    reading.shape = *shape;
    for (int pages = 0; pages < 1'000; ++pages) {
        auto page = source.read(token);
        if (!page) {
            reading.error = page.error();
            break;
        }
        if (!*page)
            break;
        if (const auto id = (*page)->rows.schema() ? (*page)->rows.schema()->indexOf("id") : std::nullopt) {
            for (std::int64_t row = 0; row < (*page)->rows.rows(); ++row)
                reading.ids.emplace_back((*page)->rows.column(*id).text(row));
        }
        reading.pages.push_back(std::move(**page));
    }
    reading.attempts = source.takeAttempts().size();
    return reading;
}

Reading readApi(FakeApi &api, Json stream = Json::object(), const ReadOptions &options = {})
{
    HttpTestServer server(
        [&](const ServedRequest &request, ServerConnection &wire) { api.serve(request, wire); });
    stream["path"] = "/orders";
    if (!stream.contains("records"))
        stream["records"] = "$.items";
    if (!stream.contains("paging"))
        stream["paging"] = api.paging();
    const auto source = sourceOf(streamOf(server.origin(), stream, options));
    return readAll(*source);
}

std::vector<std::string> ids(int from, int count)
{
    std::vector<std::string> all;
    for (int id = from; id < from + count; ++id)
        all.push_back(fmt::format("{}", id));
    return all;
}

HttpTestServer::Answer text(std::string bytes)
{
    return [bytes = std::move(bytes)](const ServedRequest &, ServerConnection &wire) { wire.send(bytes); };
}

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
        {"a 408", [](auto &, auto &) { return status(408); }},
        {"a 425", [](auto &, auto &) { return status(425); }},
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

TEST(HttpSourceTest, EveryKindOfPagingReadsEveryRecordOnce)
{
    for (const std::string &kind : allKinds) {
        for (const int records : {0, 1, 9, 10, 11, 20, 25}) {
            SCOPED_TRACE(fmt::format("{} with {} records", kind, records));
            FakeApi api(kind, records);
            const Reading reading = readApi(api);
            EXPECT_FALSE(reading.error) << reading.error->detail;
            EXPECT_EQ(reading.ids, ids(1, records));
        }
    }
}

TEST(HttpSourceTest, AnAccidentThatPassesCostsNoRow)
{
    for (const FaultRow &row : passingFaults()) {
        for (const std::string &kind : allKinds) {
            SCOPED_TRACE(fmt::format("{}: {}", kind, row.sentence));
            FakeApi api(kind);
            api.spoil(1, 1, row.fault);
            const Reading reading = readApi(api);
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

TEST(HttpSourceTest, AnAccidentThatStaysIsRedWithItsReason)
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
        for (const std::string &kind : allKinds) {
            SCOPED_TRACE(fmt::format("{}: {}", kind, row.sentence));
            FakeApi api(kind);
            api.spoil(1, 0, row.fault);
            const Reading reading = readApi(api);
            ASSERT_TRUE(reading.error);
            EXPECT_EQ(reading.error->code, row.code) << reading.error->detail;
            EXPECT_EQ(reading.error->recovery, row.recovery);
            EXPECT_NE(reading.error->detail.find(row.words), std::string::npos) << reading.error->detail;
            EXPECT_EQ(reading.ids, ids(1, pageSize)) << "what was read before is kept, nothing twice";
        }
    }
}

TEST(HttpSourceTest, AnEarlyEmptyPageIsTheEndOnlyWhereTheApiSaysSo)
{
    for (const std::string &kind : allKinds) {
        SCOPED_TRACE(kind);
        FakeApi api(kind);
        api.spoil(1, 0, [](auto &, auto &) { return good("{\"items\":[]}"); });
        const Reading reading = readApi(api);
        const bool isCounted = kind == "pageNumber" || kind == "offset" || kind == "keyset";
        EXPECT_EQ(reading.ids, ids(1, pageSize));
        EXPECT_EQ(reading.error.has_value(), !isCounted)
            << "a page without records that does not name the next is no end";

        FakeApi announced(kind);
        announced.setTotal("\"total\":25");
        announced.spoil(1, 0, [](auto &, auto &) { return good("{\"items\":[],\"total\":25}"); });
        const Reading short_ = readApi(announced);
        ASSERT_TRUE(short_.error) << "25 were announced";
        EXPECT_EQ(short_.error->recovery, Recovery::Stop);
    }
    FakeApi filtered("nextUrl"); // a page that filtering left empty, with a next page behind it
    filtered.spoil(1, 0, [](auto &, auto &) { return good("{\"items\":[],\"next\":\"/orders?p=2\"}"); });
    EXPECT_EQ(readApi(filtered).ids.size(), 15U);
}

TEST(HttpSourceTest, ADeclaredTotalMustBeMet)
{
    for (const std::string &kind : allKinds) {
        SCOPED_TRACE(kind);
        for (const char *total :
             {"\"total\":25", "\"total_count\":25", "\"totalCount\":\"25\"", "\"count\":25"}) {
            FakeApi right(kind);
            right.setTotal(total);
            const Reading reading = readApi(right);
            EXPECT_FALSE(reading.error) << reading.error->detail;
            EXPECT_EQ(reading.ids, ids(1, recordsMax));
        }
        for (const char *total : {"\"total\":30", "\"total_count\":24", "\"count\":30"}) {
            FakeApi wrong(kind);
            wrong.setTotal(total);
            const Reading reading = readApi(wrong);
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

TEST(HttpSourceTest, ACountOfThePageIsNoTotal)
{
    HttpTestServer server([](const ServedRequest &request, ServerConnection &wire) {
        const bool isSecond = request.parameter("page") == "2";
        wire.send(answerText(200, isSecond ? "{\"items\":[{\"id\":3}],\"count\":1}"
                                           : "{\"items\":[{\"id\":1},{\"id\":2}],\"count\":2}"));
    });
    const auto source = sourceOf(
        streamOf(server.origin(), {{"path", "/x"}, {"paging", {{"type", "pageNumber"}, {"param", "page"}}}}));
    const Reading reading = readAll(*source);
    EXPECT_FALSE(reading.error) << reading.error->detail;
    EXPECT_EQ(reading.ids, ids(1, 3));
}

TEST(HttpSourceTest, EveryPageCanBeReadAgainFromTheSpoolAndEveryCursorResumes)
{
    for (const std::string &kind : allKinds) {
        SCOPED_TRACE(kind);
        FakeApi api(kind);
        api.setTotal("\"total\":25");
        HttpTestServer server(
            [&](const ServedRequest &request, ServerConnection &wire) { api.serve(request, wire); });
        const Json stream{{"path", "/orders"}, {"records", "$.items"}, {"paging", api.paging()}};
        const Reading whole = readAll(*sourceOf(streamOf(server.origin(), stream)));
        ASSERT_EQ(whole.ids, ids(1, recordsMax));
        EXPECT_FALSE(whole.shape.isRereadable);
        int delivered = 0;
        for (const SourcePage &page : whole.pages) {
            delivered += static_cast<int>(page.recordCount());
            const auto source = sourceOf(streamOf(server.origin(), stream));
            const Reading rest = readAll(*source, page.next, whole.shape.schema);
            EXPECT_FALSE(rest.error) << rest.error->detail;
            EXPECT_EQ(rest.ids, ids(delivered + 1, recordsMax - delivered));
            const auto again = source->parseSpooled(page.raw, page.next, page.label);
            ASSERT_TRUE(again) << again.error().detail;
            EXPECT_EQ(again->recordCount(), page.recordCount());
            EXPECT_EQ(again->label, page.label);
            for (std::size_t field = 0; field < whole.shape.schema->size(); ++field) {
                for (std::int64_t row = 0; row < page.rows.rows(); ++row)
                    EXPECT_EQ(again->rows.column(field).text(row), page.rows.column(field).text(row));
            }
        }
    }
}

TEST(HttpSourceTest, WhatIsNotConfiguredIsFoundOnTheFirstPage)
{
    for (const char *kind : {"nextUrl", "linkHeader"}) {
        SCOPED_TRACE(kind);
        FakeApi api(kind);
        HttpTestServer server(
            [&](const ServedRequest &request, ServerConnection &wire) { api.serve(request, wire); });
        const Json stream{{"path", "/orders"}};
        const Reading reading = readAll(*sourceOf(streamOf(server.origin(), stream)));
        EXPECT_EQ(reading.ids, ids(1, recordsMax));
        const Reading rest = readAll(*sourceOf(streamOf(server.origin(), stream)), reading.pages[0].next,
                                     reading.shape.schema);
        EXPECT_EQ(rest.ids, ids(11, 15)) << "and is remembered by the cursor";
    }
    HttpTestServer odata([](const ServedRequest &request, ServerConnection &wire) {
        wire.send(answerText(200, request.query.empty()
                                      ? "{\"@odata.nextLink\":\"/x?$skip=1\",\"value\":[{\"id\":1}]}"
                                      : "{\"value\":[{\"id\":2}]}"));
    });
    EXPECT_EQ(readAll(*sourceOf(streamOf(odata.origin(), {{"path", "/x"}}))).ids, ids(1, 2));
    HttpTestServer more({good("{\"items\":[{\"id\":1}],\"has_more\":true}")});
    const Reading reading = readAll(*sourceOf(streamOf(more.origin(), {{"path", "/x"}})));
    ASSERT_TRUE(reading.error) << "one page of many is not the whole";
    EXPECT_NE(reading.error->detail.find("has_more"), std::string::npos);
}

TEST(HttpSourceTest, ALongerCircleIsNoticed)
{
    HttpTestServer server(
        {good("{\"items\":[],\"next\":\"/x?p=1\"}"), good("{\"items\":[],\"next\":\"/x?p=2\"}")});
    HttpStream stream =
        streamOf(server.origin(), {{"path", "/x"}, {"paging", {{"type", "nextUrl"}, {"next", "$.next"}}}});
    stream.connection.pagesMax = 20;
    const Reading reading = readAll(*sourceOf(std::move(stream)));
    ASSERT_TRUE(reading.error);
    EXPECT_NE(reading.error->detail.find("circle"), std::string::npos);
}

TEST(HttpSourceTest, AServerThatCapsThePageSizeLosesNoRow)
{
    // 25 are asked for at a time, 10 come.
    FakeApi api("offset");
    const Json paging{{"type", "offset"}, {"param", "offset"}, {"limitParam", "limit"}, {"limit", 25}};
    EXPECT_EQ(readApi(api, {{"paging", paging}}).ids, ids(1, recordsMax));
}

TEST(HttpSourceTest, NextLinksLeaveTheOriginNeither)
{
    HttpTestServer stranger({good("{\"items\":[]}")});
    for (const std::string &target : {stranger.url("/x"), fmt::format("//127.0.0.1:{}/x", stranger.port()),
                                      std::string("https://127.0.0.1/x"), std::string("file:///etc/passwd"),
                                      std::string("http://169.254.169.254/latest")}) {
        SCOPED_TRACE(target);
        HttpTestServer server({good(fmt::format("{{\"items\":[{{\"id\":1}}],\"next\":\"{}\"}}", target))});
        const auto source = sourceOf(streamOf(
            server.origin(), {{"path", "/x"}, {"paging", {{"type", "nextUrl"}, {"next", "$.next"}}}}));
        const Reading reading = readAll(*source);
        ASSERT_TRUE(reading.error);
        EXPECT_EQ(reading.error->recovery, Recovery::Stop);
    }
    EXPECT_EQ(stranger.requests().size(), 0U);
}

TEST(HttpSourceTest, NdjsonIsReadLineByLine)
{
    HttpTestServer server({chunked("{\"id\":1}\n{\"id\":2\n{\"id\":3}\n", 5, true)});
    const Reading reading = readAll(*sourceOf(
        streamOf(server.origin(), {{"path", "/x"}, {"format", "ndjson"}, {"paging", {{"type", "none"}}}})));
    EXPECT_FALSE(reading.error) << reading.error->detail;
    EXPECT_EQ(reading.ids, (std::vector<std::string>{"1", "3"}));
    ASSERT_EQ(reading.pages.size(), 1U);
    ASSERT_EQ(reading.pages[0].broken.size(), 1U) << "a broken line is one row of its own";
    EXPECT_EQ(reading.pages[0].broken[0].index, 1);
    EXPECT_EQ(reading.pages[0].broken[0].raw, "{\"id\":2");
    HttpTestServer unproven({rawThenClose("HTTP/1.1 200 OK\r\n\r\n{\"id\":1}\n{\"id\":2}\n")});
    EXPECT_TRUE(readAll(*sourceOf(streamOf(unproven.origin(), {{"path", "/x"}, {"format", "ndjson"}}))).error)
        << "lines that only the closing ends may have been cut";
}

TEST(HttpSourceTest, RetryAfterIsHonouredAndAbsurdOnesPutTheJobToSleep)
{
    FakeApi api("nextUrl");
    api.spoil(1, 1, [](auto &, auto &) { return status(429, "{}", {"Retry-After: 1"}); });
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(readApi(api).ids, ids(1, recordsMax));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 1s);

    FakeApi absurd("nextUrl");
    absurd.spoil(1, 0, [](auto &, auto &) { return status(429, "{}", {"Retry-After: 86400"}); });
    const Reading reading = readApi(absurd);
    ASSERT_TRUE(reading.error);
    EXPECT_EQ(reading.error->code, ErrorCode::RateLimited);
    EXPECT_EQ(reading.error->recovery, Recovery::Retry);
    EXPECT_EQ(reading.error->retryAfter, 24h);
}

TEST(HttpSourceTest, AnIncrementalReadAsksFromTheHighestValueSeen)
{
    HttpTestServer server([](const ServedRequest &request, ServerConnection &wire) {
        wire.send(answerText(200, request.query.empty() ? "[{\"id\":1,\"at\":\"2026-03-05T10:00:00Z\"},{"
                                                          "\"id\":2,\"at\":\"2026-03-05T11:30:00+02:00\"}]"
                                                        : "[{\"id\":3,\"at\":\"2026-03-06T00:00:00Z\"}]"));
    });
    ReadOptions options;
    options.cursorField = "at";
    options.overlap = "10m";
    const Json stream{
        {"path", "/x"}, {"paging", {{"type", "none"}}}, {"cursor", {{"field", "at"}, {"param", "since"}}}};
    const auto first = sourceOf(streamOf(server.origin(), stream, options));
    EXPECT_TRUE(first->isIncremental());
    const Reading one = readAll(*first);
    EXPECT_EQ(one.ids, ids(1, 2));
    const Reading two = readAll(*sourceOf(streamOf(server.origin(), stream, options)), one.pages.back().next,
                                one.shape.schema);
    EXPECT_EQ(two.ids, ids(3, 1));
    EXPECT_EQ(urlDecoded(server.requests().at(1).parameter("since")), "2026-03-05T09:50:00Z");
}

TEST(HttpSourceTest, ALimitOfRecordsEndsQuietly)
{
    FakeApi api("nextUrl");
    api.setTotal("\"total\":25");
    ReadOptions options;
    options.rowsMax = 13;
    const Reading reading = readApi(api, Json::object(), options);
    EXPECT_FALSE(reading.error) << reading.error->detail;
    EXPECT_EQ(reading.ids, ids(1, 13));
}

TEST(HttpSourceTest, AFieldThatIsGoneStopsAndANewOneIsTold)
{
    FakeApi api("nextUrl");
    HttpTestServer server(
        [&](const ServedRequest &request, ServerConnection &wire) { api.serve(request, wire); });
    const Json stream{{"path", "/orders"}};
    const auto pinned = std::make_shared<const Schema>(
        std::vector<Field>{{"id", TypeKind::Text, true, ""}, {"sku", TypeKind::Text, true, ""}});
    const auto source = sourceOf(streamOf(server.origin(), stream));
    const auto gone = source->open({}, pinned, CancelToken());
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::SchemaMismatch);
    EXPECT_NE(gone.error().detail.find("\"sku\""), std::string::npos);
    const auto fewer = std::make_shared<const Schema>(
        std::vector<Field>{{"id", TypeKind::Text, true, ""}, {"customer.name", TypeKind::Text, true, ""}});
    const auto shape = source->open({}, fewer, CancelToken());
    ASSERT_TRUE(shape) << shape.error().detail;
    EXPECT_TRUE(std::any_of(shape->findings.begin(), shape->findings.end(),
                            [](const Finding &f) { return f.code == "newField" && f.field == "name"; }));
    const auto page = source->read(CancelToken());
    ASSERT_TRUE(page && *page);
    EXPECT_EQ((*page)->rows.column(1).text(3), "王 3") << "dotted names are paths into nested objects";
}

TEST(HttpRulesTest, LinkHeadersAreReadAsRfc8288Says)
{
    EXPECT_EQ(linkNext("<https://h/x?page=2>; rel=\"next\""), "https://h/x?page=2");
    EXPECT_EQ(
        linkNext("</a>; rel=prev, </b>; title=\"x, rel=next\"; rel=\"last\", </c,d>; REL=\"alternate NEXT\""),
        "/c,d");
    EXPECT_EQ(linkNext("</a>; rel=\"nextish\""), "");
    EXPECT_EQ(linkNext("</a>; xrel=\"next\""), "");
    EXPECT_EQ(linkNext(""), "");
    EXPECT_EQ(linkNext("<unclosed"), "");
}

TEST(HttpRulesTest, HttpDatesAreReadAgainstTheServersClock)
{
    EXPECT_EQ(parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777);
    EXPECT_FALSE(parseHttpDate("Sun, 31 Feb 1994 08:49:37 GMT"));
    HttpResponse response;
    response.headers = {{"date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                        {"retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"}};
    EXPECT_EQ(retryAfterOf(response, Clock::Wall()), 30s);
    response.headers[1].second = "-5";
    EXPECT_EQ(retryAfterOf(response, Clock::Wall()), 0s);
    response.headers[1].second = "99999999999999999999";
    EXPECT_EQ(retryAfterOf(response, Clock::Wall()), 0s);
}
