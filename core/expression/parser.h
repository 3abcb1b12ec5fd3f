#pragma once

#include "core/expression/expression.h"
#include "core/expression/syntaxtree.h"

namespace weir {

/// Levels of nesting in one expression at most (SR-44).
constexpr int expressionDepthMax = 64;
/// Height of the tree at most: bounds the stack of everything that walks it.
constexpr int expressionTreeDepthMax = 400;
/// Parts (operators, names, values) of one expression at most.
constexpr std::size_t expressionPartsMax = 20'000;

/// Precedence, weakest first: or · and · not · comparison (= < is in like between) · || · + - · * / % · unary
/// minus. Operators of one level group to the left; comparisons do not chain: `a < b < c` is an error.
[[nodiscard]] std::variant<SyntaxPtr, ExpressionError> parseExpression(std::string_view text);

} // namespace weir
