#pragma once

#include "core/data/recordbatch.h"

#include <optional>
#include <string>
#include <vector>

namespace weir::test {

/// A value as Weir writes it as text ("12.50", "2026-03-05", "true"); nothing is NULL.
using Value = std::optional<std::string>;

/// Rows of \a schema from text, for tests that say what they mean. Aborts on text that is not of the field's type.
[[nodiscard]] RecordBatch makeRows(const SchemaPtr &schema, const std::vector<std::vector<Value>> &rows);

/// "name type, name type …" as a schema: makeSchema("id int64, name text(40)", {"id"}).
[[nodiscard]] SchemaPtr makeSchema(std::string_view fields, std::vector<std::string> key = {});

/// Every row as text, NULL as "NULL", values separated by '|'.
[[nodiscard]] std::vector<std::string> rowTexts(const RecordBatch &rows);

} // namespace weir::test
