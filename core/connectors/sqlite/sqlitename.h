#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace weir {

constexpr std::size_t sqliteNameBytesMax = 255;

/// \a name, one exact part of a name, as a quoted SQL identifier (SR-20): always quoted, quotes doubled, dots
/// kept. InvalidConfig for names that are empty, hold NUL or control characters or exceed sqliteNameBytesMax.
[[nodiscard]] Result<std::string> quoteIdentifier(std::string_view name);

} // namespace weir
