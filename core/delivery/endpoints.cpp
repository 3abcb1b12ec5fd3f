#include "core/delivery/endpoints.h"

#include "core/limits/endpointlimits.h"
#include "core/secrets/secretstore.h"

#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Unexpected misconfigured(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

bool isJsonFormat(const ConnectorSpec *connector, const ConnectionContext &context, const Json *options)
{
    if (!connector || connector->kind != "file")
        return false;
    std::string format = context.settings->value("format", "");
    if (options && options->is_object())
        format = options->value("format", format);
    if (format.empty()) {
        const std::string path = context.settings->value("path", "");
        format = path.ends_with(".ndjson") || path.ends_with(".jsonl") ? "ndjson" : path.ends_with(".json") ? "json" : "";
    }
    return format == "ndjson" || format == "json";
}

} // namespace

Result<Endpoint> Endpoint::resolve(const Engine &engine, const std::string &connection, const std::string &place,
                                   const std::string &stream, const Parameters &parameters)
{
    Endpoint end;
    end.stream = stream;
    Json settings;
    std::string name = connection;
    std::error_code ignored;
    const std::string folder =
        engine.workspace ? engine.workspace->folder() : std::filesystem::current_path(ignored).string();
    if (connection.empty()) {
        WEIR_TRY(Place parsed, Place::parse(place, folder));
        if (end.stream.empty())
            end.stream = parsed.stream;
        name = parsed.connection;
        settings = std::move(parsed.settings);
        end.label = parsed.canonical;
    }
    if (!name.empty()) {
        if (!engine.workspace)
            return misconfigured(fmt::format("@{} is a connection of a workspace, and there is none here: make one with "
                                             "`weir init DIR`, or name one with --workspace DIR or WEIR_WORKSPACE",
                                             name));
        WEIR_TRY(settings, engine.workspace->connection(name, parameters));
        end.label = end.stream.empty() ? name : fmt::format("{} of {}", end.stream, name);
    }
    const std::string kind = settings.value("kind", "");
    end.connector = engine.findConnector(kind);
    if (!end.connector)
        return misconfigured(fmt::format("this build has no connector of kind \"{}\" ({})", kind, end.label));
    end.context.name = name.empty() ? end.label : name;
    end.context.settings = std::make_shared<const Json>(std::move(settings));
    end.context.baseFolder = folder;
    end.context.secrets = engine.secrets;
    end.context.limits = engine.limits;
    end.context.clock = engine.clock;
    end.context.isInteractive = engine.isInteractive;
    return end;
}

std::shared_ptr<EndpointGate> Endpoint::gate() const
{
    // Sessions of one server may run side by side; the gate is there for its breaker and its budget.
    static constexpr EndpointSettings settings{0, 64};
    const Json &of = *context.settings;
    if (!context.limits)
        return nullptr;
    if (connector->kind == "sqlite")
        return context.limits->gate("sqlite:" + of.value("file", std::string()), settings);
    if (connector->kind == "postgresql")
        return context.limits->gate(fmt::format("postgresql://{}:{}", of.value("host", std::string()), of.value("port", 5432)),
                                    settings);
    return nullptr;
}

void Endpoint::usePassword(const Engine &engine, const Json *options, const std::string &usual)
{
    const bool isDatabase = connector->kind == "postgresql";
    if (!isDatabase || context.settings->contains("password"))
        return;
    std::string name = options && options->is_object() ? options->value("passwordSecret", "") : "";
    if (name.empty() && engine.secrets) {
        for (const auto &[place, isThere] : engine.secrets->where(usual))
            name = isThere ? usual : name;
    }
    if (name.empty())
        return; // the server says if it wants one
    Json settings = *context.settings;
    settings["password"] = {{"secret", name}};
    context.settings = std::make_shared<const Json>(std::move(settings));
}

Result<Endpoints> Endpoints::resolve(const Engine &engine, const Job &job, const Parameters &parameters)
{
    Endpoints ends;
    WEIR_TRY(Endpoint source,
             Endpoint::resolve(engine, job.sourceConnection, job.sourcePlace, job.read.stream, parameters));
    WEIR_TRY(Endpoint target,
             Endpoint::resolve(engine, job.targetConnection, job.targetPlace, job.write.stream, parameters));
    if (job.sourceConnection.empty())
        source.usePassword(engine, job.read.format.get(), "source");
    if (job.targetConnection.empty())
        target.usePassword(engine, job.write.format.get(), "target");
    if (!source.connector->makeSource)
        return misconfigured(fmt::format("{} cannot be a source", source.connector->title));
    if (!target.connector->makeTarget)
        return misconfigured(fmt::format("{} cannot be a target", target.connector->title));
    ends.read = job.read;
    ends.read.stream = source.stream;
    ends.write = job.write;
    ends.write.stream = target.stream;
    ends.write.mayReplaceFile = job.mode == WriteMode::Replace;
    ends.isPipe = source.connector->kind == "file" && source.context.settings->value("path", "") == "-";
    ends.isFileTarget = target.connector->kind == "file";
    ends.keepsTypes = ends.isFileTarget || target.connector->kind == "http";
    ends.passesJson = !job.hasMapping && isJsonFormat(source.connector, source.context, job.read.format.get())
                      && isJsonFormat(target.connector, target.context, job.write.format.get());
    ends.read.rawJson = ends.passesJson;
    ends.sourceGate = source.gate();
    ends.targetGate = target.gate();
    ends.source = source.connector;
    ends.sourceContext = std::move(source.context);
    ends.sourceLabel = std::move(source.label);
    ends.target = target.connector;
    ends.targetContext = std::move(target.context);
    ends.targetLabel = std::move(target.label);
    return ends;
}

} // namespace weir
