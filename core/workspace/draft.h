#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/workspace/job.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A job that somebody has begun and not saved: drafts/NAME.json of the workspace. It holds the job as far as it goes, and
/// what the program that is used for it wants to find again (its step, what was agreed to).
///
/// File: {"weir": 1, "draft": 1, "savedAtMs": …, "title": "…", "job": {…}, "state": {…}}; 0600, replaced whole.
/// Thread-safety: values; the functions may be called from any thread, for one name from one at a time.
struct Draft
{
    std::string name; ///< rules of checkName()
    std::string title;
    std::int64_t savedAtMs = 0; ///< since 1970 UTC; set by saveDraft()
    Job job;                    ///< source, target or both may be missing
    std::string state;          ///< JSON object of whoever made the draft, as text; empty: {}
};

/// Writes the draft into the workspace \a folder, whose folder for drafts (0700) is made when it is missing. After an error
/// the draft saved before is in place, whole.
[[nodiscard]] Result<void> saveDraft(const std::string &folder, const Draft &draft, std::int64_t nowMs);

/// NotFound when there is none; InvalidConfig naming the file for one that is damaged.
[[nodiscard]] Result<Draft> loadDraft(const std::string &folder, std::string_view name);

/// Those that can be read, last saved first. A damaged file is left out, and stays.
[[nodiscard]] std::vector<Draft> listDrafts(const std::string &folder);

/// Nothing happens when there is none.
[[nodiscard]] Result<void> removeDraft(const std::string &folder, std::string_view name);

} // namespace weir
