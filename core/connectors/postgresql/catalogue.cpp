#include "core/connectors/postgresql/catalogue.h"

#include "core/base/names.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir::postgresql {

namespace {

constexpr const char *tableSql = R"(
SELECT c.oid, coalesce(pg_catalog.pg_relation_filenode(c.oid), 0), c.relkind,
       EXISTS (SELECT 1 FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D'),
       EXISTS (SELECT 1 FROM pg_catalog.pg_rewrite w WHERE w.ev_class = c.oid AND w.ev_type <> '1'),
       EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.confrelid = c.oid AND k.contype = 'f'),
       pg_catalog.row_security_active(c.oid),
       pg_catalog.has_table_privilege(c.oid, 'SELECT') OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT'),
       pg_catalog.has_table_privilege(c.oid, 'INSERT') OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT'),
       pg_catalog.has_table_privilege(c.oid, 'UPDATE') OR pg_catalog.has_any_column_privilege(c.oid, 'UPDATE'),
       pg_catalog.has_table_privilege(c.oid, 'DELETE'), pg_catalog.has_table_privilege(c.oid, 'TRUNCATE'),
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP'),
       pg_catalog.current_setting('track_counts')::bool, c.reltuples::bigint,
       c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f'))";

// Columns that later versions brought are asked for by name, so that older servers answer as well.
constexpr const char *columnSql = R"(
WITH RECURSIVE base AS (
  SELECT a.attnum, a.atttypid AS typid, a.atttypmod AS typmod, false AS notnull
    FROM pg_catalog.pg_attribute a WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT b.attnum, t.typbasetype, t.typtypmod, t.typnotnull
    FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.typid WHERE t.typtype = 'd')
SELECT a.attname, a.atttypid, a.atttypmod, pg_catalog.format_type(a.atttypid, a.atttypmod),
       pg_catalog.format_type(b.typid, -1), b.typid, b.typmod, t.typtype = 'e',
       a.attnotnull OR (SELECT pg_catalog.bool_or(x.notnull) FROM base x WHERE x.attnum = a.attnum),
       a.atthasdef OR pg_catalog.to_jsonb(a) ->> 'attidentity' IN ('a', 'd'),
       pg_catalog.to_jsonb(a) ->> 'attgenerated' = 's' OR pg_catalog.to_jsonb(a) ->> 'attgenerated' = 'v',
       pg_catalog.to_jsonb(a) ->> 'attidentity' = 'a',
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT'),
       (SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname)
          FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
         WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation)
  FROM pg_catalog.pg_attribute a
  JOIN base b ON b.attnum = a.attnum
  JOIN pg_catalog.pg_type t ON t.oid = b.typid AND t.typtype <> 'd'
 WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)";

constexpr const char *keySql = R"(
SELECT i.indexrelid, i.indisprimary, i.indimmediate, a.attname
  FROM pg_catalog.pg_index i
 CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
  JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
 WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
   AND k.place <= coalesce((pg_catalog.to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
 ORDER BY i.indisprimary DESC, i.indexrelid, k.place)";

Result<void> readColumns(Connection &connection, TableInfo &table, const CancelToken &token)
{
    WEIR_TRY(const Reply found, connection.run("reading the columns of " + table.name.text(), columnSql,
                                               Parameters().int64(table.oid), token));
    for (int row = 0; row < found.rows(); ++row) {
        TableColumn column;
        column.name = found.text(row, 0);
        WEIR_TRY(column.quoted, quoteIdentifier(column.name));
        column.typeOid = static_cast<std::uint32_t>(found.int64(row, 1));
        column.nativeType = found.text(row, 3);
        column.castType = found.text(row, 4);
        column.typmod = static_cast<int>(found.int64(row, 6));
        column.view = viewOf(static_cast<std::uint32_t>(found.int64(row, 5)), column.typmod, found.boolean(row, 7));
        column.isNotNull = found.boolean(row, 8);
        column.isGenerated = found.boolean(row, 10);
        column.hasDefault = found.boolean(row, 9) && !column.isGenerated;
        column.isIdentityAlways = found.boolean(row, 11);
        column.isReadable = found.boolean(row, 12);
        column.collation = found.text(row, 13);
        table.columns.push_back(std::move(column));
    }
    return {};
}

Result<void> readKeys(Connection &connection, TableInfo &table, const CancelToken &token)
{
    WEIR_TRY(const Reply found, connection.run("reading the keys of " + table.name.text(), keySql,
                                               Parameters().int64(table.oid), token));
    std::int64_t index = 0;
    for (int row = 0; row < found.rows(); ++row) {
        if (table.keys.empty() || found.int64(row, 0) != index) {
            index = found.int64(row, 0);
            table.keys.push_back({{}, found.boolean(row, 1), found.boolean(row, 2)});
        }
        table.keys.back().columns.emplace_back(found.text(row, 3));
    }
    return {};
}

} // namespace

const TableColumn *TableInfo::column(std::string_view name) const
{
    for (const TableColumn &column : columns) {
        if (column.name == name)
            return &column;
    }
    return nullptr;
}

std::vector<std::string> TableInfo::columnNames() const
{
    std::vector<std::string> names;
    for (const TableColumn &column : columns)
        names.push_back(column.name);
    return names;
}

std::vector<std::string> TableInfo::key() const
{
    for (const TableKey &key : keys) {
        const bool isWhole = std::all_of(key.columns.begin(), key.columns.end(), [this](const std::string &name) {
            const TableColumn *found = column(name);
            return found && found->isNotNull;
        });
        if (isWhole)
            return key.columns;
    }
    return {};
}

const TableKey *TableInfo::arbiter(const std::vector<std::string> &names) const
{
    for (const TableKey &key : keys) {
        if (key.isImmediate && key.columns.size() == names.size()
            && std::is_permutation(key.columns.begin(), key.columns.end(), names.begin()))
            return &key;
    }
    return nullptr;
}

std::string TableInfo::identity() const
{
    return fmt::format("oid {}, file {}", oid, filenode);
}

bool isSameTable(std::string_view identity, std::string_view other)
{
    return !identity.empty() && identity.substr(0, identity.find(',')) == other.substr(0, other.find(','));
}

SchemaPtr TableInfo::schema(bool withGenerated) const
{
    std::vector<Field> fields;
    for (const TableColumn &column : columns) {
        if (column.isGenerated && !withGenerated)
            continue;
        const bool isOptional = !column.isNotNull || (column.hasDefault && !withGenerated);
        fields.push_back({column.name, column.view.type, isOptional, column.nativeType});
    }
    return std::make_shared<Schema>(std::move(fields), key());
}

Result<std::optional<TableInfo>> readTable(Connection &connection, const TableName &name, const CancelToken &token)
{
    WEIR_TRY(const Reply found, connection.run("looking for table " + name.text(), tableSql,
                                               Parameters().text(name.schema).text(name.table), token));
    if (found.rows() == 0)
        return std::optional<TableInfo>();
    TableInfo table;
    table.name = name;
    table.oid = static_cast<std::uint32_t>(found.int64(0, 0));
    table.filenode = static_cast<std::uint32_t>(found.int64(0, 1));
    table.kind = found.text(0, 2).empty() ? 'r' : found.text(0, 2).front();
    bool *const facts[] = {&table.hasTriggers, &table.hasRules,  &table.isReferenced, &table.isRowSecured,
                           &table.canSelect,   &table.canInsert, &table.canUpdate,    &table.canDelete,
                           &table.canTruncate, &table.canMakeTemporary, &table.countsTuples};
    for (int i = 0; i < 11; ++i)
        *facts[i] = found.boolean(0, 3 + i);
    table.rowsEstimate = found.int64(0, 14);
    table.bytes = found.int64(0, 15);
    WEIR_CHECK(readColumns(connection, table, token));
    WEIR_CHECK(readKeys(connection, table, token));
    return std::optional<TableInfo>(std::move(table));
}

Error missingTable(Connection &connection, const TableName &name, const CancelToken &token)
{
    std::string near;
    const auto names = connection.run("listing tables",
                                      "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c "
                                      "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                                      "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' "
                                      "AND n.nspname <> 'information_schema' LIMIT 10000",
                                      token);
    if (names) {
        std::vector<std::string> known;
        for (int row = 0; row < names->rows(); ++row)
            known.emplace_back(names->text(row, 0));
        near = nearestName(name.text(), known);
    }
    return {ErrorCode::NotFound, Recovery::Stop,
            fmt::format("there is no table {} that this account can see{}", name.text(),
                        near.empty() ? "" : fmt::format("; did you mean {}", near))};
}

} // namespace weir::postgresql
