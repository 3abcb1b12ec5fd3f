#pragma once

#include "core/base/result.h"

#include <QFuture>
#include <QString>

namespace weir {

class EngineClient;

/// The receipt of a run as people paste it: lines of text, and the check digits that stand in the last one.
struct ReceiptItem
{
    qint64 run = 0;
    QString text, digits;
};

[[nodiscard]] QFuture<Result<ReceiptItem>> runReceipt(EngineClient &engine, qint64 run, bool isChinese);

/// Writes the mapping of \a job as a document for people; a name in .csv makes one for spreadsheets, any other an HTML page.
/// Samples are masked. Answers what could not be looked at, as sentences for the technical details; usually empty.
[[nodiscard]] QFuture<Result<QString>> writeMappingDocument(EngineClient &engine, const QString &job, const QString &path,
                                                            bool isChinese);

} // namespace weir
