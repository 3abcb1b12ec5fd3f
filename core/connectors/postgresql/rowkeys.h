#pragma once

#include "core/connectors/postgresql/binding.h"
#include "core/connectors/target.h"

#include <cstdint>
#include <vector>

namespace weir::postgresql {

/// The last row of each key in \a batch, ascending: rows through all parts. Keys are equal as the server's plain types
/// see it (1.0 equals 1.00, blanks at the end of a char(n) do not count); where a collation or another type is wider,
/// the server says so itself (SQLSTATE 21000).
[[nodiscard]] std::vector<std::int32_t> lastOfEachKey(const Binding &binding, const WriteBatch &batch);

} // namespace weir::postgresql
