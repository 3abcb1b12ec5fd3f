#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace weir {

/// The bytes that a whole gzip stream (RFC 1952, one or more members) stands for. Written for answers of
/// servers, which may be cut or hostile: every trailer (CRC-32 and length) is checked, nothing is read or
/// written out of bounds.
///
/// Errors: Unavailable/Retry when the stream ends early or a checksum differs (asked again, it may be whole);
/// InvalidRow/Stop when the output would exceed \a bytesMax.
[[nodiscard]] Result<std::string> gunzip(std::string_view compressed, std::size_t bytesMax);

/// The same for "deflate" as HTTP means it: a zlib stream (RFC 1950) with its Adler-32.
[[nodiscard]] Result<std::string> inflateZlib(std::string_view compressed, std::size_t bytesMax);

} // namespace weir
