#include "core/expression/functioncatalogue.h"
#include "core/expression/timekernels.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr auto none = TimeArguments::none;

enum class Part : std::uint8_t { Year, Quarter, Month, Week, Day, Weekday, DayOfYear, Hour, Minute, Second };

/// 1 = Monday … 7 = Sunday (ISO 8601). 1970-01-01 was a Thursday.
int weekdayOf(std::int64_t days) { return static_cast<int>(((days + 3) % 7 + 7) % 7) + 1; }

/// Week 1 is the one with the year's first Thursday (ISO 8601).
int weekOf(std::int32_t days)
{
    const std::int32_t thursday = days - weekdayOf(days) + 4;
    const std::int32_t newYear = daysFromCivil({civilFromDays(thursday).year, 1, 1});
    return (thursday - newYear) / 7 + 1;
}

std::int64_t partOf(Part part, const LocalTime &time)
{
    const CivilDate date = civilFromDays(time.days);
    const std::int64_t seconds = time.micros / microsPerSecond;
    switch (part) {
    case Part::Year:
        return date.year;
    case Part::Quarter:
        return (date.month + 2) / 3;
    case Part::Month:
        return date.month;
    case Part::Week:
        return weekOf(time.days);
    case Part::Day:
        return date.day;
    case Part::Weekday:
        return weekdayOf(time.days);
    case Part::DayOfYear:
        return time.days - daysFromCivil({date.year, 1, 1}) + 1;
    case Part::Hour:
        return seconds / 3600;
    case Part::Minute:
        return seconds / 60 % 60;
    case Part::Second:
        return seconds % 60;
    }
    return 0;
}

template<Part part>
void partKernel(const Call &call, Column &out)
{
    LocalReader reader(call, 0);
    eachRow(call, out, [&](std::int64_t row) {
        if (const auto time = reader.read(out, row))
            out.appendInt64(partOf(part, *time));
    });
}

constexpr Prepare withZone = prepareTimeAt<none, none, 1, true>;

template<Part part>
std::vector<FunctionOverload> dayPart()
{
    return {{"x date", "int64", partKernel<part>},
            {"x datetime", "int64", partKernel<part>},
            {"x timestamp, zone text?!", "int64", partKernel<part>, withZone}};
}

template<Part part>
std::vector<FunctionOverload> clockPart()
{
    return {{"x time", "int64", partKernel<part>},
            {"x datetime", "int64", partKernel<part>},
            {"x timestamp, zone text?!", "int64", partKernel<part>, withZone}};
}

/// Months since year 0 and back; a day that the month does not have becomes its last one.
std::int64_t monthsOf(const CivilDate &date) { return std::int64_t{date.year} * 12 + date.month - 1; }

std::int64_t daysAfterMonths(std::int32_t days, std::int64_t months)
{
    const CivilDate date = civilFromDays(days);
    const std::int64_t index = monthsOf(date) + months;
    const std::int64_t year = index / 12 - (index % 12 < 0);
    const int month = static_cast<int>(index - year * 12) + 1;
    const int safeYear = static_cast<int>(std::clamp<std::int64_t>(year, -1'000'000, 1'000'000));
    return daysFromCivil({safeYear, month, std::min(date.day, daysInMonth(safeYear, month))});
}

int monthsPer(TimeUnit unit)
{
    return unit == TimeUnit::Year ? 12 : unit == TimeUnit::Quarter ? 3 : unit == TimeUnit::Month ? 1 : 0;
}

std::int64_t microsPer(TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::Week:
        return 7 * microsPerDay;
    case TimeUnit::Day:
        return microsPerDay;
    case TimeUnit::Hour:
        return 3600 * microsPerSecond;
    case TimeUnit::Minute:
        return 60 * microsPerSecond;
    default:
        return microsPerSecond;
    }
}

bool isClockUnit(TimeUnit unit)
{
    return unit == TimeUnit::Hour || unit == TimeUnit::Minute || unit == TimeUnit::Second;
}

void addKernel(const Call &call, Column &out)
{
    const auto &state = call.state<TimeState>();
    LocalReader reader(call, 0);
    const bool isMoment = out.kind() == TypeKind::Timestamp;
    eachRow(call, out, [&](std::int64_t row) {
        const auto time = reader.read(out, row);
        if (!time)
            return;
        // Beyond this no count gives a day of the calendar, and nothing below overflows.
        const std::int64_t count =
            std::clamp<std::int64_t>(call[1].int64(row), -400'000'000'000, 400'000'000'000);
        if (isClockUnit(state.unit)) {
            // Hours are time that passes; only whole days and months follow the calendar.
            std::int64_t micros = isMoment ? call[0].int64(row) : time->days * microsPerDay + time->micros,
                         step = 0;
            const bool isBeyond = __builtin_mul_overflow(count, microsPer(state.unit), &step) ||
                                  __builtin_add_overflow(micros, step, &micros);
            if (isBeyond || !isCalendarDay(civilFromDays(splitTime(micros).days)))
                return call.fail(out, row, RowCode::OutOfRange, {}, "date",
                                 "the result is outside of the calendar");
            return out.appendInt64(micros);
        }
        std::int64_t days = time->days;
        if (const int months = monthsPer(state.unit))
            days = daysAfterMonths(time->days,
                                   std::clamp<std::int64_t>(count, -10'000'000, 10'000'000) * months);
        else
            days += count * (microsPer(state.unit) / microsPerDay);
        appendLocal(call, out, row, days, time->micros, isMoment ? &reader.zone() : nullptr);
    });
}

Prepared prepareDateUnit(const PrepareInput &input, std::size_t unitAt)
{
    Prepared prepared = prepareTime(input, {none, unitAt, none, false});
    if (const auto *state = std::get_if<std::shared_ptr<const CallState>>(&prepared)) {
        if (isClockUnit(static_cast<const TimeState &>(**state).unit))
            return PrepareError{unitAt, "a date has no time of day; write datetime(…)", {}};
    }
    return prepared;
}

template<std::size_t unitAt>
Prepared prepareDate(const PrepareInput &input)
{
    return prepareDateUnit(input, unitAt);
}

/// Hours, minutes and seconds pass everywhere alike; days, weeks and months need the zone's calendar.
Prepared prepareMomentAdd(const PrepareInput &input)
{
    Prepared prepared = prepareTime(input, {none, 2, 3, true});
    if (!std::holds_alternative<PrepareError>(prepared))
        return prepared;
    const Prepared unitOnly = prepareTime(input, {none, 2, 3, false});
    const auto *state = std::get_if<std::shared_ptr<const CallState>>(&unitOnly);
    if (!state || !isClockUnit(static_cast<const TimeState &>(**state).unit))
        return prepared;
    auto inUtc = std::make_shared<TimeState>();
    inUtc->unit = static_cast<const TimeState &>(**state).unit;
    inUtc->zone = *Zone::find("UTC");
    return std::shared_ptr<const CallState>(std::move(inUtc));
}

std::int64_t wholeMonths(const LocalTime &later, const LocalTime &earlier)
{
    std::int64_t months = monthsOf(civilFromDays(later.days)) - monthsOf(civilFromDays(earlier.days));
    const auto isPast = [](const LocalTime &a, const LocalTime &b) {
        return a.days != b.days ? a.days > b.days : a.micros > b.micros;
    };
    LocalTime reached{static_cast<std::int32_t>(daysAfterMonths(earlier.days, months)), earlier.micros};
    if (months > 0 && isPast(reached, later))
        --months;
    else if (months < 0 && isPast(later, reached))
        ++months;
    return months;
}

void diffKernel(const Call &call, Column &out)
{
    const TimeUnit unit = call.state<TimeState>().unit;
    const bool isMoment = call[0].column->kind() == TypeKind::Timestamp;
    LocalReader later(call, 0), earlier(call, 1);
    eachRow(call, out, [&](std::int64_t row) {
        if (isMoment) {
            const std::int64_t a = call[0].int64(row), b = call[1].int64(row);
            if (isSpecialTime(a) || isSpecialTime(b))
                return call.fail(out, row, RowCode::OutOfRange, {}, "date", "an infinite or zero date");
            std::int64_t difference = 0;
            if (__builtin_sub_overflow(a, b, &difference))
                return call.fail(out, row, RowCode::OutOfRange, {}, "date", "the two are too far apart");
            return out.appendInt64(difference / microsPer(unit));
        }
        const auto a = later.read(out, row);
        if (!a)
            return;
        const auto b = earlier.read(out, row);
        if (!b)
            return;
        if (const int months = monthsPer(unit))
            return out.appendInt64(wholeMonths(*a, *b) / months);
        // Seconds do not overflow over the whole calendar, microseconds would.
        std::int64_t seconds = (std::int64_t{a->days} - b->days) * 86'400, micros = a->micros - b->micros;
        seconds += micros / microsPerSecond;
        micros %= microsPerSecond;
        if (seconds > 0 && micros < 0)
            --seconds;
        else if (seconds < 0 && micros > 0)
            ++seconds;
        out.appendInt64(seconds / (microsPer(unit) / microsPerSecond));
    });
}

Prepared prepareMomentDiff(const PrepareInput &input)
{
    Prepared prepared = prepareTime(input, {none, 2, none, false});
    if (const auto *state = std::get_if<std::shared_ptr<const CallState>>(&prepared)) {
        if (monthsPer(static_cast<const TimeState &>(**state).unit) > 0)
            return PrepareError{
                2,
                "months of timestamps depend on a zone; write to_zone(…, 'Asia/Shanghai') around both",
                {}};
    }
    return prepared;
}

void truncKernel(const Call &call, Column &out)
{
    const TimeUnit unit = call.state<TimeState>().unit;
    const bool isMoment = out.kind() == TypeKind::Timestamp;
    LocalReader reader(call, 0);
    eachRow(call, out, [&](std::int64_t row) {
        const auto time = reader.read(out, row);
        if (!time)
            return;
        CivilDate date = civilFromDays(time->days);
        if (isClockUnit(unit) && isMoment)
            return out.appendInt64(call[0].int64(row) -
                                   time->micros % microsPer(unit)); // no way through a local time
        if (isClockUnit(unit))
            return appendLocal(call, out, row, time->days, time->micros - time->micros % microsPer(unit),
                               nullptr);
        std::int64_t days = time->days;
        if (unit == TimeUnit::Week) {
            days -= weekdayOf(days) - 1;
        } else if (unit != TimeUnit::Day) {
            date.day = 1;
            date.month = unit == TimeUnit::Year      ? 1
                         : unit == TimeUnit::Quarter ? (date.month - 1) / 3 * 3 + 1
                                                     : date.month;
            days = daysFromCivil(date);
        }
        appendLocal(call, out, row, days, 0, isMoment ? &reader.zone() : nullptr);
    });
}

void lastDayKernel(const Call &call, Column &out)
{
    LocalReader reader(call, 0);
    eachRow(call, out, [&](std::int64_t row) {
        const auto time = reader.read(out, row);
        if (!time)
            return;
        CivilDate date = civilFromDays(time->days);
        date.day = daysInMonth(date.year, date.month);
        out.appendDays(daysFromCivil(date));
    });
}

void makeDateKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::int64_t year = call[0].int64(row), month = call[1].int64(row), day = call[2].int64(row);
        const bool isSmall =
            year >= yearMin && year <= yearMax && month >= 1 && month <= 12 && day >= 1 && day <= 31;
        const CivilDate date =
            isSmall ? CivilDate{static_cast<int>(year), static_cast<int>(month), static_cast<int>(day)}
                    : CivilDate{0, 0, 0};
        if (!isSmall || !isCalendarDay(date))
            return call.fail(out, row, RowCode::NotADate, fmt::format("{}-{}-{}", year, month, day),
                             "make_date", "the calendar has no such day");
        out.appendDays(daysFromCivil(date));
    });
}

} // namespace

std::vector<FunctionSpec> calendarFunctions()
{
    const auto group = FunctionGroup::Time;
    const auto strict = NullRule::Strict;
    return {
        {"year",
         group,
         strict,
         3,
         "The year. Of a timestamp: in a zone, the job's if none is named.",
         "年份。时间戳按指定时区（默认作业的时区）。",
         dayPart<Part::Year>(),
         {{"year(date('2026-03-05'))", "2026"},
          {"year(timestamp('2025-12-31T20:00:00Z'), 'Asia/Shanghai')", "2026"}}},
        {"quarter",
         group,
         strict,
         3,
         "The quarter, 1 to 4.",
         "季度（1–4）。",
         dayPart<Part::Quarter>(),
         {{"quarter(date('2026-05-01'))", "2"}}},
        {"month",
         group,
         strict,
         3,
         "The month, 1 to 12.",
         "月份（1–12）。",
         dayPart<Part::Month>(),
         {{"month(date('2026-03-05'))", "3"}}},
        {"week",
         group,
         strict,
         3,
         "The week of the year by ISO 8601, 1 to 53.",
         "ISO 8601 周数（1–53）。",
         dayPart<Part::Week>(),
         {{"week(date('2026-01-01'))", "1"}, {"week(date('2021-01-01'))", "53"}}},
        {"day",
         group,
         strict,
         3,
         "The day of the month.",
         "日（月中的第几天）。",
         dayPart<Part::Day>(),
         {{"day(date('2026-03-05'))", "5"}}},
        {"weekday",
         group,
         strict,
         3,
         "The day of the week, 1 = Monday to 7 = Sunday.",
         "星期几，1 为星期一，7 为星期日。",
         dayPart<Part::Weekday>(),
         {{"weekday(date('2026-03-05'))", "4"}}},
        {"day_of_year",
         group,
         strict,
         3,
         "The day of the year, from 1.",
         "一年中的第几天。",
         dayPart<Part::DayOfYear>(),
         {{"day_of_year(date('2026-03-05'))", "64"}}},
        {"hour",
         group,
         strict,
         3,
         "The hour, 0 to 23.",
         "小时（0–23）。",
         clockPart<Part::Hour>(),
         {{"hour(time('10:20:30'))", "10"},
          {"hour(timestamp('2026-03-05T02:00:00Z'), 'Asia/Shanghai')", "10"}}},
        {"minute",
         group,
         strict,
         3,
         "The minute.",
         "分钟。",
         clockPart<Part::Minute>(),
         {{"minute(datetime('2026-03-05 10:20'))", "20"}}},
        {"second",
         group,
         strict,
         3,
         "The whole second.",
         "秒（整数）。",
         clockPart<Part::Second>(),
         {{"second(time('10:20:30.9'))", "30"}}},
        {"date_add",
         group,
         strict,
         4,
         "So many units later, or earlier when negative: year quarter month week day hour minute second. A "
         "day that a month does not have becomes its last. Days and months of a timestamp follow a zone's "
         "calendar.",
         "加（负数为减）若干单位：year quarter month week day hour minute "
         "second。该月没有的日子取月末。时间戳的日、月按时区日历计算。",
         {{"x date, count int64, unit text!", "date", addKernel, prepareDate<2>},
          {"x datetime, count int64, unit text!", "datetime", addKernel, prepareTimeAt<none, 2, none, false>},
          {"x timestamp, count int64, unit text!, zone text?!", "timestamp", addKernel, prepareMomentAdd}},
         {{"date_add(date('2026-01-31'), 1, 'month')", "2026-02-28"},
          {"date_add(datetime('2026-03-05 23:30'), 45, 'minute')", "2026-03-06T00:15:00"},
          {"date_add(timestamp('2026-03-28T12:00:00Z'), 1, 'day', 'Europe/Berlin')", "2026-03-29T11:00:00Z"},
          {"date_add(date('2026-03-05'), 1, 'moth')", "error: compile"},
          {"date('2026-03-05') + 30", "2026-04-04"}}},
        {"date_diff",
         group,
         strict,
         4,
         "Whole units from the second to the first; negative when the first is earlier. Timestamps: up to "
         "weeks, days of 24 hours.",
         "从第二个到第一个的完整单位数，第一个更早则为负。时间戳最大到周，一天按 24 小时计。",
         {{"x date, y date, unit text!", "int64", diffKernel, prepareDate<2>},
          {"x datetime, y datetime, unit text!", "int64", diffKernel, prepareTimeAt<none, 2, none, false>},
          {"x timestamp, y timestamp, unit text!", "int64", diffKernel, prepareMomentDiff}},
         {{"date_diff(date('2026-03-05'), date('2026-01-31'), 'month')", "1"},
          {"date_diff(datetime('2026-03-05 10:00'), datetime('2026-03-05 08:30'), 'hour')", "1"},
          {"date('2026-03-05') - date('2026-03-01')", "4"}}},
        {"date_trunc",
         group,
         strict,
         4,
         "The start of the unit (weeks start on Monday).",
         "所在单位的开始（周从星期一起）。",
         {{"x date, unit text!", "date", truncKernel, prepareDate<1>},
          {"x datetime, unit text!", "datetime", truncKernel, prepareTimeAt<none, 1, none, false>},
          {"x timestamp, unit text!, zone text?!", "timestamp", truncKernel,
           prepareTimeAt<none, 1, 2, true>}},
         {{"date_trunc(date('2026-03-05'), 'month')", "2026-03-01"},
          {"date_trunc(datetime('2026-03-05 10:20:30'), 'hour')", "2026-03-05T10:00:00"},
          {"date_trunc(date('2026-03-05'), 'week')", "2026-03-02"}}},
        {"last_day",
         group,
         strict,
         3,
         "The last day of the month.",
         "当月最后一天。",
         {{"x date", "date", lastDayKernel}},
         {{"last_day('2028-02-10')", "2028-02-29"}}},
        {"make_date",
         group,
         strict,
         2,
         "A date from year, month and day.",
         "由年、月、日构成日期。",
         {{"year int64, month int64, day int64", "date", makeDateKernel}},
         {{"make_date(2026, 3, 5)", "2026-03-05"}, {"make_date(2026, 2, 30)", "error: NotADate"}}},
    };
}

} // namespace weir
