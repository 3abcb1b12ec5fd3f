#include "app/weir/copyjob.h"

#include "app/weir/lookcontext.h"
#include "core/workspace/configfile.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Unexpected wrongFlag(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

} // namespace

void CopyFlags::define(CLI::App &app)
{
    app.add_option("--key", key, "Key fields of the target: a,b")->delimiter(',');
    app.add_option("--mode", mode, "append, upsert, update, replace or mirror (default: upsert with a key, else append)");
    app.add_option("--version-field", version, "Field that tells which of two rows is newer");
    app.add_option("--map", map, "Job or mapping file whose mapping is used");
    app.add_option("--filter", filter, "Keep only rows for which EXPR is true");
    app.add_option("--types", types, "Types of created columns: text, or col=type,…")->delimiter(',');
    app.add_option("--zone", zone, "Zone of times without offset (Asia/Shanghai)");
    app.add_option("--target-secret", targetSecret, "Name of the target's password")->group("Databases");
    source.define(app);
}

Result<void> CopyFlags::applyMapping(Job &job) const
{
    if (!map.empty()) {
        WEIR_TRY(const Json file, readConfigFile(map));
        const bool isJob = file.is_object() && file.contains("mapping");
        WEIR_TRY(job.mapping, Mapping::fromJson(isJob ? file["mapping"] : file, isJob ? "/mapping" : ""));
        job.hasMapping = true;
    }
    if (!filter.empty())
        job.mapping.filters.push_back({"--filter", fmt::format("not coalesce({}, false)", filter)});
    return {};
}

Result<void> CopyFlags::applyMode(Job &job) const
{
    job.mode = key.empty() ? WriteMode::Append : WriteMode::Upsert;
    if (!mode.empty()) {
        const auto named = writeModeFromName(mode);
        if (!named)
            return wrongFlag(fmt::format("--mode is \"{}\", allowed are append, upsert, update, replace, mirror", mode));
        job.mode = *named;
    }
    job.key = key;
    job.versionField = version;
    return {};
}

Result<void> CopyFlags::applyTypes(Job &job) const
{
    for (std::size_t i = 0; i < types.size(); ++i) {
        std::string entry = types[i];
        // decimal(12,2) was cut at its comma
        while (entry.find('(') != std::string::npos && entry.find(')') == std::string::npos && i + 1 < types.size())
            entry += ',' + types[++i];
        const std::size_t sign = entry.find('=');
        if (entry == "text") {
            job.allText = true;
            continue;
        }
        if (sign == std::string::npos)
            return wrongFlag(fmt::format("--types takes \"text\" or col=type, not \"{}\"", entry));
        WEIR_TRY(job.types[entry.substr(0, sign)], parseType(entry.substr(sign + 1)));
    }
    return {};
}

Result<Job> CopyFlags::job(const std::string &from, const std::string &to, const std::string &currentFolder) const
{
    WEIR_TRY(const TypedPlace fromPlace, TypedPlace::parse(from, currentFolder));
    WEIR_TRY(const TypedPlace toPlace, TypedPlace::parse(to, currentFolder));
    Job job;
    job.name = copyJobName(fromPlace.parsed, toPlace.parsed);
    job.title = fmt::format("{} to {}", fromPlace.parsed.stem, toPlace.parsed.stem);
    job.sourceConnection = fromPlace.connection;
    job.sourcePlace = fromPlace.place;
    job.targetConnection = toPlace.connection;
    job.targetPlace = toPlace.place;
    job.createIfMissing = true;
    job.read.stream = fromPlace.stream;
    job.write.stream = toPlace.stream;
    SourceFlags reading = source;
    if (to == "-" && from != "-")
        reading.format.clear(); // it is the target's
    WEIR_CHECK(reading.apply(job.read));
    Json targetOptions = Json::object();
    if (toPlace.parsed.kind == "file" && to == "-" && !source.format.empty())
        targetOptions["format"] = source.format;
    if (!targetSecret.empty())
        targetOptions["passwordSecret"] = targetSecret;
    if (!targetOptions.empty())
        job.write.format = std::make_shared<const Json>(std::move(targetOptions));
    job.zone = zone;
    WEIR_CHECK(applyMode(job));
    WEIR_CHECK(applyMapping(job));
    WEIR_CHECK(applyTypes(job));
    return job;
}

} // namespace weir
