#pragma once

#include "core/base/json.h"
#include "core/base/uuid.h"
#include "core/connectors/source.h"
#include "core/workspace/configvalues.h"
#include "core/workspace/job.h"
#include "core/workspace/jsonschema.h"
#include "core/workspace/place.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace weir {

/// A workspace folder: workspace.json, connections/, jobs/, ledger.db, locks/ … (architecture §8). Reads and
/// writes its files; holds no rows and no secrets. Created folders are 0700, files 0600.
///
/// Errors name file, JSON pointer (line:column for syntax), what was found and what is allowed.
/// Thread-safety: immutable after open(); reading functions may be called from any thread.
class Workspace
{
public:
    /// Makes a new workspace in \a folder, which is missing or empty (else InvalidConfig).
    [[nodiscard]] static Result<Workspace> init(const std::string &folder, const std::string &name);
    /// NotFound when \a folder holds no workspace.json; PermissionDenied when the folder, or its parent
    /// without sticky bit, is writable by everybody (SR-30). Makes sub folders that are missing.
    [[nodiscard]] static Result<Workspace> open(const std::string &folder);
    /// \a folder or the nearest of its parents that is a workspace; nothing if none is.
    [[nodiscard]] static std::optional<std::string> find(const std::string &folder);

    [[nodiscard]] const std::string &folder() const { return m_folder; }
    /// WEIR_WORKSPACE_ID wins over workspace.json.
    [[nodiscard]] const Uuid &id() const { return m_id; }
    [[nodiscard]] const std::string &name() const { return m_name; }
    /// Absolute path of a member: path("ledger.db").
    [[nodiscard]] std::string path(std::string_view member) const;
    /// Of the job's OS lock, for JobLock.
    [[nodiscard]] std::string lockPath(std::string_view job) const;

    /// Sorted.
    [[nodiscard]] std::vector<std::string> connectionNames() const;
    [[nodiscard]] std::vector<std::string> jobNames() const;

    /// The connection's object, checked, with { "env" } and { "param" } objects resolved. InvalidConfig, with
    /// the nearest name, when there is none. Device files and FIFOs as "path" or "file" are InvalidConfig.
    [[nodiscard]] Result<Json> connection(std::string_view name, const Parameters &parameters) const;
    /// What a person should know about the connection's paths: those outside the workspace (SR-31).
    [[nodiscard]] std::vector<Finding> connectionFindings(const Json &connection) const;
    [[nodiscard]] Result<Job> job(std::string_view name, const Parameters &parameters) const;
    /// Every value of the job and of its connections with its origin (`--show-config`).
    [[nodiscard]] Result<std::vector<ConfigValue>> showConfig(std::string_view job,
                                                              const Parameters &parameters) const;

    /// Checks and saves; a file that would not change is not written.
    [[nodiscard]] Result<void> saveJob(const Job &job) const;
    [[nodiscard]] Result<void> saveConnection(std::string_view name, const Json &object) const;
    /// NotFound when there is none. Used by nothing else than `connections forget`; jobs that name it stay.
    [[nodiscard]] Result<void> removeConnection(std::string_view name) const;
    /// The job's "id" if it has one, else UUIDv5(workspace id, "job:" + name).
    [[nodiscard]] Uuid jobId(const Job &job) const;

private:
    Workspace() = default;
    [[nodiscard]] std::string filePath(std::string_view folder, std::string_view name) const;
    [[nodiscard]] Result<ResolvedConfig> resolvedFile(std::string_view what, std::string_view name,
                                                      const Parameters &parameters) const;

    std::string m_folder;
    Uuid m_id;
    std::string m_name;
};

/// Everything wrong in a workspace, connection or job file, which its members tell apart (`weir validate`,
/// offline). An Error when the file cannot be read or is not JSON. Values from the environment are not asked
/// for.
[[nodiscard]] Result<std::vector<ConfigFinding>> validateFile(const std::string &path);

} // namespace weir
