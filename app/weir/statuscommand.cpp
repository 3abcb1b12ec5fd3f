#include "app/weir/statuscommand.h"

#include "app/weir/joblookup.h"
#include "app/weir/texts.h"
#include "core/data/personaldata.h"
#include "core/workspace/joblock.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

/// What is known about one job.
struct Standing
{
    KnownJob job;
    JobBalance balance;
    std::optional<RunRow> last;
    bool isActive = false;
    std::vector<CauseRow> causes;

    [[nodiscard]] std::string state() const
    {
        if (!last)
            return "never run";
        // Not final and nobody holds the job's lock: its process died.
        return !last->isFinal && !isActive ? "interrupted" : last->state;
    }
};

Json standingObject(const Standing &s)
{
    Json causes = Json::array();
    for (const CauseRow &cause : s.causes)
        causes.push_back({{"id", cause.id}, {"stage", cause.stage}, {"code", cause.code}, {"field", cause.field},
                          {"rule", cause.rule}, {"rows", cause.rows}, {"sample", maskPersonal(cause.sample)}});
    return {{"job", s.job.name}, {"state", s.last ? Json(s.state()) : Json()},
            {"run", s.last ? Json(s.last->id) : Json()},
            {"startedAt", s.last ? Json(localTime(s.last->startedAt)) : Json()},
            {"endedAt", s.last && s.last->endedAt ? Json(localTime(*s.last->endedAt)) : Json()},
            {"active", s.isActive}, {"read", s.balance.read}, {"delivered", s.balance.delivered},
            {"compensated", s.balance.compensated}, {"filtered", s.balance.filtered},
            {"quarantined", s.balance.quarantined}, {"discarded", s.balance.discarded}, {"unknown", s.balance.unknown},
            {"pending", s.balance.pending}, {"balanced", s.balance.balances()},
            {"target", s.last ? Json(s.last->target) : Json()}, {"guarantee", s.last ? Json(s.last->guarantee) : Json()},
            {"causes", std::move(causes)}};
}

class StatusCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "Only this job");
        app.footer("Examples:\n  weir status\n  weir status orders-to-warehouse --json\n"
                   "Each row counts once, in its present state: compensated rows are delivered, quarantined ones are open.\n"
                   "Figures of single executions: weir runs.");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        const auto standings = collect(options);
        if (!standings)
            return output.error(standings.error());
        if (m_name.empty())
            list(*standings, output);
        else
            detail(standings->front(), output);
        return 0;
    }

private:
    Result<std::vector<Standing>> collect(const GlobalOptions &options) const
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const Workspace workspace, Workspace::open(folder));
        WEIR_TRY(std::optional<LedgerReader> ledger, openLedgerReader(workspace));
        WEIR_TRY(std::vector<KnownJob> jobs, knownJobs(workspace, ledger, m_name));
        std::vector<Standing> standings;
        for (KnownJob &job : jobs) {
            Standing standing;
            if (job.ledgerId) {
                WEIR_TRY(standing.balance, ledger->balance(*job.ledgerId));
                WEIR_TRY(standing.last, ledger->lastSync(*job.ledgerId));
                WEIR_TRY(standing.causes, ledger->openCauses(*job.ledgerId));
            }
            standing.isActive = JobLock::isHeld(workspace.lockPath(job.name));
            standing.job = std::move(job);
            standings.push_back(std::move(standing));
        }
        return standings;
    }

    void list(const std::vector<Standing> &standings, const Output &output) const
    {
        Json objects = Json::array();
        std::vector<std::vector<std::string>> table{
            {"JOB", "STATE", "READ", "DELIVERED", "FILTERED", "QUARANTINED", "UNKNOWN", "PENDING", "LAST RUN"}};
        for (const Standing &s : standings) {
            const JobBalance &b = s.balance;
            objects.push_back(standingObject(s));
            table.push_back({s.job.name, s.state() + (b.balances() ? "" : ", NOT BALANCED"), groupedNumber(b.read),
                             groupedNumber(b.delivered), groupedNumber(b.filtered), groupedNumber(b.quarantined),
                             groupedNumber(b.unknown), groupedNumber(b.pending),
                             s.last ? localTime(s.last->startedAt) : ""});
        }
        output.object({{"jobs", std::move(objects)}});
        if (standings.empty())
            output.line("No jobs yet. Put one into jobs/, or try `weir copy orders.csv sqlite:orders.db#orders`.");
        else
            output.line(tableText(table));
    }

    void detail(const Standing &s, const Output &output) const
    {
        output.object(standingObject(s));
        if (!s.last) {
            output.line(fmt::format("{} has not run yet. Start it with `weir run {}`.", s.job.name, s.job.name));
            return;
        }
        const JobBalance &b = s.balance;
        output.line(fmt::format("{}: {} (run {}, {}) -> {}", s.job.name, s.state(), s.last->id, localTime(s.last->startedAt),
                                s.last->target));
        output.line(fmt::format("read {} = delivered {} + filtered {} + quarantined {} + discarded {} + unknown {} + pending "
                                "{}   {}",
                                groupedNumber(b.read), groupedNumber(b.delivered), groupedNumber(b.filtered),
                                groupedNumber(b.quarantined), groupedNumber(b.discarded), groupedNumber(b.unknown),
                                groupedNumber(b.pending), b.balances() ? "balanced" : "NOT BALANCED: run `weir check`"));
        if (b.compensated > 0)
            output.line(fmt::format("{} of the delivered rows were compensated", groupedNumber(b.compensated)));
        if (b.quarantined > 0)
            output.line(fmt::format("see why: weir failures {}", s.job.name));
    }

    std::string m_name;
};

} // namespace

std::unique_ptr<Command> makeStatusCommand()
{
    return std::make_unique<StatusCommand>();
}

} // namespace weir
