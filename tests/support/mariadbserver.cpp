#include "tests/support/mariadbserver.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <grp.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace weir::test {

namespace {

namespace fs = std::filesystem;

constexpr auto startDeadline = std::chrono::seconds(60);

pid_t launch(const std::vector<std::string> &command, const std::string &log, const std::string &input = "/dev/null")
{
    const passwd *account = geteuid() == 0 ? getpwnam("mysql") : nullptr;
    std::vector<char *> arguments;
    for (const std::string &word : command)
        arguments.push_back(const_cast<char *>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t process = fork();
    if (process == 0) {
        const int in = open(input.c_str(), O_RDONLY);
        const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
        dup2(in, 0);
        dup2(out, 1);
        dup2(out, 2);
        if (account && (setgroups(0, nullptr) != 0 || setgid(account->pw_gid) != 0 || setuid(account->pw_uid) != 0))
            _exit(126);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    return process;
}

} // namespace

MariadbServer::MariadbServer()
{
    m_folder = (fs::temp_directory_path() / "weir-mariadb-XXXXXX").string();
    if (!mkdtemp(m_folder.data()))
        throw std::runtime_error("cannot make " + m_folder);
    if (const passwd *account = geteuid() == 0 ? getpwnam("mysql") : nullptr) {
        if (chown(m_folder.c_str(), account->pw_uid, account->pw_gid) != 0)
            throw std::runtime_error("cannot give " + m_folder + " to mysql");
    }
    const std::string log = m_folder + ".log", data = "--datadir=" + m_folder + "/data";
    int status = 0;
    waitpid(launch({"/usr/bin/mariadb-install-db", "--no-defaults", data, "--skip-test-db",
                    "--auth-root-authentication-method=normal"}, log), &status, 0);
    if (status != 0)
        throw std::runtime_error("mariadb-install-db failed, see " + log);
    std::ofstream(m_folder + ".sql") << "CREATE DATABASE weir;\nCREATE USER weir@localhost;\n"
                                        "GRANT ALL ON *.* TO weir@localhost;\n";
    m_process = launch({"/usr/sbin/mariadbd", "--no-defaults", data, "--socket=" + m_folder + "/mysqld.sock",
                        "--skip-networking", "--innodb-buffer-pool-size=32M", "--init-file=" + m_folder + ".sql",
                        "--pid-file=" + m_folder + "/pid"}, log);
    const auto deadline = std::chrono::steady_clock::now() + startDeadline;
    while (!fs::exists(m_folder + "/mysqld.sock")) {
        if (waitpid(m_process, &status, WNOHANG) != 0 || std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("mariadbd did not start, see " + log);
        poll(nullptr, 0, 10);
    }
}

MariadbServer::~MariadbServer()
{
    if (m_process > 0) {
        kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
    }
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
    fs::remove(m_folder + ".log", ignored);
    fs::remove(m_folder + ".sql", ignored);
}

Json MariadbServer::settings() const
{
    return Json{{"host", m_folder}, {"database", "weir"}, {"user", "weir"}};
}

} // namespace weir::test
