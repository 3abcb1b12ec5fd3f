#pragma once

#include "core/ledger/ledgerreader.h"
#include "core/workspace/workspace.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A job of the workspace, or one of `copy` that only the ledger knows.
struct KnownJob
{
    std::string name;
    std::optional<std::int64_t> ledgerId; ///< nothing: never ran
    bool hasFile = false;                 ///< jobs/<name>.json
};

/// The ledger of \a workspace, read-only; nothing when nothing has run yet.
[[nodiscard]] Result<std::optional<LedgerReader>> openLedgerReader(const Workspace &workspace);

/// Every job by name, or the one called \a name (NotFound with the nearest name).
[[nodiscard]] Result<std::vector<KnownJob>> knownJobs(const Workspace &workspace, std::optional<LedgerReader> &ledger,
                                                      const std::string &name = {});

/// The definition of the job called \a name: its file, else the latest revision in the ledger. The one way from a name
/// on the command line to a job. NotFound names the nearest one and where names are listed.
[[nodiscard]] Result<Job> findJob(const Workspace &workspace, const std::string &name, const Parameters &parameters = {});

} // namespace weir
