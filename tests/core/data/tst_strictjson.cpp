#include "core/data/jsonrecords.h"
#include "core/data/jsontext.h"
#include "core/data/jsonwalker.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

using namespace weir;

namespace {

/// The reference: nlohmann's strict parser, and besides it no duplicate members and no more than 128 levels.
class Reference : public nlohmann::json_sax<nlohmann::json>
{
public:
    static bool accepts(const std::string &text)
    {
        Reference reference;
        return nlohmann::json::sax_parse(text, &reference) && reference.m_isStrict;
    }

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t &) override { return true; }
    bool string(string_t &) override { return true; }
    bool binary(binary_t &) override { return true; }
    bool start_object(std::size_t) override { return open(); }
    bool start_array(std::size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t &name) override
    {
        m_isStrict = m_isStrict && m_keys.back().insert(name).second;
        return true;
    }
    bool parse_error(std::size_t, const std::string &, const nlohmann::json::exception &error) override
    {
        // A number that no double holds is good JSON all the same.
        m_isOutOfRange = error.id == 406;
        return false;
    }
    [[nodiscard]] bool isOutOfRange() const { return m_isOutOfRange; }

private:
    bool open()
    {
        m_keys.emplace_back();
        m_isStrict = m_isStrict && m_keys.size() <= 128;
        return true;
    }
    bool close()
    {
        m_keys.pop_back();
        return true;
    }
    std::vector<std::set<std::string>> m_keys;
    bool m_isStrict = true;
    bool m_isOutOfRange = false;
};

} // namespace

TEST(StrictJson, AcceptsWhatTheGrammarHas)
{
    const std::string good[] = {"null",
                                "true",
                                "false",
                                "0",
                                "-0",
                                "1",
                                "-1.5",
                                "1e5",
                                "1E+5",
                                "1.0e-5",
                                "123456789012345678901234567890",
                                "1e999",
                                "\"\"",
                                "\"a\"",
                                R"("\"\\\/\b\f\n\r\t\u0041\ud83d\ude00")",
                                "\"\x7F\"",
                                "\"北\"",
                                "[]",
                                "{}",
                                "[1,[2,[3]]]",
                                R"({"a":{"b":[null]}})",
                                " \t\r\n[ 1 , 2 ] \n",
                                R"({"":1})",
                                R"({"a":1,"A":2})",
                                "\"\\u0000\"",
                                std::string(128, '[') + std::string(128, ']'),
                                "[" + std::string(5000, ' ') + "]"};
    for (const std::string &text : good) {
        EXPECT_TRUE(isStrictJson(text)) << text;
    }
}

TEST(StrictJson, RefusesEverythingElse)
{
    const std::string bad[] = {"",
                               " ",
                               "tru",
                               "True",
                               "nul",
                               "nulll",
                               "NaN",
                               "Infinity",
                               "-Infinity",
                               "undefined",
                               "05",
                               "-05",
                               "1.",
                               ".5",
                               "+1",
                               "1e",
                               "1e+",
                               "0x10",
                               "1_000",
                               "--1",
                               "-",
                               "'a'",
                               "\"a",
                               "a\"",
                               "\"\\x\"",
                               "\"\\u12\"",
                               "\"\\u12g4\"",
                               "\"\\ud800\"",
                               "\"\\ud800x\"",
                               "\"\\udc00\"",
                               "\"\\ud800\\u0041\"",
                               "\"a\nb\"",
                               "\"\t\"",
                               std::string("\"\0\"", 3),
                               "\"\xFF\"",
                               "\"\xC0\x80\"",
                               "\"\xED\xA0\x80\"",
                               "[",
                               "]",
                               "[1",
                               "[1,",
                               "[1,]",
                               "[,1]",
                               "[1 2]",
                               "[1,,2]",
                               "[1}",
                               "{",
                               "}",
                               "{\"a\"",
                               "{\"a\":",
                               "{\"a\":}",
                               "{\"a\":1",
                               "{\"a\":1,}",
                               "{,}",
                               "{a:1}",
                               "{'a':1}",
                               "{1:1}",
                               "{\"a\" 1}",
                               "{\"a\":1 \"b\":2}",
                               "{\"a\":\"b\":1}",
                               "{\"a\":1:2}",
                               "{\"a\":1]",
                               "{\"a\":1}}",
                               "{\"a\":1},",
                               "1 2",
                               "[] []",
                               "{} x",
                               "[1]]",
                               "// c\n1",
                               "[1/*c*/]",
                               "{\"a\":1,\"a\":2}",
                               R"({"a":1,"\u0061":2})",
                               "\xEF\xBB\xBF[]",
                               "[1]\f",
                               "\"a\"\"b\"",
                               "1\"a\"",
                               "\"a\"1",
                               "{\"a\"x:1}",
                               "{x\"a\":1}",
                               "[true\"b\"]",
                               std::string(129, '[') + std::string(129, ']'),
                               std::string("[1]\0", 4),
                               "[\x01]",
                               "\xC2\xA0[]",
                               "[1\xC2\xA0]"};
    for (const std::string &text : bad) {
        EXPECT_FALSE(isStrictJson(text)) << text;
    }
}

TEST(StrictJson, AgreesWithAReferenceParserOnMutatedDocuments)
{
    const std::uint64_t seed = std::random_device{}();
    fmt::print("seed {}\n", seed);
    std::mt19937_64 random(seed);
    const std::string seeds[] = {
        R"({"id": 12, "name": "a\"b\u00e9", "list": [1, 2.5, -3e2, true, false, null], "o": {"k": "v", "l": []}})",
        R"([{"a":"b"},{"c":[{"d":1}]},"\\","x",0.10])",
        R"({"text":"\ud83d\ude00 long enough to cross one block of sixty-four bytes, and then some more","n":12345678901234567890})",
        "{\"北\":\"京\",\"a\":[[[[]]]],\"b\":{\"c\":{\"d\":{}}}}"};
    static constexpr std::string_view pieces[] = {
        "\"",   "\\",   "{",    "}", "[",        "]",    ",",       ":",    "0",      "1",
        ".",    "e",    "-",    "+", "t",        "true", "null",    " ",    "\n",     "\t",
        "\x01", "\xFF", "\xC3", "a", "\"a\":1,", "\\u",  "\\ud800", "\"\"", "\"k\":", "\f"};
    JsonWalker walker;
    int accepted = 0;
    for (int round = 0; round < 60'000; ++round) {
        std::string text = seeds[random() % std::size(seeds)];
        for (auto changes = random() % 3 + 1; changes > 0; --changes) {
            const std::size_t at = random() % (text.size() + 1);
            switch (random() % 3) {
            case 0:
                text.insert(at, pieces[random() % std::size(pieces)]);
                break;
            case 1:
                text.erase(at, random() % 3 + 1);
                break;
            default:
                text.replace(at, 1, pieces[random() % std::size(pieces)]);
                break;
            }
        }
        const bool isStrict = walker.isStrict(text);
        // A number beyond doubles ends the reference early; those few say nothing.
        Reference reference;
        (void)nlohmann::json::sax_parse(text, &reference);
        if (reference.isOutOfRange() || text.starts_with("\xEF\xBB\xBF") ||
            text.find('\0') != std::string::npos)
            continue;
        ASSERT_EQ(isStrict, Reference::accepts(text)) << text;
        accepted += isStrict;
    }
    EXPECT_GT(accepted, 1000) << "negative control: most of what is changed in a string stays JSON";
    EXPECT_LT(accepted, 50'000);
}

TEST(StrictJson, ManyMembersAreCheckedForDuplicatesToo)
{
    std::string text = "{";
    for (int i = 0; i < 5000; ++i)
        text += fmt::format("\"k{}\":{},", i, i);
    EXPECT_TRUE(isStrictJson(text + "\"last\":1}"));
    EXPECT_FALSE(isStrictJson(text + "\"k4321\":1}"));
}

TEST(JsonText, StringsRoundTrip)
{
    for (const std::string &text : {std::string("plain"), std::string("\"\\/\b\f\n\r\t"),
                                   std::string("\0\x1F", 2), std::string("北京 😀")}) {
        std::string token;
        appendJsonString(text, token);
        EXPECT_TRUE(isJsonString(token)) << token;
        EXPECT_TRUE(isStrictJson(token)) << token;
        std::string back;
        appendJsonAsText(token, back);
        EXPECT_EQ(back, text);
    }
}
