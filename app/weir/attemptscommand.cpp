#include "app/weir/attemptscommand.h"

#include "app/weir/joblookup.h"
#include "app/weir/texts.h"
#include "core/base/redact.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class AttemptsCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "Only this job");
        app.add_option("--limit", m_limit, "At most so many, the latest first (default 100)")->check(CLI::Range(1, 100'000));
        app.footer("Examples:\n  weir attempts orders-to-warehouse\n  weir attempts --limit 20 --json\n"
                   "One line for each try that failed and was made again: what, why, and how long Weir waited.");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        const auto attempts = collect(options);
        if (!attempts)
            return output.error(attempts.error());
        Json objects = Json::array();
        std::vector<std::vector<std::string>> table{{"TIME", "RUN", "JOB", "SIDE", "WHAT", "CODE", "WAITED", "DETAIL"}};
        for (const AttemptRow &row : *attempts) {
            objects.push_back({{"id", row.id}, {"job", row.job}, {"run", row.run}, {"at", localTime(row.at)},
                               {"side", row.side}, {"what", row.what}, {"code", row.code}, {"detail", redact(row.detail)},
                               {"waitMs", row.waitMs}});
            table.push_back({localTime(row.at), std::to_string(row.run), row.job, row.side, row.what, row.code,
                             fmt::format("{} ms", row.waitMs), redact(row.detail)});
        }
        output.object({{"job", m_name.empty() ? Json() : Json(m_name)}, {"attempts", std::move(objects)}});
        output.line(attempts->empty() ? "No try had to be made again. `weir runs` lists what ran." : tableText(table));
        return 0;
    }

private:
    Result<std::vector<AttemptRow>> collect(const GlobalOptions &options) const
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const Workspace workspace, Workspace::open(folder));
        WEIR_TRY(std::optional<LedgerReader> ledger, openLedgerReader(workspace));
        WEIR_TRY(const std::vector<KnownJob> jobs, knownJobs(workspace, ledger, m_name));
        if (!ledger || (!m_name.empty() && !jobs.front().ledgerId))
            return std::vector<AttemptRow>();
        return ledger->attempts(m_name.empty() ? std::nullopt : jobs.front().ledgerId, m_limit);
    }

    std::string m_name;
    std::int64_t m_limit = 100;
};

} // namespace

std::unique_ptr<Command> makeAttemptsCommand()
{
    return std::make_unique<AttemptsCommand>();
}

} // namespace weir
