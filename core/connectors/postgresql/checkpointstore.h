#pragma once

#include "core/connectors/postgresql/connection.h"
#include "core/connectors/postgresql/quoting.h"
#include "core/connectors/trialtarget.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weir::postgresql {

/// The tables weir_checkpoint and weir_skip of one schema (delivery §3), always named with their schema.
///
/// A checkpoint's rowsPastCursor stands in the JSON of `totals`. Every member works inside the transaction that the
/// caller opened, unless it says otherwise.
class CheckpointStore
{
public:
    /// \a schema must be a valid name.
    explicit CheckpointStore(std::string schema);

    [[nodiscard]] const std::string &schema() const { return m_schema; }
    /// The statements that make both tables; \a user, if given, is granted what a run needs.
    [[nodiscard]] std::string ddl(std::string_view user) const;

    /// Which of the two tables are missing, as "table public.weir_checkpoint".
    [[nodiscard]] Result<std::vector<std::string>> missing(Connection &connection, const CancelToken &token) const;

    /// S2: makes what is missing in a transaction of its own and checks the shape of what is there: a plain table of
    /// exactly our columns and key, without triggers, rules and policies. Retries when another process makes them at
    /// the same time. Stop/PermissionDenied carries the SQL for the administrator.
    [[nodiscard]] Result<void> prepare(Connection &connection, const CancelToken &token) const;

    /// The statement that locks a stream's row, with parameters job and stream, for callers that wait on their own.
    [[nodiscard]] std::string lockSql() const;
    [[nodiscard]] static Parameters lockParameters(const Uuid &job, const std::string &stream);
    /// What lockSql() answered; nothing when there is no row.
    [[nodiscard]] static Result<std::optional<Checkpoint>> parse(const Reply &locked);

    /// True when the row was not there before.
    [[nodiscard]] Result<bool> insertIfAbsent(Connection &connection, const Claim &claim, const std::string &identity,
                                              const CancelToken &token) const;
    /// Takes the row over: epoch, holder, run and, with \a startsGeneration, a new beginning.
    [[nodiscard]] Result<void> claim(Connection &connection, const Claim &claim, std::int64_t epoch,
                                     bool startsGeneration, const std::string &identity,
                                     const CancelToken &token) const;
    /// S10: moves the row from \a seqBefore to \a next if \a claim still holds it; false when it does not.
    [[nodiscard]] Result<bool> advance(Connection &connection, const Claim &claim, std::int64_t seqBefore,
                                       const Checkpoint &next, const CancelToken &token) const;

    [[nodiscard]] Result<void> addSkips(Connection &connection, const Claim &claim, std::int64_t generation,
                                        std::span<const Skipped> skipped, const CancelToken &token) const;
    [[nodiscard]] Result<std::vector<Skipped>> openSkips(Connection &connection, const Claim &claim,
                                                              std::int64_t generation, const CancelToken &token) const;
    /// Compensation: locks the rows of \a stream and its partitions, in order of name.
    [[nodiscard]] Result<void> lockStreams(Connection &connection, const Uuid &job, const std::string &stream,
                                           const CancelToken &token) const;
    /// Settles skips; one answer for each: this call did it.
    [[nodiscard]] Result<std::vector<bool>> settle(Connection &connection, const Uuid &job,
                                                   const Settlement &settlement, const CancelToken &token) const;
    /// The tokens as they are; needs no table.
    [[nodiscard]] Result<std::vector<SkipToken>> lookAt(Connection &connection, const Uuid &job,
                                                        const Settlement &settlement, const CancelToken &token) const;
    /// Removes a job's rows, and the tables when nothing is left in them; its own transaction.
    [[nodiscard]] Result<void> forget(Connection &connection, const Uuid &job, const CancelToken &token) const;

private:
    [[nodiscard]] Result<void> checkShape(Connection &connection, const TableName &table,
                                          std::span<const std::string_view> columns, std::string_view key,
                                          const CancelToken &token) const;
    [[nodiscard]] Result<bool> create(Connection &connection, const CancelToken &token) const;

    std::string m_schema;
    TableName m_checkpoint;
    TableName m_skip;
};

/// An array parameter in text form: {"a","b"}.
class ArrayText
{
public:
    void add(std::string_view value);
    void add(std::int64_t value) { add(std::to_string(value)); }
    void addNull();
    [[nodiscard]] std::string text() const { return m_text + '}'; }

private:
    void separate();
    std::string m_text = "{";
};

} // namespace weir::postgresql
