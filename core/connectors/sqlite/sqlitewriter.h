#pragma once

#include "core/base/result.h"
#include "core/connectors/sqlite/sqlitekeys.h"
#include "core/connectors/sqlite/sqliterows.h"
#include "core/connectors/sqlite/sqlitestatement.h"
#include "core/connectors/sqlite/sqlitetable.h"
#include "core/connectors/target.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

class SqliteDatabase;

/// How rows are written into a table.
struct SqliteWritePlan
{
    WriteMode mode = WriteMode::Append; ///< Append, Upsert or Update
    std::vector<SqliteKeyPart> key;     ///< Upsert, Update and look-ups: columns of one unique index
    std::optional<std::size_t> version; ///< binding of the version field
};

/// Writes batches into one table inside a transaction that the caller holds, and counts them exactly:
/// inserted rows are those that met no row of their key, updated those that met one and changed it (delivery
/// §4.1).
///
/// A refused row is in the report; then the caller rolls back. RowsSwallowed (Stop/SchemaMismatch): a trigger left
/// out rows.
///
/// Thread-safety: none. Lives no longer than the connection.
class SqliteWriter
{
public:
    /// \a table is the table as it is, with the name to write to.
    [[nodiscard]] static Result<std::unique_ptr<SqliteWriter>> make(SqliteDatabase &database,
                                                                    SqliteTable table,
                                                                    std::vector<SqliteBinding> bindings,
                                                                    SqliteWritePlan plan);
    ~SqliteWriter();

    /// Writes the rows of \a batch, or only those at \a only (ascending).
    [[nodiscard]] Result<WriteReport> write(const WriteBatch &batch,
                                            const std::vector<std::int32_t> *only = nullptr);

    /// Rows of the batch last written whose foreign keys point at nothing now; for constraints checked at
    /// COMMIT.
    [[nodiscard]] Result<RowErrors> findOrphans(const WriteBatch &batch,
                                                const std::vector<std::int32_t> *only);

    /// How each row stands in the table, by the key.
    [[nodiscard]] Result<std::vector<Standing>> lookUp(const WriteBatch &batch);

private:
    struct Counters;
    SqliteWriter(SqliteDatabase &database, SqliteTable table, SqliteWritePlan plan);
    [[nodiscard]] Result<void> registerFunctions();
    [[nodiscard]] Result<void> prepareStatements();
    [[nodiscard]] std::string insertSql() const;
    [[nodiscard]] std::string updateSql() const;
    [[nodiscard]] std::string matchSql() const;
    [[nodiscard]] std::string keyCondition() const;
    [[nodiscard]] std::string differsCondition(std::string_view theirs, bool isExcluded,
                                               bool wantsDifference) const;
    [[nodiscard]] Result<bool> runRows(SqliteStatement &statement, const WriteBatch &batch,
                                       const std::vector<std::int32_t> *rows, WriteReport &report);
    [[nodiscard]] Result<void> isolate(SqliteStatement &statement, const WriteBatch &batch,
                                       const std::vector<std::int32_t> *rows, int code, WriteReport &report);
    [[nodiscard]] Result<WriteReport> insertRows(const WriteBatch &batch,
                                                 const std::vector<std::int32_t> *rows);
    [[nodiscard]] Result<WriteReport> updateRows(const WriteBatch &batch,
                                                 const std::vector<std::int32_t> *rows);
    void show(const WriteBatch &batch, const std::vector<std::int32_t> *rows);

    SqliteDatabase &m_database;
    SqliteTable m_table;
    SqliteWritePlan m_plan;
    std::string m_rowsName;
    std::unique_ptr<Counters> m_counters;
    std::unique_ptr<SqliteRows> m_rows;
    SqliteStatement m_insert; ///< Append, Upsert
    SqliteStatement m_match;  ///< Update and look-ups: one line for each row that meets a row of its key
    SqliteStatement m_update;
};

} // namespace weir
