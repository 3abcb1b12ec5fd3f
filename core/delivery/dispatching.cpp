// Targets that cannot be read back (classes D): one request at a time, known to the ledger before its first byte leaves and
// settled by what it answers, by sending the same bytes again, or by saying that nobody knows (delivery §4, H1 to H4).

#include "core/delivery/batchdelivery.h"

#include "core/base/step.h"
#include "core/ledger/books.h"

#include <fmt/format.h>
#include <numeric>

namespace weir {

/// A request of an earlier run whose outcome is open; it is settled before anything else is sent.
Result<void> BatchDelivery::loadDispatch()
{
    const std::int64_t stream = m_settings.stream.id;
    WEIR_TRY(auto open, m_ledger.call([stream](Database &database) { return books::openDispatchOf(database, stream); }));
    if (!open)
        return {};
    if (open->generation == m_committed.generation && open->seqFirst == m_committed.seq + 1) {
        m_dispatch = std::move(open);
        return {};
    }
    return m_ledger.call([stream](Database &database) { return books::dropDispatch(database, stream); });
}

/// True when front() was cut to what one request takes: the rows of the open one, or so many as the target wants.
bool BatchDelivery::partsForRequest(const CommitBatch::Range &range)
{
    if (m_dispatch && range.last > m_dispatch->seqLast) {
        m_hunt.part(m_dispatch->seqLast);
        return true;
    }
    if (m_dispatch && (range.last != m_dispatch->seqLast || range.rows != m_dispatch->dispatch.rows)) {
        fail({ErrorCode::InvalidConfig, Recovery::Stop,
              fmt::format("{} with rows {} to {} was sent by run {} and its outcome is not known yet, but the source or the mapping "
                          "gives other rows now. Take the change back for one run, which settles them; or say --again to start over, "
                          "which may write them twice",
                          m_dispatch->dispatch.what, m_dispatch->seqFirst, m_dispatch->seqLast, m_dispatch->run)},
             "target");
        return true;
    }
    const std::int64_t rowsMax = m_target.rowsPerRequest();
    if (m_dispatch || rowsMax == 0 || range.rows <= rowsMax)
        return false;
    m_hunt.part(range.seqOf(rowsMax - 1));
    return true;
}

/// H1. False: nothing is to be sent now.
bool BatchDelivery::makeReady(const CommitBatch::Range &range)
{
    if (m_target.rowsPerRequest() == 0 || range.rows == 0)
        return true;
    std::vector<std::int64_t> seqs = range.seqs;
    if (range.isDense) {
        seqs.resize(static_cast<std::size_t>(range.rows));
        std::iota(seqs.begin(), seqs.end(), range.first);
    }
    RowErrors refused;
    auto ready = m_target.dispatch({range.parts, range.rows}, seqs, m_dispatch ? &m_dispatch->dispatch : nullptr, refused, m_token);
    if (!ready) {
        fail(ready.error(), "target");
        return false;
    }
    if (!refused.empty()) {
        isolate(range, std::move(refused));
        return false;
    }
    if (!*ready)
        return true;
    books::DispatchRecord record{m_settings.stream.id, m_committed.generation, m_settings.run, range.first, range.last, 0, std::move(**ready)};
    const std::int64_t now = m_clock.wallMs();
    if (auto kept = m_ledger.call([&](Database &database) { return books::openDispatch(database, record, now); }); !kept) {
        fail(kept.error(), "ledger");
        return false;
    }
    if (record.dispatch.sentFirstMs == 0)
        record.dispatch.sentFirstMs = now;
    m_dispatch = std::move(record);
    ::weir::step("delivery.dispatch.recorded");
    return true;
}

/// The request failed. Whether it was applied decides what is known of its rows, not whether it is tried again.
void BatchDelivery::undelivered(const Error &error)
{
    ::weir::step("delivery.dispatch.failed");
    if (error.mayHaveHappened || m_dispatch->dispatch.mayHaveHappened) {
        m_dispatch->dispatch.mayHaveHappened = true;
    } else {
        const std::int64_t stream = m_settings.stream.id;
        m_tickets.push_back(m_ledger.post([stream](Database &database) { return books::dropDispatch(database, stream); }));
        m_dispatch.reset();
    }
    if (error.recovery == Recovery::Retry)
        return retryLater(error);
    fail(error, "target");
}

/// A refused request is over: the last one of a row stays beside it, those before only led to it.
void BatchDelivery::closeRefused(const WriteReport &report, bool isLast)
{
    const std::int64_t stream = m_settings.stream.id;
    m_tickets.push_back(m_ledger.post([stream, isLast, response = report.response](Database &database) {
        return isLast ? books::closeDispatch(database, stream, books::DispatchEnd::Rejected, response) : books::dropDispatch(database, stream);
    }));
    m_dispatch.reset();
}

/// H3 is the target's, H4 is here: what became of the rows is in the ledger together with their batch.
void BatchDelivery::dispatched(const CommitBatch::Range &range, WriteReport report)
{
    ::weir::step("delivery.dispatch.answered");
    if (!report.refused.empty() && !report.isOthersWritten) {
        const bool isLast = range.rows == 1 || report.refused.front().row >= 0;
        closeRefused(report, isLast);
        m_patience.succeeded();
        return isolate(range, std::move(report.refused));
    }
    if (report.isUnknown) {
        for (std::int64_t row = 0; row < range.rows; ++row) {
            RowError error;
            error.stage = Stage::Send;
            error.code = RowCode::UnknownOutcome;
            error.rule = m_dispatch->dispatch.what;
            error.detail = report.response;
            m_sealed.exclude(range.seqOf(row), std::move(error));
        }
    }
    for (RowError &error : report.refused) {
        const std::int64_t seq = range.seqOf(error.row);
        m_sealed.exclude(seq, std::move(error));
    }
    if (auto recorded = recordProvisional(range.first, range.last); !recorded)
        return fail(recorded.error(), "ledger");
    const CommitBatch::Range settled = rangeAt(m_hunt.front());
    Checkpoint next = checkpointBehind(settled);
    Totals counts = settled.counts;
    counts.inserted = report.inserted; // the one thing that an API tells of a row
    next.totals.inserted += report.inserted;
    const auto end = report.isUnknown ? books::DispatchEnd::Unknown
                     : report.refused.empty() ? books::DispatchEnd::Accepted : books::DispatchEnd::Rejected;
    m_dispatchEnd = {end, report.response};
    const std::string what = m_dispatch->dispatch.what;
    m_dispatch.reset();
    acknowledge(settled, next, counts, report.isSplitExact, false);
    if (!report.isUnknown)
        return m_patience.succeeded();
    // An endpoint that does not answer is not asked at once with the next rows.
    if (m_phase != Phase::Finished)
        retryLater({ErrorCode::Unavailable, Recovery::Retry, fmt::format("{}: {}", what, report.response)}, Phase::Writing);
}

} // namespace weir
