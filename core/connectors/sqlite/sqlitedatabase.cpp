#include "core/connectors/sqlite/sqlitedatabase.h"

#include "core/base/redact.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {

namespace {

constexpr std::chrono::seconds busyWaitMax{10};
constexpr int opsBetweenChecks = 20'000; // well below a millisecond
constexpr int limitLength = 64 << 20;
constexpr int limitSqlLength = 1 << 20;

} // namespace

// The handlers below keep pointers to it: it never moves.
struct SqliteDatabase::State
{
    std::string path;
    sqlite3 *handle = nullptr;
    CancelToken token;
    std::optional<std::chrono::steady_clock::time_point> deadline;
    std::chrono::steady_clock::time_point busySince;
    bool isLate = false;

    State() = default;
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State() { sqlite3_close(handle); }

    static int onProgress(void *self)
    {
        auto *state = static_cast<State *>(self);
        if (state->deadline && std::chrono::steady_clock::now() >= *state->deadline) {
            state->isLate = true;
            return 1;
        }
        return state->token.isCancelled() ? 1 : 0;
    }

    static int onBusy(void *self, int attempt)
    {
        auto *state = static_cast<State *>(self);
        const auto now = std::chrono::steady_clock::now();
        if (attempt == 0)
            state->busySince = now;
        if (now - state->busySince >= busyWaitMax || (state->deadline && now >= *state->deadline))
            return 0;
        return state->token.waitFor(std::chrono::milliseconds(attempt < 10 ? 1 + attempt : 25)) ? 0 : 1;
    }
};

SqliteDatabase::SqliteDatabase(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SqliteDatabase::SqliteDatabase(SqliteDatabase &&) noexcept = default;
SqliteDatabase &SqliteDatabase::operator=(SqliteDatabase &&) noexcept = default;
SqliteDatabase::~SqliteDatabase() = default;

namespace {

// Made by ourselves first: SQLite would create it 0644. Only a file that did not exist is ever opened here,
// because closing a descriptor of an open database drops the locks of the whole process.
Result<void> makeFile(const std::string &path)
{
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_RDWR, 0600);
    if (file >= 0) {
        ::close(file);
        return {};
    }
    if (errno == EEXIST)
        return {};
    const bool isForbidden = errno == EACCES || errno == EPERM || errno == EROFS;
    return fail(isForbidden ? ErrorCode::PermissionDenied : ErrorCode::NotFound, Recovery::Stop,
                fmt::format("{}: the database file cannot be made: {}; check the folder", path,
                            std::strerror(errno)));
}

} // namespace

Result<SqliteDatabase> SqliteDatabase::open(const std::string &path, Access access)
{
    if (access == Access::Make)
        WEIR_CHECK(makeFile(path));
    struct stat status
    {};
    if (::stat(path.c_str(), &status) != 0)
        return fail(errno == EACCES ? ErrorCode::PermissionDenied : ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("{}: the database file cannot be opened: {}", path, std::strerror(errno)));
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{}: this is not a regular file", path));
    if (::access(path.c_str(), R_OK) != 0 && errno == EACCES)
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("{}: this account may not read the database file", path));
    SqliteDatabase database(std::make_unique<State>());
    database.m_state->path = path;
    const int flags = access == Access::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    const int code = sqlite3_open_v2(
        path.c_str(), &database.m_state->handle,
        flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE, nullptr);
    if (code != SQLITE_OK)
        return database.failure(code);
    WEIR_CHECK(database.configure(access));
    return database;
}

Result<void> SqliteDatabase::rewriteDefinition(std::string_view table, std::string_view sql)
{
    const auto isOpen = [this](bool isOpened) {
        sqlite3_db_config(m_state->handle, SQLITE_DBCONFIG_DEFENSIVE, isOpened ? 0 : 1, nullptr);
        sqlite3_db_config(m_state->handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, isOpened ? 1 : 0, nullptr);
    };
    const auto rewrite = [&]() -> Result<void> {
        WEIR_TRY(SqliteStatement version, prepare("PRAGMA main.schema_version"));
        WEIR_TRY(const bool hasVersion, version.step());
        const std::int64_t next = hasVersion ? version.columnInt64(0) + 1 : 1;
        version.reset();
        WEIR_TRY(SqliteStatement update,
                 prepare("UPDATE main.sqlite_schema SET sql = ?1 WHERE type = 'table' AND name = ?2"));
        update.bind(1, sql);
        update.bind(2, table);
        WEIR_TRY([[maybe_unused]] const bool hasRow, update.step());
        return run(fmt::format("PRAGMA main.schema_version = {}", next));
    };
    isOpen(true);
    Result<void> rewritten = rewrite();
    isOpen(false);
    return rewritten;
}

Result<void> SqliteDatabase::configure(Access access)
{
    sqlite3 *handle = m_state->handle;
    sqlite3_busy_handler(handle, State::onBusy, m_state.get());
    sqlite3_progress_handler(handle, opsBetweenChecks, State::onProgress, m_state.get());
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    if (access == Access::Read) {
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, limitLength);
        sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, limitSqlLength);
        sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 100);
        sqlite3_limit(handle, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
        sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
        // A misspelt column in a condition must be an error, not a text.
        sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        return run("PRAGMA query_only=ON; PRAGMA temp_store=MEMORY");
    }
    WEIR_TRY(SqliteStatement mode, prepare("PRAGMA main.journal_mode"));
    WEIR_TRY(const bool hasMode, mode.step());
    const bool isWal = hasMode && mode.columnText(0) == "wal";
    mode.reset();
    return run(fmt::format("PRAGMA main.synchronous={}; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY",
                           isWal ? "FULL" : "EXTRA"));
}

void SqliteDatabase::setToken(const CancelToken &token) { m_state->token = token; }

void SqliteDatabase::setDeadline(std::optional<std::chrono::steady_clock::time_point> deadline)
{
    m_state->deadline = deadline;
    m_state->isLate = false;
}

Result<SqliteStatement> SqliteDatabase::prepare(std::string_view sql)
{
    sqlite3_stmt *handle = nullptr;
    const char *tail = nullptr;
    const int code = sqlite3_prepare_v3(m_state->handle, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, &tail);
    if (code != SQLITE_OK)
        return failure(code);
    SqliteStatement statement(this, handle);
    const std::string_view rest(tail, static_cast<std::size_t>(sql.data() + sql.size() - tail));
    if (!handle || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{}: exactly one SQL statement is expected", m_state->path));
    return statement;
}

Result<void> SqliteDatabase::run(const std::string &sql)
{
    const int code = sqlite3_exec(m_state->handle, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return failure(code);
    return {};
}

Result<std::int64_t> SqliteDatabase::int64Of(std::string_view sql)
{
    WEIR_TRY(SqliteStatement statement, prepare(sql));
    WEIR_TRY(const bool hasRow, statement.step());
    return hasRow ? statement.columnInt64(0) : 0;
}

bool SqliteDatabase::isInTransaction() const { return sqlite3_get_autocommit(m_state->handle) == 0; }

void SqliteDatabase::rollback()
{
    if (isInTransaction())
        sqlite3_exec(m_state->handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

std::int64_t SqliteDatabase::changes() const { return sqlite3_changes64(m_state->handle); }

std::string SqliteDatabase::message() const
{
    return escapeControls(redact(sqlite3_errmsg(m_state->handle)));
}

Unexpected SqliteDatabase::failure(int code) const
{
    const auto stop = [&](ErrorCode kind, std::string_view what) {
        return fail(kind, Recovery::Stop,
                    fmt::format("{}: {}{}{}", m_state->path, what, what.empty() ? "" : ": ",
                                m_state->handle ? message() : sqlite3_errstr(code)));
    };
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        if (m_state->token.isCancelled())
            return CancelToken::cancelled();
        return fail(
            ErrorCode::Unavailable, Recovery::Retry,
            fmt::format("{}: another program holds the database locked ({})", m_state->path, message()));
    case SQLITE_INTERRUPT:
        if (m_state->isLate)
            return fail(ErrorCode::Timeout, Recovery::Retry,
                        fmt::format("{}: the statement took too long and was ended", m_state->path));
        return CancelToken::cancelled();
    case SQLITE_FULL:
        return stop(ErrorCode::StorageFull, "the disk is full");
    case SQLITE_IOERR:
        return stop(ErrorCode::Unavailable, "the disk failed; the file was left as it is");
    case SQLITE_CORRUPT:
        return stop(ErrorCode::StorageCorrupt, "the database is damaged");
    case SQLITE_NOTADB:
        return stop(ErrorCode::StorageCorrupt, "this is not a SQLite database");
    case SQLITE_CANTOPEN:
        return stop(ErrorCode::NotFound, "the database cannot be opened");
    case SQLITE_READONLY:
        if (code == SQLITE_READONLY_DBMOVED)
            return stop(ErrorCode::Conflict, "the database file was replaced while it was open");
        if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY)
            return stop(ErrorCode::Unavailable,
                        "a program was ended in mid-write; open the file once with that program, "
                        "so that it can tidy up");
        return stop(ErrorCode::PermissionDenied, "the database cannot be written");
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return stop(ErrorCode::PermissionDenied, "not allowed");
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
        return stop(ErrorCode::InvalidRow, "the database refuses a value");
    case SQLITE_ERROR:
        return stop(ErrorCode::InvalidConfig, "");
    case SQLITE_NOMEM:
        return stop(ErrorCode::Unavailable, "out of memory");
    default:
        return stop(ErrorCode::Internal, "SQLite failed");
    }
}

sqlite3 *SqliteDatabase::handle() const { return m_state->handle; }

const std::string &SqliteDatabase::path() const { return m_state->path; }

} // namespace weir
