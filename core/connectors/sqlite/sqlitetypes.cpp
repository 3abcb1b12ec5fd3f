#include "core/connectors/sqlite/sqlitetypes.h"

#include "core/base/names.h"
#include "core/connectors/sqlite/sqlitename.h"

#include <algorithm>
#include <fmt/format.h>
#include <initializer_list>

namespace weir {

namespace {

bool holds(const std::string &text, std::initializer_list<std::string_view> words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

std::string_view strictWord(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Bool:
    case TypeKind::Int64:
        return "INTEGER";
    case TypeKind::Float64:
        return "REAL";
    case TypeKind::Bytes:
        return "BLOB";
    default:
        return "TEXT";
    }
}

/// What the STRICT word does not say.
std::string typeComment(const Type &type)
{
    const std::string text = typeText(type);
    const bool isPlain = text == "text" || text == "int64" || text == "float64" || text == "bytes";
    return isPlain ? std::string() : fmt::format(" /* {} */", text);
}

} // namespace

SqliteAffinity affinityOf(std::string_view declared, bool isStrict)
{
    const std::string word = lowerAscii(declared);
    if (isStrict && word == "any")
        return SqliteAffinity::None;
    if (holds(word, {"int"}))
        return SqliteAffinity::Integer;
    if (holds(word, {"char", "clob", "text"}))
        return SqliteAffinity::Text;
    if (word.empty() || holds(word, {"blob"}))
        return SqliteAffinity::None;
    if (holds(word, {"real", "floa", "doub"}))
        return SqliteAffinity::Real;
    return SqliteAffinity::Numeric;
}

Type typeOfDeclaration(std::string_view declared, bool isStrict, bool &isTyped)
{
    const std::string word = lowerAscii(declared);
    isTyped = true;
    if (holds(word, {"bool"}))
        return TypeKind::Bool;
    switch (affinityOf(declared, isStrict)) {
    case SqliteAffinity::Integer:
        return TypeKind::Int64;
    case SqliteAffinity::Text:
        return TypeKind::Text;
    case SqliteAffinity::Real:
        return TypeKind::Float64;
    case SqliteAffinity::None:
        if (holds(word, {"blob"}))
            return TypeKind::Bytes;
        isTyped = false;
        return TypeKind::Text;
    case SqliteAffinity::Numeric:
        break;
    }
    if (holds(word, {"datetime", "timestamp"}))
        return TypeKind::DateTime;
    if (holds(word, {"date"}))
        return TypeKind::Date;
    if (holds(word, {"time"}))
        return TypeKind::Time;
    if (holds(word, {"numeric", "decimal", "number", "money"}))
        return TypeKind::Decimal;
    if (holds(word, {"json"}))
        return TypeKind::Json;
    isTyped = false;
    return TypeKind::Text;
}

Result<std::string> addColumnSql(std::string_view table, const Field &field)
{
    WEIR_TRY(const std::string name, quoteIdentifier(table));
    WEIR_TRY(const std::string column, quoteIdentifier(field.name));
    // SQLite keeps the text up to the last word: the default holds the comment inside.
    return fmt::format("ALTER TABLE {} ADD COLUMN {} {}{} DEFAULT NULL", name, column, strictWord(field.type.kind),
                       typeComment(field.type));
}

Result<std::string> createTableSql(std::string_view table, const Schema &schema)
{
    WEIR_TRY(const std::string name, quoteIdentifier(table));
    const std::vector<std::string> &key = schema.key();
    std::string sql = fmt::format("CREATE TABLE {} (", name);
    bool isKeyWritten = key.empty();
    for (std::size_t i = 0; i < schema.size(); ++i) {
        const Field &field = schema.field(i);
        WEIR_TRY(const std::string column, quoteIdentifier(field.name));
        const std::string_view word = strictWord(field.type.kind);
        const bool isKey = std::find(key.begin(), key.end(), field.name) != key.end();
        sql += fmt::format("{}\n    {} {}", i == 0 ? "" : ",", column, word);
        // SQLite's INTEGER PRIMARY KEY is the rowid itself: no second index.
        if (isKey && key.size() == 1 && field.type.kind == TypeKind::Int64) {
            sql += " PRIMARY KEY";
            isKeyWritten = true;
        } else if (isKey || !field.isNullable) {
            sql += " NOT NULL";
        }
        sql += typeComment(field.type);
    }
    if (!isKeyWritten) {
        sql += ",\n    PRIMARY KEY (";
        for (std::size_t i = 0; i < key.size(); ++i) {
            if (!schema.indexOf(key[i]))
                return fail(
                    ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("the key field \"{}\" is not among the fields of the new table", key[i]));
            WEIR_TRY(const std::string column, quoteIdentifier(key[i]));
            sql += (i == 0 ? "" : ", ") + column;
        }
        sql += ')';
    }
    return sql + "\n) STRICT";
}

} // namespace weir
