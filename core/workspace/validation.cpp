#include "core/workspace/configfile.h"
#include "core/workspace/workspace.h"

#include <filesystem>
#include <fmt/format.h>

namespace weir {

namespace {

/// Which schema a file is meant for, by its members, else by its folder.
std::string_view schemaFor(const Json &object, const std::string &path)
{
    if (object.is_object()) {
        if (object.contains("kind"))
            return "connection";
        if (object.contains("source") || object.contains("target"))
            return "job";
    }
    const std::filesystem::path file(path);
    if (file.filename() == "workspace.json")
        return "workspace";
    return file.parent_path().filename() == "connections" ? "connection" : "job";
}

/// Puts defaults in the place of references. False: one has none, so that values cannot be judged.
bool useDefaults(Json &object, const std::vector<ValueReference> &references)
{
    for (const ValueReference &reference : references) {
        Json &place = object[Json::json_pointer(reference.pointer)];
        const auto value = place.find("default");
        if (value == place.end())
            return false;
        Json chosen = *value;
        place = std::move(chosen);
    }
    return true;
}

/// Error texts begin with the file; a finding does not.
std::string withoutFile(std::string text, const std::string &path)
{
    return text.starts_with(path + ": ") ? text.substr(path.size() + 2) : text;
}

} // namespace

Result<std::vector<ConfigFinding>> validateFile(const std::string &path)
{
    WEIR_TRY(Json object, readConfigFile(path));
    const std::string_view schema = schemaFor(object, path);
    std::vector<ValueReference> references;
    std::vector<ConfigFinding> findings = JsonSchema::published(schema).check(object, &references);
    if (!findings.empty() || !useDefaults(object, references))
        return findings;
    if (schema == "job") {
        if (auto job = Job::fromJson(object, std::filesystem::path(path).stem().string(), path); !job)
            findings.push_back({"", withoutFile(job.error().detail, path)});
    } else if (schema == "workspace" && !Uuid::parse(object["id"].get<std::string>())) {
        findings.push_back({"/id", "must be a UUID"});
    }
    return findings;
}

} // namespace weir
