#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Kinds of files that can be deleted and had back.
enum class TrashKind : std::uint8_t { Job, Connection, Draft };

/// A file that a person deleted from a workspace.
struct TrashEntry
{
    std::string id; ///< for restoreFromTrash()
    TrashKind kind = TrashKind::Job;
    std::string name;
    std::int64_t deletedAtMs = 0; ///< since 1970 UTC
};

constexpr int trashDays = 30; ///< so long a deleted file can be had back

// Deleted files are in trash/ (0700) of the workspace \a folder, renamed and never copied, so that a file is in one place
// or the other, whole.
// Thread-safety: may be called from any thread, for one name from one at a time.

/// Answers the entry's id. NotFound when there is no such file.
[[nodiscard]] Result<std::string> moveToTrash(const std::string &folder, TrashKind kind, std::string_view name,
                                              std::int64_t nowMs);
/// NotFound when the entry is gone; InvalidConfig when its name has been given to another file meanwhile, which stays.
[[nodiscard]] Result<void> restoreFromTrash(const std::string &folder, const std::string &id);
/// The latest first.
[[nodiscard]] std::vector<TrashEntry> listTrash(const std::string &folder);
/// Removes what was deleted more than trashDays before \a nowMs; answers how many files.
int purgeTrash(const std::string &folder, std::int64_t nowMs);

} // namespace weir
