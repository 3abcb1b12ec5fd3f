#pragma once

#include "core/delivery/endpoints.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace weir {

/// A row as the source has it now.
struct RereadRow
{
    std::string payload;
    bool isRaw = false; ///< its bytes could not be parsed
};

/// Reads rows that the ledger has no copy of from the source again, by their number in it (1 is the first record). Only
/// files keep numbers: nothing is answered for other sources, nor when the file was replaced since \a cursor was taken.
/// Rows that are not there any more are left out.
[[nodiscard]] Result<std::map<std::int64_t, RereadRow>> readLostRows(const Endpoints &ends, const SchemaPtr &pinned,
                                                                    const Cursor &cursor,
                                                                    const std::vector<std::int64_t> &numbers,
                                                                    const CancelToken &token);

} // namespace weir
