// Rows written and taken back, for previews.

#include "core/connectors/postgresql/postgresqltarget.h"

#include <fmt/format.h>

namespace weir::postgresql {

Result<TrialTarget::Bound> PostgresqlTarget::bindForTrial(const SchemaPtr &columns, WriteMode mode,
                                                          const std::vector<std::string> &key,
                                                          const std::string &versionField, const CancelToken &token)
{
    WEIR_CHECK(setUp(columns, mode, key, versionField, token));
    WEIR_TRY(const Reply itself,
             m_connection->run("looking at foreign keys",
                               fmt::format("SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE contype = 'f' AND "
                                           "conrelid = {0} AND confrelid = {0})",
                                           m_table->oid),
                               token));
    return Bound{itself.boolean(0, 0)};
}

Result<std::vector<SkipToken>> PostgresqlTarget::lookAtTokens(const Uuid &job, const Settlement &settlement,
                                                              const CancelToken &token)
{
    if (!m_connection || !m_connection->isOpen())
        WEIR_CHECK(connect("weir", token));
    auto tokens = m_store.lookAt(*m_connection, job, settlement, token);
    if (!tokens)
        return ended(std::move(tokens).error());
    return tokens;
}

Result<void> PostgresqlTarget::beginTrial(const CancelToken &token)
{
    if (!m_table)
        return fail(ErrorCode::Internal, Recovery::Stop, "beginTrial() before bindForTrial()");
    WEIR_CHECK(ensureConnected(token));
    auto begun = m_connection->run("opening a trial", "BEGIN ISOLATION LEVEL READ COMMITTED", token);
    if (!begun)
        return ended(std::move(begun).error());
    return {};
}

Result<WriteReport> PostgresqlTarget::attempt(const WriteBatch &batch, const CancelToken &token)
{
    if (!m_connection || !m_connection->isInTransaction())
        return fail(ErrorCode::Internal, Recovery::Stop, "attempt() before beginTrial()");
    WriteReport report;
    report.refused = checkSettled(batch);
    if (!report.refused.empty() || batch.rows == 0)
        return report;
    auto tried = attemptInSavepoint(batch, token);
    if (!tried)
        return ended(std::move(tried).error());
    return tried;
}

Result<WriteReport> PostgresqlTarget::attemptInSavepoint(const WriteBatch &batch, const CancelToken &token)
{
    BatchWriter writer(*m_table, m_binding, settlingMode());
    writer.guardVersions();
    writer.useParametersOnly();
    const auto takeBack = [&] {
        return m_connection->run("taking a trial back", "ROLLBACK TO SAVEPOINT weir_trial; RELEASE SAVEPOINT weir_trial", token);
    };
    for (int way = 1;; ++way) {
        WEIR_TRY([[maybe_unused]] const Reply begun,
                 m_connection->run("opening a trial", "SAVEPOINT weir_trial", token));
        WEIR_TRY(BatchWriter::Outcome outcome, writer.write(*m_connection, batch, token));
        const bool again = outcome.again && way < waysMax;
        if (again || !outcome.report.refused.empty()) {
            WEIR_TRY([[maybe_unused]] const Reply undone, takeBack());
            if (again)
                continue;
            return std::move(outcome.report);
        }
        WEIR_TRY(const Reply checked, m_connection->send("SAVEPOINT weir_checks; SET CONSTRAINTS ALL IMMEDIATE", token,
                                                         Connection::Patience::Data));
        if (!checked.isOk()) {
            const ServerError error = checked.error();
            if (!error.isData())
                return Unexpected{error.error("checking constraints")};
            WEIR_TRY([[maybe_unused]] const Reply undone, takeBack());
            WriteReport refusal;
            refusal.refused.push_back(error.rowError(batch.rows == 1 ? 0 : -1));
            return refusal;
        }
        // Back, so that the next attempt finds each constraint as deferred as a transaction of its own would.
        WEIR_TRY([[maybe_unused]] const Reply kept,
                 m_connection->run("going on with a trial",
                                   "ROLLBACK TO SAVEPOINT weir_checks; RELEASE SAVEPOINT weir_trial", token));
        return std::move(outcome.report);
    }
}

void PostgresqlTarget::endTrial()
{
    if (!m_connection || !m_connection->isOpen() || !m_connection->isInTransaction())
        return;
    // If no answer comes, the connection is closed, and the server takes the trial back by itself.
    (void)m_connection->send("ROLLBACK", CancelToken());
}

} // namespace weir::postgresql
