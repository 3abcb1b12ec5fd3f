#include "core/connectors/files/filetarget.h"
#include "core/connectors/files/jsonarrayfinder.h"
#include "core/connectors/files/jsonsource.h"
#include "tests/support/testfolder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

using namespace weir;

namespace {

struct Reading
{
    SourceShape shape;
    std::vector<std::string> rows; ///< values joined by |, broken ones as "!" and their code
    std::vector<std::int64_t> offsets;
    std::vector<BrokenRow> broken;
    std::vector<Cursor> cursors;
    std::vector<std::size_t> rowsAt;
    std::vector<SourcePage> pages;
    std::optional<Error> error;
};

std::unique_ptr<JsonSource> sourceOf(const std::string &path, const Json &settings = {},
                                     ReadOptions options = {})
{
    return std::make_unique<JsonSource>(path, *FileFormat::make(path, &settings, nullptr),
                                        std::move(options));
}

void addPage(Reading &reading, SourcePage page)
{
    std::size_t broken = 0;
    std::int64_t row = 0;
    for (std::int64_t index = 0; index < page.recordCount(); ++index) {
        if (broken < page.broken.size() && page.broken[broken].index == index) {
            reading.rows.push_back("!" + std::string(rowCodeName(page.broken[broken].error.code)));
            reading.offsets.push_back(page.broken[broken].position);
            reading.broken.push_back(page.broken[broken++]);
            continue;
        }
        std::string text;
        for (std::size_t i = 0; i < page.rows.schema()->size(); ++i) {
            text += i > 0 ? "|" : "";
            text += page.rows.column(i).isNull(row) ? "(null)" : std::string(page.rows.column(i).text(row));
        }
        reading.rows.push_back(text);
        reading.offsets.push_back(page.positions[static_cast<std::size_t>(row++)]);
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

using Rows = std::vector<std::string>;

TEST(JsonSource, ReadsLinesWithNestedValuesNumbersAsWrittenAndByteOffsets)
{
    const test::TestFolder folder;
    const std::string text = "{\"id\":12345678901234567890123,\"amount\":1.10,\"who\":{\"name\":\"A\"}}\n\n"
                             "{\"id\":2,\"amount\":null,\"note\":\"x\\ny\"}\n";
    const auto reading = readFile(folder.write("x.ndjson", text));
    ASSERT_FALSE(reading.error) << reading.error->detail;
    EXPECT_EQ(reading.rows, (Rows{"12345678901234567890123|1.10|{\"name\":\"A\"}|(null)", "2|(null)||x\ny"}));
    EXPECT_EQ(reading.offsets,
              (std::vector<std::int64_t>{0, static_cast<std::int64_t>(text.find("\n\n") + 2)}));
    EXPECT_EQ(reading.shape.schema->field(2).type.kind, TypeKind::Json);
}

TEST(JsonSource, APinnedFieldThatIsGoneStopsAndOneThatIsLeftOutSometimesDoesNot)
{
    const test::TestFolder folder;
    const auto pinned = std::make_shared<const Schema>(
        std::vector<Field>{{"id", TypeKind::Text, true, {}}, {"n", TypeKind::Text, true, {}}});
    const auto records = [](int first, int last, const char *rest) {
        std::string text;
        for (int id = first; id <= last; ++id)
            text += "{\"id\":" + std::to_string(id) + rest + "}\n";
        return text;
    };
    const auto has = [](const Reading &reading, const std::string &code, const std::string &field) {
        return std::any_of(reading.shape.findings.begin(), reading.shape.findings.end(),
                           [&](const Finding &finding) { return finding.code == code && finding.field == field; });
    };
    const auto read = [&](const std::string &text) { return readFile(folder.write("x.ndjson", text), {}, {}, pinned); };
    for (const std::string &gone : {records(1, 20, ""), records(1, 1, ",\"m\":1")}) {
        const Reading reading = read(gone);
        ASSERT_TRUE(reading.error) << gone;
        EXPECT_EQ(reading.error->code, ErrorCode::SchemaMismatch);
        EXPECT_EQ(reading.error->recovery, Recovery::Stop);
        EXPECT_NE(reading.error->detail.find("\"n\""), std::string::npos) << reading.error->detail;
    }
    const Reading few = read(records(1, 19, ""));
    EXPECT_FALSE(few.error) << few.error->detail;
    EXPECT_TRUE(has(few, "missingField", "n")) << "but it is said";
    const Reading rare = read(records(1, 500, "") + records(501, 501, ",\"n\":7"));
    EXPECT_FALSE(rare.error) << "one of 501 records has it: " << rare.error->detail;
    const Reading grownBy = read(records(1, 3, ",\"n\":1,\"m\":1"));
    EXPECT_TRUE(has(grownBy, "newField", "m"));
    EXPECT_FALSE(read("").error) << "no record, nothing to miss";
}

TEST(JsonSource, AMemberThatAllRecordsHadIsMissedInTheNewPartOfAFileAndOneThatFewHadIsNot)
{
    const test::TestFolder folder;
    std::string text;
    for (int id = 1; id <= 50; ++id)
        text += "{\"id\":" + std::to_string(id) + ",\"n\":1" + (id == 3 ? ",\"rare\":true" : "") + "}\n";
    const std::string path = folder.write("x.ndjson", text);
    const Reading first = readFile(path);
    ASSERT_FALSE(first.error);
    const auto grown = [&](const char *rest) {
        std::string more;
        for (int id = 51; id <= 90; ++id)
            more += "{\"id\":" + std::to_string(id) + rest + "}\n";
        folder.write("x.ndjson", text + more);
        return readFile(path, {}, first.cursors.back(), first.shape.schema);
    };
    const Reading sound = grown(",\"n\":2");
    EXPECT_FALSE(sound.error) << sound.error->detail;
    EXPECT_EQ(sound.rows.size(), 40U);
    const Reading gone = grown("");
    ASSERT_TRUE(gone.error);
    EXPECT_EQ(gone.error->code, ErrorCode::SchemaMismatch);
    EXPECT_NE(gone.error->detail.find("\"n\""), std::string::npos) << gone.error->detail;
    const Reading copied = [&] {
        ReadOptions options;
        options.rawJson = true;
        return readAll(*sourceOf(path, {}, options), first.cursors.back(), first.shape.schema);
    }();
    EXPECT_FALSE(copied.error) << "raw JSON keeps a member that is left out as it is";
}

TEST(JsonSource, EachFormGivesTheSameRecords)
{
    const test::TestFolder folder;
    const Rows expected{"1|a", "2|b"};
    EXPECT_EQ(readFile(folder.write("a.json", "[{\"id\":1,\"n\":\"a\"}, {\"id\":2,\"n\":\"b\"}]")).rows,
              expected);
    EXPECT_EQ(readFile(folder.write("b.json",
                                    "\xEF\xBB\xBF [\n{\"id\":1,\"n\":\"a\"}\n,\n{\"id\":2,\"n\":\"b\"}\n]\n"))
                  .rows,
              expected);
    EXPECT_EQ(readFile(folder.write("c.json", "{\"id\":1,\"n\":\"a\"}\n{\"id\":2,\"n\":\"b\"}\n")).rows,
              expected);
    EXPECT_EQ(readFile(folder.write("d.json", "{\"page\":{\"x\":[]},\"items\":[{\"id\":1,\"n\":\"a\"},{"
                                              "\"id\":2,\"n\":\"b\"}],\"next\":null}"))
                  .rows,
              expected);
    EXPECT_EQ(
        readFile(
            folder.write(
                "e.json",
                "{\"a\":[1],\"d\":{\"items\":[{\"id\":1,\"n\":\"a\"},{\"id\":2,\"n\":\"b\"}]},\"z\":[2]}"),
            {{"records", "$.d.items"}})
            .rows,
        expected);
    EXPECT_EQ(readFile(folder.write("f.json", "{\"id\":1,\n\"n\":\"a\"}\n")).rows, (Rows{"1|a"}));
    EXPECT_EQ(
        readFile(folder.write("g.ndjson", "\xEF\xBB\xBF{\"id\":1,\"n\":\"a\"}\n{\"id\":2,\"n\":\"b\"}")).rows,
        expected);
    EXPECT_TRUE(readFile(folder.write("h.json", "[]")).rows.empty());
    EXPECT_TRUE(readFile(folder.write("i.json", "")).rows.empty());
}

TEST(JsonSource, AnAmbiguousDocumentAsksWhichArray)
{
    const test::TestFolder folder;
    const auto reading = readFile(folder.write("x.json", "{\"a\":[1],\"b\":[2]}"));
    ASSERT_TRUE(reading.error);
    EXPECT_NE(reading.error->detail.find("--records"), std::string::npos);
    EXPECT_NE(reading.error->detail.find("a, b"), std::string::npos);
    const auto wrong = readFile(folder.file("x.json"), {{"records", "$.c"}});
    ASSERT_TRUE(wrong.error);
    EXPECT_EQ(wrong.error->code, ErrorCode::InvalidConfig);
    EXPECT_TRUE(readFile(folder.write("y.json", "17")).error);
}

TEST(JsonSource, ABrokenLineCostsItselfOnly)
{
    const test::TestFolder folder;
    const auto reading = readFile(folder.write(
        "x.ndjson",
        "{\"id\":1}\n{\"id\":\n{\"id\":3}}\n{\"id\":4,\"id\":5}\n[6]\n{\"id\":\"\xFF\"}\n{\"id\":7}\n"));
    EXPECT_EQ(reading.rows.size(), 7U);
    EXPECT_EQ(reading.rows.front(), "1");
    EXPECT_EQ(reading.rows.back(), "7");
    EXPECT_EQ(reading.broken.size(), 5U);
    EXPECT_EQ(reading.broken[0].raw, "{\"id\":");
    EXPECT_EQ(reading.broken[0].position, 9);
    EXPECT_FALSE(reading.error);
}

TEST(JsonSource, ABrokenElementCostsItselfAndABrokenTailEndsTheRun)
{
    const test::TestFolder folder;
    const auto element = readFile(folder.write("x.json", "[{\"id\":1},{\"id\":tru},{\"id\":3}]"));
    EXPECT_EQ(element.rows.size(), 3U);
    EXPECT_EQ(element.broken.size(), 1U);
    EXPECT_FALSE(element.error);
    const auto tail = readFile(folder.write("y.json", "[{\"id\":1},{\"id\":\"2},{\"id\":3}"));
    EXPECT_EQ(tail.rows, (Rows{"1", "!BrokenTail"}));
    ASSERT_TRUE(tail.error);
    EXPECT_EQ(tail.error->recovery, Recovery::Stop);
}

std::string record(int i, std::mt19937 &random)
{
    switch (random() % 6) {
    case 0:
        return "{\"id\":" + std::to_string(i) + ",\"n\":\"a\\\"b,]}\"}";
    case 1:
        return "{\"id\":" + std::to_string(i) + ",\"n\":{\"x\":[1,2,{\"y\":\"]\"}]}}";
    case 2:
        return "{\"id\":" + std::to_string(i) + ",\"n\":tru}";
    case 3:
        return "{\"id\":" + std::to_string(i) + ",\"n\":\"" + std::string(random() % 400, 'x') + "\"}";
    case 4:
        return "{\"id\":" + std::to_string(i) + "}";
    default:
        return "{\"id\":" + std::to_string(i) + ",\"n\":\"株式会社\"}";
    }
}

TEST(JsonSource, ResumesFromEveryCursorWithTheSameRows)
{
    const auto seed = static_cast<unsigned>(std::chrono::steady_clock::now().time_since_epoch().count());
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (const char *form : {"lines", "array", "inside"}) {
        const test::TestFolder folder;
        const bool isLines = std::string_view(form) == "lines";
        std::string text = isLines ? "" : std::string_view(form) == "array" ? "[" : "{\"x\":1,\"rows\":[\n";
        for (int i = 0; i < 20'000; ++i)
            text += (i > 0 && !isLines ? ",\n" : "") + record(i, random) + (isLines ? "\n" : "");
        text += isLines ? "" : std::string_view(form) == "array" ? "\n]\n" : "],\"after\":{\"a\":1}}";
        const std::string path = folder.write(isLines ? "x.ndjson" : "x.json", text);
        const auto whole = readFile(path);
        ASSERT_FALSE(whole.error) << whole.error->detail;
        ASSERT_EQ(whole.rows.size(), 20'000U) << form;
        ASSERT_GE(whole.cursors.size(), 3U);
        for (std::size_t i = 0; i < whole.cursors.size(); ++i) {
            const auto rest = readFile(path, {}, whole.cursors[i], whole.shape.schema);
            ASSERT_FALSE(rest.error) << rest.error->detail;
            const auto from = static_cast<std::ptrdiff_t>(whole.rowsAt[i]);
            ASSERT_EQ(rest.rows, Rows(whole.rows.begin() + from, whole.rows.end()))
                << form << " cursor " << i;
            ASSERT_EQ(rest.offsets,
                      std::vector<std::int64_t>(whole.offsets.begin() + from, whole.offsets.end()));
        }
    }
}

TEST(JsonSource, LinesMayGrowAndArraysAreReplaced)
{
    const test::TestFolder folder;
    const std::string lines = folder.write("x.ndjson", "{\"id\":1}\n");
    const auto first = readFile(lines);
    EXPECT_EQ(*sourceOf(lines)->changeSince(first.cursors.back(), {}), SourceChange::None);
    std::ofstream(lines, std::ios::app) << "{\"id\":2}\n";
    EXPECT_EQ(*sourceOf(lines)->changeSince(first.cursors.back(), {}), SourceChange::Grown);
    EXPECT_EQ(readFile(lines, {}, first.cursors.back(), first.shape.schema).rows, (Rows{"2"}));

    const std::string array = folder.write("x.json", "[{\"id\":1}]");
    const auto loaded = readFile(array);
    EXPECT_EQ(*sourceOf(array)->changeSince(loaded.cursors.back(), {}), SourceChange::None);
    folder.write("x.json", "[{\"id\":1},{\"id\":2}]");
    EXPECT_EQ(*sourceOf(array)->changeSince(loaded.cursors.back(), {}), SourceChange::Replaced);
}

TEST(JsonSource, ALastLineWithoutEndMayOnlyBeEnded)
{
    const test::TestFolder folder;
    const std::string path = folder.write("x.ndjson", "{\"id\":1}\n{\"id\":2}");
    const auto first = readFile(path);
    EXPECT_EQ(first.rows, (Rows{"1", "2"}));
    std::ofstream(path, std::ios::app) << "\n{\"id\":3}\n";
    EXPECT_EQ(readFile(path, {}, first.cursors.back(), first.shape.schema).rows, (Rows{"3"}));
    const std::string half = folder.write("y.ndjson", "{\"id\":1}\n{\"id\":");
    const auto torn = readFile(half);
    EXPECT_EQ(torn.rows, (Rows{"1", "!BrokenTail"}));
    EXPECT_FALSE(torn.error);
    std::ofstream(half, std::ios::app) << "2}\n";
    const auto grown = readFile(half, {}, torn.cursors.back(), torn.shape.schema);
    ASSERT_TRUE(grown.error);
    EXPECT_NE(grown.error->detail.find("incomplete when it was read"), std::string::npos);
}

TEST(JsonSource, NewMembersAreToldWhileReading)
{
    const test::TestFolder folder;
    const std::string path = folder.write("x.ndjson", "{\"id\":1}\n");
    const auto first = readFile(path);
    std::ofstream(path, std::ios::app) << "{\"id\":2,\"extra\":true}\n";
    const auto grown = readFile(path, {}, first.cursors.back(), first.shape.schema);
    ASSERT_EQ(grown.pages.size(), 1U);
    ASSERT_EQ(grown.pages[0].findings.size(), 1U);
    EXPECT_EQ(grown.pages[0].findings[0].field, "extra");
}

TEST(JsonSource, SelectedFieldsMayBePaths)
{
    const test::TestFolder folder;
    const std::string path =
        folder.write("x.ndjson", "{\"id\":1,\"who\":{\"name\":\"A\"},\"a.b\":\"dot\"}\n");
    ReadOptions options;
    options.select = {"who.name", "a.b", "id"};
    EXPECT_EQ(readAll(*sourceOf(path, {}, options)).rows, (Rows{"A|dot|1"}));
}

TEST(JsonSource, RawTokensPassFromFileToFileAsWritten)
{
    const test::TestFolder folder;
    std::string text;
    for (int i = 0; i < 30'000; ++i)
        text +=
            "{\"id\":" + std::to_string(i) +
            ",\"amount\":1.10,\"big\":1e400,\"esc\":\"\\u00e9\\/\",\"none\":null,\"o\":{ \"a\" : 1.0 }}\n";
    text += "{\"id\":30000}\n{\"id\":30001,\"late\":0.50}\n"; // a member that only the last record has
    const std::string path = folder.write("x.ndjson", text);
    ReadOptions options;
    options.rawJson = true;
    const auto source = sourceOf(path, {}, options);
    const auto shape = source->open({}, nullptr, {});
    ASSERT_TRUE(shape);
    FileTarget target(folder.file("out.ndjson"), *FileFormat::make("out.ndjson", nullptr, nullptr), {});
    ASSERT_TRUE(target.prepare(shape->schema, WriteMode::Append, {}, {}, {}));
    Claim claim;
    claim.job = Uuid::random();
    claim.stream = "main";
    ASSERT_TRUE(target.fence(claim, {}));
    Checkpoint next;
    for (;;) {
        const auto page = source->read({});
        ASSERT_TRUE(page);
        if (!*page)
            break;
        ASSERT_TRUE(target.write({std::span(&(*page)->rows, 1), (*page)->rows.rows()}, {}, next, {}));
    }
    ASSERT_TRUE(target.complete(next, {}));
    std::string out = folder.read("out.ndjson");
    // null is delivered as null, and everything else byte for byte.
    EXPECT_EQ(out, text);
}

TEST(JsonSource, OtherEncodingsAreRefusedWithTheWayOut)
{
    const test::TestFolder folder;
    const auto reading = readFile(folder.write("x.ndjson", std::string("\xFF\xFE{\0\"\0", 6)));
    ASSERT_TRUE(reading.error);
    EXPECT_NE(reading.error->detail.find("iconv"), std::string::npos);
}

class StandardInput
{
public:
    explicit StandardInput(const std::string &path)
    {
        m_saved = dup(0);
        m_file = popen(("cat " + path).c_str(), "r");
        dup2(fileno(m_file), 0);
    }
    ~StandardInput()
    {
        dup2(m_saved, 0);
        ::close(m_saved);
        pclose(m_file);
    }

private:
    int m_saved = -1;
    FILE *m_file = nullptr;
};

TEST(JsonSource, APipesSpooledPagesGiveTheSameRows)
{
    const test::TestFolder folder;
    std::mt19937 random(11);
    for (const bool isLines : {true, false}) {
        std::string text = isLines ? "" : "[";
        for (int i = 0; i < 20'000; ++i)
            text += (i > 0 && !isLines ? ",\n" : "") + record(i, random) + (isLines ? "\n" : "");
        text += isLines ? "" : "]";
        const std::string path = folder.write("x", text);
        const Json settings{{"format", isLines ? "ndjson" : "json"}};
        const auto fromFile = readFile(path, settings);
        const StandardInput input(path);
        const auto fromPipe = readFile("-", settings);
        ASSERT_FALSE(fromPipe.error) << fromPipe.error->detail;
        EXPECT_FALSE(fromPipe.shape.isRereadable);
        ASSERT_EQ(fromPipe.rows, fromFile.rows);
        ASSERT_EQ(fromPipe.offsets, fromFile.offsets);
        Reading spooled;
        auto other = sourceOf("-", settings);
        for (const SourcePage &page : fromPipe.pages) {
            auto again = other->parseSpooled(page.raw, page.next, page.label);
            ASSERT_TRUE(again) << again.error().detail;
            addPage(spooled, std::move(*again));
        }
        ASSERT_EQ(spooled.rows, fromPipe.rows);
        ASSERT_EQ(spooled.offsets, fromPipe.offsets);
    }
}

TEST(JsonArrayFinder, FindsTheBracketWhereverTheBytesAreCut)
{
    const std::string text =
        R"({"a":"[\"items\":[","items":{"items":[0]},"x":{"y":[{"z":1}],"it\u0065ms":[7]},"b":1})";
    const std::int64_t expected = static_cast<std::int64_t>(text.find("[7]")) + 1;
    for (std::size_t chunk = 1; chunk <= text.size(); ++chunk) {
        JsonArrayFinder finder(*JsonPath::parse("$.x.items"));
        auto state = JsonArrayFinder::State::Searching;
        for (std::size_t i = 0; i < text.size() && state == JsonArrayFinder::State::Searching; i += chunk)
            state = finder.feed(std::string_view(text).substr(i, chunk));
        ASSERT_EQ(state, JsonArrayFinder::State::Found);
        ASSERT_EQ(finder.offsetBehind(), expected);
    }
    for (const char *path : {"$.a", "$.none", "$.x.y.z", "$.b.c", "$"}) {
        JsonArrayFinder finder(*JsonPath::parse(path));
        EXPECT_EQ(finder.feed(text), JsonArrayFinder::State::NotThere) << path;
        EXPECT_FALSE(finder.reason().empty());
    }
}

} // namespace
