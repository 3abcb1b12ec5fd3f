// S8 to S11: one batch, one transaction.

#include "core/connectors/postgresql/postgresqltarget.h"

#include "core/base/step.h"

#include <fmt/format.h>

namespace weir::postgresql {

Unexpected PostgresqlTarget::ended(Error error)
{
    if (error.recovery == Recovery::Retry || error.code == ErrorCode::Cancelled) {
        m_isFenced = false;
        if (m_connection)
            m_connection->abandon();
    } else if (m_connection && m_connection->isOpen() && m_connection->isInTransaction()) {
        // The answer matters to nobody; if it does not come, the connection is closed.
        (void)m_connection->send("ROLLBACK", CancelToken());
    }
    return Unexpected{std::move(error)};
}

Result<void> PostgresqlTarget::rollBack(const CancelToken &token)
{
    WEIR_TRY([[maybe_unused]] const Reply done, m_connection->run("rolling back", "ROLLBACK", token));
    return {};
}

Result<void> PostgresqlTarget::beginLocked(const CancelToken &token)
{
    WEIR_TRY([[maybe_unused]] const Reply begun,
             m_connection->run("opening a batch", "BEGIN ISOLATION LEVEL READ COMMITTED", token));
    WEIR_TRY(const Reply locked, m_connection->sendPrepared("weir_lock", m_store.lockSql(),
                                                            CheckpointStore::lockParameters(m_claim.job, m_claim.stream),
                                                            token, Connection::Patience::Control));
    if (!locked.isOk())
        return Unexpected{locked.error().error("locking the checkpoint")};
    WEIR_TRY(const std::optional<Checkpoint> found, CheckpointStore::parse(locked));
    if (!found)
        return fail(ErrorCode::Conflict, Recovery::Stop, "fenced: the stream's checkpoint is gone from the target");
    if (found->holder != m_claim.holder)
        return fail(ErrorCode::Conflict, Recovery::Stop,
                    fmt::format("fenced: run {} of another process has taken over stream \"{}\"", found->run,
                                m_claim.stream));
    if (found->seq != m_seq)
        return fail(ErrorCode::Conflict, Recovery::Stop,
                    fmt::format("fenced: the target's checkpoint of \"{}\" stands at row {}, not at {} where this run "
                                "left it",
                                m_claim.stream, found->seq, m_seq));
    return {};
}

Result<BatchWriter::Outcome> PostgresqlTarget::writeRows(const WriteBatch &batch, const CancelToken &token)
{
    WEIR_CHECK(m_writer->makeReady(*m_connection, batch.rows, token));
    for (int way = 1;; ++way) {
        WEIR_CHECK(beginLocked(token));
        step("target.begin");
        WEIR_TRY(BatchWriter::Outcome outcome, m_writer->write(*m_connection, batch, token));
        if (!outcome.again || !outcome.report.refused.empty())
            return outcome;
        WEIR_CHECK(rollBack(token));
        if (way == waysMax)
            return fail(ErrorCode::Internal, Recovery::Stop,
                        fmt::format("{} cannot tell what became of a batch in any known way", m_name.text()));
    }
}

Result<std::optional<RowError>> PostgresqlTarget::commit(std::int64_t rows, const CancelToken &token)
{
    WEIR_CHECK(m_connection->begin("COMMIT", Parameters(), token));
    step("target.commit.sent");
    WEIR_TRY(const Reply done, m_connection->finish(token));
    if (done.isOk()) {
        // A transaction that failed before answers COMMIT with ROLLBACK, and calls it success.
        if (done.tag() != "COMMIT")
            return fail(ErrorCode::Internal, Recovery::Stop, "PostgreSQL rolled the batch back instead of committing it");
        step("target.commit.done");
        return std::optional<RowError>();
    }
    const ServerError error = done.error();
    if (!error.isData())
        return Unexpected{error.error("committing")};
    return std::optional<RowError>(error.rowError(rows == 1 ? 0 : -1));
}

Result<WriteReport> PostgresqlTarget::write(const WriteBatch &batch, std::span<const Skipped> skipped, Checkpoint &next,
                                            const CancelToken &token)
{
    if (!m_isFenced || !m_connection || !m_connection->isOpen())
        return fail(ErrorCode::Unavailable, Recovery::Retry, "PostgreSQL: the stream must be claimed again first");
    const bool usesKey = !m_key.empty() && m_mode != WriteMode::Append;
    // Triggers may fill what is missing; only the server knows then.
    RowErrors refused = checkRows(m_binding, batch, usesKey, !m_loaded->hasTriggers);
    if (!refused.empty()) {
        WriteReport report;
        report.refused = std::move(refused);
        return report;
    }
    const auto attempt = [&]() -> Result<WriteReport> {
        WEIR_TRY(BatchWriter::Outcome outcome, writeRows(batch, token));
        if (!outcome.report.refused.empty()) {
            WEIR_CHECK(rollBack(token));
            return std::move(outcome.report);
        }
        step("target.rows.written");
        Checkpoint moved = next;
        moved.totals.inserted += outcome.report.inserted;
        moved.totals.updated += outcome.report.updated;
        moved.totals.unchanged += outcome.report.unchanged;
        moved.totals.superseded += outcome.report.superseded;
        if (moved.targetIdentity.empty())
            moved.targetIdentity = m_table->identity();
        WEIR_CHECK(m_store.addSkips(*m_connection, m_claim, next.generation, skipped, token));
        WEIR_TRY(const bool isOurs, m_store.advance(*m_connection, m_claim, m_seq, moved, token));
        if (!isOurs)
            return fail(ErrorCode::Conflict, Recovery::Stop, "fenced: the checkpoint moved under its own lock");
        step("target.checkpoint.written");
        WEIR_TRY(std::optional<RowError> late, commit(batch.rows, token));
        if (late) {
            WriteReport report;
            report.refused.push_back(std::move(*late));
            return report;
        }
        next = std::move(moved);
        m_seq = next.seq;
        return std::move(outcome.report);
    };
    auto report = attempt();
    if (!report)
        return ended(std::move(report).error());
    return report;
}

Result<void> PostgresqlTarget::complete(Checkpoint &next, const CancelToken &token)
{
    if (!m_isFenced || !m_connection || !m_connection->isOpen())
        return fail(ErrorCode::Unavailable, Recovery::Retry, "PostgreSQL: the stream must be claimed again first");
    const auto attempt = [&]() -> Result<void> {
        WEIR_CHECK(beginLocked(token));
        step("target.begin");
        Checkpoint moved = next;
        moved.isComplete = true;
        if (m_mode == WriteMode::Replace && !m_isComplete)
            WEIR_CHECK(swapIn(token));
        if (m_mode == WriteMode::Mirror && !m_isComplete)
            WEIR_CHECK(deleteUnseen(moved.totals.inserted, token));
        step("target.rows.written");
        if (m_mode == WriteMode::Replace || moved.targetIdentity.empty()) {
            WEIR_TRY(const TableInfo table, readTarget(token));
            moved.targetIdentity = table.identity();
        }
        WEIR_TRY(const bool isOurs, m_store.advance(*m_connection, m_claim, m_seq, moved, token));
        if (!isOurs)
            return fail(ErrorCode::Conflict, Recovery::Stop, "fenced: the checkpoint moved under its own lock");
        step("target.checkpoint.written");
        WEIR_TRY(const std::optional<RowError> late, commit(0, token));
        if (late)
            return fail(ErrorCode::InvalidRow, Recovery::Stop,
                        fmt::format("the loaded rows break \"{}\" of {}; nothing was replaced", late->rule,
                                    m_name.text()));
        next = std::move(moved);
        m_seq = next.seq;
        m_isComplete = true;
        return {};
    };
    auto done = attempt();
    if (!done)
        return ended(std::move(done).error());
    return done;
}

WriteMode PostgresqlTarget::settlingMode() const
{
    if (m_mode == WriteMode::Update)
        return m_mode;
    const bool canUpsert = !m_key.empty() && m_table->arbiter(m_key) && m_mode != WriteMode::Append;
    return canUpsert ? WriteMode::Upsert : WriteMode::Append;
}

RowErrors PostgresqlTarget::checkSettled(const WriteBatch &batch) const
{
    return checkRows(m_binding, batch, settlingMode() != WriteMode::Append, !m_table->hasTriggers);
}

Result<void> PostgresqlTarget::lockForSettling(const Settlement &settlement, const CancelToken &token)
{
    WEIR_TRY([[maybe_unused]] const Reply begun,
             m_connection->run("opening a batch", "BEGIN ISOLATION LEVEL READ COMMITTED", token));
    WEIR_CHECK(m_store.lockStreams(*m_connection, m_claim.job, settlement.stream, token));
    WEIR_TRY(const Reply own, m_connection->run("locking the compensation", m_store.lockSql(),
                                                CheckpointStore::lockParameters(m_claim.job, m_claim.stream), token));
    WEIR_TRY(const std::optional<Checkpoint> mine, CheckpointStore::parse(own));
    if (!mine || mine->holder != m_claim.holder)
        return fail(ErrorCode::Conflict, Recovery::Stop, "fenced: another process runs this compensation");
    step("target.begin");
    return {};
}

namespace {

/// The rows of a batch whose token was hit, and where they stand in it.
struct Chosen
{
    std::vector<RecordBatch> parts;
    std::vector<std::int32_t> rows;

    Chosen(const WriteBatch &batch, const std::vector<bool> &isHit)
    {
        std::int64_t first = 0;
        for (const RecordBatch &part : batch.parts) {
            std::vector<std::int32_t> hits;
            for (std::int64_t row = 0; row < part.rows(); ++row) {
                if (!isHit[static_cast<std::size_t>(first + row)])
                    continue;
                hits.push_back(static_cast<std::int32_t>(row));
                rows.push_back(static_cast<std::int32_t>(first + row));
            }
            parts.push_back(part.gather(hits));
            first += part.rows();
        }
    }
    WriteBatch batch() const { return {parts, static_cast<std::int64_t>(rows.size())}; }
};

} // namespace

Result<SettleReport> PostgresqlTarget::settleOnce(BatchWriter &writer, const WriteBatch &batch,
                                                  const Settlement &settlement, bool &again, const CancelToken &token)
{
    SettleReport report;
    WEIR_CHECK(lockForSettling(settlement, token));
    WEIR_TRY(report.hit, m_store.settle(*m_connection, m_claim.job, settlement, token));
    const Chosen chosen(batch, report.hit);
    report.write.refused = checkSettled(chosen.batch());
    again = false;
    if (report.write.refused.empty()) {
        WEIR_TRY(BatchWriter::Outcome outcome, writer.write(*m_connection, chosen.batch(), token));
        report.write = std::move(outcome.report);
        again = outcome.again;
    }
    for (RowError &error : report.write.refused) {
        if (error.row >= 0)
            error.row = chosen.rows[static_cast<std::size_t>(error.row)];
    }
    return report;
}

Result<SettleReport> PostgresqlTarget::settle(const WriteBatch &batch, const Settlement &settlement,
                                              const CancelToken &token)
{
    if (!m_isFenced || !m_connection || !m_connection->isOpen())
        return fail(ErrorCode::Unavailable, Recovery::Retry, "PostgreSQL: the stream must be claimed again first");
    const auto attempt = [&]() -> Result<SettleReport> {
        BatchWriter writer(*m_table, m_binding, settlingMode());
        writer.guardVersions();
        writer.useParametersOnly();
        for (int way = 1;; ++way) {
            bool again = false;
            WEIR_TRY(SettleReport report, settleOnce(writer, batch, settlement, again, token));
            if (again && way < waysMax) {
                WEIR_CHECK(rollBack(token));
                continue;
            }
            if (!report.write.refused.empty()) {
                WEIR_CHECK(rollBack(token));
                return report;
            }
            step("target.rows.written");
            WEIR_TRY(std::optional<RowError> late, commit(batch.rows, token));
            if (late) {
                report.write = WriteReport();
                report.write.refused.push_back(std::move(*late));
            }
            return report;
        }
    };
    auto done = attempt();
    if (!done)
        return ended(std::move(done).error());
    return done;
}

} // namespace weir::postgresql
