#include "core/reconciliation/reconciliationbooks.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir::books {

namespace {

std::string explanationOf(const std::string &state, bool isSetAside, const std::string &code, const std::string &field,
                          const std::string &position)
{
    if (state == "delivered")
        return "delivered with edited values";
    const std::string_view word = state == "discarded" || state == "unknown" ? std::string_view(state)
                                  : isSetAside                               ? "set aside"
                                                                             : "quarantined";
    return fmt::format("{} ({}{}{}{})", word, code, field.empty() ? "" : " in " + field, position.empty() ? "" : ", ", position);
}

Json fieldsOf(const Difference &difference)
{
    const auto text = [](const std::optional<std::string> &value) { return value ? Json(*value) : Json(); };
    Json fields = Json::array();
    for (const Difference::Field &field : difference.fields)
        fields.push_back({{"field", field.name}, {"source", text(field.source)}, {"target", text(field.target)}});
    return fields;
}

} // namespace

Result<std::vector<HeldRow>> heldRows(Database &database, std::int64_t stream, std::int64_t after, std::int64_t max)
{
    // A delivered row only matters when a person changed it: then the target differs from the source on purpose.
    WEIR_TRY(Statement select, database.prepare(
        "SELECT e.id, e.payload, e.is_raw, e.natural_key, e.state, e.is_set_aside, c.code, c.field, e.position "
        "FROM exception_row e JOIN cause c ON c.id = e.cause_id WHERE e.stream_id = ?1 AND e.id > ?2 AND "
        "(e.state IN ('quarantined', 'released', 'unknown', 'discarded') OR (e.state = 'delivered' AND e.id IN "
        "(SELECT CAST(substr(detail, 5) AS INTEGER) FROM event WHERE code = 'row.edited' AND job_id = c.job_id))) "
        "ORDER BY e.id LIMIT ?3"));
    select.bind(stream).bind(after).bind(max);
    std::vector<HeldRow> rows;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return rows;
        rows.push_back({select.integer(0), select.text(1), select.integer(2) != 0, select.text(3),
                        explanationOf(select.text(4), select.integer(5) != 0, select.text(6), select.text(7), select.text(8))});
    }
}

Result<std::int64_t> recordReconciliation(Database &database, std::int64_t job, std::int64_t revision,
                                          const ReconcileResult &result, std::int64_t nowMs)
{
    WEIR_TRY(Statement insert, database.prepare(
        "INSERT INTO reconciliation (job_id, revision_id, depth, at, seconds, rows_source, rows_target, rows_same, "
        "rows_missing, rows_extra, rows_different, rows_not_comparable, rows_filtered, rows_superseded, explained, "
        "unexplained, differences_omitted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(job).bind(revision).bind(reconcileDepthName(result.depth)).bind(nowMs).bind(result.seconds);
    for (const std::int64_t count : {result.rowsSource, result.rowsTarget, result.same, result.missing, result.extra,
                                     result.different, result.notComparable, result.filtered, result.superseded,
                                     result.explained, result.unexplained, result.differencesOmitted})
        insert.bind(count);
    WEIR_CHECK(insert.run());
    const std::int64_t id = database.lastRowId();
    WEIR_TRY(Statement row, database.prepare("INSERT INTO difference (reconciliation_id, number, kind, natural_key, fields, "
                                             "explanation) VALUES (?, ?, ?, ?, ?, ?)"));
    std::int64_t number = 0;
    for (const Difference &difference : result.differences) {
        const std::string fields = fieldsOf(difference).dump(-1, ' ', false, Json::error_handler_t::replace);
        row.bind(id).bind(++number).bind(differenceKindName(difference.kind)).bind(difference.key);
        WEIR_CHECK(row.bind(fields).bind(difference.explanation).run());
    }
    return id;
}

} // namespace weir::books
