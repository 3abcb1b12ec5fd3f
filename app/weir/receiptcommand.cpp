#include "app/weir/receiptcommand.h"

#include "app/weir/joblookup.h"
#include "app/weir/texts.h"
#include "core/reports/receipt.h"
#include "core/reports/reporttext.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class ReceiptCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("RUN", m_run, "Number of the run (`weir runs` lists them)")->required()->check(CLI::PositiveNumber);
        app.add_option("--lang", m_language, "Language of the text: en (default) or zh_CN")->check(CLI::IsMember({"en", "zh_CN"}));
        app.footer("What became of every row that the run read, to be pasted into a message. The check digits are the first 12\n"
                   "of the SHA-256 of the text that --json gives as \"canonical\".\n\nExamples:\n  weir receipt 41\n"
                   "  weir receipt 41 --lang zh_CN\n  weir receipt 41 --json");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        const auto receipt = collect(options);
        if (!receipt)
            return output.error(receipt.error(),
                                receipt.error().code == ErrorCode::NotFound ? "`weir runs` lists the runs and their numbers" : "");
        const ReportLanguage language = reportLanguageFromName(m_language);
        Json object = receiptObject(*receipt, language);
        object["startedAt"] = localTime(receipt->startedAt);
        object["endedAt"] = receipt->endedAt ? Json(localTime(*receipt->endedAt)) : Json();
        output.object(object);
        output.line(receiptText(*receipt, language));
        return 0;
    }

private:
    Result<Receipt> collect(const GlobalOptions &options) const
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const Workspace workspace, Workspace::open(folder));
        WEIR_TRY(std::optional<LedgerReader> ledger, openLedgerReader(workspace));
        if (!ledger)
            return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("there is no run {}: nothing has run yet", m_run));
        return receiptOf(*ledger, workspace, m_run);
    }

    std::int64_t m_run = 0;
    std::string m_language = "en";
};

} // namespace

std::unique_ptr<Command> makeReceiptCommand()
{
    return std::make_unique<ReceiptCommand>();
}

} // namespace weir
