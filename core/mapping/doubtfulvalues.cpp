#include "core/mapping/doubtfulvalues.h"

#include <algorithm>
#include <charconv>

namespace weir {

namespace {

bool isDate(TypeKind kind)
{
    return kind == TypeKind::Date || kind == TypeKind::DateTime || kind == TypeKind::Timestamp;
}

bool isNumber(TypeKind kind)
{
    return kind == TypeKind::Decimal || kind == TypeKind::Int64 || kind == TypeKind::Float64;
}

/// Takes one or two (or \a max) digits off the front; -1 when there are none.
int takeNumber(std::string_view &text, std::size_t max, std::size_t *digits = nullptr)
{
    std::size_t length = 0;
    while (length < text.size() && length < max && text[length] >= '0' && text[length] <= '9')
        ++length;
    int value = -1;
    std::from_chars(text.data(), text.data() + length, value);
    text.remove_prefix(length);
    if (digits)
        *digits = length;
    return value;
}

/// 03/04/2026 or 3-4-26, with or without a time behind it.
struct DayFirstForm
{
    int first = 0, second = 0;
    char separator = 0;
    std::size_t yearDigits = 0;
    std::string timeLetters;
};

std::optional<DayFirstForm> dayFirstForm(std::string_view text)
{
    DayFirstForm form;
    form.first = takeNumber(text, 2);
    if (form.first < 1 || text.empty() || (text.front() != '/' && text.front() != '-'))
        return std::nullopt;
    form.separator = text.front();
    text.remove_prefix(1);
    form.second = takeNumber(text, 2);
    if (form.second < 1 || text.empty() || text.front() != form.separator)
        return std::nullopt;
    text.remove_prefix(1);
    if (takeNumber(text, 4, &form.yearDigits) < 0 || (form.yearDigits != 4 && form.yearDigits != 2))
        return std::nullopt;
    if (text.empty())
        return form;
    if (text.front() != ' ' || text.size() < 2 || text[1] < '0' || text[1] > '9')
        return std::nullopt;
    form.timeLetters = std::count(text.begin(), text.end(), ':') > 1 ? " H:mm:ss" : " H:mm";
    return form;
}

bool isCurrencyOrBlank(std::string_view &text)
{
    for (const std::string_view sign : {" ", "¥", "￥", "$", "€", "£", "元"}) {
        if (text.starts_with(sign)) {
            text.remove_prefix(sign.size());
            return true;
        }
    }
    return false;
}

} // namespace

DoubtScan::DoubtScan(const Type &to) : m_to(to)
{
    m_found.kind = isNumber(to.kind) ? DoubtfulValues::Kind::ThousandsOrDecimal : DoubtfulValues::Kind::DayOrMonth;
}

void DoubtScan::add(std::string_view value, std::int64_t row)
{
    if (value.empty())
        return;
    if (isDate(m_to.kind))
        addDate(value, row);
    else if (isNumber(m_to.kind))
        addNumber(value, row);
}

void DoubtScan::doubt(std::string_view value, std::int64_t row)
{
    if (m_found.count++ > 0)
        return;
    m_found.example = value;
    m_found.row = row;
}

void DoubtScan::addDate(std::string_view value, std::int64_t row)
{
    const std::optional<DayFirstForm> form = dayFirstForm(value);
    if (!form || (m_separator != 0 && form->separator != m_separator)) {
        m_hasOthers = true;
        return;
    }
    const bool canBeDay = form->second <= 12 && form->first <= 31, canBeMonth = form->first <= 12 && form->second <= 31;
    if (!canBeDay && !canBeMonth) {
        m_hasOthers = true;
        return;
    }
    m_separator = form->separator;
    m_yearLetters = form->yearDigits == 4 ? "yyyy" : "yy";
    m_timeLetters = form->timeLetters;
    if (canBeDay && canBeMonth && form->first != form->second)
        doubt(value, row);
    m_found.onlyFirst += canBeDay && !canBeMonth;
    m_found.onlySecond += canBeMonth && !canBeDay;
}

void DoubtScan::addNumber(std::string_view value, std::int64_t row)
{
    std::string number;
    bool hasCurrency = false;
    for (std::string_view rest = value; !rest.empty();) {
        if (isCurrencyOrBlank(rest)) {
            hasCurrency = true;
            continue;
        }
        const char c = rest.front();
        if ((c < '0' || c > '9') && c != '.' && c != ',' && c != '-' && c != '+')
            return;
        number += c;
        rest.remove_prefix(1);
    }
    const auto commas = std::count(number.begin(), number.end(), ',');
    const std::size_t comma = number.rfind(','), point = number.rfind('.');
    m_hasCurrency = m_hasCurrency || hasCurrency;
    if (commas == 0)
        return;
    if (point == std::string::npos && commas == 1) {
        doubt(value, row);
        m_decimalLooking += number.size() - comma - 1 != 3;
    } else if (point == std::string::npos || point > comma) {
        ++m_found.onlyFirst;
    } else if (commas == 1) {
        ++m_found.onlySecond;
    }
}

std::optional<DoubtfulValues> DoubtScan::result() const
{
    if (m_found.count == 0)
        return std::nullopt;
    DoubtfulValues found = m_found;
    for (TransformStep &step : found.readings)
        step.makes = m_to.kind;
    if (found.kind == DoubtfulValues::Kind::DayOrMonth) {
        const std::string separator(1, m_separator);
        for (TransformStep &step : found.readings) {
            step.kind = StepKind::ParseDate;
            step.mark = m_hasOthers ? separator : std::string();
        }
        found.readings[0].text = "d" + separator + "M" + separator + m_yearLetters + m_timeLetters;
        found.readings[1].text = "M" + separator + "d" + separator + m_yearLetters + m_timeLetters;
    } else {
        for (TransformStep &step : found.readings) {
            step.kind = StepKind::ParseNumber;
            step.stripsCurrency = m_hasCurrency;
        }
        found.readings[0].commas = CommaMeaning::Thousands;
        found.readings[1].commas = CommaMeaning::Decimal;
        // A comma is all that tells the forms apart: 1234.50 beside 12,30 keeps its point.
        found.readings[1].mark = ",";
    }
    if (found.onlyFirst != found.onlySecond)
        found.proposed = found.onlyFirst > found.onlySecond ? 0 : 1;
    else if (m_decimalLooking > 0)
        found.proposed = 1;
    return found;
}

} // namespace weir
