#pragma once

#include "core/base/canceltoken.h"
#include "core/base/clock.h"
#include "core/limits/calloutcome.h"
#include "core/limits/endpointgate.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Tries that were made again, by what made them necessary.
struct RetryCounts
{
    std::int64_t throttled = 0, serverError = 0, timeout = 0, network = 0;

    void count(CallOutcome outcome);
    [[nodiscard]] std::int64_t sum() const { return throttled + serverError + timeout + network; }
    RetryCounts &operator+=(const RetryCounts &other);
    bool operator==(const RetryCounts &) const = default;
};

/// What the calls of a run to one of its ends look like, for people.
struct CallFigures
{
    int inFlight = 0;
    RetryCounts retries;
    int failuresInRow = 0;     ///< calls that failed since one went well
    std::string lastFailure;   ///< of those; redacted
    std::optional<CallOutcome> waitsAfter; ///< it rests after a call that ended so …
    std::chrono::milliseconds nextTryIn{0}; ///< … for so long
    std::optional<EndpointStanding> limits; ///< of the endpoint; nothing: this kind of end has none
    bool hasPlaces = false;    ///< the calls in flight are limited by what the connection says
};

/// How long the calls of one second took.
struct CallLatencies
{
    std::chrono::microseconds p50{-1}, p95{-1}, p99{-1}; ///< negative: no call

    /// By the nearest rank.
    [[nodiscard]] static CallLatencies of(std::vector<std::chrono::microseconds> latencies);
};

/// Watches the calls that one run makes to one of its ends. A call is a request, a page read or a batch written, never a
/// row, so that watching costs nothing beside the call.
///
/// Thread-safety: all members may be called from any thread.
class CallMeter
{
public:
    static constexpr std::size_t callsPerSecondMax = 1'000; ///< beyond it the latencies of a second are those of its first calls

    explicit CallMeter(const Clock &clock = Clock::system()) : m_clock(clock) {}
    CallMeter(const CallMeter &) = delete;
    CallMeter &operator=(const CallMeter &) = delete;

    /// The limits that the calls are under; may be null. \a hasPlaces: they bound how many may be in flight.
    void watch(std::shared_ptr<EndpointGate> gate, bool hasPlaces);
    /// A call starts; ended() gets the answer.
    [[nodiscard]] Clock::Monotonic began();
    void ended(Clock::Monotonic began, CallOutcome outcome, std::string_view failure = {});

    /// A call that ended as \a outcome will be made again, after rest().
    void retrying(CallOutcome outcome);
    /// Waits for \a delay before the next try, less when somebody calls hurry(). False: \a token was cancelled.
    [[nodiscard]] bool rest(const CancelToken &token, std::chrono::milliseconds delay, CallOutcome outcome);
    /// Whoever rests tries at once, and so does the endpoint's breaker.
    void hurry();

    [[nodiscard]] CallFigures figures() const;
    /// Of the calls that ended in the last full second.
    [[nodiscard]] std::vector<std::chrono::microseconds> lastSecond() const;
    /// Of the call that ended last.
    [[nodiscard]] CallOutcome lastOutcome() const;

private:
    /// The calls that ended in one second of the monotonic clock.
    struct Second
    {
        std::int64_t at = -1;
        std::vector<std::chrono::microseconds> latencies;
    };

    const Clock &m_clock;
    mutable std::mutex m_mutex;
    std::shared_ptr<EndpointGate> m_gate;
    Second m_present, m_last;
    int m_inFlight = 0;
    RetryCounts m_retries;
    int m_failuresInRow = 0;
    std::string m_lastFailure;
    CallOutcome m_lastOutcome = CallOutcome::Succeeded;
    bool m_hasPlaces = false;
    std::optional<CallOutcome> m_restsAfter;
    Clock::Monotonic m_restsUntil{};
    std::uint64_t m_hurries = 0;
};

} // namespace weir
