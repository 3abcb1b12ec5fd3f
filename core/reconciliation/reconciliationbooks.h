#pragma once

#include "core/ledger/database.h"
#include "core/reconciliation/reconciliation.h"

namespace weir::books {

// Entries of reconciliations in the ledger; each function is one piece of Ledger work.

/// A row that was read and is not in the target as it was read, and why.
struct HeldRow
{
    std::int64_t id = 0;
    std::string payload;
    bool isRaw = false;
    std::string naturalKey;
    std::string explanation; ///< "quarantined (TooLong in customer, line 14)"
};

/// Such rows of \a stream, of every generation, in order of id behind \a after, at most \a max.
[[nodiscard]] Result<std::vector<HeldRow>> heldRows(Database &database, std::int64_t stream, std::int64_t after,
                                                    std::int64_t max);
/// Stores a finished comparison and answers its id.
[[nodiscard]] Result<std::int64_t> recordReconciliation(Database &database, std::int64_t job, std::int64_t revision,
                                                        const ReconcileResult &result, std::int64_t nowMs);

} // namespace weir::books
