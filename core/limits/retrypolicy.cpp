#include "core/limits/retrypolicy.h"

#include <algorithm>
#include <cmath>

namespace weir {

using std::chrono::milliseconds;

std::optional<milliseconds> RetryPolicy::delayBefore(int attempt, const Error &error, double jitter) const
{
    if (error.recovery != Recovery::Retry || attempt >= attemptsMax)
        return std::nullopt;
    const milliseconds first =
        error.code == ErrorCode::RateLimited ? std::max(delayFirst, milliseconds(1000)) : delayFirst;
    // The power may overflow to infinity for absurd policies; min() with the cap makes that harmless.
    const double grown =
        static_cast<double>(first.count()) * std::pow(std::max(factor, 1.0), std::max(attempt, 1) - 1);
    const double bound = std::min(grown, static_cast<double>(delayMax.count()));
    const double share = hasJitter ? std::clamp(jitter, 0.0, 1.0) : 1.0;
    return std::max(milliseconds(static_cast<milliseconds::rep>(bound * share)), error.retryAfter);
}

std::optional<RetryPolicy> RetryPolicy::preset(std::string_view name)
{
    RetryPolicy policy;
    if (name == "standard")
        return policy;
    if (name == "none") {
        policy.attemptsMax = 1;
        return policy;
    }
    if (name == "3x2s") {
        policy.delayFirst = policy.delayMax = milliseconds(2000);
        policy.factor = 1.0;
        policy.hasJitter = false;
        return policy;
    }
    return std::nullopt;
}

} // namespace weir
