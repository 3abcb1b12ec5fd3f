#include "app/weir/mapcommand.h"

#include "app/weir/copyjob.h"
#include "app/weir/interrupt.h"
#include "app/weir/lookcontext.h"
#include "app/weir/previewreport.h"
#include "app/weir/texts.h"
#include "core/survey/mappingproposal.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class MapCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("SOURCE", m_from, "Where rows come from: a file, @connection#stream or a URL")->required();
        app.add_option("TARGET", m_to, "Where they go: @connection#stream, sqlite:FILE#table, postgresql://…#table, a file")
            ->required();
        app.add_option("--name", m_name, "Name of the job (default: made of both places)");
        app.add_flag("--print", m_isPrinted, "Print the job file instead of writing jobs/NAME.json");
        app.add_flag("--replace-file", m_replaces, "Also when jobs/NAME.json is there");
        m_look.define(app);
        m_copy.define(app);
        app.get_option("--map")->group(""); // refused with the reason
        app.footer("Writes jobs/NAME.json of the workspace and nothing else; the rows stay where they are.\n\nExamples:\n"
                   "  weir map orders.csv @dw#public.orders --key order_id\n"
                   "  weir map orders.csv sqlite:shop.db#orders --print\n"
                   "  weir map @shop-api#orders @dw#public.orders --name orders   (edit)   weir preview orders");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        CancelToken token;
        const Interrupt interrupt(token);
        if (auto done = propose(options, output, token); !done)
            return output.error(done.error());
        output.object(m_object);
        return 0;
    }

private:
    Result<void> propose(const GlobalOptions &options, const Output &output, const CancelToken &token)
    {
        if (m_from == "-")
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        "a mapping cannot be proposed for standard input, which can be read only once; write it to a file first");
        if (!m_copy.map.empty())
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        "--map gives a mapping, and `weir map` proposes one; use `weir copy --map` or leave the flag out");
        WEIR_TRY(const LookContext look, LookContext::open(options));
        WEIR_TRY(Job seed, m_copy.job(m_from, m_to, std::filesystem::current_path().string()));
        const bool isWritten = look.context->hasWorkspace() && !m_isPrinted;
        seed.name = m_name.empty() ? std::string(seed.name.substr(sizeof "copy-" - 1)) : m_name;
        if (isWritten && !m_replaces && std::filesystem::exists(look.context->workspace().path("jobs/" + seed.name + ".json")))
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("jobs/{0}.json is there already and was not touched; choose another --name, look at the "
                                    "proposal with --print, or replace the file with --replace-file",
                                    seed.name));
        WEIR_TRY(const SurveyLimits limits, m_look.limits());
        WEIR_TRY(const MappingProposal proposal, proposeMapping(look.engine, seed, {}, limits, m_copy.mode.empty(), token));
        std::string file;
        if (isWritten) {
            WEIR_CHECK(look.context->workspace().saveJob(proposal.job));
            file = look.context->workspace().path("jobs/" + seed.name + ".json");
        }
        print(output, proposal, file);
        return {};
    }

    /// Those that the dry run does not tell below.
    static std::vector<Finding> newFindings(const MappingProposal &proposal)
    {
        std::vector<Finding> findings = proposal.survey.findings;
        std::erase_if(findings, [&](const Finding &finding) {
            return proposal.dryRun
                   && std::any_of(proposal.dryRun->findings.begin(), proposal.dryRun->findings.end(), [&](const Finding &told) {
                          return told.code == finding.code && told.field == finding.field;
                      });
        });
        return findings;
    }

    void print(const Output &output, const MappingProposal &proposal, const std::string &file)
    {
        const Json definition = proposal.job.toJson();
        std::vector<std::vector<std::string>> table{{"TARGET", "FROM", "TYPE", "WHY"}};
        Json fields = Json::array();
        for (const ProposedField &field : proposal.fields) {
            table.push_back({field.to, field.from, typeText(field.type), field.reason + (field.needsPerson ? "; please check" : "")});
            fields.push_back({{"to", field.to}, {"from", field.from}, {"type", typeText(field.type)}, {"reason", field.reason},
                              {"needsPerson", field.needsPerson}});
        }
        output.line(tableText(table));
        const auto leftOut = [&](const std::vector<LeftOutField> &list, const char *what) {
            Json objects = Json::array();
            for (const LeftOutField &field : list) {
                output.line(fmt::format("{} {}: {}", what, field.name, field.reason));
                objects.push_back({{"name", field.name}, {"reason", field.reason}});
            }
            return objects;
        };
        Json sources = leftOut(proposal.sources, "not written:");
        Json targets = leftOut(proposal.targets, "gets no value:");
        Json filters = Json::array();
        for (const ProposedFilter &filter : proposal.filters) {
            output.line(fmt::format("left out by filter \"{}\": rows with {}", filter.rule.name, filter.rule.drop));
            filters.push_back({{"name", filter.rule.name}, {"drop", filter.rule.drop}, {"reason", filter.reason}});
        }
        printFindings(output, newFindings(proposal));
        if (proposal.dryRun)
            printDryRun(output, proposal.job.name, *proposal.dryRun);
        else
            output.line("The mapping cannot work yet: " + proposal.blocking);
        output.line(file.empty() ? definition.dump(2, ' ', false, Json::error_handler_t::replace)
                                 : fmt::format("wrote {}; next: weir preview {}", file, proposal.job.name));
        m_object = {{"job", proposal.job.name}, {"file", file.empty() ? Json() : Json(file)}, {"definition", definition},
                    {"fields", std::move(fields)}, {"unmatchedSource", std::move(sources)},
                    {"unmatchedTarget", std::move(targets)}, {"filters", std::move(filters)},
                    {"findings", findingsArray(proposal.survey.findings)},
                    {"blocking", proposal.blocking.empty() ? Json() : Json(proposal.blocking)},
                    {"preview", proposal.dryRun ? dryRunObject(proposal.job.name, *proposal.dryRun) : Json()}};
    }

    std::string m_from, m_to, m_name;
    bool m_isPrinted = false, m_replaces = false;
    LookFlags m_look;
    CopyFlags m_copy;
    Json m_object;
};

} // namespace

std::unique_ptr<Command> makeMapCommand()
{
    return std::make_unique<MapCommand>();
}

} // namespace weir
