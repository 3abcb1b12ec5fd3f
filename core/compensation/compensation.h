#pragma once

#include "core/delivery/run.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Which quarantined rows are meant; all of the job's when nothing is given. Conditions add up.
struct CompensationSelection
{
    std::optional<std::int64_t> cause;
    std::optional<std::int64_t> run;
    std::string key;                   ///< natural key as shown: "17" or "a=1,b=x"
    std::optional<std::int64_t> fromMs; ///< time of failure, since 1970 UTC
    std::optional<std::int64_t> toMs;
    std::vector<std::int64_t> rows;    ///< exception ids, hand-picked
};

/// An edited row, brought back by a person: members of the source row that replace what was read.
using EditedRows = std::map<std::int64_t, std::string>; ///< exception id -> JSON object

/// What became, or would become, of one row.
struct CompensatedRow
{
    enum class Outcome : std::uint8_t {
        Inserted,
        Updated,
        AlreadyThere,
        StillFails,   ///< the mapping or the target refuses it: code, field, rule, detail
        Filtered,     ///< a rule of the mapping drops it now
        Differs,      ///< the target holds it differently and nothing says which is newer
        TargetNewer,
        TokenMissing, ///< nothing tells whether it was delivered
    } outcome = Outcome::Inserted;
    std::int64_t id = 0; ///< of the exception
    std::string key, position;
    std::string field;   ///< that the row failed for
    std::string before;  ///< the value it failed with
    std::string after;   ///< what the mapping makes of it now; empty: nothing
    std::string code, rule, detail; ///< StillFails
};
/// Called on the executing thread, once for each round of at most 5,000 rows that is settled.
using CompensationObserver = std::function<void(const std::vector<CompensatedRow> &)>;

struct CompensationRequest
{
    CompensationSelection selection;
    bool isPreview = false;
    bool overwrites = false; ///< write rows that the target holds differently although nothing says which is newer
    EditedRows edits;
    /// A column of the target that is to take longer values, with its new type. Where only Weir's own note is in the way it
    /// is widened before the first row is written; a database's own limit stops with the statement for its administrator.
    std::optional<Field> widened;
    CompensationObserver observer;  ///< may be empty
    bool looksAfterwards = false;   ///< ask the target for each delivered key once more, see CompensationResult::found
    Parameters parameters;
    std::chrono::milliseconds wait{0};
};

/// Rows that fail again, grouped.
struct StillFailing
{
    std::string stage, code, field, rule, sample;
    std::int64_t rows = 0;
};

/// What a compensation did, or would do: `compensate --json`.
struct CompensationResult
{
    std::string job;
    std::optional<std::int64_t> run; ///< nothing for a preview
    std::string manifest;
    std::int64_t selected = 0;
    std::int64_t inserted = 0, updated = 0, alreadyThere = 0, stillFails = 0, blocked = 0, targetNewer = 0, unknown = 0;
    std::int64_t tokensMissing = 0; ///< of the blocked ones: rows whose token the target lacks; \a why says what to do
    bool isPreview = false;
    std::string why; ///< why no duplicate is possible, or that it cannot be promised
    /// The same for programs that have words of their own.
    enum class Why : std::uint8_t {
        TokenInTarget, ///< used up in the transaction that writes the row
        RecordedFile,  ///< marked in the ledger, and the file is cut back to the recorded length
        OneRequestEach, ///< the ledger knows each request before it leaves, and none is sent again on a guess
    } whyCode = Why::TokenInTarget;
    std::vector<std::string> key;      ///< fields that rows are recognised by in the target; empty: none
    std::optional<std::int64_t> found; ///< delivered rows that the target holds; nothing: not asked, or no key to ask by
    std::vector<StillFailing> causes;
    std::optional<Error> error;

    /// 0 nothing of the selection left open, 3 some left, 1 stopped, 2 configuration, 75 busy.
    [[nodiscard]] int exitCode() const;
};

/// Delivers quarantined rows (一键补偿): maps the rows *as read* with the *current* mapping, asks the target how each
/// stands, and writes them exactly once. The token of each row is its weir_skip entry, settled in the transaction that
/// writes it; for files it is the ledger's state. A row whose token the target lacks stays quarantined: nothing tells
/// whether it was delivered. Killable at every step; the same selection again goes on.
///
/// A preview asks the same questions and writes the same batches on trial (TrialTarget), so its figures are those of the
/// compensation that follows, as long as nobody else writes and rows of different batches (of 5,000) have nothing to do
/// with each other. For files it knows what the ledger knows.
///
/// Thread-safety: execute() once, on any thread; the token may be cancelled from any thread.
class Compensation
{
public:
    Compensation(Engine engine, Job job, CompensationRequest request, CancelToken token);
    ~Compensation();
    [[nodiscard]] CompensationResult execute();

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace weir
