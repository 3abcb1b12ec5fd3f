#pragma once

#include "core/connectors/source.h"
#include "core/data/typeproposal.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// True for a value of the kind that a finding of \a code counts: damagedNumber, spreadsheetError, mojibake, fullWidth,
/// roundedNumber, serialDate, lostZeros. \a codeLength: of the codes that kept their zeros; for lostZeros only.
/// Thread-safety: any thread.
[[nodiscard]] bool isDamagedAs(std::string_view code, std::string_view value, std::size_t codeLength);
/// isDamagedAs() knows \a code.
[[nodiscard]] bool isDamageOfValues(std::string_view code);

/// Looks at sample values of a stream, column by column: proposes types and finds damage that is already
/// in them (numbers that a spreadsheet rounded, dates as serial numbers, error texts, lost zeros,
/// mojibake).
///
/// Memory is bounded by the columns, not by the values. Thread-safety: none.
class ValueCheckup
{
public:
    explicit ValueCheckup(std::vector<std::string> names);

    /// One value of \a column that is not NULL.
    void add(std::size_t column, std::string_view value);
    [[nodiscard]] std::vector<FieldProposal> proposals() const;
    /// Damage with counts among the values seen and an example.
    [[nodiscard]] std::vector<Finding> findings() const;

private:
    enum Damage : std::uint8_t { Scientific, SpreadsheetError, Mojibake, FullWidth, damages };

    struct ColumnState
    {
        TypeSampler sampler;
        std::int64_t seen = 0;
        std::array<std::int64_t, damages> count{};
        std::array<std::string, damages> example;
        std::int64_t digitsOnly = 0;
        std::int64_t leadingZeros = 0;
        std::int64_t longNumbers = 0; ///< whole numbers of 16 and more digits
        std::int64_t longRounded = 0; ///< of them, nothing but zeros behind the 15th digit
        std::string longExample;
        std::int64_t serials = 0; ///< whole numbers in the range of spreadsheet dates
        std::string serialExample;
        std::array<std::int64_t, 16> lengths{}; ///< of digits-only values
        std::string shortExample;
    };

    void note(ColumnState &column, Damage damage, std::string_view value);
    void addDigits(ColumnState &column, std::string_view value);
    void findNumbers(std::size_t index, std::vector<Finding> &findings) const;

    std::vector<std::string> m_names;
    std::vector<ColumnState> m_columns;
};

} // namespace weir
