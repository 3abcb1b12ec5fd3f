#pragma once

#include "core/ledger/database.h"
#include "core/ledger/records.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

/// A group of quarantined rows that failed alike.
struct CauseRow
{
    std::int64_t id = 0;
    std::string stage, code, field, rule;
    std::int64_t rows = 0; ///< of the run or open in the job, as asked
    std::string sample;
    std::string suggestion;
};

/// Read-only questions to a ledger; sees what other processes committed. Opens its own connection.
///
/// Thread-safety: none; one reader per thread.
class LedgerReader
{
public:
    [[nodiscard]] static Result<LedgerReader> open(const std::string &path);

    /// Causes of the rows that run \a run quarantined, most rows first.
    [[nodiscard]] Result<std::vector<CauseRow>> causesOfRun(std::int64_t run);

    [[nodiscard]] Database &database() { return m_database; }

private:
    explicit LedgerReader(Database database) : m_database(std::move(database)) {}
    Database m_database;
};

} // namespace weir
