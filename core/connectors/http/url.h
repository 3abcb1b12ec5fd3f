#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// An http or https URL in parts (RFC 3986), kept percent-encoded as written. Only what cannot be misread is
/// accepted: no other scheme (SR-14), no user info, no backslash, blank, control or non-ASCII byte (SR-15).
/// Fragments are dropped.
///
/// Pure values; any thread.
struct Url
{
    std::string scheme;     ///< "http" or "https"
    std::string host;       ///< lower case; IPv6 without brackets
    int port = 0;           ///< never 0 in a parsed URL
    std::string path = "/"; ///< begins with "/"
    std::string query;      ///< without "?"
    bool hasQuery = false;

    /// InvalidConfig says what is wrong; the text is redacted.
    [[nodiscard]] static Result<Url> parse(std::string_view text);
    /// Resolves \a reference (absolute or relative, RFC 3986 §5.2) against this URL.
    [[nodiscard]] Result<Url> resolve(std::string_view reference) const;

    [[nodiscard]] std::string text() const;
    /// "https://shop.example:443": what requests are pinned to, and the key of limits.
    [[nodiscard]] std::string origin() const;
    /// Host for the Host header: brackets for IPv6, port unless it is the scheme's own.
    [[nodiscard]] std::string authority() const;
    [[nodiscard]] std::string pathAndQuery() const;
    [[nodiscard]] bool isSecure() const { return scheme == "https"; }

    /// Sets the query parameter \a name to \a value (both as plain text); one of that name is replaced in its
    /// place.
    void setParameter(std::string_view name, std::string_view value);
    void removeParameter(std::string_view name);
    /// Value of a parameter, decoded; empty when there is none.
    [[nodiscard]] std::string parameter(std::string_view name) const;

    bool operator==(const Url &) const = default;
};

/// \a text with everything but RFC 3986 unreserved characters percent-encoded.
[[nodiscard]] std::string percentEncode(std::string_view text);
/// The inverse; "+" becomes a blank. A broken escape stays as it is.
[[nodiscard]] std::string urlDecoded(std::string_view text);

} // namespace weir
