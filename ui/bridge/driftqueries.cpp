#include "ui/bridge/driftqueries.h"

#include "core/connectors/connectorspec.h"
#include "core/data/schemajson.h"
#include "core/delivery/endpoints.h"
#include "core/delivery/sourcedrift.h"
#include "core/ledger/ledgerreader.h"
#include "ui/bridge/jobdefinition.h"
#include "ui/bridge/services.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

/// The fields as the last run pinned them, as JSON; empty when none did.
Result<std::string> pinnedFields(const Engine &engine, const std::string &job)
{
    WEIR_TRY(LedgerReader reader, LedgerReader::open(engine.workspace->path("ledger.db")));
    WEIR_TRY(const std::vector<JobRow> jobs, reader.jobs());
    const auto known = std::find_if(jobs.begin(), jobs.end(), [&](const JobRow &row) { return row.name == job; });
    return known == jobs.end() ? std::string() : reader.sourceSchema(known->id);
}

bool readsField(const FieldMapping &line, const std::string &field)
{
    return line.from && (*line.from == field || line.from->starts_with(field + '.'));
}

/// Lines of the mapping that read the removed field \a change is about; answers how many were changed.
qint64 settleRemoved(Mapping &mapping, const DriftChange &change, bool readsRenamed)
{
    if (readsRenamed && !change.renamedTo.empty()) {
        qint64 lines = 0;
        for (FieldMapping &line : mapping.fields) {
            if (!readsField(line, change.field))
                continue;
            line.from = change.renamedTo + line.from->substr(change.field.size());
            ++lines;
        }
        return lines;
    }
    return static_cast<qint64>(std::erase_if(mapping.fields, [&](const FieldMapping &line) { return readsField(line, change.field); }));
}

/// What reads \a change's field otherwise than line by line.
std::vector<std::string> otherReaders(const Mapping &mapping, const DriftChange &change)
{
    std::vector<std::string> others;
    for (const std::string &user : change.affected) {
        const bool isLine = std::any_of(mapping.fields.begin(), mapping.fields.end(), [&](const FieldMapping &line) {
            return line.to == user && readsField(line, change.field);
        });
        if (!isLine)
            others.push_back(user);
    }
    return others;
}

} // namespace

bool SourceChanges::hasNewFields() const
{
    return std::any_of(changes.begin(), changes.end(), [](const DriftChange &change) { return change.kind == DriftKind::Added; });
}

QFuture<Result<SourceChanges>> sourceChanges(EngineClient &engine, const QString &job)
{
    return engine.services().work([name = job.toStdString()](const Engine &core) -> Result<SourceChanges> {
        WEIR_TRY(const Job definition, jobDefinition(core, name));
        WEIR_TRY(const std::string pinned, pinnedFields(core, name));
        SourceChanges found;
        found.job = toQt(name);
        found.takesNewFields = definition.onDrift == OnDrift::Add;
        if (pinned.empty())
            return found;
        WEIR_TRY(const Schema before, schemaFromJson(pinned));
        WEIR_TRY(const Endpoints ends, Endpoints::resolve(core, definition, {}));
        WEIR_TRY(const std::unique_ptr<Source> source, ends.makeSource());
        WEIR_TRY(const SourceShape today, source->open({}, nullptr, CancelToken()));
        const Schema compared = comparableFields(before, *today.schema, ends.source->kind);
        found.changes = sourceDrift(definition, before, compared).changes;
        return found;
    });
}

QFuture<Result<qint64>> applySourceChanges(EngineClient &engine, const SourceChanges &changes, const SourceDecision &decision)
{
    return engine.services().work([changes, decision](const Engine &core) -> Result<qint64> {
        WEIR_TRY(Job job, jobDefinition(core, changes.job.toStdString()));
        qint64 lines = 0;
        for (const DriftChange &change : changes.changes) {
            if (change.kind != DriftKind::Removed || !job.hasMapping)
                continue;
            const std::vector<std::string> others = otherReaders(job.mapping, change);
            if (!others.empty())
                return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                            fmt::format("\"{}\" is gone and is read by {}; change that in the mapping", change.field, fmt::join(others, ", ")));
            lines += settleRemoved(job.mapping, change, decision.readsRenamed);
        }
        if (changes.hasNewFields())
            job.onDrift = decision.takesNewFields ? OnDrift::Add : OnDrift::Ignore;
        WEIR_CHECK(core.workspace->saveJob(job));
        return lines;
    });
}

} // namespace weir
