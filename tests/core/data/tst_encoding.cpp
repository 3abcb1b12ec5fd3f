#include "core/data/encoding.h"

#include <gtest/gtest.h>

#include <iconv.h>

using namespace weir;

namespace {

std::string encoded(const std::string &utf8, const char *encoding)
{
    iconv_t converter = iconv_open(encoding, "UTF-8");
    std::string input = utf8, output(utf8.size() * 4, '\0');
    char *from = input.data(), *to = output.data();
    std::size_t left = input.size(), room = output.size();
    EXPECT_NE(iconv(converter, &from, &left, &to, &room), static_cast<std::size_t>(-1)) << encoding;
    iconv_close(converter);
    output.resize(output.size() - room);
    return output;
}

std::string decodedByteByByte(const std::string &bytes, const char *encoding, std::int64_t *bad = nullptr)
{
    auto decoder = Decoder::make(encoding);
    EXPECT_TRUE(decoder) << encoding;
    std::string out;
    std::int64_t count = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        count += decoder->decode(std::string_view(bytes).substr(i, 1), out, false);
    count += decoder->decode({}, out, true);
    if (bad)
        *bad = count;
    return out;
}

const std::string chinese =
    "订单号,客户,金额\r\n00123,北京大学出版社,1234.50\r\n00124,上海汽车工业公司,99\r\n"
    "中华人民共和国国家标准全文公开系统提供国家标准的在线阅读服务\r\n";
const std::string traditional =
    "訂單號碼,客戶名稱\r\n臺灣大學圖書館提供線上查詢服務\r\n香港特別行政區政府新聞公報\r\n";
const std::string japanese =
    "注文番号,お客様名\r\nこれはテストデータです。カタカナとひらがなと漢字を含みます。\r\n";

} // namespace

TEST(Encoding, ValidUtf8IsTold)
{
    EXPECT_TRUE(isUtf8(""));
    EXPECT_TRUE(isUtf8("Köln 北京 😀"));
    EXPECT_FALSE(isUtf8("\xC3"));
    EXPECT_FALSE(isUtf8("\xC0\x80"));
    EXPECT_FALSE(isUtf8("\xED\xA0\x80"));
    EXPECT_FALSE(isUtf8("\xF4\x90\x80\x80"));
    EXPECT_EQ(codePointCount("Köln 北京 😀"), 9);
}

TEST(Encoding, StreamsDecodeTheSameInAnyPieces)
{
    const struct
    {
        const char *encoding;
        std::string text;
    } cases[] = {{"UTF-8", chinese},      {"UTF-16LE", chinese},     {"UTF-16BE", chinese},
                 {"GB18030", chinese},    {"GBK", chinese},          {"Big5", traditional},
                 {"Shift_JIS", japanese}, {"EUC-JP", japanese},      {"UTF-32LE", chinese},
                 {"GB18030", "emoji 😀"},  {"windows-1252", "Köln €"}};
    for (const auto &row : cases) {
        const std::string bytes =
            encoded(row.text, row.encoding == std::string("windows-1252") ? "CP1252"
                              : row.encoding == std::string("Shift_JIS")  ? "CP932"
                                                                          : row.encoding);
        EXPECT_EQ(decodedByteByByte(bytes, row.encoding), row.text) << row.encoding;
        auto decoder = Decoder::make(row.encoding);
        std::string out;
        EXPECT_EQ(decoder->decode(bytes, out, true), 0) << row.encoding;
        EXPECT_EQ(out, row.text) << row.encoding;
    }
}

TEST(Encoding, ByteOrderMarksAreLeftOut)
{
    EXPECT_EQ(decodedByteByByte("\xEF\xBB\xBFid", "UTF-8"), "id");
    EXPECT_EQ(decodedByteByByte(std::string("\xFF\xFEi\0d\0", 6), "UTF-16LE"), "id");
    EXPECT_EQ(decodedByteByByte("id\xEF\xBB\xBFx", "UTF-8"), "id\xEF\xBB\xBFx") << "only at the start";
}

TEST(Encoding, BadBytesAreReplacedAndCounted)
{
    auto decoder = Decoder::make("UTF-8");
    std::string out = "before ";
    std::vector<std::size_t> replaced;
    EXPECT_EQ(decoder->decode("a\xFFz\xC3(", out, true, &replaced), 2);
    EXPECT_EQ(out, "before a\xEF\xBF\xBDz\xEF\xBF\xBD(");
    EXPECT_EQ(replaced, (std::vector<std::size_t>{8, 12}));
    std::int64_t bad = 0;
    EXPECT_EQ(decodedByteByByte("ok\xE4\xBD", "UTF-8", &bad), "ok\xEF\xBF\xBD\xEF\xBF\xBD")
        << "cut at the end";
    EXPECT_EQ(bad, 2);
    EXPECT_EQ(decodedByteByByte("a\xFF\x20z", "GB18030", &bad), "a\xEF\xBF\xBD z");
    EXPECT_EQ(bad, 1);
}

TEST(Encoding, RandomBytesInPiecesAgreeWithTheWhole)
{
    unsigned state = 7;
    for (int round = 0; round < 2000; ++round) {
        std::string bytes;
        for (int i = 0; i < 12; ++i) {
            state = state * 1664525 + 1013904223;
            const unsigned pick = state >> 24;
            bytes += pick < 80 ? 'a' : static_cast<char>(pick);
        }
        auto decoder = Decoder::make("UTF-8");
        std::string whole;
        decoder->decode(bytes, whole, true);
        ASSERT_TRUE(isUtf8(whole));
        ASSERT_EQ(decodedByteByByte(bytes, "UTF-8"), whole);
    }
}

TEST(Encoding, UnknownNamesGetTheNearestKnownOne)
{
    const auto decoder = Decoder::make("UTF-9");
    ASSERT_FALSE(decoder);
    EXPECT_NE(decoder.error().detail.find("did you mean \"UTF-8\""), std::string::npos)
        << decoder.error().detail;
    for (const char *name :
         {"utf8", "UTF_8", "gbk", "GB2312", "cp1252", "latin1", "sjis", "UTF-8 with BOM", "utf-16"})
        EXPECT_TRUE(Decoder::make(name)) << name;
}

TEST(Encoding, GuessesByMarkAndContent)
{
    const struct
    {
        const char *label;
        std::string sample;
        const char *name;
        int bomBytes;
    } cases[] = {
        {"plain ASCII", "id,name\n1,x\n", "UTF-8", 0},
        {"UTF-8", chinese, "UTF-8", 0},
        {"UTF-8 cut in a character", chinese.substr(0, 13), "UTF-8", 0},
        {"UTF-8 with mark", "\xEF\xBB\xBF" + chinese, "UTF-8 with BOM", 3},
        {"UTF-16 with mark", "\xFF\xFE" + encoded(chinese, "UTF-16LE"), "UTF-16LE", 2},
        {"UTF-16 without mark", encoded("id,name,amount\n1,x,5\n", "UTF-16BE"), "UTF-16BE", 0},
        {"GBK", encoded(chinese, "GB18030"), "GB18030", 0},
        {"Big5", encoded(traditional, "BIG5"), "Big5", 0},
        {"Shift_JIS", encoded(japanese, "CP932"), "Shift_JIS", 0},
        {"western", encoded("Name;Straße\nMüller;Königsallee 5\n", "CP1252"), "windows-1252", 0},
    };
    for (const auto &row : cases) {
        const EncodingGuess guess = guessEncoding(row.sample);
        EXPECT_EQ(guess.name, row.name) << row.label << ": " << guess.reason;
        EXPECT_EQ(guess.bomBytes, row.bomBytes) << row.label;
        EXPECT_FALSE(guess.reason.empty()) << row.label;
        EXPECT_TRUE(Decoder::make(guess.name)) << row.label;
    }
}
