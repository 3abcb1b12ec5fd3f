#pragma once

#include "core/ledger/database.h"

#include <cstdint>

namespace weir::books {

/// What old runs left beside their figures: the failed tries of calls. Figures, rows, events and the audit stay for good.
struct OldDetails
{
    std::int64_t runs = 0;
    std::int64_t attempts = 0;
};

/// Of final runs that started before \a beforeMs (since 1970 UTC).
[[nodiscard]] Result<OldDetails> oldDetails(Database &database, std::int64_t beforeMs);

/// Removes them and keeps the date that they were removed up to; answers what was removed. Needs a write connection.
[[nodiscard]] Result<OldDetails> removeOldDetails(Database &database, std::int64_t beforeMs);

/// Details of runs that started before this moment were removed, in ms; 0: never.
[[nodiscard]] Result<std::int64_t> detailsRemovedBefore(Database &database);

/// Days that details are kept; 0: for good.
[[nodiscard]] Result<std::int64_t> detailDays(Database &database);
[[nodiscard]] Result<void> setDetailDays(Database &database, std::int64_t days);

} // namespace weir::books
