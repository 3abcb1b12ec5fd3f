#pragma once

#include "core/connectors/dispatch.h"
#include "core/ledger/database.h"
#include "core/ledger/records.h"

#include <optional>
#include <string>

namespace weir::books {

// The entries about requests to targets that cannot be read back (delivery §4, HTTP). See books.h.

/// A request for the rows \a seqFirst to \a seqLast of a stream's generation.
struct DispatchRecord
{
    std::int64_t stream = 0, generation = 0, run = 0;
    std::int64_t seqFirst = 0, seqLast = 0;
    std::int64_t slot = 0; ///< 0: the next rows of the stream; else the exceptional row that a compensation sends
    Dispatch dispatch;
};

/// H1: the request is about to leave. A second try of the same rows keeps the key and the time of the first.
[[nodiscard]] Result<void> openDispatch(Database &database, const DispatchRecord &record, std::int64_t nowMs);
/// The request of \a stream whose outcome is not known; nothing: there is none.
[[nodiscard]] Result<std::optional<DispatchRecord>> openDispatchOf(Database &database, std::int64_t stream, std::int64_t slot = 0);
/// It is certain that the open request was not applied, or nobody wants to know any more (a new generation).
[[nodiscard]] Result<void> dropDispatch(Database &database, std::int64_t stream, std::int64_t slot = 0);

/// How a request ended.
enum class DispatchEnd : std::uint8_t { Accepted, Rejected, Unknown };
/// H4, together with the batch of its rows: forgotten when all were accepted, else kept with the answer, both shortened to
/// dispatchKeepBytes.
[[nodiscard]] Result<void> closeDispatch(Database &database, std::int64_t stream, DispatchEnd end, std::string_view response,
                                         std::int64_t slot = 0);
constexpr std::size_t dispatchKeepBytes = 4'096;

} // namespace weir::books
