#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/limits/calloutcome.h"
#include "core/limits/endpointgate.h"
#include "core/limits/retrypolicy.h"

#include <chrono>
#include <memory>
#include <optional>
#include <random>

namespace weir {

/// What a failed call says about its endpoint: the one place that reads it from an Error.
[[nodiscard]] CallOutcome callOutcome(const Error &error);

/// Decides after each failed call when to try again (delivery §7): first by the policy, as long as the endpoint's
/// budget pays for it; then after 30 s, 1, 2, 5, 10, 15 min and every 15 min, as long as the caller is willing to wait.
///
/// Thread-safety: none.
class Patience
{
public:
    /// \a waitMax: how long an outage may last beyond the policy's own tries; zero: give up then.
    /// \a gate may be null (nothing shared: a local file).
    Patience(RetryPolicy policy, std::chrono::milliseconds waitMax, std::shared_ptr<EndpointGate> gate,
             const Clock &clock, std::uint64_t seed);

    /// How long to wait before the next try; nothing: give up. Only errors with Recovery::Retry are tried again.
    [[nodiscard]] std::optional<std::chrono::milliseconds> afterFailure(const Error &error);
    /// The next failure begins a new outage.
    void succeeded();

    [[nodiscard]] const std::shared_ptr<EndpointGate> &gate() const { return m_gate; }

private:
    RetryPolicy m_policy;
    std::chrono::milliseconds m_waitMax;
    std::shared_ptr<EndpointGate> m_gate;
    const Clock &m_clock;
    std::mt19937_64 m_random;
    int m_attempts = 0;      ///< by the policy, in this outage
    std::size_t m_round = 0; ///< of the long schedule
    std::optional<Clock::Monotonic> m_until;
};

} // namespace weir
