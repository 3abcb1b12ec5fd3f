#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"

#include <chrono>

namespace weir {

/// Blocks for \a time; Cancelled within 50 ms of \a token being cancelled. Any thread.
[[nodiscard]] Result<void> pauseFor(std::chrono::milliseconds time, const CancelToken &token);

} // namespace weir
