#include "core/workspace/trash.h"
#include "tests/support/testfolder.h"

#include <filesystem>
#include <gtest/gtest.h>

namespace weir::test {

namespace {

class TrashTest : public testing::Test
{
protected:
    TrashTest()
    {
        std::filesystem::create_directories(m_folder.file("jobs"));
        m_folder.write("jobs/orders.json", "{\"weir\": 1}");
    }
    [[nodiscard]] bool has(std::string_view member) const { return std::filesystem::exists(m_folder.file(member)); }
    TestFolder m_folder;
};

TEST_F(TrashTest, WhatIsDeletedComesBackAsItWas)
{
    const auto id = moveToTrash(m_folder.path(), TrashKind::Job, "orders", 1'000);
    ASSERT_TRUE(id) << id.error().detail;
    EXPECT_FALSE(has("jobs/orders.json"));
    const auto entries = listTrash(m_folder.path());
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries.front().name, "orders");
    EXPECT_EQ(entries.front().deletedAtMs, 1'000);
    ASSERT_TRUE(restoreFromTrash(m_folder.path(), *id));
    EXPECT_EQ(m_folder.read("jobs/orders.json"), "{\"weir\": 1}");
    EXPECT_TRUE(listTrash(m_folder.path()).empty());
}

TEST_F(TrashTest, RestoringNeverReplacesAFileThatTookTheName)
{
    const auto id = moveToTrash(m_folder.path(), TrashKind::Job, "orders", 1'000);
    ASSERT_TRUE(id);
    m_folder.write("jobs/orders.json", "another");
    const auto restored = restoreFromTrash(m_folder.path(), *id);
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().code, ErrorCode::InvalidConfig);
    EXPECT_EQ(m_folder.read("jobs/orders.json"), "another");
    EXPECT_EQ(listTrash(m_folder.path()).size(), 1u);
}

TEST_F(TrashTest, ThirtyDaysLaterItIsGone)
{
    constexpr std::int64_t day = 24LL * 3'600'000;
    const auto id = moveToTrash(m_folder.path(), TrashKind::Job, "orders", 1'000);
    ASSERT_TRUE(id);
    EXPECT_EQ(purgeTrash(m_folder.path(), 1'000 + 30 * day), 0);
    EXPECT_EQ(purgeTrash(m_folder.path(), 1'001 + 30 * day), 1);
    EXPECT_FALSE(restoreFromTrash(m_folder.path(), *id));
}

TEST_F(TrashTest, NamesCannotLeaveTheFolder)
{
    EXPECT_FALSE(moveToTrash(m_folder.path(), TrashKind::Job, "../orders", 1));
    EXPECT_FALSE(restoreFromTrash(m_folder.path(), "job@1@../../etc/passwd"));
    EXPECT_FALSE(restoreFromTrash(m_folder.path(), "nothing"));
}

} // namespace

} // namespace weir::test
