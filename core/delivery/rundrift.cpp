// What a run does when its source no longer has the fields it had (delivery §10).

#include "core/delivery/runworker.h"

#include "core/base/step.h"
#include "core/delivery/sourcedrift.h"
#include "core/ledger/books.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

Type proposedType(const SourceShape &shape, const std::string &field)
{
    const std::size_t index = *shape.schema->indexOf(field);
    return index < shape.proposals.size() ? shape.proposals[index].type : shape.schema->field(index).type;
}

} // namespace

Result<void> Run::Worker::judgeDrift(const Schema &pinned)
{
    const std::string &kind = m_ends.source->kind;
    const bool mayNameNewFields = m_job.hasMapping && m_isNewRevision;
    if (!declaresFields(kind) && m_job.onDrift != OnDrift::Add && m_job.onDrift != OnDrift::Stop && !mayNameNewFields)
        return {};
    WEIR_TRY(const SourceShape today, persist(*m_sourcePatience, "source", [this] { return m_reader->discover(); }));
    Schema compared = comparableFields(pinned, *today.schema, kind);
    if (mayNameNewFields)
        compared = withoutUnreadFields(m_job, compared, *today.schema);
    m_drift = sourceDrift(m_job, pinned, compared);
    std::vector<std::string> taken, named, told, leftOut;
    for (const DriftChange &change : m_drift->changes) {
        const bool isUnused = change.affected.empty() && change.kind != DriftKind::KeyChanged;
        if (change.kind == DriftKind::Added && m_job.hasMapping && !change.affected.empty()) {
            named.push_back(change.field); // whoever wrote the mapping knows the field
        } else if (change.kind == DriftKind::Added) {
            m_isDriftStop = m_isDriftStop || m_job.onDrift == OnDrift::Stop;
            if (m_job.onDrift == OnDrift::Add)
                taken.push_back(change.field);
            else
                leftOut.push_back(change.sentence + "; it is left out, --on-drift add takes it");
        } else {
            m_isDriftStop = m_isDriftStop || (change.verdict == DriftVerdict::Pause && !isUnused);
            told.push_back(change.sentence);
        }
    }
    if (m_isDriftStop)
        return {};
    m_result.notes.insert(m_result.notes.end(), leftOut.begin(), leftOut.end());
    if (taken.empty() && named.empty() && told.empty())
        return {};
    m_result.notes.insert(m_result.notes.end(), told.begin(), told.end());
    std::vector<Field> fields;
    m_shape.proposals.clear();
    const auto propose = [&](const Type &type, const char *reason) {
        FieldProposal &proposal = m_shape.proposals.emplace_back();
        proposal.type = type;
        proposal.reason = reason;
    };
    for (const Field &field : compared.fields()) {
        if (!pinned.indexOf(field.name))
            continue;
        fields.push_back(field);
        propose(field.type, "as in earlier runs");
    }
    const auto take = [&](const std::string &name) {
        Field field = today.schema->field(*today.schema->indexOf(name));
        fields.push_back(field);
        field.type = proposedType(today, name);
        propose(field.type, "new in the source");
        return field;
    };
    for (const std::string &name : named)
        take(name);
    for (const std::string &name : taken) {
        const Field field = take(name);
        WEIR_CHECK(takeNewField(field));
    }
    m_shape.schema = std::make_shared<const Schema>(std::move(fields), compared.key());
    m_mustPin = true;
    taken.insert(taken.begin(), named.begin(), named.end());
    return m_engine.ledger->call([&](Database &database) {
        return books::recordEvent(database, m_record.id, {}, "source.drift",
                                  fmt::format("{}{}{}", fmt::join(told, "; "), told.empty() || taken.empty() ? "" : "; ",
                                              taken.empty() ? "" : fmt::format("taken: {}", fmt::join(taken, ", "))),
                                  m_engine.clock->wallMs());
    });
}

/// `--on-drift add`: the field goes into the mapping; a table must have a column for it, which is made in one that this
/// job made itself.
Result<void> Run::Worker::takeNewField(const Field &field)
{
    const SchemaPtr target = m_targetShape.schema;
    if (target && !target->indexOf(field.name)) {
        WEIR_TRY(const auto made, m_engine.ledger->call([&](Database &database) {
            return books::eventDetails(database, m_record.id, "target.created");
        }));
        if (m_ends.isFileTarget || std::find(made.begin(), made.end(), m_result.target) == made.end())
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("field \"{}\" is new in the source and {} has no column for it: add one ({}), or leave "
                                    "the field out with --on-drift ignore. Nothing was written",
                                    field.name, m_result.target, typeText(field.type)));
        std::vector<Field> columns = target->fields();
        columns.push_back(field);
        columns.back().isNullable = true; // the rows that are there have no value for it
        m_newColumns.push_back(columns.back());
        m_targetShape.schema = std::make_shared<const Schema>(std::move(columns), target->key());
    }
    return m_engine.ledger->call([&](Database &database) {
        return books::recordEvent(database, m_record.id, {}, "drift.added", field.name, m_engine.clock->wallMs());
    });
}

/// Columns for the new fields, in a table that this job made.
Result<void> Run::Worker::addNewColumns()
{
    if (m_newColumns.empty())
        return {};
    WEIR_CHECK(persist(*m_targetPatience, "target", [this] { return m_target->addColumns(m_newColumns, m_token); }));
    std::vector<std::string> names;
    for (const Field &field : m_newColumns)
        names.push_back(fmt::format("{} ({})", field.name, typeText(field.type)));
    const std::string detail = fmt::format("{}: {}", m_result.target, fmt::join(names, ", "));
    m_result.notes.push_back("added to " + detail);
    step("run.target.altered");
    return m_engine.ledger->call([&](Database &database) {
        return books::recordEvent(database, m_record.id, m_result.run, "target.altered", detail, m_engine.clock->wallMs());
    });
}

/// Fields that earlier runs took by `--on-drift add` stay part of a mapping that was written by hand.
Result<void> Run::Worker::extendMapping()
{
    if (!m_job.hasMapping || !m_isPinned)
        return {};
    WEIR_TRY(const auto added, m_engine.ledger->call([&](Database &database) {
        return books::eventDetails(database, m_record.id, "drift.added");
    }));
    for (const std::string &name : added) {
        const bool isMapped = std::any_of(m_job.mapping.fields.begin(), m_job.mapping.fields.end(),
                                          [&](const FieldMapping &field) { return field.to == name; });
        if (isMapped || !m_shape.schema->indexOf(name))
            continue;
        FieldMapping field;
        field.to = name;
        field.from = name;
        m_job.mapping.fields.push_back(std::move(field));
    }
    return {};
}

/// Files and APIs tell about new fields only when they are opened.
Result<void> Run::Worker::checkFoundFields(const SourceShape &shape)
{
    for (const Finding &finding : shape.findings) {
        if (finding.code != "newField" || !m_isPinned || m_drift)
            continue;
        m_result.notes.push_back(fmt::format("source field \"{}\" is new; it is left out, --on-drift add takes it",
                                             finding.field));
    }
    return {};
}

Error Run::Worker::driftError() const
{
    std::string text = "the source changed since it was last read, so nothing was written:";
    for (const DriftChange &change : m_drift->changes)
        text += "\n  " + change.sentence;
    text += "\nCorrect the mapping and run again; --again takes the source as it is now, as a new generation";
    return {ErrorCode::SchemaMismatch, Recovery::Stop, std::move(text), {}};
}

} // namespace weir
