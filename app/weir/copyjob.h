#pragma once

#include "app/weir/sourceflags.h"
#include "core/workspace/job.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir {

/// The flags of `copy` that define a job, without files.
struct CopyFlags
{
    SourceFlags source;
    std::vector<std::string> key, types;
    std::string mode, map, filter, zone, version, targetSecret;

    void define(CLI::App &app);
    /// The job that copies \a from to \a to: named by both places, its definition by the flags. The mapping of --map is
    /// read from the file. InvalidConfig names the flag.
    [[nodiscard]] Result<Job> job(const std::string &from, const std::string &to, const std::string &currentFolder) const;

private:
    [[nodiscard]] Result<void> applyMapping(Job &job) const;
    [[nodiscard]] Result<void> applyMode(Job &job) const;
    [[nodiscard]] Result<void> applyTypes(Job &job) const;
};

} // namespace weir
