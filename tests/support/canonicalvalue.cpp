#include "tests/support/canonicalvalue.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>

namespace weir::test {

namespace {

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// "-digits e exponent" without zeros at either end of the digits.
std::string canonicalNumber(std::string_view text)
{
    const std::string word = lower(text);
    std::size_t at = 0;
    const bool isNegative = at < word.size() && word[at] == '-';
    at += at < word.size() && (word[at] == '-' || word[at] == '+');
    std::string digits;
    long exponent = 0;
    bool isBehindPoint = false;
    for (; at < word.size() && (isDigit(word[at]) || (word[at] == '.' && !isBehindPoint)); ++at) {
        if (word[at] == '.') {
            isBehindPoint = true;
            continue;
        }
        digits += word[at];
        exponent -= isBehindPoint;
    }
    if (digits.empty())
        return word;
    if (at < word.size() && word[at] == 'e') {
        char *end = nullptr;
        exponent += std::strtol(word.c_str() + at + 1, &end, 10);
        at = static_cast<std::size_t>(end - word.c_str());
    }
    if (at != word.size())
        return word;
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.empty())
        return "0";
    while (digits.back() == '0') {
        digits.pop_back();
        ++exponent;
    }
    return fmt::format("{}{}e{}", isNegative ? "-" : "", digits, exponent);
}

std::string canonicalDouble(std::string_view text)
{
    const std::string word = lower(text);
    char *end = nullptr;
    double value = std::strtod(word.c_str(), &end);
    if (word.empty() || *end != '\0')
        return word;
    if (value == 0)
        value = 0; // -0 is 0 here
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return value != value ? "nan" : fmt::format("{:016x}", bits);
}

std::int64_t daysOf(std::int64_t year, int month, int day)
{
    year -= month <= 2;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

struct Scanner
{
    std::string_view rest;

    bool take(char wanted)
    {
        if (rest.empty() || rest.front() != wanted)
            return false;
        rest.remove_prefix(1);
        return true;
    }
    bool number(std::int64_t &value)
    {
        if (rest.empty() || !isDigit(rest.front()))
            return false;
        value = 0;
        for (; !rest.empty() && isDigit(rest.front()); rest.remove_prefix(1))
            value = value * 10 + (rest.front() - '0');
        return true;
    }
};

bool scanDay(Scanner &scan, std::int64_t &days)
{
    const bool isBefore = scan.take('-');
    scan.take('+');
    std::int64_t year = 0, month = 0, day = 0;
    if (!scan.number(year) || !scan.take('-') || !scan.number(month) || !scan.take('-') || !scan.number(day))
        return false;
    if (isBefore)
        year = -year;
    if (scan.rest.ends_with(" BC")) {
        year = 1 - year;
        scan.rest.remove_suffix(3);
    }
    days = daysOf(year, static_cast<int>(month), static_cast<int>(day));
    return true;
}

bool scanTime(Scanner &scan, std::int64_t &micros)
{
    std::int64_t hour = 0, minute = 0, second = 0;
    if (!scan.number(hour) || !scan.take(':') || !scan.number(minute))
        return false;
    if (scan.take(':') && !scan.number(second))
        return false;
    micros = ((hour * 60 + minute) * 60 + second) * 1'000'000;
    if (scan.take('.')) {
        std::string digits;
        for (; !scan.rest.empty() && isDigit(scan.rest.front()); scan.rest.remove_prefix(1))
            digits += scan.rest.front();
        while (digits.size() > 6 && digits.back() == '0')
            digits.pop_back();
        if (digits.empty() || digits.size() > 6)
            return false;
        digits.resize(6, '0');
        micros += std::atol(digits.c_str());
    }
    return true;
}

bool scanOffset(Scanner &scan, std::int64_t &seconds)
{
    seconds = 0;
    scan.take(' ');
    if (scan.take('Z') || scan.take('z'))
        return true;
    const bool isWest = scan.take('-');
    if (!isWest && !scan.take('+'))
        return false;
    std::int64_t parts[3] = {};
    std::size_t count = 0;
    if (scan.rest.size() == 4 && scan.rest.find(':') == std::string_view::npos) {
        parts[0] = (scan.rest[0] - '0') * 10 + (scan.rest[1] - '0');
        parts[1] = (scan.rest[2] - '0') * 10 + (scan.rest[3] - '0');
        scan.rest = {};
    } else {
        do {
            if (count == 3 || !scan.number(parts[count++]))
                return false;
        } while (scan.take(':'));
    }
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
    if (isWest)
        seconds = -seconds;
    return true;
}

std::string canonicalMoment(char column, std::string_view text)
{
    Scanner scan{text};
    std::int64_t days = 0, micros = 0, offset = 0;
    if (column != 'h' && !scanDay(scan, days))
        return lower(text);
    if (column == 'l' || column == 's') {
        if (!scan.take('T') && !scan.take('t') && !scan.take(' '))
            return lower(text);
    }
    if (column != 'd' && !scanTime(scan, micros))
        return lower(text);
    if (column == 's' && !scanOffset(scan, offset))
        return lower(text);
    if (!scan.rest.empty())
        return lower(text);
    return fmt::format("{}us", (days * 86'400 - offset) * 1'000'000 + micros);
}

std::string canonicalJson(std::string_view text)
{
    std::string out;
    bool isInString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!isInString && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t'))
            continue;
        out += text[i];
        if (isInString && text[i] == '\\' && i + 1 < text.size())
            out += text[++i];
        else if (text[i] == '"')
            isInString = !isInString;
    }
    return out;
}

} // namespace

std::string canonicalValue(char column, std::string_view text)
{
    switch (column) {
    case 'i':
    case 'n': return canonicalNumber(text);
    case 'f': return canonicalDouble(text);
    case 'b': {
        const std::string word = lower(text);
        return word == "t" || word == "1" ? "true" : word == "f" || word == "0" ? "false" : word;
    }
    case 'd':
    case 'h':
    case 'l':
    case 's': return canonicalMoment(column, text);
    case 'y': return lower(text.starts_with("\\x") ? text.substr(2) : text);
    case 'j': return canonicalJson(text);
    default: return std::string(text);
    }
}

} // namespace weir::test
