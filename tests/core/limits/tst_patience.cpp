// When a failed call is made again (delivery §7): by error class, by schedule, and what an outage costs.

#include "core/limits/endpointlimits.h"
#include "core/limits/patience.h"
#include "tests/support/manualclock.h"

#include <gtest/gtest.h>

using namespace std::chrono_literals;
using namespace weir;
using weir::test::ManualClock;

namespace {

Error error(ErrorCode code, Recovery recovery, std::chrono::milliseconds retryAfter = {})
{
    return {code, recovery, "text", retryAfter};
}

} // namespace

TEST(PatienceTest, EachClassOfErrorHasItsOutcome)
{
    struct Row
    {
        ErrorCode code;
        Recovery recovery;
        CallOutcome outcome;
        bool isRetried;
    };
    const Row table[] = {
        {ErrorCode::Unavailable, Recovery::Retry, CallOutcome::ConnectionFailed, true},
        {ErrorCode::Timeout, Recovery::Retry, CallOutcome::TimedOut, true},
        {ErrorCode::RateLimited, Recovery::Retry, CallOutcome::Throttled, true},
        {ErrorCode::Internal, Recovery::Retry, CallOutcome::Failed, true},
        {ErrorCode::InvalidConfig, Recovery::Stop, CallOutcome::Succeeded, false},
        {ErrorCode::Unauthenticated, Recovery::Stop, CallOutcome::Succeeded, false},
        {ErrorCode::PermissionDenied, Recovery::Stop, CallOutcome::Succeeded, false},
        {ErrorCode::NotFound, Recovery::Stop, CallOutcome::Succeeded, false},
        {ErrorCode::SchemaMismatch, Recovery::Stop, CallOutcome::Succeeded, false},
        {ErrorCode::InvalidRow, Recovery::Reject, CallOutcome::Succeeded, false},
        {ErrorCode::Conflict, Recovery::Stop, CallOutcome::Succeeded, false},
        {ErrorCode::StorageFull, Recovery::Stop, CallOutcome::Succeeded, false},
        {ErrorCode::StorageCorrupt, Recovery::Stop, CallOutcome::Succeeded, false},
        {ErrorCode::Cancelled, Recovery::Stop, CallOutcome::Abandoned, false},
    };
    ManualClock clock;
    for (const Row &row : table) {
        SCOPED_TRACE(errorCodeName(row.code));
        EXPECT_EQ(callOutcome(error(row.code, row.recovery)), row.outcome);
        Patience patience({}, 10min, nullptr, clock, 1);
        EXPECT_EQ(patience.afterFailure(error(row.code, row.recovery)).has_value(), row.isRetried);
    }
}

TEST(PatienceTest, WithoutLeaveToWaitFourTriesAreAll)
{
    ManualClock clock;
    Patience patience({}, 0s, nullptr, clock, 7);
    std::chrono::milliseconds longest = 100ms;
    for (int tries = 1; tries < 4; ++tries, longest *= 2) {
        const auto wait = patience.afterFailure(error(ErrorCode::Unavailable, Recovery::Retry));
        ASSERT_TRUE(wait);
        EXPECT_LE(*wait, longest) << "full jitter under a doubling bound";
    }
    EXPECT_FALSE(patience.afterFailure(error(ErrorCode::Unavailable, Recovery::Retry)));
    patience.succeeded();
    EXPECT_TRUE(patience.afterFailure(error(ErrorCode::Unavailable, Recovery::Retry))) << "a new outage begins anew";
}

TEST(PatienceTest, TheLongScheduleIsHalfAMinuteThenOneTwoFiveTenFifteen)
{
    ManualClock clock;
    Patience patience(*RetryPolicy::preset("none"), 24h, nullptr, clock, 7);
    std::vector<std::chrono::milliseconds> waits;
    for (int i = 0; i < 8; ++i) {
        const auto wait = patience.afterFailure(error(ErrorCode::Unavailable, Recovery::Retry));
        ASSERT_TRUE(wait);
        waits.push_back(*wait);
        clock.advance(*wait);
    }
    EXPECT_EQ(waits, (std::vector<std::chrono::milliseconds>{30s, 60s, 2min, 5min, 10min, 15min, 15min, 15min}));
}

TEST(PatienceTest, TheLastTryComesWhenTheGrantedTimeEnds)
{
    ManualClock clock;
    Patience patience(*RetryPolicy::preset("none"), 75s, nullptr, clock, 7);
    std::chrono::milliseconds total{0};
    while (const auto wait = patience.afterFailure(error(ErrorCode::Unavailable, Recovery::Retry))) {
        total += *wait;
        clock.advance(*wait);
    }
    EXPECT_EQ(total, 75s);
}

TEST(PatienceTest, RetryAfterIsKeptWithUpToATenthMore)
{
    ManualClock clock;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Patience patience({}, 0s, nullptr, clock, seed);
        const auto wait = patience.afterFailure(error(ErrorCode::RateLimited, Recovery::Retry, 30s));
        ASSERT_TRUE(wait);
        EXPECT_GE(*wait, 30s);
        EXPECT_LE(*wait, 33s);
    }
    Patience patience({}, 30min, nullptr, clock, 1);
    EXPECT_FALSE(patience.afterFailure(error(ErrorCode::RateLimited, Recovery::Retry, 2h)))
        << "longer than an hour and than the caller is willing to wait: the job sleeps";
}

TEST(PatienceTest, TheBudgetOfTheEndpointIsSharedAndEndsTries)
{
    ManualClock clock;
    EndpointLimits limits(clock);
    const auto gate = limits.gate("postgresql://db:5432", {0, 64});
    int retries = 0;
    for (int job = 0; job < 40; ++job) {
        Patience patience({}, 0s, gate, clock, static_cast<std::uint64_t>(job));
        while (patience.afterFailure(error(ErrorCode::Unavailable, Recovery::Retry)))
            ++retries;
    }
    EXPECT_EQ(retries, 35) << "500 tokens, 14 for each";
}

namespace {

/// 40 workers that each call ten times a second, an endpoint that is down for a minute, all in virtual time.
struct Outage
{
    int callsWhileDown = 0;
    int callsNormally = 0; ///< in a minute without outage
    std::chrono::nanoseconds fullRateAfter{-1};
};

Outage simulate(bool isGuarded)
{
    struct Worker
    {
        Clock::Monotonic next;
        Patience patience;
        bool isWaiting = false;
    };
    constexpr auto period = 100ms, tick = 10ms;
    constexpr int workersMax = 40;
    ManualClock clock;
    EndpointLimits limits(clock);
    const auto gate = limits.gate("https://shop.example:443", {0, workersMax});
    const auto start = clock.monotonic();
    std::vector<Worker> workers;
    for (int i = 0; i < workersMax; ++i)
        workers.push_back({start + i * period / workersMax,
                           Patience({}, 1h, isGuarded ? gate : nullptr, clock, static_cast<std::uint64_t>(i))});
    Outage outage;
    outage.callsNormally = static_cast<int>(workersMax * (60s / period));
    std::vector<int> perPeriod(2'000, 0);
    for (; clock.monotonic() - start < 150s; clock.advance(tick)) {
        const auto at = clock.monotonic() - start;
        const bool isDown = at >= 10s && at < 70s;
        for (Worker &worker : workers) {
            if (worker.next > clock.monotonic())
                continue;
            EndpointGate::Permit permit;
            if (isGuarded) {
                auto free = gate->tryAcquire();
                if (!free)
                    continue; // asks again as soon as it may
                permit = std::move(*free);
            }
            outage.callsWhileDown += isDown;
            permit.report(isDown ? CallOutcome::ConnectionFailed : CallOutcome::Succeeded);
            if (!isDown) {
                ++perPeriod[static_cast<std::size_t>(at / period)];
                worker.patience.succeeded();
                worker.next = clock.monotonic() + period;
            } else if (isGuarded) {
                (void)worker.patience.afterFailure(error(ErrorCode::Unavailable, Recovery::Retry));
                worker.next = clock.monotonic() + tick; // the breaker decides when
            } else {
                worker.next = clock.monotonic() + tick * 5; // again and again
            }
        }
    }
    for (auto i = 70s / period; i < 149s / period && outage.fullRateAfter < 0ns; ++i) {
        if (perPeriod[static_cast<std::size_t>(i)] * 10 >= workersMax * 9)
            outage.fullRateAfter = i * period - 70s;
    }
    return outage;
}

} // namespace

TEST(PatienceTest, AMinuteOfOutageCostsAtMostOnePercentOfTheCalls)
{
    const Outage guarded = simulate(true);
    EXPECT_LE(guarded.callsWhileDown * 100, guarded.callsNormally);
    EXPECT_GE(guarded.fullRateAfter, 0ns);
    // The breaker's openings of 5, 10, 20 and 30 s end 65 s after they began.
    EXPECT_LE(guarded.fullRateAfter, 5s + 300ms) << "nine tenths of the full rate";
}

TEST(PatienceTest, ControlWithoutBudgetAndBreakerTheCallsPileUp)
{
    const Outage naive = simulate(false);
    EXPECT_GT(naive.callsWhileDown, naive.callsNormally);
}
