#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/files/csvdetection.h"
#include "core/connectors/files/csvpagereader.h"
#include "core/connectors/files/filecursor.h"
#include "core/connectors/files/fileformat.h"

#include <memory>
#include <optional>
#include <string>

namespace weir {

class ValueCheckup;

/// Reads a CSV or TSV file, or such text from standard input. Every field is Text; proposals say which type a
/// new table should give it. Positions are lines. Resumes at any record border; a pipe cannot resume.
class CsvSource final : public Source
{
public:
    CsvSource(std::string path, FileFormat format, ReadOptions options);

    [[nodiscard]] Result<SourceShape> open(const Cursor &from, const SchemaPtr &pinned,
                                           const CancelToken &token) override;
    [[nodiscard]] Result<std::optional<SourcePage>> read(const CancelToken &token) override;
    [[nodiscard]] Result<SourcePage> parseSpooled(std::string raw, const Cursor &next,
                                                  std::string label) override;
    [[nodiscard]] Result<SourceChange> changeSince(const Cursor &cursor, const CancelToken &token) override;
    [[nodiscard]] bool isIncremental() const override { return true; }
    [[nodiscard]] std::int64_t bytesRead() const override { return m_window ? m_window->offset() : 0; }

private:
    [[nodiscard]] Result<void> openInput();
    [[nodiscard]] Result<void> detect(const FileCursor *at, const CancelToken &token, std::string &headText,
                                      bool &isWhole);
    [[nodiscard]] Result<SchemaPtr> bindFields(const SchemaPtr &pinned, CsvPlan &plan);
    [[nodiscard]] Result<void> sampleFile(std::string_view headText, bool isWhole, ValueCheckup &checkup,
                                          SourceShape &shape, const CancelToken &token);
    [[nodiscard]] Result<void> scanWhole(ValueCheckup &checkup, const CancelToken &token);
    void addSample(std::string_view text, bool isWhole, std::size_t recordsMax, ValueCheckup &checkup) const;
    /// Looks whether \a last is a total, which is left out of the sample for types.
    void findTotal(const CsvSampleRecord &last, bool isLineKnown, SourceShape &shape);
    [[nodiscard]] bool isTotal(const RecordBatch &rows, std::int64_t row) const;
    [[nodiscard]] Result<std::string> tailText(); ///< whole lines from the end of the file
    [[nodiscard]] Result<void> standAt(const FileCursor *at, const CancelToken &token);
    /// The record border that reading stands at.
    Cursor borderCursor();
    [[nodiscard]] std::string spoolHeader(std::int64_t offset, std::int64_t line) const;

    std::string m_path;
    FileFormat m_format;
    ReadOptions m_options;
    std::unique_ptr<FileInput> m_input;
    CsvLayout m_layout;
    CsvPlan m_plan;
    FileCursor m_cursor; ///< constant members of every cursor of this open()
    std::unique_ptr<TextWindow> m_window;
    std::unique_ptr<CsvPageReader> m_reader;
    std::string m_decided;
    std::int64_t m_rowsLeft = -1; ///< of ReadOptions::rowsMax
    std::vector<std::string> m_totalCells; ///< of the last record, if it is a total; else empty
};

} // namespace weir
