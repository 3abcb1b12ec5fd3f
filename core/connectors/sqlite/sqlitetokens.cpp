#include "core/connectors/sqlite/sqlitetokens.h"

#include "core/base/names.h"

namespace weir {

namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

// Behind the closing quote of the quoted text that opens at `from`.
std::size_t endOfQuoted(std::string_view sql, std::size_t from)
{
    const char close = sql[from] == '[' ? ']' : sql[from];
    for (std::size_t i = from + 1; i < sql.size(); ++i) {
        if (sql[i] != close)
            continue;
        if (close != ']' && i + 1 < sql.size() && sql[i + 1] == close)
            ++i; // a doubled quote is part of the name
        else
            return i + 1;
    }
    return sql.size();
}

} // namespace

std::string SqliteToken::value() const
{
    if (kind == Kind::Comment) {
        std::string_view inner = text.substr(2);
        if (text.front() == '/' && inner.ends_with("*/"))
            inner.remove_suffix(2);
        while (!inner.empty() && isSpace(inner.front()))
            inner.remove_prefix(1);
        while (!inner.empty() && isSpace(inner.back()))
            inner.remove_suffix(1);
        return std::string(inner);
    }
    if (kind != Kind::Quoted)
        return std::string(text);
    const char close = text.front() == '[' ? ']' : text.front();
    std::string name;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        name += text[i];
        if (text[i] == close)
            ++i;
    }
    return name;
}

std::optional<SqliteToken> SqliteTokens::next()
{
    while (m_at < m_sql.size() && isSpace(m_sql[m_at]))
        ++m_at;
    if (m_at >= m_sql.size())
        return std::nullopt;
    const std::size_t from = m_at;
    const char c = m_sql[from];
    const std::string_view rest = m_sql.substr(from);
    SqliteToken::Kind kind = SqliteToken::Kind::Other;
    if (c == '"' || c == '\'' || c == '`' || c == '[') {
        kind = SqliteToken::Kind::Quoted;
        m_at = endOfQuoted(m_sql, from);
    } else if (rest.starts_with("--")) {
        kind = SqliteToken::Kind::Comment;
        m_at = std::min(m_sql.find('\n', from), m_sql.size());
    } else if (rest.starts_with("/*")) {
        kind = SqliteToken::Kind::Comment;
        const std::size_t end = m_sql.find("*/", from + 2);
        m_at = end == std::string_view::npos ? m_sql.size() : end + 2;
    } else if (isWord(c)) {
        kind = SqliteToken::Kind::Word;
        while (m_at < m_sql.size() && isWord(m_sql[m_at]))
            ++m_at;
    } else {
        ++m_at;
    }
    return SqliteToken{kind, m_sql.substr(from, m_at - from), from};
}

std::string normalizedSql(std::string_view sql)
{
    std::string normal;
    SqliteTokens tokens(sql);
    while (const auto token = tokens.next()) {
        if (token->kind == SqliteToken::Kind::Comment)
            continue;
        if (!normal.empty())
            normal += ' ';
        // A text literal is not a name: it keeps its quotes.
        const bool isLiteral = token->text.front() == '\'';
        normal += lowerAscii(isLiteral ? std::string(token->text) : token->value());
    }
    return normal;
}

} // namespace weir
