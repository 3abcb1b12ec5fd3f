#pragma once

#include "core/connectors/postgresql/typemap.h"
#include "core/connectors/source.h"
#include "core/data/recordbatch.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir::postgresql {

/// Turns the messages of COPY … TO STDOUT (FORMAT binary) into columns (manual, COPY, "Binary Format").
///
/// A value that no column can hold (numeric NaN, a day beyond our calendar, text that is no UTF-8) makes its row a
/// BrokenRow; the others go on.
class CopyDecoder
{
public:
    /// One wire form for each field of \a schema, then for fields that only lastText() looks at; Wire::None is text that
    /// the server cast.
    CopyDecoder(SchemaPtr schema, std::vector<Wire> wires);

    /// One message: the header, a tuple, or the end (false). Internal when it is not what the manual says.
    [[nodiscard]] Result<bool> add(std::string_view message);
    [[nodiscard]] std::int64_t records() const { return m_rows + static_cast<std::int64_t>(m_broken.size()); }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }
    /// The page so far; the decoder is empty afterwards.
    [[nodiscard]] SourcePage take();

    /// The value of \a field in the last record as the server reads it, for cursors. False when it was NULL.
    [[nodiscard]] bool lastText(std::size_t field, std::string &out) const;

private:
    struct Cell
    {
        const char *data = nullptr;
        std::int32_t size = -1; ///< -1: NULL
    };
    [[nodiscard]] Result<bool> split(std::string_view tuple);
    [[nodiscard]] bool isWellFormed(const Cell &cell, Wire wire) const;
    [[nodiscard]] std::optional<RowError> trouble() const;
    void append(Column &column, const Cell &cell, Wire wire);
    void appendNumeric(Column &column, const Cell &cell);

    SchemaPtr m_schema;
    std::vector<Wire> m_wires;
    std::vector<std::shared_ptr<Column>> m_columns;
    std::vector<Cell> m_cells;
    std::vector<std::uint16_t> m_groups;
    std::vector<BrokenRow> m_broken;
    std::string m_last; ///< the last tuple, for lastText()
    std::int64_t m_rows = 0;
    std::size_t m_bytes = 0;
    bool m_hasHeader = false;
    bool m_checksText = false;
};

/// \a value of the wire form as text that the server's input function reads back exactly.
void appendWireText(Wire wire, const char *data, std::int32_t size, std::string &out);

} // namespace weir::postgresql
