#pragma once

#include "core/base/result.h"
#include "core/mapping/schemadrift.h"
#include "ui/bridge/values.h"

#include <QFuture>

namespace weir {

class EngineClient;

/// What is different in the source of a job since its fields were pinned by a run.
struct SourceChanges
{
    QString job;
    std::vector<DriftChange> changes;
    bool takesNewFields = false; ///< what the job says about new fields now

    [[nodiscard]] bool hasNewFields() const;
};

/// What a person decided about them.
struct SourceDecision
{
    bool takesNewFields = false;
    bool readsRenamed = true; ///< mapping lines of a field that looks renamed read the new name; else they are taken out
};

/// Looks at the source as it is now. Empty changes: it is as it was, or no run has pinned its fields yet.
[[nodiscard]] QFuture<Result<SourceChanges>> sourceChanges(EngineClient &engine, const QString &job);

/// Applies \a decision to the job and saves it: new fields by its word on them, lines of the mapping that read a removed
/// field are led to its new name or taken out. Answers how many lines of the mapping changed. An expression or a filter
/// that reads a removed field is not guessed at: Stop/InvalidConfig names it, and nothing is saved.
[[nodiscard]] QFuture<Result<qint64>> applySourceChanges(EngineClient &engine, const SourceChanges &changes,
                                                         const SourceDecision &decision);

} // namespace weir
