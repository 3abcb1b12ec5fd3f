#pragma once

#include "core/data/rowcode.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// Whole texts to numbers and back, without locale and without allocation. No spaces, separators, hexadecimal
/// or full-width digits: those are NotANumber, so that nobody guesses.

/// Optional sign and digits; leading zeros are read as a number. `1.0` and `1e3` are NotANumber; beyond 64
/// bits: OutOfRange.
[[nodiscard]] std::optional<RowCode> parseInt64(std::string_view text, std::int64_t &value);

/// Optional sign, digits, point, exponent, or NaN, inf, Infinity in any case. Rounds to the nearest double;
/// OutOfRange when that would be infinite, or zero for digits that are not.
[[nodiscard]] std::optional<RowCode> parseFloat64(std::string_view text, double &value);

/// "true", "t", "yes", "y", "1" and "false", "f", "no", "n", "0" in any case; otherwise
/// NotABool.
[[nodiscard]] std::optional<RowCode> parseBool(std::string_view text, bool &value);

void appendInt64(std::int64_t value, std::string &out);

/// The shortest text that reads back as \a value: "0.1", "1", "1e+16", "NaN", "Infinity", "-Infinity".
void appendFloat64(double value, std::string &out);

} // namespace weir
