#include "app/weir/reconcilecommand.h"

#include "app/common/appcontext.h"
#include "app/weir/interrupt.h"
#include "app/weir/joblookup.h"
#include "app/weir/secretprompt.h"
#include "app/weir/texts.h"
#include "core/base/redact.h"
#include "core/delivery/endpoints.h"
#include "core/ledger/comparisonreader.h"
#include "core/reconciliation/reconciliation.h"
#include "core/reconciliation/reconciliationreport.h"

#include <CLI/CLI.hpp>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::size_t listedMax = 20;

Json differenceObject(const Difference &difference)
{
    const auto text = [](const std::optional<std::string> &value) { return value ? Json(*value) : Json(); };
    Json fields = Json::array();
    for (const Difference::Field &field : difference.fields)
        fields.push_back({{"field", field.name}, {"source", text(field.source)}, {"target", text(field.target)}});
    return {{"kind", differenceKindName(difference.kind)},
            {"key", difference.key},
            {"explanation", difference.explanation.empty() ? "unexplained" : difference.explanation},
            {"fields", std::move(fields)}};
}

Json resultObject(const ReconcileResult &r)
{
    Json differences = Json::array();
    for (const Difference &difference : r.differences)
        differences.push_back(differenceObject(difference));
    Json object{{"job", r.job}, {"depth", reconcileDepthName(r.depth)}, {"source", r.rowsSource}, {"target", r.rowsTarget},
                {"same", r.same}, {"missing", r.missing}, {"extra", r.extra}, {"different", r.different},
                {"notComparable", r.notComparable}, {"explained", r.explained}, {"unexplained", r.unexplained},
                {"compensated", 0}, {"seconds", std::round(r.seconds * 1000) / 1000},
                {"differences", std::move(differences)}, {"differencesOmitted", r.differencesOmitted}};
    if (r.error)
        object["error"] = {{"code", errorCodeName(r.error->code)}, {"detail", redact(r.error->detail)}, {"next", ""}};
    return object;
}

std::string differenceLine(const Difference &difference)
{
    std::string line = fmt::format("  {} {}: {}", differenceKindName(difference.kind), difference.key,
                                   difference.explanation.empty() ? "UNEXPLAINED" : difference.explanation);
    for (const Difference::Field &field : difference.fields)
        line += fmt::format("\n      {}: source {}, target {}", field.name, field.source.value_or("NULL"),
                            field.target.value_or("NULL"));
    return line;
}

/// "37 missing: 37 quarantined, 0 unexplained": the words before the brackets, with their rows.
std::string sentence(const ReconcileResult &r)
{
    std::map<std::string, std::int64_t> words;
    for (const Difference &difference : r.differences) {
        if (difference.kind != Difference::Kind::NotComparable && !difference.explanation.empty())
            ++words[difference.explanation.substr(0, difference.explanation.find(" ("))];
    }
    std::string text;
    for (const auto &[word, rows] : words)
        text += fmt::format("{} {}, ", groupedNumber(rows), word);
    if (r.differencesOmitted > 0)
        text = fmt::format("{} explained, ", groupedNumber(r.explained));
    return fmt::format("{}{} unexplained", text, groupedNumber(r.unexplained));
}

void report(const Output &output, const ReconcileResult &r)
{
    for (std::size_t i = 0; i < std::min(listedMax, r.differences.size()); ++i)
        output.line(differenceLine(r.differences[i]));
    const std::int64_t differences = r.missing + r.extra + r.different;
    if (differences + r.notComparable > static_cast<std::int64_t>(listedMax))
        output.line(fmt::format("  … the first {}; --json lists {}", listedMax, r.differences.size()));
    output.line(fmt::format("{}: source {}, target {} rows: {} same, {} missing, {} extra, {} different, {} not comparable",
                            r.job, groupedNumber(r.rowsSource), groupedNumber(r.rowsTarget), groupedNumber(r.same),
                            groupedNumber(r.missing), groupedNumber(r.extra), groupedNumber(r.different),
                            groupedNumber(r.notComparable)));
    if (r.filtered + r.superseded > 0)
        output.line(fmt::format("not expected in the target: {} filtered, {} superseded by a later row of their key",
                                groupedNumber(r.filtered), groupedNumber(r.superseded)));
    if (differences > 0)
        output.line(sentence(r));
    else if (r.notComparable == 0)
        output.line(fmt::format("source and target agree by {}; {:.1f} s",
                                r.depth == ReconcileDepth::Values ? "value" : r.depth == ReconcileDepth::Keys ? "key" : "count",
                                r.seconds));
}

class ReconcileCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "Name of the job")->required();
        app.add_option("--depth", m_depth, "count, keys or values (default)")->check(CLI::IsMember({"count", "keys", "values"}));
        app.add_option("--report", m_reports, "Also write a report: .html for people, .csv for spreadsheets; may be repeated")
            ->type_name("FILE");
        app.add_option("--param", m_parameterTexts, "Value for {\"param\": …} in the files: k=v")->type_name("K=V");
        app.footer("Reads source and target again and compares them; writes nothing to either.\n"
                   "Exit code: 0 both agree, 3 they differ and the ledger explains every difference, 4 a difference is "
                   "unexplained.\n\nExamples:\n"
                   "  weir reconcile orders-to-warehouse\n  weir reconcile orders-to-warehouse --depth keys --json\n"
                   "  weir reconcile orders-to-warehouse --report orders.html --report orders.csv");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        if (auto done = prepare(options); !done)
            return output.error(done.error());
        const ReconcileDepth depth = m_depth == "count"  ? ReconcileDepth::Count
                                     : m_depth == "keys" ? ReconcileDepth::Keys
                                                         : ReconcileDepth::Values;
        CancelToken token;
        Interrupt interrupt(token);
        const ReconcileResult result = reconcile(m_engine, m_job, depth, m_parameters, token, observer(output));
        if (output.showsProgress())
            fmt::print(stderr, "\r\033[K");
        if (result.error) {
            output.note("weir: " + redact(result.error->detail));
            output.object(resultObject(result));
            return interrupt.wasInterrupted() ? interrupt.exitCode() : result.exitCode();
        }
        report(output, result);
        if (auto written = writeReports(result); !written)
            return output.error(written.error());
        output.object(resultObject(result));
        return result.exitCode();
    }

private:
    Result<void> prepare(const GlobalOptions &options)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(m_context, AppContext::open(folder, terminalPrompts()));
        for (const std::string &parameter : m_parameterTexts) {
            const std::size_t sign = parameter.find('=');
            if (sign == 0 || sign == std::string::npos)
                return fail(ErrorCode::InvalidConfig, Recovery::Stop, "--param takes name=value");
            m_parameters[parameter.substr(0, sign)] = parameter.substr(sign + 1);
        }
        WEIR_TRY(m_job, findJob(m_context->workspace(), m_name, m_parameters));
        WEIR_TRY(m_engine, m_context->engine(canAsk()));
        return {};
    }

    Result<void> writeReports(const ReconcileResult &result) const
    {
        if (m_reports.empty())
            return {};
        ReconciliationReport report;
        report.result = result;
        report.title = m_job.title;
        report.at = m_engine.clock->wallMs();
        report.madeBy = "weir reconcile";
        WEIR_TRY(const Endpoints ends, Endpoints::resolve(m_engine, m_job, m_parameters));
        report.source = ends.sourceLabel;
        report.target = ends.targetLabel;
        WEIR_TRY(std::optional<LedgerReader> ledger, openLedgerReader(m_context->workspace()));
        if (ledger) {
            WEIR_TRY(const auto last, ComparisonReader(ledger->database()).last(m_job.name));
            report.revision = last ? last->revision : 0;
        }
        for (const std::string &path : m_reports)
            WEIR_CHECK(named("--report", writeReconciliationReport(report, path)));
        return {};
    }

    /// A line that is written over, ten times a second at most.
    ReconcileObserver observer(const Output &output) const
    {
        if (!output.showsProgress())
            return {};
        return [clock = m_engine.clock, last = Clock::Monotonic{}](const ReconcileProgress &progress) mutable {
            if (clock->monotonic() - last < std::chrono::milliseconds(100))
                return;
            last = clock->monotonic();
            fmt::print(stderr, "\r\033[K{}: {} rows", progress.stage, groupedNumber(progress.rows));
            std::fflush(stderr);
        };
    }

    std::string m_name, m_depth = "values";
    std::vector<std::string> m_parameterTexts, m_reports;
    Parameters m_parameters;
    std::unique_ptr<AppContext> m_context;
    Job m_job;
    Engine m_engine;
};

} // namespace

std::unique_ptr<Command> makeReconcileCommand()
{
    return std::make_unique<ReconcileCommand>();
}

} // namespace weir
