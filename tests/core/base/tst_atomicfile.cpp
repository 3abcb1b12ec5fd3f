#include "core/base/atomicfile.h"
#include "tests/support/testfolder.h"

#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

using namespace weir;

namespace {

TEST(AtomicFile, ReplacesTheWholeFileAndLeavesNothingBesideIt)
{
    const test::TestFolder folder;
    const std::string path = folder.file("a.json");
    ASSERT_TRUE(replaceFile(path, "first, and longer"));
    ASSERT_TRUE(replaceFile(path, "second"));
    EXPECT_EQ(folder.read("a.json"), "second");
    struct stat info = {};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
    const auto failed = replaceFile(folder.file("none/a.json"), "x");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::NotFound) << failed.error().detail;
}

TEST(AtomicFile, WhatAKilledWriterLeftIsRemovedAndNothingElse)
{
    const test::TestFolder folder;
    const std::string abandoned = folder.write("a.json.0123abcd.tmp", "half");
    const std::string busy = folder.write("b.json.0123abcd.tmp", "half");
    for (const char *other : {"a.json", "a.json.tmp", "a.json.0123ABCD.tmp", "a.json.0123abcd.tmp.bak", "notes.txt.0123abcd.tmp",
                              ".0123abcd.tmp"})
        folder.write(other, "kept");
    std::filesystem::create_symlink(folder.file("a.json"), folder.file("c.json.0123abcd.tmp"));
    {
        const OpenFile writer(open(busy.c_str(), O_WRONLY | O_CLOEXEC));
        ASSERT_EQ(flock(writer.get(), LOCK_EX | LOCK_NB), 0);
        removeAbandoned(folder.path(), ".json");
        EXPECT_FALSE(std::filesystem::exists(abandoned));
        EXPECT_TRUE(std::filesystem::exists(busy)) << "its writer lives";
    }
    removeAbandoned(folder.path(), ".json");
    EXPECT_FALSE(std::filesystem::exists(busy));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 7);
    removeAbandoned(folder.file("none"), ".json"); // nothing to do
}

} // namespace
