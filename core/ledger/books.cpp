#include "core/ledger/books.h"

#include "core/base/hash.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace weir::books {

namespace {

/// The id of a row that an earlier statement may have made.
Result<std::int64_t> idOf(Statement &select, std::string_view what)
{
    WEIR_TRY(const bool hasRow, select.step());
    if (!hasRow)
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop, fmt::format("the ledger has no such {}", what));
    return select.integer(0);
}

Result<void> runAt(Database &database, std::string_view sql, std::int64_t nowMs, std::int64_t run)
{
    WEIR_TRY(Statement statement, database.prepare(sql));
    return statement.bind(nowMs).bind(run).run();
}

/// Each entry that changes a stream ends with this: where a source is read on must not depend on a damaged row.
Result<void> sealStream(Database &database, std::int64_t stream)
{
    WEIR_TRY(Statement select, database.prepare(fmt::format("SELECT {} FROM stream WHERE id = ?", streamColumns)));
    WEIR_CHECK(idOf(select.bind(stream), "stream"));
    WEIR_TRY(Statement update, database.prepare("UPDATE stream SET checksum = ? WHERE id = ?"));
    return update.bind(streamChecksum(select)).bind(stream).run();
}

std::string hostName()
{
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) != 0)
        return "unknown";
    return name;
}

} // namespace

Result<JobRecord> registerJob(Database &database, const Uuid &uuid, std::string_view name, std::string_view definition,
                              std::string_view who, std::int64_t nowMs)
{
    WEIR_TRY(Statement insertJob, database.prepare("INSERT INTO job (uuid, name) VALUES (?, ?) ON CONFLICT (uuid) DO "
                                                   "UPDATE SET name = excluded.name WHERE name <> excluded.name"));
    WEIR_CHECK(insertJob.bind(uuid.text()).bind(name).run());
    WEIR_TRY(Statement selectJob, database.prepare("SELECT id, epoch FROM job WHERE uuid = ?"));
    JobRecord job;
    WEIR_TRY(job.id, idOf(selectJob.bind(uuid.text()), "job"));
    job.epoch = selectJob.integer(1);

    const std::string hash = sha256Hex(definition);
    WEIR_TRY(Statement insertRevision,
             database.prepare("INSERT INTO revision (job_id, number, hash, definition, at, who) SELECT ?1, "
                              "coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5 FROM revision WHERE job_id = ?1 "
                              "ON CONFLICT (job_id, hash) DO NOTHING"));
    WEIR_CHECK(insertRevision.bind(job.id).bind(hash).bind(definition).bind(nowMs).bind(who).run());
    WEIR_TRY(Statement selectRevision, database.prepare("SELECT id, number FROM revision WHERE job_id = ? AND hash = ?"));
    WEIR_TRY(job.revisionId, idOf(selectRevision.bind(job.id).bind(hash), "revision"));
    job.revisionNumber = selectRevision.integer(1);
    return job;
}

Result<void> renameJob(Database &database, const Uuid &uuid, std::string_view name)
{
    WEIR_TRY(Statement update, database.prepare("UPDATE job SET name = ? WHERE uuid = ?"));
    return update.bind(name).bind(uuid.text()).run();
}

Result<void> recordEpoch(Database &database, std::int64_t job, std::int64_t epoch)
{
    WEIR_TRY(Statement update, database.prepare("UPDATE job SET epoch = max(epoch, ?) WHERE id = ?"));
    return update.bind(epoch).bind(job).run();
}

Result<std::int64_t> beginRun(Database &database, const RunStart &start, std::int64_t nowMs)
{
    WEIR_TRY(Statement insert,
             database.prepare("INSERT INTO run (job_id, kind, trigger_by, revision_id, holder, resumed_from, state, "
                              "guarantee, target, started_at, beat_at, pid, host) VALUES (?, ?, ?, ?, ?, ?, 'starting', "
                              "?, ?, ?9, ?9, ?, ?)"));
    insert.bind(start.job).bind(start.kind).bind(start.trigger).bind(start.revision).bind(start.holder.text());
    insert.bind(start.resumedFrom).bind(guaranteeName(start.guarantee)).bind(start.target).bind(nowMs);
    WEIR_CHECK(insert.bind(static_cast<std::int64_t>(getpid())).bind(hostName()).run());
    return database.lastRowId();
}

Result<void> setRunState(Database &database, std::int64_t run, RunState state, std::string_view reason, bool isFinal,
                         std::int64_t nowMs)
{
    WEIR_TRY(Statement update,
             database.prepare("UPDATE run SET state = ?1, reason = nullif(?2, ''), is_final = ?3, beat_at = ?4, "
                              "ended_at = iif(?3, ?4, ended_at) WHERE id = ?5"));
    return update.bind(runStateName(state)).bind(reason).bind(isFinal).bind(nowMs).bind(run).run();
}

Result<void> closeInterrupted(Database &database, std::int64_t job, std::int64_t nowMs)
{
    return runAt(database,
                 "UPDATE run SET state = 'interrupted', is_final = 1, ended_at = ? WHERE job_id = ? AND is_final = 0 AND "
                 "kind = 'sync'",
                 nowMs, job);
}

Result<std::optional<std::int64_t>> interruptedRun(Database &database, std::int64_t job)
{
    WEIR_TRY(Statement select,
             database.prepare("SELECT max(id) FROM run WHERE job_id = ? AND is_final = 0 AND kind = 'sync'"));
    WEIR_TRY([[maybe_unused]] const bool hasRow, select.bind(job).step());
    return select.isNull(0) ? std::optional<std::int64_t>() : select.integer(0);
}

Result<ClosedRun> closeRun(Database &database, std::int64_t run, RunState state, std::string_view reason,
                           std::int64_t nowMs)
{
    WEIR_TRY(Statement select,
             database.prepare("SELECT rows_read, rows_inserted, rows_updated, rows_unchanged, rows_superseded, "
                              "rows_quarantined, rows_unknown, rows_pending, retries, is_split_exact FROM run WHERE id = ?"));
    WEIR_TRY(const bool hasRow, select.bind(run).step());
    if (!hasRow)
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop, fmt::format("the ledger has no run {}", run));
    ClosedRun closed;
    Totals &totals = closed.totals;
    totals.read = select.integer(0);
    totals.inserted = select.integer(1);
    totals.updated = select.integer(2);
    totals.unchanged = select.integer(3);
    totals.superseded = select.integer(4);
    totals.quarantined = select.integer(5);
    totals.unknown = select.integer(6);
    closed.pending = select.integer(7);
    closed.retries = select.integer(8);
    closed.isSplitExact = select.integer(9) != 0;
    WEIR_TRY(Statement rules, database.prepare("SELECT rule, rows FROM filter_count WHERE run_id = ?"));
    rules.bind(run);
    for (;;) {
        WEIR_TRY(const bool hasRule, rules.step());
        if (!hasRule)
            break;
        totals.filtered[rules.text(0)] = rules.integer(1);
    }
    closed.state = state;
    if (state == RunState::Completed && closed.pending > 0)
        closed.state = RunState::Failed;
    else if (state == RunState::Completed && totals.unknown > 0)
        closed.state = RunState::CompletedUnknown;
    else if (state == RunState::Completed && totals.quarantined > 0)
        closed.state = RunState::CompletedQuarantined;
    WEIR_CHECK(setRunState(database, run, closed.state, reason, true, nowMs));
    return closed;
}

Result<std::optional<std::string>> beat(Database &database, std::int64_t run, std::int64_t nowMs)
{
    WEIR_CHECK(runAt(database, "UPDATE run SET beat_at = ? WHERE id = ?", nowMs, run));
    WEIR_TRY(Statement select, database.prepare("SELECT request FROM run WHERE id = ?"));
    WEIR_TRY(const bool hasRow, select.bind(run).step());
    if (!hasRow || select.isNull(0))
        return std::optional<std::string>();
    return std::optional(select.text(0));
}

Result<void> request(Database &database, std::int64_t run, std::string_view what)
{
    WEIR_TRY(Statement update, database.prepare("UPDATE run SET request = ? WHERE id = ? AND is_final = 0"));
    return update.bind(what).bind(run).run();
}

Result<void> addRetries(Database &database, std::int64_t run, std::int64_t count)
{
    WEIR_TRY(Statement update, database.prepare("UPDATE run SET retries = retries + ? WHERE id = ?"));
    return update.bind(count).bind(run).run();
}

Result<StreamRecord> openStream(Database &database, std::int64_t job, std::string_view name)
{
    WEIR_TRY(Statement insert, database.prepare("INSERT INTO stream (job_id, name, generation, totals) VALUES "
                                                "(?, ?, 1, ?) ON CONFLICT (job_id, name) DO NOTHING"));
    WEIR_CHECK(insert.bind(job).bind(name).bind(Totals{}.json()).run());
    if (database.changes() > 0)
        WEIR_CHECK(sealStream(database, database.lastRowId()));
    WEIR_TRY(Statement select,
             database.prepare("SELECT id, generation, next_seq, cursor, rows_past_cursor, is_complete, totals, "
                              "target_identity, target_state, source_schema, (SELECT max(run_id) FROM batch WHERE "
                              "stream_id = stream.id) FROM stream WHERE job_id = ? AND name = ?"));
    StreamRecord stream;
    WEIR_TRY(stream.id, idOf(select.bind(job).bind(name), "stream"));
    stream.checkpoint.generation = select.integer(1);
    stream.checkpoint.seq = select.integer(2) - 1;
    stream.checkpoint.cursor.text = select.text(3);
    stream.checkpoint.rowsPastCursor = select.integer(4);
    stream.checkpoint.isComplete = select.integer(5) != 0;
    WEIR_TRY(stream.checkpoint.totals, Totals::fromJson(select.text(6)));
    stream.checkpoint.targetIdentity = select.text(7);
    stream.checkpoint.state = select.text(8);
    stream.sourceSchema = select.text(9);
    if (!select.isNull(10))
        stream.lastRun = select.integer(10);
    return stream;
}

Result<void> pinSchema(Database &database, std::int64_t stream, std::string_view schemaJson)
{
    WEIR_TRY(Statement update, database.prepare("UPDATE stream SET source_schema = ? WHERE id = ?"));
    WEIR_CHECK(update.bind(schemaJson).bind(stream).run());
    return sealStream(database, stream);
}

Result<void> beginGeneration(Database &database, std::int64_t stream, std::int64_t generation)
{
    WEIR_TRY(Statement update,
             database.prepare("UPDATE stream SET generation = ?, next_seq = 1, cursor = '', rows_past_cursor = 0, "
                              "is_complete = 0, totals = ? WHERE id = ? AND generation <> ?1"));
    WEIR_CHECK(update.bind(generation).bind(Totals{}.json()).bind(stream).run());
    return sealStream(database, stream);
}

Result<bool> askReset(Database &database, std::int64_t job, std::int64_t nowMs)
{
    WEIR_TRY(Statement select, database.prepare("SELECT max(generation), max(next_seq > 1 OR cursor <> '' OR is_complete) "
                                                "FROM stream WHERE job_id = ?"));
    WEIR_TRY(const bool hasRow, select.bind(job).step());
    if (!hasRow || select.integer(1) == 0)
        return false;
    WEIR_CHECK(recordEvent(database, job, {}, "job.reset", std::to_string(select.integer(0)), nowMs));
    return true;
}

Result<bool> isResetAsked(Database &database, std::int64_t job, std::int64_t generation)
{
    WEIR_TRY(Statement select, database.prepare("SELECT 1 FROM event WHERE job_id = ? AND code = 'job.reset' AND "
                                                "CAST(detail AS INTEGER) >= ? LIMIT 1"));
    return select.bind(job).bind(generation).step();
}

Result<void> startOver(Database &database, std::int64_t job)
{
    WEIR_TRY(Statement drop, database.prepare("UPDATE exception_row SET state = 'void' WHERE state = 'provisional' AND "
                                              "stream_id IN (SELECT id FROM stream WHERE job_id = ?)"));
    WEIR_CHECK(drop.bind(job).run());
    WEIR_TRY(Statement update,
             database.prepare("UPDATE stream SET generation = generation + 1, next_seq = 1, cursor = '', rows_past_cursor = "
                              "0, is_complete = 0, totals = ?, target_identity = '', target_state = '', source_schema = '' "
                              "WHERE job_id = ?"));
    WEIR_CHECK(update.bind(Totals{}.json()).bind(job).run());
    WEIR_TRY(Statement streams, database.prepare("SELECT id FROM stream WHERE job_id = ?"));
    streams.bind(job);
    for (;;) {
        WEIR_TRY(const bool hasRow, streams.step());
        if (!hasRow)
            return {};
        WEIR_CHECK(sealStream(database, streams.integer(0)));
    }
}

Result<std::int64_t> causeOf(Database &database, std::int64_t job, const RowError &error)
{
    WEIR_TRY(Statement insert, database.prepare("INSERT INTO cause (job_id, stage, code, field, rule, sample) VALUES "
                                                "(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"));
    insert.bind(job).bind(stageName(error.stage)).bind(rowCodeName(error.code)).bind(error.field).bind(error.rule);
    WEIR_CHECK(insert.bind(error.value).run());
    WEIR_TRY(Statement select, database.prepare("SELECT id FROM cause WHERE job_id = ? AND stage = ? AND code = ? AND "
                                                "field = ? AND rule = ?"));
    select.bind(job).bind(stageName(error.stage)).bind(rowCodeName(error.code)).bind(error.field).bind(error.rule);
    return idOf(select, "cause");
}

Result<void> recordProvisional(Database &database, std::int64_t job, std::int64_t stream, std::int64_t generation,
                               std::int64_t run, std::int64_t revision, const std::vector<ExceptionRecord> &rows,
                               std::int64_t nowMs)
{
    WEIR_TRY(Statement insert,
             database.prepare("INSERT INTO exception_row (stream_id, generation, seq, run_id, state, cause_id, value, "
                              "detail, position, natural_key, payload, is_raw, revision_id, at, checksum) VALUES "
                              "(?, ?, ?, ?, 'provisional', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                              "ON CONFLICT (stream_id, generation, seq) WHERE state <> 'void' DO NOTHING"));
    for (const ExceptionRecord &row : rows) {
        WEIR_TRY(const std::int64_t cause, causeOf(database, job, row.error));
        insert.bind(stream).bind(generation).bind(row.seq).bind(run).bind(cause).bind(row.error.value);
        insert.bind(row.error.detail).bind(row.position).bind(row.naturalKey).bindBlob(row.payload).bind(row.isRaw);
        insert.bind(revision).bind(nowMs);
        WEIR_CHECK(insert.bind(exceptionChecksum(stream, generation, row.seq, row.position, row.payload)).run());
    }
    return {};
}

namespace {

/// Provisional rows up to \a seq whose request got no answer.
Result<void> settleUnknown(Database &database, std::int64_t stream, std::int64_t generation, std::int64_t seq)
{
    WEIR_TRY(Statement settle, database.prepare("UPDATE exception_row SET state = 'unknown' WHERE stream_id = ? AND generation = ? AND "
                                                "seq <= ? AND state = 'provisional' AND cause_id IN (SELECT id FROM cause WHERE code = "
                                                "'UnknownOutcome')"));
    return settle.bind(stream).bind(generation).bind(seq).run();
}

} // namespace

Result<void> commitBatch(Database &database, const BatchRecord &batch)
{
    const Totals &counts = batch.counts;
    const std::int64_t seqLast = batch.seqFirst + counts.read - 1;
    if (counts.read > 0) {
        WEIR_TRY(Statement insert,
                 database.prepare("INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
        const std::int64_t generation = batch.checkpoint.generation;
        insert.bind(batch.stream).bind(generation).bind(batch.seqFirst).bind(seqLast).bind(batch.run);
        insert.bind(counts.read).bind(counts.inserted).bind(counts.updated).bind(counts.unchanged);
        insert.bind(counts.superseded).bind(counts.filteredSum()).bind(counts.quarantined).bind(counts.unknown);
        insert.bind(batch.positionFrom).bind(batch.positionTo).bind(batch.isAdopted).bind(batch.isSpooled);
        insert.bind(batchChecksum(batch.stream, generation, batch.seqFirst, seqLast, counts));
        WEIR_CHECK(insert.bind(Json(counts.filtered).dump()).run());
        for (const auto &[rule, rows] : counts.filtered) {
            WEIR_TRY(Statement count, database.prepare("INSERT INTO filter_count VALUES (?, ?, ?) ON CONFLICT (run_id, "
                                                       "rule) DO UPDATE SET rows = rows + excluded.rows"));
            WEIR_CHECK(count.bind(batch.run).bind(rule).bind(rows).run());
        }
        if (!batch.isSplitExact)
            WEIR_CHECK(database.execute(fmt::format("UPDATE run SET is_split_exact = 0 WHERE id = {}", batch.run)));
        if (counts.unknown > 0)
            WEIR_CHECK(settleUnknown(database, batch.stream, generation, seqLast));
        if (counts.quarantined > 0) {
            WEIR_TRY(Statement settle,
                     database.prepare("UPDATE exception_row SET state = 'quarantined' WHERE stream_id = ? AND "
                                      "generation = ? AND seq BETWEEN ? AND ? AND state = 'provisional'"));
            WEIR_CHECK(settle.bind(batch.stream).bind(generation).bind(batch.seqFirst).bind(seqLast).run());
        }
    }
    return moveStream(database, batch.stream, batch.checkpoint);
}

Result<void> moveStream(Database &database, std::int64_t stream, const Checkpoint &checkpoint)
{
    WEIR_TRY(Statement update,
             database.prepare("UPDATE stream SET cursor = ?, rows_past_cursor = ?, is_complete = ?, totals = ?, "
                              "target_identity = ?, target_state = ? WHERE id = ? AND generation = ? AND next_seq = ?"));
    update.bind(checkpoint.cursor.text).bind(checkpoint.rowsPastCursor).bind(checkpoint.isComplete);
    update.bind(checkpoint.totals.json()).bind(checkpoint.targetIdentity).bind(checkpoint.state).bind(stream);
    WEIR_CHECK(update.bind(checkpoint.generation).bind(checkpoint.seq + 1).run());
    if (database.changes() != 1)
        return fail(ErrorCode::Internal, Recovery::Stop,
                    fmt::format("the ledger's stream {} does not stand at row {} of generation {}", stream,
                                checkpoint.seq, checkpoint.generation));
    return sealStream(database, stream);
}

Result<std::vector<std::int64_t>> settleProvisional(Database &database, std::int64_t stream, std::int64_t generation,
                                                    std::int64_t seq)
{
    WEIR_CHECK(settleUnknown(database, stream, generation, seq));
    WEIR_TRY(Statement confirm, database.prepare("UPDATE exception_row SET state = 'quarantined' WHERE stream_id = ? "
                                                 "AND generation = ? AND seq <= ? AND state = 'provisional'"));
    WEIR_CHECK(confirm.bind(stream).bind(generation).bind(seq).run());
    WEIR_TRY(Statement drop, database.prepare("UPDATE exception_row SET state = 'void' WHERE stream_id = ? AND "
                                              "state = 'provisional'"));
    WEIR_CHECK(drop.bind(stream).run());
    WEIR_TRY(Statement select, database.prepare("SELECT seq FROM exception_row WHERE stream_id = ? AND generation = ? "
                                                "AND state IN ('quarantined', 'released', 'discarded')"));
    select.bind(stream).bind(generation);
    std::vector<std::int64_t> seqs;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return seqs;
        seqs.push_back(select.integer(0));
    }
}

Result<void> recordSpoolPage(Database &database, std::int64_t stream, std::int64_t generation, const SpoolRecord &page,
                             std::int64_t nowMs)
{
    WEIR_TRY(Statement insert,
             database.prepare("INSERT INTO spool_page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"));
    insert.bind(stream).bind(generation).bind(page.seqFirst).bind(page.records).bind(page.run).bind(page.segment);
    insert.bind(page.offset).bind(page.length).bind(static_cast<std::int64_t>(page.hash)).bind(page.cursor);
    return insert.bind(page.label).bind(nowMs).run();
}

Result<std::vector<SpoolRecord>> spooledBeyond(Database &database, std::int64_t stream, std::int64_t generation,
                                               std::int64_t seq)
{
    WEIR_TRY(Statement select,
             database.prepare("SELECT seq_first, records, run_id, segment, offset, length, hash, cursor, label FROM "
                              "spool_page WHERE stream_id = ? AND generation = ? AND seq_first + records - 1 > ? "
                              "ORDER BY seq_first"));
    select.bind(stream).bind(generation).bind(seq);
    std::vector<SpoolRecord> pages;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return pages;
        SpoolRecord page;
        page.seqFirst = select.integer(0);
        page.records = select.integer(1);
        page.run = select.integer(2);
        page.segment = select.text(3);
        page.offset = select.integer(4);
        page.length = select.integer(5);
        page.hash = static_cast<std::uint64_t>(select.integer(6));
        page.cursor = select.text(7);
        page.label = select.text(8);
        pages.push_back(std::move(page));
    }
}

Result<void> markSpoolDelivered(Database &database, std::int64_t job, std::int64_t nowMs)
{
    constexpr const char *isDelivered = "(spool_page.generation < s.generation OR (spool_page.generation = s.generation AND "
                                        "seq_first + records <= s.next_seq))";
    WEIR_TRY(Statement mark, database.prepare(fmt::format("UPDATE spool_page SET delivered_at = ? FROM stream s WHERE s.id = "
                                                          "spool_page.stream_id AND s.job_id = ? AND delivered_at IS NULL AND {}",
                                                          isDelivered)));
    WEIR_CHECK(mark.bind(nowMs).bind(job).run());
    WEIR_TRY(Statement unmark, database.prepare(fmt::format("UPDATE spool_page SET delivered_at = NULL FROM stream s WHERE s.id = "
                                                            "spool_page.stream_id AND s.job_id = ? AND delivered_at IS NOT NULL "
                                                            "AND NOT {}",
                                                            isDelivered)));
    return unmark.bind(job).run();
}

Result<std::vector<SpoolSegmentUse>> spoolSegments(Database &database, std::int64_t job)
{
    WEIR_TRY(Statement select,
             database.prepare("SELECT segment, count(*) = count(delivered_at), max(delivered_at) FROM spool_page p JOIN stream s "
                              "ON s.id = p.stream_id WHERE s.job_id = ? GROUP BY segment ORDER BY min(p.at), min(p.seq_first)"));
    select.bind(job);
    std::vector<SpoolSegmentUse> segments;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return segments;
        segments.push_back({select.text(0), select.integer(1) != 0, select.integer(2)});
    }
}

Result<void> forgetSpoolSegment(Database &database, std::int64_t job, std::string_view segment)
{
    WEIR_TRY(Statement drop, database.prepare("DELETE FROM spool_page WHERE segment = ? AND delivered_at IS NOT NULL AND "
                                              "stream_id IN (SELECT id FROM stream WHERE job_id = ?)"));
    return drop.bind(segment).bind(job).run();
}

Result<std::optional<std::int64_t>> spooledBy(Database &database, std::int64_t stream, std::int64_t generation,
                                              std::int64_t seq)
{
    WEIR_TRY(Statement select, database.prepare("SELECT run_id FROM spool_page WHERE stream_id = ? AND generation = ? AND "
                                                "?3 BETWEEN seq_first AND seq_first + records - 1"));
    WEIR_TRY(const bool hasRow, select.bind(stream).bind(generation).bind(seq).step());
    return hasRow ? std::optional<std::int64_t>(select.integer(0)) : std::nullopt;
}

Result<bool> isSpooled(Database &database, std::int64_t stream, std::int64_t generation, std::int64_t seq)
{
    WEIR_TRY(const auto spooler, spooledBy(database, stream, generation, seq));
    return spooler.has_value();
}

Result<std::int64_t> runOrFallback(Database &database, std::int64_t job, std::int64_t run, std::int64_t fallback)
{
    WEIR_TRY(Statement select, database.prepare("SELECT 1 FROM run WHERE id = ? AND job_id = ?"));
    WEIR_TRY(const bool isKnown, select.bind(run).bind(job).step());
    return isKnown ? run : fallback;
}

Result<void> recordAttempt(Database &database, std::int64_t run, std::string_view side, std::string_view what,
                           const Error &error, std::int64_t waitMs, std::int64_t nowMs)
{
    WEIR_TRY(Statement insert, database.prepare("INSERT INTO attempt (run_id, at, side, what, code, detail, wait_ms) "
                                                "VALUES (?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(run).bind(nowMs).bind(side).bind(what).bind(errorCodeName(error.code)).bind(error.detail);
    WEIR_CHECK(insert.bind(waitMs).run());
    return addRetries(database, run, 1);
}

Result<void> recordEvent(Database &database, std::optional<std::int64_t> job, std::optional<std::int64_t> run,
                         std::string_view code, std::string_view detail, std::int64_t nowMs)
{
    WEIR_TRY(Statement insert,
             database.prepare("INSERT INTO event (at, job_id, run_id, code, detail) VALUES (?, ?, ?, ?, ?)"));
    return insert.bind(nowMs).bind(job).bind(run).bind(code).bind(detail).run();
}

Result<void> recordAudit(Database &database, std::string_view who, std::string_view action, std::string_view subject,
                         std::string_view detail, std::int64_t nowMs)
{
    WEIR_TRY(Statement insert,
             database.prepare("INSERT INTO audit (at, who, action, subject, detail) VALUES (?, ?, ?, ?, ?)"));
    return insert.bind(nowMs).bind(who).bind(action).bind(subject).bind(detail).run();
}

std::int64_t streamChecksum(const Statement &row)
{
    std::string all;
    for (int column = 0; column < streamColumnCount; ++column)
        all += row.text(column) + '|';
    return static_cast<std::int64_t>(xxh3(all));
}

std::int64_t exceptionChecksum(std::int64_t stream, std::int64_t generation, std::int64_t seq,
                               std::string_view position, std::string_view payload)
{
    return static_cast<std::int64_t>(xxh3(fmt::format("{}|{}|{}|{}|{}", stream, generation, seq, position, payload)));
}

std::int64_t batchChecksum(std::int64_t stream, std::int64_t generation, std::int64_t seqFirst, std::int64_t seqLast,
                           const Totals &counts)
{
    return static_cast<std::int64_t>(
        xxh3(fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", stream, generation, seqFirst, seqLast, counts.read,
                         counts.inserted, counts.updated, counts.unchanged, counts.superseded, counts.filteredSum(),
                         counts.quarantined, counts.unknown)));
}

} // namespace weir::books
