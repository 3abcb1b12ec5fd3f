#include "ui/bridge/jobdefinition.h"

#include "core/ledger/ledger.h"
#include "core/workspace/workspace.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace weir {

Result<Job> jobDefinition(const Engine &engine, const std::string &name)
{
    const std::vector<std::string> files = engine.workspace->jobNames();
    if (std::find(files.begin(), files.end(), name) != files.end())
        return engine.workspace->job(name, {});
    WEIR_TRY(const std::string text, engine.ledger->call([&](Database &database) -> Result<std::string> {
        WEIR_TRY(Statement select, database.prepare("SELECT v.definition FROM job j JOIN revision v ON v.job_id = j.id "
                                                    "WHERE j.name = ? ORDER BY v.number DESC LIMIT 1"));
        WEIR_TRY(const bool hasRow, select.bind(name).step());
        return hasRow ? select.text(0) : std::string();
    }));
    const Json object = Json::parse(text, nullptr, false);
    if (!object.is_object())
        return fail(ErrorCode::NotFound, Recovery::Stop, "there is no job \"" + name + "\" in this workspace");
    return Job::fromJson(object, name, "ledger");
}

} // namespace weir
