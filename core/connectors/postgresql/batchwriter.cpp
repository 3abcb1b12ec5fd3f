#include "core/connectors/postgresql/batchwriter.h"

#include "core/base/hash.h"
#include "core/connectors/postgresql/rowkeys.h"
#include "core/data/conversion.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace weir::postgresql {

namespace {

/// What is handed to the connection at once.
constexpr std::size_t copyChunkBytes = std::size_t{512} << 10;
constexpr std::int64_t lookUpRowsMax = 5'000;

Unexpected swallowed(const TableInfo &table, std::int64_t sent, std::int64_t kept)
{
    return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                fmt::format("RowsSwallowed: {} was sent {} rows and kept {}; a trigger, rule or policy of the table drops "
                            "rows. Nothing of this batch was written; disable it or write to another table",
                            table.name.text(), sent, kept));
}

std::vector<std::int32_t> allRows(std::int64_t rows)
{
    std::vector<std::int32_t> all(static_cast<std::size_t>(rows));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

/// The refusal that a failed statement means, or the error.
Result<BatchWriter::Outcome> refusal(const Reply &reply, std::string_view what, const std::string &copied,
                                     const WriteBatch &batch, const std::vector<std::int32_t> *rows)
{
    const ServerError error = reply.error();
    BatchWriter::Outcome outcome;
    if (!error.isData())
        return Unexpected{error.error(what)};
    std::int64_t row = copied.empty() ? -1 : error.copyRow(copied);
    if (rows && row >= 0)
        row = row < static_cast<std::int64_t>(rows->size()) ? (*rows)[static_cast<std::size_t>(row)] : -1;
    if (row < 0 || row >= batch.rows)
        row = batch.rows == 1 ? 0 : -1;
    outcome.report.refused.push_back(error.rowError(row));
    return outcome;
}

} // namespace

BatchWriter::BatchWriter(const TableInfo &table, const Binding &binding, WriteMode mode)
    : m_table(table), m_binding(binding), m_mode(mode), m_encoder(binding)
{}

Result<void> BatchWriter::makeReady(Connection &connection, std::int64_t rows, const CancelToken &token)
{
    const bool needsStage = m_mode != WriteMode::Append || !m_binding.isDirect();
    const bool isLarge = rows >= stagedRowsMin && m_table.canMakeTemporary;
    m_stageKind = needsStage && isLarge ? StageKind::Table : StageKind::Parameters;
    if (m_stageKind == StageKind::Parameters || m_hasStageTable)
        return {};
    std::string columns;
    for (std::size_t i = 0; i < m_binding.fields.size(); ++i)
        columns += fmt::format("c{} {}, ", i, m_binding.fields[i].column.view.stageType);
    WEIR_TRY([[maybe_unused]] const Reply made,
             connection.run("making the stage",
                            fmt::format("DROP TABLE IF EXISTS pg_temp.weir_stage; "
                                        "CREATE TEMP TABLE weir_stage ({}n int4) ON COMMIT DELETE ROWS",
                                        columns),
                            token));
    m_hasStageTable = true;
    return {};
}

Result<BatchWriter::Outcome> BatchWriter::write(Connection &connection, const WriteBatch &batch,
                                                const CancelToken &token)
{
    if (batch.rows == 0)
        return Outcome();
    switch (m_mode) {
    case WriteMode::Append: return append(connection, batch, token);
    case WriteMode::Update: return update(connection, batch, token);
    default: return upsert(connection, batch, token);
    }
}

Result<BatchWriter::Outcome> BatchWriter::append(Connection &connection, const WriteBatch &batch,
                                                 const CancelToken &token)
{
    if (!m_binding.isDirect())
        return appendStaged(connection, batch, token);
    const std::string sql = fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", m_table.name.sql(), columnList());
    return copyInto(connection, sql, m_table.name.table, batch, nullptr, token);
}

Result<BatchWriter::Outcome> BatchWriter::copyInto(Connection &connection, const std::string &sql,
                                                   const std::string &name, const WriteBatch &batch,
                                                   const std::vector<std::int32_t> *rows, const CancelToken &token)
{
    WEIR_TRY(const Reply begun, connection.beginCopyIn(sql, token));
    if (!begun.isOk())
        return refusal(begun, "starting to copy", {}, batch, rows);
    m_encoder.clear();
    m_encoder.beginCopy();
    std::int64_t first = 0, sent = 0;
    std::size_t at = 0;
    for (const RecordBatch &part : batch.parts) {
        m_encoder.usePart(part);
        // With \a rows only those are sent, each with its number as a last field.
        const std::int64_t end = first + part.rows();
        for (std::int64_t row = first; row < end; ++row) {
            if (rows) {
                if (at == rows->size() || (*rows)[at] >= end)
                    break;
                row = (*rows)[at++];
            }
            m_encoder.addRow(row - first, rows ? static_cast<std::int32_t>(row) : -1);
            ++sent;
            if (m_encoder.bytes().size() >= copyChunkBytes) {
                WEIR_CHECK(connection.putCopy(m_encoder.bytes(), token));
                m_encoder.clear();
            }
        }
        first = end;
    }
    m_encoder.endCopy();
    WEIR_CHECK(connection.putCopy(m_encoder.bytes(), token));
    WEIR_TRY(const Reply done, connection.endCopyIn(token));
    if (!done.isOk())
        return refusal(done, "copying rows into " + m_table.name.text(), name, batch, rows);
    if (done.affected() != sent)
        return swallowed(m_table, sent, done.affected());
    Outcome outcome;
    outcome.report.inserted = sent;
    return outcome;
}

Result<BatchWriter::Outcome> BatchWriter::stage(Connection &connection, const WriteBatch &batch,
                                                const std::vector<std::int32_t> &rows, const CancelToken &token)
{
    if (m_stageKind == StageKind::Table) {
        WEIR_TRY(Outcome copied, copyInto(connection, "COPY pg_temp.weir_stage FROM STDIN (FORMAT binary)",
                                          "weir_stage", batch, &rows, token));
        return copied;
    }
    m_encoder.clear();
    m_arrays.clear();
    for (std::size_t i = 0; i < m_binding.fields.size(); ++i) {
        const std::size_t before = m_encoder.bytes().size();
        m_encoder.addArray(i, batch, rows);
        m_arrays.emplace_back(before, m_encoder.bytes().size() - before);
    }
    m_ordinals = "{";
    for (const std::int32_t row : rows)
        fmt::format_to(std::back_inserter(m_ordinals), "{}{}", m_ordinals.size() > 1 ? "," : "", row);
    m_ordinals += '}';
    return Outcome();
}

Result<Reply> BatchWriter::runStaged(Connection &connection, const std::string &sql, const CancelToken &token)
{
    if (m_stageKind == StageKind::Table)
        return connection.send(sql, Parameters(), token, Connection::Patience::Data);
    Parameters parameters;
    for (const auto &[from, size] : m_arrays)
        parameters.binary(m_encoder.bytes().substr(from, size));
    parameters.text(m_ordinals);
    return connection.sendPrepared(fmt::format("weir_{:016x}", xxh3(sql)), sql, parameters, token);
}

Result<BatchWriter::Outcome> BatchWriter::appendStaged(Connection &connection, const WriteBatch &batch,
                                                       const CancelToken &token)
{
    WEIR_TRY(Outcome outcome, stage(connection, batch, allRows(batch.rows), token));
    if (!outcome.report.refused.empty())
        return outcome;
    WEIR_TRY(const Reply inserted,
             runStaged(connection, fmt::format("INSERT INTO {} AS t ({}){} SELECT {} FROM {} ORDER BY s.n", m_table.name.sql(),
                                   columnList(), m_binding.hasIdentityAlways() ? " OVERRIDING SYSTEM VALUE" : "",
                                   stagedList(), stageFrom()),
                       token));
    if (!inserted.isOk())
        return refusal(inserted, "inserting into " + m_table.name.text(), {}, batch, nullptr);
    if (inserted.affected() != batch.rows)
        return swallowed(m_table, batch.rows, inserted.affected());
    outcome.report = {};
    outcome.report.inserted = batch.rows;
    return outcome;
}

Result<BatchWriter::Counted> BatchWriter::ownCounters(Connection &connection, const CancelToken &token) const
{
    Counted counted;
    if (!m_table.hasExactCounters() || m_countsReturned)
        return counted;
    WEIR_TRY(const Reply found,
             connection.sendPrepared("weir_counters",
                                     fmt::format("SELECT pg_catalog.pg_stat_get_xact_tuples_inserted({0}), "
                                                 "pg_catalog.pg_stat_get_xact_tuples_updated({0})",
                                                 m_table.oid),
                                     Parameters(), token, Connection::Patience::Control));
    if (!found.isOk())
        return Unexpected{found.error().error("reading the counters")};
    counted.inserted = found.int64(0, 0);
    counted.updated = found.int64(0, 1);
    return counted;
}

Result<std::int64_t> BatchWriter::countEqual(Connection &connection, const CancelToken &token)
{
    if (m_table.kind == 'r' && !m_table.hasTriggers && !m_table.hasRules)
        return 0; // nothing but equality keeps a row of a plain table from being written
    if (m_stageKind == StageKind::Table) {
        WEIR_TRY([[maybe_unused]] const Reply done,
                 connection.run("looking at the stage", "ANALYZE pg_temp.weir_stage", token));
    }
    const std::string difference = differs("s");
    WEIR_TRY(const Reply found, runStaged(connection, fmt::format("SELECT count(*) FROM {} JOIN {} AS t ON {} WHERE {}", stageFrom(),
                                                      m_table.name.sql(), keyMatch(),
                                                      difference.empty() ? "true" : "NOT (" + difference + ")"),
                                          token));
    if (!found.isOk())
        return Unexpected{found.error().error("counting equal rows")};
    return found.int64(0, 0);
}

Result<std::int64_t> BatchWriter::countNewer(Connection &connection, const CancelToken &token)
{
    if (!m_guardsVersion || !m_binding.version)
        return 0;
    const std::string sql = fmt::format("SELECT count(*) FROM {} JOIN {} AS t ON {} WHERE t.{} > {} AND {}", stageFrom(),
                                        m_table.name.sql(), keyMatch(),
                                        m_binding.fields[*m_binding.version].column.quoted, staged(*m_binding.version),
                                        differs("s"));
    WEIR_TRY(const Reply found, runStaged(connection, sql, token));
    if (!found.isOk())
        return Unexpected{found.error().error("counting newer rows")};
    return found.int64(0, 0);
}

Result<void> BatchWriter::splitCounts(Connection &connection, const Reply &reply, const Counted &before,
                                      std::int64_t rows, std::int64_t equalBefore, Outcome &outcome,
                                      const CancelToken &token)
{
    WriteReport &report = outcome.report;
    const bool isPlain = m_table.kind == 'r' && !m_table.hasTriggers && !m_table.hasRules;
    std::int64_t affected = reply.affected();
    if (m_table.kind != 'r') {
        report.updated = affected;
        report.isSplitExact = false;
    } else if (m_table.hasExactCounters() && !m_countsReturned) {
        WEIR_TRY(const Counted after, ownCounters(connection, token));
        report.inserted = after.inserted - before.inserted;
        report.updated = after.updated - before.updated;
        if (report.inserted + report.updated != affected) {
            // A row that was inserted, lost a race and was taken back is counted as well: ask the rows themselves.
            m_countsReturned = outcome.again = true;
            return {};
        }
    } else {
        report.inserted = reply.int64(0, 0);
        affected = reply.int64(0, 1);
        report.updated = affected - report.inserted;
    }
    report.unchanged = rows - affected;
    if (!isPlain && report.unchanged != equalBefore)
        return swallowed(m_table, rows, affected + equalBefore);
    if (report.unchanged < 0)
        return swallowed(m_table, rows, affected);
    return {};
}

Result<BatchWriter::Outcome> BatchWriter::upsert(Connection &connection, const WriteBatch &batch,
                                                 const CancelToken &token)
{
    const std::vector<std::int32_t> rows = lastOfEachKey(m_binding, batch);
    WEIR_TRY(Outcome outcome, stage(connection, batch, rows, token));
    if (!outcome.report.refused.empty())
        return outcome;
    outcome = Outcome();
    auto distinct = static_cast<std::int64_t>(rows.size());
    if (m_dedupesInSql) {
        WEIR_TRY(const Reply counted,
                 runStaged(connection, fmt::format("SELECT count(*) FROM {}", stageFrom()), token));
        if (!counted.isOk())
            return refusal(counted, "counting keys", {}, batch, nullptr);
        distinct = counted.int64(0, 0);
    }
    WEIR_TRY(const std::int64_t equal, countEqual(connection, token));
    WEIR_TRY(const std::int64_t newer, countNewer(connection, token));
    WEIR_TRY(const Counted before, ownCounters(connection, token));
    WEIR_TRY(const Reply written, runStaged(connection, upsertSql(), token));
    if (!written.isOk()) {
        if (written.error().sqlState == "21000" && !m_dedupesInSql) {
            m_dedupesInSql = outcome.again = true;
            return outcome;
        }
        return refusal(written, "writing to " + m_table.name.text(), {}, batch, nullptr);
    }
    WEIR_CHECK(splitCounts(connection, written, before, distinct, equal + newer, outcome, token));
    outcome.report.superseded = batch.rows - distinct + newer;
    outcome.report.unchanged -= newer;
    if (!m_keyTable.empty() && !outcome.again) {
        std::string keys;
        for (const std::size_t place : m_binding.key)
            keys += (keys.empty() ? "" : ", ") + staged(place);
        WEIR_TRY(const Reply kept, runStaged(connection, fmt::format("INSERT INTO {} SELECT {} FROM {} ON CONFLICT DO NOTHING",
                                                         m_keyTable, keys, stageFrom()),
                                             token));
        if (!kept.isOk())
            return refusal(kept, "keeping keys", {}, batch, nullptr);
    }
    return outcome;
}

Result<RowErrors> BatchWriter::findMissing(Connection &connection, const WriteBatch &batch,
                                           const std::vector<std::int32_t> &rows, const CancelToken &token)
{
    WEIR_TRY(const Reply found,
             runStaged(connection, fmt::format("SELECT s.n FROM {} WHERE NOT EXISTS (SELECT 1 FROM {} AS t WHERE {}) ORDER BY s.n",
                                   stageFrom(), m_table.name.sql(), keyMatch()),
                       token));
    RowErrors errors;
    if (!found.isOk()) {
        WEIR_TRY(Outcome refused, refusal(found, "looking for keys in " + m_table.name.text(), {}, batch, nullptr));
        return std::move(refused.report.refused);
    }
    (void)rows;
    for (int i = 0; i < found.rows(); ++i) {
        RowError error;
        error.row = found.int64(i, 0);
        error.stage = Stage::Write;
        error.code = RowCode::NoSuchKey;
        error.field = m_binding.fields[m_binding.key.front()].column.name;
        error.rule = "update only";
        error.detail = "the table has no row with this key";
        std::int64_t first = 0;
        for (const RecordBatch &part : batch.parts) {
            if (error.row < first + part.rows()) {
                const Column &column = part.column(m_binding.fields[m_binding.key.front()].field);
                appendAsText(column, error.row - first, error.value);
                error.value.resize(std::min<std::size_t>(error.value.size(), 200));
                break;
            }
            first += part.rows();
        }
        errors.push_back(std::move(error));
    }
    return errors;
}

Result<BatchWriter::Outcome> BatchWriter::update(Connection &connection, const WriteBatch &batch,
                                                 const CancelToken &token)
{
    // Two rows for one key would let UPDATE … FROM pick either of them, silently.
    m_dedupesInSql = true;
    const std::vector<std::int32_t> rows = lastOfEachKey(m_binding, batch);
    WEIR_TRY(Outcome outcome, stage(connection, batch, rows, token));
    if (!outcome.report.refused.empty())
        return outcome;
    outcome = Outcome();
    if (m_stageKind == StageKind::Table) {
        WEIR_TRY([[maybe_unused]] const Reply done,
                 connection.run("looking at the stage", "ANALYZE pg_temp.weir_stage", token));
    }
    WEIR_TRY(outcome.report.refused, findMissing(connection, batch, rows, token));
    if (!outcome.report.refused.empty())
        return outcome;
    WEIR_TRY(const Reply counted,
             runStaged(connection, fmt::format("SELECT count(*) FROM {}", stageFrom()), token));
    const std::int64_t distinct = counted.isOk() ? counted.int64(0, 0) : 0;
    WEIR_TRY(const std::int64_t equalBefore, countEqual(connection, token));
    outcome.report.superseded = batch.rows - distinct;
    const std::vector<std::size_t> data = dataPlaces();
    if (data.empty()) {
        outcome.report.unchanged = distinct;
        return outcome;
    }
    std::string set;
    for (const std::size_t place : data)
        set += (set.empty() ? "" : ", ") + m_binding.fields[place].column.quoted + " = " + staged(place);
    WEIR_TRY(const Reply written,
             runStaged(connection, fmt::format("UPDATE {} AS t SET {} FROM {} WHERE {} AND {}", m_table.name.sql(), set, stageFrom(),
                                   keyMatch(), differs("s")),
                       token));
    if (!written.isOk())
        return refusal(written, "updating " + m_table.name.text(), {}, batch, nullptr);
    outcome.report.updated = written.affected();
    outcome.report.unchanged = distinct - written.affected();
    const bool isPlain = m_table.kind == 'r' && !m_table.hasTriggers && !m_table.hasRules;
    if (outcome.report.unchanged < 0 || (!isPlain && outcome.report.unchanged != equalBefore))
        return swallowed(m_table, distinct, written.affected() + equalBefore);
    return outcome;
}

Result<std::vector<Standing>> BatchWriter::lookUp(Connection &connection, const RecordBatch &batch,
                                                  const CancelToken &token)
{
    std::vector<Standing> standings(static_cast<std::size_t>(batch.rows()), Standing::Absent);
    const WriteBatch whole{{&batch, 1}, batch.rows()};
    // What the columns cannot hold cannot be in the table either.
    std::vector<std::int32_t> rows = allRows(batch.rows());
    for (const RowError &error : checkRows(m_binding, whole, true, false))
        rows[static_cast<std::size_t>(error.row)] = -1;
    std::erase(rows, -1);
    std::string same;
    for (const std::size_t place : dataPlaces())
        same += (same.empty() ? "" : " AND ") + sameValue(place);
    std::string version = "0";
    if (m_binding.version) {
        const std::string column = "t." + m_binding.fields[*m_binding.version].column.quoted;
        version = fmt::format("CASE WHEN {0} > {1} THEN 1 WHEN {0} < {1} THEN -1 ELSE 0 END", column,
                              staged(*m_binding.version));
    }
    m_stageKind = StageKind::Parameters;
    m_dedupesInSql = false;
    const std::string sql = fmt::format("SELECT s.n, {}, {} FROM {} JOIN {} AS t ON {}", same.empty() ? "true" : same,
                                        version, stageFrom(), m_table.name.sql(), keyMatch());
    std::vector<std::vector<std::int32_t>> waiting;
    for (std::size_t at = 0; at < rows.size(); at += lookUpRowsMax)
        waiting.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>(at),
                          rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), at + lookUpRowsMax)));
    while (!waiting.empty()) {
        const std::vector<std::int32_t> some = std::move(waiting.back());
        waiting.pop_back();
        WEIR_TRY([[maybe_unused]] const Outcome staged, stage(connection, whole, some, token));
        WEIR_TRY(const Reply found, runStaged(connection, sql, token));
        if (!found.isOk() && !found.error().isData())
            return Unexpected{found.error().error("looking up rows in " + m_table.name.text())};
        if (!found.isOk() && some.size() > 1) {
            const auto middle = some.begin() + static_cast<std::ptrdiff_t>(some.size() / 2);
            waiting.emplace_back(some.begin(), middle);
            waiting.emplace_back(middle, some.end());
            continue;
        }
        for (int i = 0; found.isOk() && i < found.rows(); ++i) {
            Standing standing = found.boolean(i, 1) ? Standing::Equal : Standing::Differs;
            if (standing == Standing::Differs && found.int64(i, 2) != 0)
                standing = found.int64(i, 2) > 0 ? Standing::TargetNewer : Standing::TargetOlder;
            standings[static_cast<std::size_t>(found.int64(i, 0))] = standing;
        }
    }
    return standings;
}

} // namespace weir::postgresql
