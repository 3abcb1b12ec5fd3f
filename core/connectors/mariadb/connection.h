#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "core/connectors/mariadb/servererror.h"
#include "core/connectors/mariadb/settings.h"
#include "core/secrets/secretstore.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mysql.h>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir::mariadb {

/// The answer to one statement: rows (all of them, as text), or counts, or a refusal.
class Reply
{
public:
    [[nodiscard]] bool isOk() const { return m_error.number == 0; }
    [[nodiscard]] const ServerError &error() const { return m_error; }
    [[nodiscard]] std::size_t rows() const { return m_rows.size(); }
    [[nodiscard]] bool isNull(std::size_t row, std::size_t column) const { return !m_rows[row][column]; }
    /// Empty for NULL.
    [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const;
    /// 0 for what is no number.
    [[nodiscard]] std::int64_t int64(std::size_t row, std::size_t column) const;
    /// As the server counts: an upsert counts 1 for an inserted row, 2 for an updated one, 0 for an equal one.
    [[nodiscard]] std::int64_t affected() const { return m_affected; }
    /// A number of the server's remark: number("Duplicates") of "Records: 3  Duplicates: 1  Warnings: 0"; -1 without.
    [[nodiscard]] std::int64_t number(std::string_view name) const;

private:
    friend class Connection;
    ServerError m_error;
    std::vector<std::vector<std::optional<std::string>>> m_rows;
    std::int64_t m_affected = -1;
    std::string m_info;
};

/// Patience with a server. Tests shorten it.
struct Timeouts
{
    std::chrono::seconds lock{10};              ///< innodb_lock_wait_timeout of the session
    std::chrono::seconds idle{60};              ///< wait_timeout: the server gives up on a dead peer's locks
    std::chrono::milliseconds control{120'000}; ///< our deadline for small statements, lock waits included
    std::chrono::milliseconds data{1'800'000};  ///< our deadline for one statement that moves rows
    std::chrono::milliseconds commitGrace{700}; ///< how long a cancelled COMMIT may still answer
};

/// A connection to one server that never blocks beyond its deadline: libmariadb's non-blocking calls (manual, "Using the
/// Non-blocking Library") are driven with poll(), so a cancelled token is noticed within 100 ms; the connection is then
/// closed, and the server rolls back.
///
/// The session: sql_mode strict without zero dates, read back; autocommit off; READ COMMITTED; UTC; utf8mb4; LOCAL INFILE
/// and several statements in one refused. Option files and the environment are not used (SR-24, SR-73).
///
/// Errors: an Error means that the connection is gone and the outcome of the statement unknown. What the server refused
/// is a Reply that is not ok; run() turns it into an Error. Thread-safety: none.
class Connection
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const Settings &settings, const SecretStore *secrets,
                                                                  const Timeouts &timeouts, const CancelToken &token);
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection();

    enum class Patience : std::uint8_t { Control, Data, Commit };

    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] bool isMariadb() const { return m_isMariadb; }

    /// Sends one statement. \a sent, if given, is called when it has left and the answer is awaited.
    [[nodiscard]] Result<Reply> send(std::string_view sql, const CancelToken &token,
                                     Patience patience = Patience::Control, const std::function<void()> &sent = {});
    /// As send(), but a refusal is an Error too. \a what names the work for people.
    [[nodiscard]] Result<Reply> run(std::string_view what, std::string_view sql, const CancelToken &token);

    /// Starts a statement whose rows nextRow() fetches one by one, unbuffered. The reply is ok when rows follow.
    [[nodiscard]] Result<Reply> beginRows(std::string_view sql, const CancelToken &token);
    [[nodiscard]] std::span<const MYSQL_FIELD> fields() const;
    /// One cell of a row; data is null for NULL.
    using Cells = std::span<const std::string_view>;
    /// The next row, valid until the next call; nothing at the end. A failure in mid-stream is an Error.
    [[nodiscard]] Result<std::optional<Cells>> nextRow(const CancelToken &token);
    /// Forgets an unread rest by closing the connection, or the finished result.
    void endRows();

    /// Closes at once. The server rolls back what is open.
    void abandon();

private:
    using Deadline = std::chrono::steady_clock::time_point;
    explicit Connection(const Timeouts &timeouts) : m_timeouts(timeouts) {}
    [[nodiscard]] Result<void> connect(const Settings &settings, const std::string &password, const CancelToken &token);
    [[nodiscard]] Result<void> setUpSession(const CancelToken &token);
    [[nodiscard]] Deadline deadlineFor(Patience patience) const;
    /// Polls for \a status and goes on with \a go until it answers 0.
    template<typename Go>
    [[nodiscard]] Result<void> drive(int status, Go go, const CancelToken &token, Deadline deadline,
                                     std::chrono::milliseconds grace);
    [[nodiscard]] Result<void> keepRows(Reply &reply, const CancelToken &token, Deadline deadline);
    [[nodiscard]] ServerError lastError();
    [[nodiscard]] Unexpected lost(std::string_view what);

    MYSQL *m_handle = nullptr;
    MYSQL_RES *m_result = nullptr;
    std::vector<std::string_view> m_cells;
    Timeouts m_timeouts;
    bool m_isOpen = false;
    bool m_isMariadb = false;
};

} // namespace weir::mariadb
