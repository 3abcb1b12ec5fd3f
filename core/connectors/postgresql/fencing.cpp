// S3: taking a stream over, and getting rid of our own dead sessions that still hold its lock.

#include "core/connectors/postgresql/postgresqltarget.h"

#include "core/base/hash.h"

#include <fmt/format.h>

namespace weir::postgresql {

namespace {

constexpr std::chrono::milliseconds staleCheckEvery{100};

/// weir/<12 hex of the job>/<8 hex of the stream>/ : what sessions of one stream have in common (delivery §4).
std::string sessionPrefix(const Claim &claim)
{
    std::string job;
    for (const char c : claim.job.text()) {
        if (c != '-' && job.size() < 12)
            job += c;
    }
    return fmt::format("weir/{}/{}/", job, sha256Hex(claim.stream).substr(0, 8));
}

Unexpected fenced(std::string why)
{
    return fail(ErrorCode::Conflict, Recovery::Stop, "fenced: " + std::move(why));
}

} // namespace

Result<Fenced> PostgresqlTarget::fence(const Claim &claim, const CancelToken &token)
{
    if (!m_columns)
        return fail(ErrorCode::Internal, Recovery::Stop, "fence() was called before prepare()");
    const bool isFreshConnection = m_connection && m_connection->isOpen() && !m_connection->isInTransaction()
                                   && !m_isFenced && m_table;
    if (!isFreshConnection) {
        WEIR_CHECK(connect("weir", token));
        WEIR_TRY(TableInfo table, readTarget(token));
        WEIR_CHECK(bind(std::move(table), token));
    }
    auto result = claimStream(claim, token);
    if (!result)
        return ended(std::move(result).error());
    return result;
}

Result<Fenced> PostgresqlTarget::claimStream(const Claim &claim, const CancelToken &token)
{
    const std::string prefix = sessionPrefix(claim);
    WEIR_CHECK(takeName(prefix + "0", token));
    Fenced result;
    result.targetIdentity = m_table->identity();
    WEIR_TRY(std::optional<Checkpoint> found, lockRow(claim, token));
    const bool isNew = !found;
    if (found)
        result.checkpoint = found;
    if (isNew && !claim.isFirst)
        return fenced("the checkpoint of this stream is gone from the target (restored from a backup, or removed)");
    if (!isNew && !claim.isFirst && found->holder != claim.holder)
        return fenced(fmt::format("run {} of another process holds stream \"{}\" now", found->run, claim.stream));
    const bool startsGeneration = !isNew && claim.newGeneration > found->generation;
    const std::int64_t epoch = claim.isFirst ? std::max(isNew ? 0 : found->epoch, claim.epochAtLeast) + 1 : found->epoch;
    // The empty table matters where rows of this generation should be: beside the target until they are swapped in.
    const bool liesBeside = m_mode == WriteMode::Replace && !isNew && !found->isComplete;
    if (!liesBeside) {
        WEIR_TRY(result.targetIsEmpty, isEmpty(m_name, token));
    }
    if (!isNew && isSameTable(found->targetIdentity, result.targetIdentity))
        result.targetIdentity = found->targetIdentity; // a rewritten file (VACUUM FULL) is the same table
    WEIR_CHECK(m_store.claim(*m_connection, claim, epoch, startsGeneration, m_table->identity(), token));
    if (startsGeneration)
        result.targetIdentity = m_table->identity();
    const bool isAtStart = isNew || startsGeneration || found->seq == 0;
    m_isComplete = !isNew && !startsGeneration && found->isComplete;
    if (usesSideTable() && !m_isComplete)
        WEIR_CHECK(makeSideTable(claim, isAtStart, token));
    const std::int64_t generation = isNew ? std::max<std::int64_t>(claim.newGeneration, 1)
                                          : (startsGeneration ? claim.newGeneration : found->generation);
    WEIR_TRY(result.openSkips, m_store.openSkips(*m_connection, claim, generation, token));
    WEIR_TRY([[maybe_unused]] const Reply committed, m_connection->run("claiming the stream", "COMMIT", token));
    WEIR_CHECK(takeName(prefix + std::to_string(epoch), token));
    result.epoch = epoch;
    m_claim = claim;
    m_seq = isNew || startsGeneration ? 0 : found->seq;
    m_writer = std::make_unique<BatchWriter>(*m_loaded, m_binding,
                                             m_mode == WriteMode::Replace
                                                 ? (m_key.empty() ? WriteMode::Append : WriteMode::Upsert)
                                                 : m_mode);
    if (m_mode == WriteMode::Mirror)
        m_writer->collectKeys(sideTable(claim));
    m_isFenced = true;
    return result;
}

Result<void> PostgresqlTarget::takeName(const std::string &name, const CancelToken &token)
{
    WEIR_TRY([[maybe_unused]] const Reply set,
             m_connection->run("naming the session", "SELECT set_config('application_name', $1, false)",
                               Parameters().text(name), token));
    if (m_connection->isInTransaction())
        return {};
    WEIR_TRY(const Reply shown, m_connection->run("naming the session", "SHOW application_name", token));
    if (shown.text(0, 0) != name)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "PostgreSQL forgets the session's name between statements, as a pooling proxy in transaction mode "
                    "does; connect to the server itself, or to the proxy in session mode");
    return {};
}

Result<bool> PostgresqlTarget::isEmpty(const TableName &table, const CancelToken &token)
{
    WEIR_TRY(const Reply found,
             m_connection->run("looking into " + table.text(),
                               fmt::format("SELECT NOT EXISTS (SELECT 1 FROM {})", table.sql()), token));
    return found.boolean(0, 0);
}

Result<std::optional<Checkpoint>> PostgresqlTarget::lockRow(const Claim &claim, const CancelToken &token)
{
    // Locks at once if it can; while it waits in vain, lockAgainst() looks who is in the way.
    WEIR_TRY([[maybe_unused]] const Reply begun,
             m_connection->run("claiming the stream", "BEGIN ISOLATION LEVEL READ COMMITTED", token));
    WEIR_TRY(Reply locked, m_connection->send(m_store.lockSql(), CheckpointStore::lockParameters(claim.job, claim.stream),
                                              token));
    if (!locked.isOk() && locked.error().sqlState == "55P03") {
        WEIR_TRY([[maybe_unused]] const Reply undone,
                 m_connection->run("claiming the stream", "ROLLBACK; BEGIN ISOLATION LEVEL READ COMMITTED", token));
        WEIR_TRY(locked, lockAgainst(claim, token));
    }
    if (!locked.isOk())
        return Unexpected{locked.error().error("claiming the stream")};
    WEIR_TRY(std::optional<Checkpoint> found, CheckpointStore::parse(locked));
    if (found || !claim.isFirst)
        return found;
    WEIR_TRY(const bool isMine, m_store.insertIfAbsent(*m_connection, claim, m_table->identity(), token));
    if (isMine)
        return std::optional<Checkpoint>();
    // Somebody else made it between the look and the insert.
    WEIR_TRY(const Reply again, m_connection->run("claiming the stream", m_store.lockSql(),
                                                  CheckpointStore::lockParameters(claim.job, claim.stream), token));
    return CheckpointStore::parse(again);
}

Result<Reply> PostgresqlTarget::lockAgainst(const Claim &claim, const CancelToken &token)
{
    WEIR_TRY(const std::unique_ptr<Connection> helper,
             connectWithPassword(m_settings, m_secrets, "weir/helper", m_timeouts, token));
    WEIR_CHECK(m_connection->begin(m_store.lockSql(), CheckpointStore::lockParameters(claim.job, claim.stream), token));
    for (;;) {
        WEIR_TRY(std::optional<Reply> locked, m_connection->awaitFor(staleCheckEvery, token));
        if (locked)
            return std::move(*locked); // or lock_timeout has passed once more
        WEIR_CHECK(endStaleSessions(*helper, claim, token));
    }
}

Result<void> PostgresqlTarget::endStaleSessions(Connection &helper, const Claim &claim, const CancelToken &token)
{
    // Every epoch that is not above the committed one is of a run before this claim, or of this run's lost connection.
    const std::string sql = fmt::format(
        "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a, "
        "pg_catalog.pg_stat_activity me WHERE me.pid = $1::int AND a.pid = ANY (pg_catalog.pg_blocking_pids(me.pid)) "
        "AND a.usesysid = me.usesysid AND a.datid = me.datid AND a.client_addr IS NOT DISTINCT FROM me.client_addr "
        "AND left(a.application_name, length($2)) = $2 "
        "AND substr(a.application_name, length($2) + 1) ~ '^[0-9]{{1,18}}$' "
        "AND substr(a.application_name, length($2) + 1)::bigint <= "
        "coalesce((SELECT k.epoch FROM {} k WHERE k.job = $3::uuid AND k.stream = $4), 0)",
        TableName{m_store.schema(), "weir_checkpoint"}.sql());
    Parameters values;
    values.int64(m_connection->backend()).text(sessionPrefix(claim)).text(claim.job.text()).text(claim.stream);
    WEIR_TRY([[maybe_unused]] const Reply ended, helper.run("ending stale sessions", sql, values, token));
    return {};
}

} // namespace weir::postgresql
