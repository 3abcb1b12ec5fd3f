#include "core/connectors/postgresql/postgresqlconnector.h"

#include "core/connectors/postgresql/postgresqlsource.h"
#include "core/connectors/postgresql/postgresqltarget.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

using postgresql::Connection;
using postgresql::Parameters;
using postgresql::Settings;
using postgresql::TableName;

Result<Settings> settingsOf(const ConnectionContext &context)
{
    if (!context.settings)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("connection \"{}\" has no settings", context.name));
    return Settings::read(*context.settings);
}

Result<std::unique_ptr<Connection>> connectTo(const ConnectionContext &context, const CancelToken &token)
{
    WEIR_TRY(const Settings settings, settingsOf(context));
    return postgresql::connectWithPassword(settings, context.secrets, "weir", {}, token);
}

Result<std::unique_ptr<Source>> makeSource(const ConnectionContext &context, const ReadOptions &options)
{
    WEIR_TRY(Settings settings, settingsOf(context));
    if (options.stream.empty() && options.query.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "a PostgreSQL source needs a table or a query: write the table behind '#', such as #public.orders");
    if (options.query.empty()) {
        WEIR_TRY([[maybe_unused]] const TableName checked, postgresql::parseTableName(options.stream, settings.schema));
    }
    return std::unique_ptr<Source>(
        std::make_unique<postgresql::PostgresqlSource>(std::move(settings), options, context.secrets));
}

Result<std::unique_ptr<Target>> makeTarget(const ConnectionContext &context, const WriteOptions &options)
{
    WEIR_TRY(Settings settings, settingsOf(context));
    if (!options.checkpointSchema.empty())
        settings.checkpointSchema = options.checkpointSchema;
    if (options.stream.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "a PostgreSQL target needs a table: write it behind '#', such as #public.orders");
    WEIR_TRY(TableName table, postgresql::parseTableName(options.stream, settings.schema));
    if (!settings.checkpointSchema.empty()) {
        WEIR_TRY([[maybe_unused]] const std::string checked, postgresql::quoteIdentifier(settings.checkpointSchema));
    }
    return std::unique_ptr<Target>(
        std::make_unique<postgresql::PostgresqlTarget>(std::move(settings), std::move(table), context.secrets));
}

Result<std::vector<StreamInfo>> listStreams(const ConnectionContext &context, const CancelToken &token)
{
    WEIR_TRY(const std::unique_ptr<Connection> connection, connectTo(context, token));
    WEIR_TRY(const auto found,
             connection->run("listing tables",
                             "SELECT n.nspname, c.relname, c.relkind, c.reltuples::bigint FROM pg_catalog.pg_class c "
                             "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                             "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' "
                             "AND n.nspname <> 'information_schema' "
                             "AND c.relname NOT IN ('weir_checkpoint', 'weir_skip') "
                             "AND c.relname !~ '^weir_(new|keys)_[0-9a-f]{8}$' "
                             "AND NOT (c.relkind = 'r' AND EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i "
                             "WHERE i.inhrelid = c.oid)) "
                             "AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
                             "AND (pg_catalog.has_table_privilege(c.oid, 'SELECT') "
                             "OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT')) ORDER BY 1, 2",
                             token));
    std::vector<StreamInfo> streams;
    for (int row = 0; row < found.rows(); ++row) {
        const std::string schema(found.text(row, 0)), table(found.text(row, 1));
        const bool isPlain = (schema + table).find_first_of(".\"") == std::string::npos;
        const TableName name{schema, table};
        const bool isView = found.text(row, 2) == "v" || found.text(row, 2) == "m";
        streams.push_back({isPlain ? name.text() : name.sql(), isView ? "view" : "table", found.int64(row, 3)});
    }
    return streams;
}

Result<std::vector<Finding>> test(const ConnectionContext &context, const CancelToken &token)
{
    WEIR_TRY(const Settings settings, settingsOf(context));
    WEIR_TRY(const std::unique_ptr<Connection> connection, connectTo(context, token));
    WEIR_TRY(const auto found,
             connection->run("testing the connection",
                             "SELECT pg_catalog.current_setting('server_version'), pg_catalog.pg_is_in_recovery(), "
                             "coalesce((SELECT s.ssl FROM pg_catalog.pg_stat_ssl s WHERE s.pid = pg_backend_pid()), "
                             "false), pg_catalog.current_database(), current_user, "
                             "coalesce(pg_catalog.has_schema_privilege((SELECT n.oid FROM pg_catalog.pg_namespace n "
                             "WHERE n.nspname = $1), 'CREATE'), false)",
                             Parameters().text(settings.checkpointSchema.empty() ? settings.schema
                                                                                 : settings.checkpointSchema),
                             token));
    std::vector<Finding> findings;
    findings.push_back({Finding::Level::Note, "server", {}, 0,
                        fmt::format("PostgreSQL {}, database {}, account {}", found.text(0, 0), found.text(0, 3),
                                    found.text(0, 4))});
    if (found.boolean(0, 1))
        findings.push_back({Finding::Level::Warning, "standby", {}, 0,
                            "the server is a standby: it can be read, not written to"});
    if (!found.boolean(0, 2) && !settings.isLoopback())
        findings.push_back({Finding::Level::Warning, "plaintext", {}, 0,
                            "rows travel unencrypted; set \"tls\" to verify-full"});
    if (!found.boolean(0, 5))
        findings.push_back({Finding::Level::Note, "noCreate", {}, 0,
                            fmt::format("the account may not create tables in schema {}; before it can be a target an "
                                        "administrator runs what `weir connections ddl` prints",
                                        settings.checkpointSchema.empty() ? settings.schema
                                                                          : settings.checkpointSchema)});
    return findings;
}

Result<std::string> administratorSql(const ConnectionContext &context)
{
    WEIR_TRY(const Settings settings, settingsOf(context));
    const std::string &schema = settings.checkpointSchema.empty() ? settings.schema : settings.checkpointSchema;
    WEIR_TRY(const std::string quotedSchema, postgresql::quoteIdentifier(schema));
    WEIR_TRY(const std::string user, postgresql::quoteIdentifier(settings.user));
    return fmt::format("GRANT USAGE ON SCHEMA {} TO {};\n{}", quotedSchema, user,
                       postgresql::CheckpointStore(schema).ddl(settings.user));
}

} // namespace

ConnectorSpec postgresqlConnector()
{
    ConnectorSpec spec;
    spec.kind = "postgresql";
    spec.title = "PostgreSQL";
    spec.makeSource = makeSource;
    spec.makeTarget = makeTarget;
    spec.listStreams = listStreams;
    spec.test = test;
    spec.administratorSql = administratorSql;
    return spec;
}

} // namespace weir
