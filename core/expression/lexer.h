#pragma once

#include "core/expression/expression.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace weir {

enum class TokenKind : std::uint8_t { Name, Quoted, Keyword, Text, Integer, Decimal, Float, Symbol, End };

/// One word of an expression.
struct Token
{
    TokenKind kind = TokenKind::End;
    std::size_t position = 0; ///< byte offset of its first byte
    std::size_t length = 0;   ///< bytes, quotes included
    std::string
        value; ///< names and text without quotes, keywords in lower case, symbols as written (`!=` as `<>`)
};

using Tokens = std::vector<Token>;

/// Bytes of one expression at most.
constexpr std::size_t expressionBytesMax = 64 << 10;

/// Cuts \a text into tokens; the last one is TokenKind::End. Full-width punctuation, unclosed quotes and
/// invalid UTF-8 are errors with their position.
[[nodiscard]] std::variant<Tokens, ExpressionError> tokenize(std::string_view text);

/// True for the words that are no names unless quoted: and or not is null in like between case when then else
/// end …
[[nodiscard]] bool isKeyword(std::string_view lowerCaseWord);

/// True when \a name can stand in an expression without quotes.
[[nodiscard]] bool isPlainName(std::string_view name);

} // namespace weir
