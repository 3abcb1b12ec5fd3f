#include "core/delivery/footing.h"
#include "tests/support/testfolder.h"

#include <filesystem>
#include <gtest/gtest.h>

using namespace weir;

namespace {

using Words = std::vector<std::string>;

const std::string standing = R"({"source": {"file": "a.csv"}, "target": {"place": "sqlite:t.db#t", "mode": "upsert",
                                 "key": ["id"]}, "mapping": {"fields": [{"to": "id", "from": "id"}]}})";

} // namespace

TEST(FootingTest, MappingFiltersPolicyAndTypesMayChange)
{
    EXPECT_EQ(changedFooting(standing, R"({"source": {"file": "a.csv", "format": "csv"}, "target": {"place": "sqlite:t.db#t",
        "key": ["id"], "types": "text"}, "policy": {"stopAfter": "never"}})", "/ws"),
              Words{})
        << "a mode that is not written is upsert with a key";
}

TEST(FootingTest, WhatACheckpointStandsOnMayNot)
{
    struct Row
    {
        std::string now;
        Words changed;
    };
    const Row table[] = {
        {R"({"source": {"file": "b.csv"}, "target": {"place": "sqlite:t.db#t", "key": ["id"]}})", {"source"}},
        {R"({"source": {"file": "a.csv"}, "target": {"place": "sqlite:t.db#u", "key": ["id"]}})", {"target"}},
        {R"({"source": {"file": "a.csv"}, "target": {"place": "sqlite:t.db#t", "mode": "update", "key": ["id"]}})", {"mode"}},
        {R"({"source": {"file": "a.csv"}, "target": {"place": "sqlite:t.db#t", "key": ["id", "day"]}})", {"key"}},
        {R"({"source": {"file": "a.csv"}, "target": {"place": "sqlite:t.db#t"}})", {"mode", "key"}},
        {R"({"source": {"file": "a.csv", "cursor": {"field": "at"}}, "target": {"place": "sqlite:t.db#t", "key": ["id"]}})",
         {"cursor field"}},
        {R"({"source": {"file": "a.csv", "query": "SELECT 1"}, "target": {"place": "sqlite:t.db#t", "key": ["id"]}})",
         {"query"}},
        {R"({"source": {"file": "a.csv", "where": "id > 1"}, "target": {"place": "sqlite:t.db#t", "key": ["id"]}})",
         {"condition"}},
    };
    for (const Row &row : table)
        EXPECT_EQ(changedFooting(standing, row.now, "/ws"), row.changed) << row.now;
}

TEST(FootingTest, OnePlaceTypedInTwoWaysIsOnePlace)
{
    EXPECT_EQ(changedFooting(standing, R"({"source": {"file": "./sub/../a.csv"}, "target": {"place": "sqlite:/ws/t.db#t",
        "key": ["id"]}})", "/ws"),
              Words{});
    EXPECT_EQ(changedFooting("damaged", standing, "/ws"), Words{}) << "what cannot be read accuses nobody";
}

TEST(FootingTest, AHomeIsTheMachineAndTheRealFolder)
{
    const test::TestFolder folder;
    std::filesystem::create_directory_symlink(folder.path(), folder.path() + "-link");
    EXPECT_EQ(homeOf(folder.path()), homeOf(folder.path() + "-link"));
    std::filesystem::remove(folder.path() + "-link");
    EXPECT_NE(homeOf(folder.path()), homeOf("/"));
}
