#pragma once

// For files of ui/bridge alone.

#include "core/delivery/run.h"

#include <string_view>

namespace weir {

/// Writes into the ledger's audit what the person at this machine did. Worker threads only.
[[nodiscard]] Result<void> noteAction(const Engine &engine, std::string_view action, std::string_view subject,
                                      std::string_view detail);

} // namespace weir
