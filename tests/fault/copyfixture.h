#pragma once

#include "tests/support/places.h"
#include "tests/support/program.h"
#include "tests/support/testfolder.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <sqlite3.h>
#include <string>
#include <vector>

namespace weir::test {

/// `weir copy` of a CSV with good and bad rows into an SQLite table, and what must be in it.
struct CopyFixture
{
    int rows = 40'000; ///< several pages of the source: a batch ends at a page's border
    int commitRows = 8'000;
    int badEvery = 2'000;
    std::size_t textBytes = 4;

    [[nodiscard]] bool isBad(int id) const { return id % badEvery == 5; }

    void writeSource(const std::string &path) const
    {
        std::string csv = "id,amount,name\n";
        for (int id = 1; id <= rows; ++id)
            csv += fmt::format("{},{},{}\n", id, isBad(id) ? "abc" : fmt::format("{}.25", id), std::string(textBytes, 'a' + id % 26));
        std::FILE *file = std::fopen(path.c_str(), "wb");
        ASSERT_NE(file, nullptr) << path;
        std::fwrite(csv.data(), 1, csv.size(), file);
        std::fclose(file);
    }
    static void makeTarget(const std::string &path)
    {
        sqlite3 *db = nullptr;
        sqlite3_open(path.c_str(), &db);
        sqlite3_exec(db, "CREATE TABLE orders (id INTEGER, amount TEXT, name TEXT) STRICT", nullptr, nullptr, nullptr);
        sqlite3_close(db);
    }
    static void writeMapping(const TestFolder &folder)
    {
        folder.write("map.json", R"({"fields":[{"to":"id","from":"id","type":"int64"},
            {"to":"amount","from":"amount","type":"decimal"},{"to":"name","from":"name","type":"text"}]})");
    }
    [[nodiscard]] Finished copy(const TestFolder &folder, const std::string &source, const std::string &target,
                                const std::string &workspace, const std::map<std::string, std::string> &environment = {}) const
    {
        return run(weirProgram(),
                   {"copy", source, "sqlite:" + target + "#orders", "--workspace", workspace, "--commit-rows",
                    std::to_string(commitRows), "--mode", "append", "--map", folder.file("map.json"), "--stop-after", "never",
                    "--json"},
                   environment, folder.path());
    }

    /// Every good row once and nothing else.
    [[nodiscard]] testing::AssertionResult isExact(const std::string &target) const
    {
        std::vector<int> ids;
        sqlite3 *db = nullptr;
        sqlite3_open_v2(target.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr);
        sqlite3_exec(db, "SELECT id FROM orders",
                     [](void *list, int, char **values, char **) {
                         static_cast<std::vector<int> *>(list)->push_back(std::atoi(values[0]));
                         return 0;
                     },
                     &ids, nullptr);
        sqlite3_close(db);
        const std::set<int> once(ids.begin(), ids.end());
        std::set<int> want;
        for (int id = 1; id <= rows; ++id) {
            if (!isBad(id))
                want.insert(id);
        }
        if (once.size() != ids.size())
            return testing::AssertionFailure() << ids.size() - once.size() << " rows are there twice";
        if (once != want)
            return testing::AssertionFailure() << once.size() << " rows are there, " << want.size() << " should be";
        return testing::AssertionSuccess();
    }

    static std::int64_t ask(const std::string &database, const char *sql)
    {
        sqlite3 *db = nullptr;
        sqlite3_open_v2(database.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr);
        std::int64_t value = -1;
        sqlite3_exec(db, sql,
                     [](void *out, int, char **values, char **) {
                         *static_cast<std::int64_t *>(out) = values[0] ? std::atoll(values[0]) : 0;
                         return 0;
                     },
                     &value, nullptr);
        sqlite3_close(db);
        return value;
    }
};

/// Prints how to replay, once.
inline std::uint64_t testSeed()
{
    static const std::uint64_t value = [] {
        const char *given = std::getenv("WEIR_TEST_SEED");
        const std::uint64_t chosen = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
        std::printf("replay with WEIR_TEST_SEED=%llu\n", static_cast<unsigned long long>(chosen));
        return chosen;
    }();
    return value;
}

} // namespace weir::test
