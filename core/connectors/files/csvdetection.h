#pragma once

#include "core/base/result.h"
#include "core/connectors/files/csvscanner.h"
#include "core/connectors/files/fileformat.h"
#include "core/connectors/source.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// How a CSV file has to be read: what was said about it and what was found out.
struct CsvLayout
{
    CsvDialect dialect;
    std::string encoding = "UTF-8";
    int bomBytes = 0;
    bool hasHeader = true;
    std::int64_t linesBefore = 0;   ///< lines above the header (or above the first row): skipped, titles
    std::vector<std::string> names; ///< one for each field of a row, made unique
    std::vector<Finding> findings;  ///< every decision with its reason

    /// What a cursor keeps, so that a file that has grown is read the way it was begun: one JSON object.
    [[nodiscard]] std::string decided() const;
    /// Takes over what \a decided holds; names and findings stay. Nothing happens with an empty or foreign
    /// text.
    void follow(std::string_view decided);
};

/// Finds encoding and byte order mark of the first bytes of a file (64 KiB are plenty). The format's own
/// encoding wins.
void detectEncoding(std::string_view rawHead, const FileFormat &format, CsvLayout &layout);

/// Finds delimiter, quote, title lines, header and names from the first lines of a file as UTF-8 text; \a
/// isWhole: the text is all there is. What \a format says wins and is not guessed. With \a isFixed the
/// members of \a layout that decided() holds are already right, and only the names are read.
void detectLayout(std::string_view text, bool isWhole, const FileFormat &format, bool isFixed,
                  CsvLayout &layout);

/// A finding "totalRow" if the last record of a file looks like one: its first cell that is not blank is a word for
/// a total. \a cells are its fields, \a names the fields that are read ("" for one that is not), \a line its line, or
/// row of a sheet, in words \a unit; -1: not known. It proposes a filter where the record is a row of which that cell is read.
[[nodiscard]] std::vector<Finding> findTotalRow(const std::vector<std::string> &cells,
                                                const std::vector<std::string> &names, std::int64_t line,
                                                std::string_view unit = "line");

/// Names for columns from header cells: spaces trimmed and folded, empty -> column_N, doubled -> _2; what was
/// changed is a finding.
[[nodiscard]] std::vector<std::string> headerNames(const std::vector<std::string> &cells, std::size_t count,
                                                   std::vector<Finding> &findings);

/// A record of a sample, decoded.
struct CsvSampleRecord
{
    std::int64_t line = 1; ///< at which it starts
    std::vector<std::string> cells;
    std::vector<bool> isQuoted;
};

/// Finds title lines and header among the first records of a table, whatever file it stands in: sets linesBefore,
/// hasHeader and findings of \a layout, and answers the index of the record that holds the names, or would.
[[nodiscard]] std::size_t detectHeader(const std::vector<CsvSampleRecord> &records, const FileFormat &format,
                                       CsvLayout &layout);

/// The first \a recordsMax sound records of \a text.
[[nodiscard]] std::vector<CsvSampleRecord> sampleRecords(std::string_view text, bool isWhole,
                                                         const CsvDialect &dialect, std::size_t recordsMax,
                                                         std::int64_t firstLine = 1);

} // namespace weir
