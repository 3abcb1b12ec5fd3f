#include "core/workspace/joblock.h"

#include "core/base/clock.h"
#include "core/base/redact.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace weir {

namespace {

constexpr std::chrono::milliseconds pollInterval{100};
constexpr std::size_t holderBytesMax = 400;

struct flock wholeFile()
{
    struct flock range = {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    return range;
}

std::string describeHolder()
{
    char host[256] = "?";
    gethostname(host, sizeof host - 1);
    const std::time_t now = std::chrono::system_clock::to_time_t(Clock::system().wall());
    std::tm utc = {};
    gmtime_r(&now, &utc);
    return fmt::format("pid {} on {} since {:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", getpid(), host,
                       utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string readHolder(int file)
{
    char text[holderBytesMax];
    const ssize_t size = pread(file, text, sizeof text, 0);
    return size > 0 ? escapeControls({text, static_cast<std::size_t>(size)}) : std::string();
}

/// Tells the message of others, never decides anything: a failure to write it is no failure of the lock.
void writeHolder(int file)
{
    const std::string text = describeHolder();
    [[maybe_unused]] const int cut = ftruncate(file, 0);
    [[maybe_unused]] const ssize_t written = pwrite(file, text.data(), text.size(), 0);
}

Unexpected lockFailure(const std::string &path)
{
    const int code = errno;
    return fail(code == EACCES || code == EROFS ? ErrorCode::PermissionDenied : ErrorCode::Unavailable,
                Recovery::Stop, fmt::format("cannot lock {}: {}", path, std::strerror(code)));
}

} // namespace

Result<JobLock> JobLock::acquire(const std::string &path, std::chrono::milliseconds wait,
                                 const CancelToken &token)
{
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return lockFailure(path);
    JobLock lock(file);
    const Clock &clock = Clock::system();
    const Clock::Monotonic deadline = clock.monotonic() + wait;
    for (;;) {
        struct flock range = wholeFile();
        if (fcntl(file, F_OFD_SETLK, &range) == 0) {
            writeHolder(file);
            return lock;
        }
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
            return lockFailure(path);
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock.monotonic());
        if (left.count() <= 0)
            break;
        if (token.waitFor(std::min(left, pollInterval)))
            return CancelToken::cancelled();
    }
    const std::string holder = readHolder(file);
    return fail(ErrorCode::Unavailable, Recovery::Retry,
                fmt::format("{} is held by {}; run again later, or with --wait", path,
                            holder.empty() ? "another process" : holder));
}

bool JobLock::isHeld(const std::string &path) { return !holderText(path).empty(); }

std::string JobLock::holderText(const std::string &path)
{
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return {};
    struct flock range = wholeFile();
    std::string holder;
    if (fcntl(file, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK) {
        holder = readHolder(file);
        if (holder.empty())
            holder = "another process";
    }
    close(file);
    return holder;
}

JobLock::JobLock(JobLock &&other) noexcept : m_file(std::exchange(other.m_file, -1)) {}

JobLock &JobLock::operator=(JobLock &&other) noexcept
{
    if (this != &other) {
        release();
        m_file = std::exchange(other.m_file, -1);
    }
    return *this;
}

JobLock::~JobLock() { release(); }

void JobLock::release()
{
    if (m_file < 0)
        return;
    // The file stays: removing it would let two processes lock two files of one name.
    close(std::exchange(m_file, -1));
}

} // namespace weir
