#include "app/weir/resetcommand.h"

#include "app/common/appcontext.h"
#include "app/weir/joblookup.h"
#include "app/weir/texts.h"
#include "core/ledger/books.h"
#include "core/workspace/joblock.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class ResetCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "The job that starts over")->required();
        app.add_flag("--yes", m_isMeant, "Yes, the next run reads the source from its beginning");
        app.footer("Examples:\n  weir reset orders-to-warehouse --yes\n  weir reset orders-to-warehouse --yes --json\n"
                   "The next run starts a new generation at the first row. Rows in the target stay: mode append writes them a\n"
                   "second time, upsert meets them again. History and quarantined rows stay, too.");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        const auto done = reset(options);
        if (!done)
            return output.error(done.error());
        output.object({{"job", m_name}, {"reset", *done}});
        output.line(*done ? fmt::format("{0} is back at its start; the next `weir run {0}` reads everything", m_name)
                          : fmt::format("{0} is at its start already. `weir run {0}` reads everything.", m_name));
        return 0;
    }

private:
    Result<bool> reset(const GlobalOptions &options)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const auto context, AppContext::open(folder));
        WEIR_TRY(std::optional<LedgerReader> reader, openLedgerReader(context->workspace()));
        WEIR_TRY(const std::vector<KnownJob> jobs, knownJobs(context->workspace(), reader, m_name));
        if (!m_isMeant)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("the next run of \"{}\" would read everything again (mode append writes rows a second "
                                    "time); --yes if you mean it. Nothing was changed",
                                    m_name));
        if (!jobs.front().ledgerId)
            return false;
        WEIR_TRY(const JobLock lock, JobLock::acquire(context->workspace().lockPath(m_name), {}, CancelToken()));
        WEIR_TRY(Ledger * ledger, context->ledger());
        const std::int64_t job = *jobs.front().ledgerId;
        return ledger->call([&](Database &database) -> Result<bool> {
            WEIR_TRY(const bool isReset, books::askReset(database, job, wallMs()));
            if (isReset)
                WEIR_CHECK(books::recordAudit(database, "local", "job.reset", m_name, "", wallMs()));
            return isReset;
        });
    }

    std::string m_name;
    bool m_isMeant = false;
};

} // namespace

std::unique_ptr<Command> makeResetCommand()
{
    return std::make_unique<ResetCommand>();
}

} // namespace weir
