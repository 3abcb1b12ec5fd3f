// The reader asks its endpoint for a permit before each page (delivery §7).

#include "core/delivery/readerstage.h"
#include "tests/core/delivery/deliverybench.h"

#include <atomic>
#include <thread>

using namespace weir;
using namespace weir::test;
using namespace std::chrono_literals;

namespace {

SchemaPtr idSchema()
{
    return std::make_shared<const Schema>(std::vector<Field>{{"id", TypeKind::Int64, false, {}}}, std::vector<std::string>{"id"});
}

/// A source of one-row pages that counts how often it is asked.
struct CountedSource final : Source
{
    std::atomic<int> *reads = nullptr;
    int left = 20;

    Result<SourceShape> open(const Cursor &, const SchemaPtr &, const CancelToken &) override
    {
        SourceShape shape;
        shape.schema = idSchema();
        shape.isRereadable = true;
        return shape;
    }
    Result<SourceChange> changeSince(const Cursor &, const CancelToken &) override { return SourceChange::None; }
    bool isIncremental() const override { return false; }
    Result<std::optional<SourcePage>> read(const CancelToken &) override
    {
        ++*reads;
        if (left-- == 0)
            return std::optional<SourcePage>();
        auto column = std::make_shared<Column>(TypeKind::Int64);
        column->appendInt64(left);
        SourcePage page;
        page.rows = RecordBatch(idSchema(), {std::move(column)}, 1);
        page.next.text = std::to_string(left);
        return std::optional<SourcePage>(std::move(page));
    }
};

struct ReaderStageTest : testing::Test
{
    std::atomic<int> reads{0};
    ConnectorSpec spec;
    Engine engine;
    Endpoints ends;
    CancelToken token;

    ReaderStageTest()
    {
        spec.kind = "counted";
        spec.makeSource = [this](const ConnectionContext &, const ReadOptions &) -> Result<std::unique_ptr<Source>> {
            auto source = std::make_unique<CountedSource>();
            source->reads = &reads;
            return std::unique_ptr<Source>(std::move(source));
        };
        ends.source = &spec;
        EndpointSettings settings;
        settings.inFlightMax = 8;
        ends.sourceGate = std::make_shared<EndpointGate>(Clock::system(), settings);
        ends.sourceContext.meter = std::make_shared<CallMeter>();
        ends.sourceContext.meter->watch(ends.sourceGate, false);
    }

    void openBreaker()
    {
        for (int call = 0; call < 5; ++call)
            ends.sourceGate->tryAcquire()->report(CallOutcome::ConnectionFailed);
        ASSERT_EQ(ends.sourceGate->standing().breaker, CircuitBreaker::State::Open);
    }
};

} // namespace

TEST_F(ReaderStageTest, NoPageIsAskedForWhileTheBreakerIsOpenAndOneProbeOpensTheWay)
{
    ReaderStage stage(engine, ends, token);
    ASSERT_TRUE(stage.discover());
    openBreaker();
    ReaderStage::Start start;
    start.outageMax = 1min;
    ASSERT_TRUE(stage.start(start));
    std::this_thread::sleep_for(500ms);
    EXPECT_EQ(reads, 0);
    EXPECT_TRUE(stage.isWaiting());
    ends.sourceContext.meter->hurry();
    int pages = 0;
    while (stage.pages().pop())
        ++pages;
    EXPECT_EQ(pages, 20);
    EXPECT_EQ(ends.sourceGate->standing().breaker, CircuitBreaker::State::Closed);
}

TEST_F(ReaderStageTest, ControlWithoutAGatePagesAreReadAtOnce)
{
    ends.sourceGate.reset();
    ReaderStage stage(engine, ends, token);
    ASSERT_TRUE(stage.discover());
    ASSERT_TRUE(stage.start({}));
    while (stage.pages().pop())
        continue;
    EXPECT_EQ(reads, 21);
}
