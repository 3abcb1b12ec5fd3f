#pragma once

#include "core/base/result.h"
#include "core/connectors/connectorspec.h"

#include <chrono>
#include <string>

namespace weir::mariadb {

/// Where and how to connect to a MariaDB or MySQL server, from the connection's settings: host, port, database, user,
/// password {secret}, tls (or sslmode), sslrootcert, sslcert, connectTimeout, checkpointSchema (a database's name here).
///
/// tls: verify-full and verify-ca check chain and host name both; require encrypts without checking; prefer, allow and
/// disable travel in the clear, which is the default only on sockets and loopback (SR-18).
struct Settings
{
    std::string host; ///< a path: the socket, or its folder; empty: localhost over TCP
    int port = 3306;
    std::string database;
    std::string user; ///< never empty; default: the account the process runs as
    std::string passwordSecret;
    std::string tls;
    std::string authorities; ///< file; empty: the system's
    std::string certificate; ///< file with the client's certificate and key
    std::string checkpointSchema; ///< empty: the target's database
    std::chrono::milliseconds connectTimeout{10'000};

    /// InvalidConfig names the member.
    [[nodiscard]] static Result<Settings> read(const Json &settings);

    [[nodiscard]] bool isSocket() const { return host.starts_with('/'); }
    /// True for sockets, localhost, 127.0.0.0/8 and ::1.
    [[nodiscard]] bool isLoopback() const;
    /// "dw at db.example:3307", for people; no user, no secret.
    [[nodiscard]] std::string label() const;
};

} // namespace weir::mariadb
