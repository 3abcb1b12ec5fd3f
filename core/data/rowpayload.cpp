#include "core/data/rowpayload.h"

#include "core/data/conversion.h"
#include "core/data/decimal.h"
#include "core/data/jsonwalker.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::string_view base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648, with padding.
void appendBase64(std::string_view bytes, std::string &out)
{
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= count ? base64Letters[bits >> (18 - 6 * k) & 63] : '=';
    }
}

bool appendFromBase64(std::string_view text, std::string &out)
{
    if (text.size() % 4 != 0)
        return false;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        std::uint32_t bits = 0;
        std::size_t count = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const std::size_t value = base64Letters.find(text[i + k]);
            const bool isPadding = text[i + k] == '=' && i + 4 == text.size() && k >= 2;
            if ((value == std::string_view::npos && !isPadding) || (!isPadding && count != k))
                return false;
            bits = bits << 6 | (isPadding ? 0U : static_cast<std::uint32_t>(value));
            count += !isPadding;
        }
        for (std::size_t k = 0; k + 1 < count; ++k)
            out += static_cast<char>(bits >> (16 - 8 * k) & 0xFF);
    }
    return true;
}

void appendPayloadValue(const Column &column, std::int64_t row, std::string &out)
{
    if (column.isNull(row)) {
        out.append("null");
        return;
    }
    switch (column.kind()) {
    case TypeKind::Json:
        out.append(column.text(row));
        break;
    case TypeKind::Text:
    case TypeKind::Decimal:
        appendJsonString(column.text(row), out);
        break;
    case TypeKind::Bytes:
        out.append("{\"base64\":\"");
        appendBase64(column.text(row), out);
        out.append("\"}");
        break;
    default:
        // The texts of numbers and times hold nothing that a JSON string would escape.
        out += '"';
        appendAsText(column, row, out);
        out += '"';
    }
}

Unexpected badPayload(std::size_t index, std::string_view why)
{
    return fail(ErrorCode::InvalidRow, Recovery::Reject, fmt::format("payload {}: {}", index, why));
}

/// Appends the value of \a token to \a column, which has the field's kind for Json and Bytes and else is
/// Text; null, or why it cannot.
const char *appendDecoded(const JsonToken &token, TypeKind kind, JsonWalker &walker, Column &column)
{
    if (kind == TypeKind::Json && token.kind != JsonKind::Null) {
        column.appendText(token.raw);
        return nullptr;
    }
    switch (token.kind) {
    case JsonKind::Null:
    case JsonKind::Absent:
        column.appendNull();
        return nullptr;
    case JsonKind::Number:
    case JsonKind::Bool:
        column.appendText(token.raw);
        return nullptr;
    case JsonKind::String:
        (void)appendUnescaped(token.raw.substr(1, token.raw.size() - 2), column.openBytes());
        column.closeText();
        return kind == TypeKind::Bytes ? "bytes must be an object with a member \"base64\"" : nullptr;
    case JsonKind::Array:
        return "an array stands where a plain value belongs";
    case JsonKind::Object:
        break;
    }
    if (kind != TypeKind::Bytes)
        return "an object stands where a plain value belongs";
    JsonWanted wanted;
    wanted.addMember("base64", 0);
    wanted.prepare();
    std::vector<JsonToken> found(1);
    std::string copy;
    copy.reserve(token.raw.size() + jsonPadding);
    copy.assign(token.raw);
    if (walker.walk(copy, wanted, found) || found[0].kind != JsonKind::String ||
        !appendFromBase64(found[0].raw.substr(1, found[0].raw.size() - 2), column.openBytes()))
        return "the bytes are not base64";
    column.closeText();
    return nullptr;
}

/// Text columns of a decode as the schema's types.
Result<RecordBatch> typed(const SchemaPtr &schema, std::vector<Column> columns, std::int64_t rows)
{
    std::vector<ColumnPtr> converted;
    RowErrors errors;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto column = std::make_shared<Column>(std::move(columns[i]));
        ConversionOptions options;
        // A value that once was in the batch may be longer than the field: only its kind counts here.
        options.to = schema->field(i).type.kind;
        options.emptyIsNull = false;
        converted.push_back(convert(column, column->kind(), options, errors));
        if (!errors.empty())
            return badPayload(
                static_cast<std::size_t>(errors[0].row),
                fmt::format("field \"{}\" is no {}", schema->field(i).name, typeText(options.to)));
    }
    return RecordBatch(schema, std::move(converted), rows);
}

void appendLength(std::size_t length, std::string &out)
{
    while (length >= 0x80) {
        out += static_cast<char>(0x80 | (length & 0x7F));
        length >>= 7;
    }
    out += static_cast<char>(length);
}

char canonicalTag(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Bool:
        return 1;
    case TypeKind::Int64:
    case TypeKind::Decimal:
        return 2;
    case TypeKind::Float64:
        return 3;
    case TypeKind::Text:
    case TypeKind::Json:
        return 4;
    case TypeKind::Bytes:
        return 5;
    case TypeKind::Date:
        return 6;
    case TypeKind::Time:
        return 7;
    case TypeKind::DateTime:
        return 8;
    case TypeKind::Timestamp:
        return 9;
    }
    return 0;
}

} // namespace

std::string encodePayload(const RecordBatch &rows, std::int64_t row)
{
    std::string out = "{";
    const Schema &schema = *rows.schema();
    for (std::size_t i = 0; i < schema.size(); ++i) {
        const Column &column = rows.column(i);
        if (column.kind() == TypeKind::Json && !column.isNull(row) && column.text(row).empty())
            continue;
        if (out.size() > 1)
            out += ',';
        appendJsonString(schema.field(i).name, out);
        out += ':';
        appendPayloadValue(column, row, out);
    }
    out += '}';
    return out;
}

Result<RecordBatch> decodePayloads(const SchemaPtr &schema, std::span<const std::string> payloads)
{
    JsonWanted wanted;
    std::vector<Column> columns;
    for (std::size_t i = 0; i < schema->size(); ++i) {
        const TypeKind kind = schema->field(i).type.kind;
        wanted.addMember(schema->field(i).name, static_cast<int>(i));
        columns.emplace_back(kind == TypeKind::Json || kind == TypeKind::Bytes ? kind : TypeKind::Text);
    }
    wanted.prepare();
    JsonWalker walker, inner;
    std::vector<JsonToken> tokens(schema->size());
    std::string document;
    for (std::size_t row = 0; row < payloads.size(); ++row) {
        document.reserve(payloads[row].size() + jsonPadding);
        document.assign(payloads[row]);
        if (const char *error = walker.walk(document, wanted, tokens))
            return badPayload(row, error);
        if (!trimJson(document).starts_with('{'))
            return badPayload(row, "not a JSON object");
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (const char *error = appendDecoded(tokens[i], schema->field(i).type.kind, inner, columns[i]))
                return badPayload(row, fmt::format("field \"{}\": {}", schema->field(i).name, error));
        }
    }
    return typed(schema, std::move(columns), static_cast<std::int64_t>(payloads.size()));
}

void appendCanonicalValue(const Column &column, std::int64_t row, std::string &out)
{
    const TypeKind kind = column.kind();
    if (column.isNull(row) || (kind == TypeKind::Json && column.text(row).empty())) {
        out.append(2, '\0');
        return;
    }
    out += canonicalTag(kind);
    if (isVariableWidth(kind)) {
        const std::string_view text =
            kind == TypeKind::Decimal ? withoutTrailingZeros(column.text(row)) : column.text(row);
        appendLength(text.size(), out);
        out.append(text);
        return;
    }
    // The other forms are shorter than 128 bytes: their length is one byte, filled in behind them.
    const std::size_t lengthAt = out.size();
    out += '\0';
    if (kind == TypeKind::Float64 && column.doubles()[static_cast<std::size_t>(row)] == 0)
        out += '0';
    else
        appendAsText(column, row, out);
    out[lengthAt] = static_cast<char>(out.size() - lengthAt - 1);
}

void appendCanonicalRow(const RecordBatch &rows, std::int64_t row, std::string &out)
{
    for (std::size_t i = 0; i < rows.schema()->size(); ++i)
        appendCanonicalValue(rows.column(i), row, out);
}

std::string naturalKeyText(const RecordBatch &rows, std::int64_t row, std::span<const std::size_t> fields)
{
    std::string out;
    for (const std::size_t field : fields) {
        if (fields.size() > 1) {
            if (!out.empty())
                out += ',';
            out.append(rows.schema()->field(field).name);
            out += '=';
        }
        if (rows.column(field).isNull(row))
            out.append("NULL");
        else
            appendAsText(rows.column(field), row, out);
    }
    return out;
}

} // namespace weir
