#pragma once

#include "core/base/json.h"
#include "core/base/uuid.h"
#include "core/workspace/job.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace weir {

/// Values for { "param": … } objects, from --param k=v.
using Parameters = std::map<std::string, std::string, std::less<>>;

/// A workspace folder: workspace.json, connections/, jobs/, ledger.db, locks/ … (architecture §8). Reads and writes
/// its files; holds no rows and no secrets. Created folders are 0700, files 0600.
///
/// Errors name file, JSON pointer, what was found and what is allowed.
/// Thread-safety: immutable after open(); reading functions may be called from any thread.
class Workspace
{
public:
    /// Makes a new workspace in \a folder, which is missing or empty (else InvalidConfig).
    [[nodiscard]] static Result<Workspace> init(const std::string &folder, const std::string &name);
    [[nodiscard]] static Result<Workspace> open(const std::string &folder);
    /// \a folder or the nearest of its parents that is a workspace; nothing if none is.
    [[nodiscard]] static std::optional<std::string> find(const std::string &folder);

    [[nodiscard]] const std::string &folder() const { return m_folder; }
    /// WEIR_WORKSPACE_ID wins over workspace.json.
    [[nodiscard]] const Uuid &id() const { return m_id; }
    [[nodiscard]] const std::string &name() const { return m_name; }
    /// Absolute path of a member: path("ledger.db").
    [[nodiscard]] std::string path(std::string_view member) const;

    [[nodiscard]] std::vector<std::string> connectionNames() const;
    [[nodiscard]] std::vector<std::string> jobNames() const;
    /// The connection's object, checked, with { "env" } and { "param" } objects resolved.
    [[nodiscard]] Result<Json> connection(std::string_view name, const Parameters &parameters) const;
    [[nodiscard]] Result<Job> job(std::string_view name, const Parameters &parameters) const;
    [[nodiscard]] Result<void> saveJob(const Job &job) const;
    [[nodiscard]] Result<void> saveConnection(std::string_view name, const Json &object) const;
    /// The job's "id" if it has one, else UUIDv5(workspace id, "job:" + name).
    [[nodiscard]] Uuid jobId(const Job &job) const;

private:
    std::string m_folder;
    Uuid m_id;
    std::string m_name;
};

/// A place as typed on a command line: a path, "@connection#stream", a URL with "#table", or "-".
struct Place
{
    std::string kind;       ///< connector kind; empty for a workspace connection
    std::string connection; ///< of the workspace, for "@name#stream"
    std::string stream;
    Json settings;          ///< what a connection file would hold, for paths and URLs
    std::string canonical;  ///< identity: absolute real path; URL with scheme, host, port, path, database, table; no
                            ///< user, secret or paging
    std::string stem;       ///< short name for a job made of it: "orders"

    /// InvalidConfig for a password, a token-like parameter or an unknown parameter in a URL, saying how else.
    [[nodiscard]] static Result<Place> parse(std::string_view text, const std::string &currentFolder);
};

} // namespace weir
