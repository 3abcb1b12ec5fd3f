#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// Parses durations of files and flags: a whole number and one of ms, s, m, h, d ("500ms", "2s", "10m",
/// "24h", "7d"). InvalidConfig, naming what is allowed, for anything else, and beyond 3,650 days.
[[nodiscard]] Result<std::chrono::milliseconds> parseDuration(std::string_view text);

/// The shortest text that parseDuration() reads back as \a duration: 90'000 ms is "90s", 3'600'000 ms is
/// "1h".
[[nodiscard]] std::string durationText(std::chrono::milliseconds duration);

/// Parses sizes in bytes: a whole number and one of B, KiB, MiB, GiB, TiB, or none for bytes ("64MiB").
/// InvalidConfig otherwise, and beyond 2^62.
[[nodiscard]] Result<std::int64_t> parseSize(std::string_view text);

} // namespace weir
