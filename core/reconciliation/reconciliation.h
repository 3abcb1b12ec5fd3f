#pragma once

#include "core/delivery/run.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

enum class ReconcileDepth : std::uint8_t { Count, Keys, Values };

[[nodiscard]] std::string_view reconcileDepthName(ReconcileDepth depth);

/// A row that is not the same on both sides.
struct Difference
{
    enum class Kind : std::uint8_t { Missing, Extra, Different, NotComparable } kind = Kind::Missing;
    std::string key; ///< natural key as of the target ("17", "a=1,b=x"), or the position of a row that has none
    /// One of a closed list with details in brackets: filtered, quarantined, set aside, discarded, unknown, superseded,
    /// delivered with edited values, pending, not yet read, changed since the run. Empty: unexplained. For
    /// NotComparable the reason.
    std::string explanation;
    struct Field
    {
        std::string name;
        std::optional<std::string> source, target; ///< canonical text, at most 200 bytes; nothing: NULL
    };
    std::vector<Field> fields; ///< of Different by value: those that differ, at most 50
};

/// "missing", "extra", "different", "notComparable".
[[nodiscard]] std::string_view differenceKindName(Difference::Kind kind);

/// source = same + missing + different + notComparable that have a partner; target = same + extra + different +
/// notComparable.
struct ReconcileResult
{
    std::string job;
    ReconcileDepth depth = ReconcileDepth::Values;
    std::int64_t id = 0;         ///< of the ledger's entry
    std::int64_t rowsSource = 0; ///< rows that should be in the target: without filtered and superseded ones
    std::int64_t rowsTarget = 0;
    std::int64_t same = 0, missing = 0, extra = 0, different = 0, notComparable = 0;
    std::int64_t filtered = 0, superseded = 0;
    std::int64_t explained = 0, unexplained = 0; ///< of missing, extra and different
    double seconds = 0;
    std::vector<Difference> differences; ///< the first differencesMax
    std::int64_t differencesOmitted = 0;
    std::optional<Error> error;

    static constexpr std::size_t differencesMax = 1'000;

    /// 0 both sides agree · 3 they differ, and the ledger explains every difference · 4 a difference is unexplained;
    /// else by the error: 1, 2, 75, 130.
    [[nodiscard]] int exitCode() const;
};

/// What a comparison is doing now.
struct ReconcileProgress
{
    std::string_view stage; ///< "target", "source", "compare"
    std::int64_t rows = 0;  ///< of that stage
};
/// Called on the comparing thread, about once a page.
using ReconcileObserver = std::function<void(const ReconcileProgress &)>;

/// Compares source and target of a job (对账). The source is read again and goes through the job's mapping and filters, the
/// target is read back; both are sorted by key outside of memory and merged. What the ledger holds back explains rows
/// that are missing or older. Equal keys: the last one counts where the job's mode replaces rows by key, else each row
/// counts. Writes nothing but its own entry in the ledger (tables reconciliation and difference).
///
/// Memory: about 40 MiB whatever the number of rows; folder tmp/ of the workspace takes about the size of both sides.
/// Thread-safety: a function of its arguments; \a token may be cancelled from any thread.
[[nodiscard]] ReconcileResult reconcile(const Engine &engine, const Job &job, ReconcileDepth depth,
                                        const Parameters &parameters, const CancelToken &token,
                                        const ReconcileObserver &observer = {});

} // namespace weir
