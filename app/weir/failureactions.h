#pragma once

#include "app/weir/command.h"
#include "app/weir/joblookup.h"
#include "core/compensation/compensation.h"

#include <string>

namespace CLI {
class App;
}

namespace weir {

/// What `weir failures` changes: edited values are brought back, rows are set aside, restored or discarded.
class FailureActions
{
public:
    void define(CLI::App &app);
    [[nodiscard]] bool isAsked() const { return !m_file.empty() || m_setsAside || m_restores || !m_discard.empty(); }

    /// Does what was asked for the rows of \a cause (0: all) that the flags select. The answer says what was done, for
    /// people; \a object gets members edited, setAside, restored, discarded with numbers of rows.
    [[nodiscard]] Result<std::string> apply(const std::string &workspaceFolder, const std::string &job, std::int64_t cause,
                                            Json &object) const;

private:
    std::string m_file, m_discard, m_key;
    bool m_setsAside = false, m_restores = false;
};

} // namespace weir
