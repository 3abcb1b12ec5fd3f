#pragma once

#include "app/weir/command.h"
#include "app/weir/runflags.h"
#include "core/workspace/workspace.h"

#include <string>
#include <vector>

namespace weir {

/// Every value that a run of the job would use, with its origin: flag > param > environment > job > connection > workspace >
/// default. What a flag overrides is left out.
[[nodiscard]] Result<std::vector<ConfigValue>> effectiveConfig(const Workspace &workspace, const std::string &job,
                                                               const RunFlags &flags, const Parameters &parameters);

/// Prints the values as a table and answers {"job", "config": [{"file", "pointer", "value", "origin"}]}.
[[nodiscard]] Json printConfig(const Output &output, const std::string &job, const std::vector<ConfigValue> &values);

} // namespace weir
