#include "core/base/step.h"

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <string>
#include <unistd.h>

namespace weir {

std::atomic<StepHook> stepHook{nullptr};

namespace {

struct KillPlan
{
    std::string name;
    std::atomic<long> passesLeft{1};
    int traceFile = -1;
};

KillPlan &plan()
{
    static KillPlan instance;
    return instance;
}

void killAtStep(const char *name)
{
    KillPlan &kill = plan();
    if (kill.traceFile >= 0) {
        const std::string line = std::string(name) + '\n';
        [[maybe_unused]] const auto written = write(kill.traceFile, line.data(), line.size());
    }
    if (kill.name == name && kill.passesLeft.fetch_sub(1) == 1)
        (void)raise(SIGKILL);
}

} // namespace

void installStepHookFromEnvironment()
{
    const char *kill = std::getenv("WEIR_STEP_KILL");
    const char *trace = std::getenv("WEIR_STEP_TRACE");
    if (!kill && !trace)
        return;
    if (trace)
        plan().traceFile = open(trace, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (kill) {
        const char *colon = std::strrchr(kill, ':');
        plan().name = colon ? std::string(kill, colon) : std::string(kill);
        plan().passesLeft = colon ? std::strtol(colon + 1, nullptr, 10) : 1;
    }
    stepHook.store(&killAtStep);
}

} // namespace weir
