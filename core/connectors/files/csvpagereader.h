#pragma once

#include "core/connectors/files/csvscanner.h"
#include "core/connectors/files/textwindow.h"
#include "core/connectors/source.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weir {

/// What a CsvPageReader has to know about its file.
struct CsvPlan
{
    CsvDialect dialect;
    bool hasNullText = false;
    std::string nullText;
    std::vector<std::string> names; ///< of the file's fields, for error texts
    SchemaPtr schema;               ///< of the pages; Text fields
    std::vector<int> fieldOf;       ///< for each field of `schema` its field in the file
};

/// Reads pages of records out of a text window: fields go straight into Text columns; what does not fit
/// becomes a BrokenRow. Nothing is allocated per row.
class CsvPageReader
{
public:
    static constexpr std::size_t pageBytes = 1 << 20;
    static constexpr std::int64_t pageRows = 8192;
    static constexpr std::size_t recordBytesMax = 64 << 20;
    static constexpr std::size_t rawBytesMax = 1 << 20; ///< of a broken row that are kept

    /// \a line is the line at which the window stands.
    CsvPageReader(TextWindow &window, CsvPlan plan, std::int64_t line, bool keepsRaw);

    /// The next page with at most \a rowsMax records (-1: no limit), without its cursor; nothing at the end.
    [[nodiscard]] Result<std::optional<SourcePage>> read(std::int64_t rowsMax, const CancelToken &token);

    /// Consumes \a lines lines unread, and blank lines if \a isHeader asks for the record that follows; its
    /// cells are lost. Used to stand behind titles and header.
    [[nodiscard]] Result<void> skip(std::int64_t lines, bool isHeader, const CancelToken &token);

    [[nodiscard]] std::int64_t line() const { return m_line; }
    /// After the last page: the line of a last record without a line end, else 0; and whether a quote was
    /// open there.
    [[nodiscard]] std::int64_t incompleteLine() const { return m_incompleteLine; }
    [[nodiscard]] bool isOpenQuote() const { return m_isOpenQuote; }

private:
    void startPage(SourcePage &page);
    void finishPage(SourcePage &page);
    /// Scans what the window holds; false when it needs more.
    [[nodiscard]] bool scanAhead(SourcePage &page, std::int64_t rowsMax);
    void addRecord(SourcePage &page, std::string_view text, const CsvRecord &record);
    void addBroken(SourcePage &page, std::string_view text, const CsvRecord &record, RowError error);
    [[nodiscard]] RowError describe(std::string_view text, const CsvRecord &record) const;
    [[nodiscard]] RowError describeEncoding(std::string_view text) const;
    [[nodiscard]] Result<void> dropLongRecord(SourcePage &page, const CancelToken &token);
    void consume(SourcePage *page, std::size_t bytes);
    [[nodiscard]] bool isFull(const SourcePage &page, std::int64_t rowsMax) const;

    TextWindow &m_window;
    CsvPlan m_plan;
    CsvScanner m_scanner;
    std::int64_t m_line;
    bool m_keepsRaw;
    std::vector<std::shared_ptr<Column>> m_columns;
    std::int64_t m_rows = 0;
    std::size_t m_used = 0;                 ///< of the window's text ahead, scanned and not yet consumed
    std::size_t m_pageBytes = 0;            ///< text of this page so far
    std::vector<std::size_t> m_bytesBefore; ///< per column in the page before: what to reserve
    std::int64_t m_rowsBefore = 0;
    std::int64_t m_incompleteLine = 0;
    bool m_isOpenQuote = false;
};

} // namespace weir
