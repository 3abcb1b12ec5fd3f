#include "core/expression/parser.h"

#include "core/base/names.h"
#include "core/expression/lexer.h"

#include <fmt/format.h>

namespace weir {

namespace {

/// Recursive descent. A method returns null once m_error is set.
class Parser
{
public:
    Parser(std::string_view text, Tokens tokens) : m_text(text), m_tokens(std::move(tokens)) {}

    std::variant<SyntaxPtr, ExpressionError> run()
    {
        if (now().kind == TokenKind::End)
            return ExpressionError{0, 1, "the expression is empty", {}};
        SyntaxPtr tree = orExpression();
        if (tree && now().kind != TokenKind::End)
            failAtNow(now().kind == TokenKind::Symbol && now().value == ")"
                          ? "a \")\" without its \"(\""
                          : "an operator was expected here, found " + describe());
        if (m_error)
            return *std::move(m_error);
        return tree;
    }

private:
    [[nodiscard]] const Token &now() const { return m_tokens[m_at]; }
    [[nodiscard]] const Token &ahead(std::size_t count) const
    {
        return m_tokens[std::min(m_at + count, m_tokens.size() - 1)];
    }
    [[nodiscard]] bool isSymbol(std::string_view symbol) const
    {
        return now().kind == TokenKind::Symbol && now().value == symbol;
    }
    [[nodiscard]] bool isWord(std::string_view word) const
    {
        return now().kind == TokenKind::Keyword && now().value == word;
    }
    bool takeSymbol(std::string_view symbol)
    {
        const bool found = isSymbol(symbol);
        m_at += found ? 1 : 0;
        return found;
    }
    bool takeWord(std::string_view word)
    {
        const bool found = isWord(word);
        m_at += found ? 1 : 0;
        return found;
    }
    [[nodiscard]] std::string describe() const
    {
        return now().kind == TokenKind::End ? "the end of the expression"
                                            : fmt::format("\"{}\"", now().value);
    }
    SyntaxPtr failAt(std::size_t position, std::size_t length, std::string message,
                     std::string suggestion = {})
    {
        if (!m_error)
            m_error = ExpressionError{position, std::max<std::size_t>(1, length), std::move(message),
                                      std::move(suggestion)};
        return nullptr;
    }
    SyntaxPtr failAtNow(std::string message, std::string suggestion = {})
    {
        return failAt(now().position, now().length, std::move(message), std::move(suggestion));
    }

    SyntaxPtr make(SyntaxKind kind, std::size_t position)
    {
        if (++m_parts > expressionPartsMax)
            return failAt(position, 1,
                          fmt::format("the expression has more than {} parts; split it into fields",
                                      expressionPartsMax));
        auto node = std::make_unique<Syntax>();
        node->kind = kind;
        node->position = position;
        return node;
    }
    /// Ends \a node at the last token taken. Chains grow to the left without nesting, so the tree is bounded
    /// here.
    SyntaxPtr finish(SyntaxPtr node)
    {
        const Token &last = m_tokens[m_at - 1];
        node->length = last.position + last.length - node->position;
        for (const SyntaxPtr &child : node->children)
            node->depth = std::max(node->depth, child->depth + 1);
        if (node->depth > expressionTreeDepthMax)
            return failAt(last.position, last.length,
                          fmt::format("more than {} operators in one chain; split the expression",
                                      expressionTreeDepthMax));
        return node;
    }
    SyntaxPtr leaf(SyntaxKind kind)
    {
        SyntaxPtr node = make(kind, now().position);
        if (!node)
            return nullptr;
        node->name = now().value;
        ++m_at;
        return finish(std::move(node));
    }
    SyntaxPtr binary(std::string op, SyntaxPtr left, SyntaxPtr right)
    {
        if (!left || !right)
            return nullptr;
        SyntaxPtr node = make(SyntaxKind::Binary, left->position);
        if (!node)
            return nullptr;
        node->name = std::move(op);
        node->children.push_back(std::move(left));
        node->children.push_back(std::move(right));
        return finish(std::move(node));
    }

    SyntaxPtr orExpression()
    {
        SyntaxPtr left = andExpression();
        while (left && isWord("or")) {
            ++m_at;
            left = binary("or", std::move(left), andExpression());
        }
        return left;
    }

    SyntaxPtr andExpression()
    {
        SyntaxPtr left = notExpression();
        while (left && isWord("and")) {
            ++m_at;
            left = binary("and", std::move(left), notExpression());
        }
        return left;
    }

    SyntaxPtr unary(std::string op, SyntaxPtr (Parser::*operand)())
    {
        const Depth depth(*this);
        if (!depth)
            return nullptr;
        SyntaxPtr node = make(SyntaxKind::Unary, now().position);
        if (!node)
            return nullptr;
        ++m_at;
        SyntaxPtr child = (this->*operand)();
        if (!child)
            return nullptr;
        node->name = std::move(op);
        node->children.push_back(std::move(child));
        return finish(std::move(node));
    }

    SyntaxPtr notExpression()
    {
        if (isWord("not"))
            return unary("not", &Parser::notExpression);
        return comparison();
    }

    [[nodiscard]] bool atComparison() const
    {
        static constexpr std::string_view symbols[] = {"=", "<>", "<", "<=", ">", ">="};
        for (const std::string_view symbol : symbols) {
            if (isSymbol(symbol))
                return true;
        }
        return false;
    }

    SyntaxPtr comparison()
    {
        SyntaxPtr left = concatenation();
        if (!left)
            return nullptr;
        if (atComparison()) {
            std::string op = now().value;
            ++m_at;
            SyntaxPtr node = binary(std::move(op), std::move(left), concatenation());
            if (node && atComparison())
                return failAtNow("comparisons cannot be chained; join two with and");
            return node;
        }
        while (left &&
               (isWord("is") || isWord("in") || isWord("like") || isWord("between") || isWord("not"))) {
            if (isWord("not") && ahead(1).kind != TokenKind::Keyword)
                return failAtNow("after a value, not must be followed by in, like or between");
            left = predicate(std::move(left));
        }
        return left;
    }

    SyntaxPtr predicate(SyntaxPtr subject)
    {
        SyntaxPtr node = make(SyntaxKind::IsNull, subject->position);
        const Depth depth(*this);
        if (!node || !depth)
            return nullptr;
        node->children.push_back(std::move(subject));
        if (takeWord("is")) {
            node->isNegated = takeWord("not");
            if (!takeWord("null"))
                return failAtNow("is must be followed by null or not null, found " + describe());
            return finish(std::move(node));
        }
        node->isNegated = takeWord("not");
        if (takeWord("in")) {
            node->kind = SyntaxKind::In;
            if (!takeSymbol("("))
                return failAtNow("in must be followed by a list in parentheses, found " + describe());
            if (!arguments(*node))
                return nullptr;
            if (node->children.size() < 2)
                return failAt(node->position, 1, "the list of in is empty");
            return finish(std::move(node));
        }
        if (takeWord("like")) {
            node->kind = SyntaxKind::Like;
            if (!addChild(*node, concatenation()) ||
                (takeWord("escape") && !addChild(*node, concatenation())))
                return nullptr;
            return finish(std::move(node));
        }
        if (takeWord("between")) {
            node->kind = SyntaxKind::Between;
            if (!addChild(*node, concatenation()))
                return nullptr;
            if (!takeWord("and"))
                return failAtNow("between needs and: x between 1 and 9, found " + describe());
            if (!addChild(*node, concatenation()))
                return nullptr;
            return finish(std::move(node));
        }
        return failAtNow("not must be followed by in, like or between here, found " + describe());
    }

    static bool addChild(Syntax &node, SyntaxPtr child)
    {
        if (!child)
            return false;
        node.children.push_back(std::move(child));
        return true;
    }

    SyntaxPtr leftAssociative(std::initializer_list<std::string_view> symbols, SyntaxPtr (Parser::*operand)())
    {
        SyntaxPtr left = (this->*operand)();
        while (left) {
            std::string op;
            for (const std::string_view symbol : symbols) {
                if (isSymbol(symbol))
                    op = symbol;
            }
            if (op.empty())
                break;
            ++m_at;
            left = binary(std::move(op), std::move(left), (this->*operand)());
        }
        return left;
    }
    SyntaxPtr concatenation() { return leftAssociative({"||"}, &Parser::sum); }
    SyntaxPtr sum() { return leftAssociative({"+", "-"}, &Parser::product); }
    SyntaxPtr product() { return leftAssociative({"*", "/", "%"}, &Parser::sign); }

    SyntaxPtr sign()
    {
        if (isSymbol("-"))
            return unary("-", &Parser::sign);
        if (isSymbol("+"))
            return unary("+", &Parser::sign);
        return primary();
    }

    SyntaxPtr primary()
    {
        const Depth depth(*this);
        if (!depth)
            return nullptr;
        switch (now().kind) {
        case TokenKind::Integer:
            return leaf(SyntaxKind::Integer);
        case TokenKind::Decimal:
            return leaf(SyntaxKind::Decimal);
        case TokenKind::Float:
            return leaf(SyntaxKind::Float);
        case TokenKind::Text:
            return leaf(SyntaxKind::Text);
        case TokenKind::Name:
            if (ahead(1).kind == TokenKind::Symbol && ahead(1).value == "(")
                return call();
            return path();
        case TokenKind::Quoted:
            return path();
        case TokenKind::Keyword:
            return keyword();
        case TokenKind::Symbol:
            if (takeSymbol("("))
                return parenthesis();
            break;
        case TokenKind::End:
            break;
        }
        return failAtNow("a value, a field or a function was expected here, found " + describe());
    }

    SyntaxPtr keyword()
    {
        if (isWord("null"))
            return leaf(SyntaxKind::Null);
        if (isWord("true") || isWord("false"))
            return leaf(SyntaxKind::Bool);
        if (isWord("case"))
            return caseExpression();
        return failAtNow(
            fmt::format("\"{0}\" is a word of the language; as a field name write \"{0}\" in double quotes",
                        now().value));
    }

    SyntaxPtr parenthesis()
    {
        const std::size_t open = m_tokens[m_at - 1].position;
        SyntaxPtr inner = orExpression();
        if (!inner)
            return nullptr;
        if (!takeSymbol(")")) {
            if (now().kind == TokenKind::End)
                return failAt(open, 1, "this \"(\" is never closed");
            return failAtNow("an operator or \")\" was expected here, found " + describe());
        }
        inner->position = open;
        return finish(std::move(inner));
    }

    SyntaxPtr path()
    {
        SyntaxPtr node = make(SyntaxKind::Name, now().position);
        if (!node)
            return nullptr;
        for (;;) {
            const bool isName = now().kind == TokenKind::Name || now().kind == TokenKind::Quoted ||
                                (!node->parts.empty() &&
                                 (now().kind == TokenKind::Keyword || now().kind == TokenKind::Integer));
            if (!isName)
                return failAtNow("a name was expected behind the point, found " + describe());
            // Behind a point every word is a name, as written.
            const bool isWord = now().kind == TokenKind::Keyword;
            node->parts.push_back(isWord ? std::string(m_text.substr(now().position, now().length))
                                         : now().value);
            ++m_at;
            if (node->parts.size() > static_cast<std::size_t>(expressionDepthMax))
                return failAt(node->position, 1,
                              fmt::format("a path of more than {} names", expressionDepthMax));
            if (!takeSymbol("."))
                return finish(std::move(node));
        }
    }

    SyntaxPtr call()
    {
        SyntaxPtr node = make(SyntaxKind::Call, now().position);
        if (!node)
            return nullptr;
        node->name = now().value;
        node->nameLength = now().length;
        m_at += 2;
        if (!arguments(*node))
            return nullptr;
        return finish(std::move(node));
    }

    /// Expressions up to the closing parenthesis, appended to the children of \a node.
    bool arguments(Syntax &node)
    {
        const std::size_t open = m_tokens[m_at - 1].position;
        if (takeSymbol(")"))
            return true;
        for (;;) {
            if (!addChild(node, orExpression()))
                return false;
            if (takeSymbol(")"))
                return true;
            if (takeSymbol(","))
                continue;
            if (now().kind == TokenKind::End)
                failAt(open, 1, "this \"(\" is never closed");
            else
                failAtNow("\",\" or \")\" was expected here, found " + describe());
            return false;
        }
    }

    SyntaxPtr caseExpression()
    {
        SyntaxPtr node = make(SyntaxKind::Case, now().position);
        if (!node)
            return nullptr;
        ++m_at;
        if (!isWord("when")) {
            node->hasSubject = true;
            if (!addChild(*node, orExpression()))
                return nullptr;
        }
        if (!isWord("when"))
            return failAtNow("case needs when … then …, found " + describe());
        while (takeWord("when")) {
            if (!addChild(*node, orExpression()))
                return nullptr;
            if (!takeWord("then"))
                return failAtNow("when needs then, found " + describe());
            if (!addChild(*node, orExpression()))
                return nullptr;
        }
        if (takeWord("else")) {
            node->hasElse = true;
            if (!addChild(*node, orExpression()))
                return nullptr;
        }
        if (!takeWord("end")) {
            if (now().kind == TokenKind::End)
                return failAt(node->position, 4, "this case has no end");
            return failAtNow("when, else or end was expected here, found " + describe());
        }
        return finish(std::move(node));
    }

    /// Counts one level of nesting for its scope; false when it is one too many.
    class Depth
    {
    public:
        explicit Depth(Parser &parser) : m_parser(parser)
        {
            if (++m_parser.m_depth > expressionDepthMax)
                m_parser.failAtNow(fmt::format("more than {} levels of nesting", expressionDepthMax));
        }
        Depth(const Depth &) = delete;
        Depth &operator=(const Depth &) = delete;
        ~Depth() { --m_parser.m_depth; }
        explicit operator bool() const { return m_parser.m_depth <= expressionDepthMax; }

    private:
        Parser &m_parser;
    };

    std::string_view m_text;
    Tokens m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::size_t m_parts = 0;
    std::optional<ExpressionError> m_error;
};

} // namespace

std::variant<SyntaxPtr, ExpressionError> parseExpression(std::string_view text)
{
    auto tokens = tokenize(text);
    if (auto *error = std::get_if<ExpressionError>(&tokens))
        return std::move(*error);
    return Parser(text, std::get<Tokens>(std::move(tokens))).run();
}

} // namespace weir
