#include "core/connectors/postgresql/copydecoder.h"

#include "core/base/redact.h"
#include "core/connectors/postgresql/uuidtext.h"
#include "core/data/datetime.h"
#include "core/data/decimal.h"
#include "core/data/encoding.h"
#include "core/data/number.h"

#include <array>
#include <bit>
#include <cstring>
#include <fmt/format.h>

namespace weir::postgresql {

namespace {

constexpr std::size_t headerBytes = 19; // signature 11, flags 4, extension length 4
constexpr std::int32_t epochDays = 10'957;
constexpr std::int64_t epochMicros = epochDays * microsPerDay;
constexpr std::uint16_t numericNegative = 0x4000;
constexpr std::uint16_t numericSpecial = 0xc000; // NaN, and with other low bits the infinities
constexpr std::size_t rawBytesMax = std::size_t{1} << 20;

template<typename T>
T load(const char *from)
{
    T value;
    std::memcpy(&value, from, sizeof value);
    if constexpr (std::endian::native == std::endian::little) {
        if constexpr (sizeof(T) == 2)
            value = __builtin_bswap16(value);
        else if constexpr (sizeof(T) == 4)
            value = __builtin_bswap32(value);
        else
            value = __builtin_bswap64(value);
    }
    return value;
}

std::int32_t fixedSize(Wire wire)
{
    switch (wire) {
    case Wire::Bool: return 1;
    case Wire::Int2: return 2;
    case Wire::Int4:
    case Wire::Float4:
    case Wire::Date: return 4;
    case Wire::Int8:
    case Wire::Float8:
    case Wire::Time:
    case Wire::Timestamp:
    case Wire::Timestamptz: return 8;
    case Wire::Uuid: return 16;
    default: return 0;
    }
}

std::int64_t microsOf(const char *data)
{
    const auto micros = static_cast<std::int64_t>(load<std::uint64_t>(data));
    const bool isInfinite = micros == timeInfinity || micros == timeMinusInfinity;
    return isInfinite ? micros : micros + epochMicros;
}

std::int32_t daysOf(const char *data)
{
    const auto days = static_cast<std::int32_t>(load<std::uint32_t>(data));
    return days == dateInfinity || days == dateMinusInfinity ? days : days + epochDays;
}

/// Digits before the point end where the weight does; the rest fills up with zeros.
void numericText(const char *data, std::vector<std::uint16_t> &groups, std::string &out)
{
    DecimalGroups shape;
    shape.count = load<std::uint16_t>(data);
    shape.weight = static_cast<std::int16_t>(load<std::uint16_t>(data + 2));
    shape.isNegative = load<std::uint16_t>(data + 4) == numericNegative;
    shape.scale = load<std::uint16_t>(data + 6);
    if (groups.size() < static_cast<std::size_t>(shape.count))
        groups.resize(static_cast<std::size_t>(shape.count));
    for (int i = 0; i < shape.count; ++i)
        groups[static_cast<std::size_t>(i)] = load<std::uint16_t>(data + 8 + i * 2);
    joinDecimal(shape, std::span(groups).first(static_cast<std::size_t>(shape.count)), out);
}

Unexpected malformed()
{
    return fail(ErrorCode::Internal, Recovery::Stop, "PostgreSQL sent rows in a form that its manual does not describe");
}

} // namespace

CopyDecoder::CopyDecoder(SchemaPtr schema, std::vector<Wire> wires)
    : m_schema(std::move(schema)), m_wires(std::move(wires)), m_cells(m_wires.size())
{
    for (const Field &field : m_schema->fields())
        m_columns.push_back(std::make_shared<Column>(field.type.kind));
}

Result<bool> CopyDecoder::split(std::string_view tuple)
{
    if (tuple.size() < 2)
        return malformed();
    const std::uint16_t count = load<std::uint16_t>(tuple.data());
    if (count == 0xffff)
        return false;
    if (count != m_cells.size())
        return malformed();
    std::size_t at = 2;
    for (std::size_t i = 0; i < count; ++i) {
        if (at + 4 > tuple.size())
            return malformed();
        const auto size = static_cast<std::int32_t>(load<std::uint32_t>(tuple.data() + at));
        at += 4;
        if (size > 0 && at + static_cast<std::size_t>(size) > tuple.size())
            return malformed();
        m_cells[i] = {tuple.data() + at, size};
        if (size >= 0 && !isWellFormed(m_cells[i], m_wires[i]))
            return malformed();
        at += size > 0 ? static_cast<std::size_t>(size) : 0;
    }
    return true;
}

bool CopyDecoder::isWellFormed(const Cell &cell, Wire wire) const
{
    if (wire == Wire::Numeric)
        return cell.size >= 8 && cell.size == 8 + 2 * load<std::uint16_t>(cell.data);
    if (wire == Wire::Jsonb)
        return cell.size >= 1 && cell.data[0] == 1;
    const std::int32_t expected = fixedSize(wire);
    return expected == 0 || cell.size == expected;
}

std::optional<RowError> CopyDecoder::trouble() const
{
    RowError error;
    error.stage = Stage::Read;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const Cell &cell = m_cells[i];
        if (cell.size < 0)
            continue;
        error.field = m_schema->field(i).name;
        switch (m_wires[i]) {
        case Wire::Numeric:
            if ((load<std::uint16_t>(cell.data + 4) & numericSpecial) != numericSpecial)
                continue;
            error.code = RowCode::NotConvertible;
            error.rule = "decimal";
            error.detail = "NaN and infinities are no decimals; cast the column to text in a query to keep them";
            break;
        case Wire::Timestamp:
        case Wire::Timestamptz: {
            const auto micros = static_cast<std::int64_t>(load<std::uint64_t>(cell.data));
            if (micros == timeInfinity || micros <= timeInfinity - epochMicros)
                continue;
            error.code = RowCode::OutOfRange;
            error.rule = typeText(m_schema->field(i).type);
            error.detail = "behind the last year that a timestamp holds";
            break;
        }
        case Wire::None:
        case Wire::Text:
        case Wire::Jsonb:
            // A database in SQL_ASCII hands out whatever bytes it was given.
            if (isUtf8({cell.data, static_cast<std::size_t>(cell.size)}))
                continue;
            error.code = RowCode::BadEncoding;
            error.rule = "UTF-8";
            error.detail = "the text is not valid UTF-8";
            break;
        default: continue;
        }
        appendWireText(m_wires[i], cell.data, cell.size, error.value);
        error.value = escapeControls(error.value.substr(0, 200));
        return error;
    }
    return std::nullopt;
}

Result<bool> CopyDecoder::add(std::string_view message)
{
    if (!m_hasHeader) {
        if (message.size() < headerBytes)
            return malformed();
        m_hasHeader = true;
        message.remove_prefix(headerBytes);
        if (message.empty())
            return true;
    }
    WEIR_TRY(const bool isTuple, split(message));
    if (!isTuple)
        return false;
    m_bytes += message.size();
    if (std::optional<RowError> error = trouble()) {
        BrokenRow broken;
        broken.index = broken.position = records();
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            broken.raw += i == 0 ? "" : "\t";
            if (m_cells[i].size >= 0)
                appendWireText(m_wires[i], m_cells[i].data, m_cells[i].size, broken.raw);
            else
                broken.raw += "\\N";
        }
        if (broken.raw.size() > rawBytesMax)
            broken.raw.resize(rawBytesMax);
        broken.error = std::move(*error);
        m_broken.push_back(std::move(broken));
    } else {
        for (std::size_t i = 0; i < m_columns.size(); ++i)
            append(*m_columns[i], m_cells[i], m_wires[i]);
        ++m_rows;
    }
    m_last.assign(message);
    return true;
}

void CopyDecoder::append(Column &column, const Cell &cell, Wire wire)
{
    if (cell.size < 0)
        return column.appendNull();
    switch (wire) {
    case Wire::Bool: return column.appendBool(cell.data[0] != 0);
    case Wire::Int2: return column.appendInt64(static_cast<std::int16_t>(load<std::uint16_t>(cell.data)));
    case Wire::Int4: return column.appendInt64(static_cast<std::int32_t>(load<std::uint32_t>(cell.data)));
    case Wire::Int8:
    case Wire::Time: return column.appendInt64(static_cast<std::int64_t>(load<std::uint64_t>(cell.data)));
    case Wire::Float4:
        return column.appendDouble(static_cast<double>(std::bit_cast<float>(load<std::uint32_t>(cell.data))));
    case Wire::Float8: return column.appendDouble(std::bit_cast<double>(load<std::uint64_t>(cell.data)));
    case Wire::Numeric: numericText(cell.data, m_groups, column.openBytes()); return column.closeText();
    case Wire::Date: return column.appendDays(daysOf(cell.data));
    case Wire::Timestamp:
    case Wire::Timestamptz: return column.appendInt64(microsOf(cell.data));
    case Wire::Uuid: appendUuid(cell.data, column.openBytes()); return column.closeText();
    case Wire::Jsonb: return column.appendText({cell.data + 1, static_cast<std::size_t>(cell.size - 1)});
    case Wire::None:
    case Wire::Text:
    case Wire::Bytea: return column.appendText({cell.data, static_cast<std::size_t>(cell.size)});
    }
}

SourcePage CopyDecoder::take()
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        columns.push_back(std::move(m_columns[i]));
        m_columns[i] = std::make_shared<Column>(m_schema->field(i).type.kind);
        m_columns[i]->reserve(columns[i]->size(), columns[i]->bytes().size());
    }
    SourcePage page;
    page.rows = RecordBatch(m_schema, std::move(columns), m_rows);
    page.broken = std::move(m_broken);
    m_broken.clear();
    m_rows = 0;
    m_bytes = 0;
    return page;
}

bool CopyDecoder::lastText(std::size_t field, std::string &out) const
{
    std::size_t at = 2;
    for (std::size_t i = 0; at + 4 <= m_last.size(); ++i) {
        const auto size = static_cast<std::int32_t>(load<std::uint32_t>(m_last.data() + at));
        at += 4;
        if (i == field) {
            if (size >= 0)
                appendWireText(m_wires[i], m_last.data() + at, size, out);
            return size >= 0;
        }
        at += size > 0 ? static_cast<std::size_t>(size) : 0;
    }
    return false;
}

namespace {

/// The server writes years before 1 as "0044-03-15 BC" and reads no other form.
void appendServerDate(std::int32_t days, std::string &out)
{
    if (days == dateInfinity || days == dateMinusInfinity) {
        out += days == dateInfinity ? "infinity" : "-infinity";
        return;
    }
    const CivilDate date = civilFromDays(days);
    fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}", date.year > 0 ? date.year : 1 - date.year, date.month,
                   date.day);
}

void appendServerTime(std::int64_t micros, std::string &out)
{
    fmt::format_to(std::back_inserter(out), "{:02}:{:02}:{:02}.{:06}", micros / 3'600'000'000, micros / 60'000'000 % 60,
                   micros / 1'000'000 % 60, micros % 1'000'000);
}

void appendServerInstant(const char *data, bool hasZone, std::string &out)
{
    const auto micros = static_cast<std::int64_t>(load<std::uint64_t>(data));
    if (micros == timeInfinity || micros == timeMinusInfinity) {
        out += micros == timeInfinity ? "infinity" : "-infinity";
        return;
    }
    std::int64_t days = micros / microsPerDay;
    if (micros % microsPerDay < 0)
        --days;
    const auto civil = static_cast<std::int32_t>(days + epochDays);
    appendServerDate(civil, out);
    out += ' ';
    appendServerTime(micros - days * microsPerDay, out);
    out += hasZone ? "+00" : "";
    if (civilFromDays(civil).year <= 0)
        out += " BC";
}

} // namespace

void appendWireText(Wire wire, const char *data, std::int32_t size, std::string &out)
{
    std::vector<std::uint16_t> groups;
    switch (wire) {
    case Wire::Bool: out += data[0] != 0 ? "true" : "false"; return;
    case Wire::Int2: appendInt64(static_cast<std::int16_t>(load<std::uint16_t>(data)), out); return;
    case Wire::Int4: appendInt64(static_cast<std::int32_t>(load<std::uint32_t>(data)), out); return;
    case Wire::Int8: appendInt64(static_cast<std::int64_t>(load<std::uint64_t>(data)), out); return;
    case Wire::Float4: appendFloat64(static_cast<double>(std::bit_cast<float>(load<std::uint32_t>(data))), out); return;
    case Wire::Float8: appendFloat64(std::bit_cast<double>(load<std::uint64_t>(data)), out); return;
    case Wire::Numeric:
        if ((load<std::uint16_t>(data + 4) & numericSpecial) != numericSpecial)
            return numericText(data, groups, out);
        switch (load<std::uint16_t>(data + 4)) {
        case 0xd000: out += "Infinity"; return;
        case 0xf000: out += "-Infinity"; return;
        default: out += "NaN"; return;
        }
    case Wire::Date: {
        const std::int32_t days = daysOf(data);
        appendServerDate(days, out);
        if (!isSpecialDate(days) && civilFromDays(days).year <= 0)
            out += " BC";
        return;
    }
    case Wire::Time: return appendServerTime(static_cast<std::int64_t>(load<std::uint64_t>(data)), out);
    case Wire::Timestamp: return appendServerInstant(data, false, out);
    case Wire::Timestamptz: return appendServerInstant(data, true, out);
    case Wire::Uuid: return appendUuid(data, out);
    case Wire::Jsonb: out.append(data + 1, static_cast<std::size_t>(size - 1)); return;
    case Wire::Bytea:
        out += "\\x";
        for (std::int32_t i = 0; i < size; ++i)
            fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(data[i]));
        return;
    case Wire::None:
    case Wire::Text: out.append(data, static_cast<std::size_t>(size)); return;
    }
}

} // namespace weir::postgresql
