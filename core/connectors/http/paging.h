#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/data/jsonrecords.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// How the next page of an API is found (architecture §8).
enum class PagingKind : std::uint8_t { None, PageNumber, Offset, Cursor, NextUrl, LinkHeader, Keyset };

/// The rules of one kind, as a table: who says that there is a next page, and what an empty page means.
struct PagingRules
{
    PagingKind kind;
    std::string_view name;
    bool isNamedByServer; ///< the answer names the next page (URL, token); else we count
    bool endsByEmptyPage; ///< a confirmed empty page, or a shorter one, is the end (delivery §5.1)
    bool needsBody;       ///< reads members of the page: impossible with NDJSON
    bool isStable;        ///< false: rows that appear or vanish while reading shift the pages (C6)
};

[[nodiscard]] const PagingRules &pagingRules(PagingKind kind);

/// Paging of a stream as configured, or as found on its first page.
struct Paging
{
    PagingKind kind = PagingKind::None;
    std::string param;      ///< pageNumber, offset, cursor, keyset: the parameter that is set
    std::int64_t first = 1; ///< pageNumber: default 1; offset: default 0
    std::string limitParam; ///< optional: sent with `limit`
    std::int64_t limit = 0;
    std::optional<JsonPath> next; ///< nextUrl, cursor: where the page names the next
    std::string header;           ///< cursor that comes in a header
    std::string field;            ///< keyset: member of the record
    std::optional<JsonPath> fieldPath;

    /// The "paging" object of a stream. InvalidConfig says what is missing or wrong.
    [[nodiscard]] static Result<Paging> fromJson(const Json &object);
    /// From the flags of `copy`: next, linkHeader, pageParam, firstPage, offsetParam, limitSize, nextCursor,
    /// cursorParam. Nothing when none is given.
    [[nodiscard]] static Result<std::optional<Paging>> fromFlags(const Json &flags);
};

} // namespace weir
