#pragma once

#include "core/expression/expression.h"

#include <QString>

namespace weir {

/// What is wrong with an expression, in the user's language, with what was probably meant. What the engine says that is not
/// among the known sentences is shown as it says it, in English.
[[nodiscard]] QString expressionErrorText(const ExpressionError &error);

} // namespace weir
