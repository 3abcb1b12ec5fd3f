#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "core/drill/shopserver.h"

#include <cstdint>

namespace weir {

/// What a careless client made of the shop.
struct NaiveOutcome
{
    std::int64_t appended = 0;    ///< rows it wrote
    std::int64_t lost = 0;        ///< orders it never wrote
    std::int64_t duplicated = 0;  ///< rows it wrote beyond the first of an order
    std::int64_t failedPages = 0; ///< it went on without them
};

/// Reads the shop as a script of ten lines would: page after page by number, no check of status, length or
/// content, one try each; what fails is skipped, what comes is appended. For the scorecard beside Weir's own.
[[nodiscard]] Result<NaiveOutcome> runNaiveClient(const ShopServer &shop, const CancelToken &token);

} // namespace weir
