#include "core/mapping/mapping.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace weir;

namespace {

Json parse(const char *text) { return Json::parse(text); }

const char *const fullMapping = R"j({
    "fields": [
        { "to": "order_id",  "from": "id", "type": "int64" },
        { "to": "amount",    "expr": "decimal(replace(amount, '¥', ''))", "type": "decimal(12,2)" },
        { "to": "customer",  "from": "customer.name", "type": "text(40)", "onTooLong": "quarantine" },
        { "to": "region",    "value": "CN" },
        { "value": null, "to": "note" },
        { "to": "ordered",   "from": "at", "type": "Timestamp", "zone": "Asia/Shanghai", "default": "2026-01-01T00:00:00Z" } ],
    "filters": [ { "drop": "starts_with(order_no, 'TEST-')", "name": "test orders" } ],
    "lookups": { "mes": { "file": "codes.csv", "key": "erp", "value": "mes" },
                 "units": { "place": "@dw#public.units", "key": "code" } } })j";

struct BrokenMapping
{
    const char *label;
    const char *json;
    std::vector<const char *> expected; ///< every one is part of the message
};

class BrokenMappingTest : public testing::TestWithParam<BrokenMapping>
{};

const BrokenMapping brokenMappings[] = {
    {"not an object", R"j([1])j", {"/mapping: is array, expected an object"}},
    {"fields is no array", R"j({"fields": {}})j", {"/mapping/fields: is object, expected an array"}},
    {"an unknown member with a near name",
     R"j({"feilds": []})j",
     {"/mapping/feilds: unknown member, did you mean \"fields\""}},
    {"an unknown member of a field",
     R"j({"fields": [{"to": "a", "form": "b"}]})j",
     {"/mapping/fields/0/form: unknown member, did you mean \"from\"", "/mapping/fields/0: needs one of"}},
    {"an unknown member far from every name",
     R"j({"fields": [{"to": "a", "from": "b", "zzzzzzzzz": 1}]})j",
     {"/mapping/fields/0/zzzzzzzzz: unknown member; allowed are to, from, expr"}},
    {"a member name with a slash", R"j({"a/b~": 1})j", {"/mapping/a~1b~0: unknown member"}},
    {"no target name", R"j({"fields": [{"from": "b"}]})j", {"/mapping/fields/0: \"to\" is missing"}},
    {"an empty target name",
     R"j({"fields": [{"to": "", "from": "b"}]})j",
     {"/mapping/fields/0/to: is empty"}},
    {"no origin",
     R"j({"fields": [{"to": "a"}]})j",
     {"/mapping/fields/0: needs one of \"from\", \"expr\" and \"value\""}},
    {"two origins",
     R"j({"fields": [{"to": "a", "from": "b", "value": "c"}]})j",
     {"/mapping/fields/0: has more than one of"}},
    {"null beside an expression",
     R"j({"fields": [{"to": "a", "expr": "b", "value": null}]})j",
     {"has more than one of"}},
    {"a number as a constant",
     R"j({"fields": [{"to": "a", "value": 5}]})j",
     {"/mapping/fields/0/value: is number, write it as text: \"5\""}},
    {"a bool as a default",
     R"j({"fields": [{"to": "a", "from": "b", "default": true}]})j",
     {"/mapping/fields/0/default: is boolean, write it as text: \"true\""}},
    {"a misspelt type",
     R"j({"fields": [{"to": "a", "from": "b", "type": "decimel(3,1)"}]})j",
     {"/mapping/fields/0/type: ", "decimal"}},
    {"a misspelt choice",
     R"j({"fields": [{"to": "a", "from": "b", "onTooLong": "quarantene"}]})j",
     {"/mapping/fields/0/onTooLong: \"quarantene\" is not known, did you mean \"quarantine\"",
      "quarantine, cut, null"}},
    {"a filter without a rule",
     R"j({"filters": [{"name": "x"}]})j",
     {"/mapping/filters/0: \"drop\" is missing"}},
    {"a filter with an unknown member",
     R"j({"filters": [{"name": "x", "drop": "a", "keep": "b"}]})j",
     {"/mapping/filters/0/keep: unknown member"}},
    {"a look-up without a table",
     R"j({"lookups": {"mes": {"key": "a"}}})j",
     {"/mapping/lookups/mes: needs one of \"file\" and \"place\""}},
    {"a look-up with two tables",
     R"j({"lookups": {"mes": {"file": "a", "place": "b", "key": "a"}}})j",
     {"needs one of"}},
    {"all faults at once",
     R"j({"fields": [{"to": 1, "from": "b"}, {"too": "x", "from": "y"}], "filters": 7})j",
     {"/mapping/fields/0/to", "/mapping/fields/1/too: unknown member, did you mean \"to\"",
      "/mapping/filters: is number"}},
};

TEST_P(BrokenMappingTest, IsRefusedNamingThePlace)
{
    const Result<Mapping> mapping = Mapping::fromJson(parse(GetParam().json));
    ASSERT_FALSE(mapping);
    EXPECT_EQ(mapping.error().code, ErrorCode::InvalidConfig);
    for (const char *part : GetParam().expected)
        EXPECT_NE(mapping.error().detail.find(part), std::string::npos)
            << mapping.error().detail << "\nlacks " << part;
}

INSTANTIATE_TEST_SUITE_P(Table, BrokenMappingTest, testing::ValuesIn(brokenMappings), [](const auto &info) {
    std::string name = info.param.label;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return !isalnum(static_cast<unsigned char>(c)); }, '_');
    return name;
});

} // namespace

TEST(Mapping, ReadsEveryMember)
{
    const Result<Mapping> read = Mapping::fromJson(parse(fullMapping));
    ASSERT_TRUE(read) << read.error().detail;
    const Mapping &mapping = *read;
    ASSERT_EQ(mapping.fields.size(), 6u);
    EXPECT_EQ(mapping.fields[0].from, "id");
    EXPECT_EQ(mapping.fields[0].type, Type(TypeKind::Int64));
    EXPECT_EQ(mapping.fields[1].expr, "decimal(replace(amount, '¥', ''))");
    EXPECT_EQ(mapping.fields[2].type, Type::text(40));
    EXPECT_EQ(mapping.fields[3].value, "CN");
    EXPECT_TRUE(mapping.fields[4].isNullConstant);
    EXPECT_FALSE(mapping.fields[4].value);
    EXPECT_EQ(mapping.fields[5].zone, "Asia/Shanghai");
    EXPECT_EQ(mapping.fields[5].defaultValue, "2026-01-01T00:00:00Z");
    ASSERT_EQ(mapping.filters.size(), 1u);
    EXPECT_EQ(mapping.filters[0].name, "test orders");
    ASSERT_EQ(mapping.lookups.size(), 2u);
    EXPECT_EQ(mapping.lookups[0].place, "codes.csv");
    EXPECT_EQ(mapping.lookups[1].place, "@dw#public.units");
    EXPECT_EQ(mapping.lookups[1].value, "");
}

TEST(Mapping, SavedWithoutAChangeIsTheSameText)
{
    const Json original = parse(fullMapping);
    const Result<Mapping> mapping = Mapping::fromJson(original);
    ASSERT_TRUE(mapping);
    EXPECT_EQ(mapping->toJson().dump(), original.dump());
}

TEST(Mapping, SavedWithoutAChangeKeepsEmptyAndReorderedMembers)
{
    for (const char *text :
         {R"j({"filters":[],"fields":[]})j", R"j({"lookups":{},"fields":[{"from":"b","to":"a","zone":""}]})j",
          R"j({"fields":[{"to":"a","from":"b","type":" TEXT( 40 ) "}]})j", R"j({})j"}) {
        const Result<Mapping> mapping = Mapping::fromJson(parse(text));
        ASSERT_TRUE(mapping) << mapping.error().detail;
        EXPECT_EQ(mapping->toJson().dump(), parse(text).dump());
    }
}

TEST(Mapping, AChangeTouchesOnlyWhatWasChanged)
{
    Result<Mapping> mapping = Mapping::fromJson(parse(fullMapping));
    ASSERT_TRUE(mapping);
    mapping->fields[2].type = Type::text(60);
    mapping->fields[3].value = std::nullopt;
    mapping->fields[3].from = "area";
    mapping->filters.push_back({"empty", "order_no is null"});
    const Json saved = mapping->toJson();
    Json expected = parse(fullMapping);
    expected["fields"][2]["type"] = "text(60)";
    expected["fields"][3] = parse(R"j({"to": "region", "from": "area"})j");
    expected["filters"].clear();
    expected["filters"].push_back(
        parse(R"j({"name": "test orders", "drop": "starts_with(order_no, 'TEST-')"})j"));
    expected["filters"].push_back(parse(R"j({"name": "empty", "drop": "order_no is null"})j"));
    EXPECT_EQ(saved.dump(1), expected.dump(1));
}

TEST(Mapping, ADefaultThatWasSpelledOutGivesWayToAChange)
{
    Result<Mapping> mapping =
        Mapping::fromJson(parse(R"j({"fields":[{"to":"a","from":"b","onTooLong":"quarantine"}]})j"));
    ASSERT_TRUE(mapping);
    mapping->fields[0].onTooLong = OnTooLong::Cut;
    EXPECT_EQ(mapping->toJson().dump(),
              std::string(R"j({"fields":[{"to":"a","from":"b","onTooLong":"cut"}]})j"));
    mapping->fields.clear();
    EXPECT_EQ(mapping->toJson().dump(), R"j({"fields":[]})j");
}

TEST(Mapping, MadeInCodeSavesInTheOrderOfTheDocumentation)
{
    Mapping mapping;
    FieldMapping field;
    field.to = "a";
    field.value = "1";
    field.type = Type::decimal(12, 2);
    field.onTooLong = OnTooLong::Null;
    field.defaultValue = "0";
    field.zone = "UTC";
    mapping.fields = {field};
    mapping.lookups = {{"m", "sqlite:shop.db#codes", "k", "v"}, {"n", "dir/codes.csv", "k", ""}};
    const std::string expected =
        R"j({"fields":[{"to":"a","value":"1","type":"decimal(12,2)","onTooLong":"null","default":"0","zone":"UTC"}],)j"
        R"j("lookups":{"m":{"place":"sqlite:shop.db#codes","key":"k","value":"v"},"n":{"file":"dir/codes.csv","key":"k"}}})j";
    EXPECT_EQ(mapping.toJson().dump(), expected);
    const Result<Mapping> again = Mapping::fromJson(mapping.toJson());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->toJson(), mapping.toJson());
}

TEST(Mapping, ManyFaultsAreBounded)
{
    Json fields = Json::array();
    for (int i = 0; i < 100; ++i)
        fields.push_back(7);
    const Result<Mapping> mapping = Mapping::fromJson(Json{{"fields", fields}});
    ASSERT_FALSE(mapping);
    EXPECT_NE(mapping.error().detail.find("and 80 more"), std::string::npos) << mapping.error().detail;
}
