#include "app/weir/checkcommand.h"

#include "app/weir/joblookup.h"
#include "core/ledger/ledgercheck.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class CheckCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.footer("Examples:\n  weir check\n  weir check --json --workspace /srv/warehouse\n"
                   "Reads the ledger whole and changes nothing. Exit 0: all is well, 4: something is wrong.");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        bool hasLedger = false;
        std::string path;
        const auto findings = collect(options, hasLedger, path);
        if (!findings)
            return output.error(findings.error(),
                                hasLedger ? "keep a copy of the workspace before anything else is run in it" : "");
        Json objects = Json::array();
        for (const LedgerFinding &finding : *findings) {
            objects.push_back({{"invariant", finding.invariant}, {"where", finding.where}, {"detail", finding.detail}});
            output.line(fmt::format("{}: {}: {}", finding.invariant, finding.where, finding.detail));
        }
        output.object({{"ledger", hasLedger ? Json(path) : Json()}, {"ok", findings->empty()}, {"findings", std::move(objects)}});
        if (!hasLedger)
            output.line("Nothing has run yet: there is no ledger to check. `weir run JOB` or `weir copy` makes it.");
        else if (findings->empty())
            output.line(fmt::format("{} is sound: file, balance, row numbers, totals, states, checksums, counts and spooled pages", path));
        else
            output.line(fmt::format("{} findings. Keep a copy (`weir backup FILE`) and run nothing before they are understood.",
                                    findings->size()));
        return findings->empty() ? 0 : 4;
    }

private:
    static Result<std::vector<LedgerFinding>> collect(const GlobalOptions &options, bool &hasLedger, std::string &path)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const Workspace workspace, Workspace::open(folder));
        path = workspace.path("ledger.db");
        auto ledger = openLedgerReader(workspace);
        if (!ledger && ledger.error().code == ErrorCode::StorageCorrupt) {
            hasLedger = true;
            return std::vector<LedgerFinding>{{"integrity", "ledger.db", ledger.error().detail}};
        }
        if (!ledger)
            return Unexpected{ledger.error()};
        if (!*ledger)
            return std::vector<LedgerFinding>();
        hasLedger = true;
        auto findings = checkLedger(**ledger);
        if (!findings && findings.error().code == ErrorCode::StorageCorrupt)
            return std::vector<LedgerFinding>{{"integrity", "ledger.db", findings.error().detail}};
        WEIR_CHECK(findings);
        WEIR_TRY(auto spooled, checkSpool((*ledger)->database(), workspace.path("spool")));
        findings->insert(findings->end(), std::make_move_iterator(spooled.begin()), std::make_move_iterator(spooled.end()));
        return findings;
    }
};

} // namespace

std::unique_ptr<Command> makeCheckCommand()
{
    return std::make_unique<CheckCommand>();
}

} // namespace weir
