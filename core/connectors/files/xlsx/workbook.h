#pragma once

#include "core/connectors/files/xlsx/cellformat.h"
#include "core/connectors/files/xlsx/ziparchive.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// What a number format shows (ECMA-376 part 1, 18.8.30).
enum class NumberKind : std::uint8_t { Number, Date, Time, DateTime };

/// The kind of a number format's code: "yyyy-mm-dd", "[h]:mm:ss", "0.00%".
[[nodiscard]] NumberKind numberKindOf(std::string_view formatCode);

struct Sheet
{
    std::string name;
    std::string part; ///< name in the archive
    bool isHidden = false;
};

/// What a workbook says about itself: its sheets in the order of their tabs, how dates are counted, what formats show.
struct Workbook
{
    std::vector<Sheet> sheets; ///< worksheets only: no charts, no dialogs
    std::string sharedStrings; ///< part; empty: none
    std::string styles;
    bool is1904 = false;           ///< days count from 1904-01-01
    std::vector<NumberKind> kinds; ///< by cell style
    std::vector<CellFormat> formats{CellFormat::compile("General")}; ///< each once
    std::vector<std::uint32_t> formatIndex; ///< by cell style

    /// The format of the cells of \a style; General for a style that there is not.
    [[nodiscard]] const CellFormat &formatOf(std::uint32_t style) const
    {
        return formats[style < formatIndex.size() ? formatIndex[style] : 0];
    }

    [[nodiscard]] static Result<Workbook> read(const ZipArchive &archive, const CancelToken &token);
};

} // namespace weir
