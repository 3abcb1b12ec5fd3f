#include "core/connectors/mariadb/quoting.h"

#include "core/base/redact.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir::mariadb {

namespace {

std::string doubled(std::string_view name)
{
    std::string out = "`";
    for (const char c : name) {
        if (c == '`')
            out += '`';
        out += c;
    }
    out += '`';
    return out;
}

/// Reads a quoted part that begins at \a at; false when its end is missing.
bool readQuoted(std::string_view text, std::size_t &at, std::string &part)
{
    for (++at; at < text.size(); ++at) {
        if (text[at] != '`') {
            part += text[at];
        } else if (at + 1 < text.size() && text[at + 1] == '`') {
            part += text[++at];
        } else {
            ++at;
            return true;
        }
    }
    return false;
}

} // namespace

Result<std::string> quoteIdentifier(std::string_view name)
{
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("\"{}\" cannot be a name in MySQL: {}", escapeControls(name.substr(0, 100)), why));
    };
    if (name.empty())
        return refuse("it is empty");
    if (name.back() == ' ')
        return refuse("it ends in a space");
    const auto length = static_cast<std::size_t>(
        std::count_if(name.begin(), name.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
    if (length > identifierLengthMax)
        return refuse(fmt::format("it has {} characters, at most {} are kept", length, identifierLengthMax));
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            return refuse("it holds a control character");
        if (byte >= 0xf0)
            return refuse("it holds a character beyond the basic plane");
    }
    return doubled(name);
}

void appendLiteral(std::string_view text, std::string &out)
{
    out += '\'';
    for (const char c : text) {
        switch (c) {
        case '\'': out += "\\'"; break;
        case '\\': out += "\\\\"; break;
        case '\0': out += "\\0"; break;
        default: out += c;
        }
    }
    out += '\'';
}

std::string literal(std::string_view text)
{
    std::string out;
    appendLiteral(text, out);
    return out;
}

void appendHex(std::string_view bytes, std::string &out)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    out += "X'";
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[static_cast<unsigned char>(c) & 15];
    }
    out += '\'';
}

std::string TableName::sql() const
{
    return doubled(database) + '.' + doubled(table);
}

Result<TableName> makeTableName(std::string_view database, std::string_view table)
{
    WEIR_TRY([[maybe_unused]] const std::string first, quoteIdentifier(database));
    WEIR_TRY([[maybe_unused]] const std::string second, quoteIdentifier(table));
    return TableName{std::string(database), std::string(table)};
}

Result<TableName> parseTableName(std::string_view stream, std::string_view databaseDefault)
{
    if (!stream.starts_with('`')) {
        const std::size_t dot = stream.find('.');
        if (dot == std::string_view::npos)
            return makeTableName(databaseDefault, stream);
        return makeTableName(stream.substr(0, dot), stream.substr(dot + 1));
    }
    std::string first, second;
    std::size_t at = 0;
    bool isWhole = readQuoted(stream, at, first);
    if (isWhole && at == stream.size())
        return makeTableName(databaseDefault, first);
    isWhole = isWhole && stream[at] == '.' && ++at < stream.size();
    if (isWhole && stream[at] == '`') {
        isWhole = readQuoted(stream, at, second) && at == stream.size();
    } else if (isWhole) {
        second = stream.substr(at);
    }
    if (!isWhole)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("\"{}\" is not a table: write table, database.table or `database`.`table`",
                                escapeControls(stream.substr(0, 200))));
    return makeTableName(first, second);
}

} // namespace weir::mariadb
