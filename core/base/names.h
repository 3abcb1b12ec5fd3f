#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// The entry of \a known nearest to \a word by edit distance, ignoring case, for "did you mean"; empty when none is
/// near enough to be a slip of the pen.
[[nodiscard]] std::string nearestName(std::string_view word, const std::vector<std::string> &known);

/// ASCII lower case; other bytes stay.
[[nodiscard]] std::string lowerAscii(std::string_view text);

} // namespace weir
