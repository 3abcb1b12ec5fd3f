#include "core/connectors/files/csvscanner.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <vector>

using namespace weir;

namespace {

struct Row
{
    std::vector<std::string> fields; ///< '<' in front: quoted
    CsvDefect defect = CsvDefect::None;
    std::int64_t line = 0;
    bool operator==(const Row &) const = default;
};

std::ostream &operator<<(std::ostream &out, const Row &row)
{
    out << "line " << row.line << " defect " << static_cast<int>(row.defect) << " [";
    for (const std::string &field : row.fields)
        out << field << '|';
    return out << ']';
}

/// Scans \a text as a reader would that has \a chunk bytes more each time it asks.
std::vector<Row> scan(std::string_view text, std::size_t chunk = std::string_view::npos,
                      CsvDialect dialect = {})
{
    std::vector<Row> rows;
    CsvScanner scanner(dialect);
    std::size_t begin = 0;
    std::size_t end = std::min(chunk, text.size());
    std::int64_t line = 1;
    while (begin < text.size()) {
        // A copy of exactly what is there, so that reading further would be noticed.
        std::string buffer(text.substr(begin, end - begin));
        const std::size_t size = buffer.size();
        buffer.append(CsvScanner::paddingBytes, '\xAA');
        CsvRecord record;
        const auto found =
            size == 0 ? CsvScanner::Found::More
                      : scanner.next(std::string_view(buffer).substr(0, size), end == text.size(), record);
        if (found == CsvScanner::Found::More) {
            EXPECT_LT(end, text.size()) << "asked for more at the end";
            if (end == text.size())
                return rows;
            end = std::min(end + chunk, text.size());
            continue;
        }
        if (found == CsvScanner::Found::Record) {
            Row row;
            row.defect = record.defect;
            row.line = line;
            if (record.defect == CsvDefect::None) {
                for (const CsvField &field : scanner.fields()) {
                    std::string value = field.isQuoted ? "<" : "";
                    const std::string_view content =
                        std::string_view(buffer).substr(field.offset, field.length);
                    if (field.hasEscapes)
                        scanner.unescape(content, value);
                    else
                        value += content;
                    row.fields.push_back(value);
                }
            } else {
                row.fields.emplace_back(std::string_view(buffer).substr(0, record.contentBytes));
            }
            rows.push_back(row);
        }
        line += record.lines;
        begin += record.bytes;
        end = std::max(begin, end);
    }
    return rows;
}

struct Case
{
    const char *what;
    std::string text;
    std::vector<Row> rows;
};

const std::vector<Case> &cases()
{
    using enum CsvDefect;
    static const std::vector<Case> all = {
        {"plain fields", "a,b\n1,2\n", {{{"a", "b"}, None, 1}, {{"1", "2"}, None, 2}}},
        {"no line end at the end", "a,b\n1,2", {{{"a", "b"}, None, 1}, {{"1", "2"}, None, 2}}},
        {"CRLF", "a,b\r\n1,2\r\n", {{{"a", "b"}, None, 1}, {{"1", "2"}, None, 2}}},
        {"CR alone", "a,b\r1,2\r", {{{"a", "b"}, None, 1}, {{"1", "2"}, None, 2}}},
        {"blank lines are no records", "a\n\n\r\nb\n", {{{"a"}, None, 1}, {{"b"}, None, 4}}},
        {"empty fields", ",\n,,\n", {{{"", ""}, None, 1}, {{"", "", ""}, None, 2}}},
        {"an empty field at the very end", "a,", {{{"a", ""}, None, 1}}},
        {"quoted empty is not unquoted empty", "\"\",\n", {{{"<", ""}, None, 1}}},
        {"quoted empty alone is a record", "\"\"\n", {{{"<"}, None, 1}}},
        {"delimiter in quotes", "\"a,b\",c\n", {{{"<a,b", "c"}, None, 1}}},
        {"line ends in quotes count as lines",
         "\"a\nb\r\nc\rd\",1\nx,2\n",
         {{{"<a\nb\r\nc\rd", "1"}, None, 1}, {{"x", "2"}, None, 5}}},
        {"doubled quotes", "\"say \"\"hi\"\"\",\"\"\"\"\n", {{{"<say \"hi\"", "<\""}, None, 1}}},
        {"stray quotes inside an unquoted field", "5\" nail,a\"b\"c\n", {{{"5\" nail", "a\"b\"c"}, None, 1}}},
        {"a space before a quote makes it ordinary", "a, \"b\"\n", {{{"a", " \"b\""}, None, 1}}},
        {"text behind a closing quote costs that line only",
         "\"a\"b,1\nc,2\n",
         {{{"\"a\"b,1"}, TextAfterQuote, 1}, {{"c", "2"}, None, 2}}},
        {"an open quote at the end closes at its first line end",
         "a,\"b\nc,2\nd,3\n",
         {{{"a,\"b"}, OpenQuote, 1}, {{"c", "2"}, None, 2}, {{"d", "3"}, None, 3}}},
        {"an open quote without line end", "a,\"b", {{{"a,\"b"}, OpenQuote, 1}}},
        {"an open quote behind a long field costs the lines up to it",
         "\"x\ny\",\"b\r\nc,2\n",
         {{{"\"x\ny\",\"b"}, OpenQuote, 1}, {{"c", "2"}, None, 3}}},
        {"a quote as the last byte closes", "\"a\"", {{{"<a"}, None, 1}}},
        {"UTF-8 passes through", "\xE5\x90\x8D,\xC3\xA9\n", {{{"\xE5\x90\x8D", "\xC3\xA9"}, None, 1}}},
        {"long unquoted runs",
         std::string(40, 'x') + "," + std::string(33, 'y') + "\n",
         {{{std::string(40, 'x'), std::string(33, 'y')}, None, 1}}},
    };
    return all;
}

TEST(CsvScanner, CutsRecordsAsTheTableSays)
{
    for (const Case &c : cases())
        EXPECT_EQ(scan(c.text), c.rows) << c.what;
}

TEST(CsvScanner, AnswersTheSameWhereverTheBufferIsCut)
{
    for (const Case &c : cases()) {
        for (std::size_t chunk = 1; chunk <= c.text.size(); ++chunk)
            EXPECT_EQ(scan(c.text, chunk), c.rows) << c.what << ", chunks of " << chunk;
    }
}

TEST(CsvScanner, AnswersTheSameForRandomTextHoweverItIsCut)
{
    const auto seed = static_cast<unsigned>(std::chrono::steady_clock::now().time_since_epoch().count());
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    constexpr std::string_view letters = "ab,,\"\"\"\n\r\n";
    for (int round = 0; round < 2000; ++round) {
        std::string text(random() % 40, ' ');
        for (char &c : text)
            c = letters[random() % letters.size()];
        const auto whole = scan(text);
        for (const std::size_t chunk : {1, 2, 3, 7})
            ASSERT_EQ(scan(text, chunk), whole) << testing::PrintToString(text);
    }
}

TEST(CsvScanner, OtherDelimitersAndQuotesWork)
{
    EXPECT_EQ(scan("'a|b'|c\n", 3, {'|', '\''}), (std::vector<Row>{{{"<a|b", "c"}, CsvDefect::None, 1}}));
    EXPECT_EQ(scan("\"a\tb\n", 3, {'\t', '\0'}), (std::vector<Row>{{{"\"a", "b"}, CsvDefect::None, 1}}));
}

TEST(CsvScanner, AQuoteClosesWithinTenThousandLinesAndNotBehindThem)
{
    std::string within = "\"";
    for (int i = 0; i < CsvScanner::quotedLinesMax; ++i)
        within += "x\n";
    EXPECT_EQ(scan(within + "\",1\n").size(), 1U);
    const auto rows = scan(within + "y\n\",1\n", 4096);
    ASSERT_EQ(rows.size(), 10'002U);
    EXPECT_EQ(rows.front(), (Row{{"\"x"}, CsvDefect::OpenQuote, 1}));
    EXPECT_EQ(rows[1], (Row{{"x"}, CsvDefect::None, 2}));
    EXPECT_EQ(rows.back().defect, CsvDefect::OpenQuote);
}

TEST(CsvScanner, AFieldMayHaveSixteenMebibytesAndNoByteMore)
{
    const std::string most(CsvScanner::fieldBytesMax, 'x');
    EXPECT_EQ(scan(most + ",1\n").front().defect, CsvDefect::None);
    EXPECT_EQ(scan(most + "x,1\n").front().defect, CsvDefect::FieldTooLarge);
    EXPECT_EQ(scan("\"" + most + "\",1\n").front().defect, CsvDefect::None);
    EXPECT_EQ(scan("\"" + most + "x\",1\nnext\n", 1 << 20).front().defect, CsvDefect::OpenQuote);
}

TEST(CsvScanner, ARowMayHaveSixteenThousandFieldsAndNotOneMore)
{
    EXPECT_EQ(scan(std::string(CsvScanner::fieldsMax - 1, ',') + "\n").front().fields.size(),
              CsvScanner::fieldsMax);
    EXPECT_EQ(scan(std::string(CsvScanner::fieldsMax, ',') + "\n").front().defect, CsvDefect::TooManyFields);
}

TEST(CsvScanner, CountsLinesLikeAnEditor)
{
    EXPECT_EQ(CsvScanner::countLines("a\nb\r\nc\rd"), 3);
    EXPECT_EQ(CsvScanner::countLines("\r\r\n\n"), 3);
    EXPECT_EQ(CsvScanner::countLines(""), 0);
}

} // namespace
