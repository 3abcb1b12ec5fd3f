#include "app/weir/compensatecommand.h"

#include "app/common/appcontext.h"
#include "app/weir/interrupt.h"
#include "app/weir/joblookup.h"
#include "app/weir/runflags.h"
#include "app/weir/secretprompt.h"
#include "app/weir/texts.h"
#include "core/base/quantities.h"
#include "core/base/redact.h"
#include "core/compensation/compensation.h"
#include "core/compensation/editedrows.h"
#include "core/data/personaldata.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

Json resultObject(const CompensationResult &result)
{
    Json causes = Json::array();
    for (const StillFailing &cause : result.causes)
        causes.push_back({{"stage", cause.stage}, {"code", cause.code}, {"field", cause.field}, {"rule", cause.rule},
                          {"rows", cause.rows}, {"sample", maskPersonal(cause.sample)}});
    Json object{{"job", result.job}, {"run", result.run ? Json(*result.run) : Json()},
                {"manifest", result.manifest.empty() ? Json() : Json(result.manifest)}, {"selected", result.selected},
                {"inserted", result.inserted}, {"updated", result.updated}, {"alreadyThere", result.alreadyThere},
                {"stillFails", result.stillFails}, {"blocked", result.blocked}, {"targetNewer", result.targetNewer},
                {"unknown", result.unknown}, {"preview", result.isPreview}, {"why", result.why},
                {"causes", std::move(causes)}};
    if (result.error)
        object["error"] = errorObject(*result.error);
    return object;
}

void report(const Output &output, const CompensationResult &r)
{
    if (r.error)
        output.complain(*r.error);
    if (r.selected == 0 && !r.error) {
        output.line(fmt::format("{}: no open quarantined row is meant; `weir failures {}` shows what there is", r.job, r.job));
        return;
    }
    output.line(r.isPreview ? fmt::format("{}: preview, nothing was written", r.job)
                            : fmt::format("{} (run {})", r.job, r.run.value_or(0)));
    output.line(fmt::format("selected {} = {} {} + {} {} + already there {} + still fail {} + blocked {} + target newer {}",
                            groupedNumber(r.selected), r.isPreview ? "would insert" : "inserted", groupedNumber(r.inserted),
                            r.isPreview ? "would update" : "updated", groupedNumber(r.updated),
                            groupedNumber(r.alreadyThere), groupedNumber(r.stillFails), groupedNumber(r.blocked),
                            groupedNumber(r.targetNewer)));
    if (!r.causes.empty()) {
        std::vector<std::vector<std::string>> table{{"ROWS", "STAGE", "CODE", "FIELD", "RULE", "SAMPLE"}};
        for (const StillFailing &cause : r.causes)
            table.push_back({groupedNumber(cause.rows), cause.stage, cause.code, cause.field, cause.rule, maskPersonal(cause.sample)});
        output.line(tableText(table));
    }
    if (r.blocked > r.tokensMissing)
        output.line("blocked: the mapping filters the row, or the target holds it differently; --overwrite writes the latter");
    output.line(r.why);
}

class CompensateCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "The job whose quarantined rows are delivered")->required();
        app.add_option("--cause", m_cause, "Only rows of this cause (ids: weir failures JOB)")->type_name("ID");
        app.add_option("--run", m_run, "Only rows that failed in this run")->type_name("N");
        app.add_option("--key", m_key, "Only the row with this key: 17 or a=1,b=x")->type_name("K");
        app.add_option("--from", m_from, "Only rows that failed at this time or later")->type_name("TIME");
        app.add_option("--to", m_to, "Only rows that failed before this time")->type_name("TIME");
        app.add_option("--from-file", m_file, "Edited rows: the file of weir failures --export, .csv or NDJSON")
            ->type_name("FILE");
        app.add_flag("--overwrite", m_request.overwrites, "Also write rows that the target holds differently");
        app.add_flag("--preview", m_request.isPreview, "Say what would happen; writes nothing");
        app.add_option("--wait", m_wait, "Wait so long for another compensation of the job to end (10m)")->type_name("DURATION");
        app.add_option("--param", m_parameters, "Value for {\"param\": …} in the files: k=v")->type_name("K=V");
        app.footer("Examples:\n  weir compensate orders --preview\n  weir compensate orders --cause 4\n"
                   "  weir compensate orders --from 2026-03-05T13:00 --to 2026-03-05T14:00 --json\n"
                   "  weir failures orders --export bad.ndjson   (edit)   weir compensate orders --from-file bad.ndjson\n"
                   "The same command again goes on where a broken one was; no row is delivered twice.");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        if (auto done = prepare(options); !done)
            return output.error(done.error());
        if (m_isEmpty) {
            CompensationResult nothing;
            nothing.job = m_name;
            nothing.isPreview = m_request.isPreview;
            nothing.why = "The job has not run yet: there is nothing to compensate.";
            output.line(nothing.why + " Start it with `weir run " + m_name + "`.");
            output.object(resultObject(nothing));
            return 0;
        }
        CancelToken token;
        Interrupt interrupt(token);
        const CompensationResult result = Compensation(m_engine, m_job, m_request, token).execute();
        report(output, result);
        output.object(resultObject(result));
        return interrupt.wasInterrupted() ? interrupt.exitCode() : result.exitCode();
    }

private:
    Result<void> prepare(const GlobalOptions &options)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(m_context, AppContext::open(folder, terminalPrompts()));
        WEIR_TRY(m_request.parameters, parseParameters(m_parameters));
        WEIR_TRY(m_job, findJob(m_context->workspace(), m_name, m_request.parameters));
        WEIR_CHECK(select());
        WEIR_TRY(std::optional<LedgerReader> ledger, openLedgerReader(m_context->workspace()));
        WEIR_TRY(const std::vector<KnownJob> known, knownJobs(m_context->workspace(), ledger, m_name));
        m_isEmpty = !known.front().ledgerId;
        if (!m_file.empty()) {
            if (m_isEmpty)
                return fail(ErrorCode::InvalidConfig, Recovery::Stop, "--from-file: the job has not run yet, so it has no rows to edit");
            WEIR_TRY(m_request.edits, named("--from-file", readEditedRows(*ledger, *known.front().ledgerId, m_file,
                                                                             personalMask())));
            for (const auto &[row, payload] : m_request.edits)
                m_request.selection.rows.push_back(row);
        }
        WEIR_TRY(m_engine, m_context->engine(canAsk()));
        return {};
    }

    Result<void> select()
    {
        CompensationSelection &selection = m_request.selection;
        if (m_cause > 0)
            selection.cause = m_cause;
        if (m_run > 0)
            selection.run = m_run;
        selection.key = m_key;
        if (!m_from.empty()) {
            WEIR_TRY(selection.fromMs, parseLocalTime("--from", m_from));
        }
        if (!m_to.empty()) {
            WEIR_TRY(selection.toMs, parseLocalTime("--to", m_to));
        }
        if (!m_wait.empty()) {
            WEIR_TRY(m_request.wait, parseDuration(m_wait));
        }
        return {};
    }

    std::string m_name, m_key, m_from, m_to, m_file, m_wait;
    std::vector<std::string> m_parameters;
    std::int64_t m_cause = 0, m_run = 0;
    CompensationRequest m_request;
    bool m_isEmpty = false;
    std::unique_ptr<AppContext> m_context;
    Engine m_engine;
    Job m_job;
};

} // namespace

std::unique_ptr<Command> makeCompensateCommand()
{
    return std::make_unique<CompensateCommand>();
}

} // namespace weir
