#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace weir {

/// Replaces \a path by a file (0600) with \a content: written beside it, flushed, renamed, folder flushed.
/// After an error the old content is in place, whole.
[[nodiscard]] Result<void> replaceFile(const std::string &path, std::string_view content);

/// Removes from \a folder what replaceFile() left there when its process was killed, of files whose name ends in \a ending
/// (".json"). What a living process is writing stays. Nothing happens where nothing can be removed.
void removeAbandoned(const std::string &folder, std::string_view ending);

/// Closes a file descriptor at the end of the scope. Not copyable.
class OpenFile
{
public:
    explicit OpenFile(int descriptor) : m_descriptor(descriptor) {}
    OpenFile(const OpenFile &) = delete;
    OpenFile &operator=(const OpenFile &) = delete;
    ~OpenFile();

    [[nodiscard]] int get() const { return m_descriptor; } ///< negative: opening failed
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }

private:
    int m_descriptor;
};

/// The whole content of an open file; at most \a bytesMax + 1 bytes, so that the caller sees that there is
/// more.
[[nodiscard]] Result<std::string> readOpenFile(int descriptor, const std::string &path, std::size_t bytesMax);

/// The Error of a failed system call, from errno: "PATH: cannot DOING: reason".
[[nodiscard]] Unexpected systemFailure(const std::string &path, std::string_view doing);

} // namespace weir
