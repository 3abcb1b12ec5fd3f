#include "core/ledger/historyreader.h"

#include <fmt/format.h>

namespace weir {

namespace {

/// Both lists with the columns of the audit.
constexpr const char *listSql(AuditList list)
{
    return list == AuditList::Actions
               ? "SELECT id, at, who, action, subject, detail FROM audit"
               : "SELECT e.id AS id, e.at AS at, coalesce(j.name, '') AS who, e.code AS action, iif(e.run_id IS NULL, '', 'run ' || "
                 "e.run_id) AS subject, e.detail AS detail FROM event e LEFT JOIN job j ON j.id = e.job_id";
}

constexpr const char *auditWhere = "at >= ?1 AND (?2 = '' OR action = ?2) AND (?3 = '' OR instr(lower(who || char(10) || action || "
                                   "char(10) || subject || char(10) || detail), lower(?3)) > 0)";

void bindFilter(Statement &select, const AuditFilter &filter)
{
    select.bind(filter.sinceMs).bind(filter.action).bind(filter.text);
}

} // namespace

Result<std::map<std::int64_t, PeriodFigures>> HistoryReader::periodsByJob(std::int64_t sinceMs)
{
    WEIR_TRY(Statement select,
             m_reader.database().prepare("SELECT job_id, count(*), sum(rows_read), sum(rows_inserted), sum(rows_updated), "
                                         "sum(rows_unchanged), sum(rows_superseded), sum(rows_filtered), sum(rows_quarantined), "
                                         "sum(rows_unknown), sum(rows_pending), sum(retries) FROM run WHERE kind = 'sync' AND "
                                         "started_at >= ? GROUP BY job_id"));
    select.bind(sinceMs);
    std::map<std::int64_t, PeriodFigures> periods;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return periods;
        PeriodFigures &of = periods[select.integer(0)];
        std::int64_t *const figures[] = {&of.runs,       &of.read,     &of.inserted,    &of.updated, &of.unchanged,
                                         &of.superseded,
                                         &of.filtered, &of.quarantined, &of.unknown, &of.pending,   &of.retries};
        for (int i = 0; i < 11; ++i)
            *figures[i] = select.integer(1 + i);
    }
}

Result<std::vector<AuditRow>> HistoryReader::audit(const AuditFilter &filter, std::int64_t before, std::int64_t max)
{
    WEIR_TRY(Statement select,
             m_reader.database().prepare(fmt::format("SELECT id, at, who, action, subject, detail FROM ({}) WHERE {} "
                                                     "AND (?4 = 0 OR id < ?4) ORDER BY id DESC LIMIT ?5",
                                                     listSql(filter.list), auditWhere)));
    bindFilter(select, filter);
    select.bind(before).bind(max);
    std::vector<AuditRow> rows;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return rows;
        rows.push_back({select.integer(0), select.integer(1), select.text(2), select.text(3), select.text(4),
                        select.text(5)});
    }
}

Result<std::int64_t> HistoryReader::auditCount(const AuditFilter &filter)
{
    WEIR_TRY(Statement select, m_reader.database().prepare(fmt::format("SELECT count(*) FROM ({}) WHERE {}", listSql(filter.list),
                                                                             auditWhere)));
    bindFilter(select, filter);
    WEIR_TRY([[maybe_unused]] const bool hasRow, select.step());
    return select.integer(0);
}

Result<std::vector<std::string>> HistoryReader::auditActions(AuditList list)
{
    WEIR_TRY(Statement select, m_reader.database().prepare(fmt::format("SELECT DISTINCT action FROM ({}) ORDER BY action", listSql(list))));
    std::vector<std::string> actions;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return actions;
        actions.push_back(select.text(0));
    }
}

} // namespace weir
