#pragma once

#include "core/connectors/files/xlsx/sharedstrings.h"
#include "core/connectors/files/xlsx/sheetrows.h"
#include "core/connectors/files/xlsx/workbook.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// Appends the number \a stored as people write it, with the value it has: whole numbers and decimals of up to 15
/// digits stay as they are written. Spreadsheets write doubles with 16 and 17 digits or an exponent: those become the
/// shortest text that reads back as the same double, without exponent from 1e-7 up to below 1e21. What is no number stays.
void appendNumber(std::string_view stored, std::string &out);

/// True for a whole number of more than 15 digits: a spreadsheet keeps 15 of them.
[[nodiscard]] bool isLongNumber(std::string_view number);

/// Appends the moment \a stored (days since the workbook's beginning) as "2026-03-05", "10:20:30" or
/// "2026-03-05T10:20:30", to the millisecond. A date format over a value with a time of day gives both: nothing is cut off.
/// 1900-02-29, which spreadsheets know, is written as such. False, and the number, for what is no moment: negative, beyond
/// 9999-12-31, no number.
[[nodiscard]] bool appendMoment(std::string_view stored, NumberKind kind, bool is1904, std::string &out);

/// Turns cells of one workbook into values as text.
class CellValues
{
public:
    enum class Kind : std::uint8_t {
        Text,
        Number,
        LongNumber,
        Moment,
        BadMoment,
        Bool,
        Error,
        Broken,
        Hidden,    ///< as shown: its format shows nothing
        BadFormat, ///< as shown: its format is not understood, it is as stored
        Regional,  ///< as shown: each computer shows it in its own way, it is as stored
    };

    /// \a isShown: numbers and truth values as a spreadsheet program shows them (CellFormat), not as they are stored.
    CellValues(const Workbook &workbook, const SharedStrings &strings, bool isShown = false)
        : m_workbook(workbook), m_strings(strings), m_isShown(isShown)
    {}

    /// Appends the value of \a cell of \a row. Broken: it names a shared text that is not there.
    [[nodiscard]] Kind append(const SheetRow &row, const SheetCell &cell, std::string &out) const;

private:
    [[nodiscard]] Kind appendStored(std::string_view number, std::uint32_t style, std::string &out) const;
    [[nodiscard]] Kind appendShown(std::string_view number, std::uint32_t style, std::string &out) const;

    const Workbook &m_workbook;
    const SharedStrings &m_strings;
    bool m_isShown;
};

} // namespace weir
