#include "core/data/spreadsheet.h"

#include <algorithm>
#include <array>

namespace weir {

namespace {

bool startsFormula(std::string_view value)
{
    if (value.empty())
        return false;
    if (std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos || value.front() == '\0')
        return true;
    static constexpr std::array<std::string_view, 4> wide = {"＝", "＋", "－", "＠"};
    return std::any_of(wide.begin(), wide.end(), [&](std::string_view sign) { return value.starts_with(sign); });
}

/// Behind any apostrophes, so that text which has one already comes back as it was.
bool needsGuard(std::string_view value)
{
    value.remove_prefix(std::min(value.find_first_not_of('\''), value.size()));
    return startsFormula(value) && !isPlainNumber(value);
}

} // namespace

bool isPlainNumber(std::string_view value)
{
    std::size_t at = value.starts_with('-') || value.starts_with('+') ? 1 : 0;
    std::size_t digits = 0, points = 0;
    for (; at < value.size(); ++at) {
        if (value[at] >= '0' && value[at] <= '9')
            ++digits;
        else if (value[at] != '.' || ++points > 1)
            return false;
    }
    return digits > 0;
}

bool hasLostDigits(std::string_view before, std::string_view after)
{
    constexpr std::size_t exactDigits = 15, plainDigits = 11; // what spreadsheets keep, and show without an exponent
    const auto isDigits = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!isDigits(before) || before == after)
        return false;
    const std::size_t exponent = after.find_first_of("eE");
    if (exponent != std::string_view::npos)
        return before.size() > plainDigits && isPlainNumber(after.substr(0, exponent)) &&
               isPlainNumber(after.substr(exponent + 1));
    if (!isDigits(after))
        return false;
    const std::size_t zeros = std::min(before.find_first_not_of('0'), before.size() - 1);
    const std::string_view number = before.substr(zeros);
    if (after == number)
        return true; // without the zeros it began with
    return number.size() > exactDigits && after.size() == number.size() &&
           after.starts_with(number.substr(0, exactDigits - 1)) &&
           after.find_first_not_of('0', exactDigits) == std::string_view::npos;
}

std::string spreadsheetCell(std::string_view value)
{
    std::string cell = needsGuard(value) ? "'" : "";
    cell += value;
    if (cell.find_first_of(",;\"\r\n\t") == std::string::npos)
        return cell;
    std::string quoted = "\"";
    for (const char c : cell) {
        quoted += c;
        if (c == '"')
            quoted += '"';
    }
    return quoted + '"';
}

std::string_view withoutGuard(std::string_view cell)
{
    return cell.starts_with('\'') && needsGuard(cell.substr(1)) ? cell.substr(1) : cell;
}

} // namespace weir
