#pragma once

#include "core/base/result.h"
#include "core/data/rowcode.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A date and time format as people write it: "yyyy-MM-dd HH:mm:ss.SSS", "dd.MM.yyyy", "yyyy年M月d日",
/// "d-MMM-yy".
///
/// yyyy four digits, yy two (69-99 are 1969-1999), y any number · MM M month, MMM its English short name · dd
/// d day · HH H hour 0-23, hh h hour 1-12, a AM or PM · mm m minute · ss s second · S … SSSSSS so many digits
/// of a second · X "Z" or "+08:00", XX "+0800", XXX "+08:00" · 'text' and every character that is no ASCII
/// letter stand for themselves, '' is one quote. Two letters take exactly two digits, one letter takes one or
/// two.
///
/// Thread-safety: immutable.
class DateTimePattern
{
public:
    struct Value
    {
        std::int32_t days = 0;            ///< 1970-01-01 when the pattern has no date
        std::int64_t micros = 0;          ///< since midnight
        std::optional<int> offsetSeconds; ///< east of UTC, when the pattern has X
    };

    /// InvalidConfig, saying which letters are known.
    [[nodiscard]] static Result<DateTimePattern> compile(std::string_view pattern);

    [[nodiscard]] bool hasDate() const { return m_hasDate; }
    [[nodiscard]] bool hasTime() const { return m_hasTime; }
    [[nodiscard]] bool hasOffset() const { return m_hasOffset; }
    [[nodiscard]] const std::string &text() const { return m_text; }

    /// NotADate (NotATime for patterns without a date). The whole of \a text must match.
    [[nodiscard]] std::optional<RowCode> parse(std::string_view text, Value &value) const;
    /// \a value must be no special value. Digits that the pattern does not show are cut.
    void append(const Value &value, std::string &out) const;

private:
    enum class Part : std::uint8_t {
        Literal,
        Year,
        YearOfCentury,
        Month,
        MonthName,
        Day,
        Hour,
        HalfHour,
        HalfDay,
        Minute,
        Second,
        Fraction,
        Offset
    };
    struct Item
    {
        Part part = Part::Literal;
        int count = 0; ///< letters
        std::string literal;
    };
    struct Fields;

    [[nodiscard]] bool addField(char letter, int count);
    [[nodiscard]] static bool readItem(const Item &item, std::string_view &text, Fields &fields);

    std::string m_text;
    std::vector<Item> m_items;
    bool m_hasDate = false;
    bool m_hasTime = false;
    bool m_hasOffset = false;
};

} // namespace weir
