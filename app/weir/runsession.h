#pragma once

#include "app/weir/command.h"
#include "core/delivery/run.h"
#include "core/workspace/job.h"

#include <string>
#include <vector>

namespace weir {

class EventFile;

/// Executes jobs for `run` and `copy`: signals (Ctrl-C stops at a batch border, a second one at once), the progress
/// line, the report and the exit code.
class RunSession
{
public:
    RunSession(const GlobalOptions &options, const Output &output) : m_options(options), m_output(output) {}

    struct Options
    {
        std::string maxQuarantined; ///< "N" or "P%": exit 0 below it instead of 3
        bool rowsToStdout = false;  ///< the object goes to stderr
        bool isFailFast = false;
    };

    /// Runs \a jobs one after the other; the exit code is the worst in the order 5, 2, 1, 75, 4, 3, 0.
    int execute(const Engine &engine, const std::vector<Job> &jobs, const RunRequest &request, const Options &options);

private:
    RunResult executeOne(const Engine &engine, const Job &job, RunRequest request, EventFile &events);
    void report(const Engine &engine, const RunResult &result) const;
    [[nodiscard]] std::string workspaceFlag(const Engine &engine) const;
    [[nodiscard]] int exitCode(const RunResult &result, const Options &options) const;

    const GlobalOptions &m_options;
    const Output &m_output;
    std::vector<std::string> m_announced; ///< by the run at hand, before it did it
};

/// What `run --json` prints for one run: the contract of the architecture, §9.
[[nodiscard]] Json runObject(const Engine &engine, const RunResult &result);

} // namespace weir
