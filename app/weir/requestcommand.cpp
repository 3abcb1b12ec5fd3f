#include "app/weir/requestcommand.h"

#include "app/common/appcontext.h"
#include "app/weir/joblookup.h"
#include "core/ledger/books.h"
#include "core/workspace/joblock.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class RequestCommand final : public Command
{
public:
    explicit RequestCommand(const char *what) : m_what(what) {}

    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "The job that runs in another process")->required();
        app.footer(fmt::format("Examples:\n  weir {0} orders-to-warehouse\n  weir {0} orders-to-warehouse --json\n"
                               "The run ends at its next batch border, within seconds; `weir run` goes on where it was.",
                               m_what));
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        const auto run = ask(options);
        if (!run)
            return output.error(run.error());
        output.object({{"job", m_name}, {"run", *run ? Json(**run) : Json()}, {"requested", *run ? Json(m_what) : Json()}});
        if (*run)
            output.line(fmt::format("asked run {} of {} to {}; it ends at its next batch border", **run, m_name, m_what));
        else
            output.line(fmt::format("{0} is not running: there is nothing to {1}. `weir status {0}` shows how it stands.", m_name,
                                    m_what));
        return 0;
    }

private:
    Result<std::optional<std::int64_t>> ask(const GlobalOptions &options)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const auto context, AppContext::open(folder));
        const Workspace &workspace = context->workspace();
        WEIR_TRY(std::optional<LedgerReader> reader, openLedgerReader(workspace));
        WEIR_TRY(const std::vector<KnownJob> jobs, knownJobs(workspace, reader, m_name));
        if (!jobs.front().ledgerId || !JobLock::isHeld(workspace.lockPath(m_name)))
            return std::optional<std::int64_t>();
        WEIR_TRY(const std::vector<RunRow> runs, reader->unfinishedRuns(*jobs.front().ledgerId));
        for (const RunRow &run : runs) {
            if (run.kind != "sync")
                continue;
            WEIR_TRY(Ledger * ledger, context->ledger());
            WEIR_CHECK(ledger->call([&](Database &database) { return books::request(database, run.id, m_what); }));
            return std::optional<std::int64_t>(run.id);
        }
        return std::optional<std::int64_t>();
    }

    const char *m_what;
    std::string m_name;
};

} // namespace

std::unique_ptr<Command> makePauseCommand()
{
    return std::make_unique<RequestCommand>("pause");
}

std::unique_ptr<Command> makeStopCommand()
{
    return std::make_unique<RequestCommand>("stop");
}

} // namespace weir
