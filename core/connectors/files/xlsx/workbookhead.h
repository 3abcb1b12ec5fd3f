#pragma once

#include "core/connectors/files/xlsx/workbook.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// The sheet of \a workbook, read from \a path, that \a wanted names or counts from 1; when it is empty the first visible one
/// with content, else the first. NotFound lists the sheets there are.
[[nodiscard]] Result<Sheet> chooseSheet(const ZipArchive &archive, const Workbook &workbook, const std::string &path,
                                        const std::string &wanted, const CancelToken &token);

/// What a person has to see of a workbook to say where the table in it is.
struct WorkbookHead
{
    struct Row
    {
        std::int64_t number = 0; ///< from 1
        std::vector<std::string> values; ///< of the cells that hold something, as stored
    };
    std::vector<std::string> sheets; ///< visible ones, in the order of their tabs
    std::vector<Row> rows;           ///< the first with content

    /// The first \a rowsMax rows with content of the sheet that chooseSheet() answers. Errors as when it is read as a source.
    [[nodiscard]] static Result<WorkbookHead> read(const std::string &path, const std::string &sheet, std::size_t rowsMax,
                                                   const CancelToken &token);
};

} // namespace weir
