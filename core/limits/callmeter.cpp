#include "core/limits/callmeter.h"

#include <algorithm>

namespace weir {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds restPoll(100); ///< how soon hurry() is noticed

std::int64_t secondOf(Clock::Monotonic now)
{
    return std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
}

/// Nearest rank of ascending values.
std::chrono::microseconds ranked(const std::vector<std::chrono::microseconds> &sorted, int percent)
{
    const std::size_t rank = (sorted.size() * static_cast<std::size_t>(percent) + 99) / 100;
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

bool isFailure(CallOutcome outcome)
{
    return outcome != CallOutcome::Succeeded && outcome != CallOutcome::Abandoned;
}

} // namespace

void RetryCounts::count(CallOutcome outcome)
{
    switch (outcome) {
    case CallOutcome::Throttled: ++throttled; break;
    case CallOutcome::TimedOut: ++timeout; break;
    case CallOutcome::ConnectionFailed: ++network; break;
    default: ++serverError; break;
    }
}

RetryCounts &RetryCounts::operator+=(const RetryCounts &other)
{
    throttled += other.throttled;
    serverError += other.serverError;
    timeout += other.timeout;
    network += other.network;
    return *this;
}

CallLatencies CallLatencies::of(std::vector<std::chrono::microseconds> latencies)
{
    if (latencies.empty())
        return {};
    std::sort(latencies.begin(), latencies.end());
    return {ranked(latencies, 50), ranked(latencies, 95), ranked(latencies, 99)};
}

void CallMeter::watch(std::shared_ptr<EndpointGate> gate, bool hasPlaces)
{
    const std::lock_guard lock(m_mutex);
    m_gate = std::move(gate);
    m_hasPlaces = hasPlaces && m_gate;
}

Clock::Monotonic CallMeter::began()
{
    const std::lock_guard lock(m_mutex);
    ++m_inFlight;
    return m_clock.monotonic();
}

void CallMeter::ended(Clock::Monotonic began, CallOutcome outcome, std::string_view failure)
{
    const std::lock_guard lock(m_mutex);
    const Clock::Monotonic now = m_clock.monotonic();
    --m_inFlight;
    if (outcome == CallOutcome::Abandoned)
        return;
    if (const std::int64_t at = secondOf(now); m_present.at != at) {
        std::swap(m_last, m_present);
        m_present.at = at;
        m_present.latencies.clear();
    }
    if (m_present.latencies.size() < callsPerSecondMax)
        m_present.latencies.push_back(std::chrono::duration_cast<std::chrono::microseconds>(now - began));
    m_lastOutcome = outcome;
    if (isFailure(outcome)) {
        ++m_failuresInRow;
        m_lastFailure = failure;
    } else {
        m_failuresInRow = 0;
        m_lastFailure.clear();
    }
}

void CallMeter::retrying(CallOutcome outcome)
{
    const std::lock_guard lock(m_mutex);
    m_retries.count(outcome);
}

bool CallMeter::rest(const CancelToken &token, milliseconds delay, CallOutcome outcome)
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t hurries = m_hurries;
    m_restsAfter = outcome;
    m_restsUntil = m_clock.monotonic() + delay;
    bool isCancelled = false;
    for (milliseconds left = delay; left > milliseconds::zero() && !isCancelled && m_hurries == hurries; left -= restPoll) {
        lock.unlock();
        isCancelled = token.waitFor(std::min(left, restPoll));
        lock.lock();
    }
    m_restsAfter.reset();
    return !isCancelled && !token.isCancelled();
}

void CallMeter::hurry()
{
    std::shared_ptr<EndpointGate> gate;
    {
        const std::lock_guard lock(m_mutex);
        ++m_hurries;
        gate = m_gate;
    }
    if (gate)
        gate->probeNow();
}

CallFigures CallMeter::figures() const
{
    CallFigures figures;
    std::shared_ptr<EndpointGate> gate;
    {
        const std::lock_guard lock(m_mutex);
        gate = m_gate;
        figures.inFlight = m_inFlight;
        figures.retries = m_retries;
        figures.failuresInRow = m_failuresInRow;
        figures.lastFailure = m_lastFailure;
        figures.hasPlaces = m_hasPlaces;
        if (m_restsAfter) {
            figures.waitsAfter = m_restsAfter;
            figures.nextTryIn = std::max(std::chrono::ceil<milliseconds>(m_restsUntil - m_clock.monotonic()), milliseconds::zero());
        }
    }
    if (gate)
        figures.limits = gate->standing();
    return figures;
}

std::vector<std::chrono::microseconds> CallMeter::lastSecond() const
{
    const std::lock_guard lock(m_mutex);
    const std::int64_t full = secondOf(m_clock.monotonic()) - 1;
    if (m_present.at == full)
        return m_present.latencies;
    return m_last.at == full ? m_last.latencies : std::vector<std::chrono::microseconds>();
}

CallOutcome CallMeter::lastOutcome() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastOutcome;
}

} // namespace weir
