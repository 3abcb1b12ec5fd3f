#include "core/base/quantities.h"

#include <gtest/gtest.h>

using namespace weir;
using namespace std::chrono_literals;

TEST(QuantitiesTest, DurationsAreReadAndWrittenBack)
{
    const std::pair<const char *, std::chrono::milliseconds> rows[] = {
        {"500ms", 500ms}, {"2s", 2s},   {"10m", 10min}, {"1h", 1h},         {"24h", 24h},
        {"7d", 168h},     {"90s", 90s}, {"0s", 0ms},    {"1500ms", 1500ms}, {"3650d", 87'600h},
    };
    for (const auto &[text, duration] : rows) {
        const auto parsed = parseDuration(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(*parsed, duration) << text;
        EXPECT_EQ(durationText(duration), text);
    }
    for (const char *text :
         {"", "10", "s", "-1s", "1.5h", "1 h", "10M", "1w", "99999999999999999999s", "3651d", "1h30m"})
        EXPECT_FALSE(parseDuration(text)) << text;
}

TEST(QuantitiesTest, SizesAreReadInPowersOfTwo)
{
    const std::pair<const char *, std::int64_t> rows[] = {
        {"0", 0},
        {"17", 17},
        {"512B", 512},
        {"4KiB", 4096},
        {"64MiB", 67'108'864},
        {"1GiB", 1'073'741'824},
        {"2TiB", 2'199'023'255'552},
    };
    for (const auto &[text, bytes] : rows) {
        const auto parsed = parseSize(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(*parsed, bytes) << text;
    }
    for (const char *text : {"", "MiB", "1MB", "1 MiB", "-1B", "1.5GiB", "9999999999TiB", "64mib"})
        EXPECT_FALSE(parseSize(text)) << text;
}
