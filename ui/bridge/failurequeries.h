#pragma once

#include "core/base/result.h"
#include "ui/bridge/values.h"

#include <QFuture>

namespace weir {

class EngineClient;

/// Which failed rows the page shows.
struct FailureChoice
{
    enum class Which : std::uint8_t { Open, Unknown, Compensated, SetAside } which = Which::Open;
    QString job;      ///< empty: every job
    qint64 run = 0;   ///< 0: every run
    qint64 cause = 0; ///< lists of rows need one
};

/// Causes of a choice, most rows first, and how many rows each list has.
struct FailureOverview
{
    std::vector<CauseItem> causes;
    qint64 open = 0, unknown = 0, compensated = 0, setAside = 0;
    qint64 everFailed = 0; ///< rows of any list
    QStringList jobs;      ///< of the workspace, for the filter
};
[[nodiscard]] QFuture<Result<FailureOverview>> failureOverview(EngineClient &engine, const FailureChoice &choice);

/// At most \a max rows of choice.cause behind row \a after (its id; 0: from the first), in order of id.
[[nodiscard]] QFuture<Result<std::vector<FailedRowItem>>> failedRows(EngineClient &engine, const FailureChoice &choice,
                                                                    qint64 after, int max);
/// Ids of each \a every-th row behind \a after, of a stretch of at most \a rowsMax rows: where pages begin.
struct RowAnchors
{
    std::vector<qint64> ids;
    qint64 last = 0;
    bool isEnd = false;
};
[[nodiscard]] QFuture<Result<RowAnchors>> rowAnchors(EngineClient &engine, const FailureChoice &choice, qint64 after, int every,
                                                    int rowsMax);

/// A row with all that is kept of it.
struct FailedRowDetail
{
    FailedRowItem row;
    QString job, stage, code, field, rule;
    struct Value
    {
        QString field, text; ///< masked
        bool isNull = false;
        bool isMasked = false; ///< something of it is not shown
    };
    std::vector<Value> values; ///< of the row as read, in the order of its fields
    QString raw;     ///< instead of values: bytes that could not be parsed
    bool isSetAside = false;
    qint64 revision = 0;
    QStringList history; ///< sentences, oldest first
    struct Exchange
    {
        QString request, response; ///< the beginning of each, masked
        qint64 rows = 0;           ///< that the request held
    };
    std::optional<Exchange> exchange; ///< the last request that held the row; nothing: its target takes none
};
[[nodiscard]] QFuture<Result<std::optional<FailedRowDetail>>> failedRow(EngineClient &engine, qint64 id);

/// What a person does with rows of a cause; all of them when \a rows is empty. Answers how many it was done to.
enum class RowAction : std::uint8_t { SetAside, Restore, Discard, Arrived, SendAgain };
[[nodiscard]] QFuture<Result<qint64>> markRows(EngineClient &engine, const QString &job, qint64 cause, const std::vector<qint64> &rows,
                                               RowAction action, const QString &reason);

/// What can be done about rows of which nobody knows whether they arrived: as far as the target's kind allows it, and the
/// engine can do it (delivery §8).
struct UnknownWays
{
    bool mayMark = false;      ///< a person says that they arrived: nobody else can know
    bool mayCheck = false;     ///< the target can be read back, so that a comparison finds them
    bool maySendAgain = false; ///< a compensation can deliver them once more
};
[[nodiscard]] QFuture<Result<UnknownWays>> unknownWays(EngineClient &engine, const QString &job);

/// Writes open rows of choice.job (of a cause, of a run) for a spreadsheet (.csv) or as NDJSON, masked. Answers their number.
[[nodiscard]] QFuture<Result<qint64>> exportFailedRows(EngineClient &engine, const FailureChoice &choice, const QString &path);

} // namespace weir
