#pragma once

#include "core/connectors/sqlite/sqlitebinding.h"
#include "core/data/column.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3_context;

namespace weir {

/// Text forms of dates in SQLite (architecture §4, "Types by dialect"), of fixed width so that they sort as
/// text: "YYYY-MM-DD", "HH:MM:SS.ffffff", "YYYY-MM-DD HH:MM:SS.ffffff", the last with "Z" for timestamps.
/// Years outside 0 … 9999 get their sign and more digits. The view is valid until the next call with the same
/// buffer.
using SqliteTimeBuffer = std::array<char, 48>;
[[nodiscard]] std::string_view sqliteTimeText(TypeKind kind, std::int64_t value, SqliteTimeBuffer &buffer);

/// Hands value \a row of \a column to SQLite without a copy: the column lives, and \a buffer is left alone,
/// until the statement has taken the row.
void giveCell(sqlite3_context *context, const Column &column, std::int64_t row, const SqliteBinding &binding,
              SqliteTimeBuffer &buffer);

} // namespace weir
