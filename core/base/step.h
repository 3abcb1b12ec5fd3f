#pragma once

#include <atomic>

namespace weir {

/// What a process does at a named step; see step(). Null in normal operation.
using StepHook = void (*)(const char *name);

extern std::atomic<StepHook> stepHook;

/// Marks a point at which a crash must not lose or double a row. Steps are in every build, so that kill tests run
/// the binary that ships: one relaxed load of a null pointer per batch step. Names are dotted and stable
/// ("target.commit.sent"); a step without a kill case fails the tests.
inline void step(const char *name)
{
    if (StepHook hook = stepHook.load(std::memory_order_relaxed)) [[unlikely]]
        hook(name);
}

/// Installs the hook that kill tests ask for: WEIR_STEP_KILL=name[:n] ends the process with SIGKILL at the n-th
/// passing (default 1); WEIR_STEP_TRACE=FILE appends each name to a file. Called once, first thing in main.
void installStepHookFromEnvironment();

} // namespace weir
