#include "core/mapping/namewords.h"

#include "core/mapping/fieldmatcher.h"

#include <algorithm>
#include <array>
#include <utf8proc.h>

namespace weir {

namespace {

constexpr std::size_t prefixLengthMin = 4;
constexpr double prefixWorth = 0.9;

enum class Letter : std::uint8_t { None, Small, Capital, Digit, Han };

Letter letterOf(std::int32_t point)
{
    if ((point >= 0x3400 && point <= 0x9FFF) || (point >= 0x20000 && point <= 0x323AF) || (point >= 0xF900 && point <= 0xFAFF))
        return Letter::Han;
    const utf8proc_category_t category = utf8proc_category(point);
    if (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO)
        return Letter::Digit;
    if (category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT)
        return Letter::Capital;
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME ? Letter::Small : Letter::None;
}

struct Character
{
    std::string_view bytes;
    Letter letter = Letter::None;
};

std::vector<Character> charactersOf(std::string_view name)
{
    std::vector<Character> characters;
    const auto *bytes = reinterpret_cast<const utf8proc_uint8_t *>(name.data());
    for (std::size_t i = 0; i < name.size();) {
        std::int32_t point = 0;
        const auto length = utf8proc_iterate(bytes + i, static_cast<utf8proc_ssize_t>(name.size() - i), &point);
        const std::size_t size = length > 0 ? static_cast<std::size_t>(length) : 1;
        characters.push_back({name.substr(i, size), length > 0 ? letterOf(point) : Letter::None});
        i += size;
    }
    return characters;
}

/// True where a word ends between \a before and \a now; "IDCard" is ID and Card.
bool isBorder(Letter before, Letter now, Letter next)
{
    if (now == Letter::Han || before == Letter::Han)
        return true;
    if ((before == Letter::Digit) != (now == Letter::Digit))
        return true;
    return now == Letter::Capital && (before == Letter::Small || next == Letter::Small);
}

bool saysNothing(const std::string &word)
{
    static constexpr std::array<std::string_view, 8> words = {"of", "the", "a", "an", "and", "for", "的", "之"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

double worth(const std::string &a, const std::string &b)
{
    if (a == b)
        return 1;
    const std::string &shorter = a.size() < b.size() ? a : b, &longer = a.size() < b.size() ? b : a;
    return shorter.size() >= prefixLengthMin && longer.compare(0, shorter.size(), shorter) == 0 ? prefixWorth : 0;
}

struct Pairing
{
    double worth = 0;
    std::size_t pairs = 0;
};

/// Each word takes the best partner that is left.
Pairing paired(const std::vector<std::string> &a, const std::vector<std::string> &b)
{
    Pairing pairing;
    std::vector<bool> isTaken(b.size());
    for (const std::string &word : a) {
        double best = 0;
        std::size_t at = 0;
        for (std::size_t i = 0; i < b.size(); ++i) {
            const double likeness = isTaken[i] ? 0 : worth(word, b[i]);
            if (likeness > best) {
                best = likeness;
                at = i;
            }
        }
        if (best > 0) {
            isTaken[at] = true;
            pairing.worth += best;
            ++pairing.pairs;
        }
    }
    return pairing;
}

} // namespace

std::vector<std::string> nameWords(std::string_view name)
{
    std::vector<std::string> words;
    const std::vector<Character> characters = charactersOf(name);
    std::string word;
    const auto finish = [&] {
        std::string folded = foldedName(word);
        if (!folded.empty() && !saysNothing(folded))
            words.push_back(std::move(folded));
        word.clear();
    };
    Letter before = Letter::None;
    for (std::size_t i = 0; i < characters.size(); ++i) {
        const Letter now = characters[i].letter;
        const Letter next = i + 1 < characters.size() ? characters[i + 1].letter : Letter::None;
        if (now == Letter::None || (before != Letter::None && isBorder(before, now, next)))
            finish();
        if (now != Letter::None)
            word += characters[i].bytes;
        before = now;
    }
    finish();
    return words;
}

double wordLikeness(const std::vector<std::string> &a, const std::vector<std::string> &b)
{
    return a.empty() || b.empty() ? 0 : 2 * paired(a, b).worth / static_cast<double>(a.size() + b.size());
}

bool haveSameWords(const std::vector<std::string> &a, const std::vector<std::string> &b)
{
    return !a.empty() && a.size() == b.size() && paired(a, b).pairs == a.size();
}

} // namespace weir
