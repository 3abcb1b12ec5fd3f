#include "core/connectors/sqlite/sqlitecellreader.h"

#include "core/connectors/sqlite/sqlitevalue.h"
#include "core/data/datetime.h"
#include "core/data/decimal.h"
#include "core/data/encoding.h"
#include "core/data/jsonrecords.h"
#include "core/data/number.h"
#include "core/data/recordbatch.h"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

namespace weir {

namespace {

constexpr std::int64_t wholeExactMax = std::int64_t{1} << 53;
constexpr auto doubleExactMax = static_cast<double>(wholeExactMax);
constexpr std::size_t sampleBytesMax = 200;

std::string base64(std::string_view bytes)
{
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (j < left ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out += j <= left ? digits[group >> (18 - 6 * j) & 63] : '=';
    }
    return out;
}

std::optional<RowCode> readTextAs(TypeKind kind, std::string_view text, std::int64_t &whole)
{
    switch (kind) {
    case TypeKind::Date: {
        std::int32_t days = 0;
        const auto trouble = parseDate(text, days);
        whole = days;
        return trouble;
    }
    case TypeKind::Time:
        return parseTime(text, whole);
    default:
        break;
    }
    ParsedDateTime parsed;
    if (const auto trouble = parseDateTime(text, parsed))
        return trouble;
    // A zone or a time of day that is there, or missing, would be lost or invented.
    if (parsed.offsetSeconds.has_value() != (kind == TypeKind::Timestamp) ||
        text.find(':') == std::string_view::npos)
        return RowCode::NotADate;
    whole = parsed.micros - parsed.offsetSeconds.value_or(0) * microsPerSecond;
    return std::nullopt;
}

} // namespace

SqliteCellReader::SqliteCellReader(SchemaPtr schema) : m_schema(std::move(schema)), m_cells(m_schema->size())
{
    for (const Field &field : m_schema->fields())
        m_columns.push_back(std::make_shared<Column>(field.type.kind));
}

// Numbers in a field of text, json or decimal are their exact text.
std::optional<RowCode> SqliteCellReader::readText(int type, TypeKind kind, Cell &cell)
{
    if (type == SQLITE_TEXT) {
        if (kind == TypeKind::Json)
            return isStrictJson(cell.text) ? std::nullopt : std::optional(RowCode::NotConvertible);
        if (kind != TypeKind::Decimal || isCanonicalDecimal(cell.text))
            return std::nullopt;
        cell.buffer.clear();
        const auto trouble = appendDecimal(cell.text, cell.buffer);
        cell.text = trouble ? cell.text : std::string_view(cell.buffer);
        return trouble;
    }
    cell.buffer.clear();
    std::optional<RowCode> trouble;
    if (type == SQLITE_INTEGER)
        appendInt64(cell.whole, cell.buffer);
    else if (kind == TypeKind::Decimal)
        trouble = appendDecimal(cell.real, cell.buffer);
    else if (kind == TypeKind::Json && !std::isfinite(cell.real))
        trouble = RowCode::NotConvertible;
    else
        appendFloat64(cell.real, cell.buffer);
    cell.text = cell.buffer;
    return trouble;
}

std::optional<RowCode> SqliteCellReader::readCell(const SqliteStatement &statement, int column, TypeKind kind,
                                                  Cell &cell)
{
    sqlite3_stmt *handle = statement.handle();
    const int type = sqlite3_column_type(handle, column);
    cell.isNull = type == SQLITE_NULL;
    if (cell.isNull)
        return std::nullopt;
    const bool isWhole = type == SQLITE_INTEGER;
    const bool isReal = type == SQLITE_FLOAT;
    const bool isText = type == SQLITE_TEXT;
    if (isWhole)
        cell.whole = sqlite3_column_int64(handle, column);
    else if (isReal)
        cell.real = sqlite3_column_double(handle, column);
    else if (isText)
        cell.text = statement.columnText(column);
    if (isText && !isUtf8(cell.text))
        return RowCode::BadEncoding;

    switch (kind) {
    case TypeKind::Bool:
        return isWhole && (cell.whole == 0 || cell.whole == 1) ? std::nullopt
                                                               : std::optional(RowCode::NotABool);
    case TypeKind::Int64:
        if (isWhole)
            return std::nullopt;
        if (!isReal || std::abs(cell.real) > doubleExactMax || cell.real != std::floor(cell.real))
            return RowCode::NotConvertible;
        cell.whole = static_cast<std::int64_t>(cell.real);
        return std::nullopt;
    case TypeKind::Float64:
        if (isReal)
            return std::nullopt;
        if (!isWhole)
            return RowCode::NotConvertible;
        cell.real = static_cast<double>(cell.whole);
        return cell.whole <= wholeExactMax && cell.whole >= -wholeExactMax
                   ? std::nullopt
                   : std::optional(RowCode::LosesPrecision);
    case TypeKind::Decimal:
    case TypeKind::Text:
    case TypeKind::Json:
        return type == SQLITE_BLOB ? std::optional(RowCode::NotConvertible) : readText(type, kind, cell);
    case TypeKind::Bytes: {
        if (type != SQLITE_BLOB)
            return RowCode::NotConvertible;
        const void *bytes = sqlite3_column_blob(handle, column);
        cell.text = {static_cast<const char *>(bytes),
                     static_cast<std::size_t>(sqlite3_column_bytes(handle, column))};
        return std::nullopt;
    }
    default:
        return isText ? readTextAs(kind, cell.text, cell.whole) : std::optional(RowCode::NotConvertible);
    }
}

std::optional<RowError> SqliteCellReader::add(const SqliteStatement &statement)
{
    // All of the row is read before anything of it is kept.
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const Field &field = m_schema->field(i);
        const auto trouble = readCell(statement, static_cast<int>(i), field.type.kind, m_cells[i]);
        if (!trouble) [[likely]]
            continue;
        static constexpr const char *names[] = {"", "INTEGER", "REAL", "TEXT", "BLOB", "NULL"};
        const char *stored = names[sqlite3_column_type(statement.handle(), static_cast<int>(i))];
        std::string value = textOf(valueOf(statement, static_cast<int>(i)));
        value.resize(std::min(value.size(), sampleBytesMax));
        return RowError{0,
                        Stage::Read,
                        *trouble,
                        field.name,
                        std::move(value),
                        typeText(field.type),
                        fmt::format("the column holds a {} value here that is not exactly a {}", stored,
                                    typeText(field.type))};
    }
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const Cell &cell = m_cells[i];
        Column &column = *m_columns[i];
        m_bytes += 8;
        if (cell.isNull) {
            column.appendNull();
            continue;
        }
        switch (column.kind()) {
        case TypeKind::Bool:
            column.appendBool(cell.whole != 0);
            break;
        case TypeKind::Float64:
            column.appendDouble(cell.real);
            break;
        case TypeKind::Date:
            column.appendDays(static_cast<std::int32_t>(cell.whole));
            break;
        case TypeKind::Int64:
        case TypeKind::Time:
        case TypeKind::DateTime:
        case TypeKind::Timestamp:
            column.appendInt64(cell.whole);
            break;
        default:
            column.appendText(cell.text);
            m_bytes += cell.text.size();
            break;
        }
    }
    ++m_rows;
    return std::nullopt;
}

RecordBatch SqliteCellReader::take()
{
    std::vector<ColumnPtr> columns(m_columns.begin(), m_columns.end());
    RecordBatch batch(m_schema, std::move(columns), m_rows);
    m_columns.clear();
    for (const Field &field : m_schema->fields()) {
        m_columns.push_back(std::make_shared<Column>(field.type.kind));
        m_columns.back()->reserve(m_rows);
    }
    m_rows = 0;
    m_bytes = 0;
    return batch;
}

std::string SqliteCellReader::rawRow(const SqliteStatement &statement, const Schema &schema)
{
    Json row = Json::object();
    for (std::size_t i = 0; i < schema.size(); ++i) {
        const SqliteValue value = valueOf(statement, static_cast<int>(i));
        Json &member = row[schema.field(i).name];
        if (const auto *whole = std::get_if<std::int64_t>(&value)) {
            member = *whole;
        } else if (const auto *blob = std::get_if<SqliteBlob>(&value)) {
            member = Json{{"base64", base64(blob->bytes)}};
        } else if (const auto *text = std::get_if<std::string>(&value)) {
            if (isUtf8(*text))
                member = *text;
            else
                member = Json{{"base64", base64(*text)}};
        } else if (std::holds_alternative<double>(value)) {
            member = textOf(value);
        }
    }
    return row.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace weir
