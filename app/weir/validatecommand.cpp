#include "app/weir/validatecommand.h"

#include "core/base/redact.h"
#include "core/workspace/workspace.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class ValidateCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("FILE", m_files, "Job, connection and workspace files (default: all of the workspace)");
        app.footer("Reads the files only: no server is asked, no value of the environment is needed.\n\nExamples:\n"
                   "  weir validate\n  weir validate jobs/orders.json connections/dw.json --json");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        if (auto done = collect(options); !done)
            return output.error(done.error());
        Json list = Json::array();
        for (const auto &[file, finding] : m_findings) {
            list.push_back({{"file", file}, {"pointer", finding.pointer}, {"detail", redact(finding.detail)}});
        }
        Json object{{"files", m_files.size()}, {"valid", m_findings.empty()}, {"findings", std::move(list)}};
        if (m_findings.empty()) {
            output.line(fmt::format("{} file{} valid", m_files.size(), m_files.size() == 1 ? " is" : "s are"));
            output.object(object);
            return 0;
        }
        for (const auto &[file, finding] : m_findings)
            output.line(fmt::format("{}: {}: {}", file, finding.pointer.empty() ? "(file)" : finding.pointer, redact(finding.detail)));
        const Error error{ErrorCode::InvalidConfig, Recovery::Stop,
                          fmt::format("{} finding{} in {} file{}", m_findings.size(), m_findings.size() == 1 ? "" : "s",
                                      m_files.size(), m_files.size() == 1 ? "" : "s"), {}};
        object["error"] = errorObject(error, "correct the places named and run `weir validate` again");
        output.line(error.detail);
        output.object(object);
        return 2;
    }

private:
    Result<void> collect(const GlobalOptions &options)
    {
        std::optional<Workspace> workspace;
        if (m_files.empty()) {
            WEIR_TRY(const std::string folder, findWorkspace(options));
            WEIR_TRY(workspace, Workspace::open(folder));
            m_files.push_back(workspace->path("workspace.json"));
            for (const std::string &name : workspace->connectionNames())
                m_files.push_back(workspace->path("connections/" + name + ".json"));
            for (const std::string &name : workspace->jobNames())
                m_files.push_back(workspace->path("jobs/" + name + ".json"));
        }
        for (const std::string &file : m_files) {
            const auto findings = validateFile(file);
            if (!findings)
                m_findings.emplace_back(file, ConfigFinding{"", withoutFile(findings.error().detail, file)});
            else
                for (const ConfigFinding &finding : *findings)
                    m_findings.emplace_back(file, finding);
        }
        if (workspace)
            checkConnections(*workspace);
        return {};
    }

    static std::string withoutFile(const std::string &text, const std::string &file)
    {
        return text.starts_with(file + ":") ? text.substr(file.size() + 1 + (text.starts_with(file + ": ") ? 1 : 0)) : text;
    }

    /// Jobs that name a connection which is not there.
    void checkConnections(const Workspace &workspace)
    {
        const std::vector<std::string> known = workspace.connectionNames();
        for (const std::string &name : workspace.jobNames()) {
            const auto job = workspace.job(name, {});
            if (!job)
                continue; // told above, or a value of the environment is not set
            const std::pair<const char *, const std::string *> ends[] = {{"/source/connection", &job->sourceConnection},
                                                                         {"/target/connection", &job->targetConnection}};
            for (const auto &[pointer, connection] : ends) {
                if (!connection->empty() && std::find(known.begin(), known.end(), *connection) == known.end())
                    m_findings.emplace_back(workspace.path("jobs/" + name + ".json"),
                                            ConfigFinding{pointer, fmt::format("there is no connection \"{}\"", *connection)});
            }
        }
    }

    std::vector<std::string> m_files;
    std::vector<std::pair<std::string, ConfigFinding>> m_findings;
};

} // namespace

std::unique_ptr<Command> makeValidateCommand()
{
    return std::make_unique<ValidateCommand>();
}

} // namespace weir
