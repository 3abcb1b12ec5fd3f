#include "core/connectors/sqlite/sqlitetable.h"

#include "core/base/hash.h"
#include "core/base/names.h"
#include "core/connectors/sqlite/sqlitedatabase.h"
#include "core/connectors/sqlite/sqlitename.h"
#include "core/connectors/sqlite/sqlitetokens.h"
#include "core/connectors/sqlite/sqlitetypes.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <sqlite3.h>

namespace weir {

namespace {

// Catalogue names come from a file that anybody may have written: quoteIdentifier() may refuse them, a text
// literal takes them all.
std::string literal(std::string_view text)
{
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += '\'';
        quoted += c;
    }
    return quoted + '\'';
}

bool opensConstraint(const SqliteToken &token)
{
    if (token.kind != SqliteToken::Kind::Word)
        return false;
    const std::string word = lowerAscii(token.text);
    return word == "primary" || word == "unique" || word == "check" || word == "foreign" ||
           word == "constraint";
}

// The last comment inside each column's definition.
std::map<std::string, SqliteToken> columnComments(std::string_view sql)
{
    std::map<std::string, SqliteToken> comments;
    SqliteTokens tokens(sql);
    std::string column;
    int depth = 0;
    bool startsDefinition = false;
    while (const auto token = tokens.next()) {
        if (token->text == "(") {
            startsDefinition = ++depth == 1;
        } else if (token->text == ")") {
            --depth;
        } else if (token->text == "," && depth == 1) {
            startsDefinition = true;
        } else if (token->kind == SqliteToken::Kind::Comment) {
            if (depth == 1 && !startsDefinition && !column.empty())
                comments[column] = *token;
        } else if (startsDefinition) {
            column = opensConstraint(*token) ? std::string() : token->value();
            startsDefinition = false;
        }
    }
    return comments;
}

void applyComments(SqliteTable &table)
{
    const auto comments = columnComments(table.sql);
    for (SqliteColumn &column : table.columns) {
        const auto comment = comments.find(column.name);
        if (comment == comments.end())
            continue;
        const Result<Type> type = parseType(comment->second.value());
        if (!type)
            continue;
        // Only what createTableSql() would have written is believed.
        const bool isInteger = type->kind == TypeKind::Bool;
        const bool isText =
            isVariableWidth(type->kind) ? type->kind != TypeKind::Bytes : type->kind >= TypeKind::Date;
        const bool isBytes = type->kind == TypeKind::Bytes && type->length > 0;
        const std::string declared = lowerAscii(column.declared);
        if ((isInteger && declared == "integer") || (isText && declared == "text") ||
            (isBytes && declared == "blob")) {
            column.type = *type;
            table.isMadeByWeir = true;
        }
    }
}

Result<void> readColumns(SqliteDatabase &database, SqliteTable &table)
{
    WEIR_TRY(SqliteStatement info,
             database.prepare(fmt::format("PRAGMA main.table_xinfo({})", literal(table.name))));
    for (;;) {
        WEIR_TRY(const bool hasRow, info.step());
        if (!hasRow)
            break;
        SqliteColumn column;
        column.name = info.columnText(1);
        column.declared = info.columnText(2);
        column.isNotNull = info.columnInt64(3) != 0;
        column.keyPlace = static_cast<int>(info.columnInt64(5));
        const std::int64_t hidden = info.columnInt64(6);
        if (hidden == 1)
            continue;
        column.isGenerated = hidden >= 2;
        column.affinity = affinityOf(column.declared, table.isStrict);
        column.type = typeOfDeclaration(column.declared, table.isStrict, column.isTyped);
        const char *collation = nullptr;
        if (table.kind == "table" &&
            sqlite3_table_column_metadata(database.handle(), "main", table.name.c_str(), column.name.c_str(),
                                          nullptr, &collation, nullptr, nullptr, nullptr) == SQLITE_OK &&
            collation)
            column.collation = collation;
        table.columns.push_back(std::move(column));
    }
    return {};
}

Result<SqliteIndex> readIndex(SqliteDatabase &database, const SqliteTable &table, std::string name)
{
    SqliteIndex index;
    index.name = std::move(name);
    WEIR_TRY(SqliteStatement info,
             database.prepare(fmt::format("PRAGMA main.index_xinfo({})", literal(index.name))));
    for (;;) {
        WEIR_TRY(const bool hasRow, info.step());
        if (!hasRow)
            break;
        if (info.columnInt64(5) == 0) // the rowid or key columns that each entry carries
            continue;
        const auto column = table.indexOf(info.columnText(2));
        if (info.columnInt64(1) < 0 || !column) {
            index.isPlain = false;
            continue;
        }
        index.columns.push_back(*column);
        index.collations.emplace_back(info.columnText(4));
    }
    return index;
}

Result<void> readUniques(SqliteDatabase &database, SqliteTable &table)
{
    std::vector<std::pair<std::string, std::string>> names;
    {
        WEIR_TRY(SqliteStatement list,
                 database.prepare(fmt::format("PRAGMA main.index_list({})", literal(table.name))));
        for (;;) {
            WEIR_TRY(const bool hasRow, list.step());
            if (!hasRow)
                break;
            if (list.columnInt64(2) != 0)
                names.emplace_back(list.columnText(1),
                                   list.columnInt64(4) != 0 ? "partial" : list.columnText(3));
        }
    }
    for (const auto &[name, origin] : names) {
        WEIR_TRY(SqliteIndex index, readIndex(database, table, name));
        index.isPrimaryKey = origin == "pk";
        if (origin == "partial")
            index.isPlain = false;
        if (!index.isPlain) {
            index.columns.clear();
            index.collations.clear();
        }
        table.uniques.push_back(std::move(index));
    }
    const bool hasPrimary = std::any_of(table.uniques.begin(), table.uniques.end(),
                                        [](const SqliteIndex &index) { return index.isPrimaryKey; });
    for (std::size_t i = 0; !hasPrimary && i < table.columns.size(); ++i) {
        if (table.columns[i].keyPlace == 1)
            table.uniques.push_back({"PRIMARY KEY", true, true, {i}, {"BINARY"}}); // an alias of the rowid
    }
    std::stable_partition(table.uniques.begin(), table.uniques.end(),
                          [](const SqliteIndex &index) { return index.isPrimaryKey; });
    return {};
}

Result<void> readForeignKeys(SqliteDatabase &database, SqliteTable &table)
{
    WEIR_TRY(SqliteStatement list,
             database.prepare(fmt::format("PRAGMA main.foreign_key_list({})", literal(table.name))));
    std::int64_t last = -1;
    for (;;) {
        WEIR_TRY(const bool hasRow, list.step());
        if (!hasRow)
            break;
        if (list.columnInt64(0) != last) {
            last = list.columnInt64(0);
            table.foreignKeys.push_back({std::string(list.columnText(2)), {}, {}});
        }
        SqliteForeignKey &key = table.foreignKeys.back();
        key.children.emplace_back(list.columnText(3));
        if (!list.columnIsNull(4))
            key.parents.emplace_back(list.columnText(4));
    }
    return {};
}

/// Of the first \a count columns: "3,…" without the place.
std::string identityOver(const SqliteTable &table, std::size_t count)
{
    std::string text = fmt::format("{}|{}|{}", table.kind, table.isStrict, table.hasRowid);
    for (std::size_t i = 0; i < count; ++i) {
        const SqliteColumn &column = table.columns[i];
        text += fmt::format("|{}\n{}\n{}\n{}\n{}\n{}", column.name, column.declared, column.isNotNull, column.keyPlace,
                            column.collation, column.isGenerated);
    }
    return fmt::format("{},{}", count, xxh128Hex(text));
}

} // namespace

std::optional<std::size_t> SqliteTable::indexOf(std::string_view column) const
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == column)
            return i;
    }
    return std::nullopt;
}

std::vector<std::string> SqliteTable::key() const
{
    for (const SqliteIndex &index : uniques) {
        const bool isUsable =
            index.isPlain && !index.columns.empty() &&
            (index.isPrimaryKey || std::all_of(index.columns.begin(), index.columns.end(),
                                               [&](std::size_t i) { return columns[i].isNotNull; }));
        if (!isUsable)
            continue;
        std::vector<std::string> names;
        for (const std::size_t i : index.columns)
            names.push_back(columns[i].name);
        return names;
    }
    return {};
}

const SqliteIndex *SqliteTable::uniqueOver(const std::vector<std::size_t> &wanted) const
{
    for (const SqliteIndex &index : uniques) {
        if (index.isPlain &&
            std::is_permutation(index.columns.begin(), index.columns.end(), wanted.begin(), wanted.end()))
            return &index;
    }
    return nullptr;
}

std::optional<std::string> SqliteTable::definitionWith(const Field &field) const
{
    const auto comments = columnComments(sql);
    const auto comment = comments.find(field.name);
    const auto column = indexOf(field.name);
    const bool isNoted = column && isMadeByWeir && comment != comments.end() && columns[*column].type.kind == field.type.kind &&
                         columns[*column].type.length > 0;
    if (!isNoted)
        return std::nullopt;
    std::string definition = sql;
    return definition.replace(comment->second.at, comment->second.text.size(), "/* " + typeText(field.type) + " */");
}

SchemaPtr SqliteTable::schema(bool isTarget) const
{
    std::vector<Field> fields;
    for (const SqliteColumn &column : columns) {
        if (isTarget && column.isGenerated)
            continue;
        // A rowid alias fills itself, so NULL is welcome; every other key column is better never NULL.
        fields.push_back(
            {column.name, column.type, !column.isNotNull && column.keyPlace == 0, column.declared});
    }
    return std::make_shared<const Schema>(std::move(fields), key());
}

std::vector<std::string> SqliteTable::columnNames() const
{
    std::vector<std::string> names;
    for (const SqliteColumn &column : columns)
        names.push_back(column.name);
    return names;
}

std::string SqliteTable::identity() const
{
    return fmt::format("{},{}:{}", identityOver(*this, columns.size()), schemaRow, rootPage);
}

bool SqliteTable::isSameTable(std::string_view identity) const
{
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(identity.data(), identity.data() + identity.size(), count);
    const std::size_t place = identity.rfind(',');
    if (error != std::errc() || place == std::string_view::npos || count > columns.size())
        return false;
    const bool isKeptThere = identity.substr(place + 1) == fmt::format("{}:{}", schemaRow, rootPage);
    return (count == columns.size() || isKeptThere) && identityOver(*this, count) == identity.substr(0, place);
}

Result<std::optional<SqliteTable>> readSqliteTable(SqliteDatabase &database, std::string_view name)
{
    SqliteTable table;
    WEIR_TRY(SqliteStatement find,
             database.prepare("SELECT name, type, coalesce(sql, ''), rowid, rootpage FROM main.sqlite_schema "
                              "WHERE name = ?1 COLLATE NOCASE AND type IN ('table', 'view')"));
    find.bind(1, name);
    WEIR_TRY(const bool isFound, find.step());
    if (!isFound)
        return std::optional<SqliteTable>();
    table.name = find.columnText(0);
    table.kind = find.columnText(1);
    table.sql = find.columnText(2);
    table.schemaRow = find.columnInt64(3);
    table.rootPage = find.columnInt64(4);
    find.reset();
    WEIR_TRY(SqliteStatement list,
             database.prepare(fmt::format("PRAGMA main.table_list({})", literal(table.name))));
    WEIR_TRY(const bool isListed, list.step());
    if (isListed) {
        table.kind = list.columnText(2);
        table.hasRowid = list.columnInt64(4) == 0;
        table.isStrict = list.columnInt64(5) != 0;
    }
    list.reset();
    WEIR_CHECK(readColumns(database, table));
    if (table.isStrict)
        applyComments(table);
    WEIR_CHECK(readUniques(database, table));
    WEIR_CHECK(readForeignKeys(database, table));
    WEIR_TRY(SqliteStatement triggers,
             database.prepare("SELECT count(*) FROM main.sqlite_schema WHERE type = 'trigger' "
                              "AND tbl_name = ?1 COLLATE NOCASE"));
    triggers.bind(1, table.name);
    WEIR_TRY(const bool isCounted, triggers.step());
    table.hasTriggers = isCounted && triggers.columnInt64(0) > 0;
    return std::optional<SqliteTable>(std::move(table));
}

Result<std::vector<SqliteObject>> listSqliteObjects(SqliteDatabase &database)
{
    std::vector<SqliteObject> objects;
    WEIR_TRY(SqliteStatement list,
             database.prepare("SELECT name, type FROM main.sqlite_schema WHERE type IN ('table', "
                              "'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"));
    for (;;) {
        WEIR_TRY(const bool hasRow, list.step());
        if (!hasRow)
            return objects;
        objects.push_back({std::string(list.columnText(0)), std::string(list.columnText(1))});
    }
}

} // namespace weir
