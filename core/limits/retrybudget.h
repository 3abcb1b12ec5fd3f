#pragma once

#include "core/limits/calloutcome.h"

#include <algorithm>

namespace weir {

/// How many retries an endpoint may cost in all: a bucket of 500 tokens that retries empty and successes fill
/// (delivery §7), so that an outage cannot multiply the load on what is already down.
///
/// Thread-safety: none; EndpointGate locks.
class RetryBudget
{
public:
    static constexpr int tokensMax = 500;
    static constexpr int retryCost = 14;
    static constexpr int throttledCost = 5;

    /// Pays for one retry of a call that ended as \a outcome. False: there must be no retry.
    [[nodiscard]] bool takeRetry(CallOutcome outcome)
    {
        const int cost = outcome == CallOutcome::Throttled ? throttledCost : retryCost;
        if (m_tokens < cost)
            return false;
        m_tokens -= cost;
        return true;
    }
    void onSuccess() { m_tokens = std::min(m_tokens + 1, tokensMax); }
    [[nodiscard]] int tokens() const { return m_tokens; }

private:
    int m_tokens = tokensMax;
};

} // namespace weir
