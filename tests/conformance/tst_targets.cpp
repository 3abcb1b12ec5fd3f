// What every target promises (core/connectors/target.h), connector by connector: see targetcases.h for a new one.

#include "tests/conformance/targetcases.h"

#include <chrono>
#include <fstream>
#include <map>

namespace weir::test {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto cancelMax = 1'500ms; ///< a second, and slack for a busy machine

SchemaPtr ordersSchema()
{
    return makeSchema("id int64, name text, amount decimal(12,2)", {"id"});
}

RecordBatch orders(int from, int count, const std::string &prefix = "row")
{
    std::vector<std::vector<Value>> rows;
    for (int id = from; id < from + count; ++id)
        rows.push_back({std::to_string(id), fmt::format("{} {} 中", prefix, id), fmt::format("{}.{:02}", id, id % 100)});
    return makeRows(ordersSchema(), rows);
}

std::vector<std::string> expected(int from, int count, const std::string &prefix = "row")
{
    std::vector<std::string> rows;
    for (int id = from; id < from + count; ++id)
        rows.push_back(fmt::format("{0}|{1} {0} 中|{0}.{2:02}", id, prefix, id % 100));
    std::sort(rows.begin(), rows.end());
    return rows;
}

/// A run's side of a target.
struct Writing
{
    std::unique_ptr<Target> target;
    WriteMode mode = WriteMode::Append;
    Claim claim;
    Checkpoint at;
    std::int64_t run = 1;
    std::int64_t writer = 0; ///< the run that the checkpoint named when it was taken over

    /// Creates where needed, prepares and fences.
    Result<void> start(const Stage &stage, WriteMode wanted, const std::optional<Checkpoint> &known = {},
                       const CancelToken &token = {})
    {
        mode = wanted;
        claim.job = *Uuid::parse("00000000-0000-4000-8000-000000000001");
        claim.workspace = *Uuid::parse("00000000-0000-4000-8000-000000000002");
        claim.stream = "main";
        claim.holder = Uuid::random();
        claim.run = run;
        claim.known = known;
        WEIR_TRY(target, stage.makeTarget());
        WEIR_TRY(const TargetShape shape, target->describe(token));
        const std::vector<std::string> key =
            wanted == WriteMode::Append ? std::vector<std::string>() : std::vector<std::string>{"id"};
        if (!shape.schema && stage.spec->kind != "file")
            WEIR_CHECK(target->create(*ordersSchema(), token));
        WEIR_CHECK(target->prepare(ordersSchema(), wanted, key, {}, token));
        WEIR_TRY(const Fenced fenced, target->fence(claim, token));
        at = fenced.checkpoint.value_or(Checkpoint());
        at.generation = std::max<std::int64_t>(at.generation, 1);
        at.targetIdentity = fenced.targetIdentity;
        writer = at.run;
        at.run = run;
        return {};
    }
    Result<WriteReport> write(const RecordBatch &rows, const CancelToken &token = {})
    {
        Checkpoint next = at;
        next.seq += rows.rows();
        next.cursor.text = fmt::format("at {}", next.seq);
        next.totals.read += rows.rows();
        WEIR_TRY(WriteReport report, target->write({{&rows, 1}, rows.rows()}, {}, next, token));
        if (report.refused.empty()) {
            at = next;
            WEIR_CHECK(target->acknowledged(at));
        }
        return report;
    }
};

std::int64_t outcomes(const WriteReport &report)
{
    return report.inserted + report.updated + report.unchanged + report.superseded;
}

class TargetConformance : public testing::TestWithParam<TargetCase>
{
protected:
    std::vector<std::string> dump(const Stage &stage) const { return GetParam().dump(stage); }
};

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().detail

TEST_P(TargetConformance, AppendAddsEveryRowOnceAndEveryRowHasOneOutcome)
{
    const Stage stage = GetParam().prepare();
    Writing job;
    ASSERT_OK(job.start(stage, WriteMode::Append));
    int written = 0;
    for (const int count : {1, 500, 3}) {
        const auto report = job.write(orders(written + 1, count));
        ASSERT_OK(report);
        EXPECT_TRUE(report->refused.empty());
        EXPECT_EQ(outcomes(*report), count);
        EXPECT_EQ(report->inserted, count);
        written += count;
    }
    ASSERT_OK(job.target->complete(job.at, {}));
    EXPECT_EQ(dump(stage), expected(1, written));
    // A negative control for the dump itself.
    EXPECT_NE(dump(stage), expected(1, written - 1));
}

TEST_P(TargetConformance, ASecondRunGoesOnWhereTheFirstStood)
{
    const Stage stage = GetParam().prepare();
    Writing first;
    ASSERT_OK(first.start(stage, WriteMode::Append));
    ASSERT_OK(first.write(orders(1, 10)));
    const Checkpoint known = first.at;
    first.target.reset();
    Writing second;
    ASSERT_OK(second.start(stage, WriteMode::Append, known));
    EXPECT_EQ(second.at.seq, 10);
    EXPECT_EQ(second.at.cursor.text, "at 10");
    ASSERT_OK(second.write(orders(11, 5)));
    EXPECT_EQ(dump(stage), expected(1, 15));
}

TEST_P(TargetConformance, TheCheckpointNamesTheRunThatWroteUntilAnotherWrites)
{
    const Stage stage = GetParam().prepare();
    Writing wrote, tookOver, last;
    ASSERT_OK(wrote.start(stage, WriteMode::Append));
    ASSERT_OK(wrote.write(orders(1, 10)));
    wrote.target.reset();
    tookOver.run = 2;
    ASSERT_OK(tookOver.start(stage, WriteMode::Append, wrote.at));
    EXPECT_EQ(tookOver.writer, 1);
    tookOver.target.reset();
    last.run = 3;
    ASSERT_OK(last.start(stage, WriteMode::Append, wrote.at));
    EXPECT_EQ(last.writer, 1) << "run 2 wrote nothing";
    ASSERT_OK(last.write(orders(11, 1)));
    last.target.reset();
    Writing after;
    ASSERT_OK(after.start(stage, WriteMode::Append, last.at));
    EXPECT_EQ(after.writer, 3);
}

TEST_P(TargetConformance, UpsertingTwiceGivesTheSameContent)
{
    const Stage stage = GetParam().prepare();
    Writing job;
    const auto started = job.start(stage, WriteMode::Upsert);
    if (!GetParam().isUpsertable) {
        ASSERT_FALSE(started);
        EXPECT_EQ(started.error().code, ErrorCode::InvalidConfig);
        EXPECT_TRUE(dump(stage).empty());
        return;
    }
    ASSERT_OK(started);
    const auto first = job.write(orders(1, 300));
    ASSERT_OK(first);
    EXPECT_EQ(first->inserted, 300);
    const auto again = job.write(orders(1, 300));
    ASSERT_OK(again);
    EXPECT_EQ(again->unchanged, 300);
    EXPECT_EQ(dump(stage), expected(1, 300));
    const auto changed = job.write(orders(201, 200, "new"));
    ASSERT_OK(changed);
    EXPECT_EQ(changed->updated, 100);
    EXPECT_EQ(changed->inserted, 100);
    EXPECT_EQ(outcomes(*changed), 200);
    auto all = expected(1, 200);
    for (const std::string &row : expected(201, 200, "new"))
        all.push_back(row);
    std::sort(all.begin(), all.end());
    EXPECT_EQ(dump(stage), all);
}

TEST_P(TargetConformance, APoisonedRowIsNamedAndNothingIsWritten)
{
    if (!GetParam().isUpsertable)
        return; // a file takes every row
    const Stage stage = GetParam().prepare();
    Writing job;
    ASSERT_OK(job.start(stage, WriteMode::Append));
    ASSERT_OK(job.write(orders(1, 3)));
    std::vector<std::vector<Value>> rows = {{"4", "a", "1.00"}, {"2", "again", "1.00"}, {"5", "b", "1.00"}};
    const auto report = job.write(makeRows(ordersSchema(), rows));
    ASSERT_OK(report);
    ASSERT_EQ(report->refused.size(), 1U);
    EXPECT_EQ(report->refused[0].code, RowCode::DuplicateKey);
    EXPECT_TRUE(report->refused[0].row == 1 || report->refused[0].row == -1) << report->refused[0].row;
    EXPECT_EQ(dump(stage), expected(1, 3));
    ASSERT_OK(job.write(orders(4, 2)));
    EXPECT_EQ(dump(stage), expected(1, 5));
}

TEST_P(TargetConformance, ACancelledCallEndsWithinASecondAndLeavesNothingHalfDone)
{
    const Stage stage = GetParam().prepare();
    CancelToken stop;
    stop.cancel();
    const auto within = [](auto call) {
        const auto start = steady_clock::now();
        const auto result = call();
        EXPECT_LT(steady_clock::now() - start, cancelMax);
        ASSERT_FALSE(result) << "it did not notice";
        EXPECT_EQ(result.error().code, ErrorCode::Cancelled) << result.error().detail;
    };
    {
        Writing early;
        within([&] { return early.start(stage, WriteMode::Append, {}, stop); });
        EXPECT_TRUE(dump(stage).empty());
    }
    Writing job;
    ASSERT_OK(job.start(stage, WriteMode::Append));
    ASSERT_OK(job.write(orders(1, 10)));
    const Checkpoint known = job.at;
    within([&] { return job.write(orders(11, 5'000), stop); });
    EXPECT_EQ(dump(stage), expected(1, 10));
    Writing next;
    job.target.reset();
    ASSERT_OK(next.start(stage, WriteMode::Append, known));
    EXPECT_EQ(next.at.seq, 10) << "the checkpoint did not move";
    ASSERT_OK(next.write(orders(11, 7)));
    EXPECT_EQ(dump(stage), expected(1, 17));
}

TEST_P(TargetConformance, ErrorsHaveTheirCodeAndNoSecret)
{
    for (const TargetCase::Trouble &trouble : GetParam().troubles) {
        SCOPED_TRACE(trouble.sentence);
        Stage stage = GetParam().prepare();
        trouble.spoil(stage);
        Writing job;
        const auto started = job.start(stage, WriteMode::Append);
        ASSERT_FALSE(started);
        const Error &error = started.error();
        EXPECT_EQ(errorCodeName(error.code), errorCodeName(trouble.code)) << error.detail;
        EXPECT_EQ(error.recovery, trouble.recovery) << error.detail;
        EXPECT_EQ(error.detail.find(canary), std::string::npos) << error.detail;
    }
}

TEST_P(TargetConformance, AnotherHolderIsFencedOff)
{
    const Stage stage = GetParam().prepare();
    Writing old;
    ASSERT_OK(old.start(stage, WriteMode::Append));
    ASSERT_OK(old.write(orders(1, 3)));
    Writing fresh;
    const auto taken = fresh.start(stage, WriteMode::Append, old.at);
    if (!taken) {
        // A file is held by its lock: the second one has to wait for the first.
        EXPECT_EQ(taken.error().code, ErrorCode::Conflict) << taken.error().detail;
        ASSERT_OK(old.write(orders(4, 1)));
        EXPECT_EQ(dump(stage), expected(1, 4));
        return;
    }
    const auto late = old.write(orders(4, 1));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::Conflict);
    EXPECT_EQ(late.error().recovery, Recovery::Stop);
    ASSERT_OK(fresh.write(orders(4, 2)));
    EXPECT_EQ(dump(stage), expected(1, 5));
}

INSTANTIATE_TEST_SUITE_P(All, TargetConformance, testing::ValuesIn(targetCases()),
                         [](const testing::TestParamInfo<TargetCase> &info) {
                             std::string name = info.param.name;
                             std::replace(name.begin(), name.end(), '.', '_');
                             return name;
                         });

} // namespace

} // namespace weir::test
