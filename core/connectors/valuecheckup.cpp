#include "core/connectors/valuecheckup.h"

#include "core/base/names.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::array<std::string_view, 8> spreadsheetErrors = {"#N/A",   "#REF!",  "#VALUE!", "#DIV/0!",
                                                               "#NAME?", "#NULL!", "#NUM!",   "#SPILL!"};

/// What UTF-8 text looks like that was once read as windows-1252 or GBK, and what such texts turn into.
constexpr std::array<std::string_view, 12> mojibakeMarks = {
    "Ã¤", "Ã¶", "Ã¼", "Ã©", "Ã¨", "â€™", "â€œ", "ï»¿", "锟斤拷", "烫烫烫", "ä¸", "\xEF\xBF\xBD"};

constexpr std::array<std::string_view, 9> dateWords = {"date", "datum", "day",   "日期", "时间",
                                                       "時間", "日付",  "fecha", "time"};
constexpr std::array<std::string_view, 17> codeWords = {
    "zip", "plz",   "postal", "postcode", "邮编",   "code",    "编码",    "编号", "sku",
    "ean", "phone", "电话",   "手机",     "身份证", "account", "barcode", "条码"};

bool isDigits(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

template<std::size_t size>
bool hasWord(std::string_view name, const std::array<std::string_view, size> &words)
{
    const std::string lower = lowerAscii(name);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// "1.1E+17": what a spreadsheet made of a long number. Small exponents are measurements.
bool isScientificId(std::string_view value)
{
    const std::size_t e = value.find_first_of("eE");
    if (e == std::string_view::npos || e == 0 || e + 2 >= value.size() || value[e + 1] != '+')
        return false;
    const std::string_view mantissa = value.substr(0, e);
    const std::string_view exponent = value.substr(e + 2);
    const bool isNumber = std::all_of(mantissa.begin(), mantissa.end(),
                                      [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
    return isNumber && isDigits(exponent) && exponent.size() <= 3 && std::stoi(std::string(exponent)) >= 9;
}

bool hasFullWidthDigit(std::string_view value)
{
    for (std::size_t i = 0; i + 2 < value.size(); ++i) {
        if (value[i] == '\xEF' && value[i + 1] == '\xBC' &&
            static_cast<unsigned char>(value[i + 2]) >= 0x90 &&
            static_cast<unsigned char>(value[i + 2]) <= 0x99)
            return true;
    }
    return false;
}

bool isSpreadsheetError(std::string_view value)
{
    return value.size() >= 3 && value.front() == '#' &&
           (std::find(spreadsheetErrors.begin(), spreadsheetErrors.end(), value) != spreadsheetErrors.end() ||
            value.find_first_not_of('#') == std::string_view::npos);
}

bool isMojibake(std::string_view value)
{
    return std::any_of(mojibakeMarks.begin(), mojibakeMarks.end(),
                       [&](std::string_view mark) { return value.find(mark) != std::string_view::npos; });
}

bool isScientific(std::string_view value)
{
    return value.size() >= 3 && value.size() <= 24 && isScientificId(value);
}

bool isLong(std::string_view digits)
{
    return digits.size() >= 16 && digits.size() <= 32;
}

bool isRounded(std::string_view value)
{
    return isDigits(value) && isLong(value) && value.find_first_not_of('0', 15) == std::string_view::npos;
}

bool isSerialDate(std::string_view value)
{
    return isDigits(value) && value.size() == 5 && value >= "20000" && value <= "60000";
}

struct DamageTest
{
    std::string_view code;
    bool (*fits)(std::string_view value, std::size_t codeLength);
};
constexpr std::array<DamageTest, 7> damageTests = {{
    {"damagedNumber", [](std::string_view value, std::size_t) { return isScientific(value); }},
    {"spreadsheetError", [](std::string_view value, std::size_t) { return isSpreadsheetError(value); }},
    {"mojibake", [](std::string_view value, std::size_t) { return isMojibake(value); }},
    {"fullWidth", [](std::string_view value, std::size_t) { return hasFullWidthDigit(value); }},
    {"roundedNumber", [](std::string_view value, std::size_t) { return isRounded(value); }},
    {"serialDate", [](std::string_view value, std::size_t) { return isSerialDate(value); }},
    {"lostZeros", [](std::string_view value, std::size_t length) { return isDigits(value) && value.size() < length; }},
}};

const DamageTest *damageTestOf(std::string_view code)
{
    const auto test = std::find_if(damageTests.begin(), damageTests.end(),
                                   [&](const DamageTest &each) { return each.code == code; });
    return test == damageTests.end() ? nullptr : &*test;
}

} // namespace

bool isDamageOfValues(std::string_view code)
{
    return damageTestOf(code) != nullptr;
}

bool isDamagedAs(std::string_view code, std::string_view value, std::size_t codeLength)
{
    const DamageTest *test = damageTestOf(code);
    return test && test->fits(value, codeLength);
}

ValueCheckup::ValueCheckup(std::vector<std::string> names) : m_names(std::move(names)), m_columns(m_names.size())
{}

void ValueCheckup::note(ColumnState &column, Damage damage, std::string_view value)
{
    if (++column.count[damage] == 1)
        column.example[damage] = value.substr(0, 60);
}

void ValueCheckup::addDigits(ColumnState &column, std::string_view value)
{
    ++column.digitsOnly;
    column.leadingZeros += value.size() > 1 && value.front() == '0';
    ++column.lengths[std::min<std::size_t>(value.size(), 15)];
    if (column.shortExample.empty() || value.size() < column.shortExample.size())
        column.shortExample = value.substr(0, 32);
    if (isLong(value)) {
        ++column.longNumbers;
        if (isRounded(value) && column.longRounded++ == 0)
            column.longExample = value;
    }
    if (isSerialDate(value) && column.serials++ == 0)
        column.serialExample = value;
}

void ValueCheckup::add(std::size_t index, std::string_view value)
{
    ColumnState &column = m_columns[index];
    column.sampler.add(value);
    ++column.seen;
    if (isDigits(value))
        return addDigits(column, value);
    if (value.size() < 3)
        return;
    if (isSpreadsheetError(value))
        note(column, SpreadsheetError, value);
    if (isScientific(value))
        note(column, Scientific, value);
    bool hasHigh = false;
    for (const char c : value)
        hasHigh |= static_cast<signed char>(c) < 0;
    if (!hasHigh)
        return;
    if (hasFullWidthDigit(value))
        note(column, FullWidth, value);
    if (isMojibake(value))
        note(column, Mojibake, value);
}

std::vector<FieldProposal> ValueCheckup::proposals() const
{
    std::vector<FieldProposal> proposals;
    for (const ColumnState &column : m_columns) {
        TypeProposal proposal = column.sampler.proposal();
        proposals.push_back({proposal.type, std::move(proposal.reason)});
    }
    return proposals;
}

void ValueCheckup::findNumbers(std::size_t index, std::vector<Finding> &findings) const
{
    const ColumnState &column = m_columns[index];
    const std::string &name = m_names[index];
    const auto add = [&](std::string code, std::int64_t count, std::string detail) {
        findings.push_back({Finding::Level::Warning, std::move(code), name, count, std::move(detail)});
    };
    if (column.longRounded >= 3 && column.longRounded == column.longNumbers)
        add("roundedNumber", column.longRounded,
            fmt::format("all {} numbers of 16 and more digits end in zeros behind the 15th digit ({}): a "
                        "spreadsheet has "
                        "rounded them, the true ids are lost in this file",
                        column.longRounded, column.longExample));
    if (column.serials >= 3 && column.serials * 10 >= column.seen * 9 && hasWord(name, dateWords))
        add("serialDate", column.serials,
            fmt::format("{} values look like serial dates of a spreadsheet ({} = days since 1899-12-30)",
                        column.serials, column.serialExample));
    if (!hasWord(name, codeWords) || column.leadingZeros > 0 || column.digitsOnly < 10)
        return;
    const auto longest = static_cast<std::size_t>(
        std::max_element(column.lengths.begin(), column.lengths.end()) - column.lengths.begin());
    std::int64_t shorter = 0;
    std::int64_t longer = 0;
    for (std::size_t length = 1; length < column.lengths.size(); ++length)
        (length < longest ? shorter : longer) += length == longest ? 0 : column.lengths[length];
    // A fixed width with a few values just below it and none above: the zeros in front were cut off.
    if (shorter > 0 && longer == 0 && longest < 15 && shorter * 3 < column.digitsOnly)
        add("lostZeros", shorter,
            fmt::format("{} of {} codes are shorter than {} digits ({}) and none begins with 0: leading "
                        "zeros may be lost",
                        shorter, column.digitsOnly, longest, column.shortExample));
}

std::vector<Finding> ValueCheckup::findings() const
{
    constexpr std::array<std::string_view, damages> codes = {"damagedNumber", "spreadsheetError", "mojibake",
                                                             "fullWidth"};
    constexpr std::array<std::string_view, damages> texts = {
        "values are numbers that a spreadsheet cut to a few digits; the lost digits are not in this file",
        "values are error texts of a spreadsheet",
        "values were decoded with a wrong encoding before they came into this file",
        "values hold full-width digits; the mapping can turn them into plain ones"};
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        for (std::size_t damage = 0; damage < damages; ++damage) {
            const std::int64_t count = m_columns[i].count[damage];
            if (count > 0)
                findings.push_back(
                    {damage == FullWidth ? Finding::Level::Note : Finding::Level::Warning,
                     std::string(codes[damage]), m_names[i], count,
                     fmt::format("{} {} (\"{}\")", count, texts[damage], m_columns[i].example[damage])});
        }
        findNumbers(i, findings);
    }
    return findings;
}

} // namespace weir
