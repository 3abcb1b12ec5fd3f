#pragma once

#include "core/base/result.h"
#include "core/workspace/job.h"

#include <QFuture>
#include <QString>

namespace weir {

class EngineClient;

// What the wizard keeps in the workspace.

/// The bundled samples, by the names that the wizard gives them.
enum class SampleId : std::uint8_t { Clean, Messy, Items };

/// Ends of a job on a bundled sample.
struct SamplePlace
{
    QString file;             ///< of the sample's copy, relative to the workspace: "samples/orders.csv"
    QString targetConnection; ///< of an existing table that the sample is meant for; empty: none
    QString targetStream;
};

/// Copies the sample into the workspace, unless its copy is there, and makes the table that it is meant for.
[[nodiscard]] QFuture<Result<SamplePlace>> prepareSample(EngineClient &engine, SampleId sample);

/// The connection of the workspace's own warehouse, a SQLite file; made on first use. Answers its name.
[[nodiscard]] QFuture<Result<QString>> prepareWarehouse(EngineClient &engine);

/// A saved job and the number of its latest revision; 0: it never ran.
struct SavedJob
{
    Job job;
    qint64 revision = 0;
};
[[nodiscard]] QFuture<Result<SavedJob>> fetchJob(EngineClient &engine, const QString &name);

/// Checks and writes the file of \a job. \a isNew: InvalidConfig when the name is taken.
[[nodiscard]] QFuture<Result<void>> storeJob(EngineClient &engine, Job job, bool isNew);

/// \a wanted made a name of a job that no job, draft or file has yet: "orders", "orders 2".
[[nodiscard]] QString freeJobName(EngineClient &engine, const QString &wanted);

} // namespace weir
