#include "core/connectors/mariadb/connection.h"

#include "core/base/redact.h"
#include "core/connectors/mariadb/quoting.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

namespace weir::mariadb {

namespace {

constexpr std::chrono::milliseconds slice{100};
constexpr std::string_view systemAuthorities = "/etc/ssl/certs/ca-certificates.crt";
constexpr std::string_view strictModes[] = {"STRICT_ALL_TABLES", "NO_ZERO_DATE", "NO_ZERO_IN_DATE",
                                            "ERROR_FOR_DIVISION_BY_ZERO", "NO_ENGINE_SUBSTITUTION"};

/// The socket itself when \a host names a folder.
std::string socketOf(const std::string &host)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(host, ignored))
        return host;
    for (const char *name : {"mysqld.sock", "mysql.sock", "mariadb.sock"}) {
        if (std::filesystem::exists(host + '/' + name, ignored))
            return host + '/' + name;
    }
    return host + "/mysqld.sock";
}

} // namespace

std::string_view Reply::text(std::size_t row, std::size_t column) const
{
    const auto &cell = m_rows[row][column];
    return cell ? std::string_view(*cell) : std::string_view();
}

std::int64_t Reply::int64(std::size_t row, std::size_t column) const
{
    const std::string_view value = text(row, column);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    return error == std::errc() ? number : 0;
}

std::int64_t Reply::number(std::string_view name) const
{
    const std::size_t found = m_info.find(std::string(name) + ": ");
    if (found == std::string::npos)
        return -1;
    return std::atoll(m_info.c_str() + found + name.size() + 2);
}

Connection::~Connection()
{
    endRows();
    if (m_handle)
        abandon();
}

void Connection::abandon()
{
    if (!m_handle)
        return;
    // The goodbye would wait for a peer that may be gone.
    if (const my_socket socket = mysql_get_socket(m_handle); socket >= 0)
        ::shutdown(socket, SHUT_RDWR);
    if (m_result)
        mysql_free_result(m_result);
    m_result = nullptr;
    mysql_close(m_handle);
    m_handle = nullptr;
    m_isOpen = false;
}

ServerError Connection::lastError()
{
    return {mysql_errno(m_handle), mysql_error(m_handle)};
}

Unexpected Connection::lost(std::string_view what)
{
    Error error = m_handle ? lastError().error(what) : Error{ErrorCode::Unavailable, Recovery::Retry, std::string(what)};
    if (error.recovery != Recovery::Retry)
        error = {ErrorCode::Unavailable, Recovery::Retry, error.detail};
    abandon();
    return Unexpected{std::move(error)};
}

Connection::Deadline Connection::deadlineFor(Patience patience) const
{
    return std::chrono::steady_clock::now() + (patience == Patience::Data ? m_timeouts.data : m_timeouts.control);
}

template<typename Go>
Result<void> Connection::drive(int status, Go go, const CancelToken &token, Deadline deadline,
                               std::chrono::milliseconds grace)
{
    std::optional<Deadline> end; // of the grace
    std::optional<Unexpected> ended;
    while (status != 0) {
        const auto now = std::chrono::steady_clock::now();
        if (!end && token.isCancelled())
            end = now + grace;
        if (!ended && ((end && now >= *end) || now >= deadline)) {
            ended = end ? CancelToken::cancelled()
                        : fail(ErrorCode::Timeout, Recovery::Retry, "MySQL: the server did not answer in time");
            // The call in progress must come to its end before the handle can be closed; without a socket it does at once.
            ::shutdown(mysql_get_socket(m_handle), SHUT_RDWR);
        }
        pollfd waiting{mysql_get_socket(m_handle), 0, 0};
        waiting.events = static_cast<short>(((status & MYSQL_WAIT_READ) ? POLLIN : 0)
                                            | ((status & MYSQL_WAIT_WRITE) ? POLLOUT : 0)
                                            | ((status & MYSQL_WAIT_EXCEPT) ? POLLPRI : 0));
        auto patience = slice;
        if (status & MYSQL_WAIT_TIMEOUT)
            patience = std::min(patience, std::chrono::milliseconds(mysql_get_timeout_value_ms(m_handle)));
        const int ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
        int happened = 0;
        if (ready > 0) {
            happened |= (waiting.revents & (POLLIN | POLLHUP | POLLERR)) ? status & MYSQL_WAIT_READ : 0;
            happened |= (waiting.revents & (POLLOUT | POLLHUP | POLLERR)) ? status & MYSQL_WAIT_WRITE : 0;
            happened |= (waiting.revents & POLLPRI) ? status & MYSQL_WAIT_EXCEPT : 0;
        } else if (ended) {
            happened = MYSQL_WAIT_TIMEOUT;
        }
        if (happened != 0)
            status = go(happened);
    }
    if (ended) {
        abandon();
        return *ended;
    }
    return {};
}

Result<std::unique_ptr<Connection>> Connection::open(const Settings &settings, const SecretStore *secrets,
                                                     const Timeouts &timeouts, const CancelToken &token)
{
    std::string password;
    if (!settings.passwordSecret.empty()) {
        if (!secrets)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("\"{}\" cannot be read: no place for secrets is open", settings.passwordSecret));
        WEIR_TRY(const Secret secret, secrets->read(settings.passwordSecret));
        password = secret.reveal();
    }
    std::unique_ptr<Connection> connection(new Connection(timeouts));
    auto connected = connection->connect(settings, password, token);
    if (!connected && settings.passwordSecret.empty() && secrets && secrets->canAsk()
        && connected.error().code == ErrorCode::Unauthenticated) {
        connection.reset(new Connection(timeouts));
        WEIR_TRY(const Secret asked,
                 secrets->ask(fmt::format("Password of {} for {}", settings.user, settings.label())));
        password = asked.reveal();
        connected = connection->connect(settings, password, token);
    }
    explicit_bzero(password.data(), password.size());
    WEIR_CHECK(connected);
    WEIR_CHECK(connection->setUpSession(token));
    return connection;
}

Result<void> Connection::connect(const Settings &settings, const std::string &password, const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    m_handle = mysql_init(nullptr);
    if (!m_handle)
        return fail(ErrorCode::Unavailable, Recovery::Retry, "MySQL: no memory for a connection");
    mysql_options(m_handle, MYSQL_OPT_NONBLOCK, nullptr);
    const auto seconds = static_cast<unsigned>(std::max<std::int64_t>(1, (settings.connectTimeout.count() + 999) / 1000));
    const unsigned off = 0;
    mysql_options(m_handle, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(m_handle, MYSQL_OPT_LOCAL_INFILE, &off);
    mysql_options(m_handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    const my_bool no = 0, yes = 1;
    mysql_options(m_handle, MYSQL_OPT_RECONNECT, &no);
    if (settings.tls == "require" || settings.tls.starts_with("verify")) {
        const bool verifies = settings.tls != "require";
        mysql_options(m_handle, MYSQL_OPT_SSL_ENFORCE, &yes);
        mysql_options(m_handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, verifies ? &yes : &no);
        const std::string authorities = settings.authorities.empty() ? std::string(systemAuthorities) : settings.authorities;
        if (verifies)
            mysql_options(m_handle, MYSQL_OPT_SSL_CA, authorities.c_str());
        if (!settings.certificate.empty()) {
            mysql_options(m_handle, MYSQL_OPT_SSL_CERT, settings.certificate.c_str());
            mysql_options(m_handle, MYSQL_OPT_SSL_KEY, settings.certificate.c_str());
        }
    }
    const std::string socket = settings.isSocket() ? socketOf(settings.host) : std::string();
    // "localhost" would mean the socket to the library; a place with a port means TCP.
    const std::string host = settings.isSocket() ? "localhost"
                             : settings.host.empty() || settings.host == "localhost" ? "127.0.0.1"
                                                                                     : settings.host;
    MYSQL *answer = nullptr;
    const int status = mysql_real_connect_start(&answer, m_handle, host.c_str(), settings.user.c_str(), password.c_str(),
                                                settings.database.c_str(), static_cast<unsigned>(settings.port),
                                                socket.empty() ? nullptr : socket.c_str(), 0);
    WEIR_CHECK(drive(status, [&](int happened) { return mysql_real_connect_cont(&answer, m_handle, happened); }, token,
                     std::chrono::steady_clock::now() + settings.connectTimeout, {}));
    if (!answer) {
        Error error = lastError().error("connecting to " + settings.label());
        abandon();
        return Unexpected{std::move(error)};
    }
    m_isOpen = true;
    m_isMariadb = mariadb_connection(m_handle) != 0;
    return {};
}

Result<void> Connection::setUpSession(const CancelToken &token)
{
    const std::string modes = fmt::format("{}", fmt::join(strictModes, ","));
    WEIR_TRY([[maybe_unused]] const Reply isolated,
             run("setting up the session", "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", token));
    WEIR_TRY([[maybe_unused]] const Reply set,
             run("setting up the session",
                 fmt::format("SET SESSION sql_mode = '{}', SESSION time_zone = '+00:00', SESSION autocommit = 0, "
                             "SESSION wait_timeout = {}, SESSION innodb_lock_wait_timeout = {}, "
                             "SESSION net_write_timeout = 3600, SESSION foreign_key_checks = 1, "
                             "SESSION unique_checks = 1",
                             modes, std::max<std::int64_t>(1, m_timeouts.idle.count()),
                             std::max<std::int64_t>(1, m_timeouts.lock.count())),
                 token));
    WEIR_TRY(const Reply shown,
             run("checking the session",
                 "SELECT @@SESSION.sql_mode, @@SESSION.autocommit, @@SESSION.time_zone, "
                 "@@SESSION.character_set_connection",
                 token));
    const std::string applied = "," + std::string(shown.text(0, 0)) + ",";
    bool isStrict = shown.int64(0, 1) == 0 && shown.text(0, 2) == "+00:00" && shown.text(0, 3) == "utf8mb4"
                    && applied.find(",NO_BACKSLASH_ESCAPES,") == std::string::npos;
    for (const std::string_view mode : strictModes)
        isStrict = isStrict && applied.find("," + std::string(mode) + ",") != std::string::npos;
    if (!isStrict)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "MySQL did not keep the session's strict sql_mode, as some proxies do; values could be changed on "
                    "their way. Connect to the server itself");
    return {};
}

Result<void> Connection::keepRows(Reply &reply, const CancelToken &token, Deadline deadline)
{
    MYSQL_RES *result = nullptr;
    const int status = mysql_store_result_start(&result, m_handle);
    WEIR_CHECK(drive(status, [&](int happened) { return mysql_store_result_cont(&result, m_handle, happened); }, token,
                     deadline, {}));
    if (!result) {
        if (mysql_errno(m_handle) == 0) {
            reply.m_affected = static_cast<std::int64_t>(mysql_affected_rows(m_handle));
            return {};
        }
        reply.m_error = lastError();
        return {};
    }
    const unsigned columns = mysql_num_fields(result);
    while (const MYSQL_ROW row = mysql_fetch_row(result)) {
        const unsigned long *lengths = mysql_fetch_lengths(result);
        auto &cells = reply.m_rows.emplace_back(columns);
        for (unsigned i = 0; i < columns; ++i) {
            if (row[i])
                cells[i] = std::string(row[i], lengths[i]);
        }
    }
    mysql_free_result(result);
    return {};
}

Result<Reply> Connection::send(std::string_view sql, const CancelToken &token, Patience patience,
                               const std::function<void()> &sent)
{
    if (!m_isOpen)
        return lost("the connection is closed");
    if (token.isCancelled() && patience != Patience::Commit) {
        abandon();
        return CancelToken::cancelled();
    }
    const Deadline deadline = deadlineFor(patience);
    const auto grace = patience == Patience::Commit ? m_timeouts.commitGrace : std::chrono::milliseconds(0);
    int answer = 0;
    const int status = mysql_real_query_start(&answer, m_handle, sql.data(), sql.size());
    if (sent)
        sent();
    WEIR_CHECK(drive(status, [&](int happened) { return mysql_real_query_cont(&answer, m_handle, happened); }, token,
                     deadline, grace));
    Reply reply;
    if (answer != 0) {
        reply.m_error = lastError();
    } else {
        if (const char *info = mysql_info(m_handle))
            reply.m_info = info;
        WEIR_CHECK(keepRows(reply, token, deadline));
    }
    if (!reply.isOk() && (reply.error().isLost() || (reply.error().number >= 2000 && reply.error().number < 3000)))
        return lost("talking to the server");
    return reply;
}

Result<Reply> Connection::run(std::string_view what, std::string_view sql, const CancelToken &token)
{
    WEIR_TRY(Reply reply, send(sql, token));
    if (!reply.isOk())
        return Unexpected{reply.error().error(what)};
    return reply;
}

Result<Reply> Connection::beginRows(std::string_view sql, const CancelToken &token)
{
    if (!m_isOpen)
        return lost("the connection is closed");
    int answer = 0;
    const int status = mysql_real_query_start(&answer, m_handle, sql.data(), sql.size());
    WEIR_CHECK(drive(status, [&](int happened) { return mysql_real_query_cont(&answer, m_handle, happened); }, token,
                     deadlineFor(Patience::Data), {}));
    Reply reply;
    if (answer != 0) {
        reply.m_error = lastError();
        if (reply.error().isLost())
            return lost("starting to read");
        return reply;
    }
    m_result = mysql_use_result(m_handle);
    if (!m_result)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "the statement gives no rows; a source needs one SELECT");
    m_cells.resize(mysql_num_fields(m_result));
    return reply;
}

std::span<const MYSQL_FIELD> Connection::fields() const
{
    return {mysql_fetch_fields(m_result), mysql_num_fields(m_result)};
}

Result<std::optional<Connection::Cells>> Connection::nextRow(const CancelToken &token)
{
    MYSQL_ROW row = nullptr;
    const int status = mysql_fetch_row_start(&row, m_result);
    if (status != 0)
        WEIR_CHECK(drive(status, [&](int happened) { return mysql_fetch_row_cont(&row, m_result, happened); }, token,
                         deadlineFor(Patience::Data), {}));
    if (!row) {
        if (mysql_errno(m_handle) != 0)
            return lost("reading rows");
        return std::optional<Cells>();
    }
    const unsigned long *lengths = mysql_fetch_lengths(m_result);
    for (std::size_t i = 0; i < m_cells.size(); ++i)
        m_cells[i] = row[i] ? std::string_view(row[i], lengths[i]) : std::string_view();
    return std::optional<Cells>(m_cells);
}

void Connection::endRows()
{
    if (!m_result)
        return;
    if (mysql_eof(m_result)) {
        mysql_free_result(m_result);
        m_result = nullptr;
    } else {
        abandon();
    }
}

} // namespace weir::mariadb
