#pragma once

#include "core/ledger/ledgerreader.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// What a reader may see of a value of \a field; empty: everything. The same mask must be given to readEditedRows(), which
/// takes a masked cell that comes back unchanged for an untouched value.
using ValueMask = std::function<std::string(std::string_view field, const std::string &value)>;

/// Masks what looks like personal data (maskPersonal), whatever the field.
[[nodiscard]] ValueMask personalMask();

/// Writes the open rows of \a job (of one \a cause if given) to \a path (0600) and answers their number. NDJSON: one
/// object a line, {row, cause, position, code, field, value, detail, values}. A name in .csv makes a file for spreadsheets
/// instead, safe against formulas (SR-50). readEditedRows() reads both back. A file that exists is never written over:
/// it may hold a person's edits. \a ledger null: nothing has run yet.
[[nodiscard]] Result<std::int64_t> exportOpenRows(LedgerReader *ledger, std::optional<std::int64_t> job,
                                                  std::optional<std::int64_t> cause, const std::string &path,
                                                  const ValueMask &mask = {});

/// Columns of the spreadsheet file before those of the source's fields; the first is the row's id.
[[nodiscard]] const std::vector<std::string> &exportColumns();
/// What a spreadsheet shows of \a row's values, one cell for each of \a fields, before guards and quotes.
[[nodiscard]] std::vector<std::string> exportCells(const ExceptionRow &row, const std::vector<std::string> &fields,
                                                   const ValueMask &mask = {});
/// Names of the fields that the job's source had in its first run.
[[nodiscard]] Result<std::vector<std::string>> sourceFieldNames(LedgerReader &ledger, std::int64_t job);

} // namespace weir
