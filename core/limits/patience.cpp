#include "core/limits/patience.h"

#include <algorithm>
#include <array>

namespace weir {

using std::chrono::milliseconds;

namespace {

constexpr std::array<std::chrono::seconds, 6> schedule = {
    std::chrono::seconds(30),  std::chrono::seconds(60),  std::chrono::seconds(120),
    std::chrono::seconds(300), std::chrono::seconds(600), std::chrono::seconds(900)};

} // namespace

CallOutcome callOutcome(const Error &error)
{
    if (error.code == ErrorCode::Cancelled)
        return CallOutcome::Abandoned;
    if (error.recovery != Recovery::Retry)
        return CallOutcome::Succeeded; // it lives, and refuses what we asked for
    switch (error.code) {
    case ErrorCode::RateLimited: return CallOutcome::Throttled;
    case ErrorCode::Timeout: return CallOutcome::TimedOut;
    case ErrorCode::Unavailable: return CallOutcome::ConnectionFailed;
    default: return CallOutcome::Failed;
    }
}

Patience::Patience(RetryPolicy policy, milliseconds waitMax, std::shared_ptr<EndpointGate> gate, const Clock &clock,
                   std::uint64_t seed)
    : m_policy(policy), m_waitMax(waitMax), m_gate(std::move(gate)), m_clock(clock), m_random(seed)
{}

std::optional<milliseconds> Patience::afterFailure(const Error &error)
{
    if (error.recovery != Recovery::Retry)
        return std::nullopt;
    const auto now = m_clock.monotonic();
    if (!m_until)
        m_until = now + m_waitMax;
    std::uniform_real_distribution<double> draw(0.0, 1.0);
    const milliseconds beyondAsked(static_cast<milliseconds::rep>(static_cast<double>(error.retryAfter.count()) * 0.1 * draw(m_random)));
    const auto byPolicy = m_policy.delayBefore(++m_attempts, error, draw(m_random));
    const bool isShort = error.retryAfter <= EndpointGate::pauseMax;
    if (byPolicy && isShort && (!m_gate || m_gate->takeRetry(callOutcome(error))))
        return error.retryAfter > milliseconds::zero() ? *byPolicy + beyondAsked : *byPolicy;
    const auto left = std::chrono::duration_cast<milliseconds>(*m_until - now);
    if (left <= milliseconds::zero())
        return std::nullopt;
    const milliseconds planned = schedule[std::min(m_round++, schedule.size() - 1)];
    if (error.retryAfter > left)
        return std::nullopt;
    // The last try comes at the end of the time that was granted.
    return std::min(std::max(planned, error.retryAfter + beyondAsked), left);
}

void Patience::succeeded()
{
    m_attempts = 0;
    m_round = 0;
    m_until.reset();
}

} // namespace weir
