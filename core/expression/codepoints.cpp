#include "core/expression/codepoints.h"

#include <array>
#include <utf8proc.h>

namespace weir {

Point pointAt(std::string_view text, std::size_t at)
{
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80)
        return {first, 1};
    std::int32_t point = -1;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t *>(text.data() + at),
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &point);
    return size > 0 ? Point{point, static_cast<std::size_t>(size)} : Point();
}

void appendPoint(std::int32_t point, std::string &out)
{
    std::array<utf8proc_uint8_t, 4> bytes;
    const auto size = utf8proc_encode_char(point, bytes.data());
    out.append(reinterpret_cast<const char *>(bytes.data()), static_cast<std::size_t>(size));
}

bool isSpacePoint(std::int32_t point)
{
    if (point < 0x80)
        return point == ' ' || (point >= '\t' && point <= '\r');
    return point == 0x85 || point == 0xFEFF || utf8proc_category(point) == UTF8PROC_CATEGORY_ZS ||
           point == 0x2028 || point == 0x2029;
}

std::int32_t halfWidth(std::int32_t point)
{
    if (point >= 0xFF01 && point <= 0xFF5E)
        return point - 0xFF01 + 0x21;
    if (point == 0x3000)
        return ' ';
    return point == 0xFFE5 ? 0xA5 : point;
}

std::string_view trimmedText(std::string_view text, bool atStart, bool atEnd)
{
    while (atStart && !text.empty()) {
        const Point point = pointAt(text, 0);
        if (!isSpacePoint(point.value))
            break;
        text.remove_prefix(point.size);
    }
    while (atEnd && !text.empty()) {
        const std::size_t last = pointBefore(text, text.size());
        if (!isSpacePoint(pointAt(text, last).value))
            break;
        text.remove_suffix(text.size() - last);
    }
    return text;
}

} // namespace weir
