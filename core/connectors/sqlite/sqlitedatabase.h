#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "core/connectors/sqlite/sqlitestatement.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;

namespace weir {

/// One connection to a SQLite file. Files are hostile, whoever made them: no extension loading,
/// trusted_schema off, DEFENSIVE, nothing attached (SR-24, SR-25).
///
/// Errors: every Error names the file and what SQLite said, without secrets. Busy is Retry/Unavailable after
/// 10 s, a cancelled token Cancelled, a passed deadline Retry/Timeout; all else is Stop.
///
/// Thread-safety: none; used on one thread.
class SqliteDatabase
{
public:
    enum class Access : std::uint8_t {
        Read,  ///< read-only, query_only, limits of SR-25
        Write, ///< an existing file; durable: FULL in WAL, EXTRA with a rollback journal
        Make,  ///< as Write; makes a missing file, 0600
    };

    /// \a path is absolute. NotFound when it does not exist (Read, Write); its content is only read when
    /// first used.
    [[nodiscard]] static Result<SqliteDatabase> open(const std::string &path, Access access);

    SqliteDatabase(SqliteDatabase &&) noexcept;
    SqliteDatabase &operator=(SqliteDatabase &&) noexcept;
    ~SqliteDatabase();

    /// Whose cancelling ends the statements from now on, within a second.
    void setToken(const CancelToken &token);
    /// Statements end with Timeout behind it; nothing: never.
    void setDeadline(std::optional<std::chrono::steady_clock::time_point> deadline);

    /// One statement; InvalidConfig with SQLite's words if it does not compile or is more than one. The
    /// statement is finalized before this connection moves or ends.
    [[nodiscard]] Result<SqliteStatement> prepare(std::string_view sql);
    /// Runs statements that give no rows.
    [[nodiscard]] Result<void> run(const std::string &sql);
    /// Replaces the definition of \a table by \a sql, which differs in comments only, inside the transaction that is open
    /// (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes").
    [[nodiscard]] Result<void> rewriteDefinition(std::string_view table, std::string_view sql);
    /// The first value of the first row; 0 when there is none.
    [[nodiscard]] Result<std::int64_t> int64Of(std::string_view sql);

    [[nodiscard]] bool isInTransaction() const;
    void rollback(); ///< if one is open
    [[nodiscard]] std::int64_t
    changes() const; ///< rows of the last statement itself, without what triggers did

    /// The Error for \a code of the last call.
    [[nodiscard]] Unexpected failure(int code) const;
    [[nodiscard]] std::string message() const; ///< SQLite's words, redacted
    [[nodiscard]] sqlite3 *handle() const;
    [[nodiscard]] const std::string &path() const;

private:
    struct State;
    explicit SqliteDatabase(std::unique_ptr<State> state);
    [[nodiscard]] Result<void> configure(Access access);
    std::unique_ptr<State> m_state;
};

} // namespace weir
