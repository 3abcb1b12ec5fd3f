#include "app/weir/forgetcommand.h"

#include "app/common/appcontext.h"
#include "app/weir/joblookup.h"
#include "app/weir/secretprompt.h"
#include "app/weir/texts.h"
#include "core/delivery/endpoints.h"
#include "core/ledger/books.h"
#include "core/workspace/joblock.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class ForgetCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "The job whose traces go")->required();
        app.add_flag("--yes", m_isMeant, "Also when rows are in quarantine, which then cannot be compensated any more");
        app.footer("Examples:\n  weir forget orders-to-warehouse\n  weir forget orders-to-warehouse --yes --json\n"
                   "Removes the job's rows of weir_checkpoint and weir_skip from the target, and the tables when no other job\n"
                   "uses them. Delivered rows stay, and so does the history here. The next run starts over.");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        const auto target = forget(options);
        if (!target)
            return output.error(target.error());
        output.object({{"job", m_name}, {"forgotten", true}, {"target", *target}});
        output.line(fmt::format("removed the traces of {} from {}; the next run starts over", m_name, *target));
        return 0;
    }

private:
    Result<std::string> forget(const GlobalOptions &options)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const auto context, AppContext::open(folder, terminalPrompts()));
        const Workspace &workspace = context->workspace();
        WEIR_TRY(const Job job, findJob(workspace, m_name));
        WEIR_TRY(std::optional<LedgerReader> reader, openLedgerReader(workspace));
        WEIR_TRY(const std::vector<KnownJob> jobs, knownJobs(workspace, reader, m_name));
        const std::optional<std::int64_t> id = jobs.front().ledgerId;
        if (id && !m_isMeant) {
            WEIR_TRY(const JobBalance balance, reader->balance(*id));
            if (balance.quarantined > 0)
                return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                            fmt::format("{} rows of \"{}\" are in quarantine and could not be compensated any more; "
                                        "compensate them first, or --yes. Nothing was changed",
                                        groupedNumber(balance.quarantined), m_name));
        }
        WEIR_TRY(const JobLock lock, JobLock::acquire(workspace.lockPath(m_name), {}, CancelToken()));
        WEIR_TRY(const JobLock compensation,
                 JobLock::acquire(workspace.path("locks/" + m_name + ".comp.lock"), {}, CancelToken()));
        WEIR_TRY(const Engine engine, context->engine(canAsk()));
        WEIR_TRY(const Endpoints ends, Endpoints::resolve(engine, job, {}));
        WEIR_TRY(const auto target, ends.makeTarget());
        WEIR_CHECK(target->forget(workspace.jobId(job), CancelToken()));
        WEIR_CHECK(engine.ledger->call([&](Database &database) -> Result<void> {
            if (id)
                WEIR_CHECK(books::startOver(database, *id));
            return books::recordAudit(database, "local", "job.forget", m_name, ends.targetLabel, wallMs());
        }));
        return ends.targetLabel;
    }

    std::string m_name;
    bool m_isMeant = false;
};

} // namespace

std::unique_ptr<Command> makeForgetCommand()
{
    return std::make_unique<ForgetCommand>();
}

} // namespace weir
