#include "core/data/datetimepattern.h"

#include "core/data/datetime.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::array<std::string_view, 12> monthNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool startsWithIgnoringCase(std::string_view text, std::string_view word)
{
    if (text.size() < word.size())
        return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if ((text[i] | 32) != (word[i] | 32))
            return false;
    }
    return true;
}

/// Takes between \a least and \a most digits off \a text.
bool readDigits(std::string_view &text, int least, int most, int &value)
{
    int count = 0;
    value = 0;
    while (count < most && static_cast<std::size_t>(count) < text.size() &&
           static_cast<unsigned char>(text[static_cast<std::size_t>(count)] - '0') < 10) {
        value = value * 10 + (text[static_cast<std::size_t>(count)] - '0');
        ++count;
    }
    text.remove_prefix(static_cast<std::size_t>(count));
    return count >= least;
}

void appendNumber(int value, int width, std::string &out)
{
    const fmt::format_int digits(value);
    for (std::size_t size = digits.size(); size < static_cast<std::size_t>(width); ++size)
        out += '0';
    out.append(digits.data(), digits.size());
}

bool readOffsetText(std::string_view &text, int count, std::optional<int> &offset)
{
    if (!text.empty() && text[0] == 'Z' && count == 1) {
        text.remove_prefix(1);
        offset = 0;
        return true;
    }
    if (text.empty() || (text[0] != '+' && text[0] != '-'))
        return false;
    const int sign = text[0] == '-' ? -1 : 1;
    text.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!readDigits(text, 2, 2, hours))
        return false;
    if (count != 2) {
        if (text.empty() || text[0] != ':')
            return false;
        text.remove_prefix(1);
    }
    if (!readDigits(text, 2, 2, minutes) || hours > 18 || minutes > 59)
        return false;
    offset = sign * (hours * 60 + minutes) * 60;
    return true;
}

} // namespace

struct DateTimePattern::Fields
{
    CivilDate date;
    int hour = 0;
    int halfHour = -1;
    bool isAfternoon = false;
    int minute = 0;
    int second = 0;
    int fraction = 0;
    std::optional<int> offset;
};

Result<DateTimePattern> DateTimePattern::compile(std::string_view pattern)
{
    DateTimePattern compiled;
    compiled.m_text = pattern;
    const auto addLiteral = [&](std::string_view text) {
        if (compiled.m_items.empty() || compiled.m_items.back().part != Part::Literal)
            compiled.m_items.emplace_back();
        compiled.m_items.back().literal.append(text);
    };
    for (std::size_t i = 0; i < pattern.size();) {
        if (pattern[i] == '\'') {
            const std::size_t end = pattern.find('\'', i + 1);
            if (end == std::string_view::npos)
                return fail(
                    ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("date pattern \"{}\": the quote at {} is not closed", pattern, i + 1));
            addLiteral(end == i + 1 ? "'" : pattern.substr(i + 1, end - i - 1));
            i = end + 1;
        } else if (isLetter(pattern[i])) {
            std::size_t end = i;
            while (end < pattern.size() && pattern[end] == pattern[i])
                ++end;
            if (!compiled.addField(pattern[i], static_cast<int>(std::min<std::size_t>(end - i, 100))))
                return fail(
                    ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format(
                        "date pattern \"{}\": \"{}\" means nothing; letters are yyyy yy MM M MMM dd d "
                        "HH H hh h a mm m ss s S…SSSSSS X XX XXX, other letters go into 'quotes'",
                        pattern, pattern.substr(i, end - i)));
            i = end;
        } else {
            addLiteral(pattern.substr(i, 1));
            ++i;
        }
    }
    if (!compiled.m_hasDate && !compiled.m_hasTime)
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("date pattern \"{}\" has neither a date nor a time, write for example yyyy-MM-dd",
                        pattern));
    return compiled;
}

bool DateTimePattern::addField(char letter, int count)
{
    Part part = Part::Literal;
    int countMax = 2;
    switch (letter) {
    case 'y':
        part = count == 2 ? Part::YearOfCentury : Part::Year;
        countMax = 4;
        break;
    case 'M':
        part = count == 3 ? Part::MonthName : Part::Month;
        countMax = 3;
        break;
    case 'd':
        part = Part::Day;
        break;
    case 'H':
        part = Part::Hour;
        break;
    case 'h':
        part = Part::HalfHour;
        break;
    case 'a':
        part = Part::HalfDay;
        countMax = 1;
        break;
    case 'm':
        part = Part::Minute;
        break;
    case 's':
        part = Part::Second;
        break;
    case 'S':
        part = Part::Fraction;
        countMax = 6;
        break;
    case 'X':
        part = Part::Offset;
        countMax = 3;
        break;
    default:
        return false;
    }
    if (count > countMax || (letter == 'y' && count == 3))
        return false;
    const bool isDate = part >= Part::Year && part <= Part::Day;
    m_hasDate = m_hasDate || isDate;
    m_hasTime = m_hasTime || (!isDate && part != Part::Offset);
    m_hasOffset = m_hasOffset || part == Part::Offset;
    m_items.push_back({part, count, {}});
    return true;
}

bool DateTimePattern::readItem(const Item &item, std::string_view &text, Fields &fields)
{
    const int least = item.count == 2 ? 2 : 1;
    switch (item.part) {
    case Part::Literal:
        if (!text.starts_with(item.literal))
            return false;
        text.remove_prefix(item.literal.size());
        return true;
    case Part::Year:
        return readDigits(text, item.count == 4 ? 4 : 1, item.count == 4 ? 4 : 6, fields.date.year);
    case Part::YearOfCentury:
        if (!readDigits(text, 2, 2, fields.date.year))
            return false;
        fields.date.year += fields.date.year < 69 ? 2000 : 1900;
        return true;
    case Part::Month:
        return readDigits(text, least, 2, fields.date.month);
    case Part::MonthName:
        for (std::size_t i = 0; i < monthNames.size(); ++i) {
            if (startsWithIgnoringCase(text, monthNames[i])) {
                fields.date.month = static_cast<int>(i) + 1;
                text.remove_prefix(3);
                return true;
            }
        }
        return false;
    case Part::Day:
        return readDigits(text, least, 2, fields.date.day);
    case Part::Hour:
        return readDigits(text, least, 2, fields.hour);
    case Part::HalfHour:
        return readDigits(text, least, 2, fields.halfHour) && fields.halfHour >= 1 && fields.halfHour <= 12;
    case Part::HalfDay:
        if (!startsWithIgnoringCase(text, "am") && !startsWithIgnoringCase(text, "pm"))
            return false;
        fields.isAfternoon = (text[0] | 32) == 'p';
        text.remove_prefix(2);
        return true;
    case Part::Minute:
        return readDigits(text, least, 2, fields.minute);
    case Part::Second:
        return readDigits(text, least, 2, fields.second);
    case Part::Fraction: {
        if (!readDigits(text, item.count, item.count, fields.fraction))
            return false;
        for (int i = item.count; i < 6; ++i)
            fields.fraction *= 10;
        return true;
    }
    case Part::Offset:
        return readOffsetText(text, item.count, fields.offset);
    }
    return false;
}

std::optional<RowCode> DateTimePattern::parse(std::string_view text, Value &value) const
{
    const RowCode bad = m_hasDate ? RowCode::NotADate : RowCode::NotATime;
    Fields fields;
    for (const Item &item : m_items) {
        if (!readItem(item, text, fields))
            return bad;
    }
    if (fields.halfHour > 0)
        fields.hour = fields.halfHour % 12 + (fields.isAfternoon ? 12 : 0);
    if (!text.empty() || !isCalendarDay(fields.date) || fields.hour > 23 || fields.minute > 59 ||
        fields.second > 59)
        return bad;
    value.days = daysFromCivil(fields.date);
    value.micros =
        ((fields.hour * 60 + fields.minute) * 60 + fields.second) * microsPerSecond + fields.fraction;
    value.offsetSeconds = fields.offset;
    return std::nullopt;
}

void DateTimePattern::append(const Value &value, std::string &out) const
{
    const CivilDate date = civilFromDays(value.days);
    const auto seconds = static_cast<int>(value.micros / microsPerSecond);
    auto fraction = static_cast<int>(value.micros % microsPerSecond);
    const int hour = seconds / 3600;
    for (const Item &item : m_items) {
        switch (item.part) {
        case Part::Literal:
            out.append(item.literal);
            break;
        case Part::Year:
            if (date.year < 0)
                out += '-';
            appendNumber(date.year < 0 ? -date.year : date.year, item.count, out);
            break;
        case Part::YearOfCentury:
            appendNumber((date.year % 100 + 100) % 100, 2, out);
            break;
        case Part::Month:
            appendNumber(date.month, item.count, out);
            break;
        case Part::MonthName:
            out.append(monthNames[static_cast<std::size_t>(date.month - 1)]);
            break;
        case Part::Day:
            appendNumber(date.day, item.count, out);
            break;
        case Part::Hour:
            appendNumber(hour, item.count, out);
            break;
        case Part::HalfHour:
            appendNumber(hour % 12 == 0 ? 12 : hour % 12, item.count, out);
            break;
        case Part::HalfDay:
            out.append(hour % 24 < 12 ? "AM" : "PM");
            break;
        case Part::Minute:
            appendNumber(seconds / 60 % 60, item.count, out);
            break;
        case Part::Second:
            appendNumber(seconds % 60, item.count, out);
            break;
        case Part::Fraction: {
            int shown = fraction;
            for (int i = item.count; i < 6; ++i)
                shown /= 10;
            appendNumber(shown, item.count, out);
            break;
        }
        case Part::Offset: {
            const int offset = value.offsetSeconds.value_or(0);
            if (offset == 0 && item.count == 1) {
                out += 'Z';
                break;
            }
            const int minutes = (offset < 0 ? -offset : offset) / 60;
            out += offset < 0 ? '-' : '+';
            appendNumber(minutes / 60, 2, out);
            if (item.count != 2)
                out += ':';
            appendNumber(minutes % 60, 2, out);
            break;
        }
        }
    }
}

} // namespace weir
