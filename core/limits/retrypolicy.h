#pragma once

#include "core/base/error.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace weir {

/// Exponential back-off with full jitter, as plain data plus one pure function (delivery §7).
struct RetryPolicy
{
    int attemptsMax = 4;                        ///< first try included; 1 means never retry
    std::chrono::milliseconds delayFirst{100};  ///< upper bound of the first delay
    std::chrono::milliseconds delayMax{20'000}; ///< upper bound of every delay we choose
    double factor = 2.0;                        ///< growth per attempt; at least 1.0
    bool hasJitter = true;                      ///< false: every delay is its upper bound ("3 x 2 s")

    /// How long to wait before the next attempt, or nothing when there must not be one.
    ///
    /// \a attempt is the number of attempts made (>= 1). \a jitter is in [0, 1); the caller draws it, which
    /// keeps this function pure. A retryAfter that came with the error is a floor and may exceed delayMax:
    /// the endpoint knows better than we do. Throttled errors (RateLimited) start from at least 1 s, unless
    /// delayMax is less.
    [[nodiscard]] std::optional<std::chrono::milliseconds> delayBefore(int attempt, const Error &error,
                                                                       double jitter) const;

    /// "standard", "3x2s", "none"; nothing for another name.
    [[nodiscard]] static std::optional<RetryPolicy> preset(std::string_view name);
};

} // namespace weir
