#include "app/weir/runcommand.h"

#include "app/common/appcontext.h"
#include "app/weir/effectiveconfig.h"
#include "app/weir/joblookup.h"
#include "app/weir/runflags.h"
#include "app/weir/secretprompt.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class RunCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_names, "Names of jobs (jobs/NAME.json)");
        app.add_option("--tag", m_tag, "Every job with this tag");
        app.add_flag("--fail-fast", m_session.isFailFast, "Stop at the first job that fails");
        app.add_flag("--show-config", m_showsConfig, "Print every value of the jobs with its origin instead of running");
        m_flags.define(app);
        app.footer("Examples:\n  weir run orders-to-warehouse\n  weir run daily --param day=2026-03-05 --show-config\n  weir run orders stock --fail-fast --json\n"
                   "  weir run orders --again --yes-replace 48210\n  weir run --tag nightly --wait 10m");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        if (m_showsConfig)
            return showConfig(options, output);
        auto done = prepare(options);
        if (!done)
            return output.error(done.error());
        m_session.maxQuarantined = m_flags.maxQuarantined;
        return RunSession(options, output).execute(m_engine, m_jobs, m_request, m_session);
    }

private:
    int showConfig(const GlobalOptions &options, const Output &output)
    {
        Json objects = Json::array();
        const auto collect = [&]() -> Result<void> {
            WEIR_TRY(const std::string folder, findWorkspace(options));
            WEIR_TRY(const Workspace workspace, Workspace::open(folder));
            WEIR_TRY(m_request, m_flags.request());
            if (m_names.empty())
                return fail(ErrorCode::InvalidConfig, Recovery::Stop, "--show-config needs the name of a job");
            for (const std::string &name : m_names) {
                WEIR_TRY(const std::vector<ConfigValue> values, effectiveConfig(workspace, name, m_flags, m_request.parameters));
                objects.push_back(printConfig(output, name, values));
            }
            return {};
        };
        if (auto done = collect(); !done)
            return output.error(done.error());
        output.object(objects.size() == 1 ? objects.at(0) : Json{{"runs", std::move(objects)}});
        return 0;
    }

    Result<void> prepare(const GlobalOptions &options)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(m_context, AppContext::open(folder, terminalPrompts()));
        WEIR_TRY(m_request, m_flags.request());
        if (m_names.empty() && m_tag.empty())
            return fail(ErrorCode::InvalidConfig, Recovery::Stop, "name a job, or give --tag");
        for (const std::string &name : m_tag.empty() ? m_names : m_context->workspace().jobNames()) {
            WEIR_TRY(Job job, findJob(m_context->workspace(), name, m_request.parameters));
            if (!m_tag.empty() && std::find(job.tags.begin(), job.tags.end(), m_tag) == job.tags.end())
                continue;
            WEIR_CHECK(m_flags.apply(job));
            m_jobs.push_back(std::move(job));
        }
        if (m_jobs.empty())
            return fail(ErrorCode::NotFound, Recovery::Stop, "no job has the tag \"" + m_tag + "\"");
        WEIR_TRY(m_engine, m_context->engine(canAsk()));
        return {};
    }

    std::vector<std::string> m_names;
    std::string m_tag;
    bool m_showsConfig = false;
    RunFlags m_flags;
    RunSession::Options m_session;
    RunRequest m_request;
    std::unique_ptr<AppContext> m_context;
    Engine m_engine;
    std::vector<Job> m_jobs;
};

} // namespace

std::unique_ptr<Command> makeRunCommand()
{
    return std::make_unique<RunCommand>();
}

} // namespace weir
