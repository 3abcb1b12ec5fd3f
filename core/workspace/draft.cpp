#include "core/workspace/draft.h"

#include "core/base/atomicfile.h"
#include "core/workspace/configfile.h"
#include "core/workspace/names.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {

namespace {

namespace fs = std::filesystem;

constexpr const char *absent = "absent"; ///< stands for an end that was not chosen, which a job cannot be without

std::string folderOf(const std::string &workspace)
{
    return workspace + "/drafts";
}

Result<std::string> fileOf(const std::string &workspace, std::string_view name)
{
    WEIR_CHECK(checkName("draft", name));
    return fmt::format("{}/{}.json", folderOf(workspace), name);
}

bool hasSource(const Job &job)
{
    return !job.sourceConnection.empty() || !job.sourcePlace.empty();
}

bool hasTarget(const Job &job)
{
    return !job.targetConnection.empty() || !job.targetPlace.empty();
}

/// The job's object without the ends that were not chosen.
Json partialJson(const Job &job)
{
    Json object = job.toJson();
    if (!hasSource(job))
        object.erase("source");
    if (!hasTarget(job))
        object.erase("target");
    return object;
}

Result<Job> partialJob(Json object, const std::string &name, const std::string &file)
{
    const bool hasSource = object.contains("source"), hasTarget = object.contains("target");
    if (!hasSource)
        object["source"] = {{"file", absent}};
    if (!hasTarget)
        object["target"] = {{"file", absent}};
    WEIR_TRY(Job job, Job::fromJson(object, name, file));
    if (!hasSource)
        job.sourcePlace.clear();
    if (!hasTarget)
        job.targetPlace.clear();
    if (!hasSource || !hasTarget)
        job.origin = nullptr;
    return job;
}

Result<Draft> draftOf(const Json &object, std::string_view name, const std::string &file)
{
    const auto member = [&](const char *key) { return object.is_object() && object.contains(key) ? object[key] : Json(); };
    const Json title = member("title"), savedAt = member("savedAtMs"), job = member("job"), state = member("state");
    if (member("draft") != 1 || !title.is_string() || !savedAt.is_number_integer() || !job.is_object() || !state.is_object())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{}: is no draft of this version", file));
    Draft draft;
    draft.name = name;
    draft.title = title.get<std::string>();
    draft.savedAtMs = savedAt.get<std::int64_t>();
    draft.state = state.dump();
    WEIR_TRY(draft.job, partialJob(job, draft.name, file));
    return draft;
}

} // namespace

Result<void> saveDraft(const std::string &folder, const Draft &draft, std::int64_t nowMs)
{
    WEIR_TRY(const std::string file, fileOf(folder, draft.name));
    if (mkdir(folderOf(folder).c_str(), 0700) != 0 && errno != EEXIST)
        return systemFailure(folderOf(folder), "make the folder");
    WEIR_TRY(Json state, parseConfig(draft.state.empty() ? "{}" : draft.state, file));
    Json object = {{"weir", 1}, {"draft", 1}, {"savedAtMs", nowMs}, {"title", draft.title}};
    object["job"] = partialJson(draft.job);
    object["state"] = std::move(state);
    return saveConfigFile(file, object);
}

Result<Draft> loadDraft(const std::string &folder, std::string_view name)
{
    WEIR_TRY(const std::string file, fileOf(folder, name));
    WEIR_TRY(const Json object, readConfigFile(file));
    return draftOf(object, name, file);
}

std::vector<Draft> listDrafts(const std::string &folder)
{
    std::vector<Draft> drafts;
    std::error_code failed;
    for (fs::directory_iterator at(folderOf(folder), failed), end; !failed && at != end; at.increment(failed)) {
        if (at->path().extension() != ".json")
            continue;
        if (auto draft = loadDraft(folder, at->path().stem().string()))
            drafts.push_back(*std::move(draft));
    }
    std::sort(drafts.begin(), drafts.end(), [](const Draft &left, const Draft &right) {
        return left.savedAtMs != right.savedAtMs ? left.savedAtMs > right.savedAtMs : left.name < right.name;
    });
    return drafts;
}

Result<void> removeDraft(const std::string &folder, std::string_view name)
{
    WEIR_TRY(const std::string file, fileOf(folder, name));
    if (unlink(file.c_str()) != 0 && errno != ENOENT)
        return systemFailure(file, "remove");
    return {};
}

} // namespace weir
