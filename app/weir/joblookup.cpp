#include "app/weir/joblookup.h"

#include "core/base/names.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Unexpected noSuchJob(const std::string &name, const std::vector<std::string> &known)
{
    const std::string nearest = nearestName(name, known);
    const std::string hint = known.empty()     ? "this workspace has none yet: put one into jobs/, or use `weir copy`"
                             : nearest.empty() ? "`weir status` lists them"
                                               : fmt::format("did you mean \"{}\"? `weir status` lists them all", nearest);
    return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("there is no job \"{}\"; {}", name, hint));
}

} // namespace

Result<std::optional<LedgerReader>> openLedgerReader(const Workspace &workspace)
{
    std::error_code ignored;
    if (!std::filesystem::exists(workspace.path("ledger.db"), ignored))
        return std::optional<LedgerReader>();
    WEIR_TRY(LedgerReader reader, LedgerReader::open(workspace.path("ledger.db")));
    return std::optional<LedgerReader>(std::move(reader));
}

Result<std::vector<KnownJob>> knownJobs(const Workspace &workspace, std::optional<LedgerReader> &ledger,
                                        const std::string &name)
{
    std::map<std::string, KnownJob> jobs;
    for (const std::string &file : workspace.jobNames())
        jobs[file] = {file, {}, true};
    if (ledger) {
        WEIR_TRY(const std::vector<JobRow> rows, ledger->jobs());
        for (const JobRow &row : rows) { // by id within a name: the latest one wins
            KnownJob &job = jobs[row.name];
            job.name = row.name;
            job.ledgerId = row.id;
        }
    }
    std::vector<KnownJob> found;
    std::vector<std::string> names;
    for (auto &[key, job] : jobs) {
        names.push_back(key);
        if (name.empty() || key == name)
            found.push_back(std::move(job));
    }
    if (found.empty() && !name.empty())
        return noSuchJob(name, names);
    return found;
}

Result<Job> findJob(const Workspace &workspace, const std::string &name, const Parameters &parameters)
{
    const std::vector<std::string> files = workspace.jobNames();
    if (std::find(files.begin(), files.end(), name) != files.end())
        return workspace.job(name, parameters);
    WEIR_TRY(std::optional<LedgerReader> ledger, openLedgerReader(workspace));
    std::vector<std::string> names = files;
    std::string definition;
    if (ledger) {
        WEIR_TRY(const std::vector<JobRow> rows, ledger->jobs());
        for (const JobRow &row : rows) {
            names.push_back(row.name);
            if (row.name == name)
                definition = row.definition;
        }
    }
    if (definition.empty())
        return noSuchJob(name, names);
    const Json object = Json::parse(definition, nullptr, false);
    if (!object.is_object())
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                    fmt::format("the ledger's definition of job \"{}\" cannot be read; run `weir check`", name));
    return Job::fromJson(object, name, "ledger");
}

} // namespace weir
