#include "core/connectors/http/httptarget.h"

#include "core/base/hash.h"
#include "core/base/pause.h"
#include "core/base/redact.h"
#include "core/base/step.h"
#include "core/data/jsontext.h"
#include "core/data/rowpayload.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t keyBytes = 20; ///< 160 bits
constexpr std::size_t responseKeepBytes = 4'096;

Unexpected refused(std::string why)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(why));
}

/// Visits the rows of a batch in order.
template<typename Visit>
void eachRow(const WriteBatch &batch, Visit visit)
{
    std::int64_t index = 0;
    for (const RecordBatch &part : batch.parts) {
        for (std::int64_t row = 0; row < part.rows() && index < batch.rows; ++row, ++index)
            visit(part, row, index);
    }
}

} // namespace

HttpTarget::HttpTarget(HttpWrite write, std::unique_ptr<HttpClient> client, const Clock &clock)
    : m_write(std::move(write)), m_client(std::move(client)), m_clock(clock)
{}

Result<TargetShape> HttpTarget::describe(const CancelToken &)
{
    TargetShape shape;
    shape.guarantee = m_write.guarantee();
    shape.isCreatable = false;
    shape.isUpsertable = m_write.isAddressed() || m_write.guarantee() != Guarantee::D3;
    shape.label = fmt::format("{} {}{}", m_write.method, m_write.base.origin(), m_write.path.text());
    return shape;
}

Result<void> HttpTarget::create(const Schema &, const CancelToken &)
{
    return refused("Weir makes nothing in an API");
}

Result<void> HttpTarget::prepare(const SchemaPtr &columns, WriteMode mode, const std::vector<std::string> &key, const std::string &,
                                 const CancelToken &)
{
    if (mode == WriteMode::Replace || mode == WriteMode::Mirror)
        return refused(fmt::format("{} into an API is not possible: rows that are gone from the source cannot be found there",
                                   writeModeName(mode)));
    if (mode == WriteMode::Update && !m_write.isAddressed())
        return refused(fmt::format("update needs a request to the row's own address: \"method\": \"PATCH\" (or PUT) and a \"path\" with its key "
                                   "in braces, not {} {}",
                                   m_write.method, m_write.path.text()));
    WEIR_CHECK(m_write.path.bind(*columns));
    if (m_write.lookUp)
        WEIR_CHECK(m_write.lookUp->bind(*columns));
    m_key.clear();
    for (const std::string &name : key) {
        if (const auto index = columns->indexOf(name))
            m_key.push_back(*index);
    }
    m_rows.emplace(*columns, true);
    return {};
}

Result<Fenced> HttpTarget::fence(const Claim &claim, const CancelToken &)
{
    m_claim = claim;
    m_generation = claim.newGeneration != 0 ? claim.newGeneration : claim.known ? claim.known->generation : 0;
    Fenced fenced;
    if (claim.newGeneration == 0)
        fenced.checkpoint = claim.known;
    fenced.epoch = std::max(claim.epochAtLeast, claim.known ? claim.known->epoch : 0) + (claim.isFirst ? 1 : 0);
    return fenced;
}

/// idem_key of delivery §2: equal for the same row with the same values, whoever sends it when; two equal rows at two places
/// stay two.
std::string HttpTarget::keyOf(const WriteBatch &batch, std::span<const std::int64_t> seqs) const
{
    std::string message = m_claim.job.text() + '\0' + m_claim.stream + '\0' + m_write.method + '\0';
    eachRow(batch, [&](const RecordBatch &rows, std::int64_t row, std::int64_t index) {
        if (m_key.empty())
            message += fmt::format("{}/{}", m_generation, seqs[static_cast<std::size_t>(index)]);
        for (const std::size_t field : m_key)
            appendCanonicalValue(rows.column(field), row, message);
        std::string canonical;
        appendCanonicalRow(rows, row, canonical);
        message += '\0' + sha256Hex(canonical) + '\0';
    });
    const auto digest = hmacSha256(m_claim.workspace.text(), message);
    return base32({reinterpret_cast<const char *>(digest.data()), keyBytes});
}

/// The body: one object, or all of them in an array. False: \a refused names rows that JSON cannot hold.
bool HttpTarget::encode(const WriteBatch &batch, std::string &bytes, RowErrors &refused)
{
    if (m_write.isBulk && !m_write.itemsAt.empty()) {
        bytes = "{";
        appendJsonString(m_write.itemsAt, bytes);
        bytes += ':';
    }
    if (m_write.isBulk)
        bytes += '[';
    eachRow(batch, [&](const RecordBatch &rows, std::int64_t row, std::int64_t index) {
        RowError error;
        error.row = index;
        if (m_write.isBulk && index > 0)
            bytes += ',';
        if (!m_rows->append(rows, row, bytes, error))
            refused.push_back(std::move(error));
    });
    if (m_write.isBulk)
        bytes += m_write.itemsAt.empty() ? "]" : "]}";
    return refused.empty();
}

Result<std::string> HttpTarget::pathOf(const WriteBatch &batch, RowErrors &refused) const
{
    std::string path;
    eachRow(batch, [&](const RecordBatch &rows, std::int64_t row, std::int64_t index) {
        RowError error;
        error.row = index;
        if (index == 0 && !m_write.path.append(rows, row, path, error))
            refused.push_back(std::move(error));
    });
    return path;
}

Result<std::optional<Dispatch>> HttpTarget::dispatch(const WriteBatch &batch, std::span<const std::int64_t> seqs, const Dispatch *open,
                                                     RowErrors &refused, const CancelToken &token)
{
    m_ready.reset();
    Ready ready;
    WEIR_TRY(ready.path, pathOf(batch, refused));
    std::string bytes;
    if (!encode(batch, bytes, refused) || !refused.empty())
        return std::optional<Dispatch>();
    if (open) {
        ready.dispatch = *open;
    } else {
        ready.dispatch.bytes = std::move(bytes);
        ready.dispatch.hash = xxh128Hex(ready.dispatch.bytes);
        ready.dispatch.what = fmt::format("{} {}", m_write.method, m_write.path.text());
        ready.dispatch.rows = batch.rows;
        if (!m_write.idempotencyHeader.empty())
            ready.dispatch.key = keyOf(batch, seqs);
    }
    // The place comes first: a request that waits for one has not been sent, and a crash must not make it unknown.
    WEIR_TRY(ready.permit, m_client->place(token));
    m_ready = std::move(ready);
    return std::optional<Dispatch>(m_ready->dispatch);
}

Result<HttpRequest> HttpTarget::request(std::string_view method, const std::string &path) const
{
    HttpRequest request;
    request.method = method;
    WEIR_TRY(request.url, joinPath(m_write.base, path));
    request.headers.push_back({"Accept", "application/json, */*;q=0.1"});
    return request;
}

Result<WriteReport> HttpTarget::write(const WriteBatch &batch, std::span<const Skipped>, Checkpoint &, const CancelToken &token)
{
    if (batch.rows == 0)
        return WriteReport();
    if (!m_ready)
        return fail(ErrorCode::Internal, Recovery::Stop, "a write without a request made ready");
    return m_ready->dispatch.mayHaveHappened ? settleOpen(batch, token) : send(batch, token);
}

/// A request that left before and was not answered: what is known of it now.
Result<WriteReport> HttpTarget::settleOpen(const WriteBatch &batch, const CancelToken &token)
{
    const auto age = std::chrono::milliseconds(m_clock.wallMs() - m_ready->dispatch.sentFirstMs);
    const bool isKeyKnown = m_write.guarantee() == Guarantee::D1 && age < m_write.window - m_write.window / 10;
    if (isKeyKnown || m_write.isAddressed())
        return send(batch, token);
    if (m_write.lookUp)
        return settleByLookUp(batch, token);
    return unknown(m_write.guarantee() == Guarantee::D1
                       ? fmt::format("no answer, and the API knows the key {} no longer", m_ready->dispatch.key)
                       : "the request was sent and there was no answer; the API has no key to ask by");
}

/// Each row by its look-up; those that are certainly not there are sent.
Result<WriteReport> HttpTarget::settleByLookUp(const WriteBatch &batch, const CancelToken &token)
{
    std::vector<std::pair<RecordBatch, std::int64_t>> rows;
    eachRow(batch, [&](const RecordBatch &part, std::int64_t row, std::int64_t) { rows.emplace_back(part.slice(row, 1), 0); });
    m_ready->permit.reset();
    WriteReport report;
    std::vector<std::size_t> absent;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        LookUpVerdict verdict = LookUpVerdict::Absent;
        // What was taken may take a while to be seen: it is looked for three times.
        for (int look = 0; look < 3 && verdict == LookUpVerdict::Absent; ++look) {
            if (look > 0)
                WEIR_CHECK(pauseFor(look == 1 ? m_write.settle : m_write.settle / 5, token));
            WEIR_TRY(verdict, lookUpRow(rows[i].first, 0, token));
        }
        if (verdict == LookUpVerdict::Differs || verdict == LookUpVerdict::Unclear)
            return unknown("the request was sent without an answer, and the look-up finds another row of that key");
        if (verdict == LookUpVerdict::Absent)
            absent.push_back(i);
        else
            ++report.inserted;
    }
    for (const std::size_t i : absent) {
        const RecordBatch parts[] = {rows[i].first};
        const WriteBatch one{parts, 1};
        m_ready->dispatch.bytes.clear();
        RowErrors none;
        if (!encode(one, m_ready->dispatch.bytes, none))
            return unknown("the row cannot be sent again");
        WEIR_TRY(m_ready->permit, m_client->place(token));
        WEIR_TRY(WriteReport sent, send(one, token));
        if (sent.isUnknown)
            return sent;
        report.inserted += sent.inserted;
        for (RowError &error : sent.refused) {
            error.row = static_cast<std::int64_t>(i);
            report.refused.push_back(std::move(error));
            report.isOthersWritten = true;
            report.response = sent.response;
        }
    }
    return report;
}

/// H2, H3: sent once, and classified.
Result<WriteReport> HttpTarget::send(const WriteBatch &batch, const CancelToken &token)
{
    WEIR_TRY(HttpRequest message, request(m_write.method, m_ready->path));
    message.headers.push_back({"Content-Type", "application/json"});
    if (!m_write.idempotencyHeader.empty())
        message.headers.push_back({m_write.idempotencyHeader, m_ready->dispatch.key});
    message.body = m_ready->dispatch.bytes;
    EndpointGate::Permit permit = std::move(*std::exchange(m_ready->permit, std::nullopt));
    step("http.write.begin");
    Result<HttpResponse> answer = m_client->send(std::move(permit), std::move(message), token);
    step("http.write.answered");
    WriteVerdict verdict = judgeWrite(answer, m_write, answer ? retryAfterOf(*answer, m_clock.wall()) : std::chrono::milliseconds(0));
    if (verdict.kind == WriteVerdict::Kind::Pending) {
        answer = poll(*answer, token);
        verdict = judgeWrite(answer, m_write, std::chrono::milliseconds(0));
        if (!answer)
            verdict.error.mayHaveHappened = true; // it was taken; only its end is not known
    }
    switch (verdict.kind) {
    case WriteVerdict::Kind::Accepted: return accepted(*answer, batch.rows);
    case WriteVerdict::Kind::Rejected: {
        WriteReport report;
        report.response = responseText(*answer);
        // Without results of their own the rows of one request stand or fall together.
        report.refused.push_back(errorOf(verdict, batch.rows == 1 ? 0 : -1));
        return report;
    }
    case WriteVerdict::Kind::Trouble:
    case WriteVerdict::Kind::Pending: break;
    }
    return troubled(verdict);
}

/// Status and the beginning of the body, without secrets.
std::string HttpTarget::responseText(const HttpResponse &response) const
{
    const std::string body = m_client->withoutSecrets(redact(response.body));
    return fmt::format("HTTP {}\n{}", response.status, excerptOf(body, responseKeepBytes));
}

Result<WriteReport> HttpTarget::accepted(const HttpResponse &response, std::int64_t rows)
{
    WriteReport report;
    report.inserted = rows;
    report.isSplitExact = m_write.method == "POST";
    if (!m_write.isBulk || !m_write.resultsAt)
        return report;
    const auto items = judgeItems(response, m_write, rows);
    if (!items) {
        WriteVerdict verdict;
        verdict.error = {ErrorCode::Unavailable, Recovery::Retry,
                         fmt::format("{} answered {} without one result for each of {} rows", response.url.text(), response.status, rows)};
        verdict.error.mayHaveHappened = true;
        return troubled(verdict);
    }
    for (std::size_t i = 0; i < items->size(); ++i) {
        if ((*items)[i].kind == WriteVerdict::Kind::Accepted)
            continue;
        report.refused.push_back(errorOf((*items)[i], static_cast<std::int64_t>(i)));
        --report.inserted;
    }
    report.isOthersWritten = !report.refused.empty();
    if (report.isOthersWritten)
        report.response = responseText(response);
    return report;
}

/// No outcome: tried again where that cannot write twice, else nobody knows.
Result<WriteReport> HttpTarget::troubled(const WriteVerdict &verdict)
{
    Error error = verdict.error;
    error.detail = m_client->withoutSecrets(redact(error.detail));
    const bool isOpen = error.mayHaveHappened || m_ready->dispatch.mayHaveHappened;
    if (isOpen && m_write.guarantee() == Guarantee::D3 && error.code != ErrorCode::Cancelled)
        return unknown(error.detail);
    return Unexpected{std::move(error)};
}

/// 202: asked until it is final.
Result<HttpResponse> HttpTarget::poll(const HttpResponse &pending, const CancelToken &token)
{
    WEIR_TRY(const Url place, pending.url.resolve(pending.header("location")));
    if (place.origin() != m_write.base.origin())
        return refused(fmt::format("{} names another server to ask for the result", pending.url.text()));
    const auto until = m_clock.monotonic() + m_write.totalTime;
    auto wait = std::max(retryAfterOf(pending, m_clock.wall()), std::chrono::milliseconds(200));
    for (;;) {
        WEIR_CHECK(pauseFor(std::min(wait, std::chrono::milliseconds(30'000)), token));
        WEIR_TRY(HttpResponse answer, m_client->get(place, token));
        if (answer.status != 202)
            return answer;
        if (m_clock.monotonic() > until)
            return fail(ErrorCode::Timeout, Recovery::Retry, fmt::format("{} was not final in time", place.text()));
        wait = std::max(retryAfterOf(answer, m_clock.wall()), std::min(wait * 2, std::chrono::milliseconds(5'000)));
    }
}

Result<LookUpVerdict> HttpTarget::lookUpRow(const RecordBatch &rows, std::int64_t row, const CancelToken &token)
{
    std::string path, sent;
    RowError error;
    if (!m_write.lookUp->append(rows, row, path, error) || !m_rows->append(rows, row, sent, error))
        return LookUpVerdict::Unclear;
    WEIR_TRY(const Url url, joinPath(m_write.base, path));
    const Result<HttpResponse> answer = m_client->get(url, token);
    if (!answer && answer.error().recovery == Recovery::Retry) {
        Error again = answer.error();
        again.mayHaveHappened = true; // the write before it
        return Unexpected{std::move(again)};
    }
    return judgeLookUp(answer, sent);
}

RowError HttpTarget::errorOf(const WriteVerdict &verdict, std::int64_t row) const
{
    RowError error;
    error.row = row;
    error.stage = Stage::Send;
    error.code = verdict.code;
    error.rule = verdict.rule;
    error.detail = m_client->withoutSecrets(redact(verdict.detail));
    return error;
}

WriteReport HttpTarget::unknown(std::string_view why) const
{
    WriteReport report;
    report.isUnknown = true;
    report.response = excerptOf(why, responseKeepBytes);
    return report;
}

Result<void> HttpTarget::complete(Checkpoint &next, const CancelToken &)
{
    next.isComplete = true;
    return {};
}

Result<SettleReport> HttpTarget::settle(const WriteBatch &, const Settlement &, const CancelToken &)
{
    return fail(ErrorCode::Internal, Recovery::Stop, "rows for an API are compensated request by request");
}

Result<std::vector<Standing>> HttpTarget::lookUp(const RecordBatch &batch, const CancelToken &token)
{
    std::vector<Standing> standings(static_cast<std::size_t>(batch.rows()), Standing::Absent);
    for (std::int64_t row = 0; m_write.lookUp && row < batch.rows(); ++row) {
        WEIR_TRY(const LookUpVerdict verdict, lookUpRow(batch, row, token));
        if (verdict != LookUpVerdict::Absent)
            standings[static_cast<std::size_t>(row)] = verdict == LookUpVerdict::Equal ? Standing::Equal : Standing::Differs;
    }
    return standings;
}

Result<void> HttpTarget::forget(const Uuid &, const CancelToken &) { return {}; }

} // namespace weir
