#include "ui/bridge/values.h"

#include <algorithm>
#include <array>

namespace weir {

namespace {

constexpr std::array<const char *, uiStateCount> names = {
    "draft", "ready", "created", "running", "throttled", "circuit_open", "offline", "pausing", "paused", "stopping",
    "stopped", "stalled", "completed", "completed_quarantined", "completed_unknown", "failed", "interrupted", "fenced",
    "unbalanced"};

} // namespace

UiState uiStateFromName(const QString &name)
{
    if (name == u"starting")
        return UiState::Running;
    const auto at = std::find_if(names.begin(), names.end(), [&](const char *known) { return name == QLatin1String(known); });
    return at == names.end() ? UiState::Failed : static_cast<UiState>(at - names.begin());
}

QString uiStateName(UiState state)
{
    return QLatin1String(names[static_cast<std::size_t>(state)]);
}

bool isLive(UiState state)
{
    switch (state) {
    case UiState::Queued:
    case UiState::Running:
    case UiState::Throttled:
    case UiState::CircuitOpen:
    case UiState::Offline:
    case UiState::Pausing:
    case UiState::Stopping: return true;
    default: return false;
    }
}

Balance &Balance::operator+=(const Balance &other)
{
    read += other.read;
    inserted += other.inserted;
    updated += other.updated;
    unchanged += other.unchanged;
    superseded += other.superseded;
    filtered += other.filtered;
    quarantined += other.quarantined;
    unknown += other.unknown;
    pending += other.pending;
    return *this;
}

std::optional<double> LiveRun::progress() const
{
    if (rowsEstimate > 0)
        return std::min(1.0, static_cast<double>(figures.read) / static_cast<double>(rowsEstimate));
    if (bytesTotal > 0)
        return std::min(1.0, static_cast<double>(bytesRead) / static_cast<double>(bytesTotal));
    return std::nullopt;
}

} // namespace weir
