#pragma once

#include "core/compensation/compensation.h"
#include "core/ledger/ledgerreader.h"

#include <string>

namespace weir {

/// Rows that a person edited: NDJSON lines {"row": id, "values": {…}} as `failures --export` writes them, other members
/// ignored; values replace those of the row as read, the others stay. At most editedRowsMax. InvalidConfig names line
/// and member for anything that is no open row of the job or no field of its source.
[[nodiscard]] Result<EditedRows> readEditedRows(LedgerReader &ledger, std::int64_t job, const std::string &path);

constexpr std::size_t editedRowsMax = 50'000;

} // namespace weir
