#pragma once

#include "core/data/type.h"

#include <cassert>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// The values of one field for the rows of a batch, laid out as in Apache Arrow: a validity bitmap (bit 1 = has a
/// value; empty = all have) and either fixed-width values or int32 offsets into one run of bytes. Bools take a byte.
///
/// Shapes: Bool -> bools(); Int64, Time, DateTime, Timestamp -> int64s(); Float64 -> doubles(); Date -> days();
/// Decimal, Text, Json, Bytes -> text(row). The value slot of a NULL row is unspecified but readable.
///
/// Filled through its append functions by one owner, then shared as `shared_ptr<const Column>` and never changed.
/// A column holds at most 2 GiB of bytes.
class Column
{
public:
    explicit Column(TypeKind kind = TypeKind::Text) : m_kind(kind)
    {
        if (isVariableWidth(kind))
            m_offsets.push_back(0);
    }

    [[nodiscard]] TypeKind kind() const { return m_kind; }
    [[nodiscard]] std::int64_t size() const { return m_size; }
    [[nodiscard]] std::int64_t nullCount() const { return m_nullCount; }
    [[nodiscard]] bool isNull(std::int64_t row) const
    {
        return m_nullCount != 0 && !((m_valid[static_cast<std::size_t>(row) >> 6] >> (row & 63)) & 1);
    }

    [[nodiscard]] std::span<const std::uint8_t> bools() const { return m_bools; }
    [[nodiscard]] std::span<const std::int64_t> int64s() const { return m_int64s; }
    [[nodiscard]] std::span<const double> doubles() const { return m_doubles; }
    [[nodiscard]] std::span<const std::int32_t> days() const { return m_days; }
    /// Size size() + 1; value i is bytes [offsets()[i], offsets()[i + 1]).
    [[nodiscard]] std::span<const std::int32_t> offsets() const { return m_offsets; }
    [[nodiscard]] std::string_view bytes() const { return m_bytes; }
    [[nodiscard]] std::string_view text(std::int64_t row) const
    {
        const auto i = static_cast<std::size_t>(row);
        return {m_bytes.data() + m_offsets[i], static_cast<std::size_t>(m_offsets[i + 1] - m_offsets[i])};
    }

    /// Bytes held, for queue bounds.
    [[nodiscard]] std::size_t memorySize() const;

    void reserve(std::int64_t rows, std::size_t bytes = 0);
    void appendNull();
    void appendBool(bool value) { push(m_bools, value ? std::uint8_t{1} : std::uint8_t{0}); }
    void appendInt64(std::int64_t value) { push(m_int64s, value); }
    void appendDouble(double value) { push(m_doubles, value); }
    void appendDays(std::int32_t value) { push(m_days, value); }
    void appendText(std::string_view value)
    {
        m_bytes.append(value);
        push(m_offsets, static_cast<std::int32_t>(m_bytes.size()));
    }
    /// For values assembled in place: write into openBytes(), then closeText() makes them one value.
    [[nodiscard]] std::string &openBytes() { return m_bytes; }
    void closeText() { push(m_offsets, static_cast<std::int32_t>(m_bytes.size())); }
    /// Copies the value (or NULL) of \a row of \a other, which has the same kind.
    void appendFrom(const Column &other, std::int64_t row);
    /// Empties the column, keeps its memory.
    void clear();

    /// The rows of \a other at \a rows, in that order.
    [[nodiscard]] static Column gather(const Column &other, std::span<const std::int32_t> rows);

private:
    template<typename T>
    void push(std::vector<T> &values, T value)
    {
        values.push_back(value);
        if (m_nullCount != 0)
            markValid();
        ++m_size;
    }
    void markValid();

    TypeKind m_kind;
    std::int64_t m_size = 0;
    std::int64_t m_nullCount = 0;
    std::vector<std::uint64_t> m_valid; ///< empty until the first NULL
    std::vector<std::uint8_t> m_bools;
    std::vector<std::int64_t> m_int64s;
    std::vector<double> m_doubles;
    std::vector<std::int32_t> m_days;
    std::vector<std::int32_t> m_offsets;
    std::string m_bytes;
};

using ColumnPtr = std::shared_ptr<const Column>;

} // namespace weir
