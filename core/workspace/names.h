#pragma once

#include "core/base/result.h"

#include <string_view>

namespace weir {

/// Whether \a name can be the name of a job or connection, which becomes a file's name on every system: 1 to
/// 150 bytes of UTF-8, no path separators, control characters or < > : " | ? * # @, no leading . or -, no
/// trailing . or space, no reserved device name. InvalidConfig says what is wrong; \a what is "job" or
/// "connection".
[[nodiscard]] Result<void> checkName(std::string_view what, std::string_view name);

} // namespace weir
