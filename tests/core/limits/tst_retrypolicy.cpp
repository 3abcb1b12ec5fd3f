#include "core/limits/retrypolicy.h"

#include <gtest/gtest.h>

using namespace std::chrono_literals;
using namespace weir;

namespace {

struct Row
{
    const char *sentence;
    int attempt;
    Recovery recovery;
    ErrorCode code;
    std::chrono::milliseconds retryAfter;
    double jitter;
    bool retries;
    std::chrono::milliseconds delay;
};

constexpr auto down = ErrorCode::Unavailable;
constexpr auto busy = ErrorCode::RateLimited;

} // namespace

TEST(RetryPolicyTest, EachSentenceHolds)
{
    const RetryPolicy policy{4, 1s, 3s, 2.0};
    const Row rows[] = {
        {"first retry, full bound", 1, Recovery::Retry, down, 0ms, 0.999, true, 999ms},
        {"jitter may draw zero", 1, Recovery::Retry, down, 0ms, 0.0, true, 0ms},
        {"the second bound is doubled", 2, Recovery::Retry, down, 0ms, 0.5, true, 1000ms},
        {"bound is capped", 3, Recovery::Retry, down, 0ms, 0.5, true, 1500ms},
        {"attempts used up", 4, Recovery::Retry, down, 0ms, 0.5, false, 0ms},
        {"server's wish is a floor", 1, Recovery::Retry, busy, 9000ms, 0.5, true, 9000ms},
        {"rejected rows never retry", 1, Recovery::Reject, down, 0ms, 0.5, false, 0ms},
        {"what a person must change never retries", 1, Recovery::Stop, down, 9000ms, 0.5, false, 0ms},
    };
    for (const Row &row : rows) {
        SCOPED_TRACE(row.sentence);
        const auto delay =
            policy.delayBefore(row.attempt, {row.code, row.recovery, "", row.retryAfter}, row.jitter);
        ASSERT_EQ(delay.has_value(), row.retries);
        EXPECT_EQ(delay.value_or(0ms), row.delay);
    }
}

TEST(RetryPolicyTest, ThrottledCallsStartFromASecond)
{
    const RetryPolicy policy;
    EXPECT_EQ(policy.delayBefore(1, {busy, Recovery::Retry, "", 0ms}, 0.5), 500ms);
    EXPECT_EQ(policy.delayBefore(1, {down, Recovery::Retry, "", 0ms}, 0.5), 50ms);
}

TEST(RetryPolicyTest, TheDelayNeverLeavesItsBounds)
{
    const RetryPolicy policy{1'000'000, 100ms, 20s, 2.0};
    for (int attempt = 1; attempt < 5'000; attempt += 7) {
        const auto delay = policy.delayBefore(attempt, {down, Recovery::Retry, "", 0ms}, 0.9999);
        ASSERT_TRUE(delay);
        EXPECT_GE(*delay, 0ms);
        EXPECT_LE(*delay, 20s);
    }
}

TEST(RetryPolicyTest, PresetsAreWhatTheirNamesSay)
{
    EXPECT_EQ(RetryPolicy::preset("standard")->attemptsMax, 4);
    const RetryPolicy thrice = *RetryPolicy::preset("3x2s");
    for (int attempt = 1; attempt <= 3; ++attempt)
        EXPECT_EQ(thrice.delayBefore(attempt, {down, Recovery::Retry, "", 0ms}, 0.1), 2s);
    EXPECT_FALSE(thrice.delayBefore(4, {down, Recovery::Retry, "", 0ms}, 0.1));
    EXPECT_FALSE(RetryPolicy::preset("none")->delayBefore(1, {down, Recovery::Retry, "", 0ms}, 0.1));
    EXPECT_FALSE(RetryPolicy::preset("forever"));
}
