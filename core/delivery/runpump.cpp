// The moving part of a run: mapper loop, writer loop, polling and the closing of the books.

#include "core/delivery/runworker.h"

#include "core/ledger/books.h"

#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::chrono::milliseconds pollEvery{250};
constexpr std::chrono::milliseconds toldFrom{500}; ///< a shorter wait of a source is not worth a state

/// Leaves out the first \a count records of a page: they were delivered before.
void dropLeading(SourcePage &page, std::int64_t count)
{
    const std::int64_t records = page.recordCount();
    count = std::min(count, records);
    std::int64_t rows = count;
    std::erase_if(page.broken, [&](BrokenRow &row) {
        if (row.index < count) {
            --rows;
            return true;
        }
        row.index -= count;
        return false;
    });
    if (page.positions.empty() && page.unit == PositionUnit::Index) {
        // Positions were the dense indexes of the whole page; keep them what they were.
        page.positions.resize(static_cast<std::size_t>(page.rows.rows()));
        for (std::size_t i = 0; i < page.positions.size(); ++i)
            page.positions[i] = static_cast<std::int64_t>(i);
    }
    if (!page.positions.empty())
        page.positions.erase(page.positions.begin(), page.positions.begin() + rows);
    page.rows = page.rows.slice(rows, page.rows.rows() - rows);
}

} // namespace

void Run::Worker::mapLoop()
{
    const std::int64_t committed = m_delivery->committed().seq;
    while (auto numbered = m_reader->pages().pop()) {
        if (numbered->seqFirst <= committed) {
            const std::int64_t delivered = std::min(committed - numbered->seqFirst + 1, numbered->page.recordCount());
            dropLeading(numbered->page, delivered);
            numbered->seqFirst += delivered;
        }
        MappedPage mapped;
        mapped.mapped = m_mapping.plan->apply(numbered->page.rows);
        mapped.page = std::move(numbered->page);
        mapped.seqFirst = numbered->seqFirst;
        mapped.run = numbered->run;
        mapped.isSpooled = numbered->isSpooled;
        mapped.safe = std::move(numbered->safe);
        const std::size_t bytes = mapped.memorySize();
        if (!m_mapped.push(std::move(mapped), bytes))
            return;
    }
    m_mapped.close();
}

void Run::Worker::pump()
{
    using Kind = delivery::Wish::Kind;
    delivery::Wish wish = m_delivery->step(delivery::Tick{});
    while (wish.kind != Kind::Finished) {
        poll();
        const int end = endRequest();
        const auto soon = m_engine.clock->monotonic() + pollEvery;
        if (end != 0) {
            wish = m_delivery->step(delivery::StopRequested{end == 2});
        } else if (wish.kind == Kind::Page) {
            if (auto page = m_mapped.popUntil(std::min(wish.until, soon))) {
                m_recordsArrived += page->page.recordCount();
                wish = m_delivery->step(delivery::PageArrived{std::move(*page)});
            } else if (!m_mapped.isDrained()) {
                wish = m_delivery->step(delivery::Tick{});
            } else if (m_reader->error()) {
                wish = m_delivery->step(delivery::SourceFailed{*m_reader->error()});
            } else if (auto refused = hasReadNothing() ? refusesToEmpty() : std::nullopt) {
                wish = m_delivery->step(delivery::SourceFailed{*std::move(refused)});
            } else {
                wish = m_delivery->step(delivery::SourceEnded{});
            }
        } else if (m_hurriesSeen != m_hurries.load()) {
            m_hurriesSeen = m_hurries.load();
            wish = m_delivery->step(delivery::TryNow{});
        } else {
            if (wish.kind == Kind::Wait)
                (void)m_token.waitFor(std::chrono::duration_cast<std::chrono::milliseconds>(
                    std::min(wish.until, soon) - m_engine.clock->monotonic()));
            wish = m_delivery->step(delivery::Tick{});
        }
    }
}

/// Every 250 ms: the sign of life, requests of other processes, and a snapshot for whoever watches.
void Run::Worker::poll()
{
    const auto now = m_engine.clock->monotonic();
    if (now - m_polledAt < pollEvery)
        return;
    m_polledAt = now;
    publish(RunState::Running);
    beat();
}

void Run::Worker::beat()
{
    if (m_result.run == 0)
        return;
    (void)m_engine.ledger->post([run = m_result.run, at = m_engine.clock->wallMs(),
                                 request = m_foreignRequest](Database &database) -> Result<void> {
        WEIR_TRY(const auto asked, books::beat(database, run, at));
        if (asked)
            request->store(*asked == "pause" ? 2 : 1);
        return {};
    });
}

/// False: the run was asked to end meanwhile.
bool Run::Worker::waitBefore(std::chrono::milliseconds delay, RunState state, const char *side)
{
    const auto until = m_engine.clock->monotonic() + delay;
    const int hurries = m_hurries.load();
    m_waitSide = side;
    m_waitUntil = until;
    for (;;) {
        publish(state);
        beat();
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - m_engine.clock->monotonic());
        if (endRequest() != 0)
            return false;
        if (left <= std::chrono::milliseconds(0) || hurries != m_hurries.load()) {
            m_waitSide.clear();
            return true;
        }
        if (m_token.waitFor(std::min(left, pollEvery)))
            return false;
    }
}

Result<EndpointGate::Permit> Run::Worker::enter(Patience &patience, const char *side)
{
    while (const auto &gate = patience.gate()) {
        if (auto permit = gate->tryAcquire())
            return std::move(*permit);
        const auto delay = std::max(std::chrono::ceil<std::chrono::milliseconds>(gate->delay()), std::chrono::milliseconds(1));
        const bool isOpen = gate->standing().breaker != CircuitBreaker::State::Closed;
        if (isOpen && outageMax() <= std::chrono::milliseconds(0))
            return fail(ErrorCode::Unavailable, Recovery::Retry,
                        fmt::format("the {} failed several times and is left alone for another {} ms; run again later, or "
                                    "with --wait",
                                    side, delay.count()));
        if (!waitBefore(delay, isOpen ? RunState::CircuitOpen : RunState::Throttled, side))
            return CancelToken::cancelled();
    }
    return EndpointGate::Permit();
}

void Run::Worker::noteAttempt(const char *side, const Error &error, std::chrono::milliseconds wait)
{
    ++m_startRetries;
    meterOf(side).retrying(callOutcome(error));
    if (m_result.run == 0)
        return;
    (void)m_engine.ledger->post([run = m_result.run, side = std::string(side), error, wait,
                                 at = m_engine.clock->wallMs()](Database &database) {
        return books::recordAttempt(database, run, side, "starting", error, wait.count(), at);
    });
}

void Run::Worker::tryNow()
{
    m_sourceMeter->hurry();
    m_targetMeter->hurry();
    m_hurries.fetch_add(1);
}

void Run::Worker::tellCalls(RunSnapshot &snapshot) const
{
    const auto now = m_engine.clock->monotonic();
    snapshot.atMs = m_engine.clock->wallMs();
    snapshot.source = m_sourceMeter->figures();
    snapshot.target = m_targetMeter->figures();
    std::vector<std::chrono::microseconds> latencies = m_sourceMeter->lastSecond();
    const std::vector<std::chrono::microseconds> ofTarget = m_targetMeter->lastSecond();
    latencies.insert(latencies.end(), ofTarget.begin(), ofTarget.end());
    snapshot.latency = CallLatencies::of(std::move(latencies));
    snapshot.diskFreeBytes = m_engine.ledger->freeBytes().value_or(-1);
    if (m_reader)
        snapshot.spoolBytes = m_reader->spoolBytes();
    if (!m_waitSide.empty()) {
        snapshot.side = m_waitSide;
        snapshot.nextTryAtMs = snapshot.atMs + std::chrono::ceil<std::chrono::milliseconds>(m_waitUntil - now).count();
    }
    if (!m_delivery)
        return;
    snapshot.guarantee = guaranteeName(m_result.guarantee);
    snapshot.position = m_delivery->position();
    snapshot.row = m_delivery->committed().seq;
    if (const auto since = m_delivery->oldestSince())
        snapshot.backlogSeconds = std::chrono::duration<double>(now - *since).count();
}

void Run::Worker::tellStanding(RunSnapshot &snapshot) const
{
    const auto told = [&](RunState state, const char *side, std::chrono::milliseconds nextTryIn) {
        snapshot.state = state;
        snapshot.side = side;
        snapshot.nextTryAtMs = snapshot.atMs + nextTryIn.count();
    };
    if (const auto until = m_delivery ? m_delivery->waitsUntil() : std::nullopt)
        return told(m_delivery->state(), "target",
                    std::chrono::ceil<std::chrono::milliseconds>(*until - m_engine.clock->monotonic()));
    const CallFigures &source = snapshot.source;
    if (source.limits && source.limits->breaker != CircuitBreaker::State::Closed)
        return told(RunState::CircuitOpen, "source", source.limits->openFor);
    if (source.limits && source.limits->pausedFor >= toldFrom)
        return told(RunState::Throttled, "source", source.limits->pausedFor);
    if (source.waitsAfter && (source.nextTryIn >= toldFrom || source.failuresInRow > 1))
        told(*source.waitsAfter == CallOutcome::Throttled ? RunState::Throttled : RunState::Offline, "source", source.nextTryIn);
}

void Run::Worker::publish(RunState state)
{
    RunSnapshot snapshot;
    snapshot.run = m_result.run;
    snapshot.job = m_job.name;
    snapshot.state = state;
    snapshot.seconds = std::chrono::duration<double>(m_engine.clock->monotonic() - m_startedAt).count();
    if (m_delivery) {
        snapshot.totals = m_delivery->delivered();
        snapshot.inFlight = m_delivery->rowsInFlight();
        snapshot.retries = m_delivery->retries();
        snapshot.waitingFor = m_delivery->waitingFor();
    }
    if (m_reader) {
        snapshot.bytesRead = m_reader->bytesRead();
        snapshot.retries += m_reader->retries();
    }
    snapshot.retries += m_startRetries;
    tellCalls(snapshot);
    if (state == RunState::Running)
        tellStanding(snapshot);
    snapshot.bytesTotal = m_shape.bytesTotal;
    snapshot.rowsEstimate = m_shape.rowsEstimate;
    m_snapshot.set(std::move(snapshot));
}

RunResult Run::Worker::close(std::optional<Error> error)
{
    m_reader.reset();
    RunState state = RunState::Failed;
    std::string reason;
    if (m_delivery && m_delivery->outcome()) {
        state = m_delivery->outcome()->state;
        reason = m_delivery->outcome()->reason;
    } else if (!error) {
        state = RunState::Completed;
    } else {
        reason = error->code == ErrorCode::InvalidConfig ? "configuration" : std::string(errorCodeName(error->code));
        if (error->recovery == Recovery::Retry)
            state = RunState::Stalled;
        if (error->code == ErrorCode::Cancelled)
            state = endRequest() == 2 ? RunState::Paused : RunState::Stopped;
        if (m_isDriftStop) {
            state = RunState::Paused;
            reason = "drift";
        }
        if (m_isFenced)
            state = RunState::Fenced;
        if (error->code == ErrorCode::StorageFull) {
            state = RunState::Paused;
            reason = "disk full";
        }
    }
    if (state == RunState::Completed && m_isEmpty) {
        reason = "no rows";
    } else if (state == RunState::Completed && m_delivery && m_delivery->delivered().read == 0) {
        const bool isEmpty = m_delivery->committed().seq == 0;
        reason = isEmpty ? "no rows" : "nothing new";
        if (isEmpty)
            m_result.notes.emplace_back("the source gave no rows, so nothing was delivered: look whether that is meant");
    }
    const auto closed = m_engine.ledger->call([&](Database &database) {
        return books::closeRun(database, m_result.run, state, reason, m_engine.clock->wallMs());
    });
    m_result.reason = reason;
    m_result.error = std::move(error);
    m_result.seconds = std::chrono::duration<double>(m_engine.clock->monotonic() - m_startedAt).count();
    if (closed) {
        m_result.state = closed->state;
        m_result.totals = closed->totals;
        m_result.pending = closed->pending;
        m_result.isSplitExact = closed->isSplitExact;
        m_result.retries = closed->retries;
        m_result.isBalanced = state != RunState::Unbalanced;
    } else {
        m_result.state = state == RunState::Completed ? RunState::Failed : state;
        if (!m_result.error)
            m_result.error = closed.error();
        if (m_delivery)
            m_result.totals = m_delivery->delivered();
    }
    publish(m_result.state);
    return m_result;
}

} // namespace weir
