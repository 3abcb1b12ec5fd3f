#include "core/data/decimal.h"

#include "core/data/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace weir {

namespace {

bool isDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

/// Sign, digits before and digits behind the point of canonical text.
struct Parts
{
    bool isNegative = false;
    std::string_view whole;
    std::string_view fraction;
};

Parts partsOf(std::string_view decimal)
{
    Parts parts;
    if (!decimal.empty() && decimal.front() == '-') {
        parts.isNegative = true;
        decimal.remove_prefix(1);
    }
    const std::size_t point = decimal.find('.');
    parts.whole = decimal.substr(0, point);
    if (point != std::string_view::npos)
        parts.fraction = decimal.substr(point + 1);
    return parts;
}

/// The written form, checked: sign, digits, digits behind the point, exponent (cut off at ± 1,000,000).
std::optional<Parts> writtenParts(std::string_view text, long &exponent)
{
    Parts parts;
    exponent = 0;
    std::size_t i = 0;
    if (!text.empty() && (text[0] == '-' || text[0] == '+'))
        parts.isNegative = text[i++] == '-';
    const std::size_t wholeBegin = i;
    while (i < text.size() && isDigit(text[i]))
        ++i;
    parts.whole = text.substr(wholeBegin, i - wholeBegin);
    if (i < text.size() && text[i] == '.') {
        const std::size_t fractionBegin = ++i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        parts.fraction = text.substr(fractionBegin, i - fractionBegin);
    }
    if (parts.whole.empty() && parts.fraction.empty())
        return std::nullopt;
    if (i == text.size())
        return parts;
    if (text[i] != 'e' && text[i] != 'E')
        return std::nullopt;
    bool isNegative = false;
    if (++i < text.size() && (text[i] == '-' || text[i] == '+'))
        isNegative = text[i++] == '-';
    if (i == text.size())
        return std::nullopt;
    for (; i < text.size(); ++i) {
        if (!isDigit(text[i]))
            return std::nullopt;
        exponent = std::min(exponent * 10 + (text[i] - '0'), 1'000'000L);
    }
    if (isNegative)
        exponent = -exponent;
    return parts;
}

/// Appends what digits \a first ‖ \a second mean with the point before digit \a point (which may lie
/// outside).
void appendDigits(bool isNegative, std::string_view first, std::string_view second, std::int64_t point,
                  std::int64_t scale, std::string &out)
{
    const auto digits = static_cast<std::int64_t>(first.size() + second.size());
    const auto at = [&](std::int64_t i) {
        if (i < 0 || i >= digits)
            return '0';
        const auto index = static_cast<std::size_t>(i);
        return index < first.size() ? first[index] : second[index - first.size()];
    };
    const std::size_t start = out.size();
    if (isNegative)
        out += '-';
    std::int64_t i = 0;
    while (i < point - 1 && at(i) == '0')
        ++i;
    if (point <= 0)
        out += '0';
    for (; i < point; ++i)
        out += at(i);
    bool isZero = true;
    if (scale > 0) {
        out += '.';
        for (i = point; i < point + scale; ++i)
            out += at(i);
    }
    for (std::size_t k = start; k < out.size() && isZero; ++k)
        isZero = out[k] < '1' || out[k] > '9';
    if (isZero && isNegative)
        out.erase(start, 1);
}

} // namespace

bool isCanonicalDecimal(std::string_view text)
{
    const char *at = text.data();
    const char *const end = at + text.size();
    const bool isNegative = at != end && *at == '-';
    at += isNegative;
    if (at == end || !isDigit(*at))
        return false;
    bool isZero = *at == '0';
    if (*at++ == '0' && at != end && *at != '.')
        return false;
    while (at != end && isDigit(*at))
        ++at;
    if (at != end) {
        if (*at++ != '.' || at == end)
            return false;
        for (; at != end; ++at) {
            if (!isDigit(*at))
                return false;
            isZero = isZero && *at == '0';
        }
    }
    return !(isZero && isNegative);
}

std::optional<RowCode> appendDecimal(std::string_view text, std::string &out)
{
    if (isCanonicalDecimal(text)) {
        out.append(text);
        return std::nullopt;
    }
    long exponent = 0;
    const auto parts = writtenParts(text, exponent);
    if (!parts)
        return RowCode::NotANumber;
    const auto whole = static_cast<std::int64_t>(parts->whole.size());
    const auto fraction = static_cast<std::int64_t>(parts->fraction.size());
    const std::int64_t scale = std::max<std::int64_t>(0, fraction - exponent);
    std::int64_t point = whole + exponent;
    const bool isZero = parts->whole.find_first_not_of('0') == std::string_view::npos &&
                        parts->fraction.find_first_not_of('0') == std::string_view::npos;
    if (isZero)
        point = std::min<std::int64_t>(point, 1);
    if (exponent != 0 && std::max<std::int64_t>(point, 0) + scale > decimalDigitsMax) {
        std::size_t leading = 0;
        while (leading < parts->whole.size() && parts->whole[leading] == '0')
            ++leading;
        if (std::max<std::int64_t>(point - static_cast<std::int64_t>(leading), 0) + scale > decimalDigitsMax)
            return RowCode::OutOfRange;
    }
    appendDigits(parts->isNegative, parts->whole, parts->fraction, point, scale, out);
    return std::nullopt;
}

int compareDecimals(std::string_view a, std::string_view b)
{
    const Parts left = partsOf(withoutTrailingZeros(a)), right = partsOf(withoutTrailingZeros(b));
    if (left.isNegative != right.isNegative)
        return left.isNegative ? -1 : 1;
    int order = 0;
    if (left.whole.size() != right.whole.size())
        order = left.whole.size() < right.whole.size() ? -1 : 1;
    else if ((order = left.whole.compare(right.whole)) == 0)
        order = left.fraction.compare(right.fraction); // without trailing zeros, text order is number order
    return left.isNegative ? -order : order;
}

std::string_view withoutTrailingZeros(std::string_view decimal)
{
    if (decimal.empty() || decimal.back() != '0' || decimal.find('.') == std::string_view::npos)
        return decimal;
    std::size_t size = decimal.size();
    while (decimal[size - 1] == '0')
        --size;
    return decimal.substr(0, decimal[size - 1] == '.' ? size - 1 : size);
}

DecimalSize decimalSize(std::string_view decimal)
{
    const Parts parts = partsOf(decimal);
    DecimalSize size;
    size.scale = static_cast<std::int64_t>(parts.fraction.size());
    if (parts.whole != "0")
        size.digits = static_cast<std::int64_t>(parts.whole.size()) + size.scale;
    else
        size.digits = std::max<std::int64_t>(
            1, size.scale - static_cast<std::int64_t>(
                                std::min(parts.fraction.find_first_not_of('0'), parts.fraction.size())));
    return size;
}

std::optional<RowCode> fitDecimal(std::string_view &decimal, int precision, int scale)
{
    if (precision == 0)
        return std::nullopt;
    const Parts parts = partsOf(decimal);
    const bool hasWhole = parts.whole != "0";
    if (hasWhole && parts.whole.size() > static_cast<std::size_t>(precision - scale))
        return RowCode::OutOfRange;
    if (parts.fraction.size() <= static_cast<std::size_t>(scale))
        return std::nullopt;
    const std::size_t excess = parts.fraction.size() - static_cast<std::size_t>(scale);
    if (parts.fraction.find_first_not_of('0', static_cast<std::size_t>(scale)) != std::string_view::npos)
        return RowCode::LosesPrecision;
    decimal.remove_suffix(scale == 0 ? excess + 1 : excess);
    return std::nullopt;
}

void roundDecimal(std::string_view decimal, int scale, Rounding rounding, std::string &out)
{
    const Parts parts = partsOf(decimal);
    if (static_cast<std::int64_t>(parts.fraction.size()) <= scale) {
        out.append(decimal);
        return;
    }
    // One zero in front takes the carry of 9.9.
    std::string digits = "0";
    digits.append(parts.whole).append(parts.fraction);
    const std::int64_t kept = static_cast<std::int64_t>(parts.whole.size()) + 1 + scale;
    const std::int64_t point = static_cast<std::int64_t>(parts.whole.size()) + 1;
    const char next = kept >= 0 && kept < static_cast<std::int64_t>(digits.size())
                          ? digits[static_cast<std::size_t>(kept)]
                          : '0';
    const bool isExact =
        kept >= 0 && digits.find_first_not_of('0', static_cast<std::size_t>(kept)) == std::string::npos;
    const bool isTie = kept >= 0 && next == '5' &&
                       digits.find_first_not_of('0', static_cast<std::size_t>(kept) + 1) == std::string::npos;
    bool isAway = false;
    switch (rounding) {
    case Rounding::HalfAwayFromZero:
        isAway = next >= '5';
        break;
    case Rounding::HalfEven:
        isAway =
            isTie ? kept > 0 && (digits[static_cast<std::size_t>(kept - 1)] - '0') % 2 == 1 : next >= '5';
        break;
    case Rounding::TowardZero:
        break;
    case Rounding::Down:
        isAway = parts.isNegative && !isExact;
        break;
    case Rounding::Up:
        isAway = !parts.isNegative && !isExact;
        break;
    }
    for (std::int64_t i = std::max<std::int64_t>(kept, 0); i < static_cast<std::int64_t>(digits.size()); ++i)
        digits[static_cast<std::size_t>(i)] = '0';
    if (isAway) {
        // Left of all digits stand zeros: 4 rounded up to hundreds is 100.
        const std::int64_t missing = 1 - kept;
        if (missing > 0)
            digits.insert(0, static_cast<std::size_t>(missing), '0');
        std::int64_t i = std::max<std::int64_t>(kept, 1) - 1;
        while (digits[static_cast<std::size_t>(i)] == '9')
            digits[static_cast<std::size_t>(i--)] = '0';
        ++digits[static_cast<std::size_t>(i)];
        appendDigits(parts.isNegative, digits, {}, point + std::max<std::int64_t>(missing, 0),
                     std::max(scale, 0), out);
        return;
    }
    appendDigits(parts.isNegative, digits, {}, point, std::max(scale, 0), out);
}

std::optional<RowCode> decimalToInt64(std::string_view decimal, std::int64_t &value)
{
    const std::string_view shortest = withoutTrailingZeros(decimal);
    if (shortest.find('.') != std::string_view::npos)
        return RowCode::LosesPrecision;
    return parseInt64(shortest, value);
}

std::optional<RowCode> decimalToDouble(std::string_view decimal, double &value)
{
    double parsed = 0;
    if (const auto error = parseFloat64(decimal, parsed))
        return error;
    // Every decimal of 15 digits survives a double (IEEE 754); longer ones may.
    std::string_view shortest = withoutTrailingZeros(decimal);
    DecimalSize size = decimalSize(shortest);
    if (size.scale == 0) {
        const std::size_t last = shortest.find_last_not_of('0');
        if (last != std::string_view::npos)
            size.digits -= static_cast<std::int64_t>(shortest.size() - 1 - last);
    }
    if (size.digits > 15 || parsed == 0 || !std::isnormal(parsed)) {
        std::string back;
        if (appendDecimal(parsed, back) || compareDecimals(back, decimal) != 0)
            return RowCode::LosesPrecision;
    }
    value = parsed;
    return std::nullopt;
}

void appendDecimal(std::int64_t value, std::string &out) { appendInt64(value, out); }

void appendDecimal(std::uint64_t value, std::string &out)
{
    std::array<char, 24> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    out.append(buffer.data(), end);
}

std::optional<RowCode> appendDecimal(double value, std::string &out)
{
    if (!std::isfinite(value))
        return RowCode::NotANumber;
    std::array<char, 32> buffer;
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
    return appendDecimal(std::string_view(buffer.data(), static_cast<std::size_t>(end - buffer.data())), out);
}

DecimalGroups splitDecimal(std::string_view decimal, std::span<std::uint16_t> groups)
{
    const Parts parts = partsOf(decimal);
    DecimalGroups shape;
    shape.isNegative = parts.isNegative;
    shape.scale = static_cast<int>(parts.fraction.size());
    shape.weight = static_cast<int>((parts.whole.size() + 3) / 4) - 1;
    int count = 0;
    const auto push = [&](std::uint16_t group) {
        if (count == 0 && group == 0)
            --shape.weight;
        else
            groups[static_cast<std::size_t>(count++)] = group;
    };
    std::size_t i = 0;
    std::size_t end = parts.whole.size() % 4 == 0 ? 4 : parts.whole.size() % 4;
    for (; i < parts.whole.size(); end += 4) {
        std::uint16_t group = 0;
        for (; i < end; ++i)
            group = static_cast<std::uint16_t>(group * 10 + (parts.whole[i] - '0'));
        push(group);
    }
    for (i = 0; i < parts.fraction.size(); i += 4) {
        std::uint16_t group = 0;
        for (std::size_t k = i; k < i + 4; ++k)
            group = static_cast<std::uint16_t>(group * 10 +
                                               (k < parts.fraction.size() ? parts.fraction[k] - '0' : 0));
        push(group);
    }
    while (count > 0 && groups[static_cast<std::size_t>(count - 1)] == 0)
        --count;
    shape.count = count;
    if (count == 0)
        shape.weight = 0;
    return shape;
}

void joinDecimal(const DecimalGroups &shape, std::span<const std::uint16_t> groups, std::string &out)
{
    const std::size_t start = out.size();
    const auto group = [&](std::int64_t i) -> std::uint16_t {
        return i >= 0 && i < shape.count ? groups[static_cast<std::size_t>(i)] : std::uint16_t{0};
    };
    const auto appendGroup = [&](std::uint16_t value) {
        const char four[4] = {static_cast<char>('0' + value / 1000),
                              static_cast<char>('0' + value / 100 % 10),
                              static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
        out.append(four, 4);
    };
    if (shape.isNegative && shape.count > 0)
        out += '-';
    const std::size_t digitsBegin = out.size();
    for (std::int64_t i = 0; i <= shape.weight; ++i)
        appendGroup(group(i));
    std::size_t leading = 0;
    while (digitsBegin + leading < out.size() && out[digitsBegin + leading] == '0')
        ++leading;
    out.erase(digitsBegin, leading);
    if (out.size() == digitsBegin)
        out += '0';
    const std::size_t point = out.size();
    out += '.';
    const std::int64_t written =
        std::max<std::int64_t>(shape.scale, 4 * (static_cast<std::int64_t>(shape.count) - shape.weight - 1));
    for (std::int64_t i = 0; i * 4 < written; ++i)
        appendGroup(group(shape.weight + 1 + i));
    std::size_t size = out.size();
    while (size > point + 1 + static_cast<std::size_t>(shape.scale) && out[size - 1] == '0')
        --size;
    out.resize(size == point + 1 ? point : size);
    if (shape.isNegative && out.find_first_not_of("-0.", start) == std::string::npos)
        out.erase(start, 1);
}

} // namespace weir
