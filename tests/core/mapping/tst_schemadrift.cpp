#include "core/mapping/schemadrift.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace weir;

namespace {

using K = DriftKind;
using V = DriftVerdict;

Field field(const char *name, const char *type, bool isNullable = true, const char *native = "")
{
    return {name, *parseType(type), isNullable, native};
}

struct Expected
{
    K kind;
    V verdict;
    const char *sentence;
};

struct Drift
{
    const char *label;
    DriftSide side;
    Schema before;
    Schema after;
    std::vector<Expected> changes;
};

Mapping mapping()
{
    return *Mapping::fromJson(Json::parse(R"j({
        "fields": [ {"to": "order_id", "from": "id"}, {"to": "quantity", "expr": "coalesce(qty, 0) * \"unit size\""},
                    {"to": "customer", "from": "person.name"}, {"to": "region", "value": "qty"} ],
        "filters": [ {"name": "empty", "drop": "qty = 0 and trim(id) <> 'qty'"} ] })j"));
}

class DriftTest : public testing::TestWithParam<Drift>
{};

const DriftSide source = DriftSide::Source, target = DriftSide::Target;

const Drift drifts[] = {
    {"nothing", source, Schema({field("id", "int64")}, {"id"}), Schema({field("id", "int64")}, {"id"}), {}},
    {"order alone is no change",
     source,
     Schema({field("a", "int64"), field("b", "text")}),
     Schema({field("b", "text"), field("a", "int64")}),
     {}},
    {"a new source field is asked about",
     source,
     Schema({field("id", "int64")}),
     Schema({field("id", "int64"), field("x", "text")}),
     {{K::Added, V::Ask, "source field \"x\" (text) is new"}}},
    {"a new target field goes on",
     target,
     Schema({field("id", "int64")}),
     Schema({field("id", "int64"), field("x", "text", false)}),
     {{K::Added, V::Continue,
       "target field \"x\" (text) is new and must have a value unless it has a default"}}},
    {"a removed field names who uses it",
     source,
     Schema({field("id", "text"), field("qty", "int64")}),
     Schema({field("id", "text")}),
     {{K::Removed, V::Pause, "source field \"qty\" (int64) is gone; used by quantity, filter empty"}}},
    {"a removed field of a path",
     source,
     Schema({field("person", "json")}),
     Schema(),
     {{K::Removed, V::Pause, "source field \"person\" (json) is gone; used by customer"}}},
    {"a quoted name counts as used",
     source,
     Schema({field("unit size", "int64")}),
     Schema(),
     {{K::Removed, V::Pause, "source field \"unit size\" (int64) is gone; used by quantity"}}},
    {"a removed target field",
     target,
     Schema({field("region", "text")}),
     Schema(),
     {{K::Removed, V::Pause, "target field \"region\" (text) is gone; used by region"}}},
    {"renamed by case",
     source,
     Schema({field("id", "int64"), field("qty", "int64")}),
     Schema({field("id", "int64"), field("Qty_", "int64")}),
     {{K::Removed, V::Pause,
       "source field \"qty\" (int64) is gone, perhaps renamed to \"Qty_\"; used by quantity, filter empty"},
      {K::Added, V::Ask, "source field \"Qty_\" (int64) is new"}}},
    {"renamed in place",
     source,
     Schema({field("a", "int64"), field("region", "text")}),
     Schema({field("a", "int64"), field("area_of_sale", "text")}),
     {{K::Removed, V::Pause, "source field \"region\" (text) is gone, perhaps renamed to \"area_of_sale\""},
      {K::Added, V::Ask, "source field \"area_of_sale\" (text) is new"}}},
    {"text widened",
     target,
     Schema({field("a", "text(20)", true, "varchar(20)")}),
     Schema({field("a", "text(40)", true, "varchar(40)")}),
     {{K::Widened, V::Continue,
       "target field \"a\" was widened: varchar(20) (text(20)) is varchar(40) (text(40)) now"}}},
    {"text narrowed",
     target,
     Schema({field("a", "text(40)")}),
     Schema({field("a", "text(20)")}),
     {{K::Narrowed, V::Pause, "target field \"a\" was narrowed: text(40) is text(20) now"}}},
    {"bound lost is widened",
     target,
     Schema({field("a", "text(40)")}),
     Schema({field("a", "text")}),
     {{K::Widened, V::Continue, "target field \"a\" was widened: text(40) is text now"}}},
    {"decimal with fewer whole digits is narrowed",
     target,
     Schema({field("a", "decimal(12,2)")}),
     Schema({field("a", "decimal(12,4)")}),
     {{K::Narrowed, V::Pause, "target field \"a\" was narrowed: decimal(12,2) is decimal(12,4) now"}}},
    {"decimal with more of both is widened",
     target,
     Schema({field("a", "decimal(12,2)")}),
     Schema({field("a", "decimal(14,4)")}),
     {{K::Widened, V::Continue, "target field \"a\" was widened: decimal(12,2) is decimal(14,4) now"}}},
    {"a target number that becomes text takes all it took",
     target,
     Schema({field("a", "int64")}),
     Schema({field("a", "text")}),
     {{K::Widened, V::Continue, "target field \"a\" was widened: int64 is text now"}}},
    {"a source number that becomes text may hold anything",
     source,
     Schema({field("a", "int64")}),
     Schema({field("a", "text")}),
     {{K::TypeChanged, V::Pause, "source field \"a\" changed its type: int64 is text now"}}},
    {"a source integer that becomes decimal",
     source,
     Schema({field("a", "int64")}),
     Schema({field("a", "decimal")}),
     {{K::Widened, V::Continue, "source field \"a\" was widened: int64 is decimal now"}}},
    {"another kind",
     target,
     Schema({field("a", "date")}),
     Schema({field("a", "int64")}),
     {{K::TypeChanged, V::Pause, "target field \"a\" changed its type: date is int64 now"}}},
    {"a smaller integer of the same kind",
     target,
     Schema({field("a", "int64", true, "bigint")}),
     Schema({field("a", "int64", true, "integer")}),
     {{K::Narrowed, V::Pause, "target field \"a\" was narrowed: bigint (int64) is integer (int64) now"}}},
    {"a larger integer of the same kind",
     source,
     Schema({field("a", "int64", true, "INT4")}),
     Schema({field("a", "int64", true, "int8")}),
     {{K::Widened, V::Continue, "source field \"a\" was widened: INT4 (int64) is int8 (int64) now"}}},
    {"another word for the same",
     target,
     Schema({field("a", "text", true, "text")}),
     Schema({field("a", "text", true, "character varying")}),
     {{K::NativeChanged, V::Continue,
       "target field \"a\" is declared in other words: text is character varying (text) now"}}},
    {"a target field becomes required",
     target,
     Schema({field("a", "text")}),
     Schema({field("a", "text", false)}),
     {{K::BecameRequired, V::Pause, "target field \"a\" must have a value now"}}},
    {"a source field becomes required",
     source,
     Schema({field("a", "text")}),
     Schema({field("a", "text", false)}),
     {{K::BecameRequired, V::Continue, "source field \"a\" must have a value now"}}},
    {"a field becomes nullable",
     target,
     Schema({field("a", "text", false)}),
     Schema({field("a", "text")}),
     {{K::BecameNullable, V::Continue, "target field \"a\" may be NULL now"}}},
    {"the key changes",
     target,
     Schema({field("order_id", "text"), field("region", "text")}, {"order_id"}),
     Schema({field("order_id", "text"), field("region", "text")}, {"region", "order_id"}),
     {{K::KeyChanged, V::Pause,
       "target key was (order_id), is (region, order_id) now; used by order_id, region"}}},
};

TEST_P(DriftTest, IsToldWithItsVerdict)
{
    const SchemaDrift drift = compareSchemas(GetParam().side, GetParam().before, GetParam().after, mapping());
    ASSERT_EQ(drift.changes.size(), GetParam().changes.size())
        << (drift.changes.empty() ? "" : drift.changes[0].sentence);
    V strictest = V::Continue;
    for (std::size_t i = 0; i < drift.changes.size(); ++i) {
        EXPECT_EQ(drift.changes[i].sentence, GetParam().changes[i].sentence);
        EXPECT_EQ(static_cast<int>(drift.changes[i].kind), static_cast<int>(GetParam().changes[i].kind));
        EXPECT_EQ(static_cast<int>(drift.changes[i].verdict),
                  static_cast<int>(GetParam().changes[i].verdict));
        strictest = std::max(strictest, drift.changes[i].verdict);
    }
    EXPECT_EQ(static_cast<int>(drift.verdict), static_cast<int>(strictest));
    EXPECT_EQ(drift.before == drift.after, drift.changes.empty());
}

INSTANTIATE_TEST_SUITE_P(Table, DriftTest, testing::ValuesIn(drifts), [](const auto &info) {
    std::string name = info.param.label;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return !isalnum(static_cast<unsigned char>(c)); }, '_');
    return name;
});

} // namespace

TEST(SchemaFingerprint, TellsNamesApartThatLookAlikeWhenJoined)
{
    const Schema a({field("a:4", "text"), field("b", "text")});
    const Schema b({field("a", "text"), field("4b", "text")});
    EXPECT_NE(schemaFingerprint(a), schemaFingerprint(b));
    EXPECT_EQ(schemaFingerprint(a).size(), 32u);
    EXPECT_NE(schemaFingerprint(Schema({field("a", "text"), field("b", "text")}, {"a", "b"})),
              schemaFingerprint(Schema({field("a", "text"), field("b", "text")}, {"b", "a"})));
}
