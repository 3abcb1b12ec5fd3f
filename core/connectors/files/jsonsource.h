#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/files/filecursor.h"
#include "core/connectors/files/fileformat.h"
#include "core/connectors/files/jsonpagereader.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Reads records of a JSON file: lines (NDJSON), the elements of an array, or of an array inside a document.
/// Fields are the top-level members seen in samples; selected names may be paths. Positions are byte offsets.
/// Constant memory.
///
/// NDJSON can grow like a CSV file; a changed array is another file. A broken rest of an array is one row and
/// then an error: nobody knows what stood there.
class JsonSource final : public Source
{
public:
    JsonSource(std::string path, FileFormat format, ReadOptions options);

    [[nodiscard]] Result<SourceShape> open(const Cursor &from, const SchemaPtr &pinned,
                                           const CancelToken &token) override;
    [[nodiscard]] Result<std::optional<SourcePage>> read(const CancelToken &token) override;
    [[nodiscard]] Result<SourcePage> parseSpooled(std::string raw, const Cursor &next,
                                                  std::string label) override;
    [[nodiscard]] Result<SourceChange> changeSince(const Cursor &cursor, const CancelToken &token) override;
    [[nodiscard]] bool isIncremental() const override { return true; }
    [[nodiscard]] std::int64_t bytesRead() const override { return m_window ? m_window->offset() : 0; }

private:
    enum class Form : std::uint8_t { Lines, Array, Document }; ///< Document: the whole file is one record

    [[nodiscard]] Result<void> openInput();
    [[nodiscard]] Result<void> detect(std::string_view head, bool isWhole, SourceShape &shape);
    [[nodiscard]] Result<void> findArray(const CancelToken &token);
    [[nodiscard]] Result<void> learnFields(std::string_view head, bool isWhole, SourceShape &shape,
                                           const CancelToken &token);
    /// Samples the records of the whole source; true: all of them.
    [[nodiscard]] Result<bool> sample(std::string_view head, bool isWhole, JsonShape &learned,
                                      const CancelToken &token) const;
    /// Compares \a pinned with the records that will be read.
    [[nodiscard]] Result<void> checkPinned(const Schema &pinned, const FileCursor *at, std::string_view head, bool isWhole,
                                           SourceShape &shape, const CancelToken &token) const;
    /// The members that every one of the first records has.
    [[nodiscard]] Schema usualMembers(std::string_view records) const;
    void addSample(std::string_view bytes, bool isAtBorder, std::size_t recordsMax, JsonShape &learned) const;
    [[nodiscard]] Result<void> scanWhole(JsonShape &learned, const CancelToken &token) const;
    [[nodiscard]] Result<void> bindFields(const SchemaPtr &pinned, SourceShape &shape);
    [[nodiscard]] JsonRecordCutter::Form cutterForm() const;
    [[nodiscard]] std::string decided() const;
    void follow(const FileCursor &at);
    [[nodiscard]] std::string spoolHeader(std::int64_t offset, std::int64_t line) const;

    std::string m_path;
    FileFormat m_format;
    ReadOptions m_options;
    std::unique_ptr<FileInput> m_input;
    Form m_form = Form::Lines;
    std::string m_records;    ///< path of the array
    std::int64_t m_start = 0; ///< file offset of the first record or just behind the bracket
    std::int64_t m_startLine = 1;
    SchemaPtr m_schema;
    std::vector<JsonPath> m_paths;
    FileCursor m_cursor;
    std::unique_ptr<FileWindow> m_window;
    std::unique_ptr<JsonPageReader> m_reader;
    std::int64_t m_rowsLeft = -1;
};

} // namespace weir
