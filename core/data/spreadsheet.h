#pragma once

#include <string>
#include <string_view>

namespace weir {

/// A cell of a CSV file for spreadsheets (SR-50): quoted by RFC 4180; text that a spreadsheet would take for a formula
/// gets a leading ', numbers stay.
[[nodiscard]] std::string spreadsheetCell(std::string_view value);
/// The text that spreadsheetCell() guarded, from the content of the cell.
[[nodiscard]] std::string_view withoutGuard(std::string_view cell);

/// \a after is what a spreadsheet makes of \a before when it takes it for a number: "310104188903075654" becomes
/// "3.10104E+17" or "310104188903075000", "0012" becomes "12". Such a change was not meant.
[[nodiscard]] bool hasLostDigits(std::string_view before, std::string_view after);

/// "-12.5", "+3": digits with at most one point and a sign.
[[nodiscard]] bool isPlainNumber(std::string_view value);

} // namespace weir
