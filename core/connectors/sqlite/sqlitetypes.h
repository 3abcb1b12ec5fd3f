#pragma once

#include "core/base/result.h"
#include "core/connectors/sqlite/sqlitetable.h"
#include "core/data/schema.h"

#include <string>
#include <string_view>

namespace weir {

/// Affinity of a declared type (https://www.sqlite.org/datatype3.html §3.1); STRICT tables have their own
/// words.
[[nodiscard]] SqliteAffinity affinityOf(std::string_view declared, bool isStrict);

/// The Weir type that a declaration means; \a isTyped becomes false where it says nothing.
[[nodiscard]] Type typeOfDeclaration(std::string_view declared, bool isStrict, bool &isTyped);

/// `CREATE TABLE … STRICT` for \a schema (architecture §4, "Types by dialect"). What a STRICT type cannot say
/// stands in a comment behind it ("TEXT /* decimal(12,2) */"), from which readSqliteTable() learns it back.
[[nodiscard]] Result<std::string> createTableSql(std::string_view table, const Schema &schema);
/// `ALTER TABLE … ADD COLUMN` for a nullable \a field, in the same words.
[[nodiscard]] Result<std::string> addColumnSql(std::string_view table, const Field &field);

} // namespace weir
