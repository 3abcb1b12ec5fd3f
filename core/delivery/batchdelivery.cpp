#include "core/delivery/batchdelivery.h"

#include "core/base/step.h"
#include "core/ledger/books.h"

#include <fmt/format.h>

namespace weir {

namespace {

/// Ledger entries that may wait for durability; more would let the ledger fall behind by over a second.
constexpr std::size_t ticketsMax = 64;
/// So many rows at the very beginning, all of them bad: the source is not what the mapping was made for.
constexpr std::int64_t leadingBadMax = 50;

} // namespace

BatchDelivery::BatchDelivery(Target &target, Ledger &ledger, const Clock &clock, DeliverySettings settings,
                             CancelToken token)
    : m_target(target),
      m_ledger(ledger),
      m_clock(clock),
      m_settings(std::move(settings)),
      m_token(std::move(token)),
      m_patience(m_settings.retry, m_settings.outageMax, m_settings.gate, m_clock, m_settings.seed)
{}

delivery::Wish BatchDelivery::step(delivery::Event event)
{
    if (auto *arrived = std::get_if<delivery::PageArrived>(&event)) {
        // A batch is booked under the run that read its rows: pages that an earlier one spooled stay among themselves.
        const MappedPage &page = arrived->page;
        if (!m_open.isEmpty() && (page.run != m_open.run() || page.isSpooled != m_open.isSpooled()))
            seal();
        if (m_open.isEmpty())
            m_openSince = m_clock.monotonic();
        m_open.add(std::move(arrived->page));
    } else if (std::holds_alternative<delivery::SourceEnded>(event)) {
        m_hasSourceEnded = true;
    } else if (auto *failed = std::get_if<delivery::SourceFailed>(&event)) {
        // What was read before counts: it is delivered first.
        m_sourceError = std::move(failed->error);
        m_hasSourceEnded = true;
    } else if (auto *stop = std::get_if<delivery::StopRequested>(&event)) {
        // Rows that are only in memory are un-read; the next run reads them again.
        if (m_phase != Phase::Finished)
            finish(stop->isPause ? RunState::Paused : RunState::Stopped, stop->isPause ? "pause" : "stop", {});
    } else if (std::holds_alternative<delivery::TryNow>(event)) {
        m_waitUntil = m_clock.monotonic();
    }
    switch (m_phase) {
    case Phase::Flowing: {
        const bool isFull = m_open.records() >= m_settings.pace.rowsMax
                            || m_open.memorySize() >= m_settings.pace.bytesMax
                            || m_clock.monotonic() - m_openSince >= m_settings.pace.timeMax;
        // A request whose outcome is open is settled with all of its rows.
        const bool isShort = m_dispatch && !m_open.isEmpty() && m_open.seqLast() < m_dispatch->seqLast;
        if (!m_open.isEmpty() && ((isFull && !isShort) || m_hasSourceEnded))
            seal();
        else if (m_hasSourceEnded)
            m_phase = Phase::Completing;
        break;
    }
    case Phase::Writing: writeNext(); break;
    case Phase::Waiting:
        if (m_clock.monotonic() >= m_waitUntil)
            m_phase = m_afterWait;
        break;
    case Phase::Refencing: resume(); break;
    case Phase::Completing: complete(); break;
    case Phase::Finished: break;
    }
    return wish();
}

delivery::Wish BatchDelivery::wish() const
{
    using Kind = delivery::Wish::Kind;
    switch (m_phase) {
    case Phase::Flowing:
        if (m_hasSourceEnded)
            return {Kind::Tick, {}};
        return {Kind::Page, m_open.isEmpty() ? Clock::Monotonic::max() : m_openSince + m_settings.pace.timeMax};
    case Phase::Waiting: return {Kind::Wait, m_waitUntil};
    case Phase::Finished: return {Kind::Finished, {}};
    default: return {Kind::Tick, {}};
    }
}

void BatchDelivery::seal()
{
    if (auto room = m_ledger.checkRoom(); !room)
        return fail(room.error(), "ledger");
    m_open.seal(m_settings.sourceKeyFields);
    m_sealed = std::exchange(m_open, CommitBatch());
    m_sealedSince = m_openSince;
    // What a crash may leave for adoption belongs to one run.
    if (m_sealed.run() != std::exchange(m_sealedRun, m_sealed.run()))
        checkTickets(true);
    if (m_phase == Phase::Finished)
        return;
    m_sealedCursor = m_committed.cursor;
    m_sealedPast = m_committed.rowsPastCursor;
    m_hunt.clear();
    // Pages longer than the pace asks for are cut, unless a page is what a source resumes by.
    const bool isCut = !m_sealed.isSpooled() && m_sealed.records() >= 2 * m_settings.pace.rowsMax;
    m_commitRows = isCut ? m_settings.pace.rowsMax : std::max<std::int64_t>(m_sealed.records(), 1);
    if (m_sealed.records() > 0)
        m_hunt.begin(m_sealed.seqFirst(), m_sealed.seqLast(), m_commitRows);
    m_sealedLeft = m_sealed.records();
    m_sealedQuarantined = 0;
    m_phase = Phase::Writing;
    ::weir::step("delivery.batch.sealed");
}

/// The flood guard and "stop at the first bad row": true when the rows that are to be committed next must not be.
bool BatchDelivery::tripsGuard()
{
    const std::int64_t next = m_hunt.front().first - m_sealed.seqFirst();
    const std::int64_t last =
        std::min(m_sealed.seqFirst() + (next / m_commitRows + 1) * m_commitRows - 1, m_sealed.seqLast());
    const std::int64_t bad = m_delivered.quarantined - m_sealedQuarantined + m_sealed.rejectedRows(last);
    if (bad == 0)
        return false;
    if (!m_settings.quarantinesBadRows) {
        const ExceptionRecord first = m_sealed.firstException();
        finish(RunState::Failed, "bad row",
               Error{ErrorCode::InvalidRow, Recovery::Stop,
                     fmt::format("{} cannot be delivered ({}{}{}) and the job says \"onBadRow\": \"stop\"; it and the rows "
                                 "behind it were not written. Correct the mapping or the row and run again",
                                 first.position, rowCodeName(first.error.code), first.error.field.empty() ? "" : " in ",
                                 first.error.field),
                     {}});
        return true;
    }
    const std::int64_t read = m_delivered.read + last - m_hunt.front().first + 1;
    const StopAfter &limit = m_settings.stopAfter;
    const bool isMoreToCome = !m_hasSourceEnded || m_sealed.records() > leadingBadMax;
    bool trips = false;
    switch (limit.kind) {
    case StopAfter::Kind::Never: return false;
    case StopAfter::Kind::Rows: trips = bad > limit.rows; break;
    case StopAfter::Kind::Percent:
        trips = (read >= 1'000 && bad >= 100 && static_cast<double>(bad) > static_cast<double>(read) * limit.percent / 100)
                || (m_delivered.read == 0 && isMoreToCome && m_sealed.leadingRejected() >= leadingBadMax);
        break;
    }
    if (!trips)
        return false;
    finish(RunState::Paused, "flood",
           Error{ErrorCode::InvalidRow, Recovery::Stop,
                 fmt::format("{} of {} rows were bad, which looks like schema drift; the batch at hand was not written. "
                             "Look at the causes, correct the mapping and run again, or raise the limit with "
                             "--stop-after",
                             bad, read),
                 {}});
    return true;
}

/// The right to make one call to the target; nothing: its endpoint is to be left alone, and this waits.
std::optional<EndpointGate::Permit> BatchDelivery::enter()
{
    auto permit = m_settings.gate ? m_settings.gate->tryAcquire() : EndpointGate::Permit();
    if (permit) {
        if (m_settings.meter)
            m_callBegan = m_settings.meter->began();
        return permit;
    }
    const bool isOpen = m_settings.gate->standing().breaker != CircuitBreaker::State::Closed;
    m_waitUntil = m_clock.monotonic()
                  + std::max<std::chrono::nanoseconds>(m_settings.gate->delay(), std::chrono::milliseconds(1));
    m_waitState = isOpen ? RunState::CircuitOpen : RunState::Throttled;
    m_afterWait = m_phase;
    m_phase = Phase::Waiting;
    return std::nullopt;
}

template<typename Answer>
const Answer &BatchDelivery::report(EndpointGate::Permit permit, const Answer &answer)
{
    const CallOutcome outcome = answer ? CallOutcome::Succeeded : callOutcome(answer.error());
    permit.report(outcome, answer ? std::chrono::milliseconds(0) : answer.error().retryAfter);
    if (m_settings.meter)
        m_settings.meter->ended(m_callBegan, outcome, answer ? std::string_view() : answer.error().detail);
    return answer;
}

CommitBatch::Range BatchDelivery::rangeAt(const PoisonHunt::Unit &unit) const
{
    return m_sealed.range(unit.first, unit.last, m_sealedCursor, m_sealedPast, m_settings.filterNames);
}

Checkpoint BatchDelivery::checkpointBehind(const CommitBatch::Range &range) const
{
    Checkpoint next = m_committed;
    next.seq = range.last;
    next.cursor = range.cursor;
    next.rowsPastCursor = range.rowsPastCursor;
    next.totals += range.counts;
    next.targetIdentity = m_targetIdentity;
    next.revision = m_settings.claim.revision;
    next.run = m_settings.run;
    next.workspace = m_settings.claim.workspace;
    next.holder = m_settings.claim.holder;
    return next;
}

void BatchDelivery::writeNext()
{
    if (m_hunt.isEmpty()) {
        // Pages without rows still move the cursor, with the next batch or at completion.
        if (m_sealed.records() == 0 && !m_sealed.isEmpty()) {
            const auto end = m_sealed.range(m_committed.seq + 1, m_committed.seq, m_sealedCursor, m_sealedPast, {});
            m_committed.cursor = end.cursor;
            m_committed.rowsPastCursor = end.rowsPastCursor;
        }
        m_sealed = CommitBatch();
        m_phase = Phase::Flowing;
        return;
    }
    if (tripsGuard())
        return;
    const CommitBatch::Range range = rangeAt(m_hunt.front());
    if (const std::int64_t left = m_hunt.rowsToPart(range.rows); left > 0)
        return m_hunt.part(range.seqOf(left - 1));
    if (partsForRequest(range))
        return;
    if (auto safe = waitForSpool(); !safe)
        return fail(safe.error(), "ledger");
    if (auto recorded = recordProvisional(range.first, range.last); !recorded)
        return fail(recorded.error(), "ledger");
    if (!makeReady(range))
        return;
    auto permit = enter();
    if (!permit)
        return;
    Checkpoint next = checkpointBehind(range);
    const Checkpoint meant = next;
    ::weir::step("delivery.write.begin");
    const auto written =
        report(std::move(*permit), m_target.write({range.parts, range.rows}, range.skipped, next, m_token));
    if (!written && m_dispatch)
        return undelivered(written.error());
    if (!written) {
        // Whether it was committed is not known before the checkpoint is read again.
        if (written.error().recovery == Recovery::Retry || written.error().code == ErrorCode::Cancelled)
            m_unsettled = meant;
        if (written.error().recovery == Recovery::Retry)
            return retryLater(written.error());
        return fail(written.error(), "target");
    }
    if (m_dispatch)
        return dispatched(range, *written);
    m_patience.succeeded();
    if (!written->refused.empty())
        return isolate(range, written->refused);
    ::weir::step("delivery.write.done");
    Totals counts = range.counts;
    counts.inserted = written->inserted;
    counts.updated = written->updated;
    counts.unchanged = written->unchanged;
    counts.superseded = written->superseded;
    next.state = written->state;
    acknowledge(range, next, counts, written->isSplitExact, false);
}

/// S9q: nothing of the range was written; takes out the rows that are known to be bad, or parts the range.
void BatchDelivery::isolate(const CommitBatch::Range &range, RowErrors refused)
{
    std::sort(refused.begin(), refused.end(), [](const RowError &a, const RowError &b) { return a.row < b.row; });
    if (range.rows == 0)
        return fail({ErrorCode::Internal, Recovery::Stop, "the target refuses a batch without rows", {}}, "target");
    if (refused.front().row < 0) {
        if (range.rows > 1)
            return m_hunt.refused();
        m_sealed.exclude(range.seqOf(0), refused.front());
        return m_hunt.convicted();
    }
    const std::int64_t row = refused.front().row;
    const std::int64_t culprit = range.seqOf(row);
    const bool isOne = refused.size() == 1;
    for (RowError &error : refused) {
        const std::int64_t seq = range.seqOf(error.row);
        m_sealed.exclude(seq, std::move(error));
    }
    // One culprit by position: what stands before it is good as far as the target looked, so it is committed with it.
    if (isOne && row > 0 && culprit < range.last)
        m_hunt.part(culprit);
}

/// S6: no row reaches the target before its page is durable in spool and ledger.
Result<void> BatchDelivery::waitForSpool()
{
    const std::vector<SpoolTicket> tickets = m_sealed.takeSpoolTickets();
    if (tickets.empty())
        return {};
    m_ledger.hurry();
    for (const SpoolTicket &ticket : tickets)
        WEIR_CHECK(Result<void>(ticket.get()));
    ::weir::step("spool.recorded");
    return {};
}

/// S7, S9q: what will be quarantined is durable before the target's checkpoint moves past it.
Result<void> BatchDelivery::recordProvisional(std::int64_t first, std::int64_t last)
{
    auto rows = m_sealed.takeExceptions(first, last);
    if (rows.empty())
        return {};
    const DeliverySettings &s = m_settings;
    const std::int64_t run = m_sealed.run();
    WEIR_CHECK(m_ledger.call([&, run](Database &database) {
        return books::recordProvisional(database, s.job, s.stream.id, m_committed.generation, run, s.revision, rows,
                                        m_clock.wallMs());
    }));
    ::weir::step("delivery.provisional.recorded");
    return {};
}

/// S12 for class A goes along behind; class C waits, because its truth is the ledger.
void BatchDelivery::acknowledge(const CommitBatch::Range &range, const Checkpoint &next, const Totals &counts,
                                bool isSplitExact, bool isAdopted)
{
    BatchRecord record;
    record.stream = m_settings.stream.id;
    record.run = m_sealed.run();
    record.seqFirst = range.first;
    record.counts = counts;
    record.isSplitExact = isSplitExact;
    record.isAdopted = isAdopted;
    record.isSpooled = m_sealed.isSpooled();
    record.positionFrom = range.positionFrom;
    record.positionTo = range.positionTo;
    record.checkpoint = next;
    m_committed = next;
    m_position = range.positionTo;
    m_delivered += counts;
    m_sealedQuarantined += counts.quarantined;
    m_isSplitExact = m_isSplitExact && isSplitExact;
    m_sealedLeft -= counts.read;
    m_hunt.delivered(range.rows);
    m_tickets.push_back(m_ledger.post([record = std::move(record), end = std::exchange(m_dispatchEnd, {})](Database &database) -> Result<void> {
        WEIR_CHECK(books::commitBatch(database, record));
        return end ? books::closeDispatch(database, record.stream, end->first, end->second) : Result<void>();
    }));
    const bool isTruth = m_settings.guarantee != Guarantee::A && m_settings.guarantee != Guarantee::B;
    checkTickets(isTruth || m_tickets.size() > ticketsMax);
    if (m_phase == Phase::Finished)
        return;
    if (isTruth) {
        ::weir::step("delivery.ledger.acknowledged");
        if (auto told = m_target.acknowledged(m_committed); !told)
            fail(told.error(), "target");
    }
}

void BatchDelivery::checkTickets(bool wait)
{
    if (wait && !m_tickets.empty())
        m_ledger.hurry();
    while (!m_tickets.empty()) {
        auto &ticket = m_tickets.front();
        if (!wait && ticket.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
            return;
        const Result<void> answer = ticket.get();
        m_tickets.pop_front();
        if (answer)
            continue;
        m_tickets.clear();
        if (m_phase == Phase::Finished)
            return;
        return fail(answer.error(), "ledger");
    }
}

void BatchDelivery::retryLater(const Error &error, Phase then)
{
    ++m_retries;
    if (m_settings.meter)
        m_settings.meter->retrying(callOutcome(error));
    const auto delay = m_patience.afterFailure(error);
    const std::string what =
        m_hunt.isEmpty() ? "completion" : fmt::format("rows {}–{}", m_hunt.front().first, m_hunt.front().last);
    const std::int64_t run = m_settings.run, waitMs = delay ? delay->count() : 0;
    m_tickets.push_back(m_ledger.post([run, what, error, waitMs, at = m_clock.wallMs()](Database &database) {
        return books::recordAttempt(database, run, "target", what, error, waitMs, at);
    }));
    if (!delay)
        return finish(RunState::Stalled, "target", error);
    const bool isOpen = m_settings.gate && m_settings.gate->standing().breaker != CircuitBreaker::State::Closed;
    m_waitState = isOpen                                     ? RunState::CircuitOpen
                  : error.code == ErrorCode::RateLimited ? RunState::Throttled
                                                             : RunState::Offline;
    m_waitUntil = m_clock.monotonic() + *delay;
    m_afterWait = then;
    m_phase = Phase::Waiting;
}

std::optional<Clock::Monotonic> BatchDelivery::oldestSince() const
{
    if (m_sealedLeft > 0)
        return m_sealedSince;
    return m_open.isEmpty() ? std::nullopt : std::optional(m_openSince);
}

std::string BatchDelivery::waitingFor() const
{
    if (m_phase != Phase::Waiting)
        return {};
    const auto left = std::chrono::ceil<std::chrono::seconds>(m_waitUntil - m_clock.monotonic());
    return fmt::format("the target, next try in {} s", std::max<std::int64_t>(left.count(), 0));
}

/// The connection is gone: fence again and read back what the last write really did.
void BatchDelivery::resume()
{
    auto permit = enter();
    if (!permit)
        return;
    Claim claim = m_settings.claim;
    claim.isFirst = false;
    claim.newGeneration = 0;
    claim.known = m_committed;
    const auto fenced = report(std::move(*permit), m_target.fence(claim, m_token));
    if (!fenced) {
        if (fenced.error().recovery == Recovery::Retry)
            return retryLater(fenced.error());
        return fail(fenced.error(), "target");
    }
    const std::int64_t stands = fenced->checkpoint ? fenced->checkpoint->seq : 0;
    m_phase = m_hunt.isEmpty() ? Phase::Completing : Phase::Writing;
    if (m_unsettled && fenced->checkpoint && stands == m_unsettled->seq && stands != m_committed.seq) {
        const auto range = rangeAt(m_hunt.front());
        const Totals counts = fenced->checkpoint->totals.since(m_committed.totals);
        Checkpoint next = *m_unsettled;
        next.totals = fenced->checkpoint->totals;
        next.state = fenced->checkpoint->state;
        m_unsettled.reset();
        m_patience.succeeded(); // only the answer was lost; the rows got on
        ::weir::step("delivery.outcome.settled");
        return acknowledge(range, next, counts, false, false);
    }
    if (stands != m_committed.seq)
        return fail({ErrorCode::Conflict, Recovery::Stop,
                     fmt::format("the target's checkpoint stands at row {}, this run left it at row {}; nothing was "
                                 "written since. Run again: it settles what the target holds",
                                 stands, m_committed.seq), {}},
                    "target");
    m_unsettled.reset();
    if (m_hunt.isEmpty() && fenced->checkpoint && fenced->checkpoint->isComplete) {
        m_committed.isComplete = true; // the answer was lost, the completion was not
        completed();
    }
}

void BatchDelivery::complete()
{
    checkTickets(true);
    if (m_phase == Phase::Finished)
        return;
    if (m_sourceError)
        return fail(*m_sourceError, "source");
    auto permit = enter();
    if (!permit)
        return;
    Checkpoint next = m_committed;
    next.isComplete = true;
    next.targetIdentity = m_targetIdentity;
    next.run = m_settings.run;
    next.revision = m_settings.claim.revision;
    next.workspace = m_settings.claim.workspace;
    next.holder = m_settings.claim.holder;
    ::weir::step("delivery.complete.begin");
    const auto done = report(std::move(*permit), m_target.complete(next, m_token));
    if (!done) {
        if (done.error().recovery == Recovery::Retry)
            return retryLater(done.error());
        return fail(done.error(), "target");
    }
    ::weir::step("delivery.complete.done");
    m_committed = next;
    completed();
}

void BatchDelivery::completed()
{
    const std::int64_t stream = m_settings.stream.id;
    const auto kept =
        m_ledger.call([&](Database &database) { return books::moveStream(database, stream, m_committed); });
    if (!kept)
        return fail(kept.error(), "ledger");
    if (auto told = m_target.acknowledged(m_committed); !told)
        return fail(told.error(), "target");
    finish(RunState::Completed, {}, {});
}

void BatchDelivery::fail(Error error, std::string side)
{
    RunState state = RunState::Failed;
    if (error.code == ErrorCode::Cancelled)
        return finish(RunState::Stopped, "stop", {});
    if (error.code == ErrorCode::StorageFull)
        return finish(RunState::Paused, "disk full", std::move(error));
    if (error.code == ErrorCode::Conflict && side == "target") // what the contract of Target calls fenced
        state = RunState::Fenced;
    else if (error.recovery == Recovery::Retry)
        state = RunState::Stalled;
    else if (error.code == ErrorCode::Internal && side == "ledger")
        state = RunState::Unbalanced;
    finish(state, std::move(side), std::move(error));
}

void BatchDelivery::finish(RunState state, std::string reason, std::optional<Error> error)
{
    m_phase = Phase::Finished;
    m_outcome = DeliveryOutcome{state, std::move(error), std::move(reason)};
    m_open = CommitBatch();
    m_sealed = CommitBatch();
    m_hunt.clear();
    m_sealedLeft = 0;
    checkTickets(true);
    // Rows that were recorded for a batch which is not committed are no exceptions. If the last write may have been
    // committed, the next start decides.
    const std::int64_t stream = m_settings.stream.id;
    const Checkpoint at = m_committed;
    if (state != RunState::Unbalanced && !m_unsettled)
        (void)m_ledger.call([&](Database &database) {
            return books::settleProvisional(database, stream, at.generation, at.seq);
        });
}

} // namespace weir
