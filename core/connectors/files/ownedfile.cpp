#include "core/connectors/files/ownedfile.h"

#include "core/base/hash.h"
#include "core/base/step.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {

namespace {

constexpr std::int64_t tailBytes = 64 << 10;

Unexpected systemFailure(std::string_view what, const std::string &path)
{
    const int error = errno;
    const std::string detail = fmt::format("cannot {} {}: {}", what, path, std::strerror(error));
    switch (error) {
    case ENOENT:
        return fail(ErrorCode::NotFound, Recovery::Stop, detail);
    case EACCES:
    case EPERM:
    case EROFS:
        return fail(ErrorCode::PermissionDenied, Recovery::Stop, detail);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return fail(ErrorCode::StorageFull, Recovery::Stop, detail);
    case ELOOP:
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    detail + "; links are not followed when writing, name the file itself");
    default:
        return fail(ErrorCode::Unavailable, Recovery::Stop, detail);
    }
}

std::string identityOf(const struct stat &status)
{
    return fmt::format("{}:{}", status.st_dev, status.st_ino);
}

} // namespace

OwnedFile::~OwnedFile() { close(); }

void OwnedFile::close()
{
    if (m_file >= 0)
        ::close(m_file);
    m_file = -1;
}

Result<void> OwnedFile::open(const std::string &path, bool mayCreate)
{
    close();
    m_path = path;
    m_hasFailedSync = false;
    constexpr int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    m_file = ::open(path.c_str(), flags);
    bool isNew = false;
    if (m_file < 0 && errno == ENOENT && mayCreate) {
        m_file = ::open(path.c_str(), flags | O_CREAT | O_EXCL, 0600);
        isNew = m_file >= 0;
    }
    if (m_file < 0)
        return systemFailure(mayCreate ? "create" : "open", path);
    struct stat status = {};
    if (fstat(m_file, &status) != 0)
        return systemFailure("look at", path);
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} is no regular file; rows go into regular files, or into \"-\"", path));
    if (flock(m_file, LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorCode::Conflict, Recovery::Stop,
                    fmt::format("fenced: another process writes {}", path));
    struct stat named = {};
    if (lstat(path.c_str(), &named) != 0 || identityOf(named) != identityOf(status))
        return fail(ErrorCode::Conflict, Recovery::Stop,
                    fmt::format("fenced: {} was replaced at this moment", path));
    m_identity = identityOf(status);
    m_size = status.st_size;
    m_length = 0;
    m_tail.clear();
    if (isNew) {
        WEIR_CHECK(syncFolderOf(path));
        step("file.created");
    }
    return {};
}

Result<std::string> OwnedFile::readTail(std::int64_t length) const
{
    std::string tail(static_cast<std::size_t>(std::min(length, tailBytes)), '\0');
    std::size_t got = 0;
    while (got < tail.size()) {
        const std::int64_t at = length - static_cast<std::int64_t>(tail.size() - got);
        const ssize_t bytes = pread(m_file, tail.data() + got, tail.size() - got, at);
        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes <= 0)
            return systemFailure("read", m_path);
        got += static_cast<std::size_t>(bytes);
    }
    return tail;
}

Result<bool> OwnedFile::holds(const FileState &state) const
{
    if (m_size < state.length)
        return false;
    WEIR_TRY(const std::string tail, readTail(state.length));
    return xxh128Hex(tail) == state.tailHash;
}

Result<bool> OwnedFile::beginsWith(std::string_view bytes) const
{
    std::string begin(bytes.size(), '\0');
    const ssize_t got = pread(m_file, begin.data(), begin.size(), 0);
    if (got < 0)
        return systemFailure("read", m_path);
    return static_cast<std::size_t>(got) == bytes.size() && begin == bytes;
}

Result<void> OwnedFile::standAt(std::int64_t length, std::string_view closing)
{
    WEIR_TRY(m_tail, readTail(length));
    m_length = length;
    if (m_size == length)
        return {};
    std::string rest;
    if (m_size - length == static_cast<std::int64_t>(closing.size())) {
        rest.resize(closing.size());
        const ssize_t got = pread(m_file, rest.data(), rest.size(), length);
        rest.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    if (rest == closing && !closing.empty())
        return {}; // complete as it is, should nothing be added
    WEIR_CHECK(cutTo(length));
    WEIR_CHECK(sync());
    step("file.fence.truncated");
    return {};
}

Result<void> OwnedFile::cutTo(std::int64_t length)
{
    if (ftruncate(m_file, length) != 0)
        return systemFailure("truncate", m_path);
    m_size = length;
    if (length != m_length) {
        m_length = length;
        WEIR_TRY(m_tail, readTail(length));
    }
    return {};
}

Result<void> OwnedFile::writeAt(std::int64_t offset, std::string_view bytes)
{
    if (m_hasFailedSync)
        return fail(
            ErrorCode::Unavailable, Recovery::Stop,
            fmt::format("an earlier sync of {} failed; nothing more is written by this process", m_path));
    while (!bytes.empty()) {
        const ssize_t written = pwrite(m_file, bytes.data(), bytes.size(), offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return systemFailure("write", m_path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += written;
        m_size = std::max(m_size, offset);
    }
    return {};
}

Result<void> OwnedFile::append(std::string_view bytes)
{
    if (m_size > m_length)
        WEIR_CHECK(cutTo(m_length));
    WEIR_CHECK(writeAt(m_length, bytes));
    m_length += static_cast<std::int64_t>(bytes.size());
    if (bytes.size() >= static_cast<std::size_t>(tailBytes)) {
        m_tail = bytes.substr(bytes.size() - static_cast<std::size_t>(tailBytes));
    } else {
        m_tail.append(bytes);
        if (m_tail.size() > static_cast<std::size_t>(tailBytes))
            m_tail.erase(0, m_tail.size() - static_cast<std::size_t>(tailBytes));
    }
    return {};
}

Result<void> OwnedFile::close(std::string_view bytes)
{
    if (m_size > m_length)
        WEIR_CHECK(cutTo(m_length));
    return writeAt(m_length, bytes);
}

Result<void> OwnedFile::sync()
{
    if (m_hasFailedSync || fdatasync(m_file) != 0) {
        m_hasFailedSync = true;
        return systemFailure("sync", m_path);
    }
    return {};
}

FileState OwnedFile::state() const { return {m_length, xxh128Hex(m_tail), {}}; }

Result<void> OwnedFile::checkUndisturbed() const
{
    struct stat named = {};
    if (lstat(m_path.c_str(), &named) == 0 && identityOf(named) == m_identity && named.st_size == m_size)
        return {};
    return fail(
        ErrorCode::Conflict, Recovery::Stop,
        fmt::format("fenced: {} was changed or replaced by another process while this run wrote it", m_path));
}

Result<void> OwnedFile::rename(const std::string &path)
{
    if (::rename(m_path.c_str(), path.c_str()) != 0)
        return systemFailure("rename", m_path);
    m_path = path;
    return syncFolderOf(path);
}

} // namespace weir
