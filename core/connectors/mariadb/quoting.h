#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace weir::mariadb {

/// The longest name the server keeps, in code points (manual, "Identifier Names").
inline constexpr std::size_t identifierLengthMax = 64;

/// \a name in backticks; backticks inside are doubled, dots stay part of the name. InvalidConfig for an empty name,
/// control characters, code points beyond the basic plane, a trailing space and too long names (SR-20).
[[nodiscard]] Result<std::string> quoteIdentifier(std::string_view name);

/// Appends \a text as a string literal of a utf8mb4 session whose sql_mode has no NO_BACKSLASH_ESCAPES, which
/// Connection sets and reads back. UTF-8 has no byte below 0x80 inside a character, so nothing can hide a quote.
void appendLiteral(std::string_view text, std::string &out);
[[nodiscard]] std::string literal(std::string_view text);
/// X'…', for bytes.
void appendHex(std::string_view bytes, std::string &out);

/// A table by its exact database and name.
struct TableName
{
    std::string database;
    std::string table;

    /// Quoted. Both parts were checked when the name was made.
    [[nodiscard]] std::string sql() const;
    [[nodiscard]] std::string text() const { return database + '.' + table; }
};

[[nodiscard]] Result<TableName> makeTableName(std::string_view database, std::string_view table);
/// A stream as typed: `table`, `database.table` (cut at the first dot), or parts in backticks.
[[nodiscard]] Result<TableName> parseTableName(std::string_view stream, std::string_view databaseDefault);

} // namespace weir::mariadb
