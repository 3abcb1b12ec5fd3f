#pragma once

#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"

#include <cstdint>
#include <string>

namespace weir {

/// Turns rows into the bytes of a file. A file is header(), then for each record what encode() appends, then
/// closing(); a file without its closing() is one that is still being written.
///
/// Interface for file formats; one for each batch schema. Thread-safety: none.
class RowEncoder
{
public:
    virtual ~RowEncoder() = default;

    /// Bytes the file begins with; may be empty.
    [[nodiscard]] virtual std::string header() const = 0;
    /// Bytes that end a complete file, cut off before more is appended; may be empty.
    [[nodiscard]] virtual std::string closing() const = 0;
    /// Appends row \a row of \a rows to \a out. \a isFirst: no record stands in the file before it. False:
    /// the row cannot be written without a change; \a error says why, \a out is as it was.
    [[nodiscard]] virtual bool encode(const RecordBatch &rows, std::int64_t row, bool isFirst,
                                      std::string &out, RowError &error) = 0;
};

} // namespace weir
