#include "core/connectors/files/xlsx/workbookwriter.h"

#include "core/connectors/files/xlsx/sheetrows.h"
#include "core/data/encoding.h"
#include "core/data/spreadsheet.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <utility>
#include <vector>
#include <zip.h>

namespace weir {

namespace {

constexpr std::size_t textCharactersMax = 32'767; ///< of a cell
constexpr std::size_t digitsMax = 15;             ///< that spreadsheets keep
constexpr int headStyle = 1;

constexpr std::string_view declaration = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)" "\n";
constexpr std::string_view sheetHead =
    R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">)"
    R"(<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>)";
constexpr std::string_view sheetTail = "</sheetData></worksheet>";

/// Parts that are always the same (ECMA-376 part 1, 12.3 and 18).
constexpr std::pair<const char *, std::string_view> fixedParts[] = {
    {"[Content_Types].xml",
     R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
     R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
     R"(<Default Extension="xml" ContentType="application/xml"/>)"
     R"(<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>)"
     R"(<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>)"
     R"(<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>)"
     R"(</Types>)"},
    {"_rels/.rels",
     R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" )"
     R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
    {"xl/workbook.xml",
     R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" )"
     R"(xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Rows" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
    {"xl/_rels/workbook.xml.rels",
     R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
     R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>)"
     R"(<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>)"},
    {"xl/styles.xml",
     R"(<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">)"
     R"(<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>)"
     R"(<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>)"
     R"(<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>)"
     R"(<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>)"},
};

std::string growingPath(const std::string &path)
{
    return path + ".sheet.part";
}

/// XML knows no control characters; they are written as _xHHHH_ (ECMA-376 part 1, 22.9.2.19), and so is what only looks so.
void appendXml(std::string &out, std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool isControl = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n';
        const bool looksEscaped = c == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_';
        if (isControl || looksEscaped)
            out += fmt::format("_x{:04X}_", static_cast<unsigned char>(c));
        else if (c == '&' || c == '<' || c == '>')
            out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;";
        else
            out += c;
    }
}

/// A spreadsheet shows it as it is.
bool keepsItsDigits(std::string_view number)
{
    if (!isPlainNumber(number))
        return false;
    const std::string_view digits = number.substr(number.front() == '-' ? 1 : 0);
    if (digits.empty() || digits.front() == '+' || (digits.size() > 1 && digits.front() == '0' && digits[1] != '.'))
        return false;
    return static_cast<std::size_t>(std::count_if(digits.begin(), digits.end(), [](char c) { return c != '.'; })) <= digitsMax;
}

} // namespace

Result<WorkbookWriter> WorkbookWriter::create(const std::string &path)
{
    std::ofstream sheet(growingPath(path), std::ios::binary | std::ios::trunc);
    std::error_code ignored;
    std::filesystem::permissions(growingPath(path), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
    WorkbookWriter writer(path, std::move(sheet));
    writer.m_sheet << declaration << sheetHead;
    if (!writer.m_sheet)
        return Unexpected{writer.trouble("cannot be written")};
    return writer;
}

WorkbookWriter::WorkbookWriter(std::string path, std::ofstream sheet)
    : m_path(std::move(path)), m_sheet(std::move(sheet)), m_isOpen(true)
{
}

WorkbookWriter::WorkbookWriter(WorkbookWriter &&other) noexcept
    : m_path(std::move(other.m_path)), m_sheet(std::move(other.m_sheet)), m_row(std::move(other.m_row)), m_rows(other.m_rows),
      m_column(other.m_column), m_isTooLong(other.m_isTooLong), m_isOpen(std::exchange(other.m_isOpen, false))
{
}

WorkbookWriter::~WorkbookWriter()
{
    if (!m_isOpen)
        return;
    m_sheet.close();
    std::error_code ignored;
    std::filesystem::remove(growingPath(m_path), ignored);
}

Error WorkbookWriter::trouble(const std::string &what) const
{
    return {ErrorCode::StorageFull, Recovery::Stop, fmt::format("{} {}; nothing was exported", m_path, what), {}};
}

void WorkbookWriter::beginRow()
{
    if (m_row.empty())
        m_row = fmt::format("<row r=\"{}\">", m_rows + 1);
}

void WorkbookWriter::addText(std::string_view text)
{
    beginRow();
    m_isTooLong |= text.size() > textCharactersMax && codePointCount(text) > static_cast<std::int64_t>(textCharactersMax);
    m_row += fmt::format("<c r=\"{}\"{} t=\"inlineStr\"><is><t xml:space=\"preserve\">", cellName(m_column++, m_rows + 1),
                         m_rows == 0 ? fmt::format(" s=\"{}\"", headStyle) : std::string());
    appendXml(m_row, text);
    m_row += "</t></is></c>";
}

void WorkbookWriter::addNumber(std::string_view number)
{
    if (!keepsItsDigits(number))
        return addText(number);
    beginRow();
    m_row += fmt::format("<c r=\"{}\"><v>{}</v></c>", cellName(m_column++, m_rows + 1), number);
}

Result<void> WorkbookWriter::endRow()
{
    beginRow();
    ++m_rows;
    if (m_isTooLong)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("row {} holds a value of more than {} characters, which no spreadsheet takes; export as CSV", m_rows,
                                textCharactersMax));
    if (m_rows > SheetRows::rowsMax)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("a sheet holds {} rows at most; export as CSV", SheetRows::rowsMax));
    m_sheet << m_row << "</row>";
    m_row.clear();
    m_column = 0;
    return m_sheet ? Result<void>() : Result<void>(Unexpected{trouble("cannot be written")});
}

Result<void> WorkbookWriter::finish()
{
    m_sheet << sheetTail;
    m_sheet.close();
    if (!m_sheet)
        return Unexpected{trouble("cannot be written")};
    const std::string part = m_path + ".part";
    zip_t *zip = zip_open(part.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    if (!zip)
        return Unexpected{trouble("cannot be written")};
    std::vector<std::string> contents; // until zip_close(), which reads them
    contents.reserve(std::size(fixedParts));
    bool isAdded = true;
    const auto add = [&](const char *name, zip_source_t *source) {
        isAdded = isAdded && source && zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) >= 0;
    };
    for (const auto &[name, content] : fixedParts) {
        const std::string &text = contents.emplace_back(std::string(declaration) + std::string(content));
        add(name, zip_source_buffer(zip, text.data(), text.size(), 0));
    }
    add("xl/worksheets/sheet1.xml", zip_source_file(zip, growingPath(m_path).c_str(), 0, -1));
    std::error_code error;
    if (!isAdded || zip_close(zip) != 0) {
        zip_discard(zip);
        std::filesystem::remove(part, error);
        return Unexpected{trouble("cannot be written")};
    }
    std::filesystem::permissions(part, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
    std::filesystem::rename(part, m_path, error);
    return error ? Result<void>(Unexpected{trouble("cannot be written: " + error.message())}) : Result<void>();
}

} // namespace weir
