#include "core/connectors/http/paging.h"

#include "core/base/names.h"

#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::array<PagingRules, 7> rulesTable = {{
    //                            name          by server  empty ends  body   stable
    {PagingKind::None, "none", false, false, false, true},
    {PagingKind::PageNumber, "pageNumber", false, true, false, false},
    {PagingKind::Offset, "offset", false, true, false, false},
    {PagingKind::Cursor, "cursor", true, false, true, true},
    {PagingKind::NextUrl, "nextUrl", true, false, true, true},
    {PagingKind::LinkHeader, "linkHeader", true, false, false, true},
    {PagingKind::Keyset, "keyset", false, true, false, true},
}};

Unexpected misconfigured(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

/// Checks that what the kind needs is there.
Result<void> check(const Paging &paging)
{
    const auto lacks = [&](const char *member) {
        return misconfigured(
            fmt::format("paging of type \"{}\" needs \"{}\"", pagingRules(paging.kind).name, member));
    };
    switch (paging.kind) {
    case PagingKind::PageNumber:
        if (paging.param.empty())
            return lacks("param");
        break;
    case PagingKind::Offset:
        if (paging.param.empty())
            return lacks("param");
        if (paging.limit <= 0)
            return lacks("limit");
        break;
    case PagingKind::Cursor:
        if (paging.param.empty())
            return lacks("param");
        if (!paging.next && paging.header.empty())
            return lacks("next");
        break;
    case PagingKind::NextUrl:
        if (!paging.next)
            return lacks("next");
        break;
    case PagingKind::Keyset:
        if (paging.param.empty())
            return lacks("param");
        if (paging.field.empty())
            return lacks("field");
        break;
    case PagingKind::None:
    case PagingKind::LinkHeader:
        break;
    }
    return {};
}

} // namespace

const PagingRules &pagingRules(PagingKind kind) { return rulesTable[static_cast<std::size_t>(kind)]; }

Result<Paging> Paging::fromJson(const Json &object)
{
    const std::string type = object.value("type", "");
    Paging paging;
    bool isKnown = false;
    std::vector<std::string> names;
    for (const PagingRules &rules : rulesTable) {
        names.emplace_back(rules.name);
        if (rules.name == type) {
            paging.kind = rules.kind;
            isKnown = true;
        }
    }
    if (!isKnown) {
        const std::string nearest = nearestName(type, names);
        return misconfigured(fmt::format(
            "paging of type \"{}\" is not in this build; known: {}{}", type, fmt::join(names, ", "),
            nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
    }
    paging.param = object.value("param", "");
    paging.first =
        object.value("first", paging.kind == PagingKind::PageNumber ? std::int64_t{1} : std::int64_t{0});
    paging.limitParam = object.value("limitParam", "");
    paging.limit = object.value("limit", std::int64_t{0});
    paging.header = lowerAscii(object.value("header", ""));
    paging.field = object.value("field", "");
    if (const std::string next = object.value("next", ""); !next.empty()) {
        WEIR_TRY(paging.next, JsonPath::parse(next));
    }
    if (!paging.field.empty()) {
        WEIR_TRY(paging.fieldPath, JsonPath::parse(paging.field));
    }
    WEIR_CHECK(check(paging));
    return paging;
}

Result<std::optional<Paging>> Paging::fromFlags(const Json &flags)
{
    Json object = Json::object();
    int kinds = 0;
    const auto begin = [&](const char *type) {
        object["type"] = type;
        ++kinds;
    };
    if (flags.contains("next")) {
        begin("nextUrl");
        object["next"] = flags["next"];
    }
    if (flags.value("linkHeader", false))
        begin("linkHeader");
    if (flags.contains("pageParam")) {
        begin("pageNumber");
        object["param"] = flags["pageParam"];
        object["first"] = flags.value("firstPage", std::int64_t{1});
    }
    if (flags.contains("offsetParam")) {
        begin("offset");
        object["param"] = flags["offsetParam"];
        object["limit"] = flags.value("limitSize", std::int64_t{0});
    }
    if (flags.contains("nextCursor") || flags.contains("cursorParam")) {
        begin("cursor");
        object["next"] = flags.value("nextCursor", "");
        object["param"] = flags.value("cursorParam", "");
    }
    if (kinds == 0)
        return std::optional<Paging>();
    if (kinds > 1)
        return misconfigured(
            "only one of --next, --link-header, --page-param, --offset-param, --next-cursor can be given");
    WEIR_TRY(Paging paging, fromJson(object));
    return std::optional<Paging>(std::move(paging));
}

} // namespace weir
