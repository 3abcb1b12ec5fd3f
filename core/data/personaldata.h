#pragma once

#include <string>
#include <string_view>

namespace weir {

/// \a text with what looks like personal data masked, wherever it stands in it; the rest stays byte for byte:
///
/// - identity number of 18 characters whose check character is right (GB 11643-1999): 310***********3074
/// - unified social credit code whose check character is right (GB 32100-2015): 91************4XJ1
/// - mobile number of mainland China, with or without 86: 138****5678
/// - bank card number of 16 to 19 digits, grouped or not, that passes the Luhn check (ISO/IEC 7812-1): ************1234
/// - e-mail address: a***@example.com
///
/// Takes time proportional to the length. Thread-safety: a function of its argument.
[[nodiscard]] std::string maskPersonal(std::string_view text);

} // namespace weir
