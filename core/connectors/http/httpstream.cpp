#include "core/connectors/http/httpstream.h"

#include "core/base/names.h"
#include "core/base/quantities.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Unexpected misconfigured(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

/// Member \a name of \a object, or an empty object; lives as long as \a object.
const Json &objectAt(const Json &object, const char *name)
{
    static const Json none = Json::object();
    const auto found = object.find(name);
    return found != object.end() && found->is_object() ? *found : none;
}

Result<void> readDuration(const Json &object, const char *member, std::chrono::milliseconds &value)
{
    if (const std::string text = object.value(member, ""); !text.empty()) {
        WEIR_TRY(value, parseDuration(text));
    }
    return {};
}

Result<void> readLimits(const Json &limits, HttpConnection &connection)
{
    connection.limits.requestsPerSecond = limits.value("requestsPerSecond", 0.0);
    connection.limits.inFlightMax = limits.value("inFlight", 1);
    connection.pagesMax = limits.value("pagesMax", connection.pagesMax);
    WEIR_CHECK(readDuration(limits, "connectTimeout", connection.profile.limits.connect));
    WEIR_CHECK(readDuration(limits, "idleTimeout", connection.profile.limits.idle));
    WEIR_CHECK(readDuration(limits, "totalTimeout", connection.profile.limits.total));
    if (limits.contains("bodyMax")) {
        const Json &size = limits["bodyMax"];
        std::int64_t bytes = 0;
        if (size.is_number_integer()) {
            bytes = size.get<std::int64_t>();
        } else {
            WEIR_TRY(bytes, parseSize(size.get<std::string>()));
        }
        connection.profile.limits.bodyBytesMax = static_cast<std::size_t>(std::max<std::int64_t>(bytes, 1));
    }
    return {};
}

Result<void> readProxy(const Json &settings, const SecretStore *secrets, HttpProfile &profile)
{
    profile.proxy = settings.value("proxy", "");
    profile.proxyUser = settings.value("proxyUser", "");
    if (!settings.contains("proxyPassword"))
        return {};
    const Json &password = settings["proxyPassword"];
    if (!password.is_object() || !password.contains("secret") || !secrets)
        return misconfigured("\"proxyPassword\" must be { \"secret\": \"NAME\" }");
    WEIR_TRY(const Secret secret, secrets->read(password["secret"].get<std::string>()));
    profile.proxyPassword = secret.reveal();
    return {};
}

Result<void> readFlags(const Json &flags, const SecretStore *secrets, HttpConnection &connection)
{
    if (flags.value("allowHttp", false))
        connection.profile.allowHttp = true;
    if (flags.contains("rate"))
        connection.limits.requestsPerSecond = flags["rate"].get<double>();
    if (const std::string name = flags.value("bearerSecret", ""); !name.empty())
        WEIR_CHECK(connection.auth.addBearer(name, secrets));
    if (!flags.contains("headers"))
        return {};
    for (const Json &header : flags["headers"]) {
        if (!header.is_array() || header.size() != 2 || !header[0].is_string())
            return misconfigured("a header is written 'Name: value'");
        WEIR_CHECK(connection.auth.addHeader(header[0].get<std::string>(), header[1], secrets));
    }
    return {};
}

Result<void> readTotal(const Json &stream, HttpStream &out)
{
    if (!stream.contains("total"))
        return {};
    const std::string text = stream.value("total", "");
    if (text.empty()) {
        out.hasNoTotal = true;
        out.totalHeader.clear();
    } else if (text.starts_with("header:")) {
        out.totalHeader = lowerAscii(text.substr(7));
        out.hasNoTotal = true;
    } else {
        WEIR_TRY(out.total, JsonPath::parse(text));
        out.totalHeader.clear();
    }
    return {};
}

Result<void> readCursor(const Json &stream, const Json &format, const ReadOptions &options, HttpStream &out)
{
    const Json cursor = objectAt(stream, "cursor");
    out.cursorField = options.cursorField.empty() ? cursor.value("field", "") : options.cursorField;
    out.cursorParam = cursor.value("param", "");
    if (format.contains("cursor") && format["cursor"].is_object())
        out.cursorParam = format["cursor"].value("param", out.cursorParam);
    if (!options.cursorParam.empty())
        out.cursorParam = options.cursorParam;
    const std::string overlap = options.overlap.empty() ? cursor.value("overlap", "") : options.overlap;
    if (!overlap.empty()) {
        WEIR_TRY(out.overlap, parseDuration(overlap));
    }
    if (!options.cursorField.empty() && out.cursorParam.empty())
        return misconfigured(fmt::format(
            "to read only what is new by \"{}\" the stream needs the query parameter that asks for it: "
            "\"cursor\": {{ \"field\": \"{}\", \"param\": \"updated_since\" }}",
            options.cursorField, options.cursorField));
    return {};
}

Result<void> readLayout(const Json &stream, const Json &format, HttpStream &out)
{
    const std::string records = format.value("records", stream.value("records", ""));
    if (!records.empty()) {
        WEIR_TRY(out.records, JsonPath::parse(records));
    }
    const std::string form = format.value("format", stream.value("format", ""));
    out.isLines = form == "ndjson" || form == "jsonl";
    WEIR_TRY(out.paging, Paging::fromFlags(format));
    if (format.contains("paging")) {
        WEIR_TRY(out.paging, Paging::fromJson(format["paging"]));
    } else if (!out.paging && stream.contains("paging")) {
        WEIR_TRY(out.paging, Paging::fromJson(stream["paging"]));
    }
    if (out.paging && out.isLines && pagingRules(out.paging->kind).needsBody && out.paging->header.empty())
        return misconfigured(
            fmt::format("paging of type \"{}\" reads the page's members, and NDJSON has none",
                        pagingRules(out.paging->kind).name));
    return {};
}

} // namespace

Result<const Json *> findHttpStream(const Json &settings, const std::string &name)
{
    static const Json none = Json::object();
    const auto streams = settings.find("streams");
    if (streams == settings.end() || streams->empty())
        return &none;
    if (streams->contains(name))
        return &(*streams)[name];
    if (name.starts_with('/'))
        return &none;
    if (name.empty() && streams->size() == 1)
        return &streams->begin().value();
    std::vector<std::string> names;
    for (const auto &[known, stream] : streams->items())
        names.push_back(known);
    const std::string nearest = nearestName(name, names);
    return misconfigured(fmt::format("the connection has no stream \"{}\"; it has {}{}", name,
                                     fmt::join(names, ", "),
                                     nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
}

Result<Url> joinPath(const Url &base, const std::string &path)
{
    if (path.empty())
        return base;
    if (path.find("://") != std::string::npos)
        return Url::parse(path);
    std::string text = base.text();
    const std::size_t query = text.find('?');
    std::string front = text.substr(0, query);
    while (front.ends_with('/'))
        front.pop_back();
    return Url::parse(front + (path.starts_with('/') || path.starts_with('?') ? "" : "/") + path);
}

Result<HttpConnection> HttpConnection::read(const ConnectionContext &context, const Json *flags)
{
    const Json &settings = *context.settings;
    HttpConnection connection;
    const std::string base = settings.value("baseUrl", settings.value("url", ""));
    if (base.empty())
        return misconfigured("the connection has no \"baseUrl\"");
    WEIR_TRY(connection.profile.base, Url::parse(base));
    connection.profile.allowHttp = settings.value("allowHttp", false);
    connection.profile.caFile = settings.value("caFile", "");
    if (!connection.profile.caFile.empty() && connection.profile.caFile.front() != '/' &&
        !context.baseFolder.empty())
        connection.profile.caFile = fmt::format("{}/{}", context.baseFolder, connection.profile.caFile);
    for (const Json &origin : settings.value("allowedOrigins", Json::array())) {
        WEIR_TRY(const Url url, Url::parse(origin.get<std::string>()));
        connection.profile.allowedOrigins.push_back(url.origin());
    }
    WEIR_CHECK(readProxy(settings, context.secrets, connection.profile));
    WEIR_CHECK(readLimits(objectAt(settings, "limits"), connection));
    WEIR_CHECK(connection.auth.add(objectAt(settings, "auth"), context.secrets));
    for (const auto &[name, value] : objectAt(settings, "headers").items())
        WEIR_CHECK(connection.auth.addHeader(name, value, context.secrets));
    if (flags)
        WEIR_CHECK(readFlags(*flags, context.secrets, connection));
    return connection;
}

Result<HttpStream> HttpStream::read(const ConnectionContext &context, const ReadOptions &options)
{
    static const Json none = Json::object();
    const Json &format = options.format && options.format->is_object() ? *options.format : none;
    HttpStream out;
    try {
        WEIR_TRY(out.connection, HttpConnection::read(context, &format));
        WEIR_TRY(const Json *stream, findHttpStream(*context.settings, options.stream));
        out.name = options.stream;
        if (stream->value("method", "GET") != "GET")
            return misconfigured("this build reads streams with GET only");
        const bool isPath = stream->empty() && !options.stream.empty();
        WEIR_TRY(out.first,
                 joinPath(out.connection.profile.base, isPath ? options.stream : stream->value("path", "")));
        WEIR_CHECK(checkTarget(out.connection.profile, out.first));
        for (const auto &[name, value] : objectAt(*stream, "query").items()) {
            WEIR_TRY(const bool isSecret, out.connection.auth.addParameter(name, value, context.secrets));
            if (!isSecret)
                out.first.setParameter(name, value.is_string() ? value.get<std::string>() : value.dump());
        }
        for (const auto &[name, value] : objectAt(*stream, "headers").items())
            WEIR_CHECK(out.connection.auth.addHeader(name, value, context.secrets));
        if (stream->contains("key"))
            out.key = (*stream)["key"].get<std::vector<std::string>>();
        WEIR_CHECK(readLayout(*stream, format, out));
        WEIR_CHECK(readTotal(*stream, out));
        WEIR_CHECK(readCursor(*stream, format, options, out));
        if (const std::string preset = format.value("retry", ""); !preset.empty()) {
            const auto policy = RetryPolicy::preset(preset);
            if (!policy)
                return misconfigured(
                    fmt::format("retry \"{}\" is unknown; known: standard, 3x2s, none", preset));
            out.retry = *policy;
        }
    } catch (const nlohmann::json::exception &error) {
        return misconfigured(fmt::format("a setting of the connection has the wrong type: {}", error.what()));
    }
    out.select = options.select;
    out.rawJson = options.rawJson;
    out.rowsMax = options.rowsMax;
    return out;
}

} // namespace weir
