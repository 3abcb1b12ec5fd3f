#pragma once

#include "core/base/result.h"
#include "ui/bridge/values.h"

#include <QFuture>

namespace weir {

class EngineClient;

/// Figures of the whole workspace, for the status bar, the badges and the Overview.
struct WorkspaceFigures
{
    qint64 openQuarantined = 0, openUnknown = 0;
    qint64 ledgerBytes = 0;
    Balance today;    ///< of the sync runs that started today
    int runsToday = 0;
};

[[nodiscard]] QFuture<Result<WorkspaceFigures>> workspaceFigures(EngineClient &engine);
/// Copies the ledger into a new file while runs go on; answers its bytes. A file that exists is replaced.
[[nodiscard]] QFuture<Result<qint64>> backUpLedger(EngineClient &engine, const QString &path);

} // namespace weir
