#pragma once

#include "app/weir/runsession.h"
#include "core/delivery/run.h"
#include "core/workspace/configvalues.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir {

/// The flags that `run` and `copy` share, and what they mean for a job.
struct RunFlags
{
    bool again = false, full = false, takeOver = false;
    std::string onReplaced, onDrift, stopAfter, maxQuarantined, wait;
    std::int64_t limit = -1;
    std::int64_t yesReplace = -1;
    std::int64_t commitRows = 0;
    int parallel = 1;
    std::vector<std::string> parameters;

    void define(CLI::App &app);
    /// What was said, where a job file would say it: for --show-config.
    [[nodiscard]] std::vector<ConfigValue> given() const;
    /// Overrides what the job says. InvalidConfig names the flag and what is allowed.
    [[nodiscard]] Result<void> apply(Job &job) const;
    [[nodiscard]] Result<RunRequest> request() const;
};

/// The values of --param k=v. InvalidConfig for anything else.
[[nodiscard]] Result<Parameters> parseParameters(const std::vector<std::string> &texts);

} // namespace weir
