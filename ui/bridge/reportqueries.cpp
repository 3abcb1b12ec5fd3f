#include "ui/bridge/reportqueries.h"

#include "core/base/atomicfile.h"
#include "core/base/canceltoken.h"
#include "core/reports/mappingdocument.h"
#include "core/reports/receipt.h"
#include "core/workspace/workspace.h"
#include "ui/bridge/jobdefinition.h"
#include "ui/bridge/services.h"

#include <nlohmann/json.hpp>

namespace weir {

namespace {

ReportLanguage languageOf(bool isChinese)
{
    return isChinese ? ReportLanguage::Chinese : ReportLanguage::English;
}

} // namespace

QFuture<Result<ReceiptItem>> runReceipt(EngineClient &engine, qint64 run, bool isChinese)
{
    const Engine *of = engine.services().engine();
    return engine.services().read([of, run, isChinese](LedgerReader &reader) -> Result<ReceiptItem> {
        WEIR_TRY(const Receipt receipt, receiptOf(reader, *of->workspace, run));
        return ReceiptItem{run, toQt(receiptText(receipt, languageOf(isChinese))), toQt(receipt.shortHash())};
    });
}

QFuture<Result<QString>> writeMappingDocument(EngineClient &engine, const QString &job, const QString &path, bool isChinese)
{
    return engine.services().work([job = job.toStdString(), path, isChinese](const Engine &services) -> Result<QString> {
        WEIR_TRY(const Job definition, jobDefinition(services, job));
        WEIR_TRY(LedgerReader reader, LedgerReader::open(services.workspace->path("ledger.db")));
        WEIR_TRY(MappingDocument document, mappingDocumentOf(&reader, definition, 0));
        document.language = languageOf(isChinese);
        const CancelToken token;
        QStringList troubles;
        for (const std::string &trouble : lookAtEnds(document, services, token))
            troubles.append(toQt(trouble));
        const bool isCsv = path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive);
        WEIR_CHECK(replaceFile(path.toStdString(), isCsv ? mappingDocumentCsv(document) : mappingDocumentHtml(document)));
        return troubles.join(QLatin1Char('\n'));
    });
}

} // namespace weir
