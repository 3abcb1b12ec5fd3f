#pragma once

#include "core/data/rowcode.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// Dates and times as numbers and as ISO 8601 text, without locale and without allocation. The calendar is
/// the proleptic Gregorian one. Columns hold them as: Date = days since 1970-01-01, Time = microseconds since
/// midnight, DateTime = microseconds since 1970-01-01T00:00 (no zone), Timestamp = the same in UTC.
///
/// Some databases know values that are no days; they travel as these constants, text "infinity", "-infinity"
/// and "0000-00-00" (MySQL's zero date), and a target without them gets a row error.
inline constexpr std::int32_t dateInfinity = std::numeric_limits<std::int32_t>::max();
inline constexpr std::int32_t dateMinusInfinity = std::numeric_limits<std::int32_t>::min();
inline constexpr std::int32_t dateZero = std::numeric_limits<std::int32_t>::min() + 1;
inline constexpr std::int64_t timeInfinity = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t timeMinusInfinity = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t timeZero = std::numeric_limits<std::int64_t>::min() + 1;

/// True for the three constants of Date, and of DateTime and Timestamp.
[[nodiscard]] constexpr bool isSpecialDate(std::int32_t days)
{
    return days == dateInfinity || days == dateMinusInfinity || days == dateZero;
}
[[nodiscard]] constexpr bool isSpecialTime(std::int64_t micros)
{
    return micros == timeInfinity || micros == timeMinusInfinity || micros == timeZero;
}

inline constexpr std::int64_t microsPerSecond = 1'000'000;
inline constexpr std::int64_t microsPerDay = 86'400 * microsPerSecond;
/// Years that texts may have; a DateTime of every one fits its column.
inline constexpr int yearMin = -99'999;
inline constexpr int yearMax = 290'000;

/// A day of the calendar. Month and day count from 1; year 0 is 1 BC.
struct CivilDate
{
    int year = 1970;
    int month = 1;
    int day = 1;

    bool operator==(const CivilDate &) const = default;
};

/// Days since 1970-01-01 and back (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
[[nodiscard]] std::int32_t daysFromCivil(const CivilDate &date);
[[nodiscard]] CivilDate civilFromDays(std::int32_t days);
/// False for 2025-02-30 and for years out of range.
[[nodiscard]] bool isCalendarDay(const CivilDate &date);
[[nodiscard]] int daysInMonth(int year, int month);

/// Whole days and the rest, 0 <= rest < microsPerDay.
struct SplitTime
{
    std::int32_t days = 0;
    std::int64_t micros = 0;
};
[[nodiscard]] SplitTime splitTime(std::int64_t micros);

/// "2026-03-05", "-0043-03-15", "+12026-01-01", or a special value. NotADate.
[[nodiscard]] std::optional<RowCode> parseDate(std::string_view text, std::int32_t &days);

/// "10:20", "10:20:30", "10:20:30.123456"; "24:00:00" is the end of a day. NotATime; LosesPrecision below 1
/// µs.
[[nodiscard]] std::optional<RowCode> parseTime(std::string_view text, std::int64_t &micros);

/// A date, alone or with `T`, `t` or a space and a time; then an offset or none: "Z", "+08", "+0800",
/// "+08:00",
/// "-03:30:15", with one space before it at most.
struct ParsedDateTime
{
    std::int64_t micros = 0;          ///< as written: the offset is not applied; or a special value
    std::optional<int> offsetSeconds; ///< east of UTC
};
/// NotADate (also for a wrong time of day); LosesPrecision below 1 µs.
[[nodiscard]] std::optional<RowCode> parseDateTime(std::string_view text, ParsedDateTime &value);

/// "2026-03-05".
void appendDate(std::int32_t days, std::string &out);
/// "10:20:30", with ".123" or ".123456" behind when there is a fraction.
void appendTime(std::int64_t micros, std::string &out);
/// "2026-03-05T10:20:30".
void appendDateTime(std::int64_t micros, std::string &out);
/// "2026-03-05T10:20:30Z".
void appendTimestamp(std::int64_t micros, std::string &out);

} // namespace weir
