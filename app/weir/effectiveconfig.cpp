#include "app/weir/effectiveconfig.h"

#include "app/weir/texts.h"
#include "core/base/quantities.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

/// "file" says little: which of the three kinds it is decides what wins.
std::string kindOfFile(const std::string &file)
{
    const std::filesystem::path path(file);
    if (path.filename() == "workspace.json")
        return "workspace";
    return path.parent_path().filename() == "connections" ? "connection" : "job";
}

/// What a job that leaves a member out means by it.
std::vector<ConfigValue> defaultsOf(const Job &job)
{
    const auto quoted = [](std::string_view text) { return Json(std::string(text)).dump(); };
    return {{"", "/target/mode", quoted(writeModeName(job.mode)), "default"},
            {"", "/target/create", quoted(job.createIfMissing ? "ifMissing" : "never"), "default"},
            {"", "/policy/onBadRow", quoted(job.quarantinesBadRows ? "quarantine" : "stop"), "default"},
            {"", "/policy/stopAfter", quoted(stopAfterText(job.stopAfter)), "default"},
            {"", "/policy/retry/preset", quoted(job.retryPreset), "default"},
            {"", "/policy/retry/giveUpAfter", quoted(durationText(job.giveUpAfter)), "default"}};
}

} // namespace

Result<std::vector<ConfigValue>> effectiveConfig(const Workspace &workspace, const std::string &name, const RunFlags &flags,
                                                 const Parameters &parameters)
{
    WEIR_TRY(const Job job, workspace.job(name, parameters));
    WEIR_TRY(std::vector<ConfigValue> values, workspace.showConfig(name, parameters));
    for (ConfigValue &value : values) {
        if (value.origin == "file")
            value.origin = kindOfFile(value.file);
    }
    const auto isOfJob = [](const ConfigValue &value) { return kindOfFile(value.file) == "job"; };
    const std::vector<ConfigValue> given = flags.given();
    std::erase_if(values, [&](const ConfigValue &value) {
        return isOfJob(value) && std::any_of(given.begin(), given.end(), [&](const ConfigValue &flag) {
            return flag.pointer == value.pointer;
        });
    });
    values.insert(values.begin(), given.begin(), given.end());
    for (ConfigValue &value : defaultsOf(job)) {
        const bool isSaid = std::any_of(values.begin(), values.end(), [&](const ConfigValue &known) {
            return known.pointer == value.pointer && (known.file.empty() || isOfJob(known));
        });
        if (!isSaid)
            values.push_back(std::move(value));
    }
    return values;
}

Json printConfig(const Output &output, const std::string &job, const std::vector<ConfigValue> &values)
{
    std::vector<std::vector<std::string>> table{{"WHERE", "VALUE", "ORIGIN", "FILE"}};
    Json list = Json::array();
    for (const ConfigValue &value : values) {
        table.push_back({value.pointer, value.value, value.origin, std::filesystem::path(value.file).filename().string()});
        list.push_back({{"file", value.file.empty() ? Json() : Json(value.file)}, {"pointer", value.pointer},
                        {"value", Json::parse(value.value, nullptr, false)}, {"origin", value.origin}});
        if (list.back()["value"].is_discarded())
            list.back()["value"] = value.value;
    }
    output.line(job + "\n" + tableText(table));
    return {{"job", job}, {"config", std::move(list)}};
}

} // namespace weir
