#include "core/workspace/placeurl.h"

#include "core/base/names.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace weir {

namespace {

Unexpected broken(std::string_view detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::string(detail));
}

int hexDigit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool isSchemeByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

/// Cuts \a text at the first \a separator; the rest, without it, is returned.
std::string_view cutAt(std::string_view &text, char separator)
{
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = text.substr(at + 1);
    text = text.substr(0, at);
    return rest;
}

Result<void> parseAuthority(std::string_view authority, PlaceUrl &url)
{
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        std::string_view userInfo = authority.substr(0, at);
        url.hasPassword = userInfo.find(':') != std::string_view::npos;
        if (url.hasPassword)
            return {}; // refused anyway; keep nothing of it
        WEIR_TRY(url.user, percentDecode(userInfo));
        authority.remove_prefix(at + 1);
    }
    std::string_view port;
    if (authority.starts_with('[')) {
        const std::size_t close = authority.find(']');
        if (close == std::string_view::npos)
            return broken("the place's host has \"[\" without \"]\"");
        url.host = std::string(authority.substr(1, close - 1));
        authority.remove_prefix(close + 1);
        if (!authority.empty() && authority.front() != ':')
            return broken("the place's host goes on behind \"]\"");
        port = authority.empty() ? authority : authority.substr(1);
    } else {
        port = cutAt(authority, ':');
        WEIR_TRY(url.host, percentDecode(authority));
    }
    if (port.empty())
        return {};
    const char *end = port.data() + port.size();
    const auto [stop, code] = std::from_chars(port.data(), end, url.port);
    if (code != std::errc() || stop != end || url.port < 1 || url.port > 65535) {
        url.port = 0;
        return broken(
            "the place's port is not a number from 1 to 65535 (leave passwords out of places; a special "
            "character in a name is written as %XX)");
    }
    return {};
}

Result<void> parseQuery(std::string_view query, PlaceUrl &url)
{
    while (!query.empty()) {
        const std::string_view rest = cutAt(query, '&');
        std::string_view name = query;
        const std::string_view value = cutAt(name, '=');
        PlaceUrl::Parameter parameter;
        WEIR_TRY(parameter.name, percentDecode(name));
        WEIR_TRY(parameter.value, percentDecode(value));
        if (!parameter.name.empty())
            url.query.push_back(std::move(parameter));
        query = rest;
    }
    return {};
}

} // namespace

Result<std::string> percentDecode(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
        if (high < 0 || low < 0 || (high == 0 && low == 0))
            return broken(
                "the place has a \"%\" that no two hex digits follow (write %25 for the sign itself)");
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (std::any_of(decoded.begin(), decoded.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
        return broken("the place has an escaped control character");
    return decoded;
}

Result<PlaceUrl> PlaceUrl::parse(std::string_view text)
{
    PlaceUrl url;
    const std::size_t colon = text.find("://");
    url.scheme = lowerAscii(text.substr(0, colon));
    if (url.scheme.empty() || !std::all_of(url.scheme.begin(), url.scheme.end(), isSchemeByte))
        return broken(
            "a place with \"://\" begins with its kind: postgresql://, mysql://, http:// or https://");
    text.remove_prefix(colon + 3);
    const std::string_view fragment = cutAt(text, '#');
    const std::string_view query = cutAt(text, '?');
    const std::size_t slash = text.find('/');
    const std::string_view authority = text.substr(0, slash);
    if (slash != std::string_view::npos)
        url.rawPath = std::string(text.substr(slash));
    WEIR_CHECK(parseAuthority(authority, url));
    if (url.hasPassword)
        return url;
    WEIR_TRY(url.path, percentDecode(url.rawPath));
    url.pathWasEscaped = url.rawPath.find('%') != std::string::npos;
    url.rawQuery = std::string(query);
    WEIR_CHECK(parseQuery(query, url));
    WEIR_TRY(url.fragment, percentDecode(fragment));
    const bool isHttp = url.scheme == "http" || url.scheme == "https";
    const bool isHostFine = std::none_of(url.host.begin(), url.host.end(), [](char c) {
        return c == ' ' || c == '\\' || c == '<' || c == '>';
    });
    if ((isHttp && url.host.empty()) || !isHostFine)
        return broken("the place has no host behind \"://\"");
    return url;
}

} // namespace weir
