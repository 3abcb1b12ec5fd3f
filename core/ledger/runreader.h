#pragma once

#include "core/ledger/ledgerreader.h"

namespace weir {

/// Which runs a list shows.
struct RunFilter
{
    std::optional<std::string> job;
    std::vector<std::string> states; ///< by the engine's names; empty: all
    std::int64_t sinceMs = 0;        ///< started then or later
};

/// A run with what stands beside its row.
struct RunDetails
{
    RunRow run;
    std::int64_t revision = 0;
    std::string who;        ///< made the revision
    std::string definition; ///< JSON of the job as it was then
    std::optional<std::int64_t> resumedFrom;
    std::string resumedFromState;
    bool isSplitExact = true;
};

/// Something that happened, as the ledger keeps it.
struct EventRow
{
    std::int64_t id = 0, at = 0;
    std::string code, detail;
};

/// Rows that a rule of the user's left out.
struct FilterCount
{
    std::string rule;
    std::int64_t rows = 0;
};

/// Questions of the pages about runs.
///
/// Thread-safety: that of \a reader.
class RunReader
{
public:
    explicit RunReader(LedgerReader &reader) : m_reader(reader) {}

    /// Ids by \a filter, the latest first. A list pages by them: it asks for the rows of a stretch with runsById().
    [[nodiscard]] Result<std::vector<std::int64_t>> ids(const RunFilter &filter);
    /// Of each job its latest sync run.
    [[nodiscard]] Result<std::vector<std::int64_t>> latestSyncs();
    [[nodiscard]] Result<std::optional<RunDetails>> details(std::int64_t run);
    /// Number of the revision that each of \a ids went by, as pairs of run and number.
    [[nodiscard]] Result<std::vector<std::pair<std::int64_t, std::int64_t>>> revisions(const std::vector<std::int64_t> &ids);
    /// Failed tries before the attempt \a before, the latest first.
    [[nodiscard]] Result<std::vector<AttemptRow>> attempts(std::int64_t run, std::int64_t before, std::int64_t max);
    [[nodiscard]] Result<std::int64_t> attemptCount(std::int64_t run);
    /// Oldest first.
    [[nodiscard]] Result<std::vector<EventRow>> events(std::int64_t run, std::int64_t max);
    [[nodiscard]] Result<std::vector<FilterCount>> filters(std::int64_t run);

private:
    LedgerReader &m_reader;
};

} // namespace weir
