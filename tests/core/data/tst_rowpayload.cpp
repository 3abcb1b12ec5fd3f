#include "core/base/hash.h"
#include "core/data/conversion.h"
#include "core/data/rowpayload.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <random>

using namespace weir;

namespace {

const char *const null = nullptr;

/// A batch of one row for each inner list; values as conversion texts, Json raw.
RecordBatch batchOf(std::vector<Field> fields, const std::vector<std::vector<const char *>> &rows)
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const TypeKind kind = fields[i].type.kind;
        Column text(kind == TypeKind::Json ? TypeKind::Json : TypeKind::Text);
        for (const auto &row : rows) {
            if (row[i])
                text.appendText(row[i]);
            else
                text.appendNull();
        }
        ConversionOptions options;
        options.to = fields[i].type;
        RowErrors errors;
        const TypeKind from = text.kind();
        columns.push_back(convert(std::make_shared<Column>(std::move(text)), from, options, errors));
        EXPECT_TRUE(errors.empty());
    }
    return {std::make_shared<Schema>(std::move(fields)), std::move(columns),
            static_cast<std::int64_t>(rows.size())};
}

Field field(const char *name, const Type &type) { return {name, type, true, {}}; }

std::vector<Field> allKinds()
{
    return {field("b", TypeKind::Bool),      field("i", TypeKind::Int64),     field("f", TypeKind::Float64),
            field("d", TypeKind::Decimal),   field("t", TypeKind::Text),      field("j", TypeKind::Json),
            field("x", TypeKind::Bytes),     field("day", TypeKind::Date),    field("time", TypeKind::Time),
            field("dt", TypeKind::DateTime), field("ts", TypeKind::Timestamp)};
}

RecordBatch everything()
{
    return batchOf(allKinds(),
                   {{"true", "-5", "0.1", "1.10", "a\"b\n北", R"({"k": [1, 2.50]})", "\\x00ff10",
                     "2026-03-05", "10:20:30", "2026-03-05T10:20:30.5", "2026-03-05T10:20:30.000001Z"},
                    {null, null, null, null, null, null, null, null, null, null, null},
                    {"false", "0", "1e300", "12345678901234567890.00", "", "", "\\x", "infinity", "24:00",
                     "0000-00-00", "-infinity"}});
}

std::string hex(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes)
        text += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return text;
}

std::string canonical(const RecordBatch &batch, std::int64_t row)
{
    std::string out;
    appendCanonicalRow(batch, row, out);
    return out;
}

} // namespace

TEST(RowPayload, IsReadableJsonInFieldOrder)
{
    const RecordBatch batch = everything();
    EXPECT_EQ(
        encodePayload(batch, 0),
        R"({"b":"true","i":"-5","f":"0.1","d":"1.10","t":"a\"b\n北","j":{"k": [1, 2.50]},"x":{"base64":"AP8Q"},)"
        R"("day":"2026-03-05","time":"10:20:30","dt":"2026-03-05T10:20:30.500","ts":"2026-03-05T10:20:30.000001Z"})");
    EXPECT_EQ(encodePayload(batch, 1),
              R"({"b":null,"i":null,"f":null,"d":null,"t":null,"j":null,"x":null,"day":null,)"
              R"("time":null,"dt":null,"ts":null})");
    EXPECT_EQ(encodePayload(batch, 2).find("\"j\""), std::string::npos) << "an absent member is left out";
}

TEST(RowPayload, RoundTripsEveryKind)
{
    const RecordBatch batch = everything();
    std::vector<std::string> payloads;
    for (std::int64_t row = 0; row < batch.rows(); ++row)
        payloads.push_back(encodePayload(batch, row));
    const auto back = decodePayloads(batch.schema(), payloads);
    ASSERT_TRUE(back) << back.error().detail;
    ASSERT_EQ(back->rows(), batch.rows());
    for (std::int64_t row = 0; row < batch.rows(); ++row) {
        EXPECT_EQ(encodePayload(*back, row), payloads[static_cast<std::size_t>(row)]);
        EXPECT_EQ(canonical(*back, row), canonical(batch, row));
        for (std::size_t i = 0; i < batch.schema()->size(); ++i)
            EXPECT_EQ(back->column(i).isNull(row), batch.column(i).isNull(row)) << i;
    }
    EXPECT_EQ(back->column(4).text(2), "") << "empty text is not NULL";
}

TEST(RowPayload, RandomTextsAndBytesRoundTrip)
{
    const std::uint64_t seed = std::random_device{}();
    fmt::print("seed {}\n", seed);
    std::mt19937_64 random(seed);
    Column text(TypeKind::Text), bytes(TypeKind::Bytes);
    for (int row = 0; row < 500; ++row) {
        std::string words, raw;
        for (auto count = random() % 20; count > 0; --count) {
            static constexpr const char *pieces[] = {"a",  "\"", "\\", "\n",   "\x01",
                                                     "北", "😀",  "/",  "\x7f", "\\u0041"};
            words += pieces[random() % std::size(pieces)];
            raw += static_cast<char>(random());
        }
        text.appendText(words);
        bytes.appendText(raw);
    }
    const RecordBatch batch(
        std::make_shared<Schema>(std::vector{field("te\"xt", TypeKind::Text), field("raw", TypeKind::Bytes)}),
        {std::make_shared<Column>(text), std::make_shared<Column>(bytes)}, 500);
    std::vector<std::string> payloads;
    for (std::int64_t row = 0; row < 500; ++row)
        payloads.push_back(encodePayload(batch, row));
    const auto back = decodePayloads(batch.schema(), payloads);
    ASSERT_TRUE(back) << back.error().detail;
    for (std::int64_t row = 0; row < 500; ++row) {
        ASSERT_EQ(back->column(0).text(row), text.text(row));
        ASSERT_EQ(back->column(1).text(row), bytes.text(row));
    }
}

TEST(RowPayload, ForeignMembersAreIgnoredAndMissingOnesAreNull)
{
    const auto schema =
        std::make_shared<Schema>(std::vector{field("a", TypeKind::Int64), field("j", TypeKind::Json)});
    const std::vector<std::string> payloads = {R"({"z":1,"a":"5"})", R"({"j":"x","a":7})"};
    const auto rows = decodePayloads(schema, payloads);
    ASSERT_TRUE(rows) << rows.error().detail;
    EXPECT_EQ(rows->column(0).int64s()[0], 5);
    EXPECT_FALSE(rows->column(1).isNull(0));
    EXPECT_EQ(rows->column(1).text(0), "") << "absent";
    EXPECT_EQ(rows->column(0).int64s()[1], 7) << "numbers count as their text";
    EXPECT_EQ(rows->column(1).text(1), "\"x\"");
}

TEST(RowPayload, BadPayloadsAreToldByIndex)
{
    const auto schema =
        std::make_shared<Schema>(std::vector{field("a", TypeKind::Int64), field("x", TypeKind::Bytes)});
    const char *const bad[] = {"",
                               "[]",
                               "5",
                               "{",
                               R"({"a":"abc"})",
                               R"({"a":{}})",
                               R"({"a":[1]})",
                               R"({"x":"plain"})",
                               R"({"x":{"base64":"A"}})",
                               R"({"x":{"base64":"A=AA"}})",
                               R"({"a":"1","a":"2"})",
                               "{\"a\":\"\xFF\"}"};
    for (const char *payload : bad) {
        const std::vector<std::string> payloads = {R"({"a":"1"})", payload};
        const auto rows = decodePayloads(schema, payloads);
        ASSERT_FALSE(rows) << payload;
        EXPECT_EQ(rows.error().code, ErrorCode::InvalidRow);
        EXPECT_NE(rows.error().detail.find("payload 1"), std::string::npos) << rows.error().detail;
    }
}

TEST(CanonicalRow, GoldenVectors)
{
    const RecordBatch batch = everything();
    EXPECT_EQ(hex(canonical(batch, 0)),
              "010474727565" // true
              "02022d35"     // -5
              "0303302e31"   // 0.1
              "0203312e31"   // 1.1
              "0407612262"
              "0ae58c97"                                                     // a"b\n北
              "04107b226b223a205b312c20322e35305d7d"                         // {"k": [1, 2.50]}
              "050300ff10"                                                   // bytes
              "060a323032362d30332d3035"                                     // 2026-03-05
              "070831303a32303a3330"                                         // 10:20:30
              "0817323032362d30332d30355431303a32303a33302e353030"           // 2026-03-05T10:20:30.500
              "091b323032362d30332d30355431303a32303a33302e3030303030315a"); // 2026-03-05T10:20:30.000001Z
    EXPECT_EQ(canonical(batch, 1), std::string(22, '\0'));
    const std::string longText(300, 'a');
    Column column(TypeKind::Text);
    column.appendText(longText);
    std::string out;
    appendCanonicalValue(column, 0, out);
    EXPECT_EQ(out, "\x04\xAC\x02" + longText) << "LEB128 of 300";
}

TEST(CanonicalRow, EqualNumbersAreEqualAndEverythingElseDiffers)
{
    const auto one = [](const Type &type, const char *value) {
        return canonical(batchOf({field("v", type)}, {{value}}), 0);
    };
    EXPECT_EQ(one(TypeKind::Decimal, "1.00"), one(TypeKind::Int64, "1"));
    EXPECT_EQ(one(TypeKind::Float64, "-0.0"), one(TypeKind::Float64, "0"));
    const std::vector<std::string> different = {
        one(TypeKind::Int64, "1"),      one(TypeKind::Text, "1"),  one(TypeKind::Float64, "1"),
        one(TypeKind::Text, ""),        one(TypeKind::Text, null), one(TypeKind::Bool, "1"),
        one(TypeKind::Decimal, "1.01"), one(TypeKind::Text, "é"),  one(TypeKind::Text, "e\u0301"),
        one(TypeKind::Text, "A"),       one(TypeKind::Text, "a")};
    for (std::size_t i = 0; i < different.size(); ++i) {
        for (std::size_t k = i + 1; k < different.size(); ++k)
            EXPECT_NE(different[i], different[k]) << i << " " << k;
    }
    const auto two = [](const char *a, const char *b) {
        return canonical(batchOf({field("a", TypeKind::Text), field("b", TypeKind::Text)}, {{a, b}}), 0);
    };
    EXPECT_NE(two("ab", "c"), two("a", "bc")) << "field borders count";
}

TEST(NaturalKey, IsReadable)
{
    const RecordBatch batch =
        batchOf({field("a", TypeKind::Int64), field("b", TypeKind::Text)}, {{"1", "x"}, {"2", null}});
    const std::size_t both[] = {0, 1}, first[] = {0};
    EXPECT_EQ(naturalKeyText(batch, 0, both), "a=1,b=x");
    EXPECT_EQ(naturalKeyText(batch, 1, both), "a=2,b=NULL");
    EXPECT_EQ(naturalKeyText(batch, 1, first), "2");
}
