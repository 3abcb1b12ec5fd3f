#include "core/expression/timekernels.h"

#include "core/base/names.h"

#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::array<std::string_view, 8> unitNames = {"year", "quarter", "month",  "week",
                                                       "day",  "hour",    "minute", "second"};

/// The value of argument \a place; the compiler has seen to it that it is constant where it is given.
std::optional<std::string_view> textArgument(const PrepareInput &input, std::size_t place)
{
    if (place >= input.constants.size())
        return std::nullopt;
    return input.constants[place]->text(0);
}

} // namespace

std::optional<TimeUnit> timeUnitNamed(std::string_view name)
{
    std::string lower = lowerAscii(name);
    if (lower.size() > 3 && lower.back() == 's')
        lower.pop_back();
    for (std::size_t i = 0; i < unitNames.size(); ++i) {
        if (unitNames[i] == lower)
            return static_cast<TimeUnit>(i);
    }
    return std::nullopt;
}

Prepared prepareTime(const PrepareInput &input, const TimeArguments &places)
{
    auto state = std::make_shared<TimeState>();
    if (const auto text = textArgument(input, places.pattern)) {
        constexpr std::size_t patternBytesMax = 200;
        if (text->size() > patternBytesMax)
            return PrepareError{places.pattern, "a date pattern of more than 200 bytes", {}};
        auto pattern = DateTimePattern::compile(*text);
        if (!pattern && Zone::find(*text))
            return PrepareError{
                places.pattern,
                fmt::format("a date pattern is expected here, \"{0}\" is a zone; for that write "
                            "timestamp(datetime(x), '{0}')",
                            *text),
                {}};
        if (!pattern)
            return PrepareError{places.pattern, pattern.error().detail, {}};
        state->pattern = *std::move(pattern);
    }
    if (const auto text = textArgument(input, places.unit)) {
        const auto unit = timeUnitNamed(*text);
        const std::vector<std::string> known(unitNames.begin(), unitNames.end());
        if (!unit)
            return PrepareError{
                places.unit, fmt::format("\"{}\" is no unit; units are {}", *text, fmt::join(unitNames, " ")),
                nearestName(*text, known)};
        state->unit = *unit;
    }
    const auto given = textArgument(input, places.zone);
    const std::string zoneName(given.value_or(input.context.zone));
    if (!zoneName.empty() && (given || places.needsZone)) {
        auto zone = Zone::find(zoneName);
        if (!zone)
            return PrepareError{given ? places.zone : 0, zone.error().detail, {}};
        state->zone = *std::move(zone);
    }
    if (places.needsZone && !state->zone)
        return PrepareError{0,
                            "this depends on a time zone; name one as the last argument, such as "
                            "'Asia/Shanghai', or in the job",
                            {}};
    return std::shared_ptr<const CallState>(std::move(state));
}

LocalReader::LocalReader(const Call &call, std::size_t index)
    : m_call(call), m_operand(call[index]), m_kind(call[index].column->kind())
{
    if (m_kind == TypeKind::Timestamp)
        m_zone = call.state<TimeState>().zone;
}

std::optional<LocalTime> LocalReader::read(Column &out, std::int64_t row)
{
    LocalTime time;
    bool isSpecial = false;
    if (m_kind == TypeKind::Time) {
        time.micros = m_operand.int64(row);
    } else if (m_kind == TypeKind::Date) {
        time.days = m_operand.days(row);
        isSpecial = isSpecialDate(time.days) || !isCalendarDay(civilFromDays(time.days));
    } else {
        std::int64_t micros = m_operand.int64(row);
        isSpecial = isSpecialTime(micros);
        if (!isSpecial) {
            if (m_kind == TypeKind::Timestamp)
                micros = m_zone->toLocal(micros);
            const SplitTime split = splitTime(micros);
            time = {split.days, split.micros};
            isSpecial = !isCalendarDay(civilFromDays(split.days));
        }
    }
    if (!isSpecial)
        return time;
    m_call.fail(out, row, RowCode::OutOfRange, {}, "date",
                "an infinite date, a zero date or one outside of the calendar");
    return std::nullopt;
}

void appendLocal(const Call &call, Column &out, std::int64_t row, std::int64_t days, std::int64_t micros,
                 Zone *zone)
{
    const std::int64_t first = daysFromCivil({yearMin, 1, 1}), last = daysFromCivil({yearMax, 12, 31});
    if (days < first || days > last)
        return call.fail(out, row, RowCode::OutOfRange, {}, "date", "the result is outside of the calendar");
    if (out.kind() == TypeKind::Date)
        return out.appendDays(static_cast<std::int32_t>(days));
    const std::int64_t local = days * microsPerDay + micros;
    if (out.kind() == TypeKind::DateTime)
        return out.appendInt64(local);
    std::int64_t utc = 0;
    if (zone->toUtc(local, utc) == Zone::Local::Gap)
        return call.fail(out, row, RowCode::NotATime, {}, "time zone",
                         "the clocks of this time zone skip that time");
    out.appendInt64(utc);
}

} // namespace weir
