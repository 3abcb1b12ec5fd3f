#pragma once

#include "core/compensation/compensation.h"
#include "core/ledger/dispatchbooks.h"
#include "core/ledger/database.h"

namespace weir::books {

// Entries of compensations in the ledger; each function is one piece of Ledger work.

/// A quarantined row as the ledger holds it.
struct QuarantinedRow
{
    std::int64_t id = 0;
    std::int64_t generation = 0;
    std::int64_t seq = 0;
    std::string payload;
    bool isRaw = false;
    std::string naturalKey;
    std::string position;
    std::string code;
    std::string field, value; ///< that it failed for
};

/// Rows of \a stream that \a selection names and that are open, at most \a max, behind id \a after.
[[nodiscard]] Result<std::vector<QuarantinedRow>> selectQuarantined(Database &database, std::int64_t stream,
                                                                    const CompensationSelection &selection,
                                                                    std::int64_t after, std::int64_t max);
[[nodiscard]] Result<std::int64_t> countQuarantined(Database &database, std::int64_t stream,
                                                    const CompensationSelection &selection);

/// The job as it is known, without making a revision; NotFound when it has not run yet.
[[nodiscard]] Result<JobRecord> knownJob(Database &database, const Uuid &uuid, const std::string &name);

struct Manifest
{
    std::int64_t id = 0;
    std::string uuid;
    std::int64_t run = 0;
};
/// Makes the manifest and its run, and freezes the rows: quarantined becomes released. An open manifest of the same
/// selection and revision goes on instead: two clicks are one compensation. Other open manifests of the job, which only a
/// crash leaves behind (the caller holds the lock of compensations), give their rows back.
[[nodiscard]] Result<Manifest> openManifest(Database &database, const RunStart &start, std::int64_t stream,
                                            const CompensationSelection &selection, std::int64_t nowMs);
/// Rows of an open manifest that are not settled yet, in order of id, behind \a after.
[[nodiscard]] Result<std::vector<QuarantinedRow>> openItems(Database &database, std::int64_t manifest,
                                                            std::int64_t after, std::int64_t max);

struct ItemOutcome
{
    std::int64_t id = 0; ///< exception
    /// Unknown: the request left and nobody will say what became of it.
    enum class Kind : std::uint8_t { Delivered, Already, Fails, Blocked, Unknown } kind = Kind::Delivered;
    RowError error;      ///< Fails, Unknown: the new cause
    bool isBooked = false; ///< by whoever sent the row, together with what became of its request
};
/// Books outcomes: delivered rows are final, the others are quarantined again with tries + 1 and their new cause.
[[nodiscard]] Result<void> settleItems(Database &database, std::int64_t job, std::int64_t manifest,
                                       std::int64_t revision, const std::vector<ItemOutcome> &items);
/// Figures of the compensation's own run, and its end. Broken off (\a isDone false), it gives its rows back.
[[nodiscard]] Result<void> closeManifest(Database &database, const Manifest &manifest, const CompensationResult &result,
                                         bool isDone, std::int64_t nowMs);
/// What a person decides about rows without delivering them (delivery §12). A row that is set aside is passed over by
/// compensations until it is restored; a discarded one stays in its run's quarantined (or unknown) count for good.
struct RowMark
{
    enum class Action : std::uint8_t {
        SetAside,
        Restore,
        Discard,   ///< quarantined or unknown rows
        Arrived,   ///< unknown rows that a person found in the target: delivered
        SendAgain, ///< unknown rows that a compensation may deliver: quarantined
    } action = Action::SetAside;
    std::string reason; ///< Discard and SendAgain need one
    std::string who;
    std::string job;    ///< name, for the audit
};
/// Marks the rows of \a selection that the action is for, writes an audit entry, and answers their number.
[[nodiscard]] Result<std::int64_t> markRows(Database &database, std::int64_t stream, const CompensationSelection &selection,
                                            const RowMark &mark, std::int64_t nowMs);
/// Payloads that a person edited replace the ones kept; what was read stays in an event.
[[nodiscard]] Result<void> applyEdits(Database &database, std::int64_t job, const EditedRows &edits, std::int64_t nowMs);

} // namespace weir::books
