#include "core/delivery/commitbatch.h"

#include "core/data/rowpayload.h"

#include <algorithm>
#include <utility>

namespace weir {

namespace {

/// A field that the mapping leaves alone shares its column with the page.
bool holdsColumn(const RecordBatch &rows, const ColumnPtr &column)
{
    for (std::size_t i = 0; rows.schema() && i < rows.schema()->size(); ++i) {
        if (rows.sharedColumn(i) == column)
            return true;
    }
    return false;
}

} // namespace

std::size_t MappedPage::memorySize() const
{
    std::size_t bytes = page.memorySize() + mapped.origin.size() * 4 + mapped.rejected.size() * 200;
    for (std::size_t i = 0; mapped.rows.schema() && i < mapped.rows.schema()->size(); ++i) {
        if (!holdsColumn(page.rows, mapped.rows.sharedColumn(i)))
            bytes += mapped.rows.column(i).memorySize();
    }
    return bytes;
}

namespace {

/// Record index (0 …) of source row \a row; the inverse of SourcePage::recordIndex is found by search.
std::int64_t sourceRowOf(const SourcePage &page, std::int64_t record)
{
    std::int64_t row = record;
    for (const BrokenRow &broken : page.broken) {
        if (broken.index < record)
            --row;
    }
    return row;
}

bool isPlain(const MappedPage &page)
{
    return page.page.broken.empty() && page.mapped.origin.empty() && page.mapped.rejected.empty()
           && page.mapped.filtered.empty();
}

std::int64_t recordOfTargetRow(const MappedPage &page, std::int64_t row)
{
    const std::int64_t sourceRow =
        page.mapped.origin.empty() ? row : page.mapped.origin[static_cast<std::size_t>(row)];
    return page.page.broken.empty() ? sourceRow : page.page.recordIndex(sourceRow);
}

/// The first target row of \a page at or behind \a seq; rows keep the order of their records.
std::int64_t firstRowAt(const MappedPage &page, std::int64_t seq)
{
    std::int64_t low = 0, high = page.mapped.rows.rows();
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (page.seqFirst + recordOfTargetRow(page, middle) < seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

std::string positionOf(const MappedPage &page, std::int64_t record)
{
    for (const BrokenRow &broken : page.page.broken) {
        if (broken.index == record)
            return page.page.brokenPositionText(broken);
    }
    if (page.page.recordCount() == 0)
        return page.page.label;
    return page.page.positionText(sourceRowOf(page.page, record));
}

} // namespace

void CommitBatch::add(MappedPage page)
{
    m_bytes += page.memorySize();
    m_pages.push_back(std::move(page));
}

std::vector<SpoolTicket> CommitBatch::takeSpoolTickets()
{
    std::vector<SpoolTicket> tickets;
    for (MappedPage &page : m_pages) {
        if (page.safe.valid())
            tickets.push_back(std::exchange(page.safe, {}));
    }
    return tickets;
}

void CommitBatch::seal(std::span<const std::size_t> sourceKeyFields)
{
    m_sourceKeyFields.assign(sourceKeyFields.begin(), sourceKeyFields.end());
    for (const MappedPage &page : m_pages) {
        for (const BrokenRow &broken : page.page.broken)
            m_rejects.push_back({page.seqFirst + broken.index, broken.error, false});
        for (const RowError &error : page.mapped.rejected)
            m_rejects.push_back({page.seqFirst + page.page.recordIndex(error.row), error, false});
    }
    std::sort(m_rejects.begin(), m_rejects.end(), [](const Rejected &a, const Rejected &b) { return a.seq < b.seq; });
}

CommitBatch::Range CommitBatch::range(std::int64_t first, std::int64_t last, const Cursor &cursorBefore,
                                      std::int64_t rowsPastBefore, std::span<const std::string> filterNames) const
{
    Range range;
    range.first = first;
    range.last = last;
    range.isDense = m_excluded.empty() && std::all_of(m_pages.begin(), m_pages.end(), isPlain);
    range.counts.read = last - first + 1;
    range.cursor = cursorBefore;
    range.rowsPastCursor = rowsPastBefore + (last - seqFirst() + 1);
    for (const MappedPage &page : m_pages) {
        if (page.seqLast() <= last) {
            range.cursor = page.page.next;
            range.rowsPastCursor = last - page.seqLast();
        }
        if (page.seqLast() < first || page.seqFirst > last)
            continue;
        const RecordBatch &rows = page.mapped.rows;
        if (range.isDense) {
            const std::int64_t from = std::max(first, page.seqFirst) - page.seqFirst;
            const std::int64_t to = std::min(last, page.seqLast()) - page.seqFirst;
            if (to >= from)
                range.parts.push_back(rows.slice(from, to - from + 1));
        } else {
            std::vector<std::int32_t> taken;
            for (std::int64_t row = firstRowAt(page, first); row < rows.rows(); ++row) {
                const std::int64_t seq = page.seqFirst + recordOfTargetRow(page, row);
                if (seq > last)
                    break;
                if (std::binary_search(m_excluded.begin(), m_excluded.end(), seq))
                    continue;
                taken.push_back(static_cast<std::int32_t>(row));
                range.seqs.push_back(seq);
            }
            if (static_cast<std::int64_t>(taken.size()) == rows.rows())
                range.parts.push_back(rows);
            else if (!taken.empty())
                range.parts.push_back(rows.gather(taken));
        }
        for (const FilteredRow &filtered : page.mapped.filtered) {
            const std::int64_t seq = page.seqFirst + page.page.recordIndex(filtered.row);
            if (seq >= first && seq <= last)
                ++range.counts.filtered[filterNames[static_cast<std::size_t>(filtered.filter)]];
        }
        if (range.positionFrom.empty())
            range.positionFrom = positionOf(page, std::max(first, page.seqFirst) - page.seqFirst);
        if (page.page.recordCount() > 0)
            range.positionTo = positionOf(page, std::min(last, page.seqLast()) - page.seqFirst);
    }
    for (const RecordBatch &part : range.parts)
        range.rows += part.rows();
    for (auto reject = m_rejects.begin() + rejectAt(first); reject != m_rejects.end() && reject->seq <= last; ++reject) {
        const ExceptionRecord row = describe(*reject);
        range.counts.unknown += reject->error.code == RowCode::UnknownOutcome;
        range.skipped.push_back({reject->seq, std::string(rowCodeName(reject->error.code)), row.position, row.naturalKey});
    }
    range.counts.quarantined = static_cast<std::int64_t>(range.skipped.size()) - range.counts.unknown;
    return range;
}

void CommitBatch::exclude(std::int64_t seq, RowError error)
{
    m_excluded.insert(std::lower_bound(m_excluded.begin(), m_excluded.end(), seq), seq);
    m_rejects.insert(m_rejects.begin() + rejectAt(seq), {seq, std::move(error), false});
}

std::int64_t CommitBatch::rejectedRows(std::int64_t last) const
{
    const auto behind = std::upper_bound(m_rejects.begin(), m_rejects.end(), last,
                                         [](std::int64_t seq, const Rejected &row) { return seq < row.seq; });
    return behind - m_rejects.begin();
}

std::vector<ExceptionRecord> CommitBatch::takeExceptions(std::int64_t first, std::int64_t last)
{
    std::vector<ExceptionRecord> rows;
    for (auto reject = m_rejects.begin() + rejectAt(first); reject != m_rejects.end() && reject->seq <= last; ++reject) {
        if (!std::exchange(reject->isRecorded, true))
            rows.push_back(describe(*reject));
    }
    return rows;
}

std::int64_t CommitBatch::leadingRejected() const
{
    std::int64_t count = 0;
    while (count < static_cast<std::int64_t>(m_rejects.size())
           && m_rejects[static_cast<std::size_t>(count)].seq == seqFirst() + count)
        ++count;
    return count;
}

std::ptrdiff_t CommitBatch::rejectAt(std::int64_t seq) const
{
    return std::lower_bound(m_rejects.begin(), m_rejects.end(), seq,
                            [](const Rejected &row, std::int64_t value) { return row.seq < value; })
           - m_rejects.begin();
}

const MappedPage &CommitBatch::pageOf(std::int64_t seq) const
{
    const auto at = std::upper_bound(m_pages.begin(), m_pages.end(), seq,
                                     [](std::int64_t value, const MappedPage &page) { return value < page.seqFirst; });
    auto page = std::prev(at);
    while (page->page.recordCount() == 0) // an empty page shares its first seq with the next one
        --page;
    return *page;
}

ExceptionRecord CommitBatch::describe(const Rejected &row) const
{
    const MappedPage &page = pageOf(row.seq);
    const std::int64_t record = row.seq - page.seqFirst;
    ExceptionRecord exception;
    exception.seq = row.seq;
    exception.error = row.error;
    exception.position = positionOf(page, record);
    for (const BrokenRow &broken : page.page.broken) {
        if (broken.index == record) {
            exception.payload = broken.raw;
            exception.isRaw = true;
            return exception;
        }
    }
    const std::int64_t sourceRow = sourceRowOf(page.page, record);
    exception.payload = encodePayload(page.page.rows, sourceRow);
    if (!m_sourceKeyFields.empty())
        exception.naturalKey = naturalKeyText(page.page.rows, sourceRow, m_sourceKeyFields);
    return exception;
}

} // namespace weir
