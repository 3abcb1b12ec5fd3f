#include "core/base/atomicfile.h"

#include "core/base/uuid.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
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

Result<void> writeBeside(const std::string &beside, std::string_view content, const std::string &path)
{
    const OpenFile file(open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.isOpen())
        return systemFailure(path, "create a file beside it");
    return writeAndFlush(file.get(), content, path);
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

Result<void> replaceFile(const std::string &path, std::string_view content)
{
    const std::string beside = fmt::format("{}.{}.tmp", path, Uuid::random().text().substr(0, 8));
    if (auto written = writeBeside(beside, content, path); !written) {
        unlink(beside.c_str());
        return written;
    }
    if (rename(beside.c_str(), path.c_str()) != 0) {
        Unexpected failure = systemFailure(path, "replace");
        unlink(beside.c_str());
        return failure;
    }
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    const OpenFile parent(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent.isOpen() || fsync(parent.get()) != 0)
        return systemFailure(path, "flush its folder");
    return {};
}

} // namespace weir
