#include "core/connectors/files/xlsx/cellformat.h"

#include "core/connectors/files/xlsx/formatcompiler.h"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace weir {

namespace {

using Test = FormatSection::Test;

/// The codes that workbooks leave out (18.8.30). Those of 27 to 58 are the ones of simplified Chinese programs.
constexpr std::pair<int, std::string_view> builtins[] = {
    {0, "General"}, {1, "0"}, {2, "0.00"}, {3, "#,##0"}, {4, "#,##0.00"}, {9, "0%"}, {10, "0.00%"}, {11, "0.00E+00"},
    {12, "# ?/?"}, {13, "# ?\?/?\?"}, {15, "d-mmm-yy"}, {16, "d-mmm"}, {17, "mmm-yy"}, {18, "h:mm AM/PM"},
    {19, "h:mm:ss AM/PM"}, {20, "h:mm"}, {21, "h:mm:ss"}, {37, "#,##0 ;(#,##0)"}, {38, "#,##0 ;[Red](#,##0)"},
    {39, "#,##0.00;(#,##0.00)"}, {40, "#,##0.00;[Red](#,##0.00)"}, {45, "mm:ss"}, {46, "[h]:mm:ss"}, {47, "mm:ss.0"},
    {48, "##0.0E+0"}, {49, "@"},
    {27, "yyyy\"年\"m\"月\""}, {28, "m\"月\"d\"日\""}, {29, "m\"月\"d\"日\""}, {30, "m-d-yy"},
    {31, "yyyy\"年\"m\"月\"d\"日\""}, {32, "h\"时\"mm\"分\""}, {33, "h\"时\"mm\"分\"ss\"秒\""},
    {34, "上午/下午h\"时\"mm\"分\""}, {35, "上午/下午h\"时\"mm\"分\"ss\"秒\""}, {36, "yyyy\"年\"m\"月\""},
    {50, "yyyy\"年\"m\"月\""}, {51, "m\"月\"d\"日\""}, {52, "yyyy\"年\"m\"月\""}, {53, "m\"月\"d\"日\""},
    {54, "m\"月\"d\"日\""}, {55, "上午/下午h\"时\"mm\"分\""}, {56, "上午/下午h\"时\"mm\"分\"ss\"秒\""},
    {57, "yyyy\"年\"m\"月\""}, {58, "m\"月\"d\"日\""}};

bool isEnough(Test test, double value, double limit)
{
    switch (test) {
    case Test::Less:
        return value < limit;
    case Test::LessOrEqual:
        return value <= limit;
    case Test::Equal:
        return value == limit;
    case Test::Unequal:
        return value != limit;
    case Test::Greater:
        return value > limit;
    case Test::GreaterOrEqual:
        return value >= limit;
    case Test::None:
        break;
    }
    return true;
}

/// Blanks at both ends, from \a begin on.
void trimBlanks(std::string &out, std::size_t begin)
{
    while (out.size() > begin && out.back() == ' ')
        out.pop_back();
    const std::size_t first = out.find_first_not_of(' ', begin);
    if (first != std::string::npos && first > begin)
        out.erase(begin, first - begin);
}

} // namespace

CellFormat CellFormat::compile(std::string_view code)
{
    CellFormat format;
    format.m_code = code.substr(0, codeBytesMax);
    if (code.size() > codeBytesMax) {
        format.m_trouble = Outcome::NotUnderstood;
        return format;
    }
    if (code.empty())
        format.m_code = "General";
    FormatCompiler compiler(format.m_code);
    while (!compiler.isAtEnd()) {
        if (format.m_sections.size() == sectionsMax)
            format.m_trouble = Outcome::NotUnderstood;
        const FormatCompiler::Trouble trouble = format.m_trouble != Outcome::Shown
                                                    ? FormatCompiler::Trouble::NotUnderstood
                                                    : compiler.next(format.m_sections.emplace_back());
        if (trouble == FormatCompiler::Trouble::None)
            continue;
        format.m_trouble = trouble == FormatCompiler::Trouble::Regional ? Outcome::Regional : Outcome::NotUnderstood;
        format.m_sections.clear();
        return format;
    }
    // The section for texts: the fourth, or the last with an @.
    if (format.m_sections.size() == sectionsMax || (format.m_sections.size() > 1 && format.m_sections.back().hasText))
        format.m_sections.pop_back();
    for (const FormatSection &section : format.m_sections)
        format.m_hasTests = format.m_hasTests || section.test != Test::None;
    return format;
}

CellFormat CellFormat::ofBuiltin(int id)
{
    for (const auto &[known, code] : builtins) {
        if (known == id)
            return compile(code);
    }
    // Dates in the order of the region, amounts with its currency.
    const bool isRegional = id == 14 || id == 22 || (id >= 5 && id <= 8) || (id >= 41 && id <= 44);
    CellFormat format;
    format.m_trouble = isRegional ? Outcome::Regional : Outcome::NotUnderstood;
    format.m_code = fmt::format("built-in {}", id);
    return format;
}

bool CellFormat::isTrue(std::size_t index, const CellNumber &number) const
{
    const FormatSection &section = m_sections[index];
    const double value = number.value();
    if (section.test != Test::None)
        return isEnough(section.test, value, section.limit);
    if (m_sections.size() == 3)
        return index == 0 ? value > 0 : index == 1 ? value < 0 : true;
    return index > 0 || value >= 0;
}

const FormatSection *CellFormat::choose(const CellNumber &number) const
{
    if (m_sections.empty())
        return nullptr;
    if (m_sections.size() == 1)
        return &m_sections[0];
    if (!m_hasTests) {
        const std::size_t zero = m_sections.size() == 3 ? 2 : 0;
        return &m_sections[number.isZero() ? zero : number.isNegative() ? 1 : 0];
    }
    for (std::size_t i = 0; i < m_sections.size(); ++i) {
        if (i == 2 || isTrue(i, number))
            return &m_sections[i];
    }
    return nullptr;
}

bool CellFormat::isForNegatives(std::size_t index) const
{
    const auto takesNegatives = [](const FormatSection &section) {
        return (section.test == Test::Less && section.limit <= 0)
               || ((section.test == Test::LessOrEqual || section.test == Test::Equal) && section.limit < 0);
    };
    const FormatSection &section = m_sections[index];
    if (section.test != Test::None)
        return takesNegatives(section);
    if (index != 1)
        return false;
    const FormatSection &first = m_sections[0];
    const bool takesRest = (first.test == Test::Greater || first.test == Test::GreaterOrEqual) && first.limit <= 0;
    return first.test == Test::None || m_sections.size() == 3 || takesRest;
}

CellFormat::Outcome CellFormat::append(std::string_view stored, bool is1904, std::string &out) const
{
    if (m_trouble != Outcome::Shown)
        return m_trouble;
    std::optional<CellNumber> number = CellNumber::parse(stored);
    if (!number)
        return Outcome::NotANumber;
    const FormatSection *section = choose(*number);
    if (!section)
        return Outcome::NotUnderstood;
    const std::size_t begin = out.size();
    if (section->kind == FormatSection::Kind::Moment) {
        double serial = 0;
        std::from_chars(stored.data(), stored.data() + stored.size(), serial);
        if (!appendMomentBySection(*section, m_code, serial, is1904, out)) {
            out.resize(begin);
            return Outcome::NoMoment;
        }
    } else {
        if (number->isNegative() && isForNegatives(static_cast<std::size_t>(section - m_sections.data())))
            number->dropSign();
        if (!appendBySection(*section, m_code, *number, out)) {
            out.resize(begin);
            return Outcome::NotUnderstood;
        }
    }
    trimBlanks(out, begin);
    return out.size() == begin ? Outcome::Hidden : Outcome::Shown;
}

} // namespace weir
