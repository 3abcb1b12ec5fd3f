#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// How values of table files look to a reader: the small questions behind detection and the file check-up.
/// All pure, on UTF-8.

/// Without leading and trailing ASCII spaces, tabs, line ends, U+00A0 and U+3000.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// trimmed(), and each run of spaces or line ends inside becomes one space.
[[nodiscard]] std::string foldedSpaces(std::string_view text);
/// Digits with sign, separators, currency or percent: "-1,234.50", "¥12", "7 %", "1.1E+17".
[[nodiscard]] bool looksLikeNumber(std::string_view text);
/// "2026-03-05", "5.3.2026 12:00", "2026年3月5日", "12:30".
[[nodiscard]] bool looksLikeDate(std::string_view text);
/// A whole number from 1900 to 2100, else 0.
[[nodiscard]] std::int64_t yearOf(std::string_view text);
/// Only ASCII digits, at least one.
[[nodiscard]] bool isDigits(std::string_view text);
/// "合计", "Total", "Summe" …, also with a colon behind.
[[nodiscard]] bool isTotalWord(std::string_view text);

} // namespace weir
