#include "app/weir/runscommand.h"

#include "app/weir/joblookup.h"
#include "app/weir/texts.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Json runRowObject(const RunRow &run)
{
    return {{"run", run.id}, {"job", run.job}, {"kind", run.kind}, {"trigger", run.trigger}, {"state", run.state},
            {"reason", run.reason.empty() ? Json() : Json(run.reason)}, {"guarantee", run.guarantee},
            {"target", run.target}, {"startedAt", localTime(run.startedAt)},
            {"endedAt", run.endedAt ? Json(localTime(*run.endedAt)) : Json()}, {"read", run.read},
            {"delivered", run.delivered()}, {"inserted", run.inserted}, {"updated", run.updated},
            {"unchanged", run.unchanged}, {"superseded", run.superseded}, {"filtered", run.filtered},
            {"quarantined", run.quarantined}, {"unknown", run.unknown}, {"pending", run.pending},
            {"retries", run.retries}};
}

class RunsCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "Only this job");
        app.add_option("--limit", m_limit, "At most so many, the latest first (default 50)")->check(CLI::Range(1, 100'000));
        app.footer("Examples:\n  weir runs\n  weir runs orders-to-warehouse --limit 5 --json\n"
                   "A run's figures are those at its end; what happened to its rows later: weir status.");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        const auto runs = collect(options);
        if (!runs)
            return output.error(runs.error());
        Json objects = Json::array();
        std::vector<std::vector<std::string>> table{{"RUN", "JOB", "KIND", "STATE", "STARTED", "SECONDS", "READ", "DELIVERED",
                                                     "FILTERED", "QUARANTINED", "RETRIES"}};
        for (const RunRow &run : *runs) {
            objects.push_back(runRowObject(run));
            table.push_back({std::to_string(run.id), run.job, run.kind, run.state, localTime(run.startedAt),
                             run.endedAt ? fmt::format("{:.1f}", static_cast<double>(*run.endedAt - run.startedAt) / 1000) : "",
                             groupedNumber(run.read), groupedNumber(run.delivered()), groupedNumber(run.filtered),
                             groupedNumber(run.quarantined), groupedNumber(run.retries)});
        }
        output.object({{"job", m_name.empty() ? Json() : Json(m_name)}, {"runs", std::move(objects)}});
        if (runs->empty())
            output.line(m_name.empty() ? "Nothing has run yet. `weir status` lists the jobs; `weir run JOB` starts one."
                                       : fmt::format("{0} has not run yet. Start it with `weir run {0}`.", m_name));
        else
            output.line(tableText(table));
        return 0;
    }

private:
    Result<std::vector<RunRow>> collect(const GlobalOptions &options) const
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const Workspace workspace, Workspace::open(folder));
        WEIR_TRY(std::optional<LedgerReader> ledger, openLedgerReader(workspace));
        WEIR_TRY(const std::vector<KnownJob> jobs, knownJobs(workspace, ledger, m_name));
        if (!ledger || (!m_name.empty() && !jobs.front().ledgerId))
            return std::vector<RunRow>();
        return ledger->runs(m_name.empty() ? std::nullopt : jobs.front().ledgerId, m_limit);
    }

    std::string m_name;
    std::int64_t m_limit = 50;
};

} // namespace

std::unique_ptr<Command> makeRunsCommand()
{
    return std::make_unique<RunsCommand>();
}

} // namespace weir
