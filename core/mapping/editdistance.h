#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// The first \a max code points of \a utf8 with ASCII letters in lower case; bytes that are not UTF-8 stand
/// for themselves.
[[nodiscard]] std::u32string lowerCodePoints(std::string_view utf8, std::size_t max = 200);

/// Steps from \a a to \a b (insert, remove, replace a character, swap neighbours: optimal string alignment);
/// nothing when there are more than \a limit.
[[nodiscard]] std::optional<std::size_t> editDistance(const std::u32string &a, const std::u32string &b,
                                                      std::size_t limit);

} // namespace weir
