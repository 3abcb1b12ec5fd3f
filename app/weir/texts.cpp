#include "app/weir/texts.h"

#include "core/base/redact.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t cellMax = 60;

std::size_t widthOf(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string shortened(const std::string &cell)
{
    const std::string text = escapeControls(cell);
    if (widthOf(text) <= cellMax)
        return text;
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size(); ++end) {
        if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && seen++ == cellMax - 1)
            break;
    }
    return text.substr(0, end) + "…";
}

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

std::string groupedDigits(std::int64_t number)
{
    std::string digits = std::to_string(number);
    const int first = number < 0 ? 1 : 0;
    for (int at = static_cast<int>(digits.size()) - 3; at > first; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

std::string localTime(std::int64_t ms)
{
    const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
    std::tm local{};
    if (!localtime_r(&seconds, &local))
        return "?";
    const long minutes = local.tm_gmtoff / 60;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                       local.tm_hour, local.tm_min, local.tm_sec, minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                       std::abs(minutes) % 60);
}

Result<std::int64_t> parseLocalTime(const std::string &flag, const std::string &text)
{
    std::string plain = text;
    const bool isUtc = plain.ends_with('Z');
    if (isUtc)
        plain.pop_back();
    for (const char *format : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
        std::tm time{};
        const char *end = strptime(plain.c_str(), format, &time);
        if (!end || *end != '\0')
            continue;
        time.tm_isdst = -1;
        return static_cast<std::int64_t>(isUtc ? timegm(&time) : mktime(&time)) * 1000;
    }
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("{} is \"{}\", but takes a date or time like 2026-03-05, 2026-03-05T13:00 or "
                            "2026-03-05T12:00:00Z",
                            flag, text));
}

std::int64_t wallMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string tableText(const std::vector<std::vector<std::string>> &rows)
{
    std::vector<std::size_t> widths;
    std::vector<std::vector<std::string>> cells;
    for (const auto &row : rows) {
        std::vector<std::string> &line = cells.emplace_back();
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            line.push_back(shortened(row[i]));
            widths[i] = std::max(widths[i], widthOf(line.back()));
        }
    }
    std::string text;
    for (std::size_t at = 0; at < cells.size(); ++at) {
        std::string line;
        for (std::size_t i = 0; i < cells[at].size(); ++i) {
            const std::string &cell = cells[at][i];
            const std::string padding(widths[i] - widthOf(cell), ' ');
            const bool isNumber = at > 0 && isPlainNumber(rows[at][i].substr(0, rows[at][i].find(',')));
            line += (i > 0 ? "  " : "") + (isNumber ? padding + cell : cell + padding);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += (at > 0 ? "\n" : "") + line;
    }
    return text;
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

std::string suggestedFix(std::string_view code, const std::string &field, const std::string &rule)
{
    const std::string name = field.empty() ? "the field" : "\"" + field + "\"";
    const std::string of = rule.empty() ? "" : " (" + rule + ")";
    if (code == "TooLong")
        return fmt::format("widen the column {}{}, or set \"onTooLong\": \"cut\" in the mapping", name, of);
    if (code == "NotANumber" || code == "NotADate" || code == "NotATime" || code == "NotABool" || code == "NotConvertible")
        return fmt::format("map {} with an expression that understands these values, or correct them (--export, edit, "
                           "`weir compensate --from-file`)", name);
    if (code == "OutOfRange" || code == "LosesPrecision")
        return fmt::format("widen the column {}{}", name, of);
    if (code == "MissingRequired" || code == "NotNull")
        return fmt::format("give {} a default in the mapping, or allow NULL in the target", name);
    if (code == "DuplicateKey")
        return "use mode upsert with this key, or correct the rows";
    if (code == "NoSuchKey")
        return "load the rows they belong to first, or use mode upsert";
    if (code == "NoCrosswalkEntry")
        return fmt::format("add the missing entries of {} to the crosswalk", name);
    if (code == "ForeignKey")
        return "load the rows they refer to first, then compensate";
    if (code == "Check" || code == "Rejected")
        return fmt::format("correct the values{}, or change the rule of the target", of);
    if (code == "Ragged" || code == "BrokenRecord" || code == "BrokenTail")
        return "check delimiter, quotes and the end of the file; or bring the row back with --export, edit, `weir "
               "compensate --from-file`";
    if (code == "BadEncoding")
        return "name the encoding of the file (\"encoding\", --encoding)";
    return "export the rows (--export FILE), correct them, bring them back with `weir compensate --from-file FILE`";
}

} // namespace weir
