#pragma once

#include "core/base/canceltoken.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/limits/circuitbreaker.h"
#include "core/limits/concurrencylimit.h"
#include "core/limits/ratelimiter.h"
#include "core/limits/retrybudget.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

namespace weir {

/// What a connection says about its endpoint.
struct EndpointSettings
{
    double requestsPerSecond = 0; ///< 0: no limit
    int inFlightMax = 1;
};

/// Where an endpoint stands, for people.
struct EndpointStanding
{
    CircuitBreaker::State breaker = CircuitBreaker::State::Closed;
    int inFlight = 0;
    int inFlightAllowed = 0;
    int retryTokens = 0;
    std::chrono::milliseconds pausedFor{0}; ///< the endpoint asked for silence
    double requestsPerSecond = 0;           ///< 0: no limit
    CircuitBreaker::Opening opening;        ///< of a breaker that is not closed
    std::chrono::milliseconds openFor{0};   ///< until its next probe
};

/// All limits of one endpoint: rate, concurrency, breaker, retry budget, and the silence it asked for with
/// Retry-After. A full endpoint makes callers wait; nothing is ever dropped (C-11).
///
/// Lifecycle: made by EndpointLimits, held by shared_ptr; permits keep it alive.
///
/// Thread-safety: all members may be called from any thread.
class EndpointGate : public std::enable_shared_from_this<EndpointGate>
{
public:
    /// The right to make one call. Must come back through report(); a permit that is destroyed counts as
    /// Abandoned.
    class Permit
    {
    public:
        Permit() = default;
        Permit(Permit &&other) noexcept = default;
        Permit &operator=(Permit &&other) noexcept;
        ~Permit();
        /// Gives it back. \a pause: what Retry-After said, at most pauseMax is honoured here.
        void report(CallOutcome outcome, std::chrono::milliseconds pause = {});

    private:
        friend class EndpointGate;
        Permit(std::shared_ptr<EndpointGate> gate, CircuitBreaker::Ticket ticket)
            : m_gate(std::move(gate)), m_ticket(ticket)
        {}
        std::shared_ptr<EndpointGate> m_gate;
        CircuitBreaker::Ticket m_ticket = 0;
    };

    /// Longest silence that an endpoint can impose on this process; for a longer one the job sleeps (delivery
    /// §7).
    static constexpr std::chrono::hours pauseMax{1};

    EndpointGate(const Clock &clock, const EndpointSettings &settings);

    /// Waits for a permit. Only Cancelled can come instead of one.
    [[nodiscard]] Result<Permit> acquire(const CancelToken &token);
    /// A permit if one is free now.
    [[nodiscard]] std::optional<Permit> tryAcquire();
    /// How long tryAcquire() will certainly refuse; zero: ask now.
    [[nodiscard]] std::chrono::nanoseconds delay() const;

    /// Pays for a retry of a call that ended as \a outcome; false: give up, the budget of the endpoint is
    /// spent.
    [[nodiscard]] bool takeRetry(CallOutcome outcome);

    /// The stricter of the present settings and \a settings applies from now on.
    void tighten(const EndpointSettings &settings);
    [[nodiscard]] EndpointStanding standing() const;
    /// An open breaker lets its probe in at once. What the endpoint asked for with Retry-After stays.
    void probeNow();

private:
    void giveBack(CircuitBreaker::Ticket ticket, CallOutcome outcome, std::chrono::milliseconds pause);
    [[nodiscard]] std::chrono::nanoseconds delayAt(Clock::Monotonic now) const;

    const Clock &m_clock;
    mutable std::mutex m_mutex;
    RateLimiter m_rate;
    ConcurrencyLimit m_concurrency;
    CircuitBreaker m_breaker;
    RetryBudget m_budget;
    Clock::Monotonic m_pausedUntil{};
};

} // namespace weir
