#pragma once

#include "core/base/json.h"

#include <string>
#include <string_view>
#include <sys/types.h>

namespace weir::test {

/// A private MariaDB server on a temporary folder, on a unix socket only, run as `mysql` when the test runs as root.
/// Stopped and removed by the destructor; dies with the test program. The account `weir` has all rights and no password.
/// Failures throw std::runtime_error.
class MariadbServer
{
public:
    MariadbServer();
    MariadbServer(const MariadbServer &) = delete;
    MariadbServer &operator=(const MariadbServer &) = delete;
    ~MariadbServer();

    [[nodiscard]] const std::string &socketFolder() const { return m_folder; }
    /// Settings of a connection to the database `weir` through the socket.
    [[nodiscard]] Json settings() const;

private:
    std::string m_folder;
    pid_t m_process = 0;
};

} // namespace weir::test
