#pragma once

#include "core/expression/expression.h"
#include "core/mapping/mapping.h"

#include <QStringList>

#include <string>
#include <vector>

namespace weir {

/// Rows to look at, and where they come from.
struct PlacedRows
{
    RecordBatch rows;
    QStringList positions; ///< for people
};

/// The filters of a mapping, for looking: rows that a run drops on purpose are no trouble of any field. A filter that
/// cannot be compiled, or fails on a row, drops nothing here.
///
/// Thread-safety: immutable.
class RowFilter
{
public:
    RowFilter(const std::vector<FilterRule> &filters, const ExpressionContext &context);

    /// \a rows without those that are dropped; \a positions has one entry for each row, or none.
    [[nodiscard]] PlacedRows kept(const RecordBatch &rows, const QStringList &positions) const;
    /// Indexes of the rows that stay; nothing: all of them.
    [[nodiscard]] std::optional<std::vector<std::int32_t>> keptRows(const RecordBatch &rows) const;

private:
    std::vector<Expression> m_drops;
};

} // namespace weir
