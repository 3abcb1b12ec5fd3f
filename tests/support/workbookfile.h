#pragma once

#include <string>
#include <utility>
#include <vector>

namespace weir::test {

/// Makes .xlsx files, sound ones and others, part by part.
class WorkbookFile
{
public:
    /// A sheet of rows ("<row r=\"1\"><c …>"), \a behind follows the rows; \a state: "hidden" or empty.
    void addSheet(const std::string &name, const std::string &rows, const std::string &behind = {}, const std::string &state = {});
    /// Number format codes of the cell styles 1, 2 …; style 0 is General.
    void setFormats(const std::vector<std::string> &codes);
    /// Index of \a text among the shared strings; \a isXml: the content of <si> as it is.
    int shared(const std::string &text, bool isXml = false);
    void set1904() { m_is1904 = true; }
    /// Replaces or adds a part; an empty content leaves it out.
    void setPart(const std::string &name, const std::string &content);
    /// Parts as they are, not compressed: so that repetitive tests are no bombs.
    void setStored() { m_isStored = true; }
    void setPassword(const std::string &password) { m_password = password; }
    void save(const std::string &path) const;

private:
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> parts() const;

    struct NamedSheet
    {
        std::string name, xml, state;
    };
    std::vector<NamedSheet> m_sheets;
    std::vector<std::string> m_formats;
    std::string m_strings;
    int m_stringCount = 0;
    std::vector<std::pair<std::string, std::string>> m_own;
    std::string m_password;
    bool m_is1904 = false, m_isStored = false;
};

/// \a text as XML content.
[[nodiscard]] std::string xmlText(const std::string &text);
/// Cells: <c r="A1" …>. A number with a style, a shared string, an inline text, another type.
[[nodiscard]] std::string numberCell(const std::string &reference, const std::string &number, int style = 0);
[[nodiscard]] std::string sharedCell(const std::string &reference, int index);
[[nodiscard]] std::string inlineCell(const std::string &reference, const std::string &text);
[[nodiscard]] std::string typedCell(const std::string &reference, const std::string &type, const std::string &value);
[[nodiscard]] std::string sheetRow(int number, const std::string &cells);

} // namespace weir::test
