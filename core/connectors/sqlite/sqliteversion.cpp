#include "core/connectors/sqlite/sqliteversion.h"

#include "core/data/datetime.h"
#include "core/data/decimal.h"

#include <optional>
#include <sqlite3.h>
#include <string>
#include <string_view>

namespace weir {

namespace {

template<typename T>
int order(const T &left, const T &right)
{
    return left < right ? -1 : right < left ? 1 : 0;
}

bool isNumber(sqlite3_value *value)
{
    const int type = sqlite3_value_type(value);
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

std::string textOf(sqlite3_value *value)
{
    const void *text = sqlite3_value_blob(value); // before the size: it may convert
    const int size = sqlite3_value_bytes(value);
    return text ? std::string(static_cast<const char *>(text), static_cast<std::size_t>(size))
                : std::string();
}

std::optional<std::string> decimalOf(sqlite3_value *value)
{
    std::string decimal;
    if (sqlite3_value_type(value) == SQLITE_FLOAT) {
        if (appendDecimal(sqlite3_value_double(value), decimal))
            return std::nullopt;
    } else if (sqlite3_value_type(value) == SQLITE_INTEGER) {
        appendDecimal(static_cast<std::int64_t>(sqlite3_value_int64(value)), decimal);
    } else if (appendDecimal(textOf(value), decimal)) {
        return std::nullopt;
    }
    return decimal;
}

std::optional<std::int64_t> instantOf(TypeKind kind, sqlite3_value *value)
{
    if (sqlite3_value_type(value) != SQLITE_TEXT)
        return std::nullopt;
    const std::string text = textOf(value);
    if (kind == TypeKind::Time) {
        std::int64_t micros = 0;
        return parseTime(text, micros) ? std::nullopt : std::optional(micros);
    }
    ParsedDateTime parsed;
    if (parseDateTime(text, parsed))
        return std::nullopt;
    return parsed.micros - parsed.offsetSeconds.value_or(0) * microsPerSecond;
}

} // namespace

int compareVersions(TypeKind kind, sqlite3_value *left, sqlite3_value *right)
{
    const bool isLeftNull = sqlite3_value_type(left) == SQLITE_NULL;
    const bool isRightNull = sqlite3_value_type(right) == SQLITE_NULL;
    if (isLeftNull || isRightNull)
        return order(!isLeftNull, !isRightNull);
    if (kind == TypeKind::Decimal || (isNumber(left) && isNumber(right))) {
        const auto a = decimalOf(left);
        const auto b = decimalOf(right);
        if (a && b)
            return order(compareDecimals(*a, *b), 0);
    }
    if (kind == TypeKind::Date || kind == TypeKind::Time || kind == TypeKind::DateTime ||
        kind == TypeKind::Timestamp) {
        const auto a = instantOf(kind, left);
        const auto b = instantOf(kind, right);
        if (a && b)
            return order(*a, *b);
    }
    return order(textOf(left), textOf(right));
}

} // namespace weir
