#include "core/base/hash.h"
#include "core/connectors/files/csvsource.h"
#include "tests/support/testfolder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iconv.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace weir;

namespace {

constexpr std::string_view nullMark = "(null)";

struct Reading
{
    SourceShape shape;
    std::vector<std::string> rows; ///< values joined by |, broken ones as "!" and their code
    std::vector<std::int64_t> lines;
    std::vector<BrokenRow> broken;
    std::vector<Cursor> cursors;     ///< one for each page
    std::vector<std::size_t> rowsAt; ///< rows before each cursor
    std::vector<SourcePage> pages;
    std::optional<Error> error;
};

std::unique_ptr<CsvSource> sourceOf(const std::string &path, const Json &settings = {},
                                    ReadOptions options = {})
{
    return std::make_unique<CsvSource>(path, *FileFormat::make(path, &settings, nullptr), std::move(options));
}

void addPage(Reading &reading, SourcePage page)
{
    std::size_t broken = 0;
    std::int64_t row = 0;
    for (std::int64_t index = 0; index < page.recordCount(); ++index) {
        if (broken < page.broken.size() && page.broken[broken].index == index) {
            reading.rows.push_back("!" + std::string(rowCodeName(page.broken[broken].error.code)));
            reading.lines.push_back(page.broken[broken].position);
            reading.broken.push_back(page.broken[broken++]);
            continue;
        }
        std::string text;
        for (std::size_t i = 0; i < page.rows.schema()->size(); ++i) {
            text += i > 0 ? "|" : "";
            text += page.rows.column(i).isNull(row) ? nullMark : page.rows.column(i).text(row);
        }
        reading.rows.push_back(text);
        reading.lines.push_back(page.positions[static_cast<std::size_t>(row++)]);
    }
    reading.cursors.push_back(page.next);
    reading.rowsAt.push_back(reading.rows.size());
    reading.pages.push_back(std::move(page));
}

Reading readAll(Source &source, const Cursor &from = {}, const SchemaPtr &pinned = nullptr)
{
    Reading reading;
    auto shape = source.open(from, pinned, {});
    if (!shape) {
        reading.error = shape.error();
        return reading;
    }
    reading.shape = *shape;
    for (;;) {
        auto page = source.read({});
        if (!page) {
            reading.error = page.error();
            return reading;
        }
        if (!*page)
            return reading;
        addPage(reading, std::move(**page));
    }
}

Reading readFile(const std::string &path, const Json &settings = {}, const Cursor &from = {},
                 const SchemaPtr &pinned = nullptr)
{
    return readAll(*sourceOf(path, settings), from, pinned);
}

std::string encoded(std::string_view text, const char *encoding)
{
    iconv_t converter = iconv_open(encoding, "UTF-8");
    std::string out(text.size() * 4, '\0');
    char *from = const_cast<char *>(text.data());
    char *to = out.data();
    std::size_t left = text.size();
    std::size_t room = out.size();
    EXPECT_EQ(iconv(converter, &from, &left, &to, &room), 0U);
    iconv_close(converter);
    out.resize(out.size() - room);
    return out;
}

/// Rows with everything that makes files hard: quotes, line ends inside fields, ragged and broken rows,
/// NULLs.
std::string hardFile(int rows, std::mt19937 &random, std::string_view lineEnd)
{
    std::string text = "id,name,note" + std::string(lineEnd);
    for (int i = 0; i < rows; ++i) {
        text += std::to_string(i) + ',';
        switch (random() % 8) {
        case 0:
            text += "\"a,\"\"b\"\"" + std::string(lineEnd) + "c\",x";
            break;
        case 1:
            text += ",\"\"";
            break;
        case 2:
            text += "\\N,5\" nail";
            break;
        case 3:
            text += "too,many,fields";
            break;
        case 4:
            text += "few";
            break;
        case 5:
            text += "\"broken\"quote,x";
            break;
        case 6:
            text += "株式会社," + std::string(random() % 300, 'x');
            break;
        default:
            text += "Ann,ok";
            break;
        }
        text += lineEnd;
        if (random() % 9 == 0)
            text += lineEnd;
    }
    return text;
}

TEST(CsvSource, ReadsRowsWithLinesAndTellsNullFromEmpty)
{
    const test::TestFolder folder;
    const auto reading =
        readFile(folder.write("x.csv", "id,name,note\n1,,\"\"\n2,\\N,\"\\N\"\n\n3,\"a\nb\",c\n4,NA,d\n"),
                 {{"null", "NA"}});
    EXPECT_FALSE(reading.error);
    EXPECT_EQ(reading.rows,
              (std::vector<std::string>{"1|(null)|", "2|(null)|\\N", "3|a\nb|c", "4|(null)|d"}));
    EXPECT_EQ(reading.lines, (std::vector<std::int64_t>{2, 3, 5, 7}));
    EXPECT_TRUE(reading.shape.canResume);
    EXPECT_EQ(reading.shape.proposals.size(), 3U);
    EXPECT_EQ(reading.shape.proposals[0].type, Type(TypeKind::Int64));
}

TEST(CsvSource, KeepsLeadingZerosAndLongIds)
{
    const test::TestFolder folder;
    const auto reading =
        readFile(folder.write("x.csv", "code,id\n00123,1914310000010100016\n00124,1914310000010100017\n"));
    EXPECT_EQ(reading.rows[0], "00123|1914310000010100016");
    EXPECT_EQ(reading.shape.proposals[0].type.kind, TypeKind::Text);
    EXPECT_EQ(reading.shape.proposals[1].type.kind, TypeKind::Text);
}

TEST(CsvSource, EveryBadRecordIsOneRowWithItsLineAndItsReason)
{
    const test::TestFolder folder;
    const std::string bad = std::string("id,name\n1,a\n2\n3,b,c\n\"x\"y,d\n4,\xFFz\n5,") +
                            std::string(1, '\0') + "n\n6,\"open\n7,g\n";
    const auto reading = readFile(folder.write("x.csv", bad), {{"encoding", "utf-8"}});
    EXPECT_EQ(reading.rows,
              (std::vector<std::string>{"1|a", "!Ragged", "!Ragged", "!BrokenRecord", "!BadEncoding",
                                        "!BadEncoding", "!BrokenRecord", "7|g"}));
    ASSERT_EQ(reading.broken.size(), 6U);
    EXPECT_EQ(reading.lines, (std::vector<std::int64_t>{2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(reading.broken[0].raw, "2");
    EXPECT_NE(reading.broken[0].error.detail.find(
                  "line 3 at byte 12: 1 fields where 2 are expected; missing from name on"),
              std::string::npos)
        << reading.broken[0].error.detail;
    EXPECT_NE(reading.broken[1].error.detail.find("1 too many behind name"), std::string::npos)
        << reading.broken[1].error.detail;
    EXPECT_EQ(reading.broken[3].error.field, "name");
    EXPECT_NE(reading.broken[4].error.detail.find("NUL"), std::string::npos)
        << reading.broken[4].error.detail;
    EXPECT_EQ(reading.broken[5].raw, "6,\"open");
}

TEST(CsvSource, AStoredBrokenRowIsBoundedAndItsDigestIsOfAllOfIt)
{
    const test::TestFolder folder;
    const std::string longRow = "1," + std::string(3 << 20, 'x') + ",z";
    const auto reading = readFile(folder.write("x.csv", "id,name\n" + longRow + "\n2,b\n"));
    ASSERT_EQ(reading.rows, (std::vector<std::string>{"!Ragged", "2|b"}));
    EXPECT_EQ(reading.broken[0].raw.size(), std::size_t{1} << 20);
    EXPECT_NE(reading.broken[0].error.detail.find(sha256Hex(longRow)), std::string::npos);
}

TEST(CsvSource, ALineWithoutEndIsOneBadRowInBoundedMemory)
{
    const test::TestFolder folder;
    std::ofstream file(folder.file("x.csv"), std::ios::binary);
    file << "id,name\n1,a\n";
    const std::string block(1 << 20, 'x');
    for (int i = 0; i < 70; ++i)
        file << block;
    file << "\n2,b\n";
    file.close();
    const auto reading = readFile(folder.file("x.csv"));
    EXPECT_EQ(reading.rows, (std::vector<std::string>{"1|a", "!TooLarge", "2|b"}));
    EXPECT_EQ(reading.lines, (std::vector<std::int64_t>{2, 3, 4}));
}

TEST(CsvSource, ResumesFromEveryCursorWithTheSameRows)
{
    const auto seed = static_cast<unsigned>(std::chrono::steady_clock::now().time_since_epoch().count());
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (const char *encoding : {"UTF-8", "GB18030", "UTF-16LE", "UTF-16BE", "SHIFT_JIS"}) {
        for (const std::string_view lineEnd : {"\n", "\r\n", "\r"}) {
            SCOPED_TRACE(encoding);
            const test::TestFolder folder;
            const std::string path =
                folder.write("x.csv", encoded(hardFile(18'000, random, lineEnd), encoding));
            const Json settings{{"encoding", encoding}};
            const auto whole = readFile(path, settings);
            ASSERT_FALSE(whole.error) << whole.error->detail;
            ASSERT_EQ(whole.rows.size(), 18'000U);
            ASSERT_GE(whole.cursors.size(), 3U);
            for (std::size_t i = 0; i < whole.cursors.size(); ++i) {
                const auto rest = readFile(path, settings, whole.cursors[i], whole.shape.schema);
                ASSERT_FALSE(rest.error) << rest.error->detail;
                const auto from = static_cast<std::ptrdiff_t>(whole.rowsAt[i]);
                ASSERT_EQ(rest.rows, std::vector<std::string>(whole.rows.begin() + from, whole.rows.end()))
                    << "cursor " << i;
                ASSERT_EQ(rest.lines,
                          std::vector<std::int64_t>(whole.lines.begin() + from, whole.lines.end()));
                for (std::size_t j = 0; j < rest.cursors.size(); ++j)
                    ASSERT_EQ(rest.cursors[j], whole.cursors[i + 1 + j])
                        << "the same border has the same text";
            }
        }
    }
}

TEST(CsvSource, OtherEncodingsReadLikeUtf8WithTheSameLines)
{
    const test::TestFolder folder;
    const std::string text = "编号,名称\n1,\"上海\n远航\"\n2,北京\n3\n";
    const auto plain = readFile(folder.write("u.csv", text));
    for (const char *encoding : {"GB18030", "BIG5-HKSCS", "UTF-16LE", "UTF-16BE", "UTF-32LE"}) {
        if (std::string_view(encoding) == "BIG5-HKSCS")
            continue; // simplified characters are not in it
        const auto other = readFile(folder.write("e.csv", encoded(text, encoding)), {{"encoding", encoding}});
        EXPECT_EQ(other.rows, plain.rows) << encoding;
        EXPECT_EQ(other.lines, plain.lines) << encoding;
    }
}

TEST(CsvSource, AnUndecodableByteCostsItsRowOnly)
{
    const test::TestFolder folder;
    const std::string text =
        encoded("编号,名称\n1,上海\n", "GB18030") + "2,\x81\n" + encoded("3,北京\n", "GB18030");
    const auto reading = readFile(folder.write("x.csv", text), {{"encoding", "gbk"}});
    EXPECT_EQ(reading.rows, (std::vector<std::string>{"1|上海", "!BadEncoding", "3|北京"}));
    EXPECT_EQ(reading.lines, (std::vector<std::int64_t>{2, 3, 4}));
    EXPECT_EQ(reading.broken[0].raw.substr(0, 3), "2,\x81");
    EXPECT_EQ(reading.broken[0].error.field, "名称");
}

TEST(CsvSource, GuessesGbkAndSaysSo)
{
    const test::TestFolder folder;
    std::string text = "编号,名称,备注\n";
    for (int i = 0; i < 50; ++i)
        text += std::to_string(i) + ",上海远航贸易有限公司,请送到后门\n";
    const auto reading = readFile(folder.write("x.csv", encoded(text, "GB18030")));
    EXPECT_EQ(reading.rows.at(0), "0|上海远航贸易有限公司|请送到后门");
    EXPECT_TRUE(
        std::any_of(reading.shape.findings.begin(), reading.shape.findings.end(), [](const Finding &finding) {
            return finding.code == "encoding" && finding.level == Finding::Level::Warning;
        }));
}

TEST(CsvSource, SelectsAndPinsColumns)
{
    const test::TestFolder folder;
    const std::string path = folder.write("x.csv", "a,b,c\n1,2,3\n");
    ReadOptions options;
    options.select = {"c", "a"};
    EXPECT_EQ(readAll(*sourceOf(path, {}, options)).rows, (std::vector<std::string>{"3|1"}));
    options.select = {"cc"};
    const auto unknown = readAll(*sourceOf(path, {}, options));
    ASSERT_TRUE(unknown.error);
    EXPECT_EQ(unknown.error->code, ErrorCode::InvalidConfig);

    const auto pinned = std::make_shared<const Schema>(std::vector<Field>{{"b", TypeKind::Text, true, {}}});
    const auto reading = readFile(path, {}, {}, pinned);
    EXPECT_EQ(reading.rows, (std::vector<std::string>{"2"}));
    EXPECT_EQ(std::count_if(reading.shape.findings.begin(), reading.shape.findings.end(),
                            [](const Finding &finding) { return finding.code == "newField"; }),
              2);
    const auto gone = std::make_shared<const Schema>(std::vector<Field>{{"d", TypeKind::Text, true, {}}});
    const auto missing = readFile(path, {}, {}, gone);
    ASSERT_TRUE(missing.error);
    EXPECT_EQ(missing.error->code, ErrorCode::SchemaMismatch);
}

TEST(CsvSource, ALimitStopsAtARecordAndResumesBehindIt)
{
    const test::TestFolder folder;
    const std::string path = folder.write("x.csv", "a,b\n1,x\n2\n3,y\n4,z\n");
    ReadOptions options;
    options.rowsMax = 2;
    const auto first = readAll(*sourceOf(path, {}, options));
    EXPECT_EQ(first.rows, (std::vector<std::string>{"1|x", "!Ragged"}));
    EXPECT_EQ(readFile(path, {}, first.cursors.back()).rows, (std::vector<std::string>{"3|y", "4|z"}));
}

// --- C7: the same file, a grown one, another one ---

SourceChange changeOf(const std::string &path, const Cursor &cursor)
{
    const auto change = sourceOf(path)->changeSince(cursor, {});
    EXPECT_TRUE(change) << change.error().detail;
    return change ? *change : SourceChange::None;
}

TEST(CsvSource, AnUntouchedOrTouchedFileIsUnchanged)
{
    const test::TestFolder folder;
    const std::string path = folder.write("x.csv", "a,b\n1,x\n2,y\n");
    const auto reading = readFile(path);
    EXPECT_EQ(changeOf(path, reading.cursors.back()), SourceChange::None);
    folder.write("x.csv", "a,b\n1,x\n2,y\n");
    EXPECT_EQ(changeOf(path, reading.cursors.back()), SourceChange::None);
    std::filesystem::copy_file(path, folder.file("copy.csv"));
    EXPECT_EQ(changeOf(folder.file("copy.csv"), reading.cursors.back()), SourceChange::None);
}

TEST(CsvSource, AGrownFileGivesTheNewPartOnly)
{
    const test::TestFolder folder;
    const std::string path = folder.write("x.csv", "a,b\n1,x\n2,y\n");
    const auto reading = readFile(path);
    std::ofstream(path, std::ios::app) << "3,z\n";
    EXPECT_EQ(changeOf(path, reading.cursors.back()), SourceChange::Grown);
    const auto grown = readFile(path, {}, reading.cursors.back(), reading.shape.schema);
    EXPECT_EQ(grown.rows, (std::vector<std::string>{"3|z"}));
    EXPECT_EQ(grown.lines, (std::vector<std::int64_t>{4}));
}

TEST(CsvSource, AChangedBeginningEndOrLengthIsAnotherFile)
{
    const test::TestFolder folder;
    std::string text = "a,b\n";
    for (int i = 0; i < 40'000; ++i)
        text += std::to_string(i) + ",row\n";
    const std::string path = folder.write("x.csv", text);
    const Cursor cursor = readFile(path).cursors.back();
    const auto with = [&](std::size_t at, char c) {
        std::string other = text;
        other[at] = c;
        folder.write("x.csv", other);
        return changeOf(path, cursor);
    };
    EXPECT_EQ(with(6, '#'), SourceChange::Replaced);
    EXPECT_EQ(with(text.size() - 2, '#'), SourceChange::Replaced);
    EXPECT_EQ(with(text.size() - 60'000, '#'), SourceChange::Replaced);
    folder.write("x.csv", text.substr(0, text.size() - 7));
    EXPECT_EQ(changeOf(path, cursor), SourceChange::Replaced);
    folder.write("x.csv", "");
    EXPECT_EQ(changeOf(path, cursor), SourceChange::Replaced);
    // The control: the same bytes written once more are the same file.
    folder.write("x.csv", text);
    EXPECT_EQ(changeOf(path, cursor), SourceChange::None);
}

TEST(CsvSource, ALastRowWithoutLineEndIsDeliveredAndMayOnlyBeEnded)
{
    const test::TestFolder folder;
    const std::string path = folder.write("x.csv", "a,b\n1,x\n2,y");
    const auto reading = readFile(path);
    EXPECT_EQ(reading.rows, (std::vector<std::string>{"1|x", "2|y"}));
    for (const std::string_view lineEnd : {"\n", "\r\n"}) {
        folder.write("x.csv", "a,b\n1,x\n2,y" + std::string(lineEnd) + "3,z\n");
        EXPECT_EQ(changeOf(path, reading.cursors.back()), SourceChange::Grown);
        const auto grown = readFile(path, {}, reading.cursors.back());
        EXPECT_EQ(grown.rows, (std::vector<std::string>{"3|z"}));
        EXPECT_EQ(grown.lines, (std::vector<std::int64_t>{4}));
    }
    folder.write("x.csv", "a,b\n1,x\n2,yellow\n3,z\n");
    EXPECT_EQ(changeOf(path, reading.cursors.back()), SourceChange::Grown);
    const auto gone = readFile(path, {}, reading.cursors.back());
    ASSERT_TRUE(gone.error);
    EXPECT_EQ(gone.error->code, ErrorCode::SchemaMismatch);
    EXPECT_EQ(gone.error->recovery, Recovery::Stop);
    EXPECT_NE(gone.error->detail.find("line 3) was incomplete when it was read"), std::string::npos)
        << gone.error->detail;
}

TEST(CsvSource, AQuoteStillOpenAtTheEndMayNotBeContinuedSilently)
{
    const test::TestFolder folder;
    const std::string path = folder.write("x.csv", "a,b\n1,\"half\n");
    const auto reading = readFile(path);
    EXPECT_EQ(reading.rows, (std::vector<std::string>{"!BrokenRecord"}));
    folder.write("x.csv", "a,b\n1,\"half\nrest\"\n");
    ASSERT_TRUE(readFile(path, {}, reading.cursors.back()).error);
}

TEST(CsvSource, ReadingEndsAtTheSizeSeenAtOpen)
{
    const test::TestFolder folder;
    const std::string path = folder.write("x.csv", "a,b\n1,x\n");
    auto source = sourceOf(path);
    ASSERT_TRUE(source->open({}, nullptr, {}));
    std::ofstream(path, std::ios::app) << "2,y\n";
    const auto page = source->read({});
    ASSERT_TRUE(page && *page);
    EXPECT_EQ((*page)->recordCount(), 1);
    const auto end = source->read({});
    ASSERT_TRUE(end);
    EXPECT_FALSE(*end);
}

TEST(CsvSource, AFileThatShrinksWhileItIsReadStopsTheRun)
{
    const test::TestFolder folder;
    std::string text = "a,b\n";
    for (int i = 0; i < 300'000; ++i)
        text += std::to_string(i) + ",row\n";
    const std::string path = folder.write("x.csv", text);
    auto source = sourceOf(path);
    ASSERT_TRUE(source->open({}, nullptr, {}));
    std::filesystem::resize_file(path, 100);
    for (;;) {
        const auto page = source->read({});
        if (!page) {
            EXPECT_EQ(page.error().recovery, Recovery::Stop);
            return;
        }
        ASSERT_TRUE(*page) << "the end came without an error";
    }
}

TEST(CsvSource, FoldersAndFifosAreRefusedAndMissingFilesNamed)
{
    const test::TestFolder folder;
    EXPECT_EQ(readFile(folder.path()).error->code, ErrorCode::InvalidConfig);
    ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
    EXPECT_EQ(readFile(folder.file("pipe")).error->code, ErrorCode::InvalidConfig);
    EXPECT_EQ(readFile(folder.file("nothing.csv")).error->code, ErrorCode::NotFound);
    const std::string path = folder.write("x.csv", "a\n1\n");
    EXPECT_EQ(readFile(path, {}, Cursor{"{\"page\":3}"}).error->code, ErrorCode::InvalidConfig);
}

TEST(CsvSource, ACancelledTokenEndsReading)
{
    const test::TestFolder folder;
    auto source = sourceOf(folder.write("x.csv", "a\n1\n"));
    CancelToken token;
    ASSERT_TRUE(source->open({}, nullptr, token));
    token.cancel();
    EXPECT_EQ(source->read(token).error().code, ErrorCode::Cancelled);
}

TEST(CsvSource, TypesComeFromTheWholeFileWhenAskedFor)
{
    const test::TestFolder folder;
    std::string text = "a,b\n";
    for (int i = 0; i < 200'000; ++i)
        text += i == 77'777 ? "x,1\n" : std::to_string(i) + ",1\n";
    const std::string path = folder.write("x.csv", text);
    ReadOptions options;
    options.scanAll = true;
    EXPECT_EQ(readAll(*sourceOf(path, {}, options)).shape.proposals[0].type.kind, TypeKind::Text);
    EXPECT_EQ(readFile(path).shape.proposals[0].type.kind, TypeKind::Int64);
}

TEST(CsvSource, TheLastRowIsLookedAtForATotal)
{
    const test::TestFolder folder;
    const auto reading = readFile(folder.write("x.csv", "name,sum\nAnn,3\nBo,4\nTotal,7\n"));
    EXPECT_EQ(reading.rows.size(), 3U) << "a proposal, not a decision";
    EXPECT_TRUE(std::any_of(reading.shape.findings.begin(), reading.shape.findings.end(),
                            [](const Finding &finding) { return finding.code == "totalRow"; }));
}

TEST(CsvSource, ATotalRowSpoilsNoType)
{
    const test::TestFolder folder;
    const auto typeOf = [](const std::string &path, bool isWhole) {
        ReadOptions options;
        options.scanAll = isWhole;
        return readAll(*sourceOf(path, {}, options)).shape.proposals[0].type.kind;
    };
    std::string text = "id,sum\n";
    for (int i = 0; i < 100'000; ++i)
        text += std::to_string(i) + ",1\n";
    const std::string large = folder.write("large.csv", text + "Total,100000\n");
    const std::string small = folder.write("small.csv", "id,sum\n1,3\n2,4\nTotal,7\n");
    const std::string inside = folder.write("inside.csv", "id,sum\n1,3\nTotal,7\n2,4\n");
    for (const bool isWhole : {false, true}) {
        EXPECT_EQ(typeOf(large, isWhole), TypeKind::Int64) << isWhole;
        EXPECT_EQ(typeOf(small, isWhole), TypeKind::Int64) << isWhole;
        EXPECT_EQ(typeOf(inside, isWhole), TypeKind::Text) << isWhole << ": only the last row is taken for a total";
    }
}

/// Standard input for the time of a scope.
class StandardInput
{
public:
    explicit StandardInput(const std::string &path)
    {
        std::fflush(stdin);
        m_saved = dup(0);
        FILE *file = popen(("cat " + path).c_str(), "r");
        dup2(fileno(file), 0);
        m_file = file;
    }
    ~StandardInput()
    {
        dup2(m_saved, 0);
        ::close(m_saved);
        pclose(m_file);
    }

private:
    int m_saved;
    FILE *m_file;
};

TEST(CsvSource, APipeIsReadOnceAndItsSpooledPagesGiveTheSameRows)
{
    const test::TestFolder folder;
    std::mt19937 random(7);
    for (const char *encoding : {"UTF-8", "GB18030"}) {
        const std::string path = folder.write("x.csv", encoded(hardFile(20'000, random, "\n"), encoding));
        const Json settings{{"format", "csv"}, {"encoding", encoding}};
        const auto fromFile = readFile(path, settings);
        const StandardInput input(path);
        const auto fromPipe = readFile("-", settings);
        ASSERT_FALSE(fromPipe.error) << fromPipe.error->detail;
        EXPECT_FALSE(fromPipe.shape.isRereadable);
        EXPECT_FALSE(fromPipe.shape.canResume);
        EXPECT_EQ(fromPipe.rows, fromFile.rows);
        EXPECT_EQ(fromPipe.lines, fromFile.lines);
        Reading spooled;
        auto other = sourceOf("-", settings);
        for (const SourcePage &page : fromPipe.pages) {
            auto again = other->parseSpooled(page.raw, page.next, page.label);
            ASSERT_TRUE(again) << again.error().detail;
            EXPECT_EQ(again->raw, page.raw);
            for (std::size_t i = 0; i < page.broken.size(); ++i)
                ASSERT_EQ(again->broken.at(i).error.detail, page.broken[i].error.detail);
            addPage(spooled, std::move(*again));
        }
        EXPECT_EQ(spooled.rows, fromPipe.rows);
        EXPECT_EQ(spooled.lines, fromPipe.lines);
        EXPECT_EQ(spooled.cursors, fromPipe.cursors);
    }
}

} // namespace
