#include "core/data/zone.h"

#include "core/base/names.h"
#include "core/data/datetime.h"

#include <date/tz.h>
#include <fmt/format.h>
#include <limits>

namespace weir {

namespace {

std::int64_t floorSeconds(std::int64_t micros)
{
    return micros / microsPerSecond - (micros % microsPerSecond < 0);
}

/// "+08:00", "-0330", "+08".
std::optional<int> fixedOffset(std::string_view name)
{
    if (name == "UTC" || name == "Z" || name == "z")
        return 0;
    if (name.size() < 3 || (name[0] != '+' && name[0] != '-'))
        return std::nullopt;
    ParsedDateTime parsed;
    const std::string text = "1970-01-01T00:00:00" + std::string(name);
    if (parseDateTime(text, parsed))
        return std::nullopt;
    return parsed.offsetSeconds;
}

std::string nearestZone(std::string_view name)
{
    std::vector<std::string> known;
    try {
        for (const date::time_zone &zone : date::get_tzdb().zones)
            known.push_back(zone.name());
    } catch (const std::exception &) {
        return {}; // the caller already reports that the name was not found
    }
    return nearestName(name, known);
}

} // namespace

class Zone::Rules
{
public:
    const date::time_zone *zone = nullptr; ///< null: the fixed offset
    int offset = 0;
};

Result<Zone> Zone::find(std::string_view name)
{
    auto rules = std::make_shared<Rules>();
    if (const auto offset = fixedOffset(name)) {
        rules->offset = *offset;
        return Zone(std::move(rules));
    }
    try {
        rules->zone = date::locate_zone(std::string(name));
        (void)rules->zone->get_info(date::sys_seconds()); // reads the zone's file now, where a failure can be told
        return Zone(std::move(rules));
    } catch (const std::exception &) {
        const std::string near = nearestZone(name);
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format(
                "\"{}\" is not a time zone{}; use an IANA name such as Europe/Berlin (package tzdata), "
                "UTC, or an offset such as +08:00",
                name, near.empty() ? "" : fmt::format(", did you mean \"{}\"", near)));
    }
}

const Zone::Period &Zone::periodAt(std::int64_t utcSeconds)
{
    if (utcSeconds >= m_period.begin && utcSeconds < m_period.end)
        return m_period;
    if (!m_rules->zone) {
        m_period = {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                    m_rules->offset};
        return m_period;
    }
    const date::sys_info info = m_rules->zone->get_info(date::sys_seconds(std::chrono::seconds(utcSeconds)));
    m_period = {info.begin.time_since_epoch().count(), info.end.time_since_epoch().count(),
                info.offset.count()};
    return m_period;
}

Zone::Local Zone::toUtc(std::int64_t micros, std::int64_t &utc)
{
    const std::int64_t local = floorSeconds(micros);
    // Inside the known period, a day away from its ends, there is neither gap nor overlap.
    constexpr std::int64_t margin = 86'400;
    const auto isInside = [&] {
        const std::int64_t guess = local - m_period.offset;
        return m_period.begin < m_period.end && guess - margin >= m_period.begin &&
               guess + margin < m_period.end;
    };
    if (isInside() || !m_rules->zone) {
        utc = micros - (m_rules->zone ? m_period.offset : m_rules->offset) * microsPerSecond;
        return Local::Unique;
    }
    const date::local_info info = m_rules->zone->get_info(date::local_seconds(std::chrono::seconds(local)));
    if (info.result == date::local_info::nonexistent)
        return Local::Gap;
    const date::sys_info &period = info.first; // of an overlap, the earlier moment
    m_period = {period.begin.time_since_epoch().count(), period.end.time_since_epoch().count(),
                period.offset.count()};
    utc = micros - m_period.offset * microsPerSecond;
    return info.result == date::local_info::ambiguous ? Local::Overlap : Local::Unique;
}

std::int64_t Zone::toLocal(std::int64_t micros)
{
    return micros + static_cast<std::int64_t>(offsetAt(micros)) * microsPerSecond;
}

int Zone::offsetAt(std::int64_t micros) { return static_cast<int>(periodAt(floorSeconds(micros)).offset); }

} // namespace weir
