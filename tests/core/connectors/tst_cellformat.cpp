// Number formats: what a spreadsheet program shows for a number. Expected texts are those of Excel, without the blanks that
// only align a number in its cell.

#include "core/connectors/files/xlsx/cellformat.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <random>

namespace weir::test {

namespace {

struct Case
{
    const char *format, *stored, *shown;
};

std::string shownBy(const CellFormat &format, std::string_view stored, bool is1904 = false)
{
    std::string text = ">"; // what stands before stays
    switch (format.append(stored, is1904, text)) {
    case CellFormat::Outcome::Shown:
    case CellFormat::Outcome::Hidden:
        return text.substr(1);
    case CellFormat::Outcome::NotUnderstood:
        return "(not understood)" + text.substr(1);
    case CellFormat::Outcome::Regional:
        return "(regional)" + text.substr(1);
    case CellFormat::Outcome::NoMoment:
        return "(no moment)" + text.substr(1);
    case CellFormat::Outcome::NotANumber:
        return "(no number)" + text.substr(1);
    }
    return "?";
}

void expectAll(const std::vector<Case> &cases)
{
    for (const Case &one : cases)
        EXPECT_EQ(shownBy(CellFormat::compile(one.format), one.stored), one.shown) << one.format << " of " << one.stored;
}

TEST(CellFormat, GeneralShowsUpToElevenCharacters)
{
    expectAll({
        {"General", "0", "0"},
        {"General", "1234.5", "1234.5"},
        {"General", "-1234.50", "-1234.5"},
        {"General", "0.1", "0.1"},
        {"General", "0.10000000000000001", "0.1"},
        {"General", "0.30000000000000004", "0.3"},
        {"General", "1234.56789012345", "1234.56789"},
        {"General", "0.33333333333333331", "0.333333333"},
        {"General", "3.1415926535897931", "3.141592654"},
        {"General", "123456789.123", "123456789.1"},
        {"General", "1234567890.6", "1234567891"},
        {"General", "12345678901", "12345678901"},
        {"General", "12345678901.6", "12345678902"},
        {"General", "99999999999.7", "1E+11"},
        {"General", "123456789012", "1.23457E+11"},
        {"General", "-1914310000010100016", "-1.91431E+18"},
        {"General", "0.0001", "0.0001"},
        {"General", "0.00012345678", "0.000123457"},
        {"General", "0.00001", "0.00001"},
        {"General", "0.000012345678", "1.23457E-05"},
        {"General", "1e-10", "1E-10"},
        {"General", "1E+100", "1E+100"},
        {"", "5", "5"},
        {"General\" kg\"", "7.25", "7.25 kg"},
        {"GENERAL", "7.25", "7.25"},
    });
}

TEST(CellFormat, DecimalsAreRoundedByTheirFifteenDigits)
{
    expectAll({
        {"0", "1234.5", "1235"},
        {"0", "-0.5", "-1"},
        {"0", "0.49999999999999994", "1"}, // 15 digits of it are 0.5
        {"0.00", "1234.5678", "1234.57"},
        {"0.00", "1.005", "1.01"}, // though the double is below
        {"0.00", "-1.005", "-1.01"},
        {"0.00", "9.999", "10.00"},
        {"0.00", "-0.001", "0.00"},
        {"0.00", "0", "0.00"},
        {"0.0#", "5", "5.0"},
        {"0.0#", "5.678", "5.68"},
        {"#.##", "5", "5."},
        {"#.##", "0.5", ".5"},
        {"#", "0", ""},
        {"00000", "123", "00123"},
        {"0##", "5", "05"},
        {"0.???", "1.5", "1.5"},
        {"??0", "5", "5"},
        {".00", "12.345", "12.35"},
        {"0", "1914310000010100016", "1914310000010100000"},
        {"0.000000000000000000", "0.1", "0.100000000000000000"},
        {"000-00-0000", "123456789", "123-45-6789"},
        {"(000) 0000-0000", "1012345678", "(010) 1234-5678"},
    });
}

TEST(CellFormat, ThousandsPercentAndScalingByTrailingCommas)
{
    expectAll({
        {"#,##0", "1234567", "1,234,567"},
        {"#,##0", "999", "999"},
        {"#,##0", "-1234567.8", "-1,234,568"},
        {"#,##0.00", "1234.5678", "1,234.57"},
        {"#,##0.00", "0", "0.00"},
        {"#,###", "0", ""},
        {"000,000", "1234", "001,234"},
        {"0%", "0.25", "25%"},
        {"0.00%", "0.12345", "12.35%"},
        {"0%", "-1.5", "-150%"},
        {"0,", "1234567", "1235"},
        {"#,##0,", "1234567", "1,235"},
        {"0.0,,", "12345678", "12.3"},
        {"0.0,,\"M\"", "12345678", "12.3M"},
        {"#,##0.0,\" k\"", "1234567", "1,234.6 k"},
        {"0\\.0,\"万\"", "12345", "1.2万"},
        {"0!.0,\"万\"", "12345", "1.2万"},
    });
}

TEST(CellFormat, TextsEscapesAndCurrenciesAreWritten)
{
    expectAll({
        {"\"No. \"0", "5", "No. 5"},
        {"0\" kg\"", "5", "5 kg"},
        {"0\\ \\k\\g", "5", "5 kg"},
        {"\\第0\\章", "5", "第5章"},
        {"0元", "5", "5元"},
        {"$#,##0.00", "-5", "-$5.00"},
        {"[$¥-804]#,##0.00", "1234.5", "¥1,234.50"},
        {"\"¥\"#,##0.00;\"¥\"\\-#,##0.00", "-1234.5", "¥-1,234.50"},
        {"#,##0.00\\ [$€-407]", "1234.5", "1,234.50 €"},
        {"[$USD] 0.00", "5", "USD 5.00"},
        {"[$£-en-GB]0", "5", "£5"},
        {"_(\"$\"* #,##0.00_);_(\"$\"* \\(#,##0.00\\);_(\"$\"* \"-\"??_);_(@_)", "1234.5", "$1,234.50"},
        {"_(\"$\"* #,##0.00_);_(\"$\"* \\(#,##0.00\\);_(\"$\"* \"-\"??_);_(@_)", "-1234.5", "$(1,234.50)"},
        {"_(\"$\"* #,##0.00_);_(\"$\"* \\(#,##0.00\\);_(\"$\"* \"-\"??_);_(@_)", "0", "$-"},
        {"_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-1234.5", "-1,234.50"},
        {"\"only text\"", "5", "only text"},
        {"@", "12.5", "12.5"},
    });
}

TEST(CellFormat, SectionsAreChosenBySignAndByCondition)
{
    expectAll({
        {"0.0;(0.0)", "-2.5", "(2.5)"},
        {"0.0;(0.0)", "2.5", "2.5"},
        {"0.0;(0.0)", "0", "0.0"},
        {"0;-0;\"zero\"", "0", "zero"},
        {"0;-0;\"zero\";\"text \"@", "-3", "-3"},
        {"0;-0;;@", "0", ""},
        {";;;", "5", ""},
        {"0;", "-5", ""},
        {"0;-0", "-0.2", "-0"},
        {"0;;", "-5", ""},
        {"0;@", "-5", "-5"},
        {"[Red]0;[Blue]-0", "-5", "-5"},
        {"[红色]0", "5", "5"},
        {"[Color 12]0.0", "5", "5.0"},
        {"[>=100]\"many\";[<0]\"less\";0", "150", "many"},
        {"[>=100]\"many\";[<0]\"less\";0", "-1", "less"},
        {"[>=100]\"many\";[<0]\"less\";0", "50", "50"},
        {"[>100]0;0.0", "-5", "-5.0"},
        {"[<1]0.00%;0.0", "0.5", "50.00%"},
        {"[=1]\"yes\";[=0]\"no\";0", "0", "no"},
        {"[>=10000]0\\.0,\"万\";0", "9999", "9999"},
        {"[<=9999999]###-####;(###) ###-####", "5551234", "555-1234"},
        {"[<=9999999]###-####;(###) ###-####", "2065551234", "(206) 555-1234"},
        {"[>0]0;[<0]-0", "0", "(not understood)"}, // #### there
    });
}

TEST(CellFormat, ScientificAndFractions)
{
    expectAll({
        {"0.00E+00", "12345", "1.23E+04"},
        {"0.00E+00", "-0.00012345", "-1.23E-04"},
        {"0.00E+00", "9.999", "1.00E+01"},
        {"0.00E+00", "0", "0.00E+00"},
        {"0.0E-0", "12345", "1.2E4"},
        {"#.0E+0", "0", "0.0E+0"},
        {"##0.0E+0", "12345", "12.3E+3"},
        {"##0.0E+0", "0.00012", "120.0E-6"},
        {"##0.0E+0", "999.96", "1.0E+3"},
        {"0E+000", "1e100", "1E+100"},
        {"# ?/?", "1.25", "1 1/4"},
        {"# ?/?", "0.5", "1/2"},
        {"# ?/?", "5", "5"},
        {"# ?/?", "0", "0"},
        {"# ?/?", "-2.75", "-2 3/4"},
        {"# ?\?/??", "3.14159265358979", "3  1/7"},
        {"# ??\?/???", "3.14159265358979", "3  16/113"},
        {"?/?", "1.5", "3/2"},
        {"# ?/8", "1.7", "1 6/8"},
        {"# ?\?/100", "0.25", "25/100"},
        {"# ?/2", "1.9", "2"},
        {"0 ?/?", "0.333333333333", "0 1/3"},
    });
}

TEST(CellFormat, DatesAndTimesByTheirTokens)
{
    const char *const day = "46086"; // Thursday 2026-03-05
    const char *const moment = "46086.520983796297"; // 12:30:13
    expectAll({
        {"yyyy-mm-dd", day, "2026-03-05"},
        {"yyyy\\-mm\\-dd", day, "2026-03-05"},
        {"yyyy/m/d", day, "2026/3/5"},
        {"m/d/yy", day, "3/5/26"},
        {"dd.mm.yyyy", day, "05.03.2026"},
        {"d-mmm-yy", day, "5-Mar-26"},
        {"mmmm d, yyyy", day, "March 5, 2026"},
        {"mmmmm", day, "M"},
        {"ddd", day, "Thu"},
        {"[$-409]dddd, mmmm dd, yyyy", day, "Thursday, March 05, 2026"},
        {"yyyy\"年\"m\"月\"d\"日\"", day, "2026年3月5日"},
        {"[$-804]yyyy\"年\"m\"月\"d\"日\";@", day, "2026年3月5日"},
        {"[$-F800]yyyy", day, "(regional)"},
        {"[$-804]dddd", day, "星期四"},
        {"[$-804]aaa;@", day, "周四"},
        {"aaaa", day, "星期四"},
        {"e-m", day, "2026-3"},
        {"yyyy-mm-dd hh:mm:ss", moment, "2026-03-05 12:30:13"},
        {"yyyy/m/d h:mm", moment, "2026/3/5 12:30"},
        {"h:mm AM/PM", moment, "12:30 PM"},
        {"h:mm AM/PM", "0.00694444444444444", "12:10 AM"},
        {"hh:mm a/p", "0.75", "06:00 P"},
        {"上午/下午h\"时\"mm\"分\"", "0.75", "下午6时00分"},
        {"[h]:mm", "1.5", "36:00"},
        {"[h]:mm:ss", "2.0000115740740742", "48:00:01"},
        {"[mm]:ss", "0.0625", "90:00"},
        {"[ss]", "0.001", "86"},
        {"mm:ss.0", "0.000012", "00:01.0"},
        {"hh:mm:ss.000", "0.520983801", "12:30:13.000"},
        {"hh:mm:ss", "0.999999", "00:00:00"},
        {"hh:mm:ss.000", "0.123456789", "02:57:46.667"},
        {"yyyy-mm-dd", "0", "1900-01-00"},
        {"yyyy-mm-dd", "1", "1900-01-01"},
        {"yyyy-mm-dd", "60", "1900-02-29"},
        {"yyyy-mm-dd", "61", "1900-03-01"},
        {"yyyy-mm-dd", "2958465", "9999-12-31"},
        {"yyyy-mm-dd", "2958466", "(no moment)"},
        {"yyyy-mm-dd", "-1", "(no moment)"},
        {"yyyy-mm-dd", "46086.99999", "2026-03-05"},
    });
    EXPECT_EQ(shownBy(CellFormat::compile("yyyy-mm-dd dddd"), "0", true), "1904-01-01 Friday");
}

TEST(CellFormat, BuiltInFormatsNeedNoCode)
{
    const std::vector<std::pair<int, const char *>> shown = {
        {0, "1234.5"}, {1, "1235"}, {2, "1234.50"}, {3, "1,235"}, {4, "1,234.50"}, {9, "123450%"}, {11, "1.23E+03"},
        {12, "1234 1/2"}, {15, "18-May-03"}, {20, "12:00"}, {22, "(regional)"}, {14, "(regional)"}, {31, "1903年5月18日"},
        {37, "1,235"}, {44, "(regional)"}, {46, "29628:00:00"}, {48, "1.2E+3"}, {49, "1234.5"}, {99, "(not understood)"}};
    for (const auto &[id, text] : shown)
        EXPECT_EQ(shownBy(CellFormat::ofBuiltin(id), "1234.5"), text) << id;
    EXPECT_EQ(shownBy(CellFormat::ofBuiltin(38), "-1234.5"), "(1,235)");
}

TEST(CellFormat, WhatIsNotUnderstoodAppendsNothing)
{
    for (const char *code : {"0;0;0;0;0", "[DBNum1]0", "\"open", "[open", "[]0", "0.0E+", "E+0", "General0", "0x", "[foo]0",
                             "[>a]0", "yyyy0", "ggge", "[$-411]mmmm", "[$-30000804]0", "0/", "?/?8", "ss.0000", "[$-404]e"})
        EXPECT_EQ(shownBy(CellFormat::compile(code), "1234.5"), "(not understood)") << code;
    EXPECT_EQ(shownBy(CellFormat::compile(std::string(2000, '0')), "1"), "(not understood)");
    EXPECT_EQ(shownBy(CellFormat::compile("0"), "abc"), "(no number)");
    EXPECT_EQ(shownBy(CellFormat::compile("0"), ""), "(no number)");
    EXPECT_EQ(shownBy(CellFormat::compile("0"), "1e400"), "(no number)");
}

TEST(CellFormat, EveryWholeNumberAndItsHundredthsComeBackFromTheirShownText)
{
    const std::uint32_t seed = std::random_device()();
    std::mt19937_64 random(seed);
    const CellFormat whole = CellFormat::compile("0"), grouped = CellFormat::compile("#,##0.00");
    for (int i = 0; i < 20'000; ++i) {
        const auto number = static_cast<std::int64_t>(random() % 10'000'000'000'000);
        ASSERT_EQ(shownBy(whole, std::to_string(number)), std::to_string(number)) << "seed " << seed;
        std::string shown = shownBy(grouped, fmt::format("{}.{:02}", number / 100, number % 100));
        std::erase(shown, ',');
        ASSERT_EQ(shown, fmt::format("{}.{:02}", number / 100, number % 100)) << "seed " << seed;
        ASSERT_EQ(shownBy(grouped, fmt::format("{:.17g}", static_cast<double>(number) / 100)),
                  shownBy(grouped, fmt::format("{}.{:02}", number / 100, number % 100)))
            << "seed " << seed;
    }
}

} // namespace

} // namespace weir::test
