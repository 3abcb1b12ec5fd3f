#include "core/limits/endpointgate.h"

#include <algorithm>

namespace weir {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

constexpr milliseconds placePoll(10);  ///< a place is given back by another thread
constexpr milliseconds waitMax(1'000); ///< limits may be tightened or lifted meanwhile

} // namespace

EndpointGate::Permit &EndpointGate::Permit::operator=(Permit &&other) noexcept
{
    if (this != &other) {
        report(CallOutcome::Abandoned);
        m_gate = std::move(other.m_gate);
        m_ticket = other.m_ticket;
    }
    return *this;
}

EndpointGate::Permit::~Permit() { report(CallOutcome::Abandoned); }

void EndpointGate::Permit::report(CallOutcome outcome, milliseconds pause)
{
    if (const std::shared_ptr<EndpointGate> gate = std::move(m_gate))
        gate->giveBack(m_ticket, outcome, pause);
    m_gate.reset();
}

EndpointGate::EndpointGate(const Clock &clock, const EndpointSettings &settings)
    : m_clock(clock), m_rate(settings.requestsPerSecond), m_concurrency(settings.inFlightMax)
{}

nanoseconds EndpointGate::delayAt(Clock::Monotonic now) const
{
    nanoseconds wait = m_breaker.delay(now);
    wait = std::max(wait, m_rate.delay(now));
    if (m_pausedUntil > now)
        wait = std::max(wait, nanoseconds(m_pausedUntil - now));
    if (!m_concurrency.hasPlace())
        wait = std::max(wait, nanoseconds(placePoll));
    return wait;
}

nanoseconds EndpointGate::delay() const
{
    const std::lock_guard lock(m_mutex);
    return delayAt(m_clock.monotonic());
}

std::optional<EndpointGate::Permit> EndpointGate::tryAcquire()
{
    const std::lock_guard lock(m_mutex);
    const Clock::Monotonic now = m_clock.monotonic();
    if (delayAt(now) > nanoseconds::zero())
        return std::nullopt;
    m_rate.take(now);
    m_concurrency.enter();
    return Permit(shared_from_this(), m_breaker.enter(now));
}

Result<EndpointGate::Permit> EndpointGate::acquire(const CancelToken &token)
{
    for (;;) {
        if (token.isCancelled())
            return CancelToken::cancelled();
        if (std::optional<Permit> permit = tryAcquire())
            return std::move(*permit);
        // Rounded up: a wait that ends a little early only costs another turn, but one of 0 ms would spin.
        const milliseconds wait = std::chrono::ceil<milliseconds>(delay());
        if (token.waitFor(std::clamp(wait, milliseconds(1), waitMax)))
            return CancelToken::cancelled();
    }
}

void EndpointGate::giveBack(CircuitBreaker::Ticket ticket, CallOutcome outcome, milliseconds pause)
{
    const std::lock_guard lock(m_mutex);
    const Clock::Monotonic now = m_clock.monotonic();
    m_concurrency.leave(outcome);
    m_breaker.leave(ticket, outcome, now);
    if (outcome == CallOutcome::Succeeded)
        m_budget.onSuccess();
    if (pause > milliseconds::zero())
        m_pausedUntil = std::max(m_pausedUntil, now + std::min<milliseconds>(pause, pauseMax));
}

bool EndpointGate::takeRetry(CallOutcome outcome)
{
    const std::lock_guard lock(m_mutex);
    return m_budget.takeRetry(outcome);
}

void EndpointGate::tighten(const EndpointSettings &settings)
{
    const std::lock_guard lock(m_mutex);
    if (settings.requestsPerSecond > 0 && (m_rate.rate() <= 0 || settings.requestsPerSecond < m_rate.rate()))
        m_rate.setRate(settings.requestsPerSecond, m_clock.monotonic());
    if (settings.inFlightMax < m_concurrency.inFlightMax())
        m_concurrency.setMax(settings.inFlightMax);
}

void EndpointGate::probeNow()
{
    const std::lock_guard lock(m_mutex);
    m_breaker.probeNow(m_clock.monotonic());
}

EndpointStanding EndpointGate::standing() const
{
    const std::lock_guard lock(m_mutex);
    const Clock::Monotonic now = m_clock.monotonic();
    EndpointStanding standing;
    standing.breaker = m_breaker.state(now);
    standing.inFlight = m_concurrency.inFlight();
    standing.inFlightAllowed = m_concurrency.allowed();
    standing.retryTokens = m_budget.tokens();
    if (m_pausedUntil > now)
        standing.pausedFor = std::chrono::duration_cast<milliseconds>(m_pausedUntil - now);
    standing.requestsPerSecond = m_rate.rate();
    if (standing.breaker != CircuitBreaker::State::Closed) {
        standing.opening = m_breaker.lastOpening();
        standing.openFor = std::max(std::chrono::ceil<milliseconds>(standing.opening.until - now), milliseconds::zero());
    }
    return standing;
}

} // namespace weir
