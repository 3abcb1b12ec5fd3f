#include "core/ledger/ledgercheck.h"

#include "core/base/hash.h"
#include "core/ledger/books.h"
#include "core/ledger/spool.h"

#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <sqlite3.h>

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
           "sum(rows_quarantined + rows_unknown) AS bad, max(is_adopted) AS is_adopted FROM batch GROUP BY stream_id, generation) b LEFT JOIN (SELECT "
           "stream_id, generation, count(*) AS rows FROM exception_row WHERE state NOT IN ('provisional', 'void') GROUP BY "
           "stream_id, generation) e USING (stream_id, generation) WHERE b.bad <> coalesce(e.rows, 0) AND (b.bad < e.rows OR NOT "
           "b.is_adopted)"},
    {"I1", "SELECT 'run ' || r.id, 'its rules dropped ' || coalesce(f.rows, 0) || ' rows, its batches ' || coalesce(b.rows, 0) "
           "FROM run r LEFT JOIN (SELECT run_id, sum(rows) AS rows FROM filter_count GROUP BY run_id) f ON f.run_id = r.id LEFT "
           "JOIN (SELECT run_id, sum(rows_filtered) AS rows FROM batch GROUP BY run_id) b ON b.run_id = r.id WHERE r.kind = 'sync' "
           "AND coalesce(f.rows, 0) <> coalesce(b.rows, 0)"},
    {"I2", "SELECT 'stream ' || stream_id || ', generation ' || generation || ', row ' || seq_first, 'the batch before it ends "
           "at row ' || before FROM (SELECT stream_id, generation, seq_first, coalesce(lag(seq_last) OVER (PARTITION BY "
           "stream_id, generation ORDER BY seq_first), 0) AS before FROM batch) WHERE seq_first <> before + 1"},
    {"I2", "SELECT 'stream ' || s.id, 'it goes on at row ' || s.next_seq || ', but its batches end at row ' || "
           "coalesce((SELECT max(seq_last) FROM batch b WHERE b.stream_id = s.id AND b.generation = s.generation), 0) FROM "
           "stream s WHERE s.next_seq <> 1 + coalesce((SELECT max(seq_last) FROM batch b WHERE b.stream_id = s.id AND "
           "b.generation = s.generation), 0)"},
    {"I3", "SELECT 'stream ' || id, 'its cursor stands ' || rows_past_cursor || ' rows back, but only ' || (next_seq - 1) || "
           "' rows are booked' FROM stream WHERE rows_past_cursor < 0 OR rows_past_cursor > next_seq - 1"},
    {"I4", "SELECT 'row ' || e.seq || ' of stream ' || e.stream_id, 'it is still provisional, but its batch is booked' FROM "
           "exception_row e JOIN stream s ON s.id = e.stream_id WHERE e.state = 'provisional' AND (e.generation < s.generation OR "
           "(e.generation = s.generation AND e.seq < s.next_seq))"},
    {"I4", "SELECT 'row ' || e.seq || ' of stream ' || e.stream_id, 'it is released to a compensation that is not open' FROM "
           "exception_row e LEFT JOIN manifest m ON m.id = e.manifest_id WHERE e.state = 'released' AND coalesce(m.state, '') <> "
           "'open'"},
    {"I8", "SELECT 'row ' || e.seq || ' of stream ' || e.stream_id, 'it is ' || e.state || ', but no batch holds it' FROM "
           "exception_row e JOIN stream s ON s.id = e.stream_id WHERE e.state NOT IN ('provisional', 'void') AND (e.generation > "
           "s.generation OR (e.generation = s.generation AND e.seq >= s.next_seq AND s.next_seq > 1))"},
    {"I13", "SELECT 'job ' || job_id, count(*) || ' runs of it are open at once' FROM run WHERE kind IN ('sync', 'compensation') "
            "AND is_final = 0 GROUP BY job_id, kind HAVING count(*) > 1"},
    {"I14", "SELECT 'spooled page at row ' || p.seq_first || ' of stream ' || p.stream_id, 'the page before it is missing' FROM "
            "spool_page p JOIN stream s ON s.id = p.stream_id WHERE p.generation = s.generation AND p.seq_first > s.next_seq AND "
            "NOT EXISTS (SELECT 1 FROM spool_page b WHERE b.stream_id = p.stream_id AND b.generation = p.generation AND "
            "b.seq_first + b.records = p.seq_first)"},
    {"I14", "SELECT 'run ' || r.id, 'its spooled pages hold ' || p.rows || ' rows to be delivered, but it counts ' || "
            "r.rows_pending || ' as pending' FROM run r JOIN (SELECT p.run_id, sum(min(p.records, p.seq_first + p.records - "
            "s.next_seq)) AS rows FROM spool_page p JOIN stream s ON s.id = p.stream_id AND s.generation = p.generation WHERE "
            "p.seq_first + p.records > s.next_seq GROUP BY p.run_id) p ON p.run_id = r.id WHERE r.rows_pending < p.rows"},
    {"I17", "SELECT 'quarantined row ' || i.exception_id, 'it is in ' || count(*) || ' unfinished compensations' FROM manifest_item "
            "i JOIN manifest m ON m.id = i.manifest_id WHERE m.state = 'open' AND i.state = 'open' GROUP BY i.exception_id HAVING "
            "count(*) > 1"},
    {"causes", "SELECT 'cause ' || c.id, 'it counts ' || c.rows_open || ' open rows, but ' || coalesce(e.rows, 0) || ' are "
               "open' FROM cause c LEFT JOIN (SELECT cause_id, count(*) AS rows FROM exception_row WHERE state = "
               "'quarantined' GROUP BY cause_id) e ON e.cause_id = c.id WHERE c.rows_open <> coalesce(e.rows, 0)"},
    {"references", "SELECT \"table\" || ' row ' || coalesce(rowid, '?'), 'it refers to a ' || parent || ' that does not exist' "
                   "FROM pragma_foreign_key_check"},
};

/// "unable to get the page. error code=266": a page that the disk did not give, or for which there was no memory. SQLite
/// reports it among the damages (pragma.c); the code is a result code (https://www.sqlite.org/rescode.html).
bool isReadError(std::string_view finding)
{
    constexpr std::string_view mark = "error code=";
    const std::size_t at = finding.find(mark);
    if (at == std::string_view::npos)
        return false;
    const std::string_view number = finding.substr(at + mark.size());
    int code = 0;
    std::from_chars(number.data(), number.data() + number.size(), code);
    code &= 0xFF;
    return code == SQLITE_IOERR || code == SQLITE_NOMEM || code == SQLITE_CANTOPEN || code == SQLITE_FULL;
}

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

    Result<std::optional<LedgerFinding>> first(bool isWhole)
    {
        WEIR_CHECK(m_database.execute("BEGIN"));
        Result<void> done = isWhole ? integrity("PRAGMA quick_check") : Result<void>();
        if (done)
            done = streamChecksums();
        if (done && isWhole)
            done = batchChecksums();
        if (done && isWhole)
            done = exceptionChecksums();
        const Result<void> ended = m_database.execute("ROLLBACK");
        WEIR_CHECK(std::move(done));
        WEIR_CHECK(ended);
        return m_findings.empty() ? std::optional<LedgerFinding>() : m_findings.front();
    }

private:
    Result<void> checkAll()
    {
        WEIR_CHECK(integrity("PRAGMA integrity_check"));
        for (const Question &question : questions)
            WEIR_CHECK(ask(question));
        WEIR_CHECK(causes());
        WEIR_CHECK(totals());
        WEIR_CHECK(streamChecksums());
        WEIR_CHECK(batchChecksums());
        return exceptionChecksums();
    }

    void found(std::string invariant, std::string where, std::string detail)
    {
        if (m_findings.size() < ledgerFindingsMax)
            m_findings.push_back({std::move(invariant), std::move(where), std::move(detail)});
    }

    Result<void> integrity(std::string_view pragma)
    {
        WEIR_TRY(Statement check, m_database.prepare(pragma));
        for (;;) {
            WEIR_TRY(const bool hasRow, check.step());
            if (!hasRow)
                return {};
            if (isReadError(check.text(0)))
                return fail(ErrorCode::Unavailable, Recovery::Stop,
                            "ledger.db cannot be read as a whole (" + printable(check.text(0))
                                + "): the disk did not give the data, which is no damage of the file. Look at the disk and "
                                  "run again");
            if (check.text(0) != "ok")
                found("integrity", "ledger.db", printable(check.text(0)));
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

    /// I15: only trouble of a row itself sets a row aside, and that is a closed set of names.
    Result<void> causes()
    {
        WEIR_TRY(Statement select, m_database.prepare("SELECT id, stage, code FROM cause"));
        for (;;) {
            WEIR_TRY(const bool hasRow, select.step());
            if (!hasRow)
                return {};
            if (!stageFromName(select.text(1)) || !rowCodeFromName(select.text(2)))
                found("I15", fmt::format("cause {}", select.integer(0)),
                      fmt::format("{} {} is no trouble that a row can have", select.text(1), select.text(2)));
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

    Result<void> streamChecksums()
    {
        WEIR_TRY(Statement select, m_database.prepare(fmt::format("SELECT {}, checksum FROM stream", books::streamColumns)));
        for (;;) {
            WEIR_TRY(const bool hasRow, select.step());
            if (!hasRow)
                return {};
            if (books::streamChecksum(select) != select.integer(books::streamColumnCount))
                found("checksum", fmt::format("stream {}", select.integer(0)), "its position is not what was written");
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

/// A flipped bit in the text of a trigger would surface as a fault of ours at the next entry.
Result<std::string> schemaChecksum(Database &database)
{
    WEIR_TRY(Statement select, database.prepare("SELECT type || '|' || name || '|' || tbl_name || '|' || sql FROM sqlite_schema "
                                                "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY name"));
    std::string all;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return xxh128Hex(all);
        all += select.text(0) + '\n';
    }
}

Result<bool> isSchemaSealed(Database &database)
{
    WEIR_TRY(const std::string checksum, schemaChecksum(database));
    WEIR_TRY(Statement select, database.prepare("SELECT 1 FROM meta WHERE key = 'schema' AND value = ?"));
    return select.bind(checksum).step();
}

} // namespace

Result<std::vector<LedgerFinding>> checkSpool(Database &database, const std::string &folder)
{
    std::vector<LedgerFinding> findings;
    WEIR_TRY(Statement select, database.prepare("SELECT p.seq_first, p.segment, p.offset, p.length, p.hash, p.label FROM spool_page "
                                                "p JOIN stream s ON s.id = p.stream_id WHERE p.generation = s.generation AND "
                                                "p.seq_first + p.records > s.next_seq ORDER BY p.stream_id, p.seq_first"));
    while (findings.size() < ledgerFindingsMax) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            break;
        SpoolRecord record;
        record.segment = select.text(1);
        record.offset = select.integer(2);
        record.length = select.integer(3);
        record.hash = static_cast<std::uint64_t>(select.integer(4));
        record.label = select.text(5);
        if (auto page = readSpoolPage(folder, record); !page)
            findings.push_back({"I14", fmt::format("spooled page at row {}", select.integer(0)), page.error().detail});
    }
    return findings;
}

Result<void> sealSchema(Database &database)
{
    WEIR_TRY(const std::string checksum, schemaChecksum(database));
    WEIR_TRY(Statement seal, database.prepare("INSERT INTO meta (key, value) VALUES ('schema', ?) ON CONFLICT (key) DO UPDATE "
                                              "SET value = excluded.value"));
    return seal.bind(checksum).run();
}

Result<void> quickCheck(Database &database, const std::string &path)
{
    WEIR_TRY(const auto pages, database.scalar("PRAGMA page_count"));
    WEIR_TRY(const auto pageBytes, database.scalar("PRAGMA page_size"));
    std::error_code noFile, noLog;
    const auto bytes = std::filesystem::file_size(path, noFile);
    const auto logBytes = std::filesystem::file_size(path + "-wal", noLog);
    const bool hasLog = !noLog && logBytes > 0; // then the last page may be on its way
    if (!noFile && !hasLog && pageBytes.value_or(0) > 0 && bytes % static_cast<std::uintmax_t>(*pageBytes) != 0)
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop, fmt::format("{} is damaged: it ends in the middle of a page", path));
    const auto isSealed = isSchemaSealed(database);
    if (!isSealed && isSealed.error().code != ErrorCode::Internal)
        return Unexpected{isSealed.error()};
    if (!isSealed || !*isSealed) // Internal: what the file says of its tables cannot even be read
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                    fmt::format("{} is damaged: its tables and triggers are not what was written", path));
    const bool isWhole = pages.value_or(0) * pageBytes.value_or(0) <= quickCheckBytesMax;
    WEIR_TRY(const auto finding, LedgerCheck(database).first(isWhole));
    if (!finding)
        return {};
    return fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                fmt::format("{} is damaged: {}: {}", path, finding->where, finding->detail));
}

Result<std::vector<LedgerFinding>> checkLedger(LedgerReader &ledger)
{
    return checkLedger(ledger.database());
}

Result<std::vector<LedgerFinding>> checkLedger(Database &database)
{
    return LedgerCheck(database).all();
}

} // namespace weir
