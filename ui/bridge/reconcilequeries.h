#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "ui/bridge/values.h"

#include <QFuture>

#include <atomic>
#include <memory>

namespace weir {

class EngineClient;

enum class CompareDepth : std::uint8_t { Count, Keys, Values };

/// A row that is not the same on both sides, or one of its fields.
struct DifferenceItem
{
    enum class Bucket : std::uint8_t { Missing, Extra, Different, NotComparable } bucket = Bucket::Missing;
    QString key, field, source, target; ///< masked
    QString explanation;                ///< from the ledger; empty: unexplained
};

/// A finished comparison.
struct ComparisonItem
{
    QString job;
    CompareDepth depth = CompareDepth::Values;
    QDateTime at;
    double seconds = 0;
    qint64 rowsSource = 0, rowsTarget = 0, same = 0, missing = 0, extra = 0, different = 0, notComparable = 0;
    qint64 explained = 0, unexplained = 0;
    qint64 missingInQuarantine = 0; ///< of the missing rows that are kept
    std::vector<DifferenceItem> differences;

    [[nodiscard]] bool agrees() const { return missing == 0 && extra == 0 && different == 0 && notComparable == 0; }
};

/// What a comparison under way has done; written by its thread, read by the window.
struct CompareProgress
{
    std::atomic<qint64> rows{0};
    std::atomic<int> stage{0}; ///< 1 target, 2 source, 3 comparing
};

/// The latest comparison of \a job; nothing: not compared yet.
[[nodiscard]] QFuture<Result<std::optional<ComparisonItem>>> lastComparison(EngineClient &engine, const QString &job);
/// Reads both sides and compares them; \a token cancels it.
[[nodiscard]] QFuture<Result<ComparisonItem>> compareSides(EngineClient &engine, const QString &job, CompareDepth depth,
                                                          const CancelToken &token, std::shared_ptr<CompareProgress> progress);
/// Writes the latest comparison of \a job as .html or .csv, personal data masked.
[[nodiscard]] QFuture<Result<void>> writeComparison(EngineClient &engine, const QString &job, const QString &path, bool isChinese);

} // namespace weir
