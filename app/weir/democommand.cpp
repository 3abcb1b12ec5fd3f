#include "app/weir/democommand.h"

#include "app/common/appcontext.h"
#include "app/weir/demoworkspace.h"
#include "core/compensation/compensation.h"
#include "core/drill/naiveclient.h"
#include "core/ledger/ledgerreader.h"
#include "core/reconciliation/reconciliation.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class DemoCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("DIR", m_folder, "Folder of the demo workspace; made if missing (default: the user's data folder)");
        app.add_option("--seed", m_seed, "Which pages the shop's faults strike (default 1)")->check(CLI::Range(0U, 1'000'000U));
        app.footer("A flaky shop API on this machine and an ERP file go into a SQLite warehouse: run, look at the causes,\n"
                   "correct the mapping, compensate, reconcile.\n\nExamples:\n  weir demo\n  weir demo /tmp/demo --seed 7 --json");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        m_output = &output;
        if (auto done = play(options); !done)
            return output.error(done.error());
        const bool isExact = m_missing == 0 && m_duplicated == 0;
        output.line("");
        output.line("                         lost   twice");
        output.line(fmt::format("  Weir                  {:5}   {:5}", m_missing, m_duplicated));
        output.line(fmt::format("  a simple script       {:5}   {:5}   (the same shop, the same faults)", m_naive.lost, m_naive.duplicated));
        output.object({{"workspace", m_context->workspace().folder()}, {"seed", m_seed}, {"read", m_read},
                       {"quarantined", m_quarantined}, {"compensated", m_compensated}, {"missing", m_missing},
                       {"duplicated", m_duplicated},
                       {"naive", {{"lost", m_naive.lost}, {"duplicated", m_naive.duplicated}}}});
        return isExact ? 0 : 4;
    }

private:
    Result<void> play(const GlobalOptions &options)
    {
        GlobalOptions named = options;
        if (!m_folder.empty())
            named.workspace = std::filesystem::absolute(m_folder).lexically_normal().string();
        WEIR_TRY(const std::string folder, findWorkspace(named, userDataFolder() + "/demo"));
        WEIR_TRY(m_context, AppContext::open(folder));
        WEIR_TRY(m_engine, m_context->engine(false));
        ShopSettings settings;
        settings.seed = m_seed;
        WEIR_TRY(m_shop, ShopServer::start(settings));
        const DemoWorkspace files(m_context->workspace(), *m_shop);
        WEIR_CHECK(files.write());
        say(fmt::format("Workspace {}\nA shop API on {} with {} orders, and faults on its way (seed {}).", folder,
                        m_shop->origin(), ShopData::ordersTotal, m_seed));

        WEIR_CHECK(runJob("orders-to-warehouse"));
        say("\nThe mapping is corrected: customers are cut to the 40 characters of the column,\nand NULL is written where the shop sent no date or no amount.");
        WEIR_CHECK(files.fixOrders());
        WEIR_CHECK(compensateJob("orders-to-warehouse"));
        WEIR_CHECK(reconcileJob("orders-to-warehouse"));

        say("\nThe ERP file: text codes looked up against the MES's digit codes.");
        WEIR_CHECK(runJob("stock-to-warehouse"));
        say("\nThe missing codes are added to mes-codes.csv.");
        WEIR_CHECK(files.completeCrosswalk());
        WEIR_CHECK(compensateJob("stock-to-warehouse"));
        WEIR_CHECK(reconcileJob("stock-to-warehouse"));

        m_shop->rewind();
        WEIR_TRY(m_naive, runNaiveClient(*m_shop, CancelToken()));
        return {};
    }

    Result<void> runJob(const std::string &name)
    {
        WEIR_TRY(Job job, m_context->workspace().job(name, {}));
        Run run(m_engine, job, RunRequest{});
        const RunResult result = run.execute();
        if (result.error)
            return Unexpected{*result.error};
        const Totals &t = result.totals;
        m_read += t.read;
        m_quarantined += t.quarantined;
        say(fmt::format("\n{}: {}\n  read {} = delivered {} + filtered {} + quarantined {} + unknown {} + pending {}   ({} retries)",
                        name, runStateName(result.state), t.read, t.delivered(), t.filteredSum(), t.quarantined, t.unknown,
                        result.pending, result.retries));
        WEIR_TRY(LedgerReader reader, LedgerReader::open(m_context->workspace().path("ledger.db")));
        WEIR_TRY(const auto causes, reader.causesOfRun(result.run));
        for (const CauseRow &cause : causes)
            say(fmt::format("  {:4} rows  {} in {} ({}), for example \"{}\"", cause.rows, cause.code, cause.field, cause.rule, cause.sample));
        return {};
    }

    Result<void> compensateJob(const std::string &name)
    {
        WEIR_TRY(Job job, m_context->workspace().job(name, {}));
        CompensationRequest request;
        request.isPreview = true;
        const CompensationResult preview = Compensation(m_engine, job, request, CancelToken()).execute();
        if (preview.error)
            return Unexpected{*preview.error};
        say(fmt::format("  preview: {} rows: {} to insert, {} to update, {} already there, {} still fail", preview.selected,
                        preview.inserted, preview.updated, preview.alreadyThere, preview.stillFails));
        request.isPreview = false;
        const CompensationResult result = Compensation(m_engine, job, request, CancelToken()).execute();
        if (result.error)
            return Unexpected{*result.error};
        m_compensated += result.inserted + result.updated + result.alreadyThere;
        say(fmt::format("  compensated: {} inserted, {} updated, {} already there, {} still fail", result.inserted, result.updated,
                        result.alreadyThere, result.stillFails));
        return {};
    }

    Result<void> reconcileJob(const std::string &name)
    {
        WEIR_TRY(Job job, m_context->workspace().job(name, {}));
        const ReconcileResult result = reconcile(m_engine, job, ReconcileDepth::Values, {}, CancelToken());
        if (result.error)
            return Unexpected{*result.error};
        m_missing += result.missing;
        m_duplicated += result.extra;
        say(fmt::format("  reconciled by value: {} same, {} missing, {} extra, {} different", result.same, result.missing,
                        result.extra, result.different));
        m_missing += result.different;
        return {};
    }

    void say(const std::string &text) const { m_output->line(text); }

    std::string m_folder;
    unsigned m_seed = 1;
    const Output *m_output = nullptr;
    std::unique_ptr<AppContext> m_context;
    Engine m_engine;
    std::unique_ptr<ShopServer> m_shop;
    NaiveOutcome m_naive;
    std::int64_t m_read = 0, m_quarantined = 0, m_compensated = 0, m_missing = 0, m_duplicated = 0;
};

} // namespace

std::unique_ptr<Command> makeDemoCommand()
{
    return std::make_unique<DemoCommand>();
}

} // namespace weir
