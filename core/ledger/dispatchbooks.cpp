#include "core/ledger/dispatchbooks.h"

namespace weir::books {

Result<void> openDispatch(Database &database, const DispatchRecord &record, std::int64_t nowMs)
{
    WEIR_TRY(const std::optional<DispatchRecord> open, openDispatchOf(database, record.stream, record.slot));
    if (open && open->generation == record.generation && open->seqFirst == record.seqFirst && open->seqLast == record.seqLast) {
        WEIR_TRY(Statement again, database.prepare("UPDATE dispatch SET tries = tries + 1, idem_key = ?, hash = ? WHERE stream_id = ? "
                                                   "AND slot = ? AND state = 'open'"));
        return again.bind(record.dispatch.key).bind(record.dispatch.hash).bind(record.stream).bind(record.slot).run();
    }
    WEIR_TRY(Statement insert, database.prepare("INSERT INTO dispatch (stream_id, slot, generation, seq_first, seq_last, run_id, rows, at, "
                                                "idem_key, hash, what, state, request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)"));
    const Dispatch &dispatch = record.dispatch;
    insert.bind(record.stream).bind(record.slot).bind(record.generation).bind(record.seqFirst).bind(record.seqLast).bind(record.run);
    insert.bind(dispatch.rows).bind(nowMs).bind(dispatch.key).bind(dispatch.hash).bind(dispatch.what);
    return insert.bindBlob(dispatch.bytes).run();
}

Result<std::optional<DispatchRecord>> openDispatchOf(Database &database, std::int64_t stream, std::int64_t slot)
{
    WEIR_TRY(Statement select, database.prepare("SELECT generation, seq_first, seq_last, run_id, rows, at, idem_key, hash, what, request "
                                                "FROM dispatch WHERE stream_id = ? AND slot = ? AND state = 'open'"));
    WEIR_TRY(const bool hasRow, select.bind(stream).bind(slot).step());
    if (!hasRow)
        return std::optional<DispatchRecord>();
    DispatchRecord record;
    record.stream = stream;
    record.slot = slot;
    record.generation = select.integer(0);
    record.seqFirst = select.integer(1);
    record.seqLast = select.integer(2);
    record.run = select.integer(3);
    record.dispatch.rows = select.integer(4);
    record.dispatch.sentFirstMs = select.integer(5);
    record.dispatch.key = select.text(6);
    record.dispatch.hash = select.text(7);
    record.dispatch.what = select.text(8);
    record.dispatch.bytes = select.text(9);
    record.dispatch.mayHaveHappened = true;
    return std::optional(std::move(record));
}

Result<void> dropDispatch(Database &database, std::int64_t stream, std::int64_t slot)
{
    WEIR_TRY(Statement remove, database.prepare("DELETE FROM dispatch WHERE stream_id = ? AND slot = ? AND state = 'open'"));
    return remove.bind(stream).bind(slot).run();
}

Result<void> closeDispatch(Database &database, std::int64_t stream, DispatchEnd end, std::string_view response, std::int64_t slot)
{
    if (end == DispatchEnd::Accepted)
        return dropDispatch(database, stream, slot);
    WEIR_TRY(Statement close, database.prepare("UPDATE dispatch SET state = ?, request = substr(request, 1, ?), response = ? WHERE "
                                               "stream_id = ? AND slot = ? AND state = 'open'"));
    close.bind(end == DispatchEnd::Rejected ? "rejected" : "unknown").bind(static_cast<std::int64_t>(dispatchKeepBytes));
    return close.bind(response.substr(0, dispatchKeepBytes)).bind(stream).bind(slot).run();
}

} // namespace weir::books
