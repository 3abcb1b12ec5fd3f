#include "ui/bridge/surveyqueries.h"

#include "core/base/redact.h"
#include "core/connectors/files/xlsx/workbookhead.h"
#include "core/data/encoding.h"
#include "core/data/personaldata.h"
#include "core/delivery/endpoints.h"
#include "core/survey/dryrun.h"
#include "core/survey/findingrows.h"
#include "core/survey/rowsample.h"
#include "core/survey/streamsurvey.h"
#include "ui/bridge/masking.h"
#include "ui/bridge/services.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

using namespace std::chrono_literals;
constexpr SurveyLimits sampleLimits{20'000, 2s};
constexpr SurveyLimits remoteLimits{2'000, 20s};
constexpr std::int64_t rehearsedRemoteRows = 10'000;
constexpr qint64 scannedAtOnceBytes = 8 * 1024 * 1024; ///< a file that the first look reads whole for its types
constexpr qint64 headBytes = 64 * 1024;
constexpr int headLines = 12;

Result<Endpoint> sourceOf(const Engine &core, const Job &job)
{
    WEIR_TRY(Endpoint end, Endpoint::resolve(core, job.sourceConnection, job.sourcePlace, job.read.stream, {}));
    if (job.sourceConnection.empty())
        end.usePassword(core, job.read.format.get(), "source");
    return end;
}

QString pathOf(const Endpoint &end)
{
    return end.connector->kind == "file" ? toQt(end.context.settings->value("path", std::string())) : QString();
}

SurveyLimits limitsOf(const Endpoint &end, LookDepth depth, std::size_t fields)
{
    if (end.connector->kind != "file")
        return remoteLimits;
    if (depth == LookDepth::Sample)
        return sampleLimits;
    return {scanValuesMax / static_cast<std::int64_t>(std::max<std::size_t>(fields, 1)), 24h};
}

QString labelOf(const Endpoint &end)
{
    const QString path = pathOf(end);
    return path.isEmpty() ? toQt(end.label) : QFileInfo(path).fileName();
}

Result<SourceLook> look(const Engine &core, const Job &job, LookDepth depth, SourceScan &scan)
{
    WEIR_TRY(const Endpoint end, sourceOf(core, job));
    RowSampler sampler;
    SurveyLimits limits = limitsOf(end, depth, 1);
    SurveyWatch watch;
    watch.opened = [&](const SourceShape &shape) {
        scan.bytesTotal = shape.bytesTotal;
        limits = limitsOf(end, depth, shape.schema->size()); // held by reference until reading begins
    };
    watch.page = [&](const SourcePage &page, std::int64_t bytes) {
        sampler.add(page);
        scan.rows += page.recordCount();
        scan.bytes = bytes;
    };
    ReadOptions read = job.read;
    const QString path = pathOf(end);
    read.scanAll = depth == LookDepth::Whole || (!path.isEmpty() && QFileInfo(path).size() <= scannedAtOnceBytes);
    WEIR_TRY(StreamSurvey survey, surveyStream(end, read, limits, scan.token, watch));
    SourceLook result;
    result.label = labelOf(end);
    result.schema = survey.shape.schema;
    result.fields = std::move(survey.fields);
    result.findings = std::move(survey.findings);
    result.rows = survey.rows;
    result.broken = survey.broken;
    result.isWhole = survey.isWhole;
    result.isFile = end.connector->kind == "file";
    result.at = QDateTime::currentDateTime();
    RowSample sample = sampler.take();
    result.sample = std::move(sample.rows);
    for (const std::string &position : sample.positions)
        result.positions += toQt(position);
    return result;
}

/// Some job of this workspace made it.
Result<bool> isMadeHere(const Engine &core, const std::string &label)
{
    return core.ledger->call([&](Database &database) -> Result<bool> {
        constexpr const char *sql = "SELECT 1 FROM event WHERE code = 'target.created' AND detail = ? LIMIT 1";
        WEIR_TRY(Statement select, database.prepare(sql));
        return select.bind(label).step();
    });
}

Result<Endpoint> targetEnd(const Engine &core, const Job &job)
{
    WEIR_TRY(Endpoint end, Endpoint::resolve(core, job.targetConnection, job.targetPlace, job.write.stream, {}));
    if (job.targetConnection.empty())
        end.usePassword(core, job.write.format.get(), "target");
    if (!end.connector->makeTarget)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{} cannot be a target", end.connector->title));
    return end;
}

Result<std::unique_ptr<Target>> targetAt(const Endpoint &end, const Job &job)
{
    WriteOptions write = job.write;
    write.stream = end.stream;
    write.mayReplaceFile = job.mode == WriteMode::Replace;
    return end.connector->makeTarget(end.context, write);
}

Result<TargetLook> look(const Engine &core, const Job &job, const CancelToken &token)
{
    WEIR_TRY(const Endpoint end, targetEnd(core, job));
    WEIR_TRY(const std::unique_ptr<Target> target, targetAt(end, job));
    WEIR_TRY(TargetShape shape, target->describe(token));
    TargetLook result;
    result.label = labelOf(end);
    if (!job.targetConnection.empty())
        result.label = QStringLiteral("%1 · %2").arg(toQt(end.stream), toQt(job.targetConnection));
    result.kind = toQt(end.connector->kind);
    result.schema = end.connector->kind == "file" ? nullptr : shape.schema;
    result.guarantee = toQt(guaranteeName(shape.guarantee));
    result.rows = shape.rows;
    result.isCreatable = shape.isCreatable;
    result.isUpsertable = shape.isUpsertable;
    for (const std::string &object : shape.footprint)
        result.footprint += toQt(object).section(QLatin1String(" ("), 0, 0); // what it is for is said by the page
    result.findings = std::move(shape.findings);
    if (result.exists()) {
        const auto isMade = isMadeHere(core, shape.label);
        result.isMadeByWeir = isMade && *isMade;
    }
    return result;
}

/// Rows whose outcome is "quarantine: CODE FIELD".
void takeBadRows(const DryRun &run, DryRunLook &result)
{
    for (const DryRunRow &row : run.rows) {
        const QString outcome = toQt(row.outcome);
        if (!outcome.startsWith(QLatin1String("quarantine: ")))
            continue;
        DryRunBadRow bad;
        bad.position = toQt(row.position);
        bad.code = outcome.section(QLatin1Char(' '), 1, 1);
        bad.field = outcome.section(QLatin1Char(' '), 2);
        result.fields.clear();
        for (const auto &[name, value] : row.before) {
            result.fields += toQt(name);
            bad.values += value ? masked(toQt(*value)) : QStringLiteral("NULL");
        }
        result.badRows.push_back(std::move(bad));
    }
}

DryRunLook lookOf(const DryRun &run)
{
    DryRunLook result;
    result.balance.read = run.read;
    result.balance.inserted = run.inserts;
    result.balance.updated = run.updates;
    result.balance.unchanged = run.unchanged;
    result.balance.superseded = run.superseded;
    result.balance.filtered = run.filteredSum();
    result.balance.quarantined = run.quarantined;
    for (const DryRunCause &cause : run.causes)
        result.causes.push_back({toQt(rowCodeName(cause.code)), toQt(cause.field), toQt(cause.rule), cause.rows,
                                 masked(toQt(cause.sample)), toQt(cause.position), toQt(cause.suggestion)});
    takeBadRows(run, result);
    for (const Finding &finding : run.findings) {
        if (finding.level != Finding::Level::Note)
            result.warnings += toQt(redact(finding.detail));
    }
    for (const MappingFinding &warning : run.warnings)
        result.warnings += warning.field.empty() ? toQt(warning.detail) : toQt(warning.field + ": " + warning.detail);
    result.guarantee = toQt(guaranteeName(run.guarantee));
    result.isWhole = run.isWhole;
    result.isTried = run.isTried;
    result.createsTarget = run.createsTarget;
    result.targetRows = run.targetRows;
    result.seconds = run.seconds;
    return result;
}

Result<FileHead> textHead(const QString &path, const std::string &encoding)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("{}: {}", path.toStdString(), file.errorString().toStdString()));
    const QByteArray bytes = file.read(headBytes);
    const std::string_view begin(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    WEIR_TRY(auto decoder, Decoder::make(encoding.empty() ? guessEncoding(begin).name : encoding));
    std::string text;
    decoder.decode(begin, text, false);
    FileHead head;
    for (const QString &line : toQt(text).split(QLatin1Char('\n')).mid(0, headLines))
        head.lines.push_back({static_cast<int>(head.lines.size()) + 1, masked(line.trimmed())});
    return head;
}

Result<FileHead> bookHead(const QString &path, const std::string &sheet)
{
    WEIR_TRY(const WorkbookHead book, WorkbookHead::read(path.toStdString(), sheet, headLines, CancelToken()));
    FileHead head;
    for (const std::string &name : book.sheets)
        head.sheets += toQt(name);
    for (const WorkbookHead::Row &row : book.rows)
        head.lines.push_back({static_cast<int>(row.number), masked(toQt(fmt::format("{}", fmt::join(row.values, " | "))))});
    return head;
}

} // namespace

bool isWorkbook(const QString &path)
{
    return path.endsWith(QLatin1String(".xlsx"), Qt::CaseInsensitive) || path.endsWith(QLatin1String(".xlsm"), Qt::CaseInsensitive);
}

QFuture<Result<SourceLook>> lookAtSource(EngineClient &engine, Job job, LookDepth depth, std::shared_ptr<SourceScan> scan)
{
    return engine.services().work([job = std::move(job), depth, scan = std::move(scan)](const Engine &core) {
        return look(core, job, depth, *scan);
    });
}

QFuture<Result<PlacedRows>> rowsOfFinding(EngineClient &engine, Job job, Finding finding, CancelToken token)
{
    return engine.services().work([job = std::move(job), finding = std::move(finding), token](const Engine &core)
                                      -> Result<PlacedRows> {
        WEIR_TRY(const Endpoint end, sourceOf(core, job));
        WEIR_TRY(RowSample found, findingRows(end, job.read, finding, SourceLook::sampleRowsMax, token));
        PlacedRows rows{std::move(found.rows), {}};
        for (const std::string &position : found.positions)
            rows.positions += toQt(position);
        return rows;
    });
}

QFuture<Result<QString>> creationSql(EngineClient &engine, Job job, SchemaPtr schema)
{
    return engine.services().work([job = std::move(job), schema = std::move(schema)](const Engine &core) -> Result<QString> {
        WEIR_TRY(const Endpoint end, targetEnd(core, job));
        WEIR_TRY(const std::unique_ptr<Target> target, targetAt(end, job));
        WEIR_TRY(const std::string sql, target->creationSql(*schema));
        return toQt(sql);
    });
}

QFuture<Result<TargetLook>> lookAtTarget(EngineClient &engine, Job job, CancelToken token)
{
    return engine.services().work([job = std::move(job), token](const Engine &core) { return look(core, job, token); });
}

QFuture<Result<std::vector<StreamItem>>> fetchStreams(EngineClient &engine, const QString &connection, CancelToken token)
{
    using Streams = Result<std::vector<StreamItem>>;
    return engine.services().work([name = connection.toStdString(), token](const Engine &core) -> Streams {
        WEIR_TRY(const Endpoint end, Endpoint::resolve(core, name, "", "", {}));
        std::vector<StreamItem> items;
        if (!end.connector->listStreams)
            return items;
        WEIR_TRY(const std::vector<StreamInfo> streams, end.connector->listStreams(end.context, token));
        for (const StreamInfo &stream : streams) {
            if (!stream.name.starts_with("weir_")) // checkpoint and skips of Weir's own
                items.push_back({toQt(stream.name), toQt(stream.kind), stream.rowsEstimate});
        }
        return items;
    });
}

QFuture<Result<FileHead>> fileHead(EngineClient &engine, const QString &path, const QString &encoding, const QString &sheet)
{
    return engine.services().work([=](const Engine &core) {
        const QString whole = QDir(toQt(core.workspace->folder())).absoluteFilePath(path);
        return isWorkbook(path) ? bookHead(whole, sheet.toStdString()) : textHead(whole, encoding.toStdString());
    });
}

QFuture<Result<DryRunLook>> rehearse(EngineClient &engine, Job job, CancelToken token)
{
    return engine.services().work([job = std::move(job), token](const Engine &core) -> Result<DryRunLook> {
        WEIR_TRY(const Endpoint source, sourceOf(core, job));
        const QString path = pathOf(source);
        DryRunOptions options;
        options.limits = {path.isEmpty() ? rehearsedRemoteRows : std::numeric_limits<std::int64_t>::max(), 10min};
        options.samplesMax = DryRunLook::badRowsMax;
        WEIR_TRY(const DryRun run, dryRun(core, job, {}, options, token));
        DryRunLook result = lookOf(run);
        result.sourceBytes = path.isEmpty() ? -1 : QFileInfo(path).size();
        return result;
    });
}

} // namespace weir
