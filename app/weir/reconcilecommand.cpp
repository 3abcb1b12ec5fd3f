#include "app/weir/reconcilecommand.h"

#include "app/common/appcontext.h"
#include "app/weir/joblookup.h"
#include "core/reconciliation/reconciliation.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr const char *kindNames[] = {"missing", "extra", "different"};

class ReconcileCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "Name of the job")->required();
        app.add_option("--depth", m_depth, "count, keys or values")->check(CLI::IsMember({"count", "keys", "values"}));
        app.footer("Reads source and target again and compares them; writes nothing.\n\nExamples:\n"
                   "  weir reconcile orders-to-warehouse\n  weir reconcile orders-to-warehouse --depth keys --json");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        if (auto done = prepare(options); !done)
            return output.error(done.error());
        const ReconcileDepth depth = m_depth == "count"  ? ReconcileDepth::Count
                                     : m_depth == "keys" ? ReconcileDepth::Keys
                                                         : ReconcileDepth::Values;
        const ReconcileResult result = reconcile(m_engine, m_job, depth, {}, CancelToken());
        if (result.error)
            return output.error(*result.error);
        print(output, result);
        return result.exitCode();
    }

private:
    Result<void> prepare(const GlobalOptions &options)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(m_context, AppContext::open(folder));
        WEIR_TRY(m_job, findJob(m_context->workspace(), m_name));
        WEIR_TRY(m_engine, m_context->engine(false));
        return {};
    }

    void print(const Output &output, const ReconcileResult &result) const
    {
        Json differences = Json::array();
        for (const Difference &difference : result.differences) {
            const char *kind = kindNames[static_cast<int>(difference.kind)];
            differences.push_back({{"kind", kind}, {"key", difference.key}, {"explanation", difference.explanation}});
            if (differences.size() <= 20)
                output.line(fmt::format("  {}: {}{}", kind, difference.key,
                                        difference.explanation.empty() ? "" : " (" + difference.explanation + ")"));
        }
        output.line(fmt::format("{}: source {} rows, target {} rows: {} same, {} missing, {} extra, {} different; {} explained, "
                                "{} unexplained",
                                result.job, result.rowsSource, result.rowsTarget, result.same, result.missing, result.extra,
                                result.different, result.explained, result.unexplained));
        output.object({{"job", result.job}, {"depth", m_depth}, {"source", result.rowsSource}, {"target", result.rowsTarget},
                       {"same", result.same}, {"missing", result.missing}, {"extra", result.extra},
                       {"different", result.different}, {"notComparable", result.notComparable},
                       {"explained", result.explained}, {"unexplained", result.unexplained}, {"compensated", 0},
                       {"seconds", result.seconds}, {"differences", std::move(differences)},
                       {"differencesOmitted", result.differencesOmitted}});
    }

    std::string m_name, m_depth = "values";
    std::unique_ptr<AppContext> m_context;
    Job m_job;
    Engine m_engine;
};

} // namespace

std::unique_ptr<Command> makeReconcileCommand()
{
    return std::make_unique<ReconcileCommand>();
}

} // namespace weir
