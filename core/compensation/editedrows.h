#pragma once

#include "core/compensation/compensation.h"
#include "core/compensation/exceptionexport.h"
#include "core/ledger/ledgerreader.h"

#include <string>

namespace weir {

/// Rows that a person edited, as `failures --export` wrote them; a value that was not touched stays exactly as read.
/// NDJSON lines {"row": id, "values": {…}}, other members ignored. A file whose name ends in .csv: the columns "row" and
/// fields of the source (separated by comma, semicolon or tab), other columns of the export ignored; guards against
/// formulas are taken off, a cell that was emptied is NULL, rows without a change are left out. At most editedRowsMax.
/// InvalidConfig names line and member for anything that is no open row of the job or no field of its source.
[[nodiscard]] Result<EditedRows> readEditedRows(LedgerReader &ledger, std::int64_t job, const std::string &path,
                                                const ValueMask &mask = {});

constexpr std::size_t editedRowsMax = 50'000;

} // namespace weir
