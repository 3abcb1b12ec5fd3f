#include "core/data/encoding.h"

#include <array>
#include <fmt/format.h>

namespace weir {

namespace {

struct Mark
{
    std::string_view bytes;
    const char *name;
};

using namespace std::string_view_literals;

/// UTF-32LE before UTF-16LE, whose mark it begins with.
constexpr std::array<Mark, 5> marks = {{
    {"\xEF\xBB\xBF"sv, "UTF-8 with BOM"},
    {"\xFF\xFE\0\0"sv, "UTF-32LE"},
    {"\0\0\xFE\xFF"sv, "UTF-32BE"},
    {"\xFF\xFE"sv, "UTF-16LE"},
    {"\xFE\xFF"sv, "UTF-16BE"},
}};

constexpr double shareSure = 0.9; ///< of common characters among all that are not ASCII

unsigned char byteAt(std::string_view text, std::size_t i)
{
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

bool isBetween(unsigned char byte, int least, int most) { return byte >= least && byte <= most; }

/// How much of a sample looks like text of one double-byte encoding.
struct Tally
{
    const char *name;
    double common = 0;
    double all = 0;
    bool isBroken = false;

    [[nodiscard]] double share() const { return isBroken || all == 0 ? 0 : common / all; }
};

/// GB2312's first level (the 3,755 most used characters) has lead bytes B0-D7, trail bytes A1-FE.
Tally tallyGb18030(std::string_view sample)
{
    Tally tally{"GB18030"};
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const unsigned char lead = byteAt(sample, i), trail = byteAt(sample, i + 1);
        if (lead < 0x80)
            continue;
        if (i + 1 == sample.size())
            break;
        ++tally.all;
        if (isBetween(lead, 0x81, 0xFE) && isBetween(trail, 0x30, 0x39)) {
            i += 3;
            continue;
        }
        if (!isBetween(lead, 0x81, 0xFE) || trail < 0x40 || trail == 0x7F || trail == 0xFF)
            tally.isBroken = true;
        tally.common +=
            isBetween(trail, 0xA1, 0xFE) && (isBetween(lead, 0xB0, 0xD7) || isBetween(lead, 0xA1, 0xA3));
        ++i;
    }
    return tally;
}

/// Big5's first level (5,401 characters) has lead bytes A4-C6.
Tally tallyBig5(std::string_view sample)
{
    Tally tally{"Big5"};
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const unsigned char lead = byteAt(sample, i), trail = byteAt(sample, i + 1);
        if (lead < 0x80)
            continue;
        if (i + 1 == sample.size())
            break;
        ++tally.all;
        if (!isBetween(lead, 0x87, 0xFE) || !(isBetween(trail, 0x40, 0x7E) || isBetween(trail, 0xA1, 0xFE)))
            tally.isBroken = true;
        tally.common += isBetween(lead, 0xA4, 0xC6) || isBetween(lead, 0xA1, 0xA3);
        ++i;
    }
    return tally;
}

/// Kana have lead bytes 82 and 83, the first level of kanji 88-97; half-width kana are single bytes and rare.
Tally tallyShiftJis(std::string_view sample)
{
    Tally tally{"Shift_JIS"};
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const unsigned char lead = byteAt(sample, i), trail = byteAt(sample, i + 1);
        if (lead < 0x80)
            continue;
        if (i + 1 == sample.size())
            break;
        ++tally.all;
        if (isBetween(lead, 0xA1, 0xDF))
            continue;
        if (!(isBetween(lead, 0x81, 0x9F) || isBetween(lead, 0xE0, 0xFC)) || trail < 0x40 || trail == 0x7F ||
            trail > 0xFC)
            tally.isBroken = true;
        tally.common += isBetween(lead, 0x81, 0x83) || isBetween(lead, 0x88, 0x97);
        ++i;
    }
    return tally;
}

/// UTF-16 of mostly western text has a zero in every other byte.
const char *guessUtf16(std::string_view sample)
{
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < sample.size(); ++i)
        zeros[i % 2] += sample[i] == '\0';
    const std::size_t half = sample.size() / 2;
    if (half < 4)
        return nullptr;
    if (zeros[1] * 5 > half && zeros[0] * 20 < half)
        return "UTF-16LE";
    return zeros[0] * 5 > half && zeros[1] * 20 < half ? "UTF-16BE" : nullptr;
}

/// \a sample without a sequence that its end cuts.
std::string_view withoutCutSequence(std::string_view sample)
{
    for (std::size_t back = 1; back <= 3 && back <= sample.size(); ++back) {
        const auto byte = static_cast<unsigned char>(sample[sample.size() - back]);
        if (byte < 0x80)
            break;
        if (byte >= 0xC0) {
            const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
            return back < length ? sample.substr(0, sample.size() - back) : sample;
        }
    }
    return sample;
}

} // namespace

EncodingGuess guessEncoding(std::string_view sample)
{
    for (const Mark &mark : marks) {
        if (sample.starts_with(mark.bytes))
            return {mark.name, static_cast<int>(mark.bytes.size()),
                    "the file begins with its byte order mark", true};
    }
    if (const char *name = guessUtf16(sample))
        return {name, 0, "every other byte is zero", false};
    if (isUtf8(withoutCutSequence(sample))) {
        const std::int64_t others = static_cast<std::int64_t>(sample.size()) - codePointCount(sample);
        return {"UTF-8", 0,
                others > 0 ? "the sample is valid UTF-8 with other than ASCII characters"
                           : "the sample is plain ASCII",
                true};
    }
    const std::array<Tally, 3> tallies = {tallyGb18030(sample), tallyBig5(sample), tallyShiftJis(sample)};
    const Tally *best = &tallies[0];
    for (const Tally &tally : tallies) {
        if (tally.share() > best->share())
            best = &tally;
    }
    if (best->share() > 0.5)
        return {best->name, 0,
                fmt::format("not UTF-8; {:.0f} % of its characters are common ones of {}",
                            best->share() * 100, best->name),
                best->share() >= shareSure && best->all >= 20};
    return {"windows-1252", 0, "not UTF-8, and no East Asian encoding fits", false};
}

} // namespace weir
