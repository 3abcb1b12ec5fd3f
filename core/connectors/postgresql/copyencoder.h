#pragma once

#include "core/connectors/postgresql/binding.h"
#include "core/data/recordbatch.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir::postgresql {

/// Grows by doubling and is never shrunk: rows are written into it with pointers, not through append().
class ByteBuffer
{
public:
    [[nodiscard]] std::string_view bytes() const { return {m_bytes.get(), m_size}; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    void clear() { m_size = 0; }
    void reserve(std::size_t more)
    {
        if (m_size + more > m_capacity)
            grow(more);
    }
    /// Room was reserved before.
    void put16(std::uint16_t value);
    void put32(std::uint32_t value);
    void put64(std::uint64_t value);
    void put8(std::uint8_t value) { m_bytes[m_size++] = static_cast<char>(value); }
    void putBytes(const char *bytes, std::size_t count)
    {
        if (count > 0)
            std::memcpy(m_bytes.get() + m_size, bytes, count);
        m_size += count;
    }
    /// Overwrites four bytes written before.
    void patch32(std::size_t at, std::uint32_t value);

private:
    void grow(std::size_t more);

    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

/// Writes values in the server's binary forms: tuples of COPY … (FORMAT binary) (manual, COPY, "Binary Format") and array
/// parameters (src/backend/utils/adt/arrayfuncs.c, array_recv), whose elements have the same form.
///
/// Expects rows that checkRows() let pass. An empty Json value (an absent member) is written as NULL.
class CopyEncoder
{
public:
    explicit CopyEncoder(const Binding &binding) : m_binding(binding) {}

    [[nodiscard]] std::string_view bytes() const { return m_buffer.bytes(); }
    void clear() { m_buffer.clear(); }

    void beginCopy();
    void endCopy();
    /// Rows of \a part follow; it must stay alive while they are added.
    void usePart(const RecordBatch &part);
    /// One tuple; \a ordinal, if not negative, is a last int4 field.
    void addRow(std::int64_t row, std::int32_t ordinal = -1);

    /// One array of the values of the bound field \a place in \a rows of \a batch (rows through all parts, ascending).
    void addArray(std::size_t place, const WriteBatch &batch, std::span<const std::int32_t> rows);

private:
    struct Cell
    {
        const Column *column = nullptr;
        Wire wire = Wire::Text;
        TypeKind kind = TypeKind::Text;
    };
    void putCell(const Cell &cell, std::int64_t row);
    void putText(const Cell &cell, std::int64_t row);
    void putNumeric(std::string_view decimal);
    [[nodiscard]] Cell cellOf(const BoundField &bound, const RecordBatch &part) const;

    const Binding &m_binding;
    std::vector<Cell> m_cells;
    std::vector<std::uint16_t> m_groups;
    std::string m_scratch;
    ByteBuffer m_buffer;
};

} // namespace weir::postgresql
