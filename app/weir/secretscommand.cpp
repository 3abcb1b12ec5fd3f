#include "app/weir/secretscommand.h"

#include "app/weir/secretprompt.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class SecretsCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.require_subcommand(1);
        m_set = app.add_subcommand("set", "Keep a secret; reads a terminal without echo, or standard input");
        m_list = app.add_subcommand("list", "Names of the secrets found (never values)");
        m_remove = app.add_subcommand("rm", "Remove a secret from every place that can be written");
        m_where = app.add_subcommand("where", "Every place that is looked at, in order, and which holds the name");
        for (CLI::App *sub : {m_set, m_remove, m_where})
            sub->add_option("NAME", m_name, "Name of the secret")->required();
        const char *examples = "Examples:\n  weir secrets set dw-password\n  weir secrets set dw-password < password.txt\n"
                               "  weir secrets list --json\n  weir secrets where dw-password\n  weir secrets rm dw-password\n"
                               "Without a terminal the vault needs WEIR_VAULT_KEY_FILE.";
        for (CLI::App *each : {&app, m_set, m_list, m_remove, m_where})
            each->footer(examples);
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        Json object;
        const auto done = act(options, output, object);
        if (!done)
            return output.error(done.error());
        output.object(object);
        return 0;
    }

private:
    Result<void> act(const GlobalOptions &options, const Output &output, Json &object)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const auto context, AppContext::open(folder, terminalPrompts()));
        SecretStore &secrets = context->secrets();
        if (m_list->parsed()) {
            const std::vector<std::string> names = secrets.names();
            object = {{"secrets", names}};
            for (const std::string &name : names)
                output.line(name);
            if (names.empty())
                output.line("No secrets found. Keep one with `weir secrets set NAME`.");
            return {};
        }
        WEIR_CHECK(checkSecretName(m_name));
        if (m_where->parsed()) {
            Json places = Json::array();
            for (const auto &[place, holds] : secrets.where(m_name)) {
                places.push_back({{"place", place}, {"holds", holds}});
                output.line(fmt::format("{}  {}", holds ? "yes" : "no ", place));
            }
            output.line("what no place holds is asked for on a terminal, and is missing elsewhere");
            object = {{"name", m_name}, {"places", std::move(places)}};
            return {};
        }
        object = {{"name", m_name}, {m_set->parsed() ? "set" : "removed", true}};
        if (m_set->parsed()) {
            WEIR_TRY(const Secret value, readSecret("Value of " + m_name));
            WEIR_CHECK(secrets.write(m_name, value));
            output.line(fmt::format("kept {0}; `weir secrets where {0}` shows where", m_name));
            return {};
        }
        WEIR_CHECK(secrets.remove(m_name));
        output.line("removed " + m_name);
        return {};
    }

    CLI::App *m_set = nullptr, *m_list = nullptr, *m_remove = nullptr, *m_where = nullptr;
    std::string m_name;
};

} // namespace

std::unique_ptr<Command> makeSecretsCommand()
{
    return std::make_unique<SecretsCommand>();
}

} // namespace weir
