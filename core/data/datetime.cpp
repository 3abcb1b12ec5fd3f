#include "core/data/datetime.h"

#include <algorithm>

namespace weir {

namespace {

/// Reads exactly \a count digits; -1 if they are not there.
int digitsAt(std::string_view text, std::size_t at, std::size_t count)
{
    if (at + count > text.size())
        return -1;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        const auto digit = static_cast<unsigned char>(text[i] - '0');
        if (digit > 9)
            return -1;
        value = value * 10 + digit;
    }
    return value;
}

void appendPadded(int value, int width, std::string &out)
{
    char digits[12];
    char *at = digits + sizeof digits;
    for (; width > 0 || value > 0; --width, value /= 10)
        *--at = static_cast<char>('0' + value % 10);
    out.append(at, static_cast<std::size_t>(digits + sizeof digits - at));
}

/// Reads "YYYY-MM-DD" from the start of \a text; the length read, 0 if it is no day.
std::size_t readDate(std::string_view text, std::int32_t &days)
{
    std::size_t at = 0;
    bool isNegative = false;
    std::size_t yearDigits = 4;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        isNegative = text[0] == '-';
        at = 1;
        yearDigits = 0;
        while (at + yearDigits < text.size() && text[at + yearDigits] >= '0' && text[at + yearDigits] <= '9')
            ++yearDigits;
        if (yearDigits < 4 || yearDigits > 6)
            return 0;
    }
    CivilDate date;
    date.year = digitsAt(text, at, yearDigits);
    if (date.year < 0)
        return 0;
    at += yearDigits;
    date.month = digitsAt(text, at + 1, 2);
    date.day = digitsAt(text, at + 4, 2);
    if (date.month < 0 || date.day < 0 || text[at] != '-' || text[at + 3] != '-')
        return 0;
    if (isNegative)
        date.year = -date.year;
    at += 6;
    if (date.year == 0 && date.month == 0 && date.day == 0 && yearDigits == 4 && !isNegative) {
        days = dateZero;
        return at;
    }
    if (!isCalendarDay(date))
        return 0;
    days = daysFromCivil(date);
    return at;
}

/// Reads a time of day from the start of \a text; the length read, 0 if it is none.
std::size_t readTime(std::string_view text, std::int64_t &micros, bool &hasLost)
{
    const int hour = digitsAt(text, 0, 2), minute = digitsAt(text, 3, 2);
    if (hour < 0 || minute < 0 || text[2] != ':' || minute > 59)
        return 0;
    std::size_t at = 5;
    int second = 0;
    std::int64_t fraction = 0;
    if (at < text.size() && text[at] == ':') {
        second = digitsAt(text, at + 1, 2);
        if (second < 0 || second > 59)
            return 0;
        at += 3;
        if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
            const std::size_t begin = ++at;
            std::int64_t unit = microsPerSecond / 10;
            for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) {
                fraction += (text[at] - '0') * unit;
                hasLost = hasLost || (unit == 0 && text[at] != '0');
            }
            if (at == begin)
                return 0;
        }
    }
    micros = ((hour * 60 + minute) * 60 + second) * microsPerSecond + fraction;
    return micros <= microsPerDay && hour <= 24 ? at : 0;
}

/// Reads an offset that fills \a text.
std::optional<int> readOffset(std::string_view text)
{
    if (!text.empty() && text[0] == ' ')
        text.remove_prefix(1);
    if (text == "Z" || text == "z")
        return 0;
    if (text.size() < 3 || (text[0] != '+' && text[0] != '-'))
        return std::nullopt;
    const int sign = text[0] == '-' ? -1 : 1;
    const int hours = digitsAt(text, 1, 2);
    int minutes = 0, seconds = 0;
    if (text.size() == 5) {
        minutes = digitsAt(text, 3, 2);
    } else if (text.size() == 6 || text.size() == 9) {
        minutes = text[3] == ':' ? digitsAt(text, 4, 2) : -1;
        if (text.size() == 9)
            seconds = text[6] == ':' ? digitsAt(text, 7, 2) : -1;
    } else if (text.size() != 3) {
        return std::nullopt;
    }
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59)
        return std::nullopt;
    return sign * ((hours * 60 + minutes) * 60 + seconds);
}

std::optional<std::int64_t> specialTime(std::string_view text)
{
    if (text == "infinity" || text == "Infinity")
        return timeInfinity;
    if (text == "-infinity" || text == "-Infinity")
        return timeMinusInfinity;
    return std::nullopt;
}

bool appendSpecial(std::int64_t micros, std::string_view zero, std::string &out)
{
    if (!isSpecialTime(micros))
        return false;
    out.append(micros == timeZero ? zero : micros == timeInfinity ? "infinity" : "-infinity");
    return true;
}

} // namespace

std::int32_t daysFromCivil(const CivilDate &date)
{
    const int year = date.month <= 2 ? date.year - 1 : date.year;
    const int era = (year >= 0 ? year : year - 399) / 400;
    const int yearOfEra = year - era * 400;
    const int dayOfYear = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    const int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146'097 + dayOfEra - 719'468;
}

CivilDate civilFromDays(std::int32_t days)
{
    const std::int64_t shifted = static_cast<std::int64_t>(days) + 719'468;
    const auto era = static_cast<int>((shifted >= 0 ? shifted : shifted - 146'096) / 146'097);
    const auto dayOfEra = static_cast<int>(shifted - static_cast<std::int64_t>(era) * 146'097);
    const int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const int shiftedMonth = (5 * dayOfYear + 2) / 153;
    CivilDate date;
    date.day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
    date.month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    date.year = yearOfEra + era * 400 + (date.month <= 2);
    return date;
}

int daysInMonth(int year, int month)
{
    static constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && isLeap ? 29 : lengths[month - 1];
}

bool isCalendarDay(const CivilDate &date)
{
    return date.year >= yearMin && date.year <= yearMax && date.month >= 1 && date.month <= 12 &&
           date.day >= 1 && date.day <= daysInMonth(date.year, date.month);
}

SplitTime splitTime(std::int64_t micros)
{
    std::int64_t days = micros / microsPerDay;
    std::int64_t rest = micros % microsPerDay;
    if (rest < 0) {
        rest += microsPerDay;
        --days;
    }
    return {static_cast<std::int32_t>(days), rest};
}

std::optional<RowCode> parseDate(std::string_view text, std::int32_t &days)
{
    std::int32_t parsed = 0;
    if (const std::size_t length = readDate(text, parsed); length == 0 || length != text.size()) {
        const auto special = specialTime(text);
        if (!special)
            return RowCode::NotADate;
        parsed = *special == timeInfinity ? dateInfinity : dateMinusInfinity;
    }
    days = parsed;
    return std::nullopt;
}

std::optional<RowCode> parseTime(std::string_view text, std::int64_t &micros)
{
    std::int64_t parsed = 0;
    bool hasLost = false;
    const std::size_t length = readTime(text, parsed, hasLost);
    if (length == 0 || length != text.size())
        return RowCode::NotATime;
    if (hasLost)
        return RowCode::LosesPrecision;
    micros = parsed;
    return std::nullopt;
}

std::optional<RowCode> parseDateTime(std::string_view text, ParsedDateTime &value)
{
    std::int32_t days = 0;
    const std::size_t dateLength = readDate(text, days);
    if (dateLength == 0) {
        const auto special = specialTime(text);
        if (!special)
            return RowCode::NotADate;
        value = {*special, std::nullopt};
        return std::nullopt;
    }
    std::int64_t micros = 0;
    bool hasLost = false;
    std::string_view rest = text.substr(dateLength);
    if (!rest.empty() && (rest[0] == 'T' || rest[0] == 't' || rest[0] == ' ')) {
        const std::size_t timeLength = readTime(rest.substr(1), micros, hasLost);
        if (timeLength == 0 || micros == microsPerDay)
            return RowCode::NotADate;
        rest.remove_prefix(timeLength + 1);
    } else if (!rest.empty()) {
        return RowCode::NotADate;
    }
    std::optional<int> offset;
    if (!rest.empty() && !(offset = readOffset(rest)))
        return RowCode::NotADate;
    if (hasLost)
        return RowCode::LosesPrecision;
    if (days == dateZero) {
        if (micros != 0)
            return RowCode::NotADate;
        value = {timeZero, offset};
        return std::nullopt;
    }
    value = {days * microsPerDay + micros, offset};
    return std::nullopt;
}

void appendDate(std::int32_t days, std::string &out)
{
    if (isSpecialDate(days)) {
        out.append(days == dateZero ? "0000-00-00" : days == dateInfinity ? "infinity" : "-infinity");
        return;
    }
    const CivilDate date = civilFromDays(days);
    if (date.year < 0)
        out += '-';
    else if (date.year > 9999)
        out += '+';
    char text[6] = {'-', static_cast<char>('0' + date.month / 10), static_cast<char>('0' + date.month % 10),
                    '-', static_cast<char>('0' + date.day / 10),   static_cast<char>('0' + date.day % 10)};
    appendPadded(date.year < 0 ? -date.year : date.year, 4, out);
    out.append(text, sizeof text);
}

void appendTime(std::int64_t micros, std::string &out)
{
    const auto seconds = static_cast<int>(micros / microsPerSecond);
    const auto fraction = static_cast<int>(micros % microsPerSecond);
    const int hour = seconds / 3600, minute = seconds / 60 % 60, second = seconds % 60;
    const char text[8] = {static_cast<char>('0' + hour / 10),   static_cast<char>('0' + hour % 10),   ':',
                          static_cast<char>('0' + minute / 10), static_cast<char>('0' + minute % 10), ':',
                          static_cast<char>('0' + second / 10), static_cast<char>('0' + second % 10)};
    out.append(text, sizeof text);
    if (fraction == 0)
        return;
    out += '.';
    if (fraction % 1000 == 0)
        appendPadded(fraction / 1000, 3, out);
    else
        appendPadded(fraction, 6, out);
}

void appendDateTime(std::int64_t micros, std::string &out)
{
    if (appendSpecial(micros, "0000-00-00T00:00:00", out))
        return;
    const SplitTime split = splitTime(micros);
    appendDate(split.days, out);
    out += 'T';
    appendTime(split.micros, out);
}

void appendTimestamp(std::int64_t micros, std::string &out)
{
    if (appendSpecial(micros, "0000-00-00T00:00:00Z", out))
        return;
    appendDateTime(micros, out);
    out += 'Z';
}

} // namespace weir
