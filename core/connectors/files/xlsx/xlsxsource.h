#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/files/csvdetection.h"
#include "core/connectors/files/fileformat.h"
#include "core/connectors/files/xlsx/cellvalues.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Reads one sheet of an .xlsx workbook (ECMA-376). Every field is Text: texts and numbers as stored (see appendNumber()),
/// moments as ISO text by their number format, formulas by their stored result, errors as their name (#N/A). With
/// FileFormat::isShown numbers, moments and truth values are what a spreadsheet program shows (CellFormat), a number whose
/// format shows nothing is NULL, one whose format is not understood is as stored and told as a finding. A cell without a
/// value is NULL; rows without a value are left out, short rows are padded with NULL, a row with a value beside the table
/// is a BrokenRow. The sheet's first visible one with content unless FileFormat::sheet says which; header and titles are
/// found as in CSV files. Positions are "sheet Orders, row 1412". Resumes at any row, by parsing the rows before.
/// A workbook that was saved anew counts as replaced unless sheet, texts and styles are byte for byte the same.
class XlsxSource final : public Source
{
public:
    XlsxSource(std::string path, FileFormat format, ReadOptions options);

    [[nodiscard]] Result<SourceShape> open(const Cursor &from, const SchemaPtr &pinned, const CancelToken &token) override;
    [[nodiscard]] Result<std::optional<SourcePage>> read(const CancelToken &token) override;
    [[nodiscard]] Result<SourceChange> changeSince(const Cursor &cursor, const CancelToken &token) override;
    [[nodiscard]] bool isIncremental() const override { return true; }
    [[nodiscard]] std::int64_t bytesRead() const override;

private:
    /// What a cursor holds: the next row, what the file was, and how the table was found in it.
    struct Position
    {
        std::int64_t row = 1;
        std::int64_t size = 0;
        std::string identity; ///< FileInput::identity()
        std::string digest;   ///< of the parts that were read
        std::string sheet;
        bool hasHeader = true;
        std::int64_t rowsBefore = 0;
        int firstColumn = 0;
        std::size_t width = 0;

        [[nodiscard]] static Result<Position> parse(const Cursor &cursor);
    };
    struct Sample;
    /// One row as text, column by column from the table's first on.
    struct Values
    {
        struct Cell
        {
            std::size_t begin = 0, length = 0;
            std::uint32_t style = 0;
            CellValues::Kind kind = CellValues::Kind::Text;
            bool isSet = false;
        };
        std::string text;
        std::vector<Cell> cells;
        [[nodiscard]] std::string_view of(const Cell &cell) const
        {
            return std::string_view(text).substr(cell.begin, cell.length);
        }
    };

    [[nodiscard]] Result<void> openWorkbook(const CancelToken &token);
    [[nodiscard]] Result<void> takeSheet(const std::string &wanted, const CancelToken &token, std::vector<Finding> &findings);
    [[nodiscard]] Result<void> detect(bool isFollowing, const CancelToken &token);
    [[nodiscard]] Result<SchemaPtr> bindFields(const SchemaPtr &pinned);
    [[nodiscard]] Result<void> sample(SourceShape &shape, bool isNeeded, const CancelToken &token);
    void tellSample(const Sample &seen, const SheetRows &rows, SourceShape &shape) const;
    /// What tells that the last row is a total.
    [[nodiscard]] std::vector<Finding> totalRow(const Values &values, std::int64_t row) const;
    void tellFormats(const Sample &seen, SourceShape &shape) const;
    /// False: the row does not fit the table; \a error says why.
    [[nodiscard]] bool convert(const SheetRow &row, Values &values, RowError &error) const;
    void appendRow(const Values &values);
    [[nodiscard]] Cursor cursorAt(std::int64_t row) const;
    [[nodiscard]] std::string digest() const;

    std::string m_path;
    FileFormat m_format;
    ReadOptions m_options;
    std::unique_ptr<FileInput> m_input;
    std::unique_ptr<ZipArchive> m_archive;
    Workbook m_workbook;
    SharedStrings m_strings;
    Sheet m_sheet;
    CsvLayout m_layout;        ///< dialect and encoding unused
    int m_firstColumn = 0;     ///< of the table
    std::int64_t m_firstRow = 1; ///< that may hold data
    SchemaPtr m_schema;
    std::vector<int> m_fieldOf; ///< for each field of the schema its column, from the table's first on
    std::unique_ptr<SheetRows> m_rows;
    std::int64_t m_nextRow = 1;
    std::int64_t m_rowsLeft = -1;
    std::vector<std::shared_ptr<Column>> m_columns;
    Values m_values;
};

} // namespace weir
