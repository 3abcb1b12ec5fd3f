// S3 and S4 of delivery §3: what BatchDelivery does before the first row.

#include "core/delivery/batchdelivery.h"

#include "core/base/step.h"
#include "core/ledger/books.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace weir {

namespace {

Unexpected wentBack(std::string detail)
{
    return ::weir::fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                        std::move(detail) + "; nothing was written. `--again` starts over with a new generation");
}

} // namespace

Result<void> BatchDelivery::start()
{
    WEIR_TRY(const Fenced fenced, m_target.fence(m_settings.claim, m_token));
    ::weir::step("delivery.fenced");
    if (!m_settings.allowsTargetReplaced)
        WEIR_CHECK(checkIdentity(fenced));
    m_targetIdentity = fenced.targetIdentity;
    m_tickets.push_back(m_ledger.post([job = m_settings.job, epoch = fenced.epoch](Database &database) {
        return books::recordEpoch(database, job, epoch); // the target has it: no hurry
    }));
    WEIR_CHECK(settle(fenced));
    WEIR_CHECK(loadDispatch());
    m_committed.epoch = fenced.epoch;
    ::weir::step("delivery.adopted");
    return {};
}

Result<void> BatchDelivery::beginGeneration()
{
    const Checkpoint before = m_committed;
    const std::int64_t stream = m_settings.stream.id;
    Claim claim = m_settings.claim;
    claim.isFirst = false;
    claim.newGeneration = before.generation + 1;
    WEIR_TRY(const Fenced fenced, m_target.fence(claim, m_token));
    ::weir::step("delivery.generation.begun");
    m_targetIdentity = fenced.targetIdentity;
    WEIR_CHECK(m_ledger.call([&](Database &database) -> Result<void> {
        WEIR_TRY(const auto settled, books::settleProvisional(database, stream, before.generation, before.seq));
        (void)settled;
        WEIR_CHECK(books::dropDispatch(database, stream));
        return books::beginGeneration(database, stream, claim.newGeneration);
    }));
    m_dispatch.reset();
    m_committed = Checkpoint();
    m_committed.generation = claim.newGeneration;
    m_committed.epoch = fenced.epoch;
    m_wasComplete = false;
    return {};
}

/// Rule 4 of delivery §3: another table, or an emptied one, must not be filled from the middle.
Result<void> BatchDelivery::checkIdentity(const Fenced &fenced) const
{
    const Checkpoint &known = fenced.checkpoint ? *fenced.checkpoint : m_settings.stream.checkpoint;
    if (known.seq == 0)
        return {};
    const std::int64_t written = known.totals.inserted + known.totals.updated + known.totals.unchanged;
    const bool isOther = !known.targetIdentity.empty() && known.targetIdentity != fenced.targetIdentity;
    const bool isEmptied = fenced.targetIsEmpty && written > 0;
    if (isOther || isEmptied)
        return wentBack(fmt::format("the target was replaced or emptied since run {}: {} rows had been written, now {}",
                                    known.run, written, isEmptied ? "it is empty" : "it is another table"));
    return {};
}

/// S4: brings the ledger to what the target holds.
Result<void> BatchDelivery::settle(const Fenced &fenced)
{
    Checkpoint &ledger = m_settings.stream.checkpoint;
    const std::int64_t stream = m_settings.stream.id;
    if (!fenced.checkpoint) {
        if (ledger.seq > 0)
            return wentBack(fmt::format("the target has no checkpoint of this job, but the ledger knows {} rows as "
                                        "accounted for",
                                        ledger.seq));
        m_committed = ledger;
        m_wasComplete = ledger.isComplete;
        m_committed.isComplete = false;
        return {};
    }
    const Checkpoint &found = *fenced.checkpoint;
    if (found.generation < ledger.generation)
        return wentBack(fmt::format("the target went back to generation {}; rows 1 to {} ({} rows) of generation {} were "
                                    "delivered since and are to be reconciled",
                                    found.generation, ledger.seq, ledger.seq, ledger.generation));
    if (found.generation == ledger.generation && found.seq < ledger.seq)
        WEIR_CHECK(takeBack(found, fenced.openSkips));
    if (found.generation > ledger.generation) {
        WEIR_CHECK(m_ledger.call([&](Database &database) -> Result<void> {
            WEIR_TRY(const auto settled, books::settleProvisional(database, stream, ledger.generation, ledger.seq));
            (void)settled;
            return books::beginGeneration(database, stream, found.generation);
        }));
        ledger = Checkpoint();
        ledger.generation = found.generation;
    }
    return adopt(found, fenced.openSkips);
}

/// The target was restored from a backup: what it lost is delivered again, from the spool or from the source.
Result<void> BatchDelivery::takeBack(const Checkpoint &found, const std::vector<Skipped> &openSkips)
{
    Checkpoint &ledger = m_settings.stream.checkpoint;
    const std::int64_t stream = m_settings.stream.id;
    WEIR_TRY(const bool isWithinReach, m_ledger.call([&](Database &database) -> Result<bool> {
        WEIR_TRY(const bool isSpooled, books::isSpooled(database, stream, found.generation, ledger.seq));
        if (!isSpooled)
            return true; // the source itself is read again
        WEIR_TRY(const auto pages, books::spooledBeyond(database, stream, found.generation, found.seq));
        return !pages.empty() && pages.front().seqFirst <= found.seq + 1
               && std::all_of(pages.begin(), pages.end(), [&](const SpoolRecord &page) {
                      return std::filesystem::exists(m_settings.spoolFolder + '/' + page.segment);
                  });
    }));
    if (!isWithinReach)
        return wentBack(fmt::format("the target went back to row {}; rows {} to {} ({} rows) were delivered since, and "
                                    "neither the spool nor the source reaches back so far: they are to be reconciled",
                                    found.seq, found.seq + 1, ledger.seq, ledger.seq - found.seq));
    WEIR_TRY(const books::TakenBack left, m_ledger.call([&](Database &database) -> Result<books::TakenBack> {
        WEIR_TRY(const auto settled, books::settleProvisional(database, stream, ledger.generation, ledger.seq));
        (void)settled;
        WEIR_TRY(books::TakenBack taken, books::takeBack(database, m_settings.job, stream, found.generation, found.seq,
                                                         openSkips, m_settings.run, m_clock.wallMs()));
        Checkpoint end = found;
        end.seq = taken.seq;
        end.totals = taken.totals;
        end.rowsPastCursor = std::min(end.rowsPastCursor, taken.seq);
        WEIR_CHECK(books::moveStream(database, stream, end)); // adopt() goes on from here to where the target stands
        return taken;
    }));
    m_rowsTakenBack = left.rows;
    ledger = found;
    ledger.seq = left.seq;
    ledger.totals = left.totals;
    return {};
}

/// The gap between the target's totals and the ledger's becomes one adopted batch.
Result<void> BatchDelivery::adopt(const Checkpoint &found, const std::vector<Skipped> &openSkips)
{
    const Checkpoint ledger = m_settings.stream.checkpoint;
    const std::int64_t stream = m_settings.stream.id;
    auto adopted = m_ledger.call([&](Database &database) -> Result<void> {
        WEIR_TRY(const auto known, books::settleProvisional(database, stream, found.generation, found.seq));
        std::vector<ExceptionRecord> lost;
        for (const Skipped &skip : openSkips) {
            if (std::find(known.begin(), known.end(), skip.seq) != known.end())
                continue;
            ExceptionRecord row;
            row.seq = skip.seq;
            row.error = {0, Stage::Write, RowCode::PayloadLost, {}, {}, {},
                         "the target knows that this row was set aside, the ledger has no copy of it"};
            row.position = skip.position.empty() ? fmt::format("row {}", skip.seq) : skip.position;
            row.naturalKey = skip.naturalKey;
            lost.push_back(std::move(row));
        }
        const std::int64_t run = m_settings.run;
        WEIR_CHECK(books::recordProvisional(database, m_settings.job, stream, found.generation, run,
                                            m_settings.revision, lost, m_clock.wallMs()));
        if (found.seq > ledger.seq) {
            BatchRecord record;
            record.stream = stream;
            record.seqFirst = ledger.seq + 1;
            // The checkpoint may name a run that took the stream over and died before it adopted; the spool knows better.
            WEIR_TRY(const auto spooler, books::spooledBy(database, stream, found.generation, record.seqFirst));
            record.isSpooled = spooler.has_value();
            WEIR_TRY(record.run, books::runOrFallback(database, m_settings.job, spooler.value_or(found.run), run));
            record.counts = found.totals.since(ledger.totals);
            record.isAdopted = true;
            record.checkpoint = found;
            WEIR_CHECK(books::commitBatch(database, record));
        }
        WEIR_TRY(const auto settled, books::settleProvisional(database, stream, found.generation, found.seq));
        (void)settled;
        return books::moveStream(database, stream, found);
    });
    WEIR_CHECK(std::move(adopted));
    m_committed = found;
    m_wasComplete = found.isComplete;
    // An incremental source goes on behind a completed load.
    m_committed.isComplete = false;
    return {};
}

} // namespace weir
