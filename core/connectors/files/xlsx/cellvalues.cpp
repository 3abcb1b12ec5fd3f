#include "core/connectors/files/xlsx/cellvalues.h"

#include "core/data/datetime.h"

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::int64_t msPerDay = 86'400'000;
constexpr double serialEnd = 2'958'466; ///< behind 9999-12-31

bool isDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

struct NumberShape
{
    bool isNumber = true;
    bool isWhole = true;
    bool hasExponent = false;
    int digits = 0; ///< that count: without leading zeros
};

NumberShape shapeOf(std::string_view text)
{
    NumberShape shape;
    std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
    bool hasDigit = false;
    for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
        if (isDigit(text[at])) {
            hasDigit = true;
            shape.digits += shape.digits > 0 || text[at] != '0';
        } else if (text[at] == '.' && shape.isWhole) {
            shape.isWhole = false;
        } else {
            shape.isNumber = false;
        }
    }
    shape.hasExponent = at < text.size();
    shape.isNumber = shape.isNumber && hasDigit;
    return shape;
}

bool parseDouble(std::string_view text, double &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

void appendTimeOfDay(std::int64_t ms, std::string &out) { appendTime(ms * 1000, out); }

} // namespace

void appendNumber(std::string_view stored, std::string &out)
{
    const NumberShape shape = shapeOf(stored);
    double value = 0;
    const bool isPlain = !shape.hasExponent && (shape.isWhole || shape.digits <= 15 || shape.digits > 17);
    if (!shape.isNumber || isPlain || !parseDouble(stored, value)) {
        out += stored;
        return;
    }
    const double size = std::abs(value);
    const bool isFixed = size == 0 || (size >= 1e-7 && size < 1e21);
    std::array<char, 64> text{};
    char *const behind = text.data() + text.size();
    const auto [end, error] = isFixed ? std::to_chars(text.data(), behind, value, std::chars_format::fixed)
                                      : std::to_chars(text.data(), behind, value);
    if (error != std::errc()) {
        out += stored;
        return;
    }
    std::string_view shortest(text.data(), static_cast<std::size_t>(end - text.data()));
    if (shortest == "-0")
        shortest = "0";
    // Digits of a whole number that the double does not say are zeros, not what the binary value happens to hold.
    std::array<char, 64> scientific{};
    const auto tail =
        std::to_chars(scientific.data(), scientific.data() + scientific.size(), size, std::chars_format::scientific);
    std::string digits;
    for (const char *at = scientific.data(); at != tail.ptr && *at != 'e'; ++at) {
        if (isDigit(*at))
            digits += *at;
    }
    const std::size_t whole = shortest.size() - (shortest[0] == '-' ? 1 : 0);
    if (isFixed && shortest.find('.') == std::string_view::npos && digits.size() < whole) {
        out += value < 0 ? "-" : "";
        out += digits;
        out.append(whole - digits.size(), '0');
    } else {
        out += shortest;
    }
}

bool isLongNumber(std::string_view number)
{
    const NumberShape shape = shapeOf(number);
    return shape.isNumber && shape.isWhole && !shape.hasExponent && shape.digits > 15;
}

bool appendMoment(std::string_view stored, NumberKind kind, bool is1904, std::string &out)
{
    double serial = 0;
    if (!parseDouble(stored, serial) || serial < 0 || serial >= serialEnd) {
        appendNumber(stored, out);
        return false;
    }
    const std::int64_t all = std::llround(serial * static_cast<double>(msPerDay));
    const std::int64_t day = all / msPerDay;
    const std::int64_t ms = all % msPerDay;
    if (kind == NumberKind::Time && day == 0) {
        appendTimeOfDay(ms, out);
        return true;
    }
    const bool hasTime = kind != NumberKind::Date || ms != 0;
    // The calendar of 1900 has a day 0 and a 29 February that never were.
    if (!is1904 && (day == 0 || day == 60)) {
        out += day == 0 ? "1900-01-00" : "1900-02-29";
    } else {
        const std::int32_t first = is1904 ? daysFromCivil({1904, 1, 1}) : daysFromCivil({1899, 12, day < 60 ? 31 : 30});
        appendDate(first + static_cast<std::int32_t>(day), out);
    }
    if (hasTime) {
        out += 'T';
        appendTimeOfDay(ms, out);
    }
    return is1904 || (day != 0 && day != 60);
}

CellValues::Kind CellValues::append(const SheetRow &row, const SheetCell &cell, std::string &out) const
{
    const std::string_view text = row.textOf(cell);
    switch (cell.kind) {
    case SheetCell::Kind::Shared: {
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
        if (error != std::errc() || end != text.data() + text.size() || index >= m_strings.size())
            return Kind::Broken;
        out += m_strings[index];
        return Kind::Text;
    }
    case SheetCell::Kind::Text:
        out += text;
        return Kind::Text;
    case SheetCell::Kind::Bool:
        if (m_isShown)
            out += text == "1" || text == "true" ? "TRUE" : "FALSE";
        else
            out += text == "1" || text == "true" ? "true" : "false";
        return Kind::Bool;
    case SheetCell::Kind::Error:
        out += text;
        return Kind::Error;
    case SheetCell::Kind::IsoDate:
        out += text;
        return Kind::Moment;
    case SheetCell::Kind::Number:
        break;
    }
    return m_isShown ? appendShown(text, cell.style, out) : appendStored(text, cell.style, out);
}

CellValues::Kind CellValues::appendStored(std::string_view number, std::uint32_t style, std::string &out) const
{
    const NumberKind kind = style < m_workbook.kinds.size() ? m_workbook.kinds[style] : NumberKind::Number;
    if (kind != NumberKind::Number)
        return appendMoment(number, kind, m_workbook.is1904, out) ? Kind::Moment : Kind::BadMoment;
    const std::size_t begin = out.size();
    appendNumber(number, out);
    return isLongNumber(std::string_view(out).substr(begin)) ? Kind::LongNumber : Kind::Number;
}

CellValues::Kind CellValues::appendShown(std::string_view number, std::uint32_t style, std::string &out) const
{
    const NumberKind kind = style < m_workbook.kinds.size() ? m_workbook.kinds[style] : NumberKind::Number;
    const CellFormat::Outcome outcome = m_workbook.formatOf(style).append(number, m_workbook.is1904, out);
    switch (outcome) {
    case CellFormat::Outcome::Shown:
        return kind != NumberKind::Number ? Kind::Moment : isLongNumber(number) ? Kind::LongNumber : Kind::Number;
    case CellFormat::Outcome::Hidden:
        return Kind::Hidden;
    case CellFormat::Outcome::NotUnderstood:
        (void)appendStored(number, style, out);
        return Kind::BadFormat;
    case CellFormat::Outcome::Regional: {
        const Kind stored = appendStored(number, style, out);
        return stored == Kind::BadMoment ? stored : Kind::Regional;
    }
    case CellFormat::Outcome::NoMoment:
    case CellFormat::Outcome::NotANumber:
        break;
    }
    return appendStored(number, style, out);
}

} // namespace weir
