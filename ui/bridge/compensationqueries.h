#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "ui/bridge/editedqueries.h"
#include "ui/bridge/values.h"

#include <QFuture>

namespace weir {

class EngineClient;

/// How rows that failed are to be put right, chosen on the compensation sheet and nowhere else.
struct RowFix
{
    enum class Kind : std::uint8_t {
        AsMapped,   ///< with the mapping as it is now
        Cut,        ///< values that are too long are cut to the column's length: a new revision of the mapping
        LeaveEmpty, ///< the field stays empty in these rows: an edit of the rows
        Widen,      ///< the field takes longer values: a new revision of the mapping
    } kind = Kind::AsMapped;
    QString text;     ///< for people
    bool loses = false; ///< it alters values: said with a mark
    int length = 0;   ///< Widen: characters; 0: any number
    /// Widen: what an administrator of the target has to run before; then this fix cannot be chosen yet.
    QString sql;

    bool operator==(const RowFix &) const = default;
};

/// Which rows a compensation is for.
struct CompensationAsk
{
    QString job;
    qint64 cause = 0; ///< 0: every cause of the job
    qint64 run = 0;   ///< 0: of every run
    std::vector<qint64> rows; ///< hand-picked; empty: all
    RowFix::Kind fix = RowFix::Kind::AsMapped;
    int fixLength = 0;        ///< RowFix::length
    bool overwrites = false;  ///< also rows that the target holds differently
    std::shared_ptr<const EditedValues> edits; ///< new values of some of the rows, typed by a person; null: none
};

/// What a cause can be put right by, the proposed way first.
[[nodiscard]] QFuture<Result<std::vector<RowFix>>> rowFixes(EngineClient &engine, const QString &job, const CauseItem &cause);

/// What becomes of one row.
struct CompensatedItem
{
    QString key, position, before, after;
    QString outcome; ///< a word: "insert", "already there"
    QString why;     ///< of one that is not written
    bool isWritten = false;
    bool isBlocked = false;
};

/// A preview, or what was done: the same figures.
struct CompensationAnswer
{
    bool isPreview = false;
    qint64 run = 0;
    qint64 selected = 0, inserted = 0, updated = 0, alreadyThere = 0, stillFails = 0, blocked = 0, targetNewer = 0;
    QString whyNoDuplicates;
    std::optional<qint64> found; ///< delivered rows that the target holds, looked up afterwards
    std::vector<CompensatedItem> rows; ///< the first rowsMax
    static constexpr std::size_t rowsMax = 1'000;

    [[nodiscard]] qint64 toWrite() const { return inserted + updated; }
    [[nodiscard]] qint64 left() const { return stillFails + blocked + targetNewer; }
};

/// Writes nothing. \a token cancels it.
[[nodiscard]] QFuture<Result<CompensationAnswer>> previewCompensation(EngineClient &engine, const CompensationAsk &ask,
                                                                     const WorkProgressPtr &progress, const CancelToken &token);
/// Delivers the rows, each once, and looks for them in the target afterwards. A fix that changes the mapping saves it
/// first; edited values are kept with their rows. Cancelled, it ends behind the batch that is under way.
[[nodiscard]] QFuture<Result<CompensationAnswer>> compensate(EngineClient &engine, const CompensationAsk &ask,
                                                            const WorkProgressPtr &progress, const CancelToken &token);

} // namespace weir
