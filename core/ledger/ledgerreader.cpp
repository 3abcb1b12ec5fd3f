#include "core/ledger/ledgerreader.h"

#include <fmt/format.h>

namespace weir {

namespace {

Result<std::vector<CauseRow>> readCauses(Statement &select)
{
    std::vector<CauseRow> causes;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return causes;
        causes.push_back({select.integer(0), select.text(1), select.text(2), select.text(3), select.text(4),
                          select.integer(5), select.text(6), select.text(7)});
    }
}

constexpr const char *runColumns =
    "r.id, j.name, r.kind, r.trigger_by, r.state, coalesce(r.reason, ''), r.guarantee, r.target, r.host, r.is_final, "
    "r.started_at, r.ended_at, r.rows_read, r.rows_inserted, r.rows_updated, r.rows_unchanged, r.rows_superseded, "
    "r.rows_filtered, r.rows_quarantined, r.rows_unknown, r.rows_pending, r.retries, r.beat_at, coalesce(r.request, '') "
    "FROM run r JOIN job j ON j.id = r.job_id";

Result<std::vector<RunRow>> readRuns(Statement &select)
{
    std::vector<RunRow> runs;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return runs;
        RunRow run;
        run.id = select.integer(0);
        run.job = select.text(1);
        run.kind = select.text(2);
        run.trigger = select.text(3);
        run.state = select.text(4);
        run.reason = select.text(5);
        run.guarantee = select.text(6);
        run.target = select.text(7);
        run.host = select.text(8);
        run.isFinal = select.integer(9) != 0;
        run.startedAt = select.integer(10);
        if (!select.isNull(11))
            run.endedAt = select.integer(11);
        std::int64_t *const figures[] = {&run.read,       &run.inserted, &run.updated,     &run.unchanged, &run.superseded,
                                         &run.filtered,   &run.quarantined, &run.unknown, &run.pending,   &run.retries};
        for (int i = 0; i < 10; ++i)
            *figures[i] = select.integer(12 + i);
        run.beatAt = select.integer(22);
        run.request = select.text(23);
        runs.push_back(std::move(run));
    }
}

constexpr const char *exceptionColumns =
    "e.id, e.cause_id, e.state, e.position, e.natural_key, c.stage, c.code, c.field, c.rule, e.value, e.detail, "
    "e.payload, e.is_raw, e.tries, e.at, e.is_set_aside, e.run_id FROM exception_row e JOIN cause c ON c.id = e.cause_id WHERE "
    "c.job_id = ?";

ExceptionRow readException(const Statement &select)
{
    ExceptionRow row;
    row.id = select.integer(0);
    row.cause = select.integer(1);
    std::string *const texts[] = {&row.state, &row.position, &row.naturalKey, &row.stage,  &row.code,
                                  &row.field, &row.rule,     &row.value,      &row.detail, &row.payload};
    for (int i = 0; i < 10; ++i)
        *texts[i] = select.text(2 + i);
    row.isRaw = select.integer(12) != 0;
    row.tries = select.integer(13);
    row.at = select.integer(14);
    row.isSetAside = select.integer(15) != 0;
    row.run = select.integer(16);
    return row;
}

} // namespace

Result<LedgerReader> LedgerReader::open(const std::string &path)
{
    WEIR_TRY(Database database, Database::open(path, Database::Access::ReadOnly));
    return LedgerReader(std::move(database));
}

Result<std::vector<CauseRow>> LedgerReader::causesOfRun(std::int64_t run)
{
    WEIR_TRY(Statement select,
             m_database.prepare("SELECT c.id, c.stage, c.code, c.field, c.rule, count(*), c.sample, c.suggestion FROM "
                                "exception_row e JOIN cause c ON c.id = e.cause_id WHERE e.run_id = ? AND e.state NOT IN "
                                "('provisional', 'void') GROUP BY c.id ORDER BY count(*) DESC, c.id"));
    select.bind(run);
    return readCauses(select);
}

Result<std::vector<CauseRow>> LedgerReader::openCauses(std::int64_t job)
{
    WEIR_TRY(Statement select,
             m_database.prepare("SELECT id, stage, code, field, rule, rows_open, sample, suggestion FROM cause WHERE "
                                "job_id = ? AND rows_open > 0 ORDER BY rows_open DESC, id"));
    select.bind(job);
    return readCauses(select);
}

Result<std::vector<JobRow>> LedgerReader::jobs()
{
    WEIR_TRY(Statement select,
             m_database.prepare("SELECT j.id, j.uuid, j.name, coalesce((SELECT definition FROM revision WHERE job_id = j.id "
                                "ORDER BY number DESC LIMIT 1), '') FROM job j ORDER BY j.name, j.id"));
    std::vector<JobRow> jobs;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return jobs;
        jobs.push_back({select.integer(0), select.text(1), select.text(2), select.text(3)});
    }
}

Result<std::vector<RunRow>> LedgerReader::runs(std::optional<std::int64_t> job, std::int64_t max)
{
    WEIR_TRY(Statement select, m_database.prepare(fmt::format("SELECT {} WHERE ?1 IS NULL OR r.job_id = ?1 ORDER BY r.id "
                                                              "DESC LIMIT ?2",
                                                              runColumns)));
    select.bind(job).bind(max);
    return readRuns(select);
}

Result<std::vector<RunRow>> LedgerReader::runsById(const std::vector<std::int64_t> &ids)
{
    WEIR_TRY(Statement select, m_database.prepare(fmt::format("SELECT {} WHERE r.id IN (SELECT value FROM json_each(?))", runColumns)));
    select.bind(fmt::format("[{}]", fmt::join(ids, ",")));
    return readRuns(select);
}

Result<std::optional<RunRow>> LedgerReader::lastSync(std::int64_t job)
{
    WEIR_TRY(Statement select, m_database.prepare(fmt::format("SELECT {} WHERE r.job_id = ? AND r.kind = 'sync' ORDER BY "
                                                              "r.id DESC LIMIT 1",
                                                              runColumns)));
    select.bind(job);
    WEIR_TRY(std::vector<RunRow> runs, readRuns(select));
    return runs.empty() ? std::nullopt : std::optional<RunRow>(std::move(runs.front()));
}

Result<std::int64_t> LedgerReader::dataVersion()
{
    WEIR_TRY(Statement select, m_database.prepare("PRAGMA data_version"));
    WEIR_TRY(const bool hasRow, select.step());
    return hasRow ? select.integer(0) : 0;
}

Result<std::vector<RunRow>> LedgerReader::unfinishedRuns(std::optional<std::int64_t> job)
{
    WEIR_TRY(Statement select, m_database.prepare(fmt::format("SELECT {} WHERE (?1 IS NULL OR r.job_id = ?1) AND "
                                                              "r.is_final = 0 ORDER BY r.id DESC",
                                                              runColumns)));
    select.bind(job);
    return readRuns(select);
}

Result<JobBalance> LedgerReader::balance(std::int64_t job)
{
    JobBalance balance;
    WEIR_TRY(Statement batches,
             m_database.prepare("SELECT coalesce(sum(rows_read), 0), coalesce(sum(rows_inserted + rows_updated + "
                                "rows_unchanged + rows_superseded), 0), coalesce(sum(rows_filtered), 0) FROM batch b JOIN "
                                "stream s ON s.id = b.stream_id WHERE s.job_id = ?"));
    WEIR_TRY(const bool hasBatches, batches.bind(job).step());
    if (hasBatches) {
        balance.read = batches.integer(0);
        balance.delivered = batches.integer(1);
        balance.filtered = batches.integer(2);
    }
    WEIR_TRY(Statement pending, m_database.prepare("SELECT coalesce(sum(rows_pending), 0) FROM run WHERE job_id = ? AND "
                                                   "kind = 'sync'"));
    WEIR_TRY(const bool hasPending, pending.bind(job).step());
    balance.pending = hasPending ? pending.integer(0) : 0;
    balance.read += balance.pending;
    WEIR_TRY(Statement states, m_database.prepare("SELECT e.state, count(*) FROM exception_row e JOIN stream s ON s.id = "
                                                  "e.stream_id WHERE s.job_id = ? GROUP BY e.state"));
    states.bind(job);
    for (;;) {
        WEIR_TRY(const bool hasRow, states.step());
        if (!hasRow)
            break;
        const std::string state = states.text(0);
        const std::int64_t rows = states.integer(1);
        if (state == "quarantined" || state == "released")
            balance.quarantined += rows;
        else if (state == "delivered")
            balance.compensated += rows;
        else if (state == "unknown")
            balance.unknown += rows;
        else if (state == "discarded")
            balance.discarded += rows;
    }
    balance.delivered += balance.compensated;
    return balance;
}

Result<OpenRows> LedgerReader::openRows()
{
    WEIR_TRY(Statement select,
             m_database.prepare("SELECT (SELECT coalesce(sum(rows_open), 0) FROM cause), (SELECT count(*) FROM "
                                "exception_row WHERE state = 'unknown')"));
    WEIR_TRY(const bool hasRow, select.step());
    return hasRow ? OpenRows{select.integer(0), select.integer(1)} : OpenRows{};
}

Result<PeriodFigures> LedgerReader::figuresSince(std::int64_t sinceMs)
{
    WEIR_TRY(Statement select,
             m_database.prepare("SELECT count(*), coalesce(sum(rows_read), 0), coalesce(sum(rows_inserted), 0), "
                                "coalesce(sum(rows_updated), 0), coalesce(sum(rows_unchanged), 0), "
                                "coalesce(sum(rows_superseded), 0), coalesce(sum(rows_filtered), 0), "
                                "coalesce(sum(rows_quarantined), 0), coalesce(sum(rows_unknown), 0), "
                                "coalesce(sum(rows_pending), 0), coalesce(sum(retries), 0) FROM run WHERE kind = 'sync' "
                                "AND started_at >= ?"));
    WEIR_TRY(const bool hasRow, select.bind(sinceMs).step());
    PeriodFigures figures;
    std::int64_t *const columns[] = {&figures.runs, &figures.read, &figures.inserted, &figures.updated, &figures.unchanged,
                                     &figures.superseded, &figures.filtered, &figures.quarantined, &figures.unknown,
                                     &figures.pending, &figures.retries};
    for (int i = 0; hasRow && i < static_cast<int>(std::size(columns)); ++i)
        *columns[i] = select.integer(i);
    return figures;
}

Result<std::vector<AttemptRow>> LedgerReader::attempts(std::optional<std::int64_t> job, std::int64_t max)
{
    WEIR_TRY(Statement select,
             m_database.prepare("SELECT a.id, a.run_id, a.at, j.name, a.side, a.what, a.code, a.detail, a.wait_ms FROM "
                                "attempt a JOIN run r ON r.id = a.run_id JOIN job j ON j.id = r.job_id WHERE ?1 IS NULL OR "
                                "r.job_id = ?1 ORDER BY a.id DESC LIMIT ?2"));
    select.bind(job).bind(max);
    std::vector<AttemptRow> attempts;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return attempts;
        attempts.push_back({select.integer(0), select.integer(1), select.integer(2), select.text(3), select.text(4),
                            select.text(5), select.text(6), select.text(7), select.integer(8)});
    }
}

Result<void> LedgerReader::eachOpenRow(std::int64_t job, std::optional<std::int64_t> cause,
                                       const std::function<Result<bool>(const ExceptionRow &)> &visit)
{
    WEIR_TRY(Statement select, m_database.prepare(fmt::format("SELECT {} AND e.state IN ('quarantined', 'released') AND "
                                                              "(?2 IS NULL OR e.cause_id = ?2) ORDER BY e.id",
                                                              exceptionColumns)));
    select.bind(job).bind(cause);
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return {};
        WEIR_TRY(const bool goesOn, visit(readException(select)));
        if (!goesOn)
            return {};
    }
}

Result<std::optional<ExceptionRow>> LedgerReader::row(std::int64_t job, std::int64_t id)
{
    WEIR_TRY(Statement select, m_database.prepare(fmt::format("SELECT {} AND e.id = ?", exceptionColumns)));
    WEIR_TRY(const bool hasRow, select.bind(job).bind(id).step());
    return hasRow ? std::optional<ExceptionRow>(readException(select)) : std::nullopt;
}

Result<std::string> LedgerReader::sourceSchema(std::int64_t job)
{
    WEIR_TRY(Statement select, m_database.prepare("SELECT source_schema FROM stream WHERE job_id = ? AND name = 'main'"));
    WEIR_TRY(const bool hasRow, select.bind(job).step());
    return hasRow ? select.text(0) : std::string();
}

} // namespace weir
