#pragma once

#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// Writes rows as JSON objects: Json fields as they are, absent ones (empty) left out, NULL as null; whole, decimal and
/// floating numbers as numbers with the digits they have, everything else as a string in its exact text form.
///
/// Thread-safety: none.
class JsonRowWriter
{
public:
    /// \a isOneLine: line ends inside of Json fields become blanks.
    JsonRowWriter(const Schema &fields, bool isOneLine);

    /// Appends the object of row \a row. False: it has a value that JSON has not; \a error says which, \a out is as it was.
    [[nodiscard]] bool append(const RecordBatch &rows, std::int64_t row, std::string &out, RowError &error);
    /// Appends one value, not NULL. False: JSON has no such number.
    [[nodiscard]] bool appendValue(const Column &column, std::int64_t row, std::string &out);

private:
    bool m_isOneLine;
    std::vector<std::string> m_keys; ///< "name": as it is written
    std::string m_scratch;
};

} // namespace weir
