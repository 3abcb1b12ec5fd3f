// File targets killed at every named step: no row lost, none twice.

#include "core/base/step.h"
#include "tests/support/filetargetjob.h"
#include "tests/support/testfolder.h"

#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace weir;
using namespace weir::test;

namespace {

std::string stepToDieAt;
int passesToDieAt = 0;

void dieAt(const char *name)
{
    if (stepToDieAt == name && --passesToDieAt == 0)
        _exit(99);
}

/// Runs \a work in a process of its own that dies at the n-th pass of \a name; false: it came through.
template<typename Work>
bool dies(const std::string &name, int pass, Work work)
{
    const pid_t child = fork();
    if (child == 0) {
        stepToDieAt = name;
        passesToDieAt = pass;
        stepHook.store(&dieAt);
        work();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 99;
}

/// Writes 12 rows in batches of 3; what the ledger committed stands in a file beside.
void runJob(const std::string &path, const std::string &ledger, WriteMode mode)
{
    Job job(path, {}, mode);
    if (std::filesystem::exists(ledger)) {
        std::ifstream file(ledger);
        Checkpoint known;
        int isComplete = 0;
        file >> known.seq >> isComplete >> known.targetIdentity;
        file.ignore();
        std::getline(file, known.state);
        known.isComplete = isComplete != 0;
        known.totals.inserted = known.seq;
        job.known = known;
    }
    const auto keep = [&] {
        const std::string temp = ledger + ".tmp";
        std::ofstream(temp) << job.at.seq << ' ' << job.at.isComplete << ' ' << job.at.targetIdentity << '\n'
                            << job.at.state << '\n';
        std::filesystem::rename(temp, ledger);
    };
    if (!job.start())
        _exit(1);
    while (job.at.seq < 12) {
        if (!job.write(3))
            _exit(2);
        keep();
        step("ledger.committed");
        if (!job.acknowledge())
            _exit(3);
    }
    if (!job.at.isComplete && !job.target->complete(job.at, {}))
        _exit(4);
    keep();
    step("ledger.committed");
    if (!job.acknowledge())
        _exit(5);
}

TEST(FileTargetKill, KilledAtEveryStepEveryRowIsThereOnce)
{
    const std::vector<std::string> steps = {
        "file.created",      "file.fenced",         "file.write.begin",     "file.write.data",
        "file.write.synced", "file.sidecar.synced", "file.sidecar.written", "file.complete.closed",
        "file.rename",       "ledger.committed"};
    int deaths = 0;
    for (const WriteMode mode : {WriteMode::Append, WriteMode::Replace}) {
        for (const char *name : {"out.csv", "out.json"}) {
            for (const std::string &at : steps) {
                for (int pass = 1;; ++pass) {
                    const test::TestFolder folder;
                    const auto work = [&] { runJob(folder.file(name), folder.file("ledger"), mode); };
                    if (!dies(at, pass, work))
                        break;
                    ++deaths;
                    // A second accident while the first one is healed, then a run that comes through.
                    dies("file.write.data", 1, work);
                    ASSERT_FALSE(dies("none", 1, work));
                    const std::string text = folder.read(name);
                    if (std::string_view(name) == "out.csv") {
                        ASSERT_EQ(text, rowsUpTo(12)) << at << " pass " << pass;
                    } else {
                        const Json rows = Json::parse(text, nullptr, false);
                        ASSERT_TRUE(rows.is_array()) << at << " pass " << pass << ": " << text;
                        ASSERT_EQ(rows.size(), 12U) << at << " pass " << pass << ": " << text;
                    }
                }
            }
        }
    }
    EXPECT_GT(deaths, 80);
}

TEST(FileTargetKill, KilledAfterAForkLessRunTheLedgerLossIsHealedToo)
{
    for (const std::string at : {"file.write.begin", "file.write.data", "file.write.synced",
                                 "file.sidecar.synced", "file.sidecar.written", "ledger.committed"}) {
        for (int pass = 1;; ++pass) {
            const test::TestFolder folder;
            const auto work = [&] {
                runJob(folder.file("out.csv"), folder.file("ledger"), WriteMode::Append);
            };
            if (!dies(at, pass, work))
                break;
            std::filesystem::remove(folder.file("ledger"));
            ASSERT_FALSE(dies("none", 1, work));
            ASSERT_EQ(folder.read("out.csv"), rowsUpTo(12)) << at << " pass " << pass;
        }
    }
}

} // namespace
