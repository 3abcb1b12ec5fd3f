#include "core/limits/ratelimiter.h"

#include <algorithm>
#include <cmath>

namespace weir {

double RateLimiter::capacity() const
{
    // 95 % of the rate plus this burst is at most the rate, in any window of one second.
    return std::max(1.0, (1.0 - shareSpent) * m_perSecond);
}

double RateLimiter::tokensAt(Clock::Monotonic now) const
{
    if (!m_isStarted)
        return capacity();
    const double seconds = std::chrono::duration<double>(now - m_counted).count();
    return std::min(capacity(), m_tokens + std::max(seconds, 0.0) * m_perSecond * shareSpent);
}

std::chrono::nanoseconds RateLimiter::delay(Clock::Monotonic now) const
{
    if (m_perSecond <= 0)
        return {};
    const double missing = 1.0 - tokensAt(now);
    if (missing <= 1e-9)
        return {};
    return std::chrono::nanoseconds(
        static_cast<std::int64_t>(std::ceil(missing / (m_perSecond * shareSpent) * 1e9)));
}

void RateLimiter::take(Clock::Monotonic now)
{
    m_tokens = tokensAt(now) - 1.0;
    m_counted = now;
    m_isStarted = true;
}

void RateLimiter::setRate(double perSecond, Clock::Monotonic now)
{
    m_tokens = tokensAt(now);
    m_counted = now;
    m_perSecond = perSecond;
    m_tokens = std::min(m_tokens, capacity());
}

} // namespace weir
