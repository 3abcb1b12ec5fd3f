#include "core/connectors/postgresql/postgresqltarget.h"

#include "core/base/names.h"

#include <fmt/format.h>

namespace weir::postgresql {

namespace {

/// Tables up to this size are counted; of larger ones the server's estimate is told.
constexpr std::int64_t countedBytesMax = std::int64_t{64} << 20;

std::string_view kindWord(char kind)
{
    switch (kind) {
    case 'v': return "a view";
    case 'm': return "a materialized view";
    case 'f': return "a foreign table";
    default: return "no table";
    }
}

} // namespace

Result<std::unique_ptr<Connection>> connectWithPassword(const Settings &settings, const SecretStore *secrets,
                                                        const std::string &applicationName, const Timeouts &timeouts,
                                                        const CancelToken &token)
{
    if (settings.passwordSecret.empty()) {
        Connection::AskPassword ask;
        if (secrets && secrets->canAsk())
            ask = [&] { return secrets->ask(fmt::format("Password of {} for {}", settings.user, settings.label())); };
        return Connection::open(settings, {}, applicationName, timeouts, token, ask);
    }
    if (!secrets)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("\"{}\" cannot be read: no place for secrets is open", settings.passwordSecret));
    WEIR_TRY(const Secret password, secrets->read(settings.passwordSecret));
    return Connection::open(settings, password.reveal(), applicationName, timeouts, token);
}

PostgresqlTarget::PostgresqlTarget(Settings settings, TableName table, const SecretStore *secrets, Timeouts timeouts)
    : m_settings(std::move(settings)), m_name(std::move(table)), m_secrets(secrets), m_timeouts(timeouts),
      m_store(m_settings.checkpointSchema.empty() ? m_name.schema : m_settings.checkpointSchema)
{}

PostgresqlTarget::~PostgresqlTarget() = default;

Result<void> PostgresqlTarget::connect(const std::string &applicationName, const CancelToken &token)
{
    m_writer.reset();
    m_isFenced = false;
    m_connection.reset(); // first: the old connection may hold the lock that the new one needs
    WEIR_TRY(m_connection, connectWithPassword(m_settings, m_secrets, applicationName, m_timeouts, token));
    return {};
}

Result<void> PostgresqlTarget::ensureConnected(const CancelToken &token)
{
    if (m_connection && m_connection->isOpen() && !m_connection->isInTransaction())
        return {};
    return connect("weir", token);
}

Result<TableInfo> PostgresqlTarget::readTarget(const CancelToken &token)
{
    WEIR_TRY(std::optional<TableInfo> found, readTable(*m_connection, m_name, token));
    if (!found)
        return Unexpected{missingTable(*m_connection, m_name, token)};
    return std::move(*found);
}

Result<TargetShape> PostgresqlTarget::describe(const CancelToken &token)
{
    WEIR_CHECK(ensureConnected(token));
    TargetShape shape;
    shape.guarantee = Guarantee::A;
    shape.label = fmt::format("table {} of {}", m_name.text(), m_settings.label());
    WEIR_TRY(shape.footprint, m_store.missing(*m_connection, token));
    WEIR_TRY(const std::optional<TableInfo> table, readTable(*m_connection, m_name, token));
    if (!table)
        return shape;
    shape.schema = table->schema(false);
    shape.isCreatable = false;
    shape.isUpsertable = !table->keys.empty() && !table->hasRules && (table->kind == 'r' || table->kind == 'p');
    shape.rows = table->rowsEstimate;
    if (table->canSelect && table->bytes <= countedBytesMax) {
        WEIR_TRY(const Reply count, m_connection->run("counting rows of " + m_name.text(),
                                                      "SELECT count(*) FROM " + m_name.sql(), token));
        shape.rows = count.int64(0, 0);
    }
    if (table->kind != 'r' && table->kind != 'p')
        shape.findings.push_back({Finding::Level::Blocking, "notATable", {}, 0,
                                  fmt::format("{} is {}; Weir writes to tables", m_name.text(), kindWord(table->kind))});
    if (table->hasTriggers)
        shape.findings.push_back({Finding::Level::Note, "triggers", {}, 0,
                                  "the table has triggers; every batch is checked for rows that they drop"});
    for (const TableColumn &column : table->columns) {
        if (column.isGenerated)
            shape.findings.push_back({Finding::Level::Note, "generated", column.name, 0,
                                      "the server computes this column; it is not written"});
    }
    return shape;
}

Result<std::string> PostgresqlTarget::creationSql(const Schema &schema) const
{
    std::string columns, key;
    for (const Field &field : schema.fields()) {
        WEIR_TRY(const std::string name, quoteIdentifier(field.name));
        columns += fmt::format("{}    {} {}{}", columns.empty() ? "" : ",\n", name, columnTypeSql(field),
                               field.isNullable ? "" : " NOT NULL");
    }
    for (const std::string &field : schema.key()) {
        WEIR_TRY(const std::string name, quoteIdentifier(field));
        key += (key.empty() ? "" : ", ") + name;
    }
    if (!key.empty())
        columns += fmt::format(",\n    PRIMARY KEY ({})", key);
    return fmt::format("CREATE TABLE {} (\n{})", m_name.sql(), columns);
}

Result<void> PostgresqlTarget::create(const Schema &schema, const CancelToken &token)
{
    WEIR_CHECK(ensureConnected(token));
    WEIR_TRY(const std::string sql, creationSql(schema));
    WEIR_TRY(const Reply made, m_connection->send(sql, token));
    if (made.isOk())
        return {};
    const ServerError error = made.error();
    if (error.sqlState == "42P07")
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("table {} exists already; it was not touched", m_name.text()));
    if (error.sqlState == "3F000")
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("there is no schema \"{}\" to create table {} in; create the schema first",
                                m_name.schema, m_name.text()));
    if (error.sqlState == "42501")
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("this account may not create table {}; let an administrator run:\n{};",
                                m_name.text(), sql));
    return Unexpected{error.error("creating table " + m_name.text())};
}

Result<void> PostgresqlTarget::addColumns(const std::vector<Field> &fields, const CancelToken &token)
{
    WEIR_CHECK(ensureConnected(token));
    std::string added;
    for (const Field &field : fields) {
        WEIR_TRY(const std::string name, quoteIdentifier(field.name));
        added += fmt::format("{}ADD COLUMN IF NOT EXISTS {} {}", added.empty() ? "" : ", ", name, columnTypeSql(field));
    }
    if (added.empty())
        return {};
    const std::string sql = fmt::format("ALTER TABLE {} {}", m_name.sql(), added);
    WEIR_TRY(const Reply made, m_connection->send(sql, token));
    if (made.isOk())
        return {};
    const ServerError error = made.error();
    if (error.sqlState == "42501")
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("this account may not alter table {}; let an administrator run:\n{};", m_name.text(), sql));
    return Unexpected{error.error("adding columns to " + m_name.text())};
}

Result<std::string> PostgresqlTarget::wideningSql(const Field &field, const CancelToken &)
{
    WEIR_TRY(const std::string name, quoteIdentifier(field.name));
    return fmt::format("ALTER TABLE {} ALTER COLUMN {} TYPE {};", m_name.sql(), name, columnTypeSql(field));
}

Result<void> PostgresqlTarget::checkWritable(const TableInfo &table, const CancelToken &token)
{
    if (table.kind != 'r' && table.kind != 'p')
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} is {}; Weir writes to tables only, because rows and checkpoint must be committed "
                                "together",
                                m_name.text(), kindWord(table.kind)));
    const bool writesRows = m_mode != WriteMode::Append;
    const bool mayAll = table.canSelect && (table.canInsert || m_mode == WriteMode::Update)
                        && (!writesRows || table.canUpdate || m_mode == WriteMode::Replace)
                        && (table.canDelete || table.canTruncate || !usesSideTable());
    if (!mayAll) {
        WEIR_TRY(const Reply user, m_connection->run("asking for the account", "SELECT quote_ident(current_user)", token));
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("this account may not write to {}; let an administrator run:\n"
                                "GRANT SELECT, INSERT, UPDATE{} ON {} TO {};",
                                m_name.text(), usesSideTable() ? ", DELETE" : "", m_name.sql(), user.text(0, 0)));
    }
    if (table.hasRules)
        return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                    fmt::format("{} has rules, which rewrite what is written to it; Weir could not tell what became of "
                                "the rows. Drop the rules or write to another table",
                                m_name.text()));
    return {};
}

Result<void> PostgresqlTarget::checkKey(const TableInfo &table) const
{
    if (m_mode == WriteMode::Append || (m_mode == WriteMode::Replace && m_key.empty()))
        return {};
    if (m_key.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("mode {} needs a key; name the fields that tell the rows of {} apart",
                                writeModeName(m_mode), m_name.text()));
    if (m_mode == WriteMode::Update || table.arbiter(m_key))
        return {};
    std::string columns;
    for (const std::string &field : m_key) {
        WEIR_TRY(const std::string name, quoteIdentifier(field));
        columns += (columns.empty() ? "" : ", ") + name;
    }
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("{} has no unique index over ({}) that can decide which rows are new; create one:\n"
                            "CREATE UNIQUE INDEX ON {} ({});",
                            m_name.text(), columns, m_name.sql(), columns));
}

Result<void> PostgresqlTarget::bind(TableInfo table, const CancelToken &token)
{
    WEIR_CHECK(checkWritable(table, token));
    WEIR_CHECK(checkKey(table));
    WEIR_TRY(m_binding, bindFields(*m_columns, table, m_key, m_version));
    m_writer.reset();
    m_table = std::move(table);
    m_loaded = m_table;
    return {};
}

Result<void> PostgresqlTarget::setUp(const SchemaPtr &columns, WriteMode mode, const std::vector<std::string> &key,
                                     const std::string &versionField, const CancelToken &token)
{
    WEIR_CHECK(ensureConnected(token));
    m_isFenced = false;
    m_columns = columns;
    m_mode = mode;
    m_key = key;
    m_version = versionField;
    WEIR_TRY(TableInfo table, readTarget(token));
    return bind(std::move(table), token);
}

Result<void> PostgresqlTarget::prepare(const SchemaPtr &columns, WriteMode mode, const std::vector<std::string> &key,
                                       const std::string &versionField, const CancelToken &token)
{
    WEIR_CHECK(setUp(columns, mode, key, versionField, token));
    return m_store.prepare(*m_connection, token);
}

Result<std::vector<Standing>> PostgresqlTarget::lookUp(const RecordBatch &batch, const CancelToken &token)
{
    if (!m_table || m_binding.key.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("rows cannot be looked up in {} without a key", m_name.text()));
    if (!m_connection || !m_connection->isOpen())
        WEIR_CHECK(connect("weir", token));
    BatchWriter reader(*m_table, m_binding, WriteMode::Upsert);
    auto standings = reader.lookUp(*m_connection, batch, token);
    if (!standings)
        return ended(std::move(standings).error());
    return standings;
}

Result<void> PostgresqlTarget::forget(const Uuid &job, const CancelToken &token)
{
    WEIR_CHECK(ensureConnected(token));
    m_isFenced = false;
    if (auto forgotten = m_store.forget(*m_connection, job, token); !forgotten)
        return ended(std::move(forgotten).error());
    return {};
}

} // namespace weir::postgresql
