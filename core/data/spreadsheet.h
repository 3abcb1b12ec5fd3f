#pragma once

#include <string>
#include <string_view>

namespace weir {

/// A cell of a CSV file for spreadsheets (SR-50): quoted by RFC 4180; text that a spreadsheet would take for a formula
/// gets a leading ', numbers stay.
[[nodiscard]] std::string spreadsheetCell(std::string_view value);
/// The text that spreadsheetCell() guarded, from the content of the cell.
[[nodiscard]] std::string_view withoutGuard(std::string_view cell);

/// "-12.5", "+3": digits with at most one point and a sign.
[[nodiscard]] bool isPlainNumber(std::string_view value);

} // namespace weir
