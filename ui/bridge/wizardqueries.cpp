#include "ui/bridge/wizardqueries.h"

#include "core/base/atomicfile.h"
#include "core/delivery/endpoints.h"
#include "core/workspace/names.h"
#include "ui/bridge/audittrail.h"
#include "ui/bridge/jobdefinition.h"
#include "ui/bridge/services.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

struct Sample
{
    const char *resource, *copy;
    bool hasTable; ///< a table of other people that it is to be loaded into
};

constexpr Sample samples[] = {
    {":/samples/orders_clean.csv", "samples/orders.csv", false},
    {":/samples/orders_messy.csv", "samples/orders_messy.csv", true},
    {":/samples/items_mes.csv", "samples/items_mes.csv", false},
};

constexpr const char *sampleConnection = "samples";
constexpr const char *sampleDatabase = "samples/samples.db";
constexpr const char *sampleTable = "orders";

/// What a warehouse that somebody else planned looks like: bounds that the messy sample breaks, and a column that it
/// does not fill.
Schema sampleSchema()
{
    return Schema({{"order_id", Type::text(20), false, {}},
                   {"customer_name", Type::text(40), true, {}},
                   {"amount", Type::decimal(12, 2), true, {}},
                   {"order_date", TypeKind::Date, true, {}},
                   {"id_card", Type::text(18), true, {}},
                   {"item_code", Type::text(10), true, {}},
                   {"quantity", TypeKind::Int64, true, {}},
                   {"status", Type::text(20), true, {}},
                   {"region", Type::text(20), true, {}}},
                  {"order_id"});
}

Result<void> copySample(const Workspace &workspace, const char *resource, const char *copy)
{
    const std::string path = workspace.path(copy);
    QFile sample{QLatin1String(resource)}, there{toQt(path)};
    if (!sample.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("there is no sample {}", resource));
    const QByteArray content = sample.readAll();
    if (there.open(QIODevice::ReadOnly) && there.readAll() == content)
        return {}; // the same file, so that a finished load stays finished
    QDir().mkpath(QFileInfo(toQt(path)).path());
    return replaceFile(path, content.toStdString());
}

/// Makes a SQLite connection of that name and file, unless a connection has the name.
Result<void> addDatabase(const Engine &core, const std::string &name, const std::string &file)
{
    const std::vector<std::string> names = core.workspace->connectionNames();
    if (std::find(names.begin(), names.end(), name) != names.end())
        return {};
    WEIR_CHECK(core.workspace->saveConnection(name, Json{{"weir", 1}, {"kind", "sqlite"}, {"file", file}}));
    return noteAction(core, "connection added", name, {});
}

Result<void> makeSampleTable(const Engine &core)
{
    WEIR_CHECK(addDatabase(core, sampleConnection, sampleDatabase));
    WEIR_TRY(const Endpoint end, Endpoint::resolve(core, sampleConnection, "", sampleTable, {}));
    WriteOptions write;
    write.stream = sampleTable;
    WEIR_TRY(const std::unique_ptr<Target> target, end.connector->makeTarget(end.context, write));
    const CancelToken token;
    WEIR_TRY(const TargetShape shape, target->describe(token));
    return shape.schema ? Result<void>() : target->create(sampleSchema(), token);
}

bool isSqlite(const Workspace &workspace, const std::string &name)
{
    const auto object = workspace.connection(name, {});
    return object && object->value("kind", "") == "sqlite";
}

} // namespace

QFuture<Result<SamplePlace>> prepareSample(EngineClient &engine, SampleId sample)
{
    return engine.services().work([sample](const Engine &core) -> Result<SamplePlace> {
        const Sample &entry = samples[static_cast<int>(sample)];
        WEIR_CHECK(copySample(*core.workspace, entry.resource, entry.copy));
        if (sample == SampleId::Items)
            WEIR_CHECK(copySample(*core.workspace, ":/samples/erp_codes.csv", "samples/erp_codes.csv"));
        SamplePlace place;
        place.file = QLatin1String(entry.copy);
        if (entry.hasTable) {
            WEIR_CHECK(makeSampleTable(core));
            place.targetConnection = QLatin1String(sampleConnection);
            place.targetStream = QLatin1String(sampleTable);
        }
        return place;
    });
}

QFuture<Result<QString>> prepareWarehouse(EngineClient &engine)
{
    return engine.services().work([](const Engine &core) -> Result<QString> {
        const std::vector<std::string> names = core.workspace->connectionNames();
        // Somebody may have called a server "warehouse".
        for (const char *name : {"warehouse", "local-warehouse", "weir-warehouse"}) {
            const bool isTaken = std::find(names.begin(), names.end(), name) != names.end();
            if (isTaken && !isSqlite(*core.workspace, name))
                continue;
            WEIR_CHECK(addDatabase(core, name, "warehouse.db"));
            return QString::fromLatin1(name);
        }
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "no name is left for the local warehouse: rename the connection "
                                                              "\"weir-warehouse\"");
    });
}

QFuture<Result<SavedJob>> fetchJob(EngineClient &engine, const QString &name)
{
    return engine.services().work([name = name.toStdString()](const Engine &core) -> Result<SavedJob> {
        SavedJob saved;
        WEIR_TRY(saved.job, jobDefinition(core, name));
        WEIR_TRY(saved.revision, core.ledger->call([&](Database &database) -> Result<std::int64_t> {
            constexpr const char *sql =
                "SELECT coalesce(max(v.number), 0) FROM job j JOIN revision v ON v.job_id = j.id WHERE j.name = ?";
            WEIR_TRY(Statement select, database.prepare(sql));
            WEIR_TRY(const bool hasRow, select.bind(name).step());
            return hasRow ? select.integer(0) : 0;
        }));
        return saved;
    });
}

QFuture<Result<void>> storeJob(EngineClient &engine, Job job, bool isNew)
{
    return engine.services().work([job = std::move(job), isNew](const Engine &core) -> Result<void> {
        WEIR_CHECK(checkName("job", job.name));
        const std::vector<std::string> names = core.workspace->jobNames();
        if (isNew && std::find(names.begin(), names.end(), job.name) != names.end())
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("there is a job called \"{}\" already", job.name));
        WEIR_CHECK(core.workspace->saveJob(job));
        return noteAction(core, isNew ? "job added" : "job changed", job.name, {});
    });
}

QString freeJobName(EngineClient &engine, const QString &wanted)
{
    QString base = wanted.trimmed();
    base.remove(QLatin1String(".csv")).replace(QLatin1Char('/'), QLatin1Char('-'));
    if (base.isEmpty() || !checkName("job", base.toStdString()))
        base = QStringLiteral("job");
    const QStringList taken = engine.jobNames();
    QString name = base;
    for (int number = 2; taken.contains(name, Qt::CaseInsensitive); ++number)
        name = QStringLiteral("%1 %2").arg(base).arg(number);
    return name;
}

} // namespace weir
