#pragma once

#include "core/base/result.h"
#include "core/connectors/sqlite/sqlitebinding.h"
#include "core/connectors/sqlite/sqlitetable.h"
#include "core/data/rowcode.h"

#include <string>
#include <vector>

namespace weir {

class SqliteDatabase;

/// The shown rows of \a rowsName (see SqliteRows) whose foreign keys refer to no row of the database as it is
/// now: ForeignKey, ascending, one entry for each row. Foreign keys over columns that are not bound are left
/// out.
[[nodiscard]] Result<RowErrors> findOrphanRows(SqliteDatabase &database, const SqliteTable &table,
                                               const std::string &rowsName, const WriteBatch &batch,
                                               const std::vector<SqliteBinding> &bindings);

} // namespace weir
