// Dates and times by a section of a number format.

#include "core/connectors/files/xlsx/formatsection.h"
#include "core/data/datetime.h"

#include <array>
#include <cmath>

namespace weir {

namespace {

using Kind = FormatToken::Kind;
using Language = FormatSection::Language;

constexpr std::int64_t dayEnd = 2'958'466; ///< behind 9999-12-31
constexpr std::int64_t secondsPerDay = 86'400;

constexpr std::array<std::string_view, 12> englishMonths = {
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
constexpr std::array<std::string_view, 12> chineseMonths = {"一月", "二月", "三月", "四月", "五月", "六月",
                                                            "七月", "八月", "九月", "十月", "十一月", "十二月"};
constexpr std::array<std::string_view, 7> englishDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                         "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 7> chineseDays = {"日", "一", "二", "三", "四", "五", "六"};

/// A moment taken apart, in units of the smallest that is shown.
struct Parts
{
    CivilDate date;
    std::size_t weekday = 0; ///< 0: Sunday
    std::int64_t allSeconds = 0;
    int hour = 0, minute = 0, second = 0, subsecond = 0;
};

void appendPadded(std::int64_t number, std::size_t digits, std::string &out)
{
    std::array<char, 24> text{};
    std::size_t at = text.size();
    for (std::int64_t rest = number; rest > 0 || at == text.size(); rest /= 10)
        text[--at] = static_cast<char>('0' + rest % 10);
    const std::size_t size = text.size() - at;
    out.append(digits > size ? digits - size : 0, '0');
    out.append(text.data() + at, size);
}

bool takeApart(double serial, const FormatSection &section, bool is1904, Parts &parts)
{
    if (!(serial >= 0) || serial >= static_cast<double>(dayEnd))
        return false;
    // Times are rounded to what is shown of seconds; a date alone never becomes the next day by a second.
    const std::int64_t ticks = !section.hasTime ? 1000 : section.secondDigits == 3 ? 1000 : section.secondDigits == 2 ? 100
                               : section.secondDigits == 1 ? 10 : 1;
    const std::int64_t all = std::llround(serial * static_cast<double>(secondsPerDay * ticks));
    parts.allSeconds = all / ticks;
    parts.subsecond = static_cast<int>(all % ticks);
    const std::int64_t day = parts.allSeconds / secondsPerDay;
    const auto inDay = static_cast<int>(parts.allSeconds % secondsPerDay);
    if (day >= dayEnd)
        return false;
    parts.hour = inDay / 3600;
    parts.minute = inDay / 60 % 60;
    parts.second = inDay % 60;
    if (is1904) {
        const std::int32_t civil = daysFromCivil({1904, 1, 1}) + static_cast<std::int32_t>(day);
        parts.date = civilFromDays(civil);
        parts.weekday = static_cast<std::size_t>(((civil + 4) % 7 + 7) % 7);
        return parts.date.year <= 9999;
    }
    // The calendar of 1900 has a day 0 and a 29 February that never were, and counts weekdays by them.
    parts.weekday = static_cast<std::size_t>((day + 6) % 7);
    if (day == 0)
        parts.date = {1900, 1, 0};
    else if (day == 60)
        parts.date = {1900, 2, 29};
    else
        parts.date = civilFromDays(daysFromCivil({1899, 12, day < 60 ? 31 : 30}) + static_cast<std::int32_t>(day));
    return true;
}

void appendMonth(const Parts &parts, std::size_t count, Language language, std::string &out)
{
    const auto index = static_cast<std::size_t>(parts.date.month - 1);
    if (count <= 2) {
        appendPadded(parts.date.month, count, out);
    } else if (language == Language::Chinese && count == 3) {
        appendPadded(parts.date.month, 1, out);
        out += "月";
    } else if (language == Language::Chinese) {
        // One letter is what mmmmm shows.
        out += count >= 5 ? chineseMonths[index].substr(0, 3) : chineseMonths[index];
    } else {
        out += englishMonths[index].substr(0, count == 3 ? 3 : count >= 5 ? 1 : std::string_view::npos);
    }
}

void appendWeekday(const Parts &parts, const FormatToken &token, Language language, std::string &out)
{
    const bool isChinese = language == Language::Chinese || (token.mark == 'a' && language == Language::None);
    if (!isChinese) {
        out += englishDays[parts.weekday].substr(0, token.count == 3 ? 3 : std::string_view::npos);
        return;
    }
    if (token.count >= 4)
        out += "星期";
    else if (language == Language::Chinese)
        out += "周";
    out += chineseDays[parts.weekday];
}

void appendHalf(const Parts &parts, const FormatToken &token, Language language, std::string &out)
{
    const bool isMorning = parts.hour < 12;
    if (token.mark == 'P')
        out += isMorning ? "A" : "P";
    else if (token.mark == 'C' || language == Language::Chinese)
        out += isMorning ? "上午" : "下午";
    else
        out += isMorning ? "AM" : "PM";
}

void appendDateToken(const FormatSection &section, const FormatToken &token, const Parts &parts, std::string &out)
{
    const std::size_t digits = token.count >= 2 ? 2 : 1;
    switch (token.mark) {
    case 'y':
        return token.count <= 2 ? appendPadded(parts.date.year % 100, 2, out) : appendPadded(parts.date.year, 4, out);
    case 'M':
        return appendMonth(parts, token.count, section.language, out);
    case 'd':
        return token.count <= 2 ? appendPadded(parts.date.day, digits, out)
                                : appendWeekday(parts, token, section.language, out);
    case 'a':
        return appendWeekday(parts, token, section.language, out);
    case 'h':
        return appendPadded(!section.hasHalves ? parts.hour : parts.hour % 12 == 0 ? 12 : parts.hour % 12, digits, out);
    case 'm':
        return appendPadded(parts.minute, digits, out);
    default:
        return appendPadded(parts.second, digits, out);
    }
}

} // namespace

bool appendMomentBySection(const FormatSection &section, std::string_view code, double serial, bool is1904, std::string &out)
{
    Parts parts;
    if (!takeApart(serial, section, is1904, parts))
        return false;
    for (const FormatToken &token : section.tokens) {
        switch (token.kind) {
        case Kind::Date:
            appendDateToken(section, token, parts, out);
            break;
        case Kind::Elapsed:
            appendPadded(parts.allSeconds / (token.mark == 'h' ? 3600 : token.mark == 'm' ? 60 : 1), token.count, out);
            break;
        case Kind::Half:
            appendHalf(parts, token, section.language, out);
            break;
        case Kind::Subsecond: {
            // Of several fractions in a row each has its own digits, and all count to the finest.
            int shown = parts.subsecond;
            for (int digit = section.secondDigits; digit > token.count; --digit)
                shown /= 10;
            out += '.';
            appendPadded(shown, token.count, out);
            break;
        }
        case Kind::Blank:
            out += ' ';
            break;
        default:
            out += code.substr(token.begin, token.length);
        }
    }
    return true;
}

} // namespace weir
