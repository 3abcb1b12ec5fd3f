#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A regular file opened for reading, or standard input ("-").
///
/// The size is the one seen at open: reading ends there, whatever is appended meanwhile (delivery C7).
/// Errors: NotFound, PermissionDenied, InvalidConfig (a folder, FIFO or device), Unavailable for a failed
/// read. Thread-safety: none.
class FileInput
{
public:
    [[nodiscard]] static Result<FileInput> open(const std::string &path);
    /// Bytes in memory, read as a file would be: samples and spooled pages. \a firstOffset: what came before
    /// them and is not there.
    [[nodiscard]] static FileInput ofBytes(std::string bytes, std::int64_t firstOffset = 0);
    FileInput(FileInput &&other) noexcept;
    FileInput &operator=(FileInput &&other) noexcept;
    ~FileInput();

    [[nodiscard]] bool isPipe() const { return m_isPipe; }
    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] std::int64_t size() const { return m_size; } ///< -1 for a pipe
    /// "device:inode:mtime in ns": equal text means that hashing can be saved.
    [[nodiscard]] const std::string &identity() const { return m_identity; }

    /// Bytes [offset, offset + count) as far as the file had them at open. Not for pipes.
    [[nodiscard]] Result<std::string> readAt(std::int64_t offset, std::size_t count) const;
    /// The first bytes of a pipe, up to \a count, without taking them: read() gives them again. Once, before
    /// read().
    [[nodiscard]] Result<std::string_view> peek(std::size_t count, const CancelToken &token);
    /// True when peek() has seen the end.
    [[nodiscard]] bool isPeekedWhole() const { return m_isPeekedWhole; }
    /// Reads up to \a count bytes at \a offset (a pipe reads on); fewer only at the end. Waits for a pipe
    /// with the token in view. SchemaMismatch when the file has become shorter than it was at open.
    [[nodiscard]] Result<std::size_t> read(std::int64_t offset, char *to, std::size_t count,
                                           const CancelToken &token) const;

private:
    FileInput() = default;
    [[nodiscard]] Result<std::size_t> readPipe(char *to, std::size_t count, const CancelToken &token) const;

    std::string m_path;
    std::string m_identity;
    std::string m_bytes;            ///< instead of m_file; of a pipe what peek() has seen
    std::int64_t m_bytesOffset = 0; ///< of m_bytes
    std::int64_t m_size = -1;
    int m_file = -1;
    bool m_isPipe = false;
    bool m_isPeekedWhole = false;
};

/// A sliding view of a file's raw bytes: what was read and is not consumed, plus 64 KiB of what was consumed
/// last, for the tail hash of cursors. The bytes behind ahead() are readable for `paddingBytes`.
class FileWindow
{
public:
    static constexpr std::size_t historyBytes = 64 << 10;
    static constexpr std::size_t paddingBytes = 64;

    /// Reads \a input, which outlives the window, from \a offset on.
    FileWindow(const FileInput &input, std::int64_t offset);

    [[nodiscard]] std::string_view ahead() const
    {
        return {m_buffer.get() + m_position, m_filled - m_position};
    }
    void consume(std::size_t count) { m_position += count; }
    /// File offset of the first byte of ahead().
    [[nodiscard]] std::int64_t offset() const { return m_base + static_cast<std::int64_t>(m_position); }
    [[nodiscard]] bool isAtEnd() const { return m_isAtEnd; } ///< nothing will come behind ahead()
    /// Reads the next chunk, or as much as ahead() already holds if that is more, so that a record that needs
    /// many chunks is scanned a constant number of times. Invalidates ahead().
    [[nodiscard]] Result<void> more(const CancelToken &token);
    /// XXH3-128 of the up to 64 KiB that end at \a offset, which is at most 64 KiB behind or anywhere in
    /// ahead().
    [[nodiscard]] std::string tailHash(std::int64_t offset) const;

private:
    [[nodiscard]] Result<void> loadHistory(const CancelToken &token);
    void makeRoom(std::size_t count);

    const FileInput &m_input;
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_capacity = 0;
    std::size_t m_position = 0;
    std::size_t m_filled = 0;
    std::int64_t m_base = 0; ///< file offset of the buffer's first byte
    std::size_t m_chunk;
    bool m_isAtEnd = false;
    bool m_isStarted = false;
};

} // namespace weir
