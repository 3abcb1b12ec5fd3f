// Numbers by a section of a number format: decimals, exponents, fractions.

#include "core/connectors/files/xlsx/formatsection.h"

#include <algorithm>
#include <cmath>

namespace weir {

namespace {

using Kind = FormatToken::Kind;
using Part = FormatToken::Part;

constexpr int generalPowerMax = 10;      ///< 12345678901 is shown as it is
constexpr int generalPowerMin = -9;
constexpr int generalDecimalsMax = 9;    ///< 0.123456789 has 11 characters
constexpr double fractionEnd = 1e12;     ///< so that no step towards it overflows
constexpr std::int64_t digitsEnd = 1'000'000'000'000'000;

/// The digits before a point, place by place from the left; the first place takes all digits that have none.
class WholeWriter
{
public:
    /// \a isForced: the last place has a digit, also if it is no 0.
    WholeWriter(const CellNumber &number, int places, bool isForced, bool isGrouped)
        : m_number(number), m_left(places), m_isForced(isForced), m_isGrouped(isGrouped)
    {}

    void next(char mark, std::string &out)
    {
        if (m_isFirst) {
            m_isFirst = false;
            for (int power = m_number.wholeDigits() - 1; power >= m_left; --power)
                write(m_number.digitAt(power), power, out);
        }
        const int power = --m_left;
        if (power < m_number.wholeDigits())
            write(m_number.digitAt(power), power, out);
        else if (mark == '0' || (m_isForced && power == 0))
            write('0', power, out);
        else if (mark == '?')
            write(' ', power, out);
    }
    void rest(std::string &out)
    {
        for (int power = m_number.wholeDigits() - 1; m_isFirst && power >= 0; --power)
            write(m_number.digitAt(power), power, out);
    }

private:
    void write(char c, int power, std::string &out) const
    {
        out += c;
        if (m_isGrouped && power > 0 && power % 3 == 0)
            out += c == ' ' ? ' ' : ',';
    }

    const CellNumber &m_number;
    int m_left;
    bool m_isForced;
    bool m_isGrouped;
    bool m_isFirst = true;
};

/// The tokens of Number and Scientific; \a number is scaled and rounded, \a exponent is of Scientific.
void appendTokens(const FormatSection &section, std::string_view code, const CellNumber &number, int exponent,
                  std::string &out)
{
    // A zero with an exponent is written, also by #.
    const bool isForced = section.kind == FormatSection::Kind::Scientific && number.isZero();
    WholeWriter whole(number, section.wholePlaces, isForced, section.isGrouped);
    const CellNumber powers = CellNumber::of(std::abs(exponent));
    WholeWriter exponentDigits(powers, section.exponentPlaces, true, false);
    int decimal = 0;
    for (const FormatToken &token : section.tokens) {
        switch (token.kind) {
        case Kind::Digit:
            if (token.part == Part::Whole)
                whole.next(token.mark, out);
            else if (token.part == Part::Exponent)
                exponentDigits.next(token.mark, out);
            else if (decimal++ < number.decimals() || token.mark == '0')
                out += number.digitAt(-decimal);
            else if (token.mark == '?')
                out += ' ';
            break;
        case Kind::Point:
            if (section.wholePlaces == 0)
                whole.rest(out);
            out += '.';
            break;
        case Kind::Exponent:
            out += 'E';
            if (exponent < 0 || token.mark == '+')
                out += exponent < 0 ? '-' : '+';
            break;
        case Kind::General:
            appendGeneral(number, out);
            break;
        case Kind::Blank:
            out += ' ';
            break;
        default:
            out += code.substr(token.begin, token.length);
        }
    }
}

void appendScientific(const FormatSection &section, std::string_view code, const CellNumber &number, std::string &out)
{
    // As many digits before the point as there are places, in steps of as many: 12345 by ##0.0E+0 is 12.3E+3.
    const int step = std::max(section.wholePlaces, 1);
    const int power = number.isZero() ? 0 : section.wholePlaces == 0 ? number.point() : number.point() - 1;
    int exponent = (power >= 0 ? power / step : -((-power + step - 1) / step)) * step;
    CellNumber shifted = number;
    shifted.shift(-exponent);
    shifted.round(section.decimalPlaces);
    if (!shifted.isZero() && shifted.point() > section.wholePlaces) { // 9.99 became 10
        exponent += step;
        shifted = number;
        shifted.shift(-exponent);
        shifted.round(section.decimalPlaces);
    }
    appendTokens(section, code, shifted, exponent, out);
}

struct Fraction
{
    std::int64_t numerator = 0, denominator = 1;
};

/// The last convergent of \a value's continued fraction whose denominator is at most \a denominatorMax.
Fraction fractionOf(double value, std::int64_t denominatorMax)
{
    std::int64_t upper = 1, upperBefore = 0, lower = 0, lowerBefore = 1;
    for (double rest = value;;) {
        const double whole = std::floor(rest);
        if (lower > 0 && whole > static_cast<double>(denominatorMax))
            break;
        const auto factor = static_cast<std::int64_t>(whole);
        const std::int64_t nextUpper = factor * upper + upperBefore, nextLower = factor * lower + lowerBefore;
        if (nextLower > denominatorMax)
            break;
        upperBefore = upper;
        lowerBefore = lower;
        upper = nextUpper;
        lower = nextLower;
        if (rest - whole < 5e-8)
            break;
        rest = 1 / (rest - whole);
    }
    return {upper, lower};
}

bool appendFraction(const FormatSection &section, std::string_view code, const CellNumber &number, std::string &out)
{
    const double value = std::abs(number.value());
    if (value >= fractionEnd)
        return false;
    const bool isMixed = section.wholePlaces > 0;
    double whole = isMixed ? std::floor(value) : 0;
    const auto denominatorMax = static_cast<std::int64_t>(std::pow(10, std::min(section.denominatorPlaces, 5))) - 1;
    Fraction fraction = section.denominator > 0
                            ? Fraction{std::llround((value - whole) * section.denominator), section.denominator}
                            : fractionOf(value - whole, denominatorMax);
    if (isMixed && fraction.numerator >= fraction.denominator) {
        ++whole;
        fraction = {0, fraction.denominator};
    }
    if (fraction.numerator >= digitsEnd)
        return false;
    const bool isHidden = isMixed && fraction.numerator == 0 && !section.hasNumerator;
    const CellNumber wholeNumber = CellNumber::of(static_cast<std::int64_t>(whole));
    const CellNumber upper = CellNumber::of(fraction.numerator), lower = CellNumber::of(fraction.denominator);
    // A zero that nothing else tells is written.
    WholeWriter wholeDigits(wholeNumber, section.wholePlaces, isHidden && whole == 0, false);
    WholeWriter upperDigits(upper, section.numeratorPlaces, true, false);
    int lowerLeft = section.denominatorPlaces;
    for (const FormatToken &token : section.tokens) {
        if (token.kind == Kind::Digit && token.part == Part::Whole) {
            wholeDigits.next(token.mark, out);
        } else if (isHidden && (token.kind == Kind::Digit || token.kind == Kind::Slash)) {
            out += ' ';
        } else if (token.kind == Kind::Digit && token.part == Part::Numerator) {
            upperDigits.next(token.mark, out);
        } else if (token.kind == Kind::Digit) { // denominators stand left in their places
            const int shown = section.denominatorPlaces - lowerLeft--;
            if (shown < lower.wholeDigits())
                out += lower.digitAt(lower.wholeDigits() - 1 - shown);
            else if (token.mark == '?')
                out += ' ';
        } else if (token.kind == Kind::Blank) {
            out += ' ';
        } else {
            out += code.substr(token.begin, token.length);
        }
    }
    return true;
}

} // namespace

void appendGeneral(const CellNumber &number, std::string &out)
{
    const int power = number.isZero() ? 0 : number.point() - 1;
    if (power >= generalPowerMin && power <= generalPowerMax) {
        CellNumber fixed = number;
        fixed.round(power < -4 ? generalDecimalsMax + 3 : generalDecimalsMax - std::clamp(power, 0, generalDecimalsMax));
        if (fixed.decimals() <= generalDecimalsMax && fixed.point() <= generalPowerMax + 1) {
            fixed.appendDigits(out);
            return;
        }
    }
    CellNumber mantissa = number;
    int exponent = power;
    mantissa.shift(-exponent);
    mantissa.round(5);
    if (mantissa.point() > 1) {
        mantissa.shift(-1);
        ++exponent;
    }
    mantissa.appendDigits(out);
    out += exponent < 0 ? "E-" : "E+";
    if (std::abs(exponent) < 10)
        out += '0';
    CellNumber::of(std::abs(exponent)).appendDigits(out);
}

bool appendBySection(const FormatSection &section, std::string_view code, CellNumber number, std::string &out)
{
    number.shift(section.power);
    const bool isPlain = section.kind == FormatSection::Kind::Number;
    const bool hasPlaces = section.wholePlaces + section.decimalPlaces > 0;
    if (isPlain && hasPlaces)
        number.round(section.decimalPlaces);
    if (number.isNegative() && !number.isZero()) // what is rounded to zero has no sign
        out += '-';
    if (section.kind == FormatSection::Kind::Fraction)
        return appendFraction(section, code, number, out);
    if (isPlain)
        appendTokens(section, code, number, 0, out);
    else
        appendScientific(section, code, number, out);
    return true;
}

} // namespace weir
