#include "app/weir/initcommand.h"

#include "core/workspace/workspace.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class InitCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("DIR", m_folder, "Folder of the new workspace; made if missing, else empty")->required();
        app.add_option("--name", m_name, "Name shown to people (default: the folder's name)");
        app.footer("Examples:\n  weir init ~/warehouse-sync\n  weir init . --name \"Nightly orders\"");
    }

    int run(const GlobalOptions &, const Output &output) override
    {
        const std::filesystem::path folder = std::filesystem::absolute(m_folder).lexically_normal();
        const std::string name = m_name.empty() ? folder.filename().string() : m_name;
        const auto workspace = Workspace::init(folder.string(), name);
        if (!workspace)
            return output.error(workspace.error());
        output.line("Made the workspace " + workspace->folder() + " (" + workspace->id().text() + ").");
        output.line("Next: put a job into jobs/, or try `weir copy orders.csv sqlite:orders.db#orders --workspace "
                    + workspace->folder() + "`.");
        output.object({{"workspace", workspace->folder()}, {"id", workspace->id().text()}, {"name", name}});
        return 0;
    }

private:
    std::string m_folder, m_name;
};

} // namespace

std::unique_ptr<Command> makeInitCommand()
{
    return std::make_unique<InitCommand>();
}

} // namespace weir
