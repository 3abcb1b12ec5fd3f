#pragma once

#include "core/base/result.h"
#include "core/connectors/files/filesidecar.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// A file that this process alone appends to: opened without following links, locked, 0600 when new.
///
/// append() buffers nothing: bytes are in the file, sync() makes them durable. length() counts what belongs
/// to the body; bytes behind it (a closing bracket, the rest of a torn write) are cut by the next append().
///
/// Errors: Conflict when another process holds the lock or has changed or replaced the file ("fenced");
/// StorageFull; after a failed sync nothing more is written (a later sync could claim what the disk never
/// got). Thread-safety: none.
class OwnedFile
{
public:
    OwnedFile() = default;
    OwnedFile(const OwnedFile &) = delete;
    OwnedFile &operator=(const OwnedFile &) = delete;
    ~OwnedFile();

    /// Opens and locks \a path. Makes it if it is missing and \a mayCreate (with fsync of the folder);
    /// NotFound else.
    [[nodiscard]] Result<void> open(const std::string &path, bool mayCreate);
    void close();
    [[nodiscard]] bool isOpen() const { return m_file >= 0; }
    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] const std::string &identity() const { return m_identity; } ///< "device:inode"
    [[nodiscard]] std::int64_t size() const { return m_size; }
    [[nodiscard]] std::int64_t length() const { return m_length; }

    /// True when the file has \a state's length and the bytes before it are the ones that were recorded.
    [[nodiscard]] Result<bool> holds(const FileState &state) const;
    [[nodiscard]] Result<bool> beginsWith(std::string_view bytes) const;
    /// The body ends at \a length. What is behind it is cut off at once, unless it is exactly \a closing.
    [[nodiscard]] Result<void> standAt(std::int64_t length, std::string_view closing);
    [[nodiscard]] Result<void> append(std::string_view bytes);
    /// Writes \a bytes behind the body without counting them to it.
    [[nodiscard]] Result<void> close(std::string_view bytes);
    /// Cuts the body back to \a length after a write that did not succeed.
    [[nodiscard]] Result<void> cutTo(std::int64_t length);
    [[nodiscard]] Result<void> sync();
    [[nodiscard]] FileState state() const;
    /// Conflict when the path no longer names this file or its size is not what we left.
    [[nodiscard]] Result<void> checkUndisturbed() const;
    /// Renames the file; the lock and the identity stay.
    [[nodiscard]] Result<void> rename(const std::string &path);

private:
    [[nodiscard]] Result<void> writeAt(std::int64_t offset, std::string_view bytes);
    [[nodiscard]] Result<std::string> readTail(std::int64_t length) const;

    std::string m_path;
    std::string m_identity;
    std::string m_tail; ///< the up to 64 KiB before m_length
    std::int64_t m_size = 0;
    std::int64_t m_length = 0;
    int m_file = -1;
    bool m_hasFailedSync = false;
};

} // namespace weir
