#include "core/connectors/files/xlsx/workbookhead.h"

#include "core/base/names.h"
#include "core/connectors/files/fileinput.h"
#include "core/connectors/files/xlsx/cellvalues.h"

#include <algorithm>
#include <charconv>
#include <fmt/ranges.h>

namespace weir {

namespace {

Result<bool> hasContent(const ZipArchive &archive, const Sheet &sheet, const CancelToken &token)
{
    WEIR_TRY(SheetRows rows, SheetRows::open(archive, sheet.part));
    for (;;) {
        WEIR_TRY(const SheetRow *row, rows.next(token));
        if (!row || !row->cells.empty())
            return row != nullptr;
    }
}

Result<Sheet> namedSheet(const Workbook &workbook, const std::string &path, const std::string &wanted)
{
    for (const Sheet &sheet : workbook.sheets) {
        if (sheet.name == wanted || lowerAscii(sheet.name) == lowerAscii(wanted))
            return sheet;
    }
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
    if (error == std::errc() && end == wanted.data() + wanted.size() && number >= 1 && number <= workbook.sheets.size())
        return workbook.sheets[number - 1];
    constexpr std::size_t namesShownMax = 20;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(workbook.sheets.size(), namesShownMax); ++i)
        names.push_back(workbook.sheets[i].name);
    return fail(ErrorCode::NotFound, Recovery::Stop,
                fmt::format("{} has no sheet \"{}\"; its sheets are {}", path, wanted, fmt::join(names, ", ")));
}

} // namespace

Result<Sheet> chooseSheet(const ZipArchive &archive, const Workbook &workbook, const std::string &path,
                          const std::string &wanted, const CancelToken &token)
{
    if (!wanted.empty())
        return namedSheet(workbook, path, wanted);
    for (const Sheet &sheet : workbook.sheets) {
        if (sheet.isHidden)
            continue;
        WEIR_TRY(const bool isFilled, hasContent(archive, sheet, token));
        if (isFilled)
            return sheet;
    }
    return workbook.sheets.front();
}

Result<WorkbookHead> WorkbookHead::read(const std::string &path, const std::string &sheet, std::size_t rowsMax,
                                        const CancelToken &token)
{
    WEIR_TRY(const FileInput input, FileInput::open(path));
    WEIR_TRY(const ZipArchive archive, ZipArchive::open(input));
    WEIR_TRY(const Workbook workbook, Workbook::read(archive, token));
    WEIR_TRY(const Sheet chosen, chooseSheet(archive, workbook, path, sheet, token));
    WEIR_TRY(const SharedStrings strings, SharedStrings::read(archive, workbook.sharedStrings, token));
    WorkbookHead head;
    for (const Sheet &each : workbook.sheets) {
        if (!each.isHidden)
            head.sheets.push_back(each.name);
    }
    const CellValues values(workbook, strings);
    WEIR_TRY(SheetRows rows, SheetRows::open(archive, chosen.part));
    while (head.rows.size() < rowsMax) {
        WEIR_TRY(const SheetRow *row, rows.next(token));
        if (!row)
            break;
        if (row->cells.empty())
            continue;
        Row shown{row->number, {}};
        for (const SheetCell &cell : row->cells)
            (void)values.append(*row, cell, shown.values.emplace_back());
        head.rows.push_back(std::move(shown));
    }
    return head;
}

} // namespace weir
