#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace weir::postgresql {

/// The longest name PostgreSQL keeps (NAMEDATALEN - 1). Longer ones it would cut without a word.
inline constexpr std::size_t identifierBytesMax = 63;

/// \a name as a quoted identifier; quotes inside are doubled, dots stay part of the name. InvalidConfig for an empty
/// name, NUL, control characters and more than identifierBytesMax bytes (SR-20).
[[nodiscard]] Result<std::string> quoteIdentifier(std::string_view name);

/// \a text as a string literal that is the same under every setting of standard_conforming_strings. Only for places
/// where the grammar takes no parameter (SET, COMMENT). Text must not hold NUL; what follows one is cut.
[[nodiscard]] std::string quoteLiteral(std::string_view text);

/// A table by its exact schema and name.
struct TableName
{
    std::string schema;
    std::string table;

    /// "schema"."table", quoted. Both parts were checked when the name was made.
    [[nodiscard]] std::string sql() const;
    /// schema.table for people.
    [[nodiscard]] std::string text() const { return schema + '.' + table; }
    bool operator==(const TableName &) const = default;
};

/// The name from \a schema and \a table; checked as in quoteIdentifier().
[[nodiscard]] Result<TableName> makeTableName(std::string_view schema, std::string_view table);

/// A stream as typed: `table`, `schema.table` (cut at the first dot) or `"odd.schema"."odd table"`.
[[nodiscard]] Result<TableName> parseTableName(std::string_view stream, std::string_view schemaDefault);

} // namespace weir::postgresql
