#include "core/ledger/runreader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

Result<std::vector<std::int64_t>> RunReader::ids(const RunFilter &filter)
{
    WEIR_TRY(Statement select,
             m_reader.database().prepare("SELECT r.id FROM run r JOIN job j ON j.id = r.job_id WHERE (?1 IS NULL OR j.name = "
                                         "?1) AND r.started_at >= ?2 AND (?3 = '[]' OR r.state IN (SELECT value FROM "
                                         "json_each(?3))) ORDER BY r.id DESC"));
    if (filter.job)
        select.bind(*filter.job);
    else
        select.bindNull();
    select.bind(filter.sinceMs).bind(nlohmann::json(filter.states).dump());
    std::vector<std::int64_t> ids;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return ids;
        ids.push_back(select.integer(0));
    }
}

Result<std::vector<std::int64_t>> RunReader::latestSyncs()
{
    WEIR_TRY(Statement select, m_reader.database().prepare("SELECT (SELECT max(id) FROM run WHERE job_id = j.id AND kind = "
                                                           "'sync') FROM job j"));
    std::vector<std::int64_t> ids;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return ids;
        if (!select.isNull(0))
            ids.push_back(select.integer(0));
    }
}

Result<std::optional<RunDetails>> RunReader::details(std::int64_t run)
{
    RunDetails details;
    WEIR_TRY(std::vector<RunRow> rows, m_reader.runsById({run}));
    if (rows.empty())
        return std::optional<RunDetails>();
    details.run = std::move(rows.front());
    WEIR_TRY(Statement select,
             m_reader.database().prepare("SELECT v.number, v.who, v.definition, r.resumed_from, coalesce(p.state, ''), "
                                         "r.is_split_exact FROM run r JOIN revision v ON v.id = r.revision_id LEFT JOIN run p ON "
                                         "p.id = r.resumed_from WHERE r.id = ?"));
    WEIR_TRY(const bool hasRow, select.bind(run).step());
    if (hasRow) {
        details.revision = select.integer(0);
        details.who = select.text(1);
        details.definition = select.text(2);
        if (!select.isNull(3))
            details.resumedFrom = select.integer(3);
        details.resumedFromState = select.text(4);
        details.isSplitExact = select.integer(5) != 0;
    }
    return std::optional(std::move(details));
}

Result<std::vector<std::pair<std::int64_t, std::int64_t>>> RunReader::revisions(const std::vector<std::int64_t> &ids)
{
    WEIR_TRY(Statement select, m_reader.database().prepare("SELECT r.id, v.number FROM run r JOIN revision v ON v.id = "
                                                           "r.revision_id WHERE r.id IN (SELECT value FROM json_each(?))"));
    select.bind(fmt::format("[{}]", fmt::join(ids, ",")));
    std::vector<std::pair<std::int64_t, std::int64_t>> revisions;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return revisions;
        revisions.emplace_back(select.integer(0), select.integer(1));
    }
}

Result<std::vector<AttemptRow>> RunReader::attempts(std::int64_t run, std::int64_t before, std::int64_t max)
{
    WEIR_TRY(Statement select, m_reader.database().prepare("SELECT id, at, side, what, code, detail, wait_ms FROM attempt WHERE "
                                                           "run_id = ? AND id < ? ORDER BY id DESC LIMIT ?"));
    select.bind(run).bind(before).bind(max);
    std::vector<AttemptRow> attempts;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return attempts;
        AttemptRow row;
        row.id = select.integer(0);
        row.run = run;
        row.at = select.integer(1);
        row.side = select.text(2);
        row.what = select.text(3);
        row.code = select.text(4);
        row.detail = select.text(5);
        row.waitMs = select.integer(6);
        attempts.push_back(std::move(row));
    }
}

Result<std::int64_t> RunReader::attemptCount(std::int64_t run)
{
    WEIR_TRY(Statement select, m_reader.database().prepare("SELECT count(*) FROM attempt WHERE run_id = ?"));
    WEIR_TRY(const bool hasRow, select.bind(run).step());
    return hasRow ? select.integer(0) : 0;
}

Result<std::vector<EventRow>> RunReader::events(std::int64_t run, std::int64_t max)
{
    WEIR_TRY(Statement select, m_reader.database().prepare("SELECT id, at, code, detail FROM event WHERE run_id = ? ORDER BY id "
                                                           "LIMIT ?"));
    select.bind(run).bind(max);
    std::vector<EventRow> events;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return events;
        events.push_back({select.integer(0), select.integer(1), select.text(2), select.text(3)});
    }
}

Result<std::vector<FilterCount>> RunReader::filters(std::int64_t run)
{
    WEIR_TRY(Statement select, m_reader.database().prepare("SELECT rule, rows FROM filter_count WHERE run_id = ? ORDER BY rows "
                                                           "DESC, rule"));
    select.bind(run);
    std::vector<FilterCount> filters;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return filters;
        filters.push_back({select.text(0), select.integer(1)});
    }
}

} // namespace weir
