#include "ui/bridge/compensationqueries.h"

#include "core/compensation/compensation.h"
#include "core/delivery/endpoints.h"
#include "core/ledger/books.h"
#include "core/ledger/failurereader.h"
#include "core/mapping/fieldcheck.h"
#include "ui/bridge/audittrail.h"
#include "ui/bridge/masking.h"
#include "ui/bridge/services.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <algorithm>

namespace weir {

namespace {

struct CompensationText
{
    Q_DECLARE_TR_FUNCTIONS(compensation)
};

constexpr std::int64_t editedMax = 50'000;

const FieldMapping *mappingOf(const Job &job, const std::string &field)
{
    const auto at = std::find_if(job.mapping.fields.begin(), job.mapping.fields.end(),
                                 [&](const FieldMapping &mapping) { return mapping.to == field; });
    return at == job.mapping.fields.end() ? nullptr : &*at;
}

/// The member of the source's row behind a target field; empty: there is no single one.
std::string sourceOf(const Job &job, const std::string &field)
{
    if (!job.hasMapping)
        return field;
    const FieldMapping *mapping = mappingOf(job, field);
    return mapping && mapping->from ? *mapping->from : std::string();
}

/// Rows of the choice whose field is to stay empty.
Result<EditedRows> emptied(const Engine &engine, const Job &job, const CompensationAsk &ask)
{
    return engine.ledger->call([&](Database &database) -> Result<EditedRows> {
        FailureFilter filter;
        filter.cause = ask.cause;
        if (ask.run > 0)
            filter.run = ask.run;
        EditedRows edits;
        FailureReader failures(database);
        for (std::int64_t after = 0;;) {
            WEIR_TRY(const auto lines, failures.page(filter, after, 1'000));
            if (lines.empty())
                return edits;
            for (const FailureLine &line : lines) {
                after = line.id;
                WEIR_TRY(const auto row, failures.row(line.id));
                const std::string member = row ? sourceOf(job, row->field) : std::string();
                const bool isChosen = ask.rows.empty() || std::find(ask.rows.begin(), ask.rows.end(), line.id) != ask.rows.end();
                Json payload = row && !row->isRaw ? Json::parse(row->payload, nullptr, false) : Json();
                if (member.empty() || !isChosen || !payload.is_object())
                    continue;
                payload[member] = nullptr;
                edits[line.id] = payload.dump();
            }
            if (static_cast<std::int64_t>(edits.size()) > editedMax)
                return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                            "more than 50,000 rows cannot be edited at once; change the mapping instead");
        }
    });
}

/// The name of the target field that a cause is about.
Result<std::string> fieldOfCause(const Engine &engine, std::int64_t cause)
{
    return engine.ledger->call([&](Database &database) -> Result<std::string> {
        WEIR_TRY(Statement select, database.prepare("SELECT field FROM cause WHERE id = ?"));
        WEIR_TRY(const bool hasRow, select.bind(cause).step());
        return hasRow ? select.text(0) : std::string();
    });
}

bool isNarrower(const Type &type, int length)
{
    return type.length > 0 && (length == 0 || type.length < length);
}

/// The mapping's type and the type that the column of a new table gets; answers what the target's column must take.
Field widen(Job &job, const std::string &field, int length)
{
    Type wide(TypeKind::Text);
    wide.length = length;
    for (FieldMapping &mapping : job.mapping.fields) {
        if (mapping.to != field || !mapping.type)
            continue;
        wide.kind = mapping.type->kind;
        if (isNarrower(*mapping.type, length))
            mapping.type = wide;
    }
    if (const auto chosen = job.types.find(field); chosen != job.types.end() && isNarrower(chosen->second, length))
        chosen->second = wide;
    return {field, wide, true, {}};
}

struct Prepared
{
    Job job;
    CompensationRequest request;
};

Result<Prepared> prepare(const Engine &engine, const CompensationAsk &ask)
{
    Prepared prepared;
    WEIR_TRY(prepared.job, engine.workspace->job(ask.job.toStdString(), {}));
    CompensationSelection &selection = prepared.request.selection;
    if (ask.cause > 0)
        selection.cause = ask.cause;
    if (ask.run > 0)
        selection.run = ask.run;
    selection.rows.assign(ask.rows.begin(), ask.rows.end());
    prepared.request.overwrites = ask.overwrites;
    if (ask.edits)
        prepared.request.edits = *ask.edits;
    if (ask.fix == RowFix::Kind::LeaveEmpty) {
        WEIR_TRY(EditedRows edits, emptied(engine, prepared.job, ask));
        prepared.request.edits.merge(edits); // what a person typed stays
    } else if (ask.fix == RowFix::Kind::Cut) {
        WEIR_TRY(const std::string field, fieldOfCause(engine, ask.cause));
        for (FieldMapping &mapping : prepared.job.mapping.fields) {
            if (mapping.to == field)
                mapping.onTooLong = OnTooLong::Cut;
        }
    }
    if (ask.fix == RowFix::Kind::Widen) {
        WEIR_TRY(const std::string field, fieldOfCause(engine, ask.cause));
        prepared.request.widened = widen(prepared.job, field, ask.fixLength);
    }
    return prepared;
}

QString outcomeText(CompensatedRow::Outcome outcome, bool isPreview)
{
    switch (outcome) {
    case CompensatedRow::Outcome::Inserted: return isPreview ? CompensationText::tr("insert") : CompensationText::tr("inserted");
    case CompensatedRow::Outcome::Updated: return isPreview ? CompensationText::tr("update") : CompensationText::tr("updated");
    case CompensatedRow::Outcome::AlreadyThere: return CompensationText::tr("already there, skip");
    case CompensatedRow::Outcome::StillFails: return CompensationText::tr("still fails");
    case CompensatedRow::Outcome::Filtered: return CompensationText::tr("a filter drops it now");
    case CompensatedRow::Outcome::Differs: return CompensationText::tr("differs, may be newer");
    case CompensatedRow::Outcome::TargetNewer: return CompensationText::tr("target is newer");
    case CompensatedRow::Outcome::TokenMissing: return CompensationText::tr("cannot be proved missing");
    }
    return {};
}

CompensatedItem itemOf(const CompensatedRow &row, bool isPreview)
{
    CompensatedItem item;
    item.key = masked(toQt(row.key));
    item.position = toQt(row.position);
    item.before = masked(toQt(row.before));
    item.after = masked(toQt(row.after));
    item.outcome = outcomeText(row.outcome, isPreview);
    item.why = masked(toQt(row.detail));
    item.isWritten = row.outcome == CompensatedRow::Outcome::Inserted || row.outcome == CompensatedRow::Outcome::Updated;
    item.isBlocked = !item.isWritten && row.outcome != CompensatedRow::Outcome::AlreadyThere;
    return item;
}

QString whyText(const CompensationResult &result)
{
    QStringList key;
    for (const std::string &field : result.key)
        key << toQt(field);
    const QString token = result.whyCode == CompensationResult::Why::TokenInTarget
                              ? CompensationText::tr("The target itself records how far Weir has written. These rows were left out there, "
                                                     "and each is written together with that record.")
                              : CompensationText::tr("Weir's own record shows none of these rows was confirmed, and the file is cut back "
                                                     "to the recorded length after a crash.");
    if (key.isEmpty())
        return token;
    return CompensationText::tr("Rows are recognised by %1, which is unique in the target. Rows already there are skipped. %2")
        .arg(key.join(CompensationText::tr(", ", "between names")), token);
}

/// Who changed values is kept, and how many; the values themselves are not.
Result<void> noteEdits(const Engine &engine, const CompensationAsk &ask)
{
    if (!ask.edits || ask.edits->empty())
        return {};
    return noteAction(engine, "rows.edited", ask.job.toStdString(), fmt::format("{} rows", ask.edits->size()));
}

bool changesJob(RowFix::Kind fix)
{
    return fix == RowFix::Kind::Cut || fix == RowFix::Kind::Widen;
}

Result<CompensationAnswer> carryOut(const Engine &engine, const CompensationAsk &ask, WorkProgress &progress,
                                    const CancelToken &token, bool isPreview)
{
    WEIR_TRY(Prepared prepared, prepare(engine, ask));
    if (!isPreview && changesJob(ask.fix))
        WEIR_CHECK(engine.workspace->saveJob(prepared.job));
    if (!isPreview)
        WEIR_CHECK(noteEdits(engine, ask));
    CompensationAnswer answer;
    answer.isPreview = isPreview;
    prepared.request.isPreview = isPreview;
    prepared.request.looksAfterwards = !isPreview;
    prepared.request.observer = [&answer, &progress, isPreview](const std::vector<CompensatedRow> &rows) {
        progress.done += static_cast<qint64>(rows.size());
        for (const CompensatedRow &row : rows) {
            if (answer.rows.size() < CompensationAnswer::rowsMax)
                answer.rows.push_back(itemOf(row, isPreview));
        }
    };
    const CompensationResult result = Compensation(engine, prepared.job, prepared.request, token).execute();
    if (result.error)
        return Unexpected{*result.error};
    answer.run = result.run.value_or(0);
    answer.selected = result.selected;
    answer.inserted = result.inserted;
    answer.updated = result.updated;
    answer.alreadyThere = result.alreadyThere;
    answer.stillFails = result.stillFails;
    answer.blocked = result.blocked;
    answer.targetNewer = result.targetNewer;
    answer.whyNoDuplicates = whyText(result);
    if (result.found)
        answer.found = *result.found;
    return answer;
}

/// Whether this job made the table that its target is now.
Result<bool> hasMade(const Engine &engine, const std::string &job, const std::string &label)
{
    return engine.ledger->call([&](Database &database) -> Result<bool> {
        WEIR_TRY(Statement select, database.prepare("SELECT id FROM job WHERE name = ?"));
        WEIR_TRY(const bool hasRow, select.bind(job).step());
        if (!hasRow)
            return false;
        WEIR_TRY(const auto made, books::eventDetails(database, select.integer(0), "target.created"));
        return std::find(made.begin(), made.end(), label) != made.end();
    });
}

/// How a field that takes too few characters can take more, and whether that is the first thing to do: in a table that the
/// job made. Nothing where no length is in the way, or the target cannot be asked now.
struct Widening
{
    RowFix fix;
    bool isFirst = false;
};
Result<std::optional<Widening>> wideningOf(const Engine &engine, const Job &job, const std::string &field, qint64 longest)
{
    const CancelToken token;
    WEIR_TRY(const Endpoints ends, Endpoints::resolve(engine, job, {}));
    WEIR_TRY(const std::unique_ptr<Target> target, ends.makeTarget());
    WEIR_TRY(const TargetShape shape, target->describe(token));
    const auto column = shape.schema ? shape.schema->indexOf(field) : std::nullopt;
    const FieldMapping *mapping = mappingOf(job, field);
    const int ofMapping = mapping && mapping->type ? mapping->type->length : 0;
    const int ofColumn = column ? shape.schema->field(*column).type.length : 0;
    if (ofMapping == 0 && ofColumn == 0)
        return std::optional<Widening>();
    Widening widening;
    RowFix &fix = widening.fix;
    fix.kind = RowFix::Kind::Widen;
    fix.length = longest > 0 ? roomyLength(longest) : 0;
    if (ofColumn >= longest && ofColumn > 0 && longest > 0)
        fix.length = std::min(fix.length, ofColumn); // the column has room already
    const int now = ofMapping > 0 && ofColumn > 0 ? std::min(ofMapping, ofColumn) : std::max(ofMapping, ofColumn);
    Job wide = job;
    const Field wanted = widen(wide, field, fix.length);
    if (isNarrower(ofColumn > 0 ? shape.schema->field(*column).type : Type(TypeKind::Text), fix.length)) {
        WEIR_TRY(const std::string sql, target->wideningSql(wanted, token));
        fix.sql = toQt(sql);
    }
    fix.text = fix.length > 0 ? CompensationText::tr("Widen the column from %1 to %2 characters").arg(now).arg(fix.length)
                              : CompensationText::tr("Widen the column from %1 characters to any number").arg(now);
    WEIR_TRY(const bool isOwn, hasMade(engine, job.name, shape.label));
    widening.isFirst = isOwn && fix.sql.isEmpty();
    // What nobody noted as made by Weir is not Weir's to change, unless the database itself says how.
    if (!isOwn && fix.sql.isEmpty() && ofColumn > 0 && isNarrower(shape.schema->field(*column).type, fix.length))
        return std::optional<Widening>();
    return std::optional(std::move(widening));
}

} // namespace

QFuture<Result<std::vector<RowFix>>> rowFixes(EngineClient &engine, const QString &job, const CauseItem &cause)
{
    return engine.services().work([job = job.toStdString(), field = cause.field.toStdString(), code = cause.code,
                                   longest = cause.longest](const Engine &services) -> Result<std::vector<RowFix>> {
        WEIR_TRY(const Job definition, services.workspace->job(job, {}));
        std::vector<RowFix> fixes;
        const FieldMapping *mapping = mappingOf(definition, field);
        const bool isCut = mapping && mapping->onTooLong == OnTooLong::Cut;
        std::optional<Widening> widening;
        if (code == QLatin1String("TooLong")) {
            // A target that does not answer now says so in the preview that follows.
            if (auto found = wideningOf(services, definition, field, longest))
                widening = *found;
        }
        if (widening && widening->isFirst)
            fixes.push_back(widening->fix);
        if (code == QLatin1String("TooLong") && mapping && !isCut)
            fixes.push_back({RowFix::Kind::Cut, CompensationText::tr("Cut to the column's length (loses the end)"), true, 0, {}});
        const bool isKey = std::find(definition.key.begin(), definition.key.end(), field) != definition.key.end();
        const bool isValue = code == QLatin1String("NotADate") || code == QLatin1String("NotATime") || code == QLatin1String("NotANumber")
                             || code == QLatin1String("NotABool") || code == QLatin1String("NotConvertible") || code == QLatin1String("OutOfRange");
        if (isValue && !isKey && !sourceOf(definition, field).empty())
            fixes.push_back({RowFix::Kind::LeaveEmpty, CompensationText::tr("Leave the field empty in these rows (loses the text)"), true, 0, {}});
        fixes.push_back({RowFix::Kind::AsMapped, CompensationText::tr("With the mapping as it is now"), false, 0, {}});
        if (widening && !widening->isFirst)
            fixes.push_back(widening->fix);
        return fixes;
    });
}

QFuture<Result<CompensationAnswer>> previewCompensation(EngineClient &engine, const CompensationAsk &ask,
                                                       const WorkProgressPtr &progress, const CancelToken &token)
{
    return engine.services().work([=](const Engine &services) { return carryOut(services, ask, *progress, token, true); });
}

QFuture<Result<CompensationAnswer>> compensate(EngineClient &engine, const CompensationAsk &ask, const WorkProgressPtr &progress,
                                              const CancelToken &token)
{
    return engine.services().work([=](const Engine &services) { return carryOut(services, ask, *progress, token, false); });
}

} // namespace weir
