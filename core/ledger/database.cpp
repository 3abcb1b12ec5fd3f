#include "core/ledger/database.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

namespace weir {

std::string printable(std::string text)
{
    std::replace_if(text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return text;
}

Statement::Statement(Statement &&other) noexcept
    : m_database(other.m_database), m_statement(std::exchange(other.m_statement, nullptr)), m_bound(other.m_bound)
{}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

Statement &Statement::bind(std::int64_t value)
{
    sqlite3_bind_int64(m_statement, ++m_bound, value);
    return *this;
}

Statement &Statement::bind(double value)
{
    sqlite3_bind_double(m_statement, ++m_bound, value);
    return *this;
}

Statement &Statement::bind(std::string_view value)
{
    sqlite3_bind_text64(m_statement, ++m_bound, value.data() ? value.data() : "", value.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
    return *this;
}

Statement &Statement::bindBlob(std::string_view value)
{
    sqlite3_bind_blob64(m_statement, ++m_bound, value.data() ? value.data() : "", value.size(), SQLITE_TRANSIENT);
    return *this;
}

Statement &Statement::bindNull()
{
    sqlite3_bind_null(m_statement, ++m_bound);
    return *this;
}

Result<bool> Statement::step()
{
    if (auto fault = m_database->injected())
        return Unexpected{*fault};
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(m_statement);
        m_bound = 0;
        return false;
    }
    Unexpected error = m_database->lastError("reading or writing");
    sqlite3_reset(m_statement);
    m_bound = 0;
    return error;
}

Result<void> Statement::run()
{
    for (;;) {
        WEIR_TRY(const bool hasRow, step());
        if (!hasRow)
            return {};
    }
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

std::string Statement::text(int column) const
{
    const void *bytes = sqlite3_column_blob(m_statement, column);
    const int size = sqlite3_column_bytes(m_statement, column);
    return bytes ? std::string(static_cast<const char *>(bytes), static_cast<std::size_t>(size)) : std::string();
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

Result<Database> Database::open(const std::string &path, Access access, const std::string &vfs)
{
    sqlite3 *handle = nullptr;
    const int flags = SQLITE_OPEN_NOMUTEX
                      | (access == Access::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const mode_t before = umask(077);
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, vfs.empty() ? nullptr : vfs.c_str());
    Database database(handle);
    if (code != SQLITE_OK) {
        umask(before);
        return database.lastError(fmt::format("opening {}", path));
    }
    sqlite3_busy_timeout(handle, 10'000);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_extended_result_codes(handle, 1);
    auto configured = database.execute(access == Access::ReadOnly
                                           ? "PRAGMA query_only=1"
                                           : "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                             "PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=ON;"
                                             "PRAGMA temp_store=MEMORY");
    umask(before);
    WEIR_CHECK(std::move(configured));
    sqlite3_wal_hook(handle, &Database::noteWal, database.m_walPages.get());
    return database;
}

Database::Database(Database &&other) noexcept
    : m_handle(std::exchange(other.m_handle, nullptr)),
      m_hasDeviceFailed(other.m_hasDeviceFailed),
      m_walPages(std::move(other.m_walPages)),
      m_faultHook(std::move(other.m_faultHook))
{}

Database &Database::operator=(Database &&other) noexcept
{
    if (this != &other) {
        sqlite3_close_v2(m_handle);
        m_handle = std::exchange(other.m_handle, nullptr);
        m_hasDeviceFailed = other.m_hasDeviceFailed;
        m_walPages = std::move(other.m_walPages);
        m_faultHook = std::move(other.m_faultHook);
    }
    return *this;
}

Database::~Database()
{
    sqlite3_close_v2(m_handle);
}

Result<Statement> Database::prepare(std::string_view sql)
{
    if (auto fault = injected())
        return Unexpected{*fault};
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(m_handle, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
        return lastError(fmt::format("preparing \"{}\"", sql.substr(0, 60)));
    return Statement(*this, statement);
}

Result<void> Database::execute(std::string_view sql)
{
    if (auto fault = injected())
        return Unexpected{*fault};
    if (sqlite3_exec(m_handle, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return lastError(fmt::format("running \"{}\"", sql.substr(0, 60)));
    return {};
}

Result<std::optional<std::int64_t>> Database::scalar(std::string_view sql)
{
    WEIR_TRY(Statement statement, prepare(sql));
    WEIR_TRY(const bool hasRow, statement.step());
    if (!hasRow || statement.isNull(0))
        return std::optional<std::int64_t>();
    return std::optional(statement.integer(0));
}

std::int64_t Database::lastRowId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

std::int64_t Database::changes() const
{
    return sqlite3_changes64(m_handle);
}

Result<std::string> Database::image()
{
    sqlite3_int64 size = 0;
    unsigned char *bytes = sqlite3_serialize(m_handle, "main", &size, 0);
    if (!bytes)
        return lastError("copying it to memory");
    std::string copy(reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(size));
    sqlite3_free(bytes);
    return copy;
}

Result<void> Database::backupTo(const std::string &path)
{
    const mode_t before = umask(077);
    sqlite3 *copy = nullptr;
    int code = sqlite3_open(path.c_str(), &copy);
    if (code == SQLITE_OK) {
        sqlite3_backup *backup = sqlite3_backup_init(copy, "main", m_handle, "main");
        if (backup) {
            code = sqlite3_backup_step(backup, -1);
            sqlite3_backup_finish(backup);
        } else {
            code = sqlite3_errcode(copy);
        }
    }
    sqlite3_close(copy);
    umask(before);
    if (code != SQLITE_DONE)
        return fail(ErrorCode::StorageFull, Recovery::Stop,
                    fmt::format("the copy to {} failed: {}", path, sqlite3_errstr(code)));
    return {};
}

int Database::noteWal(void *pages, sqlite3 *, const char *, int count)
{
    *static_cast<std::int64_t *>(pages) = count;
    return SQLITE_OK;
}

Result<void> Database::checkpointWal(bool truncate)
{
    const int code = sqlite3_wal_checkpoint_v2(
        m_handle, nullptr, truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED)
        return lastError("checkpointing the write-ahead log");
    return {};
}

Unexpected Database::lastError(std::string_view doing)
{
    const int code = m_handle ? sqlite3_extended_errcode(m_handle) : SQLITE_NOMEM;
    const char *file = m_handle ? sqlite3_db_filename(m_handle, "main") : nullptr;
    std::string detail = fmt::format("{}: the ledger failed while {}: {} (SQLite {})", file && *file ? file : "ledger", doing,
                                     m_handle ? printable(sqlite3_errmsg(m_handle)) : "out of memory", code);
    int primary = code & 0xFF;
    if (primary == SQLITE_IOERR) {
        const int system = m_handle ? sqlite3_system_errno(m_handle) : 0;
        if (system != 0)
            detail += fmt::format(", {}", std::strerror(system));
        if (system == ENOSPC || system == EDQUOT || system == EFBIG)
            primary = SQLITE_FULL;
        const bool isSync = code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC; // even for want of room
        m_hasDeviceFailed = m_hasDeviceFailed || isSync || primary == SQLITE_IOERR;
    }
    switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return fail(ErrorCode::Unavailable, Recovery::Retry, detail);
    case SQLITE_FULL:
        return fail(ErrorCode::StorageFull, Recovery::Stop,
                    detail + "; free some space there and run again, nothing is lost");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return fail(ErrorCode::StorageCorrupt, Recovery::Stop, detail);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    detail + "; make the file and its folder readable and writable for this user");
    case SQLITE_IOERR:
        return fail(ErrorCode::Unavailable, Recovery::Stop,
                    detail + "; the disk did not take or give the data. Nothing more is written by this process; look at the "
                             "disk and run again");
    default: return fail(ErrorCode::Internal, Recovery::Stop, detail);
    }
}

} // namespace weir
