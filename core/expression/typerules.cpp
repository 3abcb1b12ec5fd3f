#include "core/expression/typerules.h"

#include <algorithm>

namespace weir {

namespace {

bool isTextual(TypeKind kind) { return kind == TypeKind::Text || kind == TypeKind::Json; }

/// Place on the ladder date → datetime → timestamp; 0 for others.
int momentRank(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Date:
        return 1;
    case TypeKind::DateTime:
        return 2;
    case TypeKind::Timestamp:
        return 3;
    default:
        return 0;
    }
}

/// Place on the ladder int64 → decimal → float64; 0 for others.
int numberRank(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Int64:
        return 1;
    case TypeKind::Decimal:
        return 2;
    case TypeKind::Float64:
        return 3;
    default:
        return 0;
    }
}

/// The common type of two types neither of which is text.
std::optional<TypeKind> strongType(TypeKind a, TypeKind b)
{
    if (a == b)
        return a;
    if (numberRank(a) > 0 && numberRank(b) > 0)
        return numberRank(a) > numberRank(b) ? a : b;
    if (momentRank(a) > 0 && momentRank(b) > 0)
        return momentRank(a) > momentRank(b) ? a : b;
    return std::nullopt;
}

} // namespace

bool isNumber(TypeKind kind) { return numberRank(kind) > 0; }

int conversionDistance(TypeKind from, TypeKind to)
{
    if (from == to)
        return 0;
    if (numberRank(from) > 0 && numberRank(to) > numberRank(from))
        return numberRank(from) == 1 ? numberRank(to) - 1 : 2;
    if (momentRank(from) > 0 && momentRank(to) > momentRank(from))
        return 2 * (momentRank(to) - momentRank(from));
    constexpr int parsed = 10, written = 20;
    if (from == TypeKind::Json && to == TypeKind::Text)
        return 5;
    if (isTextual(from))
        return to == TypeKind::Bytes ? -1 : parsed;
    return to == TypeKind::Text && from != TypeKind::Bytes ? written : -1;
}

std::optional<TypeKind> comparisonType(std::span<const TypeKind> kinds)
{
    std::optional<TypeKind> strong;
    bool hasText = false;
    for (const TypeKind kind : kinds) {
        if (isTextual(kind)) {
            hasText = true;
            continue;
        }
        const auto common = strong ? strongType(*strong, kind) : std::optional(kind);
        if (!common)
            return std::nullopt;
        strong = common;
    }
    if (!strong)
        return TypeKind::Text;
    if (hasText && *strong == TypeKind::Bytes)
        return std::nullopt;
    // The text may hold a fraction.
    return hasText && *strong == TypeKind::Int64 ? TypeKind::Decimal : *strong;
}

std::optional<TypeKind> branchType(std::span<const TypeKind> kinds)
{
    std::optional<TypeKind> common;
    for (const TypeKind kind : kinds) {
        if (!common || *common == kind)
            common = kind;
        else if (isTextual(kind) || isTextual(*common))
            common = kind == TypeKind::Bytes || *common == TypeKind::Bytes ? std::nullopt
                                                                           : std::optional(TypeKind::Text);
        else
            common = strongType(*common, kind);
        if (!common)
            return std::nullopt;
    }
    return common.value_or(TypeKind::Text);
}

std::optional<TypeKind> numberType(std::span<const TypeKind> kinds)
{
    TypeKind widest = TypeKind::Int64;
    for (TypeKind kind : kinds) {
        if (isTextual(kind))
            kind = TypeKind::Decimal;
        if (numberRank(kind) == 0)
            return std::nullopt;
        if (numberRank(kind) > numberRank(widest))
            widest = kind;
    }
    return widest;
}

} // namespace weir
