#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "ui/bridge/workprogress.h"

#include <QFuture>
#include <QString>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

class EngineClient;

/// Open rows written with their values as they are, so that they can be edited.
struct EditExport
{
    QString job;
    qint64 cause = 0; ///< 0: every cause of the job
    qint64 run = 0;   ///< 0: every run
    QString path;     ///< .csv: for a spreadsheet; else NDJSON. A file that exists is not written over
    QString reason;   ///< why personal data leaves the program; the audit log has it before the file is made
};
/// Answers the number of rows. What is cancelled leaves no file.
[[nodiscard]] QFuture<Result<qint64>> exportForEditing(EngineClient &engine, const EditExport &request,
                                                      const WorkProgressPtr &progress, const CancelToken &token);

/// A line or value that is not taken, in words.
struct RefusedItem
{
    qint64 line = 0; ///< 0: not of a file
    qint64 row = 0;  ///< 0: none is meant
    QString field, reason;
};

/// New values of rows, as they would be delivered. Nothing is kept of them before a compensation.
using EditedValues = std::map<std::int64_t, std::string>; ///< row -> its values
struct EditedDraft
{
    QString job;
    QString file; ///< its name; empty: typed in place
    std::shared_ptr<const EditedValues> edits; ///< never null
    std::vector<std::pair<QString, qint64>> fields; ///< changed, with their rows
    qint64 unchanged = 0, refused = 0;
    std::vector<RefusedItem> refusedItems; ///< the first thousand
    bool isFileRefused = false;            ///< as a whole: it is not what was exported

    [[nodiscard]] qint64 changed() const { return static_cast<qint64>(edits->size()); }
    [[nodiscard]] std::vector<qint64> rows() const;
};
/// Reads a file that exportForEditing() or an export with masked values wrote, edited since.
[[nodiscard]] QFuture<Result<EditedDraft>> readEditedFile(EngineClient &engine, const QString &job, const QString &path,
                                                         const WorkProgressPtr &progress, const CancelToken &token);

/// A value typed in place.
struct TypedItem
{
    qint64 row = 0;
    QString field;
    std::optional<QString> value; ///< nothing: no value
};
[[nodiscard]] QFuture<Result<EditedDraft>> draftOf(EngineClient &engine, const QString &job, const std::vector<TypedItem> &values);

} // namespace weir
