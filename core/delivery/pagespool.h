#pragma once

#include "core/connectors/source.h"
#include "core/delivery/run.h"
#include "core/ledger/spool.h"

#include <vector>

namespace weir {

/// S6 of delivery §3: keeps the pages of a source that cannot be read again until their rows are accounted for. Pages share
/// an fdatasync and a ledger commit (at most pagesMax, bytesMax or the ledger's patience); reading ahead does not wait for
/// them, the target's commit does, by the page's ticket.
///
/// Thread-safety: none; used by the reader thread.
class PageSpool
{
public:
    /// Whose pages they are; ledger ids.
    struct Place
    {
        std::int64_t job = 0;
        std::int64_t stream = 0;
        std::int64_t generation = 0;
        std::int64_t run = 0;
    };

    /// Also the clean-up of earlier runs: segments delivered spoolKeep ago, and what no page names.
    [[nodiscard]] static Result<PageSpool> open(const Engine &engine, const Place &place, Spool::Limits limits = {});

    /// Pages that earlier runs spooled and that hold rows behind \a seq, in order.
    [[nodiscard]] Result<std::vector<SpoolRecord>> left(std::int64_t seq);
    [[nodiscard]] Result<std::string> read(const SpoolRecord &record) const { return m_spool.read(record); }

    /// Keeps \a page, whose first record has \a seq, and takes its raw bytes out of memory. Blocks while the spool holds
    /// its maximum of rows that are not delivered, until \a token fires.
    [[nodiscard]] Result<SpoolTicket> keep(SourcePage &page, std::int64_t seq, const CancelToken &token);

    /// Of every segment of the job.
    [[nodiscard]] std::int64_t bytes() const { return m_spool.bytes(); }

    static constexpr int pagesMax = 16;                                 ///< of one commit
    static constexpr std::int64_t bytesMax = 8 << 20;                   ///< of one commit
    static constexpr std::int64_t keepMs = std::int64_t{24} * 3'600'000; ///< spoolKeep

private:
    PageSpool(const Engine &engine, const Place &place, Spool spool)
        : m_ledger(engine.ledger), m_clock(engine.clock), m_place(place), m_spool(std::move(spool))
    {}
    Result<void> cleanUp(std::int64_t deliveredBefore);
    Result<void> waitForRoom(const CancelToken &token);

    Ledger *m_ledger;
    const Clock *m_clock;
    Place m_place;
    Spool m_spool;
    int m_pages = 0;            ///< since the last hurry()
    std::int64_t m_bytes = 0;
};

} // namespace weir
