#include "core/connectors/mariadb/quoting.h"

#include "core/base/redact.h"
#include "core/connectors/quotedname.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir::mariadb {

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
    return quotedName(name, '`');
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
    return quotedName(database, '`') + '.' + quotedName(table, '`');
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
    bool isWhole = readQuotedName(stream, '`', at, first);
    if (isWhole && at == stream.size())
        return makeTableName(databaseDefault, first);
    isWhole = isWhole && stream[at] == '.' && ++at < stream.size();
    if (isWhole && stream[at] == '`') {
        isWhole = readQuotedName(stream, '`', at, second) && at == stream.size();
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
