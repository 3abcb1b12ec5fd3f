#pragma once

#include "core/connectors/files/xlsx/cellnumber.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A piece of a number format. Texts are pieces of the format's code, named by begin and length.
struct FormatToken
{
    enum class Kind : std::uint8_t {
        Literal,
        Blank,     ///< as wide as some character
        Digit,     ///< mark: 0, # or ?
        Point,
        Comma,     ///< while compiling only
        Slash,
        Exponent,  ///< mark: + or -
        General,
        Date,      ///< mark: y, M (month), m (minute), d, h, s, a (weekday); count letters
        Elapsed,   ///< mark: h, m or s, counted on beyond a day, an hour, a minute
        Half,      ///< of the day; mark: A (AM/PM), P (A/P) or C (Chinese)
        Subsecond, ///< count digits behind a point
    };
    enum class Part : std::uint8_t { Whole, Decimals, Exponent, Numerator, Denominator }; ///< of Digit
    Kind kind = Kind::Literal;
    Part part = Part::Whole;
    char mark = 0;
    std::uint16_t count = 0;
    std::uint16_t begin = 0, length = 0;
};

/// One of up to four sections of a number format, compiled.
struct FormatSection
{
    enum class Kind : std::uint8_t { Number, Scientific, Fraction, Moment };
    enum class Test : std::uint8_t { None, Less, LessOrEqual, Equal, Unequal, Greater, GreaterOrEqual };
    enum class Language : std::uint8_t { None, English, Chinese, Other };

    Kind kind = Kind::Number;
    std::vector<FormatToken> tokens;
    Test test = Test::None;
    double limit = 0;
    bool hasText = false;    ///< @: for text cells, if it is the last section
    bool hasGeneral = false;
    bool isGrouped = false;
    bool hasHalves = false;  ///< AM/PM: hours to 12
    bool hasTime = false;
    int power = 0;           ///< shown is the number times ten to this power
    int wholePlaces = 0, decimalPlaces = 0, exponentPlaces = 0, numeratorPlaces = 0, denominatorPlaces = 0;
    bool hasNumerator = false; ///< a fraction is shown though it is zero
    int denominator = 0;     ///< 0: the nearest fraction whose denominator has denominatorPlaces digits
    int secondDigits = 0;    ///< behind the point
    Language language = Language::None;
};

/// Appends \a number as spreadsheets do without a format: up to 11 characters with the decimal point.
void appendGeneral(const CellNumber &number, std::string &out);

/// Appends \a number, whose sign is shown if it has one, by a section that is no Moment. False: it cannot.
[[nodiscard]] bool appendBySection(const FormatSection &section, std::string_view code, CellNumber number, std::string &out);

/// Appends the moment \a serial. False, and \a out may hold a part of it: there is no such moment.
[[nodiscard]] bool appendMomentBySection(const FormatSection &section, std::string_view code, double serial, bool is1904,
                                         std::string &out);

} // namespace weir
