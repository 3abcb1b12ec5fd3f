#include "mappingbatches.h"

using namespace weir;
using namespace weir::test;

namespace {

struct Case
{
    const char *label;
    const char *mapping;
    std::vector<std::string> target; ///< empty: will be created
    std::vector<std::string> key;
    std::vector<std::string> findings; ///< "! pointer: part of the detail" blocks, "~ …" warns
    std::string zone = {};
};

const std::vector<std::string> sourceFields = {
    "id int64!",
    "name text",
    "amount decimal",
    "price decimal(12,4) native:numeric(12,4)",
    "qty int64",
    "at text",
    "local datetime",
    "utc timestamp",
    "day date",
    "customer json",
    "flag bool",
    "rate float64",
    "note text(80) native:varchar(80)",
    "free text native:text",
    "clock time",
    "raw bytes",
    "odd name text",
    "a.b text",
};

const Case cases[] = {
    {"a good mapping has none",
     R"j({"fields":[{"to":"id","from":"id"},{"to":"n","from":"name","type":"text(40)"}]})j",
     {},
     {"id"},
     {}},
    {"nothing is mapped", R"j({"fields":[]})j", {}, {}, {"! /mapping/fields: nothing is mapped"}},
    {"an unknown source field",
     R"j({"fields":[{"to":"n","from":"nmae"}]})j",
     {},
     {},
     {"! /mapping/fields/0/from: the source has no field \"nmae\"; did you mean \"name\"?"}},
    {"an unknown source field far from all",
     R"j({"fields":[{"to":"n","from":"zzzzzzzzzzzz"}]})j",
     {},
     {},
     {"! /mapping/fields/0/from: there are id, name, amount"}},
    {"an unknown head of a path",
     R"j({"fields":[{"to":"n","from":"custmer.name"}]})j",
     {},
     {},
     {"! /mapping/fields/0/from: did you mean \"customer\"?"}},
    {"a path into a number",
     R"j({"fields":[{"to":"n","from":"qty.name"}]})j",
     {},
     {},
     {"! /mapping/fields/0/from: cannot read \"qty.name\""}},
    {"a field whose name has a point", R"j({"fields":[{"to":"n","from":"a.b"}]})j", {}, {}, {}},
    {"an unknown target field",
     R"j({"fields":[{"to":"nmae","from":"name"}]})j",
     {"name text"},
     {},
     {"! /mapping/fields/0/to: the target has no field \"nmae\"; did you mean \"name\"?"}},
    {"a target field mapped twice",
     R"j({"fields":[{"to":"n","from":"name"},{"to":"n","from":"at"}]})j",
     {},
     {},
     {"! /mapping/fields/1/to: \"n\" is mapped twice, by fields 1 and 2"}},
    {"names that differ in case only",
     R"j({"fields":[{"to":"n","from":"name"},{"to":"N","from":"at"}]})j",
     {},
     {},
     {"~ /mapping/fields/1/to: differ in case only"}},
    {"an expression error points at the spot",
     R"j({"fields":[{"to":"n","expr":"upper(nmae)"}]})j",
     {},
     {},
     {"! /mapping/fields/0/expr: upper(nmae)\n      ^"}},
    {"an unknown function",
     R"j({"fields":[{"to":"n","expr":"uper(name)"}]})j",
     {},
     {},
     {"! /mapping/fields/0/expr: upper"}},
    {"an impossible conversion",
     R"j({"fields":[{"to":"n","from":"flag","type":"date"}]})j",
     {},
     {},
     {"! /mapping/fields/0: bool cannot become date"}},
    {"an impossible conversion into the target",
     R"j({"fields":[{"to":"n","from":"day"}]})j",
     {"n bool native:boolean"},
     {},
     {"! /mapping/fields/0: date cannot become bool (boolean in the target)"}},
    {"a required target field is missing",
     R"j({"fields":[{"to":"n","from":"name"}]})j",
     {"n text", "must int64! native:bigint"},
     {},
     {"! /mapping/fields: the target needs \"must\" (bigint, not null, no default)"}},
    {"a required target field with a default of its own",
     R"j({"fields":[{"to":"n","from":"name"}]})j",
     {"n text", "created timestamp!"},
     {},
     {}},
    {"a key field is not mapped",
     R"j({"fields":[{"to":"n","from":"name"}]})j",
     {"n text", "id int64!"},
     {"id"},
     {"! /mapping/fields: \"id\" is a key field, and nothing is mapped to it"}},
    {"the key names a field that is not there",
     R"j({"fields":[{"to":"n","from":"name"}]})j",
     {"n text", "name_id int64"},
     {"nameid"},
     {"! /target/key: did you mean \"name_id\"?"}},
    {"a key field may be NULL in the target",
     R"j({"fields":[{"to":"id","from":"id"}]})j",
     {"id int64"},
     {"id"},
     {"~ /mapping/fields/0: key field \"id\" may be NULL in the target"}},
    {"all of the key is constant",
     R"j({"fields":[{"to":"id","value":"1"}]})j",
     {"id int64!"},
     {"id"},
     {"~ /target/key: every key field is a constant"}},
    {"a default for a key",
     R"j({"fields":[{"to":"id","from":"name","default":"x"}]})j",
     {"id text!"},
     {"id"},
     {"~ /mapping/fields/0/default: overwrite one another"}},
    {"null for a required field",
     R"j({"fields":[{"to":"id","value":null}]})j",
     {"id int64!"},
     {},
     {"! /mapping/fields/0/value: is mapped to null"}},
    {"a constant that does not fit",
     R"j({"fields":[{"to":"n","value":"abc","type":"int64"}]})j",
     {},
     {},
     {"! /mapping/fields/0/value: \"abc\" cannot become int64 (NotANumber)"}},
    {"an empty constant for a number",
     R"j({"fields":[{"to":"n","value":"","type":"int64"}]})j",
     {},
     {},
     {"! /mapping/fields/0/value: empty text is no int64"}},
    {"a default that does not fit the target",
     R"j({"fields":[{"to":"n","from":"name","default":"too long"}]})j",
     {"n text(3)"},
     {},
     {"! /mapping/fields/0/default: \"too long\" cannot become text(3) (TooLong)"}},
    {"a wider text than the target",
     R"j({"fields":[{"to":"n","from":"name","type":"text(40)"}]})j",
     {"n text(20) native:varchar(20)"},
     {},
     {"~ /mapping/fields/0: text(40) is wider than varchar(20) (text(20)): longer values are quarantined "
      "(TooLong)"}},
    {"a wider text that is cut",
     R"j({"fields":[{"to":"n","from":"name","type":"text(40)","onTooLong":"cut"}]})j",
     {"n text(20)"},
     {},
     {"~ /mapping/fields/0: text(40) is wider than text(20): longer values are cut"}},
    {"a declared unbounded text",
     R"j({"fields":[{"to":"n","from":"name","type":"text"}]})j",
     {"n text(20)"},
     {},
     {"~ /mapping/fields/0: text is wider than text(20)"}},
    {"a database column wider than the target",
     R"j({"fields":[{"to":"n","from":"note"},{"to":"m","from":"free"}]})j",
     {"n text(20)", "m text(20)"},
     {},
     {"~ /mapping/fields/0: text(80) is wider than text(20)",
      "~ /mapping/fields/1: text is wider than text(20)"}},
    {"a file's text has no width to warn of",
     R"j({"fields":[{"to":"n","from":"name"}]})j",
     {"n text(20)"},
     {},
     {}},
    {"a decimal with more digits than the target",
     R"j({"fields":[{"to":"n","from":"price"}]})j",
     {"n decimal(12,2)"},
     {},
     {"~ /mapping/fields/0: decimal(12,4) is wider than decimal(12,2): values with more digits are "
      "quarantined"}},
    {"decimal into float64",
     R"j({"fields":[{"to":"n","from":"price","type":"float64"}]})j",
     {},
     {},
     {"~ /mapping/fields/0: decimal(12,4) into float64: digits beyond about 15"}},
    {"text into timestamp without a zone",
     R"j({"fields":[{"to":"t","from":"at","type":"timestamp"}]})j",
     {},
     {},
     {"! /mapping/fields/0: \"t\": text needs a zone to become timestamp"}},
    {"text into timestamp with the field's zone",
     R"j({"fields":[{"to":"t","from":"at","type":"timestamp","zone":"Asia/Shanghai"}]})j",
     {},
     {},
     {}},
    {"text into timestamp with the job's zone",
     R"j({"fields":[{"to":"t","from":"at","type":"timestamp"}]})j",
     {},
     {},
     {},
     "Asia/Shanghai"},
    {"datetime into a timestamp of the target",
     R"j({"fields":[{"to":"t","from":"local"}]})j",
     {"t timestamp"},
     {},
     {"! /mapping/fields/0: datetime needs a zone to become timestamp"}},
    {"timestamp into date without a zone",
     R"j({"fields":[{"to":"t","from":"utc","type":"date"}]})j",
     {},
     {},
     {"! /mapping/fields/0: timestamp needs a zone to become date",
      "~ /mapping/fields/0: the time of day cannot be kept"}},
    {"an unknown zone",
     R"j({"fields":[{"to":"t","from":"at","type":"timestamp","zone":"Asia/Shanghi"}]})j",
     {},
     {},
     {"! /mapping/fields/0/zone: Asia/Shanghai"}},
    {"an unknown zone of the job",
     R"j({"fields":[{"to":"t","from":"at"}]})j",
     {},
     {},
     {"! /zone: Asia/Shanghai"},
     "Asia/Shanghi"},
    {"filters with one name",
     R"j({"fields":[{"to":"n","from":"name"}],"filters":[{"name":"x","drop":"qty = 0"},{"name":"x","drop":"qty = 1"}]})j",
     {},
     {},
     {"! /mapping/filters/1/name: filter 2 is named \"x\" like filter 1"}},
    {"a filter that is no condition",
     R"j({"fields":[{"to":"n","from":"name"}],"filters":[{"name":"x","drop":"qty + 1"}]})j",
     {},
     {},
     {"! /mapping/filters/0/drop: filter \"x\" gives int64, but a filter must be true or false"}},
    {"a filter that cannot be read",
     R"j({"fields":[{"to":"n","from":"name"}],"filters":[{"name":"x","drop":"qty = = 1"}]})j",
     {},
     {},
     {"! /mapping/filters/0/drop: filter \"x\": "}},
    {"onTooLong without a length",
     R"j({"fields":[{"to":"n","from":"name","onTooLong":"cut"}]})j",
     {},
     {},
     {"~ /mapping/fields/0/onTooLong: does nothing here"}},
    {"too long becomes NULL in a required field",
     R"j({"fields":[{"to":"n","from":"name","onTooLong":"null"}]})j",
     {"n text(5)!"},
     {},
     {"~ /mapping/fields/0/onTooLong: become NULL and are then rejected"}},
    {"everything at once, the blocking ones first",
     R"j({"fields":[{"to":"a","from":"nmae"},{"to":"b","expr":"1 +"},{"to":"c","from":"flag","type":"date"},
                   {"to":"d","from":"at","type":"timestamp"},{"to":"f","from":"price","type":"float64"},{"to":"f","from":"qty"}],
         "filters":[{"name":"x","drop":"qty"},{"name":"x","drop":"zzz = 1"}]})j",
     {},
     {"k"},
     {"! /mapping/filters/0/drop: must be true or false", "! /mapping/filters/1/name: rename one",
      "! /mapping/filters/1/drop: zzz", "! /mapping/fields/0/from: nmae", "! /mapping/fields/1/expr: 1 +",
      "! /mapping/fields/2: bool cannot become date", "! /mapping/fields/3: zone",
      "! /mapping/fields/5/to: mapped twice", "! /mapping/fields: \"k\" is a key field",
      "~ /mapping/fields/4: float64"}},
};

class FindingTest : public testing::TestWithParam<Case>
{};

TEST_P(FindingTest, IsToldWithItsPlace)
{
    const Case &test = GetParam();
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf(sourceFields);
    if (!test.target.empty())
        inputs.target = schemaOf(test.target, test.key);
    inputs.key = test.key;
    inputs.targetDefaults = {"created"};
    inputs.zone = test.zone;
    const auto compiled = MappingPlan::compile(mappingOf(test.mapping), inputs);
    const auto *plan = std::get_if<MappingPlan>(&compiled);
    const std::vector<MappingFinding> &findings =
        plan ? plan->findings() : std::get<std::vector<MappingFinding>>(compiled);
    std::string all;
    bool blocks = false;
    for (const MappingFinding &finding : findings)
        all += (finding.isBlocking ? "! " : "~ ") + finding.pointer + ": " + finding.detail + "\n";
    ASSERT_EQ(findings.size(), test.findings.size()) << all;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const std::string &expected = test.findings[i];
        const std::size_t colon = expected.find(": ");
        EXPECT_EQ(findings[i].isBlocking, expected[0] == '!') << all;
        EXPECT_EQ(findings[i].pointer, expected.substr(2, colon - 2)) << all;
        EXPECT_NE(findings[i].detail.find(expected.substr(colon + 2)), std::string::npos)
            << all << "lacks " << expected;
        blocks = blocks || findings[i].isBlocking;
    }
    EXPECT_EQ(plan == nullptr, blocks);
}

INSTANTIATE_TEST_SUITE_P(Table, FindingTest, testing::ValuesIn(cases),
                         [](const auto &info) { return testName(info.param.label); });

} // namespace

TEST(MappingFindings, TextThatAlwaysHasAnOffsetNeedsNoZone)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"at text"});
    inputs.offsetFields = {"at"};
    const auto compiled = MappingPlan::compile(
        mappingOf(R"j({"fields":[{"to":"t","from":"at","type":"timestamp"}]})j"), inputs);
    EXPECT_TRUE(std::holds_alternative<MappingPlan>(compiled));
}

TEST(MappingFindings, ThePlanKnowsItsSchemaAndWhatItLeavesOut)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"id int64", "name text", "unused text", "filtered bool"});
    inputs.key = {"id"};
    const MappingPlan plan = planOf(
        R"j({"fields":[{"to":"label","from":"name","type":"text(10)"},{"to":"id","from":"id"},{"to":"double","expr":"id * 2"}],
             "filters":[{"name":"f","drop":"filtered"}]})j",
        inputs);
    ASSERT_EQ(plan.schema()->size(), 3u);
    EXPECT_EQ(plan.schema()->field(0), (Field{"label", Type::text(10), true, ""}));
    EXPECT_EQ(plan.schema()->field(1), (Field{"id", Type(TypeKind::Int64), false, ""}));
    EXPECT_EQ(plan.schema()->field(2).type, Type(TypeKind::Int64));
    EXPECT_EQ(plan.schema()->key(), std::vector<std::string>{"id"});
    EXPECT_EQ(plan.unusedSourceFields(), std::vector<std::string>{"unused"});
    EXPECT_EQ(plan.filterNames(), std::vector<std::string>{"f"});
    EXPECT_EQ(plan.sourceField(0), 1u);
    EXPECT_EQ(plan.sourceField(2), std::nullopt);
}

TEST(MappingFindings, WhereTheTargetIsKnownBatchesHaveItsTypes)
{
    MappingPlan::Inputs inputs;
    inputs.source = schemaOf({"n text"});
    inputs.target = schemaOf({"n text(20)! native:varchar(20)"});
    const MappingPlan plan = planOf(R"j({"fields":[{"to":"n","from":"n","type":"text(10)"}]})j", inputs);
    EXPECT_EQ(plan.schema()->field(0), (Field{"n", Type::text(20), false, "varchar(20)"}));
}
