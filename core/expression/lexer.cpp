#include "core/expression/lexer.h"

#include "core/base/names.h"

#include <array>
#include <fmt/format.h>
#include <utf8proc.h>

namespace weir {

namespace {

constexpr std::array<std::string_view, 16> keywords = {"and",  "or",      "not",   "is",    "null", "in",
                                                       "like", "between", "case",  "when",  "then", "else",
                                                       "end",  "true",    "false", "escape"};

/// What an input method writes instead of the ASCII sign.
constexpr std::array<std::pair<std::string_view, std::string_view>, 18> lookAlikes = {{{"（", "("},
                                                                                       {"）", ")"},
                                                                                       {"，", ","},
                                                                                       {"；", ","},
                                                                                       {"。", "."},
                                                                                       {"‘", "'"},
                                                                                       {"’", "'"},
                                                                                       {"“", "'"},
                                                                                       {"”", "'"},
                                                                                       {"＋", "+"},
                                                                                       {"－", "-"},
                                                                                       {"×", "*"},
                                                                                       {"÷", "/"},
                                                                                       {"＝", "="},
                                                                                       {"＜", "<"},
                                                                                       {"＞", ">"},
                                                                                       {"≠", "<>"},
                                                                                       {"、", ","}}};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isNameStart(std::int32_t point)
{
    if (point < 0x80)
        return point == '_' || (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
    const auto category = utf8proc_category(point);
    // Full-width forms look like operators and digits; they are names only inside quotes.
    const bool isFullWidth = point >= 0xFF00 && point <= 0xFFEF;
    return !isFullWidth && category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool isNamePart(std::int32_t point)
{
    if (point < 0x80)
        return isNameStart(point) || (point >= '0' && point <= '9');
    const auto category = utf8proc_category(point);
    return isNameStart(point) || (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_NL);
}

/// One pass over the text.
class Lexer
{
public:
    explicit Lexer(std::string_view text) : m_text(text) {}

    std::variant<Tokens, ExpressionError> run()
    {
        if (m_text.size() > expressionBytesMax)
            return ExpressionError{
                expressionBytesMax, 1, "the expression is longer than 64 KiB; split it into fields", {}};
        while (!m_error && m_at < m_text.size())
            next();
        if (m_error)
            return *std::move(m_error);
        m_tokens.push_back({TokenKind::End, m_text.size(), 0, {}});
        return std::move(m_tokens);
    }

private:
    void add(TokenKind kind, std::size_t start, std::string value)
    {
        m_tokens.push_back({kind, start, m_at - start, std::move(value)});
    }
    void fail(std::size_t position, std::size_t length, std::string message, std::string suggestion = {})
    {
        m_error = ExpressionError{position, length, std::move(message), std::move(suggestion)};
    }
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    /// The code point at m_at and its bytes; point -1 for invalid UTF-8.
    [[nodiscard]] std::pair<std::int32_t, std::size_t> decode() const
    {
        std::int32_t point = -1;
        const auto *bytes = reinterpret_cast<const utf8proc_uint8_t *>(m_text.data() + m_at);
        const auto size =
            utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(m_text.size() - m_at), &point);
        return size > 0 ? std::pair{point, static_cast<std::size_t>(size)}
                        : std::pair{std::int32_t{-1}, std::size_t{1}};
    }

    void next()
    {
        const char c = peek();
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            ++m_at;
        else if (c == '\'')
            quoted('\'', TokenKind::Text, "text");
        else if (c == '"')
            quoted('"', TokenKind::Quoted, "quoted name");
        else if (c == '[')
            quoted(']', TokenKind::Quoted, "name in brackets");
        else if (isDigit(c) || (c == '.' && isDigit(peek(1)) && !followsName()))
            number();
        else if (isNameStart(decode().first))
            name();
        else
            symbol();
    }

    /// After a name or a closing quote a point separates parts of a path: `items.0` stays three tokens.
    [[nodiscard]] bool followsName() const
    {
        return !m_tokens.empty() &&
               (m_tokens.back().kind == TokenKind::Name || m_tokens.back().kind == TokenKind::Quoted);
    }

    void quoted(char close, TokenKind kind, std::string_view what)
    {
        const std::size_t start = m_at++;
        std::string value;
        for (;; ++m_at) {
            if (m_at >= m_text.size())
                return fail(start, m_text.size() - start,
                            fmt::format("this {} has no closing {}", what, close));
            if (m_text[m_at] != close) {
                value += m_text[m_at];
            } else if (peek(1) == close) {
                value += close;
                ++m_at;
            } else {
                break;
            }
        }
        ++m_at;
        const auto *bytes = reinterpret_cast<const utf8proc_uint8_t *>(value.data());
        std::int32_t point = 0;
        for (std::size_t i = 0; i < value.size();) {
            const auto size =
                utf8proc_iterate(bytes + i, static_cast<utf8proc_ssize_t>(value.size() - i), &point);
            if (size <= 0)
                return fail(start, m_at - start, fmt::format("this {} is not valid UTF-8", what));
            i += static_cast<std::size_t>(size);
        }
        if (kind == TokenKind::Quoted && value.empty())
            return fail(start, m_at - start, "a name cannot be empty");
        add(kind, start, std::move(value));
    }

    void number()
    {
        const std::size_t start = m_at;
        TokenKind kind = TokenKind::Integer;
        while (isDigit(peek()))
            ++m_at;
        if (peek() == '.' && isDigit(peek(1))) {
            kind = TokenKind::Decimal;
            for (++m_at; isDigit(peek());)
                ++m_at;
        }
        if (peek() == 'e' || peek() == 'E') {
            const std::size_t digits = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
            if (isDigit(peek(digits))) {
                kind = TokenKind::Float;
                for (m_at += digits; isDigit(peek());)
                    ++m_at;
            }
        }
        if (m_at < m_text.size() && isNameStart(decode().first))
            return fail(start, m_at - start + decode().second,
                        "a number directly followed by a letter; quote the name: \"…\"");
        std::string value(m_text.substr(start, m_at - start));
        if (value.front() == '.')
            value.insert(0, 1, '0');
        if (value.size() > 400)
            return fail(start, m_at - start, "a number of more than 400 digits");
        add(kind, start, std::move(value));
    }

    void name()
    {
        const std::size_t start = m_at;
        while (m_at < m_text.size()) {
            const auto [point, size] = decode();
            if (!isNamePart(point))
                break;
            m_at += size;
        }
        std::string word(m_text.substr(start, m_at - start));
        std::string lower = lowerAscii(word);
        if (isKeyword(lower))
            add(TokenKind::Keyword, start, std::move(lower));
        else
            add(TokenKind::Name, start, std::move(word));
    }

    void symbol()
    {
        static constexpr std::array<std::string_view, 17> symbols = {
            "<>", "!=", "<=", ">=", "||", "==", "=", "<", ">", "+", "-", "*", "/", "%", "(", ")", ","};
        const std::string_view rest = m_text.substr(m_at);
        for (const std::string_view symbol : symbols) {
            if (!rest.starts_with(symbol))
                continue;
            if (symbol == "==")
                return fail(m_at, 2, "unexpected \"==\"", "=");
            const std::size_t start = m_at;
            m_at += symbol.size();
            return add(TokenKind::Symbol, start, symbol == "!=" ? "<>" : std::string(symbol));
        }
        if (rest.front() == '.') {
            ++m_at;
            return add(TokenKind::Symbol, m_at - 1, ".");
        }
        for (const auto &[wrong, right] : lookAlikes) {
            if (rest.starts_with(wrong))
                return fail(m_at, wrong.size(), fmt::format("\"{}\" is not a sign of the language", wrong),
                            std::string(right));
        }
        if (rest.starts_with("&&") || rest.starts_with("!"))
            return fail(m_at, rest.starts_with("!") ? 1 : 2,
                        fmt::format("unexpected \"{}\"", rest.substr(0, rest.starts_with("!") ? 1 : 2)),
                        rest.starts_with("!") ? "not" : "and");
        const auto [point, size] = decode();
        if (point < 0)
            return fail(m_at, 1, "the expression is not valid UTF-8");
        if (point < 0x20 || point == 0x7F)
            return fail(m_at, 1, fmt::format("control character U+{:04X} outside of text", point));
        fail(m_at, size, fmt::format("unexpected \"{}\"", rest.substr(0, size)));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    Tokens m_tokens;
    std::optional<ExpressionError> m_error;
};

} // namespace

std::variant<Tokens, ExpressionError> tokenize(std::string_view text) { return Lexer(text).run(); }

bool isKeyword(std::string_view lowerCaseWord)
{
    return std::find(keywords.begin(), keywords.end(), lowerCaseWord) != keywords.end();
}

bool isPlainName(std::string_view name)
{
    const auto tokens = tokenize(name);
    const auto *list = std::get_if<Tokens>(&tokens);
    return list && list->size() == 2 && list->front().kind == TokenKind::Name &&
           list->front().length == name.size();
}

} // namespace weir
