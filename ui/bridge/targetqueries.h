#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"

#include <QFuture>
#include <QString>
#include <QStringList>

#include <vector>

namespace weir {

class EngineClient;

/// Which rows of a job's target are looked at.
struct TargetAsk
{
    QString job;
    QString key;    ///< only the row with this key; values of a composite key separated by commas; empty: the first rows
    QString reason; ///< why personal data is shown as it is, kept in the audit log; empty: it is masked
};

constexpr int targetRowsMax = 200;

/// The first rows of a target, read only.
struct TargetRows
{
    QString label;          ///< of the target, without secrets
    QStringList columns;
    std::vector<bool> isNumber; ///< by column
    QStringList key;        ///< fields by which a row is found
    std::vector<QStringList> rows; ///< at most targetRowsMax; NULL is "NULL"
    bool hasMore = false;
    bool hasMasked = false; ///< some value is masked
};

/// NotFound: the target is not there yet.
[[nodiscard]] QFuture<Result<TargetRows>> targetRows(EngineClient &engine, const TargetAsk &ask, const CancelToken &token);
/// Counts every row; may take long.
[[nodiscard]] QFuture<Result<qint64>> targetRowCount(EngineClient &engine, const QString &job, const CancelToken &token);
/// Writes every row for spreadsheets, as a workbook (.xlsx) or CSV (SR-50), personal data masked; answers their number. An export that is cancelled or
/// fails leaves no file.
[[nodiscard]] QFuture<Result<qint64>> exportTarget(EngineClient &engine, const QString &job, const QString &path,
                                                   const CancelToken &token);

} // namespace weir
