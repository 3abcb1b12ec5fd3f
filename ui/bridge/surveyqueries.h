#pragma once

#include "core/base/canceltoken.h"
#include "core/workspace/job.h"
#include "ui/bridge/rowfilter.h"
#include "ui/bridge/wizardvalues.h"

#include <QFuture>

#include <atomic>
#include <memory>

namespace weir {

class EngineClient;

/// A look at a source under way: cancelled by its token, and how far it is.
///
/// Thread-safety: any thread.
struct SourceScan
{
    CancelToken token;
    std::atomic<qint64> rows{0};
    std::atomic<qint64> bytes{-1}, bytesTotal{-1}; ///< -1 unknown
};

/// How much of a source is looked at.
enum class LookDepth : std::uint8_t {
    Sample, ///< the first rows: quick, enough to show something
    Whole,  ///< every row, up to scanValuesMax values: what makes "29 of 2,000" true
};
constexpr qint64 scanValuesMax = 20'000'000; ///< 8 bytes of memory each

/// Looks at the source of \a job, whose target may be missing. Nothing is kept anywhere.
[[nodiscard]] QFuture<Result<SourceLook>> lookAtSource(EngineClient &engine, Job job, LookDepth depth,
                                                       std::shared_ptr<SourceScan> scan);
/// The first rows that \a finding is about, at most SourceLook::sampleRowsMax; see hasFindingRows().
[[nodiscard]] QFuture<Result<PlacedRows>> rowsOfFinding(EngineClient &engine, Job job, Finding finding, CancelToken token);
/// Looks at the target of \a job, whose source may be missing. Nothing is made in it.
[[nodiscard]] QFuture<Result<TargetLook>> lookAtTarget(EngineClient &engine, Job job, CancelToken token);

/// The statement that makes the target of \a job as a new table of \a schema; empty where it is made without one.
[[nodiscard]] QFuture<Result<QString>> creationSql(EngineClient &engine, Job job, SchemaPtr schema);

/// Tables, views and endpoints of a connection.
struct StreamItem
{
    QString name, kind;
    qint64 rows = -1; ///< -1 unknown
};
[[nodiscard]] QFuture<Result<std::vector<StreamItem>>> fetchStreams(EngineClient &engine, const QString &connection,
                                                                    CancelToken token);

[[nodiscard]] bool isWorkbook(const QString &path);

/// What of a file is needed to say where its table begins.
struct FileHead
{
    struct Line
    {
        int number = 0; ///< line of a text file or row of a sheet, from 1
        QString text;   ///< as it stands there, cells of a sheet with " | " between; masked
    };
    std::vector<Line> lines; ///< the first dozen
    QStringList sheets;      ///< of a workbook, visible ones
};
/// \a encoding of a text file, empty: found out. \a sheet of a workbook (its name says that it is one), empty: the first
/// with content.
[[nodiscard]] QFuture<Result<FileHead>> fileHead(EngineClient &engine, const QString &path, const QString &encoding,
                                                 const QString &sheet);

/// What a run of \a job would do; reads every row of a local file, up to 10,000 of anything else.
[[nodiscard]] QFuture<Result<DryRunLook>> rehearse(EngineClient &engine, Job job, CancelToken token);

} // namespace weir
