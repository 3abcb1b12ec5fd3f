#include "app/weir/newhttpconnection.h"

#include "core/base/redact.h"
#include "core/workspace/place.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::string_view secretMark = "{secret:";

Unexpected refused(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

/// NAME of "{secret:NAME}"; empty for anything else.
std::string secretIn(std::string_view value)
{
    if (!value.starts_with(secretMark) || !value.ends_with('}'))
        return {};
    return std::string(value.substr(secretMark.size(), value.size() - secretMark.size() - 1));
}

} // namespace

void NewHttpConnection::define(CLI::App &app)
{
    app.add_option("URL", m_url, "https://host/path, before the paths of its streams")->required();
    app.add_option("--stream", m_streams, "An endpoint: NAME=PATH; may be given several times")->type_name("NAME=PATH");
    app.add_option("--key", m_key, "Fields that identify a record: a,b")->delimiter(',');
    app.add_option("--records", m_records, "JSON path of the records ($.items); default: found out");
    app.add_option("--next", m_next, "JSON path of the next page's URL")->group("Paging (one of)");
    app.add_flag("--link-header", m_hasLinkHeader, "Follow Link: <…>; rel=\"next\"")->group("Paging (one of)");
    app.add_option("--page-param", m_pageParam, "Query parameter with the page number")->group("Paging (one of)");
    app.add_option("--first-page", m_firstPage, "Number of the first page (default 1)")->group("Paging (one of)");
    app.add_option("--offset-param", m_offsetParam, "Query parameter with the offset")->group("Paging (one of)");
    app.add_option("--limit-size", m_limitSize, "Rows per page of an offset API")->group("Paging (one of)");
    app.add_option("--next-cursor", m_nextCursor, "JSON path of the next cursor")->group("Paging (one of)");
    app.add_option("--cursor-param", m_cursorParam, "Query parameter for the cursor")->group("Paging (one of)");
    app.add_option("--bearer-secret", m_bearerSecret, "Name of the secret with the bearer token");
    app.add_option("--header", m_headers, "Request header 'Name: value'; a secret as 'X-Api-Key: {secret:NAME}'");
    app.add_option("--rate", m_rate, "Requests per second at most");
    app.add_flag("--allow-http", m_allowsHttp, "Allow http:// beyond this machine");
    app.add_flag("--replace-file", m_replacesFile, "Also when connections/NAME.json is there");
}

Result<Json> NewHttpConnection::headers() const
{
    Json object = Json::object();
    for (const std::string &header : m_headers) {
        const std::size_t colon = header.find(':');
        const std::size_t value = colon == std::string::npos ? colon : header.find_first_not_of(' ', colon + 1);
        if (colon == 0 || value == std::string::npos)
            return refused("--header takes 'Name: value'; how a secret is named shows `weir connections add-http --help`");
        const std::string name = header.substr(0, colon), text = header.substr(value);
        const std::string secret = secretIn(text);
        if (secret.empty() && (isSecretName(name) || text.find(secretMark) != std::string::npos))
            return refused(fmt::format("the value of the header {} is secret, which is never written to a file: keep it with "
                                       "`weir secrets set NAME`, and let --header hold its name alone, as `weir connections "
                                       "add-http --help` shows",
                                       name));
        object[name] = secret.empty() ? Json(text) : Json{{"secret", secret}};
    }
    return object;
}

Result<Json> NewHttpConnection::paging() const
{
    std::vector<Json> chosen;
    if (!m_next.empty())
        chosen.push_back({{"type", "nextUrl"}, {"next", m_next}});
    if (m_hasLinkHeader)
        chosen.push_back({{"type", "linkHeader"}});
    if (!m_pageParam.empty())
        chosen.push_back({{"type", "pageNumber"}, {"param", m_pageParam}, {"first", m_firstPage}});
    if (!m_offsetParam.empty())
        chosen.push_back({{"type", "offset"}, {"param", m_offsetParam}, {"limit", m_limitSize}});
    if (!m_nextCursor.empty())
        chosen.push_back({{"type", "cursor"}, {"next", m_nextCursor}, {"param", m_cursorParam}});
    if (chosen.size() > 1)
        return refused("an API has one kind of paging: give one of --next, --link-header, --page-param, --offset-param, "
                       "--next-cursor");
    if (!m_offsetParam.empty() && m_limitSize <= 0)
        return refused("--offset-param needs --limit-size, the rows of a page");
    if (m_nextCursor.empty() != m_cursorParam.empty())
        return refused("--next-cursor and --cursor-param go together");
    return chosen.empty() ? Json() : chosen.front();
}

Result<Json> NewHttpConnection::streamsObject() const
{
    WEIR_TRY(const Json pages, paging());
    Json object = Json::object();
    for (const std::string &stream : m_streams) {
        const std::size_t sign = stream.find('=');
        if (sign == 0 || sign == std::string::npos || sign + 1 == stream.size())
            return refused(fmt::format("--stream takes NAME=PATH, such as orders=/orders, not \"{}\"", stream));
        Json one{{"path", stream.substr(sign + 1)}};
        if (!m_records.empty())
            one["records"] = m_records;
        if (!pages.is_null())
            one["paging"] = pages;
        if (!m_key.empty())
            one["key"] = m_key;
        object[stream.substr(0, sign)] = std::move(one);
    }
    if (object.empty() && (!m_records.empty() || !pages.is_null() || !m_key.empty()))
        return refused("--records, --key and paging belong to a stream: give --stream NAME=PATH");
    return object;
}

Result<Json> NewHttpConnection::settings() const
{
    WEIR_TRY(const Place place, Place::parse(m_url, "/"));
    if (place.kind != "http")
        return refused(fmt::format("\"{}\" is no URL of an API, such as https://shop.example/api", redact(m_url)));
    if (m_rate < 0)
        return refused("--rate takes requests per second, more than 0");
    Json object{{"weir", 1}, {"kind", "http"}, {"baseUrl", m_url}};
    if (!m_bearerSecret.empty())
        object["auth"] = {{"type", "bearer"}, {"token", {{"secret", m_bearerSecret}}}};
    WEIR_TRY(Json sent, headers());
    if (!sent.empty())
        object["headers"] = std::move(sent);
    if (m_rate > 0)
        object["limits"] = {{"requestsPerSecond", m_rate}};
    if (m_allowsHttp)
        object["allowHttp"] = true;
    WEIR_TRY(Json streams, streamsObject());
    if (!streams.empty())
        object["streams"] = std::move(streams);
    return object;
}

std::vector<std::string> NewHttpConnection::secretNames() const
{
    std::vector<std::string> names;
    if (!m_bearerSecret.empty())
        names.push_back(m_bearerSecret);
    for (const std::string &header : m_headers) {
        const std::size_t colon = header.find(':');
        const std::size_t value = colon == std::string::npos ? colon : header.find_first_not_of(' ', colon + 1);
        const std::string name = value == std::string::npos ? std::string() : secretIn(header.substr(value));
        if (!name.empty())
            names.push_back(name);
    }
    return names;
}

} // namespace weir
