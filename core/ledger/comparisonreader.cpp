#include "core/ledger/comparisonreader.h"

namespace weir {

Result<std::optional<ComparisonRow>> ComparisonReader::last(const std::string &job, const std::string &depth)
{
    WEIR_TRY(Statement select,
             m_database.prepare("SELECT r.id, j.name, r.depth, v.number, r.at, r.seconds, r.rows_source, r.rows_target, r.rows_same, "
                                "r.rows_missing, r.rows_extra, r.rows_different, r.rows_not_comparable, r.rows_filtered, "
                                "r.rows_superseded, r.explained, r.unexplained, r.differences_omitted FROM reconciliation r JOIN "
                                "job j ON j.id = r.job_id JOIN revision v ON v.id = r.revision_id WHERE j.name = ?1 AND (?2 = '' "
                                "OR r.depth = ?2) ORDER BY r.id DESC LIMIT 1"));
    WEIR_TRY(const bool hasRow, select.bind(job).bind(depth).step());
    if (!hasRow)
        return std::optional<ComparisonRow>();
    ComparisonRow row;
    row.id = select.integer(0);
    row.job = select.text(1);
    row.depth = select.text(2);
    row.revision = select.integer(3);
    row.at = select.integer(4);
    row.seconds = select.real(5);
    std::int64_t *const figures[] = {&row.rowsSource, &row.rowsTarget,    &row.same,      &row.missing,
                                     &row.extra,      &row.different,     &row.notComparable, &row.filtered,
                                     &row.superseded, &row.explained,     &row.unexplained,   &row.differencesOmitted};
    for (int i = 0; i < 12; ++i)
        *figures[i] = select.integer(6 + i);
    return std::optional(std::move(row));
}

Result<std::vector<ComparedRow>> ComparisonReader::rows(std::int64_t comparison)
{
    WEIR_TRY(Statement select, m_database.prepare("SELECT number, kind, natural_key, explanation, fields FROM difference WHERE "
                                                  "reconciliation_id = ? ORDER BY number"));
    select.bind(comparison);
    std::vector<ComparedRow> rows;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return rows;
        rows.push_back({select.integer(0), select.text(1), select.text(2), select.text(3), select.text(4)});
    }
}

} // namespace weir
