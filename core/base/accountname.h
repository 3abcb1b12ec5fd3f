#pragma once

#include <string>

namespace weir {

/// The account that this process runs as, by the system's own list and not by the environment, which anybody can set; its
/// number where the list does not know it. For audit entries. Thread-safety: any thread.
[[nodiscard]] std::string accountName();

} // namespace weir
