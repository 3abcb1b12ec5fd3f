#include "core/mapping/mappingdiff.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace weir;

namespace {

struct Revision
{
    const char *label;
    const char *before;
    const char *after;
    std::vector<const char *> sentences;
};

class RevisionTest : public testing::TestWithParam<Revision>
{};

const Revision revisions[] = {
    {"nothing",
     R"j({"fields":[{"to":"a","from":"b"}]})j",
     R"j({"fields":[{"from":"b","to":"a","onTooLong":"quarantine"}]})j",
     {}},
    {"fields in another order are the same mapping",
     R"j({"fields":[{"to":"a","from":"b"},{"to":"c","from":"d"}]})j",
     R"j({"fields":[{"to":"c","from":"d"},{"to":"a","from":"b"}]})j",
     {}},
    {"field added",
     R"j({"fields":[]})j",
     R"j({"fields":[{"to":"region","value":"CN"}]})j",
     {"field \"region\" added: constant \"CN\""}},
    {"field removed",
     R"j({"fields":[{"to":"a","expr":"x + 1"}]})j",
     R"j({})j",
     {"field \"a\" removed: was expression x + 1"}},
    {"origin changed",
     R"j({"fields":[{"to":"amount","from":"total"}]})j",
     R"j({"fields":[{"to":"amount","expr":"decimal(total)"}]})j",
     {"field \"amount\": was from \"total\", now expression decimal(total)"}},
    {"constant null is told from the text null",
     R"j({"fields":[{"to":"a","value":null}]})j",
     R"j({"fields":[{"to":"a","value":"null"}]})j",
     {"field \"a\": was constant null, now constant \"null\""}},
    {"several parts of one field",
     R"j({"fields":[{"to":"a","from":"b","type":"text(40)"}]})j",
     R"j({"fields":[{"to":"a","from":"b","type":"text(60)","onTooLong":"cut","default":"-","zone":"UTC"}]})j",
     {"field \"a\": type was text(40), now text(60); too long values was quarantine, now cut; default was "
      "none, now \"-\"; "
      "zone was none, now UTC"}},
    {"type given up",
     R"j({"fields":[{"to":"a","from":"b","type":"int64"}]})j",
     R"j({"fields":[{"to":"a","from":"b"}]})j",
     {"field \"a\": type was int64, now as the target says"}},
    {"filter added, changed and removed",
     R"j({"filters":[{"name":"x","drop":"a"},{"name":"y","drop":"b"}]})j",
     R"j({"filters":[{"name":"x","drop":"c"},{"name":"z","drop":"d"}]})j",
     {"filter \"x\": was a, now c", "filter \"z\" added: drops rows where d",
      "filter \"y\" removed: rows where b are delivered from now on"}},
    {"filters swapped",
     R"j({"filters":[{"name":"x","drop":"a"},{"name":"y","drop":"b"}]})j",
     R"j({"filters":[{"name":"y","drop":"b"},{"name":"x","drop":"a"}]})j",
     {"filters run in another order now: y, x; a row counts under the first that drops it"}},
    {"look-up moved",
     R"j({"lookups":{"m":{"file":"a.csv","key":"k","value":"v"}}})j",
     R"j({"lookups":{"m":{"file":"b.csv","key":"k"}}})j",
     {"look-up \"m\": table was a.csv, now b.csv; value was v, now none"}},
};

TEST_P(RevisionTest, IsToldInSentences)
{
    const Result<Mapping> before = Mapping::fromJson(Json::parse(GetParam().before));
    const Result<Mapping> after = Mapping::fromJson(Json::parse(GetParam().after));
    ASSERT_TRUE(before && after);
    std::vector<std::string> sentences;
    for (const MappingChange &change : mappingDiff(*before, *after))
        sentences.push_back(change.sentence);
    EXPECT_EQ(sentences, std::vector<std::string>(GetParam().sentences.begin(), GetParam().sentences.end()));
}

INSTANTIATE_TEST_SUITE_P(Table, RevisionTest, testing::ValuesIn(revisions), [](const auto &info) {
    std::string name = info.param.label;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return !isalnum(static_cast<unsigned char>(c)); }, '_');
    return name;
});

} // namespace

TEST(MappingDiff, SaysWhichPartAndKind)
{
    Mapping before, after;
    after.filters.push_back({"x", "a"});
    const std::vector<MappingChange> changes = mappingDiff(before, after);
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].part, MappingChange::Part::Filter);
    EXPECT_EQ(changes[0].kind, MappingChange::Kind::Added);
    EXPECT_EQ(changes[0].name, "x");
}
