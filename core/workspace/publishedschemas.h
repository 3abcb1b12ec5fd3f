#pragma once

#include <string_view>

namespace weir {

/// Text of resources/schemas/<name>.schema.json, compiled in by cmake/embedschemas.cmake; empty for another
/// name.
[[nodiscard]] std::string_view publishedSchema(std::string_view name);

} // namespace weir
