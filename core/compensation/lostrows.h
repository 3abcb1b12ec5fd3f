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

/// A row that the ledger has no copy of.
struct LostRow
{
    std::int64_t id = 0;
    std::int64_t seq = 0;   ///< its number in the stream: 1 is the first record; 0: its generation is over
    std::string naturalKey; ///< of the source's row; empty: not known
};

/// Reads \a rows from the source again; answers by id. Files keep their numbers, unless the file was replaced since \a cursor was
/// taken; in databases and APIs, which are read whole for it, a row is found by its natural key (\a keyFields of the
/// source, empty: none). Rows that are not there any more, or whose key stands there more than once, are left out.
[[nodiscard]] Result<std::map<std::int64_t, RereadRow>> readLostRows(const Endpoints &ends, const SchemaPtr &pinned,
                                                                    const Cursor &cursor, const std::vector<LostRow> &rows,
                                                                    const std::vector<std::size_t> &keyFields,
                                                                    const CancelToken &token);

} // namespace weir
