#include "core/workspace/draft.h"
#include "tests/ui/support/openengine.h"
#include "ui/wizard/targetplan.h"
#include "ui/wizard/wizardmodel.h"

#include <QSignalSpy>

#include <filesystem>

namespace weir {

namespace {

FieldProfile profileOf(const char *name, Type proposed, std::int64_t longest)
{
    FieldProfile profile;
    profile.name = name;
    profile.proposed = proposed;
    profile.values = 10;
    profile.longest = profile.longestCharacters = longest;
    return profile;
}

SourceLook ordersLook()
{
    SourceLook look;
    look.fields = {profileOf("order_id", TypeKind::Text, 12), profileOf("CustName", TypeKind::Text, 57),
                   profileOf("amount", Type::decimal(7, 2), 8), profileOf("note", TypeKind::Text, 5'000)};
    std::vector<Field> fields;
    for (const FieldProfile &profile : look.fields)
        fields.push_back({profile.name, TypeKind::Text, true, {}});
    look.schema = std::make_shared<const Schema>(fields);
    look.rows = 10;
    return look;
}

class WizardModelTest : public test::OpenEngine
{
protected:
    WizardModelTest() : m_model(m_engine) { m_model.reset({}, WizardStepId::Source, QStringLiteral("orders")); }

    void choose(const char *path)
    {
        m_model.edit(QStringLiteral("Choose"), WizardPart::Source, [path](WizardState &state) { state.job.sourcePlace = path; });
    }
    Result<Draft> draftOnDisk() { return loadDraft(workspace(), "orders"); }

    WizardModel m_model;
};

} // namespace

TEST_F(WizardModelTest, editsAreUndoneAndRedoneAndToldByPart)
{
    QSignalSpy changed(&m_model, &WizardModel::changed);
    choose("a.csv");
    choose("b.csv");
    EXPECT_EQ(m_model.job().sourcePlace, "b.csv");
    m_model.undo().undo();
    EXPECT_EQ(m_model.job().sourcePlace, "a.csv");
    m_model.undo().undo();
    EXPECT_EQ(m_model.job().sourcePlace, "");
    m_model.undo().redo();
    EXPECT_EQ(m_model.job().sourcePlace, "a.csv");
    ASSERT_EQ(changed.size(), 5);
    EXPECT_EQ(changed[0][0].value<WizardPart>(), WizardPart::Source);
}

TEST_F(WizardModelTest, typingIsOneStepOfUndo)
{
    for (const char *title : {"o", "or", "ord"})
        m_model.edit(QStringLiteral("Rename"), WizardPart::Name, [title](WizardState &state) { state.job.title = title; },
                     QStringLiteral("title"));
    EXPECT_EQ(m_model.undo().count(), 1);
    m_model.undo().undo();
    EXPECT_EQ(m_model.job().title, "");
}

TEST_F(WizardModelTest, everyChangeReachesTheDraftByItself)
{
    QSignalSpy saved(&m_model, &WizardModel::draftSaved);
    EXPECT_FALSE(draftOnDisk()) << "nothing is saved before the first choice";
    choose("a.csv");
    EXPECT_FALSE(m_model.isDraftSaved());
    ASSERT_TRUE(test::waitUntil([&] { return saved.size() > 0; }));
    auto draft = draftOnDisk();
    ASSERT_TRUE(draft) << draft.error().detail;
    EXPECT_EQ(draft->job.sourcePlace, "a.csv");
    m_model.settle(WizardPart::Mapping, [](WizardState &state) { state.confirmed.insert("customer_name"); });
    m_model.setStep(WizardStepId::Map);
    ASSERT_TRUE(test::waitUntil([&] { return m_model.isDraftSaved() && saved.size() > 1; }));
    WizardState state;
    WizardStepId step = WizardStepId::Source;
    state.fromText(draftOnDisk()->state, step);
    EXPECT_EQ(step, WizardStepId::Map);
    EXPECT_EQ(state.confirmed, std::set<std::string>{"customer_name"});
}

TEST_F(WizardModelTest, aDroppedDraftIsGoneEvenWhenItWasJustBeingWritten)
{
    choose("a.csv");
    m_model.saveDraftNow();
    m_model.dropDraft();
    EXPECT_TRUE(test::waitUntil([&] { return !std::filesystem::exists(workspace() + "/drafts/orders.json"); }));
    QTest::qWait(2 * WizardModel::draftDelayMs);
    EXPECT_FALSE(draftOnDisk());
}

TEST_F(WizardModelTest, aStepOpensOnceAllBeforeItAreSeenAndFree)
{
    EXPECT_FALSE(m_model.canOpen(WizardStepId::Map));
    m_model.setStep(WizardStepId::Target);
    EXPECT_TRUE(m_model.canOpen(WizardStepId::Map));
    m_model.setBlocker(WizardStepId::Source, WizardBlocker{QStringLiteral("Choose a source."), {}});
    EXPECT_FALSE(m_model.canOpen(WizardStepId::Map));
    EXPECT_FALSE(m_model.isComplete(WizardStepId::Source));
    m_model.setBlocker(WizardStepId::Source, std::nullopt);
    EXPECT_TRUE(m_model.canOpen(WizardStepId::Map));
}

TEST_F(WizardModelTest, plansTypesWithRoomAndLeavesAnExistingTableAlone)
{
    m_model.setSource(ordersLook());
    EXPECT_EQ(m_model.targetSchema(), nullptr) << "the target was not looked at";
    TargetLook look;
    look.kind = QStringLiteral("sqlite");
    m_model.setTarget(look);
    m_model.settle(WizardPart::Rules, [](WizardState &state) { state.job.key = {"order_id"}; });
    SchemaPtr schema = m_model.targetSchema();
    ASSERT_NE(schema, nullptr);
    EXPECT_EQ(typeText(schema->field(0).type), "text(20)");
    EXPECT_FALSE(schema->field(0).isNullable);
    EXPECT_EQ(typeText(schema->field(1).type), "text(80)") << "longest 57";
    EXPECT_EQ(typeText(schema->field(2).type), "decimal(12,2)");
    EXPECT_EQ(typeText(schema->field(3).type), "text") << "documents have no bound";
    EXPECT_EQ(schema->key(), std::vector<std::string>{"order_id"});
    m_model.settle(WizardPart::Target, [](WizardState &state) { state.job.types["CustName"] = Type::text(200); });
    EXPECT_EQ(typeText(m_model.targetSchema()->field(1).type), "text(200)");

    look.schema = std::make_shared<const Schema>(std::vector<Field>{{"id", TypeKind::Int64, false, {}}});
    m_model.setTarget(look);
    m_model.settle(WizardPart::Target, [](WizardState &state) { state.createsTable = false; });
    EXPECT_EQ(m_model.targetSchema()->field(0).name, "id");
}

TEST(TargetPlan, ColumnsHaveTheNamesThatTheMappingGivesThem)
{
    Job job;
    FieldMapping renamed;
    renamed.to = "customer_name";
    renamed.from = "CustName";
    renamed.type = Type::text(40);
    FieldMapping made;
    made.to = "loaded_by";
    made.value = "weir";
    job.mapping.fields = {renamed, made};
    QStringList names;
    for (const PlannedColumn &column : planColumns(ordersLook(), job))
        names += QString::fromStdString(column.field.name + ' ' + typeText(column.field.type));
    EXPECT_EQ(names.join('|'), "order_id text(20)|customer_name text(40)|amount decimal(12,2)|note text|loaded_by text");
}

} // namespace weir
