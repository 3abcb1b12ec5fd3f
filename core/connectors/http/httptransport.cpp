#include "core/connectors/http/httptransport.h"

#include "core/base/redact.h"
#include "core/connectors/http/addressclass.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

/// RFC 9110 §5.6.2.
bool isToken(std::string_view text)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != marks.npos;
    });
}

bool hasControl(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

Unexpected refused(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

} // namespace

std::string_view HttpResponse::header(std::string_view name) const
{
    for (const auto &[known, value] : headers) {
        if (known == name)
            return value;
    }
    return {};
}

Result<void> checkTarget(const HttpProfile &profile, const Url &target)
{
    const std::string origin = target.origin();
    if (origin != profile.base.origin() &&
        std::find(profile.allowedOrigins.begin(), profile.allowedOrigins.end(), origin) ==
            profile.allowedOrigins.end())
        return refused(fmt::format(
            "the API points to {}, but this connection belongs to {}: not followed. If you trust it, "
            "add it to \"allowedOrigins\" of the connection",
            origin, profile.base.origin()));
    const bool isLocal = target.host == "localhost" || addressClass(target.host) == AddressClass::Loopback;
    if (!target.isSecure() && !profile.allowHttp && !isLocal)
        return refused(
            fmt::format("{} is not encrypted: use https, or set \"allowHttp\" (--allow-http) if the network "
                        "between is yours",
                        origin));
    return {};
}

Result<void> checkRequest(const HttpRequest &request)
{
    if (!isToken(request.method))
        return refused("the request's method is not a word that HTTP allows");
    for (const HttpHeader &header : request.headers) {
        if (!isToken(header.name))
            return refused(fmt::format("\"{}\" is no name of a header",
                                       redact(escapeControls(header.name.substr(0, 100)))));
        if (hasControl(header.value))
            return refused(fmt::format(
                "the value of header \"{}\" holds a line end or control character: not sent", header.name));
    }
    for (const std::string *part :
         {&request.url.scheme, &request.url.host, &request.url.path, &request.url.query}) {
        if (std::any_of(part->begin(), part->end(),
                        [](char c) { return c == ' ' || static_cast<unsigned char>(c) >= 0x7F; }) ||
            hasControl(*part) || part->find('\t') != std::string::npos)
            return refused("the request's URL holds a blank, control or non-ASCII character: not sent");
    }
    return {};
}

} // namespace weir
