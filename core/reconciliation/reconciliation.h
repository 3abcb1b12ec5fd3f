#pragma once

#include "core/delivery/run.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

enum class ReconcileDepth : std::uint8_t { Count, Keys, Values };

/// A row that is not the same on both sides.
struct Difference
{
    enum class Kind : std::uint8_t { Missing, Extra, Different } kind = Kind::Missing;
    std::string key;         ///< natural key
    std::string explanation; ///< "quarantined: TooLong …"; empty: unexplained
};

struct ReconcileResult
{
    std::string job;
    ReconcileDepth depth = ReconcileDepth::Values;
    std::int64_t rowsSource = 0; ///< after mapping and filters
    std::int64_t rowsTarget = 0;
    std::int64_t same = 0, missing = 0, extra = 0, different = 0, notComparable = 0;
    std::int64_t explained = 0, unexplained = 0;
    double seconds = 0;
    std::vector<Difference> differences; ///< the first differencesMax
    std::int64_t differencesOmitted = 0;
    std::optional<Error> error;

    static constexpr std::size_t differencesMax = 1'000;
    /// 0 no unexplained difference, 4 differences, else by the error.
    [[nodiscard]] int exitCode() const;
};

/// Compares source and target of a job (对账): the source is read again and mapped, the target is read back, and both are
/// compared by key and by a digest of canonical values. Differences are explained from the ledger. Writes nothing but its
/// own result. Memory: 32 bytes for each row of the source.
///
/// Thread-safety: a function of its arguments.
[[nodiscard]] ReconcileResult reconcile(const Engine &engine, const Job &job, ReconcileDepth depth,
                                        const Parameters &parameters, const CancelToken &token);

} // namespace weir
