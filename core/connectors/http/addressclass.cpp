#include "core/connectors/http/addressclass.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <string>

namespace weir {

namespace {

AddressClass classOfV4(const unsigned char *a)
{
    if (a[0] == 127)
        return AddressClass::Loopback;
    if (a[0] == 10 || (a[0] == 172 && (a[1] & 0xF0) == 16) || (a[0] == 192 && a[1] == 168) ||
        (a[0] == 100 && (a[1] & 0xC0) == 64))
        return AddressClass::Private;
    if (a[0] == 169 && a[1] == 254)
        return AddressClass::LinkLocal;
    if ((a[0] & 0xF0) == 224)
        return AddressClass::Multicast;
    if (a[0] == 0 || a[0] >= 240)
        return AddressClass::Unspecified;
    return AddressClass::Public;
}

AddressClass classOfV6(const unsigned char *a)
{
    const auto isZero = [a](int from, int to) {
        return std::all_of(a + from, a + to, [](unsigned char b) { return b == 0; });
    };
    if (isZero(0, 15) && a[15] == 1)
        return AddressClass::Loopback;
    if (isZero(0, 16))
        return AddressClass::Unspecified;
    if (isZero(0, 10) && ((a[10] == 0xFF && a[11] == 0xFF) || (a[10] == 0 && a[11] == 0)))
        return classOfV4(a + 12); // mapped ::ffff:a.b.c.d, compatible ::a.b.c.d
    if (a[0] == 0x20 && a[1] == 0x02)
        return classOfV4(a + 2); // 6to4
    if (a[0] == 0x00 && a[1] == 0x64 && a[2] == 0xFF && a[3] == 0x9B)
        return classOfV4(a + 12); // NAT64
    if ((a[0] & 0xFE) == 0xFC)
        return AddressClass::Private;
    if (a[0] == 0xFE && (a[1] & 0xC0) == 0x80)
        return AddressClass::LinkLocal;
    if (a[0] == 0xFF)
        return AddressClass::Multicast;
    return AddressClass::Public;
}

} // namespace

AddressClass addressClass(std::string_view text)
{
    const std::string terminated(
        text.substr(0, text.find('%'))); // a zone index ("fe80::1%eth0") is no part of it
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1)
        return classOfV4(bytes.data());
    if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1)
        return classOfV6(bytes.data());
    return AddressClass::Invalid;
}

std::string_view addressClassName(AddressClass kind)
{
    switch (kind) {
    case AddressClass::Public:
        return "public";
    case AddressClass::Private:
        return "private";
    case AddressClass::Loopback:
        return "loopback";
    case AddressClass::LinkLocal:
        return "link-local";
    case AddressClass::Multicast:
        return "multicast";
    case AddressClass::Unspecified:
        return "unspecified or reserved";
    case AddressClass::Invalid:
        break;
    }
    return "no address";
}

} // namespace weir
