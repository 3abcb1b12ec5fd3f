#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Which parts of a job's definition that a checkpoint stands on differ between two revisions (delivery §3, rule 9):
/// "source", "query", "condition", "cursor field", "target", "mode", "key". Everything else may change between runs.
/// \a folder is the workspace's: relative places mean it. Definitions that cannot be read differ in nothing.
[[nodiscard]] std::vector<std::string> changedFooting(std::string_view before, std::string_view now,
                                                      const std::string &folder);

/// "<machine>:<real path>" of the folder that holds a ledger (delivery §3, rule 5).
[[nodiscard]] std::string homeOf(const std::string &folder);

} // namespace weir
