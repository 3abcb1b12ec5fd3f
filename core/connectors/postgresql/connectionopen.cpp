// Opening a connection: the connection string, the wait for the server, the session's settings.

#include "core/connectors/postgresql/connection.h"

#include "core/base/redact.h"
#include "core/connectors/postgresql/quoting.h"

#include <cstring>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace weir::postgresql {

namespace {

void appendOption(std::string &info, std::string_view name, std::string_view value)
{
    info += name;
    info += "='";
    for (const char c : value) {
        if (c == '\'' || c == '\\')
            info += '\\';
        info += c;
    }
    info += "' ";
}

/// The system's trusted certificates, for verify-full without a root file of its own; empty when there is none.
std::string systemRootCertificates()
{
    for (const char *file : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                             "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
        if (access(file, R_OK) == 0)
            return file;
    }
    return {};
}

std::vector<std::pair<std::string, std::string>> chosenOptions(const Settings &settings, std::string_view password)
{
    std::vector<std::pair<std::string, std::string>> options = {
        {"host", settings.host},
        {"port", std::to_string(settings.port)},
        {"dbname", settings.database.empty() ? settings.user : settings.database},
        {"user", settings.user},
        {"sslmode", settings.sslmode},
        {"connect_timeout", std::to_string(settings.connectTimeout.count())},
        {"application_name", "weir"},
        {"client_encoding", "UTF8"},
        {"gssencmode", "disable"},
        {"keepalives", "1"},
        {"keepalives_idle", "10"},
        {"keepalives_interval", "5"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "30000"},
        // A name below a device is never a file, so no password file is ever read, and none is missed aloud.
        {"passfile", "/dev/null/none"},
    };
    if (!password.empty())
        options.emplace_back("password", password);
    if (!settings.sslcert.empty())
        options.emplace_back("sslcert", settings.sslcert);
    std::string root = settings.sslrootcert;
    if (root.empty() && settings.sslmode.starts_with("verify"))
        root = systemRootCertificates();
    if (!root.empty())
        options.emplace_back("sslrootcert", root);
    return options;
}

/// Every option that the library would take from the environment is given its built-in default instead.
std::string connectionString(const Settings &settings, std::string_view password)
{
    std::string info;
    std::vector<std::pair<std::string, std::string>> chosen = chosenOptions(settings, password);
    for (const auto &[name, value] : chosen)
        appendOption(info, name, value);
    PQconninfoOption *known = PQconninfoParse("", nullptr);
    for (const PQconninfoOption *option = known; option && option->keyword; ++option) {
        const bool isChosen = std::any_of(chosen.begin(), chosen.end(),
                                          [&](const auto &entry) { return entry.first == option->keyword; });
        // An empty service would be looked up; the programs clear PGSERVICE with the rest of PG* at their start.
        if (option->envvar && !isChosen && std::strcmp(option->keyword, "service") != 0)
            appendOption(info, option->keyword, option->compiled ? option->compiled : "");
    }
    PQconninfoFree(known);
    for (auto &[name, value] : chosen) {
        if (name == "password")
            explicit_bzero(value.data(), value.size());
    }
    return info;
}

void ignoreNotice(void *, const PGresult *) {}

/// SQLSTATE out of a connection's verbose error text ("FATAL:  28P01: …"); the library offers no other way.
std::string sqlStateOf(std::string_view text)
{
    std::string state;
    for (std::size_t at = text.find(":  "); at != std::string_view::npos; at = text.find(":  ", at + 1)) {
        const std::string_view code = text.substr(at + 3, 5);
        const bool isCode = code.size() == 5 && text.substr(at + 8, 2) == ": "
                            && code.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
        if (isCode)
            state = code;
    }
    return state;
}

Unexpected connectFailure(PGconn *connection, const Settings &settings)
{
    std::string text = PQerrorMessage(connection);
    if (const std::size_t location = text.find("\nLOCATION:"); location != std::string::npos)
        text.resize(location);
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    const std::string where = settings.label();
    if (PQconnectionNeedsPassword(connection))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("PostgreSQL {} asks for a password for user {}, and the connection names none; give it "
                                "\"password\": {{\"secret\": …}} and set that secret, or for a URL name the secret with "
                                "--source-secret or --target-secret",
                                where, settings.user));
    ServerError error;
    error.sqlState = sqlStateOf(text);
    error.message = text;
    if (!error.sqlState.empty())
        return {error.error("connecting to " + where)};
    const std::string clean = escapeControls(redact(text));
    if (text.find("SSL") != std::string::npos || text.find("certificate") != std::string::npos) {
        // A refused TLS handshake does not heal by trying again without it: sslmode decides, a person changes it.
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("PostgreSQL {} cannot be reached safely (tls \"{}\"): {}; name its certificate "
                                "authority with \"sslrootcert\"",
                                where, settings.sslmode, clean));
    }
    return fail(ErrorCode::Unavailable, Recovery::Retry, fmt::format("PostgreSQL {}: {}", where, clean));
}

} // namespace

Result<std::unique_ptr<Connection>> Connection::open(const Settings &settings, std::string_view password,
                                                     const std::string &applicationName, const Timeouts &timeouts,
                                                     const CancelToken &token, const AskPassword &askPassword)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    std::string info = connectionString(settings, password);
    std::unique_ptr<Connection> connection(new Connection(PQconnectStart(info.c_str()), timeouts));
    explicit_bzero(info.data(), info.size());
    if (!connection->m_connection)
        return fail(ErrorCode::Unavailable, Recovery::Retry, "PostgreSQL: no memory for a connection");
    PQsetErrorVerbosity(connection->m_connection, PQERRORS_VERBOSE);
    PQsetNoticeReceiver(connection->m_connection, ignoreNotice, nullptr);
    if (auto finished = connection->finishConnecting(settings, token); !finished) {
        if (!askPassword || !PQconnectionNeedsPassword(connection->m_connection))
            return Unexpected{finished.error()};
        connection.reset();
        WEIR_TRY(const Secret asked, askPassword());
        return open(settings, asked.reveal(), applicationName, timeouts, token);
    }
    PQsetErrorVerbosity(connection->m_connection, PQERRORS_DEFAULT);
    PQsetnonblocking(connection->m_connection, 1);
    WEIR_CHECK(connection->setUpSession(applicationName, token));
    return connection;
}

Result<void> Connection::finishConnecting(const Settings &settings, const CancelToken &token)
{
    const Deadline deadline = std::chrono::steady_clock::now() + settings.connectTimeout;
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (PQstatus(m_connection) != CONNECTION_BAD && status != PGRES_POLLING_OK) {
        const short events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        WEIR_TRY(const bool isReady, waitForSocket(events, token, deadline, {}));
        if (!isReady)
            return fail(ErrorCode::Timeout, Recovery::Retry,
                        fmt::format("PostgreSQL {} did not answer within {} s", settings.label(),
                                    settings.connectTimeout.count()));
        status = PQconnectPoll(m_connection);
        if (status == PGRES_POLLING_FAILED)
            break;
    }
    if (status != PGRES_POLLING_OK || PQstatus(m_connection) != CONNECTION_OK)
        return connectFailure(m_connection, settings);
    if (PQserverVersion(m_connection) < 100000)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("PostgreSQL {} has version {}; 10 or later is needed", settings.label(),
                                PQserverVersion(m_connection) / 10000));
    return {};
}

Result<void> Connection::setUpSession(const std::string &applicationName, const CancelToken &token)
{
    const std::string settings = fmt::format(
        "SET client_min_messages = warning; SET application_name = {}; SET lock_timeout = {}; "
        "SET idle_in_transaction_session_timeout = {}; SET statement_timeout = 0; SET synchronous_commit = on; "
        "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; "
        "SET extra_float_digits = 1; SET bytea_output = 'hex'; SET standard_conforming_strings = on; "
        "SET default_transaction_isolation = 'read committed'",
        quoteLiteral(applicationName), m_timeouts.lock.count(), m_timeouts.idleInTransaction.count());
    WEIR_TRY([[maybe_unused]] const Reply set, run("setting up the session", settings, token));
    // In a transaction of its own: a pooler that hands out another server session here would show itself.
    WEIR_TRY(const Reply shown, run("checking the session",
                                    "SELECT current_setting('application_name'), "
                                    "(extract(epoch FROM current_setting('lock_timeout')::interval) * 1000)::bigint",
                                    token));
    if (shown.rows() != 1 || shown.text(0, 0) != applicationName || shown.int64(0, 1) != m_timeouts.lock.count())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "PostgreSQL forgets the session's settings between statements, as a pooling proxy in transaction "
                    "mode does; connect to the server itself, or to the proxy in session mode");
    return {};
}

} // namespace weir::postgresql
