#include "core/delivery/pagespool.h"

#include "core/base/step.h"
#include "core/ledger/books.h"

#include <fmt/format.h>
#include <limits>

namespace weir {

namespace {

constexpr std::chrono::milliseconds roomPollEvery{50};

} // namespace

Result<PageSpool> PageSpool::open(const Engine &engine, const Place &place, Spool::Limits limits)
{
    WEIR_TRY(Spool spool, Spool::open(engine.workspace->path("spool"), fmt::format("job{}", place.job), limits));
    PageSpool pages(engine, place, std::move(spool));
    WEIR_CHECK(pages.cleanUp(engine.clock->wallMs() - keepMs));
    return pages;
}

/// Ledger first, file second: a file that no page names is removed by the next run.
Result<void> PageSpool::cleanUp(std::int64_t deliveredBefore)
{
    std::vector<std::string> kept;
    WEIR_CHECK(m_ledger->call([&](Database &database) -> Result<void> {
        kept.clear();
        WEIR_CHECK(books::markSpoolDelivered(database, m_place.job, m_clock->wallMs()));
        WEIR_TRY(const auto segments, books::spoolSegments(database, m_place.job));
        for (const books::SpoolSegmentUse &segment : segments) {
            if (segment.isDelivered && segment.deliveredAt < deliveredBefore)
                WEIR_CHECK(books::forgetSpoolSegment(database, m_place.job, segment.name));
            else
                kept.push_back(segment.name);
        }
        return {};
    }));
    m_spool.removeExcept(kept);
    return {};
}

Result<std::vector<SpoolRecord>> PageSpool::left(std::int64_t seq)
{
    return m_ledger->call([&](Database &database) {
        return books::spooledBeyond(database, m_place.stream, m_place.generation, seq);
    });
}

/// The cap is back-pressure: what is delivered makes room at once, whatever its age; the rest is waited for.
Result<void> PageSpool::waitForRoom(const CancelToken &token)
{
    if (m_spool.segment()->bytes() > 0)
        WEIR_CHECK(m_spool.rotate());
    WEIR_CHECK(cleanUp(std::numeric_limits<std::int64_t>::max()));
    return token.waitFor(roomPollEvery) ? Result<void>(CancelToken::cancelled()) : Result<void>();
}

Result<SpoolTicket> PageSpool::keep(SourcePage &page, std::int64_t seq, const CancelToken &token)
{
    WEIR_CHECK(m_ledger->checkRoom());
    SpoolRecord record;
    record.seqFirst = seq;
    record.records = page.recordCount();
    record.run = m_place.run;
    record.cursor = page.next.text;
    record.label = page.label;
    for (;;) {
        WEIR_TRY(const bool isKept, m_spool.append(page.raw, record));
        if (isKept)
            break;
        WEIR_CHECK(waitForRoom(token));
    }
    page.raw.clear();
    page.raw.shrink_to_fit();
    ++m_pages;
    m_bytes += record.length;
    // On the ledger's thread: the first page of a commit makes all that were appended durable.
    SpoolTicket ticket =
        m_ledger
            ->post([record, place = m_place, segment = m_spool.segment(), at = m_clock->wallMs()](Database &database) -> Result<void> {
                WEIR_CHECK(segment->syncTo(record.offset + record.length));
                step("spool.synced");
                return books::recordSpoolPage(database, place.stream, place.generation, record, at);
            })
            .share();
    if (m_pages >= pagesMax || m_bytes >= bytesMax) {
        m_pages = 0;
        m_bytes = 0;
        m_ledger->hurry();
    }
    return ticket;
}

} // namespace weir
