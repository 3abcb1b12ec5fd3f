#pragma once

#include "core/connectors/sqlite/sqlitebinding.h"
#include "core/connectors/sqlite/sqlitetable.h"
#include "core/connectors/target.h"
#include "core/data/rowcode.h"

#include <string>

namespace weir {

class SqliteDatabase;

/// True for result codes that blame the row's data: constraints, wrong types, too long values, and failures
/// of expressions that SQLite evaluates for the row (generated columns, triggers).
[[nodiscard]] bool isRowTrouble(int code);

/// What SQLite said about row \a row of \a batch in its last call, which failed with \a code. Row -1: not
/// known.
[[nodiscard]] RowError rowErrorOf(const SqliteDatabase &database, const SqliteTable &table, int code,
                                  const WriteBatch &batch, const std::vector<SqliteBinding> &bindings,
                                  std::int64_t row);

} // namespace weir
