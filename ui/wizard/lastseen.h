#pragma once

#include "ui/bridge/wizardvalues.h"

#include <optional>
#include <string>

namespace weir {

/// What a draft keeps of a source, so that work goes on while it cannot be reached: its fields with types, lengths and counts,
/// and when they were seen. No value of a row is among them. \a key names the source and how it is read.
[[nodiscard]] std::string lastSeenText(const SourceLook &look, const std::string &key);
/// The same as a look without rows; nothing where \a text is of another source, or is none.
[[nodiscard]] std::optional<SourceLook> lastSeenFrom(const std::string &text, const std::string &key);

} // namespace weir
