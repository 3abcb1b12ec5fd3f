#pragma once

#include "core/data/column.h"
#include "core/data/schema.h"

#include <cstdint>
#include <span>
#include <vector>

namespace weir {

/// Rows of one schema, columnar, UTF-8, immutable once built: the only form in which rows move through the engine.
///
/// Columns are shared, so that a mapping that leaves a field alone copies nothing. A column's kind equals its
/// field's type kind. Source batches are about 1 MiB or 8,192 rows.
///
/// Thread-safety: immutable; copies may be read from any thread.
class RecordBatch
{
public:
    RecordBatch() = default;
    /// Every column has \a rows rows; one column for each field of \a schema, in order.
    RecordBatch(SchemaPtr schema, std::vector<ColumnPtr> columns, std::int64_t rows);

    [[nodiscard]] const SchemaPtr &schema() const { return m_schema; }
    [[nodiscard]] std::int64_t rows() const { return m_rows; }
    [[nodiscard]] const Column &column(std::size_t index) const { return *m_columns[index]; }
    [[nodiscard]] const ColumnPtr &sharedColumn(std::size_t index) const { return m_columns[index]; }
    [[nodiscard]] std::size_t memorySize() const;

    /// Rows [first, first + count).
    [[nodiscard]] RecordBatch slice(std::int64_t first, std::int64_t count) const;
    /// The rows at \a rows, in that order.
    [[nodiscard]] RecordBatch gather(std::span<const std::int32_t> rows) const;
    /// All rows of \a batches, which share one schema, one behind the other.
    [[nodiscard]] static RecordBatch concat(const std::vector<RecordBatch> &batches);

private:
    SchemaPtr m_schema;
    std::vector<ColumnPtr> m_columns;
    std::int64_t m_rows = 0;
};

} // namespace weir
