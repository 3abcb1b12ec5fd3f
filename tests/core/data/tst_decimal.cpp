#include "core/data/decimal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fmt/format.h>
#include <random>

using namespace weir;

namespace {

__extension__ typedef __int128 Int128;

std::string canonical(std::string_view text)
{
    std::string out = "kept ";
    if (const auto error = appendDecimal(text, out)) {
        EXPECT_EQ(out, "kept ") << "a failed append must not leave anything behind";
        return std::string(rowCodeName(*error));
    }
    return out.substr(5);
}

struct TextCase
{
    const char *label;
    std::string text;
    std::string expected;
};

std::string wide(Int128 value)
{
    if (value == 0)
        return "0";
    std::string digits;
    const bool isNegative = value < 0;
    while (value != 0) {
        const int digit = static_cast<int>(value % 10);
        digits.insert(digits.begin(), static_cast<char>('0' + std::abs(digit)));
        value /= 10;
    }
    return (isNegative ? "-" : "") + digits;
}

/// value / 10^scale as text, the slow and obvious way.
std::string scaled(Int128 value, int scale)
{
    std::string digits = wide(value < 0 ? -value : value);
    if (static_cast<int>(digits.size()) <= scale)
        digits.insert(0, static_cast<std::size_t>(scale + 1) - digits.size(), '0');
    if (scale > 0)
        digits.insert(digits.size() - static_cast<std::size_t>(scale), ".");
    return (value < 0 ? "-" : "") + digits;
}

Int128 power(int exponent)
{
    Int128 result = 1;
    while (exponent-- > 0)
        result *= 10;
    return result;
}

std::uint64_t seed()
{
    const std::uint64_t value = std::random_device{}();
    fmt::print("seed {}\n", value);
    return value;
}

} // namespace

TEST(Decimal, TextBecomesCanonical)
{
    const TextCase cases[] = {
        {"a plain number stays", "12.50", "12.50"},
        {"the scale stays as written", "1.00", "1.00"},
        {"leading zeros go", "00123", "123"},
        {"leading zeros go behind the sign", "-000.10", "-0.10"},
        {"one zero before the point stays", "0.5", "0.5"},
        {"a bare point gets its zero", ".5", "0.5"},
        {"a point without digits goes", "5.", "5"},
        {"plus is read and dropped", "+7", "7"},
        {"minus zero is zero", "-0", "0"},
        {"minus zero keeps its scale", "-0.00", "0.00"},
        {"zero without digits before it", "-.0", "0.0"},
        {"many zeros are one", "0000", "0"},
        {"twenty digits", "12345678901234567890", "12345678901234567890"},
        {"exponent expands", "1e3", "1000"},
        {"exponent moves the point", "1.50e1", "15.0"},
        {"exponent eats the fraction", "1.5E2", "150"},
        {"negative exponent", "15e-3", "0.015"},
        {"negative exponent with fraction", "-1.5e-2", "-0.015"},
        {"zero with exponent is zero", "0e500", "0"},
        {"zero with a huge exponent is zero", "0e999999999", "0"},
        {"zero with negative exponent keeps the scale", "0e-2", "0.00"},
        {"leading zeros with exponent", "000.001e3", "1"},
        {"exponent of 400", "1e400", "1" + std::string(400, '0')},
        {"exponent to 1000 digits", "1e999", "1" + std::string(999, '0')},
        {"exponent beyond 1000 digits", "1e1000", "OutOfRange"},
        {"negative exponent beyond 1000 digits", "1e-1001", "OutOfRange"},
        {"an absurd exponent", "1e99999999999999999999", "OutOfRange"},
        {"plain digits have no bound", std::string(1500, '7'), std::string(1500, '7')},
        {"empty", "", "NotANumber"},
        {"sign alone", "-", "NotANumber"},
        {"point alone", ".", "NotANumber"},
        {"two signs", "--1", "NotANumber"},
        {"two points", "1.2.3", "NotANumber"},
        {"exponent without digits", "1e", "NotANumber"},
        {"exponent without number", "e5", "NotANumber"},
        {"exponent with fraction", "1e1.5", "NotANumber"},
        {"space in front", " 1", "NotANumber"},
        {"space behind", "1 ", "NotANumber"},
        {"thousand separators", "1,234.50", "NotANumber"},
        {"full-width digits", "１２３", "NotANumber"},
        {"hexadecimal", "0x10", "NotANumber"},
        {"letters", "12a", "NotANumber"},
        {"not a number", "NaN", "NotANumber"},
        {"a byte zero inside", std::string("1\0", 2), "NotANumber"},
    };
    for (const TextCase &row : cases) {
        EXPECT_EQ(canonical(row.text), row.expected) << row.label;
        if (isCanonicalDecimal(row.text)) {
            EXPECT_EQ(row.text, row.expected) << row.label;
        }
    }
}

TEST(Decimal, ComparisonIgnoresTrailingZeros)
{
    const std::vector<std::string> ascending = {"-100", "-10.01", "-10",  "-0.5", "-0.05", "0",  "0.05",
                                                "0.5",  "0.51",   "9.99", "10",   "10.01", "100"};
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        for (std::size_t k = 0; k < ascending.size(); ++k) {
            const int expected = i < k ? -1 : i > k ? 1 : 0;
            const int order = compareDecimals(ascending[i], ascending[k]);
            EXPECT_EQ((order > 0) - (order < 0), expected) << ascending[i] << " " << ascending[k];
        }
    }
    EXPECT_EQ(compareDecimals("1.0", "1.000"), 0);
    EXPECT_EQ(compareDecimals("0", "0.00"), 0);
    EXPECT_EQ(withoutTrailingZeros("1.00"), "1");
    EXPECT_EQ(withoutTrailingZeros("100"), "100");
    EXPECT_EQ(withoutTrailingZeros("1.230"), "1.23");
    EXPECT_EQ(withoutTrailingZeros("0.00"), "0");
}

TEST(Decimal, FitsPrecisionAndScale)
{
    const auto fit = [](std::string_view text, int precision, int scale) {
        const auto error = fitDecimal(text, precision, scale);
        return error ? std::string(rowCodeName(*error)) : std::string(text);
    };
    EXPECT_EQ(fit("1234567890.12", 12, 2), "1234567890.12");
    EXPECT_EQ(fit("12345678901.1", 12, 2), "OutOfRange");
    EXPECT_EQ(fit("1.5", 12, 2), "1.5");
    EXPECT_EQ(fit("1.500", 12, 2), "1.50") << "zeros beyond the scale go, the number is the same";
    EXPECT_EQ(fit("1.501", 12, 2), "LosesPrecision");
    EXPECT_EQ(fit("1.000", 5, 0), "1");
    EXPECT_EQ(fit("0.99", 2, 2), "0.99");
    EXPECT_EQ(fit("1.99", 2, 2), "OutOfRange");
    EXPECT_EQ(fit("123456789.123456789", 0, 0), "123456789.123456789");
    EXPECT_EQ(decimalSize("0.001").digits, 1);
    EXPECT_EQ(decimalSize("0.00").digits, 1);
    EXPECT_EQ(decimalSize("12.30").digits, 4);
    EXPECT_EQ(decimalSize("-12.30").scale, 2);
}

TEST(Decimal, ArithmeticAgreesWithIntegers)
{
    std::mt19937_64 random(seed());
    for (int round = 0; round < 20'000; ++round) {
        const int scaleA = static_cast<int>(random() % 7), scaleB = static_cast<int>(random() % 7);
        const auto draw = [&] { return static_cast<std::int64_t>(random()) >> (random() % 62); };
        const std::int64_t a = draw(), b = draw();
        const std::string textA = scaled(a, scaleA), textB = scaled(b, scaleB);
        const int scale = std::max(scaleA, scaleB);
        const Int128 wideA = a * power(scale - scaleA), wideB = b * power(scale - scaleB);
        std::string out;
        ASSERT_FALSE(addDecimals(textA, textB, out)) << textA << " " << textB;
        ASSERT_EQ(out, scaled(wideA + wideB, scale)) << textA << " + " << textB;
        out.clear();
        ASSERT_FALSE(subtractDecimals(textA, textB, out));
        ASSERT_EQ(out, scaled(wideA - wideB, scale)) << textA << " - " << textB;
        out.clear();
        const Int128 product = static_cast<Int128>(a) * b;
        ASSERT_FALSE(multiplyDecimals(textA, textB, out)) << textA << " " << textB;
        ASSERT_EQ(out, scaled(product, scaleA + scaleB)) << textA << " * " << textB;
        if (b != 0) {
            out.clear();
            const int quotientScale = static_cast<int>(random() % 8);
            // |a| · 10^(quotientScale + scaleB) / (|b| · 10^scaleA), half up on magnitudes
            const Int128 top =
                static_cast<Int128>(std::abs(static_cast<double>(a)) < 9e18 ? std::llabs(a) : 1) *
                power(quotientScale + scaleB);
            const Int128 bottom = static_cast<Int128>(b < 0 ? -static_cast<Int128>(b) : b) * power(scaleA);
            const Int128 rounded = (2 * top + bottom) / (2 * bottom);
            if (std::abs(static_cast<double>(a)) < 9e18) {
                ASSERT_FALSE(divideDecimals(textA, textB, quotientScale, out));
                ASSERT_EQ(out, scaled((a < 0) != (b < 0) ? -rounded : rounded, quotientScale))
                    << textA << " / " << textB << " to " << quotientScale;
            }
            out.clear();
            ASSERT_FALSE(remainderOfDecimals(textA, textB, out));
            ASSERT_EQ(out, scaled(wideA % wideB, scale)) << textA << " % " << textB;
        }
        ASSERT_EQ(compareDecimals(textA, textB) < 0, wideA < wideB) << textA << " " << textB;
        ASSERT_EQ(compareDecimals(textA, textB) == 0, wideA == wideB) << textA << " " << textB;
    }
}

TEST(Decimal, ArithmeticEndsAt38Digits)
{
    const std::string greatest(38, '9');
    std::string out;
    EXPECT_FALSE(addDecimals(greatest, "0", out));
    EXPECT_EQ(out, greatest);
    EXPECT_EQ(addDecimals(greatest, "1", out), RowCode::OutOfRange);
    EXPECT_EQ(addDecimals(greatest + "9", "0", out), RowCode::OutOfRange);
    EXPECT_EQ(addDecimals(greatest, "0.1", out), RowCode::OutOfRange);
    EXPECT_EQ(multiplyDecimals(greatest, "10", out), RowCode::OutOfRange);
    EXPECT_EQ(divideDecimals("1", "0", 2, out), RowCode::OutOfRange);
    EXPECT_EQ(divideDecimals("1", "0.00", 2, out), RowCode::OutOfRange);
    EXPECT_EQ(out, greatest) << "failures leave the output alone";
    out.clear();
    EXPECT_FALSE(divideDecimals("1", "3", 37, out));
    EXPECT_EQ(out, "0." + std::string(37, '3'));
    out.clear();
    EXPECT_FALSE(divideDecimals(greatest, greatest, 10, out));
    EXPECT_EQ(out, "1.0000000000");
    out.clear();
    EXPECT_FALSE(divideDecimals("0." + std::string(37, '9'), greatest, 0, out));
    EXPECT_EQ(out, "0");
    out.clear();
    EXPECT_FALSE(divideDecimals("9" + std::string(36, '0') + ".5", "1" + std::string(37, '0'), 0, out));
    EXPECT_EQ(out, "1") << "0.9 and a bit rounds up";
    out.clear();
    EXPECT_FALSE(divideDecimals("-7", "2", 0, out));
    EXPECT_EQ(out, "-4") << "half away from zero";
    out.clear();
    EXPECT_FALSE(multiplyDecimals("0.10", "0.20", out));
    EXPECT_EQ(out, "0.0200");
    out.clear();
    EXPECT_FALSE(multiplyDecimals("-0.10", "0", out));
    EXPECT_EQ(out, "0.00");
    out.clear();
    EXPECT_FALSE(multiplyDecimals("1" + std::string(20, '0') + "." + std::string(10, '0'), "0.0000000", out));
}

TEST(Decimal, RoundsAsAsked)
{
    const auto rounded = [](std::string_view text, int scale,
                            Rounding rounding = Rounding::HalfAwayFromZero) {
        std::string out;
        roundDecimal(text, scale, rounding, out);
        EXPECT_TRUE(isCanonicalDecimal(out)) << out;
        return out;
    };
    EXPECT_EQ(rounded("1.005", 2), "1.01");
    EXPECT_EQ(rounded("-1.005", 2), "-1.01");
    EXPECT_EQ(rounded("1.004", 2), "1.00");
    EXPECT_EQ(rounded("9.99", 1), "10.0");
    EXPECT_EQ(rounded("99.5", 0), "100");
    EXPECT_EQ(rounded("0.4", 0), "0");
    EXPECT_EQ(rounded("-0.4", 0), "0");
    EXPECT_EQ(rounded("1.5", 4), "1.5");
    EXPECT_EQ(rounded("1250", -2), "1300");
    EXPECT_EQ(rounded("49", -2), "0");
    EXPECT_EQ(rounded("50", -2), "100");
    EXPECT_EQ(rounded("50", -3), "0");
    EXPECT_EQ(rounded("999", -3), "1000");
    EXPECT_EQ(rounded("2.5", 0, Rounding::HalfEven), "2");
    EXPECT_EQ(rounded("3.5", 0, Rounding::HalfEven), "4");
    EXPECT_EQ(rounded("2.51", 0, Rounding::HalfEven), "3");
    EXPECT_EQ(rounded("50", -2, Rounding::HalfEven), "0");
    EXPECT_EQ(rounded("-2.9", 0, Rounding::TowardZero), "-2");
    EXPECT_EQ(rounded("-2.1", 0, Rounding::Down), "-3");
    EXPECT_EQ(rounded("2.9", 0, Rounding::Down), "2");
    EXPECT_EQ(rounded("2.1", 0, Rounding::Up), "3");
    EXPECT_EQ(rounded("-2.9", 0, Rounding::Up), "-2");
    EXPECT_EQ(rounded("2.0", 0, Rounding::Up), "2");
    EXPECT_EQ(rounded("1", -3, Rounding::Up), "1000");
    EXPECT_EQ(rounded("-1", -3, Rounding::Down), "-1000");
}

TEST(Decimal, IntegersAndDoublesAreExactOrErrors)
{
    std::int64_t whole = 0;
    EXPECT_FALSE(decimalToInt64("9223372036854775807", whole));
    EXPECT_EQ(whole, std::numeric_limits<std::int64_t>::max());
    EXPECT_FALSE(decimalToInt64("-9223372036854775808", whole));
    EXPECT_EQ(decimalToInt64("9223372036854775808", whole), RowCode::OutOfRange);
    EXPECT_FALSE(decimalToInt64("12.00", whole));
    EXPECT_EQ(whole, 12);
    EXPECT_EQ(decimalToInt64("12.01", whole), RowCode::LosesPrecision);
    double number = 0;
    EXPECT_FALSE(decimalToDouble("0.1", number));
    EXPECT_EQ(number, 0.1);
    EXPECT_FALSE(decimalToDouble("1234567890.12345", number));
    EXPECT_EQ(decimalToDouble("0.12345678901234567890", number), RowCode::LosesPrecision);
    EXPECT_EQ(decimalToDouble("9007199254740993", number), RowCode::LosesPrecision);
    EXPECT_FALSE(decimalToDouble("9007199254740992", number));
    EXPECT_EQ(decimalToDouble("1" + std::string(400, '0'), number), RowCode::OutOfRange);
    EXPECT_FALSE(decimalToDouble("1" + std::string(30, '0'), number));
    EXPECT_EQ(number, 1e30);
    EXPECT_FALSE(decimalToDouble("0.00", number));
    std::string out;
    EXPECT_FALSE(appendDecimal(0.1, out));
    EXPECT_EQ(out, "0.1");
    out.clear();
    EXPECT_FALSE(appendDecimal(1e21, out));
    EXPECT_EQ(out, "1000000000000000000000");
    out.clear();
    EXPECT_FALSE(appendDecimal(-0.0, out));
    EXPECT_EQ(out, "0");
    EXPECT_EQ(appendDecimal(std::nan(""), out), RowCode::NotANumber);
    out.clear();
    appendDecimal(std::numeric_limits<std::uint64_t>::max(), out);
    EXPECT_EQ(out, "18446744073709551615");
}

TEST(Decimal, GroupsFollowThePostgreSqlFormat)
{
    struct GroupCase
    {
        std::string text;
        int weight;
        int scale;
        std::vector<std::uint16_t> groups;
    };
    const GroupCase cases[] = {
        {"0", 0, 0, {}},
        {"0.00", 0, 2, {}},
        {"1", 0, 0, {1}},
        {"10000", 1, 0, {1}},
        {"12345678", 1, 0, {1234, 5678}},
        {"12345.6789", 1, 4, {1, 2345, 6789}},
        {"0.1", -1, 1, {1000}},
        {"0.00001", -2, 5, {1000}},
        {"-1.50", 0, 2, {1, 5000}},
        {"100000000.0001", 2, 4, {1, 0, 0, 1}},
    };
    for (const GroupCase &row : cases) {
        std::vector<std::uint16_t> groups(decimalGroupsMax(row.text));
        const DecimalGroups shape = splitDecimal(row.text, groups);
        groups.resize(static_cast<std::size_t>(shape.count));
        EXPECT_EQ(groups, row.groups) << row.text;
        EXPECT_EQ(shape.weight, row.weight) << row.text;
        EXPECT_EQ(shape.scale, row.scale) << row.text;
        EXPECT_EQ(shape.isNegative, row.text[0] == '-') << row.text;
        std::string back;
        joinDecimal(shape, groups, back);
        EXPECT_EQ(back, row.text);
    }
}

TEST(Decimal, GroupsRoundTripForRandomNumbers)
{
    std::mt19937_64 random(seed());
    for (int round = 0; round < 20'000; ++round) {
        std::string text = random() % 2 ? "-" : "";
        text += std::to_string(random() % 9 + 1);
        for (auto digits = random() % 30; digits > 0; --digits)
            text += random() % 3 ? '0' : static_cast<char>('0' + random() % 10);
        if (random() % 2) {
            text += '.';
            for (auto digits = random() % 30 + 1; digits > 0; --digits)
                text += random() % 3 ? '0' : static_cast<char>('0' + random() % 10);
        }
        ASSERT_TRUE(isCanonicalDecimal(text)) << text;
        std::vector<std::uint16_t> groups(decimalGroupsMax(text));
        const DecimalGroups shape = splitDecimal(text, groups);
        std::string back;
        joinDecimal(shape, groups, back);
        ASSERT_EQ(back, text);
    }
}
