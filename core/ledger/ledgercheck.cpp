#include "core/ledger/ledgercheck.h"

#include "core/ledger/books.h"

#include <fmt/format.h>

namespace weir {

namespace {

/// The questions that are one query: each row it answers is a finding, with where and detail.
struct Question
{
    const char *invariant;
    const char *sql;
};

constexpr Question questions[] = {
    {"I1", "SELECT 'batch of stream ' || stream_id || ', generation ' || generation || ', row ' || seq_first, 'its figures do "
           "not add up to ' || rows_read || ' rows' FROM batch WHERE rows_read <> rows_inserted + rows_updated + "
           "rows_unchanged + rows_superseded + rows_filtered + rows_quarantined + rows_unknown OR rows_read <> seq_last - "
           "seq_first + 1"},
    {"I1", "SELECT 'run ' || id, 'read ' || rows_read || ', but its other figures add up to ' || (rows_inserted + "
           "rows_updated + rows_unchanged + rows_superseded + rows_filtered + rows_quarantined + rows_unknown + "
           "rows_pending) FROM run WHERE rows_read <> rows_inserted + rows_updated + rows_unchanged + rows_superseded + "
           "rows_filtered + rows_quarantined + rows_unknown + rows_pending"},
    {"I1", "SELECT 'run ' || r.id, 'its figures say ' || (r.rows_read - r.rows_pending) || ' rows, its batches ' || "
           "coalesce(b.rows, 0) FROM run r LEFT JOIN (SELECT run_id, sum(rows_read) AS rows FROM batch GROUP BY run_id) b ON "
           "b.run_id = r.id WHERE r.kind = 'sync' AND r.rows_read - r.rows_pending <> coalesce(b.rows, 0)"},
    {"I1", "SELECT 'stream ' || b.stream_id || ', generation ' || b.generation, 'its batches hold ' || b.bad || ' quarantined "
           "or unknown rows, but ' || coalesce(e.rows, 0) || ' are kept' FROM (SELECT stream_id, generation, "
           "sum(rows_quarantined + rows_unknown) AS bad FROM batch GROUP BY stream_id, generation) b LEFT JOIN (SELECT "
           "stream_id, generation, count(*) AS rows FROM exception_row WHERE state NOT IN ('provisional', 'void') GROUP BY "
           "stream_id, generation) e USING (stream_id, generation) WHERE b.bad <> coalesce(e.rows, 0)"},
    {"I2", "SELECT 'stream ' || stream_id || ', generation ' || generation || ', row ' || seq_first, 'the batch before it ends "
           "at row ' || before FROM (SELECT stream_id, generation, seq_first, coalesce(lag(seq_last) OVER (PARTITION BY "
           "stream_id, generation ORDER BY seq_first), 0) AS before FROM batch) WHERE seq_first <> before + 1"},
    {"I2", "SELECT 'stream ' || s.id, 'it goes on at row ' || s.next_seq || ', but its batches end at row ' || "
           "coalesce((SELECT max(seq_last) FROM batch b WHERE b.stream_id = s.id AND b.generation = s.generation), 0) FROM "
           "stream s WHERE s.next_seq <> 1 + coalesce((SELECT max(seq_last) FROM batch b WHERE b.stream_id = s.id AND "
           "b.generation = s.generation), 0)"},
    {"I3", "SELECT 'stream ' || id, 'its cursor stands ' || rows_past_cursor || ' rows back, but only ' || (next_seq - 1) || "
           "' rows are booked' FROM stream WHERE rows_past_cursor < 0 OR rows_past_cursor > next_seq - 1"},
    {"causes", "SELECT 'cause ' || c.id, 'it counts ' || c.rows_open || ' open rows, but ' || coalesce(e.rows, 0) || ' are "
               "open' FROM cause c LEFT JOIN (SELECT cause_id, count(*) AS rows FROM exception_row WHERE state = "
               "'quarantined' GROUP BY cause_id) e ON e.cause_id = c.id WHERE c.rows_open <> coalesce(e.rows, 0)"},
    {"references", "SELECT \"table\" || ' row ' || coalesce(rowid, '?'), 'it refers to a ' || parent || ' that does not exist' "
                   "FROM pragma_foreign_key_check"},
};

class LedgerCheck
{
public:
    explicit LedgerCheck(Database &database) : m_database(database) {}

    Result<std::vector<LedgerFinding>> all()
    {
        WEIR_CHECK(m_database.execute("BEGIN"));
        Result<void> done = checkAll();
        const Result<void> ended = m_database.execute("ROLLBACK");
        WEIR_CHECK(std::move(done));
        WEIR_CHECK(ended);
        return std::move(m_findings);
    }

private:
    Result<void> checkAll()
    {
        WEIR_CHECK(integrity());
        for (const Question &question : questions)
            WEIR_CHECK(ask(question));
        WEIR_CHECK(totals());
        WEIR_CHECK(batchChecksums());
        return exceptionChecksums();
    }

    void found(std::string invariant, std::string where, std::string detail)
    {
        if (m_findings.size() < ledgerFindingsMax)
            m_findings.push_back({std::move(invariant), std::move(where), std::move(detail)});
    }

    Result<void> integrity()
    {
        WEIR_TRY(Statement check, m_database.prepare("PRAGMA integrity_check"));
        for (;;) {
            WEIR_TRY(const bool hasRow, check.step());
            if (!hasRow)
                return {};
            if (check.text(0) != "ok")
                found("integrity", "ledger.db", check.text(0));
        }
    }

    Result<void> ask(const Question &question)
    {
        WEIR_TRY(Statement select, m_database.prepare(question.sql));
        for (;;) {
            WEIR_TRY(const bool hasRow, select.step());
            if (!hasRow)
                return {};
            found(question.invariant, select.text(0), select.text(1));
        }
    }

    Result<void> totals()
    {
        WEIR_TRY(Statement select,
                 m_database.prepare("SELECT s.id, s.totals, coalesce(sum(b.rows_read), 0), coalesce(sum(b.rows_inserted), 0), "
                                    "coalesce(sum(b.rows_updated), 0), coalesce(sum(b.rows_unchanged), 0), "
                                    "coalesce(sum(b.rows_superseded), 0), coalesce(sum(b.rows_filtered), 0), "
                                    "coalesce(sum(b.rows_quarantined), 0), coalesce(sum(b.rows_unknown), 0) FROM stream s "
                                    "LEFT JOIN batch b ON b.stream_id = s.id AND b.generation = s.generation GROUP BY s.id"));
        static constexpr const char *names[] = {"read",     "inserted",    "updated", "unchanged", "superseded",
                                                "filtered", "quarantined", "unknown"};
        for (;;) {
            WEIR_TRY(const bool hasRow, select.step());
            if (!hasRow)
                return {};
            const std::string where = fmt::format("stream {}", select.integer(0));
            const Result<Totals> totals = Totals::fromJson(select.text(1));
            if (!totals) {
                found("I7", where, "its totals cannot be read");
                continue;
            }
            const std::int64_t kept[] = {totals->read,       totals->inserted,      totals->updated,     totals->unchanged,
                                         totals->superseded, totals->filteredSum(), totals->quarantined, totals->unknown};
            for (int i = 0; i < 8; ++i) {
                if (kept[i] != select.integer(2 + i))
                    found("I7", where, fmt::format("its totals say {} {}, its batches {}", names[i], kept[i], select.integer(2 + i)));
            }
        }
    }

    Result<void> batchChecksums()
    {
        WEIR_TRY(Statement select,
                 m_database.prepare("SELECT stream_id, generation, seq_first, seq_last, rows_read, rows_inserted, "
                                    "rows_updated, rows_unchanged, rows_superseded, rows_filtered, rows_quarantined, "
                                    "rows_unknown, checksum FROM batch"));
        for (;;) {
            WEIR_TRY(const bool hasRow, select.step());
            if (!hasRow)
                return {};
            Totals counts;
            counts.read = select.integer(4);
            counts.inserted = select.integer(5);
            counts.updated = select.integer(6);
            counts.unchanged = select.integer(7);
            counts.superseded = select.integer(8);
            if (select.integer(9) > 0)
                counts.filtered[""] = select.integer(9);
            counts.quarantined = select.integer(10);
            counts.unknown = select.integer(11);
            if (books::batchChecksum(select.integer(0), select.integer(1), select.integer(2), select.integer(3), counts) !=
                select.integer(12))
                found("checksum", fmt::format("batch of stream {}, generation {}, rows {} to {}", select.integer(0),
                                              select.integer(1), select.integer(2), select.integer(3)),
                      "the batch is not what was written");
        }
    }

    Result<void> exceptionChecksums()
    {
        WEIR_TRY(Statement select, m_database.prepare("SELECT id, stream_id, generation, seq, position, payload, checksum FROM "
                                                      "exception_row WHERE state <> 'void'"));
        for (;;) {
            WEIR_TRY(const bool hasRow, select.step());
            if (!hasRow)
                return {};
            if (books::exceptionChecksum(select.integer(1), select.integer(2), select.integer(3), select.text(4),
                                         select.text(5)) != select.integer(6))
                found("checksum", fmt::format("quarantined row {}", select.integer(0)), "the row kept is not what was written");
        }
    }

    Database &m_database;
    std::vector<LedgerFinding> m_findings;
};

} // namespace

Result<std::vector<LedgerFinding>> checkLedger(LedgerReader &ledger)
{
    return LedgerCheck(ledger.database()).all();
}

} // namespace weir
