#pragma once

#include "core/base/clock.h"
#include "core/limits/endpointgate.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace weir {

/// The limits of every endpoint that this process talks to, shared by all jobs that use it: one gate for each
/// key
/// ("https://shop.example:443"). One object for the process, made where the object graph is built.
///
/// Gates nobody holds any more are dropped once more than endpointsMax keys are known.
///
/// Thread-safety: all members may be called from any thread.
class EndpointLimits
{
public:
    static constexpr std::size_t endpointsMax = 1'000;

    explicit EndpointLimits(const Clock &clock = Clock::system()) : m_clock(clock) {}
    EndpointLimits(const EndpointLimits &) = delete;
    EndpointLimits &operator=(const EndpointLimits &) = delete;

    /// The gate of \a key. Where jobs disagree about \a settings the stricter ones win.
    [[nodiscard]] std::shared_ptr<EndpointGate> gate(const std::string &key,
                                                     const EndpointSettings &settings);

    /// Every known endpoint and where it stands, by key.
    [[nodiscard]] std::vector<std::pair<std::string, EndpointStanding>> standings() const;

private:
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<EndpointGate>> m_gates;
};

} // namespace weir
