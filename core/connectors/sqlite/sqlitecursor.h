#pragma once

#include "core/base/result.h"
#include "core/connectors/sqlite/sqlitevalue.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// Where a SQLite source resumes, as the JSON text of its Cursor.
struct SqliteCursor
{
    std::vector<SqliteValue> key; ///< order values of the last row, in order; empty: at the beginning
    std::int64_t same = 0; ///< rows with exactly this key that were read already, where keys are not unique
    bool isEnd = false;    ///< the stream was read to its end there: the next reading is an increment
    std::vector<std::uint64_t> ties; ///< digests of the rows read whose cursor field has the last value
    bool isTiesKnown = true;         ///< false: there were too many ties to keep

    [[nodiscard]] std::string text() const;
    /// Stop/StorageCorrupt for a text that this connector did not make.
    [[nodiscard]] static Result<SqliteCursor> parse(const std::string &text);
};

} // namespace weir
