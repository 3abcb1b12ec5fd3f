#include "core/connectors/files/fileinput.h"

#include "core/base/hash.h"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace weir {

namespace {

constexpr std::size_t chunkBytesMax = 512 << 10;
constexpr std::size_t chunkBytesMin = 4 << 10;
constexpr int pipePollMs = 200; ///< how late a cancelled token may be noticed

Unexpected systemError(const std::string &path, std::string_view what, int error)
{
    const std::string detail = fmt::format("cannot {} {}: {}", what, path, std::strerror(error));
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return fail(ErrorCode::NotFound, Recovery::Stop, detail);
    case EACCES:
    case EPERM:
        return fail(ErrorCode::PermissionDenied, Recovery::Stop, detail);
    default:
        return fail(ErrorCode::Unavailable, Recovery::Retry, detail);
    }
}

} // namespace

FileInput::FileInput(FileInput &&other) noexcept
    : m_path(std::move(other.m_path)),
      m_identity(std::move(other.m_identity)),
      m_bytes(std::move(other.m_bytes)),
      m_bytesOffset(other.m_bytesOffset),
      m_size(other.m_size),
      m_file(std::exchange(other.m_file, -1)),
      m_isPipe(other.m_isPipe)
{}

FileInput &FileInput::operator=(FileInput &&other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_identity, other.m_identity);
    std::swap(m_bytes, other.m_bytes);
    std::swap(m_bytesOffset, other.m_bytesOffset);
    std::swap(m_size, other.m_size);
    std::swap(m_file, other.m_file);
    std::swap(m_isPipe, other.m_isPipe);
    std::swap(m_isPeekedWhole, other.m_isPeekedWhole);
    return *this;
}

FileInput::~FileInput()
{
    if (m_file >= 0 && !m_isPipe)
        close(m_file);
}

Result<FileInput> FileInput::open(const std::string &path)
{
    FileInput input;
    input.m_path = path;
    if (path == "-") {
        input.m_path = "standard input";
        input.m_file = STDIN_FILENO;
        input.m_isPipe = true;
        return input;
    }
    // Non-blocking, so that a FIFO without a writer is refused instead of waited for.
    input.m_file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (input.m_file < 0)
        return systemError(path, "open", errno);
    struct stat status = {};
    if (fstat(input.m_file, &status) != 0)
        return systemError(path, "look at", errno);
    if (!S_ISREG(status.st_mode))
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format(
                "{} is {}; only regular files are read. Name one file, or pipe the content into \"-\"", path,
                S_ISDIR(status.st_mode) ? "a folder" : "a FIFO, socket or device"));
    input.m_size = status.st_size;
    input.m_identity = fmt::format("{}:{}:{}", status.st_dev, status.st_ino,
                                   static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 +
                                       status.st_mtim.tv_nsec);
    posix_fadvise(input.m_file, 0, 0, POSIX_FADV_SEQUENTIAL);
    return input;
}

FileInput FileInput::ofBytes(std::string bytes, std::int64_t firstOffset)
{
    FileInput input;
    input.m_bytesOffset = firstOffset;
    input.m_size = firstOffset + static_cast<std::int64_t>(bytes.size());
    input.m_bytes = std::move(bytes);
    return input;
}

Result<std::string> FileInput::readAt(std::int64_t offset, std::size_t count) const
{
    std::string bytes;
    if (offset >= m_size)
        return bytes;
    bytes.resize(std::min(count, static_cast<std::size_t>(m_size - offset)));
    WEIR_TRY(const std::size_t got, read(offset, bytes.data(), bytes.size(), CancelToken()));
    bytes.resize(got);
    return bytes;
}

Result<std::size_t> FileInput::read(std::int64_t offset, char *to, std::size_t count,
                                    const CancelToken &token) const
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    if (m_isPipe) {
        const std::string_view peeked = std::string_view(m_bytes).substr(
            std::min(static_cast<std::size_t>(offset), m_bytes.size()), count);
        if (peeked.empty())
            return m_isPeekedWhole ? Result<std::size_t>(std::size_t{0}) : readPipe(to, count, token);
        std::memcpy(to, peeked.data(), peeked.size());
        return peeked.size();
    }
    count = std::min(count, static_cast<std::size_t>(std::max<std::int64_t>(m_size - offset, 0)));
    if (m_file < 0) {
        // What came before is not known and never looked at for its content.
        const auto unknown = static_cast<std::size_t>(
            std::clamp<std::int64_t>(m_bytesOffset - offset, 0, static_cast<std::int64_t>(count)));
        std::memset(to, ' ', unknown);
        if (count > unknown)
            std::memcpy(to + unknown,
                        m_bytes.data() + (offset + static_cast<std::int64_t>(unknown) - m_bytesOffset),
                        count - unknown);
        return count;
    }
    std::size_t got = 0;
    while (got < count) {
        const ssize_t bytes = pread(m_file, to + got, count - got, offset + static_cast<std::int64_t>(got));
        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes < 0)
            return systemError(m_path, "read", errno);
        if (bytes == 0)
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                        fmt::format("{} became shorter while it was read: {} bytes at the start, {} now",
                                    m_path, m_size, offset + static_cast<std::int64_t>(got)));
        got += static_cast<std::size_t>(bytes);
    }
    return got;
}

Result<std::string_view> FileInput::peek(std::size_t count, const CancelToken &token)
{
    m_bytes.resize(count);
    std::size_t got = 0;
    while (got < count && !m_isPeekedWhole) {
        auto bytes = readPipe(m_bytes.data() + got, count - got, token);
        if (!bytes) {
            m_bytes.resize(got);
            return Unexpected{std::move(bytes).error()};
        }
        m_isPeekedWhole = *bytes == 0;
        got += *bytes;
    }
    m_bytes.resize(got);
    return std::string_view(m_bytes);
}

Result<std::size_t> FileInput::readPipe(char *to, std::size_t count, const CancelToken &token) const
{
    for (;;) {
        if (token.isCancelled())
            return CancelToken::cancelled();
        pollfd waiting = {m_file, POLLIN, 0};
        const int ready = poll(&waiting, 1, pipePollMs);
        if (ready == 0 || (ready < 0 && errno == EINTR))
            continue;
        const ssize_t bytes = ::read(m_file, to, count);
        if (bytes >= 0)
            return static_cast<std::size_t>(bytes);
        if (errno != EINTR && errno != EAGAIN)
            return systemError(m_path, "read", errno);
    }
}

FileWindow::FileWindow(const FileInput &input, std::int64_t offset) : m_input(input), m_base(offset)
{
    // Small buffers for small files: a new process pays for every page it touches first.
    m_chunk = input.isPipe()
                  ? chunkBytesMax / 2
                  : std::clamp(static_cast<std::size_t>(std::max<std::int64_t>(input.size() - offset, 0)),
                               chunkBytesMin, chunkBytesMax);
    m_isAtEnd = !input.isPipe() && offset >= input.size();
    makeRoom(0);
}

Result<void> FileWindow::loadHistory(const CancelToken &token)
{
    m_isStarted = true;
    const auto count = static_cast<std::size_t>(std::min<std::int64_t>(m_base, historyBytes));
    if (count == 0 || m_input.isPipe())
        return {};
    makeRoom(count + m_chunk);
    WEIR_TRY(const std::size_t got,
             m_input.read(m_base - static_cast<std::int64_t>(count), m_buffer.get(), count, token));
    m_base -= static_cast<std::int64_t>(got);
    m_position = m_filled = got;
    return {};
}

void FileWindow::makeRoom(std::size_t count)
{
    const std::size_t first = m_position > historyBytes ? m_position - historyBytes : 0;
    const std::size_t kept = m_filled - first;
    if (m_buffer && m_filled + count + paddingBytes <= m_capacity)
        return;
    if (m_buffer && kept + count + paddingBytes <= m_capacity) {
        std::memmove(m_buffer.get(), m_buffer.get() + first, kept);
    } else {
        // Room for the history and a partial record, so that the next chunks are read without a new buffer.
        m_capacity =
            (count < chunkBytesMax ? kept : std::max(kept, historyBytes + count / 4)) + count + paddingBytes;
        std::unique_ptr<char[]> buffer(new char[m_capacity]); // not make_unique: that would touch every page
        if (kept > 0)
            std::memcpy(buffer.get(), m_buffer.get() + first, kept);
        m_buffer = std::move(buffer);
    }
    m_base += static_cast<std::int64_t>(first);
    m_position -= first;
    m_filled = kept;
    std::memset(m_buffer.get() + m_filled, 0, paddingBytes);
}

Result<void> FileWindow::more(const CancelToken &token)
{
    if (!m_isStarted)
        WEIR_CHECK(loadHistory(token));
    if (m_isAtEnd)
        return {};
    const std::size_t count = std::max(m_chunk, ahead().size());
    makeRoom(count);
    const std::int64_t from = m_base + static_cast<std::int64_t>(m_filled);
    WEIR_TRY(const std::size_t got, m_input.read(from, m_buffer.get() + m_filled, count, token));
    m_filled += got;
    std::memset(m_buffer.get() + m_filled, 0, paddingBytes);
    m_isAtEnd = m_input.isPipe() ? got == 0 : from + static_cast<std::int64_t>(got) >= m_input.size();
    return {};
}

std::string FileWindow::tailHash(std::int64_t offset) const
{
    const auto end = static_cast<std::size_t>(offset - m_base);
    assert(offset >= m_base && end <= m_filled);
    const std::size_t count = std::min(end, historyBytes);
    return xxh128Hex({m_buffer.get() + end - count, count});
}

} // namespace weir
