#pragma once

#include "core/workspace/draft.h"

#include <QFuture>

#include <optional>

namespace weir {

class EngineClient;

/// Off the GUI thread; the answer is when it was saved.
[[nodiscard]] QFuture<Result<qint64>> storeDraft(EngineClient &engine, Draft draft);
[[nodiscard]] QFuture<Result<Draft>> fetchDraft(EngineClient &engine, const QString &name);
[[nodiscard]] QFuture<Result<std::vector<Draft>>> fetchDrafts(EngineClient &engine);
[[nodiscard]] QFuture<Result<void>> deleteDraft(EngineClient &engine, const QString &name);

} // namespace weir
