#include "app/weir/docscommand.h"

#include "app/common/appcontext.h"
#include "app/weir/interrupt.h"
#include "app/weir/joblookup.h"
#include "app/weir/secretprompt.h"
#include "app/weir/texts.h"
#include "core/base/atomicfile.h"
#include "core/base/names.h"
#include "core/reports/mappingdocument.h"
#include "core/reports/reporttext.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class DocsCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("JOB", m_name, "Name of the job")->required();
        app.add_option("--format", m_format, "html or csv (default: by the name of FILE, else html)")
            ->check(CLI::IsMember({"html", "csv"}));
        app.add_option("--lang", m_language, "Language of the document: en (default) or zh_CN")
            ->check(CLI::IsMember({"en", "zh_CN"}));
        app.add_option("--output", m_file, "Write FILE instead of standard output")->type_name("FILE");
        app.add_option("--diff", m_comparedWith, "Add what changed in the mapping since revision REV")
            ->type_name("REV")
            ->check(CLI::PositiveNumber);
        app.add_flag("--no-samples", m_hasNoSamples, "Ask neither source nor target");
        app.footer("Which field comes from where, by which rule: for people, without secrets; samples are masked. The document is\n"
                   "byte for byte the same until something changes.\n\nExamples:\n  weir docs orders --output orders.html\n"
                   "  weir docs orders --format csv --lang zh_CN --output orders.csv\n  weir docs orders --diff 1 --no-samples");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        CancelToken token;
        const Interrupt interrupt(token);
        if (m_format.empty())
            m_format = lowerAscii(m_file).ends_with(".csv") ? "csv" : "html";
        const auto document = collect(options, output, token);
        if (!document)
            return output.error(document.error());
        const std::string text = m_format == "csv" ? mappingDocumentCsv(*document) : mappingDocumentHtml(*document);
        if (!m_file.empty()) {
            if (const auto written = named("--output", replaceFile(m_file, text)); !written)
                return output.error(written.error());
        } else if (!output.isJson()) {
            std::fwrite(text.data(), 1, text.size(), stdout);
            return 0;
        }
        output.line(fmt::format("wrote the mapping of {} to {}", m_name, m_file));
        output.object(object(*document, text));
        return 0;
    }

private:
    Result<MappingDocument> collect(const GlobalOptions &options, const Output &output, const CancelToken &token) const
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const std::unique_ptr<AppContext> context, AppContext::openToLook(folder, terminalPrompts()));
        WEIR_TRY(std::optional<LedgerReader> ledger, openLedgerReader(context->workspace()));
        WEIR_TRY(const Job job, findJob(context->workspace(), m_name));
        WEIR_TRY(MappingDocument document, mappingDocumentOf(ledger ? &*ledger : nullptr, job, m_comparedWith));
        document.language = reportLanguageFromName(m_language);
        if (!m_hasNoSamples) {
            for (const std::string &trouble : lookAtEnds(document, context->lookingEngine(canAsk()), token))
                output.note(trouble);
        }
        return document;
    }

    Json object(const MappingDocument &document, const std::string &text) const
    {
        Json fields = Json::array();
        for (const MappingLine &line : mappingLines(document))
            fields.push_back({{"to", line.to}, {"type", line.type}, {"from", line.from}, {"rule", line.rule},
                              {"expression", line.expression}, {"samples", line.samples}});
        return {{"job", m_name}, {"revision", document.revision > 0 ? Json(document.revision) : Json()},
                {"format", m_format}, {"file", m_file.empty() ? Json() : Json(m_file)},
                {"document", m_file.empty() ? Json(text) : Json()}, {"guarantee", document.guarantee},
                {"fields", std::move(fields)}};
    }

    std::string m_name, m_format, m_language = "en", m_file;
    std::int64_t m_comparedWith = 0;
    bool m_hasNoSamples = false;
};

} // namespace

std::unique_ptr<Command> makeDocsCommand()
{
    return std::make_unique<DocsCommand>();
}

} // namespace weir
