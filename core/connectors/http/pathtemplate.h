#pragma once

#include "core/base/result.h"
#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// "/orders/{id}/lines?force=1" with names of fields in braces. Values are percent-encoded whole, so that no value can
/// change the path's structure, its query, or where the request goes; a value that is missing, empty, "." or ".." is a row's
/// error.
///
/// Thread-safety: a value.
class PathTemplate
{
public:
    /// InvalidConfig: it does not begin with "/", holds "//" at its start, a scheme or a control character, or a brace is open.
    [[nodiscard]] static Result<PathTemplate> parse(std::string_view text);

    [[nodiscard]] const std::string &text() const { return m_text; }
    /// Names in braces, in order.
    [[nodiscard]] const std::vector<std::string> &fields() const { return m_fields; }
    /// Finds the fields in \a columns; InvalidConfig names one that is not there.
    [[nodiscard]] Result<void> bind(const Schema &columns);
    /// Appends the path for a row. False: \a error says which value cannot be part of a path.
    [[nodiscard]] bool append(const RecordBatch &rows, std::int64_t row, std::string &out, RowError &error) const;

private:
    std::string m_text;
    std::vector<std::string> m_literals; ///< one more than fields
    std::vector<std::string> m_fields;
    std::vector<std::size_t> m_indexes;
};

} // namespace weir
