#include "core/compensation/compensation.h"

#include "core/base/step.h"
#include "core/compensation/compensatedrows.h"
#include "core/compensation/lostrows.h"
#include "core/compensation/manifestbooks.h"
#include "core/compensation/requestwriter.h"
#include "core/connectors/isolatedwrite.h"
#include "core/connectors/trialtarget.h"
#include "core/data/rowpayload.h"
#include "core/data/schemajson.h"
#include "core/delivery/mappingsetup.h"
#include "core/ledger/books.h"
#include "core/workspace/joblock.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::int64_t rowsPerBatch = 5'000;

using Kind = books::ItemOutcome::Kind;

} // namespace

int CompensationResult::exitCode() const
{
    if (error) {
        if (error->code == ErrorCode::InvalidConfig || error->code == ErrorCode::NotFound)
            return 2;
        return error->recovery == Recovery::Retry ? 75 : 1;
    }
    return stillFails + blocked + targetNewer + unknown > 0 ? 3 : 0;
}

class Compensation::Worker
{
public:
    Worker(Engine engine, Job job, CompensationRequest request, CancelToken token)
        : m_engine(std::move(engine)), m_job(std::move(job)), m_request(std::move(request)), m_token(std::move(token))
    {}

    CompensationResult execute()
    {
        m_result.job = m_job.name;
        m_result.isPreview = m_request.isPreview;
        Result<void> done = prepare();
        if (done)
            done = m_request.isPreview ? preview() : deliver();
        if (!done)
            m_result.error = done.error();
        if (m_manifest.id > 0) {
            const auto closed = m_engine.ledger->call([&](Database &database) {
                return books::closeManifest(database, m_manifest, m_result, done.has_value(), m_engine.clock->wallMs());
            });
            if (!closed && !m_result.error)
                m_result.error = closed.error();
        }
        for (auto &[key, group] : m_failing)
            m_result.causes.push_back(std::move(group));
        if (m_result.tokensMissing > 0)
            m_result.why += ' ' + whyTokensMatter();
        return m_result;
    }

private:
    /// Rows of one round that could be mapped, beside the quarantined rows they come from.
    struct Mapped
    {
        RecordBatch rows;
        std::vector<std::size_t> origin; ///< index into the round's quarantined rows
    };

    Result<void> prepare();
    Result<void> learnSource();
    Result<void> widen();
    Result<void> preview();
    Result<void> deliver();
    Result<void> readLost(std::vector<books::QuarantinedRow> &rows);
    Result<Mapped> map(const std::vector<books::QuarantinedRow> &rows, std::vector<books::ItemOutcome> &outcomes);
    Result<void> judge(const Mapped &mapped, std::vector<std::int32_t> &toWrite, std::vector<Standing> &standings,
                       const std::vector<books::QuarantinedRow> &rows, std::vector<books::ItemOutcome> &outcomes);
    /// The rows of one round, from the ledger to the answer of the target; a preview takes it back.
    Result<void> round(std::vector<books::QuarantinedRow> &rows, std::vector<books::ItemOutcome> &outcomes);
    Result<void> write(const RecordBatch &rows, const std::vector<std::size_t> &origin,
                       const std::vector<books::QuarantinedRow> &quarantined, std::vector<books::ItemOutcome> &outcomes);
    Result<void> tryOut(const RecordBatch &rows, const std::vector<std::size_t> &origin,
                        const std::vector<books::QuarantinedRow> &quarantined, std::vector<books::ItemOutcome> &outcomes);
    Result<SettleReport> settle(const RecordBatch &rows, const Settlement &settlement);
    Result<SettleReport> settleOnTrial(const RecordBatch &rows, const Settlement &settlement);
    Result<std::vector<Kind>> judgeTokens(const SettleReport &report, const Settlement &settlement);
    /// Asks the target for the keys of the rows that were delivered.
    Result<void> lookAfterwards(const std::vector<books::QuarantinedRow> &rows, const Mapped &mapped,
                                const std::vector<books::ItemOutcome> &outcomes);
    void countStandings(const std::vector<Standing> &standings, const std::vector<std::int32_t> &toWrite);
    void failing(const RowError &error);
    std::string whyNoDuplicates() const;
    std::string whyTokensMatter() const;
    Result<void> fence(const Uuid &holder);
    bool isOwnedFile() const { return m_shape.guarantee == Guarantee::C; }
    bool sendsRequests() const { return m_target && m_target->rowsPerRequest() > 0; }
    Result<void> writeByRequest(const RecordBatch &rows, const std::vector<std::size_t> &origin,
                                const std::vector<books::QuarantinedRow> &quarantined, std::vector<books::ItemOutcome> &outcomes);

    Engine m_engine;
    Job m_job;
    CompensationRequest m_request;
    CancelToken m_token;
    CompensationResult m_result;
    std::optional<JobLock> m_lock, m_jobLock;
    Endpoints m_ends;
    JobRecord m_record;
    StreamRecord m_stream;
    std::unique_ptr<Target> m_target;
    TrialTarget *m_tokens = nullptr; ///< m_target, if its tokens can be looked at
    TrialTarget *m_trial = nullptr;  ///< the same, for a preview
    TargetShape m_shape;
    MappingSetup m_mapping;
    SchemaPtr m_source;
    books::Manifest m_manifest;
    std::map<std::string, StillFailing> m_failing;
};

Result<void> Compensation::Worker::prepare()
{
    WEIR_TRY(m_lock, JobLock::acquire(m_engine.workspace->path("locks/" + m_job.name + ".comp.lock"), m_request.wait, m_token));
    WEIR_TRY(m_ends, Endpoints::resolve(m_engine, m_job, m_request.parameters));
    WEIR_CHECK(m_engine.ledger->call([&](Database &database) -> Result<void> {
        const Uuid uuid = m_engine.workspace->jobId(m_job);
        if (m_request.isPreview) { // of a definition that may never be used
            WEIR_TRY(m_record, books::knownJob(database, uuid, m_job.name));
        } else {
            WEIR_TRY(m_record, books::registerJob(database, uuid, m_job.name, m_job.toJson().dump(), "local",
                                                  m_engine.clock->wallMs()));
        }
        WEIR_TRY(m_stream, books::openStream(database, m_record.id, "main"));
        if (!m_request.edits.empty() && !m_request.isPreview)
            WEIR_CHECK(books::applyEdits(database, m_record.id, m_request.edits, m_engine.clock->wallMs()));
        return {};
    }));
    WEIR_CHECK(learnSource());
    SourceShape shape;
    shape.schema = m_source;
    for (const Field &field : m_source->fields())
        shape.proposals.push_back({field.type, {}});
    WEIR_TRY(m_target, m_ends.makeTarget());
    WEIR_TRY(m_shape, m_target->describe(m_token));
    WEIR_CHECK(widen());
    if (m_shape.guarantee != Guarantee::A && m_shape.guarantee != Guarantee::B) {
        WEIR_TRY(m_jobLock, JobLock::acquire(m_engine.workspace->path("locks/" + m_job.name + ".lock"), m_request.wait, m_token));
    }
    WEIR_TRY(m_mapping, setUpMapping(m_engine, m_job, m_ends, shape, m_shape.schema, m_request.parameters, m_token));
    m_result.why = whyNoDuplicates();
    m_result.whyCode = m_shape.guarantee == Guarantee::A ? CompensationResult::Why::TokenInTarget
                       : sendsRequests()                 ? CompensationResult::Why::OneRequestEach
                                                         : CompensationResult::Why::RecordedFile;
    m_result.key = m_mapping.key;
    m_tokens = dynamic_cast<TrialTarget *>(m_target.get());
    m_trial = m_request.isPreview ? m_tokens : nullptr;
    if (m_trial) {
        WEIR_TRY([[maybe_unused]] const auto bound, m_trial->bindForTrial(m_mapping.plan->schema(), m_job.mode, m_mapping.key,
                                                                          m_job.versionField, m_token));
        return {};
    }
    return m_target->prepare(m_mapping.plan->schema(), m_job.mode, m_mapping.key, m_job.versionField, m_token);
}

/// A preview pretends that the column is as wide already, unless only an administrator can make it so.
Result<void> Compensation::Worker::widen()
{
    if (!m_request.widened || !m_shape.schema)
        return {};
    const Field &wanted = *m_request.widened;
    const auto index = m_shape.schema->indexOf(wanted.name);
    if (!index)
        return {};
    const Type has = m_shape.schema->field(*index).type;
    if (has.kind != wanted.type.kind || has.length == 0 || (wanted.type.length > 0 && has.length >= wanted.type.length))
        return {};
    WEIR_TRY(const std::string sql, m_target->wideningSql(wanted, m_token));
    if (!m_request.isPreview || !sql.empty()) {
        WEIR_CHECK(m_target->widenColumn(wanted, m_token));
        WEIR_TRY(m_shape, m_target->describe(m_token));
        return {};
    }
    std::vector<Field> fields = m_shape.schema->fields();
    fields[*index].type = wanted.type;
    m_shape.schema = std::make_shared<const Schema>(std::move(fields), m_shape.schema->key());
    return {};
}

/// The fields of the rows as they were kept; after a lost ledger, those that the source has now.
Result<void> Compensation::Worker::learnSource()
{
    if (!m_stream.sourceSchema.empty()) {
        WEIR_TRY(Schema schema, schemaFromJson(m_stream.sourceSchema));
        m_source = std::make_shared<const Schema>(std::move(schema));
        return {};
    }
    if (m_stream.checkpoint.seq == 0)
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("job \"{}\" has not run yet: there is nothing to compensate", m_job.name));
    WEIR_TRY(const std::unique_ptr<Source> source, m_ends.makeSource());
    WEIR_TRY(const SourceShape shape, source->open({}, nullptr, m_token));
    m_source = shape.schema;
    return {};
}

std::string Compensation::Worker::whyNoDuplicates() const
{
    if (m_shape.guarantee == Guarantee::A)
        return "Each row has one token in the target (weir_skip), used up in the transaction that writes the row: it can be "
               "delivered once, however often this is run.";
    if (sendsRequests())
        return "Each row goes in a request of its own that the ledger knows before it leaves. One that is not answered is settled by its "
               "key, its address or a look-up; where the API offers none of them the row is shown as unknown and not sent again.";
    return "Each row is marked in the ledger before it is written and the file is cut back to the recorded length after a "
           "crash: it can be delivered once while this ledger exists.";
}

/// What a missing token means and what to do about it.
std::string Compensation::Worker::whyTokensMatter() const
{
    return fmt::format("{} of the rows have no token in the target any more (weir_skip was changed, dropped, or the target "
                       "was restored): nothing can tell whether they were delivered, so they {} quarantined. See with "
                       "`weir reconcile {}` what the target lacks; `weir reset {}` or `weir run {} --again` reads "
                       "everything once more.",
                       m_result.tokensMissing, m_result.isPreview ? "would stay" : "stay", m_job.name, m_job.name, m_job.name);
}

void Compensation::Worker::failing(const RowError &error)
{
    const std::string key = fmt::format("{}|{}|{}|{}", stageName(error.stage), rowCodeName(error.code), error.field, error.rule);
    StillFailing &group = m_failing[key];
    if (group.rows++ == 0) {
        group.stage = stageName(error.stage);
        group.code = rowCodeName(error.code);
        group.field = error.field;
        group.rule = error.rule;
        group.sample = error.value;
    }
    ++m_result.stillFails;
}

/// Rows whose copy was lost with a ledger come from the source again, where it can still name them.
Result<void> Compensation::Worker::readLost(std::vector<books::QuarantinedRow> &rows)
{
    std::vector<LostRow> lost;
    for (const books::QuarantinedRow &row : rows) {
        const bool isOver = row.generation != m_stream.checkpoint.generation;
        if (row.payload.empty() && !m_request.edits.contains(row.id))
            lost.push_back({row.id, isOver ? 0 : row.seq, row.naturalKey});
    }
    WEIR_TRY(auto found, readLostRows(m_ends, m_source, m_stream.checkpoint.cursor, lost, m_mapping.sourceKeyFields, m_token));
    for (books::QuarantinedRow &row : rows) {
        const auto again = found.find(row.id);
        if (again == found.end())
            continue;
        row.payload = std::move(again->second.payload);
        row.isRaw = again->second.isRaw;
    }
    return {};
}

/// The raw rows through the current mapping; what fails again is answered at once.
Result<Compensation::Worker::Mapped> Compensation::Worker::map(const std::vector<books::QuarantinedRow> &rows,
                                                               std::vector<books::ItemOutcome> &outcomes)
{
    std::vector<std::string> payloads;
    std::vector<std::size_t> parsed;
    const auto fails = [&](std::size_t index, RowError error) {
        failing(error);
        outcomes.push_back({rows[index].id, Kind::Fails, std::move(error)});
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto edit = m_request.edits.find(rows[i].id);
        const bool isEdited = edit != m_request.edits.end();
        if (rows[i].isRaw && !isEdited) {
            RowError error{0, Stage::Read, rowCodeFromName(rows[i].code).value_or(RowCode::BrokenRecord), {}, {}, {},
                           "the record as read cannot be parsed; bring edited values back with --from-file"};
            fails(i, std::move(error));
        } else if (rows[i].payload.empty() && !isEdited) {
            fails(i, {0, Stage::Read, RowCode::PayloadLost, {}, {}, {},
                      "the ledger has no copy of this row, and the source cannot name it; bring its values with --from-file"});
        } else {
            payloads.push_back(isEdited ? edit->second : rows[i].payload);
            parsed.push_back(i);
        }
    }
    WEIR_TRY(const RecordBatch source, decodePayloads(m_source, payloads));
    MappedRows mapped = m_mapping.plan->apply(source);
    for (RowError &error : mapped.rejected) {
        const auto row = static_cast<std::size_t>(error.row);
        fails(parsed[row], std::move(error));
    }
    for (const FilteredRow &filtered : mapped.filtered) {
        ++m_result.blocked;
        outcomes.push_back({rows[parsed[static_cast<std::size_t>(filtered.row)]].id, Kind::Blocked, {}});
    }
    Mapped result;
    result.rows = std::move(mapped.rows);
    for (std::int64_t row = 0; row < result.rows.rows(); ++row) {
        const std::int64_t sourceRow = mapped.origin.empty() ? row : mapped.origin[static_cast<std::size_t>(row)];
        result.origin.push_back(parsed[static_cast<std::size_t>(sourceRow)]);
    }
    return result;
}

/// Asks the target how each row stands and decides which may be written.
Result<void> Compensation::Worker::judge(const Mapped &mapped, std::vector<std::int32_t> &toWrite,
                                         std::vector<Standing> &standings,
                                         const std::vector<books::QuarantinedRow> &rows,
                                         std::vector<books::ItemOutcome> &outcomes)
{
    if (m_mapping.key.empty())
        standings.assign(static_cast<std::size_t>(mapped.rows.rows()), Standing::Absent);
    else {
        WEIR_TRY(standings, m_target->lookUp(mapped.rows, m_token));
    }
    for (std::size_t i = 0; i < standings.size(); ++i) {
        const bool mayOverwrite = m_request.overwrites || standings[i] == Standing::TargetOlder;
        const bool isHeld = (standings[i] == Standing::Differs || standings[i] == Standing::TargetNewer) && !mayOverwrite;
        if (!isHeld) {
            toWrite.push_back(static_cast<std::int32_t>(i));
            continue;
        }
        ++(standings[i] == Standing::TargetNewer ? m_result.targetNewer : m_result.blocked);
        outcomes.push_back({rows[mapped.origin[i]].id, Kind::Blocked, {}});
    }
    return {};
}

void Compensation::Worker::countStandings(const std::vector<Standing> &standings, const std::vector<std::int32_t> &toWrite)
{
    for (const std::int32_t row : toWrite) {
        switch (standings[static_cast<std::size_t>(row)]) {
        case Standing::Absent: ++m_result.inserted; break;
        case Standing::Equal: ++m_result.alreadyThere; break;
        default: ++m_result.updated; break;
        }
    }
}

Result<void> Compensation::Worker::preview()
{
    for (std::int64_t after = 0;;) {
        if (m_token.isCancelled())
            return CancelToken::cancelled();
        WEIR_TRY(auto rows, m_engine.ledger->call([&](Database &database) {
            return books::selectQuarantined(database, m_stream.id, m_request.selection, after, rowsPerBatch);
        }));
        if (rows.empty())
            return {};
        after = rows.back().id;
        std::vector<books::ItemOutcome> outcomes;
        WEIR_CHECK(round(rows, outcomes));
    }
}

Result<void> Compensation::Worker::round(std::vector<books::QuarantinedRow> &rows, std::vector<books::ItemOutcome> &outcomes)
{
    m_result.selected += static_cast<std::int64_t>(rows.size());
    WEIR_CHECK(readLost(rows));
    WEIR_TRY(const Mapped mapped, map(rows, outcomes));
    std::vector<std::int32_t> toWrite;
    std::vector<Standing> standings;
    WEIR_CHECK(judge(mapped, toWrite, standings, rows, outcomes));
    if (m_request.isPreview && !m_trial) {
        countStandings(standings, toWrite);
    } else if (!toWrite.empty()) {
        std::vector<std::size_t> origin;
        origin.reserve(toWrite.size());
        for (const std::int32_t row : toWrite)
            origin.push_back(mapped.origin[static_cast<std::size_t>(row)]);
        const RecordBatch chosen = mapped.rows.gather(toWrite);
        WEIR_CHECK(m_trial ? tryOut(chosen, origin, rows, outcomes) : write(chosen, origin, rows, outcomes));
    }
    if (m_request.looksAfterwards && !m_request.isPreview)
        WEIR_CHECK(lookAfterwards(rows, mapped, outcomes));
    if (m_request.observer)
        m_request.observer(compensatedRows(rows, mapped.rows, mapped.origin, standings, outcomes));
    return {};
}

Result<void> Compensation::Worker::lookAfterwards(const std::vector<books::QuarantinedRow> &rows, const Mapped &mapped,
                                                  const std::vector<books::ItemOutcome> &outcomes)
{
    if (m_mapping.key.empty())
        return {};
    std::map<std::int64_t, std::int32_t> byId;
    for (std::size_t i = 0; i < mapped.origin.size(); ++i)
        byId[rows[mapped.origin[i]].id] = static_cast<std::int32_t>(i);
    std::vector<std::int32_t> delivered;
    for (const books::ItemOutcome &outcome : outcomes) {
        if (outcome.kind == Kind::Delivered || outcome.kind == Kind::Already)
            delivered.push_back(byId.at(outcome.id));
    }
    std::int64_t found = m_result.found.value_or(0);
    if (!delivered.empty()) {
        WEIR_TRY(const std::vector<Standing> standings, m_target->lookUp(mapped.rows.gather(delivered), m_token));
        found += std::count_if(standings.begin(), standings.end(), [](Standing s) { return s != Standing::Absent; });
    }
    m_result.found = found;
    return {};
}

Result<void> Compensation::Worker::deliver()
{
    RunStart start;
    start.job = m_record.id;
    start.revision = m_record.revisionId;
    start.kind = "compensation";
    start.holder = Uuid::random();
    start.guarantee = m_shape.guarantee;
    start.target = m_shape.label;
    WEIR_TRY(m_manifest, m_engine.ledger->call([&](Database &database) {
        return books::openManifest(database, start, m_stream.id, m_request.selection, m_engine.clock->wallMs());
    }));
    m_result.run = m_manifest.run;
    m_result.manifest = m_manifest.uuid;
    step("compensation.manifest.recorded");
    WEIR_CHECK(fence(start.holder));
    for (std::int64_t after = 0;;) {
        if (m_token.isCancelled())
            return CancelToken::cancelled();
        WEIR_TRY(auto rows, m_engine.ledger->call([&](Database &database) {
            return books::openItems(database, m_manifest.id, after, rowsPerBatch);
        }));
        if (rows.empty())
            return {};
        after = rows.back().id;
        std::vector<books::ItemOutcome> outcomes;
        WEIR_CHECK(round(rows, outcomes));
        step("compensation.batch.settled");
        WEIR_CHECK(m_engine.ledger->call([&](Database &database) -> Result<void> {
            WEIR_CHECK(books::settleItems(database, m_record.id, m_manifest.id, m_record.revisionId, outcomes));
            return isOwnedFile() ? books::moveStream(database, m_stream.id, m_stream.checkpoint) : Result<void>();
        }));
        step("compensation.batch.recorded");
        if (isOwnedFile())
            WEIR_CHECK(m_target->acknowledged(m_stream.checkpoint));
    }
}

/// Databases: a progress mark of the manifest's own, so that a sync of the job can go on batch by batch. Files have one
/// owner, so the job's own stream is taken over as the ledger left it.
Result<void> Compensation::Worker::fence(const Uuid &holder)
{
    Claim claim;
    claim.job = m_engine.workspace->jobId(m_job);
    claim.stream = isOwnedFile() || sendsRequests() ? "main" : "comp:" + m_manifest.uuid;
    claim.holder = holder;
    claim.epochAtLeast = m_record.epoch;
    claim.workspace = m_engine.workspace->id();
    claim.run = m_manifest.run;
    claim.revision = m_record.revisionNumber;
    if (isOwnedFile() || sendsRequests())
        claim.known = m_stream.checkpoint;
    WEIR_TRY(const Fenced fenced, m_target->fence(claim, m_token));
    return m_engine.ledger->call(
        [&](Database &database) { return books::recordEpoch(database, m_record.id, fenced.epoch); });
}

/// A row that the target refuses goes back to quarantine and the others are written without it.
Result<void> Compensation::Worker::write(const RecordBatch &rows, const std::vector<std::size_t> &origin,
                                         const std::vector<books::QuarantinedRow> &quarantined,
                                         std::vector<books::ItemOutcome> &outcomes)
{
    if (sendsRequests())
        return writeByRequest(rows, origin, quarantined, outcomes);
    const auto quarantinedRow = [&](std::int32_t place) -> const books::QuarantinedRow & {
        return quarantined[origin[static_cast<std::size_t>(place)]];
    };
    const auto attempt = [&](const RecordBatch &some, const std::vector<std::int32_t> &places) -> Result<RowErrors> {
        Settlement settlement{m_manifest.uuid, {}, {}, "main"};
        for (const std::int32_t place : places) {
            settlement.generations.push_back(quarantinedRow(place).generation);
            settlement.seqs.push_back(quarantinedRow(place).seq);
        }
        WEIR_TRY(SettleReport report, settle(some, settlement));
        if (!report.write.refused.empty())
            return std::move(report.write.refused);
        WEIR_TRY(const std::vector<Kind> kinds, judgeTokens(report, settlement));
        m_stream.checkpoint.state = report.write.state;
        for (std::size_t i = 0; i < places.size(); ++i)
            outcomes.push_back({quarantinedRow(places[i]).id, kinds[i], {}});
        m_result.inserted += report.write.inserted;
        m_result.updated += report.write.updated;
        m_result.alreadyThere += report.write.unchanged + report.write.superseded;
        return RowErrors();
    };
    const auto refuse = [&](std::int32_t place, RowError error) {
        failing(error);
        outcomes.push_back({quarantinedRow(place).id, Kind::Fails, std::move(error)});
    };
    return writeIsolated(rows, {attempt, refuse});
}

Result<void> Compensation::Worker::writeByRequest(const RecordBatch &rows, const std::vector<std::size_t> &origin,
                                                  const std::vector<books::QuarantinedRow> &quarantined,
                                                  std::vector<books::ItemOutcome> &outcomes)
{
    RequestWriter writer(*m_target, *m_engine.ledger, *m_engine.clock,
                         {m_record.id, m_stream.id, m_record.revisionId, m_manifest.id, m_manifest.run}, m_token);
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
        WEIR_TRY(books::ItemOutcome outcome, writer.deliver(rows.slice(row, 1), quarantined[origin[static_cast<std::size_t>(row)]]));
        m_result.inserted += outcome.kind == Kind::Delivered;
        m_result.unknown += outcome.kind == Kind::Unknown;
        if (outcome.kind == Kind::Fails)
            failing(outcome.error);
        outcomes.push_back(std::move(outcome));
    }
    return {};
}

/// Rows that did not hit were not written, and only a used token says that another compensation wrote them.
Result<std::vector<Kind>> Compensation::Worker::judgeTokens(const SettleReport &report, const Settlement &settlement)
{
    std::vector<Kind> kinds(report.hit.size(), Kind::Delivered);
    std::vector<std::size_t> missed;
    Settlement asked{settlement.manifest, {}, {}, settlement.stream};
    for (std::size_t i = 0; i < report.hit.size(); ++i) {
        if (report.hit[i])
            continue;
        missed.push_back(i);
        asked.generations.push_back(settlement.generations[i]);
        asked.seqs.push_back(settlement.seqs[i]);
    }
    if (missed.empty())
        return kinds;
    // Targets without tokens of their own never miss.
    std::vector<SkipToken> tokens(missed.size(), SkipToken::Missing);
    if (m_tokens) {
        WEIR_TRY(tokens, m_tokens->lookAtTokens(m_engine.workspace->jobId(m_job), asked, m_token));
    }
    for (std::size_t i = 0; i < missed.size(); ++i) {
        const bool isUsed = tokens[i] == SkipToken::Used;
        kinds[missed[i]] = isUsed ? Kind::Already : Kind::Blocked;
        ++(isUsed ? m_result.alreadyThere : m_result.blocked);
        m_result.tokensMissing += !isUsed;
    }
    return kinds;
}

Result<void> Compensation::Worker::tryOut(const RecordBatch &rows, const std::vector<std::size_t> &origin,
                                          const std::vector<books::QuarantinedRow> &quarantined,
                                          std::vector<books::ItemOutcome> &outcomes)
{
    WEIR_CHECK(m_trial->beginTrial(m_token));
    auto tried = write(rows, origin, quarantined, outcomes);
    m_trial->endTrial();
    return tried;
}

Result<SettleReport> Compensation::Worker::settle(const RecordBatch &rows, const Settlement &settlement)
{
    const RecordBatch parts[] = {rows};
    return m_trial ? settleOnTrial(rows, settlement) : m_target->settle({parts, rows.rows()}, settlement, m_token);
}

/// As Target::settle(), with tokens that are looked at instead of used up.
Result<SettleReport> Compensation::Worker::settleOnTrial(const RecordBatch &rows, const Settlement &settlement)
{
    SettleReport report;
    WEIR_TRY(const auto tokens, m_trial->lookAtTokens(m_engine.workspace->jobId(m_job), settlement, m_token));
    std::vector<std::int32_t> hits;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        report.hit.push_back(tokens[i] == SkipToken::Open);
        if (report.hit[i])
            hits.push_back(static_cast<std::int32_t>(i));
    }
    const RecordBatch parts[] = {rows.gather(hits)};
    WEIR_TRY(report.write, m_trial->attempt({parts, parts[0].rows()}, m_token));
    for (RowError &error : report.write.refused) {
        if (error.row >= 0)
            error.row = hits[static_cast<std::size_t>(error.row)];
    }
    return report;
}

Compensation::Compensation(Engine engine, Job job, CompensationRequest request, CancelToken token)
    : m_worker(std::make_unique<Worker>(std::move(engine), std::move(job), std::move(request), std::move(token)))
{}

Compensation::~Compensation() = default;

CompensationResult Compensation::execute()
{
    return m_worker->execute();
}

} // namespace weir
