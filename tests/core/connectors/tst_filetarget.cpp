#include "core/base/step.h"
#include "core/connectors/files/csvsource.h"
#include "core/connectors/files/fileconnector.h"
#include "core/connectors/files/filetarget.h"
#include "core/connectors/files/stdouttarget.h"
#include "tests/support/testfolder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace weir;

namespace {

const Uuid thisJob = *Uuid::parse("00000000-0000-4000-8000-000000000001");
const Uuid otherJob = *Uuid::parse("00000000-0000-4000-8000-000000000002");

SchemaPtr textSchema(const std::vector<std::string> &names, TypeKind kind = TypeKind::Text)
{
    std::vector<Field> fields;
    for (const std::string &name : names)
        fields.push_back({name, kind, true, {}});
    return std::make_shared<const Schema>(std::move(fields));
}

using Cell = std::optional<std::string>;

RecordBatch batchOf(const SchemaPtr &schema, const std::vector<std::vector<Cell>> &rows)
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < schema->size(); ++i) {
        auto column = std::make_shared<Column>(schema->field(i).type.kind);
        for (const auto &row : rows) {
            if (row[i])
                column->appendText(*row[i]);
            else
                column->appendNull();
        }
        columns.push_back(column);
    }
    return {schema, columns, static_cast<std::int64_t>(rows.size())};
}

Claim claimOf(const std::optional<Checkpoint> &known = {}, const Uuid &job = thisJob)
{
    Claim claim;
    claim.job = job;
    claim.stream = "main";
    claim.holder = Uuid::random();
    claim.run = 1;
    claim.known = known;
    return claim;
}

/// The ledger's side of a job that writes rows "seq,text" into one file.
class Job
{
public:
    explicit Job(std::string path, Json format = {}, WriteMode mode = WriteMode::Append)
        : m_path(std::move(path)), m_format(std::move(format)), m_mode(mode)
    {
        restart();
    }

    /// A new process: everything in memory is gone.
    void restart()
    {
        target.reset();
        WriteOptions options;
        options.mayReplaceFile = m_mode == WriteMode::Replace;
        target = std::make_unique<FileTarget>(m_path, *FileFormat::make(m_path, nullptr, &m_format), options);
    }
    Result<Fenced> start(std::int64_t newGeneration = 0)
    {
        WEIR_CHECK(target->prepare(schema, m_mode, {}, {}, {}));
        Claim claim = claimOf(known);
        claim.newGeneration = newGeneration;
        WEIR_TRY(Fenced fenced, target->fence(claim, {}));
        at = newGeneration > 0 ? Checkpoint() : fenced.checkpoint.value_or(Checkpoint());
        if (newGeneration > 0)
            at.generation = newGeneration;
        at.targetIdentity = fenced.targetIdentity;
        return fenced;
    }
    /// Writes the next \a rows rows; the ledger has not heard of it yet.
    Result<WriteReport> write(int rows, const std::vector<std::int64_t> &skips = {})
    {
        std::vector<std::vector<Cell>> cells;
        std::vector<Skipped> skipped;
        for (const std::int64_t seq : skips)
            skipped.push_back({seq, "TooLong", "line 1", ""});
        for (int i = 0; i < rows; ++i)
            cells.push_back({std::to_string(at.seq + i + 1), "row"});
        const RecordBatch batch = batchOf(schema, cells);
        Checkpoint next = at;
        next.seq += rows + static_cast<std::int64_t>(skips.size());
        next.cursor.text = "at " + std::to_string(next.seq);
        next.totals.read = next.seq;
        next.totals.quarantined += static_cast<std::int64_t>(skips.size());
        WEIR_TRY(WriteReport report, target->write({std::span(&batch, 1), rows}, skipped, next, {}));
        if (report.refused.empty())
            at = next;
        return report;
    }
    Result<void> acknowledge()
    {
        known = at;
        return target->acknowledged(at);
    }
    Result<void> complete()
    {
        WEIR_CHECK(target->complete(at, {}));
        return acknowledge();
    }

    std::unique_ptr<FileTarget> target;
    std::optional<Checkpoint> known; ///< what the ledger holds
    Checkpoint at;
    SchemaPtr schema = textSchema({"seq", "text"});

private:
    std::string m_path;
    Json m_format;
    WriteMode m_mode;
};

std::string rowsUpTo(int last)
{
    std::string text = "seq,text\n";
    for (int i = 1; i <= last; ++i)
        text += std::to_string(i) + ",row\n";
    return text;
}

#define ASSERT_OK(expression)                                                                                \
    do {                                                                                                     \
        const auto result = (expression);                                                                    \
        ASSERT_TRUE(result) << result.error().detail;                                                        \
    } while (false)

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
    EXPECT_EQ(fenced->openSkips, (std::vector<std::int64_t>{4, 5, 8}));
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
    EXPECT_EQ(fenced->openSkips, (std::vector<std::int64_t>{5}));
    ASSERT_OK(job.acknowledge());
    job.known.reset();
    job.restart();
    EXPECT_EQ(job.start()->openSkips, (std::vector<std::int64_t>{5}));
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

// --- killed at every named step: no row lost, none twice ---

std::string stepToDieAt;
int passesToDieAt = 0;

void dieAt(const char *name)
{
    if (stepToDieAt == name && --passesToDieAt == 0)
        _exit(99);
}

/// Runs \a work in a process of its own that dies at the n-th pass of \a name; false: it came through.
template<typename Work>
bool dies(const std::string &name, int pass, Work work)
{
    const pid_t child = fork();
    if (child == 0) {
        stepToDieAt = name;
        passesToDieAt = pass;
        stepHook.store(&dieAt);
        work();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 99;
}

/// Writes 12 rows in batches of 3; what the ledger committed stands in a file beside.
void runJob(const std::string &path, const std::string &ledger, WriteMode mode)
{
    Job job(path, {}, mode);
    if (std::filesystem::exists(ledger)) {
        std::ifstream file(ledger);
        Checkpoint known;
        int isComplete = 0;
        file >> known.seq >> isComplete >> known.targetIdentity;
        file.ignore();
        std::getline(file, known.state);
        known.isComplete = isComplete != 0;
        known.totals.inserted = known.seq;
        job.known = known;
    }
    const auto keep = [&] {
        const std::string temp = ledger + ".tmp";
        std::ofstream(temp) << job.at.seq << ' ' << job.at.isComplete << ' ' << job.at.targetIdentity << '\n'
                            << job.at.state << '\n';
        std::filesystem::rename(temp, ledger);
    };
    if (!job.start())
        _exit(1);
    while (job.at.seq < 12) {
        if (!job.write(3))
            _exit(2);
        keep();
        step("ledger.committed");
        if (!job.acknowledge())
            _exit(3);
    }
    if (!job.at.isComplete && !job.target->complete(job.at, {}))
        _exit(4);
    keep();
    step("ledger.committed");
    if (!job.acknowledge())
        _exit(5);
}

TEST(FileTarget, KilledAtEveryStepEveryRowIsThereOnce)
{
    const std::vector<std::string> steps = {
        "file.created",      "file.fenced",         "file.write.begin",     "file.write.data",
        "file.write.synced", "file.sidecar.synced", "file.sidecar.written", "file.complete.closed",
        "file.rename",       "ledger.committed"};
    int deaths = 0;
    for (const WriteMode mode : {WriteMode::Append, WriteMode::Replace}) {
        for (const char *name : {"out.csv", "out.json"}) {
            for (const std::string &at : steps) {
                for (int pass = 1;; ++pass) {
                    const test::TestFolder folder;
                    const auto work = [&] { runJob(folder.file(name), folder.file("ledger"), mode); };
                    if (!dies(at, pass, work))
                        break;
                    ++deaths;
                    // A second accident while the first one is healed, then a run that comes through.
                    dies("file.write.data", 1, work);
                    ASSERT_FALSE(dies("none", 1, work));
                    const std::string text = folder.read(name);
                    if (std::string_view(name) == "out.csv") {
                        ASSERT_EQ(text, rowsUpTo(12)) << at << " pass " << pass;
                    } else {
                        const Json rows = Json::parse(text, nullptr, false);
                        ASSERT_TRUE(rows.is_array()) << at << " pass " << pass << ": " << text;
                        ASSERT_EQ(rows.size(), 12U) << at << " pass " << pass << ": " << text;
                    }
                }
            }
        }
    }
    EXPECT_GT(deaths, 80);
}

TEST(FileTarget, KilledAfterAForkLessRunTheLedgerLossIsHealedToo)
{
    for (const std::string at : {"file.write.begin", "file.write.data", "file.write.synced",
                                 "file.sidecar.synced", "file.sidecar.written", "ledger.committed"}) {
        for (int pass = 1;; ++pass) {
            const test::TestFolder folder;
            const auto work = [&] {
                runJob(folder.file("out.csv"), folder.file("ledger"), WriteMode::Append);
            };
            if (!dies(at, pass, work))
                break;
            std::filesystem::remove(folder.file("ledger"));
            ASSERT_FALSE(dies("none", 1, work));
            ASSERT_EQ(folder.read("out.csv"), rowsUpTo(12)) << at << " pass " << pass;
        }
    }
}

// --- what is written is read back equal ---

TEST(CsvEncoder, RandomTablesComeBackEqual)
{
    const auto seed = static_cast<unsigned>(std::chrono::steady_clock::now().time_since_epoch().count());
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::vector<std::string> pieces = {"a", ",",  "\"", "\n", "\r", "\r\n",         "\\N", "NA",
                                             ";", "\t", " ",  "名", "'",  "\xEF\xBB\xBF", "1"};
    for (int round = 0; round < 400; ++round) {
        const test::TestFolder folder;
        std::vector<std::string> names;
        for (std::size_t i = 0; i < 1 + random() % 4; ++i)
            names.push_back("c" + std::to_string(i));
        const SchemaPtr schema = textSchema(names);
        std::vector<std::vector<Cell>> rows(random() % 30);
        for (auto &row : rows) {
            for (std::size_t i = 0; i < names.size(); ++i) {
                Cell cell;
                if (random() % 5 != 0) {
                    cell.emplace();
                    for (std::size_t n = random() % 5; n > 0; --n)
                        *cell += pieces[random() % pieces.size()];
                }
                row.push_back(cell);
            }
        }
        Json format{{"delimiter", std::string(1, ",;\t|"[random() % 4])}};
        if (random() % 2 == 0)
            format["null"] = "NA";
        const std::string path = folder.file("x.csv");
        const FileFormat settings = *FileFormat::make(path, nullptr, &format);
        FileTarget target(path, settings, {});
        ASSERT_OK(target.prepare(schema, WriteMode::Append, {}, {}, {}));
        ASSERT_OK(target.fence(claimOf(), {}));
        const RecordBatch batch = batchOf(schema, rows);
        Checkpoint next;
        ASSERT_OK(target.write({std::span(&batch, 1), batch.rows()}, {}, next, {}));

        FileFormat reading = settings;
        reading.hasHeader = true;
        reading.encoding = "UTF-8";
        CsvSource source(path, reading, {});
        ASSERT_OK(source.open({}, nullptr, {}));
        std::vector<std::vector<Cell>> back;
        for (;;) {
            const auto page = source.read({});
            ASSERT_TRUE(page) << page.error().detail;
            if (!*page)
                break;
            ASSERT_TRUE((*page)->broken.empty()) << (*page)->broken[0].error.detail << folder.read("x.csv");
            for (std::int64_t row = 0; row < (*page)->rows.rows(); ++row) {
                auto &cells = back.emplace_back();
                for (std::size_t i = 0; i < names.size(); ++i) {
                    const Column &column = (*page)->rows.column(i);
                    cells.push_back(column.isNull(row) ? Cell() : Cell(std::string(column.text(row))));
                }
            }
        }
        ASSERT_EQ(back, rows) << folder.read("x.csv");
    }
}

TEST(Encoders, WriteEachTypeInItsExactText)
{
    const auto schema = std::make_shared<const Schema>(std::vector<Field>{{"i", TypeKind::Int64, true, {}},
                                                                          {"f", TypeKind::Float64, true, {}},
                                                                          {"d", TypeKind::Decimal, true, {}},
                                                                          {"b", TypeKind::Bool, true, {}},
                                                                          {"j", TypeKind::Json, true, {}},
                                                                          {"day", TypeKind::Date, true, {}}});
    auto column = [&](std::size_t i) { return std::make_shared<Column>(schema->field(i).type.kind); };
    auto ints = column(0), doubles = column(1), decimals = column(2), bools = column(3), jsons = column(4),
         days = column(5);
    ints->appendInt64(9223372036854775807);
    doubles->appendDouble(0.1);
    decimals->appendText("1.10");
    bools->appendBool(true);
    jsons->appendText("{\"a\":1.0}");
    days->appendDays(0);
    ints->appendNull();
    doubles->appendNull();
    decimals->appendNull();
    bools->appendNull();
    jsons->appendText(""); // absent
    days->appendNull();
    const RecordBatch batch(schema, {ints, doubles, decimals, bools, jsons, days}, 2);
    const auto textOf = [&](const char *name, std::int64_t row) {
        const auto encoder = makeEncoder(*FileFormat::make(name, nullptr, nullptr), schema, schema);
        std::string out;
        RowError error;
        EXPECT_TRUE((*encoder)->encode(batch, row, true, out, error));
        return out;
    };
    EXPECT_EQ(textOf("x.csv", 0), "9223372036854775807,0.1,1.10,true,\"{\"\"a\"\":1.0}\",1970-01-01\n");
    EXPECT_EQ(textOf("x.csv", 1), ",,,,,\n");
    EXPECT_EQ(textOf("x.ndjson", 0), "{\"i\":9223372036854775807,\"f\":0.1,\"d\":1.10,\"b\":true,\"j\":{"
                                     "\"a\":1.0},\"day\":\"1970-01-01\"}\n");
    EXPECT_EQ(textOf("x.ndjson", 1), "{\"i\":null,\"f\":null,\"d\":null,\"b\":null,\"day\":null}\n");
}

TEST(StdoutTarget, WritesAWholeDocumentAndPromisesNothing)
{
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const Json format{{"format", "json"}};
    StdoutTarget target(*FileFormat::make("-", nullptr, &format), ends[1]);
    EXPECT_EQ(target.describe({})->guarantee, Guarantee::D3);
    const SchemaPtr schema = textSchema({"a"});
    ASSERT_OK(target.prepare(schema, WriteMode::Append, {}, {}, {}));
    ASSERT_OK(target.fence(claimOf(), {}));
    const RecordBatch batch = batchOf(schema, {{"1"}, {"2"}});
    Checkpoint next;
    ASSERT_OK(target.write({std::span(&batch, 1), 2}, {}, next, {}));
    ASSERT_OK(target.complete(next, {}));
    ::close(ends[1]);
    char buffer[256] = {};
    ASSERT_GT(read(ends[0], buffer, sizeof buffer - 1), 0);
    EXPECT_EQ(Json::parse(buffer).size(), 2U);
    ::close(ends[0]);
    EXPECT_EQ(target.prepare(schema, WriteMode::Upsert, {}, {}, {}).error().code, ErrorCode::InvalidConfig);
}

} // namespace
