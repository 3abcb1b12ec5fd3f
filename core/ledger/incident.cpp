// The target went back: acknowledged rows become pending again (delivery §3 S4, §9).

#include "core/ledger/books.h"

#include <fmt/format.h>

namespace weir::books {

namespace {

/// Figures of the batches that are left, by filter too.
Result<TakenBack> sumUp(Database &database, std::int64_t stream, std::int64_t generation)
{
    TakenBack left;
    WEIR_TRY(Statement sums,
             database.prepare("SELECT coalesce(sum(rows_read), 0), coalesce(sum(rows_inserted), 0), "
                              "coalesce(sum(rows_updated), 0), coalesce(sum(rows_unchanged), 0), "
                              "coalesce(sum(rows_superseded), 0), coalesce(sum(rows_quarantined), 0), "
                              "coalesce(sum(rows_unknown), 0), coalesce(max(seq_last), 0) FROM batch WHERE stream_id = ? "
                              "AND generation = ?"));
    WEIR_TRY(const bool hasRow, sums.bind(stream).bind(generation).step());
    (void)hasRow; // an aggregate always has one
    Totals &totals = left.totals;
    std::int64_t *const figures[] = {&totals.read,       &totals.inserted,    &totals.updated, &totals.unchanged,
                                     &totals.superseded, &totals.quarantined, &totals.unknown, &left.seq};
    for (int i = 0; i < 8; ++i)
        *figures[i] = sums.integer(i);
    WEIR_TRY(Statement rules, database.prepare("SELECT f.key, sum(f.value) FROM batch b, json_each(b.filters) f WHERE "
                                               "b.stream_id = ? AND b.generation = ? GROUP BY f.key"));
    rules.bind(stream).bind(generation);
    for (;;) {
        WEIR_TRY(const bool hasRule, rules.step());
        if (!hasRule)
            return left;
        totals.filtered[rules.text(0)] = rules.integer(1);
    }
}

Result<void> forRange(Database &database, std::string_view sql, std::int64_t stream, std::int64_t generation,
                      std::int64_t seq)
{
    WEIR_TRY(Statement statement, database.prepare(sql));
    return statement.bind(stream).bind(generation).bind(seq).run();
}

} // namespace

Result<TakenBack> takeBack(Database &database, std::int64_t job, std::int64_t stream, std::int64_t generation,
                           std::int64_t seq, const std::vector<Skipped> &openSkips, std::int64_t run,
                           std::int64_t nowMs)
{
    WEIR_TRY(Statement open, database.prepare("INSERT INTO incident (at, run_id, stream_id, generation, seq_from, seq_to) "
                                              "SELECT ?1, ?2, ?3, ?4, ?5 + 1, next_seq - 1 FROM stream WHERE id = ?3"));
    WEIR_CHECK(open.bind(nowMs).bind(run).bind(stream).bind(generation).bind(seq).run());
    const std::int64_t incident = database.lastRowId();
    WEIR_TRY(const auto rows, database.scalar(fmt::format("SELECT seq_to - seq_from + 1 FROM incident WHERE id = {}", incident)));
    WEIR_CHECK(forRange(database,
                        "UPDATE filter_count SET rows = rows - coalesce((SELECT sum(f.value) FROM batch b, "
                        "json_each(b.filters) f WHERE b.stream_id = ?1 AND b.generation = ?2 AND b.seq_last > ?3 AND "
                        "b.run_id = filter_count.run_id AND f.key = filter_count.rule), 0) WHERE run_id IN (SELECT run_id "
                        "FROM batch WHERE stream_id = ?1 AND generation = ?2 AND seq_last > ?3)",
                        stream, generation, seq));
    WEIR_CHECK(forRange(database,
                        "UPDATE exception_row SET state = 'void' WHERE stream_id = ? AND generation = ? AND seq > ? AND "
                        "state <> 'void'",
                        stream, generation, seq));
    WEIR_CHECK(forRange(database, "DELETE FROM batch WHERE stream_id = ? AND generation = ? AND seq_last > ?", stream,
                        generation, seq));
    WEIR_TRY(Statement forgotten, database.prepare("UPDATE exception_row SET state = 'quarantined' WHERE stream_id = ? AND "
                                                   "generation = ? AND seq = ? AND state = 'delivered'"));
    for (const Skipped &skip : openSkips)
        WEIR_CHECK(forgotten.bind(stream).bind(generation).bind(skip.seq).run());
    WEIR_CHECK(database.execute(fmt::format("UPDATE incident SET is_open = 0 WHERE id = {}", incident)));
    WEIR_TRY(TakenBack left, sumUp(database, stream, generation));
    left.rows = rows.value_or(0);
    WEIR_CHECK(recordEvent(database, job, run, "target.went.back",
                           fmt::format("the target stands at row {} of generation {}; rows {} to {} are delivered again",
                                       seq, generation, seq + 1, seq + left.rows),
                           nowMs));
    return left;
}

} // namespace weir::books
