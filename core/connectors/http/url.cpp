#include "core/connectors/http/url.h"

#include "core/base/names.h"
#include "core/base/redact.h"

#include <charconv>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t urlBytesMax = 16'384;

Unexpected badUrl(std::string_view text, std::string_view why)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("{} is no usable URL: {}", redact(escapeControls(text.substr(0, 300))), why));
}

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

int defaultPort(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

/// Empty when \a text holds only bytes that every URL reader takes alike.
std::string_view badByte(std::string_view text)
{
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte == 0x7F)
            return "it holds a blank or control character; write it percent-encoded";
        if (byte >= 0x80)
            return "it holds a character outside ASCII; write it percent-encoded, a host name in its xn-- "
                   "form";
        if (c == '\\' || c == '"' || c == '<' || c == '>' || c == '^' || c == '`' || c == '{' || c == '}' ||
            c == '|')
            return "it holds one of \\ \" < > ^ ` { } |; write it percent-encoded";
    }
    return {};
}

bool isHostName(std::string_view host)
{
    if (host.empty() || host.size() > 253)
        return false;
    for (const char c : host) {
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'))
            return false;
    }
    return true;
}

bool isIpv6Text(std::string_view host)
{
    if (host.find(':') == std::string_view::npos || host.size() > 45)
        return false;
    for (const char c : host) {
        if (hexValue(c) < 0 && c != ':' && c != '.')
            return false;
    }
    return true;
}

/// RFC 3986 §5.2.4.
std::string withoutDotSegments(std::string_view path)
{
    std::string out;
    while (!path.empty()) {
        if (path.starts_with("/./"))
            path.remove_prefix(2);
        else if (path == "/.")
            path = "/";
        else if (path.starts_with("/../") || path == "/..") {
            path = path == "/.." ? std::string_view("/") : path.substr(3);
            out.erase(out.rfind('/') == std::string::npos ? 0 : out.rfind('/'));
        } else {
            const std::size_t next = path.find('/', 1);
            out.append(path.substr(0, next));
            path = next == std::string_view::npos ? std::string_view() : path.substr(next);
        }
    }
    return out.empty() ? "/" : out;
}

/// Splits "path?query#fragment" into \a url.
void takePathAndQuery(std::string_view text, Url &url)
{
    text = text.substr(0, text.find('#'));
    const std::size_t mark = text.find('?');
    url.hasQuery = mark != std::string_view::npos;
    url.query = url.hasQuery ? std::string(text.substr(mark + 1)) : std::string();
    url.path = std::string(text.substr(0, mark));
    if (url.path.empty())
        url.path = "/";
}

} // namespace

Result<Url> Url::parse(std::string_view text)
{
    if (text.size() > urlBytesMax)
        return badUrl(text, "it is longer than 16 KiB");
    if (const std::string_view why = badByte(text); !why.empty())
        return badUrl(text, why);
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos)
        return badUrl(text, "it does not begin with https:// or http://");
    Url url;
    url.scheme = lowerAscii(text.substr(0, colon));
    if (url.scheme != "http" && url.scheme != "https")
        return badUrl(text, "only http and https are used");
    std::string_view rest = text.substr(colon + 3);
    const std::size_t end = rest.find_first_of("/?#");
    std::string_view authority = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end);
    if (authority.find('@') != std::string_view::npos)
        return badUrl(text, "it holds a user name or password; put them into the connection's \"auth\"");
    std::string_view portText;
    if (authority.starts_with('[')) {
        const std::size_t close = authority.find(']');
        if (close == std::string_view::npos || !isIpv6Text(authority.substr(1, close - 1)))
            return badUrl(text, "its host is no IPv6 address");
        url.host = lowerAscii(authority.substr(1, close - 1));
        const std::string_view behind = authority.substr(close + 1);
        if (!behind.empty() && behind.front() != ':')
            return badUrl(text, "something follows the address of its host");
        portText = behind.empty() ? behind : behind.substr(1);
    } else {
        const std::size_t portColon = authority.find(':');
        url.host = lowerAscii(authority.substr(0, portColon));
        if (url.host.ends_with('.'))
            url.host.pop_back();
        if (!isHostName(url.host) || url.host.ends_with('.') || url.host.find("..") != std::string::npos)
            return badUrl(text, "its host name is empty or has a character that host names do not have");
        portText = portColon == std::string_view::npos ? std::string_view() : authority.substr(portColon + 1);
    }
    url.port = defaultPort(url.scheme);
    if (!portText.empty()) {
        const auto [last, error] =
            std::from_chars(portText.data(), portText.data() + portText.size(), url.port);
        if (error != std::errc() || last != portText.data() + portText.size() || url.port < 1 ||
            url.port > 65'535)
            return badUrl(text, "its port is no number from 1 to 65535");
    }
    takePathAndQuery(rest, url);
    url.path = withoutDotSegments(url.path);
    return url;
}

Result<Url> Url::resolve(std::string_view reference) const
{
    if (reference.size() > urlBytesMax)
        return badUrl(reference, "it is longer than 16 KiB");
    if (const std::string_view why = badByte(reference); !why.empty())
        return badUrl(reference, why);
    const std::size_t special = reference.find_first_of(":/?#");
    if (special != std::string_view::npos && reference[special] == ':')
        return parse(reference); // it has a scheme of its own; parse() says which are used
    if (reference.starts_with("//"))
        return parse(fmt::format("{}:{}", scheme, reference));
    Url url = *this;
    const std::string_view bare = reference.substr(0, reference.find('#'));
    if (bare.empty())
        return url;
    if (bare.front() == '?') {
        url.query = std::string(bare.substr(1));
        url.hasQuery = true;
        return url;
    }
    takePathAndQuery(bare, url);
    if (url.path.front() != '/')
        url.path = path.substr(0, path.rfind('/') + 1) + url.path;
    url.path = withoutDotSegments(url.path);
    return url;
}

std::string Url::authority() const
{
    const std::string name = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
    return port == defaultPort(scheme) ? name : fmt::format("{}:{}", name, port);
}

std::string Url::origin() const
{
    const std::string name = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
    return fmt::format("{}://{}:{}", scheme, name, port);
}

std::string Url::pathAndQuery() const { return hasQuery ? fmt::format("{}?{}", path, query) : path; }

std::string Url::text() const { return fmt::format("{}://{}{}", scheme, authority(), pathAndQuery()); }

namespace {

/// Calls \a visit(name, whole) for each "name=value" of \a query; both encoded.
template<typename Visit>
void eachParameter(std::string_view query, Visit visit)
{
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        const std::string_view whole = query.substr(0, end);
        if (!whole.empty())
            visit(whole.substr(0, whole.find('=')), whole);
        query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    }
}

} // namespace

void Url::setParameter(std::string_view name, std::string_view value)
{
    const std::string mine = fmt::format("{}={}", percentEncode(name), percentEncode(value));
    std::string changed;
    bool isSet = false;
    eachParameter(query, [&](std::string_view known, std::string_view whole) {
        const bool isIt = urlDecoded(known) == name;
        if (isIt && isSet)
            return;
        changed += changed.empty() ? "" : "&";
        changed += isIt ? mine : std::string(whole);
        isSet = isSet || isIt;
    });
    if (!isSet)
        changed += (changed.empty() ? "" : "&") + mine;
    query = std::move(changed);
    hasQuery = true;
}

void Url::removeParameter(std::string_view name)
{
    std::string changed;
    eachParameter(query, [&](std::string_view known, std::string_view whole) {
        if (urlDecoded(known) != name)
            changed += (changed.empty() ? "" : "&") + std::string(whole);
    });
    query = std::move(changed);
    hasQuery = !query.empty();
}

std::string Url::parameter(std::string_view name) const
{
    std::string value;
    eachParameter(query, [&](std::string_view known, std::string_view whole) {
        if (urlDecoded(known) == name && whole.size() > known.size())
            value = urlDecoded(whole.substr(known.size() + 1));
    });
    return value;
}

std::string percentEncode(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (isUnreserved(c)) {
            out += c;
        } else {
            out += '%';
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

std::string urlDecoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0 &&
            hexValue(text[i + 2]) >= 0) {
            out += static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

} // namespace weir
