// S8 to S11: one batch, one transaction.

#include "core/connectors/postgresql/postgresqltarget.h"

#include "core/base/step.h"

#include <fmt/format.h>

namespace weir::postgresql {

namespace {

/// Ways to write a batch that are tried one after the other before giving up.
constexpr int waysMax = 3;

} // namespace

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

Result<SettleReport> PostgresqlTarget::settle(const WriteBatch &batch, const Settlement &settlement,
                                              const CancelToken &token)
{
    if (!m_isFenced || !m_connection || !m_connection->isOpen())
        return fail(ErrorCode::Unavailable, Recovery::Retry, "PostgreSQL: the stream must be claimed again first");
    SettleReport report;
    report.hit.assign(static_cast<std::size_t>(batch.rows), false);
    const bool canUpsert = !m_key.empty() && m_table->arbiter(m_key) && m_mode != WriteMode::Append;
    report.write.refused = checkRows(m_binding, batch, canUpsert, !m_table->hasTriggers);
    if (!report.write.refused.empty())
        return report;
    const auto attempt = [&]() -> Result<void> {
        BatchWriter writer(*m_table, m_binding, canUpsert ? WriteMode::Upsert : WriteMode::Append);
        writer.guardVersions();
        writer.useParametersOnly();
        for (int way = 1;; ++way) {
            WEIR_TRY([[maybe_unused]] const Reply begun,
                     m_connection->run("opening a batch", "BEGIN ISOLATION LEVEL READ COMMITTED", token));
            WEIR_CHECK(m_store.lockStreams(*m_connection, m_claim.job, settlement.stream, token));
            WEIR_TRY(const Reply own, m_connection->run("locking the compensation", m_store.lockSql(),
                                                        CheckpointStore::lockParameters(m_claim.job, m_claim.stream),
                                                        token));
            WEIR_TRY(const std::optional<Checkpoint> mine, CheckpointStore::parse(own));
            if (!mine || mine->holder != m_claim.holder)
                return fail(ErrorCode::Conflict, Recovery::Stop, "fenced: another process runs this compensation");
            step("target.begin");
            WEIR_TRY(report.hit, m_store.settle(*m_connection, m_claim.job, settlement, token));
            std::vector<RecordBatch> parts;
            std::vector<std::int32_t> rows;
            std::int64_t first = 0;
            for (const RecordBatch &part : batch.parts) {
                std::vector<std::int32_t> hits;
                for (std::int64_t row = 0; row < part.rows(); ++row) {
                    if (report.hit[static_cast<std::size_t>(first + row)]) {
                        hits.push_back(static_cast<std::int32_t>(row));
                        rows.push_back(static_cast<std::int32_t>(first + row));
                    }
                }
                parts.push_back(part.gather(hits));
                first += part.rows();
            }
            const WriteBatch chosen{parts, static_cast<std::int64_t>(rows.size())};
            WEIR_TRY(BatchWriter::Outcome outcome, writer.write(*m_connection, chosen, token));
            for (RowError &error : outcome.report.refused) {
                if (error.row >= 0)
                    error.row = rows[static_cast<std::size_t>(error.row)];
            }
            report.write = std::move(outcome.report);
            if (outcome.again && way < waysMax) {
                WEIR_CHECK(rollBack(token));
                continue;
            }
            if (!report.write.refused.empty()) {
                report.hit.assign(report.hit.size(), false);
                return rollBack(token);
            }
            step("target.rows.written");
            WEIR_TRY(std::optional<RowError> late, commit(batch.rows, token));
            if (late) {
                report.hit.assign(report.hit.size(), false);
                report.write = WriteReport();
                report.write.refused.push_back(std::move(*late));
            }
            return {};
        }
    };
    auto done = attempt();
    if (!done)
        return ended(std::move(done).error());
    return report;
}

} // namespace weir::postgresql
