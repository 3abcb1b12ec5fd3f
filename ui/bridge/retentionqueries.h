#pragma once

#include "core/base/result.h"

#include <QFuture>

namespace weir {

class EngineClient;

/// How long details of runs (their failed tries) are kept, and what a choice would remove.
struct Retention
{
    int days = 0; ///< 0: for good
    qint64 runs = 0, attempts = 0; ///< older than the days that were asked for
};

/// What is set, and what keeping \a days would remove (0: nothing).
[[nodiscard]] QFuture<Result<Retention>> lookAtRetention(EngineClient &engine, int days);
/// Sets it, removes what is older now, and notes it in the audit; answers what was removed.
[[nodiscard]] QFuture<Result<Retention>> setRetention(EngineClient &engine, int days);
/// Removes what has become too old by the days that are set. Called when a workspace is opened.
[[nodiscard]] QFuture<Result<Retention>> keepRetention(EngineClient &engine);

} // namespace weir
