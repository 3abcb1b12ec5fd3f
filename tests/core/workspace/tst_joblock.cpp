#include "core/workspace/joblock.h"
#include "tests/support/testfolder.h"

#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace weir;
using namespace std::chrono_literals;

namespace {

/// Another process that holds the lock until it is told to end or is killed.
class Holder
{
public:
    explicit Holder(const std::string &path)
    {
        int ready[2], end[2];
        EXPECT_EQ(pipe(ready), 0);
        EXPECT_EQ(pipe(end), 0);
        m_pid = fork();
        if (m_pid == 0) {
            const auto lock = JobLock::acquire(path, 0ms, CancelToken());
            char byte = lock ? 'y' : 'n';
            [[maybe_unused]] auto done = write(ready[1], &byte, 1);
            done = read(end[0], &byte, 1);
            _exit(0);
        }
        char answer = 0;
        EXPECT_EQ(read(ready[0], &answer, 1), 1);
        EXPECT_EQ(answer, 'y');
        m_end = end[1];
    }
    ~Holder() { stop(SIGKILL); }

    [[nodiscard]] pid_t pid() const { return m_pid; }
    void finish()
    {
        EXPECT_EQ(write(m_end, "x", 1), 1);
        stop(0);
    }
    void stop(int signal)
    {
        if (m_pid > 0) {
            if (signal)
                kill(m_pid, signal);
            waitpid(m_pid, nullptr, 0);
        }
        m_pid = -1;
    }

private:
    pid_t m_pid = -1;
    int m_end = -1;
};

} // namespace

TEST(JobLockTest, OneHolderAtATimeAlsoInOneProcess)
{
    const test::TestFolder folder;
    const std::string path = folder.file("orders.lock");
    EXPECT_FALSE(JobLock::isHeld(path));
    {
        const auto first = JobLock::acquire(path, 0ms, CancelToken());
        ASSERT_TRUE(first);
        EXPECT_TRUE(JobLock::isHeld(path));
        const auto second = JobLock::acquire(path, 0ms, CancelToken());
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, ErrorCode::Unavailable);
        EXPECT_EQ(second.error().recovery, Recovery::Retry);
    }
    EXPECT_FALSE(JobLock::isHeld(path));
    EXPECT_TRUE(JobLock::acquire(path, 0ms, CancelToken()));
}

TEST(JobLockTest, WhoFindsItTakenLearnsByWhom)
{
    const test::TestFolder folder;
    const std::string path = folder.file("orders.lock");
    const Holder holder(path);
    const auto lock = JobLock::acquire(path, 0ms, CancelToken());
    ASSERT_FALSE(lock);
    const std::string &detail = lock.error().detail;
    EXPECT_NE(detail.find("pid " + std::to_string(holder.pid()) + " on "), std::string::npos) << detail;
    EXPECT_NE(detail.find(" since 20"), std::string::npos) << detail;
    EXPECT_NE(detail.find("--wait"), std::string::npos) << detail;
}

TEST(JobLockTest, AskingWhetherItIsHeldDoesNotTakeIt)
{
    const test::TestFolder folder;
    const std::string path = folder.file("orders.lock");
    Holder holder(path);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(JobLock::isHeld(path));
    holder.finish();
    EXPECT_FALSE(JobLock::isHeld(path));
}

TEST(JobLockTest, AKilledHolderFreesIt)
{
    const test::TestFolder folder;
    const std::string path = folder.file("orders.lock");
    Holder holder(path);
    ASSERT_FALSE(JobLock::acquire(path, 0ms, CancelToken()));
    holder.stop(SIGKILL);
    EXPECT_FALSE(JobLock::isHeld(path));
    EXPECT_TRUE(JobLock::acquire(path, 0ms, CancelToken()));
}

TEST(JobLockTest, WaitingEndsWhenTheHolderEnds)
{
    const test::TestFolder folder;
    const std::string path = folder.file("orders.lock");
    Holder holder(path);
    std::thread ender([&] { holder.finish(); });
    EXPECT_TRUE(JobLock::acquire(path, 30s, CancelToken()));
    ender.join();
}

TEST(JobLockTest, WaitingEndsWhenItIsCancelled)
{
    const test::TestFolder folder;
    const std::string path = folder.file("orders.lock");
    const Holder holder(path);
    const CancelToken token;
    std::thread canceller([&] { token.cancel(); });
    const auto lock = JobLock::acquire(path, 30s, token);
    canceller.join();
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, ErrorCode::Cancelled);
}

TEST(JobLockTest, MovingKeepsIt)
{
    const test::TestFolder folder;
    auto first = JobLock::acquire(folder.file("a.lock"), 0ms, CancelToken());
    auto second = JobLock::acquire(folder.file("b.lock"), 0ms, CancelToken());
    ASSERT_TRUE(first && second);
    JobLock lock = *std::move(first);
    EXPECT_TRUE(JobLock::isHeld(folder.file("a.lock")));
    lock = *std::move(second);
    EXPECT_FALSE(JobLock::isHeld(folder.file("a.lock")));
    EXPECT_TRUE(JobLock::isHeld(folder.file("b.lock")));
}

TEST(JobLockTest, AMissingFolderIsNamed)
{
    const auto lock = JobLock::acquire("/no/such/folder/a.lock", 0ms, CancelToken());
    ASSERT_FALSE(lock);
    EXPECT_NE(lock.error().detail.find("/no/such/folder/a.lock"), std::string::npos);
}
