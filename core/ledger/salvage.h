#pragma once

#include "core/ledger/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// What a table of a damaged ledger still gave.
struct SalvagedTable
{
    std::string name;
    std::int64_t kept = 0;
    std::int64_t refused = 0;  ///< read, but its checksum or what it refers to is wrong
    bool isWhole = true;       ///< false: some of it could not be read
};

/// Copies what can be trusted of \a damaged into \a fresh, an empty ledger: jobs, revisions, runs (without figures), streams
/// (without position), causes and exceptional rows, with their ids. Trouble with \a damaged is told in the answer; an
/// Error is trouble with \a fresh. Runs inside a transaction of the caller's.
[[nodiscard]] Result<std::vector<SalvagedTable>> salvage(Database &damaged, Database &fresh);

} // namespace weir
