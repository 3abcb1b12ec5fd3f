#include "core/reconciliation/externalsort.h"
#include "tests/support/testfolder.h"

#include <algorithm>
#include <dirent.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <sys/stat.h>

namespace weir::test {
namespace {

struct Row
{
    std::string key, row, note;
    std::uint8_t kind = 0;
    std::int64_t number = 0;

    [[nodiscard]] SortedRow view() const { return {key, kind, row, note, number}; }
    bool operator==(const Row &) const = default;
};

std::vector<Row> randomRows(std::size_t count, std::uint32_t seed)
{
    std::mt19937 random(seed);
    const auto text = [&](std::size_t longest) {
        std::string bytes(random() % (longest + 1), ' ');
        for (char &c : bytes)
            c = static_cast<char>(random() % 256);
        return bytes;
    };
    std::vector<Row> rows;
    for (std::size_t i = 0; i < count; ++i)
        rows.push_back({text(random() % 3 == 0 ? 1 : 12), text(30), text(5), static_cast<std::uint8_t>(random() % 3),
                        static_cast<std::int64_t>(i)});
    return rows;
}

std::vector<Row> sorted(ExternalSort &sort)
{
    std::vector<Row> rows;
    SortedRow row;
    for (;;) {
        const auto hasRow = sort.next(row);
        EXPECT_TRUE(hasRow) << hasRow.error().detail;
        if (!hasRow || !*hasRow)
            return rows;
        rows.push_back({std::string(row.key), std::string(row.row), std::string(row.note), row.kind, row.number});
    }
}

void expectSorted(std::size_t count, ExternalSort::Limits limits, bool spills)
{
    const std::uint32_t seed = std::random_device{}();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    TestFolder folder;
    std::vector<Row> expected = randomRows(count, seed);
    ExternalSort sort(folder.path(), limits);
    for (const Row &row : expected)
        ASSERT_TRUE(sort.add(row.view()));
    ASSERT_TRUE(sort.finish());
    EXPECT_EQ(sort.runsWritten() > 0, spills);
    std::sort(expected.begin(), expected.end(), [](const Row &a, const Row &b) { return a.view() < b.view(); });
    EXPECT_EQ(sorted(sort), expected);
}

TEST(ExternalSort, NothingAddedGivesNothing)
{
    expectSorted(0, {}, false);
}

TEST(ExternalSort, FewRowsStayInMemory)
{
    expectSorted(1'000, {}, false);
}

TEST(ExternalSort, ManyRowsComeOutOfRunsInOrder)
{
    expectSorted(5'000, {.arenaBytes = 16 << 10, .readBytes = 1 << 10, .runsMax = 64}, true);
}

TEST(ExternalSort, MoreRunsThanMergeAtOnceAreMergedOverSeveralLevels)
{
    expectSorted(6'000, {.arenaBytes = 4 << 10, .readBytes = 256, .runsMax = 3}, true);
}

TEST(ExternalSort, ARowLargerThanAllBuffersPasses)
{
    TestFolder folder;
    ExternalSort sort(folder.path(), {.arenaBytes = 1 << 10, .readBytes = 128, .runsMax = 4});
    const Row large{"b", std::string(100'000, 'x'), "", 1, 2};
    for (const Row &row : {Row{"c", "", "", 1, 3}, large, Row{"a", "", "", 1, 1}})
        ASSERT_TRUE(sort.add(row.view()));
    ASSERT_TRUE(sort.finish());
    const auto rows = sorted(sort);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[1], large);
}

TEST(ExternalSort, KeysCompareAsUnsignedBytes)
{
    TestFolder folder;
    ExternalSort sort(folder.path());
    for (const char *key : {"\xC3\xA4", "z", "", "Z"})
        ASSERT_TRUE(sort.add({key, 0, {}, {}, 0}));
    ASSERT_TRUE(sort.finish());
    const auto rows = sorted(sort);
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0].key + "," + rows[1].key + "," + rows[2].key + "," + rows[3].key, ",Z,z,\xC3\xA4");
}

TEST(ExternalSort, RunsLeaveNoNameBehind)
{
    TestFolder folder;
    ExternalSort sort(folder.path(), {.arenaBytes = 1 << 10, .readBytes = 128, .runsMax = 4});
    for (const Row &row : randomRows(500, 1))
        ASSERT_TRUE(sort.add(row.view()));
    ASSERT_GT(sort.runsWritten(), 0);
    DIR *open = opendir(folder.path().c_str());
    int names = 0;
    while (const dirent *entry = readdir(open))
        names += entry->d_name[0] != '.';
    closedir(open);
    EXPECT_EQ(names, 0) << "a killed process would leave its rows";
}

TEST(ExternalSort, AFolderThatIsGoneIsNamed)
{
    TestFolder folder;
    ExternalSort sort(folder.file("gone"), {.arenaBytes = 64, .readBytes = 64, .runsMax = 4});
    ASSERT_TRUE(sort.add({"a", 0, std::string(100, 'x'), {}, 1}));
    const auto full = sort.add({"b", 0, std::string(100, 'x'), {}, 2});
    ASSERT_FALSE(full);
    EXPECT_NE(full.error().detail.find(folder.file("gone")), std::string::npos);
}

} // namespace
} // namespace weir::test
