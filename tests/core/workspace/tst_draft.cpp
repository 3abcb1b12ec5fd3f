#include "core/workspace/draft.h"
#include "tests/support/testfolder.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

using namespace weir;

namespace {

mode_t modeOf(const std::string &path)
{
    struct stat info = {};
    EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 07777;
}

Draft orders()
{
    Draft draft;
    draft.name = "orders-7f3a";
    draft.title = "订单 to warehouse";
    draft.job.sourcePlace = "samples/orders_messy.csv";
    draft.job.targetConnection = "warehouse";
    draft.job.write.stream = "orders";
    draft.job.key = {"order_id"};
    draft.job.mode = WriteMode::Upsert;
    FieldMapping field;
    field.to = "customer_name";
    field.from = "CustName";
    field.type = Type::text(40);
    draft.job.mapping.fields.push_back(field);
    draft.job.hasMapping = true;
    draft.state = R"({"step":"map","confirmed":["customer_name"]})";
    return draft;
}

} // namespace

TEST(Draft, comesBackAsItWasSavedAndIsPrivate)
{
    const test::TestFolder folder;
    ASSERT_TRUE(saveDraft(folder.path(), orders(), 1'000));
    EXPECT_EQ(modeOf(folder.file("drafts")), 0700u);
    EXPECT_EQ(modeOf(folder.file("drafts/orders-7f3a.json")), 0600u);
    const auto draft = loadDraft(folder.path(), "orders-7f3a");
    ASSERT_TRUE(draft) << draft.error().detail;
    EXPECT_EQ(draft->title, "订单 to warehouse");
    EXPECT_EQ(draft->savedAtMs, 1'000);
    EXPECT_EQ(Json::parse(draft->state), Json::parse(orders().state));
    EXPECT_EQ(draft->job.toJson(), orders().job.toJson());
    EXPECT_EQ(draft->job.name, "orders-7f3a");
}

TEST(Draft, mayBeWithoutTargetAndWithoutSource)
{
    const test::TestFolder folder;
    Draft empty;
    empty.name = "new";
    ASSERT_TRUE(saveDraft(folder.path(), empty, 1));
    auto back = loadDraft(folder.path(), "new");
    ASSERT_TRUE(back) << back.error().detail;
    EXPECT_EQ(back->job.sourcePlace, "");
    EXPECT_EQ(back->job.targetPlace, "");

    Draft half;
    half.name = "new";
    half.job.sourcePlace = "orders.csv";
    ASSERT_TRUE(saveDraft(folder.path(), half, 2));
    back = loadDraft(folder.path(), "new");
    ASSERT_TRUE(back) << back.error().detail;
    EXPECT_EQ(back->job.sourcePlace, "orders.csv");
    EXPECT_EQ(back->job.targetPlace, "");
    back->job.targetPlace = "out.csv";
    ASSERT_TRUE(saveDraft(folder.path(), *back, 3));
    EXPECT_EQ(loadDraft(folder.path(), "new")->job.targetPlace, "out.csv");
}

TEST(Draft, listsTheLastSavedFirstAndLeavesOutWhatIsDamaged)
{
    const test::TestFolder folder;
    EXPECT_TRUE(listDrafts(folder.path()).empty());
    Draft draft = orders();
    ASSERT_TRUE(saveDraft(folder.path(), draft, 1'000));
    draft.name = "stock";
    ASSERT_TRUE(saveDraft(folder.path(), draft, 2'000));
    folder.write("drafts/torn.json", R"({"weir": 1, "dra)");
    folder.write("drafts/foreign.json", R"({"weir": 1, "kind": "file"})");
    const std::vector<Draft> drafts = listDrafts(folder.path());
    ASSERT_EQ(drafts.size(), 2u);
    EXPECT_EQ(drafts[0].name, "stock");
    EXPECT_EQ(drafts[1].name, "orders-7f3a");
    const auto torn = loadDraft(folder.path(), "torn");
    ASSERT_FALSE(torn);
    EXPECT_EQ(torn.error().code, ErrorCode::InvalidConfig);
    EXPECT_TRUE(std::filesystem::exists(folder.file("drafts/torn.json")));
}

TEST(Draft, isGoneAfterRemovingAndRemovingTwiceIsFine)
{
    const test::TestFolder folder;
    ASSERT_TRUE(saveDraft(folder.path(), orders(), 1));
    EXPECT_TRUE(removeDraft(folder.path(), "orders-7f3a"));
    EXPECT_TRUE(removeDraft(folder.path(), "orders-7f3a"));
    const auto gone = loadDraft(folder.path(), "orders-7f3a");
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
}

TEST(Draft, keepsTheOldOneWhenTheNewOneCannotBeWritten)
{
    const test::TestFolder folder;
    ASSERT_TRUE(saveDraft(folder.path(), orders(), 1'000));
    Draft broken = orders();
    broken.title = "\xFF";
    EXPECT_FALSE(saveDraft(folder.path(), broken, 2'000));
    broken = orders();
    broken.state = "{";
    EXPECT_FALSE(saveDraft(folder.path(), broken, 2'000));
    EXPECT_EQ(loadDraft(folder.path(), "orders-7f3a")->savedAtMs, 1'000);
}

TEST(Draft, refusesANameThatIsNoFileName)
{
    const test::TestFolder folder;
    Draft draft = orders();
    draft.name = "../jobs/orders";
    EXPECT_FALSE(saveDraft(folder.path(), draft, 1));
    EXPECT_FALSE(loadDraft(folder.path(), "../workspace"));
    EXPECT_FALSE(removeDraft(folder.path(), "../workspace"));
}
