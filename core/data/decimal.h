#pragma once

#include "core/data/rowcode.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace weir {

/// Exact decimals as canonical text: optional `-`, digits without leading zeros, optional `.` and at least
/// one digit. The scale stays as written (1.00 stays 1.00); zero has no sign. Every function below takes and
/// gives canonical text, except appendDecimal(), which makes it.
///
/// Errors are row codes; nothing means success. Functions that append leave \a out as it was when they fail.
/// No allocation besides the growth of \a out. Thread-safety: pure functions.

/// Digits that an exponent may expand to, and digits that arithmetic works on.
inline constexpr int decimalDigitsMax = 1000;
inline constexpr int decimalArithmeticDigitsMax = 38;

/// Appends \a text in canonical form. Accepts a sign, leading zeros, `.5`, `5.` and an exponent; no spaces,
/// no separators, no other digits than 0-9. NotANumber; OutOfRange when an exponent expands beyond
/// decimalDigitsMax.
[[nodiscard]] std::optional<RowCode> appendDecimal(std::string_view text, std::string &out);

/// True when \a text is canonical already.
[[nodiscard]] bool isCanonicalDecimal(std::string_view text);

/// Less than, equal to or greater than 0, as \a a is to \a b by value: 1.0 equals 1.00.
[[nodiscard]] int compareDecimals(std::string_view a, std::string_view b);

/// \a decimal without trailing zeros behind the point: equal values give equal text. For keys and hashes.
[[nodiscard]] std::string_view withoutTrailingZeros(std::string_view decimal);

/// Digits in all (leading zeros not counted, at least 1) and digits behind the point.
struct DecimalSize
{
    std::int64_t digits = 0;
    std::int64_t scale = 0;
};
[[nodiscard]] DecimalSize decimalSize(std::string_view decimal);

/// \a decimal as it fits decimal(\a precision, \a scale): itself, or shorter by trailing zeros; precision 0
/// fits all. OutOfRange when it has too many digits before the point, LosesPrecision behind it.
[[nodiscard]] std::optional<RowCode> fitDecimal(std::string_view &decimal, int precision, int scale);

/// Exact arithmetic. OutOfRange when an operand or the result has more than decimalArithmeticDigitsMax digits
/// (both operands written with the same scale, for sums). Sums have the greater scale, products the sum of
/// the scales.
[[nodiscard]] std::optional<RowCode> addDecimals(std::string_view a, std::string_view b, std::string &out);
[[nodiscard]] std::optional<RowCode> subtractDecimals(std::string_view a, std::string_view b,
                                                      std::string &out);
[[nodiscard]] std::optional<RowCode> multiplyDecimals(std::string_view a, std::string_view b,
                                                      std::string &out);
/// The quotient with exactly \a scale digits behind the point, rounded half away from zero. OutOfRange for a
/// zero divisor, too.
[[nodiscard]] std::optional<RowCode> divideDecimals(std::string_view a, std::string_view b, int scale,
                                                    std::string &out);
/// The remainder of the division towards zero; it has the sign of \a a and the greater scale.
[[nodiscard]] std::optional<RowCode> remainderOfDecimals(std::string_view a, std::string_view b,
                                                         std::string &out);

enum class Rounding : std::uint8_t { HalfAwayFromZero, HalfEven, TowardZero, Down, Up };

/// \a decimal with at most \a scale digits behind the point (negative: zeros before it). A shorter one stays
/// as it is. Down is towards minus infinity, Up towards infinity. Any number of digits.
void roundDecimal(std::string_view decimal, int scale, Rounding rounding, std::string &out);

/// OutOfRange, or LosesPrecision when digits behind the point are not zero.
[[nodiscard]] std::optional<RowCode> decimalToInt64(std::string_view decimal, std::int64_t &value);
/// LosesPrecision when the shortest text of the nearest double is another number; OutOfRange beyond doubles.
[[nodiscard]] std::optional<RowCode> decimalToDouble(std::string_view decimal, double &value);
void appendDecimal(std::int64_t value, std::string &out);
void appendDecimal(std::uint64_t value, std::string &out);
/// The shortest decimal that reads back as \a value. NotANumber for NaN and infinities.
[[nodiscard]] std::optional<RowCode> appendDecimal(double value, std::string &out);

/// A decimal in base 10,000, as PostgreSQL's binary `numeric` (src/backend/utils/adt/numeric.c,
/// numeric_send): value = ± sum of digit[i] · 10000^(weight - i). No leading or trailing zero groups; zero
/// has no group, weight 0.
struct DecimalGroups
{
    bool isNegative = false;
    int weight = 0;
    int scale = 0; ///< digits behind the point to show
    int count = 0; ///< groups written
};

/// Groups that \a decimal can need at most.
[[nodiscard]] constexpr std::size_t decimalGroupsMax(std::string_view decimal)
{
    return decimal.size() / 4 + 2;
}

/// Splits \a decimal into \a groups, which has room for decimalGroupsMax().
[[nodiscard]] DecimalGroups splitDecimal(std::string_view decimal, std::span<std::uint16_t> groups);

/// The inverse. Every group is below 10,000. Digits behind groups.scale are kept when they are not zero.
void joinDecimal(const DecimalGroups &shape, std::span<const std::uint16_t> groups, std::string &out);

} // namespace weir
