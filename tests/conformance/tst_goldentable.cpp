// Texts as people type them into tables become typed values by the rules of a mapping, or their row is in quarantine under
// the right code: never a guess. The golden column is written by hand.

#include "tests/support/places.h"
#include "tests/support/program.h"
#include "tests/support/sqliteshell.h"
#include "tests/support/testfolder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <iconv.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

namespace weir::test {

namespace {

using Json = nlohmann::json;

struct Golden
{
    const char *text;
    const char *expected; ///< value in the target, or "!Code"
};

class GoldenTable : public testing::Test
{
protected:
    Json weir(std::vector<std::string> arguments)
    {
        for (const char *word : {"--workspace", "ws", "--json"})
            arguments.emplace_back(word);
        const Finished done = run(weirProgram(), arguments, {}, m_folder.path());
        m_exit = done.exitCode;
        Json object = Json::parse(done.out, nullptr, false);
        EXPECT_TRUE(object.is_object()) << done.out << done.error;
        return object;
    }
    /// Loads the texts through \a rule (expr or type of the field) and compares each with what was expected.
    void expectAll(const std::vector<Golden> &rows, const Json &rule)
    {
        std::string csv = "id,v\n";
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::string quoted = rows[i].text;
            for (std::size_t at = 0; (at = quoted.find('"', at)) != std::string::npos; at += 2)
                quoted.insert(at, 1, '"');
            csv += fmt::format("{},\"{}\"\n", i + 1, quoted);
        }
        m_folder.write("in.csv", csv);
        Json field = rule;
        field["to"] = "v";
        m_folder.write("map.json", Json{{"fields", {{{"to", "id"}, {"from", "id"}, {"type", "int64"}}, field}}}.dump());
        const Json done = weir({"copy", "in.csv", "sqlite:out.db#t", "--map", "map.json", "--mode", "append", "--stop-after",
                                "never", "--encoding", "utf-8"});
        ASSERT_TRUE(m_exit == 0 || m_exit == 3) << done.dump();
        EXPECT_EQ(done["read"], rows.size());
        weir({"failures", done["job"].get<std::string>(), "--export", "bad.ndjson"});
        std::map<int, std::string> found;
        std::istringstream lines(m_folder.read("bad.ndjson"));
        for (std::string line; std::getline(lines, line);) {
            const Json row = Json::parse(line);
            found[std::atoi(row["values"]["id"].get<std::string>().c_str())] = "!" + row["code"].get<std::string>();
        }
        SqliteShell shell(m_folder.file("out.db"));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            SCOPED_TRACE(rows[i].text);
            const int id = static_cast<int>(i) + 1;
            std::string value = shell.run(fmt::format("SELECT v FROM t WHERE id = {}", id));
            if (value.ends_with('\n'))
                value.pop_back();
            EXPECT_EQ(found.contains(id) ? found[id] : value, rows[i].expected);
            EXPECT_TRUE(!found.contains(id) || value.empty()) << "delivered and in quarantine";
        }
    }

    TestFolder m_folder;
    int m_exit = -1;
};

TEST_F(GoldenTable, DatesInMixedFormats)
{
    expectAll({{"2026-03-05", "2026-03-05"}, {"2026/3/5", "2026-03-05"}, {"2026年3月5日", "2026-03-05"},
               {"２０２６年０３月０５日", "2026-03-05"}, {"二〇二六年三月五日", "2026-03-05"}, {"2026年2月30日", "!NotADate"},
               {"2025-02-29", "!NotADate"}, {"2024-02-29", "2024-02-29"}, {"昨天", "!NotADate"}, {"2026-13-01", "!NotADate"},
               {"", "NULL"}},
              {{"expr", "date_cn(v)"}, {"type", "date"}});
}

TEST_F(GoldenTable, DatesOfOneFormatAreNotGuessedFromAnother)
{
    expectAll({{"05.03.2026", "2026-03-05"}, {"5.3.2026", "!NotADate"}, {"2026-03-05", "!NotADate"}, {"03/05/2026", "!NotADate"},
               {"31.02.2026", "!NotADate"}},
              {{"expr", "date(v, 'dd.MM.yyyy')"}, {"type", "date"}});
}

TEST_F(GoldenTable, AmountsWithSeparatorsSignsAndFullWidthDigits)
{
    expectAll({{"1,234.50元", "1234.50"}, {"￥1,234.50", "1234.50"}, {"１２３４．５", "1234.5"}, {"1.2万", "12000"}, {"-3亿元", "-300000000"},
               {"12", "12"}, {"0.10", "0.10"}, {"一百", "!NotANumber"}, {"约3元", "!NotANumber"}, {"1,23,4", "!NotANumber"},
               {"#N/A", "!NotANumber"}, {"", "NULL"}},
              {{"expr", "number_cn(v)"}, {"type", "decimal"}});
}

TEST_F(GoldenTable, AmountsInAnotherCountrysWriting)
{
    expectAll({{"1.234,50", "1234.50"}, {"1234,5", "1234.5"}, {"-0,05", "-0.05"}, {"1.234.567,89", "1234567.89"},
               {"1,234.50", "!NotANumber"}, {"12,34,56", "!NotANumber"}},
              {{"expr", "decimal(v, ',', '.')"}, {"type", "decimal"}});
}

TEST_F(GoldenTable, WithoutARuleNothingIsGuessed)
{
    expectAll({{"1234.50", "1234.50"}, {"1,234.50", "!NotANumber"}, {"１２３", "!NotANumber"}, {"1,234.50元", "!NotANumber"},
               {" 12", "!NotANumber"}, {"1e3", "1000"}, {"0x10", "!NotANumber"}, {"1.", "1"}},
              {{"from", "v"}, {"type", "decimal(12,2)"}});
}

TEST_F(GoldenTable, CodesKeepTheirZerosAndTheirLength)
{
    expectAll({{"00123", "00123"}, {"1914310000010100016", "1914310000010100016"}, {"1.10", "1.10"}, {"+5", "+5"}, {"TRUE", "TRUE"},
               {"2026-03-05", "2026-03-05"}, {"1E5", "1E5"}},
              {{"from", "v"}, {"type", "text"}});
}

TEST_F(GoldenTable, LocalTimesThatClocksSkipAreNotMoved)
{
    // In Berlin there is no 02:30 on 2026-03-29, and two of them on 2026-10-25: the first is meant.
    expectAll({{"2026-03-29 01:59:59", "2026-03-29 00:59:59.000000Z"}, {"2026-03-29 02:30:00", "!NotATime"},
               {"2026-03-29 03:00:00", "2026-03-29 01:00:00.000000Z"}, {"2026-10-25 02:30:00", "2026-10-25 00:30:00.000000Z"},
               {"2026-03-05T10:20:30+08:00", "2026-03-05 02:20:30.000000Z"}, {"2026-03-05 24:30:00", "!NotADate"}},
              {{"from", "v"}, {"type", "timestamp"}, {"zone", "Europe/Berlin"}});
}

std::string encoded(std::string text, const char *encoding)
{
    const iconv_t converter = iconv_open(encoding, "UTF-8");
    EXPECT_NE(converter, reinterpret_cast<iconv_t>(-1)) << encoding;
    std::string out(text.size() * 4 + 16, '\0');
    char *from = text.data();
    char *to = out.data();
    std::size_t left = text.size();
    std::size_t room = out.size();
    EXPECT_EQ(iconv(converter, &from, &left, &to, &room), 0U);
    iconv_close(converter);
    out.resize(out.size() - room);
    return out;
}

TEST_F(GoldenTable, EveryEncodingOfAFileGivesTheSameText)
{
    std::string text = "编号,姓名,备注\n";
    for (int id = 1; id <= 200; ++id)
        text += fmt::format("{:05},王小明{},\"上海，“浦东”\n第{}号\"\n", id, id, id);
    struct Variant
    {
        const char *name;
        std::string bytes;
        const char *flag; ///< --encoding; null: found out
    };
    const std::vector<Variant> variants = {
        {"UTF-8", text, nullptr},
        {"UTF-8 with a byte order mark", "\xEF\xBB\xBF" + text, nullptr},
        {"GBK", encoded(text, "GBK"), nullptr},
        {"GBK as said", encoded(text, "GBK"), "gbk"},
        {"GB18030", encoded(text, "GB18030"), "gb18030"},
        {"UTF-16LE with a mark", "\xFF\xFE" + encoded(text, "UTF-16LE"), nullptr},
        {"UTF-16BE with a mark", "\xFE\xFF" + encoded(text, "UTF-16BE"), nullptr},
        {"UTF-16LE as said", encoded(text, "UTF-16LE"), "utf-16le"},
        {"Big5", encoded("id,name\n1,臺北\n", "BIG5"), "big5"}};
    int number = 0;
    for (const Variant &variant : variants) {
        SCOPED_TRACE(variant.name);
        const std::string stem = fmt::format("f{}", ++number);
        m_folder.write(stem + ".csv", variant.bytes);
        std::vector<std::string> words = {"copy", stem + ".csv", "sqlite:" + stem + ".db#t", "--mode", "append"};
        if (variant.flag) {
            words.emplace_back("--encoding");
            words.emplace_back(variant.flag);
        }
        const Json done = weir(words);
        ASSERT_EQ(m_exit, 0) << done.dump();
        SqliteShell shell(m_folder.file(stem + ".db"));
        if (std::string_view(variant.name) == "Big5") {
            EXPECT_EQ(shell.run("SELECT name FROM t"), "臺北\n");
            continue;
        }
        EXPECT_EQ(shell.run("SELECT count(*), min(编号), max(编号) FROM t"), "200|00001|00200\n");
        EXPECT_EQ(shell.run("SELECT 姓名 || 备注 FROM t WHERE 编号 = '00007'"), "王小明7上海，“浦东”\n第7号\n");
    }
}

} // namespace

} // namespace weir::test
