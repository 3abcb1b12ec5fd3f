#pragma once

#include "core/base/canceltoken.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/base/uuid.h"
#include "core/connectors/cursor.h"
#include "core/connectors/dispatch.h"
#include "core/connectors/source.h"
#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weir {

/// What a kind of target can promise (delivery §1).
enum class Guarantee : std::uint8_t { A, B, C, D1, D2, D3 };

[[nodiscard]] std::string_view guaranteeName(Guarantee guarantee);

enum class WriteMode : std::uint8_t { Append, Upsert, Update, Replace, Mirror };

[[nodiscard]] std::string_view writeModeName(WriteMode mode);
[[nodiscard]] std::optional<WriteMode> writeModeFromName(std::string_view name);

/// The balance of a range of rows: read = delivered + filtered + quarantined, where
/// delivered = inserted + updated + unchanged + superseded. Kept cumulative for a generation in the target.
struct Totals
{
    std::int64_t read = 0;
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::int64_t superseded = 0;
    std::int64_t quarantined = 0;
    std::int64_t unknown = 0;
    std::map<std::string, std::int64_t> filtered; ///< by name of the filter

    [[nodiscard]] std::int64_t delivered() const { return inserted + updated + unchanged + superseded; }
    [[nodiscard]] std::int64_t filteredSum() const;
    [[nodiscard]] bool balances() const { return read == delivered() + filteredSum() + quarantined + unknown; }
    Totals &operator+=(const Totals &other);
    /// This minus \a other: the gap that the ledger adopts.
    [[nodiscard]] Totals since(const Totals &other) const;
    /// One line of JSON with members read, inserted, updated, unchanged, superseded, quarantined, unknown, filtered.
    [[nodiscard]] std::string json() const;
    [[nodiscard]] static Result<Totals> fromJson(std::string_view text);

    bool operator==(const Totals &) const = default;
};

/// A committed position of one stream of one job: the row of weir_checkpoint (delivery §3).
struct Checkpoint
{
    std::int64_t generation = 0;
    std::int64_t epoch = 0;
    Uuid holder;
    std::int64_t seq = 0; ///< last row that is accounted for; 0 before the first
    Cursor cursor;        ///< the last border of a page at or before seq
    std::int64_t rowsPastCursor = 0; ///< seq minus the seq at the cursor: rows to skip after resuming there
    bool isComplete = false;
    Totals totals;        ///< cumulative for the generation
    std::string targetIdentity; ///< changes when the table or file was replaced (delivery §3, rule 4)
    std::int64_t revision = 0;
    std::int64_t run = 0;
    Uuid workspace;
    /// Class C: what write() answered in WriteReport::state (length and tail hash). Empty for others.
    std::string state;
};

/// Takes over a stream for a run.
struct Claim
{
    Uuid job;
    std::string stream; ///< stream name, with "/partition" when partitioned
    Uuid holder;        ///< random id of the run
    bool isFirst = true; ///< first claim of the run raises the epoch; a later one only succeeds if we still hold it
    std::int64_t epochAtLeast = 0; ///< the ledger's epoch
    Uuid workspace;
    std::int64_t run = 0;
    std::int64_t revision = 0;
    /// What the ledger last acknowledged. Class A reads its truth from the target; class C truncates to this.
    std::optional<Checkpoint> known;
    /// Starts a new generation: the new checkpoint has this number, seq 0 and no cursor. 0: go on with the present one.
    std::int64_t newGeneration = 0;
};

/// A row that was read and will not be written: the row of weir_skip.
struct Skipped
{
    std::int64_t seq = 0;
    std::string code;
    std::string position;
    std::string naturalKey; ///< empty: none known

    bool operator==(const Skipped &) const = default;
};

/// What fence() found.
struct Fenced
{
    std::optional<Checkpoint> checkpoint; ///< before this claim, nothing for a new stream
    std::int64_t epoch = 0;               ///< of this claim
    std::string targetIdentity;           ///< as it is now
    bool targetIsEmpty = false;           ///< the table has no row
    std::vector<Skipped> openSkips;       ///< of this stream and generation, not settled, by seq; files know seqs only
};

/// Rows to write, in order, possibly in several parts so that nothing is copied. Row numbers run through all parts.
struct WriteBatch
{
    std::span<const RecordBatch> parts;
    std::int64_t rows = 0;
};

/// What a write did. Either the transaction was committed and every row is in one count, or nothing of it was
/// written and `refused` says why.
struct WriteReport
{
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;  ///< the target already held exactly this row
    std::int64_t superseded = 0; ///< a later row of the batch with the same key was delivered
    bool isSplitExact = true;    ///< false: updated may include inserted and unchanged
    std::string state;           ///< class C: for Checkpoint::state
    bool isOthersWritten = false; ///< class D: rows that are not in `refused` were written although some were refused
    bool isUnknown = false;      ///< class D3: the request left and nobody will say what became of it; counts are 0
    std::string response;        ///< class D: what the target answered when not all went well; redacted, at most 4 KiB
    /// A data error: rolled back. One entry with row >= 0 where the target names the row; row -1 where it does not
    /// (then the caller bisects). Also used for Update mode's rows without a match (NoSuchKey), which may be several.
    RowErrors refused;
};

/// What a target is, told before anything is written.
struct TargetShape
{
    SchemaPtr schema;      ///< of the existing table, with its key; null: it does not exist
    Guarantee guarantee = Guarantee::D3;
    bool isCreatable = true;
    bool isUpsertable = true;
    std::int64_t rows = -1; ///< in the table now; -1 unknown
    std::vector<std::string> footprint; ///< objects that the first run will create ("table weir_checkpoint …"); empty: none
    std::string label;      ///< "table public.orders of dw at db.example"
    std::vector<Finding> findings;
};

/// Statement of a compensation inside the transaction that writes: settle these skips, write only rows whose
/// settle hit (delivery §8).
struct Settlement
{
    std::string manifest;                 ///< compensation's id
    std::vector<std::int64_t> generations; ///< parallel to seqs
    std::vector<std::int64_t> seqs;       ///< one for each row of the batch, in order
    std::string stream;                   ///< main stream whose checkpoint row is locked first
};

struct SettleReport
{
    std::vector<bool> hit;   ///< per row: this call settled it; false: already compensated, row not written
    WriteReport write;
};

/// How a looked-up row stands to the row to be written.
enum class Standing : std::uint8_t { Absent, Equal, Differs, TargetNewer, TargetOlder };

/// Writes batches to one target stream (a table, a file).
///
/// Lifecycle: describe(); create() if the table is missing and may be made; prepare(); then fence() once per
/// connection and any number of write(). After an error with Recovery::Retry the connection is gone and the outcome
/// of the last call is unknown; the caller fences again and learns from the checkpoint what really happened.
///
/// Errors: Reject never comes as Error (it is WriteReport::refused). Stop/Conflict from fence() or write(): another
/// run holds the stream ("fenced").
///
/// Thread-safety: none. Created, used and destroyed on one writer thread. May block; returns within a second of
/// \a token being cancelled, with ErrorCode::Cancelled.
class Target
{
public:
    virtual ~Target() = default;

    [[nodiscard]] virtual Result<TargetShape> describe(const CancelToken &token) = 0;

    /// The statement that create() runs, for people; empty where none is.
    [[nodiscard]] virtual Result<std::string> creationSql(const Schema &schema) const;
    /// Creates the table (types by the dialect table of the architecture) and refuses if it exists.
    [[nodiscard]] virtual Result<void> create(const Schema &schema, const CancelToken &token) = 0;

    /// Adds \a fields, all nullable, behind the columns of the existing table (types as create() has them); one that is
    /// there already is left as it is. Stop/PermissionDenied carries the exact SQL for the administrator. Files:
    /// Stop/InvalidConfig.
    [[nodiscard]] virtual Result<void> addColumns(const std::vector<Field> &fields, const CancelToken &token);

    /// The statement that makes an existing column as wide as \a field (text or bytes), for an administrator; empty where
    /// widenColumn() does it, because the length is only Weir's own note.
    [[nodiscard]] virtual Result<std::string> wideningSql(const Field &field, const CancelToken &token);
    /// Widens that note, in a table that Weir made. Stop/PermissionDenied carries wideningSql() where there is one.
    [[nodiscard]] virtual Result<void> widenColumn(const Field &field, const CancelToken &token);

    /// S2: makes weir_checkpoint and weir_skip where they are missing, checks that they are what they should be, and
    /// binds the fields of the batches to columns. \a columns are the fields that batches will have; keys as in
    /// \a key. Stop/PermissionDenied carries the exact SQL for the administrator.
    [[nodiscard]] virtual Result<void> prepare(const SchemaPtr &columns, WriteMode mode,
                                               const std::vector<std::string> &key, const std::string &versionField,
                                               const CancelToken &token) = 0;

    /// S3. See Claim and Fenced.
    [[nodiscard]] virtual Result<Fenced> fence(const Claim &claim, const CancelToken &token) = 0;

    /// S8–S11: writes \a batch, records \a skipped and moves the checkpoint to \a next (whose totals it completes
    /// with its own counts), in one transaction, if and only if the stream still stands where the last fence() or
    /// write() left it and the target's own row count equals what was sent.
    [[nodiscard]] virtual Result<WriteReport> write(const WriteBatch &batch, std::span<const Skipped> skipped,
                                                    Checkpoint &next, const CancelToken &token) = 0;

    /// Classes D with requests: makes ready the one request that the next write() sends for \a batch, whose rows have \a seqs.
    /// \a open: the ledger holds this request for the same rows and its outcome is not known; it is settled by write(), by
    /// its own bytes and key. Rows that no request can be made of are in \a refused, and nothing is sent then. Nothing: the
    /// target can be read back.
    [[nodiscard]] virtual Result<std::optional<Dispatch>> dispatch(const WriteBatch &batch, std::span<const std::int64_t> seqs,
                                                                   const Dispatch *open, RowErrors &refused,
                                                                   const CancelToken &token);
    /// Rows of one request at most; 0: as many as a batch has.
    [[nodiscard]] virtual std::int64_t rowsPerRequest() const { return 0; }

    /// Class C: the ledger holds \a checkpoint durably; write the sidecar. Others: nothing.
    [[nodiscard]] virtual Result<void> acknowledged(const Checkpoint &checkpoint);

    /// Replace mode: swaps the loaded generation in, in one transaction with `state = complete` of \a next.
    /// Other modes: marks the checkpoint complete.
    [[nodiscard]] virtual Result<void> complete(Checkpoint &next, const CancelToken &token) = 0;

    /// Compensation: settles and writes, in one transaction under the main stream's lock. Duplicate keys: upsert.
    [[nodiscard]] virtual Result<SettleReport> settle(const WriteBatch &batch, const Settlement &settlement,
                                                      const CancelToken &token) = 0;

    /// How the rows of \a batch stand in the target now, by the key given to prepare(); one per row. Read-only.
    [[nodiscard]] virtual Result<std::vector<Standing>> lookUp(const RecordBatch &batch, const CancelToken &token) = 0;

    /// Removes the job's rows from weir_checkpoint and weir_skip, and the tables when they are empty (`weir forget`).
    [[nodiscard]] virtual Result<void> forget(const Uuid &job, const CancelToken &token) = 0;
};

} // namespace weir
