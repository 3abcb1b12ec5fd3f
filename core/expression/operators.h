#pragma once

#include "core/expression/kernel.h"

namespace weir {

enum class Comparison : std::uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };
enum class Arithmetic : std::uint8_t { Add, Subtract, Multiply, Divide, Remainder };

/// Below, equal to or above 0: two values of one kind, neither NULL. Text by bytes, which is by code point;
/// decimals by value; NaN equals itself and is above all numbers, so that order is total.
[[nodiscard]] int compareCells(const Column &a, std::int64_t rowA, const Column &b, std::int64_t rowB);

/// Two operands of one kind. Result Bool.
[[nodiscard]] Kernel comparisonKernel(Comparison comparison, TypeKind kind);

/// Two operands of one of int64, decimal, float64; result the same, for Divide of int64 decimal operands are
/// wanted.
[[nodiscard]] Kernel arithmeticKernel(Arithmetic operation, TypeKind kind);

/// One operand of a number kind.
[[nodiscard]] Kernel negateKernel(TypeKind kind);

/// Date and int64 days; and the difference of two dates in days.
void addDaysKernel(const Call &call, Column &out);
void subtractDaysKernel(const Call &call, Column &out);
void differenceOfDatesKernel(const Call &call, Column &out);

void notKernel(const Call &call, Column &out);
/// Any number of Text operands.
void concatKernel(const Call &call, Column &out);
/// Text and pattern with `%`, `_` and an escape character (default `\`): the third operand, if there is one.
void likeKernel(const Call &call, Column &out);
void notLikeKernel(const Call &call, Column &out);

/// First operand in the others, all of one kind, three-valued.
void inKernel(const Call &call, Column &out);
void notInKernel(const Call &call, Column &out);
/// The same against a set made when compiled: the only operand is the value.
[[nodiscard]] std::shared_ptr<const CallState> makeInSet(const std::vector<ColumnPtr> &constants);
void inSetKernel(const Call &call, Column &out);
void notInSetKernel(const Call &call, Column &out);

/// x >= low and x <= high, three-valued.
void betweenKernel(const Call &call, Column &out);
void notBetweenKernel(const Call &call, Column &out);

/// Two operands of one kind: the first, NULL where they are equal.
void nullIfKernel(const Call &call, Column &out);

/// Error text and rule shared by the operators and the number functions.
void failOverflow(const Call &call, Column &out, std::int64_t row, TypeKind kind);
void failDivision(const Call &call, Column &out, std::int64_t row);

} // namespace weir
