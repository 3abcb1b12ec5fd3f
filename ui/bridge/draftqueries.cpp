#include "ui/bridge/draftqueries.h"

#include "ui/bridge/services.h"

namespace weir {

QFuture<Result<qint64>> storeDraft(EngineClient &engine, Draft draft)
{
    return engine.services().work([draft = std::move(draft)](const Engine &core) -> Result<qint64> {
        const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
        WEIR_CHECK(saveDraft(core.workspace->folder(), draft, now));
        return static_cast<qint64>(now);
    });
}

QFuture<Result<Draft>> fetchDraft(EngineClient &engine, const QString &name)
{
    return engine.services().work(
        [name](const Engine &core) { return loadDraft(core.workspace->folder(), name.toStdString()); });
}

QFuture<Result<std::vector<Draft>>> fetchDrafts(EngineClient &engine)
{
    return engine.services().work(
        [](const Engine &core) -> Result<std::vector<Draft>> { return listDrafts(core.workspace->folder()); });
}

QFuture<Result<void>> deleteDraft(EngineClient &engine, const QString &name)
{
    return engine.services().work(
        [name](const Engine &core) { return removeDraft(core.workspace->folder(), name.toStdString()); });
}

} // namespace weir
