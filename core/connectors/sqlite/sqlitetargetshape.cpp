// The parts of SqliteTarget that look at the file and change its tables; the protocol is in sqlitetarget.cpp.
#include "core/connectors/sqlite/sqlitetarget.h"

#include "core/base/names.h"
#include "core/connectors/sqlite/sqlitename.h"
#include "core/connectors/sqlite/sqlitestage.h"
#include "core/connectors/sqlite/sqlitetypes.h"

#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/vfs.h>

namespace weir {

namespace {

constexpr std::chrono::milliseconds countTimeMax{200};

// Magic numbers of statfs(2).
bool isNetworkShare(const std::string &path)
{
    struct statfs status
    {};
    if (::statfs(path.c_str(), &status) != 0)
        return false;
    switch (static_cast<unsigned long>(status.f_type) & 0xffffffffUL) {
    case 0x6969:     // NFS
    case 0x517b:     // SMB
    case 0xff534d42: // CIFS
    case 0xfe534d42: // SMB 2
        return true;
    default:
        return false;
    }
}

} // namespace

Result<TargetShape> SqliteTarget::describe(const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    TargetShape shape;
    shape.guarantee = Guarantee::A;
    shape.label = fmt::format("table \"{}\" of {}", m_tableName, m_path);
    std::error_code ignored;
    const bool isNew = !std::filesystem::exists(m_path, ignored);
    const std::string folder = std::filesystem::path(m_path).parent_path().string();
    shape.isCreatable = std::filesystem::is_directory(folder, ignored);
    if (isNetworkShare(isNew ? folder : m_path))
        shape.findings.push_back(
            {Finding::Level::Blocking,
             "networkShare",
             {},
             0,
             "the file is on a network share, where SQLite's locks cannot be relied on; use a "
             "local disk"});
    if (isNew) {
        shape.footprint = {fmt::format("file {} (readable by you alone)", m_path),
                           "table weir_checkpoint (one row for each stream: how far it is)",
                           "table weir_skip (one row for each quarantined row)"};
        if (!shape.isCreatable)
            shape.findings.push_back({Finding::Level::Blocking,
                                      "noFolder",
                                      {},
                                      0,
                                      fmt::format("the folder {} does not exist; make it first", folder)});
        return shape;
    }
    WEIR_CHECK(connect(SqliteDatabase::Access::Write));
    m_database->setToken(token);
    WEIR_TRY(const auto table, closeOnFailure(readSqliteTable(*m_database, m_tableName)));
    WEIR_TRY(const auto missing, SqliteCheckpoints::missing(*m_database));
    for (const std::string &name : missing)
        shape.footprint.push_back(fmt::format("table {} ({})", name,
                                              name == "weir_skip"
                                                  ? "one row for each quarantined row"
                                                  : "one row for each stream: how far it is"));
    if (!table)
        return shape;
    WEIR_TRY(m_table, readTable());
    shape.schema = m_table->schema(true);
    shape.isUpsertable = !shape.schema->key().empty();
    WEIR_CHECK(addFindings(shape));
    return shape;
}

Result<void> SqliteTarget::addFindings(TargetShape &shape)
{
    if (m_table->name != m_tableName)
        shape.findings.push_back({Finding::Level::Note,
                                  "nameCase",
                                  {},
                                  0,
                                  fmt::format("the table is written \"{}\" in the file", m_table->name)});
    if (sqlite3_db_readonly(m_database->handle(), "main") == 1)
        shape.findings.push_back({Finding::Level::Blocking,
                                  "readOnly",
                                  {},
                                  0,
                                  fmt::format("{} cannot be written by this user", m_path)});
    if (m_table->hasTriggers)
        shape.findings.push_back({Finding::Level::Note,
                                  "triggers",
                                  {},
                                  0,
                                  "the table has triggers; a run stops if one leaves out rows"});
    if (!m_table->isStrict) {
        for (const SqliteColumn &column : m_table->columns) {
            if (column.type.kind == TypeKind::Decimal && column.affinity == SqliteAffinity::Numeric)
                shape.findings.push_back(
                    {Finding::Level::Note, "roundedDecimal", column.name, 0,
                     fmt::format("column \"{}\" ({}) keeps 15 digits and no trailing zeros; rows "
                                 "with more are refused, not rounded",
                                 column.name, column.declared)});
        }
    }
    // Counting reads the whole table; for a large one nobody waits.
    WEIR_TRY(const std::string name, quoteIdentifier(m_table->name));
    m_database->setDeadline(std::chrono::steady_clock::now() + countTimeMax);
    const auto count = m_database->int64Of(fmt::format("SELECT count(*) FROM main.{}", name));
    m_database->setDeadline(std::nullopt);
    if (count)
        shape.rows = *count;
    else if (count.error().code != ErrorCode::Timeout)
        return Unexpected{count.error()};
    return {};
}

Result<std::string> SqliteTarget::creationSql(const Schema &schema) const
{
    return createTableSql(m_tableName, schema);
}

Result<void> SqliteTarget::create(const Schema &schema, const CancelToken &token)
{
    WEIR_TRY(const std::string sql, creationSql(schema));
    const std::string name = lowerAscii(m_tableName);
    if (name == "weir_checkpoint" || name == "weir_skip" || name.starts_with("weir_new_") ||
        name.starts_with("sqlite_"))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("the table name \"{}\" is reserved; choose another", m_tableName));
    disconnect();
    WEIR_CHECK(connect(SqliteDatabase::Access::Make));
    m_database->setToken(token);
    // Both in one transaction: a table without its books would look like somebody else's.
    WEIR_CHECK(closeOnFailure(m_database->run("BEGIN IMMEDIATE")));
    const auto make = [&]() -> Result<void> {
        WEIR_TRY(const auto present, readSqliteTable(*m_database, m_tableName));
        if (present)
            return fail(ErrorCode::Conflict, Recovery::Stop,
                        fmt::format("{} already has a {} \"{}\"", m_path, present->kind, present->name));
        WEIR_CHECK(m_database->run(sql));
        WEIR_CHECK(SqliteCheckpoints::ensure(*m_database));
        return m_database->run("COMMIT");
    };
    Result<void> made = make();
    m_database->rollback();
    return closeOnFailure(std::move(made));
}

Result<void> SqliteTarget::addColumns(const std::vector<Field> &fields, const CancelToken &token)
{
    disconnect();
    WEIR_CHECK(connect(SqliteDatabase::Access::Write));
    m_database->setToken(token);
    WEIR_CHECK(closeOnFailure(m_database->run("BEGIN IMMEDIATE")));
    const auto add = [&]() -> Result<void> {
        WEIR_TRY(const SqliteTable table, readTable());
        for (const Field &field : fields) {
            if (table.indexOf(field.name))
                continue;
            WEIR_TRY(const std::string sql, addColumnSql(table.name, field));
            WEIR_CHECK(m_database->run(sql));
        }
        return m_database->run("COMMIT");
    };
    Result<void> added = add();
    m_database->rollback();
    return closeOnFailure(std::move(added));
}

Result<void> SqliteTarget::widenColumn(const Field &field, const CancelToken &token)
{
    disconnect();
    WEIR_CHECK(connect(SqliteDatabase::Access::Write));
    m_database->setToken(token);
    WEIR_CHECK(closeOnFailure(m_database->run("BEGIN IMMEDIATE")));
    const auto widen = [&]() -> Result<void> {
        WEIR_TRY(const SqliteTable before, readTable());
        const auto definition = before.definitionWith(field);
        if (!definition)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("{}: column \"{}\" of \"{}\" has no length that Weir noted", m_path, field.name,
                                    before.name));
        WEIR_CHECK(m_database->rewriteDefinition(before.name, *definition));
        WEIR_TRY(const SqliteTable after, readTable());
        const auto column = after.indexOf(field.name);
        if (after.identity() != before.identity() || !column || after.columns[*column].type != field.type)
            return fail(ErrorCode::Internal, Recovery::Stop,
                        fmt::format("{}: the definition of \"{}\" could not be widened; nothing was changed", m_path,
                                    before.name));
        return m_database->run("COMMIT");
    };
    Result<void> widened = widen();
    m_database->rollback();
    disconnect(); // statements were made for the old definition
    return widened;
}

Result<void> SqliteTarget::forget(const Uuid &job, const CancelToken &token)
{
    std::error_code ignored;
    if (!std::filesystem::exists(m_path, ignored))
        return {};
    disconnect();
    WEIR_CHECK(connect(SqliteDatabase::Access::Write));
    m_database->setToken(token);
    WEIR_TRY(const auto missing, SqliteCheckpoints::missing(*m_database));
    if (missing.size() == 2)
        return {};
    WEIR_CHECK(closeOnFailure(SqliteCheckpoints::ensure(*m_database)));
    const auto remove = [&]() -> Result<void> {
        WEIR_CHECK(m_database->run("BEGIN IMMEDIATE"));
        {
            WEIR_TRY(SqliteCheckpoints checkpoints, SqliteCheckpoints::prepare(*m_database));
            WEIR_TRY(const auto streams, checkpoints.streams(job));
            for (const std::string &stream : streams)
                WEIR_CHECK(dropStage(*m_database, stageName(job, stream)));
            WEIR_CHECK(checkpoints.forget(job));
        }
        WEIR_CHECK(SqliteCheckpoints::dropEmpty(*m_database));
        return m_database->run("COMMIT");
    };
    Result<void> removed = remove();
    m_database->rollback();
    disconnect();
    return removed;
}

} // namespace weir
