#include "core/connectors/http/httpwrite.h"

#include "core/base/names.h"
#include "core/base/quantities.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::int64_t bulkRowsUsual = 500, bulkRowsMost = 10'000;

Unexpected misconfigured(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

/// A header of the API that may not be set by a file, because it says how the body is cut or where it goes.
bool isReserved(std::string_view name)
{
    static constexpr std::string_view reserved[] = {"content-length", "transfer-encoding", "host", "connection", "content-type"};
    return std::find(std::begin(reserved), std::end(reserved), lowerAscii(name)) != std::end(reserved);
}

Result<void> readContract(const Json &write, HttpWrite &out)
{
    out.idempotencyHeader = write.value("idempotencyHeader", "");
    if (isReserved(out.idempotencyHeader))
        return misconfigured(fmt::format("\"{}\" cannot be the header of an idempotency key", out.idempotencyHeader));
    if (const std::string window = write.value("idempotencyWindow", ""); !window.empty()) {
        WEIR_TRY(out.window, parseDuration(window));
    }
    if (out.idempotencyHeader.empty() && out.window.count() > 0)
        return misconfigured("\"idempotencyWindow\" needs \"idempotencyHeader\": the header that carries the key");
    if (const std::string path = write.value("lookup", ""); !path.empty()) {
        WEIR_TRY(out.lookUp, PathTemplate::parse(path));
    }
    if (const std::string field = write.value("successField", ""); !field.empty()) {
        WEIR_TRY(out.successField, JsonPath::parse(field.starts_with('$') ? field : "$." + field));
        out.successValue = write.value("successValue", "");
    }
    return {};
}

Result<void> readBulk(const Json &write, HttpWrite &out)
{
    out.isBulk = write.value("bulk", false);
    out.rowsMax = out.isBulk ? write.value("bulkMax", bulkRowsUsual) : 1;
    if (out.rowsMax < 1 || out.rowsMax > bulkRowsMost)
        return misconfigured(fmt::format("\"bulkMax\" is {}, from 1 to {} rows go into one request", out.rowsMax, bulkRowsMost));
    out.itemsAt = write.value("itemsAt", "");
    if (const std::string path = write.value("resultsAt", ""); !path.empty()) {
        WEIR_TRY(out.resultsAt, JsonPath::parse(path.starts_with('$') ? path : "$." + path));
    }
    if (!out.isBulk && (!out.itemsAt.empty() || out.resultsAt))
        return misconfigured("\"itemsAt\" and \"resultsAt\" belong to requests with many rows: say \"bulk\": true");
    if (out.isBulk && !out.path.fields().empty())
        return misconfigured(fmt::format("the path \"{}\" names a field, and a bulk request has many rows", out.path.text()));
    return {};
}

} // namespace

Result<HttpWrite> HttpWrite::read(const ConnectionContext &context, const WriteOptions &options)
{
    HttpWrite out;
    try {
        WEIR_TRY(const Json *stream, findHttpStream(*context.settings, options.stream));
        WEIR_TRY(out.connection, HttpConnection::read(context, options.format.get()));
        out.base = out.connection.profile.base;
        out.totalTime = out.connection.profile.limits.total;
        out.name = options.stream;
        const auto found = stream->find("write");
        if (found == stream->end())
            return misconfigured(fmt::format("the connection does not say how rows are written to \"{}\": give its stream a \"write\" "
                                             "object, for example {{ \"method\": \"POST\", \"path\": \"/orders\" }}",
                                             options.stream));
        if (const auto headers = stream->find("headers"); headers != stream->end()) {
            for (const auto &[name, value] : headers->items())
                WEIR_CHECK(out.connection.auth.addHeader(name, value, context.secrets));
        }
        const Json &write = *found;
        out.method = write.value("method", "POST");
        WEIR_TRY(out.path, PathTemplate::parse(write.value("path", stream->value("path", "/"))));
        WEIR_CHECK(readBulk(write, out));
        WEIR_CHECK(readContract(write, out));
    } catch (const nlohmann::json::exception &error) {
        return misconfigured(fmt::format("a setting of the connection has the wrong type: {}", error.what()));
    }
    return out;
}

Guarantee HttpWrite::guarantee() const
{
    if (!idempotencyHeader.empty() && window.count() > 0)
        return Guarantee::D1;
    return isAddressed() || lookUp ? Guarantee::D2 : Guarantee::D3;
}

} // namespace weir
