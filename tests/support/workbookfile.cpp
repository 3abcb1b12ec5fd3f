#include "tests/support/workbookfile.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <zip.h>

namespace weir::test {

namespace {

const std::string declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const std::string mainSpace = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
const std::string officeLinks = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string links(const std::vector<std::pair<std::string, std::string>> &targets)
{
    std::string xml = declaration + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
    for (std::size_t i = 0; i < targets.size(); ++i)
        xml += fmt::format("<Relationship Id=\"rId{}\" Type=\"{}/{}\" Target=\"{}\"/>", i + 1, officeLinks, targets[i].first,
                           targets[i].second);
    return xml + "</Relationships>";
}

} // namespace

void WorkbookFile::addSheet(const std::string &name, const std::string &rows, const std::string &behind, const std::string &state)
{
    m_sheets.push_back({name, declaration + fmt::format("<worksheet {}><sheetData>{}</sheetData>{}</worksheet>", mainSpace, rows, behind),
                        state});
}

void WorkbookFile::setFormats(const std::vector<std::string> &codes) { m_formats = codes; }

int WorkbookFile::shared(const std::string &text, bool isXml)
{
    m_strings += isXml ? "<si>" + text + "</si>" : "<si><t xml:space=\"preserve\">" + xmlText(text) + "</t></si>";
    return m_stringCount++;
}

void WorkbookFile::setPart(const std::string &name, const std::string &content) { m_own.emplace_back(name, content); }

std::vector<std::pair<std::string, std::string>> WorkbookFile::parts() const
{
    std::vector<std::pair<std::string, std::string>> targets;
    std::string book = declaration + fmt::format("<workbook {} xmlns:r=\"{}\"><workbookPr date1904=\"{}\"/><sheets>", mainSpace,
                                                 officeLinks, m_is1904 ? 1 : 0);
    std::vector<std::pair<std::string, std::string>> parts;
    for (std::size_t i = 0; i < m_sheets.size(); ++i) {
        const std::string &state = m_sheets[i].state;
        book += fmt::format("<sheet name=\"{}\" sheetId=\"{}\" {} r:id=\"rId{}\"/>", xmlText(m_sheets[i].name), i + 1,
                            state.empty() ? "" : "state=\"" + state + "\"", i + 1);
        targets.emplace_back("worksheet", fmt::format("worksheets/sheet{}.xml", i + 1));
        parts.emplace_back(fmt::format("xl/worksheets/sheet{}.xml", i + 1), m_sheets[i].xml);
    }
    targets.emplace_back("sharedStrings", "sharedStrings.xml");
    targets.emplace_back("styles", "/xl/styles.xml");
    std::string styles = declaration + "<styleSheet " + mainSpace + "><numFmts>";
    std::string cells = "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>";
    for (std::size_t i = 0; i < m_formats.size(); ++i) {
        styles += fmt::format("<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", 164 + i, xmlText(m_formats[i]));
        cells += fmt::format("<xf numFmtId=\"{}\"/>", 164 + i);
    }
    parts.emplace_back("_rels/.rels", links({{"officeDocument", "xl/workbook.xml"}}));
    parts.emplace_back("xl/workbook.xml", book + "</sheets></workbook>");
    parts.emplace_back("xl/_rels/workbook.xml.rels", links(targets));
    parts.emplace_back("xl/styles.xml", styles + cells + "</cellXfs></styleSheet>");
    parts.emplace_back("xl/sharedStrings.xml", declaration + "<sst " + mainSpace + ">" + m_strings + "</sst>");
    for (const auto &[name, content] : m_own) {
        const std::string &own = name;
        std::erase_if(parts, [&](const auto &part) { return part.first == own; });
        if (!content.empty())
            parts.emplace_back(name, content);
    }
    return parts;
}

void WorkbookFile::save(const std::string &path) const
{
    const auto all = parts();
    zip_t *zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    if (!zip)
        std::abort();
    for (const auto &[name, content] : all) {
        zip_source_t *source = zip_source_buffer(zip, content.data(), content.size(), 0);
        const zip_int64_t index = zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0)
            std::abort();
        zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), m_isStored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
        if (!m_password.empty())
            zip_file_set_encryption(zip, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, m_password.c_str());
    }
    if (zip_close(zip) != 0)
        std::abort();
}

std::string xmlText(const std::string &text)
{
    std::string xml;
    for (const char c : text)
        xml += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '"' ? "&quot;" : std::string(1, c);
    return xml;
}

std::string numberCell(const std::string &reference, const std::string &number, int style)
{
    return fmt::format("<c r=\"{}\" s=\"{}\"><v>{}</v></c>", reference, style, number);
}

std::string sharedCell(const std::string &reference, int index)
{
    return fmt::format("<c r=\"{}\" t=\"s\"><v>{}</v></c>", reference, index);
}

std::string inlineCell(const std::string &reference, const std::string &text)
{
    return fmt::format("<c r=\"{}\" t=\"inlineStr\"><is><t>{}</t></is></c>", reference, xmlText(text));
}

std::string typedCell(const std::string &reference, const std::string &type, const std::string &value)
{
    return fmt::format("<c r=\"{}\" t=\"{}\"><v>{}</v></c>", reference, type, xmlText(value));
}

std::string sheetRow(int number, const std::string &cells) { return fmt::format("<row r=\"{}\">{}</row>", number, cells); }

} // namespace weir::test
