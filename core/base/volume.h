#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace weir {

/// The file system that holds a path, as statfs(2) tells it now.
struct Volume
{
    std::int64_t bytes = 0;
    std::int64_t bytesFree = 0; ///< for a user without privileges
    bool isNetwork = false;     ///< NFS, SMB, 9P: locks and syncs may not hold what they promise

    /// Of an existing file or folder; nothing when the system does not say.
    [[nodiscard]] static std::optional<Volume> of(const std::string &path);
};

} // namespace weir
