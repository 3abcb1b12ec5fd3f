#include "tests/support/postgresqlserver.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <grp.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace weir::test {

namespace {

namespace fs = std::filesystem;

constexpr auto startDeadline = std::chrono::seconds(60);
constexpr std::string_view folderPrefix = "weir-postgresql-";

std::string programFolder()
{
    std::string best;
    int newest = 0;
    std::error_code ignored;
    for (const auto &version : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
        const int number = std::atoi(version.path().filename().c_str());
        if (number > newest && fs::exists(version.path() / "bin/postgres")) {
            newest = number;
            best = version.path() / "bin";
        }
    }
    if (best.empty())
        throw std::runtime_error("no PostgreSQL server under /usr/lib/postgresql");
    return best;
}

/// The account that may run a server: ours, or postgres when we are root.
passwd *serverAccount()
{
    return geteuid() == 0 ? getpwnam("postgres") : nullptr;
}

void becomeServer(const passwd *account)
{
    if (account && (setgroups(0, nullptr) != 0 || setgid(account->pw_gid) != 0 || setuid(account->pw_uid) != 0))
        _exit(126);
    // Behind the change of account, which clears it. The parent may be gone already.
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() == 1)
        _exit(125);
}

pid_t launch(const std::vector<std::string> &command, const std::string &log)
{
    const passwd *account = serverAccount();
    std::vector<char *> arguments;
    for (const std::string &word : command)
        arguments.push_back(const_cast<char *>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t process = fork();
    if (process < 0)
        throw std::runtime_error("fork failed");
    if (process == 0) {
        becomeServer(account);
        const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
        dup2(out, 1);
        dup2(out, 2);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    return process;
}

std::string readAll(const std::string &file)
{
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

void runToEnd(const std::vector<std::string> &command, const std::string &log)
{
    int status = 0;
    waitpid(launch(command, log), &status, 0);
    if (status != 0)
        throw std::runtime_error(fmt::format("{} failed: {}", command[0], readAll(log)));
}

/// Folders of programs that were killed before they could remove them.
void removeLeftovers(const fs::path &root)
{
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(root, ignored)) {
        const std::string name = entry.path().filename();
        if (!name.starts_with(folderPrefix))
            continue;
        const int owner = std::atoi(name.c_str() + folderPrefix.size());
        if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH)
            fs::remove_all(entry.path(), ignored);
    }
}

std::string newFolder()
{
    fs::path root = fs::exists("/dev/shm") && access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm")
                                                                            : fs::temp_directory_path();
    removeLeftovers(root);
    std::string folder = (root / fmt::format("{}{}-XXXXXX", folderPrefix, getpid())).string();
    if (!mkdtemp(folder.data()))
        throw std::runtime_error("cannot make " + folder);
    if (const passwd *account = serverAccount()) {
        if (chown(folder.c_str(), account->pw_uid, account->pw_gid) != 0)
            throw std::runtime_error("cannot give " + folder + " to postgres");
    }
    return folder;
}

/// A cluster made once for each program; servers are copies of it.
class Template
{
public:
    Template() : m_folder(newFolder())
    {
        runToEnd({programFolder() + "/initdb", "-D", data(), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync"},
                 m_folder + "/initdb.log");
    }
    ~Template()
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    [[nodiscard]] std::string data() const { return m_folder + "/data"; }

private:
    std::string m_folder;
};

int freePort()
{
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(probe, reinterpret_cast<sockaddr *>(&address), size) != 0
        || getsockname(probe, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        throw std::runtime_error("no free port");
    close(probe);
    return ntohs(address.sin_port);
}

} // namespace

PostgresqlServer::PostgresqlServer() : m_folder(newFolder())
{
    static const Template cluster;
    runToEnd({"/bin/cp", "-a", cluster.data(), m_folder + "/data"}, m_folder + "/copy.log");
    std::ofstream(m_folder + "/data/pg_hba.conf") << "local all all trust\n"
                                                     "host all all 127.0.0.1/32 scram-sha-256\n";
    std::ofstream(m_folder + "/data/postgresql.auto.conf", std::ios::app)
        << "listen_addresses = '127.0.0.1'\nfsync = on\nshared_buffers = 64MB\nmax_connections = 60\n"
           "max_prepared_transactions = 8\nlogging_collector = off\nlc_messages = 'C'\n"
           "unix_socket_directories = '"
        << m_folder << "'\n";
    start();
}

PostgresqlServer::~PostgresqlServer()
{
    stop(SIGQUIT);
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
}

void PostgresqlServer::start()
{
    const auto deadline = std::chrono::steady_clock::now() + startDeadline;
    while (std::chrono::steady_clock::now() < deadline) {
        if (m_port == 0)
            m_port = freePort();
        m_process = launch({programFolder() + "/postgres", "-D", m_folder + "/data", "-p", std::to_string(m_port)},
                           m_folder + "/server.log");
        int status = 0;
        while (waitpid(m_process, &status, WNOHANG) == 0 && std::chrono::steady_clock::now() < deadline) {
            if (PQping(connectionString().c_str()) == PQPING_OK)
                return;
            poll(nullptr, 0, 10);
        }
        m_process = 0;
        m_port = 0; // somebody took it meanwhile
    }
    throw std::runtime_error("PostgreSQL did not start: " + readAll(m_folder + "/server.log"));
}

void PostgresqlServer::stop(int signal)
{
    if (m_process <= 0)
        return;
    kill(m_process, signal);
    int status = 0;
    waitpid(m_process, &status, 0);
    m_process = 0;
}

void PostgresqlServer::crash()
{
    stop(SIGQUIT);
}

Json PostgresqlServer::settings(std::string_view database, std::string_view user) const
{
    return Json{{"host", m_folder}, {"port", m_port}, {"database", database}, {"user", user}};
}

Json PostgresqlServer::tcpSettings(std::string_view database, std::string_view user, std::string_view secret) const
{
    Json settings{{"host", "127.0.0.1"}, {"port", m_port}, {"database", database}, {"user", user}};
    if (!secret.empty())
        settings["password"] = Json{{"secret", secret}};
    return settings;
}

std::string PostgresqlServer::connectionString(std::string_view database) const
{
    return fmt::format("host='{}' port={} dbname='{}' user=postgres client_encoding=UTF8", m_folder, m_port, database);
}

std::string PostgresqlServer::newDatabase()
{
    std::string name = fmt::format("test{}", ++m_databases);
    exec("CREATE DATABASE " + name);
    return name;
}

PostgresqlServer::Rows PostgresqlServer::query(std::string_view sql, std::string_view database) const
{
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(connectionString(database).c_str()),
                                                                  PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK)
        throw std::runtime_error(PQerrorMessage(connection.get()));
    PQsetNoticeReceiver(connection.get(), [](void *, const PGresult *) {}, nullptr);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), std::string(sql).c_str()),
                                                               PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(fmt::format("{}: {}", sql, PQresultErrorMessage(result.get())));
    Rows rows;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
        std::vector<std::string> values;
        for (int column = 0; column < PQnfields(result.get()); ++column)
            values.emplace_back(PQgetisnull(result.get(), row, column) ? "NULL"
                                                                       : PQgetvalue(result.get(), row, column));
        rows.push_back(std::move(values));
    }
    return rows;
}

std::string PostgresqlServer::value(std::string_view sql, std::string_view database) const
{
    const Rows rows = query(sql, database);
    return rows.empty() || rows[0].empty() ? "" : rows[0][0];
}

} // namespace weir::test
