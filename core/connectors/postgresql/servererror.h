#pragma once

#include "core/base/error.h"
#include "core/data/rowcode.h"

#include <string>
#include <string_view>

namespace weir::postgresql {

/// What the server said about a failed statement (fields of an ErrorResponse, PostgreSQL manual §55.8). Texts are as
/// sent and may hold values of rows: they go through error() or rowError(), never into a log as they are.
struct ServerError
{
    std::string sqlState; ///< five characters; empty when the library itself failed
    std::string message;
    std::string detail;
    std::string context;
    std::string table;
    std::string column;
    std::string constraint;

    /// SQLSTATE classes that speak about the rows of this statement: 22, 23, 44, an exception raised by a trigger
    /// (P0001) and a value too large for an index (54000). Everything else is never a row's fault (delivery §6).
    [[nodiscard]] bool isData() const;

    /// The failure of a statement that is not about rows. \a what names the work for people: "moving the checkpoint".
    /// Message texts pass through redact(); DETAIL is left out, it may quote a row.
    [[nodiscard]] Error error(std::string_view what) const;

    /// The refusal of a row; \a row is -1 where the server does not tell.
    [[nodiscard]] RowError rowError(std::int64_t row) const;

    /// 0-based index of the row that was being copied when it failed, from CONTEXT ("COPY t, line 5, column a"; the
    /// words are translated, the order is not). -1 when no line of it names \a copiedTable.
    [[nodiscard]] std::int64_t copyRow(std::string_view copiedTable) const;
};

} // namespace weir::postgresql
