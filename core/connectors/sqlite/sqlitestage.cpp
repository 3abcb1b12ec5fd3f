#include "core/connectors/sqlite/sqlitestage.h"

#include "core/base/hash.h"
#include "core/connectors/sqlite/sqlitedatabase.h"
#include "core/connectors/sqlite/sqlitename.h"
#include "core/connectors/sqlite/sqlitetokens.h"

#include <fmt/format.h>

namespace weir {

namespace {

// SQLite stores "CREATE TABLE <name> (…)" with the name as it was written, and nothing between.
Result<std::string> createLike(const SqliteTable &target, const std::string &stage)
{
    SqliteTokens tokens(target.sql);
    const auto create = tokens.next();
    const auto table = tokens.next();
    const auto name = tokens.next();
    if (!create || !table || !name || name->value() != target.name)
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("table \"{}\" has an unusual definition and cannot be replaced; use --mode upsert",
                        target.name));
    WEIR_TRY(const std::string quoted, quoteIdentifier(stage));
    return fmt::format("CREATE TABLE main.{}{}", quoted, target.sql.substr(name->at + name->text.size()));
}

// Rows of any table that refer to nothing.
Result<std::int64_t> countOrphans(SqliteDatabase &database)
{
    WEIR_TRY(SqliteStatement check, database.prepare("PRAGMA main.foreign_key_check"));
    for (std::int64_t count = 0;; ++count) {
        WEIR_TRY(const bool hasRow, check.step());
        if (!hasRow)
            return count;
    }
}

Result<std::int64_t> countRows(SqliteDatabase &database, const std::string &quoted)
{
    return database.int64Of(fmt::format("SELECT count(*) FROM main.{}", quoted));
}

} // namespace

std::string stageName(const Uuid &job, std::string_view stream)
{
    return "weir_new_" + sha256Hex(job.text() + '/' + std::string(stream)).substr(0, 8);
}

Result<bool> hasStage(SqliteDatabase &database, const std::string &stage)
{
    WEIR_TRY(const auto table, readSqliteTable(database, stage));
    return table && table->kind == "table";
}

Result<void> makeStage(SqliteDatabase &database, const SqliteTable &target, const std::string &stage)
{
    WEIR_CHECK(dropStage(database, stage));
    WEIR_TRY(const std::string sql, createLike(target, stage));
    WEIR_CHECK(database.run(sql));
    WEIR_TRY(const auto made, readSqliteTable(database, stage));
    if (!made || made->columnNames() != target.columnNames())
        return fail(ErrorCode::Internal, Recovery::Stop,
                    fmt::format("the load table for \"{}\" came out with other columns", target.name));
    // Unique indexes made by CREATE UNIQUE INDEX are not part of the definition; without them a duplicate
    // would only be found by the final swap, for all rows at once.
    int number = 0;
    for (const SqliteIndex &index : target.uniques) {
        if (!index.isPlain || index.isPrimaryKey || index.name.starts_with("sqlite_autoindex_"))
            continue;
        std::string columns;
        for (std::size_t i = 0; i < index.columns.size(); ++i) {
            WEIR_TRY(const std::string column, quoteIdentifier(target.columns[index.columns[i]].name));
            WEIR_TRY(const std::string collation, quoteIdentifier(index.collations[i]));
            columns += fmt::format("{}{} COLLATE {}", i == 0 ? "" : ", ", column, collation);
        }
        WEIR_CHECK(database.run(fmt::format("CREATE UNIQUE INDEX main.\"{}_u{}\" ON \"{}\" ({})", stage,
                                            ++number, stage, columns)));
    }
    return {};
}

Result<void> dropStage(SqliteDatabase &database, const std::string &stage)
{
    WEIR_TRY(const bool isThere, hasStage(database, stage));
    if (!isThere)
        return {};
    return database.run(fmt::format("DROP TABLE main.\"{}\"", stage));
}

Result<void> swapStage(SqliteDatabase &database, const SqliteTable &target, const std::string &stage)
{
    WEIR_TRY(const std::string name, quoteIdentifier(target.name));
    const std::string stageQuoted = fmt::format("\"{}\"", stage);
    std::string columns;
    for (const SqliteColumn &column : target.columns) {
        if (column.isGenerated)
            continue;
        WEIR_TRY(const std::string quoted, quoteIdentifier(column.name));
        columns += (columns.empty() ? "" : ", ") + quoted;
    }
    WEIR_TRY(const std::int64_t orphansBefore, countOrphans(database));
    WEIR_TRY(const std::int64_t loaded, countRows(database, stageQuoted));
    WEIR_CHECK(database.run(fmt::format("DELETE FROM main.{}", name)));
    WEIR_TRY(const std::int64_t left, countRows(database, name));
    WEIR_CHECK(database.run(fmt::format("INSERT OR ABORT INTO main.{} ({}) SELECT {} FROM main.{}", name,
                                        columns, columns, stageQuoted)));
    const std::int64_t taken = database.changes();
    if (left != 0 || taken != loaded)
        return fail(
            ErrorCode::SchemaMismatch, Recovery::Stop,
            fmt::format(
                "RowsSwallowed: table \"{}\" kept {} old rows and took {} of {} new ones; a trigger is "
                "in the way. The table was left as it was",
                target.name, left, taken, loaded));
    WEIR_CHECK(database.run(fmt::format("DROP TABLE main.{}", stageQuoted)));
    WEIR_TRY(const std::int64_t orphansAfter, countOrphans(database));
    if (orphansAfter > orphansBefore)
        return fail(
            ErrorCode::InvalidRow, Recovery::Stop,
            fmt::format(
                "replacing table \"{}\" would leave {} rows of other tables without the row they refer "
                "to; the table was left as it was. Use --mode upsert, or remove those rows first",
                target.name, orphansAfter - orphansBefore));
    return {};
}

} // namespace weir
