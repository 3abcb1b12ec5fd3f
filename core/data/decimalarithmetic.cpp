#include "core/data/decimal.h"

#include <algorithm>

namespace weir {

namespace {

__extension__ typedef unsigned __int128 Uint128;

constexpr Uint128 powerOfTen(int exponent)
{
    Uint128 power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/// One above the greatest magnitude that arithmetic works on.
constexpr Uint128 magnitudeEnd = powerOfTen(decimalArithmeticDigitsMax);

/// magnitude / 10^scale, with a sign.
struct Number
{
    bool isNegative = false;
    Uint128 magnitude = 0;
    int scale = 0;
};

std::optional<Number> load(std::string_view decimal)
{
    Number number;
    bool isFraction = false;
    for (const char c : decimal) {
        if (c == '-') {
            number.isNegative = true;
        } else if (c == '.') {
            isFraction = true;
        } else {
            if (number.magnitude >= magnitudeEnd / 10)
                return std::nullopt;
            number.magnitude = number.magnitude * 10 + static_cast<unsigned>(c - '0');
            number.scale += isFraction;
        }
    }
    return number;
}

/// 0.50 as 5 · 10^-1: what fits after that fits at all.
void dropTrailingZeros(Number &number)
{
    while (number.scale > 0 && number.magnitude % 10 == 0) {
        number.magnitude /= 10;
        --number.scale;
    }
}

void write(const Number &number, std::string &out)
{
    char digits[48];
    char *at = digits + sizeof digits;
    Uint128 rest = number.magnitude;
    do {
        *--at = static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    } while (rest != 0);
    const auto count = static_cast<int>(digits + sizeof digits - at);
    if (number.isNegative && number.magnitude != 0)
        out += '-';
    if (number.scale == 0) {
        out.append(at, static_cast<std::size_t>(count));
        return;
    }
    if (count <= number.scale) {
        out.append("0.");
        out.append(static_cast<std::size_t>(number.scale - count), '0');
        out.append(at, static_cast<std::size_t>(count));
        return;
    }
    out.append(at, static_cast<std::size_t>(count - number.scale));
    out += '.';
    out.append(at + count - number.scale, static_cast<std::size_t>(number.scale));
}

/// Brings \a number to a greater scale; false when that needs too many digits.
bool rescale(Number &number, int scale)
{
    while (number.scale < scale) {
        if (number.magnitude == 0) {
            number.scale = scale;
            break;
        }
        if (number.magnitude >= magnitudeEnd / 10)
            return false;
        number.magnitude *= 10;
        ++number.scale;
    }
    return true;
}

std::optional<RowCode> sum(std::optional<Number> a, std::optional<Number> b, bool isDifference,
                           std::string &out)
{
    if (!a || !b)
        return RowCode::OutOfRange;
    if (isDifference)
        b->isNegative = !b->isNegative;
    const int scale = std::max(a->scale, b->scale);
    if (!rescale(*a, scale) || !rescale(*b, scale))
        return RowCode::OutOfRange;
    Number result;
    result.scale = scale;
    if (a->isNegative == b->isNegative) {
        result.isNegative = a->isNegative;
        result.magnitude = a->magnitude + b->magnitude;
        if (result.magnitude >= magnitudeEnd)
            return RowCode::OutOfRange;
    } else {
        const bool isFirstGreater = a->magnitude >= b->magnitude;
        result.isNegative = isFirstGreater ? a->isNegative : b->isNegative;
        result.magnitude = isFirstGreater ? a->magnitude - b->magnitude : b->magnitude - a->magnitude;
    }
    write(result, out);
    return std::nullopt;
}

/// rest · 10 / divisor for rest < divisor < 10^38, without leaving 128 bits: 10 = 2 · (2 · 2 + 1), and each
/// step stays below twice the divisor.
int nextDigit(Uint128 &rest, Uint128 divisor)
{
    const Uint128 one = rest;
    int digit = 0;
    const auto settle = [&] {
        if (rest >= divisor) {
            rest -= divisor;
            ++digit;
        }
    };
    for (int doubling = 0; doubling < 2; ++doubling) {
        rest *= 2;
        digit *= 2;
        settle();
    }
    rest += one;
    settle();
    rest *= 2;
    digit *= 2;
    settle();
    return digit;
}

} // namespace

std::optional<RowCode> addDecimals(std::string_view a, std::string_view b, std::string &out)
{
    return sum(load(a), load(b), false, out);
}

std::optional<RowCode> subtractDecimals(std::string_view a, std::string_view b, std::string &out)
{
    return sum(load(a), load(b), true, out);
}

std::optional<RowCode> multiplyDecimals(std::string_view a, std::string_view b, std::string &out)
{
    std::optional<Number> left = load(a), right = load(b);
    if (!left || !right)
        return RowCode::OutOfRange;
    Number result;
    result.isNegative = left->isNegative != right->isNegative;
    const int scale = left->scale + right->scale;
    dropTrailingZeros(*left);
    dropTrailingZeros(*right);
    if (left->magnitude != 0 && right->magnitude > (magnitudeEnd - 1) / left->magnitude)
        return RowCode::OutOfRange;
    result.magnitude = left->magnitude * right->magnitude;
    result.scale = left->scale + right->scale;
    if (!rescale(result, scale))
        return RowCode::OutOfRange;
    write(result, out);
    return std::nullopt;
}

std::optional<RowCode> divideDecimals(std::string_view a, std::string_view b, int scale, std::string &out)
{
    const std::optional<Number> left = load(a), right = load(b);
    if (!left || !right || right->magnitude == 0)
        return RowCode::OutOfRange;
    Number result;
    result.isNegative = left->isNegative != right->isNegative;
    result.scale = scale;
    // magnitude(a) / magnitude(b) is the quotient times 10^(scale of a - scale of b).
    int missing = scale - left->scale + right->scale;
    Uint128 divisor = right->magnitude;
    Uint128 rest = left->magnitude;
    for (; missing < 0 && divisor < magnitudeEnd / 10; ++missing)
        divisor *= 10;
    if (missing < 0) {
        // The true divisor is greater than every dividend: only 10 · divisor can still round up to one.
        result.magnitude = missing == -1 && rest / 5 >= divisor ? 1 : 0;
        write(result, out);
        return std::nullopt;
    }
    result.magnitude = rest / divisor;
    rest %= divisor;
    for (; missing > 0; --missing) {
        if (result.magnitude >= magnitudeEnd / 10)
            return RowCode::OutOfRange;
        result.magnitude = result.magnitude * 10 + static_cast<unsigned>(nextDigit(rest, divisor));
    }
    if (rest >= divisor - rest)
        ++result.magnitude;
    if (result.magnitude >= magnitudeEnd)
        return RowCode::OutOfRange;
    write(result, out);
    return std::nullopt;
}

std::optional<RowCode> remainderOfDecimals(std::string_view a, std::string_view b, std::string &out)
{
    std::optional<Number> left = load(a), right = load(b);
    if (!left || !right || right->magnitude == 0)
        return RowCode::OutOfRange;
    const int scale = std::max(left->scale, right->scale);
    if (!rescale(*left, scale) || !rescale(*right, scale))
        return RowCode::OutOfRange;
    left->magnitude %= right->magnitude;
    write(*left, out);
    return std::nullopt;
}

} // namespace weir
