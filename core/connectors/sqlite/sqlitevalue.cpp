#include "core/connectors/sqlite/sqlitevalue.h"

#include "core/base/redact.h"
#include "core/data/encoding.h"
#include "core/data/number.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

namespace weir {

namespace {

std::string hexOf(std::string_view bytes)
{
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const char c : bytes)
        fmt::format_to(std::back_inserter(hex), "{:02x}", static_cast<unsigned char>(c));
    return hex;
}

std::optional<std::string> bytesOf(const std::string &hex)
{
    if (hex.size() % 2 != 0)
        return std::nullopt;
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = digit(hex[i]);
        const int low = digit(hex[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

constexpr std::size_t shownBytesMax = 80;

} // namespace

SqliteValue valueOf(const SqliteStatement &statement, int column)
{
    sqlite3_stmt *handle = statement.handle();
    switch (sqlite3_column_type(handle, column)) {
    case SQLITE_INTEGER:
        return static_cast<std::int64_t>(sqlite3_column_int64(handle, column));
    case SQLITE_FLOAT:
        return sqlite3_column_double(handle, column);
    case SQLITE_TEXT:
        return std::string(statement.columnText(column));
    case SQLITE_BLOB: {
        const void *bytes = sqlite3_column_blob(handle, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle, column));
        return SqliteBlob{bytes ? std::string(static_cast<const char *>(bytes), size) : std::string()};
    }
    default:
        return std::monostate();
    }
}

void bindValue(SqliteStatement &statement, int parameter, const SqliteValue &value)
{
    if (const auto *whole = std::get_if<std::int64_t>(&value))
        statement.bind(parameter, *whole);
    else if (const auto *real = std::get_if<double>(&value))
        sqlite3_bind_double(statement.handle(), parameter, *real);
    else if (const auto *text = std::get_if<std::string>(&value))
        statement.bind(parameter, *text);
    else if (const auto *blob = std::get_if<SqliteBlob>(&value))
        sqlite3_bind_blob64(statement.handle(), parameter, blob->bytes.data(), blob->bytes.size(),
                            SQLITE_STATIC);
    else
        statement.bindNull(parameter);
}

Json toJson(const SqliteValue &value)
{
    if (const auto *whole = std::get_if<std::int64_t>(&value))
        return *whole;
    if (const auto *real = std::get_if<double>(&value)) {
        std::string text;
        appendFloat64(*real, text);
        return Json{{"r", text}};
    }
    if (const auto *text = std::get_if<std::string>(&value)) {
        if (!isUtf8(*text))
            return Json{{"t", hexOf(*text)}};
        return *text;
    }
    if (const auto *blob = std::get_if<SqliteBlob>(&value))
        return Json{{"b", hexOf(blob->bytes)}};
    return nullptr;
}

std::optional<SqliteValue> valueFromJson(const Json &json)
{
    if (json.is_null())
        return SqliteValue();
    if (json.is_number_integer())
        return json.get<std::int64_t>();
    if (json.is_string())
        return json.get<std::string>();
    if (!json.is_object() || json.size() != 1 || !json.begin()->is_string())
        return std::nullopt;
    const std::string text = json.begin()->get<std::string>();
    if (json.begin().key() == "r") {
        double real = 0;
        if (parseFloat64(text, real))
            return std::nullopt;
        return real;
    }
    const auto bytes = bytesOf(text);
    if (!bytes)
        return std::nullopt;
    if (json.begin().key() == "b")
        return SqliteBlob{*bytes};
    return *bytes;
}

std::string textOf(const SqliteValue &value)
{
    if (const auto *whole = std::get_if<std::int64_t>(&value))
        return std::to_string(*whole);
    if (const auto *text = std::get_if<std::string>(&value))
        return escapeControls(text->substr(0, shownBytesMax));
    if (const auto *blob = std::get_if<SqliteBlob>(&value))
        return fmt::format("{} bytes", blob->bytes.size());
    if (const auto *real = std::get_if<double>(&value)) {
        std::string text;
        appendFloat64(*real, text);
        return text;
    }
    return "NULL";
}

} // namespace weir
