#include "ui/bridge/audittrail.h"

#include "core/base/accountname.h"
#include "core/ledger/books.h"
#include "core/ledger/ledger.h"

#include <QDateTime>

namespace weir {

Result<void> noteAction(const Engine &engine, std::string_view action, std::string_view subject, std::string_view detail)
{
    return engine.ledger->call([&](Database &database) {
        return books::recordAudit(database, accountName(), action, subject, detail, QDateTime::currentMSecsSinceEpoch());
    });
}

} // namespace weir
