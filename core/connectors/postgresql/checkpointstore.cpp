#include "core/connectors/postgresql/checkpointstore.h"

#include "core/base/redact.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir::postgresql {

namespace {

constexpr int creationAttemptsMax = 8;

constexpr std::string_view checkpointColumns[] = {
    "job uuid not null",        "stream text not null",          "generation bigint not null",
    "epoch bigint not null",    "holder uuid not null",          "seq bigint not null",
    "source_cursor text not null", "state text not null",        "totals text not null",
    "target_identity text not null", "revision bigint not null", "run bigint not null",
    "workspace uuid not null",  "at timestamp with time zone not null"};
constexpr std::string_view skipColumns[] = {
    "job uuid not null",  "stream text not null",   "generation bigint not null", "seq bigint not null",
    "code text not null", "position text not null", "natural_key text",           "settled text"};

/// The totals, and with them how far seq is past the cursor: one more member, which Totals::fromJson() leaves alone.
std::string totalsText(const Checkpoint &checkpoint)
{
    Json object = Json::parse(checkpoint.totals.json());
    object["rowsPastCursor"] = checkpoint.rowsPastCursor;
    return object.dump();
}

Result<Uuid> uuidOf(std::string_view text)
{
    const std::optional<Uuid> uuid = Uuid::parse(text);
    if (!uuid)
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop, "weir_checkpoint holds something that is no UUID");
    return *uuid;
}

/// Text for a column: the server keeps no NUL.
std::string storable(std::string_view text)
{
    return text.find('\0') == std::string_view::npos ? std::string(text) : escapeControls(text);
}

bool wasMadeMeanwhile(const ServerError &error)
{
    // Two sessions creating the same table collide on the catalogue's indexes or, later, on the name.
    return error.sqlState == "23505" || error.sqlState == "42P07" || error.sqlState == "42710"
           || error.sqlState == "XX000" || error.sqlState == "42P06";
}

} // namespace

void ArrayText::separate()
{
    if (m_text.size() > 1)
        m_text += ',';
}

void ArrayText::add(std::string_view value)
{
    separate();
    m_text += '"';
    for (const char c : value) {
        if (c == '"' || c == '\\')
            m_text += '\\';
        m_text += c;
    }
    m_text += '"';
}

namespace {

/// The places of a settlement as two array parameters.
struct SkipArrays
{
    explicit SkipArrays(const Settlement &settlement)
    {
        for (const std::int64_t generation : settlement.generations)
            generations.add(generation);
        for (const std::int64_t seq : settlement.seqs)
            seqs.add(seq);
    }
    ArrayText generations, seqs;
};

} // namespace

void ArrayText::addNull()
{
    separate();
    m_text += "NULL";
}

CheckpointStore::CheckpointStore(std::string schema)
    : m_schema(std::move(schema)), m_checkpoint{m_schema, "weir_checkpoint"}, m_skip{m_schema, "weir_skip"}
{}

std::string CheckpointStore::ddl(std::string_view user) const
{
    const std::string checkpoint = m_checkpoint.sql(), skip = m_skip.sql();
    std::string sql = fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (\n"
        "  job uuid NOT NULL, stream text NOT NULL, generation bigint NOT NULL, epoch bigint NOT NULL,\n"
        "  holder uuid NOT NULL, seq bigint NOT NULL, source_cursor text NOT NULL, state text NOT NULL,\n"
        "  totals text NOT NULL, target_identity text NOT NULL, revision bigint NOT NULL, run bigint NOT NULL,\n"
        "  workspace uuid NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (job, stream));\n"
        "CREATE TABLE IF NOT EXISTS {} (\n"
        "  job uuid, stream text, generation bigint, seq bigint, code text NOT NULL, position text NOT NULL,\n"
        "  natural_key text, settled text, PRIMARY KEY (job, stream, generation, seq));\n",
        checkpoint, skip);
    if (const auto quoted = quoteIdentifier(user); quoted && !user.empty())
        sql += fmt::format("GRANT SELECT, INSERT, UPDATE, DELETE ON {}, {} TO {};\n", checkpoint, skip, *quoted);
    return sql;
}

Result<std::vector<std::string>> CheckpointStore::missing(Connection &connection, const CancelToken &token) const
{
    std::vector<std::string> names;
    for (const TableName &table : {m_checkpoint, m_skip}) {
        WEIR_TRY(const Reply found,
                 connection.run("looking for Weir's tables",
                                "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
                                "ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2",
                                Parameters().text(table.schema).text(table.table), token));
        if (found.rows() == 0)
            names.push_back("table " + table.text());
    }
    return names;
}

Result<bool> CheckpointStore::create(Connection &connection, const CancelToken &token) const
{
    WEIR_TRY(const Reply made, connection.send("BEGIN; " + ddl({}) + "COMMIT", token));
    if (made.isOk())
        return true;
    const ServerError error = made.error();
    WEIR_TRY([[maybe_unused]] const Reply undone, connection.run("rolling back", "ROLLBACK", token));
    if (wasMadeMeanwhile(error))
        return false;
    if (error.sqlState == "42501") {
        WEIR_TRY(const Reply user, connection.run("asking for the account", "SELECT current_user", token));
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("this account may not create Weir's two tables in schema {}; let an administrator run:\n{}",
                                m_schema, ddl(user.text(0, 0))));
    }
    if (error.sqlState == "3F000")
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("there is no schema \"{}\" for Weir's tables; create it or name another one with "
                                "\"checkpointSchema\"",
                                m_schema));
    return Unexpected{error.error("creating Weir's tables in schema " + m_schema)};
}

Result<void> CheckpointStore::prepare(Connection &connection, const CancelToken &token) const
{
    for (int attempt = 1;; ++attempt) {
        WEIR_TRY(const std::vector<std::string> names, missing(connection, token));
        if (names.empty())
            break;
        if (attempt > creationAttemptsMax)
            return fail(ErrorCode::Unavailable, Recovery::Retry,
                        fmt::format("other sessions keep creating and dropping Weir's tables in schema {}", m_schema));
        WEIR_TRY([[maybe_unused]] const bool isMine, create(connection, token));
    }
    WEIR_CHECK(checkShape(connection, m_checkpoint, checkpointColumns, "job,stream", token));
    return checkShape(connection, m_skip, skipColumns, "job,stream,generation,seq", token);
}

Result<void> CheckpointStore::checkShape(Connection &connection, const TableName &table,
                                         std::span<const std::string_view> columns, std::string_view key,
                                         const CancelToken &token) const
{
    WEIR_TRY(const Reply found,
             connection.run(
                 "checking " + table.text(),
                 "SELECT c.relkind, c.relhasrules OR c.relrowsecurity OR EXISTS (SELECT 1 FROM pg_catalog.pg_trigger g "
                 "WHERE g.tgrelid = c.oid AND NOT g.tgisinternal), "
                 "(SELECT string_agg(a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod) || "
                 "CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, ',' ORDER BY a.attnum) "
                 "FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), "
                 "(SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM pg_catalog.pg_index i "
                 "CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place) "
                 "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum "
                 "WHERE i.indrelid = c.oid AND i.indisprimary), "
                 "pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_table_privilege(c.oid, 'INSERT') "
                 "AND pg_catalog.has_table_privilege(c.oid, 'UPDATE') "
                 "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                 "WHERE n.nspname = $1 AND c.relname = $2",
                 Parameters().text(table.schema).text(table.table), token));
    const std::string expected = fmt::format("{}", fmt::join(columns, ","));
    if (found.rows() != 1 || found.text(0, 0) != "r" || found.boolean(0, 1) || found.text(0, 2) != expected
        || found.text(0, 3) != key)
        return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                    fmt::format("{} is not the table that Weir makes (a view, with triggers, rules or policies, or of "
                                "another shape); move it away, or name another schema with \"checkpointSchema\"",
                                table.text()));
    if (!found.boolean(0, 4)) {
        WEIR_TRY(const Reply user, connection.run("asking for the account", "SELECT current_user", token));
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("this account may not use {}; let an administrator run:\n{}", table.text(),
                                ddl(user.text(0, 0))));
    }
    return {};
}

std::string CheckpointStore::lockSql() const
{
    return fmt::format("SELECT generation, epoch, holder, seq, source_cursor, state, totals, target_identity, revision, "
                       "run, workspace FROM {} WHERE job = $1::uuid AND stream = $2 FOR UPDATE",
                       m_checkpoint.sql());
}

Parameters CheckpointStore::lockParameters(const Uuid &job, const std::string &stream)
{
    return std::move(Parameters().text(job.text()).text(stream));
}

Result<std::optional<Checkpoint>> CheckpointStore::parse(const Reply &locked)
{
    if (locked.rows() == 0)
        return std::optional<Checkpoint>();
    Checkpoint checkpoint;
    checkpoint.generation = locked.int64(0, 0);
    checkpoint.epoch = locked.int64(0, 1);
    WEIR_TRY(checkpoint.holder, uuidOf(locked.text(0, 2)));
    checkpoint.seq = locked.int64(0, 3);
    checkpoint.cursor.text = locked.text(0, 4);
    checkpoint.isComplete = locked.text(0, 5) == "complete";
    WEIR_TRY(checkpoint.totals, Totals::fromJson(locked.text(0, 6)));
    const Json totals = Json::parse(locked.text(0, 6), nullptr, false);
    if (const auto past = totals.find("rowsPastCursor"); past != totals.end() && past->is_number_integer())
        checkpoint.rowsPastCursor = past->get<std::int64_t>();
    checkpoint.targetIdentity = locked.text(0, 7);
    checkpoint.revision = locked.int64(0, 8);
    checkpoint.run = locked.int64(0, 9);
    WEIR_TRY(checkpoint.workspace, uuidOf(locked.text(0, 10)));
    return std::optional<Checkpoint>(std::move(checkpoint));
}

Result<bool> CheckpointStore::insertIfAbsent(Connection &connection, const Claim &claim, const std::string &identity,
                                             const CancelToken &token) const
{
    const std::int64_t generation = claim.newGeneration > 0 ? claim.newGeneration : 1;
    Parameters values;
    values.text(claim.job.text()).text(claim.stream).int64(generation).text(claim.holder.text());
    values.text(totalsText(Checkpoint())).text(identity).int64(claim.revision).int64(claim.run);
    values.text(claim.workspace.text());
    WEIR_TRY(const Reply inserted,
             connection.run("claiming the stream",
                            fmt::format("INSERT INTO {} (job, stream, generation, epoch, holder, seq, source_cursor, "
                                        "state, totals, target_identity, revision, run, workspace, at) VALUES "
                                        "($1::uuid, $2, $3, 0, $4::uuid, 0, '', 'open', $5, $6, $7, $8, $9::uuid, now()) "
                                        "ON CONFLICT (job, stream) DO NOTHING",
                                        m_checkpoint.sql()),
                            values, token));
    return inserted.affected() == 1;
}

Result<void> CheckpointStore::claim(Connection &connection, const Claim &claim, std::int64_t epoch,
                                    bool startsGeneration, const std::string &identity, const CancelToken &token) const
{
    Parameters values;
    values.text(claim.job.text()).text(claim.stream).int64(epoch).text(claim.holder.text()).int64(claim.revision);
    values.text(claim.workspace.text());
    // The run stays the one that wrote what is there: adoption books those rows on it.
    std::string set = "epoch = $3, holder = $4::uuid, revision = $5, workspace = $6::uuid, at = now()";
    if (startsGeneration) {
        values.int64(claim.newGeneration).text(totalsText(Checkpoint())).text(identity).int64(claim.run);
        set += ", generation = $7, seq = 0, source_cursor = '', state = 'open', totals = $8, target_identity = $9, run = $10";
    }
    WEIR_TRY(const Reply updated, connection.run("claiming the stream",
                                                 fmt::format("UPDATE {} SET {} WHERE job = $1::uuid AND stream = $2",
                                                             m_checkpoint.sql(), set),
                                                 values, token));
    if (updated.affected() != 1)
        return fail(ErrorCode::Conflict, Recovery::Stop, "fenced: the checkpoint vanished while it was being claimed");
    return {};
}

Result<bool> CheckpointStore::advance(Connection &connection, const Claim &claim, std::int64_t seqBefore,
                                      const Checkpoint &next, const CancelToken &token) const
{
    Parameters values;
    values.text(claim.job.text()).text(claim.stream).text(claim.holder.text()).int64(seqBefore).int64(next.seq);
    values.text(storable(next.cursor.text)).text(next.isComplete ? "complete" : "open").text(totalsText(next));
    values.text(next.targetIdentity).int64(next.revision).int64(next.run > 0 ? next.run : claim.run);
    WEIR_TRY(const Reply updated,
             connection.sendPrepared("weir_advance",
                                     fmt::format("UPDATE {} SET seq = $5, source_cursor = $6, state = $7, totals = $8, "
                                                 "target_identity = $9, revision = $10, run = $11, at = now() "
                                                 "WHERE job = $1::uuid AND stream = $2 AND holder = $3::uuid "
                                                 "AND seq = $4",
                                                 m_checkpoint.sql()),
                                     values, token, Connection::Patience::Control));
    if (!updated.isOk())
        return Unexpected{updated.error().error("moving the checkpoint")};
    return updated.affected() == 1;
}

Result<void> CheckpointStore::addSkips(Connection &connection, const Claim &claim, std::int64_t generation,
                                       std::span<const Skipped> skipped, const CancelToken &token) const
{
    if (skipped.empty())
        return {};
    ArrayText seqs, codes, positions, keys;
    for (const Skipped &row : skipped) {
        seqs.add(row.seq);
        codes.add(storable(row.code));
        positions.add(storable(row.position));
        if (row.naturalKey.empty())
            keys.addNull();
        else
            keys.add(storable(row.naturalKey));
    }
    Parameters values;
    values.text(claim.job.text()).text(claim.stream).int64(generation);
    values.text(seqs.text()).text(codes.text()).text(positions.text()).text(keys.text());
    WEIR_TRY(const Reply inserted,
             connection.run("recording skipped rows",
                            fmt::format("INSERT INTO {} (job, stream, generation, seq, code, position, natural_key) "
                                        "SELECT $1::uuid, $2, $3::bigint, s.* FROM "
                                        "unnest($4::bigint[], $5::text[], $6::text[], $7::text[]) s",
                                        m_skip.sql()),
                            values, token));
    if (inserted.affected() != static_cast<std::int64_t>(skipped.size()))
        return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                    fmt::format("RowsSwallowed: {} kept {} of {} rows", m_skip.text(), inserted.affected(),
                                skipped.size()));
    return {};
}

Result<std::vector<Skipped>> CheckpointStore::openSkips(Connection &connection, const Claim &claim,
                                                        std::int64_t generation, const CancelToken &token) const
{
    WEIR_TRY(const Reply found,
             connection.run("reading skipped rows",
                            fmt::format("SELECT seq, code, position, coalesce(natural_key, '') FROM {} WHERE job = $1::uuid "
                                        "AND stream = $2 AND generation = $3 AND settled IS NULL ORDER BY seq",
                                        m_skip.sql()),
                            Parameters().text(claim.job.text()).text(claim.stream).int64(generation), token));
    std::vector<Skipped> skips;
    skips.reserve(static_cast<std::size_t>(found.rows()));
    for (int row = 0; row < found.rows(); ++row)
        skips.push_back({found.int64(row, 0), std::string(found.text(row, 1)), std::string(found.text(row, 2)),
                         std::string(found.text(row, 3))});
    return skips;
}

Result<void> CheckpointStore::lockStreams(Connection &connection, const Uuid &job, const std::string &stream,
                                          const CancelToken &token) const
{
    WEIR_TRY([[maybe_unused]] const Reply locked,
             connection.run("locking the stream",
                            fmt::format("SELECT 1 FROM {} WHERE job = $1::uuid AND (stream = $2 OR "
                                        "left(stream, length($2) + 1) = $2 || '/') ORDER BY stream FOR UPDATE",
                                        m_checkpoint.sql()),
                            lockParameters(job, stream), token));
    return {};
}

Result<std::vector<SkipToken>> CheckpointStore::lookAt(Connection &connection, const Uuid &job,
                                                       const Settlement &settlement, const CancelToken &token) const
{
    std::vector<SkipToken> tokens(settlement.seqs.size(), SkipToken::Missing);
    WEIR_TRY(const Reply table, connection.run("looking for Weir's tables", "SELECT to_regclass($1) IS NOT NULL",
                                               Parameters().text(m_skip.sql()), token));
    if (!table.boolean(0, 0))
        return tokens;
    const SkipArrays arrays(settlement);
    Parameters values;
    values.text(job.text()).text(settlement.stream).text(arrays.generations.text()).text(arrays.seqs.text());
    WEIR_TRY(const Reply found,
             connection.run("reading skipped rows",
                            fmt::format("SELECT s.place, k.settled IS NULL FROM unnest($3::bigint[], $4::bigint[]) "
                                        "WITH ORDINALITY s(generation, seq, place) JOIN {} k ON k.job = $1::uuid "
                                        "AND k.stream = $2 AND k.generation = s.generation AND k.seq = s.seq",
                                        m_skip.sql()),
                            values, token));
    for (int row = 0; row < found.rows(); ++row)
        tokens[static_cast<std::size_t>(found.int64(row, 0) - 1)] = found.boolean(row, 1) ? SkipToken::Open : SkipToken::Used;
    return tokens;
}

Result<std::vector<bool>> CheckpointStore::settle(Connection &connection, const Uuid &job,
                                                  const Settlement &settlement, const CancelToken &token) const
{
    const SkipArrays arrays(settlement);
    Parameters values;
    values.text(job.text()).text(settlement.stream).text(storable(settlement.manifest));
    values.text(arrays.generations.text()).text(arrays.seqs.text());
    WEIR_TRY(const Reply hit,
             connection.run("settling skipped rows",
                            fmt::format("UPDATE {} k SET settled = $3 FROM unnest($4::bigint[], $5::bigint[]) "
                                        "WITH ORDINALITY s(generation, seq, place) WHERE k.job = $1::uuid "
                                        "AND k.stream = $2 AND k.generation = s.generation AND k.seq = s.seq "
                                        "AND k.settled IS NULL RETURNING s.place",
                                        m_skip.sql()),
                            values, token));
    std::vector<bool> hits(settlement.seqs.size(), false);
    for (int row = 0; row < hit.rows(); ++row)
        hits[static_cast<std::size_t>(hit.int64(row, 0) - 1)] = true;
    return hits;
}

Result<void> CheckpointStore::forget(Connection &connection, const Uuid &job, const CancelToken &token) const
{
    for (const TableName &table : {m_skip, m_checkpoint}) {
        WEIR_TRY(const Reply found, connection.run("looking for Weir's tables", "SELECT to_regclass($1) IS NOT NULL",
                                                   Parameters().text(table.sql()), token));
        if (!found.boolean(0, 0))
            continue;
        WEIR_TRY([[maybe_unused]] const Reply gone,
                 connection.run("removing the job's rows",
                                fmt::format("DELETE FROM {} WHERE job = $1::uuid", table.sql()),
                                Parameters().text(job.text()), token));
        WEIR_TRY(const Reply owned,
                 connection.run("looking for an owner",
                                "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass($1)",
                                Parameters().text(table.sql()), token));
        if (!owned.boolean(0, 0))
            continue; // an administrator made it
        // Locked before it is looked at, so that nobody's first checkpoint goes down with the table.
        WEIR_TRY(const Reply rest, connection.run("looking for other jobs",
                                                  fmt::format("BEGIN; LOCK TABLE {0} IN ACCESS EXCLUSIVE MODE; "
                                                              "SELECT EXISTS (SELECT 1 FROM {0})",
                                                              table.sql()),
                                                  token));
        WEIR_TRY([[maybe_unused]] const Reply done,
                 connection.run("dropping an empty table",
                                rest.boolean(0, 0) ? "COMMIT" : fmt::format("DROP TABLE {}; COMMIT", table.sql()),
                                token));
    }
    return {};
}

} // namespace weir::postgresql
