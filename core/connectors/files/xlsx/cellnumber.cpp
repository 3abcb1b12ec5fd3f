#include "core/connectors/files/xlsx/cellnumber.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir {

std::optional<CellNumber> CellNumber::parse(std::string_view text)
{
    CellNumber number;
    number.m_isNegative = !text.empty() && text[0] == '-';
    bool isPlain = !text.empty(), hasPoint = false;
    int pending = 0; // zeros that count only when another digit follows
    bool hasDigit = false;
    for (std::size_t at = number.m_isNegative ? 1 : 0; at < text.size() && isPlain; ++at) {
        const char c = text[at];
        if (c == '.' && !hasPoint) {
            hasPoint = true;
        } else if (c >= '0' && c <= '9') {
            hasDigit = true;
            number.m_point += hasPoint ? 0 : number.m_count > 0 || c != '0';
            if (c == '0') {
                number.m_point -= hasPoint && number.m_count == 0;
                pending += number.m_count > 0;
                continue;
            }
            isPlain = number.m_count + static_cast<std::size_t>(pending) < digitsMax;
            for (; isPlain && pending > 0; --pending)
                number.m_digits[number.m_count++] = '0';
            if (isPlain)
                number.m_digits[number.m_count++] = c;
        } else {
            isPlain = false;
        }
    }
    if (isPlain && hasDigit) {
        number.trim();
        number.m_isNegative = number.m_isNegative && !number.isZero();
        return number;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    number = {};
    number.m_isNegative = value < 0;
    std::array<char, 32> scientific{};
    const auto written = std::to_chars(scientific.data(), scientific.data() + scientific.size(), std::abs(value),
                                       std::chars_format::scientific, static_cast<int>(digitsMax) - 1);
    const char *at = scientific.data();
    for (; at != written.ptr && *at != 'e'; ++at) {
        if (*at != '.')
            number.m_digits[number.m_count++] = *at;
    }
    const char *exponent = at + (at[1] == '+' ? 2 : 1);
    std::from_chars(exponent, written.ptr, number.m_point);
    ++number.m_point;
    number.trim();
    return number;
}

CellNumber CellNumber::of(std::int64_t value)
{
    CellNumber number;
    number.m_isNegative = value < 0;
    std::array<char, 24> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value < 0 ? -value : value);
    const auto size = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || size > digitsMax)
        return {};
    std::copy(text.data(), end, number.m_digits.begin());
    number.m_count = size;
    number.m_point = static_cast<int>(size);
    number.trim();
    return number;
}

void CellNumber::trim()
{
    while (m_count > 0 && m_digits[m_count - 1] == '0')
        --m_count;
    if (m_count == 0)
        m_point = 0;
}

int CellNumber::decimals() const
{
    return std::max(static_cast<int>(m_count) - m_point, 0);
}

char CellNumber::digitAt(int power) const
{
    const int index = m_point - 1 - power;
    return index >= 0 && index < static_cast<int>(m_count) ? m_digits[static_cast<std::size_t>(index)] : '0';
}

double CellNumber::value() const
{
    if (isZero())
        return 0;
    std::array<char, 40> text{};
    char *at = std::copy_n(m_digits.begin(), m_count, text.begin());
    *at++ = 'e';
    at = std::to_chars(at, text.data() + text.size(), m_point - static_cast<int>(m_count)).ptr;
    double value = 0;
    std::from_chars(text.data(), at, value);
    return m_isNegative ? -value : value;
}

void CellNumber::round(int decimals)
{
    const int kept = m_point + decimals;
    if (kept >= static_cast<int>(m_count))
        return;
    if (kept < 0) {
        m_count = 0;
        m_point = 0;
        return;
    }
    const bool isUp = m_digits[static_cast<std::size_t>(kept)] >= '5';
    m_count = static_cast<std::size_t>(kept);
    if (isUp) {
        while (m_count > 0 && m_digits[m_count - 1] == '9')
            --m_count;
        if (m_count == 0) { // 0.99 → 1
            m_digits[m_count++] = '1';
            ++m_point;
        } else {
            ++m_digits[m_count - 1];
        }
    }
    trim();
}

void CellNumber::appendDigits(std::string &out) const
{
    for (int power = std::max(m_point, 1) - 1; power >= 0; --power)
        out += digitAt(power);
    const int behind = decimals();
    if (behind > 0)
        out += '.';
    for (int power = -1; power >= -behind; --power)
        out += digitAt(power);
}

} // namespace weir
