#include "core/connectors/postgresql/copyencoder.h"

#include "core/connectors/postgresql/uuidtext.h"
#include "core/data/datetime.h"
#include "core/data/decimal.h"

#include <array>
#include <bit>

namespace weir::postgresql {

namespace {

// The server counts from 2000-01-01.
constexpr std::int32_t epochDays = 10'957;
constexpr std::int64_t epochMicros = epochDays * microsPerDay;
constexpr std::uint32_t nullLength = 0xffffffff;
constexpr std::uint16_t numericNegative = 0x4000;
/// Room for any value of fixed width with its length word.
constexpr std::size_t cellBytes = 4 + 16;
constexpr char copySignature[] = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', '\377', '\r', '\n', '\0'};

template<typename T>
void store(char *to, T value)
{
    if constexpr (std::endian::native == std::endian::little) {
        if constexpr (sizeof(T) == 2)
            value = __builtin_bswap16(value);
        else if constexpr (sizeof(T) == 4)
            value = __builtin_bswap32(value);
        else
            value = __builtin_bswap64(value);
    }
    std::memcpy(to, &value, sizeof value);
}

} // namespace

void ByteBuffer::put16(std::uint16_t value)
{
    store(m_bytes.get() + m_size, value);
    m_size += 2;
}

void ByteBuffer::put32(std::uint32_t value)
{
    store(m_bytes.get() + m_size, value);
    m_size += 4;
}

void ByteBuffer::put64(std::uint64_t value)
{
    store(m_bytes.get() + m_size, value);
    m_size += 8;
}

void ByteBuffer::patch32(std::size_t at, std::uint32_t value)
{
    store(m_bytes.get() + at, value);
}

void ByteBuffer::grow(std::size_t more)
{
    std::size_t capacity = m_capacity == 0 ? std::size_t{64} << 10 : m_capacity;
    while (capacity < m_size + more)
        capacity *= 2;
    std::unique_ptr<char[]> bytes(new char[capacity]);
    if (m_size > 0)
        std::memcpy(bytes.get(), m_bytes.get(), m_size);
    m_bytes = std::move(bytes);
    m_capacity = capacity;
}

void CopyEncoder::beginCopy()
{
    m_buffer.reserve(sizeof copySignature + 8);
    m_buffer.putBytes(copySignature, sizeof copySignature);
    m_buffer.put32(0); // flags
    m_buffer.put32(0); // no header extension
}

void CopyEncoder::endCopy()
{
    m_buffer.reserve(2);
    m_buffer.put16(0xffff);
}

CopyEncoder::Cell CopyEncoder::cellOf(const BoundField &bound, const RecordBatch &part) const
{
    return {&part.column(bound.field), bound.column.view.wire, bound.kind};
}

void CopyEncoder::usePart(const RecordBatch &part)
{
    m_cells.clear();
    for (const BoundField &bound : m_binding.fields)
        m_cells.push_back(cellOf(bound, part));
}

void CopyEncoder::addRow(std::int64_t row, std::int32_t ordinal)
{
    m_buffer.reserve(2 + (m_cells.size() + 1) * cellBytes);
    m_buffer.put16(static_cast<std::uint16_t>(m_cells.size() + (ordinal < 0 ? 0 : 1)));
    for (const Cell &cell : m_cells)
        putCell(cell, row);
    if (ordinal >= 0) {
        m_buffer.reserve(8);
        m_buffer.put32(4);
        m_buffer.put32(static_cast<std::uint32_t>(ordinal));
    }
}

void CopyEncoder::addArray(std::size_t place, const WriteBatch &batch, std::span<const std::int32_t> rows)
{
    const BoundField &bound = m_binding.fields[place];
    m_buffer.reserve(20);
    m_buffer.put32(rows.empty() ? 0 : 1); // dimensions
    m_buffer.put32(0);                    // may hold NULLs anyway, the server looks itself
    m_buffer.put32(bound.column.view.stageOid);
    if (rows.empty())
        return;
    m_buffer.put32(static_cast<std::uint32_t>(rows.size()));
    m_buffer.put32(1); // lower bound
    std::int64_t first = 0;
    std::size_t at = 0;
    for (const RecordBatch &part : batch.parts) {
        const Cell cell = cellOf(bound, part);
        for (; at < rows.size() && rows[at] < first + part.rows(); ++at)
            putCell(cell, rows[at] - first);
        first += part.rows();
    }
}

void CopyEncoder::putText(const Cell &cell, std::int64_t row)
{
    const std::string_view value = cell.column->text(row);
    if (cell.kind == TypeKind::Json && value.empty()) {
        m_buffer.put32(nullLength);
        return;
    }
    const std::size_t version = cell.wire == Wire::Jsonb ? 1 : 0;
    m_buffer.reserve(value.size() + cellBytes);
    m_buffer.put32(static_cast<std::uint32_t>(value.size() + version));
    if (version)
        m_buffer.put8(1);
    m_buffer.putBytes(value.data(), value.size());
}

void CopyEncoder::putNumeric(std::string_view decimal)
{
    std::array<std::uint16_t, 24> few;
    std::span<std::uint16_t> groups = few;
    if (decimalGroupsMax(decimal) > few.size()) {
        if (m_groups.size() < decimalGroupsMax(decimal))
            m_groups.resize(decimalGroupsMax(decimal));
        groups = m_groups;
    }
    const DecimalGroups shape = splitDecimal(decimal, groups);
    m_buffer.reserve(12 + static_cast<std::size_t>(shape.count) * 2);
    m_buffer.put32(static_cast<std::uint32_t>(8 + shape.count * 2));
    m_buffer.put16(static_cast<std::uint16_t>(shape.count));
    m_buffer.put16(static_cast<std::uint16_t>(shape.weight));
    m_buffer.put16(shape.isNegative ? numericNegative : 0);
    m_buffer.put16(static_cast<std::uint16_t>(shape.scale));
    for (int i = 0; i < shape.count; ++i)
        m_buffer.put16(groups[static_cast<std::size_t>(i)]);
}

void CopyEncoder::putCell(const Cell &cell, std::int64_t row)
{
    m_buffer.reserve(cellBytes);
    if (cell.column->isNull(row)) {
        m_buffer.put32(nullLength);
        return;
    }
    const auto i = static_cast<std::size_t>(row);
    const auto put64 = [this](std::int64_t value) {
        m_buffer.put32(8);
        m_buffer.put64(static_cast<std::uint64_t>(value));
    };
    switch (cell.wire) {
    case Wire::None:
    case Wire::Text:
    case Wire::Jsonb:
    case Wire::Bytea: return putText(cell, row);
    case Wire::Bool:
        m_buffer.put32(1);
        m_buffer.put8(cell.column->bools()[i]);
        return;
    case Wire::Int2:
        m_buffer.put32(2);
        m_buffer.put16(static_cast<std::uint16_t>(cell.column->int64s()[i]));
        return;
    case Wire::Int4:
        m_buffer.put32(4);
        m_buffer.put32(static_cast<std::uint32_t>(cell.column->int64s()[i]));
        return;
    case Wire::Int8:
    case Wire::Time: return put64(cell.column->int64s()[i]);
    case Wire::Float4:
        m_buffer.put32(4);
        m_buffer.put32(std::bit_cast<std::uint32_t>(static_cast<float>(cell.column->doubles()[i])));
        return;
    case Wire::Float8: return put64(std::bit_cast<std::int64_t>(cell.column->doubles()[i]));
    case Wire::Numeric:
        if (cell.kind == TypeKind::Decimal)
            return putNumeric(cell.column->text(row));
        m_scratch.clear();
        appendDecimal(cell.column->int64s()[i], m_scratch);
        return putNumeric(m_scratch);
    case Wire::Date: {
        const std::int32_t days = cell.column->days()[i];
        m_buffer.put32(4);
        m_buffer.put32(static_cast<std::uint32_t>(isSpecialDate(days) ? days : days - epochDays));
        return;
    }
    case Wire::Timestamp:
    case Wire::Timestamptz: {
        const std::int64_t micros = cell.column->int64s()[i];
        return put64(isSpecialTime(micros) ? micros : micros - epochMicros);
    }
    case Wire::Uuid: {
        std::array<char, 16> bytes{};
        (void)parseUuid(cell.column->text(row), bytes.data()); // checkRows() did
        m_buffer.put32(16);
        m_buffer.putBytes(bytes.data(), bytes.size());
        return;
    }
    }
}

} // namespace weir::postgresql
