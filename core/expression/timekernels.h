#pragma once

#include "core/data/datetime.h"
#include "core/data/datetimepattern.h"
#include "core/data/zone.h"
#include "core/expression/kernel.h"

#include <optional>

namespace weir {

enum class TimeUnit : std::uint8_t { Year, Quarter, Month, Week, Day, Hour, Minute, Second };

/// The unit of that name ("month", "months"), case does not matter.
[[nodiscard]] std::optional<TimeUnit> timeUnitNamed(std::string_view name);

/// What the time functions know of their constant arguments.
class TimeState final : public CallState
{
public:
    std::optional<DateTimePattern> pattern;
    std::optional<Zone> zone; ///< copied by each call: a zone remembers its last period
    TimeUnit unit = TimeUnit::Day;
};

/// A TimeState from the arguments at these places; npos: the function has no such argument.
struct TimeArguments
{
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::size_t pattern = none;
    std::size_t unit = none;
    std::size_t zone = none;
    bool needsZone = false; ///< without the argument, the default zone is used; without one, an error
};
[[nodiscard]] Prepared prepareTime(const PrepareInput &input, const TimeArguments &places);

/// prepareTime() with the places known to the compiler.
template<std::size_t pattern, std::size_t unit, std::size_t zone, bool needsZone>
Prepared prepareTimeAt(const PrepareInput &input)
{
    return prepareTime(input, {pattern, unit, zone, needsZone});
}

/// A moment taken apart in the calendar of its zone.
struct LocalTime
{
    std::int32_t days = 0;
    std::int64_t micros = 0; ///< since midnight
};

/// Reads operand \a index of a call as local time, whatever its kind. A Timestamp needs the state's zone.
class LocalReader
{
public:
    LocalReader(const Call &call, std::size_t index);
    /// Nothing: the row has failed (infinity and the like), its NULL is in \a out.
    [[nodiscard]] std::optional<LocalTime> read(Column &out, std::int64_t row);
    [[nodiscard]] Zone &zone() { return *m_zone; }

private:
    const Call &m_call;
    const Operand &m_operand;
    TypeKind m_kind;
    std::optional<Zone> m_zone;
};

/// Appends \a time as a Date, DateTime or Timestamp, as out.kind() says; for the last \a zone must be given.
/// Fails the row when the calendar ends or the zone skips that time.
void appendLocal(const Call &call, Column &out, std::int64_t row, std::int64_t days, std::int64_t micros,
                 Zone *zone);

} // namespace weir
