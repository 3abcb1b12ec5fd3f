#pragma once

#include "core/connectors/files/xlsx/formatsection.h"

#include <cstddef>
#include <string_view>

namespace weir {

/// Compiles number format codes (ECMA-376 part 1, 18.8.31), section by section. Colours are read over; conditions, elapsed
/// times, currency signs and the languages English and Chinese are understood.
class FormatCompiler
{
public:
    enum class Trouble : std::uint8_t {
        None,
        NotUnderstood,
        Regional, ///< names the date or time of the region of whoever looks: [$-F800]
    };

    /// \a code outlives the compiler; at most 65,535 bytes.
    explicit FormatCompiler(std::string_view code) : m_code(code) {}

    /// Reads the next section, up to a semicolon or the end.
    [[nodiscard]] Trouble next(FormatSection &section);
    [[nodiscard]] bool isAtEnd() const { return m_at > m_code.size(); }

private:
    [[nodiscard]] Trouble token();
    [[nodiscard]] Trouble quoted();
    [[nodiscard]] Trouble word();
    [[nodiscard]] Trouble bracket();
    [[nodiscard]] Trouble condition(std::string_view text);
    [[nodiscard]] Trouble currency(std::size_t begin, std::string_view text);
    [[nodiscard]] Trouble finish();
    [[nodiscard]] Trouble finishMoment();
    [[nodiscard]] Trouble finishFraction(std::size_t slash);
    [[nodiscard]] Trouble finishNumber();
    void findMinutes();
    void add(FormatToken::Kind kind, std::size_t begin, std::size_t length, char mark = 0, std::size_t count = 0);
    void addCharacter(std::size_t begin);
    [[nodiscard]] std::size_t characterEnd(std::size_t begin) const;

    std::string_view m_code;
    std::size_t m_at = 0;
    FormatSection *m_section = nullptr;
};

} // namespace weir
