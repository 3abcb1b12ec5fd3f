#pragma once

#include "core/ledger/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Which exceptional rows a list shows.
struct FailureFilter
{
    enum class Which : std::uint8_t {
        Open,        ///< quarantined, with those that a compensation holds, without those set aside
        Unknown,     ///< no answer came: nobody knows whether the row arrived
        Compensated, ///< delivered since
        SetAside,
    } which = Which::Open;
    std::optional<std::int64_t> job;   ///< nothing: every job
    std::optional<std::int64_t> run;   ///< that read the row
    std::optional<std::int64_t> cause; ///< lists of rows need one
};

/// Rows of each list.
struct FailureCounts
{
    std::int64_t open = 0, unknown = 0, compensated = 0, setAside = 0;
};

/// A group of rows that failed alike.
struct FailureCause
{
    std::int64_t id = 0;
    std::string job;
    std::string stage, code, field, rule;
    std::int64_t rows = 0; ///< of the list asked for
    std::string suggestion;
    std::string sample, samplePosition; ///< of its first row in the list
    std::int64_t firstAt = 0, lastAt = 0;
    std::int64_t longest = 0; ///< code points of the longest offending value; 0: not known
};

/// A row of a list, without its payload.
struct FailureLine
{
    std::int64_t id = 0, cause = 0, run = 0;
    std::string position, naturalKey, value, detail, state;
    std::int64_t tries = 0, at = 0;
};

/// Everything that is kept of a row.
struct FailureDetail
{
    FailureLine line;
    std::string job;
    std::string stage, code, field, rule;
    std::string payload; ///< JSON object of the row as read, or the bytes that could not be parsed
    bool isRaw = false;
    bool isSetAside = false;
    std::int64_t revision = 0; ///< of the job's definition that it failed under
};

/// The last request that held a row of a target that cannot be read back, and what was answered.
struct FailureExchange
{
    std::string what;     ///< "POST /orders"
    std::string request;  ///< the beginning of its body
    std::string response; ///< status and the beginning of the body, or why there is none; empty: not answered
    std::int64_t at = 0, rows = 0, tries = 0;
};

/// What happened to a row, oldest first.
struct FailureMoment
{
    enum class Kind : std::uint8_t { Failed, Edited, Compensation } kind = Kind::Failed;
    std::int64_t at = 0;
    std::int64_t run = 0;   ///< Failed, Compensation
    std::string outcome;    ///< Compensation: open, delivered, already, fails, blocked
};

/// Numbers of the definitions that rows failed under.
struct FailedRevisions
{
    std::int64_t first = 0, last = 0;
    std::string lastDefinition; ///< JSON as Job::toJson() wrote it
};

/// Questions about rows that failed. Causes come from the counters of the ledger; rows come in pages by id, so that the
/// first page of a million costs what the first of ten does. A page behind another starts at an id that anchors() found.
///
/// Thread-safety: as the Database, which must outlive it.
class FailureReader
{
public:
    explicit FailureReader(Database &database) : m_database(database) {}

    /// Causes with rows in the list, most rows first.
    [[nodiscard]] Result<std::vector<FailureCause>> causes(const FailureFilter &filter);
    /// Rows of every list, of filter.job and filter.run.
    [[nodiscard]] Result<FailureCounts> counts(const FailureFilter &filter);

    /// At most \a max rows of filter.cause behind id \a after, in order of id.
    [[nodiscard]] Result<std::vector<FailureLine>> page(const FailureFilter &filter, std::int64_t after, std::int64_t max);
    /// Ids of the same rows.
    [[nodiscard]] Result<std::vector<std::int64_t>> ids(const FailureFilter &filter, std::int64_t after, std::int64_t max);
    /// What anchors() found in one stretch of rows.
    struct Anchors
    {
        std::vector<std::int64_t> ids; ///< of each \a every-th row
        std::int64_t last = 0;         ///< id of the last row looked at
        std::int64_t rows = 0;         ///< looked at
        bool isEnd = false;
    };
    /// Walks at most \a rowsMax rows of the list behind \a after, by index alone where the filter allows.
    [[nodiscard]] Result<Anchors> anchors(const FailureFilter &filter, std::int64_t after, std::int64_t every,
                                          std::int64_t rowsMax);

    /// Nothing: its target takes no requests, or the row failed before one was made.
    [[nodiscard]] Result<std::optional<FailureExchange>> exchange(std::int64_t id);
    /// A row by its id, in whatever state; nothing when there is none.
    [[nodiscard]] Result<std::optional<FailureDetail>> row(std::int64_t id);
    [[nodiscard]] Result<std::vector<FailureMoment>> history(std::int64_t id);
    /// Of the open rows of \a cause, or of every cause of \a job.
    [[nodiscard]] Result<std::optional<FailedRevisions>> revisions(std::int64_t job, std::optional<std::int64_t> cause);

private:
    [[nodiscard]] Result<std::int64_t> count(const std::string &sql, const FailureFilter &filter);
    [[nodiscard]] Result<void> describe(FailureCause &cause, const FailureFilter &filter);

    Database &m_database;
};

} // namespace weir
