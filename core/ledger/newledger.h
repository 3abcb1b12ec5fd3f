#pragma once

#include "core/base/result.h"

#include <string>

namespace weir {

/// The bytes of an empty ledger of this version, in WAL mode, that belongs to workspace \a workspaceId (may be empty).
[[nodiscard]] Result<std::string> newLedgerImage(const std::string &workspaceId);

/// Makes \a path an empty ledger with one write: the image beside it, flushed, named, folder flushed; so a ledger is there
/// as a whole or not at all, and durable before its first acknowledgement. A file that is there already, or that another
/// process makes meanwhile, stays as it is.
[[nodiscard]] Result<void> createLedgerFile(const std::string &path, const std::string &workspaceId);

} // namespace weir
