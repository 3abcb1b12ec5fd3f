#include "ui/bridge/overviewqueries.h"

#include "ui/bridge/services.h"
#include "ui/text/now.h"

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

} // namespace weir
