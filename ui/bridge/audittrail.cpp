#include "ui/bridge/audittrail.h"

#include "core/ledger/books.h"
#include "core/ledger/ledger.h"

#include <QDateTime>

#include <pwd.h>
#include <unistd.h>

namespace weir {

namespace {

std::string userName()
{
    passwd entry{};
    passwd *found = nullptr;
    char buffer[4096];
    if (getpwuid_r(getuid(), &entry, buffer, sizeof buffer, &found) == 0 && found != nullptr)
        return found->pw_name;
    return std::to_string(getuid());
}

} // namespace

Result<void> noteAction(const Engine &engine, std::string_view action, std::string_view subject, std::string_view detail)
{
    return engine.ledger->call([&](Database &database) {
        return books::recordAudit(database, userName(), action, subject, detail, QDateTime::currentMSecsSinceEpoch());
    });
}

} // namespace weir
