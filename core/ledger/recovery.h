#pragma once

#include "core/base/result.h"
#include "core/ledger/ledger.h"

#include <memory>
#include <string>

namespace weir {

/// A ledger and what had to be done before it could be opened.
struct OpenedLedger
{
    std::unique_ptr<Ledger> ledger;
    std::string notice; ///< a sentence for people; empty: nothing happened
};

/// Opens or creates the ledger as delivery §9 says. A damaged one is never deleted and never repaired in place: what its
/// checksums vouch for (jobs, revisions, runs, causes, exceptional rows) goes into a new ledger, the old file is renamed
/// to ledger.corrupt-<UTC> beside it, and an event tells what could not be kept. Where a job stands is not taken over: its
/// target says so when it runs next (S3, S4).
///
/// Not damage, hence an error and the file untouched: no right to open it, no room, an I/O error, a newer version, a
/// network file system. While another process runs a job, a damaged ledger is left as it is (Unavailable, Retry).
///
/// \a locksFolder is the workspace's.
[[nodiscard]] Result<OpenedLedger> openLedger(Ledger::Options options, const std::string &locksFolder);

} // namespace weir
