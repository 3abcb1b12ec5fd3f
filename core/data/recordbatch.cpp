#include "core/data/recordbatch.h"

#include <numeric>

namespace weir {

RecordBatch::RecordBatch(SchemaPtr schema, std::vector<ColumnPtr> columns, std::int64_t rows)
    : m_schema(std::move(schema)), m_columns(std::move(columns)), m_rows(rows)
{
    assert(m_schema && m_columns.size() == m_schema->size());
#ifndef NDEBUG
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        assert(m_columns[i]->size() == rows && m_columns[i]->kind() == m_schema->field(i).type.kind);
#endif
}

std::size_t RecordBatch::memorySize() const
{
    std::size_t bytes = 0;
    for (const ColumnPtr &column : m_columns)
        bytes += column->memorySize();
    return bytes;
}

RecordBatch RecordBatch::slice(std::int64_t first, std::int64_t count) const
{
    if (first == 0 && count == m_rows)
        return *this;
    std::vector<std::int32_t> rows(static_cast<std::size_t>(count));
    std::iota(rows.begin(), rows.end(), static_cast<std::int32_t>(first));
    return gather(rows);
}

RecordBatch RecordBatch::gather(std::span<const std::int32_t> rows) const
{
    std::vector<ColumnPtr> columns;
    columns.reserve(m_columns.size());
    for (const ColumnPtr &column : m_columns)
        columns.push_back(std::make_shared<Column>(Column::gather(*column, rows)));
    return {m_schema, std::move(columns), static_cast<std::int64_t>(rows.size())};
}

RecordBatch RecordBatch::concat(const std::vector<RecordBatch> &batches)
{
    assert(!batches.empty());
    if (batches.size() == 1)
        return batches.front();
    std::int64_t rows = 0;
    for (const RecordBatch &batch : batches)
        rows += batch.rows();
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < batches.front().m_columns.size(); ++i) {
        auto column = std::make_shared<Column>(batches.front().column(i).kind());
        std::size_t bytes = 0;
        for (const RecordBatch &batch : batches)
            bytes += batch.column(i).bytes().size();
        column->reserve(rows, bytes);
        for (const RecordBatch &batch : batches) {
            for (std::int64_t row = 0; row < batch.rows(); ++row)
                column->appendFrom(batch.column(i), row);
        }
        columns.push_back(std::move(column));
    }
    return {batches.front().m_schema, std::move(columns), rows};
}

} // namespace weir
