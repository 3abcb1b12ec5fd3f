#include "app/weir/previewcommand.h"

#include "app/weir/interrupt.h"
#include "app/weir/joblookup.h"
#include "app/weir/lookcontext.h"
#include "app/weir/previewreport.h"
#include "app/weir/runflags.h"
#include "app/weir/secretprompt.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class PreviewCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        m_look.rows = 100'000;
        m_look.time = "60s";
        app.add_option("JOB", m_name, "Name of the job")->required();
        m_look.define(app);
        app.add_option("--samples", m_options.samplesMax, "Rows shown before and after, good and bad each (default 5)")
            ->check(CLI::Range(0, 100));
        app.add_option("--param", m_parameters, "Value for {\"param\": …} in the files: k=v")->type_name("K=V");
        app.footer("Reads from the beginning of the source and asks the target; writes nothing, not even Weir's own tables.\n"
                   "Exit code 3: rows would be quarantined.\n\nExamples:\n  weir preview orders-to-warehouse\n"
                   "  weir preview orders-to-warehouse --rows 1000 --json\n  weir preview daily --param day=2026-03-05");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        CancelToken token;
        const Interrupt interrupt(token);
        const auto result = rehearse(options, token);
        if (!result)
            return output.error(result.error());
        printDryRun(output, m_name, *result);
        output.object(dryRunObject(m_name, *result));
        return result->exitCode();
    }

private:
    Result<DryRun> rehearse(const GlobalOptions &options, const CancelToken &token)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const auto context, AppContext::open(folder, terminalPrompts()));
        WEIR_TRY(const Parameters parameters, parseParameters(m_parameters));
        WEIR_TRY(const Job job, findJob(context->workspace(), m_name, parameters));
        WEIR_TRY(m_options.limits, m_look.limits());
        return dryRun(context->lookingEngine(canAsk()), job, parameters, m_options, token);
    }

    std::string m_name;
    LookFlags m_look;
    DryRunOptions m_options;
    std::vector<std::string> m_parameters;
};

} // namespace

std::unique_ptr<Command> makePreviewCommand()
{
    return std::make_unique<PreviewCommand>();
}

} // namespace weir
