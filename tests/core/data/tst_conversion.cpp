#include "core/data/conversion.h"
#include "core/data/datetime.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace weir;

namespace {

const char *const null = nullptr;

struct Golden
{
    const char *label;
    const char *from; ///< type
    const char *to;
    const char *value;    ///< text that makes the source value; null: NULL
    const char *expected; ///< text of the result, "!Code" for a row error, null: NULL
    const char *zone = "";
};

Type typeOf(const char *text)
{
    auto type = parseType(text);
    EXPECT_TRUE(type) << text;
    return *type;
}

ColumnPtr columnOf(const Type &type, const char *value)
{
    if (type.kind != TypeKind::Text && type.kind != TypeKind::Json && value) {
        Column text;
        text.appendText(value);
        ConversionOptions options;
        options.to = type;
        RowErrors errors;
        ColumnPtr column =
            convert(std::make_shared<Column>(std::move(text)), TypeKind::Text, options, errors);
        EXPECT_TRUE(errors.empty()) << "the test cannot make " << value;
        return column;
    }
    Column column(type.kind);
    if (value)
        column.appendText(value);
    else
        column.appendNull();
    return std::make_shared<Column>(std::move(column));
}

std::string shown(const Golden &row, RowErrors &errors, std::int64_t *dropped = nullptr,
                  std::int64_t *overlaps = nullptr)
{
    const Type from = typeOf(row.from);
    ConversionOptions options;
    options.to = typeOf(row.to);
    options.zone = row.zone;
    const ColumnPtr result = convert(columnOf(from, row.value), from, options, errors, dropped, overlaps);
    EXPECT_EQ(result->size(), 1) << row.label;
    EXPECT_EQ(result->kind(), options.to.kind) << row.label;
    if (!errors.empty()) {
        EXPECT_TRUE(result->isNull(0)) << row.label << ": a refused value must not come through";
        return "!" + std::string(rowCodeName(errors.front().code));
    }
    if (result->isNull(0))
        return "NULL";
    if (options.to.kind == TypeKind::Json)
        return std::string(result->text(0));
    std::string text;
    appendAsText(*result, 0, text);
    return text;
}

void check(std::span<const Golden> table)
{
    for (const Golden &row : table) {
        RowErrors errors;
        EXPECT_EQ(shown(row, errors), row.expected ? row.expected : "NULL")
            << row.label << ": " << row.from << " to " << row.to;
        EXPECT_LE(errors.size(), 1U) << row.label;
        if (!errors.empty()) {
            EXPECT_FALSE(errors[0].rule.empty()) << row.label;
            EXPECT_FALSE(errors[0].detail.empty()) << row.label;
        }
    }
}

} // namespace

TEST(Conversion, TextToNumbers)
{
    const Golden table[] = {
        {"leading zeros are a number when a number is asked for", "text", "int64", "00123", "123"},
        {"leading zeros stay in text", "text", "text", "00123", "00123"},
        {"20-digit ids do not fit", "text", "int64", "12345678901234567890", "!OutOfRange"},
        {"20-digit ids fit decimals", "text", "decimal", "12345678901234567890", "12345678901234567890"},
        {"20-digit ids stay in text", "text", "text", "12345678901234567890", "12345678901234567890"},
        {"greatest int64", "text", "int64", "9223372036854775807", "9223372036854775807"},
        {"one above it", "text", "int64", "9223372036854775808", "!OutOfRange"},
        {"least int64", "text", "int64", "-9223372036854775808", "-9223372036854775808"},
        {"a fraction is no int64", "text", "int64", "1.0", "!NotANumber"},
        {"plus sign", "text", "int64", "+5", "5"},
        {"plus minus", "text", "int64", "+-5", "!NotANumber"},
        {"full-width digits", "text", "int64", "１２３", "!NotANumber"},
        {"thousand separators", "text", "int64", "1,234", "!NotANumber"},
        {"thousand separators in decimals", "text", "decimal(12,2)", "1,234.50", "!NotANumber"},
        {"space in front", "text", "int64", " 1", "!NotANumber"},
        {"a word", "text", "int64", "abc", "!NotANumber"},
        {"empty becomes NULL", "text", "int64", "", null},
        {"NULL stays NULL", "text", "int64", null, null},
        {"0.1 as float", "text", "float64", "0.1", "0.1"},
        {"0.1 as decimal", "text", "decimal", "0.1", "0.1"},
        {"1e400 is no double", "text", "float64", "1e400", "!OutOfRange"},
        {"1e-400 is no double", "text", "float64", "1e-400", "!OutOfRange"},
        {"more digits than a double has are rounded, it is a float", "text", "float64",
         "0.10000000000000000001", "0.1"},
        {"NaN", "text", "float64", "nan", "NaN"},
        {"infinity", "text", "float64", "-Infinity", "-Infinity"},
        {"nan with payload", "text", "float64", "nan(1)", "!NotANumber"},
        {"hexadecimal float", "text", "float64", "0x1p3", "!NotANumber"},
        {"scale is kept", "text", "decimal(12,2)", "1.5", "1.5"},
        {"scale as written", "text", "decimal(12,4)", "1.00", "1.00"},
        {"zeros beyond the scale go", "text", "decimal(12,2)", "1.500", "1.50"},
        {"digits beyond the scale", "text", "decimal(12,2)", "1.505", "!LosesPrecision"},
        {"digits before the point", "text", "decimal(4,2)", "123.4", "!OutOfRange"},
        {"minus zero", "text", "decimal", "-0.00", "0.00"},
        {"exponent", "text", "decimal", "1.1E+17", "110000000000000000"},
        {"Excel error", "text", "decimal", "#N/A", "!NotANumber"},
        {"true", "text", "bool", "TRUE", "true"},
        {"t", "text", "bool", "t", "true"},
        {"Yes", "text", "bool", "Yes", "true"},
        {"n", "text", "bool", "n", "false"},
        {"one", "text", "bool", "1", "true"},
        {"zero", "text", "bool", "0", "false"},
        {"two", "text", "bool", "2", "!NotABool"},
        {"on is no bool", "text", "bool", "on", "!NotABool"},
        {"bytes in hex", "text", "bytes", "\\x00ff", "\\x00ff"},
        {"odd hex", "text", "bytes", "\\x0", "!NotConvertible"},
        {"plain text is no bytes", "text", "bytes", "abc", "!NotConvertible"},
    };
    check(table);
}

TEST(Conversion, TextToTimes)
{
    const Golden table[] = {
        {"date", "text", "date", "2026-03-05", "2026-03-05"},
        {"30 February", "text", "date", "2025-02-30", "!NotADate"},
        {"mixed format", "text", "date", "03/05/2026", "!NotADate"},
        {"datetime of midnight is a date", "text", "date", "2026-03-05T00:00:00", "2026-03-05"},
        {"any other is more than a date", "text", "date", "2026-03-05T00:00:01", "!LosesPrecision"},
        {"zero date", "text", "date", "0000-00-00", "0000-00-00"},
        {"zero datetime as date", "text", "date", "0000-00-00 00:00:00", "0000-00-00"},
        {"infinity", "text", "date", "infinity", "infinity"},
        {"time", "text", "time", "10:20:30.5", "10:20:30.500"},
        {"hour 25", "text", "time", "25:00", "!NotATime"},
        {"datetime", "text", "datetime", "2026-03-05 10:20:30", "2026-03-05T10:20:30"},
        {"datetime from an offset needs a zone", "text", "datetime", "2026-03-05T10:20:30+08:00",
         "!NotConvertible"},
        {"datetime from an offset in a zone", "text", "datetime", "2026-03-05T10:20:30Z",
         "2026-03-05T11:20:30", "Europe/Berlin"},
        {"timestamp in UTC", "text", "timestamp", "2026-03-05T10:20:30Z", "2026-03-05T10:20:30Z"},
        {"timestamp with offset", "text", "timestamp", "2026-03-05T10:20:30+08:00", "2026-03-05T02:20:30Z"},
        {"no offset, no zone", "text", "timestamp", "2026-03-05T10:20:30", "!NotConvertible"},
        {"no offset, zone", "text", "timestamp", "2026-03-05T10:20:30", "2026-03-05T09:20:30Z",
         "Europe/Berlin"},
        {"unknown zone", "text", "timestamp", "2026-03-05T10:20:30", "!NotConvertible", "Mars/Base"},
        {"gap of summer time", "text", "timestamp", "2025-03-30T02:30:00", "!NotATime", "Europe/Berlin"},
        {"overlap takes the earlier", "text", "timestamp", "2025-10-26T02:30:00", "2025-10-26T00:30:00Z",
         "Europe/Berlin"},
        {"nanoseconds", "text", "timestamp", "2025-10-26T02:30:00.123456789Z", "!LosesPrecision"},
        {"infinity needs no zone", "text", "timestamp", "infinity", "infinity"},
        {"zero date needs no zone", "text", "timestamp", "0000-00-00 00:00:00", "0000-00-00T00:00:00Z"},
    };
    check(table);
}

TEST(Conversion, ValuesAmongTypes)
{
    const Golden table[] = {
        {"bool to int", "bool", "int64", "true", "1"},
        {"bool to text", "bool", "text", "f", "false"},
        {"int to bool", "int64", "bool", "1", "true"},
        {"2 is no bool", "int64", "bool", "2", "!NotABool"},
        {"int to decimal", "int64", "decimal(5,2)", "123", "123"},
        {"int too great for a decimal", "int64", "decimal(5,2)", "1234", "!OutOfRange"},
        {"int to double", "int64", "float64", "9007199254740992", "9007199254740992"},
        {"2^53 + 1 is no double", "int64", "float64", "9007199254740993", "!LosesPrecision"},
        {"greatest int64 is no double", "int64", "float64", "9223372036854775807", "!LosesPrecision"},
        {"double to int", "float64", "int64", "12", "12"},
        {"half is no int", "float64", "int64", "12.5", "!LosesPrecision"},
        {"1e300 is no int", "float64", "int64", "1e300", "!OutOfRange"},
        {"NaN is no int", "float64", "int64", "NaN", "!NotANumber"},
        {"2^63 is no int", "float64", "int64", "9223372036854775808", "!OutOfRange"},
        {"double to decimal", "float64", "decimal", "0.1", "0.1"},
        {"great double to decimal", "float64", "decimal", "1e21", "1000000000000000000000"},
        {"NaN is no decimal", "float64", "decimal", "NaN", "!NotANumber"},
        {"decimal to int", "decimal", "int64", "12.00", "12"},
        {"fraction is no int", "decimal", "int64", "12.01", "!LosesPrecision"},
        {"20 digits are no int", "decimal", "int64", "12345678901234567890", "!OutOfRange"},
        {"decimal to double", "decimal", "float64", "0.1", "0.1"},
        {"more digits than a double", "decimal", "float64", "0.12345678901234567890123", "!LosesPrecision"},
        {"decimal to narrower decimal", "decimal", "decimal(5,2)", "123.456", "!LosesPrecision"},
        {"decimal loses only zeros", "decimal", "decimal(5,2)", "123.4500", "123.45"},
        {"decimal to bool", "decimal", "bool", "1.0", "true"},
        {"int to date is nonsense", "int64", "date", "5", "!NotConvertible"},
        {"date to number is nonsense", "date", "int64", "2026-03-05", "!NotConvertible"},
        {"date to datetime", "date", "datetime", "2026-03-05", "2026-03-05T00:00:00"},
        {"infinite date to datetime", "date", "datetime", "-infinity", "-infinity"},
        {"zero date to datetime", "date", "datetime", "0000-00-00", "0000-00-00T00:00:00"},
        {"midnight to date", "datetime", "date", "2026-03-05", "2026-03-05"},
        {"noon to date", "datetime", "date", "2026-03-05T12:00", "!LosesPrecision"},
        {"datetime to timestamp", "datetime", "timestamp", "2026-07-05T12:00", "2026-07-05T10:00:00Z",
         "Europe/Berlin"},
        {"datetime to timestamp without zone", "datetime", "timestamp", "2026-07-05T12:00",
         "!NotConvertible"},
        {"timestamp to datetime", "timestamp", "datetime", "2026-07-05T10:00Z", "2026-07-05T12:00:00",
         "Europe/Berlin"},
        {"timestamp to date", "timestamp", "date", "2026-07-04T22:00Z", "2026-07-05", "Europe/Berlin"},
        {"timestamp to text", "timestamp", "text", "2026-07-05T10:00:00.000001Z",
         "2026-07-05T10:00:00.000001Z"},
        {"datetime to time loses the day", "datetime", "time", "2026-07-05T10:00", "!NotConvertible"},
        {"bytes to text", "bytes", "text", "\\xDEAD", "\\xdead"},
        {"bytes too long", "bytes", "bytes(1)", "\\xDEAD", "!TooLong"},
        {"NULL to anything", "date", "text", null, null},
    };
    check(table);
}

TEST(Conversion, TextByCodePoints)
{
    const Golden table[] = {
        {"as long as the field", "text", "text(4)", "Köln", "Köln"},
        {"longer by one", "text", "text(3)", "Köln", "!TooLong"},
        {"Chinese counts characters", "text", "text(2)", "北京", "北京"},
        {"emoji is one code point", "text", "text(1)", "😀", "😀"},
        {"numbers as text too long", "int64", "text(2)", "123", "!TooLong"},
        {"empty stays empty in text", "text", "text(3)", "", ""},
        {"NULL is not empty", "text", "text(3)", null, null},
    };
    check(table);
    ConversionOptions options;
    options.to = Type::text(2);
    options.onTooLong = OnTooLong::Cut;
    RowErrors errors;
    ColumnPtr result = convert(columnOf(TypeKind::Text, "北京市"), TypeKind::Text, options, errors);
    EXPECT_EQ(result->text(0), "北京");
    options.onTooLong = OnTooLong::Null;
    result = convert(columnOf(TypeKind::Text, "北京市"), TypeKind::Text, options, errors);
    EXPECT_TRUE(result->isNull(0));
    EXPECT_TRUE(errors.empty());
}

TEST(Conversion, JsonAndText)
{
    const Golden table[] = {
        {"a string token is its text", "json", "text", R"("a\nb é 😀")", "a\nb é 😀"},
        {"an empty string is empty text", "json", "text", R"("")", ""},
        {"a number keeps its text", "json", "text", "1.10", "1.10"},
        {"23 digits keep their text", "json", "text", "12345678901234567890123", "12345678901234567890123"},
        {"a bool is its text", "json", "text", "true", "true"},
        {"null is NULL", "json", "text", "null", null},
        {"an absent member is NULL", "json", "text", "", null},
        {"an object is raw", "json", "text", R"({"a": 1})", R"({"a": 1})"},
        {"a number to decimal", "json", "decimal", "1.10", "1.10"},
        {"a number in a string to decimal", "json", "decimal", R"("1.10")", "1.10"},
        {"a whole number with a point to int64", "json", "int64", "1.0", "1"},
        {"a text with a point is not one", "json", "int64", R"("1.0")", "!NotANumber"},
        {"a fraction to int64", "json", "int64", "1.5", "!NotANumber"},
        {"an empty string to int64", "json", "int64", R"("")", null},
        {"an object to int64", "json", "int64", "{}", "!NotConvertible"},
        {"a date", "json", "date", R"("2026-03-05")", "2026-03-05"},
        {"true to bool", "json", "bool", "true", "true"},
        {"too long", "json", "text(2)", R"("abc")", "!TooLong"},
        {"text to json must be JSON", "text", "json", "{bad", "!NotConvertible"},
        {"text to json is kept", "text", "json", R"({"a":1.10})", R"({"a":1.10})"},
        {"a bare word is no JSON", "text", "json", "abc", "!NotConvertible"},
        {"int to json", "int64", "json", "5", "5"},
        {"decimal to json keeps zeros", "decimal", "json", "1.10", "1.10"},
        {"date to json is a string", "date", "json", "2026-03-05", R"("2026-03-05")"},
        {"NaN is no JSON", "float64", "json", "NaN", "!NotANumber"},
        {"float to json", "float64", "json", "1e300", "1e+300"},
        {"bool to json", "bool", "json", "1", "true"},
        {"bytes to json", "bytes", "json", "\\xff", R"("\\xff")"},
    };
    check(table);
}

TEST(Conversion, CountsDroppedOffsetsAndOverlaps)
{
    RowErrors errors;
    std::int64_t dropped = 0, overlaps = 0;
    shown({"", "text", "timestamp", "2026-03-05T10:20:30+08:00", ""}, errors, &dropped, &overlaps);
    EXPECT_EQ(dropped, 1);
    shown({"", "text", "timestamp", "2026-03-05T10:20:30Z", ""}, errors, &dropped, &overlaps);
    EXPECT_EQ(dropped, 1) << "UTC is no offset to lose";
    shown({"", "text", "timestamp", "2025-10-26T02:30:00", "", "Europe/Berlin"}, errors, &dropped, &overlaps);
    EXPECT_EQ(dropped, 1);
    EXPECT_EQ(overlaps, 1);
    EXPECT_TRUE(errors.empty());
}

TEST(Conversion, GoodRowsAroundABadOneAreNotTouched)
{
    Column text;
    for (int row = 0; row < 200; ++row) {
        if (row % 7 == 3)
            text.appendNull();
        else
            text.appendText(row == 100 ? "abc" : std::to_string(row));
    }
    ConversionOptions options;
    options.to = TypeKind::Int64;
    RowErrors errors;
    const auto result = convert(std::make_shared<Column>(std::move(text)), TypeKind::Text, options, errors);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].row, 100);
    EXPECT_EQ(errors[0].value, "abc");
    EXPECT_EQ(errors[0].rule, "int64");
    ASSERT_EQ(result->size(), 200);
    for (int row = 0; row < 200; ++row) {
        EXPECT_EQ(result->isNull(row), row % 7 == 3 || row == 100) << row;
        if (!result->isNull(row)) {
            EXPECT_EQ(result->int64s()[static_cast<std::size_t>(row)], row);
        }
    }
}

TEST(Conversion, NothingToDoSharesTheColumn)
{
    RowErrors errors;
    ConversionOptions options;
    const auto text = columnOf(TypeKind::Text, "abc");
    options.to = TypeKind::Text;
    EXPECT_EQ(convert(text, TypeKind::Text, options, errors), text);
    options.to = Type::text(3);
    EXPECT_EQ(convert(text, TypeKind::Text, options, errors), text);
    const auto number = columnOf(Type::decimal(12, 2), "1.50");
    options.to = Type::decimal(14, 2);
    EXPECT_EQ(convert(number, Type::decimal(12, 2), options, errors), number);
    options.to = Type::decimal(3, 2);
    EXPECT_EQ(convert(number, TypeKind::Decimal, options, errors), number) << "every value fits";
}

TEST(Conversion, TheOffendingValueIsCutAt200CodePoints)
{
    Column text;
    std::string longText;
    for (int i = 0; i < 300; ++i)
        longText += "字";
    text.appendText(longText);
    ConversionOptions options;
    options.to = TypeKind::Int64;
    RowErrors errors;
    (void)convert(std::make_shared<Column>(std::move(text)), TypeKind::Text, options, errors);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].value.size(), 600U);
}

TEST(Conversion, EveryPairAgreesWithItsPromises)
{
    const char *types[] = {"bool",  "int64", "float64", "decimal",  "text",     "json",
                           "bytes", "date",  "time",    "datetime", "timestamp"};
    const char *values[] = {"true",
                            "7",
                            "0.5",
                            "1.10",
                            "abc",
                            R"("x")",
                            "\\x01",
                            "2026-03-05",
                            "10:00",
                            "2026-03-05T10:00",
                            "2026-03-05T10:00Z"};
    for (std::size_t from = 0; from < std::size(types); ++from) {
        for (const char *to : types) {
            RowErrors errors;
            const std::string result = shown({types[from], types[from], to, values[from], "", "UTC"}, errors);
            if (!isConvertible(typeOf(types[from]), typeOf(to))) {
                EXPECT_EQ(result, "!NotConvertible") << types[from] << " to " << to;
            }
            if (isLossless(typeOf(types[from]), typeOf(to))) {
                EXPECT_TRUE(errors.empty()) << types[from] << " to " << to;
            }
        }
    }
}
