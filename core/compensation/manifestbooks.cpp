#include "core/compensation/manifestbooks.h"

#include "core/base/hash.h"
#include "core/ledger/books.h"

#include <fmt/format.h>

namespace weir::books {

namespace {

/// The condition of a selection; its values are bound by bindSelection() in the same order.
std::string condition(const CompensationSelection &selection)
{
    std::string sql = "e.stream_id = ? AND e.state = 'quarantined' AND e.is_set_aside = 0";
    if (selection.cause)
        sql += " AND e.cause_id = ?";
    if (selection.run)
        sql += " AND e.run_id = ?";
    if (!selection.key.empty())
        sql += " AND e.natural_key = ?";
    if (selection.fromMs)
        sql += " AND e.at >= ?";
    if (selection.toMs)
        sql += " AND e.at < ?";
    if (!selection.rows.empty())
        sql += fmt::format(" AND e.id IN ({})", fmt::join(selection.rows, ","));
    return sql;
}

void bindSelection(Statement &statement, std::int64_t stream, const CompensationSelection &selection)
{
    statement.bind(stream);
    if (selection.cause)
        statement.bind(*selection.cause);
    if (selection.run)
        statement.bind(*selection.run);
    if (!selection.key.empty())
        statement.bind(selection.key);
    if (selection.fromMs)
        statement.bind(*selection.fromMs);
    if (selection.toMs)
        statement.bind(*selection.toMs);
}

constexpr const char *rowColumns = "e.id, e.generation, e.seq, e.payload, e.is_raw, e.natural_key, e.position, c.code";

Result<std::vector<QuarantinedRow>> readRows(Statement &select)
{
    std::vector<QuarantinedRow> rows;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return rows;
        rows.push_back({select.integer(0), select.integer(1), select.integer(2), select.text(3), select.integer(4) != 0,
                        select.text(5), select.text(6), select.text(7)});
    }
}

} // namespace

Result<std::vector<QuarantinedRow>> selectQuarantined(Database &database, std::int64_t stream,
                                                      const CompensationSelection &selection, std::int64_t after,
                                                      std::int64_t max)
{
    WEIR_TRY(Statement select, database.prepare(fmt::format("SELECT {} FROM exception_row e JOIN cause c ON c.id = e.cause_id "
                                                            "WHERE {} AND e.id > ? ORDER BY e.id LIMIT ?",
                                                            rowColumns, condition(selection))));
    bindSelection(select, stream, selection);
    select.bind(after).bind(max);
    return readRows(select);
}

Result<std::int64_t> countQuarantined(Database &database, std::int64_t stream, const CompensationSelection &selection)
{
    WEIR_TRY(Statement select,
             database.prepare(fmt::format("SELECT count(*) FROM exception_row e WHERE {}", condition(selection))));
    bindSelection(select, stream, selection);
    WEIR_TRY(const bool hasRow, select.step());
    return hasRow ? select.integer(0) : 0;
}

Result<Manifest> openManifest(Database &database, const RunStart &start, std::int64_t stream,
                              const CompensationSelection &selection, std::int64_t nowMs)
{
    Manifest manifest;
    WEIR_TRY(Statement known, database.prepare("SELECT id, uuid FROM manifest WHERE job_id = ? AND state = 'open'"));
    WEIR_TRY(const bool isKnown, known.bind(start.job).step());
    WEIR_TRY(manifest.run, beginRun(database, start, nowMs));
    if (isKnown) {
        manifest.id = known.integer(0);
        manifest.uuid = known.text(1);
        WEIR_CHECK(database.execute(
            fmt::format("UPDATE manifest SET run_id = {} WHERE id = {}", manifest.run, manifest.id)));
        return manifest;
    }
    manifest.uuid = Uuid::random().text();
    const std::string what = fmt::format("{}|{}", condition(selection), fmt::join(selection.rows, ","));
    WEIR_TRY(Statement insert, database.prepare("INSERT INTO manifest (uuid, job_id, hash, run_id, state, selection, at) "
                                                "VALUES (?, ?, ?, ?, 'open', ?, ?)"));
    insert.bind(manifest.uuid).bind(start.job).bind(sha256Hex(what)).bind(manifest.run).bind(what);
    WEIR_CHECK(insert.bind(nowMs).run());
    manifest.id = database.lastRowId();
    WEIR_TRY(Statement items,
             database.prepare(fmt::format("INSERT INTO manifest_item SELECT {}, e.id, 'open' FROM exception_row e WHERE {}",
                                          manifest.id, condition(selection))));
    bindSelection(items, stream, selection);
    WEIR_CHECK(items.run());
    WEIR_CHECK(database.execute(fmt::format("UPDATE exception_row SET state = 'released', manifest_id = {0} WHERE id IN "
                                            "(SELECT exception_id FROM manifest_item WHERE manifest_id = {0})",
                                            manifest.id)));
    return manifest;
}

Result<std::vector<QuarantinedRow>> openItems(Database &database, std::int64_t manifest, std::int64_t after,
                                              std::int64_t max)
{
    WEIR_TRY(Statement select,
             database.prepare(fmt::format("SELECT {} FROM manifest_item m JOIN exception_row e ON e.id = m.exception_id "
                                          "JOIN cause c ON c.id = e.cause_id WHERE m.manifest_id = ? AND m.state = 'open' "
                                          "AND e.id > ? ORDER BY e.id LIMIT ?",
                                          rowColumns)));
    select.bind(manifest).bind(after).bind(max);
    return readRows(select);
}

Result<void> settleItems(Database &database, std::int64_t job, std::int64_t manifest, std::int64_t revision,
                         const std::vector<ItemOutcome> &items)
{
    using Kind = ItemOutcome::Kind;
    static constexpr const char *itemStates[] = {"delivered", "already", "fails", "blocked"};
    WEIR_TRY(Statement item, database.prepare("UPDATE manifest_item SET state = ? WHERE manifest_id = ? AND exception_id = ?"));
    WEIR_TRY(Statement deliver, database.prepare("UPDATE exception_row SET state = 'delivered' WHERE id = ?"));
    WEIR_TRY(Statement recause, database.prepare("UPDATE exception_row SET cause_id = ?, value = ?, detail = ?, revision_id "
                                                 "= ?, tries = tries + 1 WHERE id = ?"));
    WEIR_TRY(Statement again, database.prepare("UPDATE exception_row SET state = 'quarantined' WHERE id = ?"));
    for (const ItemOutcome &outcome : items) {
        WEIR_CHECK(item.bind(itemStates[static_cast<int>(outcome.kind)]).bind(manifest).bind(outcome.id).run());
        if (outcome.kind == Kind::Delivered || outcome.kind == Kind::Already) {
            WEIR_CHECK(deliver.bind(outcome.id).run());
            continue;
        }
        if (outcome.kind == Kind::Fails) {
            WEIR_TRY(const std::int64_t cause, causeOf(database, job, outcome.error));
            recause.bind(cause).bind(outcome.error.value).bind(outcome.error.detail).bind(revision);
            WEIR_CHECK(recause.bind(outcome.id).run());
        }
        WEIR_CHECK(again.bind(outcome.id).run());
    }
    return {};
}

Result<void> closeManifest(Database &database, const Manifest &manifest, const CompensationResult &result, bool isDone,
                           std::int64_t nowMs)
{
    const std::int64_t left = result.stillFails + result.blocked + result.targetNewer;
    const std::int64_t read = result.inserted + result.updated + result.alreadyThere + left;
    WEIR_TRY(Statement figures, database.prepare("UPDATE run SET rows_read = ?, rows_inserted = ?, rows_updated = ?, "
                                                 "rows_unchanged = ?, rows_quarantined = ? WHERE id = ?"));
    figures.bind(read).bind(result.inserted).bind(result.updated).bind(result.alreadyThere).bind(left);
    WEIR_CHECK(figures.bind(manifest.run).run());
    const RunState state = !isDone ? RunState::Failed : left > 0 ? RunState::CompletedQuarantined : RunState::Completed;
    WEIR_CHECK(setRunState(database, manifest.run, state, result.error ? "target" : "", true, nowMs));
    if (!isDone)
        return {};
    return database.execute(fmt::format("UPDATE manifest SET state = 'done' WHERE id = {}", manifest.id));
}

Result<void> applyEdits(Database &database, std::int64_t job, const EditedRows &edits, std::int64_t nowMs)
{
    for (const auto &[id, payload] : edits) {
        WEIR_TRY(Statement select, database.prepare("SELECT e.stream_id, e.generation, e.seq, e.position, e.payload FROM "
                                                    "exception_row e JOIN stream s ON s.id = e.stream_id WHERE e.id = ? AND "
                                                    "s.job_id = ? AND e.state = 'quarantined'"));
        WEIR_TRY(const bool hasRow, select.bind(id).bind(job).step());
        if (!hasRow)
            return fail(ErrorCode::NotFound, Recovery::Stop,
                        fmt::format("row {} is not an open quarantined row of this job", id));
        const std::int64_t checksum =
            exceptionChecksum(select.integer(0), select.integer(1), select.integer(2), select.text(3), payload);
        WEIR_CHECK(recordEvent(database, job, {}, "row.edited", fmt::format("row {}", id), nowMs));
        WEIR_TRY(Statement update,
                 database.prepare("UPDATE exception_row SET payload = ?, is_raw = 0, checksum = ? WHERE id = ?"));
        WEIR_CHECK(update.bindBlob(payload).bind(checksum).bind(id).run());
    }
    return {};
}

} // namespace weir::books
