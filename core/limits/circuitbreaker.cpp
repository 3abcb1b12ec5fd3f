#include "core/limits/circuitbreaker.h"

#include <algorithm>

namespace weir {

using std::chrono::seconds;

namespace {

constexpr std::array<seconds, 4> openDurations = {seconds(5), seconds(10), seconds(20), seconds(30)};
constexpr std::array<int, 4> roundSizes = {1, 1, 2, 4};
constexpr std::chrono::milliseconds placePoll(25);

std::int64_t secondOf(Clock::Monotonic now)
{
    return std::chrono::duration_cast<seconds>(now.time_since_epoch()).count();
}

} // namespace

CircuitBreaker::State CircuitBreaker::state(Clock::Monotonic now) const
{
    return m_state == State::Open && now >= m_openUntil ? State::HalfOpen : m_state;
}

std::chrono::nanoseconds CircuitBreaker::delay(Clock::Monotonic now) const
{
    switch (state(now)) {
    case State::Closed:
        return {};
    case State::Open:
        return m_openUntil - now;
    case State::HalfOpen:
        break;
    }
    if (m_state == State::Open)
        return {}; // its time is over and nobody has probed yet
    const int places = roundSizes[static_cast<std::size_t>(m_round)] - m_goodInRound - m_inRound;
    return places > 0 ? std::chrono::nanoseconds{} : std::chrono::nanoseconds(placePoll);
}

CircuitBreaker::Ticket CircuitBreaker::enter(Clock::Monotonic now)
{
    if (m_state == State::Open && now >= m_openUntil) {
        m_state = State::HalfOpen;
        ++m_epoch;
        m_round = m_inRound = m_goodInRound = 0;
    }
    if (m_state == State::HalfOpen)
        ++m_inRound;
    return m_epoch;
}

void CircuitBreaker::leave(Ticket ticket, CallOutcome outcome, Clock::Monotonic now)
{
    if (ticket != m_epoch)
        return;
    const bool isAbandoned = outcome == CallOutcome::Abandoned;
    const bool isFailure = outcome == CallOutcome::Failed || outcome == CallOutcome::TimedOut ||
                           outcome == CallOutcome::ConnectionFailed;
    if (m_state == State::HalfOpen) {
        --m_inRound;
        if (isFailure)
            open(now);
        else if (!isAbandoned && ++m_goodInRound >= roundSizes[static_cast<std::size_t>(m_round)]) {
            m_goodInRound = 0;
            if (++m_round == static_cast<int>(roundSizes.size()))
                close();
        }
        return;
    }
    if (m_state != State::Closed || isAbandoned)
        return;
    count(isFailure, now);
    m_consecutive = outcome == CallOutcome::ConnectionFailed ? m_consecutive + 1 : 0;
    if (m_consecutive >= consecutiveMax || (isFailure && isHalfFailing(now)))
        open(now);
}

void CircuitBreaker::open(Clock::Monotonic now)
{
    const int step = std::min(m_openings, static_cast<int>(openDurations.size()) - 1);
    m_state = State::Open;
    m_openUntil = now + openDurations[static_cast<std::size_t>(step)];
    ++m_openings;
    const Second window = recent(now);
    m_opening = {m_consecutive >= consecutiveMax ? m_consecutive : 0, window.failures, window.calls, m_openUntil, m_openings};
    ++m_epoch;
    m_inRound = 0;
}

void CircuitBreaker::probeNow(Clock::Monotonic now)
{
    if (m_state == State::Open && now < m_openUntil)
        m_openUntil = m_opening.until = now;
}

void CircuitBreaker::close()
{
    m_state = State::Closed;
    m_openings = 0;
    m_consecutive = 0;
    m_seconds.fill({});
    ++m_epoch;
}

void CircuitBreaker::count(bool isFailure, Clock::Monotonic now)
{
    const std::int64_t at = secondOf(now);
    Second &second = m_seconds[static_cast<std::size_t>(at % windowSeconds)];
    if (second.at != at)
        second = {at, 0, 0};
    ++second.calls;
    second.failures += isFailure ? 1 : 0;
}

CircuitBreaker::Second CircuitBreaker::recent(Clock::Monotonic now) const
{
    Second sum;
    sum.at = secondOf(now);
    for (const Second &second : m_seconds) {
        if (second.at < 0 || sum.at - second.at >= windowSeconds)
            continue;
        sum.calls += second.calls;
        sum.failures += second.failures;
    }
    return sum;
}

bool CircuitBreaker::isHalfFailing(Clock::Monotonic now) const
{
    const Second window = recent(now);
    return window.calls >= callsMin && window.failures * 2 >= window.calls;
}

} // namespace weir
