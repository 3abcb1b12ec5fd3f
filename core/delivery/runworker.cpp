#include "core/delivery/runworker.h"

#include "core/base/accountname.h"
#include "core/base/step.h"
#include "core/data/schemajson.h"
#include "core/delivery/footing.h"
#include "core/ledger/books.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Unexpected stopped(ErrorCode code, std::string detail)
{
    return fail(code, Recovery::Stop, std::move(detail));
}

} // namespace

Run::Worker::Worker(Engine engine, Job job, RunRequest request)
    : m_engine(std::move(engine)), m_job(std::move(job)), m_request(std::move(request))
{
    m_startedAt = m_engine.clock->monotonic();
    m_sourceMeter = std::make_shared<CallMeter>(*m_engine.clock);
    m_targetMeter = std::make_shared<CallMeter>(*m_engine.clock);
    m_result.job = m_job.name;
    m_result.notes = m_engine.notes;
    m_holder = Uuid::random();
    publish(RunState::Created);
}

void Run::Worker::requestEnd(bool isPause)
{
    m_endRequest.store(isPause ? 2 : 1);
    if (!m_isReading.load())
        m_token.cancel();
}

RunResult Run::Worker::execute()
{
    if (auto ready = prepare(); !ready)
        return m_result.run == 0 ? closeWithoutRun(ready.error()) : close(ready.error());
    if (m_isEmpty)
        return close({});
    const auto course = chooseCourse();
    if (!course)
        return close(course.error());
    if (!course->note.empty())
        m_result.notes.push_back(course->note);
    if (course->isNothing) {
        m_reader.reset();
        return close({});
    }
    if (course->isNewGeneration) {
        if (auto begun = persist(*m_targetPatience, "target", [this] { return m_delivery->beginGeneration(); }); !begun)
            return close(begun.error());
    }
    if (auto reading = startReading(); !reading)
        return close(reading.error());
    m_isReading.store(true);
    pump();
    m_token.cancel();
    m_reader->pages().close();
    m_mapped.close();
    m_mapper.join();
    m_reader.reset();
    return close(m_delivery->outcome()->error);
}

Result<void> Run::Worker::prepare()
{
    publish(RunState::Starting);
    WEIR_CHECK(refuseUnavailable());
    WEIR_TRY(m_ends, Endpoints::resolve(m_engine, m_job, m_request.parameters));
    const RetryPolicy retry = RetryPolicy::preset(m_job.retryPreset).value_or(RetryPolicy{});
    m_ends.sourceContext.meter = m_sourceMeter;
    m_sourceMeter->watch(m_ends.sourceGate, false);
    m_targetMeter->watch(m_ends.targetGate, false);
    const auto seed = static_cast<std::uint64_t>(m_engine.clock->wallMs());
    // The HTTP client has tried by the policy before an error comes here.
    const RetryPolicy ofSource = m_ends.source->kind == "http" ? *RetryPolicy::preset("none") : retry;
    m_sourcePatience.emplace(ofSource, outageMax(), m_ends.sourceGate, *m_engine.clock, seed);
    m_targetPatience.emplace(retry, outageMax(), m_ends.targetGate, *m_engine.clock, seed + 1);
    WEIR_CHECK(m_engine.ledger->checkRoom());
    WEIR_TRY(m_lock, JobLock::acquire(m_engine.workspace->path("locks/" + m_job.name + ".lock"), m_request.wait, m_token));
    step("run.locked");
    m_reader = std::make_unique<ReaderStage>(m_engine, m_ends, m_token);
    WEIR_CHECK(register_());
    WEIR_CHECK(checkFooting());
    WEIR_TRY(m_target, m_ends.makeTarget());
    WEIR_TRY(m_targetShape, persist(*m_targetPatience, "target", [this] { return m_target->describe(m_token); }));
    m_result.guarantee = m_targetShape.guarantee;
    m_result.target = m_targetShape.label.empty() ? m_ends.targetLabel : m_targetShape.label;
    WEIR_CHECK(heedTargetFindings());
    WEIR_CHECK(askTakeOver());
    WEIR_CHECK(learnSource());
    if (m_isDriftStop) {
        WEIR_CHECK(beginRun());
        return Unexpected{driftError()};
    }
    if (m_isEmpty)
        return beginRun();
    WEIR_CHECK(extendMapping());
    WEIR_TRY(m_mapping, setUpMapping(m_engine, m_job, m_ends, m_shape, m_targetShape.schema, m_request.parameters, m_token));
    m_result.findings = m_mapping.findings;
    for (const std::string &field : m_mapping.unmatchedSource)
        m_result.notes.push_back(fmt::format("field \"{}\" of the source matches no column of the target and is not written", field));
    WEIR_CHECK(askConsent(m_targetShape));
    WEIR_CHECK(guardPipe());
    WEIR_CHECK(beginRun());
    return prepareTarget();
}

/// What the target's connector found: what blocks is told all at once, the rest are notes.
Result<void> Run::Worker::heedTargetFindings()
{
    std::vector<std::string> blocking;
    for (const Finding &finding : m_targetShape.findings) {
        std::string text = finding.field.empty() ? finding.detail : fmt::format("{}: {}", finding.field, finding.detail);
        (finding.level == Finding::Level::Blocking ? blocking : m_result.notes).push_back(std::move(text));
    }
    if (blocking.empty())
        return {};
    return stopped(ErrorCode::InvalidConfig, fmt::format("{}", fmt::join(blocking, "\n")));
}

Result<void> Run::Worker::register_()
{
    const Uuid id = m_engine.workspace->jobId(m_job);
    const std::string definition = m_job.toJson().dump();
    return m_engine.ledger->call([&](Database &database) -> Result<void> {
        WEIR_TRY(m_record, books::registerJob(database, id, m_job.name, definition, accountName(), m_engine.clock->wallMs()));
        WEIR_TRY(m_stream, books::openStream(database, m_record.id, "main"));
        WEIR_TRY(const bool isReset, books::isResetAsked(database, m_record.id, m_stream.checkpoint.generation));
        m_request.again = m_request.again || isReset;
        return {};
    });
}

/// The fields of earlier runs are pinned by the ledger; a first run (or one after a lost ledger) discovers them.
Result<void> Run::Worker::learnSource()
{
    // The types of a table that is made anew come from the rows.
    const bool isMade = !m_targetShape.schema && !m_ends.isFileTarget && m_targetShape.isCreatable;
    m_isPinned = !m_stream.sourceSchema.empty() && !m_request.again && !isMade;
    if (!m_isPinned) {
        WEIR_TRY(m_shape, persist(*m_sourcePatience, "source", [this] { return m_reader->discover(); }));
        return judgeEmptySource();
    }
    WEIR_TRY(Schema schema, schemaFromJson(m_stream.sourceSchema));
    const Schema pinned = schema;
    m_shape.schema = std::make_shared<const Schema>(std::move(schema));
    for (const Field &field : m_shape.schema->fields()) {
        m_shape.proposals.emplace_back().type = field.type;
        m_shape.proposals.back().reason = "as in earlier runs";
    }
    return judgeDrift(pinned);
}

/// A source without rows is a complete delivery of none, also where only rows could tell which fields it has.
Result<void> Run::Worker::judgeEmptySource()
{
    const bool hasNoRecords = std::any_of(m_shape.findings.begin(), m_shape.findings.end(),
                                          [](const Finding &finding) { return finding.code == "noRecords"; });
    if (m_shape.schema->size() > 0 && (!hasNoRecords || m_targetShape.schema || m_ends.isFileTarget))
        return {};
    WEIR_TRY(m_isEmpty, persist(*m_sourcePatience, "source", [this] { return m_reader->isEmpty(); }));
    if (m_isEmpty) {
        if (auto refused = refusesToEmpty())
            return Unexpected{*std::move(refused)};
        m_result.notes.push_back(fmt::format("{} gave no rows, so its fields cannot be known; nothing was made or delivered: "
                                             "look whether that is meant",
                                             m_ends.sourceLabel));
        return {};
    }
    if (m_job.hasMapping)
        return {};
    return stopped(ErrorCode::SchemaMismatch,
                   fmt::format("the first records of {} have no fields, so it cannot be known what to write; name the fields "
                               "with --select or in a mapping",
                               m_ends.sourceLabel));
}

std::optional<Error> Run::Worker::refusesToEmpty()
{
    const bool isRewriting = m_job.mode == WriteMode::Replace || m_job.mode == WriteMode::Mirror;
    if (!isRewriting || m_targetShape.rows <= 0 || m_request.yesReplaceRows == m_targetShape.rows)
        return std::nullopt;
    m_result.consentRows = m_targetShape.rows;
    return Error{ErrorCode::Conflict, Recovery::Stop,
                 fmt::format("{} gave no rows, and mode {} would empty {}, which holds {} rows; nothing was changed. Say "
                             "--yes-replace {} if that is meant",
                             m_ends.sourceLabel, writeModeName(m_job.mode), m_result.target, m_targetShape.rows,
                             m_targetShape.rows),
                 {}};
}

/// What a job may say and this version does not do is refused, never half done.
Result<void> Run::Worker::refuseUnavailable() const
{
    if (m_job.mode == WriteMode::Mirror)
        return stopped(ErrorCode::InvalidConfig,
                       "mode mirror is not available yet; replace also removes what is gone from the source, upsert keeps it");
    if (m_job.checkpointInLedger)
        return stopped(ErrorCode::InvalidConfig,
                       "\"checkpoint\": \"ledger\" is not available yet; leave it out, Weir keeps its checkpoint in the target");
    if (m_job.mode == WriteMode::Append && !m_job.read.overlap.empty())
        return stopped(ErrorCode::InvalidConfig,
                       "an overlap reads rows again, and append would write them twice; use mode upsert with a key, or leave "
                       "the overlap out");
    return {};
}

/// Rule 9 of delivery §3: a checkpoint fits one source, target, mode and key; anything else may change between runs.
Result<void> Run::Worker::checkFooting()
{
    if (m_request.again || !m_stream.lastRun || m_stream.checkpoint.seq == 0)
        return {};
    WEIR_TRY(const auto last, m_engine.ledger->call([&](Database &database) {
        return books::definitionOf(database, *m_stream.lastRun);
    }));
    if (!last)
        return {};
    const std::string now = m_job.toJson().dump();
    const auto changed = changedFooting(last->definition, now, m_engine.workspace->folder());
    if (!changed.empty())
        return stopped(ErrorCode::InvalidConfig,
                       fmt::format("the {} of this job changed since run {} (revision {}), so its checkpoint at row {} does "
                                   "not fit any more. Take the change back, or say --again to start over with a new "
                                   "generation",
                                   fmt::join(changed, ", "), *m_stream.lastRun, last->number, m_stream.checkpoint.seq));
    m_isNewRevision = last->number != m_record.revisionNumber;
    if (m_isNewRevision && !m_stream.checkpoint.isComplete)
        m_revisionNote = fmt::format("revision {}", last->number);
    return {};
}

/// Rule 5 of delivery §3: where the target has no epoch, a copied workspace would write a second time.
Result<void> Run::Worker::askTakeOver()
{
    const std::string home = homeOf(m_engine.workspace->folder());
    WEIR_TRY(const bool isHome, m_engine.ledger->call([&](Database &database) { return books::isAtHome(database, home); }));
    const bool isFencedByTarget = m_targetShape.guarantee == Guarantee::A || m_targetShape.guarantee == Guarantee::B;
    if (isHome || isFencedByTarget || m_stream.checkpoint.seq == 0)
        return {};
    if (!m_request.takeOver)
        return stopped(ErrorCode::InvalidConfig,
                       fmt::format("this workspace was moved or copied here. {} cannot tell two workspaces apart (guarantee {}): "
                                   "if the other one is still in use, rows would be written twice. Say --take-over if this "
                                   "one goes on alone",
                                   m_result.target, guaranteeName(m_targetShape.guarantee)));
    m_result.notes.push_back("this workspace has taken over from where it was copied");
    return m_engine.ledger->call([&](Database &database) -> Result<void> {
        WEIR_CHECK(books::moveHome(database, home));
        return books::recordAudit(database, accountName(), "take-over", m_job.name, home, m_engine.clock->wallMs());
    });
}

/// A target with rows of others is emptied only when the caller names their count.
Result<void> Run::Worker::askConsent(const TargetShape &shape)
{
    if (m_job.mode != WriteMode::Replace && m_job.mode != WriteMode::Mirror)
        return {};
    if (!shape.schema || shape.rows <= 0 || m_stream.checkpoint.seq > 0 || m_request.yesReplaceRows == shape.rows)
        return {};
    m_result.consentRows = shape.rows;
    return stopped(ErrorCode::InvalidConfig,
                   fmt::format("{} holds {} rows that this job did not write and would replace; nothing was changed. "
                               "Say --yes-replace {} if that is meant",
                               m_result.target, shape.rows, shape.rows));
}

/// Class D3: nobody can be asked which rows of a broken run arrived, so none is sent again unasked.
Result<void> Run::Worker::guardPipe()
{
    const bool isPipe = m_targetShape.guarantee == Guarantee::D3 && m_target->rowsPerRequest() == 0;
    if (!isPipe || m_request.again)
        return {};
    WEIR_TRY(const auto broken, m_engine.ledger->call([&](Database &database) {
        return books::interruptedRun(database, m_record.id);
    }));
    if (!broken)
        return {};
    return stopped(ErrorCode::Conflict,
                   fmt::format("run {} into {} was broken off, and nobody can tell which of its rows arrived; nothing was "
                               "sent. --again sends everything anew",
                               *broken, m_result.target));
}

Result<void> Run::Worker::beginRun()
{
    RunStart start;
    start.job = m_record.id;
    start.revision = m_record.revisionId;
    start.trigger = m_request.trigger;
    start.holder = m_holder;
    start.guarantee = m_targetShape.guarantee;
    start.target = m_result.target;
    if (m_stream.checkpoint.seq > 0 && !m_stream.checkpoint.isComplete)
        start.resumedFrom = m_stream.lastRun;
    WEIR_TRY(m_result.run, m_engine.ledger->call([&](Database &database) -> Result<std::int64_t> {
        WEIR_CHECK(books::closeInterrupted(database, m_record.id, m_engine.clock->wallMs()));
        return books::beginRun(database, start, m_engine.clock->wallMs());
    }));
    m_result.resumedFrom = start.resumedFrom;
    step("run.recorded");
    return {};
}

Result<void> Run::Worker::createTarget()
{
    if (m_ends.isFileTarget || !m_targetShape.isCreatable)
        return {};
    if (!m_job.createIfMissing)
        return stopped(ErrorCode::NotFound,
                       fmt::format("{} does not exist. Create it, or let Weir do it with \"create\": \"ifMissing\" in the "
                                   "job's target",
                                   m_result.target));
    const bool isRewritten = m_request.again || m_job.mode == WriteMode::Replace;
    if (m_stream.checkpoint.seq > 0 && !isRewritten)
        return stopped(ErrorCode::Conflict,
                       fmt::format("the target was replaced or emptied since run {}: {} is gone. Nothing was written; "
                                   "`--again` makes it anew and reads the whole source",
                                   m_stream.lastRun.value_or(0), m_result.target));
    std::vector<Field> fields = m_mapping.plan->schema()->fields();
    for (Field &field : fields)
        field.isNullable = std::find(m_mapping.key.begin(), m_mapping.key.end(), field.name) == m_mapping.key.end();
    WEIR_CHECK(m_target->create(Schema(std::move(fields), m_mapping.key), m_token));
    m_result.notes.push_back(fmt::format("created {}", m_result.target));
    return m_engine.ledger->call([&](Database &database) {
        return books::recordEvent(database, m_record.id, m_result.run, "target.created", m_result.target,
                                  m_engine.clock->wallMs());
    });
}

/// Nothing is made in a target unannounced.
void Run::Worker::announceFootprint()
{
    std::vector<std::string> footprint = m_targetShape.footprint;
    if (!m_targetShape.schema && m_targetShape.isCreatable && m_job.createIfMissing && !m_ends.isFileTarget)
        footprint.push_back(m_result.target);
    for (const Field &field : m_newColumns)
        footprint.push_back(fmt::format("column \"{}\" of {}", field.name, m_result.target));
    if (footprint.empty())
        return;
    m_result.notes.push_back(fmt::format("about to make in the target: {}", fmt::join(footprint, "; ")));
    if (m_request.announce)
        m_request.announce(m_result.notes.back());
    step("run.footprint.announced");
}

Result<void> Run::Worker::prepareTarget()
{
    announceFootprint();
    if (!m_targetShape.schema)
        WEIR_CHECK(createTarget());
    WEIR_CHECK(addNewColumns());
    WEIR_CHECK(persist(*m_targetPatience, "target", [this] {
        return m_target->prepare(m_mapping.plan->schema(), m_job.mode, m_mapping.key, m_job.versionField, m_token);
    }));
    step("run.target.prepared");
    DeliverySettings settings;
    settings.claim.job = m_engine.workspace->jobId(m_job);
    settings.claim.stream = "main";
    settings.claim.holder = m_holder;
    settings.claim.epochAtLeast = m_record.epoch;
    settings.claim.workspace = m_engine.workspace->id();
    settings.claim.run = m_result.run;
    settings.claim.revision = m_record.revisionNumber;
    if (m_stream.checkpoint.seq > 0 || !m_stream.checkpoint.state.empty())
        settings.claim.known = m_stream.checkpoint;
    settings.job = m_record.id;
    settings.revision = m_record.revisionId;
    settings.run = m_result.run;
    settings.stream = m_stream;
    settings.guarantee = m_targetShape.guarantee;
    settings.retry = RetryPolicy::preset(m_job.retryPreset).value_or(RetryPolicy{});
    settings.outageMax = outageMax();
    settings.gate = m_ends.targetGate;
    settings.meter = m_targetMeter;
    settings.spoolFolder = m_engine.workspace->path("spool");
    settings.stopAfter = m_job.stopAfter;
    settings.pace.rowsMax = m_request.commitRowsMax;
    settings.quarantinesBadRows = m_job.quarantinesBadRows;
    settings.allowsTargetReplaced = m_request.again || m_job.mode == WriteMode::Replace;
    settings.sourceKeyFields = m_mapping.sourceKeyFields;
    settings.filterNames = m_mapping.plan->filterNames();
    settings.seed = static_cast<std::uint64_t>(m_engine.clock->wallMs());
    m_delivery = std::make_unique<BatchDelivery>(*m_target, *m_engine.ledger, *m_engine.clock, std::move(settings), m_token);
    if (auto started = persist(*m_targetPatience, "target", [this] { return m_delivery->start(); }); !started) {
        m_isFenced = started.error().code == ErrorCode::Conflict;
        return started;
    }
    const std::int64_t seq = m_delivery->committed().seq;
    if (m_delivery->rowsTakenBack() > 0)
        m_result.notes.push_back(fmt::format("the target went back to row {} (restored from a backup?): {} rows that it had "
                                             "acknowledged are delivered again",
                                             seq, m_delivery->rowsTakenBack()));
    if (!m_revisionNote.empty() && !m_request.again)
        m_result.notes.push_back(fmt::format("rows up to {} went by {}, from row {} on revision {} applies", seq,
                                             m_revisionNote, seq + 1, m_record.revisionNumber));
    return {};
}

/// The completed-job table of the architecture, and what to do with a load that was broken off.
Result<Run::Worker::Course> Run::Worker::chooseCourse()
{
    const Checkpoint &stands = m_delivery->committed();
    const bool isFresh = stands.seq == 0 && stands.cursor.text.empty() && !m_delivery->wasComplete();
    if (m_request.again)
        return Course{false, !isFresh, isFresh ? "" : "started over with a new generation (--again)"};
    if (isFresh || m_ends.isPipe)
        return Course{false, !isFresh, {}};
    if (stands.cursor.text.empty() && !m_delivery->wasComplete())
        return Course{false, false, fmt::format("resumed behind row {}", stands.seq)};
    WEIR_TRY(const ReaderStage::Standing standing,
             persist(*m_sourcePatience, "source", [&] { return m_reader->compare(stands.cursor); }));
    const bool isRewriting = m_job.mode == WriteMode::Replace || m_job.mode == WriteMode::Mirror;
    if (standing.change == SourceChange::Replaced)
        return chooseForReplaced(m_job.mode);
    if (!m_delivery->wasComplete())
        return Course{false, false, fmt::format("resumed behind row {}", stands.seq)};
    if (standing.isIncremental && !m_request.full) {
        const bool isUnchanged = standing.change == SourceChange::None && m_ends.source->kind == "file";
        if (isUnchanged)
            return Course{true, false, "nothing new: the source is what it was when it was last read; --again reads it once more"};
        return Course{false, isRewriting, {}};
    }
    if (m_job.mode == WriteMode::Append)
        return stopped(ErrorCode::Conflict,
                       "this job has already delivered the whole source, and its source cannot tell what is new: another "
                       "run would write every row a second time; --again if you mean it, or give a cursor field");
    return Course{false, true, {}};
}

Result<Run::Worker::Course> Run::Worker::chooseForReplaced(WriteMode mode)
{
    OnReplaced choice = m_job.onReplaced;
    if (choice == OnReplaced::ByMode)
        choice = mode == WriteMode::Append ? OnReplaced::Fail : OnReplaced::Load;
    switch (choice) {
    case OnReplaced::Load: return Course{false, true, "the source was replaced since it was last read: loaded as a whole"};
    case OnReplaced::Skip: return Course{true, false, "the source was replaced since it was last read: skipped as asked"};
    default: break;
    }
    return stopped(ErrorCode::SchemaMismatch,
                   "the source is another one than the one that was read: its beginning or the part already read has "
                   "changed. Nothing was written; --on-replaced load takes it as a new source, skip leaves it");
}

Result<void> Run::Worker::startReading()
{
    const Checkpoint &stands = m_delivery->committed();
    ReaderStage::Start start;
    start.cursor = stands.cursor;
    start.pinned = m_isPinned || !stands.cursor.text.empty() ? m_shape.schema : nullptr;
    start.seqCommitted = stands.seq;
    start.rowsPastCursor = stands.rowsPastCursor;
    start.run = m_result.run;
    start.job = m_record.id;
    start.stream = m_stream.id;
    start.generation = stands.generation;
    start.retry = RetryPolicy::preset(m_job.retryPreset).value_or(RetryPolicy{});
    start.outageMax = outageMax();
    const auto opened = persist(*m_sourcePatience, "source", [&] { return m_reader->start(start); });
    if (!opened) {
        m_isDriftStop = m_isPinned && opened.error().code == ErrorCode::SchemaMismatch;
        return Unexpected{opened.error()};
    }
    const SourceShape &shape = *opened;
    WEIR_CHECK(checkFoundFields(shape));
    if (!shape.canResume && stands.seq > 0 && m_job.mode == WriteMode::Append)
        return stopped(ErrorCode::Conflict, "the source has no stable order, so a broken load cannot go on where it was; "
                                            "empty the target and start over with --again, or use --mode replace");
    m_shape = shape;
    m_delivery->standAtStart(shape.start);
    const bool mustPin = m_stream.sourceSchema.empty() || m_request.again || m_mustPin;
    WEIR_CHECK(m_engine.ledger->call([&](Database &database) -> Result<void> {
        if (mustPin)
            WEIR_CHECK(books::pinSchema(database, m_stream.id, schemaToJson(*shape.schema)));
        return books::setRunState(database, m_result.run, RunState::Running, {}, false, m_engine.clock->wallMs());
    }));
    m_mapper = StageThread("weir-mapper", [this] { mapLoop(); });
    return {};
}

RunResult Run::Worker::closeWithoutRun(Error error)
{
    m_reader.reset();
    if (error.code == ErrorCode::Cancelled) {
        m_result.state = endRequest() == 2 ? RunState::Paused : RunState::Stopped;
        m_result.reason = endRequest() == 2 ? "pause" : "stop";
    } else if (error.recovery == Recovery::Retry) {
        m_result.state = RunState::Stalled;
        m_result.reason = errorCodeName(error.code);
    } else if (error.code == ErrorCode::StorageFull) {
        m_result.state = RunState::Paused;
        m_result.reason = "disk full";
    } else {
        m_result.state = RunState::Failed;
        m_result.reason = "configuration";
    }
    m_result.error = std::move(error);
    m_result.seconds = std::chrono::duration<double>(m_engine.clock->monotonic() - m_startedAt).count();
    publish(m_result.state);
    return m_result;
}

} // namespace weir
