#pragma once

#include "core/ledger/database.h"
#include "core/ledger/records.h"

#include <functional>
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

/// A job that the ledger knows, with the definition of its latest revision.
struct JobRow
{
    std::int64_t id = 0;
    std::string uuid, name;
    std::string definition; ///< JSON as Job::toJson() wrote it
};

/// One execution. Times are milliseconds since 1970 UTC.
struct RunRow
{
    std::int64_t id = 0;
    std::string job, kind, trigger, state, reason, guarantee, target, host;
    bool isFinal = false;
    std::int64_t startedAt = 0;
    std::optional<std::int64_t> endedAt;
    std::int64_t read = 0, inserted = 0, updated = 0, unchanged = 0, superseded = 0;
    std::int64_t filtered = 0, quarantined = 0, unknown = 0, pending = 0, retries = 0;
    std::int64_t beatAt = 0; ///< its holder's last sign of life
    std::string request;     ///< "pause" or "stop" when another process asked for it

    [[nodiscard]] std::int64_t delivered() const { return inserted + updated + unchanged + superseded; }
};

/// A job's balance (delivery §1, Figures): each row of each generation once, in its present state.
struct JobBalance
{
    std::int64_t read = 0;
    std::int64_t delivered = 0;   ///< with the compensated ones
    std::int64_t compensated = 0; ///< of the delivered
    std::int64_t filtered = 0;
    std::int64_t quarantined = 0; ///< open
    std::int64_t discarded = 0;
    std::int64_t unknown = 0;
    std::int64_t pending = 0;

    [[nodiscard]] bool balances() const
    {
        return read == delivered + filtered + quarantined + discarded + unknown + pending;
    }
};

/// Rows that wait for a person, over all jobs.
struct OpenRows
{
    std::int64_t quarantined = 0, unknown = 0;
};

/// The sync runs of a period together.
struct PeriodFigures
{
    std::int64_t runs = 0, read = 0, inserted = 0, updated = 0, unchanged = 0, superseded = 0;
    std::int64_t filtered = 0, quarantined = 0, unknown = 0, pending = 0, retries = 0;
};

/// A row that failed, as the ledger keeps it.
struct ExceptionRow
{
    std::int64_t id = 0;
    std::int64_t cause = 0;
    std::string state, position, naturalKey;
    std::string stage, code, field, rule;
    std::string value, detail;
    std::string payload; ///< JSON object of the row as read, or the bytes that could not be parsed
    bool isRaw = false;
    std::int64_t tries = 0;
    std::int64_t at = 0;
    bool isSetAside = false;
    std::int64_t run = 0;
};

/// A try that failed and was made again.
struct AttemptRow
{
    std::int64_t id = 0, run = 0, at = 0;
    std::string job, side, what, code, detail;
    std::int64_t waitMs = 0;
};

/// Read-only questions to a ledger; sees what other processes committed. Opens its own connection. Where a job may be
/// named, nothing means every job; lists start with the latest entry unless they say otherwise.
///
/// Thread-safety: none; one reader per thread.
class LedgerReader
{
public:
    [[nodiscard]] static Result<LedgerReader> open(const std::string &path);

    /// Causes of the rows that run \a run quarantined, most rows first.
    [[nodiscard]] Result<std::vector<CauseRow>> causesOfRun(std::int64_t run);
    /// Causes with open rows of \a job, most rows first.
    [[nodiscard]] Result<std::vector<CauseRow>> openCauses(std::int64_t job);

    /// Every job, by name.
    [[nodiscard]] Result<std::vector<JobRow>> jobs();
    [[nodiscard]] Result<std::vector<RunRow>> runs(std::optional<std::int64_t> job, std::int64_t max);
    /// The runs of those ids that exist, in no order.
    [[nodiscard]] Result<std::vector<RunRow>> runsById(const std::vector<std::int64_t> &ids);
    /// The latest run of the job that delivers rows from its source.
    [[nodiscard]] Result<std::optional<RunRow>> lastSync(std::int64_t job);
    /// Runs that are not final, of any kind; their holder may be gone.
    [[nodiscard]] Result<std::vector<RunRow>> unfinishedRuns(std::optional<std::int64_t> job);
    /// Changes whenever another connection has committed something (PRAGMA data_version).
    [[nodiscard]] Result<std::int64_t> dataVersion();
    [[nodiscard]] Result<JobBalance> balance(std::int64_t job);
    [[nodiscard]] Result<OpenRows> openRows();
    /// Of every job's runs that started at \a sinceMs or later.
    [[nodiscard]] Result<PeriodFigures> figuresSince(std::int64_t sinceMs);
    [[nodiscard]] Result<std::vector<AttemptRow>> attempts(std::optional<std::int64_t> job, std::int64_t max);

    /// Open rows of \a job, of one cause if given, in order of id.
    [[nodiscard]] Result<void> eachOpenRow(std::int64_t job, std::optional<std::int64_t> cause,
                                           const std::function<Result<bool>(const ExceptionRow &)> &visit);
    /// A row of \a job by its id, in whatever state; nothing when there is none.
    [[nodiscard]] Result<std::optional<ExceptionRow>> row(std::int64_t job, std::int64_t id);
    /// Schema of the job's source as pinned by its first run (JSON); empty when there is none.
    [[nodiscard]] Result<std::string> sourceSchema(std::int64_t job);

    [[nodiscard]] Database &database() { return m_database; }

private:
    explicit LedgerReader(Database database) : m_database(std::move(database)) {}
    Database m_database;
};

} // namespace weir
