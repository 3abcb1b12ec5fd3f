#include "core/data/column.h"

namespace weir {

std::size_t Column::memorySize() const
{
    return m_valid.size() * 8 + m_bools.size() + m_int64s.size() * 8 + m_doubles.size() * 8 + m_days.size() * 4
           + m_offsets.size() * 4 + m_bytes.size();
}

void Column::reserve(std::int64_t rows, std::size_t bytes)
{
    const auto count = static_cast<std::size_t>(rows);
    switch (m_kind) {
    case TypeKind::Bool: m_bools.reserve(count); break;
    case TypeKind::Float64: m_doubles.reserve(count); break;
    case TypeKind::Date: m_days.reserve(count); break;
    case TypeKind::Int64:
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Timestamp: m_int64s.reserve(count); break;
    case TypeKind::Decimal:
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Bytes:
        m_offsets.reserve(count + 1);
        m_bytes.reserve(bytes);
        break;
    }
}

void Column::markValid()
{
    const auto word = static_cast<std::size_t>(m_size) >> 6;
    if (word == m_valid.size())
        m_valid.push_back(0);
    m_valid[word] |= std::uint64_t{1} << (m_size & 63);
}

void Column::appendNull()
{
    if (m_nullCount == 0) {
        // All rows so far have values; bits behind the last row stay 0 until their row comes.
        m_valid.assign((static_cast<std::size_t>(m_size) + 63) / 64, ~std::uint64_t{0});
        if (m_size & 63)
            m_valid.back() = (std::uint64_t{1} << (m_size & 63)) - 1;
    }
    if ((static_cast<std::size_t>(m_size) >> 6) == m_valid.size())
        m_valid.push_back(0);
    ++m_nullCount;
    ++m_size;
    switch (m_kind) {
    case TypeKind::Bool: m_bools.push_back(0); break;
    case TypeKind::Float64: m_doubles.push_back(0); break;
    case TypeKind::Date: m_days.push_back(0); break;
    case TypeKind::Int64:
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Timestamp: m_int64s.push_back(0); break;
    case TypeKind::Decimal:
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Bytes: m_offsets.push_back(m_offsets.back()); break;
    }
}

void Column::appendFrom(const Column &other, std::int64_t row)
{
    assert(other.m_kind == m_kind);
    if (other.isNull(row))
        return appendNull();
    const auto i = static_cast<std::size_t>(row);
    switch (m_kind) {
    case TypeKind::Bool: return appendBool(other.m_bools[i] != 0);
    case TypeKind::Float64: return appendDouble(other.m_doubles[i]);
    case TypeKind::Date: return appendDays(other.m_days[i]);
    case TypeKind::Int64:
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Timestamp: return appendInt64(other.m_int64s[i]);
    case TypeKind::Decimal:
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Bytes: return appendText(other.text(row));
    }
}

void Column::clear()
{
    m_size = 0;
    m_nullCount = 0;
    m_valid.clear();
    m_bools.clear();
    m_int64s.clear();
    m_doubles.clear();
    m_days.clear();
    m_bytes.clear();
    if (isVariableWidth(m_kind))
        m_offsets.resize(1);
}

Column Column::gather(const Column &other, std::span<const std::int32_t> rows)
{
    Column column(other.m_kind);
    column.reserve(static_cast<std::int64_t>(rows.size()));
    for (const std::int32_t row : rows)
        column.appendFrom(other, row);
    return column;
}

} // namespace weir
