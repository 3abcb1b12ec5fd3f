#pragma once

#include "tests/support/killrig.h"

#include <set>
#include <string>

namespace weir::test {

/// Where the rows of a kill scenario go: makes it, names it for a job file, and reads it back.
class KillRig::Target
{
public:
    virtual ~Target() = default;
    /// Makes it afresh; answers the members of the job's "target" that name it.
    virtual std::string prepare(const TestFolder &folder) = 0;
    /// Its rows as "id|name".
    virtual std::multiset<std::string> rows(const TestFolder &folder) = 0;

    [[nodiscard]] static std::unique_ptr<Target> make(const KillScenario &scenario);
};

/// What stands in the table of a replace scenario beforehand.
[[nodiscard]] const std::multiset<std::string> &rowsBeforeReplace();

} // namespace weir::test
