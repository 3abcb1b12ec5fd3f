#include "mappingbatches.h"

#include "core/data/encoding.h"

using namespace weir;
using namespace weir::test;

namespace {

using Lines = std::vector<std::string>;

/// One field through one mapping member list: what becomes of each value.
struct Golden
{
    const char *label;
    const char *sourceType;
    const char *members; ///< of the field mapping, besides "to" and "from"
    std::vector<std::optional<std::string>> values;
    Lines rows;   ///< of those that pass
    Lines errors; ///< "<row> <code> [rule] value"
};

const Golden goldens[] = {
    {"leading zeros stay in text", "text", R"j("type":"text(10)")j", {"00123"}, {"00123"}, {}},
    {"leading zeros are lost by choice only", "text", R"j("type":"int64")j", {"00123"}, {"123"}, {}},
    {"twenty digits are no int64",
     "text",
     R"j("type":"int64")j",
     {"12345678901234567890"},
     {},
     {"0 OutOfRange [int64] 12345678901234567890"}},
    {"twenty digits fit a decimal",
     "text",
     R"j("type":"decimal")j",
     {"12345678901234567890"},
     {"12345678901234567890"},
     {}},
    {"a decimal keeps its scale",
     "text",
     R"j("type":"decimal(12,2)")j",
     {"1.00", "1.1", "-0"},
     {"1.00", "1.1", "0"},
     {}},
    {"nothing is rounded",
     "text",
     R"j("type":"decimal(12,2)")j",
     {"0.125", "0.120"},
     {"0.12"},
     {"0 LosesPrecision [decimal(12,2)] 0.125"}},
    {"too many whole digits",
     "text",
     R"j("type":"decimal(4,2)")j",
     {"123.4"},
     {},
     {"0 OutOfRange [decimal(4,2)] 123.4"}},
    {"a third never fits float64 silently",
     "decimal",
     R"j("type":"float64")j",
     {"0.1", "0.12345678901234567890"},
     {"0.1"},
     {"1 LosesPrecision [float64] 0.12345678901234567890"}},
    {"a large integer does not fit float64",
     "int64",
     R"j("type":"float64")j",
     {"9007199254740993", "4"},
     {"4"},
     {"0 LosesPrecision [float64] 9007199254740993"}},
    {"a fraction is no integer",
     "decimal",
     R"j("type":"int64")j",
     {"1.5", "2.0"},
     {"2"},
     {"0 LosesPrecision [int64] 1.5"}},
    {"text is counted in characters",
     "text",
     R"j("type":"text(3)")j",
     {"堰堰堰", "堰堰堰堰"},
     {"堰堰堰"},
     {"1 TooLong [text(3)] 堰堰堰堰"}},
    {"too long text is cut when asked",
     "text",
     R"j("type":"text(3)","onTooLong":"cut")j",
     {"堰堰堰堰"},
     {"堰堰堰"},
     {}},
    {"too long text is NULL when asked",
     "text",
     R"j("type":"text(3)","onTooLong":"null")j",
     {"abcd"},
     {"NULL"},
     {}},
    {"NULL and empty text differ", "text", R"j("type":"text(3)")j", {std::nullopt, ""}, {"NULL", ""}, {}},
    {"empty text is NULL for a number", "text", R"j("type":"int64")j", {""}, {"NULL"}, {}},
    {"a default stands in for NULL",
     "text",
     R"j("type":"int64","default":"7")j",
     {"", std::nullopt, "1"},
     {"7", "7", "1"},
     {}},
    {"a default does not hide an error",
     "text",
     R"j("type":"int64","default":"7")j",
     {"x", ""},
     {"7"},
     {"0 NotANumber [int64] x"}},
    {"a local time gets its zone",
     "text",
     R"j("type":"timestamp","zone":"Asia/Shanghai")j",
     {"2026-03-05 08:00:00"},
     {"2026-03-05T00:00:00Z"},
     {}},
    {"an offset is honoured",
     "text",
     R"j("type":"timestamp","zone":"Asia/Shanghai")j",
     {"2026-03-05T08:00:00+02:00"},
     {"2026-03-05T06:00:00Z"},
     {}},
    {"a time that the clocks skip",
     "text",
     R"j("type":"timestamp","zone":"Europe/Berlin")j",
     {"2026-03-29 02:30:00"},
     {},
     {"0 NotATime [time zone Europe/Berlin] 2026-03-29 02:30:00"}},
    {"a day that does not exist",
     "text",
     R"j("type":"date")j",
     {"2026-02-30"},
     {},
     {"0 NotADate [date yyyy-MM-dd] 2026-02-30"}},
    {"an absent member and null of JSON are NULL",
     "json",
     R"j("type":"int64")j",
     {"", "null", "5"},
     {"NULL", "NULL", "5"},
     {}},
    {"a JSON number keeps its text", "json", R"j("type":"text(40)")j", {"1.10", "\"x\""}, {"1.10", "x"}, {}},
};

class GoldenTest : public testing::TestWithParam<Golden>
{};

TEST_P(GoldenTest, NeverChangesAValueSilently)
{
    const Golden &test = GetParam();
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({std::string("v ") + test.sourceType});
    const MappingPlan plan =
        planOf(std::string(R"j({"fields":[{"to":"t","from":"v",)j") + test.members + "}]}", inputs);
    std::vector<Cells> cells;
    for (const auto &value : test.values)
        cells.push_back({value});
    const MappedRows mapped = plan.apply(batchOf(inputs.source, cells));
    EXPECT_EQ(rowsOf(mapped.rows), test.rows);
    Lines errors;
    for (const RowError &error : mapped.rejected) {
        EXPECT_EQ(error.field, "t");
        EXPECT_EQ(static_cast<int>(error.stage), static_cast<int>(Stage::Map));
        errors.push_back(std::to_string(error.row) + " " + std::string(rowCodeName(error.code)) + " [" +
                         error.rule + "] " + error.value);
    }
    EXPECT_EQ(errors, test.errors);
}

INSTANTIATE_TEST_SUITE_P(Table, GoldenTest, testing::ValuesIn(goldens),
                         [](const auto &info) { return testName(info.param.label); });

const SchemaPtr orders = schemaOf({"id int64", "no text", "amount text", "customer json", "at text"});

RecordBatch someOrders()
{
    return batchOf(orders, {{"1", "A-1", "10.5", R"({"name":"Li","vip":true})", "2026-01-01T00:00:00+08:00"},
                            {"2", "TEST-2", "x", R"({"name":"Wang"})", "2026-01-02T00:00:00Z"},
                            {std::nullopt, "A-3", "y", "", "2026-01-03T00:00:00Z"},
                            {"4", "A-4", "7", R"({"name":null})", "no date"},
                            {"5", std::nullopt, "8.25", R"({"name":"Zhao"})", "2026-01-05T00:00:00Z"}});
}

} // namespace

TEST(MappingPlan, AppliesAWholeJob)
{
    MappingPlan::Inputs inputs;
    inputs.source = orders;
    inputs.key = {"order_id"};
    inputs.offsetFields = {"at"};
    const MappingPlan plan = planOf(R"j({ "fields": [
          { "to": "order_id", "from": "id", "type": "int64" },
          { "to": "amount", "expr": "decimal(amount)", "type": "decimal(12,2)" },
          { "to": "customer", "from": "customer.name", "type": "text(40)", "default": "?" },
          { "to": "at", "from": "at", "type": "timestamp" },
          { "to": "region", "value": "CN" }, { "to": "nothing", "value": null, "type": "date" } ],
        "filters": [ { "name": "test orders", "drop": "starts_with(no, 'TEST-')" }, { "name": "all with 8", "drop": "amount like '8%'" } ] })j",
                                    inputs);
    const MappedRows mapped = plan.apply(someOrders());
    EXPECT_EQ(rowsOf(mapped.rows), (Lines{"1|10.5|Li|2025-12-31T16:00:00Z|CN|NULL"}));
    EXPECT_EQ(mapped.origin, std::vector<std::int32_t>{0});
    EXPECT_EQ(errorsOf(mapped.rejected), (Lines{"2 MissingRequired order_id [key] ",
                                                "3 NotADate at [timestamp yyyy-MM-ddTHH:mm:ssZ] no date"}));
    ASSERT_EQ(mapped.filtered.size(), 2u);
    EXPECT_EQ(mapped.filtered[0].row, 1);
    EXPECT_EQ(mapped.filtered[0].filter, 0);
    EXPECT_EQ(mapped.filtered[1].row, 4);
    EXPECT_EQ(mapped.filtered[1].filter, 1);
    EXPECT_EQ(mapped.offsetsDropped, 1);
}

TEST(MappingPlan, ARowHasItsFirstErrorInFieldOrderAndCheckHasAll)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"a text", "b text", "c text"});
    const MappingPlan plan = planOf(
        R"j({"fields":[{"to":"b","from":"b","type":"int64"},{"to":"a","from":"a","type":"date"},{"to":"c","expr":"int(c)"}]})j",
        inputs);
    const RecordBatch rows =
        batchOf(inputs.source,
                {{"x", "y", "z"}, {"x", "1", "z"}, {"2026-01-01", "1", "z"}, {"2026-01-01", "1", "1"}});
    EXPECT_EQ(
        errorsOf(plan.apply(rows).rejected),
        (Lines{"0 NotANumber b [int64] y", "1 NotADate a [date yyyy-MM-dd] x", "2 NotANumber c [int64] z"}));
    EXPECT_EQ(plan.check(rows).size(), 6u);
}

TEST(MappingPlan, ColumnsThatNeedNoConversionAreShared)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"a text(10)", "b int64", "c decimal(8,2)"});
    inputs.target = schemaOf({"a text(20)!", "b int64", "c decimal(10,2)"}, {"b"});
    inputs.key = {"b"};
    const MappingPlan plan =
        planOf(R"j({"fields":[{"to":"a","from":"a"},{"to":"b","from":"b"},{"to":"c","from":"c"}],
                                         "filters":[{"name":"none","drop":"b < 0"}]})j",
               inputs);
    const RecordBatch rows = batchOf(inputs.source, {{"x", "1", "1.5"}, {"y", "2", std::nullopt}});
    const MappedRows mapped = plan.apply(rows);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(mapped.rows.sharedColumn(i), rows.sharedColumn(i));
    EXPECT_TRUE(mapped.origin.empty());
    EXPECT_EQ(mapped.rows.rows(), 2);
}

TEST(MappingPlan, ARequiredFieldRefusesNullAndAbsentMembers)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"a text", "j json"});
    inputs.target = schemaOf({"a text!", "j json!"});
    const MappingPlan plan = planOf(R"j({"fields":[{"to":"a","from":"a"},{"to":"j","from":"j"}]})j", inputs);
    const MappedRows mapped =
        plan.apply(batchOf(inputs.source, {{"", "1"}, {std::nullopt, "1"}, {"x", ""}, {"x", std::nullopt}}));
    EXPECT_EQ(rowsOf(mapped.rows), Lines{"|1"});
    EXPECT_EQ(errorsOf(mapped.rejected),
              (Lines{"1 MissingRequired a [not null] ", "2 MissingRequired j [not null] ",
                     "3 MissingRequired j [not null] "}));
}

TEST(MappingPlan, ADefaultFillsARequiredField)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"j json"});
    inputs.target = schemaOf({"j json!"});
    const MappingPlan plan = planOf(R"j({"fields":[{"to":"j","from":"j","default":"[]"}]})j", inputs);
    const MappedRows mapped = plan.apply(batchOf(inputs.source, {{""}, {std::nullopt}, {"{}"}}));
    EXPECT_EQ(rowsOf(mapped.rows), (Lines{"[]", "[]", "{}"}));
    EXPECT_TRUE(mapped.rejected.empty());
}

TEST(MappingPlan, AValueGoesThroughTheMappingsTypeIntoTheTargets)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"v text"});
    inputs.target = schemaOf({"v text(6)"});
    const MappingPlan plan = planOf(R"j({"fields":[{"to":"v","from":"v","type":"decimal(8,2)"}]})j", inputs);
    const MappedRows mapped = plan.apply(batchOf(inputs.source, {{"007.50"}, {"abc"}, {"12345.67"}}));
    EXPECT_EQ(rowsOf(mapped.rows), Lines{"7.50"});
    EXPECT_EQ(errorsOf(mapped.rejected),
              (Lines{"1 NotANumber v [decimal(8,2)] abc", "2 TooLong v [text(6)] 12345.67"}));
}

TEST(MappingPlan, AFilterThatFailsOnARowRejectsIt)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"v text"});
    const MappingPlan plan = planOf(R"j({"fields":[{"to":"v","from":"v"}],"filters":[
        {"name":"early","drop":"v = 'drop'"}, {"name":"small","drop":"int(v) < 10"}, {"name":"late","drop":"v = 'bad'"}]})j",
                                    inputs);
    const MappedRows mapped =
        plan.apply(batchOf(inputs.source, {{"drop"}, {"5"}, {"bad"}, {"50"}, {std::nullopt}}));
    EXPECT_EQ(rowsOf(mapped.rows), (Lines{"50", "NULL"}));
    EXPECT_EQ(mapped.origin, (std::vector<std::int32_t>{3, 4}));
    ASSERT_EQ(mapped.rejected.size(), 1u);
    EXPECT_EQ(mapped.rejected[0].row, 2);
    EXPECT_EQ(mapped.rejected[0].field, "");
    EXPECT_EQ(mapped.rejected[0].rule, "filter small");
    EXPECT_NE(mapped.rejected[0].detail.find("filter \"small\": "), std::string::npos);
    ASSERT_EQ(mapped.filtered.size(), 2u);
    EXPECT_EQ(mapped.filtered[0].filter, 0);
    EXPECT_EQ(mapped.filtered[1].filter, 1);
}

TEST(MappingPlan, ErrorsOfFilteredRowsDoNotCount)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"v text", "w text"});
    const MappingPlan plan = planOf(
        R"j({"fields":[{"to":"v","from":"v","type":"int64"}],"filters":[{"name":"text","drop":"v = 'bad'"}]})j",
        inputs);
    const MappedRows mapped = plan.apply(batchOf(inputs.source, {{"bad", "1"}, {"5", "2"}, {"bad", "3"}}));
    EXPECT_TRUE(mapped.rejected.empty());
    EXPECT_EQ(rowsOf(mapped.rows), Lines{"5"});
    EXPECT_EQ(mapped.origin, std::vector<std::int32_t>{1});
    EXPECT_TRUE(plan.check(batchOf(inputs.source, {{"bad", "1"}})).empty());
}

TEST(MappingPlan, BatchesMayBeEmptyOrLoseEveryRow)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"v text"});
    const MappingPlan plan = planOf(
        R"j({"fields":[{"to":"v","from":"v","type":"int64"},{"to":"c","value":"x"}],"filters":[{"name":"f","drop":"v = 'f'"}]})j",
        inputs);
    EXPECT_EQ(plan.apply(batchOf(inputs.source, {})).rows.rows(), 0);
    const MappedRows filtered = plan.apply(batchOf(inputs.source, {{"f"}, {"f"}}));
    EXPECT_EQ(filtered.rows.rows(), 0);
    EXPECT_EQ(filtered.filtered.size(), 2u);
    const MappedRows rejected = plan.apply(batchOf(inputs.source, {{"x"}, {"f"}, {"y"}}));
    EXPECT_EQ(rejected.rows.rows(), 0);
    EXPECT_EQ(rejected.rejected.size(), 2u);
    EXPECT_EQ(rejected.rejected[1].row, 2);
}

TEST(MappingPlan, AnErrorValueHasAtMost200CodePoints)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"v text"});
    const MappingPlan plan = planOf(R"j({"fields":[{"to":"v","expr":"int(v)"}]})j", inputs);
    std::string longText;
    for (int i = 0; i < 1000; ++i)
        longText += "堰";
    const MappedRows mapped = plan.apply(batchOf(inputs.source, {{longText}}));
    ASSERT_EQ(mapped.rejected.size(), 1u);
    EXPECT_LE(codePointCount(mapped.rejected[0].value), 200);
    EXPECT_TRUE(isUtf8(mapped.rejected[0].value));
}
