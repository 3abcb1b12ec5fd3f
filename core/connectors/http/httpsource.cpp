#include "core/connectors/http/httpsource.h"

#include "core/base/hash.h"
#include "core/base/redact.h"
#include "core/connectors/pinnedfields.h"
#include "core/data/jsonwalker.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace weir {

using std::chrono::milliseconds;

namespace {

constexpr std::size_t rawMax = 1U << 20; ///< of a broken record that is kept

JsonRecordCutter cutterOf(bool isLines)
{
    return {isLines ? JsonRecordCutter::Form::Lines : JsonRecordCutter::Form::Array, 0, 1};
}

std::string memberText(std::string_view record, const JsonPath &path)
{
    const auto found = findJson(record, path);
    std::string text;
    if (found && *found)
        appendJsonAsText(**found, text);
    return text;
}

JsonPath literalPath(const std::string &name)
{
    std::string quoted;
    for (const char c : name) {
        if (c == '\'' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    auto path = JsonPath::parse(fmt::format("$['{}']", quoted));
    return path ? *path : JsonPath();
}

/// A name with dots is a path into nested objects, unless the records have a member of just that name.
JsonPath pathOf(const std::string &name, const Schema &found)
{
    if (found.indexOf(name) || name.find('.') == std::string::npos)
        return literalPath(name);
    auto path = JsonPath::parse(name);
    return path ? *path : literalPath(name);
}

} // namespace

HttpSource::HttpSource(HttpStream stream, std::unique_ptr<HttpClient> client, const Clock &clock)
    : m_stream(std::move(stream)),
      m_client(std::move(client)),
      m_clock(clock),
      m_jitter(std::random_device{}())
{
    if (m_stream.paging) {
        m_paging = *m_stream.paging;
        m_isPagingKnown = true;
    }
}

HttpSource::~HttpSource() = default;

std::vector<SourceAttempt> HttpSource::takeAttempts() { return std::exchange(m_attempts, {}); }

Result<SourceChange> HttpSource::changeSince(const Cursor &cursor, const CancelToken &)
{
    // Whether an API still holds what it held cannot be asked; only a cursor of another kind of paging is a
    // sure sign.
    const auto position = HttpPosition::parse(cursor);
    const bool isOurs =
        position && (cursor.text.empty() || !m_stream.paging || position->kind == m_stream.paging->kind);
    return isOurs ? SourceChange::None : SourceChange::Replaced;
}

PageLayout HttpSource::layoutOf(const HttpPosition &at) const
{
    PageLayout layout;
    layout.isLines = m_stream.isLines;
    layout.records = m_stream.records;
    if (!layout.records && !at.recordsPath.empty()) {
        if (auto path = JsonPath::parse(at.recordsPath))
            layout.records = *path;
    }
    layout.next = m_paging.next;
    layout.findsPaging = !m_isPagingKnown;
    layout.total = m_stream.total;
    layout.hasNoTotal = m_stream.hasNoTotal;
    return layout;
}

Result<Url> HttpSource::urlOf(const HttpPosition &at) const
{
    const bool isNamed = m_paging.kind == PagingKind::NextUrl || m_paging.kind == PagingKind::LinkHeader;
    if (isNamed && !at.ask.empty())
        return Url::parse(at.ask);
    Url url = m_stream.first;
    if (!m_stream.cursorParam.empty() && !at.since.empty())
        url.setParameter(m_stream.cursorParam, at.since);
    if (!m_paging.limitParam.empty() && m_paging.limit > 0)
        url.setParameter(m_paging.limitParam, fmt::format("{}", m_paging.limit));
    if (!at.ask.empty())
        url.setParameter(m_paging.param, at.ask);
    else if (m_paging.kind == PagingKind::PageNumber || m_paging.kind == PagingKind::Offset)
        url.setParameter(m_paging.param, fmt::format("{}", m_paging.first));
    return url;
}

void HttpSource::findPaging(const Fetched &fetched, HttpPosition &at)
{
    m_isPagingKnown = true;
    if (!linkNext(fetched.response.header("link")).empty()) {
        m_paging.kind = PagingKind::LinkHeader;
    } else if (!fetched.body.nextPath.empty()) {
        if (auto path = JsonPath::parse(fetched.body.nextPath)) {
            m_paging.kind = PagingKind::NextUrl;
            m_paging.next = *path;
            at.nextPath = fetched.body.nextPath;
        }
    }
    at.kind = m_paging.kind;
}

PageVerdict HttpSource::judge(Result<HttpResponse> answer, const HttpPosition &at, Fetched &fetched)
{
    if (!answer) {
        const bool isPassing = answer.error().recovery == Recovery::Retry;
        return {isPassing ? PageVerdict::Kind::AskAgain : PageVerdict::Kind::Stop, answer.error(), 0};
    }
    fetched.response = std::move(*answer);
    HttpResponse &response = fetched.response;
    m_bytesRead += response.bytesReceived;
    const milliseconds pause = retryAfterOf(response, m_clock.wall());
    if (PageVerdict verdict = judgeStatus(response, pause); verdict.kind != PageVerdict::Kind::Counts)
        return verdict;
    response.body.reserve(response.body.size() + jsonPadding);
    if (response.status == 204) {
        fetched.body.kind = PageKind::Good;
        fetched.body.recordsPath = at.recordsPath;
    } else {
        fetched.body = readPageBody(response, layoutOf(at));
    }
    if (m_stream.isLines && response.bodyEnd == BodyEnd::Closed)
        return {PageVerdict::Kind::Stop,
                {ErrorCode::SchemaMismatch,
                 Recovery::Stop,
                 fmt::format("{}: the server ends its lines only by closing the connection, so nobody can "
                             "tell whether they are all here",
                             redact(response.url.text())),
                 {}},
                0};
    if (const std::string_view total = response.header(m_stream.totalHeader);
        !m_stream.totalHeader.empty() && !total.empty()) {
        std::int64_t value = -1;
        const auto [last, error] = std::from_chars(total.data(), total.data() + total.size(), value);
        if (error == std::errc() && last == total.data() + total.size() && value >= 0) {
            fetched.body.total = value;
            fetched.body.isTotalCount = false;
        }
    }
    PageRecords records;
    records.hash = xxh128Hex(response.body);
    if (fetched.body.kind == PageKind::Good && !fetched.body.records.empty()) {
        JsonRecordCutter cutter = cutterOf(m_stream.isLines);
        cutter.feed(fetched.body.records);
        cutter.finish();
        std::optional<JsonPath> cursorPath;
        if (isIncremental())
            cursorPath = pathOf(m_stream.cursorField, m_schema ? *m_schema : Schema());
        while (const auto record = cutter.next()) {
            ++records.count;
            if (m_paging.fieldPath)
                records.lastKey = memberText(record->text, *m_paging.fieldPath);
            if (!cursorPath)
                continue;
            std::string value = memberText(record->text, *cursorPath);
            if (!value.empty() && (records.highest.empty() || isCursorAfter(value, records.highest)))
                records.highest = std::move(value);
        }
    }
    fetched.records = std::move(records);
    return judgePage(response, fetched.body, fetched.records, at, m_paging, m_stream.connection.pagesMax);
}

Result<void> HttpSource::waitAgain(const PageVerdict &verdict, int attempt, const Url &url,
                                   const CancelToken &token)
{
    const double jitter = std::uniform_real_distribution<double>()(m_jitter);
    Error passing = verdict.error;
    passing.recovery = Recovery::Retry;
    RetryPolicy policy = m_stream.retry;
    if (verdict.asksMax > 0)
        policy.attemptsMax =
            std::max(policy.attemptsMax, attempt + 1); // the rule says how often, not the policy
    std::optional<milliseconds> delay = policy.delayBefore(attempt, passing, jitter);
    if (!delay || passing.retryAfter > EndpointGate::pauseMax)
        return Unexpected{verdict.error};
    if (passing.retryAfter.count() > 0) // everybody was told the same moment: spread
        delay = *delay + milliseconds(static_cast<milliseconds::rep>(
                             static_cast<double>(passing.retryAfter.count()) * 0.1 * jitter));
    const bool isThrottled = passing.code == ErrorCode::RateLimited;
    if (verdict.asksMax == 0 &&
        !m_client->gate().takeRetry(isThrottled ? CallOutcome::Throttled : CallOutcome::Failed))
        return Unexpected{verdict.error};
    if (m_attempts.size() < attemptsKeptMax)
        m_attempts.push_back(
            {m_clock.wallMs(),
             fmt::format("GET {}", redact(url.text())), verdict.error, delay->count()});
    const CallOutcome answered = m_client->meter().lastOutcome();
    const CallOutcome outcome = answered == CallOutcome::Succeeded ? CallOutcome::Failed : answered; // a senseless page
    m_client->meter().retrying(outcome);
    if (!m_client->meter().rest(token, *delay, outcome))
        return CancelToken::cancelled();
    return {};
}

Result<HttpSource::Fetched> HttpSource::fetch(const HttpPosition &at, const CancelToken &token)
{
    WEIR_TRY(const Url url, urlOf(at));
    std::unique_ptr<HttpExchange> ahead = m_aheadUrl == url.text() ? std::move(m_ahead) : nullptr;
    m_ahead.reset();
    int asks = 0;
    for (int attempt = 1;; ++attempt) {
        if (token.isCancelled())
            return CancelToken::cancelled();
        std::optional<Result<HttpResponse>> answer;
        if (ahead)
            answer = std::exchange(ahead, nullptr)->wait();
        if (!answer || (!*answer && answer->error().code == ErrorCode::Cancelled && !token.isCancelled()))
            answer = m_client->get(url, token);
        Fetched fetched;
        PageVerdict verdict = judge(std::move(*answer), at, fetched);
        verdict.error.detail = m_client->withoutSecrets(std::move(verdict.error.detail));
        if (verdict.kind == PageVerdict::Kind::Stop)
            return Unexpected{verdict.error};
        bool counts = verdict.kind == PageVerdict::Kind::Counts;
        if (!counts && verdict.asksMax > 0 && ++asks > verdict.asksMax) {
            if (verdict.error.recovery != Recovery::Retry)
                return Unexpected{verdict.error};
            counts = true; // an empty page that stays empty
        }
        if (!counts) {
            WEIR_CHECK(waitAgain(verdict, attempt, url, token));
            continue;
        }
        HttpPosition from = at;
        if (!m_isPagingKnown)
            findPaging(fetched, from);
        from.kind = m_paging.kind;
        if (!m_stream.records && !fetched.body.recordsPath.empty())
            from.recordsPath = fetched.body.recordsPath;
        auto next = advance(fetched.response, fetched.body, fetched.records, from, m_paging);
        if (!next) {
            Error error = next.error();
            error.detail = m_client->withoutSecrets(std::move(error.detail));
            return Unexpected{std::move(error)};
        }
        fetched.next = *std::move(next);
        return fetched;
    }
}

Result<SourceShape> HttpSource::open(const Cursor &from, const SchemaPtr &pinned, const CancelToken &token)
{
    WEIR_TRY(m_at, HttpPosition::parse(from));
    m_held.clear();
    m_ahead.reset();
    if (!from.text.empty()) {
        if (m_stream.paging && m_at.kind != m_stream.paging->kind)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        "the stream's paging was changed, so that the stored cursor does not fit; start over "
                        "with --again, or "
                        "take the change back");
        if (!m_stream.paging) {
            m_paging = {};
            m_paging.kind = m_at.kind;
            m_isPagingKnown = true;
            if (!m_at.nextPath.empty()) {
                WEIR_TRY(m_paging.next, JsonPath::parse(m_at.nextPath));
            }
        }
    }
    if (m_at.isEnd && isIncremental()) {
        HttpPosition fresh;
        fresh.kind = m_at.kind;
        fresh.recordsPath = m_at.recordsPath;
        fresh.nextPath = m_at.nextPath;
        fresh.highest = m_at.highest;
        fresh.since = m_at.highest.empty() ? m_at.since : cursorMinus(m_at.highest, m_stream.overlap);
        m_at = std::move(fresh);
    }
    if (m_at.kind == PagingKind::None && m_stream.paging)
        m_at.kind = m_stream.paging->kind;
    SourceShape shape;
    shape.isRereadable = false;
    if (pinned) {
        m_schema = pinned;
        m_paths.clear();
        for (const Field &field : pinned->fields())
            m_paths.push_back(pathOf(field.name, Schema()));
    }
    if (m_at.isEnd && pinned) {
        shape.schema = pinned;
        shape.proposals.resize(pinned->size());
        return shape; // nothing left to ask for
    }
    const bool isForShape = m_at.isEnd;
    HttpPosition at = isForShape ? HttpPosition() : m_at;
    for (int page = 0; page < emptyPagesForDiscovery && !at.isEnd; ++page) {
        WEIR_TRY(Fetched fetched, fetch(at, token));
        at = fetched.next;
        const bool hasRecords = fetched.records.count > 0;
        m_held.push_back(std::move(fetched));
        if (hasRecords)
            break;
    }
    if (!m_held.empty()) {
        const Fetched &last = m_held.back();
        WEIR_CHECK(learn(last.response.body, last.body, pinned, shape));
        shape.rowsEstimate = last.next.total >= 0 && !last.next.isTotalDoubtful ? last.next.total : -1;
        if (at.isEnd && !at.hasMore.empty())
            shape.findings.push_back(
                {Finding::Level::Warning, "morePages", "", 0,
                 fmt::format("the API says that there are more pages (\"{}\"), but no paging is configured",
                             at.hasMore)});
    }
    addFindings(at, shape);
    if (isForShape)
        m_held.clear();
    return shape;
}

void HttpSource::addFindings(const HttpPosition &at, SourceShape &shape) const
{
    if (!m_stream.paging && m_paging.kind != PagingKind::None)
        shape.findings.push_back({Finding::Level::Note, "paging", "", 0,
                                  m_paging.kind == PagingKind::LinkHeader
                                      ? std::string("the next page is taken from the Link header")
                                      : fmt::format("the next page is taken from {}",
                                                    m_paging.next ? m_paging.next->text() : "the page")});
    if (!m_stream.records && !at.recordsPath.empty() && at.recordsPath != "$") {
        if (const auto path = JsonPath::parse(at.recordsPath))
            shape.findings.push_back({Finding::Level::Note, "records", "", 0,
                                      fmt::format("the records are taken from {}", path->text())});
    }
    if (!pagingRules(m_paging.kind).isStable)
        shape.findings.push_back(
            {Finding::Level::Warning, "incompleteUnderChange", "", 0,
             "pages by number or offset shift when records appear or vanish while they are read: sort by "
             "something stable, and reconcile"});
}

Result<void> HttpSource::learn(const std::string &body, const PageBody &page, const SchemaPtr &pinned,
                               SourceShape &shape)
{
    (void)body; // the views of `page` point into it
    JsonShape sample;
    if (!page.records.empty()) {
        JsonRecordCutter cutter = cutterOf(m_stream.isLines);
        cutter.feed(page.records);
        cutter.finish();
        while (const auto record = cutter.next()) {
            if (!record->error)
                sample.add(record->text);
        }
    }
    const SchemaPtr found = sample.schema(m_stream.rawJson);
    const std::vector<TypeProposal> types = sample.proposals();
    if (pinned) {
        m_paths.clear();
        for (const Field &field : pinned->fields()) {
            m_paths.push_back(pathOf(field.name, *found));
            const auto index = found->indexOf(field.name);
            shape.proposals.push_back(index && *index < types.size()
                                          ? FieldProposal{types[*index].type, types[*index].reason}
                                          : FieldProposal{});
        }
        shape.schema = m_schema = pinned;
        WEIR_TRY(const std::vector<Finding> findings,
                 comparePinned({*pinned, *found, sample.records(), !m_stream.select.empty(), "the API"}));
        shape.findings.insert(shape.findings.end(), findings.begin(), findings.end());
        return {};
    }
    std::vector<Field> fields;
    m_paths.clear();
    const auto add = [&](const Field &field, const TypeProposal &type, JsonPath path) {
        fields.push_back(field);
        shape.proposals.push_back({type.type, type.reason});
        m_paths.push_back(std::move(path));
    };
    if (m_stream.select.empty()) {
        for (std::size_t i = 0; i < found->size(); ++i)
            add(found->field(i), types[i], literalPath(found->field(i).name));
    }
    for (const std::string &name : m_stream.select) {
        if (const auto index = found->indexOf(name))
            add(found->field(*index), types[*index], literalPath(name));
        else
            add({name, m_stream.rawJson ? TypeKind::Json : TypeKind::Text, true, ""},
                {TypeKind::Text, "picked by path", 0}, pathOf(name, *found));
    }
    std::vector<std::string> key;
    for (const std::string &name : m_stream.key) {
        if (std::any_of(fields.begin(), fields.end(), [&](const Field &field) { return field.name == name; }))
            key.push_back(name);
        else
            shape.findings.push_back({Finding::Level::Warning, "keyField", name, 0,
                                      fmt::format("no record has the key field \"{}\"", name)});
    }
    if (key.size() != m_stream.key.size())
        key.clear();
    shape.schema = m_schema = std::make_shared<const Schema>(std::move(fields), std::move(key));
    if (sample.records() == 0)
        shape.findings.push_back({Finding::Level::Warning, "noRecords", "", 0,
                                  "the API gave no record, so that its fields cannot be known"});
    return {};
}

SourcePage HttpSource::makePage(const PageBody &body, std::int64_t take, std::string label) const
{
    SourcePage page;
    page.label = std::move(label);
    JsonRecordReader reader(m_schema, m_paths);
    JsonRecordCutter cutter = cutterOf(m_stream.isLines);
    if (!body.records.empty())
        cutter.feed(body.records);
    cutter.finish();
    for (std::int64_t index = 0; take < 0 || index < take; ++index) {
        const auto record = cutter.next();
        if (!record)
            break;
        std::optional<RowError> error = record->error ? record->error : reader.add(record->text);
        if (!error)
            continue;
        BrokenRow broken;
        broken.index = broken.position = index;
        broken.error = std::move(*error);
        broken.error.stage = Stage::Read;
        broken.raw = record->text.substr(0, rawMax);
        if (record->text.size() > rawMax)
            broken.error.detail += fmt::format("; {} of {} bytes are kept, SHA-256 of all: {}", rawMax,
                                               record->text.size(), sha256Hex(record->text));
        page.broken.push_back(std::move(broken));
    }
    page.rows = reader.take();
    return page;
}

Result<std::optional<SourcePage>> HttpSource::read(const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    if (m_stream.rowsMax >= 0 && m_delivered >= m_stream.rowsMax)
        return std::optional<SourcePage>();
    if (m_held.empty() && m_at.isEnd) {
        WEIR_CHECK(judgeEnd(m_at));
        return std::optional<SourcePage>();
    }
    Fetched fetched;
    if (m_held.empty()) {
        WEIR_TRY(fetched, fetch(m_at, token));
    } else {
        fetched = std::move(m_held.front());
        m_held.pop_front();
    }
    std::int64_t take = -1;
    if (m_stream.rowsMax >= 0 && m_delivered + fetched.records.count > m_stream.rowsMax) {
        take = m_stream.rowsMax - m_delivered;
        fetched.next.take = take;
        fetched.next.isEnd = true; // on purpose: no total to be met
        fetched.next.total = -1;
        fetched.next.hasMore.clear();
    }
    SourcePage page = makePage(fetched.body, take, fmt::format("page {}", fetched.next.page - 1));
    m_delivered += page.recordCount();
    page.next = fetched.next.cursor();
    page.raw = std::move(fetched.response.body);
    m_at = std::move(fetched.next);
    if (m_held.empty())
        startAhead(m_at, token);
    return std::optional<SourcePage>(std::move(page));
}

void HttpSource::startAhead(const HttpPosition &at, const CancelToken &token)
{
    if (at.isEnd || (m_stream.rowsMax >= 0 && m_delivered >= m_stream.rowsMax))
        return;
    const auto url = urlOf(at);
    if (!url)
        return;
    m_ahead = m_client->tryStart(*url, token);
    m_aheadUrl = url->text();
}

Result<SourcePage> HttpSource::parseSpooled(std::string raw, const Cursor &next, std::string label)
{
    if (!m_schema)
        return fail(ErrorCode::Internal, Recovery::Stop,
                    "a spooled page cannot be read before the source is open");
    WEIR_TRY(const HttpPosition position, HttpPosition::parse(next));
    HttpResponse response;
    response.body = std::move(raw);
    response.body.reserve(response.body.size() + jsonPadding);
    PageBody body;
    body.kind = PageKind::Good;
    if (!response.body.empty())
        body = readPageBody(response, layoutOf(position));
    if (body.kind != PageKind::Good)
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                    fmt::format("the spooled {} is not what was read: {}", label, body.why));
    SourcePage page = makePage(body, position.take, std::move(label));
    page.next = next;
    page.raw = std::move(response.body);
    return page;
}

} // namespace weir
