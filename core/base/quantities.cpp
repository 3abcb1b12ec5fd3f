#include "core/base/quantities.h"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace weir {

namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> durationUnits = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> sizeUnits = {
    {{"", 1},
     {"B", 1},
     {"KiB", std::int64_t{1} << 10},
     {"MiB", std::int64_t{1} << 20},
     {"GiB", std::int64_t{1} << 30},
     {"TiB", std::int64_t{1} << 40}}};
constexpr std::int64_t durationMax = std::int64_t{3650} * 86'400'000;
constexpr std::int64_t sizeMax = std::int64_t{1} << 62;

/// Number times unit; -1 when \a text is not "<digits><unit>" or exceeds \a max.
template<typename Units>
std::int64_t parseQuantity(std::string_view text, const Units &units, std::int64_t max)
{
    std::int64_t number = 0;
    const char *end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, number);
    if (code != std::errc() || number < 0)
        return -1;
    const std::string_view unit(stop, static_cast<std::size_t>(end - stop));
    for (const auto &[name, factor] : units) {
        if (name == unit)
            return number > max / factor ? -1 : number * factor;
    }
    return -1;
}

} // namespace

Result<std::chrono::milliseconds> parseDuration(std::string_view text)
{
    const std::int64_t value = parseQuantity(text, durationUnits, durationMax);
    if (value < 0) {
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("\"{}\" is not a duration: write a whole number and ms, s, m, h or d, such as 500ms, "
                        "10m or 24h (at most 3650d)",
                        text.substr(0, 40)));
    }
    return std::chrono::milliseconds(value);
}

std::string durationText(std::chrono::milliseconds duration)
{
    for (const auto &[name, factor] : durationUnits) {
        // days only where someone would write them: 24h stays 24h
        const bool fits = duration.count() % factor == 0 && (name != "d" || duration.count() >= 2 * factor);
        if (fits && duration.count() != 0)
            return fmt::format("{}{}", duration.count() / factor, name);
    }
    return "0s";
}

Result<std::int64_t> parseSize(std::string_view text)
{
    const std::int64_t value = parseQuantity(text, sizeUnits, sizeMax);
    if (value < 0) {
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format(
                "\"{}\" is not a size: write a whole number and B, KiB, MiB, GiB or TiB, such as 64MiB",
                text.substr(0, 40)));
    }
    return value;
}

} // namespace weir
