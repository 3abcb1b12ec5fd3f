#pragma once

#include "core/base/clock.h"
#include "core/limits/calloutcome.h"

#include <array>
#include <chrono>
#include <cstdint>

namespace weir {

/// Stops calling an endpoint that is down, and comes back carefully (delivery §7).
///
/// Opens after 5 connection failures in a row, or when at least 10 calls of the last 30 s were made and half
/// of them failed. Open for 5, 10, 20, then 30 s; then half-open: one probe alone, then rounds of 1, 2 and 4
/// calls at a time. When the round of 4 went well it is closed; a failure opens it again, for longer.
/// Throttling is no failure.
///
/// Results of calls that entered before the breaker last changed its state are not counted.
///
/// Thread-safety: none; EndpointGate locks.
class CircuitBreaker
{
public:
    enum class State : std::uint8_t { Closed, Open, HalfOpen };
    /// Proof of entry; give it back with the result.
    using Ticket = std::uint64_t;

    /// How long until the next call may enter; zero: now. In half-open with all places taken: 25 ms, ask
    /// again.
    [[nodiscard]] std::chrono::nanoseconds delay(Clock::Monotonic now) const;
    /// Enters, although delay() may not be zero.
    [[nodiscard]] Ticket enter(Clock::Monotonic now);
    void leave(Ticket ticket, CallOutcome outcome, Clock::Monotonic now);

    [[nodiscard]] State state(Clock::Monotonic now) const;

    /// Why it opened last, and until when it stays so.
    struct Opening
    {
        int failuresInRow = 0;            ///< connection failures; 0: it was the share
        int failed = 0, calls = 0;        ///< of the window
        Clock::Monotonic until{};
        int openings = 0;                 ///< since it was last closed
    };
    [[nodiscard]] const Opening &lastOpening() const { return m_opening; }
    /// An open breaker lets the probe in at \a now instead of later.
    void probeNow(Clock::Monotonic now);

private:
    static constexpr int consecutiveMax = 5;
    static constexpr int callsMin = 10;
    static constexpr std::int64_t windowSeconds = 30;

    struct Second
    {
        std::int64_t at = -1; ///< second of the monotonic clock
        int calls = 0;
        int failures = 0;
    };

    void open(Clock::Monotonic now);
    void close();
    void count(bool isFailure, Clock::Monotonic now);
    /// Of the window that ends at \a now.
    [[nodiscard]] Second recent(Clock::Monotonic now) const;
    [[nodiscard]] bool isHalfFailing(Clock::Monotonic now) const;

    State m_state = State::Closed; ///< Open turns into HalfOpen at m_openUntil
    Clock::Monotonic m_openUntil{};
    int m_openings = 0; ///< in a row, chooses the duration
    Opening m_opening;
    int m_consecutive = 0;
    Ticket m_epoch = 1; ///< changes with the state
    int m_round = 0;    ///< half-open: 0 the probe, then rounds of 1, 2, 4
    int m_inRound = 0;  ///< entered and not back
    int m_goodInRound = 0;
    std::array<Second, windowSeconds> m_seconds{};
};

} // namespace weir
