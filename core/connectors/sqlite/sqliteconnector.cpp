#include "core/connectors/sqlite/sqliteconnector.h"

#include "core/connectors/sqlite/sqlitecheckpoint.h"
#include "core/connectors/sqlite/sqlitedatabase.h"
#include "core/connectors/sqlite/sqlitesource.h"
#include "core/connectors/sqlite/sqlitetable.h"
#include "core/connectors/sqlite/sqlitetarget.h"

#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

/// Always absolute: SQLite would take "file:…" and ":memory:" for something else.
Result<std::string> fileOf(const ConnectionContext &context)
{
    const Json *settings = context.settings.get();
    const auto file = settings && settings->is_object() ? settings->find("file") : Json::const_iterator{};
    if (!settings || !settings->is_object() || file == settings->end() || !file->is_string() ||
        file->get_ref<const std::string &>().empty())
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("connection \"{}\" needs \"file\", the path of a SQLite database", context.name));
    std::filesystem::path path = file->get<std::string>();
    if (path.string().find('\0') != std::string::npos)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("the path of connection \"{}\" holds a NUL byte", context.name));
    if (path.is_relative())
        path = std::filesystem::path(context.baseFolder) / path;
    std::error_code trouble;
    path = std::filesystem::absolute(path, trouble);
    if (trouble)
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("the path of connection \"{}\" cannot be used: {}", context.name, trouble.message()));
    return path.lexically_normal().string();
}

Result<std::unique_ptr<Target>> makeTarget(const ConnectionContext &context, const WriteOptions &options)
{
    WEIR_TRY(const std::string file, fileOf(context));
    if (options.stream.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("name the table to write, for example sqlite:{}#orders", file));
    return std::unique_ptr<Target>(std::make_unique<SqliteTarget>(file, options.stream, *context.clock));
}

Result<std::unique_ptr<Source>> makeSource(const ConnectionContext &context, const ReadOptions &options)
{
    WEIR_TRY(const std::string file, fileOf(context));
    if (options.stream.empty() && options.query.empty())
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("name the table to read, for example sqlite:{}#orders, or give a query", file));
    return std::unique_ptr<Source>(std::make_unique<SqliteSource>(file, options));
}

Result<std::vector<StreamInfo>> listStreams(const ConnectionContext &context, const CancelToken &token)
{
    WEIR_TRY(const std::string file, fileOf(context));
    WEIR_TRY(SqliteDatabase database, SqliteDatabase::open(file, SqliteDatabase::Access::Read));
    database.setToken(token);
    WEIR_TRY(const auto objects, listSqliteObjects(database));
    std::vector<StreamInfo> streams;
    for (const SqliteObject &object : objects) {
        if (object.name != "weir_checkpoint" && object.name != "weir_skip" &&
            !object.name.starts_with("weir_new_"))
            streams.push_back({object.name, object.kind, -1});
    }
    return streams;
}

Result<std::vector<Finding>> test(const ConnectionContext &context, const CancelToken &token)
{
    WEIR_TRY(const std::string file, fileOf(context));
    std::vector<Finding> findings;
    WEIR_TRY(SqliteDatabase database, SqliteDatabase::open(file, SqliteDatabase::Access::Read));
    database.setToken(token);
    WEIR_TRY(const auto objects, listSqliteObjects(database));
    findings.push_back({Finding::Level::Note,
                        "objects",
                        {},
                        static_cast<std::int64_t>(objects.size()),
                        fmt::format("{} opens, with {} tables and views", file, objects.size())});
    return findings;
}

} // namespace

ConnectorSpec sqliteConnector()
{
    ConnectorSpec spec;
    spec.kind = "sqlite";
    spec.title = "SQLite";
    spec.makeSource = makeSource;
    spec.makeTarget = makeTarget;
    spec.listStreams = listStreams;
    spec.test = test;
    spec.administratorSql = [](const ConnectionContext &) -> Result<std::string> {
        return SqliteCheckpoints::createSql();
    };
    return spec;
}

} // namespace weir
