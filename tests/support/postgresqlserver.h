#pragma once

#include "core/base/json.h"

#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace weir::test {

/// A private PostgreSQL server on a temporary folder (memory file system where there is one): unix socket and a random
/// loopback port, fsync on, run as `postgres` when the test runs as root. Stopped and removed by the destructor; dies
/// with the test program, however that ends.
///
/// The socket trusts everybody; over TCP every account needs its password (SCRAM). The superuser is `postgres`.
/// Making one takes about a second for the first of a program, then a copy of it. Failures throw std::runtime_error.
class PostgresqlServer
{
public:
    PostgresqlServer();
    PostgresqlServer(const PostgresqlServer &) = delete;
    PostgresqlServer &operator=(const PostgresqlServer &) = delete;
    ~PostgresqlServer();

    [[nodiscard]] const std::string &socketFolder() const { return m_folder; }
    [[nodiscard]] int port() const { return m_port; }
    /// Settings of a connection through the socket, for the connector.
    [[nodiscard]] Json settings(std::string_view database = "postgres", std::string_view user = "postgres") const;
    /// The same over loopback TCP; \a secret names the password.
    [[nodiscard]] Json tcpSettings(std::string_view database, std::string_view user, std::string_view secret) const;
    /// For libpq and psql.
    [[nodiscard]] std::string connectionString(std::string_view database = "postgres") const;

    /// Creates an empty database and returns its name.
    std::string newDatabase();

    using Rows = std::vector<std::vector<std::string>>;
    /// Runs statements as superuser in \a database; the rows of the last one, NULL as "NULL".
    Rows query(std::string_view sql, std::string_view database = "postgres") const;
    void exec(std::string_view sql, std::string_view database = "postgres") const { (void)query(sql, database); }
    /// The first value of the first row.
    [[nodiscard]] std::string value(std::string_view sql, std::string_view database = "postgres") const;

    /// Ends the server as a power cut would (no checkpoint, no goodbye), and starts it again.
    void crash();
    void start();

private:
    void stop(int signal);

    std::string m_folder;
    int m_port = 0;
    pid_t m_process = 0;
    int m_databases = 0;
};

} // namespace weir::test
