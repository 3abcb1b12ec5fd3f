#pragma once

#include "core/connectors/files/xlsx/xmlparser.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weir {

/// A cell that holds something. Its text is a piece of SheetRow::text, as the file has it: a number, the index of a shared
/// string, a text, "0" or "1", an error's name.
struct SheetCell
{
    enum class Kind : std::uint8_t { Number, Shared, Text, Bool, Error, IsoDate };
    int column = 0; ///< from 0
    Kind kind = Kind::Number;
    std::uint32_t style = 0;
    std::uint32_t begin = 0, length = 0;
};

struct SheetRow
{
    enum class Defect : std::uint8_t { None, TooLarge, BadReference };
    std::int64_t number = 0; ///< from 1
    bool isHidden = false;
    Defect defect = Defect::None;
    std::int64_t formulasWithoutValue = 0;
    std::vector<SheetCell> cells; ///< ascending by column
    std::string text;

    [[nodiscard]] std::string_view textOf(const SheetCell &cell) const
    {
        return std::string_view(text).substr(cell.begin, cell.length);
    }
};

/// "BC12" for column 54 and row 12.
[[nodiscard]] std::string cellName(int column, std::int64_t row);

/// Reads the rows of one worksheet part from the first to the last, in constant memory. Rows that are not there, or have
/// no cell, are not answered with cells. Thread-safety: none.
class SheetRows
{
public:
    static constexpr int columnsMax = 16'384;
    static constexpr std::int64_t rowsMax = 1'048'576;
    static constexpr std::size_t rowBytesMax = std::size_t{64} << 20;

    [[nodiscard]] static Result<SheetRows> open(const ZipArchive &archive, const std::string &part);
    SheetRows(SheetRows &&) noexcept;
    SheetRows &operator=(SheetRows &&) noexcept;
    ~SheetRows();

    /// The next row; null at the end. Valid until the next call. SchemaMismatch when the sheet is damaged, and when rows
    /// stand in another order than their numbers.
    [[nodiscard]] Result<const SheetRow *> next(const CancelToken &token);
    [[nodiscard]] std::int64_t bytesRead() const;
    /// Seen so far; merged ranges stand behind the rows.
    [[nodiscard]] std::int64_t mergedRanges() const;
    [[nodiscard]] std::int64_t hiddenColumns() const;

private:
    struct Handler;
    SheetRows(std::unique_ptr<Handler> handler, std::unique_ptr<XmlParser> parser, std::string name);
    std::unique_ptr<Handler> m_handler;
    std::unique_ptr<XmlParser> m_parser;
    std::string m_name;
};

} // namespace weir
