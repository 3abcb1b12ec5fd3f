#pragma once

#include "core/connectors/http/httptransport.h"
#include "core/connectors/http/paging.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Where to look on a page.
struct PageLayout
{
    bool isLines = false;            ///< NDJSON: each line a record
    std::optional<JsonPath> records; ///< nothing: find out
    std::optional<JsonPath> next;    ///< nothing: not looked for, unless findsPaging
    bool findsPaging = false;        ///< look for the usual members that name a next page
    std::optional<JsonPath> total;   ///< nothing: the usual members beside the records
    bool hasNoTotal = false;         ///< "total": "" switches them off
};

/// What the bytes of a page are.
enum class PageKind : std::uint8_t { Good, NotJson, Html, NoRecords };

/// A page's skeleton: everything about it but its rows. Views point into the body.
struct PageBody
{
    PageKind kind = PageKind::NotJson;
    std::string why;          ///< not Good: what is wrong, for people, without payload
    std::string_view records; ///< the array's text, or all lines
    std::vector<std::string>
        members; ///< not-null members of the page beside the records, with dotted names one level down
    std::string errorMember; ///< "error: quota exceeded", when the page itself reports one
    std::optional<std::string>
        next; ///< text of the member that names the next page; empty: null, false or empty; nothing: absent
    bool isNextUsable = true; ///< false: an object or array
    std::optional<std::int64_t> total;
    bool isTotalCount = false; ///< it was called "count"
    std::string hasMore;       ///< name of a member that says that there is another page
    std::string recordsPath;   ///< used
    std::string nextPath;      ///< found
};

/// Reads the skeleton of \a response by \a layout. Never an error: what is wrong with a page is for the rules
/// of delivery §5.1 to judge. The body needs jsonPadding readable bytes behind it.
[[nodiscard]] PageBody readPageBody(const HttpResponse &response, const PageLayout &layout);

} // namespace weir
