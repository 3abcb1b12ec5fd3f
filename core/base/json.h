#pragma once

#include <nlohmann/json_fwd.hpp>

namespace weir {

/// JSON for small documents (settings, totals, reports): keeps the order of members, so that saving without a change
/// is no difference. Rows never pass through it. Sources that use values include <nlohmann/json.hpp>.
using Json = nlohmann::ordered_json;

} // namespace weir
