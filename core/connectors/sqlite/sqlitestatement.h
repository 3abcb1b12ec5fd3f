#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string_view>
#include <utility>

struct sqlite3_stmt;

namespace weir {

class SqliteDatabase;

/// A prepared statement of a SqliteDatabase, which outlives it. Parameters and columns count as in SQLite:
/// parameters from 1, columns from 0. Texts are bound without a copy: they live until the next reset().
///
/// Thread-safety: none.
class SqliteStatement
{
public:
    SqliteStatement() = default;
    SqliteStatement(SqliteDatabase *database, sqlite3_stmt *handle) : m_database(database), m_handle(handle)
    {}
    SqliteStatement(SqliteStatement &&other) noexcept
        : m_database(other.m_database), m_handle(std::exchange(other.m_handle, nullptr))
    {}
    SqliteStatement &operator=(SqliteStatement &&other) noexcept;
    ~SqliteStatement();

    [[nodiscard]] sqlite3_stmt *handle() const { return m_handle; }
    explicit operator bool() const { return m_handle != nullptr; }

    void bind(int parameter, std::int64_t value);
    void bind(int parameter, std::string_view value);
    void bindNull(int parameter);

    /// SQLite's own result code; the caller decides what it means.
    [[nodiscard]] int stepRaw();
    /// True: a row can be read.
    [[nodiscard]] Result<bool> step();
    /// Runs to the end and resets.
    [[nodiscard]] Result<void> run();
    void reset();

    [[nodiscard]] std::int64_t columnInt64(int column) const;
    [[nodiscard]] std::string_view columnText(int column) const; ///< valid until the next step
    [[nodiscard]] bool columnIsNull(int column) const;

private:
    SqliteDatabase *m_database = nullptr;
    sqlite3_stmt *m_handle = nullptr;
};

} // namespace weir
