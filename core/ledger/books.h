#pragma once

#include "core/ledger/database.h"
#include "core/ledger/records.h"

namespace weir::books {

// The entries that delivery makes in the ledger. Each function is one piece of Ledger work: it runs inside a
// transaction of the caller's and is repeatable as a whole. The schema's CHECKs and triggers refuse what does not
// balance; the error is then Stop/Internal and the job must be stopped as unbalanced.

/// Finds or makes the job and the revision of \a definition (JSON).
[[nodiscard]] Result<JobRecord> registerJob(Database &database, const Uuid &uuid, std::string_view name,
                                            std::string_view definition, std::string_view who, std::int64_t nowMs);
/// A job goes on under another name; nothing happens when the ledger does not know it yet.
[[nodiscard]] Result<void> renameJob(Database &database, const Uuid &uuid, std::string_view name);
/// Raises the job's epoch.
[[nodiscard]] Result<void> recordEpoch(Database &database, std::int64_t job, std::int64_t epoch);

[[nodiscard]] Result<std::int64_t> beginRun(Database &database, const RunStart &start, std::int64_t nowMs);
/// Sets the state; a final one also freezes the end time. \a reason may be empty.
[[nodiscard]] Result<void> setRunState(Database &database, std::int64_t run, RunState state, std::string_view reason,
                                       bool isFinal, std::int64_t nowMs);
/// Runs of \a job that are not final although their holder is gone (the caller holds the job's lock) become interrupted.
[[nodiscard]] Result<void> closeInterrupted(Database &database, std::int64_t job, std::int64_t nowMs);
/// The latest of those, before they are closed.
[[nodiscard]] Result<std::optional<std::int64_t>> interruptedRun(Database &database, std::int64_t job);

/// A run's figures at its end.
struct ClosedRun
{
    RunState state = RunState::Completed;
    Totals totals;
    std::int64_t pending = 0;
    std::int64_t retries = 0;
    bool isSplitExact = true;
};
/// Makes the run final. Completed becomes completed_quarantined or completed_unknown by its own figures; it stays
/// Failed when rows are pending.
[[nodiscard]] Result<ClosedRun> closeRun(Database &database, std::int64_t run, RunState state, std::string_view reason,
                                         std::int64_t nowMs);
/// Sign of life; answers the request of another process ("pause", "stop") if there is one.
[[nodiscard]] Result<std::optional<std::string>> beat(Database &database, std::int64_t run, std::int64_t nowMs);
[[nodiscard]] Result<void> request(Database &database, std::int64_t run, std::string_view what);
[[nodiscard]] Result<void> addRetries(Database &database, std::int64_t run, std::int64_t count);

/// Finds or makes a stream.
[[nodiscard]] Result<StreamRecord> openStream(Database &database, std::int64_t job, std::string_view name);
[[nodiscard]] Result<void> pinSchema(Database &database, std::int64_t stream, std::string_view schemaJson);
/// Starts \a generation: seq 1, no cursor, zero totals.
[[nodiscard]] Result<void> beginGeneration(Database &database, std::int64_t stream, std::int64_t generation);

/// `weir reset`: the next run of \a job begins a new generation. False: the job is at its start already.
[[nodiscard]] Result<bool> askReset(Database &database, std::int64_t job, std::int64_t nowMs);
/// True from askReset() until a generation behind \a generation, the one that the job stands in, has begun.
[[nodiscard]] Result<bool> isResetAsked(Database &database, std::int64_t job, std::int64_t generation);
/// `weir forget`: every stream of \a job stands at the start of a new generation and pins no fields; the target must
/// hold nothing of the job any more.
[[nodiscard]] Result<void> startOver(Database &database, std::int64_t job);

/// S7, S9q: rows that will be quarantined if their batch is committed.
[[nodiscard]] Result<void> recordProvisional(Database &database, std::int64_t job, std::int64_t stream,
                                             std::int64_t generation, std::int64_t run, std::int64_t revision,
                                             const std::vector<ExceptionRecord> &rows, std::int64_t nowMs);
/// Finds or makes the cause that \a error belongs to.
[[nodiscard]] Result<std::int64_t> causeOf(Database &database, std::int64_t job, const RowError &error);

/// S12: the batch, and its provisional exceptions become quarantined.
[[nodiscard]] Result<void> commitBatch(Database &database, const BatchRecord &batch);
/// S4: exceptions at or below \a seq become quarantined, beyond it void. Answers the seqs that are quarantined now.
[[nodiscard]] Result<std::vector<std::int64_t>> settleProvisional(Database &database, std::int64_t stream,
                                                                  std::int64_t generation, std::int64_t seq);
/// What an incident left of a stream's generation.
struct TakenBack
{
    std::int64_t rows = 0;   ///< acknowledged rows that are to be delivered again
    std::int64_t seq = 0;    ///< where the remaining batches end
    Totals totals;           ///< of the remaining batches
};
/// S4, target went back to \a seq: batches and exceptions beyond it are taken back with an incident and an event; rows
/// that were compensated since are quarantined again where \a openSkips says that the target knows nothing of it.
/// The caller moves the stream afterwards.
[[nodiscard]] Result<TakenBack> takeBack(Database &database, std::int64_t job, std::int64_t stream,
                                         std::int64_t generation, std::int64_t seq,
                                         const std::vector<Skipped> &openSkips, std::int64_t run,
                                         std::int64_t nowMs);
/// Moves the ledger's stream to what \a checkpoint says without a batch (completion, state of class C).
[[nodiscard]] Result<void> moveStream(Database &database, std::int64_t stream, const Checkpoint &checkpoint);

[[nodiscard]] Result<void> recordSpoolPage(Database &database, std::int64_t stream, std::int64_t generation,
                                           const SpoolRecord &page, std::int64_t nowMs);
/// Pages of the generation that hold rows beyond \a seq, in order.
[[nodiscard]] Result<std::vector<SpoolRecord>> spooledBeyond(Database &database, std::int64_t stream,
                                                             std::int64_t generation, std::int64_t seq);

/// Notes at \a nowMs which pages have every row accounted for (or a generation that is over), and which have not any more
/// because the target went back.
[[nodiscard]] Result<void> markSpoolDelivered(Database &database, std::int64_t job, std::int64_t nowMs);
/// A segment that pages of a job name, oldest first.
struct SpoolSegmentUse
{
    std::string name;
    bool isDelivered = false;     ///< all of it
    std::int64_t deliveredAt = 0; ///< then: when the last of it was
};
[[nodiscard]] Result<std::vector<SpoolSegmentUse>> spoolSegments(Database &database, std::int64_t job);
/// I14: only a delivered segment is forgotten; its file is removed afterwards.
[[nodiscard]] Result<void> forgetSpoolSegment(Database &database, std::int64_t job, std::string_view segment);

/// The run that spooled the row at \a seq; nothing when it was not spooled.
[[nodiscard]] Result<std::optional<std::int64_t>> spooledBy(Database &database, std::int64_t stream,
                                                            std::int64_t generation, std::int64_t seq);
/// True when the row at \a seq was spooled, so that it was counted as read then.
[[nodiscard]] Result<bool> isSpooled(Database &database, std::int64_t stream, std::int64_t generation, std::int64_t seq);
/// \a run if the ledger knows it as one of \a job, else \a fallback (the ledger was lost).
[[nodiscard]] Result<std::int64_t> runOrFallback(Database &database, std::int64_t job, std::int64_t run,
                                                 std::int64_t fallback);

[[nodiscard]] Result<void> recordAttempt(Database &database, std::int64_t run, std::string_view side,
                                         std::string_view what, const Error &error, std::int64_t waitMs,
                                         std::int64_t nowMs);
[[nodiscard]] Result<void> recordEvent(Database &database, std::optional<std::int64_t> job,
                                       std::optional<std::int64_t> run, std::string_view code, std::string_view detail,
                                       std::int64_t nowMs);
[[nodiscard]] Result<void> recordAudit(Database &database, std::string_view who, std::string_view action,
                                       std::string_view subject, std::string_view detail, std::int64_t nowMs);

/// The definition that a run went by.
struct RunDefinition
{
    std::int64_t number = 0; ///< of the revision
    std::string definition;  ///< JSON
};
[[nodiscard]] Result<std::optional<RunDefinition>> definitionOf(Database &database, std::int64_t run);
/// Details of the events of \a job with that code, oldest first.
[[nodiscard]] Result<std::vector<std::string>> eventDetails(Database &database, std::int64_t job, std::string_view code);

/// True when this ledger was last used at \a home (machine and path), or never before: then it is from now on.
[[nodiscard]] Result<bool> isAtHome(Database &database, std::string_view home);
/// From now on its place is \a home (`--take-over`).
[[nodiscard]] Result<void> moveHome(Database &database, std::string_view home);

/// What the checksum of a stream covers, in the order of streamChecksum().
constexpr const char *streamColumns = "id, job_id, name, generation, next_seq, cursor, rows_past_cursor, is_complete, totals, "
                                      "target_identity, target_state, source_schema";
constexpr int streamColumnCount = 12;
/// XXH3 over the first columns of \a row, which are streamColumns.
[[nodiscard]] std::int64_t streamChecksum(const Statement &row);
/// XXH3 over what must not change of an exception; state is excluded.
[[nodiscard]] std::int64_t exceptionChecksum(std::int64_t stream, std::int64_t generation, std::int64_t seq,
                                             std::string_view position, std::string_view payload);
[[nodiscard]] std::int64_t batchChecksum(std::int64_t stream, std::int64_t generation, std::int64_t seqFirst,
                                         std::int64_t seqLast, const Totals &counts);

} // namespace weir::books
