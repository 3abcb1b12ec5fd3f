#include "core/connectors/valuecheckup.h"
#include "core/connectors/files/csvdetection.h"
#include "core/connectors/files/csvvalues.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace weir;

namespace {

using Names = std::vector<std::string>;

struct Export
{
    const char *what;
    std::string text;
    char delimiter;
    bool hasHeader;
    std::int64_t linesBefore;
    Names names;
    Names codes; ///< findings that must be among those made
};

/// Table files as programs and people really write them.
const std::vector<Export> &exports()
{
    static const std::vector<Export> all = {
        {"plain commas",
         "id,name,price\n1,Ann,2.50\n2,Bo,3.10\n",
         ',',
         true,
         0,
         {"id", "name", "price"},
         {"delimiter", "header"}},
        {"semicolons and decimal commas",
         "id;price;weight\n1;2,50;0,7\n2;3,10;1,2\n",
         ';',
         true,
         0,
         {"id", "price", "weight"},
         {}},
        {"semicolons, decimal commas, no header",
         "1;2,50\n2;3,10\n3;4,00\n",
         ';',
         false,
         0,
         {"column_1", "column_2"},
         {"header"}},
        {"tabs", "id\tname\n1\tAnn, the first\n2\tBo\n", '\t', true, 0, {"id", "name"}, {}},
        {"pipes", "id|name|note\n1|Ann|x, y; z\n2|Bo|\n", '|', true, 0, {"id", "name", "note"}, {}},
        {"everything quoted",
         "\"id\",\"name\"\n\"1\",\"Ann, B.\"\n\"2\",\"Bo\"\n",
         ',',
         true,
         0,
         {"id", "name"},
         {}},
        {"line ends inside quotes", "id,note\n1,\"a\nb,c\nd\"\n2,x\n", ',', true, 0, {"id", "note"}, {}},
        {"one title line",
         "Sales report 2026\nid,name,qty\n1,Ann,3\n2,Bo,4\n",
         ',',
         true,
         1,
         {"id", "name", "qty"},
         {"titleLines"}},
        {"a padded title and a blank line",
         "Sales,,\n\nid,name,qty\n1,Ann,3\n2,Bo,4\n",
         ',',
         true,
         2,
         {"id", "name", "qty"},
         {"titleLines"}},
        {"a Chinese title",
         "销售报表\n订单号,客户,金额\n1,张三,12.5\n2,李四,8\n",
         ',',
         true,
         1,
         {"订单号", "客户", "金额"},
         {"titleLines"}},
        {"no header: numbers and names",
         "1,Ann,2.5\n2,Bo,3.5\n3,Cy,4.5\n",
         ',',
         false,
         0,
         {"column_1", "column_2", "column_3"},
         {"header"}},
        {"no header: dates first",
         "2026-01-01,a\n2026-01-02,b\n",
         ',',
         false,
         0,
         {"column_1", "column_2"},
         {}},
        {"no header: texts that come again",
         "red,small\nblue,small\nred,large\nblue,large\n",
         ',',
         false,
         0,
         {"column_1", "column_2"},
         {}},
        {"texts only", "name,city\nAnn,Rome\nBo,Oslo\n", ',', true, 0, {"name", "city"}, {}},
        {"years as names",
         "product,2021,2022,2023\nnail,5,6,7\nscrew,8,9,10\n",
         ',',
         true,
         0,
         {"product", "2021", "2022", "2023"},
         {}},
        {"blank names",
         "id,,name,\n1,x,Ann,y\n2,z,Bo,w\n",
         ',',
         true,
         0,
         {"id", "column_2", "name", "column_4"},
         {"headerBlank"}},
        {"doubled names",
         "id,name,name,name\n1,a,b,c\n2,d,e,f\n",
         ',',
         true,
         0,
         {"id", "name", "name_2", "name_3"},
         {"headerDoubled"}},
        {"spaces and line ends in names",
         " id ,\"Order\nNo\"\n1,x\n2,y\n",
         ',',
         true,
         0,
         {"id", "Order No"},
         {"headerSpaces"}},
        {"a delimiter behind every row",
         "id,name\n1,Ann,\n2,Bo,\n3,Cy,\n",
         ',',
         true,
         0,
         {"id", "name", "column_3"},
         {"headerWidth"}},
        {"one column", "name\nAnn\nBo\nCy\n", ',', true, 0, {"name"}, {"delimiter"}},
        {"a header alone", "id,name\n", ',', true, 0, {"id", "name"}, {}},
        {"CRLF", "id,name\r\n1,Ann\r\n2,Bo\r\n", ',', true, 0, {"id", "name"}, {}},
        {"CR alone", "id,name\r1,Ann\r2,Bo\r", ',', true, 0, {"id", "name"}, {}},
        {"single quotes", "'id','name'\n'1','Ann, B.'\n'2','Bo'\n", ',', true, 0, {"id", "name"}, {"quote"}},
        {"apostrophes are no quotes", "id,name\n1,O'Neil\n2,D'Arcy\n", ',', true, 0, {"id", "name"}, {}},
        {"money and Chinese dates",
         "日期,金额\n2026年3月5日,\"1,234.50元\"\n2026年3月6日,¥88\n",
         ',',
         true,
         0,
         {"日期", "金额"},
         {}},
        {"some ragged rows", "a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11\n", ',', true, 0, {"a", "b", "c"}, {}},
        {"semicolons in texts of a comma file",
         "id,tags\n1,a;b\n2,c\n3,d;e;f\n",
         ',',
         true,
         0,
         {"id", "tags"},
         {}},
        {"two title lines and units",
         "Plant 7\nShift B\ntime,temp,pressure\n12:00,21.5,3\n12:05,21.6,3\n",
         ',',
         true,
         2,
         {"time", "temp", "pressure"},
         {"titleLines"}},
        {"sparse rows are not titles", "a,b,c\n1,,\n2,,\n,,3\n", ',', true, 0, {"a", "b", "c"}, {}},
        {"empty file", "", ',', true, 0, {}, {}},
    };
    return all;
}

CsvLayout detect(std::string_view text, const Json &settings = {})
{
    const FileFormat format = *FileFormat::make("x.csv", nullptr, &settings);
    CsvLayout layout;
    detectEncoding(text, format, layout);
    detectLayout(text.substr(static_cast<std::size_t>(layout.bomBytes)), true, format, false, layout);
    return layout;
}

bool has(const std::vector<Finding> &findings, std::string_view code, std::string_view field = {})
{
    return std::any_of(findings.begin(), findings.end(), [&](const Finding &finding) {
        return finding.code == code && (field.empty() || finding.field == field) && !finding.detail.empty();
    });
}

TEST(CsvDetection, KnowsThirtyExportShapes)
{
    EXPECT_GE(exports().size(), 30U);
    for (const Export &one : exports()) {
        const CsvLayout layout = detect(one.text);
        SCOPED_TRACE(one.what);
        EXPECT_EQ(layout.dialect.delimiter, one.delimiter);
        EXPECT_EQ(layout.hasHeader, one.hasHeader);
        EXPECT_EQ(layout.linesBefore, one.linesBefore);
        if (!one.text.empty()) {
            EXPECT_EQ(layout.names, one.names);
        }
        for (const std::string &code : one.codes)
            EXPECT_TRUE(has(layout.findings, code)) << code;
    }
}

TEST(CsvDetection, AByteOrderMarkIsNoPartOfTheFirstName)
{
    const CsvLayout layout = detect("\xEF\xBB\xBFid,name\n1,Ann\n2,Bo\n");
    EXPECT_EQ(layout.bomBytes, 3);
    EXPECT_EQ(layout.names, (Names{"id", "name"}));
}

TEST(CsvDetection, AWordAboveNumbersIsANameAlsoWhenOtherNamesComeAgainBelow)
{
    const auto fieldsOf = [](const std::string &text) { return detect(text).names; };
    EXPECT_EQ(fieldsOf("id,name\n1,name\n2,name\n3,name\n4,name\n"), (Names{"id", "name"}));
    EXPECT_EQ(fieldsOf("N/A,x\n1,x\n2,x\n3,x\n4,x\n"), (Names{"column_1", "column_2"})) << "no value is no name";
    EXPECT_EQ(fieldsOf("a,x\nb,x\nc,x\nd,x\n"), (Names{"column_1", "column_2"}));
}

TEST(CsvDetection, EveryDecisionCanBeOverridden)
{
    const std::string text = "title\nx;y\n1;2\n";
    const CsvLayout layout =
        detect(text, {{"delimiter", "semicolon"}, {"header", false}, {"skip", 1}, {"quote", ""}});
    EXPECT_EQ(layout.dialect, (CsvDialect{';', '\0'}));
    EXPECT_FALSE(layout.hasHeader);
    EXPECT_EQ(layout.linesBefore, 1);
    EXPECT_EQ(layout.names, (Names{"column_1", "column_2"}));
    EXPECT_EQ(detect(text, {{"headerRow", 2}}).names, (Names{"x", "y"}));
    EXPECT_EQ(detect(text, {{"encoding", "gbk"}}).encoding, "gbk");
}

TEST(CsvDetection, AFileThatHasGrownIsReadTheWayItWasBegun)
{
    const CsvLayout first = detect("id;name\n1;Ann\n");
    CsvLayout again;
    again.follow(first.decided());
    const std::string grown = "id;name\n1;Ann\n2,3;x,y\n4,5;z,w\n";
    detectLayout(grown, true, *FileFormat::make("x.csv", nullptr, nullptr), true, again);
    EXPECT_EQ(again.dialect, first.dialect);
    EXPECT_EQ(again.names, first.names);
    EXPECT_EQ(again.decided(), first.decided());
}

TEST(CsvDetection, FormatSettingsThatCannotWorkAreRefused)
{
    const auto code = [](const Json &settings, const char *path = "x.csv") {
        const auto format = FileFormat::make(path, nullptr, &settings);
        return format ? std::string() : format.error().detail;
    };
    EXPECT_NE(code({{"delimitre", ","}}).find("did you mean \"delimiter\""), std::string::npos);
    EXPECT_NE(code({{"delimiter", "ab"}}), "");
    EXPECT_NE(code({{"delimiter", "1"}}), "");
    EXPECT_NE(code({{"quote", "''"}}), "");
    EXPECT_NE(code({{"headerRow", 0}}), "");
    EXPECT_NE(code({{"format", "xls"}}), "");
    EXPECT_NE(code({{"sheet", 0}}), "");
    EXPECT_NE(code({{"delimiter", ";"}, {"quote", ";"}}), "");
    EXPECT_NE(code(Json::object(), "-"), "");
    EXPECT_EQ(code({{"format", "csv"}}, "-"), "");
}

TEST(CsvDetection, ATotalRowIsProposedAsAFilter)
{
    EXPECT_TRUE(has(findTotalRow({"合计", "", "88"}, {"name", "x", "sum"}, 9), "totalRow", "name"));
    EXPECT_TRUE(has(findTotalRow({"", "Total:", "88"}, {"id", "name", "sum"}, 9), "totalRow", "name"));
    EXPECT_TRUE(findTotalRow({"Total War", "88"}, {"name", "sum"}, 9).empty());
    EXPECT_TRUE(findTotalRow({"7", "Total"}, {"id", "name"}, 9).empty());
    const auto drop = [](const std::vector<std::string> &cells, const std::vector<std::string> &names) {
        return findTotalRow(cells, names, 9).at(0).drop;
    };
    EXPECT_EQ(drop({"合计", "", "88"}, {"name", "x", "sum"}), "[name] = '合计'");
    EXPECT_EQ(drop({"", " Total:", "88"}, {"i]d", "name", "sum"}), "coalesce([i]]d], '') = '' and [name] = ' Total:'");
    EXPECT_EQ(drop({"", "Total", "88"}, {"", "name", "sum"}), "[name] = 'Total'") << "the first field is not read";
    EXPECT_EQ(drop({"Total", "88"}, {"", "sum"}), "") << "its field is not read";
    EXPECT_EQ(drop({"Total", "88"}, {"id", "name", "sum"}), "") << "it is no row that a filter sees";
    EXPECT_EQ(findTotalRow({"Total", "88"}, {"id", "sum"}, -1).at(0).detail.find("line"), std::string::npos);
}

struct Damage
{
    const char *what;
    const char *field;
    Names values;
    const char *code; ///< empty: nothing must be found
};

TEST(ValueCheckup, FindsTheDamageThatIsAlreadyInTheFile)
{
    const std::vector<Damage> cases = {
        {"ids in scientific notation", "order", {"1.1E+17", "2.3E+16", "x"}, "damagedNumber"},
        {"measurements are no ids", "value", {"1.1E+2", "2.5E-7"}, ""},
        {"rounded ids",
         "id",
         {"191431000001010000", "191431000001011000", "191431000001012000"},
         "roundedNumber"},
        {"whole ids", "id", {"191431000001010016", "191431000001011000", "191431000001012033"}, ""},
        {"serial dates", "Order date", {"45321", "45322", "45390"}, "serialDate"},
        {"numbers of five digits elsewhere", "amount", {"45321", "45322", "45390"}, ""},
        {"errors of a spreadsheet", "price", {"#N/A", "12", "#REF!"}, "spreadsheetError"},
        {"a column too narrow", "price", {"########"}, "spreadsheetError"},
        {"lost zeros",
         "zip",
         {"10115", "10117", "20095", "1067", "80331", "50667", "60311", "70173", "40213", "4109"},
         "lostZeros"},
        {"kept zeros",
         "zip",
         {"10115", "10117", "20095", "01067", "80331", "50667", "60311", "70173", "40213", "04109"},
         ""},
        {"mojibake", "name", {"MÃ¼ller", "Ann"}, "mojibake"},
        {"accents", "name", {"Müller", "Ünal"}, ""},
        {"full-width digits", "phone", {"１３８００"}, "fullWidth"},
    };
    for (const Damage &one : cases) {
        ValueCheckup checkup({one.field});
        for (const std::string &value : one.values)
            checkup.add(0, value);
        const auto findings = checkup.findings();
        if (*one.code == '\0') {
            EXPECT_TRUE(findings.empty()) << one.what << ": " << findings.front().detail;
        } else {
            EXPECT_TRUE(has(findings, one.code, one.field)) << one.what;
        }
    }
}

TEST(CsvValues, LookLikeWhatTheyAre)
{
    for (const char *number : {"1", "-2.5", "1,234.50", "¥12", "7 %", "1.1E+17", "1,234.50元"})
        EXPECT_TRUE(looksLikeNumber(number)) << number;
    for (const char *text : {"", "a1", "1a", "-", "SO-17"})
        EXPECT_FALSE(looksLikeNumber(text)) << text;
    for (const char *date : {"2026-03-05", "5.3.2026 12:00", "2026年3月5日", "12:30", "2026-01-01T00:00:00Z"})
        EXPECT_TRUE(looksLikeDate(date)) << date;
    for (const char *text : {"1-2", "2.5", "Q1/2026", ""})
        EXPECT_FALSE(looksLikeDate(text)) << text;
    EXPECT_EQ(foldedSpaces(" a \n b\xE3\x80\x80"), "a b");
}

} // namespace
