#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <string>

namespace weir::test {

/// A connection beside Weir's, as another program has.
class SqliteShell
{
public:
    explicit SqliteShell(const std::string &path)
    {
        EXPECT_EQ(sqlite3_open(path.c_str(), &m_handle), SQLITE_OK);
        sqlite3_busy_timeout(m_handle, 60'000);
    }
    SqliteShell(const SqliteShell &) = delete;
    SqliteShell &operator=(const SqliteShell &) = delete;
    ~SqliteShell() { sqlite3_close(m_handle); }

    /// Rows as "a|b" lines, NULL as "NULL".
    std::string run(const std::string &sql)
    {
        std::string out;
        char *message = nullptr;
        const auto line = [](void *self, int count, char **values, char **) {
            auto &text = *static_cast<std::string *>(self);
            for (int i = 0; i < count; ++i)
                text += std::string(i ? "|" : "") + (values[i] ? values[i] : "NULL");
            text += '\n';
            return 0;
        };
        if (sqlite3_exec(m_handle, sql.c_str(), line, &out, &message) != SQLITE_OK)
            out += "error: " + std::string(message);
        sqlite3_free(message);
        return out;
    }

private:
    sqlite3 *m_handle = nullptr;
};

} // namespace weir::test
