#include "core/connectors/files/xlsx/workbook.h"

#include "core/base/names.h"
#include "core/connectors/files/xlsx/xmlparser.h"

#include <charconv>
#include <fmt/format.h>
#include <map>

namespace weir {

namespace {

constexpr std::size_t sheetsMax = 10'000;
constexpr std::size_t stylesMax = 100'000;

int numberOf(std::string_view text, int otherwise)
{
    int number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool isTrue(std::string_view text) { return text == "1" || text == "true" || text == "on"; }

/// \a target as a relationship of a part in \a folder names it: "/xl/a.xml", "a.xml", "../a.xml". Names within the
/// archive, never a path of the disk.
std::string resolved(std::string_view folder, std::string_view target)
{
    std::string text = target.starts_with('/') ? std::string(target.substr(1)) : std::string(folder) + std::string(target);
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t slash = std::min(text.find('/', at), text.size());
        const std::string part = text.substr(at, slash - at);
        if (part == ".." && !parts.empty())
            parts.pop_back();
        else if (part != "." && part != ".." && !part.empty())
            parts.push_back(part);
        at = slash + 1;
    }
    return fmt::format("{}", fmt::join(parts, "/"));
}

struct Relationships final : XmlHandler
{
    void startElement(std::string_view name, const XmlAttributes &attributes) override
    {
        if (name != "Relationship" || byId.size() >= sheetsMax)
            return;
        const std::string_view type = attributes["Type"];
        byId.insert_or_assign(std::string(attributes["Id"]),
                              std::pair(std::string(type.substr(type.rfind('/') + 1)), std::string(attributes["Target"])));
    }
    void endElement(std::string_view) override {}
    void text(std::string_view) override {}
    std::map<std::string, std::pair<std::string, std::string>, std::less<>> byId; ///< type and target
};

struct WorkbookHandler final : XmlHandler
{
    void startElement(std::string_view name, const XmlAttributes &attributes) override
    {
        if (name == "workbookPr")
            is1904 = isTrue(attributes["date1904"]);
        if (name != "sheet" || sheets.size() >= sheetsMax)
            return;
        const std::string_view state = attributes["state"];
        sheets.push_back({std::string(attributes["name"]), std::string(attributes["id"]),
                          state == "hidden" || state == "veryHidden"});
    }
    void endElement(std::string_view) override {}
    void text(std::string_view) override {}
    std::vector<Sheet> sheets; ///< part: still the relationship's id
    bool is1904 = false;
};

struct StylesHandler final : XmlHandler
{
    void startElement(std::string_view name, const XmlAttributes &attributes) override
    {
        isInCells = isInCells || name == "cellXfs";
        if (name == "numFmt" && codes.size() < stylesMax)
            codes.insert_or_assign(numberOf(attributes["numFmtId"], -1),
                                   std::string(attributes["formatCode"].substr(0, CellFormat::codeBytesMax + 1)));
        if (name == "xf" && isInCells && formats.size() < stylesMax)
            formats.push_back(numberOf(attributes["numFmtId"], 0));
    }
    void endElement(std::string_view name) override { isInCells = isInCells && name != "cellXfs"; }
    void text(std::string_view) override {}
    std::map<int, std::string> codes;
    std::vector<int> formats;
    bool isInCells = false;
};

Result<void> parsePart(const ZipArchive &archive, const std::string &name, XmlHandler &handler, const CancelToken &token)
{
    WEIR_TRY(ZipArchive::Part part, archive.openPart(name));
    XmlParser parser(std::move(part), handler, fmt::format("\"{}\" of {}", name, archive.path()));
    WEIR_TRY([[maybe_unused]] const bool isSuspended, parser.run(token));
    return {};
}

/// What the formats without a code mean; 27 to 36 and 50 to 58 are dates of East Asian programs.
NumberKind builtinKind(int id)
{
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
        return NumberKind::Date;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56)
        return NumberKind::Time;
    return id == 22 ? NumberKind::DateTime : NumberKind::Number;
}

} // namespace

NumberKind numberKindOf(std::string_view code)
{
    bool hasDay = false, hasTime = false, hasMonthOrMinute = false;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        const char c = code[i] >= 'A' && code[i] <= 'Z' ? static_cast<char>(code[i] + 32) : code[i];
        if (c == '"') {
            i = std::min(code.find('"', i + 1), code.size());
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '[') {
            const std::size_t close = std::min(code.find(']', i), code.size());
            const std::string inside = lowerAscii(code.substr(i + 1, close - i - 1));
            hasTime = hasTime || (!inside.empty() && inside.find_first_not_of("hms") == std::string::npos);
            i = close;
        } else if (lowerAscii(code.substr(i, 7)) == "general") {
            i += 6;
        } else {
            hasDay = hasDay || c == 'y' || c == 'd';
            hasTime = hasTime || c == 'h' || c == 's';
            hasMonthOrMinute = hasMonthOrMinute || c == 'm';
        }
    }
    if (hasDay || (hasMonthOrMinute && !hasTime))
        return hasTime ? NumberKind::DateTime : NumberKind::Date;
    return hasTime ? NumberKind::Time : NumberKind::Number;
}

Result<Workbook> Workbook::read(const ZipArchive &archive, const CancelToken &token)
{
    std::string main = "xl/workbook.xml";
    if (archive.find("_rels/.rels")) {
        Relationships top;
        WEIR_CHECK(parsePart(archive, "_rels/.rels", top, token));
        for (const auto &[id, target] : top.byId) {
            if (target.first == "officeDocument")
                main = resolved("", target.second);
        }
    }
    if (!archive.find(main))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} is a ZIP file, but no workbook: its part \"{}\" is missing. Save it as .xlsx",
                                archive.path(), main));
    WorkbookHandler book;
    WEIR_CHECK(parsePart(archive, main, book, token));
    const std::string folder = main.substr(0, main.rfind('/') == std::string::npos ? 0 : main.rfind('/') + 1);
    const std::string links = folder + "_rels/" + main.substr(folder.size()) + ".rels";
    Relationships parts;
    WEIR_CHECK(parsePart(archive, links, parts, token));
    Workbook workbook;
    workbook.is1904 = book.is1904;
    for (Sheet &sheet : book.sheets) {
        const auto link = parts.byId.find(sheet.part);
        if (link == parts.byId.end() || link->second.first != "worksheet")
            continue;
        sheet.part = resolved(folder, link->second.second);
        workbook.sheets.push_back(std::move(sheet));
    }
    for (const auto &[id, target] : parts.byId) {
        if (target.first == "sharedStrings")
            workbook.sharedStrings = resolved(folder, target.second);
        if (target.first == "styles")
            workbook.styles = resolved(folder, target.second);
    }
    if (workbook.sheets.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{} has no sheet with cells", archive.path()));
    if (workbook.styles.empty() || !archive.find(workbook.styles))
        return workbook;
    StylesHandler styles;
    WEIR_CHECK(parsePart(archive, workbook.styles, styles, token));
    std::map<int, std::uint32_t> indexOf;
    for (const int format : styles.formats) {
        const auto code = styles.codes.find(format);
        const bool isBuiltin = code == styles.codes.end();
        workbook.kinds.push_back(isBuiltin ? builtinKind(format) : numberKindOf(code->second));
        const auto [known, isNew] = indexOf.emplace(format, static_cast<std::uint32_t>(workbook.formats.size()));
        if (isNew)
            workbook.formats.push_back(isBuiltin ? CellFormat::ofBuiltin(format) : CellFormat::compile(code->second));
        workbook.formatIndex.push_back(known->second);
    }
    return workbook;
}

} // namespace weir
