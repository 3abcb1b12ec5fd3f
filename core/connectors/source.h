#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "core/connectors/cursor.h"
#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// What a row's position counts. For people and for finding the row again; never used to resume.
enum class PositionUnit : std::uint8_t {
    Line,  ///< 1-based line of a file at which the record starts
    Byte,  ///< byte offset of a file at which the record starts
    Index, ///< 0-based index in the page; SourcePage::label names the page
    Row,   ///< 1-based row of a sheet; SourcePage::label names the sheet
};

/// A record that could not even be parsed. It is one row: it has a seq, and goes to quarantine as it was read.
struct BrokenRow
{
    std::int64_t index = 0; ///< among all records of the page, parsed and broken together
    RowError error;         ///< stage Read; row is meaningless here
    std::string raw;        ///< the bytes as read, at most 1 MiB; what is cut is named in error.detail with a SHA-256
    std::int64_t position = 0; ///< in the page's unit
};

/// Finding about a stream that a person should see before the first run (damage, doubt, a choice made for them).
struct Finding
{
    enum class Level : std::uint8_t { Note, Warning, Blocking };
    Level level = Level::Note;
    std::string code;   ///< stable word: "encoding", "header", "totalRow", "damagedNumber" …
    std::string field;  ///< empty: the stream as a whole
    std::int64_t count = 0;
    std::string detail; ///< English sentence with the reason and an example
    /// A bool expression over the source fields that is true for the rows it is about, where leaving those out is
    /// proposed; empty: it is not.
    std::string drop{};
};

/// A page: the unit of reading, about 1 MiB or 8,192 records. Records have dense indexes 0 … recordCount() - 1 in
/// source order; a record is either a row of `rows` or in `broken`.
struct SourcePage
{
    RecordBatch rows;
    std::vector<BrokenRow> broken;   ///< ascending by index
    std::vector<std::int64_t> positions; ///< one for each row of `rows`; empty: the unit is Index and they are dense
    PositionUnit unit = PositionUnit::Index;
    std::string label;               ///< names the page where the unit is Index: "page 7", "rows from id 5000"
    Cursor next;                     ///< resumes behind this page
    /// The bytes as fetched, only from sources whose pages cannot be read again at the same place (HTTP, pipes):
    /// the spool stores them and parseSpooled() makes the same page of them. Empty otherwise.
    std::string raw;
    /// Made while reading: a member of a record that no field stands for. Mostly empty.
    std::vector<Finding> findings;

    [[nodiscard]] std::int64_t recordCount() const { return rows.rows() + static_cast<std::int64_t>(broken.size()); }
    [[nodiscard]] std::size_t memorySize() const;
    /// Index among all records of row \a row of `rows`.
    [[nodiscard]] std::int64_t recordIndex(std::int64_t row) const;
    /// Human position of a row: "line 1412", "byte 88213", "page 7, row 3", "sheet Orders, row 12".
    [[nodiscard]] std::string positionText(std::int64_t row) const;
    [[nodiscard]] std::string brokenPositionText(const BrokenRow &row) const;
};

/// A field as discovery sees it: what it is now and which type a new table should give it.
struct FieldProposal
{
    Type type;          ///< proposed type for a created target column
    std::string reason; ///< "all 1,000 samples are whole numbers up to 7 digits"
};

/// What opening a stream tells about it.
struct SourceShape
{
    SchemaPtr schema;                     ///< of the pages; files and APIs deliver Text (and Json for nested values)
    std::vector<FieldProposal> proposals; ///< one for each field
    std::vector<Finding> findings;
    bool isRereadable = true; ///< the same cursor gives the same rows again (files, keyset tables); false: spool
    bool canResume = true;    ///< false: no stable order (a table without key); a crash starts the load over
    std::int64_t rowsEstimate = -1; ///< -1 unknown
    std::int64_t bytesTotal = -1;   ///< -1 unknown; progress of files
    /// The border before the first record, so that a load that broke in its first page can be compared with the content;
    /// empty: not known, or opened elsewhere than at the beginning.
    Cursor start;
    std::string fingerprint;  ///< identity of the content opened; decides "unchanged, grown, replaced" for files
};

/// Whether the content behind a stored cursor is still what it was (delivery C7, architecture §9 table).
enum class SourceChange : std::uint8_t { None, Grown, Replaced };

/// A request that failed and was made again inside the source.
struct SourceAttempt
{
    std::int64_t atMs = 0;  ///< since 1970 UTC
    std::string what;       ///< "GET /orders?page=7", redacted
    Error error;
    std::int64_t waitMs = 0; ///< until the next try
};

/// Reads one stream in a stable order.
///
/// Lifecycle: open() once, then read() until it answers no page. What open() read to learn the schema is not
/// counted as read.
///
/// Errors: an Error from read() means nothing of that page was delivered; with Recovery::Retry the caller may call
/// read() again and gets the same page. A bad record is never an Error; it is a BrokenRow.
///
/// Thread-safety: none. Created, used and destroyed on one reader thread; every call notices \a token within a second.
class Source
{
public:
    virtual ~Source() = default;

    /// Connects, learns the schema and stands at \a from. \a pinned, if given, is the schema of the job's earlier
    /// runs: pages have exactly its fields. A field of it that is gone is an Error Stop/SchemaMismatch naming the
    /// field; fields that are new are a Finding "newField". Where records may leave members out (JSON), comparePinned()
    /// says when one is gone.
    [[nodiscard]] virtual Result<SourceShape> open(const Cursor &from, const SchemaPtr &pinned,
                                                   const CancelToken &token) = 0;

    /// The next page; nothing at the end of the stream. A page may be empty of rows (it still moves the cursor).
    [[nodiscard]] virtual Result<std::optional<SourcePage>> read(const CancelToken &token) = 0;

    /// Makes the page that read() once made of \a raw, byte for byte (sources with isRereadable == false).
    [[nodiscard]] virtual Result<SourcePage> parseSpooled(std::string raw, const Cursor &next, std::string label);

    /// Compares the content with what \a cursor was taken from. \a cursor is at the end of a completed load or in
    /// the middle of one. Valid before open().
    [[nodiscard]] virtual Result<SourceChange> changeSince(const Cursor &cursor, const CancelToken &token) = 0;

    /// True when the source reads only what is new since a cursor at its end (a cursor field, a growing file).
    [[nodiscard]] virtual bool isIncremental() const = 0;

    /// The failed tries since the last call.
    [[nodiscard]] virtual std::vector<SourceAttempt> takeAttempts() { return {}; }

    /// Bytes consumed so far, for progress; -1 unknown.
    [[nodiscard]] virtual std::int64_t bytesRead() const { return -1; }
};

} // namespace weir
