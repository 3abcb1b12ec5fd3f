#include "core/ledger/retention.h"

#include <charconv>

namespace weir::books {

namespace {

constexpr const char *daysKey = "detail_days", *removedKey = "details_removed_before";

Result<std::int64_t> number(Database &database, std::string_view key)
{
    WEIR_TRY(Statement select, database.prepare("SELECT value FROM meta WHERE key = ?"));
    WEIR_TRY(const bool hasRow, select.bind(key).step());
    std::int64_t value = 0;
    if (hasRow) {
        const std::string text = select.text(0);
        std::from_chars(text.data(), text.data() + text.size(), value);
    }
    return value;
}

Result<void> keep(Database &database, std::string_view key, std::int64_t value)
{
    WEIR_TRY(Statement insert, database.prepare("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
                                                "excluded.value"));
    return insert.bind(key).bind(std::to_string(value)).run();
}

} // namespace

Result<OldDetails> oldDetails(Database &database, std::int64_t beforeMs)
{
    WEIR_TRY(Statement select, database.prepare("SELECT count(DISTINCT r.id), count(*) FROM run r JOIN attempt a ON a.run_id = r.id "
                                                "WHERE r.is_final = 1 AND r.started_at < ?"));
    WEIR_TRY([[maybe_unused]] const bool hasRow, select.bind(beforeMs).step());
    return OldDetails{select.integer(0), select.integer(1)};
}

Result<OldDetails> removeOldDetails(Database &database, std::int64_t beforeMs)
{
    WEIR_TRY(const OldDetails old, oldDetails(database, beforeMs));
    WEIR_TRY(const std::int64_t already, detailsRemovedBefore(database));
    WEIR_TRY(Statement remove, database.prepare("DELETE FROM attempt WHERE run_id IN (SELECT id FROM run WHERE is_final = 1 AND "
                                                "started_at < ?)"));
    WEIR_CHECK(remove.bind(beforeMs).run());
    WEIR_CHECK(keep(database, removedKey, std::max(already, beforeMs)));
    return old;
}

Result<std::int64_t> detailsRemovedBefore(Database &database)
{
    return number(database, removedKey);
}

Result<std::int64_t> detailDays(Database &database)
{
    return number(database, daysKey);
}

Result<void> setDetailDays(Database &database, std::int64_t days)
{
    return keep(database, daysKey, days);
}

} // namespace weir::books
