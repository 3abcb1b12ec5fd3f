#pragma once

#include "core/base/result.h"
#include "ui/bridge/values.h"

#include <QFuture>

namespace weir {

class EngineClient;

// The jobs of the workspace, and what a person does with their files. A job keeps its books under whatever name: a new
// name writes its identity into the file first.

/// Jobs and drafts by name, with the figures of the runs since \a since.
[[nodiscard]] QFuture<Result<std::vector<JobItem>>> fetchJobs(EngineClient &engine, const QDateTime &since);

/// InvalidConfig when the name is taken or is no name.
[[nodiscard]] QFuture<Result<void>> renameJob(EngineClient &engine, const QString &name, const QString &newName);
/// Answers the copy's name: "orders copy", "orders copy 2". It has books of its own.
[[nodiscard]] QFuture<Result<QString>> duplicateJob(EngineClient &engine, const QString &name);
/// Answers what restoreDeleted() takes. Unavailable while the job runs.
[[nodiscard]] QFuture<Result<QString>> deleteJob(EngineClient &engine, const QString &name, bool isDraft);
[[nodiscard]] QFuture<Result<void>> restoreDeleted(EngineClient &engine, const QString &trashId);
[[nodiscard]] QFuture<Result<void>> setJobEnabled(EngineClient &engine, const QString &name, bool isEnabled);

} // namespace weir
