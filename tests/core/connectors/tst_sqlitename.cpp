#include "core/connectors/sqlite/sqlitename.h"

#include <cstdio>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <sqlite3.h>

namespace weir {

namespace {

// A name that SQLite could take for something else.
std::string hostileName(std::mt19937 &random)
{
    static const char *const pieces[] = {
        "\"",   "'",      "`",        "[", "]",  ";",  "--",       "/*",     "*/",
        ".",    " ",      "\\",       "%", "?1", ":x", "$",        "select", "DROP TABLE x",
        "main", "rowid",  "excluded", "ä", "表", "🎈",  "\xc2\xa0", "a",      "Z",
        "0",    "_",      "(",        ")", ",",  "=",  "||",       "x'00'",  "NULL",
        "\"\"", "weir_t", "@",        "#"};
    std::string name;
    const std::size_t count = 1 + random() % 6;
    for (std::size_t i = 0; i < count; ++i)
        name += pieces[random() % std::size(pieces)];
    return name;
}

TEST(SqliteNameTest, FiveThousandHostileNamesGoThroughCreateInsertSelectDrop)
{
    const unsigned seed = std::random_device()();
    std::printf("seed %u\n", seed);
    std::mt19937 random(seed);
    sqlite3 *handle = nullptr;
    ASSERT_EQ(sqlite3_open(":memory:", &handle), SQLITE_OK);
    const auto run = [&](const std::string &sql) {
        return sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
    };
    ASSERT_TRUE(run("CREATE TABLE x(a)"));
    const auto hasTable = [&](const std::string &name) {
        sqlite3_stmt *statement = nullptr;
        sqlite3_prepare_v2(handle, "SELECT count(*) FROM sqlite_schema WHERE name = ?1", -1, &statement,
                           nullptr);
        sqlite3_bind_text(statement, 1, name.data(), static_cast<int>(name.size()), SQLITE_STATIC);
        sqlite3_step(statement);
        const int count = sqlite3_column_int(statement, 0);
        sqlite3_finalize(statement);
        return count == 1;
    };
    for (int round = 0; round < 5'000; ++round) {
        const std::string tableName = "t" + hostileName(random);
        const std::string columnName = hostileName(random);
        const auto quotedTable = quoteIdentifier(tableName);
        const auto quotedColumn = quoteIdentifier(columnName);
        ASSERT_TRUE(quotedTable);
        ASSERT_TRUE(quotedColumn);
        ASSERT_TRUE(run(
            fmt::format("CREATE TABLE {}({} INTEGER, \"other column\" TEXT)", *quotedTable, *quotedColumn)))
            << tableName << " / " << columnName << ": " << sqlite3_errmsg(handle);
        ASSERT_TRUE(hasTable(tableName)) << tableName;
        ASSERT_TRUE(run(fmt::format("INSERT INTO {}({}) VALUES (42)", *quotedTable, *quotedColumn)))
            << columnName;
        sqlite3_stmt *statement = nullptr;
        ASSERT_EQ(sqlite3_prepare_v2(handle,
                                     fmt::format("SELECT {} FROM {}", *quotedColumn, *quotedTable).c_str(),
                                     -1, &statement, nullptr),
                  SQLITE_OK);
        ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
        EXPECT_EQ(sqlite3_column_int(statement, 0), 42);
        EXPECT_EQ(sqlite3_column_name(statement, 0), columnName);
        sqlite3_finalize(statement);
        ASSERT_TRUE(run(fmt::format("DROP TABLE {}", *quotedTable)));
        ASSERT_FALSE(hasTable(tableName));
    }
    EXPECT_TRUE(hasTable("x"));
    sqlite3_close(handle);
    for (const std::string &name : {std::string(), std::string("a\0b", 3), std::string("a\nb"),
                                    std::string("\x7f"), std::string(256, 'n')})
        EXPECT_FALSE(quoteIdentifier(name));
}

} // namespace

} // namespace weir
