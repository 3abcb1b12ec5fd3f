#pragma once

#include "core/base/result.h"
#include "ui/bridge/values.h"

#include <QFuture>

namespace weir {

class EngineClient;

/// Which entries of the audit are shown.
struct AuditChoice
{
    bool isSystem = false; ///< what happened to runs by itself, instead of what people did
    QString text, action;
    QDateTime since; ///< not valid: from the beginning
};

struct AuditPageRows
{
    std::vector<AuditItem> items; ///< the latest first
    qint64 total = 0;             ///< entries of the choice
    QStringList actions;          ///< that occur at all, for the filter
};

/// Entries before the entry \a before (0: the latest).
[[nodiscard]] QFuture<Result<AuditPageRows>> fetchAudit(EngineClient &engine, const AuditChoice &choice, qint64 before,
                                                        int max);
/// All entries of the choice into a CSV file (UTF-8 with byte order mark, for Excel); answers how many.
[[nodiscard]] QFuture<Result<qint64>> exportAudit(EngineClient &engine, const AuditChoice &choice, const QString &path);

} // namespace weir
