#pragma once

#include "core/connectors/postgresql/connection.h"
#include "core/connectors/postgresql/quoting.h"
#include "core/connectors/postgresql/typemap.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir::postgresql {

/// A column as the catalogue has it. Domains are seen through: type, wire and length are those of their base.
struct TableColumn
{
    std::string name;
    std::string quoted;     ///< as identifier
    std::string nativeType; ///< "character varying(40)"
    std::string castType;   ///< base type without length, for casts
    std::string collation;  ///< quoted, when it is not the type's own; empty otherwise
    std::uint32_t typeOid = 0;
    int typmod = -1;
    TypeView view;
    bool isNotNull = false;
    bool hasDefault = false;  ///< a default or an identity: need not be given
    bool isGenerated = false; ///< GENERATED ALWAYS AS (…): cannot be given
    bool isIdentityAlways = false;
    bool isReadable = true;
};

/// A unique index without expressions and condition.
struct TableKey
{
    std::vector<std::string> columns;
    bool isPrimary = false;
    bool isImmediate = true; ///< false: deferrable, cannot decide ON CONFLICT
};

/// A table as it is now.
struct TableInfo
{
    TableName name;
    std::uint32_t oid = 0;
    std::uint32_t filenode = 0;
    char kind = 'r';  ///< pg_class.relkind: r table, p partitioned, v view, m materialized view, f foreign table
    bool hasTriggers = false; ///< enabled ones that users made
    bool hasRules = false;
    bool isReferenced = false; ///< by a foreign key of another table
    bool isRowSecured = false; ///< policies filter what this account sees
    bool canSelect = false, canInsert = false, canUpdate = false, canDelete = false, canTruncate = false;
    bool canMakeTemporary = false;
    bool countsTuples = false; ///< track_counts
    std::int64_t rowsEstimate = -1;
    std::int64_t bytes = 0;
    std::vector<TableColumn> columns;
    std::vector<TableKey> keys; ///< the primary key first

    [[nodiscard]] const TableColumn *column(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> columnNames() const;
    /// Columns of the primary key, else of the first unique index over NOT NULL columns; empty: none.
    [[nodiscard]] std::vector<std::string> key() const;
    /// The index over exactly these columns, in any order, that can decide ON CONFLICT; null: none.
    [[nodiscard]] const TableKey *arbiter(const std::vector<std::string> &columns) const;
    /// Plain table whose own counters tell inserted from updated (performance §3).
    [[nodiscard]] bool hasExactCounters() const { return kind == 'r' && !hasTriggers && !hasRules && countsTuples; }
    /// Changes when the table was replaced; the file behind it only when it was rewritten (delivery §3, rule 4).
    [[nodiscard]] std::string identity() const;
    /// Fields that can be written and read; generated columns only when \a withGenerated.
    [[nodiscard]] SchemaPtr schema(bool withGenerated) const;
};

/// True when both identities are of the same table, whatever became of the file behind it.
[[nodiscard]] bool isSameTable(std::string_view identity, std::string_view other);

/// Table \a name; nothing when there is none.
[[nodiscard]] Result<std::optional<TableInfo>> readTable(Connection &connection, const TableName &name,
                                                         const CancelToken &token);

/// The error for a table that is not there, with the nearest name that is.
[[nodiscard]] Error missingTable(Connection &connection, const TableName &name, const CancelToken &token);

} // namespace weir::postgresql
