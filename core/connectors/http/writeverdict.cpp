#include "core/connectors/http/writeverdict.h"

#include "core/base/names.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

using Kind = WriteVerdict::Kind;

WriteVerdict trouble(ErrorCode code, Recovery recovery, std::string detail, bool mayHaveHappened)
{
    WriteVerdict verdict;
    verdict.error = {code, recovery, std::move(detail)};
    verdict.error.mayHaveHappened = mayHaveHappened;
    return verdict;
}

WriteVerdict rejected(int status, RowCode code, std::string detail)
{
    WriteVerdict verdict;
    verdict.kind = Kind::Rejected;
    verdict.code = code;
    verdict.rule = fmt::format("HTTP {}", status);
    verdict.detail = std::move(detail);
    return verdict;
}

WriteVerdict accepted()
{
    WriteVerdict verdict;
    verdict.kind = Kind::Accepted;
    return verdict;
}

bool isHtml(const HttpResponse &response)
{
    return lowerAscii(response.header("content-type")).starts_with("text/html");
}

const Json *find(const Json &document, const JsonPath &path)
{
    const Json *at = &document;
    for (const std::string &member : path.members()) {
        if (!at->is_object())
            return nullptr;
        const auto found = at->find(member);
        if (found == at->end())
            return nullptr;
        at = &*found;
    }
    return at;
}

std::string textOf(const Json &value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// The success rule of the connection; nothing: there is none.
std::optional<bool> succeeds(const Json &document, const HttpWrite &write)
{
    if (!write.successField)
        return std::nullopt;
    const Json *field = find(document, *write.successField);
    if (!field)
        return false;
    if (write.successValue.empty())
        return !field->is_null() && textOf(*field) != "false" && !textOf(*field).empty();
    return textOf(*field) == write.successValue;
}

/// A complete 2xx: the shape decides.
WriteVerdict judgeSuccess(const HttpResponse &response, const HttpWrite &write)
{
    if (isHtml(response))
        return trouble(ErrorCode::Unauthenticated, Recovery::Stop,
                       fmt::format("{} answered with a web page, usually a sign-in page: check \"auth\" and the URL", response.url.text()), false);
    if (response.status == 202 && !response.header("location").empty()) {
        WriteVerdict verdict;
        verdict.kind = Kind::Pending;
        return verdict;
    }
    if (!write.successField || write.resultsAt)
        return accepted();
    const Json document = Json::parse(response.body, nullptr, false);
    if (document.is_discarded())
        return trouble(ErrorCode::Unavailable, Recovery::Retry,
                       fmt::format("{} answered {} with something that is not JSON", response.url.text(), response.status), true);
    return succeeds(document, write).value_or(true) ? accepted() : rejected(response.status, RowCode::Rejected, excerptOf(response.body));
}

} // namespace

WriteVerdict judgeWrite(const Result<HttpResponse> &answer, const HttpWrite &write, std::chrono::milliseconds retryAfter)
{
    if (!answer)
        return trouble(answer.error().code, answer.error().recovery, answer.error().detail, answer.error().mayHaveHappened);
    const int status = answer->status;
    const std::string place = answer->url.text();
    if (status >= 200 && status < 300)
        return judgeSuccess(*answer, write);
    const std::string said = excerptOf(answer->body);
    if (status == 429 || status == 425 || (status == 503 && retryAfter.count() > 0)) {
        WriteVerdict verdict = trouble(ErrorCode::RateLimited, Recovery::Retry, fmt::format("{}: not now ({})", place, status), false);
        verdict.error.retryAfter = retryAfter;
        return verdict;
    }
    switch (status) {
    case 400:
    case 415:
    case 422: return rejected(status, RowCode::Rejected, said);
    case 413: return rejected(status, RowCode::TooLarge, said);
    case 409: return rejected(status, RowCode::DuplicateKey, said);
    case 404:
    case 410:
        if (!write.path.fields().empty())
            return rejected(status, RowCode::NoSuchKey, said);
        return trouble(ErrorCode::NotFound, Recovery::Stop, fmt::format("{}: there is nothing at this URL ({}) {}", place, status, said), false);
    case 401:
    case 407:
        return trouble(ErrorCode::Unauthenticated, Recovery::Stop,
                       fmt::format("{}: the API refused the sign-in ({}); check the connection's \"auth\". {}", place, status, said), false);
    case 403:
        return trouble(ErrorCode::PermissionDenied, Recovery::Stop, fmt::format("{}: the API does not allow this (403). {}", place, said), false);
    default: break;
    }
    if (status >= 500 || status == 408)
        return trouble(ErrorCode::Unavailable, Recovery::Retry, fmt::format("{}: the server failed ({}) {}", place, status, said), true);
    return trouble(ErrorCode::InvalidConfig, Recovery::Stop,
                   status < 400 ? fmt::format("{} redirects writes to {} ({}): writes are not redirected, correct the path", place,
                                              excerptOf(answer->header("location"), 200), status)
                                : fmt::format("{}: the API refused the request ({}) {}", place, status, said),
                   false);
}

std::optional<std::vector<WriteVerdict>> judgeItems(const HttpResponse &response, const HttpWrite &write, std::int64_t rows)
{
    const Json document = Json::parse(response.body, nullptr, false);
    const Json *results = write.resultsAt && !document.is_discarded() ? find(document, *write.resultsAt) : nullptr;
    if (!results || !results->is_array() || static_cast<std::int64_t>(results->size()) != rows)
        return std::nullopt;
    std::vector<WriteVerdict> verdicts;
    for (const Json &item : *results) {
        std::optional<bool> isGood = succeeds(item, write);
        int status = response.status;
        if (item.is_object() && item.contains("status") && item["status"].is_number_integer()) {
            status = item["status"].get<int>();
            if (!isGood)
                isGood = status >= 200 && status < 300;
        }
        if (!isGood)
            return std::nullopt;
        const RowCode code = status == 409 ? RowCode::DuplicateKey : status == 404 ? RowCode::NoSuchKey : RowCode::Rejected;
        verdicts.push_back(*isGood ? accepted() : rejected(status, code, excerptOf(item.dump())));
    }
    return verdicts;
}

LookUpVerdict judgeLookUp(const Result<HttpResponse> &answer, std::string_view sent)
{
    if (!answer)
        return LookUpVerdict::Unclear;
    if (answer->status == 404 || answer->status == 410)
        return LookUpVerdict::Absent;
    if (answer->status < 200 || answer->status >= 300)
        return LookUpVerdict::Unclear;
    Json found = Json::parse(answer->body, nullptr, false);
    if (found.is_array() && found.empty())
        return LookUpVerdict::Absent;
    if (found.is_array() && found.size() == 1)
        found = Json(found[0]);
    const Json row = Json::parse(sent, nullptr, false);
    if (!found.is_object() || !row.is_object())
        return LookUpVerdict::Unclear;
    for (const auto &[name, value] : row.items()) {
        const auto there = found.find(name);
        const bool isEqual = there == found.end() ? value.is_null() : *there == value || textOf(*there) == textOf(value);
        if (!isEqual)
            return LookUpVerdict::Differs;
    }
    return LookUpVerdict::Equal;
}

std::string excerptOf(std::string_view body, std::size_t charactersMax)
{
    std::string text(body.substr(0, charactersMax));
    while (!text.empty() && body.size() > text.size() && (static_cast<unsigned char>(body[text.size()]) & 0xC0) == 0x80)
        text.pop_back(); // not in the middle of a character
    for (char &c : text)
        c = static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    return body.size() > text.size() ? text + "…" : text;
}

} // namespace weir
