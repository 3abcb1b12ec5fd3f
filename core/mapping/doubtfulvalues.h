#pragma once

#include "core/mapping/transformsteps.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// Values that can be read in two ways: 03/04/2026 (day or month first), 12,30 (thousands or decimal comma).
struct DoubtfulValues
{
    enum class Kind : std::uint8_t { DayOrMonth, ThousandsOrDecimal };
    Kind kind = Kind::DayOrMonth;
    std::int64_t count = 0;   ///< that both readings would take
    std::string example;      ///< the first of them
    std::int64_t row = 0;     ///< of the example
    std::int64_t onlyFirst = 0; ///< values of the field that only day first, only thousands can mean
    std::int64_t onlySecond = 0; ///< only month first, only decimal
    /// Day first and month first; thousands and decimal.
    std::array<TransformStep, 2> readings;
    /// The reading that the field's other values speak for; nothing: they do not tell.
    std::optional<int> proposed;
};

/// Looks for them among the values of one text field that goes into \a to as it is.
///
/// Thread-safety: none.
class DoubtScan
{
public:
    explicit DoubtScan(const Type &to);

    void add(std::string_view value, std::int64_t row);
    /// Nothing when every value can be read in one way at most, or day and month are the same.
    [[nodiscard]] std::optional<DoubtfulValues> result() const;

private:
    void addDate(std::string_view value, std::int64_t row);
    void addNumber(std::string_view value, std::int64_t row);
    void doubt(std::string_view value, std::int64_t row);

    Type m_to;
    DoubtfulValues m_found;
    char m_separator = 0;       ///< of dates; 0: none seen
    std::string m_yearLetters, m_timeLetters;
    bool m_hasOthers = false;   ///< values of another form: only those with the separator are parsed
    bool m_hasCurrency = false;
    std::int64_t m_decimalLooking = 0; ///< 12,30: hardly a group of thousands
};

} // namespace weir
