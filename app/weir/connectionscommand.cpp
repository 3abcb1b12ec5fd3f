#include "app/weir/connectionscommand.h"

#include "app/common/appcontext.h"
#include "app/weir/interrupt.h"
#include "app/weir/newhttpconnection.h"
#include "app/weir/secretprompt.h"
#include "app/weir/texts.h"
#include "core/base/redact.h"
#include "core/connectors/builtin/builtinconnectors.h"
#include "core/delivery/endpoints.h"
#include "core/survey/streamsurvey.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class ConnectionsCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.require_subcommand(1);
        m_list = app.add_subcommand("list", "Connections of the workspace");
        m_test = app.add_subcommand("test", "Connect and say what a person should know");
        m_ddl = app.add_subcommand("ddl", "SQL for an administrator, so that Weir's account needs no CREATE");
        m_addHttp = app.add_subcommand("add-http", "Write the file of an API; asks nobody");
        m_forget = app.add_subcommand("forget", "Remove a connection's file");
        for (CLI::App *sub : {m_test, m_ddl, m_addHttp, m_forget})
            sub->add_option("NAME", m_name, "Name of the connection (connections/NAME.json)")->required();
        m_newHttp.define(*m_addHttp);
        m_forget->add_flag("--yes", m_isMeant, "Also when jobs name the connection; they stop working");
        const char *examples = "Examples:\n  weir connections list\n  weir connections test dw\n  weir connections ddl dw > weir.sql\n"
                               "  weir connections add-http shop https://shop.example/api --stream orders=/orders \\\n"
                               "      --records '$.items' --next '$.next' --key order_id --bearer-secret shop-token\n"
                               "  weir connections forget old-shop";
        for (CLI::App *each : {&app, m_list, m_test, m_ddl, m_addHttp, m_forget})
            each->footer(examples);
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        Json object;
        const auto code = act(options, output, object);
        if (!code)
            return output.error(code.error());
        output.object(object);
        return *code;
    }

private:
    Result<int> act(const GlobalOptions &options, const Output &output, Json &object)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(m_context, AppContext::open(folder, terminalPrompts()));
        if (m_list->parsed())
            return list(output, object);
        if (m_forget->parsed())
            return forget(output, object);
        if (m_addHttp->parsed())
            return addHttp(output, object);
        WEIR_TRY(const Engine engine, m_context->engine(canAsk()));
        WEIR_TRY(const Endpoint end, Endpoint::resolve(engine, m_name, "", "", {}));
        return m_test->parsed() ? test(end, output, object) : ddl(end, output, object);
    }

    Result<int> list(const Output &output, Json &object)
    {
        Json connections = Json::array();
        std::vector<std::vector<std::string>> table{{"CONNECTION", "KIND", "STATE"}};
        for (const std::string &name : m_context->workspace().connectionNames()) {
            const auto settings = m_context->workspace().connection(name, {});
            const std::string kind = settings ? settings->value("kind", "") : "";
            const std::string trouble = settings ? "" : redact(settings.error().detail);
            connections.push_back({{"name", name}, {"kind", kind.empty() ? Json() : Json(kind)},
                                   {"trouble", trouble.empty() ? Json() : Json(trouble)}});
            table.push_back({name, kind, trouble.empty() ? "ok" : trouble});
        }
        output.line(connections.empty() ? "No connections yet. Put one into connections/NAME.json (for an API: `weir connections add-http`), or name places directly: "
                                          "`weir copy orders.csv sqlite:orders.db#orders`."
                                        : tableText(table));
        object = {{"connections", std::move(connections)}};
        return 0;
    }

    Result<int> addHttp(const Output &output, Json &object)
    {
        const Workspace &workspace = m_context->workspace();
        const std::vector<std::string> known = workspace.connectionNames();
        if (!m_newHttp.replacesFile() && std::find(known.begin(), known.end(), m_name) != known.end())
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("connections/{}.json is there already and was not touched; choose another name, or replace "
                                    "the file with --replace-file",
                                    m_name));
        WEIR_TRY(const Json settings, m_newHttp.settings());
        WEIR_CHECK(workspace.saveConnection(m_name, settings));
        const std::string file = workspace.path("connections/" + m_name + ".json");
        output.line("wrote " + file);
        Json missing = Json::array();
        for (const std::string &name : m_newHttp.secretNames()) {
            WEIR_CHECK(checkSecretName(name));
            const auto places = m_context->secrets().where(name);
            if (std::any_of(places.begin(), places.end(), [](const auto &place) { return place.second; }))
                continue;
            missing.push_back(name);
            output.line(fmt::format("no place for secrets holds {0} yet: weir secrets set {0}", name));
        }
        output.line(fmt::format("next: weir connections test {0}", m_name));
        for (const std::string &stream : m_newHttp.streams())
            output.line(fmt::format("      weir inspect @{}#{}", m_name, stream.substr(0, stream.find('='))));
        object = {{"connection", m_name}, {"kind", "http"}, {"file", file}, {"definition", settings}, {"missingSecrets", std::move(missing)}};
        return 0;
    }

    Result<int> test(const Endpoint &end, const Output &output, Json &object)
    {
        CancelToken token;
        const Interrupt interrupt(token);
        if (!end.connector->test)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("connections of kind \"{}\" cannot be tested", end.connector->kind));
        WEIR_TRY(std::vector<Finding> findings, end.connector->test(end.context, token));
        for (Finding &finding : m_context->workspace().connectionFindings(*end.context.settings))
            findings.push_back(std::move(finding));
        bool isBlocked = false;
        Json list = Json::array();
        for (const Finding &finding : findings) {
            isBlocked = isBlocked || finding.level == Finding::Level::Blocking;
            list.push_back({{"level", levelName(finding.level)}, {"code", finding.code}, {"detail", redact(finding.detail)}});
            output.line(fmt::format("{}: {}", levelName(finding.level), redact(finding.detail)));
        }
        output.line(isBlocked ? fmt::format("{} answers, but cannot be used as it is", m_name) : fmt::format("{} works", m_name));
        object = {{"connection", m_name}, {"kind", end.connector->kind}, {"ok", !isBlocked}, {"findings", std::move(list)}};
        return isBlocked ? 2 : 0;
    }

    Result<int> ddl(const Endpoint &end, const Output &output, Json &object)
    {
        if (!end.connector->administratorSql)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("connections of kind \"{}\" need nothing from an administrator", end.connector->kind));
        WEIR_TRY(const std::string sql, end.connector->administratorSql(end.context));
        output.line(sql);
        object = {{"connection", m_name}, {"kind", end.connector->kind}, {"sql", sql}};
        return 0;
    }

    Result<int> forget(const Output &output, Json &object)
    {
        std::vector<std::string> users;
        const Workspace &workspace = m_context->workspace();
        for (const std::string &name : workspace.jobNames()) {
            const auto job = workspace.job(name, {});
            if (job && (job->sourceConnection == m_name || job->targetConnection == m_name))
                users.push_back(name);
        }
        if (!users.empty() && !m_isMeant)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("connection \"{}\" is used by {}; --yes removes it all the same. Nothing was changed", m_name,
                                    fmt::join(users, ", ")));
        WEIR_CHECK(workspace.removeConnection(m_name));
        output.line("removed connection " + m_name);
        object = {{"connection", m_name}, {"removed", true}, {"usedBy", users}};
        return 0;
    }

    CLI::App *m_list = nullptr, *m_test = nullptr, *m_ddl = nullptr, *m_addHttp = nullptr, *m_forget = nullptr;
    NewHttpConnection m_newHttp;
    std::string m_name;
    bool m_isMeant = false;
    std::unique_ptr<AppContext> m_context;
};

} // namespace

std::unique_ptr<Command> makeConnectionsCommand()
{
    return std::make_unique<ConnectionsCommand>();
}

} // namespace weir
