#include "core/connectors/http/pagerules.h"

#include "core/base/names.h"
#include "core/base/redact.h"
#include "core/data/datetime.h"
#include "core/data/jsontext.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr int emptyAsksMax = 1;      ///< an empty page is asked for again once
constexpr int suspiciousAsksMax = 3; ///< or so often, when it carries a member that no good page had
constexpr std::size_t messageMax = 200;

PageVerdict again(ErrorCode code, Recovery recovery, std::string detail, int asksMax = 0)
{
    return {PageVerdict::Kind::AskAgain, {code, recovery, std::move(detail), {}}, asksMax};
}

PageVerdict stop(ErrorCode code, std::string detail)
{
    return {PageVerdict::Kind::Stop, {code, Recovery::Stop, std::move(detail), {}}, 0};
}

std::string placeOf(const HttpResponse &response) { return redact(response.url.text()); }

/// What the server says about a refusal: the text of small JSON answers is for people, HTML is not.
std::string messageOf(const HttpResponse &response)
{
    const std::string_view body = response.body;
    if (body.empty() || body.size() > 4'096 || body.find('<') != std::string_view::npos)
        return {};
    return fmt::format(": {}", redact(escapeControls(body.substr(0, messageMax))));
}

/// Members of \a page that are not null and that no page with records had; empty: none.
std::string strangeMembers(const PageBody &page, const HttpPosition &at)
{
    std::string strange;
    for (const std::string &member : page.members) {
        if (std::find(at.members.begin(), at.members.end(), member) == at.members.end())
            strange += (strange.empty() ? "" : ", ") + member;
    }
    return strange;
}

/// The text that asks for the page behind this one, when the server names it; nothing: it names none.
std::optional<std::string> namedNext(const HttpResponse &response, const PageBody &page, const Paging &paging)
{
    if (paging.kind == PagingKind::LinkHeader) {
        const std::string link = linkNext(response.header("link"));
        return link.empty() ? std::nullopt : std::optional<std::string>(link);
    }
    if (paging.kind == PagingKind::Cursor && !paging.header.empty()) {
        const std::string token(response.header(paging.header));
        return token.empty() ? std::nullopt : std::optional<std::string>(token);
    }
    return page.next;
}

PageVerdict judgeEmpty(const HttpResponse &response, const PageBody &page, const HttpPosition &at)
{
    if (at.records == 0) {
        // No good page to compare with: only a member that says "error" is telling.
        if (!page.errorMember.empty())
            return again(ErrorCode::SchemaMismatch, Recovery::Stop,
                         fmt::format("{}: the first page has no records and reports {}", placeOf(response),
                                     page.errorMember));
        return {};
    }
    if (at.total >= 0 && !at.isTotalDoubtful && at.records >= at.total)
        return {}; // all announced records are here: this is the end
    const std::string strange = strangeMembers(page, at);
    if (!strange.empty())
        return again(ErrorCode::SchemaMismatch, Recovery::Stop,
                     fmt::format("{}: page {} has no records but a member that no page with records had "
                                 "({}{}): an error in disguise, not "
                                 "the end",
                                 placeOf(response), at.page, strange,
                                 page.errorMember.empty() ? "" : "; " + page.errorMember),
                     suspiciousAsksMax);
    // "Counts" once it was confirmed: the caller asks again so often and then takes it.
    return again(ErrorCode::Internal, Recovery::Retry,
                 fmt::format("page {} is empty; asked again to be sure", at.page), emptyAsksMax);
}

} // namespace

PageVerdict judgeStatus(const HttpResponse &response, std::chrono::milliseconds retryAfter)
{
    const int status = response.status;
    const std::string place = placeOf(response);
    if (status >= 200 && status < 300)
        return {};
    if (status == 429 || status == 503 || status == 425) {
        PageVerdict verdict = again(
            status == 503 ? ErrorCode::Unavailable : ErrorCode::RateLimited, Recovery::Retry,
            fmt::format("{}: {}", place,
                        status == 429 ? "too many requests (429)" : fmt::format("not now ({})", status)));
        if (status == 503 && retryAfter.count() > 0)
            verdict.error.code = ErrorCode::RateLimited;
        verdict.error.retryAfter = retryAfter;
        return verdict;
    }
    if (status >= 500)
        return again(ErrorCode::Unavailable, Recovery::Retry,
                     fmt::format("{}: the server failed ({}){}", place, status, messageOf(response)));
    if (status == 408)
        return again(ErrorCode::Timeout, Recovery::Retry,
                     fmt::format("{}: the server gave up waiting (408)", place));
    if (status == 401)
        return stop(ErrorCode::Unauthenticated,
                    fmt::format("{}: the API refused the sign-in (401){}; check the connection's \"auth\"",
                                place, messageOf(response)));
    if (status == 403)
        return stop(ErrorCode::PermissionDenied,
                    fmt::format("{}: the API does not allow this (403){}", place, messageOf(response)));
    if (status == 404 || status == 410)
        return stop(ErrorCode::NotFound, fmt::format("{}: there is nothing at this URL ({}){}", place, status,
                                                     messageOf(response)));
    return stop(ErrorCode::InvalidConfig,
                fmt::format("{}: the API refused the request ({}){}", place, status, messageOf(response)));
}

PageVerdict judgePage(const HttpResponse &response, const PageBody &page, const PageRecords &records,
                      const HttpPosition &at, const Paging &paging, std::int64_t pagesMax)
{
    const std::string place = placeOf(response);
    switch (page.kind) {
    case PageKind::Html:
        return again(ErrorCode::Unauthenticated, Recovery::Stop,
                     fmt::format("{}: the answer is no data: {}", place, page.why));
    case PageKind::NotJson:
    case PageKind::NoRecords:
        return again(ErrorCode::SchemaMismatch, Recovery::Stop,
                     fmt::format("{}: the answer is no page: {}", place, page.why));
    case PageKind::Good:
        break;
    }
    if (records.count == 0) {
        if (PageVerdict verdict = judgeEmpty(response, page, at);
            verdict.kind != PageVerdict::Kind::Counts)
            return verdict;
        if (at.barren + 1 >= pagesMax)
            return stop(ErrorCode::SchemaMismatch,
                        fmt::format("{}: {} pages without a record: the API leads in a circle", place,
                                    at.barren + 1));
    } else if (!at.previous.empty() && records.hash == at.previous) {
        return again(ErrorCode::SchemaMismatch, Recovery::Stop,
                     fmt::format("{}: page {} is byte for byte the page before: the API leads in a circle",
                                 place, at.page));
    }
    const std::optional<std::string> next = namedNext(response, page, paging);
    if (!page.isNextUsable)
        return again(ErrorCode::SchemaMismatch, Recovery::Stop,
                     fmt::format("{}: the member that names the next page is no text", place));
    if (next && !next->empty() && !at.ask.empty()) {
        const auto resolved = response.url.resolve(*next);
        const bool isUrl = paging.kind == PagingKind::NextUrl || paging.kind == PagingKind::LinkHeader;
        if (isUrl ? resolved && resolved->text() == at.ask : *next == at.ask)
            return again(ErrorCode::SchemaMismatch, Recovery::Stop,
                         fmt::format("{}: page {} names itself as the next page: the API leads in a circle",
                                     place, at.page));
    }
    if (paging.kind == PagingKind::Keyset && records.count > 0 &&
        (records.lastKey.empty() || records.lastKey == at.ask))
        return again(
            ErrorCode::SchemaMismatch, Recovery::Stop,
            fmt::format("{}: the last record of page {} has {} \"{}\", reading cannot go on behind it", place,
                        at.page, records.lastKey.empty() ? "no" : "the same", paging.field));
    return {};
}

namespace {

void countRecords(const HttpResponse &response, const PageBody &page, const PageRecords &records,
                  HttpPosition &next)
{
    (void)response;
    next.records += records.count;
    next.barren = records.count == 0 ? next.barren + 1 : 0;
    if (!records.highest.empty() && (next.highest.empty() || isCursorAfter(records.highest, next.highest)))
        next.highest = records.highest;
    if (records.count == 0 && next.records > 0)
        return;
    if (page.total) {
        next.total = *page.total;
        next.isTotalDoubtful = page.isTotalCount;
        next.wasCountPageSize = next.wasCountPageSize && *page.total == records.count;
    }
    next.longest = std::max(next.longest, records.count);
    next.previous = records.hash;
    for (const std::string &member : page.members) {
        if (next.members.size() < HttpPosition::membersMax &&
            std::find(next.members.begin(), next.members.end(), member) == next.members.end())
            next.members.push_back(member);
    }
}

/// Kinds where we count: the end is an empty page, or one shorter than those before.
bool endsHere(const PageRecords &records, const HttpPosition &at, const HttpPosition &next)
{
    if (records.count == 0)
        return true;
    const bool isShorter = at.longest > 0 && records.count < at.longest;
    // A total that is not met outweighs a short page: asking on costs one request, stopping could cost rows.
    const bool wantsMore = next.total >= 0 && !next.isTotalDoubtful && next.records < next.total;
    return isShorter && !wantsMore;
}

} // namespace

Result<HttpPosition> advance(const HttpResponse &response, const PageBody &page, const PageRecords &records,
                             const HttpPosition &at, const Paging &paging)
{
    HttpPosition next = at;
    next.take = -1;
    ++next.page;
    countRecords(response, page, records, next);
    const auto number = [&](std::int64_t first) {
        std::int64_t value = first;
        std::from_chars(at.ask.data(), at.ask.data() + at.ask.size(), value);
        return value;
    };
    switch (paging.kind) {
    case PagingKind::None:
        next.isEnd = true;
        next.hasMore = page.hasMore;
        return next;
    case PagingKind::PageNumber:
        next.isEnd = endsHere(records, at, next);
        next.ask = fmt::format("{}", number(paging.first) + 1);
        return next;
    case PagingKind::Offset:
        next.isEnd = endsHere(records, at, next);
        // By what came, not by what was asked for: a server that caps the page size would make us skip rows.
        next.ask = fmt::format("{}", number(paging.first) + records.count);
        return next;
    case PagingKind::Keyset:
        next.isEnd = endsHere(records, at, next);
        if (!records.lastKey.empty())
            next.ask = records.lastKey;
        return next;
    case PagingKind::Cursor:
    case PagingKind::NextUrl:
    case PagingKind::LinkHeader:
        break;
    }
    const std::optional<std::string> named = namedNext(response, page, paging);
    if (!named && records.count == 0 && at.records > 0 &&
        !(next.total >= 0 && !next.isTotalDoubtful && next.records >= next.total))
        return fail(
            ErrorCode::SchemaMismatch, Recovery::Stop,
            fmt::format(
                "{}: page {} has no records and does not say whether there are more: not taken for the end",
                placeOf(response), at.page));
    if (!named || named->empty()) {
        next.isEnd = true;
        return next;
    }
    if (paging.kind == PagingKind::Cursor) {
        next.ask = *named;
        return next;
    }
    WEIR_TRY(const Url url, response.url.resolve(*named));
    next.ask = url.text();
    return next;
}

Result<void> judgeEnd(const HttpPosition &at)
{
    if (!at.hasMore.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("the API says that there are more pages (\"{}\"), but no paging is "
                                "configured; set \"paging\" (--next, "
                                "--link-header, --page-param, --offset-param, --next-cursor)",
                                at.hasMore));
    const bool isPageSize = at.isTotalDoubtful && at.wasCountPageSize;
    if (at.total >= 0 && at.total != at.records && !isPageSize)
        return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                    fmt::format("the API announced {} records, gave {}; what was read is kept", at.total,
                                at.records));
    return {};
}

namespace {

/// True for a link parameter that is rel with "next" among its words.
bool isRelNext(std::string_view parameter)
{
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos || trimJson(lowerAscii(parameter.substr(0, equals))) != "rel")
        return false;
    std::string words = lowerAscii(parameter.substr(equals + 1));
    std::replace(words.begin(), words.end(), '"', ' ');
    words = " " + words + " ";
    return words.find(" next ") != std::string::npos;
}

} // namespace

std::string linkNext(std::string_view header)
{
    while (!header.empty()) {
        const std::size_t open = header.find('<');
        const std::size_t close = header.find('>', open == std::string_view::npos ? 0 : open);
        if (open == std::string_view::npos || close == std::string_view::npos)
            return {};
        const std::string_view target = header.substr(open + 1, close - open - 1);
        header.remove_prefix(close + 1);
        std::size_t at = 0; // parameters reach to a comma outside quotes
        while (at < header.size() && header[at] != ',') {
            std::size_t end = at;
            for (bool isQuoted = false;
                 end < header.size() && (isQuoted || (header[end] != ';' && header[end] != ',')); ++end)
                isQuoted = isQuoted != (header[end] == '"');
            if (isRelNext(header.substr(at, end - at)))
                return std::string(target);
            at = end < header.size() && header[end] == ';' ? end + 1 : end;
        }
        header.remove_prefix(std::min(header.size(), at + 1));
    }
    return {};
}

namespace {

std::optional<std::int64_t> instantOf(std::string_view text)
{
    ParsedDateTime value;
    if (parseDateTime(text, value) || isSpecialTime(value.micros))
        return std::nullopt;
    return value.micros - std::int64_t{value.offsetSeconds.value_or(0)} * microsPerSecond;
}

std::optional<std::int64_t> wholeOf(std::string_view text)
{
    std::int64_t value = 0;
    const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || last != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace

bool isCursorAfter(std::string_view a, std::string_view b)
{
    if (const auto x = wholeOf(a), y = wholeOf(b); x && y)
        return *x > *y;
    if (const auto x = instantOf(a), y = instantOf(b); x && y && *x != *y)
        return *x > *y;
    return a > b;
}

std::string cursorMinus(const std::string &value, std::chrono::milliseconds overlap)
{
    if (overlap.count() == 0)
        return value;
    if (const auto whole = wholeOf(value))
        return fmt::format("{}", *whole - std::chrono::duration_cast<std::chrono::seconds>(overlap).count());
    ParsedDateTime parsed;
    if (parseDateTime(value, parsed) || isSpecialTime(parsed.micros))
        return value;
    std::string text;
    appendDateTime(parsed.micros - std::chrono::duration_cast<std::chrono::microseconds>(overlap).count(),
                   text);
    if (parsed.offsetSeconds) {
        const int seconds = *parsed.offsetSeconds;
        text += seconds == 0 ? "Z"
                             : fmt::format("{}{:02}:{:02}", seconds < 0 ? '-' : '+',
                                           std::abs(seconds) / 3'600, std::abs(seconds) / 60 % 60);
    }
    return text;
}

} // namespace weir
