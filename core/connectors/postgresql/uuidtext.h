#pragma once

#include <string>
#include <string_view>

namespace weir::postgresql {

/// The 16 bytes of a UUID as the server reads it: hexadecimal digits in any case, braces around it, a hyphen behind any
/// group of four digits (src/backend/utils/adt/uuid.c, string_to_uuid). False, with \a bytes unspecified, otherwise.
[[nodiscard]] bool parseUuid(std::string_view text, char *bytes);

/// Canonical text of 16 bytes.
void appendUuid(const char *bytes, std::string &out);

} // namespace weir::postgresql
