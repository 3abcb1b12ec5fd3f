#include "core/limits/callmeter.h"
#include "tests/support/manualclock.h"

#include <gtest/gtest.h>
#include <thread>

namespace weir::test {
namespace {

using namespace std::chrono_literals;

class CallMeterTest : public testing::Test
{
protected:
    void call(std::chrono::milliseconds took, CallOutcome outcome = CallOutcome::Succeeded)
    {
        const auto began = m_meter.began();
        m_clock.advance(took);
        m_meter.ended(began, outcome, "refused");
    }

    ManualClock m_clock;
    CallMeter m_meter{m_clock};
};

TEST_F(CallMeterTest, LatenciesAreThoseOfTheLastFullSecond)
{
    for (int i = 1; i <= 9; ++i)
        call(std::chrono::milliseconds(i));
    EXPECT_TRUE(m_meter.lastSecond().empty()) << "the second is not over";
    m_clock.advance(1s);
    const CallLatencies latencies = CallLatencies::of(m_meter.lastSecond());
    EXPECT_EQ(latencies.p50, 5ms);
    EXPECT_EQ(latencies.p95, 9ms);
    EXPECT_EQ(latencies.p99, 9ms);
    m_clock.advance(1s);
    EXPECT_LT(CallLatencies::of(m_meter.lastSecond()).p50, 0us) << "a second without a call has no latency, not 0";
}

TEST_F(CallMeterTest, FailuresInARowEndWithASuccessAndAbandonedCallsSayNothing)
{
    call(1ms, CallOutcome::ConnectionFailed);
    call(1ms, CallOutcome::TimedOut);
    call(1ms, CallOutcome::Abandoned);
    EXPECT_EQ(m_meter.figures().failuresInRow, 2);
    EXPECT_EQ(m_meter.figures().lastFailure, "refused");
    EXPECT_EQ(m_meter.lastOutcome(), CallOutcome::TimedOut);
    call(1ms);
    EXPECT_EQ(m_meter.figures().failuresInRow, 0);
    EXPECT_EQ(m_meter.figures().inFlight, 0);
}

TEST_F(CallMeterTest, RetriesAreCountedByCause)
{
    m_meter.retrying(CallOutcome::Throttled);
    m_meter.retrying(CallOutcome::Failed);
    m_meter.retrying(CallOutcome::Failed);
    m_meter.retrying(CallOutcome::ConnectionFailed);
    EXPECT_EQ(m_meter.figures().retries, (RetryCounts{1, 2, 0, 1}));
    EXPECT_EQ(m_meter.figures().retries.sum(), 4);
}

TEST_F(CallMeterTest, ARestTellsWhenTheNextTryIsAndEndsWhenSomebodyHurries)
{
    const CancelToken token;
    std::thread rester([&] { EXPECT_TRUE(m_meter.rest(token, 1h, CallOutcome::Throttled)); });
    while (!m_meter.figures().waitsAfter)
        std::this_thread::yield();
    EXPECT_EQ(m_meter.figures().waitsAfter, CallOutcome::Throttled);
    EXPECT_GT(m_meter.figures().nextTryIn, 59min);
    m_meter.hurry();
    rester.join();
    EXPECT_FALSE(m_meter.figures().waitsAfter);
}

TEST_F(CallMeterTest, AnOpenBreakerSaysWhyAndLetsAProbeInWhenHurried)
{
    auto gate = std::make_shared<EndpointGate>(m_clock, EndpointSettings{0, 4});
    m_meter.watch(gate, true);
    for (int i = 0; i < 5; ++i)
        gate->tryAcquire()->report(CallOutcome::ConnectionFailed);
    const CallFigures open = m_meter.figures();
    ASSERT_TRUE(open.limits);
    EXPECT_EQ(open.limits->breaker, CircuitBreaker::State::Open);
    EXPECT_EQ(open.limits->opening.failuresInRow, 5);
    EXPECT_EQ(open.limits->openFor, 5s);
    EXPECT_TRUE(open.hasPlaces);
    EXPECT_FALSE(gate->tryAcquire());
    m_meter.hurry();
    EXPECT_EQ(m_meter.figures().limits->breaker, CircuitBreaker::State::HalfOpen);
    EXPECT_TRUE(gate->tryAcquire());
}

TEST_F(CallMeterTest, ABreakerThatOpenedByShareTellsTheShare)
{
    auto gate = std::make_shared<EndpointGate>(m_clock, EndpointSettings{0, 4});
    for (int i = 0; i < 10; ++i)
        gate->tryAcquire()->report(i % 2 == 0 ? CallOutcome::Succeeded : CallOutcome::Failed);
    const EndpointStanding standing = gate->standing();
    EXPECT_EQ(standing.breaker, CircuitBreaker::State::Open);
    EXPECT_EQ(standing.opening.failuresInRow, 0);
    EXPECT_EQ(standing.opening.failed, 5);
    EXPECT_EQ(standing.opening.calls, 10);
}

} // namespace
} // namespace weir::test
