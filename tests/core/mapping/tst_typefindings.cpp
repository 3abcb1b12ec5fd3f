#include "mappingbatches.h"

#include "core/mapping/crosswalk.h"
#include "core/mapping/typefindings.h"

using namespace weir;
using namespace weir::test;

namespace {

struct Sample
{
    const char *label;
    const char *members; ///< of a field mapping from the text field v
    std::vector<std::optional<std::string>> values;
    const char *sentence;
    const char *suggestion;
};

class SampleTest : public testing::TestWithParam<Sample>
{};

const std::string longText(57, 'x');
const std::string veryLongText(5000, 'x');

const Sample samples[] = {
    {"too long",
     R"j("type":"text(40)")j",
     {longText, "ok", std::string(41, 'y')},
     "2 values are longer than text(40); the longest has 57 characters",
     "widen to text(64)"},
    {"very long",
     R"j("type":"text(40)")j",
     {veryLongText},
     "1 value is longer than text(40); the longest has 5000 characters",
     "widen to text"},
    {"dates with slashes",
     R"j("type":"date")j",
     {"2026/03/05", "2026/12/31"},
     "2 values are no ISO dates for date",
     "map with date(v, 'yyyy/MM/dd')"},
    {"dates of one or two digits",
     R"j("type":"date")j",
     {"2026/3/5", "2026/12/31"},
     "2 values are no ISO dates for date",
     "map with date(v, 'yyyy/M/d')"},
    {"Chinese dates",
     R"j("type":"date")j",
     {"2026年3月5日"},
     "1 value is no ISO date for date",
     "map with date(v, 'yyyy年M月d日')"},
    {"compact dates",
     R"j("type":"date")j",
     {"20260305"},
     "1 value is no ISO date for date",
     "map with date(v, 'yyyyMMdd')"},
    {"German dates",
     R"j("type":"date")j",
     {"31.12.2026"},
     "1 value is no ISO date for date",
     "map with date(v, 'dd.MM.yyyy')"},
    {"day and month open",
     R"j("type":"date")j",
     {"03/04/2026", "05/06/2026"},
     "2 values are no ISO dates for date",
     "day and month cannot be told apart: choose date(v, 'dd/MM/yyyy') or date(v, 'MM/dd/yyyy')"},
    {"one value tells day from month",
     R"j("type":"date")j",
     {"03/04/2026", "05/26/2026"},
     "2 values are no ISO dates for date",
     "map with date(v, 'MM/dd/yyyy')"},
    {"some dates in another form",
     R"j("type":"date")j",
     {"2026-01-01", "2026/03/05"},
     "1 value is no ISO date for date",
     "map with if(contains(v, '/'), date(v, 'yyyy/MM/dd'), date(v))"},
    {"no pattern fits all",
     R"j("type":"date")j",
     {"2026/03/05", "soon"},
     "2 values are no ISO dates for date",
     ""},
    {"datetimes with slashes",
     R"j("type":"datetime")j",
     {"2026/03/05 10:20"},
     "1 value is no ISO date for datetime",
     "map with datetime(v, 'yyyy/MM/dd HH:mm')"},
    {"a word for no value",
     R"j("type":"int64")j",
     {"N/A", "5"},
     "1 value is no number for int64",
     "map with nullif(v, 'N/A')"},
    {"thousands",
     R"j("type":"decimal(12,2)")j",
     {"1,234.50", "12"},
     "1 value is no number for decimal(12,2)",
     "map with decimal(replace(v, ',', ''))"},
    {"decimal commas",
     R"j("type":"decimal(12,2)")j",
     {"12,50", "3,5"},
     "2 values are no numbers for decimal(12,2)",
     "map with decimal(replace(replace(v, '.', ''), ',', '.'))"},
    {"a comma that may be either",
     R"j("type":"decimal(12,3)")j",
     {"1,234"},
     "1 value is no number for decimal(12,3)",
     "a comma may group thousands or stand before the fraction: choose decimal(replace(v, ',', '')) or "
     "decimal(replace(replace(v, '.', ''), ',', '.'))"},
    {"spaces around",
     R"j("type":"int64")j",
     {" 5 "},
     "1 value is no number for int64",
     "map with int(trim(v))"},
    {"currency signs",
     R"j("type":"decimal(12,2)")j",
     {"¥12.50", "7.00 元"},
     "2 values are no numbers for decimal(12,2)",
     "map with decimal(regex_replace(v, '[ ¥￥$€£元]', ''))"},
    {"full-width digits",
     R"j("type":"int64")j",
     {"１２３"},
     "1 value is no number for int64",
     "map with int(full_to_half(v))"},
    {"fractions in an integer",
     R"j("type":"int64")j",
     {"12.50", "1"},
     "1 value is no number for int64",
     "use type decimal(3,1)"},
    {"words in a number", R"j("type":"int64")j", {"twelve", "five"}, "2 values are no numbers for int64", ""},
    {"more digits than the scale",
     R"j("type":"decimal(6,2)")j",
     {"0.125", "1"},
     "1 value is not held exactly by decimal(6,2)",
     "widen to decimal(7,3)"},
    {"more whole digits",
     R"j("type":"decimal(6,2)")j",
     {"1234567.5"},
     "1 value is beyond decimal(6,2)",
     "widen to decimal(9,2)"},
    {"beyond int64",
     R"j("type":"int64")j",
     {"99999999999999999999"},
     "1 value is beyond int64",
     "widen to decimal(20,0)"},
    {"Chinese yes and no",
     R"j("type":"bool")j",
     {"是", "否", "true"},
     "2 values are neither true nor false",
     "map with case v when '是' then true when '否' then false else bool(v) end"},
};

TEST_P(SampleTest, IsSummarisedWithAWayOut)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"v text"});
    const Mapping mapping =
        mappingOf(std::string(R"j({"fields":[{"to":"t","from":"v",)j") + GetParam().members + "}]}");
    auto compiled = MappingPlan::compile(mapping, inputs);
    ASSERT_TRUE(std::holds_alternative<MappingPlan>(compiled));
    const MappingPlan plan = std::get<MappingPlan>(std::move(compiled));
    TypeFindings findings(plan, mapping, inputs);
    std::vector<Cells> rows;
    for (const auto &value : GetParam().values)
        rows.push_back({value});
    findings.add(batchOf(inputs.source, rows));
    const SampleSummary summary = findings.summary();
    ASSERT_EQ(summary.findings.size(), 1u);
    EXPECT_EQ(summary.findings[0].sentence, GetParam().sentence);
    EXPECT_EQ(summary.findings[0].suggestion, GetParam().suggestion);
}

INSTANTIATE_TEST_SUITE_P(Table, SampleTest, testing::ValuesIn(samples),
                         [](const auto &info) { return testName(info.param.label); });

} // namespace

TEST(TypeFindings, CountsEveryFaultOfEveryFieldAndBalances)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"a text", "b text"});
    const Mapping mapping =
        mappingOf(R"j({"fields":[{"to":"x","from":"a","type":"int64"},{"to":"y","from":"b","type":"text(2)"}],
                                           "filters":[{"name":"f","drop":"a = 'f'"},{"name":"g","drop":"int(a) = 7"}]})j");
    auto compiled = MappingPlan::compile(mapping, inputs);
    const MappingPlan plan = std::get<MappingPlan>(std::move(compiled));
    TypeFindings findings(plan, mapping, inputs);
    const std::vector<std::int64_t> lines = {10, 20, 30};
    findings.add(batchOf(inputs.source, {{"1", "ok"}, {"f", "long"}, {"2", "long"}}), lines);
    findings.add(batchOf(inputs.source, {{"1", "longer"}, {"7", "ok"}, {"x", "ok"}}));
    const SampleSummary summary = findings.summary();
    EXPECT_EQ(summary.rows, 6);
    EXPECT_EQ(summary.good + summary.rejected + summary.filtered[0] + summary.filtered[1], summary.rows);
    EXPECT_EQ(summary.filtered, (std::vector<std::int64_t>{1, 1}));
    ASSERT_EQ(summary.findings.size(), 2u);
    EXPECT_EQ(summary.findings[0].field, "y");
    EXPECT_EQ(summary.findings[0].count, 2);
    EXPECT_EQ(summary.findings[0].samplePosition, 30);
    EXPECT_EQ(summary.findings[0].sampleValue, "long");
    EXPECT_EQ(summary.findings[1].field, "");
    EXPECT_EQ(summary.findings[1].rule, "filter g");
    EXPECT_EQ(summary.findings[1].samplePosition, 5);
}

TEST(TypeFindings, MissingCodesComeWithTheNearestOnes)
{
    CrosswalkBuilder builder("mes", "erp", "code");
    ASSERT_TRUE(
        builder.add(batchOf(schemaOf({"erp text", "code text"}), {{"PUMP-100", "M1"}, {"VALVE-7", "M2"}})));
    const auto table = builder.finish();
    ASSERT_TRUE(table);
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"v text"});
    inputs.lookups["mes"] = *table;
    const Mapping mapping = mappingOf(R"j({"fields":[{"to":"code","expr":"lookup('mes', v)"}]})j");
    auto compiled = MappingPlan::compile(mapping, inputs);
    if (const auto *wrong = std::get_if<std::vector<MappingFinding>>(&compiled))
        FAIL() << wrong->front().detail;
    const MappingPlan plan = std::get<MappingPlan>(std::move(compiled));
    const MappedRows mapped = plan.apply(batchOf(inputs.source, {{"VALVE-7"}, {"PUMP-1O0"}, {std::nullopt}}));
    EXPECT_EQ(rowsOf(mapped.rows), (std::vector<std::string>{"M2", "NULL"}));
    ASSERT_EQ(mapped.rejected.size(), 1u);
    EXPECT_EQ(rowCodeName(mapped.rejected[0].code), "NoCrosswalkEntry");
    EXPECT_EQ(mapped.rejected[0].value, "PUMP-1O0");

    TypeFindings findings(plan, mapping, inputs);
    findings.add(batchOf(inputs.source, {{"VALVE-7"}, {"PUMP-1O0"}, {"PUMP-1O0"}}));
    const SampleSummary summary = findings.summary();
    ASSERT_EQ(summary.findings.size(), 1u);
    EXPECT_EQ(summary.findings[0].sentence, "2 codes are not in the look-up table");
    EXPECT_EQ(summary.findings[0].suggestion,
              "add the missing entries, or correct the codes: \"PUMP-1O0\" may be \"PUMP-100\"");
}

TEST(TypeFindings, ARequiredFieldWithoutValueIsCounted)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"v text"});
    inputs.target = schemaOf({"t text!"});
    const Mapping mapping = mappingOf(R"j({"fields":[{"to":"t","from":"v"}]})j");
    auto compiled = MappingPlan::compile(mapping, inputs);
    const MappingPlan plan = std::get<MappingPlan>(std::move(compiled));
    TypeFindings findings(plan, mapping, inputs);
    findings.add(batchOf(inputs.source, {{std::nullopt}, {"x"}}));
    const SampleSummary summary = findings.summary();
    ASSERT_EQ(summary.findings.size(), 1u);
    EXPECT_EQ(summary.findings[0].sentence, "1 row has no value, but must have one");
    EXPECT_EQ(summary.findings[0].suggestion, "give a default, or drop these rows with a filter");
}
