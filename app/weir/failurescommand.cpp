#include "app/weir/failurescommand.h"

#include "app/common/appcontext.h"
#include "app/weir/failureactions.h"
#include "app/weir/joblookup.h"
#include "app/weir/texts.h"
#include "core/base/accountname.h"
#include "core/base/redact.h"
#include "core/compensation/exceptionexport.h"
#include "core/data/personaldata.h"
#include "core/ledger/books.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class FailuresCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "Only this job");
        app.add_flag("--rows", m_hasRows, "List the rows, too");
        app.add_option("--cause", m_cause, "Only rows of this cause")->type_name("ID");
        app.add_option("--limit", m_limit, "Rows listed at most (default 100)")->check(CLI::Range(1, 100'000));
        app.add_option("--export", m_file, "Write all open rows to FILE: NDJSON to be edited, or for spreadsheets if it ends in .csv")
            ->type_name("FILE");
        app.add_flag("--show-values", m_showsValues, "Show and export personal data as it is; the audit log keeps that it was shown");
        app.footer("Identity, card and mobile numbers, credit codes and e-mail addresses are masked, in exports too; a masked value\n"
                   "that comes back with --from-file stays as it was read.\n\nExamples:\n  weir failures orders\n  weir failures orders --rows --cause 4\n"
                   "  weir failures orders --export bad.csv   (edit)   weir failures orders --from-file bad.csv\n"
                   "  weir failures orders --rows --show-values\n"
                   "  weir failures orders --cause 4 --set-aside\n"
                   "  weir failures orders --key 17 --discard \"test order, agreed with sales\"");
        m_actions.define(app);
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        Json changed = Json::object();
        if (m_actions.isAsked()) {
            auto done = change(options, changed);
            if (!done)
                return output.error(done.error());
            output.line(*done);
        }
        if (auto done = collect(options); !done)
            return output.error(done.error());
        const bool isEmpty = m_table.size() == 1;
        if (isEmpty)
            output.line(m_name.empty() ? "No row is in quarantine. `weir status` shows the balance of every job."
                                       : fmt::format("No row of {0} is in quarantine. `weir status {0}` shows its balance.", m_name));
        else
            output.line(tableText(m_table));
        if (m_rowTable.size() > 1)
            output.line("\n" + tableText(m_rowTable));
        if (m_omitted)
            output.line(fmt::format("more rows than {} are open: --limit N, --cause ID or --export FILE", m_limit));
        if (!m_file.empty())
            output.line(fmt::format("wrote {} row{} to {}", groupedNumber(m_exported), m_exported == 1 ? "" : "s", m_file));
        if (!isEmpty)
            output.line(fmt::format("deliver them once the reason is gone: weir compensate {} --preview",
                                    m_name.empty() ? "JOB" : m_name));
        Json object{{"job", m_name.empty() ? Json() : Json(m_name)}, {"open", m_open}, {"causes", std::move(m_causes)}};
        if (m_hasRows) {
            object["rows"] = std::move(m_rows);
            object["rowsOmitted"] = m_omitted;
        }
        if (!m_file.empty()) {
            object["exported"] = m_exported;
            object["file"] = m_file;
        }
        object.update(changed);
        output.object(object);
        return 0;
    }

private:
    Result<std::string> change(const GlobalOptions &options, Json &changed) const
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        return m_actions.apply(folder, m_name, m_cause, changed);
    }

    Result<void> collect(const GlobalOptions &options)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const Workspace workspace, Workspace::open(folder));
        WEIR_TRY(std::optional<LedgerReader> ledger, openLedgerReader(workspace));
        WEIR_TRY(const std::vector<KnownJob> jobs, knownJobs(workspace, ledger, m_name));
        if (!m_file.empty() && m_name.empty())
            return fail(ErrorCode::InvalidConfig, Recovery::Stop, "--export needs the name of a job: weir failures JOB --export FILE");
        if (m_showsValues && ledger)
            WEIR_CHECK(noteShown(folder));
        for (const KnownJob &job : jobs) {
            if (!job.ledgerId)
                continue;
            WEIR_CHECK(addCauses(*ledger, job));
            if (m_hasRows)
                WEIR_CHECK(addRows(*ledger, job));
        }
        if (!m_file.empty()) {
            ExportRequest request;
            request.job = jobs.front().ledgerId;
            if (m_cause > 0)
                request.cause = m_cause;
            request.path = m_file;
            request.mask = m_showsValues ? ValueMask() : personalMask();
            WEIR_TRY(m_exported, named("--export", exportOpenRows(ledger ? &*ledger : nullptr, request)));
        }
        return {};
    }

    /// Before anything is shown, so that nothing is shown that the audit log does not know of.
    Result<void> noteShown(const std::string &folder) const
    {
        WEIR_TRY(const std::unique_ptr<AppContext> context, AppContext::open(folder));
        WEIR_TRY(Ledger *const ledger, context->ledger());
        const std::string what = m_file.empty() ? std::string("failures") : "failures, exported to " + m_file;
        return ledger->call([&](Database &database) {
            const std::string_view subject = m_name.empty() ? "every job" : std::string_view(m_name);
            return books::recordAudit(database, accountName(), "values.show", subject, what, wallMs());
        });
    }

    [[nodiscard]] std::string seen(const std::string &value) const { return m_showsValues ? value : maskPersonal(value); }

    Result<void> addCauses(LedgerReader &ledger, const KnownJob &job)
    {
        WEIR_TRY(const std::vector<CauseRow> causes, ledger.openCauses(*job.ledgerId));
        for (const CauseRow &cause : causes) {
            if (m_cause > 0 && cause.id != m_cause)
                continue;
            const std::string fix =
                cause.suggestion.empty() ? suggestedFix(cause.code, cause.field, cause.rule) : cause.suggestion;
            m_open += cause.rows;
            m_causes.push_back({{"id", cause.id}, {"job", job.name}, {"stage", cause.stage}, {"code", cause.code},
                                {"field", cause.field}, {"rule", cause.rule}, {"rows", cause.rows},
                                {"sample", seen(cause.sample)}, {"suggestion", fix}});
            m_table.push_back({std::to_string(cause.id), job.name, groupedNumber(cause.rows), cause.stage, cause.code,
                               cause.field, cause.rule, seen(cause.sample), fix});
        }
        return {};
    }

    Result<void> addRows(LedgerReader &ledger, const KnownJob &job)
    {
        const std::optional<std::int64_t> cause = m_cause > 0 ? std::optional(m_cause) : std::nullopt;
        return ledger.eachOpenRow(*job.ledgerId, cause, [&](const ExceptionRow &row) -> Result<bool> {
            if (static_cast<std::int64_t>(m_rows.size()) >= m_limit) {
                m_omitted = true;
                return false;
            }
            m_rows.push_back({{"row", row.id}, {"job", job.name}, {"cause", row.cause}, {"position", row.position},
                              {"key", seen(row.naturalKey)}, {"code", row.code}, {"field", row.field}, {"value", seen(row.value)},
                              {"detail", seen(redact(row.detail))}, {"tries", row.tries}, {"at", localTime(row.at)}});
            m_rowTable.push_back({std::to_string(row.id), row.position, seen(row.naturalKey), row.code, row.field, seen(row.value),
                                  seen(redact(row.detail))});
            return true;
        });
    }

    std::string m_name, m_file;
    FailureActions m_actions;
    bool m_hasRows = false, m_showsValues = false;
    std::int64_t m_cause = 0, m_limit = 100, m_open = 0, m_exported = 0;
    bool m_omitted = false;
    Json m_causes = Json::array(), m_rows = Json::array();
    std::vector<std::vector<std::string>> m_table{
        {"CAUSE", "JOB", "ROWS", "STAGE", "CODE", "FIELD", "RULE", "SAMPLE", "WHAT HELPS"}};
    std::vector<std::vector<std::string>> m_rowTable{{"ROW", "POSITION", "KEY", "CODE", "FIELD", "VALUE", "DETAIL"}};
};

} // namespace

std::unique_ptr<Command> makeFailuresCommand()
{
    return std::make_unique<FailuresCommand>();
}

} // namespace weir
