#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir {

/// \a name between two \a quote; each of them inside is doubled (SQL:2016 §5.2, delimited identifiers; MariaDB: backticks).
[[nodiscard]] std::string quotedName(std::string_view name, char quote);

/// The inverse: reads the quoted part that begins at \a at, appends it to \a part, and leaves \a at behind it. False: its end
/// is missing.
[[nodiscard]] bool readQuotedName(std::string_view text, char quote, std::size_t &at, std::string &part);

} // namespace weir
