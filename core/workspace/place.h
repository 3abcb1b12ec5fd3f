#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace weir {

/// A place as typed on a command line: a path, "@connection#stream", a URL with "#table", or "-".
///
/// settings hold what a connection file of that kind would, with "weir" and "kind":
/// - file: path (absolute, or "-")
/// - sqlite: file (absolute)
/// - postgresql, mysql: host, port, database, user and, from the URL's parameters, host (a socket folder),
/// tls
///   (sslmode), sslrootcert, sslcert, connectTimeout (a duration), schema
/// - http: baseUrl (scheme://host[:port]) and streams with one entry, called as `stream`, whose path holds
/// the query
///   as typed
struct Place
{
    std::string kind; ///< connector kind; empty for a workspace connection. Not every kind is in every build.
    std::string connection; ///< of the workspace, for "@name#stream"
    std::string stream;
    Json settings;         ///< what a connection file would hold, for paths and URLs
    std::string canonical; ///< identity: absolute real path; URL with scheme, host, port, path, database,
                           ///< table; no user, secret or paging
    std::string stem; ///< short name for a job made of it: "orders"

    /// InvalidConfig for a password, a token-like parameter or an unknown parameter in a URL, saying how
    /// else. Errors never quote what may be a secret.
    [[nodiscard]] static Result<Place> parse(std::string_view text, const std::string &currentFolder);
};

/// Name of the job that `copy` makes: copy-<source stem>-<target stem>-<8 hex>, hex of SHA-256 over both
/// canonical places (delivery §2), which a NUL byte separates.
[[nodiscard]] std::string copyJobName(const Place &source, const Place &target);

} // namespace weir
