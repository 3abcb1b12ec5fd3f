// The disk is full at any moment of a real copy, once where the ledger lies and once where the target lies: the run pauses
// and says what and where, nothing is lost, and with room again the same command finishes.

#include "tests/fault/copyfixture.h"
#include "tests/support/sanitizers.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace weir::test {
namespace {

namespace fs = std::filesystem;

/// A file system of 6 MiB in memory.
class SmallDisk
{
public:
    explicit SmallDisk(std::string folder) : m_folder(std::move(folder))
    {
        fs::create_directory(m_folder);
        m_isMounted = mount("tmpfs", m_folder.c_str(), "tmpfs", 0, "size=12m,mode=0700") == 0;
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;
    ~SmallDisk()
    {
        if (m_isMounted)
            umount2(m_folder.c_str(), MNT_DETACH);
    }
    [[nodiscard]] bool isMounted() const { return m_isMounted; }

    void leaveFree(std::int64_t bytes) const
    {
        release();
        struct statvfs status{};
        statvfs(m_folder.c_str(), &status);
        const auto free = static_cast<std::int64_t>(status.f_bavail) * static_cast<std::int64_t>(status.f_frsize);
        const int file = open((m_folder + "/ballast").c_str(), O_WRONLY | O_CREAT, 0600);
        if (free > bytes)
            (void)posix_fallocate(file, 0, free - bytes);
        close(file);
    }
    void release() const { fs::remove(m_folder + "/ballast"); }
    void empty() const
    {
        for (const auto &entry : fs::directory_iterator(m_folder))
            fs::remove_all(entry.path());
    }

private:
    std::string m_folder;
    bool m_isMounted = false;
};

class DiskFull : public testing::Test
{
protected:
    void SetUp() override
    {
        m_copy.rows = 1'500;
        m_copy.commitRows = 100;
        m_copy.badEvery = 10;
        m_copy.textBytes = 3'000; // five batches, of which one alone may fill what is left
        m_copy.writeSource(m_folder.file("orders.csv"));
        CopyFixture::writeMapping(m_folder);
    }

    struct Seen
    {
        int paused = 0;    ///< the run said "disk full"
        int recorded = 0;  ///< and the ledger says so as well
        int refused = 0;   ///< nothing could be begun
        int finished = 0;
    };

    /// One copy with \a free bytes on the small disk, one more with room.
    void trial(const SmallDisk &disk, std::int64_t free, const std::string &target, const std::string &workspace, Seen &seen)
    {
        disk.empty();
        fs::remove_all(target);
        fs::remove_all(workspace);
        CopyFixture::makeTarget(target);
        disk.leaveFree(free);
        const Finished first = m_copy.copy(m_folder, m_folder.file("orders.csv"), target, workspace);
        const std::string where = fmt::format("{} bytes free\n{}{}", free, first.out, first.error);
        if (first.exitCode == 3) {
            ++seen.finished;
        } else {
            ASSERT_TRUE(first.exitCode == 1 || first.exitCode == 2) << where;
            const auto answer = nlohmann::json::parse(first.out, nullptr, false);
            ASSERT_TRUE(answer.is_object()) << where;
            ASSERT_TRUE(answer.contains("error")) << where;
            EXPECT_NE(answer["error"].value("detail", "").find(m_folder.file("small")), std::string::npos)
                << "it must say where: " << where;
            if (answer.value("state", "") == "paused") {
                EXPECT_EQ(answer.value("reason", ""), "disk full") << where;
                EXPECT_EQ(first.exitCode, 1) << where;
                ++seen.paused;
            } else {
                ++seen.refused;
            }
        }
        disk.release();
        if (first.exitCode != 3 && fs::exists(workspace + "/ledger.db"))
            seen.recorded += CopyFixture::ask(workspace + "/ledger.db", "SELECT count(*) FROM run WHERE reason = 'disk full'") == 1;
        const Finished second = m_copy.copy(m_folder, m_folder.file("orders.csv"), target, workspace);
        ASSERT_TRUE(second.exitCode == 3 || second.exitCode == 0) << where << second.out << second.error;
        ASSERT_TRUE(m_copy.isExact(target)) << where << second.out;
        ASSERT_EQ(CopyFixture::ask(workspace + "/ledger.db", "SELECT count(*) FROM exception_row WHERE state = 'quarantined'"),
                  m_copy.rows / m_copy.badEvery)
            << where << second.out;
    }

    TestFolder m_folder;
    CopyFixture m_copy;
};

TEST_F(DiskFull, whereTheLedgerLiesPausesTheRunAndLosesNothing)
{
    const SmallDisk disk(m_folder.file("small"));
    ASSERT_TRUE(disk.isMounted()) << "this test mounts a small tmpfs, which takes root";
    Seen seen;
    // A slow program commits more often, and its ledger takes more room.
    const std::int64_t most = isSanitized ? 9'600'000 : 4'800'000;
    for (std::int64_t free = 0; free <= most; free += most / 60)
        ASSERT_NO_FATAL_FAILURE(trial(disk, free, m_folder.file("t.db"), m_folder.file("small/ws"), seen));
    std::printf("paused %d (recorded %d), not begun %d, finished %d\n", seen.paused, seen.recorded, seen.refused, seen.finished);
    EXPECT_GT(seen.paused, 5);
    EXPECT_GT(seen.recorded, 0);
    EXPECT_GT(seen.refused, 0);
    EXPECT_GT(seen.finished, 0);
}

TEST_F(DiskFull, whereTheTargetLiesPausesTheRunAndLosesNothing)
{
    const SmallDisk disk(m_folder.file("small"));
    ASSERT_TRUE(disk.isMounted()) << "this test mounts a small tmpfs, which takes root";
    Seen seen;
    for (std::int64_t free = 0; free <= 6'000'000; free += 100 << 10)
        ASSERT_NO_FATAL_FAILURE(trial(disk, free, m_folder.file("small/t.db"), m_folder.file("ws"), seen));
    std::printf("paused %d (recorded %d), not begun %d, finished %d\n", seen.paused, seen.recorded, seen.refused, seen.finished);
    EXPECT_GT(seen.paused, 5);
    EXPECT_GT(seen.finished, 0);
}

/// The control: a loader that commits batches and starts over when there is room again doubles rows on the same disk.
TEST_F(DiskFull, controlANaiveLoaderDoublesRows)
{
    const SmallDisk disk(m_folder.file("small"));
    ASSERT_TRUE(disk.isMounted()) << "this test mounts a small tmpfs, which takes root";
    const std::string target = m_folder.file("small/t.db");
    CopyFixture::makeTarget(target);
    m_copy.textBytes = 1'000; // one and a half loads have room
    const auto load = [&] {
        sqlite3 *db = nullptr;
        sqlite3_open(target.c_str(), &db);
        bool isDone = true;
        for (int id = 1; id <= m_copy.rows && isDone; ++id) {
            if (id % m_copy.commitRows == 1)
                sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
            isDone = m_copy.isBad(id)
                     || sqlite3_exec(db, fmt::format("INSERT INTO orders VALUES ({}, '1', '{}')", id, std::string(m_copy.textBytes, 'x')).c_str(),
                                     nullptr, nullptr, nullptr) == SQLITE_OK;
            if (isDone && id % m_copy.commitRows == 0)
                isDone = sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK;
        }
        sqlite3_close(db);
        return isDone;
    };
    disk.leaveFree(700 << 10);
    ASSERT_FALSE(load());
    disk.release();
    ASSERT_TRUE(load());
    EXPECT_FALSE(m_copy.isExact(target));
}

} // namespace
} // namespace weir::test
