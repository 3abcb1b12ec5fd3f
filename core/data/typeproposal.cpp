#include "core/data/typeproposal.h"

#include "core/data/datetime.h"
#include "core/data/decimal.h"
#include "core/data/number.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>

namespace weir {

namespace {

/// What a value may be, narrowest first; a proposal needs all values of a field in one of them.
enum class Shape : std::uint8_t { Whole, Decimal, Float, Bool, Date, Time, DateTime, Timestamp, Other };

constexpr std::size_t shapeCount = static_cast<std::size_t>(Shape::Other) + 1;
constexpr std::size_t digitsToStayText = 16;
constexpr std::size_t digitsOfIds = 12;

bool isDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

bool isAllDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

bool isBoolWord(std::string_view text)
{
    bool value = false;
    return (text.size() == 4 || text.size() == 5) && !parseBool(text, value);
}

bool isPhoneLike(std::string_view text)
{
    return (text.size() == 11 && text[0] == '1' && text[1] >= '3' && isAllDigits(text)) ||
           (text.size() > 7 && text[0] == '+' && isAllDigits(text.substr(1)));
}

/// "1,234,567".
std::string counted(std::int64_t count)
{
    std::string digits = std::to_string(count);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    return digits;
}

} // namespace

class TypeSampler::State
{
public:
    void add(std::string_view value);
    [[nodiscard]] TypeProposal proposal() const;

private:
    [[nodiscard]] std::int64_t count(Shape shape) const { return m_counts[static_cast<std::size_t>(shape)]; }
    void addNumber(std::string_view value);
    [[nodiscard]] Shape shapeOf(std::string_view value) const;
    [[nodiscard]] TypeProposal text(std::string reason) const
    {
        return {TypeKind::Text, std::move(reason), m_seen};
    }
    [[nodiscard]] TypeProposal all(Type type, std::string_view what) const
    {
        return {type, fmt::format("all {} samples are {}", counted(m_seen), what), m_seen};
    }
    [[nodiscard]] TypeProposal numberProposal() const;

    std::int64_t m_seen = 0;
    std::array<std::int64_t, shapeCount> m_counts{};
    bool m_hasLeadingZeros = false;
    bool m_hasManyDigits = false;
    bool m_hasSpecialDate = false;
    bool m_fitDoubles = true; ///< every number, exactly
    std::int64_t m_phoneLike = 0;
    std::int64_t m_scaleMin = std::numeric_limits<std::int64_t>::max();
    std::int64_t m_scaleMax = 0;
    std::int64_t m_wholeDigitsMax = 0;
    std::size_t m_lengthMin = std::numeric_limits<std::size_t>::max();
    std::size_t m_lengthMax = 0;
};

Shape TypeSampler::State::shapeOf(std::string_view value) const
{
    const char first = value[0];
    if (isDigit(first) || first == '-' || first == '.') {
        if (isCanonicalDecimal(value))
            return value.find('.') == std::string_view::npos ? Shape::Whole : Shape::Decimal;
        std::int64_t micros = 0;
        std::int32_t days = 0;
        ParsedDateTime moment;
        if (!parseDate(value, days))
            return Shape::Date;
        if (!parseTime(value, micros))
            return Shape::Time;
        if (!parseDateTime(value, moment))
            return moment.offsetSeconds ? Shape::Timestamp : Shape::DateTime;
        double number = 0;
        std::string expanded;
        const bool hasExponent = value.find_first_of("eE") != std::string_view::npos;
        const bool isFloat =
            hasExponent && !appendDecimal(value, expanded) && !decimalToDouble(expanded, number);
        return isFloat ? Shape::Float : Shape::Other;
    }
    return isBoolWord(value) ? Shape::Bool : Shape::Other;
}

void TypeSampler::State::addNumber(std::string_view value)
{
    double number = 0;
    m_fitDoubles = m_fitDoubles && !decimalToDouble(value, number);
    const DecimalSize size = decimalSize(value);
    m_scaleMin = std::min(m_scaleMin, size.scale);
    m_scaleMax = std::max(m_scaleMax, size.scale);
    m_wholeDigitsMax = std::max(m_wholeDigitsMax, size.digits - size.scale);
    m_hasManyDigits =
        m_hasManyDigits || size.digits - size.scale >= static_cast<std::int64_t>(digitsToStayText);
    m_lengthMin = std::min(m_lengthMin, value.size());
    m_lengthMax = std::max(m_lengthMax, value.size());
}

void TypeSampler::State::add(std::string_view value)
{
    if (value.empty())
        return;
    ++m_seen;
    const Shape shape = shapeOf(value);
    ++m_counts[static_cast<std::size_t>(shape)];
    const std::string_view digits = value[0] == '-' ? value.substr(1) : value;
    m_hasLeadingZeros = m_hasLeadingZeros || (digits.size() > 1 && digits[0] == '0' && isDigit(digits[1]) &&
                                              shape == Shape::Other);
    m_phoneLike += isPhoneLike(value);
    if (shape == Shape::Whole || shape == Shape::Decimal)
        addNumber(value);
    if (shape == Shape::Date || shape == Shape::DateTime || shape == Shape::Timestamp)
        m_hasSpecialDate = m_hasSpecialDate || value.starts_with("0000-00") || value.back() == 'y';
}

TypeProposal TypeSampler::State::numberProposal() const
{
    if (m_phoneLike == m_seen)
        return text("looks like phone numbers");
    if (m_hasManyDigits)
        return text("numbers of 16 or more digits are rather identifiers");
    if (count(Shape::Whole) == m_seen) {
        if (m_lengthMin == m_lengthMax && m_lengthMin >= digitsOfIds && m_seen > 1)
            return text(fmt::format("every value has {} digits, as identifiers have", m_lengthMin));
        return all(TypeKind::Int64, "whole numbers");
    }
    if (count(Shape::Float) > 0 && !m_fitDoubles)
        return text("numbers with an exponent beside numbers of more digits than a double holds");
    if (count(Shape::Float) > 0)
        return all(TypeKind::Float64, "numbers, some with an exponent");
    if (m_scaleMin != m_scaleMax)
        return all(TypeKind::Decimal,
                   fmt::format("decimals with {} to {} digits behind the point", m_scaleMin, m_scaleMax));
    // Room for rows outside the sample: what 64-bit programs hold, or what arithmetic works on.
    const auto scale = static_cast<int>(m_scaleMax);
    if (m_wholeDigitsMax + scale > decimalArithmeticDigitsMax)
        return all(TypeKind::Decimal, "decimals with very many digits");
    const int precision = m_wholeDigitsMax + scale + 3 <= 18 ? 18 : decimalArithmeticDigitsMax;
    return all(Type::decimal(precision, scale),
               fmt::format("decimals with {} digits behind the point", scale));
}

TypeProposal TypeSampler::State::proposal() const
{
    if (m_seen == 0)
        return text("no samples");
    if (m_hasLeadingZeros)
        return text("leading zeros would be lost in a number");
    if (count(Shape::Whole) + count(Shape::Decimal) + count(Shape::Float) == m_seen)
        return numberProposal();
    if (m_phoneLike == m_seen)
        return text("looks like phone numbers");
    if (count(Shape::Bool) == m_seen)
        return all(TypeKind::Bool, "true or false");
    if (m_hasSpecialDate)
        return text("zero dates are no days of the calendar");
    if (count(Shape::Date) == m_seen)
        return all(TypeKind::Date, "dates");
    if (count(Shape::Time) == m_seen)
        return all(TypeKind::Time, "times of day");
    if (count(Shape::DateTime) == m_seen)
        return all(TypeKind::DateTime, "dates with a time, without a zone");
    if (count(Shape::Timestamp) == m_seen)
        return all(TypeKind::Timestamp, "dates with a time and an offset");
    const std::int64_t moments =
        count(Shape::Date) + count(Shape::DateTime) + count(Shape::Timestamp) + count(Shape::Time);
    if (moments == m_seen)
        return text("dates and times in several forms");
    if (moments > 0)
        return text(
            fmt::format("{} of {} samples are dates, the others are not", counted(moments), counted(m_seen)));
    const std::int64_t numbers = count(Shape::Whole) + count(Shape::Decimal) + count(Shape::Float);
    if (numbers > 0)
        return text(fmt::format("{} of {} samples are numbers, the others are not", counted(numbers),
                                counted(m_seen)));
    return text("plain text");
}

TypeSampler::TypeSampler() : m_state(std::make_unique<State>()) {}
TypeSampler::TypeSampler(TypeSampler &&) noexcept = default;
TypeSampler::~TypeSampler() = default;

void TypeSampler::add(std::string_view value) { m_state->add(value); }

TypeProposal TypeSampler::proposal() const { return m_state->proposal(); }

} // namespace weir
