#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// A number with the 15 significant digits that spreadsheets calculate and show with: 0.DIGITS times ten to the power of
/// point(). Rounding is of these decimal digits, half away from zero, so that 1.005 becomes 1.01 as it does there, though
/// the double behind it is a little smaller. Never allocates.
class CellNumber
{
public:
    static constexpr std::size_t digitsMax = 15;

    /// Nothing for what is no finite number: "", "a", "1e400".
    [[nodiscard]] static std::optional<CellNumber> parse(std::string_view text);
    /// \a value below 10^15.
    [[nodiscard]] static CellNumber of(std::int64_t value);

    [[nodiscard]] bool isZero() const { return m_count == 0; }
    [[nodiscard]] bool isNegative() const { return m_isNegative; }
    /// Digits before the decimal point; negative: zeros behind it before the first digit. 0 for zero.
    [[nodiscard]] int point() const { return m_point; }
    /// Digits before the decimal point, at least 0.
    [[nodiscard]] int wholeDigits() const { return m_point > 0 ? m_point : 0; }
    /// Digits behind the decimal point up to the last that is no zero.
    [[nodiscard]] int decimals() const;
    /// The digit of ten to the power of \a power: 0 is the last before the decimal point.
    [[nodiscard]] char digitAt(int power) const;
    /// The double next to it.
    [[nodiscard]] double value() const;

    /// Multiplies by ten to the power of \a powers.
    void shift(int powers) { m_point += isZero() ? 0 : powers; }
    /// To \a decimals digits behind the decimal point, at least 0.
    void round(int decimals);
    void dropSign() { m_isNegative = false; }

    /// As many digits as there are, without exponent and sign: "1234.5".
    void appendDigits(std::string &out) const;

private:
    void trim();

    std::array<char, digitsMax> m_digits{}; ///< '0' … '9', neither the first nor the last a zero
    std::size_t m_count = 0;
    int m_point = 0;
    bool m_isNegative = false;
};

} // namespace weir
