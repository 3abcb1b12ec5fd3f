#include "core/delivery/batchdelivery.h"

#include "core/base/step.h"
#include "core/ledger/books.h"

#include <fmt/format.h>

namespace weir {

namespace {

/// Ledger entries that may wait for durability; more would let the ledger fall behind by over a second.
constexpr std::size_t ticketsMax = 64;

std::int64_t nowMs(const Clock &clock)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(clock.wall().time_since_epoch()).count();
}

} // namespace

BatchDelivery::BatchDelivery(Target &target, Ledger &ledger, const Clock &clock, DeliverySettings settings,
                             CancelToken token)
    : m_target(target),
      m_ledger(ledger),
      m_clock(clock),
      m_settings(std::move(settings)),
      m_token(std::move(token)),
      m_jitter(m_settings.seed)
{}

delivery::Wish BatchDelivery::step(delivery::Event event)
{
    if (auto *arrived = std::get_if<delivery::PageArrived>(&event)) {
        if (m_open.isEmpty())
            m_openSince = m_clock.monotonic();
        m_open.add(std::move(arrived->page));
    } else if (std::holds_alternative<delivery::SourceEnded>(event)) {
        m_hasSourceEnded = true;
    } else if (auto *failed = std::get_if<delivery::SourceFailed>(&event)) {
        if (m_phase != Phase::Finished)
            fail(std::move(failed->error), "source");
    } else if (auto *stop = std::get_if<delivery::StopRequested>(&event)) {
        // Rows that are only in memory are un-read; the next run reads them again.
        if (m_phase != Phase::Finished)
            finish(stop->isPause ? RunState::Paused : RunState::Stopped, stop->isPause ? "pause" : "stop", {});
    }
    switch (m_phase) {
    case Phase::Flowing: {
        const bool isFull = m_open.records() >= m_settings.pace.rowsMax
                            || m_open.memorySize() >= m_settings.pace.bytesMax
                            || m_clock.monotonic() - m_openSince >= m_settings.pace.timeMax;
        if (!m_open.isEmpty() && (isFull || m_hasSourceEnded))
            seal();
        else if (m_hasSourceEnded)
            m_phase = Phase::Completing;
        break;
    }
    case Phase::Writing: writeNext(); break;
    case Phase::Waiting:
        if (m_clock.monotonic() >= m_waitUntil)
            resume();
        break;
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
    m_open.seal(m_settings.sourceKeyFields);
    m_sealed = std::exchange(m_open, CommitBatch());
    // What a crash may leave for adoption belongs to one run.
    if (m_sealed.run() != std::exchange(m_sealedRun, m_sealed.run()))
        checkTickets(true);
    if (m_phase == Phase::Finished)
        return;
    m_sealedCursor = m_committed.cursor;
    m_sealedPast = m_committed.rowsPastCursor;
    m_units.clear();
    if (m_sealed.records() > 0)
        m_units.push_back({m_sealed.seqFirst(), m_sealed.seqLast()});
    m_sealedLeft = m_sealed.records();
    m_phase = Phase::Writing;
    ::weir::step("delivery.batch.sealed");
}

/// The flood guard and "stop at the first bad row": true when the batch at hand must not be committed.
bool BatchDelivery::tripsGuard()
{
    const std::int64_t bad = m_delivered.quarantined + m_sealed.rejectedRows();
    if (bad == 0)
        return false;
    if (!m_settings.quarantinesBadRows) {
        finish(RunState::Failed, "bad row",
               Error{ErrorCode::InvalidRow, Recovery::Stop,
                     "a row cannot be delivered and the job says \"onBadRow\": \"stop\"; its batch was not written", {}});
        return true;
    }
    const std::int64_t read = m_delivered.read + m_sealedLeft;
    const StopAfter &limit = m_settings.stopAfter;
    const bool isMoreToCome = !m_hasSourceEnded || m_sealed.records() > 50;
    bool trips = false;
    switch (limit.kind) {
    case StopAfter::Kind::Never: return false;
    case StopAfter::Kind::Rows: trips = bad > limit.rows; break;
    case StopAfter::Kind::Percent:
        trips = (read >= 1'000 && bad >= 100 && static_cast<double>(bad) > static_cast<double>(read) * limit.percent / 100)
                || (m_delivered.read == 0 && read >= 50 && bad == read && isMoreToCome);
        break;
    }
    if (!trips)
        return false;
    finish(RunState::Paused, "flood",
           Error{ErrorCode::InvalidRow, Recovery::Stop,
                 fmt::format("{} of {} rows were bad, which looks like a change of the source's shape; the batch at "
                             "hand was not written. Look at the causes, correct the mapping and run again, or raise "
                             "the limit with --stop-after",
                             bad, read),
                 {}});
    return true;
}

void BatchDelivery::writeNext()
{
    if (m_units.empty()) {
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
    const Unit unit = m_units.front();
    if (auto recorded = recordProvisional(unit); !recorded)
        return fail(recorded.error(), "ledger");
    CommitBatch::Range range =
        m_sealed.range(unit.first, unit.last, m_sealedCursor, m_sealedPast, m_settings.filterNames);
    Checkpoint next = m_committed;
    next.seq = unit.last;
    next.cursor = range.cursor;
    next.rowsPastCursor = range.rowsPastCursor;
    next.totals += range.counts;
    next.targetIdentity = m_targetIdentity;
    next.revision = m_settings.claim.revision;
    next.run = m_settings.run;
    next.workspace = m_settings.claim.workspace;
    next.holder = m_settings.claim.holder;
    ::weir::step("delivery.write.begin");
    const auto report = m_target.write({range.parts, range.rows}, range.skipped, next, m_token);
    if (!report) {
        if (report.error().recovery == Recovery::Retry) {
            m_unsettled = next;
            return retryLater(report.error());
        }
        return fail(report.error(), "target");
    }
    m_attempts = 0;
    if (!report->refused.empty())
        return isolate(unit, range, report->refused);
    ::weir::step("delivery.write.done");
    Totals counts = range.counts;
    counts.inserted = report->inserted;
    counts.updated = report->updated;
    counts.unchanged = report->unchanged;
    counts.superseded = report->superseded;
    next.state = report->state;
    acknowledge(range, next, counts, report->isSplitExact, false);
}

void BatchDelivery::isolate(const Unit &unit, const CommitBatch::Range &range, RowErrors refused)
{
    std::sort(refused.begin(), refused.end(), [](const RowError &a, const RowError &b) { return a.row < b.row; });
    m_units.pop_front();
    if (refused.front().row < 0) {
        if (range.rows <= 1) { // a single row stands alone: it is the culprit
            if (range.rows == 0)
                return fail({ErrorCode::Internal, Recovery::Stop, "the target refuses a batch without rows", {}}, "target");
            m_sealed.exclude(range.seqOf(0), refused.front());
            m_units.push_front(unit);
            return;
        }
        // The target does not say which row: halves, the left one first, each its own transaction.
        const std::int64_t border = range.seqOf(range.rows / 2 - 1);
        m_units.push_front({border + 1, unit.last});
        m_units.push_front({unit.first, border});
        return;
    }
    const bool isOne = refused.size() == 1;
    const std::int64_t culprit = range.seqOf(refused.front().row);
    for (RowError &error : refused) {
        const std::int64_t seq = range.seqOf(error.row);
        m_sealed.exclude(seq, std::move(error));
    }
    // One culprit by position: what stands before it is good as far as the target looked, so it is committed with it.
    if (isOne && culprit < unit.last) {
        m_units.push_front({culprit + 1, unit.last});
        m_units.push_front({unit.first, culprit});
    } else {
        m_units.push_front(unit);
    }
}

/// S7, S9q: what will be quarantined is durable before the target's checkpoint moves past it.
Result<void> BatchDelivery::recordProvisional(const Unit &unit)
{
    auto rows = m_sealed.takeExceptions(unit.first, unit.last);
    if (rows.empty())
        return {};
    const DeliverySettings &s = m_settings;
    const std::int64_t run = m_sealed.run();
    WEIR_CHECK(m_ledger.call([&, run](Database &database) {
        return books::recordProvisional(database, s.job, s.stream.id, m_committed.generation, run, s.revision, rows,
                                        nowMs(m_clock));
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
    m_committed.totals = next.totals;
    m_delivered += counts;
    m_isSplitExact = m_isSplitExact && isSplitExact;
    m_sealedLeft -= counts.read;
    m_units.pop_front();
    m_tickets.push_back(m_ledger.post(
        [record = std::move(record)](Database &database) { return books::commitBatch(database, record); }));
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
        const bool isUnbalanced = answer.error().code == ErrorCode::Internal;
        finish(isUnbalanced ? RunState::Unbalanced : RunState::Failed, "ledger", answer.error());
        return;
    }
}

void BatchDelivery::retryLater(const Error &error)
{
    ++m_attempts;
    ++m_retries;
    const double draw = std::uniform_real_distribution<double>(0.0, 1.0)(m_jitter);
    const auto delay = m_settings.retry.delayBefore(m_attempts, error, draw);
    const std::string what = m_units.empty() ? "completion" : fmt::format("rows {}–{}", m_units.front().first, m_units.front().last);
    const std::int64_t run = m_settings.run, waitMs = delay ? delay->count() : 0;
    m_tickets.push_back(m_ledger.post([run, what, error, waitMs, at = nowMs(m_clock)](Database &database) {
        return books::recordAttempt(database, run, "target", what, error, waitMs, at);
    }));
    if (!delay)
        return finish(RunState::Stalled, "target", error);
    m_waitUntil = m_clock.monotonic() + *delay;
    m_phase = Phase::Waiting;
}

/// The connection is gone: fence again and read back what the last write really did.
void BatchDelivery::resume()
{
    Claim claim = m_settings.claim;
    claim.isFirst = false;
    claim.newGeneration = 0;
    claim.known = m_committed;
    const auto fenced = m_target.fence(claim, m_token);
    if (!fenced) {
        if (fenced.error().recovery == Recovery::Retry)
            return retryLater(fenced.error());
        return fail(fenced.error(), "target");
    }
    const std::int64_t stands = fenced->checkpoint ? fenced->checkpoint->seq : 0;
    m_phase = m_units.empty() ? Phase::Completing : Phase::Writing;
    if (m_unsettled && fenced->checkpoint && stands == m_unsettled->seq && stands != m_committed.seq) {
        const Unit unit = m_units.front();
        const auto range = m_sealed.range(unit.first, unit.last, m_sealedCursor, m_sealedPast, m_settings.filterNames);
        const Totals counts = fenced->checkpoint->totals.since(m_committed.totals);
        Checkpoint next = *m_unsettled;
        next.totals = fenced->checkpoint->totals;
        m_unsettled.reset();
        ::weir::step("delivery.outcome.settled");
        return acknowledge(range, next, counts, false, false);
    }
    m_unsettled.reset();
    if (stands != m_committed.seq)
        fail({ErrorCode::Conflict, Recovery::Stop,
              fmt::format("the target's checkpoint stands at row {}, this run left it at {}", stands, m_committed.seq), {}},
             "target");
}

void BatchDelivery::complete()
{
    checkTickets(true);
    if (m_phase == Phase::Finished)
        return;
    Checkpoint next = m_committed;
    next.isComplete = true;
    next.targetIdentity = m_targetIdentity;
    next.run = m_settings.run;
    next.revision = m_settings.claim.revision;
    next.workspace = m_settings.claim.workspace;
    next.holder = m_settings.claim.holder;
    ::weir::step("delivery.complete.begin");
    if (auto done = m_target.complete(next, m_token); !done) {
        if (done.error().recovery == Recovery::Retry)
            return retryLater(done.error());
        return fail(done.error(), "target");
    }
    ::weir::step("delivery.complete.done");
    m_committed = next;
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
    if (error.code == ErrorCode::Conflict && side == "target" && error.detail.find("fenced") != std::string::npos)
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
    m_units.clear();
    m_sealedLeft = 0;
    checkTickets(true);
    // Rows that were recorded for a batch which is not committed are no exceptions.
    const std::int64_t stream = m_settings.stream.id;
    const Checkpoint at = m_committed;
    if (state != RunState::Unbalanced)
        (void)m_ledger.call([&](Database &database) {
            return books::settleProvisional(database, stream, at.generation, at.seq);
        });
}

} // namespace weir
