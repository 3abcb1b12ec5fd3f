#pragma once

#include "core/ledger/ledgerreader.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Writes the open rows of \a job (of one \a cause if given) to \a path (0600) and answers their number. NDJSON: one
/// object a line, {row, cause, position, code, field, value, detail, values}. A name in .csv makes a file for spreadsheets
/// instead, safe against formulas (SR-50). readEditedRows() reads both back.
[[nodiscard]] Result<std::int64_t> exportOpenRows(std::optional<LedgerReader> &ledger, std::optional<std::int64_t> job,
                                                  std::optional<std::int64_t> cause, const std::string &path);

/// Columns of the spreadsheet file before those of the source's fields; the first is the row's id.
[[nodiscard]] const std::vector<std::string> &exportColumns();
/// What a spreadsheet shows of \a row's values, one cell for each of \a fields, before guards and quotes.
[[nodiscard]] std::vector<std::string> exportCells(const ExceptionRow &row, const std::vector<std::string> &fields);
/// Names of the fields that the job's source had in its first run.
[[nodiscard]] Result<std::vector<std::string>> sourceFieldNames(LedgerReader &ledger, std::int64_t job);

} // namespace weir
