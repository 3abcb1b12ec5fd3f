#include "core/base/atomicfile.h"

#include "core/base/step.h"
#include "core/base/uuid.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {

namespace {

ErrorCode codeOf(int number)
{
    switch (number) {
    case ENOENT:
        return ErrorCode::NotFound;
    case EACCES:
    case EPERM:
    case EROFS:
        return ErrorCode::PermissionDenied;
    case ENOSPC:
    case EDQUOT:
        return ErrorCode::StorageFull;
    case ELOOP:
    case ENOTDIR:
    case EISDIR:
    case ENAMETOOLONG:
        return ErrorCode::InvalidConfig;
    default:
        return ErrorCode::Unavailable;
    }
}

Result<void> writeAndFlush(int file, std::string_view content, const std::string &path)
{
    while (!content.empty()) {
        const ssize_t count = write(file, content.data(), content.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemFailure(path, "write");
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    if (fsync(file) != 0)
        return systemFailure(path, "flush");
    return {};
}

constexpr std::string_view besideEnding = ".tmp";
constexpr std::size_t besideDigits = 8;

/// "jobs.json" of "jobs.json.1a2b3c4d.tmp"; empty for other names.
std::string_view nameWithoutBeside(std::string_view name)
{
    constexpr std::size_t added = 1 + besideDigits + besideEnding.size();
    if (name.size() <= added || !name.ends_with(besideEnding))
        return {};
    const std::string_view own = name.substr(name.size() - added);
    const bool isOurs = own.front() == '.' && std::all_of(own.begin() + 1, own.begin() + 1 + besideDigits, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
    return isOurs ? name.substr(0, name.size() - added) : std::string_view();
}

/// Its writer holds a lock as long as it lives.
void removeUnlessLocked(const std::string &path)
{
    const OpenFile file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info = {};
    if (file.isOpen() && fstat(file.get(), &info) == 0 && S_ISREG(info.st_mode) && flock(file.get(), LOCK_EX | LOCK_NB) == 0)
        unlink(path.c_str());
}

/// One try to replace \a path. False: somebody took the file beside it for an abandoned one.
Result<bool> tryReplace(const std::string &path, std::string_view content)
{
    const std::string beside =
        fmt::format("{}.{}{}", path, Uuid::random().text().substr(0, besideDigits), besideEnding);
    const OpenFile file(open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.isOpen())
        return systemFailure(path, "create a file beside it");
    (void)flock(file.get(), LOCK_EX | LOCK_NB); // while it lives, its writer lives
    if (auto written = writeAndFlush(file.get(), content, path); !written) {
        unlink(beside.c_str());
        return Unexpected{written.error()};
    }
    step("file.replace.written");
    if (rename(beside.c_str(), path.c_str()) == 0)
        return true;
    if (errno == ENOENT)
        return false;
    Unexpected failure = systemFailure(path, "replace");
    unlink(beside.c_str());
    return failure;
}

} // namespace

OpenFile::~OpenFile()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

Unexpected systemFailure(const std::string &path, std::string_view doing)
{
    const int number = errno;
    return fail(codeOf(number), Recovery::Stop,
                fmt::format("{}: cannot {}: {}", path, doing, std::strerror(number)));
}

Result<std::string> readOpenFile(int descriptor, const std::string &path, std::size_t bytesMax)
{
    std::string content;
    char buffer[16384];
    while (content.size() <= bytesMax) {
        const std::size_t wanted = std::min(sizeof buffer, bytesMax + 1 - content.size());
        const ssize_t count = read(descriptor, buffer, wanted);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemFailure(path, "read");
        if (count == 0)
            break;
        content.append(buffer, static_cast<std::size_t>(count));
    }
    return content;
}

void removeAbandoned(const std::string &folder, std::string_view ending)
{
    std::error_code failed;
    for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        const std::string name = at->path().filename().string();
        const std::string_view meant = nameWithoutBeside(name);
        if (!meant.empty() && meant.ends_with(ending))
            removeUnlessLocked(at->path().string());
    }
}

Result<void> replaceFile(const std::string &path, std::string_view content)
{
    constexpr int triesMax = 3;
    for (int tries = 1;; ++tries) {
        WEIR_TRY(const bool isReplaced, tryReplace(path, content));
        if (isReplaced)
            break;
        if (tries == triesMax)
            return fail(ErrorCode::Unavailable, Recovery::Stop,
                        fmt::format("{}: cannot replace: what was written beside it is gone", path));
    }
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    const OpenFile parent(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent.isOpen() || fsync(parent.get()) != 0)
        return systemFailure(path, "flush its folder");
    return {};
}

} // namespace weir
