#include "ui/bridge/retentionqueries.h"

#include "core/base/accountname.h"
#include "core/ledger/books.h"
#include "core/ledger/retention.h"
#include "ui/bridge/services.h"

#include <fmt/format.h>

namespace weir {

namespace {

std::int64_t momentBefore(const Engine &engine, std::int64_t days)
{
    return engine.clock->wallMs() - days * 86'400'000;
}

Result<Retention> remove(const Engine &engine, Database &database, std::int64_t days)
{
    Retention done{static_cast<int>(days), 0, 0};
    if (days > 0) {
        WEIR_TRY(const books::OldDetails removed, books::removeOldDetails(database, momentBefore(engine, days)));
        done.runs = removed.runs;
        done.attempts = removed.attempts;
    }
    return done;
}

} // namespace

QFuture<Result<Retention>> lookAtRetention(EngineClient &engine, int days)
{
    const Engine *core = engine.services().engine();
    return engine.services().read([core, days](LedgerReader &reader) -> Result<Retention> {
        Retention found;
        WEIR_TRY(const std::int64_t set, books::detailDays(reader.database()));
        found.days = static_cast<int>(set);
        if (days > 0) {
            WEIR_TRY(const books::OldDetails old, books::oldDetails(reader.database(), momentBefore(*core, days)));
            found.runs = old.runs;
            found.attempts = old.attempts;
        }
        return found;
    });
}

QFuture<Result<Retention>> setRetention(EngineClient &engine, int days)
{
    return engine.services().work([days](const Engine &core) -> Result<Retention> {
        return core.ledger->call([&](Database &database) -> Result<Retention> {
            WEIR_CHECK(books::setDetailDays(database, days));
            WEIR_TRY(const Retention removed, remove(core, database, days));
            WEIR_CHECK(books::recordAudit(database, accountName(), "details.keep", days > 0 ? fmt::format("{} days", days) : "for good",
                                          fmt::format("failed tries of {} runs removed: {}", removed.runs, removed.attempts),
                                          core.clock->wallMs()));
            return removed;
        });
    });
}

QFuture<Result<Retention>> keepRetention(EngineClient &engine)
{
    return engine.services().work([](const Engine &core) -> Result<Retention> {
        return core.ledger->call([&](Database &database) -> Result<Retention> {
            WEIR_TRY(const std::int64_t days, books::detailDays(database));
            return remove(core, database, days);
        });
    });
}

} // namespace weir
