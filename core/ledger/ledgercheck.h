#pragma once

#include "core/ledger/ledgerreader.h"

#include <string>
#include <vector>

namespace weir {

/// Something in a ledger that cannot be right.
struct LedgerFinding
{
    std::string invariant; ///< "integrity", "I1", "I2", "I3", "I7", "checksum", "causes" (delivery §13)
    std::string where;     ///< "run 12", "stream 3, generation 1, rows 1–500"
    std::string detail;    ///< English sentence
};

/// Checks the file and the books in it, all on one snapshot: SQLite's own integrity, balance per batch and run (I1),
/// dense row numbers (I2), cursor and page together (I3), totals (I7), checksums of batches and exception rows, and the
/// open counts of causes. At most findingsMax findings. An Error only when the ledger cannot be read.
[[nodiscard]] Result<std::vector<LedgerFinding>> checkLedger(LedgerReader &ledger);

constexpr std::size_t ledgerFindingsMax = 1'000;

} // namespace weir
