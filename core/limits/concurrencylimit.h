#pragma once

#include "core/limits/calloutcome.h"

#include <algorithm>

namespace weir {

/// How many calls may be in flight at once. Halved when the endpoint is throttling or too slow, raised by one
/// after each window of as many good calls as are allowed, never above the configured number (delivery §7).
///
/// Thread-safety: none; EndpointGate locks.
class ConcurrencyLimit
{
public:
    explicit ConcurrencyLimit(int inFlightMax = 1) : m_max(std::max(inFlightMax, 1)), m_allowed(m_max) {}

    [[nodiscard]] bool hasPlace() const { return m_inFlight < m_allowed; }
    void enter() { ++m_inFlight; }
    void leave(CallOutcome outcome)
    {
        --m_inFlight;
        if (outcome == CallOutcome::Throttled || outcome == CallOutcome::TimedOut) {
            m_allowed = std::max(1, m_allowed / 2);
            m_good = 0;
        } else if (outcome == CallOutcome::Succeeded && m_allowed < m_max && ++m_good >= m_allowed) {
            ++m_allowed;
            m_good = 0;
        }
    }
    [[nodiscard]] int allowed() const { return m_allowed; }
    [[nodiscard]] int inFlight() const { return m_inFlight; }
    [[nodiscard]] int inFlightMax() const { return m_max; }
    void setMax(int inFlightMax)
    {
        m_max = std::max(inFlightMax, 1);
        m_allowed = std::min(m_allowed, m_max);
    }

private:
    int m_max;
    int m_allowed;
    int m_inFlight = 0;
    int m_good = 0; ///< good calls since the last change
};

} // namespace weir
