#pragma once

// For files of ui/bridge alone.

#include "core/delivery/run.h"
#include "core/workspace/job.h"

#include <string>

namespace weir {

/// The definition of the job called \a name: its file, else its latest revision in the ledger (a job of `copy`). Worker
/// threads only. NotFound when there is neither.
[[nodiscard]] Result<Job> jobDefinition(const Engine &engine, const std::string &name);

} // namespace weir
