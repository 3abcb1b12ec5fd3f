#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// XXH3, 64 bits: checksums of ledger rows and digests of canonical rows. Not for secrets.
[[nodiscard]] std::uint64_t xxh3(std::string_view bytes);

/// XXH3, 128 bits, as 32 lower-case hex digits: tail hashes of files.
[[nodiscard]] std::string xxh128Hex(std::string_view bytes);

/// SHA-256 as 64 lower-case hex digits.
[[nodiscard]] std::string sha256Hex(std::string_view bytes);

/// HMAC-SHA-256, raw.
[[nodiscard]] std::array<unsigned char, 32> hmacSha256(std::string_view key, std::string_view message);

/// RFC 4648 base32, upper case, without padding.
[[nodiscard]] std::string base32(std::string_view bytes);

} // namespace weir
