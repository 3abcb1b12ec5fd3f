#pragma once

#include "core/ledger/ledgerreader.h"

#include <string>
#include <vector>

namespace weir {

/// Something in a ledger that cannot be right.
struct LedgerFinding
{
    std::string invariant; ///< "integrity", "I1" … "I17", "checksum", "causes", "references"
    std::string where;     ///< "run 12", "stream 3, generation 1, rows 1–500"
    std::string detail;    ///< English sentence
};

/// Checks the file and the books in it, all on one snapshot, by the numbers of delivery §13: SQLite's own integrity, balance
/// per batch, run and rule (I1), dense row numbers (I2), cursor and page together (I3), legal states (I4), totals (I7),
/// exceptions within what is booked (I8), one open run per job (I13), spooled pages without gaps (I14), quarantine for row
/// trouble only (I15), one unfinished compensation per row (I17), checksums of streams, batches and exception rows, and the
/// open counts of causes. At most ledgerFindingsMax findings. An Error only when the ledger cannot be read.
[[nodiscard]] Result<std::vector<LedgerFinding>> checkLedger(LedgerReader &ledger);
[[nodiscard]] Result<std::vector<LedgerFinding>> checkLedger(Database &database);

constexpr std::size_t ledgerFindingsMax = 1'000;

/// I14: every page that holds rows not yet delivered can be read back from the segments in \a folder.
[[nodiscard]] Result<std::vector<LedgerFinding>> checkSpool(Database &database, const std::string &folder);

/// What opening looks at: StorageCorrupt, naming the first finding, when the file or a checksum in it is wrong. Whole up to
/// quickCheckBytesMax, beyond that only the rows that say where each stream stands (`weir check` looks at all).
[[nodiscard]] Result<void> quickCheck(Database &database, const std::string &path);

constexpr std::int64_t quickCheckBytesMax = 8 << 20;

/// Notes in the ledger what its tables and triggers are, after they were made or changed; quickCheck() compares them.
[[nodiscard]] Result<void> sealSchema(Database &database);

} // namespace weir
