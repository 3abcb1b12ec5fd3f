#pragma once

#include "core/base/result.h"
#include "core/connectors/sqlite/sqlitetable.h"
#include "core/connectors/target.h"
#include "core/data/schema.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// One field of the batches and the column that takes it.
struct SqliteBinding
{
    std::size_t field = 0;
    std::size_t column = 0;
    TypeKind kind = TypeKind::Text;
    SqliteAffinity affinity = SqliteAffinity::None;
    bool isAsText =
        false; ///< a number or bool whose exact text we write, because SQLite's own would round or rename
    bool isChecked = false; ///< SQLite could alter a value: checkValues() looks at each one
    std::string name;       ///< of the column
};

/// Binds every field to the column of exactly its name. SchemaMismatch names the field and the nearest
/// column; a column that is generated cannot be written.
[[nodiscard]] Result<std::vector<SqliteBinding>> bindColumns(const SqliteTable &table, const Schema &schema);

/// The values that SQLite would silently change or cannot hold (delivery §11): NaN, special dates, decimals
/// or texts that a numeric column would round or rewrite, integers beyond 2^53 in a REAL column. Ascending by
/// row, one entry for each row.
void checkValues(const WriteBatch &batch, const std::vector<SqliteBinding> &bindings, RowErrors &errors);

/// Value \a row of \a column as SQLite text, for messages: at most 200 code points.
[[nodiscard]] std::string sampleOf(const Column &column, std::int64_t row);

/// The row \a row of the whole batch: its part and the row in it.
struct PartRow
{
    std::size_t part = 0;
    std::int64_t row = 0;
};
[[nodiscard]] PartRow locateRow(const WriteBatch &batch, std::int64_t row);

} // namespace weir
