#pragma once

#include <cstdint>
#include <string_view>

namespace weir {

/// Where an IP address lives, as far as it matters for not being led astray (SR-13).
enum class AddressClass : std::uint8_t {
    Public,
    Private,     ///< 10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7
    Loopback,    ///< 127/8, ::1
    LinkLocal,   ///< 169.254/16 (cloud metadata lives there), fe80::/10
    Multicast,   ///< 224/4, ff00::/8
    Unspecified, ///< 0/8, ::, broadcast, reserved ranges
    Invalid,     ///< no IP address
};

/// Class of the address written as \a text ("127.0.0.1", "::1"). IPv4 addresses inside IPv6 (mapped,
/// compatible, 6to4, NAT64) have the class of the IPv4 address. Ranges by the IANA special-purpose registries
/// (RFC 6890).
[[nodiscard]] AddressClass addressClass(std::string_view text);

[[nodiscard]] std::string_view addressClassName(AddressClass kind);

} // namespace weir
