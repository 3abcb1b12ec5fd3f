#pragma once

#include "core/base/error.h"
#include "core/data/rowcode.h"

#include <string>
#include <string_view>

namespace weir::mariadb {

/// What the server, or the library, said about a failed statement (MariaDB error codes; 2000 and above are the
/// library's). The message may quote values of rows: it goes through error() or rowError(), never into a log as it is.
struct ServerError
{
    unsigned number = 0;
    std::string message;

    /// Numbers that speak about the rows of the statement (delivery §6). Everything else is never a row's fault.
    [[nodiscard]] bool isData() const;
    /// The connection is gone and the outcome of the statement unknown.
    [[nodiscard]] bool isLost() const;
    /// The failure of a statement that is not about rows. \a what names the work for people.
    [[nodiscard]] Error error(std::string_view what) const;
    /// The refusal of a row; \a row is -1 where the server does not tell.
    [[nodiscard]] RowError rowError(std::int64_t row) const;
    /// 0-based row of a multi-row statement out of "… at row 5"; -1 when the message has none.
    [[nodiscard]] std::int64_t rowNumber() const;
};

} // namespace weir::mariadb
