#pragma once

#include "core/connectors/source.h"
#include "core/connectors/target.h"
#include "core/ledger/records.h"
#include "core/ledger/spool.h"
#include "core/mapping/mappingplan.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace weir {

/// A page after the mapping. The source rows stay with it: quarantine keeps rows as they were read.
struct MappedPage
{
    SourcePage page;
    MappedRows mapped;
    std::int64_t seqFirst = 0; ///< of the page's record 0
    std::int64_t run = 0;      ///< the run that read it
    bool isSpooled = false;    ///< its rows were counted as read when the page was spooled
    SpoolTicket safe;          ///< of the page in the spool; not valid: nothing to wait for

    [[nodiscard]] std::int64_t seqLast() const { return seqFirst + page.recordCount() - 1; }
    /// Bytes held; columns that source and target rows share count once.
    [[nodiscard]] std::size_t memorySize() const;
};

/// Pages on their way into one commit, and the bookkeeping between sequence numbers, target rows and rejected rows.
/// Row numbers are target rows through all pages; a range of seqs may be committed on its own (poison isolation).
class CommitBatch
{
public:
    void add(MappedPage page);
    [[nodiscard]] bool isEmpty() const { return m_pages.empty(); }
    [[nodiscard]] std::int64_t seqFirst() const { return m_pages.front().seqFirst; }
    [[nodiscard]] std::int64_t seqLast() const { return m_pages.back().seqLast(); }
    [[nodiscard]] std::int64_t records() const { return isEmpty() ? 0 : seqLast() - seqFirst() + 1; }
    [[nodiscard]] std::size_t memorySize() const { return m_bytes; }
    [[nodiscard]] std::int64_t run() const { return m_pages.front().run; }
    [[nodiscard]] bool isSpooled() const { return m_pages.front().isSpooled; }
    /// How many rows up to \a last are rejected or excluded. After seal().
    [[nodiscard]] std::int64_t rejectedRows(std::int64_t last) const;
    /// How many rows at its very beginning are rejected or excluded without a gap. After seal().
    [[nodiscard]] std::int64_t leadingRejected() const;
    /// The first rejected or excluded row; there must be one. After seal().
    [[nodiscard]] ExceptionRecord firstException() const { return describe(m_rejects.front()); }

    /// Of pages that may not be durable yet, each once; whoever writes a row of them to the target waits first (S6).
    [[nodiscard]] std::vector<SpoolTicket> takeSpoolTickets();

    /// Builds the index from seqs to rows. Call once, after the last add().
    /// \a sourceKeyFields: source fields that hold the natural key, empty when it is not known.
    void seal(std::span<const std::size_t> sourceKeyFields);

    /// What a range of seqs holds.
    struct Range
    {
        std::vector<RecordBatch> parts; ///< target rows of the range without the excluded ones
        std::vector<std::int64_t> seqs; ///< of those rows, ascending; empty when `isDense`
        bool isDense = false;           ///< row i has seq first + i
        std::int64_t first = 0;
        std::int64_t last = 0;
        std::int64_t rows = 0;          ///< target rows in parts
        std::vector<Skipped> skipped;   ///< rejected and excluded rows
        Totals counts;                  ///< read, filtered, quarantined; the target adds the rest
        Cursor cursor;                  ///< last page border at or before `last`
        std::int64_t rowsPastCursor = 0;
        std::string positionFrom, positionTo;
        [[nodiscard]] std::int64_t seqOf(std::int64_t row) const { return isDense ? first + row : seqs[row]; }
    };
    /// \a before is the cursor at the batch's start with the rows past it, for ranges that end inside the first page.
    [[nodiscard]] Range range(std::int64_t first, std::int64_t last, const Cursor &cursorBefore,
                              std::int64_t rowsPastBefore, std::span<const std::string> filterNames) const;

    /// Takes the row at \a seq out of later ranges; it was refused with \a error.
    void exclude(std::int64_t seq, RowError error);

    /// Every rejected or excluded row from \a first to \a last that was not answered before, for the ledger.
    [[nodiscard]] std::vector<ExceptionRecord> takeExceptions(std::int64_t first, std::int64_t last);

private:
    struct Rejected
    {
        std::int64_t seq = 0;
        RowError error;
        bool isRecorded = false;
    };
    [[nodiscard]] const MappedPage &pageOf(std::int64_t seq) const;
    /// Index of the first reject at or behind \a seq.
    [[nodiscard]] std::ptrdiff_t rejectAt(std::int64_t seq) const;
    [[nodiscard]] ExceptionRecord describe(const Rejected &row) const;

    std::vector<MappedPage> m_pages;
    std::vector<Rejected> m_rejects; ///< ascending by seq, after seal()
    std::vector<std::int64_t> m_excluded; ///< seqs of target rows taken out, ascending
    std::vector<std::size_t> m_sourceKeyFields;
    std::size_t m_bytes = 0;
};

} // namespace weir
