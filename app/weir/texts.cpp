#include "app/weir/texts.h"

#include "core/base/redact.h"
#include "core/data/spreadsheet.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t cellMax = 60, lastCellMax = 200;

struct CodePoint
{
    char32_t value = 0;
    std::size_t bytes = 1;
};

/// The code point at the beginning of \a text, which is not empty; a broken byte stands for itself.
CodePoint firstCodePoint(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t bytes = byte(0) < 0xC0 ? 1 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
    if (bytes == 1 || bytes > text.size())
        return {byte(0), 1};
    char32_t value = byte(0) & (0x7Fu >> bytes);
    for (std::size_t i = 1; i < bytes; ++i)
        value = value << 6 | (byte(i) & 0x3Fu);
    return {value, bytes};
}

struct Range
{
    char32_t first, last;
};

template<std::size_t size>
bool isIn(char32_t value, const std::array<Range, size> &ranges)
{
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const Range &range) { return value >= range.first && value <= range.last; });
}

/// East Asian Wide and Fullwidth, by blocks.
constexpr std::array<Range, 12> wideRanges = {{{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x33FF}, {0x3400, 0x4DBF},
                                               {0x4E00, 0xA4CF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},
                                               {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 4> zeroRanges = {{{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

std::size_t widthOf(char32_t value)
{
    return isIn(value, zeroRanges) ? 0 : isIn(value, wideRanges) ? 2 : 1;
}

std::string shortened(const std::string &cell, std::size_t widthMax)
{
    const std::string text = escapeControls(cell);
    if (displayWidth(text) <= widthMax)
        return text;
    std::size_t end = 0;
    for (std::size_t width = 0; end < text.size();) {
        const CodePoint point = firstCodePoint(std::string_view(text).substr(end));
        width += widthOf(point.value);
        if (width > widthMax - 1)
            break;
        end += point.bytes;
    }
    return text.substr(0, end) + "…";
}

} // namespace

std::size_t displayWidth(std::string_view text)
{
    std::size_t width = 0;
    while (!text.empty()) {
        const CodePoint point = firstCodePoint(text);
        width += widthOf(point.value);
        text.remove_prefix(point.bytes);
    }
    return width;
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
            line.push_back(shortened(row[i], i + 1 == rows.front().size() ? lastCellMax : cellMax));
            widths[i] = std::max(widths[i], displayWidth(line.back()));
        }
    }
    std::string text;
    for (std::size_t at = 0; at < cells.size(); ++at) {
        std::string line;
        for (std::size_t i = 0; i < cells[at].size(); ++i) {
            const std::string &cell = cells[at][i];
            const std::string padding(widths[i] - displayWidth(cell), ' ');
            const bool isNumber = at > 0 && isPlainNumber(rows[at][i].substr(0, rows[at][i].find(',')));
            line += (i > 0 ? "  " : "") + (isNumber ? padding + cell : cell + padding);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += (at > 0 ? "\n" : "") + line;
    }
    return text;
}

std::string nextStep(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidConfig: return "correct it and run the same command again; `weir validate` checks files offline";
    case ErrorCode::Unauthenticated: return "check the user and the secret (`weir secrets where NAME`), then run the same command again";
    case ErrorCode::PermissionDenied:
        return "ask for the right that is missing; `weir connections ddl NAME` prints the SQL for an administrator";
    case ErrorCode::NotFound: return "check the name; `weir inspect PLACE` lists what is there";
    case ErrorCode::SchemaMismatch: return "look at both sides with `weir inspect PLACE`, do what the message offers, then run the same command again";
    case ErrorCode::InvalidRow: return "correct the row or the mapping; `weir preview JOB` shows what would happen";
    case ErrorCode::Conflict: return "see `weir status`, decide what is meant, then run the same command again";
    case ErrorCode::RateLimited:
    case ErrorCode::Timeout:
    case ErrorCode::Unavailable: return "run the same command again later; it continues where it was";
    case ErrorCode::Cancelled: return "run the same command again; it continues where it was";
    case ErrorCode::StorageFull: return "free space, then run the same command again; it continues where it was";
    case ErrorCode::StorageCorrupt: return "do not run again; see `weir check`, then restore a backup";
    case ErrorCode::Internal: return "do not run again; see `weir check`, and report this as a fault of Weir";
    }
    return {};
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
