#include "core/limits/endpointlimits.h"
#include "tests/support/manualclock.h"

#include <deque>
#include <gtest/gtest.h>

using namespace std::chrono_literals;
using namespace weir;
using weir::test::ManualClock;

TEST(RetryBudgetTest, ThirtyFiveRetriesEmptyItAndSuccessesFillIt)
{
    RetryBudget budget;
    int retries = 0;
    while (budget.takeRetry(CallOutcome::Failed))
        ++retries;
    EXPECT_EQ(retries, 35); // 500 / 14
    EXPECT_TRUE(budget.takeRetry(CallOutcome::Throttled)) << "ten tokens are left and throttling costs five";
    EXPECT_TRUE(budget.takeRetry(CallOutcome::Throttled));
    EXPECT_FALSE(budget.takeRetry(CallOutcome::Throttled));
    for (int i = 0; i < 14; ++i)
        budget.onSuccess();
    EXPECT_TRUE(budget.takeRetry(CallOutcome::TimedOut));
    for (int i = 0; i < 10'000; ++i)
        budget.onSuccess();
    EXPECT_EQ(budget.tokens(), RetryBudget::tokensMax);
}

TEST(RateLimiterTest, NoSecondEverHoldsMoreThanTheRate)
{
    for (const double rate : {0.5, 1.0, 5.0, 20.0, 100.0, 1000.0}) {
        SCOPED_TRACE(rate);
        ManualClock clock;
        RateLimiter limiter(rate);
        std::deque<Clock::Monotonic> sent;
        const auto start = clock.monotonic();
        int calls = 0;
        while (clock.monotonic() - start < 20s) {
            if (const auto wait = limiter.delay(clock.monotonic()); wait > 0ns) {
                clock.advance(wait);
                continue;
            }
            limiter.take(clock.monotonic());
            ++calls;
            sent.push_back(clock.monotonic());
            while (sent.back() - sent.front() >= 1s)
                sent.pop_front();
            ASSERT_LE(static_cast<double>(sent.size()), std::max(rate, 1.0));
        }
        EXPECT_GE(calls, static_cast<int>(20 * rate * 0.93)) << "and the rate is used";
    }
}

TEST(RateLimiterTest, WithoutARateNothingWaits)
{
    ManualClock clock;
    RateLimiter limiter;
    for (int i = 0; i < 1'000; ++i)
        limiter.take(clock.monotonic());
    EXPECT_EQ(limiter.delay(clock.monotonic()), 0ns);
}

namespace {

void call(CircuitBreaker &breaker, ManualClock &clock, CallOutcome outcome)
{
    breaker.leave(breaker.enter(clock.monotonic()), outcome, clock.monotonic());
}

} // namespace

TEST(CircuitBreakerTest, OpensAfterFiveConnectionFailuresInARow)
{
    ManualClock clock;
    CircuitBreaker breaker;
    for (int i = 0; i < 4; ++i)
        call(breaker, clock, CallOutcome::ConnectionFailed);
    EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::Closed);
    call(breaker, clock, CallOutcome::Succeeded);
    for (int i = 0; i < 4; ++i)
        call(breaker, clock, CallOutcome::ConnectionFailed);
    // nine calls so far: too few to judge by share, and never five failures in a row
    EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::Closed);
    call(breaker, clock, CallOutcome::ConnectionFailed);
    EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::Open);
    EXPECT_EQ(breaker.delay(clock.monotonic()), 5s);
}

TEST(CircuitBreakerTest, OpensWhenHalfOfTenCallsInThirtySecondsFail)
{
    ManualClock clock;
    CircuitBreaker breaker;
    for (int i = 0; i < 4; ++i) {
        call(breaker, clock, CallOutcome::Succeeded);
        call(breaker, clock, CallOutcome::Failed);
        clock.advance(1s);
    }
    EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::Closed);
    call(breaker, clock, CallOutcome::Succeeded);
    call(breaker, clock, CallOutcome::Failed);
    EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::Open);
}

TEST(CircuitBreakerTest, FailuresOlderThanThirtySecondsAreForgotten)
{
    ManualClock clock;
    CircuitBreaker breaker;
    for (int i = 0; i < 100; ++i) {
        call(breaker, clock, CallOutcome::Failed);
        clock.advance(4s); // never ten calls in thirty seconds
    }
    EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::Closed);
}

TEST(CircuitBreakerTest, ThrottlingIsNoFailure)
{
    ManualClock clock;
    CircuitBreaker breaker;
    for (int i = 0; i < 100; ++i)
        call(breaker, clock, CallOutcome::Throttled);
    EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::Closed);
}

TEST(CircuitBreakerTest, StaysOpenLongerEachTimeAProbeFails)
{
    ManualClock clock;
    CircuitBreaker breaker;
    for (int i = 0; i < 5; ++i)
        call(breaker, clock, CallOutcome::ConnectionFailed);
    for (const auto expected : {5s, 10s, 20s, 30s, 30s}) {
        EXPECT_EQ(breaker.delay(clock.monotonic()), expected);
        clock.advance(expected);
        EXPECT_EQ(breaker.delay(clock.monotonic()), 0ns);
        const CircuitBreaker::Ticket probe = breaker.enter(clock.monotonic());
        EXPECT_GT(breaker.delay(clock.monotonic()), 0ns) << "one probe alone";
        breaker.leave(probe, CallOutcome::TimedOut, clock.monotonic());
    }
}

TEST(CircuitBreakerTest, ComesBackByOneOneTwoFour)
{
    ManualClock clock;
    CircuitBreaker breaker;
    for (int i = 0; i < 5; ++i)
        call(breaker, clock, CallOutcome::ConnectionFailed);
    clock.advance(5s);
    for (const int round : {1, 1, 2, 4}) {
        EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::HalfOpen);
        std::vector<CircuitBreaker::Ticket> tickets;
        while (breaker.delay(clock.monotonic()) == 0ns)
            tickets.push_back(breaker.enter(clock.monotonic()));
        EXPECT_EQ(static_cast<int>(tickets.size()), round);
        for (const auto ticket : tickets)
            breaker.leave(ticket, CallOutcome::Succeeded, clock.monotonic());
    }
    EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::Closed);
    call(breaker, clock, CallOutcome::ConnectionFailed);
    EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::Closed) << "and the past is forgotten";
}

TEST(CircuitBreakerTest, CallsFromBeforeTheOpeningDoNotCountAsProbes)
{
    ManualClock clock;
    CircuitBreaker breaker;
    const CircuitBreaker::Ticket old = breaker.enter(clock.monotonic());
    for (int i = 0; i < 5; ++i)
        call(breaker, clock, CallOutcome::ConnectionFailed);
    clock.advance(5s);
    const CircuitBreaker::Ticket probe = breaker.enter(clock.monotonic());
    breaker.leave(old, CallOutcome::ConnectionFailed, clock.monotonic());
    EXPECT_EQ(breaker.state(clock.monotonic()), CircuitBreaker::State::HalfOpen);
    breaker.leave(probe, CallOutcome::Succeeded, clock.monotonic());
    EXPECT_EQ(breaker.delay(clock.monotonic()), 0ns);
}

TEST(ConcurrencyLimitTest, HalvesWhenThrottledAndGrowsByOnePerGoodWindow)
{
    ConcurrencyLimit limit(8);
    limit.enter();
    limit.leave(CallOutcome::Throttled);
    EXPECT_EQ(limit.allowed(), 4);
    limit.enter();
    limit.leave(CallOutcome::TimedOut);
    limit.enter();
    limit.leave(CallOutcome::TimedOut);
    limit.enter();
    limit.leave(CallOutcome::TimedOut);
    EXPECT_EQ(limit.allowed(), 1) << "never below one";
    for (int i = 0; i < 1 + 2 + 3; ++i) {
        limit.enter();
        limit.leave(CallOutcome::Succeeded);
    }
    EXPECT_EQ(limit.allowed(), 4);
    for (int i = 0; i < 1'000; ++i) {
        limit.enter();
        limit.leave(CallOutcome::Succeeded);
    }
    EXPECT_EQ(limit.allowed(), 8);
}

TEST(EndpointGateTest, APermitThatIsDestroyedFreesItsPlace)
{
    ManualClock clock;
    EndpointLimits limits(clock);
    const auto gate = limits.gate("https://shop.example:443", {0, 1});
    {
        const auto permit = gate->tryAcquire();
        ASSERT_TRUE(permit);
        EXPECT_FALSE(gate->tryAcquire()) << "one place";
    }
    EXPECT_TRUE(gate->tryAcquire());
}

TEST(EndpointGateTest, RetryAfterSilencesEveryJobOfTheEndpoint)
{
    ManualClock clock;
    EndpointLimits limits(clock);
    const auto mine = limits.gate("https://shop.example:443", {0, 4});
    const auto theirs = limits.gate("https://shop.example:443", {0, 4});
    const auto other = limits.gate("https://erp.example:443", {0, 4});
    mine->tryAcquire()->report(CallOutcome::Throttled, 30s);
    EXPECT_FALSE(theirs->tryAcquire());
    EXPECT_TRUE(other->tryAcquire());
    clock.advance(29s);
    EXPECT_FALSE(theirs->tryAcquire());
    clock.advance(1s);
    EXPECT_TRUE(theirs->tryAcquire());
}

TEST(EndpointGateTest, AnAbsurdRetryAfterSilencesForAnHourAtMost)
{
    ManualClock clock;
    EndpointLimits limits(clock);
    const auto gate = limits.gate("https://shop.example:443", {});
    gate->tryAcquire()->report(CallOutcome::Throttled, 400 * 24h);
    EXPECT_EQ(gate->standing().pausedFor, 1h);
}

TEST(EndpointGateTest, TheStricterSettingsWin)
{
    ManualClock clock;
    EndpointLimits limits(clock);
    const auto gate = limits.gate("https://shop.example:443", {100, 8});
    EXPECT_EQ(limits.gate("https://shop.example:443", {1, 2}), gate);
    EXPECT_EQ(limits.gate("https://shop.example:443", {50, 16}), gate);
    EXPECT_EQ(gate->standing().inFlightAllowed, 2);
    ASSERT_TRUE(gate->tryAcquire());
    EXPECT_FALSE(gate->tryAcquire()) << "one in a second";
}

TEST(EndpointGateTest, ACancelledWaitEndsAtOnce)
{
    EndpointLimits limits;
    const auto gate = limits.gate("https://shop.example:443", {0.001, 1});
    ASSERT_TRUE(gate->tryAcquire());
    const CancelToken token;
    token.cancel();
    const auto permit = gate->acquire(token);
    ASSERT_FALSE(permit);
    EXPECT_EQ(permit.error().code, ErrorCode::Cancelled);
}

TEST(EndpointGateTest, AnOutageCostsFewCallsAndFullSpeedReturnsSoon)
{
    // 40 workers, 60 s of refused connections, in virtual time: each asks again as soon as it may.
    ManualClock clock;
    EndpointLimits limits(clock);
    const auto gate = limits.gate("https://shop.example:443", {0, 40});
    const auto start = clock.monotonic();
    int callsWhileDown = 0;
    std::chrono::nanoseconds recovered = -1ns;
    for (; clock.monotonic() - start < 120s; clock.advance(10ms)) {
        const bool isDown = clock.monotonic() - start < 60s;
        std::vector<EndpointGate::Permit> round;
        for (int worker = 0; worker < 40; ++worker) {
            if (auto permit = gate->tryAcquire())
                round.push_back(std::move(*permit));
        }
        for (auto &permit : round) {
            callsWhileDown += isDown ? 1 : 0;
            permit.report(isDown ? CallOutcome::ConnectionFailed : CallOutcome::Succeeded);
        }
        if (!isDown && round.size() == 40 && recovered < 0ns)
            recovered = clock.monotonic() - start - 60s;
    }
    EXPECT_LE(callsWhileDown, 50); // the first round of 40, then probes
    EXPECT_GE(recovered, 0ns);
    EXPECT_LE(recovered, 31s); // the longest opening, then rounds of 1, 1, 2, 4
}
