#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// Appends \a text without its \a group signs and with \a point as `.`; false when groups do not hold three
/// digits or something else stands there. Empty signs do not occur. One sign at the start is kept.
[[nodiscard]] bool ungroupNumber(std::string_view text, std::string_view point, std::string_view group,
                                 std::string &out);

/// Appends the plain number (for appendDecimal) that "1,234.50元", "￥１２．５", "1.2万" or "(3亿)" means;
/// false when it is none. Strict: nothing but digits, separators, currency and one unit.
[[nodiscard]] bool readChineseNumber(std::string_view text, std::string &out);

/// "2026年3月5日", "２０２６年０３月０５号", "二〇二六年三月五日", "2026-3-5", "2026/03/05", "2026.3.5".
[[nodiscard]] std::optional<std::int32_t> readChineseDate(std::string_view text);

} // namespace weir
