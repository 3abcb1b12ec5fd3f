#include "app/weir/copycommand.h"

#include "app/common/appcontext.h"
#include "app/weir/copyjob.h"
#include "app/weir/interrupt.h"
#include "app/weir/lookcontext.h"
#include "app/weir/previewreport.h"
#include "app/weir/runflags.h"
#include "app/weir/secretprompt.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class CopyCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("PLACES", m_places,
                       "FROM… TO: files, @connection#stream, sqlite:FILE#table, postgresql://user@host/db#table, "
                       "https://host/path, or - with --format")
            ->required()
            ->expected(2, -1);
        app.add_flag("--dry-run", m_isDryRun, "Say what would happen; writes nothing (exit code 3: rows would be quarantined)");
        m_copy.define(app);
        m_flags.define(app);
        app.footer("Examples:\n"
                   "  weir copy orders.csv sqlite:shop.db#orders --key order_id\n"
                   "  weir copy orders.csv 'postgresql://etl@db/dw#public.orders' --mode append\n"
                   "  weir copy sqlite:shop.db#orders out.ndjson\n"
                   "  weir copy https://shop.example/orders orders.ndjson --header 'X-Api-Key: {secret:shop-key}'\n"
                   "  weir copy orders.csv sqlite:shop.db#orders --key order_id --dry-run\n"
                   "  zcat orders.csv.gz | weir copy - sqlite:shop.db#orders --format csv\n"
                   "  weir copy 'https://shop.example/api/orders' @dw#public.orders --records '$.items' --next '$.next'\n"
                   "The same command again continues where it was; see --again.");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        if (m_isDryRun)
            return rehearse(options, output);
        if (auto done = prepare(options); !done)
            return output.error(done.error());
        RunSession::Options session;
        session.maxQuarantined = m_flags.maxQuarantined;
        session.rowsToStdout = m_places.back() == "-";
        if (options.isVerbose)
            output.note("workspace " + m_engine.workspace->folder());
        return RunSession(options, output).execute(m_engine, m_jobs, m_request, session);
    }

private:
    Result<void> prepare(const GlobalOptions &options)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options, userDataFolder()));
        WEIR_TRY(m_context, AppContext::open(folder, terminalPrompts()));
        WEIR_TRY(m_request, m_flags.request());
        WEIR_CHECK(makeJobs());
        WEIR_TRY(m_engine, m_context->engine(canAsk()));
        return {};
    }

    Result<void> makeJobs()
    {
        const std::string current = std::filesystem::current_path().string();
        for (std::size_t i = 0; i + 1 < m_places.size(); ++i) {
            WEIR_TRY(Job job, m_copy.job(m_places[i], m_places.back(), current));
            WEIR_CHECK(m_flags.apply(job));
            m_jobs.push_back(std::move(job));
        }
        return {};
    }

    int rehearse(const GlobalOptions &options, const Output &output)
    {
        CancelToken token;
        const Interrupt interrupt(token);
        auto look = LookContext::open(options);
        if (!look)
            return output.error(look.error());
        const auto request = m_flags.request();
        if (!request)
            return output.error(request.error());
        if (auto made = makeJobs(); !made)
            return output.error(made.error());
        int worst = 0;
        Json objects = Json::array();
        for (const Job &job : m_jobs) {
            const auto result = dryRun(look->engine, job, request->parameters, {}, token);
            if (!result)
                return output.error(result.error());
            printDryRun(output, job.name, *result);
            objects.push_back(dryRunObject(job.name, *result));
            worst = std::max(worst, result->exitCode());
        }
        output.object(m_jobs.size() == 1 ? objects.at(0) : Json{{"runs", std::move(objects)}});
        return worst;
    }

    std::vector<std::string> m_places;
    bool m_isDryRun = false;
    CopyFlags m_copy;
    RunFlags m_flags;
    RunRequest m_request;
    std::unique_ptr<AppContext> m_context;
    Engine m_engine;
    std::vector<Job> m_jobs;
};

} // namespace

std::unique_ptr<Command> makeCopyCommand()
{
    return std::make_unique<CopyCommand>();
}

} // namespace weir
