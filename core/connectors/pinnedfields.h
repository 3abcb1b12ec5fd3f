#pragma once

#include "core/base/result.h"
#include "core/connectors/source.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// The fields of earlier runs beside those that records show now, for sources whose records may leave members out (JSON).
struct PinnedComparison
{
    const Schema &pinned;
    const Schema &found;       ///< of the records looked at
    std::int64_t records = 0;  ///< looked at
    bool isSelecting = false;  ///< the fields were picked by name: others are not new
    std::string source;        ///< for messages: "the API", a path
    /// Fields that can be missed; null: all of the pinned ones.
    const Schema *usual = nullptr;
};

/// So many records without a field say that it is gone.
constexpr std::int64_t goneRecordsMin = 20;

/// Findings "newField" and "missingField". Stop/SchemaMismatch naming the field when one is gone: a record may leave a
/// member out, but a member that all of goneRecordsMin records leave out, or all of fewer with a new one in its place, is
/// gone, and going on would write NULL over what the target holds. Paths into members ("customer.name") are not missed.
[[nodiscard]] Result<std::vector<Finding>> comparePinned(const PinnedComparison &comparison);

} // namespace weir
