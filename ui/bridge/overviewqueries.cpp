#include "ui/bridge/overviewqueries.h"

#include "ui/bridge/services.h"
#include "ui/text/now.h"

#include <QFile>
#include <QFileInfo>

#include <QFileInfo>

namespace weir {

QFuture<Result<WorkspaceFigures>> workspaceFigures(EngineClient &engine)
{
    const QString ledger = engine.workspaceFolder() + QStringLiteral("/ledger.db");
    const std::int64_t midnight = now().date().startOfDay().toMSecsSinceEpoch();
    return engine.services().read([ledger, midnight](LedgerReader &reader) -> Result<WorkspaceFigures> {
        WorkspaceFigures figures;
        figures.ledgerBytes = QFileInfo(ledger).size();
        WEIR_TRY(const OpenRows open, reader.openRows());
        figures.openQuarantined = open.quarantined;
        figures.openUnknown = open.unknown;
        WEIR_TRY(const PeriodFigures period, reader.figuresSince(midnight));
        figures.runsToday = static_cast<int>(period.runs);
        figures.today = {period.read, period.inserted, period.updated, period.unchanged, period.superseded,
                         period.filtered, period.quarantined, period.unknown, period.pending};
        return figures;
    });
}

QFuture<Result<qint64>> backUpLedger(EngineClient &engine, const QString &path)
{
    return engine.services().work([path](const Engine &services) -> Result<qint64> {
        WEIR_TRY(LedgerReader reader, LedgerReader::open(services.workspace->path("ledger.db")));
        const QString part = path + QStringLiteral(".part");
        QFile::remove(part);
        const Result<void> copied = reader.database().backupTo(part.toStdString());
        const bool isPlaced = copied && (!QFile::exists(path) || QFile::remove(path)) && QFile::rename(part, path);
        if (!isPlaced)
            QFile::remove(part);
        if (!copied)
            return Unexpected{copied.error()};
        if (!isPlaced)
            return fail(ErrorCode::PermissionDenied, Recovery::Stop, path.toStdString() + " cannot be written");
        return QFileInfo(path).size();
    });
}

} // namespace weir
