#pragma once

#include "core/connectors/target.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace weir {

/// What writeIsolated() needs to know of a way to write.
struct IsolatedWrite
{
    /// Writes \a rows, which stand at \a places (ascending) of the whole batch. Empty: written. Else nothing of them was,
    /// and the errors count within \a rows; -1: the target does not name the row.
    std::function<Result<RowErrors>(const RecordBatch &rows, const std::vector<std::int32_t> &places)> attempt;
    /// The row at \a place of the whole batch cannot be written.
    std::function<void(std::int32_t place, RowError error)> refuse;
};

/// Writes every row of \a batch that can be written: without those that were refused by position, in halves where no
/// position is told. The same answers lead to the same attempts, so a trial comes out as the writing that follows it.
[[nodiscard]] Result<void> writeIsolated(const RecordBatch &batch, const IsolatedWrite &way);

} // namespace weir
