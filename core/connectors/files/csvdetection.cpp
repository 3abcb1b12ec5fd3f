#include "core/connectors/files/csvdetection.h"

#include "core/base/names.h"
#include "core/connectors/files/csvvalues.h"
#include "core/connectors/files/textwindow.h"
#include "core/data/encoding.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace weir {

namespace {

constexpr std::size_t sampleRecordsMax = 300;
constexpr std::size_t titleLinesMax = 20;
constexpr double consistentShare = 0.6;

/// Ties go to the earlier one: a comma stands in texts and decimal numbers, a tab hardly anywhere.
constexpr std::array<char, 4> delimiterCandidates = {'\t', ';', '|', ','};

std::string_view delimiterText(char delimiter)
{
    switch (delimiter) {
    case '\t':
        return "tab";
    case ';':
        return "semicolon";
    case '|':
        return "pipe";
    case ',':
        return "comma";
    case ' ':
        return "space";
    default:
        return "other character";
    }
}

Finding finding(Finding::Level level, std::string code, std::string detail, std::int64_t count = 0,
                std::string field = {})
{
    return {level, std::move(code), std::move(field), count, std::move(detail)};
}

std::string quoted(std::string_view text, char open, char close)
{
    std::string quoted(1, open);
    for (const char c : text)
        quoted += std::string(c == close ? 2 : 1, c);
    return quoted + close;
}

/// As expressions write them; every name can stand in brackets.
std::string quotedName(std::string_view name) { return quoted(name, '[', ']'); }
std::string quotedText(std::string_view text) { return quoted(text, '\'', '\''); }

struct Widths
{
    std::size_t most = 1; ///< the width most records have
    double share = 0;
};

Widths widthsOf(const std::vector<CsvSampleRecord> &records)
{
    std::map<std::size_t, std::size_t> counts;
    for (const CsvSampleRecord &record : records)
        ++counts[record.cells.size()];
    Widths widths;
    std::size_t best = 0;
    for (const auto &[width, count] : counts) {
        if (count >= best) {
            best = count;
            widths.most = width;
        }
    }
    if (!records.empty())
        widths.share = static_cast<double>(best) / static_cast<double>(records.size());
    return widths;
}

std::size_t filledCells(const CsvSampleRecord &record)
{
    return static_cast<std::size_t>(
        std::count_if(record.cells.begin(), record.cells.end(),
                      [](const std::string &cell) { return !trimmed(cell).empty(); }));
}

void detectQuote(std::string_view text, bool isWhole, const FileFormat &format, CsvLayout &layout)
{
    if (format.quote) {
        layout.dialect.quote = *format.quote;
        return;
    }
    layout.dialect.quote = '"';
    if (text.find('"') != std::string_view::npos || text.find('\'') == std::string_view::npos)
        return;
    std::size_t wrapped = 0;
    for (const char delimiter : delimiterCandidates) {
        for (const CsvSampleRecord &record : sampleRecords(text, isWhole, {delimiter, '\0'}, 50)) {
            for (const std::string &cell : record.cells)
                wrapped += cell.size() >= 2 && cell.front() == '\'' && cell.back() == '\'';
        }
        if (wrapped >= 3)
            break;
        wrapped = 0;
    }
    if (wrapped < 3)
        return;
    layout.dialect.quote = '\'';
    layout.findings.push_back(
        finding(Finding::Level::Note, "quote",
                fmt::format("{} fields stand in single quotes and none in double quotes: the "
                            "single quote is read as the quote",
                            wrapped)));
}

void detectDelimiter(std::string_view text, bool isWhole, const FileFormat &format, CsvLayout &layout)
{
    if (format.delimiter || format.kind == FileKind::Tsv) {
        layout.dialect.delimiter = format.delimiter.value_or('\t');
        return;
    }
    layout.dialect.delimiter = ',';
    double best = 0;
    std::size_t width = 1;
    for (const char delimiter : delimiterCandidates) {
        const auto records =
            sampleRecords(text, isWhole, {delimiter, layout.dialect.quote}, sampleRecordsMax);
        const Widths widths = widthsOf(records);
        // One line of text with a comma in it is no proof; a few rows that agree are.
        if (widths.most < 2 || widths.share < consistentShare || widths.share <= best)
            continue;
        best = widths.share;
        width = widths.most;
        layout.dialect.delimiter = delimiter;
    }
    if (width < 2) {
        const auto records = sampleRecords(text, isWhole, layout.dialect, sampleRecordsMax);
        if (widthsOf(records).most > 1)
            best = widthsOf(records).share;
    }
    layout.findings.push_back(finding(
        Finding::Level::Note, "delimiter",
        width < 2
            ? "no delimiter splits the lines evenly: each line is one field, or name it with --delimiter"
            : fmt::format("{}: {:.0f} % of the sampled rows have {} fields",
                          delimiterText(layout.dialect.delimiter), best * 100, width)));
}

/// A word (no number and no date) with nothing but numbers or dates below it: a name, whatever the other fields hold.
bool isWordAboveValues(const std::vector<CsvSampleRecord> &records, std::size_t index, std::size_t last, std::size_t field)
{
    constexpr std::array<std::string_view, 6> noValues = {"NULL", "null", "N/A", "n/a", "NA", "-"};
    if (std::find(noValues.begin(), noValues.end(), trimmed(records[index].cells[field])) != noValues.end())
        return false;
    std::size_t values = 0;
    for (std::size_t row = index + 1; row < last; ++row) {
        const std::string_view cell = field < records[row].cells.size() ? trimmed(records[row].cells[field]) : std::string_view();
        if (cell.empty())
            continue;
        if (!looksLikeNumber(cell) && !looksLikeDate(cell))
            return false;
        ++values;
    }
    return values >= 3;
}

/// Why \a header cannot be a line of names; empty if it can.
std::string reasonAgainstHeader(const CsvSampleRecord &header, const std::vector<CsvSampleRecord> &records,
                                std::size_t index, std::string_view unit)
{
    std::int64_t yearsSeen = 0;
    std::int64_t lastYear = 0;
    for (std::size_t i = 0; i < header.cells.size(); ++i) {
        const std::string_view cell = trimmed(header.cells[i]);
        if (cell.empty() || !(looksLikeNumber(cell) || looksLikeDate(cell)))
            continue;
        const std::int64_t year = yearOf(cell);
        // "product,2021,2022" heads a table by year; "17,2021" is a row.
        if (i > 0 && year > lastYear && !looksLikeNumber(trimmed(header.cells[0]))) {
            lastYear = year;
            ++yearsSeen;
            continue;
        }
        return fmt::format("\"{}\" in {} {} is a value, not a name", header.cells[i].substr(0, 40), unit,
                           header.line);
    }
    const std::size_t last = std::min(records.size(), index + 1 + 50);
    std::size_t repeated = 0;
    for (std::size_t i = 0; i < header.cells.size(); ++i) {
        if (trimmed(header.cells[i]).empty())
            continue;
        if (isWordAboveValues(records, index, last, i))
            return {};
        for (std::size_t row = index + 1; row < last; ++row) {
            if (i < records[row].cells.size() && records[row].cells[i] == header.cells[i]) {
                ++repeated;
                break;
            }
        }
    }
    if (repeated > 0 && repeated * 2 >= filledCells(header))
        return fmt::format("{} of the values in {} {} come again below it", repeated, unit, header.line);
    return {};
}

bool isTitle(const CsvSampleRecord &record, std::size_t width)
{
    const std::size_t filled = filledCells(record);
    if (width < 2)
        return false;
    if (record.cells.size() != width)
        return filled <= std::max<std::size_t>(1, width / 2);
    return width >= 3 && filled <= 1;
}

/// Index of the record that holds the names, or would.
std::size_t findHeader(const std::vector<CsvSampleRecord> &records, const FileFormat &format,
                       std::size_t width)
{
    std::size_t first = 0;
    while (first < records.size() && records[first].line <= format.skip)
        ++first;
    if (format.headerRow) {
        while (first < records.size() && records[first].line < *format.headerRow)
            ++first;
        return first;
    }
    for (std::size_t i = first; i < std::min(records.size(), first + titleLinesMax + 1); ++i) {
        if (!isTitle(records[i], width))
            return i;
    }
    return first;
}

void nameColumns(const std::vector<CsvSampleRecord> &records, std::size_t header, std::size_t width,
                 CsvLayout &layout)
{
    const bool hasCells = layout.hasHeader && header < records.size();
    const std::size_t own = hasCells ? records[header].cells.size() : 0;
    std::size_t count = hasCells ? own : std::max<std::size_t>(width, 1);
    if (hasCells && width > own) {
        // Every row ends in one delimiter too many: the surplus fields are empty, the rows are whole.
        bool isSurplusEmpty = records.size() > header + 1;
        for (std::size_t row = header + 1; row < records.size(); ++row) {
            for (std::size_t i = own; i < records[row].cells.size(); ++i)
                isSurplusEmpty = isSurplusEmpty && records[row].cells[i].empty();
        }
        if (isSurplusEmpty)
            count = width;
        layout.findings.push_back(finding(
            Finding::Level::Warning, "headerWidth",
            isSurplusEmpty
                ? fmt::format("rows have {} fields, the header names {}; the fields behind are empty", width,
                              own)
                : fmt::format("most rows have {} fields, the header names {}: rows that do not fit are set "
                              "apart. Is another line the header (--header-row N)?",
                              width, own)));
    }
    layout.names =
        headerNames(hasCells ? records[header].cells : std::vector<std::string>(), count, layout.findings);
}

void tellHeader(const std::vector<CsvSampleRecord> &records, std::size_t header, const std::string &against,
                std::string_view unit, CsvLayout &layout)
{
    if (!layout.hasHeader) {
        layout.findings.push_back(
            finding(Finding::Level::Note, "header",
                    "no header: " + against + "; the columns are called column_1, column_2 …"));
        return;
    }
    layout.findings.push_back(finding(Finding::Level::Note, "header",
                                      fmt::format("{} {} holds the names: none of them looks like a value", unit,
                                                  header < records.size() ? records[header].line : 1)));
}

} // namespace

std::string CsvLayout::decided() const
{
    const Json object{{"d", std::string(1, dialect.delimiter)},
                      {"q", dialect.quote == '\0' ? std::string() : std::string(1, dialect.quote)},
                      {"e", encoding},
                      {"b", bomBytes},
                      {"h", hasHeader},
                      {"t", linesBefore},
                      {"w", names.size()}};
    return object.dump();
}

void CsvLayout::follow(std::string_view text)
{
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object() || object.size() != 7)
        return;
    dialect.delimiter = object.value("d", std::string(",")).substr(0, 1).c_str()[0];
    dialect.quote = object.value("q", std::string()).c_str()[0];
    encoding = object.value("e", std::string("UTF-8"));
    bomBytes = object.value("b", 0);
    hasHeader = object.value("h", true);
    linesBefore = object.value("t", std::int64_t{0});
    names.assign(object.value("w", std::size_t{0}), {});
}

std::vector<CsvSampleRecord> sampleRecords(std::string_view text, bool isWhole, const CsvDialect &dialect,
                                           std::size_t recordsMax, std::int64_t firstLine)
{
    std::vector<CsvSampleRecord> records;
    CsvScanner scanner(dialect);
    std::int64_t line = firstLine;
    // The scanner reads past the end within its padding.
    std::string padded(text);
    padded.append(CsvScanner::paddingBytes, '\0');
    text = std::string_view(padded).substr(0, text.size());
    while (!text.empty() && records.size() < recordsMax) {
        CsvRecord record;
        const CsvScanner::Found found = scanner.next(text, isWhole, record);
        if (found == CsvScanner::Found::More)
            break;
        if (found == CsvScanner::Found::Record && record.defect == CsvDefect::None) {
            CsvSampleRecord sample;
            sample.line = line;
            for (const CsvField &field : scanner.fields()) {
                std::string &cell = sample.cells.emplace_back();
                const std::string_view content = text.substr(field.offset, field.length);
                if (field.hasEscapes)
                    scanner.unescape(content, cell);
                else
                    cell = content;
                sample.isQuoted.push_back(field.isQuoted);
            }
            records.push_back(std::move(sample));
        }
        line += record.lines;
        text.remove_prefix(record.bytes);
    }
    return records;
}

void detectEncoding(std::string_view rawHead, const FileFormat &format, CsvLayout &layout)
{
    const EncodingGuess guess = guessEncoding(rawHead.substr(0, 64 << 10));
    const bool isWide = guess.name.rfind("UTF-16", 0) == 0;
    if (format.encoding) {
        layout.encoding = *format.encoding;
        const std::string said = lowerAscii(*format.encoding);
        const bool isWideSaid = said.rfind("utf-16", 0) == 0 || said.rfind("utf16", 0) == 0;
        if (isWideSaid && said.find("le") == std::string::npos && said.find("be") == std::string::npos)
            layout.encoding = isWide ? guess.name : "UTF-16LE";
        if ((isUtf8Name(said) && !isWide) || (isWideSaid && isWide))
            layout.bomBytes = guess.bomBytes;
        return;
    }
    layout.encoding = isUtf8Name(guess.name) ? "UTF-8" : guess.name;
    layout.bomBytes = guess.bomBytes;
    if (guess.isCertain && isUtf8Name(guess.name))
        layout.findings.push_back(
            finding(Finding::Level::Note, "encoding", guess.name + ": " + guess.reason));
    else
        layout.findings.push_back(
            finding(Finding::Level::Warning, "encoding",
                    fmt::format("read as {}: {}. If texts look wrong, name it with --encoding", guess.name,
                                guess.reason)));
}

std::vector<std::string> headerNames(const std::vector<std::string> &cells, std::size_t count,
                                     std::vector<Finding> &findings)
{
    std::vector<std::string> names;
    std::set<std::string, std::less<>> used;
    std::int64_t blank = 0, doubled = 0, folded = 0;
    for (std::size_t i = 0; i < count; ++i) {
        std::string name = i < cells.size() ? foldedSpaces(cells[i]) : std::string();
        folded += i < cells.size() && name != cells[i] && !name.empty();
        if (name.empty()) {
            name = fmt::format("column_{}", i + 1);
            blank += !cells.empty();
        }
        std::string unique = name;
        for (int n = 2; used.count(unique) > 0; ++n)
            unique = fmt::format("{}_{}", name, n);
        doubled += unique != name;
        used.insert(unique);
        names.push_back(std::move(unique));
    }
    if (blank > 0)
        findings.push_back(finding(Finding::Level::Warning, "headerBlank",
                                   fmt::format("{} columns have no name; they are called column_N", blank),
                                   blank));
    if (doubled > 0)
        findings.push_back(
            finding(Finding::Level::Warning, "headerDoubled",
                    fmt::format("{} names stand twice; the later ones end in _2, _3 …", doubled), doubled));
    if (folded > 0)
        findings.push_back(
            finding(Finding::Level::Note, "headerSpaces",
                    fmt::format("{} names lost spaces or line ends around or inside them", folded), folded));
    return names;
}

std::size_t detectHeader(const std::vector<CsvSampleRecord> &records, const FileFormat &format, CsvLayout &layout)
{
    const std::string_view unit = format.kind == FileKind::Xlsx ? "row" : "line";
    const std::size_t header = findHeader(records, format, widthsOf(records).most);
    layout.linesBefore = header < records.size() ? records[header].line - 1 : format.skip;
    std::string against;
    if (header < records.size())
        against = reasonAgainstHeader(records[header], records, header, unit);
    layout.hasHeader = format.hasHeader.value_or(format.headerRow || against.empty());
    // Lines above are only left out when a header proves them to be titles; else they stay rows that do not
    // fit.
    if (!layout.hasHeader || format.headerRow)
        layout.linesBefore = format.headerRow ? *format.headerRow - 1 : format.skip;
    layout.linesBefore = std::max(layout.linesBefore, format.skip);
    if (!format.hasHeader && !format.headerRow)
        tellHeader(records, header, against, unit, layout);
    if (layout.hasHeader && layout.linesBefore > format.skip && !format.headerRow)
        layout.findings.push_back(finding(
            Finding::Level::Warning, "titleLines",
            fmt::format("the first {} {}s are titles, not rows; --skip and --header-row change that",
                        layout.linesBefore, unit),
            layout.linesBefore));
    return header;
}

void detectLayout(std::string_view text, bool isWhole, const FileFormat &format, bool isFixed,
                  CsvLayout &layout)
{
    const std::size_t fixedWidth = layout.names.size();
    if (!isFixed) {
        detectQuote(text, isWhole, format, layout);
        detectDelimiter(text, isWhole, format, layout);
    }
    auto records = sampleRecords(text, isWhole, layout.dialect, sampleRecordsMax);
    if (isFixed) {
        std::size_t header = 0;
        while (header < records.size() && records[header].line <= layout.linesBefore)
            ++header;
        std::vector<Finding> ignored;
        const bool hasCells = layout.hasHeader && header < records.size();
        layout.names =
            headerNames(hasCells ? records[header].cells : std::vector<std::string>(), fixedWidth, ignored);
        return;
    }
    const std::size_t header = detectHeader(records, format, layout);
    std::size_t width = widthsOf(records).most;
    if (header + 1 < records.size()) {
        const std::vector<CsvSampleRecord> rows(records.begin() + static_cast<std::ptrdiff_t>(header) +
                                                    (layout.hasHeader ? 1 : 0),
                                                records.end());
        width = widthsOf(rows).most;
    }
    nameColumns(records, header, width, layout);
}

std::vector<Finding> findTotalRow(const std::vector<std::string> &cells,
                                  const std::vector<std::string> &names, std::int64_t line, std::string_view unit)
{
    std::string drop;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string name = i < names.size() ? names[i] : std::string();
        const std::string_view cell = trimmed(cells[i]);
        if (cell.empty()) {
            if (!name.empty())
                drop += fmt::format("coalesce({}, '') = {} and ", quotedName(name), quotedText(cells[i]));
            continue;
        }
        if (!isTotalWord(cell))
            return {};
        const std::string where = line > 0 ? fmt::format(" ({} {})", unit, line) : std::string();
        Finding found = finding(Finding::Level::Warning, "totalRow", {}, 1, name);
        if (cells.size() != names.size()) {
            found.detail = fmt::format("the last row{} is a total: \"{}\". It has {} fields instead of {}, so it would be "
                                       "quarantined",
                                       where, cell, cells.size(), names.size());
        } else if (name.empty()) {
            found.detail = fmt::format("the last row{} is a total: \"{}\", in a field that is not read", where, cell);
        } else {
            found.drop = drop + fmt::format("{} = {}", quotedName(name), quotedText(cells[i]));
            found.detail = fmt::format("the last row{} is a total: \"{}\". `weir map` proposes a filter that leaves it out; "
                                       "so does --filter \"not coalesce({}, false)\"",
                                       where, cell, found.drop);
        }
        return {std::move(found)};
    }
    return {};
}

} // namespace weir
