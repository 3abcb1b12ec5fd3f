#include "core/connectors/sqlite/sqlitestatement.h"

#include "core/connectors/sqlite/sqlitedatabase.h"

#include <sqlite3.h>

namespace weir {

SqliteStatement &SqliteStatement::operator=(SqliteStatement &&other) noexcept
{
    std::swap(m_database, other.m_database);
    std::swap(m_handle, other.m_handle);
    return *this;
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(m_handle); }

void SqliteStatement::bind(int parameter, std::int64_t value)
{
    sqlite3_bind_int64(m_handle, parameter, value);
}

void SqliteStatement::bind(int parameter, std::string_view value)
{
    // A null pointer would bind NULL instead of empty text.
    sqlite3_bind_text64(m_handle, parameter, value.data() ? value.data() : "", value.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
}

void SqliteStatement::bindNull(int parameter) { sqlite3_bind_null(m_handle, parameter); }

int SqliteStatement::stepRaw() { return sqlite3_step(m_handle); }

Result<bool> SqliteStatement::step()
{
    const int code = sqlite3_step(m_handle);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    Unexpected failure = m_database->failure(code);
    sqlite3_reset(m_handle);
    return failure;
}

Result<void> SqliteStatement::run()
{
    for (;;) {
        WEIR_TRY(const bool hasRow, step());
        if (!hasRow)
            break;
    }
    reset();
    return {};
}

void SqliteStatement::reset() { sqlite3_reset(m_handle); }

std::int64_t SqliteStatement::columnInt64(int column) const { return sqlite3_column_int64(m_handle, column); }

std::string_view SqliteStatement::columnText(int column) const
{
    const void *bytes = sqlite3_column_text(m_handle, column);
    if (!bytes)
        return {};
    return {static_cast<const char *>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(m_handle, column))};
}

bool SqliteStatement::columnIsNull(int column) const
{
    return sqlite3_column_type(m_handle, column) == SQLITE_NULL;
}

} // namespace weir
