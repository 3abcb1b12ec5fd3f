#pragma once

#include "core/connectors/files/fileformat.h"
#include "core/connectors/files/rowencoder.h"

#include <vector>

namespace weir {

/// Writes CSV and TSV that CsvScanner reads back equal: NULL is nothing, empty text is "", quotes as in RFC
/// 4180 where they are needed, LF as line end. A NULL that would make a blank line is written \N.
class CsvEncoder final : public RowEncoder
{
public:
    /// \a fields are the columns of the file; \a columns says for each the batch column that fills it, -1:
    /// NULL.
    CsvEncoder(const FileFormat &format, SchemaPtr fields, std::vector<int> columns);

    [[nodiscard]] std::string header() const override;
    [[nodiscard]] std::string closing() const override { return {}; }
    [[nodiscard]] bool encode(const RecordBatch &rows, std::int64_t row, bool isFirst, std::string &out,
                              RowError &error) override;

private:
    void appendNull(std::string &out) const;
    void appendQuotedIfNeeded(std::string_view text, std::string &out) const;
    [[nodiscard]] bool needsQuotes(std::string_view text) const;

    SchemaPtr m_fields;
    std::vector<int> m_columns;
    char m_delimiter;
    char m_quote;
    bool m_hasHeader;
    bool m_hasByteOrderMark;
    std::string m_nullText;
    bool m_isSpecial[256] = {}; ///< bytes that need quotes
    std::string m_scratch;
};

} // namespace weir
