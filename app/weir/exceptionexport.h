#pragma once

#include "core/ledger/ledgerreader.h"

#include <optional>
#include <string>

namespace weir {

/// Writes the open rows of \a job (of one \a cause if given) to \a path (0600) and answers their number. NDJSON: one
/// object a line, {row, cause, position, code, field, value, detail, values}; readEditedRows() reads it back. A name in
/// .csv makes a file for spreadsheets instead, safe against formulas (SR-50).
[[nodiscard]] Result<std::int64_t> exportOpenRows(std::optional<LedgerReader> &ledger, std::optional<std::int64_t> job,
                                                  std::optional<std::int64_t> cause, const std::string &path);

} // namespace weir
