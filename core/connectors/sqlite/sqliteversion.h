#pragma once

#include "core/data/type.h"

struct sqlite3_value;

namespace weir {

/// -1, 0 or 1: how the version \a left stands to \a right, both as SQLite stores values of \a kind. Decimals
/// compare by value and times as instants, whatever their text looks like. NULL is older than everything.
[[nodiscard]] int compareVersions(TypeKind kind, sqlite3_value *left, sqlite3_value *right);

} // namespace weir
