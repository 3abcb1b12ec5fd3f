#pragma once

#include "core/base/clock.h"
#include "core/connectors/sqlite/sqlitecheckpoint.h"
#include "core/connectors/sqlite/sqlitedatabase.h"
#include "core/connectors/sqlite/sqlitetable.h"
#include "core/connectors/sqlite/sqlitewriter.h"
#include "core/connectors/target.h"
#include "core/connectors/trialtarget.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Writes one table of a SQLite file: class A, rows and checkpoint in one transaction (delivery §3, §4
/// "SQLite"). The file is made 0600 by create() when it is missing. Mode Mirror is refused.
class SqliteTarget final : public Target, public TrialTarget
{
public:
    /// \a path is absolute.
    SqliteTarget(std::string path, std::string table, const Clock &clock);
    ~SqliteTarget() override;

    [[nodiscard]] Result<TargetShape> describe(const CancelToken &token) override;
    [[nodiscard]] Result<std::string> creationSql(const Schema &schema) const override;
    [[nodiscard]] Result<void> create(const Schema &schema, const CancelToken &token) override;
    [[nodiscard]] Result<void> addColumns(const std::vector<Field> &fields, const CancelToken &token) override;
    [[nodiscard]] Result<void> widenColumn(const Field &field, const CancelToken &token) override;
    [[nodiscard]] Result<void> prepare(const SchemaPtr &columns, WriteMode mode,
                                       const std::vector<std::string> &key, const std::string &versionField,
                                       const CancelToken &token) override;
    [[nodiscard]] Result<Fenced> fence(const Claim &claim, const CancelToken &token) override;
    [[nodiscard]] Result<WriteReport> write(const WriteBatch &batch, std::span<const Skipped> skipped,
                                            Checkpoint &next, const CancelToken &token) override;
    [[nodiscard]] Result<void> complete(Checkpoint &next, const CancelToken &token) override;
    [[nodiscard]] Result<SettleReport> settle(const WriteBatch &batch, const Settlement &settlement,
                                              const CancelToken &token) override;
    [[nodiscard]] Result<std::vector<Standing>> lookUp(const RecordBatch &batch,
                                                       const CancelToken &token) override;
    [[nodiscard]] Result<Bound> bindForTrial(const SchemaPtr &columns, WriteMode mode,
                                             const std::vector<std::string> &key,
                                             const std::string &versionField,
                                             const CancelToken &token) override;
    [[nodiscard]] Result<std::vector<SkipToken>> lookAtTokens(const Uuid &job, const Settlement &settlement,
                                                              const CancelToken &token) override;
    [[nodiscard]] Result<void> beginTrial(const CancelToken &token) override;
    [[nodiscard]] Result<WriteReport> attempt(const WriteBatch &batch, const CancelToken &token) override;
    void endTrial() override;
    [[nodiscard]] Result<void> forget(const Uuid &job, const CancelToken &token) override;

private:
    /// What prepare() was told; a new connection is set up by it again.
    struct Setup
    {
        SchemaPtr columns;
        WriteMode mode = WriteMode::Append;
        std::vector<std::string> key;
        std::string versionField;
    };
    /// What this connection knows to be committed.
    struct Stand
    {
        Claim claim;
        std::int64_t generation = 0;
        std::int64_t epoch = 0;
        std::int64_t seq = 0;
        bool isStageLost = false; ///< replace: the half-loaded table is gone
    };

    [[nodiscard]] static Result<void> checkMode(WriteMode mode);
    [[nodiscard]] Result<void> connect(SqliteDatabase::Access access);
    void disconnect();
    [[nodiscard]] Result<void> setUp();
    [[nodiscard]] Result<SqliteTable> readTable();
    [[nodiscard]] Result<std::unique_ptr<SqliteWriter>> makeWriter(const std::string &table, WriteMode mode);
    [[nodiscard]] Result<void> writerFor(const std::string &table);
    [[nodiscard]] Result<SqliteWriter *> writer();
    [[nodiscard]] Result<Fenced> claimStream(const Claim &claim);
    [[nodiscard]] Result<void> prepareStage(const Claim &claim, Stand &stand, const Checkpoint &checkpoint);
    [[nodiscard]] Result<WriteReport> writeInTransaction(const WriteBatch &batch,
                                                         std::span<const Skipped> skipped,
                                                         const Checkpoint &next, Checkpoint &stored);
    [[nodiscard]] Result<RowErrors> commit(const WriteBatch *batch, const std::vector<std::int32_t> *only);
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> checkStand();
    [[nodiscard]] Result<void> swapIn(const Checkpoint &stored);
    [[nodiscard]] Result<SettleReport> settleInTransaction(const WriteBatch &batch,
                                                           const Settlement &settlement,
                                                           std::vector<std::int32_t> &hits);
    [[nodiscard]] Result<WriteReport> attemptInSavepoint(const WriteBatch &batch);
    [[nodiscard]] Unexpected fenced(std::string_view why) const;
    /// A connection whose last outcome is in doubt is closed: it may hold the lock, and only the checkpoint,
    /// read by a new one, says what happened.
    template<typename T>
    [[nodiscard]] Result<T> closeOnFailure(Result<T> result)
    {
        if (!result)
            disconnect();
        return result;
    }
    [[nodiscard]] std::string now() const;
    [[nodiscard]] Result<std::string> identity(std::string_view known);
    [[nodiscard]] Result<void> addFindings(TargetShape &shape);

    const std::string m_path;
    const std::string m_tableName;
    const Clock &m_clock;
    std::optional<Setup> m_setup;
    std::optional<SqliteTable> m_table;
    std::optional<Stand> m_stand;
    // In this order: statements end before their connection.
    std::unique_ptr<SqliteDatabase> m_database;
    std::unique_ptr<SqliteCheckpoints> m_checkpoints;
    std::unique_ptr<SqliteWriter> m_writer;
    std::string m_writerTable; ///< where m_writer writes
};

} // namespace weir
