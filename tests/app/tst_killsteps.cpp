// Which steps there are and whether each has a kill case; and the control that shows that kill tests can fail.

#include "tests/support/killrig.h"
#include "tests/support/places.h"

#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sqlite3.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace weir::test {
namespace {

/// Steps that the scenarios do not pass, and the test that kills there.
const std::map<std::string, std::string> killedElsewhere{
    {"delivery.outcome.settled", "Cut.KilledWhenAnUnknownOutcomeWasSettledWritesNothingTwice"},
    {"delivery.dispatch.failed", "ApiTarget.KilledBehindAFailureGoesOnWithTheSameRequest"},
    {"run.target.altered", "RunChoices.KilledBehindTheNewColumnGoesOnWithIt"},
    {"file.fence.truncated", "KillInRecovery.WhileAFileIsCutToWhatCountsLosesAndDoublesNothing"},
    {"file.replace.written", "ConfigKill.BetweenWritingAFileAndItsRenameLeavesTheOldOneAndNoLitter"},
    {"file.pipe.begin", "Pipe.KilledAnywhereSendsNoRowTwiceUnseen"},
    {"file.pipe.sent", "Pipe.KilledAnywhereSendsNoRowTwiceUnseen"},
};

std::set<std::string> stepsInSources()
{
    std::set<std::string> names;
    for (const char *room : {"core", "app"}) {
        for (const auto &entry : std::filesystem::recursive_directory_iterator(fmt::format("{}/{}", sourceDirectory(), room))) {
            const std::string extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".h")
                continue;
            std::ostringstream text;
            text << std::ifstream(entry.path()).rdbuf();
            const std::string source = text.str();
            static constexpr std::string_view call = "step(\"";
            for (std::size_t at = source.find(call); at != std::string::npos; at = source.find(call, at + 1)) {
                const std::size_t from = at + call.size();
                const std::string name = source.substr(from, source.find('"', from) - from);
                if (source.compare(source.rfind('\n', at) + 1, 3, "///") != 0) // a comment that explains
                    names.insert(name);
            }
        }
    }
    return names;
}

TEST(KillSteps, EveryStepOfTheSourcesHasAKillCase)
{
    std::set<std::string> killed;
    for (const KillScenario &scenario : killScenarios()) {
        KillRig rig(scenario, weirProgram());
        for (const auto &[step, passes] : rig.steps())
            killed.insert(step);
    }
    const std::set<std::string> named = stepsInSources();
    ASSERT_GT(named.size(), 30U);
    for (const std::string &name : named)
        EXPECT_TRUE(killed.contains(name) || killedElsewhere.contains(name))
            << name << " is passed by no kill scenario; add one to killScenarios()";
    for (const auto &[name, test] : killedElsewhere)
        EXPECT_TRUE(named.contains(name)) << name << " is no step any more, yet " << test << " kills there";
}

std::multiset<int> idsIn(const std::string &file)
{
    std::multiset<int> ids;
    sqlite3 *db = nullptr;
    sqlite3_open(file.c_str(), &db);
    sqlite3_exec(db, "SELECT id FROM orders",
                 [](void *out, int, char **values, char **) {
                     static_cast<std::multiset<int> *>(out)->insert(std::atoi(values[0]));
                     return 0;
                 },
                 &ids, nullptr);
    sqlite3_close(db);
    return ids;
}

/// A loader that commits batches, dies after some and starts over.
void loadNaively(const std::string &file, int dieAfterBatches)
{
    constexpr int rows = 1200, batch = 300;
    sqlite3 *db = nullptr;
    sqlite3_open(file.c_str(), &db);
    sqlite3_exec(db, "CREATE TABLE IF NOT EXISTS orders (id INTEGER)", nullptr, nullptr, nullptr);
    for (int id = 1; id <= rows; ++id) {
        if (id % batch == 1)
            sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
        sqlite3_exec(db, fmt::format("INSERT INTO orders VALUES ({})", id).c_str(), nullptr, nullptr, nullptr);
        if (id % batch == 0) {
            sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
            if (--dieAfterBatches == 0)
                raise(SIGKILL);
        }
    }
    sqlite3_close(db);
}

/// If this cannot be seen, the kill tests prove nothing.
TEST(KillControl, ANaiveAppendDoublesRows)
{
    const TestFolder folder = TestFolder::inMemory();
    const pid_t child = fork();
    if (child == 0) {
        loadNaively(folder.file("t.db"), 2);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    loadNaively(folder.file("t.db"), 0);
    const std::multiset<int> ids = idsIn(folder.file("t.db"));
    EXPECT_GT(ids.size(), std::set<int>(ids.begin(), ids.end()).size());
}

} // namespace
} // namespace weir::test
