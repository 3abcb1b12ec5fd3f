#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// JSON tokens as text (RFC 8259). Pure functions, no allocation besides the growth of \a out.

enum class JsonKind : std::uint8_t { String, Number, Bool, Null, Object, Array, Absent };

/// The kind of a valid value by its first byte; Absent for empty text. No leading space.
[[nodiscard]] JsonKind jsonKind(std::string_view token);

/// \a text without JSON white space at both ends.
[[nodiscard]] std::string_view trimJson(std::string_view text);

/// True for the grammar's numbers only: no `+1`, `05`, `1.`, `.5`, `NaN`.
[[nodiscard]] bool isJsonNumber(std::string_view text);

/// True for a string token, quotes included, with valid escapes, no raw control characters and no surrogate
/// alone. UTF-8 is not looked at.
[[nodiscard]] bool isJsonString(std::string_view token);

/// Appends what the inside of a valid string token (without quotes) means; false, with \a out as it was, when
/// an escape is wrong or a surrogate stands alone.
[[nodiscard]] bool appendUnescaped(std::string_view inside, std::string &out);

/// Appends \a text (UTF-8) as a string token, quotes included; only what must be is escaped.
void appendJsonString(std::string_view text, std::string &out);

/// Appends the text of a valid value: strings decoded, everything else as written, nothing for null.
void appendJsonAsText(std::string_view token, std::string &out);

} // namespace weir
