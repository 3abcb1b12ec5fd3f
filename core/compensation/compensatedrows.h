#pragma once

#include "core/compensation/manifestbooks.h"
#include "core/connectors/target.h"

#include <vector>

namespace weir {

/// One answer for each of \a rows, for people. \a mapped are those that the mapping took, \a origin their places in \a rows,
/// \a standings how the target held them before. A mapped row without an outcome was only looked up (files): it would be
/// written as it stands.
[[nodiscard]] std::vector<CompensatedRow> compensatedRows(const std::vector<books::QuarantinedRow> &rows,
                                                          const RecordBatch &mapped, const std::vector<std::size_t> &origin,
                                                          const std::vector<Standing> &standings,
                                                          const std::vector<books::ItemOutcome> &outcomes);

} // namespace weir
