#include "core/expression/functioncatalogue.h"
#include "core/expression/timekernels.h"

#include <fmt/format.h>

namespace weir {

namespace {

constexpr auto none = TimeArguments::none;

/// Text by a pattern to Date, Time, DateTime or Timestamp, as out.kind() says.
void parseKernel(const Call &call, Column &out)
{
    const auto &state = call.state<TimeState>();
    const DateTimePattern &pattern = *state.pattern;
    std::optional<Zone> zone = state.zone;
    const TypeKind kind = out.kind();
    const char *const name = kind == TypeKind::Date       ? "date"
                             : kind == TypeKind::Time     ? "time"
                             : kind == TypeKind::DateTime ? "datetime"
                                                          : "timestamp";
    const std::string rule = fmt::format("{} {}", name, pattern.text());
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view text = call[0].text(row);
        if (text.empty())
            return out.appendNull();
        DateTimePattern::Value value;
        if (const auto error = pattern.parse(text, value))
            return call.fail(out, row, *error, text, rule,
                             "the text does not match the pattern, or there is no such day");
        if (kind == TypeKind::Date)
            return out.appendDays(value.days);
        if (kind == TypeKind::Time)
            return out.appendInt64(value.micros);
        if (kind == TypeKind::DateTime || !value.offsetSeconds) {
            if (kind == TypeKind::Timestamp && !zone)
                return call.fail(out, row, RowCode::NotConvertible, text, "time zone",
                                 "a local time becomes a timestamp only in a zone");
            return appendLocal(call, out, row, value.days, value.micros, zone ? &*zone : nullptr);
        }
        out.appendInt64(value.days * microsPerDay + value.micros - *value.offsetSeconds * microsPerSecond);
    });
}

Prepared prepareParse(const PrepareInput &input) { return prepareTime(input, {1, none, none, false}); }

/// timestamp(): without an offset in the pattern a zone is needed before a row flows.
Prepared prepareParseMoment(const PrepareInput &input)
{
    const auto pattern = DateTimePattern::compile(input.constants[1]->text(0));
    return prepareTime(input, {1, none, 2, !pattern || !pattern->hasOffset()});
}

void localToMomentKernel(const Call &call, Column &out)
{
    std::optional<Zone> zone = call.state<TimeState>().zone;
    LocalReader reader(call, 0);
    eachRow(call, out, [&](std::int64_t row) {
        if (const auto time = reader.read(out, row))
            appendLocal(call, out, row, time->days, time->micros, &*zone);
    });
}

/// Date of a DateTime or a Timestamp, DateTime of a Timestamp.
void localKernel(const Call &call, Column &out)
{
    LocalReader reader(call, 0);
    eachRow(call, out, [&](std::int64_t row) {
        if (const auto time = reader.read(out, row))
            appendLocal(call, out, row, time->days, time->micros, nullptr);
    });
}

void timeOfDayKernel(const Call &call, Column &out)
{
    LocalReader reader(call, 0);
    eachRow(call, out, [&](std::int64_t row) {
        if (const auto time = reader.read(out, row))
            out.appendInt64(time->micros);
    });
}

void formatKernel(const Call &call, Column &out)
{
    const DateTimePattern &pattern = *call.state<TimeState>().pattern;
    const TypeKind kind = call[0].column->kind();
    LocalReader reader(call, 0);
    eachRow(call, out, [&](std::int64_t row) {
        const auto time = reader.read(out, row);
        if (!time)
            return;
        DateTimePattern::Value value;
        value.days = time->days;
        value.micros = time->micros;
        if (kind == TypeKind::Timestamp)
            value.offsetSeconds = reader.zone().offsetAt(call[0].int64(row));
        const std::size_t start = out.bytes().size();
        pattern.append(value, out.openBytes());
        call.close(out, row, start);
    });
}

/// A date shows no hours, a time no year, a time without zone no offset.
Prepared prepareFormat(const PrepareInput &input)
{
    const TypeKind kind = input.kinds.front();
    Prepared prepared = prepareTime(input, {1, none, 2, kind == TypeKind::Timestamp});
    if (std::holds_alternative<PrepareError>(prepared))
        return prepared;
    const auto &state = static_cast<const TimeState &>(*std::get<std::shared_ptr<const CallState>>(prepared));
    const char *missing = nullptr;
    if (kind == TypeKind::Date && state.pattern->hasTime())
        missing = "a date has no time of day";
    else if (kind == TypeKind::Time && state.pattern->hasDate())
        missing = "a time of day has no date";
    else if (kind != TypeKind::Timestamp && state.pattern->hasOffset())
        missing = "only a timestamp has an offset";
    if (missing)
        return PrepareError{1, fmt::format("the pattern asks for what is not there: {}", missing), {}};
    return prepared;
}

void epochKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        const std::int64_t micros = call[0].int64(row);
        if (isSpecialTime(micros))
            return call.fail(out, row, RowCode::OutOfRange, {}, "date", "an infinite or zero date");
        out.appendInt64(micros / microsPerSecond - (micros % microsPerSecond < 0));
    });
}

template<std::int64_t microsPerUnit>
void fromEpochKernel(const Call &call, Column &out)
{
    const std::int64_t first = daysFromCivil({yearMin, 1, 1}) * microsPerDay,
                       last = daysFromCivil({yearMax, 12, 31}) * microsPerDay;
    eachRow(call, out, [&](std::int64_t row) {
        std::int64_t micros = 0;
        if (__builtin_mul_overflow(call[0].int64(row), microsPerUnit, &micros) || micros < first ||
            micros > last)
            return call.fail(out, row, RowCode::OutOfRange, std::to_string(call[0].int64(row)), "timestamp",
                             "the result is outside of the calendar");
        out.appendInt64(micros);
    });
}

/// A moment and a local time have a zone between them.
constexpr Prepare withZone = prepareTimeAt<none, none, 1, true>;

} // namespace

std::vector<FunctionSpec> timeFunctions()
{
    const auto group = FunctionGroup::Time;
    const auto strict = NullRule::Strict;
    return {
        {"date",
         group,
         strict,
         4,
         "A date: from ISO text (2026-03-05), from text by a pattern, or the day of a datetime or timestamp. "
         "Pattern letters: yyyy yy MM M MMM dd d HH H hh h a mm m ss s SSS X; other letters in 'quotes'.",
         "日期：ISO 文本（2026-03-05）、按格式解析的文本，或日期时间、时间戳所在的那一天。格式字母：yyyy yy "
         "MM M MMM dd d HH H hh h a mm m ss s SSS X，其余字母放在引号中。",
         {{"x any", "date"},
          {"x text, pattern text!", "date", parseKernel, prepareParse},
          {"x datetime", "date", localKernel},
          {"x timestamp", "date", localKernel, withZone},
          {"x timestamp, zone text!", "date", localKernel, withZone}},
         {{"date('2026-03-05')", "2026-03-05"},
          {"date('5.3.2026', 'd.M.yyyy')", "2026-03-05"},
          {"date('2026年3月5日', 'yyyy年M月d日')", "2026-03-05"},
          {"date('2026-02-30')", "error: NotADate"},
          {"date('2026-03-05', 'dd.MM.yyyy')", "error: NotADate"},
          {"date(datetime('2026-03-05T10:00:00'))", "2026-03-05"},
          {"date(timestamp('2026-03-05T20:00:00Z'), 'Asia/Shanghai')", "2026-03-06"},
          {"date('')", "NULL"}}},
        {"time",
         group,
         strict,
         4,
         "A time of day: from text (10:20, 10:20:30.5), by a pattern, or of a datetime or timestamp.",
         "时刻：文本、按格式解析的文本，或日期时间、时间戳中的时刻。",
         {{"x any", "time"},
          {"x text, pattern text!", "time", parseKernel, prepareParse},
          {"x datetime", "time", timeOfDayKernel},
          {"x timestamp", "time", timeOfDayKernel, withZone},
          {"x timestamp, zone text!", "time", timeOfDayKernel, withZone}},
         {{"time('10:20')", "10:20:00"},
          {"time('1020', 'HHmm')", "10:20:00"},
          {"time('25:00')", "error: NotATime"}}},
        {"datetime",
         group,
         strict,
         4,
         "A date with time, without zone: from ISO text, by a pattern, of a date (midnight) or of a "
         "timestamp in a zone.",
         "不带时区的日期时间：ISO 文本、按格式解析的文本、日期（零点），或时间戳在某时区的当地时间。",
         {{"x any", "datetime"},
          {"x text, pattern text!", "datetime", parseKernel, prepareParse},
          {"x timestamp", "datetime", localKernel, withZone},
          {"x timestamp, zone text!", "datetime", localKernel, withZone}},
         {{"datetime('2026-03-05 10:20:30')", "2026-03-05T10:20:30"},
          {"datetime('05/03/2026 10:20', 'dd/MM/yyyy HH:mm')", "2026-03-05T10:20:00"},
          {"datetime(date('2026-03-05'))", "2026-03-05T00:00:00"}}},
        {"timestamp",
         group,
         strict,
         6,
         "A moment (UTC): from ISO text with offset, by a pattern, or from a local time in a zone. A local "
         "time that the zone skips is a row error; of one that it has twice the earlier is meant.",
         "时间点（UTC）：带偏移的 ISO "
         "文本、按格式解析的文本，或某时区的当地时间。夏令时跳过的时间报错，重复的取较早者。",
         {{"x any", "timestamp"},
          {"x text, pattern text!, zone text?!", "timestamp", parseKernel, prepareParseMoment},
          {"x datetime, zone text!", "timestamp", localToMomentKernel, withZone}},
         {{"timestamp('2026-03-05T10:00:00+08:00')", "2026-03-05T02:00:00Z"},
          {"timestamp('05.03.2026 10:00', 'dd.MM.yyyy HH:mm', 'Asia/Shanghai')", "2026-03-05T02:00:00Z"},
          {"timestamp(datetime('2026-03-05 10:00'), 'Europe/Berlin')", "2026-03-05T09:00:00Z"},
          {"timestamp(datetime('2026-03-29 02:30'), 'Europe/Berlin')", "error: NotATime"},
          {"timestamp('20260305T100000+0800', 'yyyyMMdd''T''HHmmssXX')", "2026-03-05T02:00:00Z"}}},
        {"to_zone",
         group,
         strict,
         4,
         "The local time of a timestamp in a zone.",
         "时间戳在某时区的当地时间。",
         {{"x timestamp, zone text!", "datetime", localKernel, withZone}},
         {{"to_zone('2026-03-05T02:00:00Z', 'Asia/Shanghai')", "2026-03-05T10:00:00"}}},
        {"format",
         group,
         strict,
         6,
         "A date, time, datetime or timestamp as text by a pattern; a timestamp in a zone.",
         "按格式输出日期、时间或时间戳；时间戳需要时区。",
         {{"x date, pattern text!", "text", formatKernel, prepareFormat},
          {"x datetime, pattern text!", "text", formatKernel, prepareFormat},
          {"x time, pattern text!", "text", formatKernel, prepareFormat},
          {"x timestamp, pattern text!, zone text?!", "text", formatKernel, prepareFormat}},
         {{"format(date('2026-03-05'), 'dd.MM.yyyy')", "05.03.2026"},
          {"format(datetime('2026-03-05 14:05'), 'h:mm a')", "2:05 PM"},
          {"format(timestamp('2026-03-05T02:00:00Z'), 'yyyy-MM-dd HH:mmXXX', 'Asia/Shanghai')",
           "2026-03-05 10:00+08:00"},
          {"format(date('2026-03-05'), 'HH:mm')", "error: compile"}}},
        {"epoch",
         group,
         strict,
         1,
         "Whole seconds since 1970-01-01T00:00:00Z.",
         "自 1970-01-01T00:00:00Z 起的秒数。",
         {{"x timestamp", "int64", epochKernel}},
         {{"epoch('1970-01-02T00:00:00Z')", "86400"}}},
        {"from_epoch",
         group,
         strict,
         1,
         "The timestamp of so many seconds since 1970.",
         "由 1970 年起的秒数得到时间戳。",
         {{"seconds int64", "timestamp", fromEpochKernel<microsPerSecond>}},
         {{"from_epoch(86400)", "1970-01-02T00:00:00Z"}}},
        {"from_epoch_ms",
         group,
         strict,
         1,
         "The timestamp of so many milliseconds since 1970.",
         "由 1970 年起的毫秒数得到时间戳。",
         {{"milliseconds int64", "timestamp", fromEpochKernel<1000>}},
         {{"from_epoch_ms('1500')", "1970-01-01T00:00:01.500Z"}}},
    };
}

} // namespace weir
