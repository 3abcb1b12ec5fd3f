#include "tests/support/fakeapi.h"

#include "core/connectors/http/qthttptransport.h"
#include "core/limits/endpointlimits.h"

#include <charconv>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace std::chrono_literals;

namespace weir::test {

const std::vector<std::string> &pagingKinds()
{
    static const std::vector<std::string> kinds = {"pageNumber", "offset",     "cursor", "cursorHeader",
                                                   "nextUrl",    "linkHeader", "keyset"};
    return kinds;
}

Json FakeApi::paging() const
{
    if (m_kind == "pageNumber")
        return {{"type", "pageNumber"}, {"param", "page"}};
    if (m_kind == "offset")
        return {{"type", "offset"}, {"param", "offset"}, {"limitParam", "limit"}, {"limit", m_pageSize}};
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

void FakeApi::serve(const ServedRequest &request, ServerConnection &wire)
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

std::string FakeApi::textOf(int page) const
{
    const int first = page * m_pageSize;
    const int last = std::min(first + m_pageSize, m_records);
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

int FakeApi::pageOf(const ServedRequest &request) const
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
        return (number("offset", 0) + m_pageSize - 1) / m_pageSize;
    if (m_kind == "keyset")
        return (number("since_id", 0) + m_pageSize - 1) / m_pageSize;
    if (m_kind == "cursor" || m_kind == "cursorHeader") {
        const std::string_view token = request.parameter("cursor");
        return token.empty() ? 0 : std::atoi(std::string(token.substr(1)).c_str());
    }
    return number("p", 0);
}

HttpStream streamOf(const std::string &base, const Json &stream, const ReadOptions &options, Json extra)
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

HttpReading readAll(HttpSource &source, const Cursor &from, const SchemaPtr &pinned)
{
    HttpReading reading;
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

HttpReading readApi(FakeApi &api, Json stream, const ReadOptions &options)
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

} // namespace weir::test
