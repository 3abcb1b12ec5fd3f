#include "core/connectors/files/fileconnector.h"
#include "tests/support/filetargetjob.h"
#include "tests/support/testfolder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace weir;
using namespace weir::test;

namespace {

/// A file knows of them only where they stand.
std::vector<Skipped> skipsOf(const std::vector<std::int64_t> &seqs)
{
    std::vector<Skipped> skips;
    for (const std::int64_t seq : seqs)
        skips.push_back({seq, {}, {}, {}});
    return skips;
}

TEST(FileTarget, WritesAFileForItsOwnerOnlyWithASidecarBesideIt)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    const auto shape = job.target->describe({});
    ASSERT_TRUE(shape);
    EXPECT_EQ(shape->guarantee, Guarantee::C);
    EXPECT_FALSE(shape->schema);
    EXPECT_EQ(shape->footprint.size(), 2U);
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(3));
    ASSERT_OK(job.acknowledge());
    ASSERT_OK(job.complete());
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(3));
    EXPECT_EQ(job.at.totals.inserted, 3);
    for (const char *name : {"out.csv", "out.csv.weir"}) {
        struct stat status = {};
        ASSERT_EQ(stat(folder.file(name).c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0600U) << name;
    }
    const auto again = job.target->describe({});
    ASSERT_TRUE(again && again->schema);
    EXPECT_EQ(*again->schema, *job.schema);
}

TEST(FileTarget, ATornWriteIsCutOffAndWrittenOnce)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(3));
    ASSERT_OK(job.acknowledge());
    ASSERT_OK(job.write(2)); // in the file, but the ledger never heard of it
    std::ofstream(folder.file("out.csv"), std::ios::app) << "6,ro";
    job.restart();
    const auto fenced = job.start();
    ASSERT_TRUE(fenced);
    ASSERT_TRUE(fenced->checkpoint);
    EXPECT_EQ(fenced->checkpoint->seq, 3);
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(3));
    ASSERT_OK(job.write(4));
    ASSERT_OK(job.complete());
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(7));
}

TEST(FileTarget, ANaiveAppenderWouldDoubleRows)
{
    // The negative control: the same accident without the truncation leaves rows 4 and 5 twice.
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(3));
    const Checkpoint acknowledged = job.at;
    ASSERT_OK(job.write(2));
    job.at.seq = acknowledged.seq;
    ASSERT_OK(job.write(2));
    EXPECT_NE(folder.read("out.csv"), rowsUpTo(5));
}

TEST(FileTarget, ACrashBeforeTheFirstAcknowledgementLeavesNothingBehind)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(3));
    job.restart();
    const auto fenced = job.start();
    ASSERT_TRUE(fenced) << fenced.error().detail;
    EXPECT_FALSE(fenced->checkpoint);
    EXPECT_EQ(folder.read("out.csv"), "");
    ASSERT_OK(job.write(3));
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(3));
}

TEST(FileTarget, ALostLedgerResumesFromTheSidecar)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(3, {4, 5}));
    ASSERT_OK(job.acknowledge());
    ASSERT_OK(job.write(2, {8}));
    ASSERT_OK(job.acknowledge());
    ASSERT_OK(job.write(1));
    const Checkpoint expected = *job.known;
    job.known.reset();
    job.restart();
    const auto fenced = job.start();
    ASSERT_TRUE(fenced && fenced->checkpoint);
    EXPECT_EQ(fenced->checkpoint->seq, expected.seq);
    EXPECT_EQ(fenced->checkpoint->cursor, expected.cursor);
    EXPECT_EQ(fenced->checkpoint->totals, expected.totals);
    EXPECT_EQ(fenced->checkpoint->targetIdentity, fenced->targetIdentity);
    EXPECT_EQ(fenced->openSkips, skipsOf({4, 5, 8}));
    ASSERT_OK(job.write(1));
    EXPECT_EQ(folder.read("out.csv"), "seq,text\n1,row\n2,row\n3,row\n6,row\n7,row\n9,row\n");
}

TEST(FileTarget, ALedgerAheadOfTheSidecarWinsAndBringsItsSkips)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(2));
    ASSERT_OK(job.acknowledge());
    ASSERT_OK(job.write(2, {5}));
    job.known = job.at; // the ledger committed, the sidecar was not written any more
    job.restart();
    const auto fenced = job.start();
    ASSERT_TRUE(fenced && fenced->checkpoint);
    EXPECT_EQ(fenced->checkpoint->seq, 5);
    EXPECT_EQ(fenced->openSkips, skipsOf({5}));
    ASSERT_OK(job.acknowledge());
    job.known.reset();
    job.restart();
    EXPECT_EQ(job.start()->openSkips, skipsOf({5}));
}

TEST(FileTarget, AnOldLedgerTakesOverWhatTheSidecarKnows)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(2));
    ASSERT_OK(job.acknowledge());
    const Checkpoint old = *job.known;
    ASSERT_OK(job.write(2));
    ASSERT_OK(job.acknowledge());
    job.known = old;
    job.restart();
    EXPECT_EQ(job.start()->checkpoint->seq, 4);
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(4));
}

TEST(FileTarget, AFileThatSomeoneChangedIsRefusedUntouched)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(3));
    ASSERT_OK(job.acknowledge());
    const std::string good = folder.read("out.csv");
    for (const std::string &changed :
         {good.substr(0, 12) + "X" + good.substr(13), good.substr(0, good.size() - 3)}) {
        {
            std::ofstream file(folder.file("out.csv"), std::ios::binary | std::ios::trunc);
            file << changed;
        }
        job.restart();
        const auto fenced = job.start();
        ASSERT_FALSE(fenced);
        EXPECT_EQ(fenced.error().code, ErrorCode::SchemaMismatch);
        EXPECT_EQ(folder.read("out.csv"), changed);
    }
}

TEST(FileTarget, AForeignFileIsRefusedUntouched)
{
    const test::TestFolder folder;
    folder.write("out.csv", "mine\n");
    Job job(folder.file("out.csv"));
    const auto fenced = job.start();
    ASSERT_FALSE(fenced);
    EXPECT_EQ(fenced.error().code, ErrorCode::InvalidConfig);
    EXPECT_EQ(folder.read("out.csv"), "mine\n");
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.csv.weir")));

    Job first(folder.file("a.csv"));
    ASSERT_OK(first.start());
    ASSERT_OK(first.write(1));
    ASSERT_OK(first.complete());
    first.restart();
    ASSERT_OK(first.target->prepare(first.schema, WriteMode::Append, {}, {}, {}));
    const auto other = first.target->fence(claimOf({}, otherJob), {});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::InvalidConfig);
}

TEST(FileTarget, AnEmptyFileMayBeFilled)
{
    const test::TestFolder folder;
    folder.write("out.csv", "");
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(1));
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(1));
}

TEST(FileTarget, LinksAndFifosAreNotWrittenThrough)
{
    const test::TestFolder folder;
    folder.write("real.csv", "mine\n");
    std::filesystem::create_symlink(folder.file("real.csv"), folder.file("link.csv"));
    EXPECT_FALSE(Job(folder.file("link.csv")).start());
    ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
    EXPECT_FALSE(Job(folder.file("pipe")).start());
    EXPECT_EQ(folder.read("real.csv"), "mine\n");
}

TEST(FileTarget, ASecondWriterIsFenced)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    Job second(folder.file("out.csv"));
    const auto fenced = second.start();
    ASSERT_FALSE(fenced);
    EXPECT_EQ(fenced.error().code, ErrorCode::Conflict);
    EXPECT_NE(fenced.error().detail.find("fenced"), std::string::npos);
}

TEST(FileTarget, AFileReplacedUnderTheRunStopsIt)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(1));
    std::filesystem::rename(folder.file("out.csv"), folder.file("moved.csv"));
    folder.write("out.csv", "other\n");
    const auto written = job.write(1);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::Conflict);
    EXPECT_EQ(folder.read("out.csv"), "other\n");
}

TEST(FileTarget, AMissingFileIsToldByIdentityAndBegunAnewOnRequest)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(3));
    ASSERT_OK(job.complete());
    std::filesystem::remove(folder.file("out.csv"));
    job.restart();
    const auto fenced = job.start();
    ASSERT_TRUE(fenced) << fenced.error().detail;
    EXPECT_TRUE(fenced->targetIsEmpty);
    EXPECT_NE(fenced->targetIdentity, job.known->targetIdentity);
    EXPECT_EQ(job.write(1).error().code, ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.csv")));
    ASSERT_OK(job.start(1));
    ASSERT_OK(job.write(2));
    ASSERT_OK(job.complete());
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(2));
}

TEST(FileTarget, ANewGenerationIsAppendedBehindTheOldOne)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(2, {3}));
    ASSERT_OK(job.complete());
    ASSERT_OK(job.start(1));
    job.known.reset(); // a ledger that is lost right behind the fence
    job.restart();
    const auto fenced = job.start();
    ASSERT_TRUE(fenced && fenced->checkpoint);
    EXPECT_EQ(fenced->checkpoint->generation, 1);
    EXPECT_EQ(fenced->checkpoint->seq, 0);
    EXPECT_TRUE(fenced->openSkips.empty());
    ASSERT_OK(job.write(2));
    ASSERT_OK(job.complete());
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(2) + "1,row\n2,row\n");
}

TEST(FileTarget, ReplaceLoadsBesideTheFileAndRenames)
{
    const test::TestFolder folder;
    folder.write("out.csv", "mine\n");
    Job job(folder.file("out.csv"), {}, WriteMode::Replace);
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(3));
    ASSERT_OK(job.acknowledge());
    EXPECT_EQ(folder.read("out.csv"), "mine\n");
    job.restart();
    const auto fenced = job.start();
    ASSERT_TRUE(fenced && fenced->checkpoint);
    EXPECT_EQ(fenced->checkpoint->seq, 3);
    ASSERT_OK(job.write(1));
    ASSERT_OK(job.complete());
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(4));
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.csv.part")));
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.csv.part.weir")));

    job.restart();
    const auto done = job.start();
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_TRUE(done->checkpoint->isComplete);
    EXPECT_EQ(done->targetIdentity, job.known->targetIdentity);
    ASSERT_OK(job.start(1));
    ASSERT_OK(job.write(2));
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(4));
    ASSERT_OK(job.complete());
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(2));
}

TEST(FileTarget, ACrashBehindTheRenameIsFinishedNotRepeated)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"), {}, WriteMode::Replace);
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(3));
    ASSERT_OK(job.acknowledge());
    ASSERT_OK(job.target->complete(job.at, {})); // and the ledger never heard of it
    job.restart();
    const auto fenced = job.start();
    ASSERT_TRUE(fenced && fenced->checkpoint) << fenced.error().detail;
    EXPECT_EQ(fenced->checkpoint->seq, 3);
    ASSERT_OK(job.complete());
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(3));
}

TEST(FileTarget, AFileHasNoKeysToUpsertBy)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    for (const WriteMode mode : {WriteMode::Upsert, WriteMode::Update, WriteMode::Mirror})
        EXPECT_EQ(job.target->prepare(job.schema, mode, {"seq"}, {}, {}).error().code,
                  ErrorCode::InvalidConfig);
}

TEST(FileTarget, AJsonArrayIsClosedWhenCompleteAndGoesOnWhenAppended)
{
    const test::TestFolder folder;
    Job job(folder.file("out.json"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(1));
    ASSERT_OK(job.write(1));
    EXPECT_EQ(folder.read("out.json"),
              "[\n{\"seq\":\"1\",\"text\":\"row\"},\n{\"seq\":\"2\",\"text\":\"row\"}");
    ASSERT_OK(job.complete());
    EXPECT_TRUE(Json::parse(folder.read("out.json")).is_array());
    const std::string complete = folder.read("out.json");
    job.restart();
    ASSERT_OK(job.start());
    EXPECT_EQ(folder.read("out.json"), complete) << "nothing new leaves the file as it is";
    ASSERT_OK(job.write(1));
    ASSERT_OK(job.complete());
    EXPECT_EQ(Json::parse(folder.read("out.json")).size(), 3U);
    std::ofstream(folder.file("out.json"), std::ios::app) << "torn";
    job.restart();
    ASSERT_OK(job.start());
    ASSERT_OK(job.complete());
    EXPECT_EQ(Json::parse(folder.read("out.json")).size(), 3U);
}

TEST(FileTarget, AnEmptyLoadIsAWholeFile)
{
    const test::TestFolder folder;
    for (const char *name : {"out.csv", "out.json", "out.ndjson"}) {
        Job job(folder.file(name));
        ASSERT_OK(job.start());
        ASSERT_OK(job.complete());
        job.restart();
        ASSERT_OK(job.start());
        ASSERT_OK(job.write(1));
        ASSERT_OK(job.complete());
    }
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(1));
    EXPECT_EQ(Json::parse(folder.read("out.json")).size(), 1U);
    EXPECT_EQ(folder.read("out.ndjson"), "{\"seq\":\"1\",\"text\":\"row\"}\n");
}

TEST(FileTarget, CompensatedRowsAreAppendedBehindACompleteLoad)
{
    const test::TestFolder folder;
    Job job(folder.file("out.json"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(2, {3}));
    ASSERT_OK(job.complete());
    job.restart();
    ASSERT_OK(job.start());
    const RecordBatch batch = batchOf(job.schema, {{"3", "mended"}});
    const auto settled = job.target->settle({std::span(&batch, 1), 1}, {"m1", {0}, {3}, "main"}, {});
    ASSERT_TRUE(settled) << settled.error().detail;
    EXPECT_EQ(settled->hit, std::vector<bool>{true});
    EXPECT_EQ(Json::parse(folder.read("out.json")).size(), 3U);
    job.known->state = settled->write.state;
    job.restart();
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(1));
    ASSERT_OK(job.complete());
    EXPECT_EQ(Json::parse(folder.read("out.json")).size(), 4U);
}

TEST(FileTarget, ARowThatCannotBeWrittenIsNamedAndNothingIsWritten)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(1));
    const RecordBatch batch = batchOf(job.schema, {{"2", "ok"}, {"3", std::string("a\0b", 3)}});
    Checkpoint next = job.at;
    const auto report = job.target->write({std::span(&batch, 1), 2}, {}, next, {});
    ASSERT_TRUE(report);
    ASSERT_EQ(report->refused.size(), 1U);
    EXPECT_EQ(report->refused[0].row, 1);
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(1));
}

TEST(FileTarget, ColumnsAreBoundByNameAndStrangersRefused)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(1));
    ASSERT_OK(job.complete());
    job.restart();
    const auto swapped = textSchema({"text", "seq"});
    ASSERT_OK(job.target->prepare(swapped, WriteMode::Append, {}, {}, {}));
    ASSERT_OK(job.target->fence(claimOf(job.known), {}));
    const RecordBatch batch = batchOf(swapped, {{"row", "2"}});
    Checkpoint next = *job.known;
    ASSERT_OK(job.target->write({std::span(&batch, 1), 1}, {}, next, {}));
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(2));
    job.restart();
    ASSERT_OK(job.target->prepare(textSchema({"seq", "price"}), WriteMode::Append, {}, {}, {}));
    EXPECT_EQ(job.target->fence(claimOf(job.known), {}).error().code, ErrorCode::InvalidConfig);
}

TEST(FileTarget, ForgettingRemovesTheSidecarAndKeepsTheRows)
{
    const test::TestFolder folder;
    Job job(folder.file("out.csv"));
    ASSERT_OK(job.start());
    ASSERT_OK(job.write(1));
    ASSERT_OK(job.complete());
    ASSERT_OK(job.target->forget(otherJob, {}));
    EXPECT_TRUE(std::filesystem::exists(folder.file("out.csv.weir")));
    ASSERT_OK(job.target->forget(thisJob, {}));
    EXPECT_FALSE(std::filesystem::exists(folder.file("out.csv.weir")));
    EXPECT_EQ(folder.read("out.csv"), rowsUpTo(1));
}

} // namespace
