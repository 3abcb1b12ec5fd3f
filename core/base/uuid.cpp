#include "core/base/uuid.h"

#include <algorithm>
#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <sodium.h>
#include <vector>

namespace weir {

namespace {

/// SHA-1 (RFC 3174): version 5 UUIDs are defined by it. Never used for anything that must be secure.
std::array<std::uint8_t, 20> sha1(std::string message)
{
    std::uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    const std::uint64_t bits = message.size() * 8;
    message += '\x80';
    while (message.size() % 64 != 56)
        message += '\0';
    for (int shift = 56; shift >= 0; shift -= 8)
        message += static_cast<char>(bits >> shift);
    for (std::size_t block = 0; block < message.size(); block += 64) {
        std::uint32_t words[80];
        for (int i = 0; i < 16; ++i) {
            words[i] = 0;
            for (int byte = 0; byte < 4; ++byte)
                words[i] = (words[i] << 8) | static_cast<std::uint8_t>(message[block + i * 4 + byte]);
        }
        for (int i = 16; i < 80; ++i)
            words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
        auto [a, b, c, d, e] = std::to_array(state);
        for (int i = 0; i < 80; ++i) {
            const std::uint32_t f = i < 20   ? ((b & c) | (~b & d))
                                    : i < 40 ? (b ^ c ^ d)
                                    : i < 60 ? ((b & c) | (b & d) | (c & d))
                                             : (b ^ c ^ d);
            static constexpr std::uint32_t constants[] = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};
            const std::uint32_t next = std::rotl(a, 5) + f + e + constants[i / 20] + words[i];
            e = d;
            d = c;
            c = std::rotl(b, 30);
            b = a;
            a = next;
        }
        const std::uint32_t sums[] = {a, b, c, d, e};
        for (int i = 0; i < 5; ++i)
            state[i] += sums[i];
    }
    std::array<std::uint8_t, 20> digest{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

void mark(Uuid &uuid, std::uint8_t version)
{
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | (version << 4));
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
}

} // namespace

Uuid Uuid::random()
{
    Uuid uuid;
    randombytes_buf(uuid.bytes.data(), uuid.bytes.size());
    mark(uuid, 4);
    return uuid;
}

Uuid Uuid::named(const Uuid &space, std::string_view name)
{
    std::string message(reinterpret_cast<const char *>(space.bytes.data()), space.bytes.size());
    message += name;
    const auto digest = sha1(std::move(message));
    Uuid uuid;
    std::copy_n(digest.begin(), uuid.bytes.size(), uuid.bytes.begin());
    mark(uuid, 5);
    return uuid;
}

std::optional<Uuid> Uuid::parse(std::string_view text)
{
    if (text.size() != 36)
        return std::nullopt;
    Uuid uuid;
    std::size_t at = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i++] != '-')
                return std::nullopt;
            continue;
        }
        int value = 0;
        for (int digit = 0; digit < 2; ++digit, ++i) {
            const char c = text[i];
            const int nibble = c >= '0' && c <= '9'   ? c - '0'
                               : c >= 'a' && c <= 'f' ? c - 'a' + 10
                               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                      : -1;
            if (nibble < 0)
                return std::nullopt;
            value = value * 16 + nibble;
        }
        uuid.bytes[at++] = static_cast<std::uint8_t>(value);
    }
    return uuid;
}

std::string Uuid::text() const
{
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text += '-';
        fmt::format_to(std::back_inserter(text), "{:02x}", bytes[i]);
    }
    return text;
}

} // namespace weir
