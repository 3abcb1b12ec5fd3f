#include "core/data/datetime.h"
#include "core/data/datetimepattern.h"
#include "core/data/zone.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <random>

using namespace weir;

namespace {

std::string dateText(std::string_view text)
{
    std::int32_t days = 0;
    if (const auto error = parseDate(text, days))
        return std::string(rowCodeName(*error));
    std::string out;
    appendDate(days, out);
    return out;
}

std::string timeText(std::string_view text)
{
    std::int64_t micros = 0;
    if (const auto error = parseTime(text, micros))
        return std::string(rowCodeName(*error));
    std::string out;
    appendTime(micros, out);
    return out;
}

std::string dateTimeText(std::string_view text)
{
    ParsedDateTime value;
    if (const auto error = parseDateTime(text, value))
        return std::string(rowCodeName(*error));
    std::string out;
    appendDateTime(value.micros, out);
    if (value.offsetSeconds)
        out += fmt::format(" {:+}", *value.offsetSeconds);
    return out;
}

struct TextCase
{
    const char *label;
    const char *text;
    const char *expected;
};

std::int64_t microsOf(std::string_view text)
{
    ParsedDateTime value;
    EXPECT_FALSE(parseDateTime(text, value)) << text;
    return value.micros;
}

} // namespace

TEST(DateTime, DatesAreCheckedAgainstTheCalendar)
{
    const TextCase cases[] = {
        {"a day", "2026-03-05", "2026-03-05"},
        {"the epoch", "1970-01-01", "1970-01-01"},
        {"30 February never is", "2025-02-30", "NotADate"},
        {"29 February in a leap year", "2024-02-29", "2024-02-29"},
        {"29 February in a common year", "2025-02-29", "NotADate"},
        {"2000 was a leap year", "2000-02-29", "2000-02-29"},
        {"1900 was none", "1900-02-29", "NotADate"},
        {"month 13", "2025-13-01", "NotADate"},
        {"month 0", "2025-00-10", "NotADate"},
        {"day 0", "2025-01-00", "NotADate"},
        {"31 April", "2025-04-31", "NotADate"},
        {"zero date of MySQL", "0000-00-00", "0000-00-00"},
        {"infinity", "infinity", "infinity"},
        {"minus infinity", "-infinity", "-infinity"},
        {"before Christ", "-0043-03-15", "-0043-03-15"},
        {"year zero", "0000-01-01", "0000-01-01"},
        {"five-digit year", "+12026-01-01", "+12026-01-01"},
        {"last year", "+290000-12-31", "+290000-12-31"},
        {"beyond the last year", "+290001-01-01", "NotADate"},
        {"slashes", "2025/01/02", "NotADate"},
        {"German order", "02.01.2025", "NotADate"},
        {"US order", "01/02/2025", "NotADate"},
        {"one-digit month", "2025-1-02", "NotADate"},
        {"two-digit year", "25-01-02", "NotADate"},
        {"a time behind it", "2025-01-02 10:00", "NotADate"},
        {"space behind it", "2025-01-02 ", "NotADate"},
        {"space in front", " 2025-01-02", "NotADate"},
        {"empty", "", "NotADate"},
        {"full-width digits", "２０２５-01-02", "NotADate"},
    };
    for (const TextCase &row : cases)
        EXPECT_EQ(dateText(row.text), row.expected) << row.label;
}

TEST(DateTime, EveryDayOfEightHundredYearsRoundTrips)
{
    CivilDate expected{1600, 1, 1};
    std::int32_t days = daysFromCivil(expected);
    EXPECT_EQ(days, -135140);
    while (expected.year < 2400) {
        ASSERT_EQ(civilFromDays(days), expected);
        ASSERT_EQ(daysFromCivil(expected), days);
        ++days;
        if (++expected.day > daysInMonth(expected.year, expected.month)) {
            expected.day = 1;
            if (++expected.month > 12) {
                expected.month = 1;
                ++expected.year;
            }
        }
    }
}

TEST(DateTime, TimesOfDay)
{
    const TextCase cases[] = {
        {"minutes", "10:20", "10:20:00"},
        {"seconds", "10:20:30", "10:20:30"},
        {"milliseconds", "10:20:30.5", "10:20:30.500"},
        {"microseconds", "10:20:30.123456", "10:20:30.123456"},
        {"zeros below a microsecond", "10:20:30.123456000", "10:20:30.123456"},
        {"nanoseconds do not fit", "10:20:30.123456789", "LosesPrecision"},
        {"midnight", "00:00:00", "00:00:00"},
        {"end of day", "24:00:00", "24:00:00"},
        {"behind the end of day", "24:00:01", "NotATime"},
        {"hour 25", "25:00:00", "NotATime"},
        {"minute 60", "10:60:00", "NotATime"},
        {"leap second", "23:59:60", "NotATime"},
        {"half a number", "10:2", "NotATime"},
        {"point without digits", "10:20:30.", "NotATime"},
        {"am and pm", "10:20 AM", "NotATime"},
        {"empty", "", "NotATime"},
    };
    for (const TextCase &row : cases)
        EXPECT_EQ(timeText(row.text), row.expected) << row.label;
}

TEST(DateTime, DateTimesWithAndWithoutOffset)
{
    const TextCase cases[] = {
        {"ISO", "2026-03-05T10:20:30", "2026-03-05T10:20:30"},
        {"SQL", "2026-03-05 10:20:30.25", "2026-03-05T10:20:30.250"},
        {"date alone", "2026-03-05", "2026-03-05T00:00:00"},
        {"UTC", "2026-03-05T10:20:30Z", "2026-03-05T10:20:30 +0"},
        {"PostgreSQL", "2026-03-05 10:20:30.1+08", "2026-03-05T10:20:30.100 +28800"},
        {"colon", "2026-03-05T10:20:30-03:30", "2026-03-05T10:20:30 -12600"},
        {"no colon", "2026-03-05T10:20:30+0530", "2026-03-05T10:20:30 +19800"},
        {"seconds in the offset", "1850-01-01T00:00:00+00:53:28", "1850-01-01T00:00:00 +3208"},
        {"space before the offset", "2026-03-05 10:20:30 +08:00", "2026-03-05T10:20:30 +28800"},
        {"before the epoch", "1969-12-31T23:59:59.999999", "1969-12-31T23:59:59.999999"},
        {"zero date", "0000-00-00 00:00:00", "0000-00-00T00:00:00"},
        {"zero date with a time", "0000-00-00 00:00:01", "NotADate"},
        {"infinity", "infinity", "infinity"},
        {"no such day", "2025-02-30T00:00:00", "NotADate"},
        {"hour 24", "2025-02-20T24:00:00", "NotADate"},
        {"nanoseconds", "2025-02-20T00:00:00.123456789Z", "LosesPrecision"},
        {"offset of a day", "2025-02-20T00:00:00+24:00", "NotADate"},
        {"letters behind", "2025-02-20T00:00:00 UTC", "NotADate"},
        {"two spaces", "2025-02-20  00:00:00", "NotADate"},
    };
    for (const TextCase &row : cases)
        EXPECT_EQ(dateTimeText(row.text), row.expected) << row.label;
}

TEST(DateTime, RandomTimestampsRoundTrip)
{
    const std::uint64_t seed = std::random_device{}();
    fmt::print("seed {}\n", seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 50'000; ++round) {
        const std::int64_t micros = static_cast<std::int64_t>(random()) / (random() % 2 ? 3 : 1000);
        std::string text;
        appendTimestamp(micros, text);
        ParsedDateTime value;
        ASSERT_FALSE(parseDateTime(text, value)) << text;
        ASSERT_EQ(value.micros, micros) << text;
        ASSERT_EQ(value.offsetSeconds, 0);
    }
}

TEST(Zone, GapIsNoTimeAndOverlapIsTheEarlierMoment)
{
    auto zone = Zone::find("Europe/Berlin");
    ASSERT_TRUE(zone) << zone.error().detail;
    std::int64_t utc = 0;
    EXPECT_EQ(zone->toUtc(microsOf("2025-07-01T12:00:00"), utc), Zone::Local::Unique);
    EXPECT_EQ(utc, microsOf("2025-07-01T10:00:00"));
    EXPECT_EQ(zone->toUtc(microsOf("2025-01-01T12:00:00"), utc), Zone::Local::Unique);
    EXPECT_EQ(utc, microsOf("2025-01-01T11:00:00"));
    EXPECT_EQ(zone->toUtc(microsOf("2025-03-30T02:30:00"), utc), Zone::Local::Gap);
    EXPECT_EQ(zone->toUtc(microsOf("2025-03-30T03:00:00"), utc), Zone::Local::Unique);
    EXPECT_EQ(utc, microsOf("2025-03-30T01:00:00"));
    EXPECT_EQ(zone->toUtc(microsOf("2025-10-26T02:30:00"), utc), Zone::Local::Overlap);
    EXPECT_EQ(utc, microsOf("2025-10-26T00:30:00"));
    EXPECT_EQ(zone->toLocal(microsOf("2025-10-26T01:30:00")), microsOf("2025-10-26T02:30:00"));
    EXPECT_EQ(zone->offsetAt(microsOf("2025-07-01T00:00:00")), 7200);
}

TEST(Zone, CachedPeriodsAgreeWithFreshLookups)
{
    auto cached = Zone::find("America/New_York");
    ASSERT_TRUE(cached);
    const std::uint64_t seed = std::random_device{}();
    fmt::print("seed {}\n", seed);
    std::mt19937_64 random(seed);
    const std::int64_t begin = microsOf("1960-01-01"), end = microsOf("2037-01-01");
    for (int round = 0; round < 3'000; ++round) {
        const std::int64_t local =
            begin + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(end - begin));
        auto fresh = Zone::find("America/New_York");
        std::int64_t one = 0, two = 0;
        ASSERT_EQ(cached->toUtc(local, one), fresh->toUtc(local, two));
        ASSERT_EQ(one, two);
        auto other = Zone::find("America/New_York");
        ASSERT_EQ(cached->toLocal(one), other->toLocal(one));
    }
}

TEST(Zone, FixedOffsetsAndUnknownNames)
{
    auto utc = Zone::find("UTC");
    ASSERT_TRUE(utc);
    std::int64_t micros = 0;
    EXPECT_EQ(utc->toUtc(5, micros), Zone::Local::Unique);
    EXPECT_EQ(micros, 5);
    auto china = Zone::find("+08:00");
    ASSERT_TRUE(china);
    EXPECT_EQ(china->toUtc(0, micros), Zone::Local::Unique);
    EXPECT_EQ(micros, -8 * 3600 * microsPerSecond);
    EXPECT_EQ(china->toLocal(micros), 0);
    const auto unknown = Zone::find("Europe/Berlim");
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().detail.find("Europe/Berlin"), std::string::npos) << unknown.error().detail;
}

TEST(DateTimePattern, ParsesAndFormats)
{
    struct PatternCase
    {
        const char *label, *pattern, *text, *expected;
    };
    const PatternCase cases[] = {
        {"ISO with milliseconds", "yyyy-MM-dd HH:mm:ss.SSS", "2026-03-05 10:20:30.123",
         "2026-03-05T10:20:30.123"},
        {"German", "dd.MM.yyyy", "05.03.2026", "2026-03-05T00:00:00"},
        {"Chinese", "yyyy年M月d日", "2026年3月5日", "2026-03-05T00:00:00"},
        {"Chinese with two digits", "yyyy年M月d日", "2026年12月15日", "2026-12-15T00:00:00"},
        {"English month", "d-MMM-yy", "5-mar-26", "2026-03-05T00:00:00"},
        {"two-digit year of the last century", "dd/MM/yy", "05/03/69", "1969-03-05T00:00:00"},
        {"afternoon", "MM/dd/yyyy hh:mm a", "03/05/2026 12:30 PM", "2026-03-05T12:30:00"},
        {"midnight", "M/d/yyyy h:mm a", "3/5/2026 12:30 am", "2026-03-05T00:30:00"},
        {"compact", "yyyyMMddHHmmss", "20260305102030", "2026-03-05T10:20:30"},
        {"quoted text", "yyyy-MM-dd'T'HH:mm", "2026-03-05T10:20", "2026-03-05T10:20:00"},
        {"a quote", "yy''MM''dd", "26'03'05", "2026-03-05T00:00:00"},
        {"offset", "yyyy-MM-dd HH:mm X", "2026-03-05 10:20 +08:00", "2026-03-05T10:20:00 +28800"},
        {"offset Z", "yyyy-MM-dd HH:mmX", "2026-03-05 10:20Z", "2026-03-05T10:20:00 +0"},
        {"no such day", "dd.MM.yyyy", "30.02.2025", "NotADate"},
        {"too few digits", "dd.MM.yyyy", "5.3.2026", "NotADate"},
        {"something behind", "dd.MM.yyyy", "05.03.2026 ", "NotADate"},
        {"something missing", "dd.MM.yyyy", "05.03.", "NotADate"},
        {"no such time", "HH:mm", "10:75", "NotATime"},
        {"time alone", "HH:mm", "10:15", "1970-01-01T10:15:00"},
    };
    for (const PatternCase &row : cases) {
        const auto pattern = DateTimePattern::compile(row.pattern);
        ASSERT_TRUE(pattern) << row.label << ": " << pattern.error().detail;
        DateTimePattern::Value value;
        std::string shown;
        if (const auto error = pattern->parse(row.text, value)) {
            shown = rowCodeName(*error);
        } else {
            appendDateTime(value.days * microsPerDay + value.micros, shown);
            if (value.offsetSeconds)
                shown += fmt::format(" {:+}", *value.offsetSeconds);
            std::string back;
            pattern->append(value, back);
            DateTimePattern::Value again;
            EXPECT_FALSE(pattern->parse(back, again)) << row.label << ": " << back;
            EXPECT_EQ(again.days, value.days) << row.label;
            EXPECT_EQ(again.micros, value.micros) << row.label;
        }
        EXPECT_EQ(shown, row.expected) << row.label;
    }
}

TEST(DateTimePattern, UnknownLettersAreRefusedWithTheKnownOnes)
{
    for (const char *bad : {"yyyy-QQ", "YYYY-MM-dd", "yyy", "MMMM", "'open", "-", "SSSSSSS"}) {
        const auto pattern = DateTimePattern::compile(bad);
        ASSERT_FALSE(pattern) << bad;
        EXPECT_NE(pattern.error().detail.find(bad), std::string::npos);
    }
}
