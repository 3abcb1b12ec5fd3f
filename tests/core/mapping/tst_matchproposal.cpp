#include "mappingbatches.h"

#include "core/mapping/matchproposal.h"
#include "core/mapping/namewords.h"
#include "tests/support/sanitizers.h"

#include <chrono>

using namespace weir;
using namespace weir::test;

namespace {

SchemaPtr textFields(const std::vector<std::string> &names, std::vector<std::string> key = {})
{
    std::vector<std::string> fields;
    for (const std::string &name : names)
        fields.push_back(name + " text");
    return schemaOf(fields, std::move(key));
}

/// "customer_name=CustName likely" for what is filled, "email?Email consent guess" for what is offered.
std::string told(const SchemaPtr &source, const SchemaPtr &target, const MatchOptions &options = {})
{
    std::string text;
    const std::vector<TargetProposal> proposals = proposeMatches(*source, *target, options);
    for (std::size_t i = 0; i < proposals.size(); ++i) {
        if (proposals[i].candidates.empty())
            continue;
        const MatchCandidate &first = proposals[i].candidates.front();
        text += (text.empty() ? "" : "; ") + target->field(i).name + (proposals[i].isFilled ? "=" : "?") +
                source->field(first.source).name + " " + std::string(matchLevelName(first.level));
    }
    return text;
}

struct Trap
{
    const char *label;
    std::vector<std::string> source, target, key;
    const char *expected;
};

class TrapTest : public testing::TestWithParam<Trap>
{};

const Trap traps[] = {
    {"consent is no address", {"Email consent"}, {"Email"}, {}, "Email?Email consent guess"},
    {"the address itself is there", {"Email consent", "Email"}, {"Email"}, {}, "Email=Email same"},
    {"both have both", {"Email", "Email consent"}, {"email_consent", "email"}, {}, "email_consent=Email consent same; email=Email same"},
    {"a number is no name", {"Supplier number"}, {"Supplier name"}, {}, ""},
    {"a name is no number", {"Supplier name"}, {"supplier_number"}, {}, ""},
    {"a part number list", {"Part", "Vendor SKU"}, {"Record ID"}, {"Record ID"}, ""},
    {"a part number list into what it means", {"Part", "Vendor SKU", "Record ID"}, {"record_id", "vendor_sku"}, {"record_id"},
     "record_id=Record ID same; vendor_sku=Vendor SKU same"},
    {"a record id into a key called id needs a person", {"Record ID"}, {"id"}, {"id"}, "id?Record ID likely"},
    {"two languages mean one thing", {"客户编号"}, {"cust_no"}, {}, "cust_no=客户编号 likely"},
    {"two languages mean one thing, but it is the key", {"客户编号"}, {"cust_no"}, {"cust_no"}, "cust_no?客户编号 likely"},
    {"a short word inside a longer one", {"co"}, {"Corporate"}, {}, ""},
    {"an id inside a word", {"id"}, {"paid"}, {}, ""},
    {"the beginning of a longer word", {"quant"}, {"quantity"}, {}, "quantity=quant likely"},
    {"the same words in another order", {"date of order"}, {"order date"}, {}, "order date=date of order likely"},
    {"one word more is a guess", {"net order amount"}, {"order amount"}, {}, "order amount?net order amount guess"},
    {"first and second", {"address line 1"}, {"address line 2"}, {}, "address line 2?address line 1 guess"},
    {"opposites share characters", {"收货人手机"}, {"发货人手机"}, {}, "发货人手机?收货人手机 guess"},
    {"two candidates are two guesses", {"Amount", "AMOUNT"}, {"amount"}, {}, "amount?Amount guess"},
    {"two fields of the same words", {"order date", "date order"}, {"dates of orders"}, {}, "dates of orders?order date guess"},
    {"nothing in common", {"a", "b"}, {"c", "d"}, {}, ""},
};

TEST_P(TrapTest, IsFilledOnlyWhenItIsSure)
{
    const Trap &trap = GetParam();
    EXPECT_EQ(told(textFields(trap.source), textFields(trap.target, trap.key)), trap.expected);
}

INSTANTIATE_TEST_SUITE_P(Headers, TrapTest, testing::ValuesIn(traps),
                         [](const auto &info) { return testName(info.param.label); });

MatchOptions fitting(double share)
{
    MatchOptions options;
    options.fits = [share](std::size_t, std::size_t) { return std::optional(share); };
    return options;
}

} // namespace

TEST(MatchProposal, ValuesThatDoNotFitLowerTheLevel)
{
    const SchemaPtr source = textFields({"客户名称"}), target = textFields({"cust_name"});
    EXPECT_EQ(told(source, target, fitting(0.986)), "cust_name=客户名称 likely");
    EXPECT_EQ(told(source, target, fitting(0.7)), "cust_name?客户名称 guess");
    EXPECT_EQ(told(source, target, fitting(0.2)), "");
}

TEST(MatchProposal, IdenticalNamesAreAlwaysFilledExceptKeys)
{
    const SchemaPtr source = textFields({"amount"});
    EXPECT_EQ(told(source, textFields({"amount"}), fitting(1)), "amount=amount same");
    EXPECT_EQ(told(source, textFields({"amount"}), fitting(0.98)), "amount=amount likely");
    EXPECT_EQ(told(source, textFields({"amount"}), fitting(0)), "amount=amount likely");
    EXPECT_EQ(told(source, textFields({"amount"}, {"amount"}), fitting(1)), "amount=amount same");
    EXPECT_EQ(told(source, textFields({"amount"}, {"amount"}), fitting(0.98)), "amount?amount likely");
}

TEST(MatchProposal, RequiredFieldsNeedLevelSameUnlessTheyFillThemselves)
{
    const SchemaPtr source = textFields({"备注"}), target = schemaOf({"remark text!"});
    EXPECT_EQ(told(source, target), "remark?备注 likely");
    MatchOptions options;
    options.targetDefaults = {"remark"};
    EXPECT_EQ(told(source, target, options), "remark=备注 likely");
}

TEST(MatchProposal, AcceptedPairsAreAsGoodAsAnAlias)
{
    const SchemaPtr source = textFields({"F7"}), target = textFields({"stock_on_hand"});
    EXPECT_EQ(told(source, target), "");
    MatchOptions options;
    options.accepted = {{"F7", "stock_on_hand"}};
    EXPECT_EQ(told(source, target, options), "stock_on_hand=F7 likely");
}

TEST(MatchProposal, ByPositionIsNeverMoreThanAGuess)
{
    const SchemaPtr source = textFields({"a", "b", "c"}), target = textFields({"x", "y"});
    const std::vector<TargetProposal> proposals = proposeByPosition(*source, *target);
    ASSERT_EQ(proposals.size(), 2u);
    for (std::size_t i = 0; i < proposals.size(); ++i) {
        EXPECT_EQ(proposals[i].candidates.at(0).source, i);
        EXPECT_EQ(proposals[i].candidates.at(0).level, MatchLevel::Guess);
        EXPECT_FALSE(proposals[i].isFilled);
    }
}

TEST(MatchProposal, ASourceFieldFillsOneTargetFieldAtMost)
{
    const SchemaPtr source = textFields({"quant"}), target = textFields({"quantity", "quants"});
    int filled = 0;
    for (const TargetProposal &proposal : proposeMatches(*source, *target))
        filled += proposal.isFilled;
    EXPECT_LE(filled, 1);
}

TEST(MatchProposal, FiveHundredFieldsTakeLessThanAQuarterOfASecond)
{
    std::vector<std::string> from, to;
    for (int i = 0; i < 500; ++i) {
        from.push_back("CustomerOrder Field " + std::to_string(i));
        to.push_back("customer_order_column_" + std::to_string((i * 7) % 500));
    }
    const auto start = std::chrono::steady_clock::now();
    const auto proposals = proposeMatches(*textFields(from), *textFields(to));
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(proposals.size(), 500u);
    EXPECT_LT(std::chrono::duration_cast<std::chrono::milliseconds>(took).count(), 250 * test::slowness);
}

TEST(ShareThatFits, CountsValuesAndLeavesNullsOut)
{
    const SchemaPtr schema = schemaOf({"v text", "n int64"});
    const RecordBatch rows = batchOf(schema, {{"1", "1"}, {"x", "2"}, {std::nullopt, "3"}, {"2.5", "4"}, {"3", "5"}});
    EXPECT_EQ(shareThatFits(rows, 0, Type(TypeKind::Int64)), 0.5);
    EXPECT_EQ(shareThatFits(rows, 0, Type(TypeKind::Text)), 1.0);
    EXPECT_EQ(shareThatFits(rows, 0, Type::text(1)), 0.75);
    EXPECT_EQ(shareThatFits(rows, 1, Type(TypeKind::Date)), 0.0);
    EXPECT_FALSE(shareThatFits(batchOf(schema, {{std::nullopt, "1"}}), 0, Type(TypeKind::Int64)));
}

TEST(NameWords, CutsWherePeopleSeeABorder)
{
    using Words = std::vector<std::string>;
    EXPECT_EQ(nameWords("CustName"), (Words{"cust", "name"}));
    EXPECT_EQ(nameWords("IDCard_No2"), (Words{"id", "card", "no", "2"}));
    EXPECT_EQ(nameWords("Date of the order"), (Words{"date", "order"}));
    EXPECT_EQ(nameWords("訂單No"), (Words{"订", "单", "no"}));
    EXPECT_EQ(nameWords("  --"), Words{});
}

TEST(MatchProposal, AShareThatIsKnownBetterChangesTheLevel)
{
    MatchCandidate candidate;
    candidate.reason = MatchReason::CaseOrSeparator;
    candidate.fits = 0.9;
    candidate.score = 0.97 * 0.9;
    candidate.level = MatchLevel::Likely;
    EXPECT_EQ(withFits(candidate, 0.999).level, MatchLevel::Same);
    EXPECT_EQ(withFits(candidate, 0.6).level, MatchLevel::Guess);
    candidate.reason = MatchReason::Identical;
    EXPECT_EQ(withFits(candidate, 0.1).level, MatchLevel::Likely) << "identical names stay filled";
}
