#pragma once

#include "core/base/result.h"
#include "core/data/schema.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

class SqliteDatabase;

/// What SQLite does to values on their way into a column (https://www.sqlite.org/datatype3.html §3.1).
enum class SqliteAffinity : std::uint8_t { None, Text, Numeric, Integer, Real };

struct SqliteColumn
{
    std::string name;
    std::string declared; ///< as written; empty: untyped
    SqliteAffinity affinity = SqliteAffinity::None;
    Type type;           ///< as the declaration, or the comment behind it, says
    bool isTyped = true; ///< false: the declaration says nothing of the type (none, ANY, unknown words)
    bool isNotNull = false;
    int keyPlace = 0; ///< 1-based place in the primary key; 0: not part of it
    bool isGenerated = false;
    std::string collation = "BINARY";
};

struct SqliteIndex
{
    std::string name;
    bool isPrimaryKey = false;
    bool isPlain = true;              ///< whole table, columns only
    std::vector<std::size_t> columns; ///< of the table; empty unless plain
    std::vector<std::string> collations;
};

struct SqliteForeignKey
{
    std::string parent;
    std::vector<std::string> children;
    std::vector<std::string> parents; ///< empty: the parent's primary key
};

/// A table or view as the catalogue describes it. Names are compared by SQLite without ASCII case, here
/// exactly.
struct SqliteTable
{
    std::string name;
    std::string kind; ///< "table", "view", "virtual", "shadow"
    std::string sql;  ///< the schema's text
    std::int64_t schemaRow = 0, rootPage = 0; ///< where SQLite keeps it; VACUUM may move both
    bool isStrict = false;
    bool hasRowid = true;
    bool hasTriggers = false;
    bool isMadeByWeir = false;         ///< columns carry Weir's type comments
    /// The table's definition with the comment of \a field saying its type; nothing where there is no such comment.
    [[nodiscard]] std::optional<std::string> definitionWith(const Field &field) const;
    std::vector<SqliteColumn> columns; ///< hidden ones left out
    std::vector<SqliteIndex> uniques;  ///< primary key first; a rowid alias has one, too
    std::vector<SqliteForeignKey> foreignKeys;

    [[nodiscard]] std::optional<std::size_t> indexOf(std::string_view column) const;
    /// Names of the primary key's columns, else of the first plain unique index whose columns are all NOT
    /// NULL.
    [[nodiscard]] std::vector<std::string> key() const;
    /// The unique index over exactly these columns, in any order; null: none.
    [[nodiscard]] const SqliteIndex *uniqueOver(const std::vector<std::size_t> &columns) const;
    /// Without generated columns when it is the schema of a target.
    [[nodiscard]] SchemaPtr schema(bool isTarget) const;
    [[nodiscard]] std::vector<std::string> columnNames() const;
    /// Number and hash of the columns, and where the table is kept.
    [[nodiscard]] std::string identity() const;
    /// True when \a identity, taken earlier, is this table's: the same columns, or these and others behind them while it is
    /// kept where it was. Whether a table was dropped and made anew in the same words SQLite does not tell.
    [[nodiscard]] bool isSameTable(std::string_view identity) const;
};

/// Table \a name of the main database, ASCII case ignored like SQLite does; nothing when there is none.
[[nodiscard]] Result<std::optional<SqliteTable>> readSqliteTable(SqliteDatabase &database,
                                                                 std::string_view name);

/// Names of the tables (and views), without SQLite's own.
struct SqliteObject
{
    std::string name;
    std::string kind; ///< "table", "view"
};
[[nodiscard]] Result<std::vector<SqliteObject>> listSqliteObjects(SqliteDatabase &database);

} // namespace weir
