#pragma once

#include "core/ledger/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// A finished comparison of source and target (table reconciliation). Rows unless said otherwise.
struct ComparisonRow
{
    std::int64_t id = 0;
    std::string job, depth; ///< depth: count, keys, values
    std::int64_t revision = 0;
    std::int64_t at = 0;    ///< ms since 1970 UTC
    double seconds = 0;
    std::int64_t rowsSource = 0, rowsTarget = 0;
    std::int64_t same = 0, missing = 0, extra = 0, different = 0, notComparable = 0;
    std::int64_t filtered = 0, superseded = 0, explained = 0, unexplained = 0, differencesOmitted = 0;
};

/// A row that was not the same on both sides.
struct ComparedRow
{
    std::int64_t number = 0;
    std::string kind;        ///< missing, extra, different, notComparable
    std::string key, explanation;
    std::string fields;      ///< JSON: [{field, source, target}]
};

/// Results of comparisons as the ledger keeps them.
///
/// Thread-safety: as the Database, which must outlive it.
class ComparisonReader
{
public:
    explicit ComparisonReader(Database &database) : m_database(database) {}

    /// The latest of the job called \a job, or of \a depth only; nothing: not compared yet.
    [[nodiscard]] Result<std::optional<ComparisonRow>> last(const std::string &job, const std::string &depth = {});
    /// At most 1,000 are kept of each comparison.
    [[nodiscard]] Result<std::vector<ComparedRow>> rows(std::int64_t comparison);

private:
    Database &m_database;
};

} // namespace weir
