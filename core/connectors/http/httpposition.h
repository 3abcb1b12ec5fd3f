#pragma once

#include "core/base/result.h"
#include "core/connectors/cursor.h"
#include "core/connectors/http/paging.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// A border between two pages of an API: how to ask for the next one, and what the rules of delivery §5.1
/// must know about those before. Becomes the cursor, as compact JSON; holds no secret.
struct HttpPosition
{
    static constexpr std::size_t membersMax = 64;

    PagingKind kind = PagingKind::None;
    bool isEnd = false;
    /// What the next request says: URL without secrets, token, page number, offset or key; empty: the first
    /// page.
    std::string ask;
    std::int64_t page = 1;            ///< number of the next page, for people
    std::int64_t records = 0;         ///< in all pages before
    std::int64_t total = -1;          ///< declared by the last page that held records
    bool isTotalDoubtful = false;     ///< it was called "count" and may be the size of a page
    bool wasCountPageSize = true;     ///< it was, so far
    std::int64_t longest = 0;         ///< records of the longest page before
    std::int64_t barren = 0;          ///< pages since the last record
    std::string previous;             ///< hash of the last page with records
    std::vector<std::string> members; ///< not-null members of the pages that held records
    std::string hasMore;              ///< without paging: the member that says there are more pages
    std::string recordsPath;          ///< found, not configured
    std::string nextPath;             ///< likewise
    std::string since;                ///< incremental: the value asked with
    std::string highest;              ///< incremental: the highest value seen
    std::int64_t take = -1;           ///< records of the page before this border that were delivered; -1: all

    [[nodiscard]] Cursor cursor() const;
    /// InvalidConfig when \a cursor is none of ours.
    [[nodiscard]] static Result<HttpPosition> parse(const Cursor &cursor);
};

} // namespace weir
