#pragma once

#include <chrono>
#include <cstdint>

namespace weir {

/// Time as the engine sees it: injected, so that tests and simulations own it.
///
/// Deadlines, back-off and rates use the monotonic clock only; wall time is for people and records.
///
/// Thread-safety: all members may be called from any thread.
class Clock
{
public:
    using Monotonic = std::chrono::steady_clock::time_point;
    using Wall = std::chrono::system_clock::time_point;

    virtual ~Clock() = default;
    [[nodiscard]] virtual Monotonic monotonic() const = 0;
    [[nodiscard]] virtual Wall wall() const = 0;
    /// wall() as the ledger keeps it: milliseconds since 1970-01-01T00:00:00Z.
    [[nodiscard]] std::int64_t wallMs() const;

    /// The machine's own clock. Lives as long as the process.
    [[nodiscard]] static const Clock &system();
};

} // namespace weir
