#pragma once

#include "core/base/result.h"
#include "ui/bridge/values.h"

#include <QFuture>

namespace weir {

class EngineClient;

/// Which runs the list shows.
struct RunChoice
{
    QString job;               ///< empty: every job
    std::vector<UiState> states; ///< empty: all
    QDateTime since;           ///< not valid: from the beginning
};

/// The runs of a choice, in the order of the list: those that were broken off and wait to be resumed, then the latest.
struct RunOrder
{
    std::vector<qint64> ids;
    int interrupted = 0; ///< so many at the beginning
    QStringList jobs;    ///< that have runs, for the filter
};

/// A run with what its page shows beside the figures.
struct RunDetail
{
    RunItem item;
    QString definition;    ///< of the job as it was, as indented JSON
    QString mode, source;
    qint64 resumedFrom = 0; ///< 0: it began anew
    bool isAfterInterrupted = false; ///< the run it goes on from was broken off
    bool isSplitExact = true;
    std::vector<CauseItem> causes; ///< of the rows that this run quarantined, most rows first
    std::vector<std::pair<QString, qint64>> filters; ///< rows left out, by rule
    std::vector<EventItem> events;
    qint64 attempts = 0;
    bool areDetailsRemoved = false; ///< failed tries were not kept so long; totals are
};

[[nodiscard]] QFuture<Result<RunOrder>> runOrder(EngineClient &engine, const RunChoice &choice);
/// The rows of a stretch of the list.
[[nodiscard]] QFuture<Result<std::vector<RunItem>>> runItems(EngineClient &engine, const std::vector<qint64> &ids);
/// Nothing: there is no such run.
[[nodiscard]] QFuture<Result<std::optional<RunDetail>>> runDetail(EngineClient &engine, qint64 run);
/// Failed tries before the attempt \a before (0: the latest), the latest first.
[[nodiscard]] QFuture<Result<std::vector<AttemptItem>>> runAttempts(EngineClient &engine, qint64 run, qint64 before, int max);

} // namespace weir
