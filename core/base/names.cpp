#include "core/base/names.h"

#include <algorithm>

namespace weir {

std::string lowerAscii(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

namespace {

/// Levenshtein distance, with a swap of neighbours as one step (optimal string alignment).
std::size_t editDistance(const std::string &a, const std::string &b)
{
    std::vector<std::size_t> before, previous(b.size() + 1), current(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        previous[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                current[j] = std::min(current[j], before[j - 2] + 1);
        }
        before = previous;
        std::swap(previous, current);
    }
    return previous[b.size()];
}

} // namespace

std::string nearestName(std::string_view word, const std::vector<std::string> &known)
{
    const std::string wanted = lowerAscii(word);
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
    for (const std::string &name : known) {
        const std::size_t distance = editDistance(wanted, lowerAscii(name));
        if (distance < bestDistance) {
            bestDistance = distance;
            best = name;
        }
    }
    return best;
}

} // namespace weir
