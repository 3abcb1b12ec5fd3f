#pragma once

#include "core/workspace/job.h"
#include "core/workspace/place.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir {

class Workspace;

/// The flags of `copy` that define a job, without files.
struct CopyFlags
{
    std::vector<std::string> key, select, types;
    std::string mode, map, filter, where, query, orderKey, zone, cursor, overlap, version;
    bool isScanAll = false;
    // files
    std::string format, delimiter, encoding, nullText, sheet;
    bool hasNoHeader = false;
    int headerRow = 0, skip = -1;
    // APIs
    std::string records, next, pageParam, offsetParam, nextCursor, cursorParam, bearerSecret;
    bool isLinkHeader = false, allowsHttp = false;
    int firstPage = 1, limitSize = 0;
    double rate = 0;
    std::vector<std::string> headers;
    std::string sourceSecret, targetSecret;

    void define(CLI::App &app);
    /// The job that copies \a from to \a to: named by both places, its definition by the flags. \a jobSource of --map
    /// is read from the file. InvalidConfig names the flag.
    [[nodiscard]] Result<Job> job(const Workspace &workspace, const std::string &from, const std::string &to,
                                  const std::string &currentFolder) const;

private:
    [[nodiscard]] Result<void> applyMapping(Job &job) const;
    [[nodiscard]] Result<void> applyMode(Job &job) const;
    [[nodiscard]] Result<void> applyTypes(Job &job) const;
    [[nodiscard]] Json sourceFormat() const;
};

} // namespace weir
