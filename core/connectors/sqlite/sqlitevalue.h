#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/connectors/sqlite/sqlitestatement.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace weir {

/// A value as SQLite stores it, exactly: NULL, INTEGER, REAL, TEXT or BLOB.
struct SqliteBlob
{
    std::string bytes;
    bool operator==(const SqliteBlob &) const = default;
};
using SqliteValue = std::variant<std::monostate, std::int64_t, double, std::string, SqliteBlob>;

/// The value in \a column of the row that \a statement stands on.
[[nodiscard]] SqliteValue valueOf(const SqliteStatement &statement, int column);
/// Binds a value that lives until the next reset().
void bindValue(SqliteStatement &statement, int parameter, const SqliteValue &value);

/// JSON that fromJson() makes the same value of: whole numbers, text, {"r": "1.5"} for REAL, {"b": hex} for
/// BLOB,
/// {"t": hex} for TEXT that is not UTF-8.
[[nodiscard]] Json toJson(const SqliteValue &value);
[[nodiscard]] std::optional<SqliteValue> valueFromJson(const Json &json);
/// For people: "5", "abc", "NULL", "3 bytes"; at most 80 bytes.
[[nodiscard]] std::string textOf(const SqliteValue &value);

} // namespace weir
