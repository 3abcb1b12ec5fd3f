#include "core/base/hash.h"

#include <fmt/format.h>
#include <sodium.h>
#include <xxhash.h>

namespace weir {

namespace {

template<typename Bytes>
std::string hex(const Bytes &bytes)
{
    std::string text;
    text.reserve(std::size(bytes) * 2);
    for (const unsigned char byte : bytes)
        fmt::format_to(std::back_inserter(text), "{:02x}", byte);
    return text;
}

const unsigned char *unsignedData(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

} // namespace

std::uint64_t xxh3(std::string_view bytes)
{
    return XXH3_64bits(bytes.data(), bytes.size());
}

std::string xxh128Hex(std::string_view bytes)
{
    const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string sha256Hex(std::string_view bytes)
{
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), unsignedData(bytes), bytes.size());
    return hex(digest);
}

std::array<unsigned char, 32> hmacSha256(std::string_view key, std::string_view message)
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, unsignedData(key), key.size());
    crypto_auth_hmacsha256_update(&state, unsignedData(message), message.size());
    std::array<unsigned char, 32> digest{};
    crypto_auth_hmacsha256_final(&state, digest.data());
    return digest;
}

std::string base32(std::string_view bytes)
{
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const unsigned char byte : bytes) {
        buffer = (buffer << 8) | byte;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += alphabet[(buffer >> bits) & 31];
        }
    }
    if (bits > 0)
        text += alphabet[(buffer << (5 - bits)) & 31];
    return text;
}

} // namespace weir
