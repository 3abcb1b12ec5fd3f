#include "core/mapping/aliastable.h"
#include "core/mapping/fieldmatcher.h"

#include <gtest/gtest.h>
#include <map>

using namespace weir;

namespace {

Schema schemaOf(const std::vector<std::string> &names, std::vector<std::string> key = {})
{
    std::vector<Field> fields;
    for (const std::string &name : names)
        fields.push_back({name, Type(TypeKind::Text), true, ""});
    return Schema(std::move(fields), std::move(key));
}

struct Pair
{
    const char *label;
    const char *source;
    const char *target;
    int level; ///< of MatchReason; -1: no match
};

class PairTest : public testing::TestWithParam<Pair>
{};

const Pair pairs[] = {
    {"identical", "order_no", "order_no", 0},
    {"identical Chinese", "客户", "客户", 0},
    {"case differs", "Amount", "AMOUNT", 1},
    {"separator differs", "Order-No", "order_no", 1},
    {"camel case", "orderNo", "ORDER_NO", 1},
    {"spaces and points", "order no.", "Order.No", 1},
    {"full width", "Ｏｒｄｅｒ＿Ｎｏ", "order_no", 1},
    {"full width digits", "phone１", "phone1", 1},
    {"traditional characters", "訂單號", "订单号", 1},
    {"composed and decomposed accents", "pre\xCC\x81nom", "pr\xC3\xA9nom", 1},
    {"sharp s", "STRASSE", "Straße", 1},
    {"alias customer", "客户", "customer", 2},
    {"alias customer the other way", "Cust_Name", "客户名称", 2},
    {"alias order number", "订单号", "order_no", 2},
    {"alias order id", "ORDER_ID", "单号", 2},
    {"alias amount", "金额", "amt", 2},
    {"alias quantity", "数量", "qty", 2},
    {"alias unit price", "单价", "UnitPrice", 2},
    {"alias created at", "创建时间", "created_at", 2},
    {"alias remark", "备注", "Notes", 2},
    {"alias between English names", "vendor_name", "supplier", 2},
    {"alias with traditional characters", "訂單編號", "order number", 2},
    {"alias phone", "联系电话", "tel", 2},
    {"alias postal code", "邮编", "ZIP", 2},
    {"extra words are another thing", "Email consent", "email", -1},
    {"short word inside a longer one", "co", "corporate", -1},
    {"vendor sku is not the record id", "Vendor SKU", "id", -1},
    {"amount is not quantity", "金额", "quantity", -1},
    {"accents are not folded away", "resume", "résumé", -1},
    {"names without letters never fold together", "##", "--", -1},
    {"an empty name matches nothing but itself", "", "a", -1},
};

TEST_P(PairTest, MatchesAtItsLevelOnly)
{
    const std::vector<FieldMatch> matches =
        matchFields(schemaOf({GetParam().source}), schemaOf({GetParam().target}));
    if (GetParam().level < 0) {
        EXPECT_TRUE(matches.empty()) << matches.front().detail;
        return;
    }
    ASSERT_EQ(matches.size(), 1u);
    EXPECT_EQ(static_cast<int>(matches[0].reason), GetParam().level) << matches[0].detail;
    EXPECT_FALSE(matches[0].detail.empty());
}

INSTANTIATE_TEST_SUITE_P(Table, PairTest, testing::ValuesIn(pairs), [](const auto &info) {
    std::string name = info.param.label;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return !isalnum(static_cast<unsigned char>(c)); }, '_');
    return name;
});

} // namespace

TEST(FieldMatcher, SaysWhyInWords)
{
    const auto details = [](const char *source, const char *target) {
        return matchFields(schemaOf({source}), schemaOf({target})).at(0).detail;
    };
    EXPECT_EQ(details("id", "id"), "both are named id");
    EXPECT_EQ(details("Order-No", "order_no"),
              "Order-No and order_no differ in case, separators or width only");
    EXPECT_EQ(details("客户", "cust"), "客户 and cust both mean customer");
}

TEST(FieldMatcher, StrongerReasonsComeFirstAndFieldsAreUsedOnce)
{
    const Schema source = schemaOf({"Order_No", "order_no", "client", "customer"});
    const Schema target = schemaOf({"customer", "order_no"});
    const FieldMatching matching = explainMatches(source, target);
    ASSERT_EQ(matching.matches.size(), 2u);
    EXPECT_EQ(matching.matches[0].source, 3u);
    EXPECT_EQ(matching.matches[1].source, 1u);
    ASSERT_EQ(matching.sources.size(), 2u);
    EXPECT_EQ(matching.sources[0].field, 0u);
    EXPECT_FALSE(matching.sources[0].isAmbiguous);
    EXPECT_TRUE(matching.targets.empty());
}

TEST(FieldMatcher, AmbiguousFieldsAreLeftWithAReason)
{
    const FieldMatching folded = explainMatches(schemaOf({"Amount", "AMOUNT", "x"}), schemaOf({"amount"}));
    EXPECT_TRUE(folded.matches.empty());
    ASSERT_EQ(folded.targets.size(), 1u);
    EXPECT_TRUE(folded.targets[0].isAmbiguous);
    EXPECT_EQ(folded.targets[0].detail, "Amount and AMOUNT could both be amount: choose one");
    ASSERT_EQ(folded.sources.size(), 3u);
    EXPECT_EQ(folded.sources[0].detail, folded.targets[0].detail);
    EXPECT_FALSE(folded.sources[2].isAmbiguous);

    const FieldMatching meaning = explainMatches(schemaOf({"客户"}), schemaOf({"client", "customer name"}));
    EXPECT_TRUE(meaning.matches.empty());
    EXPECT_EQ(meaning.sources.at(0).detail, "客户 could be client and customer name: choose one");
}

TEST(FieldMatcher, AWeakerLevelNeverDecidesAnAmbiguousOne)
{
    // Both fold to "qty" and both mean quantity; neither may win by chance.
    const FieldMatching matching = explainMatches(schemaOf({"Qty", "QTY"}), schemaOf({"qty.", "quantity"}));
    EXPECT_TRUE(matching.matches.empty());
    EXPECT_EQ(matching.sources.size(), 2u);
    EXPECT_EQ(matching.targets.size(), 2u);
}

TEST(FieldMatcher, EveryFieldIsInExactlyOnePlace)
{
    const Schema source = schemaOf({"id", "Name", "客户", "client", "x", "金额"});
    const Schema target = schemaOf({"ID", "name", "customer", "amount", "y"});
    const FieldMatching matching = explainMatches(source, target);
    EXPECT_EQ(matching.matches.size() + matching.sources.size(), source.size());
    EXPECT_EQ(matching.matches.size() + matching.targets.size(), target.size());
}

TEST(FieldMatcher, AutoMapLeavesMeaningsOfKeysAndRequiredFieldsToAPerson)
{
    const Schema source = schemaOf({"订单号", "金额", "客户", "备注"});
    std::vector<Field> fields = schemaOf({"order_no", "amount", "customer", "remark"}).fields();
    fields[2].isNullable = false;
    const Schema target(fields, {"order_no"});
    const Mapping careful = autoMap(source, target);
    ASSERT_EQ(careful.fields.size(), 2u);
    EXPECT_EQ(careful.fields[0].to, "amount");
    EXPECT_EQ(careful.fields[0].from, "金额");
    EXPECT_EQ(careful.fields[1].to, "remark");
    EXPECT_EQ(autoMap(source, target, true).fields.size(), 4u);
}

TEST(FieldMatcher, MapAllKeepsEveryFieldInOrder)
{
    const Mapping mapping = mapAll(schemaOf({"b", "a"}));
    ASSERT_EQ(mapping.fields.size(), 2u);
    EXPECT_EQ(mapping.fields[0].to, "b");
    EXPECT_EQ(mapping.fields[0].from, "b");
}

TEST(AliasTable, HasAtLeast120BilingualGroupsAndNoNameTwice)
{
    std::map<std::string, std::string_view> seen;
    std::size_t bilingual = 0;
    for (const AliasGroup &group : aliasGroups()) {
        bool hasAscii = false, hasChinese = false;
        std::string_view names = group.names;
        while (!names.empty()) {
            const std::size_t bar = names.find('|');
            const std::string folded = foldedName(names.substr(0, bar));
            names = bar == std::string_view::npos ? std::string_view() : names.substr(bar + 1);
            ASSERT_FALSE(folded.empty()) << group.meaning;
            EXPECT_TRUE(seen.emplace(folded, group.meaning).second)
                << folded << " is in " << group.meaning << " and " << seen[folded];
            (static_cast<unsigned char>(folded[0]) < 0x80 ? hasAscii : hasChinese) = true;
        }
        bilingual += hasAscii && hasChinese ? 1 : 0;
    }
    EXPECT_GE(bilingual, 120u);
}

TEST(FoldedName, SurvivesBytesThatAreNotUtf8)
{
    EXPECT_EQ(foldedName("A\xFF-b").find("-"), std::string::npos);
    EXPECT_EQ(foldedName("  "), "");
    EXPECT_EQ(foldedName("Ｏrder-No."), "orderno");
}
