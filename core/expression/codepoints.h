#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// Walking UTF-8 by code points. The text is valid UTF-8; a stray byte counts as one point and does no harm.

/// Bytes of the code point at \a at.
[[nodiscard]] inline std::size_t pointSize(std::string_view text, std::size_t at)
{
    std::size_t end = at + 1;
    while (end < text.size() && end < at + 4 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        ++end;
    return end - at;
}

/// First byte of the code point that ends before \a end (> 0).
[[nodiscard]] inline std::size_t pointBefore(std::string_view text, std::size_t end)
{
    std::size_t start = end - 1;
    while (start > 0 && end - start < 4 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80)
        --start;
    return start;
}

/// Byte offset behind the first \a points code points; text.size() when there are not that many.
[[nodiscard]] inline std::size_t bytesOfPoints(std::string_view text, std::int64_t points)
{
    std::size_t at = 0;
    for (; points > 0 && at < text.size(); --points)
        at += pointSize(text, at);
    return at;
}

/// The code point at \a at and its bytes; a stray byte gives U+FFFD and 1.
struct Point
{
    std::int32_t value = 0xFFFD;
    std::size_t size = 1;
};
[[nodiscard]] Point pointAt(std::string_view text, std::size_t at);

void appendPoint(std::int32_t point, std::string &out);

/// Spaces, tabs, line ends, the full-width space and the byte order mark.
[[nodiscard]] bool isSpacePoint(std::int32_t point);

/// Full-width forms as ASCII (１ as 1, Ａ as A, the ideographic space as a space); other points stay.
[[nodiscard]] std::int32_t halfWidth(std::int32_t point);

/// \a text without spaces (isSpacePoint) at its ends.
[[nodiscard]] std::string_view trimmedText(std::string_view text, bool atStart = true, bool atEnd = true);

} // namespace weir
