#include "core/compensation/manifestbooks.h"

#include "core/base/hash.h"
#include "core/ledger/books.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir::books {

namespace {

/// The condition of a selection; its values are bound by bindSelection() in the same order.
std::string condition(const CompensationSelection &selection,
                      // Released rows wait for a compensation that was broken off; whoever asks holds the lock.
                      const std::string &which = "e.state IN ('quarantined', 'released') AND e.is_set_aside = 0")
{
    std::string sql = "e.stream_id = ? AND " + which;
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

/// As it is kept in the manifest, and what makes two selections the same.
std::string selectionText(const CompensationSelection &selection)
{
    Json object = Json::object();
    if (selection.cause)
        object["cause"] = *selection.cause;
    if (selection.run)
        object["run"] = *selection.run;
    if (!selection.key.empty())
        object["key"] = selection.key;
    if (selection.fromMs)
        object["fromMs"] = *selection.fromMs;
    if (selection.toMs)
        object["toMs"] = *selection.toMs;
    if (!selection.rows.empty())
        object["rows"] = selection.rows;
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The rows that a manifest still holds go back to quarantine, and it ends.
Result<void> release(Database &database, std::int64_t manifest)
{
    WEIR_CHECK(database.execute(fmt::format(
        "UPDATE exception_row SET state = 'quarantined' WHERE state = 'released' AND id IN "
        "(SELECT exception_id FROM manifest_item WHERE manifest_id = {} AND state = 'open')",
        manifest)));
    return database.execute(fmt::format("UPDATE manifest SET state = 'stopped' WHERE id = {}", manifest));
}

/// The open manifest of the same selection and mapping; others, which a crash left open, give their rows back.
Result<std::optional<Manifest>> takeUp(Database &database, std::int64_t job, const std::string &hash)
{
    WEIR_TRY(Statement select, database.prepare("SELECT id, uuid, hash FROM manifest WHERE job_id = ? AND state = 'open'"));
    select.bind(job);
    std::optional<Manifest> same;
    std::vector<std::int64_t> others;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            break;
        if (select.text(2) == hash)
            same = Manifest{select.integer(0), select.text(1), 0};
        else
            others.push_back(select.integer(0));
    }
    for (const std::int64_t other : others)
        WEIR_CHECK(release(database, other));
    return same;
}

constexpr const char *rowColumns = "e.id, e.generation, e.seq, e.payload, e.is_raw, e.natural_key, e.position, c.code, "
                                   "c.field, e.value";

Result<std::vector<QuarantinedRow>> readRows(Statement &select)
{
    std::vector<QuarantinedRow> rows;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return rows;
        rows.push_back({select.integer(0), select.integer(1), select.integer(2), select.text(3), select.integer(4) != 0,
                        select.text(5), select.text(6), select.text(7), select.text(8), select.text(9)});
    }
}

Result<std::vector<std::int64_t>> readIds(Statement &select)
{
    std::vector<std::int64_t> ids;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return ids;
        ids.push_back(select.integer(0));
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

Result<JobRecord> knownJob(Database &database, const Uuid &uuid, const std::string &name)
{
    WEIR_TRY(Statement select, database.prepare("SELECT id, epoch FROM job WHERE uuid = ?"));
    WEIR_TRY(const bool hasRow, select.bind(uuid.text()).step());
    if (!hasRow)
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("job \"{}\" has not run yet: there is nothing to compensate", name));
    JobRecord job;
    job.id = select.integer(0);
    job.epoch = select.integer(1);
    return job;
}

Result<Manifest> openManifest(Database &database, const RunStart &start, std::int64_t stream,
                              const CompensationSelection &selection, std::int64_t nowMs)
{
    WEIR_TRY(Statement broken, database.prepare("UPDATE run SET state = 'interrupted', is_final = 1, ended_at = ? WHERE "
                                                "job_id = ? AND is_final = 0 AND kind = 'compensation'"));
    WEIR_CHECK(broken.bind(nowMs).bind(start.job).run());
    const std::string what = selectionText(selection);
    const std::string hash = sha256Hex(fmt::format("{} {}", start.revision, what));
    WEIR_TRY(const std::optional<Manifest> known, takeUp(database, start.job, hash));
    Manifest manifest = known.value_or(Manifest{});
    WEIR_TRY(manifest.run, beginRun(database, start, nowMs));
    if (known) {
        WEIR_CHECK(database.execute(
            fmt::format("UPDATE manifest SET run_id = {} WHERE id = {}", manifest.run, manifest.id)));
        return manifest;
    }
    manifest.uuid = Uuid::random().text();
    WEIR_TRY(Statement insert, database.prepare("INSERT INTO manifest (uuid, job_id, hash, run_id, state, selection, at) "
                                                "VALUES (?, ?, ?, ?, 'open', ?, ?)"));
    insert.bind(manifest.uuid).bind(start.job).bind(hash).bind(manifest.run).bind(what);
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
    static constexpr const char *itemStates[] = {"delivered", "already", "fails", "blocked", "blocked"};
    WEIR_TRY(Statement item, database.prepare("UPDATE manifest_item SET state = ? WHERE manifest_id = ? AND exception_id = ?"));
    WEIR_TRY(Statement deliver, database.prepare("UPDATE exception_row SET state = 'delivered' WHERE id = ?"));
    WEIR_TRY(Statement recause, database.prepare("UPDATE exception_row SET cause_id = ?, value = ?, detail = ?, revision_id "
                                                 "= ?, tries = tries + 1 WHERE id = ?"));
    WEIR_TRY(Statement again, database.prepare("UPDATE exception_row SET state = 'quarantined' WHERE id = ?"));
    WEIR_TRY(Statement unknown, database.prepare("UPDATE exception_row SET state = 'unknown' WHERE id = ?"));
    for (const ItemOutcome &outcome : items) {
        if (outcome.isBooked)
            continue;
        WEIR_CHECK(item.bind(itemStates[static_cast<int>(outcome.kind)]).bind(manifest).bind(outcome.id).run());
        if (outcome.kind == Kind::Delivered || outcome.kind == Kind::Already) {
            WEIR_CHECK(deliver.bind(outcome.id).run());
            continue;
        }
        if (outcome.kind == Kind::Fails || outcome.kind == Kind::Unknown) {
            WEIR_TRY(const std::int64_t cause, causeOf(database, job, outcome.error));
            recause.bind(cause).bind(outcome.error.value).bind(outcome.error.detail).bind(revision);
            WEIR_CHECK(recause.bind(outcome.id).run());
        }
        WEIR_CHECK((outcome.kind == Kind::Unknown ? unknown : again).bind(outcome.id).run());
    }
    return {};
}

Result<void> closeManifest(Database &database, const Manifest &manifest, const CompensationResult &result, bool isDone,
                           std::int64_t nowMs)
{
    const std::int64_t left = result.stillFails + result.blocked + result.targetNewer;
    const std::int64_t read = result.inserted + result.updated + result.alreadyThere + left + result.unknown;
    WEIR_TRY(Statement figures, database.prepare("UPDATE run SET rows_read = ?, rows_inserted = ?, rows_updated = ?, "
                                                 "rows_unchanged = ?, rows_quarantined = ?, rows_unknown = ? WHERE id = ?"));
    figures.bind(read).bind(result.inserted).bind(result.updated).bind(result.alreadyThere).bind(left).bind(result.unknown);
    WEIR_CHECK(figures.bind(manifest.run).run());
    const bool isCancelled = result.error && result.error->code == ErrorCode::Cancelled;
    const RunState state = isCancelled ? RunState::Stopped
                           : !isDone   ? RunState::Failed
                           : left > 0 ? RunState::CompletedQuarantined
                           : result.unknown > 0 ? RunState::CompletedUnknown : RunState::Completed;
    WEIR_CHECK(setRunState(database, manifest.run, state, result.error && !isCancelled ? "target" : "", true, nowMs));
    if (!isDone)
        return release(database, manifest.id);
    return database.execute(fmt::format("UPDATE manifest SET state = 'done' WHERE id = {}", manifest.id));
}

Result<std::int64_t> markRows(Database &database, std::int64_t stream, const CompensationSelection &selection,
                              const RowMark &mark, std::int64_t nowMs)
{
    struct Way
    {
        const char *name, *set, *where;
    };
    static constexpr Way ways[] = {
        {"rows.set-aside", "is_set_aside = 1", "e.state = 'quarantined' AND e.is_set_aside = 0"},
        {"rows.restored", "is_set_aside = 0", "e.state = 'quarantined' AND e.is_set_aside = 1"},
        {"rows.discarded", "state = 'discarded'", "e.state IN ('quarantined', 'unknown')"},
        {"rows.arrived", "state = 'delivered'", "e.state = 'unknown'"},
        {"rows.send-again", "state = 'released'", "e.state = 'unknown'"},
    };
    using Action = RowMark::Action;
    if (mark.action == Action::Discard && mark.reason.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "discarding rows is final and needs a reason");
    if (mark.action == Action::SendAgain && mark.reason.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "sending rows again may write them twice and needs a reason");
    const Way &way = ways[static_cast<std::size_t>(mark.action)];
    const std::string where = condition(selection, way.where);
    // What a compensation holds is released, too: only the rows meant here become quarantined.
    std::vector<std::int64_t> sentAgain;
    if (mark.action == Action::SendAgain) {
        WEIR_TRY(Statement chosen, database.prepare(fmt::format("SELECT e.id FROM exception_row e WHERE {}", where)));
        bindSelection(chosen, stream, selection);
        WEIR_TRY(sentAgain, readIds(chosen));
    }
    WEIR_TRY(Statement update, database.prepare(fmt::format("UPDATE exception_row SET {} WHERE id IN (SELECT e.id FROM "
                                                            "exception_row e WHERE {})",
                                                            way.set, where)));
    bindSelection(update, stream, selection);
    WEIR_CHECK(update.run());
    const std::int64_t rows = database.changes();
    WEIR_TRY(Statement again, database.prepare("UPDATE exception_row SET state = 'quarantined' WHERE id = ?"));
    for (const std::int64_t id : sentAgain)
        WEIR_CHECK(again.bind(id).run());
    if (rows > 0)
        WEIR_CHECK(recordAudit(database, mark.who, way.name, fmt::format("{}: {} rows, {}", mark.job, rows, selectionText(selection)),
                               mark.reason, nowMs));
    return rows;
}

Result<void> applyEdits(Database &database, std::int64_t job, const EditedRows &edits, std::int64_t nowMs)
{
    for (const auto &[id, payload] : edits) {
        WEIR_TRY(Statement select, database.prepare("SELECT e.stream_id, e.generation, e.seq, e.position, e.payload FROM "
                                                    "exception_row e JOIN stream s ON s.id = e.stream_id WHERE e.id = ? AND "
                                                    "s.job_id = ? AND e.state IN ('quarantined', 'released')"));
        WEIR_TRY(const bool hasRow, select.bind(id).bind(job).step());
        if (!hasRow)
            return fail(ErrorCode::NotFound, Recovery::Stop,
                        fmt::format("row {} is not an open quarantined row of this job", id));
        const std::int64_t checksum =
            exceptionChecksum(select.integer(0), select.integer(1), select.integer(2), select.text(3), payload);
        WEIR_CHECK(recordEvent(database, job, {}, "row.edited", fmt::format("row {}: {}", id, select.text(4)), nowMs));
        WEIR_TRY(Statement update,
                 database.prepare("UPDATE exception_row SET payload = ?, is_raw = 0, checksum = ? WHERE id = ?"));
        WEIR_CHECK(update.bindBlob(payload).bind(checksum).bind(id).run());
    }
    return {};
}

} // namespace weir::books
