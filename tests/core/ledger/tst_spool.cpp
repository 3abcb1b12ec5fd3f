// The spool: pages come back as written or not at all, share their syncs, and wait instead of being dropped.

#include "core/ledger/spool.h"
#include "tests/core/ledger/ledgertesting.h"
#include "tests/support/testfolder.h"

#include <filesystem>

namespace weir::test {
namespace {

int segments(const TestFolder &folder)
{
    int count = 0;
    for (const auto &entry : std::filesystem::directory_iterator(folder.file("spool")))
        count += entry.path().extension() == ".seg";
    return count;
}

TEST(Spool, pagesComeBackAsTheyWereAppended)
{
    const TestFolder folder;
    std::vector<SpoolRecord> records;
    const auto page = [](int i) { return fmt::format("{{\"page\":{},\"text\":\"{}\"}}", i, std::string(i * 37, 'x')); };
    {
        auto spool = Spool::open(folder.file("spool"), "job1");
        ASSERT_TRUE(isGood(spool));
        for (int i = 0; i < 40; ++i) {
            records.emplace_back();
            const auto kept = spool->append(page(i), records.back());
            ASSERT_TRUE(isGood(kept));
            ASSERT_TRUE(*kept);
        }
    }
    for (int i = 0; i < 40; ++i) {
        const auto back = readSpoolPage(folder.file("spool"), records[static_cast<std::size_t>(i)]);
        ASSERT_TRUE(isGood(back));
        EXPECT_EQ(*back, page(i));
    }
}

TEST(Spool, aDamagedPageIsRefusedWhereverItIsDamaged)
{
    const TestFolder folder;
    SpoolRecord record;
    {
        auto spool = Spool::open(folder.file("spool"), "job1");
        ASSERT_TRUE(isGood(spool));
        ASSERT_TRUE(isGood(spool->append("some page that is read once and then never again", record)));
    }
    const std::string whole = folder.read("spool/" + record.segment);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] ^= 1;
        folder.write("spool/" + record.segment, damaged);
        const auto page = readSpoolPage(folder.file("spool"), record);
        ASSERT_FALSE(page) << "byte " << at;
        EXPECT_EQ(page.error().code, ErrorCode::StorageCorrupt);
    }
    folder.write("spool/" + record.segment, whole.substr(0, whole.size() / 2));
    EXPECT_FALSE(readSpoolPage(folder.file("spool"), record));
    record.segment = "../ledger.db";
    EXPECT_FALSE(readSpoolPage(folder.file("spool"), record)) << "a name from the ledger leads nowhere else";
}

TEST(Spool, pagesAppendedTogetherShareASync)
{
    const TestFolder folder;
    auto spool = Spool::open(folder.file("spool"), "job1");
    ASSERT_TRUE(isGood(spool));
    std::vector<SpoolRecord> records(16);
    for (SpoolRecord &record : records)
        ASSERT_TRUE(isGood(spool->append("page", record)));
    for (const SpoolRecord &record : records)
        ASSERT_TRUE(isGood(spool->segment()->syncTo(record.offset + record.length)));
    EXPECT_EQ(spool->segment()->syncs(), 1);
    SpoolRecord later;
    ASSERT_TRUE(isGood(spool->append("page", later)));
    ASSERT_TRUE(isGood(spool->segment()->syncTo(later.offset + later.length)));
    EXPECT_EQ(spool->segment()->syncs(), 2);
}

TEST(Spool, aFullSpoolTakesNothingAndGoesOnWhenThereIsRoom)
{
    const TestFolder folder;
    auto spool = Spool::open(folder.file("spool"), "job1", {100, 1 << 20});
    ASSERT_TRUE(isGood(spool));
    SpoolRecord record;
    int kept = 0;
    for (bool isKept = true; isKept; ++kept) {
        const auto answer = spool->append("0123456789", record);
        ASSERT_TRUE(isGood(answer));
        isKept = *answer;
        ASSERT_LT(kept, 20);
    }
    EXPECT_GE(kept, 2);
    const std::string full = record.segment;
    ASSERT_TRUE(isGood(spool->rotate()));
    EXPECT_FALSE(*spool->append("0123456789", record)) << "a new segment alone is no room";
    spool->remove({full});
    EXPECT_TRUE(*spool->append("0123456789", record));
}

TEST(Spool, aPageLargerThanTheSpoolIsTakenAlone)
{
    const TestFolder folder;
    auto spool = Spool::open(folder.file("spool"), "job1", {10, 1 << 20});
    ASSERT_TRUE(isGood(spool));
    SpoolRecord record;
    EXPECT_TRUE(*spool->append("a page that is larger than ten bytes", record));
    EXPECT_FALSE(*spool->append("b", record));
}

TEST(Spool, segmentsEndAtTheirSizeAndEmptyOnesAreRemoved)
{
    const TestFolder folder;
    {
        auto spool = Spool::open(folder.file("spool"), "job1", {1 << 20, 64});
        ASSERT_TRUE(isGood(spool));
        SpoolRecord record;
        for (int i = 0; i < 8; ++i)
            ASSERT_TRUE(isGood(spool->append("0123456789", record)));
        EXPECT_GT(segments(folder), 1);
        spool->removeExcept({record.segment});
        EXPECT_EQ(segments(folder), 1);
        ASSERT_TRUE(isGood(spool->rotate()));
        auto other = Spool::open(folder.file("spool"), "job11");
        ASSERT_TRUE(isGood(other));
        SpoolRecord theirs;
        ASSERT_TRUE(isGood(other->append("x", theirs)));
        spool->removeExcept({});
        EXPECT_TRUE(std::filesystem::exists(folder.file("spool/" + theirs.segment))) << "another job's pages are not ours";
    }
    EXPECT_EQ(segments(folder), 1);
}

} // namespace
} // namespace weir::test
