#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace weir {

/// A time zone: IANA name ("Europe/Berlin"), "UTC", "Z" or a fixed offset ("+08:00"). The only place that
/// knows the date library; names come from the system's tzdata.
///
/// Clocks that go back show an hour twice (overlap: the earlier moment is meant), clocks that go forward skip
/// one (gap: such a time never was).
///
/// Thread-safety: none, it remembers the last period it looked up. Copies are cheap; one for each user.
class Zone
{
public:
    enum class Local : std::uint8_t { Unique, Overlap, Gap };

    /// InvalidConfig when \a name is unknown, with the nearest known name, or when the system has no zones.
    [[nodiscard]] static Result<Zone> find(std::string_view name);

    /// UTC microseconds of the local time \a micros (not a special value). Gap: \a utc is not set.
    [[nodiscard]] Local toUtc(std::int64_t micros, std::int64_t &utc);
    /// Local microseconds of the UTC time \a micros.
    [[nodiscard]] std::int64_t toLocal(std::int64_t micros);
    /// Seconds east of UTC at the UTC time \a micros.
    [[nodiscard]] int offsetAt(std::int64_t micros);

private:
    class Rules;
    struct Period
    {
        std::int64_t begin = 0; ///< UTC seconds, empty while begin == end
        std::int64_t end = 0;
        std::int64_t offset = 0;
    };
    explicit Zone(std::shared_ptr<const Rules> rules) : m_rules(std::move(rules)) {}
    const Period &periodAt(std::int64_t utcSeconds);

    std::shared_ptr<const Rules> m_rules;
    Period m_period;
};

} // namespace weir
