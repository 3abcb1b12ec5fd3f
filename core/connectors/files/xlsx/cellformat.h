#pragma once

#include "core/connectors/files/xlsx/formatsection.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// What a spreadsheet program paints for a number by the number format of its cell (ECMA-376 part 1, 18.8.30 and 18.8.31),
/// compiled once for each format of a workbook.
///
/// Numbers have the point and the commas that format codes are written with; month and day names are English, Chinese where
/// the code says so. Blanks that only align a number in its cell are not part of what is shown: they are taken from both
/// ends. Codes of more than codeBytesMax bytes or four sections are not understood. append() allocates nothing but what it
/// appends. Thread-safety: immutable once compiled.
class CellFormat
{
public:
    static constexpr std::size_t codeBytesMax = 1024;
    static constexpr std::size_t sectionsMax = 4;

    enum class Outcome : std::uint8_t {
        Shown,         ///< what was appended is what a spreadsheet shows
        Hidden,        ///< it shows nothing: ";;;"
        NotUnderstood, ///< the rest: nothing was appended
        Regional,      ///< each computer shows its own: built-in date 14
        NoMoment,      ///< a date format over a number that is no date: spreadsheets show ####
        NotANumber,
    };

    [[nodiscard]] static CellFormat compile(std::string_view code);
    /// The format of a number below 164 whose code a workbook does not tell.
    [[nodiscard]] static CellFormat ofBuiltin(int id);

    /// Appends what is shown for \a stored, the content of a number cell.
    [[nodiscard]] Outcome append(std::string_view stored, bool is1904, std::string &out) const;

    /// For people: the code, or which built-in format it is.
    [[nodiscard]] const std::string &name() const { return m_code; }

private:
    /// The section for \a number; null: there is none.
    [[nodiscard]] const FormatSection *choose(const CellNumber &number) const;
    [[nodiscard]] bool isTrue(std::size_t section, const CellNumber &number) const;
    /// Only negative numbers come to \a section: it shows them without their sign.
    [[nodiscard]] bool isForNegatives(std::size_t section) const;

    std::string m_code;
    std::vector<FormatSection> m_sections; ///< for numbers, one to three
    Outcome m_trouble = Outcome::Shown;
    bool m_hasTests = false;
};

} // namespace weir
