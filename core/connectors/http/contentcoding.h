#pragma once

#include "core/base/result.h"
#include "core/connectors/http/httptransport.h"

#include <string>
#include <string_view>

namespace weir {

/// What we ask for in Accept-Encoding: exactly what decodeContent() can unpack and prove whole.
inline constexpr std::string_view acceptedCodings = "zstd, gzip, deflate";

/// Unpacks \a body by the Content-Encoding header \a coding (empty, identity, gzip, x-gzip, deflate, zstd;
/// one only).
///
/// Errors: Unavailable/Retry when it is cut or damaged; InvalidRow/Stop when it exceeds a limit;
/// InvalidConfig/Stop for a coding nobody asked for.
[[nodiscard]] Result<std::string> decodeContent(std::string_view coding, std::string body,
                                                const HttpLimits &limits);

} // namespace weir
