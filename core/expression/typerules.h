#pragma once

#include "core/data/type.h"

#include <optional>
#include <span>

namespace weir {

/// How far \a from is from \a to for an implicit conversion: 0 the same, small numbers are preferred, -1
/// impossible. int64 → decimal → float64; date → datetime → timestamp; text and json → anything they can be
/// parsed as; anything but bytes → text.
[[nodiscard]] int conversionDistance(TypeKind from, TypeKind to);

[[nodiscard]] bool isNumber(TypeKind kind);

/// The type in which values of \a kinds are compared: text gives way to the other's type, so that '10' > 9.
/// Nothing: they cannot be compared.
[[nodiscard]] std::optional<TypeKind> comparisonType(std::span<const TypeKind> kinds);

/// The type that the branches of a case share: text wins, since every value can be written as text.
[[nodiscard]] std::optional<TypeKind> branchType(std::span<const TypeKind> kinds);

/// The type in which numbers of \a kinds are computed; text counts as decimal. Nothing: some are no numbers.
[[nodiscard]] std::optional<TypeKind> numberType(std::span<const TypeKind> kinds);

} // namespace weir
