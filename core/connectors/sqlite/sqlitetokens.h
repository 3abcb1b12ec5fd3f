#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// One token of SQL text in SQLite's dialect. Views into the text given to SqliteTokens.
struct SqliteToken
{
    enum class Kind : std::uint8_t { Word, Quoted, Comment, Other };
    Kind kind = Kind::Other;
    std::string_view text; ///< as written, with quotes or comment marks
    std::size_t at = 0;    ///< byte offset

    /// The name a Word or Quoted token stands for, quotes undone; the inside of a comment, trimmed.
    [[nodiscard]] std::string value() const;
};

/// Cuts the text of a schema entry into tokens (https://www.sqlite.org/lang_keywords.html,
/// lang_comment.html). Never fails: an unclosed quote or comment ends with the text.
class SqliteTokens
{
public:
    explicit SqliteTokens(std::string_view sql) : m_sql(sql) {}
    [[nodiscard]] std::optional<SqliteToken> next();

private:
    std::string_view m_sql;
    std::size_t m_at = 0;
};

/// \a sql without spaces, comments and quotes around names, in lower case: equal for two texts that say the
/// same.
[[nodiscard]] std::string normalizedSql(std::string_view sql);

} // namespace weir
