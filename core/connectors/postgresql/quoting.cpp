#include "core/connectors/postgresql/quoting.h"

#include "core/base/redact.h"
#include "core/connectors/quotedname.h"

#include <fmt/format.h>

namespace weir::postgresql {

Result<std::string> quoteIdentifier(std::string_view name)
{
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("\"{}\" cannot be a name in PostgreSQL: {}", escapeControls(name.substr(0, 100)), why));
    };
    if (name.empty())
        return refuse("it is empty");
    if (name.size() > identifierBytesMax)
        return refuse(fmt::format("it has {} bytes, at most {} are kept", name.size(), identifierBytesMax));
    for (const char c : name) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            return refuse("it holds a control character");
    }
    return quotedName(name, '"');
}

std::string quoteLiteral(std::string_view text)
{
    text = text.substr(0, text.find('\0'));
    std::string out = text.find('\\') == std::string_view::npos ? "'" : " E'";
    for (const char c : text) {
        if (c == '\'' || c == '\\')
            out += c;
        out += c;
    }
    out += '\'';
    return out;
}

std::string TableName::sql() const
{
    return quotedName(schema, '"') + '.' + quotedName(table, '"');
}

Result<TableName> makeTableName(std::string_view schema, std::string_view table)
{
    WEIR_TRY([[maybe_unused]] const std::string first, quoteIdentifier(schema));
    WEIR_TRY([[maybe_unused]] const std::string second, quoteIdentifier(table));
    return TableName{std::string(schema), std::string(table)};
}

Result<TableName> parseTableName(std::string_view stream, std::string_view schemaDefault)
{
    if (!stream.starts_with('"')) {
        const std::size_t dot = stream.find('.');
        if (dot == std::string_view::npos)
            return makeTableName(schemaDefault, stream);
        return makeTableName(stream.substr(0, dot), stream.substr(dot + 1));
    }
    std::string first, second;
    std::size_t at = 0;
    bool isWhole = readQuotedName(stream, '"', at, first);
    if (isWhole && at == stream.size())
        return makeTableName(schemaDefault, first);
    isWhole = isWhole && stream[at] == '.' && ++at < stream.size();
    if (isWhole && stream[at] == '"') {
        isWhole = readQuotedName(stream, '"', at, second) && at == stream.size();
    } else if (isWhole) {
        second = stream.substr(at);
    }
    if (!isWhole)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("\"{}\" is not a table: write table, schema.table or \"schema\".\"table\"",
                                escapeControls(stream.substr(0, 200))));
    return makeTableName(first, second);
}

} // namespace weir::postgresql
