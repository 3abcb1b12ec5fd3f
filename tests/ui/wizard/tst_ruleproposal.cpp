// What follows from both ends when nobody has chosen: key, mode, and what is said about starting over.

#include "tests/ui/support/openengine.h"
#include "ui/wizard/findingtext.h"
#include "ui/wizard/ruleproposal.h"
#include "ui/wizard/safetytext.h"

#include <set>

namespace weir {

namespace {

FieldProfile field(const char *name, std::int64_t values, std::int64_t distinct, std::int64_t nulls = 0, Type type = TypeKind::Text)
{
    FieldProfile profile;
    profile.name = name;
    profile.proposed = type;
    profile.values = values;
    profile.distinct = distinct;
    profile.nulls = nulls;
    profile.longestCharacters = 12;
    return profile;
}

SourceLook look(std::vector<FieldProfile> fields, qint64 rows)
{
    SourceLook source;
    source.label = QStringLiteral("Orders 2026.csv");
    source.rows = rows;
    source.isWhole = true;
    std::vector<Field> schema;
    for (const FieldProfile &profile : fields)
        schema.push_back({profile.name, TypeKind::Text, true, {}});
    source.fields = std::move(fields);
    source.schema = std::make_shared<const Schema>(std::move(schema));
    return source;
}

class RuleProposalTest : public test::OpenEngine
{
protected:
    RuleProposalTest() : m_model(m_engine)
    {
        QObject::connect(&m_model, &WizardModel::changed, [this](WizardPart part) {
            if (part == WizardPart::SourceLook || part == WizardPart::TargetLook)
                proposeRules(m_model);
        });
    }
    void see(SourceLook source, TargetLook target)
    {
        m_model.setSource(std::move(source));
        m_model.setTarget(std::move(target));
    }
    [[nodiscard]] const std::vector<std::string> &key() const { return m_model.job().key; }

    WizardModel m_model;
};

TargetLook newTable()
{
    TargetLook target;
    target.kind = QStringLiteral("sqlite");
    return target;
}

} // namespace

TEST_F(RuleProposalTest, theKeyIsTheUniqueFieldThatIsCalledLikeOne)
{
    see(look({field("amount", 2'000, 2'000, 0, Type::decimal(8, 2)), field("name", 2'000, 2'000), field("order_id", 2'000, 2'000)},
             2'000),
        newTable());
    EXPECT_EQ(key(), std::vector<std::string>{"order_id"}) << "never just the first unique one, never a measure";
    EXPECT_EQ(m_model.job().mode, WriteMode::Upsert);
    EXPECT_TRUE(m_model.job().createIfMissing);
}

TEST_F(RuleProposalTest, aFieldThatRepeatsOrHasGapsIsNoKey)
{
    see(look({field("order_id", 2'000, 1'999), field("line_id", 1'999, 1'999, 1)}, 2'000), newTable());
    EXPECT_TRUE(key().empty());
    EXPECT_EQ(m_model.job().mode, WriteMode::Append);
    const KeyEvidence repeated = keyEvidence(*m_model.source(), "order_id");
    EXPECT_EQ(repeated.repeated, 1);
    EXPECT_EQ(keyEvidence(*m_model.source(), "line_id").missing, 1);
}

TEST_F(RuleProposalTest, fewRowsProveNoKeyThatIsNotCalledLikeOne)
{
    see(look({field("name", 5, 5)}, 5), newTable());
    EXPECT_TRUE(key().empty());
}

TEST_F(RuleProposalTest, anExistingTableDecidesItsKey)
{
    TargetLook target = newTable();
    target.schema = std::make_shared<const Schema>(std::vector<Field>{{"code", TypeKind::Text, false, {}}},
                                                   std::vector<std::string>{"code"});
    see(look({field("order_id", 2'000, 2'000)}, 2'000), target);
    EXPECT_EQ(key(), std::vector<std::string>{"code"});
    EXPECT_FALSE(m_model.state().createsTable);
    EXPECT_FALSE(m_model.job().createIfMissing);
}

TEST_F(RuleProposalTest, aChosenKeyStays)
{
    m_model.settle(WizardPart::Rules, [](WizardState &state) {
        state.isKeyChosen = true;
        state.job.key = {"name"};
        state.job.mode = WriteMode::Upsert;
    });
    see(look({field("order_id", 2'000, 2'000), field("name", 2'000, 1'500)}, 2'000), newTable());
    EXPECT_EQ(key(), std::vector<std::string>{"name"});
}

TEST_F(RuleProposalTest, aTableIsCalledLikeItsFile)
{
    m_model.setSource(look({field("a", 1, 1)}, 1));
    EXPECT_EQ(tableNameFor(m_model), "orders_2026");
}

TEST(SafetyText, aKeyMakesStartingOverSafeAndItsLackDoesNot)
{
    Job job;
    job.key = {"order_id"};
    job.mode = WriteMode::Upsert;
    EXPECT_TRUE(safetyOf(job, false).isSafe);
    EXPECT_EQ(safetyOf(job, false).sentence, "Running this job twice is safe. Rows are recognised by order_id.");
    job.key.clear();
    job.mode = WriteMode::Append;
    EXPECT_FALSE(safetyOf(job, false).isSafe);
    EXPECT_FALSE(safetyOf(job, true).isSafe);
    job.mode = WriteMode::Replace;
    EXPECT_TRUE(safetyOf(job, false).isSafe);
    const auto sentence = [](WriteMode mode, std::vector<std::string> key) {
        Job job;
        job.mode = mode;
        job.key = std::move(key);
        return safetyOf(job, false).sentence;
    };
    std::set<QString> sentences;
    for (const WriteMode mode : {WriteMode::Append, WriteMode::Upsert, WriteMode::Update, WriteMode::Replace})
        sentences.insert(sentence(mode, {"order_id"}));
    EXPECT_EQ(sentences.size(), 3U) << "insert or update and update only say the same, the others each their own";
    EXPECT_NE(sentence(WriteMode::Append, {}), sentence(WriteMode::Append, {"order_id"}));
    EXPECT_EQ(sentence(WriteMode::Replace, {}), sentence(WriteMode::Replace, {"order_id"}));
}

TEST(FindingText, damageIsToldWithFieldAndCount)
{
    Finding finding{Finding::Level::Warning, "lostZeros", "item_code", 12, "12 values are shorter"};
    EXPECT_EQ(weightOf(finding), FindingWeight::Damage);
    EXPECT_EQ(findingText(finding), "item_code (12): codes shorter than the others: leading zeros may be lost");
    finding = {Finding::Level::Note, "encoding", {}, 0, "UTF-8"};
    EXPECT_EQ(weightOf(finding), FindingWeight::Usual);
    finding = {Finding::Level::Warning, "somethingNew", "a", 1, "the engine's sentence"};
    EXPECT_EQ(findingText(finding), "a (1): the engine's sentence") << "a finding without words of its own is never dropped";
}

} // namespace weir
