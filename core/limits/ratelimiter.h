#pragma once

#include "core/base/clock.h"

#include <chrono>

namespace weir {

/// A token bucket by requests per second. It spends 95 % of the rate: the other 5 % are for requests that the
/// HTTP library repeats by itself, so that no window of a second ever holds more than the rate.
///
/// Thread-safety: none; EndpointGate locks.
class RateLimiter
{
public:
    static constexpr double shareSpent = 0.95;

    /// \a perSecond <= 0: no limit.
    explicit RateLimiter(double perSecond = 0) : m_perSecond(perSecond) {}

    /// How long until a request may start; zero: now.
    [[nodiscard]] std::chrono::nanoseconds delay(Clock::Monotonic now) const;
    /// Counts a request that starts at \a now, whether or not delay() was zero.
    void take(Clock::Monotonic now);

    /// Changes the rate; what was spent stays spent.
    void setRate(double perSecond, Clock::Monotonic now);
    [[nodiscard]] double rate() const { return m_perSecond; }

private:
    [[nodiscard]] double tokensAt(Clock::Monotonic now) const;
    [[nodiscard]] double capacity() const;

    double m_perSecond;
    double m_tokens = 0;
    Clock::Monotonic m_counted{};
    bool m_isStarted = false; ///< the first request of all finds a full bucket
};

} // namespace weir
