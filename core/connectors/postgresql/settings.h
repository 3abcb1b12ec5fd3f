#pragma once

#include "core/base/result.h"
#include "core/connectors/connectorspec.h"

#include <chrono>
#include <string>

namespace weir::postgresql {

/// Where and how to connect, from the connection's settings: host, port, database, user, password {secret}, tls (or
/// sslmode), sslrootcert, sslcert, schema, connectTimeout, checkpointSchema.
struct Settings
{
    std::string host; ///< empty: the library's socket folder; a path: a socket folder
    int port = 5432;
    std::string database; ///< empty: named like the user
    std::string user;     ///< never empty; default: the account the process runs as
    std::string passwordSecret;
    std::string sslmode; ///< verify-full, or prefer on sockets and loopback (SR-18)
    std::string sslrootcert;
    std::string sslcert;
    std::string schema = "public";   ///< for streams without one
    std::string checkpointSchema;    ///< empty: the target's schema
    std::chrono::seconds connectTimeout{10};

    /// InvalidConfig names the member.
    [[nodiscard]] static Result<Settings> read(const Json &settings);

    /// True for sockets, localhost, 127.0.0.0/8 and ::1.
    [[nodiscard]] bool isLoopback() const;
    /// "dw at db.example:5432", for people; no user, no secret.
    [[nodiscard]] std::string label() const;
};

} // namespace weir::postgresql
