#include "core/base/error.h"

#include <array>

namespace weir {

std::string_view errorCodeName(ErrorCode code)
{
    static constexpr std::array<std::string_view, 14> names = {
        "InvalidConfig", "Unauthenticated", "PermissionDenied", "NotFound",       "SchemaMismatch",
        "InvalidRow",    "Conflict",        "RateLimited",      "Timeout",        "Unavailable",
        "Cancelled",     "StorageFull",     "StorageCorrupt",   "Internal"};
    static_assert(names.size() == static_cast<std::size_t>(ErrorCode::Internal) + 1);
    return names[static_cast<std::size_t>(code)];
}

} // namespace weir
