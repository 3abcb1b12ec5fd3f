#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// The parts of a URL (RFC 3986), percent-decoded where not called raw. Errors never quote the URL: a
/// password may stand anywhere in a broken one.
struct PlaceUrl
{
    struct Parameter
    {
        std::string name;
        std::string value;
    };

    std::string scheme; ///< lower case
    std::string user;
    bool hasPassword = false; ///< the password itself is not kept
    std::string host;         ///< without brackets
    int port = 0;             ///< 0: none given
    std::string path;         ///< with its leading slash
    bool pathWasEscaped = false;
    std::string rawPath;
    std::string rawQuery;
    std::vector<Parameter> query;
    std::string fragment;

    static constexpr std::size_t bytesMax = 8192;

    /// InvalidConfig for a broken escape, a port that is none, an empty or impossible host (http) or scheme.
    [[nodiscard]] static Result<PlaceUrl> parse(std::string_view text);
};

/// \a text with %XX decoded. InvalidConfig for a broken escape or a NUL.
[[nodiscard]] Result<std::string> percentDecode(std::string_view text);

} // namespace weir
