#pragma once

#include "core/base/result.h"
#include "core/connectors/sqlite/sqlitestatement.h"
#include "core/connectors/trialtarget.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

class SqliteDatabase;

/// Weir's own two tables in a target file, weir_checkpoint and weir_skip (delivery §3): uuids in canonical
/// text, times in ISO text, Totals and rowsPastCursor in the JSON of `totals`.
///
/// Everything but ensure() runs inside the caller's transaction. Thread-safety: none; lives as long as the
/// connection.
class SqliteCheckpoints
{
public:
    /// `CREATE TABLE` of the missing ones of both, for the footprint and the administrator.
    [[nodiscard]] static std::string createSql();
    /// Names of those that do not exist yet.
    [[nodiscard]] static Result<std::vector<std::string>> missing(SqliteDatabase &database);
    /// Makes what is missing, in a transaction of its own unless one is open, and checks that both are
    /// exactly what they should be: tables with these columns and nothing attached. Else Stop/InvalidConfig.
    [[nodiscard]] static Result<void> ensure(SqliteDatabase &database);
    /// Removes both where they hold no row.
    [[nodiscard]] static Result<void> dropEmpty(SqliteDatabase &database);

    [[nodiscard]] static Result<SqliteCheckpoints> prepare(SqliteDatabase &database);

    [[nodiscard]] Result<std::optional<Checkpoint>> read(const Uuid &job, std::string_view stream);
    /// Writes the row as it is, new or over the present one.
    [[nodiscard]] Result<void> put(const Uuid &job, std::string_view stream, const Checkpoint &checkpoint,
                                   std::string_view at);
    /// True: moved the row from \a seqExpected, held by next.holder, to \a next.
    [[nodiscard]] Result<bool> advance(const Uuid &job, std::string_view stream, std::int64_t seqExpected,
                                       const Checkpoint &next, std::string_view at);

    [[nodiscard]] Result<void> addSkips(const Uuid &job, std::string_view stream, std::int64_t generation,
                                        std::span<const Skipped> skips);
    [[nodiscard]] Result<std::vector<Skipped>> openSkips(const Uuid &job, std::string_view stream,
                                                              std::int64_t generation);
    /// True: this call settled it.
    [[nodiscard]] Result<bool> settle(const Uuid &job, std::string_view stream, std::int64_t generation,
                                      std::int64_t seq, std::string_view manifest);
    /// The tokens as they are; needs no prepare(), not even the tables.
    [[nodiscard]] static Result<std::vector<SkipToken>> lookAt(SqliteDatabase &database, const Uuid &job,
                                                               const Settlement &settlement);

    [[nodiscard]] Result<std::vector<std::string>> streams(const Uuid &job);
    [[nodiscard]] Result<void> forget(const Uuid &job);

private:
    explicit SqliteCheckpoints(SqliteDatabase &database) : m_database(&database) {}

    SqliteDatabase *m_database;
    SqliteStatement m_read;
    SqliteStatement m_put;
    SqliteStatement m_advance;
    SqliteStatement m_addSkip;
    SqliteStatement m_settle;
};

} // namespace weir
