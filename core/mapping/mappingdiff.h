#pragma once

#include "core/mapping/mapping.h"

#include <string>
#include <vector>

namespace weir {

/// One difference between two revisions of a mapping.
struct MappingChange
{
    enum class Kind : std::uint8_t { Added, Removed, Changed, Reordered };
    enum class Part : std::uint8_t { Field, Filter, Lookup };
    Kind kind = Kind::Changed;
    Part part = Part::Field;
    std::string name;     ///< target field, filter or look-up
    std::string sentence; ///< "field \"amount\": was from \"total\", now expression decimal(total)"
};

/// What changed, fields first, in the order of \a after; what was removed stands behind in the order of \a
/// before. The order of fields does not matter to a run and is no change; the order of filters does, since
/// the first one counts.
[[nodiscard]] std::vector<MappingChange> mappingDiff(const Mapping &before, const Mapping &after);

} // namespace weir
