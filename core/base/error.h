#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace weir {

/// What went wrong. A closed set: stored in the ledger by name (a row's trouble is a RowCode), shown on the Attempts
/// page, asserted in tests. Append only; never rename.
enum class ErrorCode : std::uint8_t {
    InvalidConfig,    ///< a job, mapping or connection cannot work as written
    Unauthenticated,  ///< the endpoint refused our credentials
    PermissionDenied, ///< credentials are fine, the operation is not allowed
    NotFound,         ///< table, file, endpoint or row does not exist
    SchemaMismatch,   ///< source or target no longer has the shape the mapping was made for
    InvalidRow,       ///< this row's data cannot be mapped, or the target refuses it
    Conflict,         ///< the target holds a newer version of the row
    RateLimited,      ///< asked to slow down; see Error::retryAfter
    Timeout,          ///< no answer in time; the write may have happened
    Unavailable,      ///< connection refused, DNS failure, HTTP 502/503, database locked
    Cancelled,        ///< a CancelToken fired; never counted as a failure
    StorageFull,      ///< no room for the ledger
    StorageCorrupt,   ///< the ledger failed an integrity check
    Internal,         ///< a bug in Weir; always worth a report
};

/// The code's name as stored in the ledger and printed in JSON: "InvalidConfig".
[[nodiscard]] std::string_view errorCodeName(ErrorCode code);

/// What the engine may do about it. Decided once, where the error is born, by the code that knows
/// the protocol; nobody downstream derives it again from a message text.
enum class Recovery : std::uint8_t {
    Retry,  ///< transient: the same request may succeed later
    Reject, ///< permanent for these rows: quarantine them and carry on
    Stop,   ///< the run cannot continue until a person changes something
};

/// A failure, as a value. Copyable, safe to pass between threads.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    Recovery recovery = Recovery::Stop;
    /// English, UTF-8, for logs and the detail pane. Never translated, never parsed, never holds
    /// a secret: connectors pass it through redact() first.
    std::string detail;
    /// Earliest useful retry, from now. Zero: the endpoint did not say.
    std::chrono::milliseconds retryAfter{0};
    /// The request left before it failed: nobody knows yet whether the other side did what it asks for.
    bool mayHaveHappened = false;
};

/// Wraps an Error so that it can be returned where a Result<T> is expected.
struct Unexpected
{
    Error error;
};

[[nodiscard]] inline Unexpected fail(ErrorCode code, Recovery recovery, std::string detail,
                                     std::chrono::milliseconds retryAfter = {})
{
    return {{code, recovery, std::move(detail), retryAfter, false}};
}

} // namespace weir
