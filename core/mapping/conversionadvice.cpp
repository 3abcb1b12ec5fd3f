#include "core/mapping/conversionadvice.h"

#include <fmt/format.h>

namespace weir {

namespace {

struct LossyPair
{
    TypeKind from;
    TypeKind to;
    const char *what; ///< which values do not fit
    const char *advice;
};

constexpr LossyPair lossyPairs[] = {
    {TypeKind::Decimal, TypeKind::Float64, "digits beyond about 15 cannot be kept", "use decimal"},
    {TypeKind::Int64, TypeKind::Float64, "whole numbers beyond 9007199254740992 cannot be kept",
     "use int64 or decimal"},
    {TypeKind::Text, TypeKind::Float64, "float64 keeps about 15 digits and not every decimal fraction",
     "use decimal for amounts"},
    {TypeKind::Json, TypeKind::Float64, "float64 keeps about 15 digits and not every decimal fraction",
     "use decimal for amounts"},
    {TypeKind::Decimal, TypeKind::Int64,
     "digits behind the point and numbers of more than 18 digits cannot be kept",
     "use decimal, or round in an expression"},
    {TypeKind::Float64, TypeKind::Int64, "fractions cannot be kept",
     "use float64, or round in an expression"},
    {TypeKind::Float64, TypeKind::Decimal,
     "the source holds binary fractions: 0.1 is what its shortest text says",
     "check that the source has no better column"},
    {TypeKind::Timestamp, TypeKind::DateTime,
     "the result is local time, and the hour that the clocks show twice can no longer be told apart",
     "use timestamp"},
    {TypeKind::Timestamp, TypeKind::Date, "the time of day cannot be kept",
     "use timestamp, or date() in an expression"},
    {TypeKind::DateTime, TypeKind::Date, "the time of day cannot be kept",
     "use datetime, or date() in an expression"},
};

std::string nameOf(const Type &type, const std::string &native)
{
    return native.empty() || native == typeText(type) ? typeText(type)
                                                      : fmt::format("{} ({})", native, typeText(type));
}

std::string whatHappensToLong(OnTooLong onTooLong)
{
    switch (onTooLong) {
    case OnTooLong::Cut:
        return "longer values are cut to that many characters";
    case OnTooLong::Null:
        return "longer values become NULL";
    case OnTooLong::Quarantine:
        break;
    }
    return "longer values are quarantined (TooLong)";
}

} // namespace

bool isAtLeastAsWide(const Type &to, const Type &from)
{
    if (to.kind != from.kind)
        return false;
    if (to.kind == TypeKind::Decimal && to.precision > 0) {
        return from.precision > 0 && from.scale <= to.scale &&
               from.precision - from.scale <= to.precision - to.scale;
    }
    return to.length == 0 || (from.length > 0 && from.length <= to.length);
}

std::string conversionWarning(const Type &from, const Type &to, OnTooLong onTooLong,
                              const std::string &toNative)
{
    const bool hasLength = to.kind == TypeKind::Text || to.kind == TypeKind::Bytes;
    if (from.kind == to.kind && hasLength && !isAtLeastAsWide(to, from)) {
        const OnTooLong choice =
            to.kind == TypeKind::Text ? onTooLong : OnTooLong::Quarantine; // bytes are never cut
        return fmt::format("{} is wider than {}: {}", typeText(from), nameOf(to, toNative),
                           whatHappensToLong(choice));
    }
    if (from.kind == to.kind && !isAtLeastAsWide(to, from)) {
        return fmt::format(
            "{} is wider than {}: values with more digits are quarantined (LosesPrecision or OutOfRange), "
            "never rounded",
            typeText(from), nameOf(to, toNative));
    }
    for (const LossyPair &pair : lossyPairs) {
        if (pair.from == from.kind && pair.to == to.kind) {
            const bool isKept = isLossless(from, to);
            return isKept ? std::string()
                          : fmt::format("{} into {}: {}; {}", typeText(from), nameOf(to, toNative), pair.what,
                                        pair.advice);
        }
    }
    return {};
}

bool needsZone(const Type &from, const Type &to)
{
    const auto isLocal = [](TypeKind kind) { return kind == TypeKind::Date || kind == TypeKind::DateTime; };
    const bool isWritten = from.kind == TypeKind::Text || from.kind == TypeKind::Json;
    return (to.kind == TypeKind::Timestamp && (isWritten || isLocal(from.kind))) ||
           (from.kind == TypeKind::Timestamp && isLocal(to.kind));
}

} // namespace weir
