#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace weir {

class Database;

/// \a text with "?" for every byte that is no printable ASCII: a damaged file may put anything into a message.
[[nodiscard]] std::string printable(std::string text);

/// A prepared statement of a Database. Bind in order with bind(), then run() or step() until false.
class Statement
{
public:
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&) = delete;
    ~Statement();

    Statement &bind(std::int64_t value);
    Statement &bind(int value) { return bind(static_cast<std::int64_t>(value)); }
    Statement &bind(bool value) { return bind(static_cast<std::int64_t>(value)); }
    Statement &bind(double value);
    Statement &bind(std::string_view value);
    Statement &bind(const char *value) { return bind(std::string_view(value)); }
    Statement &bindBlob(std::string_view value);
    Statement &bindNull();
    Statement &bind(std::optional<std::int64_t> value) { return value ? bind(*value) : bindNull(); }

    /// True: a row is there to be read with the column functions. False: done.
    [[nodiscard]] Result<bool> step();
    /// Runs to the end and makes the statement ready to be bound again.
    [[nodiscard]] Result<void> run();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] bool isNull(int column) const;

private:
    friend class Database;
    Statement(Database &database, sqlite3_stmt *statement) : m_database(&database), m_statement(statement) {}
    Database *m_database;
    sqlite3_stmt *m_statement;
    int m_bound = 0;
};

/// One connection to an SQLite file of ours, opened as delivery §9 says (WAL, synchronous FULL, DEFENSIVE, busy
/// timeout). Errors are sorted once, here: StorageFull (no room), StorageCorrupt (damaged or no database),
/// PermissionDenied, Unavailable with Retry (busy) or Stop (the device failed), Internal (a rule of the books refused the
/// entry). Only StorageCorrupt says that the file is damaged.
///
/// Thread-safety: none; one thread at a time.
class Database
{
public:
    enum class Access : std::uint8_t { ReadWrite, ReadOnly };

    /// \a vfs names an SQLite VFS for tests; empty is the system's.
    [[nodiscard]] static Result<Database> open(const std::string &path, Access access, const std::string &vfs = {});
    Database(Database &&other) noexcept;
    Database &operator=(Database &&other) noexcept;
    ~Database();

    /// InvalidConfig/Internal when \a sql does not compile.
    [[nodiscard]] Result<Statement> prepare(std::string_view sql);
    /// One or more statements without parameters.
    [[nodiscard]] Result<void> execute(std::string_view sql);
    /// First column of the first row; nothing when there is no row.
    [[nodiscard]] Result<std::optional<std::int64_t>> scalar(std::string_view sql);
    [[nodiscard]] std::int64_t lastRowId() const;
    [[nodiscard]] std::int64_t changes() const;
    /// The bytes of the whole database, as its file would hold them.
    [[nodiscard]] Result<std::string> image();
    /// Copies the whole database into a new file (`weir backup`).
    [[nodiscard]] Result<void> backupTo(const std::string &path);
    /// Pages in the write-ahead log after the last commit of this connection.
    [[nodiscard]] std::int64_t walPages() const { return *m_walPages; }
    /// Passive WAL checkpoint; \a truncate waits for readers and empties the WAL.
    [[nodiscard]] Result<void> checkpointWal(bool truncate);

    /// True once reading, writing or syncing failed with an I/O error: what the disk holds is not known any more, and an
    /// fsync that failed must not be tried again.
    [[nodiscard]] bool hasDeviceFailed() const { return m_hasDeviceFailed; }

    /// Called before every statement; returning an error makes the statement fail with it (fault sweeps).
    void setFaultHook(std::function<std::optional<Error>()> hook) { m_faultHook = std::move(hook); }

private:
    friend class Statement;
    explicit Database(sqlite3 *handle) : m_handle(handle) {}
    static int noteWal(void *pages, sqlite3 *, const char *, int count);
    [[nodiscard]] Unexpected lastError(std::string_view doing);
    [[nodiscard]] std::optional<Error> injected() const { return m_faultHook ? m_faultHook() : std::nullopt; }

    sqlite3 *m_handle = nullptr;
    bool m_hasDeviceFailed = false;
    std::unique_ptr<std::int64_t> m_walPages = std::make_unique<std::int64_t>(0); ///< a fixed place for SQLite's hook
    std::function<std::optional<Error>()> m_faultHook;
};

} // namespace weir
