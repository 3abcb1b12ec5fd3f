// kill -9 of the shipping program at every named step, and again during recovery: nothing lost, nothing twice.

#include "tests/support/postgresqlserver.h"
#include "tests/support/program.h"
#include "tests/support/testfolder.h"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sqlite3.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace weir::test {
namespace {

using Json = nlohmann::json;

constexpr int rows = 1200;
constexpr int commitRows = 300;

bool isPoison(int id) { return id % 97 == 5; }     // amount is no number: rejected by the mapping
bool isFiltered(int id) { return id % 50 == 7; }
bool isRefused(int id) { return id % 211 == 13; }  // the table's CHECK refuses it

std::string ordersCsv()
{
    std::string csv = "id,amount,name\n";
    for (int id = 1; id <= rows; ++id) {
        const std::string amount = isPoison(id) ? "abc" : isRefused(id) ? "-1.50" : fmt::format("{}.25", id);
        csv += fmt::format("{},{},{} {}\n", id, amount, isFiltered(id) ? "drop" : "keep", id);
    }
    return csv;
}

struct Expected
{
    std::set<std::string> delivered;
    int quarantined = 0;
    int filtered = 0;
};

Expected expected(bool refusesNegative)
{
    Expected all;
    for (int id = 1; id <= rows; ++id) {
        if (isFiltered(id))
            ++all.filtered;
        else if (isPoison(id) || (refusesNegative && isRefused(id)))
            ++all.quarantined;
        else
            all.delivered.insert(std::to_string(id));
    }
    return all;
}

/// A kind of target: how to make it, name it and read it back.
class KillTarget
{
public:
    virtual ~KillTarget() = default;
    virtual std::string prepare(const TestFolder &folder) = 0; ///< answers the place
    virtual std::vector<std::string> ids(const TestFolder &folder) = 0;
    virtual bool refusesNegative() const { return true; }
};

class SqliteKillTarget final : public KillTarget
{
public:
    std::string prepare(const TestFolder &folder) override
    {
        sqlite3 *db = nullptr;
        sqlite3_open(folder.file("t.db").c_str(), &db);
        sqlite3_exec(db, "CREATE TABLE orders (id INTEGER, amount REAL CHECK (amount >= 0), name TEXT) STRICT", nullptr,
                     nullptr, nullptr);
        sqlite3_close(db);
        return "sqlite:" + folder.file("t.db") + "#orders";
    }
    std::vector<std::string> ids(const TestFolder &folder) override
    {
        std::vector<std::string> found;
        sqlite3 *db = nullptr;
        sqlite3_open(folder.file("t.db").c_str(), &db);
        sqlite3_exec(db, "SELECT id FROM orders",
                     [](void *list, int, char **values, char **) {
                         static_cast<std::vector<std::string> *>(list)->emplace_back(values[0]);
                         return 0;
                     },
                     &found, nullptr);
        sqlite3_close(db);
        return found;
    }
};

class FileKillTarget final : public KillTarget
{
public:
    std::string prepare(const TestFolder &folder) override { return folder.file("out.ndjson"); }
    std::vector<std::string> ids(const TestFolder &folder) override
    {
        std::vector<std::string> found;
        std::istringstream lines(folder.read("out.ndjson"));
        for (std::string line; std::getline(lines, line);) {
            const Json row = Json::parse(line, nullptr, false);
            found.push_back(row.is_object() ? row.value("id", Json()).is_string() ? row["id"].get<std::string>() : row["id"].dump()
                                            : "broken line: " + line);
        }
        return found;
    }
    bool refusesNegative() const override { return false; }
};

PostgresqlServer &server()
{
    static PostgresqlServer instance;
    return instance;
}

class PostgresqlKillTarget final : public KillTarget
{
public:
    std::string prepare(const TestFolder &) override
    {
        server().exec("DROP TABLE IF EXISTS public.orders, public.weir_checkpoint, public.weir_skip");
        server().exec("CREATE TABLE public.orders (id int, amount numeric CHECK (amount >= 0), name text)");
        return fmt::format("postgresql://postgres@localhost:{}/postgres?host={}#public.orders", server().port(),
                           server().socketFolder());
    }
    std::vector<std::string> ids(const TestFolder &) override
    {
        std::vector<std::string> found;
        for (const auto &row : server().query("SELECT id FROM public.orders"))
            found.push_back(row.at(0));
        return found;
    }
};

struct KillCase
{
    std::string kind;
    std::unique_ptr<KillTarget> (*make)();
};

class Kill : public testing::TestWithParam<const char *>
{
protected:
    void SetUp() override
    {
        const std::string kind = GetParam();
        if (kind == "sqlite")
            m_target = std::make_unique<SqliteKillTarget>();
        else if (kind == "postgresql")
            m_target = std::make_unique<PostgresqlKillTarget>();
        else
            m_target = std::make_unique<FileKillTarget>();
    }

    Finished copy(const TestFolder &folder, const std::string &place, const std::string &kill, const std::string &trace = {})
    {
        std::map<std::string, std::string> environment;
        if (!kill.empty())
            environment["WEIR_STEP_KILL"] = kill;
        if (!trace.empty())
            environment["WEIR_STEP_TRACE"] = trace;
        return run(WEIR_BINARY,
                   {"copy", folder.file("orders.csv"), place, "--workspace", folder.file("ws"), "--commit-rows",
                    std::to_string(commitRows), "--mode", "append", "--filter", "not starts_with(name, 'drop')", "--map", folder.file("map.json"), "--stop-after", "never", "--json"},
                   environment, folder.path());
    }

    void prepare(const TestFolder &folder)
    {
        folder.write("orders.csv", ordersCsv());
        folder.write("map.json", R"({"fields":[{"to":"id","from":"id","type":"int64"},
            {"to":"amount","from":"amount","type":"decimal"},{"to":"name","from":"name","type":"text"}]})");
        m_place = m_target->prepare(folder);
    }

    /// Every row once, the books balanced.
    void expectExact(const TestFolder &folder, const std::string &after)
    {
        const Finished last = copy(folder, m_place, {});
        ASSERT_TRUE(last.exitCode == 0 || last.exitCode == 3) << after << "\n" << last.out << last.error;
        const Expected want = expected(m_target->refusesNegative());
        std::vector<std::string> ids = m_target->ids(folder);
        const std::set<std::string> once(ids.begin(), ids.end());
        EXPECT_EQ(ids.size(), once.size()) << after << ": rows are there twice";
        EXPECT_EQ(once, want.delivered) << after;
        sqlite3 *ledger = nullptr;
        sqlite3_open(folder.file("ws/ledger.db").c_str(), &ledger);
        const auto number = [&](const char *sql) {
            int value = -1;
            sqlite3_exec(ledger, sql, [](void *out, int, char **v, char **) { *static_cast<int *>(out) = v[0] ? std::atoi(v[0]) : 0; return 0; },
                         &value, nullptr);
            return value;
        };
        EXPECT_EQ(number("SELECT sum(rows_read) FROM batch"), rows) << after;
        EXPECT_EQ(number("SELECT sum(rows_inserted + rows_updated + rows_unchanged + rows_superseded) FROM batch"),
                  static_cast<int>(want.delivered.size())) << after;
        EXPECT_EQ(number("SELECT sum(rows_filtered) FROM batch"), want.filtered) << after;
        EXPECT_EQ(number("SELECT sum(rows_quarantined) FROM batch"), want.quarantined) << after;
        EXPECT_EQ(number("SELECT count(*) FROM exception_row WHERE state = 'quarantined'"), want.quarantined) << after;
        EXPECT_EQ(number("SELECT count(*) FROM exception_row WHERE state = 'provisional'"), 0) << after;
        EXPECT_EQ(number("SELECT count(*) FROM run WHERE rows_read <> rows_inserted + rows_updated + rows_unchanged + "
                         "rows_superseded + rows_filtered + rows_quarantined + rows_unknown + rows_pending"), 0) << after;
        sqlite3_close(ledger);
    }

    /// Every step of a run with how often it passes, in order of first passing.
    std::vector<std::pair<std::string, int>> steps()
    {
        TestFolder folder;
        prepare(folder);
        const Finished done = copy(folder, m_place, {}, folder.file("trace"));
        EXPECT_EQ(done.exitCode, 3) << done.out << done.error;
        std::vector<std::pair<std::string, int>> passed;
        std::istringstream lines(folder.read("trace"));
        for (std::string name; std::getline(lines, name);) {
            const auto known = std::find_if(passed.begin(), passed.end(), [&](const auto &step) { return step.first == name; });
            if (known == passed.end())
                passed.emplace_back(name, 1);
            else
                ++known->second;
        }
        return passed;
    }

    std::unique_ptr<KillTarget> m_target;
    std::string m_place;
};

TEST_P(Kill, AtEveryStepLosesAndDoublesNothing)
{
    const auto all = steps();
    ASSERT_GT(all.size(), 10U);
    for (const auto &[name, passes] : all) {
        for (const int pass : std::set<int>{1, (passes + 1) / 2, passes}) {
            TestFolder folder;
            prepare(folder);
            const std::string kill = fmt::format("{}:{}", name, pass);
            const Finished killed = copy(folder, m_place, kill);
            EXPECT_TRUE(killed.signal == SIGKILL || pass > 1) << kill << " did not kill: " << killed.out << killed.error;
            expectExact(folder, kill);
        }
    }
}

TEST_P(Kill, AgainDuringRecoveryLosesAndDoublesNothing)
{
    const auto all = steps();
    for (std::size_t i = 0; i < all.size(); ++i) {
        TestFolder folder;
        prepare(folder);
        const std::string first = fmt::format("{}:{}", all[i].first, (all[i].second + 1) / 2);
        const std::string second = all[(i * 7 + 3) % all.size()].first;
        (void)copy(folder, m_place, first);
        (void)copy(folder, m_place, second);
        expectExact(folder, first + " then " + second);
    }
}

INSTANTIATE_TEST_SUITE_P(Targets, Kill, testing::Values("sqlite", "file", "postgresql"),
                         [](const auto &info) { return std::string(info.param); });

/// The control: a loader that commits batches and starts over after a crash doubles rows; if this test cannot see it,
/// the others prove nothing.
TEST(KillControl, ANaiveAppendDoublesRows)
{
    TestFolder folder;
    SqliteKillTarget target;
    target.prepare(folder);
    const auto load = [&](int dieAfterBatches) {
        sqlite3 *db = nullptr;
        sqlite3_open(folder.file("t.db").c_str(), &db);
        for (int id = 1; id <= rows; ++id) {
            if (id % commitRows == 1)
                sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
            sqlite3_exec(db, fmt::format("INSERT INTO orders VALUES ({}, 1, 'x')", id).c_str(), nullptr, nullptr, nullptr);
            if (id % commitRows == 0) {
                sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
                if (--dieAfterBatches == 0)
                    raise(SIGKILL);
            }
        }
        sqlite3_close(db);
    };
    const pid_t child = fork();
    if (child == 0) {
        load(2);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    load(0);
    const std::vector<std::string> ids = target.ids(folder);
    EXPECT_GT(ids.size(), std::set<std::string>(ids.begin(), ids.end()).size());
}

} // namespace
} // namespace weir::test
