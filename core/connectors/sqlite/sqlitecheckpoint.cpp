#include "core/connectors/sqlite/sqlitecheckpoint.h"

#include "core/connectors/sqlite/sqlitedatabase.h"
#include "core/connectors/sqlite/sqlitetable.h"
#include "core/connectors/sqlite/sqlitetokens.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

struct OwnTable
{
    const char *name;
    const char *sql;
};

constexpr std::array<OwnTable, 2> ownTables = {{
    {"weir_checkpoint",
     "CREATE TABLE weir_checkpoint (\n"
     "    job TEXT NOT NULL, stream TEXT NOT NULL, generation INTEGER NOT NULL,\n"
     "    epoch INTEGER NOT NULL, holder TEXT NOT NULL, seq INTEGER NOT NULL,\n"
     "    source_cursor TEXT NOT NULL, state TEXT NOT NULL, totals TEXT NOT NULL,\n"
     "    target_identity TEXT NOT NULL, revision INTEGER NOT NULL, run INTEGER NOT NULL,\n"
     "    workspace TEXT NOT NULL, at TEXT NOT NULL,\n"
     "    PRIMARY KEY (job, stream)) STRICT"},
    {"weir_skip",
     "CREATE TABLE weir_skip (\n"
     "    job TEXT NOT NULL, stream TEXT NOT NULL, generation INTEGER NOT NULL, seq INTEGER NOT NULL,\n"
     "    code TEXT NOT NULL, position TEXT NOT NULL, natural_key TEXT, settled TEXT,\n"
     "    PRIMARY KEY (job, stream, generation, seq)) STRICT"},
}};

// A view, a trigger or another shape could make Weir believe what never happened.
Result<void> verify(SqliteDatabase &database, const OwnTable &own)
{
    WEIR_TRY(SqliteStatement find,
             database.prepare("SELECT type, name, coalesce(sql, '') FROM main.sqlite_schema "
                              "WHERE tbl_name = ?1 COLLATE NOCASE OR name = ?1 COLLATE NOCASE"));
    find.bind(1, std::string_view(own.name));
    std::string trouble;
    for (;;) {
        WEIR_TRY(const bool hasRow, find.step());
        if (!hasRow)
            break;
        const std::string type(find.columnText(0));
        const std::string name(find.columnText(1));
        const std::string sql(find.columnText(2));
        if (type == "table" && normalizedSql(sql) == normalizedSql(own.sql))
            continue;
        if (type == "index" && sql.empty())
            continue; // the primary key's own
        trouble = type == "table" ? "has other columns than it should"
                                  : fmt::format("comes with the {} \"{}\"", type, name);
        if (type == "view")
            trouble = "is a view";
    }
    if (trouble.empty())
        return {};
    return fail(
        ErrorCode::InvalidConfig, Recovery::Stop,
        fmt::format(
            "{}: {} {}. Weir keeps its books there and trusts only its own table: rename or drop that "
            "one, or use another file",
            database.path(), own.name, trouble));
}

Unexpected damaged(const SqliteDatabase &database, std::string_view what)
{
    return fail(
        ErrorCode::StorageCorrupt, Recovery::Stop,
        fmt::format(
            "{}: weir_checkpoint holds a {} that cannot be read; it was changed by hand or is damaged",
            database.path(), what));
}

std::string totalsText(const Checkpoint &checkpoint)
{
    Json object = Json::parse(checkpoint.totals.json(), nullptr, false);
    if (checkpoint.rowsPastCursor != 0)
        object["rowsPastCursor"] = checkpoint.rowsPastCursor;
    return object.dump();
}

} // namespace

std::string SqliteCheckpoints::createSql()
{
    std::string sql;
    for (const OwnTable &own : ownTables)
        sql += std::string(own.sql) + ";\n";
    return sql;
}

Result<std::vector<std::string>> SqliteCheckpoints::missing(SqliteDatabase &database)
{
    std::vector<std::string> names;
    for (const OwnTable &own : ownTables) {
        WEIR_TRY(SqliteStatement find,
                 database.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = ?1 COLLATE NOCASE"));
        find.bind(1, std::string_view(own.name));
        WEIR_TRY(const bool isFound, find.step());
        if (!isFound)
            names.emplace_back(own.name);
    }
    return names;
}

Result<void> SqliteCheckpoints::ensure(SqliteDatabase &database)
{
    WEIR_TRY(std::vector<std::string> names, missing(database));
    if (!names.empty()) {
        const bool isOwn = !database.isInTransaction();
        if (isOwn)
            WEIR_CHECK(database.run("BEGIN IMMEDIATE"));
        // Another process may have made them before we held the lock.
        WEIR_TRY(names, missing(database));
        for (const OwnTable &own : ownTables) {
            if (std::find(names.begin(), names.end(), own.name) == names.end())
                continue;
            if (const Result<void> made = database.run(own.sql); !made) {
                if (isOwn)
                    database.rollback();
                return Unexpected{made.error()};
            }
        }
        if (isOwn)
            WEIR_CHECK(database.run("COMMIT"));
    }
    for (const OwnTable &own : ownTables)
        WEIR_CHECK(verify(database, own));
    return {};
}

Result<void> SqliteCheckpoints::dropEmpty(SqliteDatabase &database)
{
    for (const OwnTable &own : ownTables) {
        WEIR_TRY(const std::int64_t hasRow,
                 database.int64Of(fmt::format("SELECT 1 FROM main.{} LIMIT 1", own.name)));
        if (hasRow == 0)
            WEIR_CHECK(database.run(fmt::format("DROP TABLE main.{}", own.name)));
    }
    return {};
}

Result<SqliteCheckpoints> SqliteCheckpoints::prepare(SqliteDatabase &database)
{
    SqliteCheckpoints self(database);
    WEIR_TRY(self.m_read,
             database.prepare(
                 "SELECT generation, epoch, holder, seq, source_cursor, state, totals, target_identity, "
                 "revision, run, workspace FROM main.weir_checkpoint WHERE job = ?1 AND stream = ?2"));
    WEIR_TRY(self.m_put,
             database.prepare(
                 "INSERT OR REPLACE INTO main.weir_checkpoint (job, stream, generation, epoch, holder, "
                 "seq, source_cursor, state, totals, target_identity, revision, run, workspace, at) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"));
    WEIR_TRY(self.m_advance,
             database.prepare(
                 "UPDATE main.weir_checkpoint SET seq = ?6, source_cursor = ?7, state = ?8, totals = ?9, "
                 "target_identity = ?10, revision = ?11, run = ?12, workspace = ?13, at = ?14 WHERE job = ?1 "
                 "AND stream = ?2 AND "
                 "generation = ?3 AND epoch = ?4 AND holder = ?5 AND seq = ?15"));
    WEIR_TRY(
        self.m_addSkip,
        database.prepare("INSERT OR ABORT INTO main.weir_skip (job, stream, generation, seq, code, position, "
                         "natural_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    WEIR_TRY(self.m_settle,
             database.prepare("UPDATE main.weir_skip SET settled = ?5 WHERE job = ?1 AND stream = ?2 AND "
                              "generation = ?3 AND seq = ?4 AND settled IS NULL"));
    return self;
}

Result<std::optional<Checkpoint>> SqliteCheckpoints::read(const Uuid &job, std::string_view stream)
{
    const std::string jobText = job.text();
    m_read.bind(1, jobText);
    m_read.bind(2, stream);
    WEIR_TRY(const bool isFound, m_read.step());
    if (!isFound) {
        m_read.reset();
        return std::optional<Checkpoint>();
    }
    Checkpoint checkpoint;
    checkpoint.generation = m_read.columnInt64(0);
    checkpoint.epoch = m_read.columnInt64(1);
    const auto holder = Uuid::parse(m_read.columnText(2));
    checkpoint.seq = m_read.columnInt64(3);
    checkpoint.cursor.text = m_read.columnText(4);
    checkpoint.isComplete = m_read.columnText(5) == "complete";
    const std::string totalsJson(m_read.columnText(6));
    checkpoint.targetIdentity = m_read.columnText(7);
    checkpoint.revision = m_read.columnInt64(8);
    checkpoint.run = m_read.columnInt64(9);
    const auto workspace = Uuid::parse(m_read.columnText(10));
    m_read.reset();
    if (!holder || !workspace)
        return damaged(*m_database, "uuid");
    checkpoint.holder = *holder;
    checkpoint.workspace = *workspace;
    Result<Totals> totals = Totals::fromJson(totalsJson);
    if (!totals)
        return damaged(*m_database, "balance");
    checkpoint.totals = *std::move(totals);
    const Json object = Json::parse(totalsJson, nullptr, false);
    if (const auto past = object.find("rowsPastCursor"); past != object.end() && past->is_number_integer())
        checkpoint.rowsPastCursor = past->get<std::int64_t>();
    return std::optional(std::move(checkpoint));
}

namespace {

// The texts live until the statement was reset.
struct CheckpointTexts
{
    CheckpointTexts(const Uuid &job, const Checkpoint &checkpoint)
        : job(job.text()),
          holder(checkpoint.holder.text()),
          totals(totalsText(checkpoint)),
          workspace(checkpoint.workspace.text())
    {}
    std::string job;
    std::string holder;
    std::string totals;
    std::string workspace;
};

void bindCheckpoint(SqliteStatement &statement, const CheckpointTexts &texts, std::string_view stream,
                    const Checkpoint &checkpoint, std::string_view at)
{
    statement.bind(1, texts.job);
    statement.bind(2, stream);
    statement.bind(3, checkpoint.generation);
    statement.bind(4, checkpoint.epoch);
    statement.bind(5, texts.holder);
    statement.bind(6, checkpoint.seq);
    statement.bind(7, checkpoint.cursor.text);
    statement.bind(8, std::string_view(checkpoint.isComplete ? "complete" : "open"));
    statement.bind(9, texts.totals);
    statement.bind(10, checkpoint.targetIdentity);
    statement.bind(11, checkpoint.revision);
    statement.bind(12, checkpoint.run);
    statement.bind(13, texts.workspace);
    statement.bind(14, at);
}

} // namespace

Result<void> SqliteCheckpoints::put(const Uuid &job, std::string_view stream, const Checkpoint &checkpoint,
                                    std::string_view at)
{
    const CheckpointTexts texts(job, checkpoint);
    bindCheckpoint(m_put, texts, stream, checkpoint, at);
    return m_put.run();
}

Result<bool> SqliteCheckpoints::advance(const Uuid &job, std::string_view stream, std::int64_t seqExpected,
                                        const Checkpoint &next, std::string_view at)
{
    const CheckpointTexts texts(job, next);
    bindCheckpoint(m_advance, texts, stream, next, at);
    m_advance.bind(15, seqExpected);
    WEIR_CHECK(m_advance.run());
    return m_database->changes() == 1;
}

Result<void> SqliteCheckpoints::addSkips(const Uuid &job, std::string_view stream, std::int64_t generation,
                                         std::span<const Skipped> skips)
{
    const std::string jobText = job.text();
    for (const Skipped &skip : skips) {
        m_addSkip.bind(1, jobText);
        m_addSkip.bind(2, stream);
        m_addSkip.bind(3, generation);
        m_addSkip.bind(4, skip.seq);
        m_addSkip.bind(5, skip.code);
        m_addSkip.bind(6, skip.position);
        if (skip.naturalKey.empty())
            m_addSkip.bindNull(7);
        else
            m_addSkip.bind(7, skip.naturalKey);
        WEIR_CHECK(m_addSkip.run());
    }
    return {};
}

Result<std::vector<Skipped>> SqliteCheckpoints::openSkips(const Uuid &job, std::string_view stream,
                                                          std::int64_t generation)
{
    WEIR_TRY(SqliteStatement find,
             m_database->prepare(
                 "SELECT seq, code, position, coalesce(natural_key, '') FROM main.weir_skip WHERE job = ?1 AND stream = ?2 AND generation = ?3 "
                 "AND settled IS NULL ORDER BY seq"));
    const std::string jobText = job.text();
    find.bind(1, jobText);
    find.bind(2, stream);
    find.bind(3, generation);
    std::vector<Skipped> skips;
    for (;;) {
        WEIR_TRY(const bool hasRow, find.step());
        if (!hasRow)
            return skips;
        skips.push_back({find.columnInt64(0), std::string(find.columnText(1)), std::string(find.columnText(2)),
                         std::string(find.columnText(3))});
    }
}

Result<bool> SqliteCheckpoints::settle(const Uuid &job, std::string_view stream, std::int64_t generation,
                                       std::int64_t seq, std::string_view manifest)
{
    const std::string jobText = job.text();
    m_settle.bind(1, jobText);
    m_settle.bind(2, stream);
    m_settle.bind(3, generation);
    m_settle.bind(4, seq);
    m_settle.bind(5, manifest);
    WEIR_CHECK(m_settle.run());
    return m_database->changes() == 1;
}

Result<std::vector<SkipToken>> SqliteCheckpoints::lookAt(SqliteDatabase &database, const Uuid &job,
                                                         const Settlement &settlement)
{
    std::vector<SkipToken> tokens(settlement.seqs.size(), SkipToken::Missing);
    WEIR_TRY(const std::vector<std::string> absent, missing(database));
    for (const OwnTable &own : ownTables) {
        const bool isAbsent = std::find(absent.begin(), absent.end(), own.name) != absent.end();
        if (!isAbsent)
            WEIR_CHECK(verify(database, own));
        else if (own.name == std::string_view("weir_skip"))
            return tokens;
    }
    WEIR_TRY(SqliteStatement find,
             database.prepare("SELECT settled IS NULL FROM main.weir_skip WHERE job = ?1 AND stream = ?2 AND "
                              "generation = ?3 AND seq = ?4"));
    const std::string jobText = job.text();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        find.bind(1, jobText);
        find.bind(2, settlement.stream);
        find.bind(3, settlement.generations[i]);
        find.bind(4, settlement.seqs[i]);
        WEIR_TRY(const bool isFound, find.step());
        if (isFound)
            tokens[i] = find.columnInt64(0) != 0 ? SkipToken::Open : SkipToken::Used;
        find.reset();
    }
    return tokens;
}

Result<std::vector<std::string>> SqliteCheckpoints::streams(const Uuid &job)
{
    WEIR_TRY(SqliteStatement find,
             m_database->prepare("SELECT stream FROM main.weir_checkpoint WHERE job = ?1 "
                                 "UNION SELECT stream FROM main.weir_skip WHERE job = ?1"));
    const std::string jobText = job.text();
    find.bind(1, jobText);
    std::vector<std::string> names;
    for (;;) {
        WEIR_TRY(const bool hasRow, find.step());
        if (!hasRow)
            return names;
        names.emplace_back(find.columnText(0));
    }
}

Result<void> SqliteCheckpoints::forget(const Uuid &job)
{
    const std::string jobText = job.text();
    for (const OwnTable &own : ownTables) {
        WEIR_TRY(SqliteStatement remove,
                 m_database->prepare(fmt::format("DELETE FROM main.{} WHERE job = ?1", own.name)));
        remove.bind(1, jobText);
        WEIR_CHECK(remove.run());
    }
    return {};
}

} // namespace weir
