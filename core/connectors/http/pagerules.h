#pragma once

#include "core/base/result.h"
#include "core/connectors/http/httpposition.h"
#include "core/connectors/http/pagebody.h"
#include "core/connectors/http/paging.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

/// Delivery §5.1 as pure functions: when a page counts, when it is asked for again, what is a stop, what the
/// end.

/// What to do with an answer.
struct PageVerdict
{
    enum class Kind : std::uint8_t {
        Counts,
        AskAgain, ///< `error` is what to say if it stays so; its recovery tells whether the run may try later
        Stop,
    };
    Kind kind = Kind::Counts;
    Error error;
    /// AskAgain: how often, whatever the retry policy allows; 0: as the policy says.
    int asksMax = 0;
};

/// Judges the status of \a response. Counts: it is a 2xx, look at the body. \a retryAfter: what the server
/// asked for.
[[nodiscard]] PageVerdict judgeStatus(const HttpResponse &response, std::chrono::milliseconds retryAfter);

/// What the records of a page told.
struct PageRecords
{
    std::int64_t count = 0;
    std::string hash;    ///< of the bytes as fetched
    std::string lastKey; ///< keyset: value of the last record; empty: absent
    std::string highest; ///< incremental: highest cursor value of the page; empty: none
};

/// Judges a page that arrived whole, asked for from \a at.
[[nodiscard]] PageVerdict judgePage(const HttpResponse &response, const PageBody &page,
                                    const PageRecords &records, const HttpPosition &at, const Paging &paging,
                                    std::int64_t pagesMax);

/// The border behind a page that counts. \a linkNext: URL of the Link header's "next", resolved; empty: none.
/// Stop/SchemaMismatch when the page does not say how to go on.
[[nodiscard]] Result<HttpPosition> advance(const HttpResponse &response, const PageBody &page,
                                           const PageRecords &records, const HttpPosition &at,
                                           const Paging &paging);

/// Whether a stream that ended at \a at is complete: the declared total is met, nothing was left behind.
[[nodiscard]] Result<void> judgeEnd(const HttpPosition &at);

/// Target of the first link with rel="next" of a Link header (RFC 8288); empty: none.
[[nodiscard]] std::string linkNext(std::string_view header);

/// True when \a a is after \a b: as instants when both are dates with or without time, as numbers when both
/// are numbers, else as bytes.
[[nodiscard]] bool isCursorAfter(std::string_view a, std::string_view b);
/// \a value minus \a overlap: dates keep their form and offset, whole numbers count as seconds; other texts
/// stay.
[[nodiscard]] std::string cursorMinus(const std::string &value, std::chrono::milliseconds overlap);

} // namespace weir
