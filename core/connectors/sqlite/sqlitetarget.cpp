#include "core/connectors/sqlite/sqlitetarget.h"

#include "core/base/hash.h"
#include "core/base/names.h"
#include "core/base/step.h"
#include "core/connectors/sqlite/sqlitecells.h"
#include "core/connectors/sqlite/sqlitename.h"
#include "core/connectors/sqlite/sqliterowerror.h"
#include "core/connectors/sqlite/sqlitestage.h"

#include <algorithm>
#include <fmt/format.h>
#include <sqlite3.h>

namespace weir {

namespace {

// What the caller learns must not depend on whether the transaction could be ended cleanly.
class Rollback
{
public:
    explicit Rollback(SqliteDatabase &database) : m_database(database) {}
    Rollback(const Rollback &) = delete;
    Rollback &operator=(const Rollback &) = delete;
    ~Rollback() { m_database.rollback(); }

private:
    SqliteDatabase &m_database;
};

} // namespace

SqliteTarget::SqliteTarget(std::string path, std::string table, const Clock &clock)
    : m_path(std::move(path)), m_tableName(std::move(table)), m_clock(clock)
{}

SqliteTarget::~SqliteTarget() = default;

Result<void> SqliteTarget::connect(SqliteDatabase::Access access)
{
    if (m_database)
        return {};
    WEIR_TRY(SqliteDatabase database, SqliteDatabase::open(m_path, access));
    m_database = std::make_unique<SqliteDatabase>(std::move(database));
    return {};
}

void SqliteTarget::disconnect()
{
    m_writer.reset();
    m_checkpoints.reset();
    m_database.reset();
    m_stand.reset();
}

std::string SqliteTarget::now() const
{
    const auto micros =
        std::chrono::duration_cast<std::chrono::microseconds>(m_clock.wall().time_since_epoch());
    SqliteTimeBuffer buffer;
    return std::string(sqliteTimeText(TypeKind::Timestamp, micros.count(), buffer));
}

Unexpected SqliteTarget::fenced(std::string_view why) const
{
    return fail(
        ErrorCode::Conflict, Recovery::Stop,
        fmt::format(
            "fenced: {} (table \"{}\" of {}). Nothing was written by this run since; see which other run "
            "works on it",
            why, m_tableName, m_path));
}

Result<SqliteTable> SqliteTarget::readTable()
{
    WEIR_TRY(auto table, readSqliteTable(*m_database, m_tableName));
    if (!table) {
        WEIR_TRY(const auto objects, listSqliteObjects(*m_database));
        std::vector<std::string> names;
        for (const SqliteObject &object : objects)
            names.push_back(object.name);
        const std::string near = nearestName(m_tableName, names);
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("{} has no table \"{}\"{}", m_path, m_tableName,
                                near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
    }
    if (table->kind != "table")
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("\"{}\" of {} is a {} and cannot be written as a table", m_tableName, m_path,
                                table->kind));
    const std::string lower = lowerAscii(table->name);
    if (lower == "weir_checkpoint" || lower == "weir_skip")
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("\"{}\" holds Weir's own books and cannot be a target", table->name));
    return *std::move(table);
}

/// That of the table, as \a known has it if a column was added since.
Result<std::string> SqliteTarget::identity(std::string_view known)
{
    WEIR_TRY(const SqliteTable table, readTable());
    return table.isSameTable(known) ? std::string(known) : table.identity();
}

Result<std::unique_ptr<SqliteWriter>> SqliteTarget::makeWriter(const std::string &table, WriteMode mode)
{
    WEIR_TRY(std::vector<SqliteBinding> bindings, bindColumns(*m_table, *m_setup->columns));
    SqliteWritePlan plan;
    plan.mode = mode;
    std::vector<std::size_t> columns;
    for (const std::string &name : m_setup->key) {
        const auto binding = std::find_if(bindings.begin(), bindings.end(),
                                          [&](const SqliteBinding &bound) { return bound.name == name; });
        if (binding == bindings.end())
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("the key field \"{}\" is not among the fields written to table \"{}\"",
                                    name, m_tableName));
        plan.key.push_back({static_cast<std::size_t>(binding - bindings.begin()),
                            m_table->columns[binding->column].collation});
        columns.push_back(binding->column);
    }
    const SqliteIndex *unique = columns.empty() ? nullptr : m_table->uniqueOver(columns);
    for (std::size_t i = 0; unique && i < columns.size(); ++i) {
        const auto place = std::find(unique->columns.begin(), unique->columns.end(), columns[i]);
        plan.key[i].collation = unique->collations[static_cast<std::size_t>(place - unique->columns.begin())];
    }
    if ((mode == WriteMode::Upsert || mode == WriteMode::Update) && !unique)
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            columns.empty()
                ? fmt::format("mode {} needs a key; give one with --key", writeModeName(mode))
                : fmt::format("table \"{}\" of {} has no unique index over exactly ({}), so rows cannot be "
                              "matched by it; choose the table's key ({}), or have one made: CREATE UNIQUE "
                              "INDEX … ON … (…)",
                              m_table->name, m_path, fmt::join(m_setup->key, ", "),
                              m_table->key().empty() ? "it has none"
                                                     : fmt::format("{}", fmt::join(m_table->key(), ", "))));
    if (!m_setup->versionField.empty()) {
        const auto binding = std::find_if(bindings.begin(), bindings.end(), [&](const SqliteBinding &bound) {
            return bound.name == m_setup->versionField;
        });
        if (binding == bindings.end())
            return fail(
                ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("the version field \"{}\" is not among the fields written to table \"{}\"",
                            m_setup->versionField, m_tableName));
        plan.version = static_cast<std::size_t>(binding - bindings.begin());
    }
    SqliteTable destination = *m_table;
    destination.name = table;
    return SqliteWriter::make(*m_database, std::move(destination), std::move(bindings), std::move(plan));
}

Result<void> SqliteTarget::writerFor(const std::string &table)
{
    if (m_writer && m_writerTable == table)
        return {};
    m_writer.reset();
    WEIR_TRY(m_writer,
             makeWriter(table, m_setup->mode == WriteMode::Replace ? WriteMode::Append : m_setup->mode));
    m_writerTable = table;
    return {};
}

// Made when first needed: the load table of replace mode exists only from fence() on.
Result<SqliteWriter *> SqliteTarget::writer()
{
    const bool isReplace = m_setup->mode == WriteMode::Replace;
    if (isReplace && m_stand && m_stand->isStageLost)
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("the half-loaded table for \"{}\" is gone from {}; start over with --again",
                                m_tableName, m_path));
    const std::string table =
        isReplace && m_stand ? stageName(m_stand->claim.job, m_stand->claim.stream) : m_table->name;
    WEIR_CHECK(writerFor(table));
    return m_writer.get();
}

Result<void> SqliteTarget::setUp()
{
    WEIR_TRY(SqliteTable table, readTable());
    m_table = std::move(table);
    WEIR_TRY(SqliteCheckpoints checkpoints, SqliteCheckpoints::prepare(*m_database));
    m_checkpoints = std::make_unique<SqliteCheckpoints>(std::move(checkpoints));
    m_writer.reset();
    // Whatever is wrong with the columns or the key is said now, not while rows flow.
    return writerFor(m_table->name);
}

Result<void> SqliteTarget::checkMode(WriteMode mode)
{
    if (mode != WriteMode::Mirror)
        return {};
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                "mode mirror is not available for SQLite; use replace, which also removes what is gone");
}

Result<void> SqliteTarget::prepare(const SchemaPtr &columns, WriteMode mode,
                                   const std::vector<std::string> &key, const std::string &versionField,
                                   const CancelToken &token)
{
    WEIR_CHECK(checkMode(mode));
    WEIR_CHECK(connect(SqliteDatabase::Access::Write));
    m_database->setToken(token);
    m_setup = Setup{columns, mode, key, versionField};
    m_stand.reset();
    WEIR_CHECK(closeOnFailure(SqliteCheckpoints::ensure(*m_database)));
    return closeOnFailure(setUp());
}

Result<void> SqliteTarget::begin() { return m_database->run("BEGIN IMMEDIATE"); }

Result<Fenced> SqliteTarget::fence(const Claim &claim, const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    if (!m_setup)
        return fail(ErrorCode::Internal, Recovery::Stop, "fence() before prepare()");
    if (!m_database) {
        WEIR_CHECK(connect(SqliteDatabase::Access::Write));
        m_database->setToken(token);
        WEIR_CHECK(closeOnFailure(setUp()));
    }
    m_database->setToken(token);
    return closeOnFailure(claimStream(claim));
}

Result<Fenced> SqliteTarget::claimStream(const Claim &claim)
{
    m_stand.reset();
    WEIR_CHECK(begin());
    const Rollback rollback(*m_database);
    step("target.fence.locked");
    Fenced answer;
    WEIR_TRY(answer.checkpoint, m_checkpoints->read(claim.job, claim.stream));
    WEIR_TRY(answer.targetIdentity, identity(answer.checkpoint ? answer.checkpoint->targetIdentity : std::string()));
    WEIR_TRY(const std::string table, quoteIdentifier(m_table->name));
    WEIR_TRY(const std::int64_t hasRow,
             m_database->int64Of(fmt::format("SELECT 1 FROM main.{} LIMIT 1", table)));
    answer.targetIsEmpty = hasRow == 0;

    if (!claim.isFirst && (!answer.checkpoint || answer.checkpoint->holder != claim.holder))
        return fenced(answer.checkpoint ? "another run has taken the stream over"
                                        : "the checkpoint of this run is gone");
    Checkpoint mine = answer.checkpoint.value_or(Checkpoint{});
    const bool isNew = !answer.checkpoint;
    const bool isStarted =
        answer.checkpoint && mine.generation == claim.newGeneration && (mine.seq == 0 || !claim.isFirst);
    if (answer.checkpoint && claim.newGeneration > 0 && mine.generation >= claim.newGeneration && !isStarted)
        return fail(
            ErrorCode::Conflict, Recovery::Stop,
            fmt::format(
                "generation {} of this stream cannot be started: the target already holds generation {}",
                claim.newGeneration, mine.generation));
    if (isNew || (claim.newGeneration > 0 && !isStarted)) {
        mine = Checkpoint{};
        mine.epoch = answer.checkpoint ? answer.checkpoint->epoch : 0;
        mine.generation = claim.newGeneration > 0 ? claim.newGeneration : 1;
        mine.targetIdentity = answer.targetIdentity;
        mine.run = claim.run;
    }
    if (claim.isFirst)
        mine.epoch = std::max(mine.epoch, claim.epochAtLeast) + 1;
    mine.holder = claim.holder;
    mine.workspace = claim.workspace;
    mine.revision = claim.revision;
    WEIR_CHECK(m_checkpoints->put(claim.job, claim.stream, mine, now()));
    WEIR_TRY(answer.openSkips, m_checkpoints->openSkips(claim.job, claim.stream, mine.generation));
    Stand stand{claim, mine.generation, mine.epoch, mine.seq, false};
    if (m_setup->mode == WriteMode::Replace)
        WEIR_CHECK(prepareStage(claim, stand, mine));
    WEIR_CHECK(m_database->run("COMMIT"));
    step("target.fence.done");
    answer.epoch = mine.epoch;
    m_stand = std::move(stand);
    return answer;
}

// An open load goes on in the table it has; every other one starts with an empty table.
Result<void> SqliteTarget::prepareStage(const Claim &claim, Stand &stand, const Checkpoint &checkpoint)
{
    const std::string stage = stageName(claim.job, claim.stream);
    m_writer.reset(); // its statements may still name the old one
    if (checkpoint.isComplete)
        return dropStage(*m_database, stage);
    if (checkpoint.seq == 0)
        return makeStage(*m_database, *m_table, stage);
    WEIR_TRY(const bool isThere, hasStage(*m_database, stage));
    stand.isStageLost = !isThere;
    return {};
}

// Lock first, compare, then write (delivery §3, rule 1): BEGIN IMMEDIATE holds the lock.
Result<void> SqliteTarget::checkStand()
{
    WEIR_TRY(const auto checkpoint, m_checkpoints->read(m_stand->claim.job, m_stand->claim.stream));
    if (!checkpoint)
        return fenced("the checkpoint of this run is gone");
    if (checkpoint->holder != m_stand->claim.holder || checkpoint->epoch != m_stand->epoch)
        return fenced("another run has taken the stream over");
    if (checkpoint->seq != m_stand->seq || checkpoint->generation != m_stand->generation)
        return fenced(fmt::format("the checkpoint stands at row {}, this run left it at row {}",
                                  checkpoint->seq, m_stand->seq));
    return {};
}

Result<WriteReport> SqliteTarget::writeInTransaction(const WriteBatch &batch,
                                                     std::span<const Skipped> skipped, const Checkpoint &next,
                                                     Checkpoint &stored)
{
    WEIR_TRY(SqliteWriter * writer, this->writer());
    WEIR_CHECK(begin());
    step("target.begin");
    WEIR_CHECK(checkStand());
    WEIR_TRY(WriteReport report, writer->write(batch));
    if (!report.refused.empty())
        return report;
    step("target.rows.written");
    stored = next;
    stored.holder = m_stand->claim.holder;
    stored.epoch = m_stand->epoch;
    stored.generation = m_stand->generation;
    stored.totals.inserted += report.inserted;
    stored.totals.updated += report.updated;
    stored.totals.unchanged += report.unchanged;
    stored.totals.superseded += report.superseded;
    WEIR_CHECK(
        m_checkpoints->addSkips(m_stand->claim.job, m_stand->claim.stream, stored.generation, skipped));
    WEIR_TRY(const bool isMoved,
             m_checkpoints->advance(m_stand->claim.job, m_stand->claim.stream, m_stand->seq, stored, now()));
    if (!isMoved)
        return fenced("the checkpoint could not be moved");
    step("target.checkpoint.written");
    WEIR_TRY(report.refused, commit(&batch, nullptr));
    return report;
}

// Rows that a deferred constraint refuses at the last moment; empty: committed.
Result<RowErrors> SqliteTarget::commit(const WriteBatch *batch, const std::vector<std::int32_t> *only)
{
    RowErrors refused;
    step("target.commit.sent");
    WEIR_TRY(SqliteStatement statement, m_database->prepare("COMMIT"));
    const int code = statement.stepRaw();
    if (code == SQLITE_DONE) {
        step("target.commit.done");
        return refused;
    }
    if ((code & 0xff) != SQLITE_CONSTRAINT || !batch)
        return m_database->failure(code);
    RowError unknown = rowErrorOf(*m_database, *m_table, code, *batch, {}, -1);
    statement.reset();
    WEIR_TRY(refused, m_writer->findOrphans(*batch, only));
    if (refused.empty())
        refused.push_back(std::move(unknown));
    return refused;
}

Result<WriteReport> SqliteTarget::write(const WriteBatch &batch, std::span<const Skipped> skipped,
                                        Checkpoint &next, const CancelToken &token)
{
    if (!m_stand)
        return fail(ErrorCode::Internal, Recovery::Stop, "write() before fence()");
    if (next.generation != m_stand->generation || next.seq < m_stand->seq)
        return fail(ErrorCode::Internal, Recovery::Stop,
                    fmt::format("the next checkpoint (generation {}, row {}) does not follow the present one "
                                "(generation {}, row {})",
                                next.generation, next.seq, m_stand->generation, m_stand->seq));
    m_database->setToken(token);
    Checkpoint stored;
    Result<WriteReport> report = writeInTransaction(batch, skipped, next, stored);
    if (m_database->isInTransaction())
        m_database->rollback();
    if (report && report->refused.empty()) {
        next = stored;
        m_stand->seq = stored.seq;
    }
    if (report && !report->refused.empty()) {
        const RowErrors refused = std::move(report->refused);
        *report = WriteReport{};
        report->refused = refused;
    }
    return closeOnFailure(std::move(report));
}

Result<void> SqliteTarget::complete(Checkpoint &next, const CancelToken &token)
{
    if (!m_stand)
        return fail(ErrorCode::Internal, Recovery::Stop, "complete() before fence()");
    m_database->setToken(token);
    const bool isReplace = m_setup->mode == WriteMode::Replace;
    if (isReplace && m_stand->isStageLost)
        WEIR_CHECK(writer());
    Checkpoint stored = next;
    stored.isComplete = true;
    stored.holder = m_stand->claim.holder;
    stored.epoch = m_stand->epoch;
    stored.generation = m_stand->generation;
    // Not possible inside a transaction. Off, because deleting the old rows must not cascade to other tables;
    // what the swap would leave dangling is checked instead.
    if (isReplace) {
        m_writer.reset();
        WEIR_CHECK(closeOnFailure(m_database->run("PRAGMA foreign_keys=OFF")));
    }
    Result<void> swapped = swapIn(stored);
    m_database->rollback();
    if (isReplace && swapped)
        swapped = m_database->run("PRAGMA foreign_keys=ON");
    if (swapped) {
        next = stored;
        m_stand->seq = stored.seq;
    }
    return closeOnFailure(std::move(swapped));
}

Result<void> SqliteTarget::swapIn(const Checkpoint &stored)
{
    WEIR_CHECK(begin());
    step("target.begin");
    WEIR_CHECK(checkStand());
    if (m_setup->mode == WriteMode::Replace) {
        WEIR_CHECK(swapStage(*m_database, *m_table, stageName(m_stand->claim.job, m_stand->claim.stream)));
        step("target.rows.swapped");
    }
    WEIR_TRY(const bool isMoved,
             m_checkpoints->advance(m_stand->claim.job, m_stand->claim.stream, m_stand->seq, stored, now()));
    if (!isMoved)
        return fenced("the checkpoint could not be moved");
    step("target.checkpoint.written");
    WEIR_CHECK(commit(nullptr, nullptr));
    return {};
}

Result<SettleReport> SqliteTarget::settleInTransaction(const WriteBatch &batch, const Settlement &settlement,
                                                       std::vector<std::int32_t> &hits)
{
    SettleReport report;
    WEIR_CHECK(begin());
    step("target.begin");
    WEIR_CHECK(checkStand()); // of the compensation's own row: two runs of one manifest
    const Uuid &job = m_stand->claim.job;
    report.hit.resize(static_cast<std::size_t>(batch.rows));
    for (std::size_t i = 0; i < report.hit.size(); ++i) {
        WEIR_TRY(const bool isHit, m_checkpoints->settle(job, settlement.stream, settlement.generations[i],
                                                         settlement.seqs[i], settlement.manifest));
        report.hit[i] = isHit;
        if (isHit)
            hits.push_back(static_cast<std::int32_t>(i));
    }
    step("target.skips.settled");
    WEIR_TRY(report.write, m_writer->write(batch, &hits));
    if (!report.write.refused.empty())
        return report;
    step("target.rows.written");
    Checkpoint stored;
    WEIR_TRY(const auto present, m_checkpoints->read(job, m_stand->claim.stream));
    stored = present.value_or(Checkpoint{});
    stored.seq += batch.rows;
    WEIR_TRY(const bool isMoved,
             m_checkpoints->advance(job, m_stand->claim.stream, m_stand->seq, stored, now()));
    if (!isMoved)
        return fenced("the checkpoint could not be moved");
    step("target.checkpoint.written");
    WEIR_TRY(report.write.refused, commit(&batch, &hits));
    return report;
}

Result<SettleReport> SqliteTarget::settle(const WriteBatch &batch, const Settlement &settlement,
                                          const CancelToken &token)
{
    if (!m_stand)
        return fail(ErrorCode::Internal, Recovery::Stop, "settle() before fence()");
    const auto rows = static_cast<std::size_t>(batch.rows);
    if (settlement.seqs.size() != rows || settlement.generations.size() != rows)
        return fail(ErrorCode::Internal, Recovery::Stop,
                    "settle() needs one seq and one generation for each row");
    m_database->setToken(token);
    // Compensated rows always go into the table itself.
    WEIR_CHECK(writerFor(m_table->name));
    std::vector<std::int32_t> hits;
    Result<SettleReport> report = settleInTransaction(batch, settlement, hits);
    m_database->rollback();
    if (report && report->write.refused.empty()) {
        m_stand->seq += batch.rows;
    } else if (report) {
        const RowErrors refused = std::move(report->write.refused);
        report->write = WriteReport{};
        report->write.refused = refused;
    }
    return closeOnFailure(std::move(report));
}

Result<std::vector<Standing>> SqliteTarget::lookUp(const RecordBatch &batch, const CancelToken &token)
{
    if (!m_setup)
        return fail(ErrorCode::Internal, Recovery::Stop, "lookUp() before prepare()");
    if (!m_database) {
        WEIR_CHECK(connect(SqliteDatabase::Access::Write));
        WEIR_CHECK(closeOnFailure(setUp()));
    }
    m_database->setToken(token);
    WEIR_CHECK(writerFor(m_table->name));
    return m_writer->lookUp({{&batch, 1}, batch.rows()});
}

} // namespace weir
