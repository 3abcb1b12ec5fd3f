#include "core/ledger/records.h"

#include <array>

namespace weir {

namespace {

constexpr std::array<std::string_view, 18> stateNames = {
    "created", "starting", "running", "throttled", "circuit_open", "offline", "pausing", "paused", "stopping",
    "stopped", "stalled", "completed", "completed_quarantined", "completed_unknown", "failed", "interrupted",
    "unbalanced", "fenced"};
static_assert(stateNames.size() == static_cast<std::size_t>(RunState::Fenced) + 1);

} // namespace

std::string_view runStateName(RunState state)
{
    return stateNames[static_cast<std::size_t>(state)];
}

std::optional<RunState> runStateFromName(std::string_view name)
{
    for (std::size_t i = 0; i < stateNames.size(); ++i) {
        if (stateNames[i] == name)
            return static_cast<RunState>(i);
    }
    return std::nullopt;
}

} // namespace weir
