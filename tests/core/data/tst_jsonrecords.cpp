#include "core/data/jsonrecords.h"
#include "core/data/jsonwalker.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <random>

using namespace weir;

namespace {

using Cutter = JsonRecordCutter;

std::string shown(const Cutter::Record &record)
{
    std::string text(record.text);
    if (record.error)
        text += " !" + std::string(rowCodeName(record.error->code));
    return text;
}

/// All records of \a bytes, fed in pieces of \a pieceSize bytes.
std::vector<std::string> cut(Cutter::Form form, std::string_view bytes, std::size_t pieceSize,
                             std::size_t bytesMax = 1 << 20)
{
    Cutter cutter(form, 0, 1, bytesMax);
    std::vector<std::string> records;
    for (std::size_t at = 0; at < bytes.size(); at += pieceSize) {
        cutter.feed(bytes.substr(at, pieceSize));
        while (const auto record = cutter.next())
            records.push_back(shown(*record));
    }
    cutter.finish();
    while (const auto record = cutter.next())
        records.push_back(shown(*record));
    EXPECT_FALSE(cutter.next()) << "the end stays the end";
    return records;
}

struct CutCase
{
    const char *label;
    Cutter::Form form;
    std::string bytes;
    std::vector<std::string> expected;
};

SchemaPtr schemaOf(const std::vector<std::pair<const char *, TypeKind>> &fields)
{
    std::vector<Field> list;
    for (const auto &[name, kind] : fields)
        list.push_back({name, kind, true, {}});
    return std::make_shared<Schema>(std::move(list));
}

std::vector<JsonPath> pathsOf(const std::vector<const char *> &texts)
{
    std::vector<JsonPath> paths;
    for (const char *text : texts)
        paths.push_back(*JsonPath::parse(text));
    return paths;
}

/// A copy with the padding a reader may ask for.
class Padded
{
public:
    explicit Padded(std::string_view text) : m_text(text), m_size(text.size())
    {
        m_text.append(jsonPadding, '}');
    }
    operator std::string_view() const { return std::string_view(m_text).substr(0, m_size); }

private:
    std::string m_text;
    std::size_t m_size;
};

std::string cell(const Column &column, std::int64_t row)
{
    return column.isNull(row) ? "NULL" : std::string(column.text(row));
}

std::string rowText(const RecordBatch &batch, std::int64_t row)
{
    std::string text;
    for (std::size_t i = 0; i < batch.schema()->size(); ++i)
        text += (i ? "|" : "") + cell(batch.column(i), row);
    return text;
}

} // namespace

TEST(JsonCutter, CutsTheSameRecordsInPiecesOfAnySize)
{
    const auto lines = Cutter::Form::Lines;
    const auto array = Cutter::Form::Array;
    const CutCase cases[] = {
        {"lines", lines, "{\"a\":1}\n{\"a\":2}\n", {R"({"a":1})", R"({"a":2})"}},
        {"lines with CR", lines, "{\"a\":1}\r\n{\"a\":2}\r\n", {R"({"a":1})", R"({"a":2})"}},
        {"blank lines are no records", lines, "\n\r\n{}\n  \n{}\n\n", {"{}", "{}"}},
        {"last line without LF", lines, "{}\n{\"a\":1}", {"{}", R"({"a":1})"}},
        {"last line cut off", lines, "{}\n{\"a\":", {"{}", R"({"a": !BrokenTail)"}},
        {"a broken line leaves the next alone", lines, "{\"a\":\n{\"b\":2}\n", {R"({"a":)", R"({"b":2})"}},
        {"mark at the start", lines, "\xEF\xBB\xBF{}\n{}\n", {"{}", "{}"}},
        {"nothing", lines, "", {}},
        {"only space", lines, " \n ", {}},
        {"array", array, "[{\"a\":1},{\"a\":2}]", {R"({"a":1})", R"({"a":2})"}},
        {"pretty array", array, "[\n  {\n    \"a\": 1\n  },\n  {}\n]\n", {"{\n    \"a\": 1\n  }", "{}"}},
        {"brackets in strings", array, R"([{"a":"]},[{\""},"x]",5])", {R"({"a":"]},[{\""})", R"("x]")", "5"}},
        {"backslashes in strings", array, R"(["\\","\\\"",1])", {R"("\\")", R"("\\\"")", "1"}},
        {"nested arrays", array, "[[1,[2]],[3]]", {"[1,[2]]", "[3]"}},
        {"empty array", array, " [ ] ", {}},
        {"empty array with mark", array, "\xEF\xBB\xBF[]", {}},
        {"empty text", array, "  ", {" !BrokenTail"}},
        {"a stray brace spoils one record", array, "[{\"a\":1}},{\"b\":2}]", {R"({"a":1}})", R"({"b":2})"}},
        {"an element is missing", array, "[1,,2]", {"1", " !BrokenRecord", "2"}},
        {"the last element is missing", array, "[1,]", {"1", " !BrokenRecord"}},
        {"a comma is missing", array, "[{} {},{}]", {"{} {}", "{}"}},
        {"not closed", array, "[{},{\"a\":1", {"{}", "{\"a\":1 !BrokenTail"}},
        {"not closed behind a comma", array, "[{},", {"{}", " !BrokenTail"}},
        {"not closed at once", array, "[", {" !BrokenTail"}},
        {"something behind", array, "[1] [2]", {"1", "[2] !BrokenTail"}},
        {"no array", array, "{\"error\":\"x\"}", {"{\"error\":\"x\"} !BrokenRecord"}},
    };
    for (const CutCase &row : cases) {
        for (const std::size_t pieceSize : {1, 2, 3, 7, 1000})
            EXPECT_EQ(cut(row.form, row.bytes, pieceSize), row.expected)
                << row.label << ", pieces of " << pieceSize;
    }
}

TEST(JsonCutter, RecordsThatAreTooLargeAreToldAndTheNextComesThrough)
{
    const std::string large(5000, 'x');
    for (const std::size_t pieceSize : {1, 100, 4096, 100'000}) {
        auto records = cut(Cutter::Form::Lines, "{\"a\":\"" + large + "\"}\n{}\n", pieceSize, 100);
        ASSERT_EQ(records.size(), 2U) << pieceSize;
        EXPECT_TRUE(records[0].starts_with("{\"a\":\"xxx")) << pieceSize;
        EXPECT_TRUE(records[0].ends_with("!TooLarge")) << pieceSize;
        EXPECT_LE(records[0].size(), 1100U);
        EXPECT_EQ(records[1], "{}");
        records = cut(Cutter::Form::Array, "[{}, {\"a\":\"],[" + large + "\"} , {\"b\":1}]", pieceSize, 100);
        ASSERT_EQ(records.size(), 3U) << pieceSize;
        EXPECT_TRUE(records[1].ends_with("!TooLarge")) << pieceSize;
        EXPECT_EQ(records[2], R"({"b":1})");
    }
    const auto records = cut(Cutter::Form::Lines, std::string(5000, ' ') + "{}\n", 10, 100);
    EXPECT_EQ(records.size(), 1U);
}

TEST(JsonCutter, ResumesAtEveryBorder)
{
    for (const auto form : {Cutter::Form::Lines, Cutter::Form::Array}) {
        const bool isArray = form == Cutter::Form::Array;
        const std::string bytes =
            isArray ? "[ {\"a\":1},\n{\"b\":[2,3]} ,\n\n5 ]\n" : "{\"a\":1}\n\n{\"b\":[2,3]}\r\n5\n";
        Cutter whole(form, 0, 1);
        whole.feed(bytes);
        whole.finish();
        std::vector<Cutter::Record> records;
        std::vector<std::string> texts;
        while (const auto record = whole.next()) {
            records.push_back(*record);
            texts.push_back(shown(*record));
            EXPECT_EQ(bytes.substr(static_cast<std::size_t>(record->offset), record->text.size()),
                      record->text);
            EXPECT_EQ(record->line, 1 + std::count(bytes.begin(), bytes.begin() + record->offset, '\n'));
        }
        ASSERT_EQ(records.size(), 3U);
        for (std::size_t i = 0; i < records.size(); ++i) {
            const auto behind = static_cast<std::size_t>(records[i].offsetBehind);
            Cutter resumed(form, records[i].offsetBehind,
                           1 + std::count(bytes.begin(), bytes.begin() + records[i].offsetBehind, '\n'));
            resumed.feed(std::string_view(bytes).substr(behind));
            resumed.finish();
            for (std::size_t k = i + 1; k < records.size(); ++k) {
                const auto record = resumed.next();
                ASSERT_TRUE(record);
                EXPECT_EQ(shown(*record), texts[k]);
                EXPECT_EQ(record->offset, records[k].offset);
                EXPECT_EQ(record->line, records[k].line);
                EXPECT_EQ(record->offsetBehind, records[k].offsetBehind);
            }
            EXPECT_FALSE(resumed.next()) << "nothing twice, nothing more";
        }
    }
}

TEST(JsonReader, FillsTextAndJsonFields)
{
    JsonRecordReader reader(schemaOf({{"id", TypeKind::Text},
                                      {"name", TypeKind::Text},
                                      {"city", TypeKind::Text},
                                      {"items", TypeKind::Json},
                                      {"raw", TypeKind::Json}}),
                            pathsOf({"id", "$.name", "$.address.city", "items", "$"}));
    const struct
    {
        const char *label, *record, *expected;
    } rows[] = {
        {"everything there",
         R"({"id": 1.10, "name": "a\"\u00e9\ud83d\ude00", "address": {"city": "北京"}, "items": [1, 2]})",
         R"(1.10|a"é😀|北京|[1, 2]|{"id": 1.10, "name": "a\"\u00e9\ud83d\ude00", "address": {"city": "北京"}, "items": [1, 2]})"},
        {"another order", R"({"items":{"k":"v"},"address":{"zip":"1","city":"B"},"name":"x","id":true})",
         R"(true|x|B|{"k":"v"}|{"items":{"k":"v"},"address":{"zip":"1","city":"B"},"name":"x","id":true})"},
        {"members missing", "{}", "NULL|NULL|NULL||{}"},
        {"null", R"({"id":null,"address":null,"items":null,"name":""})",
         R"(NULL||NULL|NULL|{"id":null,"address":null,"items":null,"name":""})"},
        {"an object in a text field", R"({"id":{"a": [1]},"items":"s"})",
         R"({"a": [1]}|NULL|NULL|"s"|{"id":{"a": [1]},"items":"s"})"},
        {"the way to a nested member is no object", R"({"address":"here"})",
         R"(NULL|NULL|NULL||{"address":"here"})"},
        {"23 digits", R"({"id":12345678901234567890123})",
         R"(12345678901234567890123|NULL|NULL||{"id":12345678901234567890123})"},
        {"an escaped name is the name", R"({"n\u0061me":"x"})", R"(NULL|x|NULL||{"n\u0061me":"x"})"},
    };
    for (const auto &row : rows) {
        const auto error = reader.add(Padded(row.record));
        EXPECT_FALSE(error) << row.label << ": " << error->detail;
    }
    EXPECT_EQ(reader.rows(), static_cast<std::int64_t>(std::size(rows)));
    EXPECT_GT(reader.memorySize(), 0U);
    const RecordBatch batch = reader.take();
    EXPECT_EQ(reader.rows(), 0);
    for (std::size_t i = 0; i < std::size(rows); ++i)
        EXPECT_EQ(rowText(batch, static_cast<std::int64_t>(i)), rows[i].expected) << rows[i].label;
    EXPECT_TRUE(batch.column(3).isNull(3)) << "null is NULL";
    EXPECT_FALSE(batch.column(3).isNull(2)) << "absent is empty, not NULL";
    EXPECT_FALSE(reader.add(Padded("{\"id\":2}")));
    EXPECT_EQ(rowText(reader.take(), 0), R"(2|NULL|NULL||{"id":2})") << "the reader goes on after take()";
}

TEST(JsonReader, BrokenRecordsAreErrorsAndLeaveNothingBehind)
{
    JsonRecordReader reader(schemaOf({{"a", TypeKind::Text}, {"b", TypeKind::Json}}), pathsOf({"a", "b.c"}));
    const struct
    {
        const char *label;
        std::string record;
        RowCode code;
    } cases[] = {
        {"cut off", R"({"a":"x")", RowCode::BrokenRecord},
        {"not an object", R"([1])", RowCode::BrokenRecord},
        {"a number", "5", RowCode::BrokenRecord},
        {"nothing", "", RowCode::BrokenRecord},
        {"a member twice", R"({"a":"x","a":"y"})", RowCode::BrokenRecord},
        {"a member twice, once escaped", R"({"a":"x","\u0061":"y"})", RowCode::BrokenRecord},
        {"an unknown member twice", R"({"a":"x","z":1,"z":2})", RowCode::BrokenRecord},
        {"a nested member twice", R"({"a":{"z":1,"z":2}})", RowCode::BrokenRecord},
        {"a wanted nested member twice", R"({"b":{"c":1,"c":2}})", RowCode::BrokenRecord},
        {"invalid UTF-8", "{\"a\":\"\xFF\"}", RowCode::BadEncoding},
        {"invalid UTF-8 in a skipped member", "{\"z\":\"\xC3(\"}", RowCode::BadEncoding},
        {"a bad value in a skipped member", R"({"a":"x","z":[tru]})", RowCode::BrokenRecord},
        {"something behind", R"({"a":"x"} })", RowCode::BrokenRecord},
        {"two values", R"({"a":"b":1})", RowCode::BrokenRecord},
    };
    for (const auto &row : cases) {
        const auto error = reader.add(Padded(row.record));
        ASSERT_TRUE(error) << row.label;
        EXPECT_EQ(error->code, row.code) << row.label << ": " << error->detail;
        EXPECT_EQ(error->stage, Stage::Read);
        EXPECT_FALSE(error->detail.empty());
        EXPECT_EQ(reader.rows(), 0) << row.label;
    }
    EXPECT_FALSE(reader.add(Padded(R"({"a":"good"})")));
    EXPECT_EQ(rowText(reader.take(), 0), "good|");
}

TEST(JsonReader, CountsUnknownMembers)
{
    JsonRecordReader reader(schemaOf({{"a", TypeKind::Text}, {"c", TypeKind::Text}}), pathsOf({"a", "b.c"}));
    for (const char *record :
         {R"({"a":1,"x":1,"y":2})", R"({"y":1,"b":{"d":1}})", R"({"a":1})", R"({"x":{"deep":1}})"})
        EXPECT_FALSE(reader.add(Padded(record)));
    const std::vector<std::pair<std::string, std::int64_t>> expected = {{"x", 2}, {"y", 2}};
    EXPECT_EQ(reader.unknownMembers(), expected);
    for (int i = 0; i < 1200; ++i)
        EXPECT_FALSE(reader.add(Padded(fmt::format("{{\"new{}\":1}}", i))));
    EXPECT_EQ(reader.unknownMembers().size(), 1000U) << "bounded";
}

TEST(JsonReader, AgreesWithAReferenceParserOnRandomRecords)
{
    const std::uint64_t seed = std::random_device{}();
    fmt::print("seed {}\n", seed);
    std::mt19937_64 random(seed);
    std::vector<std::pair<const char *, TypeKind>> fields;
    std::vector<const char *> names = {"id", "name", "price", "nested", "list", "flag", "k\"ey", "北"};
    for (const char *name : names)
        fields.emplace_back(name, random() % 3 ? TypeKind::Text : TypeKind::Json);
    std::vector<const char *> paths = names;
    paths[6] = "$['k\"ey']";
    JsonRecordReader reader(schemaOf(fields), pathsOf(paths));
    std::vector<nlohmann::json> expected;
    const auto draw = [&]() -> nlohmann::json {
        switch (random() % 8) {
        case 0:
            return nullptr;
        case 1:
            return random() % 2 == 0;
        case 2:
            return static_cast<std::int64_t>(random());
        case 3:
            return nlohmann::json{{"a", random() % 100}, {"b", {1, "x]}", nullptr}}};
        case 4:
            return nlohmann::json::array({"\\", "\"", nlohmann::json::object()});
        case 5:
            return "plain";
        case 6:
            return "tab\t quote\" \\ \n é 😀 \x01";
        default:
            return "";
        }
    };
    for (int i = 0; i < 3000; ++i) {
        nlohmann::json record = nlohmann::json::object();
        for (const char *name : names) {
            if (random() % 4)
                record[name] = draw();
        }
        if (random() % 3 == 0)
            record["unknown"] = draw();
        expected.push_back(record);
        const bool isAscii = random() % 2;
        const auto error = reader.add(Padded(record.dump(random() % 2 ? 2 : -1, ' ', isAscii)));
        ASSERT_FALSE(error) << error->detail << "\n" << record.dump();
    }
    const RecordBatch batch = reader.take();
    for (std::size_t row = 0; row < expected.size(); ++row) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            const Column &column = batch.column(i);
            const auto at = static_cast<std::int64_t>(row);
            const auto member = expected[row].find(names[i]);
            if (member == expected[row].end() || member->is_null()) {
                const bool isAbsentJson = member == expected[row].end() && column.kind() == TypeKind::Json;
                ASSERT_EQ(cell(column, at), isAbsentJson ? "" : "NULL");
            } else if (column.kind() == TypeKind::Text && member->is_string()) {
                ASSERT_EQ(column.text(at), member->get<std::string>());
            } else {
                ASSERT_EQ(nlohmann::json::parse(column.text(at)), *member);
            }
        }
    }
}

TEST(JsonShape, LearnsFieldsInOrderWithTypes)
{
    JsonShape shape;
    for (const char *record :
         {R"({"id":1,"code":"007","price":1.50,"tags":[1],"when":"2026-03-05","quoted":"12"})",
          R"({"id":2,"code":"123","price":2.25,"extra":null,"ok":true,"quoted":"13"})", "{broken"})
        shape.add(record);
    EXPECT_EQ(shape.records(), 3);
    const SchemaPtr schema = shape.schema(false);
    const auto proposals = shape.proposals();
    ASSERT_EQ(schema->size(), 8U);
    ASSERT_EQ(proposals.size(), 8U);
    std::string text;
    for (std::size_t i = 0; i < schema->size(); ++i)
        text += fmt::format("{} {} {}\n", schema->field(i).name, typeText(schema->field(i).type),
                            typeText(proposals[i].type));
    EXPECT_EQ(text,
              "id text int64\ncode text text\nprice text decimal(18,2)\ntags json json\nwhen text date\n"
              "quoted text text\nextra text text\nok text bool\n");
    EXPECT_EQ(shape.schema(true)->field(0).type, Type(TypeKind::Json));
}

TEST(JsonPath, ParsesNamesAndRefusesTheRest)
{
    const struct
    {
        const char *text;
        std::vector<std::string> members;
        const char *back;
    } good[] = {
        {"$", {}, "$"},
        {"$.customer.name", {"customer", "name"}, "$.customer.name"},
        {"customer.name", {"customer", "name"}, "$.customer.name"},
        {"$['odd name'].x", {"odd name", "x"}, "$['odd name'].x"},
        {"$[\"a.b\"]['it\\'s']", {"a.b", "it's"}, "$['a.b']['it\\'s']"},
        {"北京", {"北京"}, "$.北京"},
        {"$ref", {"$ref"}, "$.$ref"},
    };
    for (const auto &row : good) {
        const auto path = JsonPath::parse(row.text);
        ASSERT_TRUE(path) << row.text << ": " << path.error().detail;
        EXPECT_EQ(path->members(), row.members) << row.text;
        EXPECT_EQ(path->text(), row.back);
        EXPECT_EQ(JsonPath::parse(path->text())->members(), row.members);
    }
    for (const char *bad : {"", "a..b", "a.", ".a", "$.", "a[0]", "a['x'", "a['x]", "$[*]", "['a']b"})
        EXPECT_FALSE(JsonPath::parse(bad)) << bad;
}

TEST(JsonCutter, NoBytesAtAllAreCutIntoNothingAndNeverRead)
{
    for (const auto form : {JsonRecordCutter::Form::Lines, JsonRecordCutter::Form::Array}) {
        JsonRecordCutter cutter(form, 0, 1);
        EXPECT_FALSE(cutter.next());
        cutter.finish();
        const auto rest = cutter.next();
        EXPECT_TRUE(!rest || rest->error) << "an array that is not there is no record";
        EXPECT_FALSE(cutter.next());
    }
}

TEST(JsonPath, FindsTheRawValue)
{
    const Padded document(R"({"next": {"token": "x", "items": [1, 2.50]}, "n": null})");
    const auto find = [&](const char *path) -> std::string {
        const auto found = findJson(document, *JsonPath::parse(path));
        return !found ? "error" : !*found ? "absent" : std::string(**found);
    };
    EXPECT_EQ(find("next.items"), "[1, 2.50]");
    EXPECT_EQ(find("$.next.token"), "\"x\"");
    EXPECT_EQ(find("n"), "null");
    EXPECT_EQ(find("nothing"), "absent");
    EXPECT_EQ(find("next.token.deeper"), "absent");
    EXPECT_EQ(find("$"), std::string_view(document));
    EXPECT_FALSE(findJson(Padded("{\"a\":"), *JsonPath::parse("a")));
}
