#pragma once

#include "core/connectors/files/fileinput.h"
#include "core/connectors/source.h"
#include "core/data/jsonrecords.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Reads pages of JSON records out of a file window: cut by JsonRecordCutter, turned into columns by
/// JsonRecordReader; a record that is no strict JSON object becomes a BrokenRow. Positions are byte offsets.
class JsonPageReader
{
public:
    static constexpr std::size_t pageBytes = 1 << 20;
    static constexpr std::int64_t pageRows = 8192;
    static constexpr std::size_t rawBytesMax = 1 << 20; ///< of a broken row that are kept

    /// The window stands at a record border: in an array behind its bracket or behind a comma. \a isWhole:
    /// the file is one document that is one record; \a isInside: the array stands inside a document that goes
    /// on behind it.
    JsonPageReader(FileWindow &window, JsonRecordCutter::Form form, bool isWhole, std::int64_t line,
                   bool isInside, SchemaPtr schema, std::vector<JsonPath> paths, bool keepsRaw);

    /// The next page with at most \a rowsMax records (-1: no limit), without its cursor; nothing at the end.
    [[nodiscard]] Result<std::optional<SourcePage>> read(std::int64_t rowsMax, const CancelToken &token);

    [[nodiscard]] std::int64_t line() const { return m_line; }
    /// The last record had no line end behind it (lines only): its line, else 0.
    [[nodiscard]] std::int64_t incompleteLine() const { return m_incompleteLine; }
    /// The rest of an array could not be told apart: it is one broken row, and nothing can be read behind it.
    [[nodiscard]] bool isTailBroken() const { return m_isTailBroken; }

private:
    [[nodiscard]] Result<void> feedMore(const CancelToken &token);
    void addRecord(SourcePage &page, const JsonRecordCutter::Record &record);
    void addBroken(SourcePage &page, const JsonRecordCutter::Record &record, RowError error);
    void noteUnknownMembers(SourcePage &page);

    FileWindow &m_window;
    JsonRecordCutter::Form m_form;
    std::int64_t m_shift; ///< cutter's offsets minus file offsets
    JsonRecordCutter m_cutter;
    JsonRecordReader m_reader;
    SchemaPtr m_schema;
    bool m_keepsRaw;
    bool m_isWhole;
    bool m_isInside;
    bool m_isFinished = false;
    bool m_isTailBroken = false;
    std::int64_t m_fedTo;  ///< file offset
    std::int64_t m_border; ///< file offset behind the last record taken
    std::int64_t m_line;
    std::int64_t m_incompleteLine = 0;
    std::size_t m_unknownSeen = 0;
};

} // namespace weir
