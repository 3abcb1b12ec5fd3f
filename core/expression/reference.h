#pragma once

#include <string>
#include <string_view>

namespace weir {

/// The language and all functions as Markdown. \a language is "en" or "zh_CN" (anything else: English).
/// docs/EXPRESSIONS.md is the English text; a test compares them.
[[nodiscard]] std::string expressionReference(std::string_view language);

} // namespace weir
