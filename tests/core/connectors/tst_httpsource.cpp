#include "tests/support/fakeapi.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace std::chrono_literals;
using namespace weir;
using namespace weir::test;

namespace {

constexpr int recordsMax = FakeApi::recordsMax;

} // namespace

TEST(HttpSourceTest, EveryKindOfPagingReadsEveryRecordOnce)
{
    for (const std::string &kind : pagingKinds()) {
        for (const int records : {0, 1, 9, 10, 11, 20, 25}) {
            SCOPED_TRACE(fmt::format("{} with {} records", kind, records));
            FakeApi api(kind, records);
            const HttpReading reading = readApi(api);
            EXPECT_FALSE(reading.error) << reading.error->detail;
            EXPECT_EQ(reading.ids, ids(1, records));
        }
    }
}

TEST(HttpSourceTest, EveryPageCanBeReadAgainFromTheSpoolAndEveryCursorResumes)
{
    for (const std::string &kind : pagingKinds()) {
        SCOPED_TRACE(kind);
        FakeApi api(kind);
        api.setTotal("\"total\":25");
        HttpTestServer server(
            [&](const ServedRequest &request, ServerConnection &wire) { api.serve(request, wire); });
        const Json stream{{"path", "/orders"}, {"records", "$.items"}, {"paging", api.paging()}};
        const HttpReading whole = readAll(*sourceOf(streamOf(server.origin(), stream)));
        ASSERT_EQ(whole.ids, ids(1, recordsMax));
        EXPECT_FALSE(whole.shape.isRereadable);
        int delivered = 0;
        for (const SourcePage &page : whole.pages) {
            delivered += static_cast<int>(page.recordCount());
            const auto source = sourceOf(streamOf(server.origin(), stream));
            const HttpReading rest = readAll(*source, page.next, whole.shape.schema);
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
        const HttpReading reading = readAll(*sourceOf(streamOf(server.origin(), stream)));
        EXPECT_EQ(reading.ids, ids(1, recordsMax));
        const HttpReading rest = readAll(*sourceOf(streamOf(server.origin(), stream)), reading.pages[0].next,
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
    const HttpReading reading = readAll(*sourceOf(streamOf(more.origin(), {{"path", "/x"}})));
    ASSERT_TRUE(reading.error) << "one page of many is not the whole";
    EXPECT_NE(reading.error->detail.find("has_more"), std::string::npos);
}

TEST(HttpSourceTest, AServerThatCapsThePageSizeLosesNoRow)
{
    // 25 are asked for at a time, 10 come.
    FakeApi api("offset");
    const Json paging{{"type", "offset"}, {"param", "offset"}, {"limitParam", "limit"}, {"limit", 25}};
    EXPECT_EQ(readApi(api, {{"paging", paging}}).ids, ids(1, recordsMax));
}

TEST(HttpSourceTest, NdjsonIsReadLineByLine)
{
    HttpTestServer server({chunked("{\"id\":1}\n{\"id\":2\n{\"id\":3}\n", 5, true)});
    const HttpReading reading = readAll(*sourceOf(
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
    const HttpReading one = readAll(*first);
    EXPECT_EQ(one.ids, ids(1, 2));
    const HttpReading two = readAll(*sourceOf(streamOf(server.origin(), stream, options)), one.pages.back().next,
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
    const HttpReading reading = readApi(api, Json::object(), options);
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
