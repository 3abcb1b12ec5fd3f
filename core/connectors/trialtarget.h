#pragma once

#include "core/connectors/target.h"

#include <string>
#include <vector>

namespace weir {

/// What became of the token of a quarantined row, its entry in weir_skip.
enum class SkipToken : std::uint8_t {
    Open,   ///< there and not used
    Used,   ///< a compensation used it up, in the transaction that wrote the row
    Missing ///< no such entry (deleted, table dropped, target restored): nothing tells whether the row was delivered
};

/// An ability that a Target of class A may have beside its duty: to be asked how rows stand in it, and to write them on
/// trial, without anything being kept or made, not even Weir's own two tables (for previews). Found by dynamic_cast.
///
/// Lifecycle: describe(), then bindForTrial() in the place of prepare(), then any number of lookUp(), lookAtTokens() and
/// trials: beginTrial(), attempt() as often as needed, endTrial(); nothing else. lookUp() not inside a trial. After
/// prepare() only lookAtTokens(), which tells what it means that a settle() did not hit.
///
/// What a trial costs: the work of writing the rows (constraints, indexes and triggers run for each of them), on SQLite
/// the file's one write lock, on PostgreSQL the locks of the rows written and of the keys inserted. They are held from
/// beginTrial() to endTrial(), so a trial should be one batch. Rows of one trial do not see those of another: a row that
/// needs one of an earlier batch is refused, one that collides with it is not. Two things a server never takes back: on
/// PostgreSQL sequences behind columns that are not written have moved on, and the table has dead rows to vacuum.
class TrialTarget
{
public:
    virtual ~TrialTarget() = default;

    struct Bound
    {
        bool refersToItself = false; ///< a foreign key of the table names the table: see above
    };
    /// Binds \a columns, \a key and \a versionField as prepare() would for \a mode; what is wrong with them is the error
    /// that it would have answered. Replace is tried as additions to the table as it is.
    [[nodiscard]] virtual Result<Bound> bindForTrial(const SchemaPtr &columns, WriteMode mode,
                                                     const std::vector<std::string> &key, const std::string &versionField,
                                                     const CancelToken &token) = 0;

    /// The tokens as they are now, one per row of \a settlement: settle() would hit those that are open.
    [[nodiscard]] virtual Result<std::vector<SkipToken>> lookAtTokens(const Uuid &job, const Settlement &settlement,
                                                                      const CancelToken &token) = 0;

    /// Opens the transaction that endTrial() rolls back.
    [[nodiscard]] virtual Result<void> beginTrial(const CancelToken &token) = 0;

    /// Writes \a batch with the writer that settle() uses and has every constraint checked that COMMIT would check.
    /// Either its rows stay for the rest of the trial, or `refused` says why not and they are taken back. After an error
    /// the trial is over.
    [[nodiscard]] virtual Result<WriteReport> attempt(const WriteBatch &batch, const CancelToken &token) = 0;

    /// Takes everything back. Does nothing when no trial is open.
    virtual void endTrial() = 0;
};

} // namespace weir
