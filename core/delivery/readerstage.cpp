#include "core/delivery/readerstage.h"

#include "core/ledger/books.h"

#include <fmt/format.h>
#include <random>

namespace weir {

ReaderStage::ReaderStage(Engine engine, Endpoints ends, CancelToken token)
    : m_engine(std::move(engine)), m_ends(std::move(ends)), m_token(std::move(token))
{
    m_meter = m_ends.sourceContext.meter;
    if (!m_meter)
        m_meter = std::make_shared<CallMeter>(*m_engine.clock);
    m_thread = StageThread("weir-reader", [this] { loop(); });
}

ReaderStage::~ReaderStage()
{
    m_token.cancel();
    m_tasks.close();
    m_pages.close();
    m_thread.join();
}

void ReaderStage::loop()
{
    while (auto task = m_tasks.pop())
        (*task)();
    m_pages.close();
    m_source.reset();
}

template<typename T>
Result<T> ReaderStage::ask(std::function<Result<T>()> question)
{
    auto promise = std::make_shared<std::promise<Result<T>>>();
    auto answer = promise->get_future();
    if (!m_tasks.push([promise, question = std::move(question)] { promise->set_value(question()); }, 1))
        return CancelToken::cancelled();
    return answer.get();
}

Result<SourceShape> ReaderStage::open(const Cursor &cursor, const SchemaPtr &pinned)
{
    m_source.reset();
    m_isAtBeginning = false;
    WEIR_TRY(m_source, m_ends.makeSource());
    WEIR_TRY(m_shape, m_source->open(cursor, pinned, m_token));
    m_isAtBeginning = cursor.text.empty();
    return m_shape;
}

/// The right to make one call: an endpoint whose breaker is open is left alone, whoever opened it.
Result<EndpointGate::Permit> ReaderStage::enter(std::chrono::milliseconds outageMax)
{
    while (const auto &gate = m_ends.sourceGate) {
        if (auto permit = gate->tryAcquire())
            return std::move(*permit);
        const auto delay = std::max(std::chrono::ceil<std::chrono::milliseconds>(gate->delay()), std::chrono::milliseconds(1));
        const bool isOpen = gate->standing().breaker != CircuitBreaker::State::Closed;
        if (isOpen && outageMax <= std::chrono::milliseconds::zero())
            return fail(ErrorCode::Unavailable, Recovery::Retry,
                        fmt::format("the source failed several times and is left alone for another {} ms", delay.count()));
        m_isWaiting.store(isOpen, std::memory_order_relaxed);
        const bool isRested = m_meter->rest(m_token, delay, isOpen ? CallOutcome::ConnectionFailed : CallOutcome::Throttled);
        m_isWaiting.store(false, std::memory_order_relaxed);
        if (!isRested)
            return CancelToken::cancelled();
    }
    return EndpointGate::Permit();
}

/// Makes \a call with a permit and watches it, unless the source sees to its own requests.
template<typename Call>
std::invoke_result_t<Call> ReaderStage::watched(std::chrono::milliseconds outageMax, Call call)
{
    if (m_ends.source->kind == "http")
        return call();
    WEIR_TRY(EndpointGate::Permit permit, enter(outageMax));
    const Clock::Monotonic began = m_meter->began();
    auto answer = call();
    const CallOutcome outcome = answer ? CallOutcome::Succeeded : callOutcome(answer.error());
    permit.report(outcome, answer ? std::chrono::milliseconds(0) : answer.error().retryAfter);
    m_meter->ended(began, outcome, answer ? std::string_view() : answer.error().detail);
    return answer;
}

Result<SourceShape> ReaderStage::discover()
{
    return ask<SourceShape>([this] { return open({}, nullptr); });
}

Result<bool> ReaderStage::isEmpty()
{
    return ask<bool>([this]() -> Result<bool> {
        m_isAtBeginning = false;
        for (;;) {
            WEIR_TRY(const auto page, m_source->read(m_token));
            if (!page || page->recordCount() > 0)
                return !page;
        }
    });
}

Result<ReaderStage::Standing> ReaderStage::compare(const Cursor &cursor)
{
    return ask<Standing>([this, cursor]() -> Result<Standing> {
        std::unique_ptr<Source> fresh;
        Source *source = m_source.get();
        if (!source) {
            WEIR_TRY(fresh, m_ends.makeSource());
            source = fresh.get();
        }
        Standing standing;
        standing.isIncremental = source->isIncremental();
        WEIR_TRY(standing.change, source->changeSince(cursor, m_token));
        return standing;
    });
}

Result<SourceShape> ReaderStage::start(Start start)
{
    auto shape = ask<SourceShape>([this, start]() -> Result<SourceShape> {
        const bool isOpen = m_isAtBeginning && start.cursor.text.empty()
                            && (!start.pinned || *start.pinned == *m_shape.schema);
        if (isOpen)
            return m_shape;
        return open(start.cursor, start.pinned);
    });
    if (!shape)
        return shape;
    if (!m_tasks.push([this, start = std::move(start)] { readAll(start); }, 1))
        return CancelToken::cancelled();
    m_tasks.close();
    return shape;
}

void ReaderStage::readAll(const Start &start)
{
    std::optional<PageSpool> spool;
    std::int64_t seq = start.seqCommitted - start.rowsPastCursor + 1;
    Cursor cursor = start.cursor;
    if (!m_shape.isRereadable) {
        auto opened = PageSpool::open(m_engine, {start.job, start.stream, start.generation, start.run});
        if (!opened) {
            m_error = opened.error();
            return;
        }
        spool.emplace(std::move(*opened));
        if (auto replayed = replaySpool(start, *spool, seq, cursor); !replayed) {
            m_error = replayed.error();
            return;
        }
    }
    Patience patience(start.retry, start.outageMax, m_ends.sourceGate, *m_engine.clock, std::random_device{}());
    for (;;) {
        auto page = watched(start.outageMax, [this] { return m_source->read(m_token); });
        recordAttempts(start);
        if (!page) {
            if (auto again = waitAndReopen(start, page.error(), cursor, patience); !again) {
                m_error = again.error();
                return;
            }
            continue;
        }
        patience.succeeded();
        if (!*page)
            return;
        SourcePage &read = **page;
        SpoolTicket safe;
        if (spool && read.recordCount() > 0) {
            auto kept = spool->keep(read, seq, m_token);
            if (!kept) {
                m_error = kept.error();
                return;
            }
            safe = *kept;
            m_spoolBytes.store(spool->bytes(), std::memory_order_relaxed);
        }
        m_bytesRead.store(m_source->bytesRead(), std::memory_order_relaxed);
        cursor = read.next;
        const std::int64_t records = read.recordCount();
        const std::size_t bytes = read.memorySize();
        if (!m_pages.push({std::move(read), seq, start.run, spool.has_value(), std::move(safe)}, bytes))
            return;
        seq += records;
    }
}

/// Pages that an earlier run spooled and did not deliver come first; reading goes on behind the last of them.
Result<void> ReaderStage::replaySpool(const Start &start, PageSpool &spool, std::int64_t &seq, Cursor &cursor)
{
    WEIR_TRY(const auto pages, spool.left(start.seqCommitted));
    for (const SpoolRecord &record : pages) {
        WEIR_TRY(std::string raw, spool.read(record));
        WEIR_TRY(SourcePage page, m_source->parseSpooled(std::move(raw), Cursor{record.cursor}, record.label));
        if (page.recordCount() != record.records)
            return fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                        fmt::format("{} had {} records when it was spooled, now it has {}", record.label, record.records,
                                    page.recordCount()));
        page.raw.clear();
        const std::size_t bytes = page.memorySize();
        if (!m_pages.push({std::move(page), record.seqFirst, record.run, true, {}}, bytes))
            return CancelToken::cancelled();
        seq = record.seqFirst + record.records;
        cursor = Cursor{record.cursor};
    }
    if (!pages.empty())
        WEIR_CHECK(open(cursor, start.pinned ? start.pinned : m_shape.schema));
    return {};
}

/// The source failed with \a error: waits and opens it again where the last page ended, as long as patience lasts.
Result<void> ReaderStage::waitAndReopen(const Start &start, Error error, const Cursor &cursor, Patience &patience)
{
    const bool isStillOpen = error.code == ErrorCode::RateLimited;
    while (error.recovery == Recovery::Retry) {
        const auto delay = patience.afterFailure(error);
        m_retries.fetch_add(1, std::memory_order_relaxed);
        (void)m_engine.ledger->call([&](Database &database) {
            return books::recordAttempt(database, start.run, "source", m_ends.sourceLabel, error,
                                        delay ? delay->count() : 0, m_engine.clock->wallMs());
        });
        if (!delay)
            break;
        const CallOutcome answered = m_meter->lastOutcome();
        const CallOutcome outcome = answered == CallOutcome::Succeeded ? callOutcome(error) : answered;
        m_meter->retrying(outcome);
        m_isWaiting.store(true, std::memory_order_relaxed);
        const bool isRested = m_meter->rest(m_token, *delay, outcome);
        m_isWaiting.store(false, std::memory_order_relaxed);
        if (!isRested)
            return CancelToken::cancelled();
        if (isStillOpen)
            return {};
        const auto opened = watched(start.outageMax, [&] { return open(cursor, start.pinned ? start.pinned : m_shape.schema); });
        if (opened)
            return {};
        error = opened.error();
    }
    return Unexpected{std::move(error)};
}

/// Tries that the source repeated by itself.
void ReaderStage::recordAttempts(const Start &start)
{
    std::vector<SourceAttempt> attempts = m_source->takeAttempts();
    if (attempts.empty())
        return;
    m_retries.fetch_add(static_cast<std::int64_t>(attempts.size()), std::memory_order_relaxed);
    (void)m_engine.ledger->post([run = start.run, attempts = std::move(attempts)](Database &database) -> Result<void> {
        for (const SourceAttempt &attempt : attempts)
            WEIR_CHECK(books::recordAttempt(database, run, "source", attempt.what, attempt.error, attempt.waitMs,
                                            attempt.atMs));
        return {};
    });
}

} // namespace weir
