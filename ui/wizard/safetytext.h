#pragma once

#include <QString>

namespace weir {

struct Job;

/// What starting a job over does to its target: recomputed on every change of key, mode and target.
struct Safety
{
    bool isSafe = true;
    QString sentence;
};
[[nodiscard]] Safety safetyOf(const Job &job, bool isFileTarget);

} // namespace weir
