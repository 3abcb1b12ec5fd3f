#include "core/limits/endpointlimits.h"

namespace weir {

std::shared_ptr<EndpointGate> EndpointLimits::gate(const std::string &key, const EndpointSettings &settings)
{
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_gates.find(key); known != m_gates.end()) {
        known->second->tighten(settings);
        return known->second;
    }
    if (m_gates.size() >= endpointsMax)
        std::erase_if(m_gates, [](const auto &entry) { return entry.second.use_count() == 1; });
    return m_gates.emplace(key, std::make_shared<EndpointGate>(m_clock, settings)).first->second;
}

std::vector<std::pair<std::string, EndpointStanding>> EndpointLimits::standings() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::pair<std::string, EndpointStanding>> all;
    for (const auto &[key, gate] : m_gates)
        all.emplace_back(key, gate->standing());
    return all;
}

} // namespace weir
