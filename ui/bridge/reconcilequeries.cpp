#include "ui/bridge/reconcilequeries.h"

#include "core/delivery/endpoints.h"
#include "core/ledger/comparisonreader.h"
#include "core/reconciliation/reconciliation.h"
#include "core/reconciliation/reconciliationreport.h"
#include "ui/bridge/masking.h"
#include "ui/bridge/services.h"

#include <nlohmann/json.hpp>

namespace weir {

namespace {

CompareDepth depthOf(std::string_view name)
{
    return name == "count" ? CompareDepth::Count : name == "keys" ? CompareDepth::Keys : CompareDepth::Values;
}

DifferenceItem::Bucket bucketOf(std::string_view kind)
{
    return kind == "missing"     ? DifferenceItem::Bucket::Missing
           : kind == "extra"     ? DifferenceItem::Bucket::Extra
           : kind == "different" ? DifferenceItem::Bucket::Different
                                 : DifferenceItem::Bucket::NotComparable;
}

QString cellOf(const Json &field, const char *member)
{
    const auto at = field.find(member);
    if (at == field.end() || at->is_null())
        return QStringLiteral("NULL");
    return masked(toQt(at->is_string() ? at->get<std::string>() : at->dump()));
}

/// One item for each field that differs, one for a row without any.
void add(const ComparedRow &row, ComparisonItem &item)
{
    DifferenceItem difference;
    difference.bucket = bucketOf(row.kind);
    difference.key = masked(toQt(row.key));
    difference.explanation = toQt(row.explanation);
    if (difference.bucket == DifferenceItem::Bucket::Missing && explanationWord(row.explanation) == "quarantined")
        ++item.missingInQuarantine;
    const Json fields = Json::parse(row.fields, nullptr, false);
    if (!fields.is_array() || fields.empty()) {
        item.differences.push_back(std::move(difference));
        return;
    }
    for (const Json &field : fields) {
        difference.field = field.is_object() ? toQt(field.value("field", std::string())) : QString();
        difference.source = field.is_object() ? cellOf(field, "source") : QString();
        difference.target = field.is_object() ? cellOf(field, "target") : QString();
        item.differences.push_back(difference);
    }
}

Result<std::optional<ComparisonItem>> readLast(Database &database, const std::string &job)
{
    ComparisonReader reader(database);
    WEIR_TRY(const auto row, reader.last(job));
    if (!row)
        return std::optional<ComparisonItem>();
    ComparisonItem item;
    item.job = toQt(row->job);
    item.depth = depthOf(row->depth);
    item.at = timeOf(row->at);
    item.seconds = row->seconds;
    item.rowsSource = row->rowsSource;
    item.rowsTarget = row->rowsTarget;
    item.same = row->same;
    item.missing = row->missing;
    item.extra = row->extra;
    item.different = row->different;
    item.notComparable = row->notComparable;
    item.explained = row->explained;
    item.unexplained = row->unexplained;
    WEIR_TRY(const auto rows, reader.rows(row->id));
    for (const ComparedRow &difference : rows)
        add(difference, item);
    return std::optional(std::move(item));
}

/// The result as the report wants it, made of what the ledger kept.
Result<ReconciliationReport> reportOf(const Engine &engine, const std::string &job, bool isChinese)
{
    WEIR_TRY(const Job definition, engine.workspace->job(job, {}));
    WEIR_TRY(const Endpoints ends, Endpoints::resolve(engine, definition, {}));
    ReconciliationReport report;
    report.title = definition.title;
    report.source = ends.sourceLabel;
    report.target = ends.targetLabel;
    report.madeBy = "weir-workbench";
    report.language = isChinese ? ReportLanguage::Chinese : ReportLanguage::English;
    WEIR_CHECK(engine.ledger->call([&](Database &database) -> Result<void> {
        ComparisonReader reader(database);
        WEIR_TRY(const auto row, reader.last(job));
        if (!row)
            return fail(ErrorCode::NotFound, Recovery::Stop, "job \"" + job + "\" has not been compared yet");
        report.at = row->at;
        report.revision = row->revision;
        ReconcileResult &result = report.result;
        result.job = job;
        result.id = row->id;
        result.depth = static_cast<ReconcileDepth>(depthOf(row->depth));
        result.rowsSource = row->rowsSource;
        result.rowsTarget = row->rowsTarget;
        result.same = row->same;
        result.missing = row->missing;
        result.extra = row->extra;
        result.different = row->different;
        result.notComparable = row->notComparable;
        result.filtered = row->filtered;
        result.superseded = row->superseded;
        result.explained = row->explained;
        result.unexplained = row->unexplained;
        result.seconds = row->seconds;
        result.differencesOmitted = row->differencesOmitted;
        WEIR_TRY(const auto rows, reader.rows(row->id));
        for (const ComparedRow &kept : rows) {
            Difference difference;
            difference.kind = static_cast<Difference::Kind>(bucketOf(kept.kind));
            difference.key = masked(toQt(kept.key)).toStdString();
            difference.explanation = kept.explanation;
            const Json fields = Json::parse(kept.fields, nullptr, false);
            for (const Json &field : fields.is_array() ? fields : Json::array()) {
                if (field.is_object())
                    difference.fields.push_back({field.value("field", std::string()), cellOf(field, "source").toStdString(),
                                                 cellOf(field, "target").toStdString()});
            }
            result.differences.push_back(std::move(difference));
        }
        return {};
    }));
    return report;
}

} // namespace

QFuture<Result<std::optional<ComparisonItem>>> lastComparison(EngineClient &engine, const QString &job)
{
    return engine.services().read([job = job.toStdString()](LedgerReader &reader) { return readLast(reader.database(), job); });
}

QFuture<Result<ComparisonItem>> compareSides(EngineClient &engine, const QString &job, CompareDepth depth, const CancelToken &token,
                                             std::shared_ptr<CompareProgress> progress)
{
    return engine.services().work([=, name = job.toStdString()](const Engine &services) -> Result<ComparisonItem> {
        WEIR_TRY(const Job definition, services.workspace->job(name, {}));
        const auto observe = [progress](const ReconcileProgress &now) {
            progress->rows.store(now.rows, std::memory_order_relaxed);
            progress->stage.store(now.stage == "target" ? 1 : now.stage == "source" ? 2 : 3, std::memory_order_relaxed);
        };
        const ReconcileResult result = reconcile(services, definition, static_cast<ReconcileDepth>(depth), {}, token, observe);
        if (result.error)
            return Unexpected{*result.error};
        WEIR_TRY(auto item, services.ledger->call([&](Database &database) { return readLast(database, name); }));
        return item ? std::move(*item) : ComparisonItem{};
    });
}

QFuture<Result<void>> writeComparison(EngineClient &engine, const QString &job, const QString &path, bool isChinese)
{
    return engine.services().work([=, name = job.toStdString(), file = path.toStdString()](const Engine &services) -> Result<void> {
        WEIR_TRY(const ReconciliationReport report, reportOf(services, name, isChinese));
        return writeReconciliationReport(report, file);
    });
}

} // namespace weir
