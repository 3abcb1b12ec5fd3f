#include "core/expression/chinesetext.h"

#include "core/data/datetime.h"
#include "core/expression/codepoints.h"

#include <array>

namespace weir {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// \a text in half width and without spaces.
std::string compact(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const Point point = pointAt(text, at);
        if (!isSpacePoint(point.value))
            appendPoint(halfWidth(point.value), out);
        at += point.size;
    }
    return out;
}

bool takeEnd(std::string_view &text, std::initializer_list<std::string_view> words)
{
    for (const std::string_view word : words) {
        if (text.ends_with(word)) {
            text.remove_suffix(word.size());
            return true;
        }
    }
    return false;
}

bool takeStart(std::string_view &text, std::initializer_list<std::string_view> words)
{
    for (const std::string_view word : words) {
        if (text.starts_with(word)) {
            text.remove_prefix(word.size());
            return true;
        }
    }
    return false;
}

/// Value of a Chinese digit at the start of \a text, -1 for none; 十 is 10.
int takeChineseDigit(std::string_view &text)
{
    static constexpr std::array<std::string_view, 12> digits = {"〇", "一", "二", "三", "四", "五",
                                                                "六", "七", "八", "九", "十", "零"};
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (takeStart(text, {digits[i]}))
            return i == 11 ? 0 : static_cast<int>(i);
    }
    return -1;
}

/// A number of at most four digits, in ASCII or Chinese ("二〇二六", "十二", "三十一").
std::optional<int> takeNumber(std::string_view &text)
{
    int value = 0, count = 0;
    while (count < 4 && !text.empty() && isDigit(text.front())) {
        value = value * 10 + (text.front() - '0');
        text.remove_prefix(1);
        ++count;
    }
    if (count > 0)
        return value;
    constexpr int ten = 10;
    bool hasTen = false;
    for (int digit = takeChineseDigit(text); digit >= 0 && count < 4;
         digit = takeChineseDigit(text), ++count) {
        if (digit == ten) {
            if (hasTen || count > 1)
                return std::nullopt;
            value = count == 0 ? ten : value * ten;
            hasTen = true;
        } else if (hasTen) {
            if (value % ten != 0 || digit == 0)
                return std::nullopt;
            value += digit;
        } else {
            value = value * ten + digit;
        }
    }
    return count > 0 ? std::optional(value) : std::nullopt;
}

/// Moves the point of the plain number \a digits by \a places to the right: exponents are appendDecimal()'s.
void appendScaled(std::string_view digits, int places, std::string &out)
{
    out.append(digits);
    if (places > 0)
        out.append("e").append(std::to_string(places));
}

} // namespace

bool ungroupNumber(std::string_view text, std::string_view point, std::string_view group, std::string &out)
{
    if (takeStart(text, {"-", "−"}))
        out += '-';
    else
        (void)takeStart(text, {"+"});
    int inGroup = 0;
    bool hasGroups = false, hasDigit = false;
    while (!text.empty()) {
        if (isDigit(text.front())) {
            out += text.front();
            text.remove_prefix(1);
            ++inGroup;
            hasDigit = true;
        } else if (!group.empty() && text.starts_with(group)) {
            // 1,234,567: the first group has one to three digits, the others three.
            if (inGroup == 0 || inGroup > 3 || (hasGroups && inGroup != 3))
                return false;
            text.remove_prefix(group.size());
            hasGroups = true;
            inGroup = 0;
        } else {
            break;
        }
    }
    if (hasGroups && inGroup != 3)
        return false;
    if (text.empty())
        return hasDigit;
    if (point.empty() || !text.starts_with(point))
        return false;
    text.remove_prefix(point.size());
    if (text.empty())
        return false;
    out += '.';
    for (const char c : text) {
        if (!isDigit(c))
            return false;
        out += c;
    }
    return true;
}

bool readChineseNumber(std::string_view text, std::string &out)
{
    const std::string half = compact(text);
    std::string_view rest = half;
    // Accountants write negative amounts in parentheses.
    bool isNegative = false;
    if (rest.size() > 2 && rest.front() == '(' && rest.back() == ')') {
        isNegative = true;
        rest = rest.substr(1, rest.size() - 2);
    }
    if (takeStart(rest, {"-", "−", "负"})) {
        if (isNegative)
            return false;
        isNegative = true;
    }
    (void)takeStart(rest, {"RMB", "CNY", "人民币"});
    (void)takeStart(rest, {"¥"});
    if (!isNegative)
        isNegative = takeStart(rest, {"-", "−"});
    (void)takeEnd(rest, {"整", "正"});
    (void)takeEnd(rest, {"人民币", "RMB", "CNY"});
    (void)takeEnd(rest, {"元", "圆", "块"});
    int places = 0;
    if (takeEnd(rest, {"万亿"}))
        places = 12;
    else if (takeEnd(rest, {"亿"}))
        places = 8;
    else if (takeEnd(rest, {"千万"}))
        places = 7;
    else if (takeEnd(rest, {"百万"}))
        places = 6;
    else if (takeEnd(rest, {"万"}))
        places = 4;
    else if (takeEnd(rest, {"千"}))
        places = 3;
    if (rest.empty() || !isDigit(rest.front()))
        return false;
    std::string plain;
    if (!ungroupNumber(rest, ".", ",", plain))
        return false;
    if (isNegative)
        out += '-';
    appendScaled(plain, places, out);
    return true;
}

std::optional<std::int32_t> readChineseDate(std::string_view text)
{
    const std::string half = compact(text);
    std::string_view rest = half;
    const auto year = takeNumber(rest);
    if (!year || *year < 1000)
        return std::nullopt;
    const char separator = rest.empty() ? '\0' : rest.front();
    const bool isWritten = takeStart(rest, {"年"});
    if (!isWritten && !takeStart(rest, {"-", "/", "."}))
        return std::nullopt;
    const auto month = takeNumber(rest);
    if (!month)
        return std::nullopt;
    if (isWritten ? !takeStart(rest, {"月"}) : !takeStart(rest, {std::string_view(&separator, 1)}))
        return std::nullopt;
    const auto day = takeNumber(rest);
    if (isWritten)
        (void)takeStart(rest, {"日", "号"});
    if (!day || !rest.empty() || !isCalendarDay({*year, *month, *day}))
        return std::nullopt;
    return daysFromCivil({*year, *month, *day});
}

} // namespace weir
