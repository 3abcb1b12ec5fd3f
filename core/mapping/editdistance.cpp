#include "core/mapping/editdistance.h"

#include <algorithm>
#include <cstdint>
#include <utf8proc.h>
#include <vector>

namespace weir {

std::u32string lowerCodePoints(std::string_view utf8, std::size_t max)
{
    std::u32string points;
    const auto *bytes = reinterpret_cast<const utf8proc_uint8_t *>(utf8.data());
    for (std::size_t i = 0; i < utf8.size() && points.size() < max;) {
        std::int32_t point = 0;
        const auto length =
            utf8proc_iterate(bytes + i, static_cast<utf8proc_ssize_t>(utf8.size() - i), &point);
        if (length <= 0)
            point = bytes[i];
        i += length <= 0 ? 1 : static_cast<std::size_t>(length);
        points += static_cast<char32_t>(point >= 'A' && point <= 'Z' ? point - 'A' + 'a' : point);
    }
    return points;
}

std::optional<std::size_t> editDistance(const std::u32string &a, const std::u32string &b, std::size_t limit)
{
    const std::size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (gap > limit)
        return std::nullopt;
    std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        previous[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        std::size_t rowMin = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replace});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                current[j] = std::min(current[j], before[j - 2] + 1);
            rowMin = std::min(rowMin, current[j]);
        }
        if (rowMin > limit)
            return std::nullopt;
        std::swap(before, previous);
        std::swap(previous, current);
    }
    return previous.back() <= limit ? std::optional(previous.back()) : std::nullopt;
}

} // namespace weir
