#pragma once

#include "app/weir/command.h"
#include "core/survey/dryrun.h"

#include <string>
#include <vector>

namespace weir {

/// What `preview` and `copy --dry-run` print and answer.
void printDryRun(const Output &output, const std::string &job, const DryRun &result);
[[nodiscard]] Json dryRunObject(const std::string &job, const DryRun &result);

/// Findings as lines "warning: field: detail", and as objects {"level", "code", "field", "count", "detail"}.
void printFindings(const Output &output, const std::vector<Finding> &findings);
[[nodiscard]] Json findingsArray(const std::vector<Finding> &findings);

} // namespace weir
