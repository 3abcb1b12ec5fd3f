#include "core/workspace/workspace.h"

#include "core/base/atomicfile.h"
#include "core/base/names.h"
#include "core/base/redact.h"
#include "core/workspace/configfile.h"
#include "core/workspace/names.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {

namespace {

namespace fs = std::filesystem;

constexpr std::array subFolders = {"connections", "jobs", "keys", "spool", "log", "tmp", "locks"};
constexpr std::string_view workspaceFile = "workspace.json";
/// Known to the design, in no build yet.
constexpr std::array plannedKinds = {"mysql", "kafka", "odbc"};

std::string absolute(const std::string &folder)
{
    std::error_code failed;
    const fs::path path = fs::absolute(folder.empty() ? "." : folder, failed).lexically_normal();
    const std::string text = path.string();
    return text.size() > 1 && text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
}

bool isWritableByAll(const struct stat &info) { return (info.st_mode & S_IWOTH) != 0; }

/// Others could swap the folder, or files in it, under our feet.
Result<void> checkSafeFolder(const std::string &folder)
{
    const std::string parent = fs::path(folder).parent_path().string();
    struct stat info = {};
    if (stat(parent.c_str(), &info) == 0 && isWritableByAll(info) && !(info.st_mode & S_ISVTX)) {
        return fail(
            ErrorCode::PermissionDenied, Recovery::Stop,
            fmt::format("{} can be written by every user, so anybody could replace the workspace in it; "
                        "run chmod o-w {} or put the workspace elsewhere",
                        parent, parent));
    }
    if (stat(folder.c_str(), &info) == 0 && isWritableByAll(info)) {
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("{} can be written by every user; run chmod 700 {}", folder, folder));
    }
    return {};
}

Result<void> makeFolder(const std::string &folder)
{
    if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return systemFailure(folder, "make the folder");
    return {};
}

Result<void> makeSubFolders(const std::string &folder)
{
    for (const char *name : subFolders)
        WEIR_CHECK(makeFolder(folder + '/' + name));
    return {};
}

std::vector<std::string> namesIn(const std::string &folder)
{
    std::vector<std::string> names;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        const fs::path path = at->path();
        if (path.extension() == ".json" && checkName("file", path.stem().string()))
            names.push_back(path.stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Result<void> checkConnectionPath(const Json &connection, const std::string &baseFolder,
                                 const std::string &file)
{
    for (const char *member : {"path", "file"}) {
        const std::string path = connection.value(member, std::string());
        if (path.empty() || path == "-")
            continue;
        struct stat info = {};
        if (stat((fs::path(baseFolder) / path).c_str(), &info) != 0)
            continue; // may be made later
        if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) {
            return fail(
                ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("{}: /{}: {} is a device, pipe or socket, not a file", file, member, path));
        }
    }
    return {};
}

/// A kind that the schema does not list but that people rightly know.
Result<void> checkKindInBuild(const Json &object, const std::string &file)
{
    const std::string kind = object.is_object() && object.contains("kind") && object["kind"].is_string()
                                 ? object["kind"].get<std::string>()
                                 : std::string();
    if (std::find(plannedKinds.begin(), plannedKinds.end(), kind) == plannedKinds.end())
        return {};
    return fail(
        ErrorCode::InvalidConfig, Recovery::Stop,
        fmt::format(
            "{}: /kind: this build has no connector for \"{}\"; it has file, sqlite, postgresql, http", file,
            kind));
}

} // namespace

Result<Workspace> Workspace::init(const std::string &folder, const std::string &name)
{
    const std::string path = absolute(folder);
    WEIR_CHECK(checkSafeFolder(path));
    removeAbandoned(path, workspaceFile);
    std::error_code failed;
    if (fs::exists(path, failed) && (!fs::is_directory(path, failed) || !fs::is_empty(path, failed))) {
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fs::exists(path + '/' + std::string(workspaceFile), failed)
                ? fmt::format("{} is a workspace already", path)
                : fmt::format("{} is not empty; a workspace is made in a missing or empty folder", path));
    }
    fs::create_directories(fs::path(path).parent_path(), failed);
    if (mkdir(path.c_str(), 0700) != 0 && (errno != EEXIST || chmod(path.c_str(), 0700) != 0))
        return systemFailure(path, "make the folder");
    const Json object = {{"weir", 1},
                         {"id", Uuid::random().text()},
                         {"name", name.empty() ? fs::path(path).filename().string() : name}};
    // First: with it the folder is a workspace, whose missing folders open() makes; without it the folder stays empty, so
    // that the same command works once there is room.
    WEIR_CHECK(saveConfigFile(path + '/' + std::string(workspaceFile), object));
    return open(path);
}

Result<Workspace> Workspace::open(const std::string &folder)
{
    Workspace workspace;
    workspace.m_folder = absolute(folder);
    const std::string file = workspace.path(workspaceFile);
    auto object = readConfigFile(file);
    if (!object && object.error().code == ErrorCode::NotFound) {
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("{} is no workspace (it has no {}); make one with: weir init {}",
                                workspace.m_folder, workspaceFile, workspace.m_folder));
    }
    if (!object)
        return Unexpected{std::move(object).error()};
    WEIR_CHECK(checkSafeFolder(workspace.m_folder));
    if (const auto findings = JsonSchema::published("workspace").check(*object); !findings.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, findingText(file, findings));
    workspace.m_name = (*object)["name"].get<std::string>();
    const char *pinned = std::getenv("WEIR_WORKSPACE_ID");
    const std::string idText = pinned ? pinned : (*object)["id"].get<std::string>();
    const auto id = Uuid::parse(idText);
    if (!id || id->isNil()) {
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("{}: must be a UUID, such as 3f2b8c1e-9d47-4f0a-8f53-0c6f4a1d2e77",
                        pinned ? std::string("the environment variable WEIR_WORKSPACE_ID") : file + ": /id"));
    }
    workspace.m_id = *id;
    WEIR_CHECK(makeSubFolders(workspace.m_folder));
    for (const std::string_view name : {workspaceFile, std::string_view("vault.weir")})
        removeAbandoned(workspace.m_folder, name);
    for (const char *subFolder : {"connections", "jobs"})
        removeAbandoned(workspace.path(subFolder), ".json");
    return workspace;
}

std::optional<std::string> Workspace::find(const std::string &folder)
{
    std::error_code failed;
    for (fs::path path = absolute(folder);; path = path.parent_path()) {
        if (fs::is_regular_file(path / workspaceFile, failed))
            return path.string();
        if (path == path.parent_path())
            return std::nullopt;
    }
}

std::string Workspace::path(std::string_view member) const { return fmt::format("{}/{}", m_folder, member); }

std::string Workspace::lockPath(std::string_view job) const
{
    return fmt::format("{}/locks/{}.lock", m_folder, job);
}

std::string Workspace::filePath(std::string_view folder, std::string_view name) const
{
    return fmt::format("{}/{}/{}.json", m_folder, folder, name);
}

std::vector<std::string> Workspace::connectionNames() const { return namesIn(path("connections")); }

std::vector<std::string> Workspace::jobNames() const { return namesIn(path("jobs")); }

Result<ResolvedConfig> Workspace::resolvedFile(std::string_view what, std::string_view name,
                                               const Parameters &parameters) const
{
    WEIR_CHECK(checkName(what, name));
    const bool isJob = what == "job";
    const std::string file = filePath(isJob ? "jobs" : "connections", name);
    auto object = readConfigFile(file, m_folder);
    if (!object && object.error().code == ErrorCode::NotFound) {
        const std::string nearest = nearestName(name, isJob ? jobNames() : connectionNames());
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("there is no {} \"{}\" in {}{}", what, name, m_folder,
                                nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
    }
    if (!object)
        return Unexpected{std::move(object).error()};
    WEIR_CHECK(checkKindInBuild(*object, file));
    return resolveConfig(*std::move(object), JsonSchema::published(isJob ? "job" : "connection"), file,
                         parameters);
}

Result<Json> Workspace::connection(std::string_view name, const Parameters &parameters) const
{
    WEIR_TRY(const ResolvedConfig config, resolvedFile("connection", name, parameters));
    WEIR_CHECK(checkConnectionPath(*config.resolved, m_folder, filePath("connections", name)));
    return *config.resolved;
}

std::vector<Finding> Workspace::connectionFindings(const Json &connection) const
{
    std::vector<Finding> findings;
    for (const char *member : {"path", "file", "caFile", "sslrootcert", "sslcert"}) {
        if (!connection.contains(member) || !connection[member].is_string() || connection[member] == "-")
            continue;
        const std::string text = connection[member].get<std::string>();
        std::error_code failed;
        const fs::path base = fs::weakly_canonical(m_folder, failed);
        const fs::path real = fs::weakly_canonical(fs::path(m_folder) / text, failed);
        if (failed || real.string().starts_with(base.string() + '/'))
            continue;
        findings.push_back(
            {Finding::Level::Warning, "outsideWorkspace", member, 1,
             fmt::format("{} is outside the workspace, so it does not move with it; check that you meant it",
                         escapeControls(text))});
    }
    return findings;
}

Result<Job> Workspace::job(std::string_view name, const Parameters &parameters) const
{
    WEIR_TRY(const ResolvedConfig config, resolvedFile("job", name, parameters));
    return Job::fromJson(*config.resolved, std::string(name), filePath("jobs", name), config.written.get());
}

Result<std::vector<ConfigValue>> Workspace::showConfig(std::string_view job,
                                                       const Parameters &parameters) const
{
    WEIR_TRY(ResolvedConfig config, resolvedFile("job", job, parameters));
    std::vector<ConfigValue> values = std::move(config.values);
    for (const char *side : {"source", "target"}) {
        const Json &place = (*config.resolved)[side];
        if (!place.contains("connection"))
            continue;
        WEIR_TRY(ResolvedConfig connection,
                 resolvedFile("connection", place["connection"].get<std::string>(), parameters));
        values.insert(values.end(), connection.values.begin(), connection.values.end());
    }
    return values;
}

Result<void> Workspace::saveJob(const Job &job) const
{
    WEIR_CHECK(checkName("job", job.name));
    const std::string file = filePath("jobs", job.name);
    const Json object = job.toJson();
    std::vector<ValueReference> references;
    if (const auto findings = JsonSchema::published("job").check(object, &references); !findings.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, findingText(file, findings));
    return saveConfigFile(file, object);
}

Result<void> Workspace::saveConnection(std::string_view name, const Json &object) const
{
    WEIR_CHECK(checkName("connection", name));
    const std::string file = filePath("connections", name);
    WEIR_CHECK(checkKindInBuild(object, file));
    std::vector<ValueReference> references;
    if (const auto findings = JsonSchema::published("connection").check(object, &references);
        !findings.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, findingText(file, findings));
    return saveConfigFile(file, object);
}

Result<void> Workspace::removeConnection(std::string_view name) const
{
    WEIR_CHECK(checkName("connection", name));
    const std::string file = filePath("connections", name);
    if (unlink(file.c_str()) == 0)
        return {};
    if (errno == ENOENT)
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("there is no connection \"{}\"", name));
    return systemFailure(file, "remove");
}

Uuid Workspace::jobId(const Job &job) const
{
    if (job.id) {
        if (const auto id = Uuid::parse(*job.id))
            return *id;
    }
    return Uuid::named(m_id, "job:" + job.name);
}

} // namespace weir
