#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "core/connectors/postgresql/servererror.h"
#include "core/connectors/postgresql/settings.h"
#include "core/secrets/secret.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <libpq-fe.h>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir::postgresql {

/// One result of the server, freed with it. Values are text unless asked for otherwise.
class Reply
{
public:
    explicit Reply(PGresult *result = nullptr) : m_result(result) {}

    [[nodiscard]] bool isOk() const;
    [[nodiscard]] ServerError error() const;
    [[nodiscard]] int rows() const { return PQntuples(m_result.get()); }
    [[nodiscard]] int columns() const { return PQnfields(m_result.get()); }
    [[nodiscard]] bool isNull(int row, int column) const { return PQgetisnull(m_result.get(), row, column) != 0; }
    [[nodiscard]] std::string_view text(int row, int column) const;
    /// 0 for what is no number.
    [[nodiscard]] std::int64_t int64(int row, int column) const;
    [[nodiscard]] bool boolean(int row, int column) const { return text(row, column) == "t"; }
    /// Rows that the command says it affected ("COPY 5", "INSERT 0 5"); -1 when it says nothing.
    [[nodiscard]] std::int64_t affected() const;
    /// The command's name and count: "COMMIT", "COPY 5".
    [[nodiscard]] std::string_view tag() const { return PQcmdStatus(m_result.get()); }
    [[nodiscard]] const PGresult *raw() const { return m_result.get(); }

private:
    struct Clear
    {
        void operator()(PGresult *result) const { PQclear(result); }
    };
    std::unique_ptr<PGresult, Clear> m_result;
};

/// Typed values for the parameters of one statement, in order (SR-21). Text values must not hold NUL.
class Parameters
{
public:
    Parameters &text(std::string_view value);
    Parameters &int64(std::int64_t value) { return text(std::to_string(value)); }
    Parameters &null();
    /// Binary form; \a bytes must live until the statement was sent.
    Parameters &binary(std::string_view bytes);

    [[nodiscard]] int count() const { return static_cast<int>(m_values.size()); }

private:
    friend class Connection;
    struct Value
    {
        std::string owned;
        std::string_view bytes;
        bool isNull = false;
        bool isBinary = false;
    };
    /// As the library wants them; point into this object.
    struct Arrays
    {
        std::vector<const char *> values;
        std::vector<int> lengths;
        std::vector<int> formats;
    };
    [[nodiscard]] Arrays arrays() const;

    std::vector<Value> m_values;
};

/// Patience with a server. Tests shorten it.
struct Timeouts
{
    std::chrono::milliseconds lock{10'000};            ///< lock_timeout of the session
    std::chrono::milliseconds idleInTransaction{60'000}; ///< the server gives up on a dead peer's locks
    std::chrono::milliseconds control{120'000};        ///< our deadline for small statements, lock waits included
    std::chrono::milliseconds data{1'800'000};         ///< our deadline for one step of a data statement
    std::chrono::milliseconds commitGrace{700};        ///< how long a cancelled COMMIT may still answer
};

/// A connection to one server, never blocking beyond its deadline: everything is sent and awaited with poll(), so a
/// cancelled token is noticed within 100 ms; the running statement is then cancelled on the server (PQcancel) and the
/// connection is closed.
///
/// Errors: an Error means that the connection is gone (lost, cancelled, too late) and the outcome of the statement is
/// unknown. What the server refused is a Reply that is not ok; run() turns it into an Error.
///
/// The environment (PG*, service files, ~/.pgpass) is not used (SR-24, SR-73). Thread-safety: none.
class Connection
{
public:
    using AskPassword = std::function<Result<Secret>()>;

    /// Connects, sets up the session (delivery §4) and reads back that the server applied it. \a askPassword, unless
    /// empty, is called when the server wants a password and \a password is none.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const Settings &settings, std::string_view password,
                                                                  const std::string &applicationName,
                                                                  const Timeouts &timeouts, const CancelToken &token,
                                                                  const AskPassword &askPassword = {});
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection();

    [[nodiscard]] bool isOpen() const { return m_connection && PQstatus(m_connection) == CONNECTION_OK; }
    [[nodiscard]] bool isInTransaction() const;
    /// Process id of the session on the server.
    [[nodiscard]] int backend() const { return PQbackendPID(m_connection); }
    [[nodiscard]] int serverVersion() const { return PQserverVersion(m_connection); }
    [[nodiscard]] const Timeouts &timeouts() const { return m_timeouts; }

    enum class Patience : std::uint8_t { Control, Data, Commit };

    /// Sends one or more statements without parameters; the reply of the last one, or of the first that failed.
    [[nodiscard]] Result<Reply> send(const std::string &sql, const CancelToken &token,
                                     Patience patience = Patience::Control);
    /// Sends one statement with parameters. \a isBinaryReply: values come in binary form.
    [[nodiscard]] Result<Reply> send(const std::string &sql, const Parameters &parameters, const CancelToken &token,
                                     Patience patience = Patience::Control, bool isBinaryReply = false);
    /// Parses \a sql once under \a name, then runs it; later calls with the name only run it.
    [[nodiscard]] Result<Reply> sendPrepared(const std::string &name, const std::string &sql,
                                             const Parameters &parameters, const CancelToken &token,
                                             Patience patience = Patience::Data);
    /// Columns that \a sql would give, without running it; a failed reply if it is not one valid statement.
    [[nodiscard]] Result<Reply> describe(const std::string &sql, const CancelToken &token);

    /// As send(), but a refusal is an Error too. \a what names the work for people.
    [[nodiscard]] Result<Reply> run(std::string_view what, const std::string &sql, const CancelToken &token);
    [[nodiscard]] Result<Reply> run(std::string_view what, const std::string &sql, const Parameters &parameters,
                                    const CancelToken &token);

    /// Starts COPY … FROM STDIN; the reply is ok when the server takes data.
    [[nodiscard]] Result<Reply> beginCopyIn(const std::string &sql, const CancelToken &token);
    [[nodiscard]] Result<void> putCopy(std::string_view bytes, const CancelToken &token);
    /// Ends it; the reply says what became of it.
    [[nodiscard]] Result<Reply> endCopyIn(const CancelToken &token);

    /// The answer to a COPY … TO STDOUT that begin() sent; ok when rows follow. Comes as late as the first row.
    [[nodiscard]] Result<Reply> finishCopyOut(const CancelToken &token);
    /// The next message; nothing at the end. Valid until the next call. A refusal in mid-stream is an Error.
    [[nodiscard]] Result<std::optional<std::string_view>> nextCopy(const CancelToken &token);

    /// Sends one statement without waiting for its answer, which awaitFor() waits for up to \a slice.
    [[nodiscard]] Result<void> begin(const std::string &sql, const Parameters &parameters, const CancelToken &token);
    /// The answer of what begin() sent; a cancelled token leaves it the grace of a COMMIT.
    [[nodiscard]] Result<Reply> finish(const CancelToken &token);
    [[nodiscard]] Result<std::optional<Reply>> awaitFor(std::chrono::milliseconds slice, const CancelToken &token);

    /// Asks the server to end what runs and closes. Bounded by the system's connect to a living host.
    void abandon();

private:
    using Deadline = std::chrono::steady_clock::time_point;
    explicit Connection(PGconn *connection, const Timeouts &timeouts) : m_connection(connection), m_timeouts(timeouts)
    {}
    [[nodiscard]] Result<void> finishConnecting(const Settings &settings, const CancelToken &token);
    [[nodiscard]] Result<void> setUpSession(const std::string &applicationName, const CancelToken &token);
    [[nodiscard]] Deadline deadlineFor(Patience patience) const;
    [[nodiscard]] Result<Reply> afterSending(bool wasSent, const CancelToken &token, Patience patience);
    [[nodiscard]] Result<Reply> await(const CancelToken &token, Patience patience);
    [[nodiscard]] Result<bool> waitForSocket(short events, const CancelToken &token, Deadline deadline,
                                             std::chrono::milliseconds grace);
    [[nodiscard]] Result<void> flush(const CancelToken &token, Deadline deadline);
    [[nodiscard]] Unexpected lost(std::string_view what);
    [[nodiscard]] bool isPeerAnswering() const;

    PGconn *m_connection = nullptr;
    Timeouts m_timeouts;
    std::vector<std::string> m_prepared;
    char *m_copied = nullptr;
};

} // namespace weir::postgresql
