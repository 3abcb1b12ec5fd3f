#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/postgresql/batchwriter.h"
#include "core/connectors/postgresql/catalogue.h"
#include "core/connectors/postgresql/checkpointstore.h"
#include "core/connectors/postgresql/connection.h"
#include "core/connectors/trialtarget.h"
#include "core/secrets/secretstore.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir::postgresql {

/// A table of a PostgreSQL server as a target of class A: rows, skips and checkpoint move in one transaction
/// (delivery §3, §4). The checkpoint's row is locked first, compared, and everything else follows.
///
/// Replace mode loads into weir_new_<8 hex> beside Weir's tables and swaps in complete(); mirror mode upserts, keeps the
/// keys of the generation in weir_keys_<8 hex> and deletes the rest in complete().
class PostgresqlTarget final : public Target, public TrialTarget
{
public:
    PostgresqlTarget(Settings settings, TableName table, const SecretStore *secrets, Timeouts timeouts = {});
    ~PostgresqlTarget() override;

    [[nodiscard]] Result<TargetShape> describe(const CancelToken &token) override;
    [[nodiscard]] Result<std::string> creationSql(const Schema &schema) const override;
    [[nodiscard]] Result<void> create(const Schema &schema, const CancelToken &token) override;
    [[nodiscard]] Result<void> addColumns(const std::vector<Field> &fields, const CancelToken &token) override;
    [[nodiscard]] Result<std::string> wideningSql(const Field &field, const CancelToken &token) override;
    [[nodiscard]] Result<void> prepare(const SchemaPtr &columns, WriteMode mode, const std::vector<std::string> &key,
                                       const std::string &versionField, const CancelToken &token) override;
    [[nodiscard]] Result<Fenced> fence(const Claim &claim, const CancelToken &token) override;
    [[nodiscard]] Result<WriteReport> write(const WriteBatch &batch, std::span<const Skipped> skipped,
                                            Checkpoint &next, const CancelToken &token) override;
    [[nodiscard]] Result<void> complete(Checkpoint &next, const CancelToken &token) override;
    [[nodiscard]] Result<SettleReport> settle(const WriteBatch &batch, const Settlement &settlement,
                                              const CancelToken &token) override;
    [[nodiscard]] Result<std::vector<Standing>> lookUp(const RecordBatch &batch, const CancelToken &token) override;
    [[nodiscard]] Result<Bound> bindForTrial(const SchemaPtr &columns, WriteMode mode, const std::vector<std::string> &key,
                                             const std::string &versionField, const CancelToken &token) override;
    [[nodiscard]] Result<std::vector<SkipToken>> lookAtTokens(const Uuid &job, const Settlement &settlement,
                                                              const CancelToken &token) override;
    [[nodiscard]] Result<void> beginTrial(const CancelToken &token) override;
    [[nodiscard]] Result<WriteReport> attempt(const WriteBatch &batch, const CancelToken &token) override;
    void endTrial() override;
    [[nodiscard]] Result<void> forget(const Uuid &job, const CancelToken &token) override;

private:
    // postgresqltarget.cpp
    [[nodiscard]] Result<void> connect(const std::string &applicationName, const CancelToken &token);
    [[nodiscard]] Result<void> ensureConnected(const CancelToken &token);
    [[nodiscard]] Result<TableInfo> readTarget(const CancelToken &token);
    [[nodiscard]] Result<void> checkWritable(const TableInfo &table, const CancelToken &token);
    [[nodiscard]] Result<void> checkKey(const TableInfo &table) const;
    [[nodiscard]] Result<void> bind(TableInfo table, const CancelToken &token);
    [[nodiscard]] Result<void> setUp(const SchemaPtr &columns, WriteMode mode, const std::vector<std::string> &key,
                                     const std::string &versionField, const CancelToken &token);

    // fencing.cpp
    [[nodiscard]] Result<Fenced> claimStream(const Claim &claim, const CancelToken &token);
    [[nodiscard]] Result<std::optional<Checkpoint>> lockRow(const Claim &claim, const CancelToken &token);
    [[nodiscard]] Result<Reply> lockAgainst(const Claim &claim, const CancelToken &token);
    [[nodiscard]] Result<void> endStaleSessions(Connection &helper, const Claim &claim, const CancelToken &token);
    [[nodiscard]] Result<bool> isEmpty(const TableName &table, const CancelToken &token);
    [[nodiscard]] Result<void> takeName(const std::string &name, const CancelToken &token);

    // sidetables.cpp: what replace and mirror keep beside the target
    [[nodiscard]] bool usesSideTable() const { return m_mode == WriteMode::Replace || m_mode == WriteMode::Mirror; }
    [[nodiscard]] TableName sideTable(const Claim &claim) const;
    [[nodiscard]] Result<void> makeSideTable(const Claim &claim, bool isFresh, const CancelToken &token);
    [[nodiscard]] Result<void> swapIn(const CancelToken &token);
    [[nodiscard]] Result<void> mergeIn(const TableInfo &loaded, std::int64_t rows, const CancelToken &token);
    [[nodiscard]] Result<void> deleteUnseen(std::int64_t inserted, const CancelToken &token);

    /// Ways to write a batch that are tried one after the other before giving up.
    static constexpr int waysMax = 3;

    // trial.cpp
    [[nodiscard]] Result<WriteReport> attemptInSavepoint(const WriteBatch &batch, const CancelToken &token);

    // targetwrite.cpp
    [[nodiscard]] WriteMode settlingMode() const;
    [[nodiscard]] RowErrors checkSettled(const WriteBatch &batch) const;
    [[nodiscard]] Result<void> lockForSettling(const Settlement &settlement, const CancelToken &token);
    [[nodiscard]] Result<SettleReport> settleOnce(BatchWriter &writer, const WriteBatch &batch,
                                                  const Settlement &settlement, bool &again, const CancelToken &token);
    [[nodiscard]] Result<void> beginLocked(const CancelToken &token);
    [[nodiscard]] Result<BatchWriter::Outcome> writeRows(const WriteBatch &batch, const CancelToken &token);
    /// COMMIT; the refusal when a deferred constraint speaks only now.
    [[nodiscard]] Result<std::optional<RowError>> commit(std::int64_t rows, const CancelToken &token);
    [[nodiscard]] Result<void> rollBack(const CancelToken &token);
    /// Leaves no transaction open behind a failure and no connection behind one that may be tried again.
    [[nodiscard]] Unexpected ended(Error error);

    Settings m_settings;
    TableName m_name;
    const SecretStore *m_secrets = nullptr;
    Timeouts m_timeouts;
    CheckpointStore m_store;
    std::unique_ptr<Connection> m_connection;

    // What prepare() was told, and what it found.
    SchemaPtr m_columns;
    WriteMode m_mode = WriteMode::Append;
    std::vector<std::string> m_key;
    std::string m_version;
    std::optional<TableInfo> m_table;  ///< the target itself
    std::optional<TableInfo> m_loaded; ///< the table that write() writes to: the target, or the one beside it
    Binding m_binding;
    std::unique_ptr<BatchWriter> m_writer;

    // Where this connection stands.
    bool m_isFenced = false;
    Claim m_claim;
    std::int64_t m_seq = 0;
    bool m_isComplete = false;
};

/// Connects with the password that \a settings name; when they name none and the server wants one, a person is asked, if
/// \a secrets can ask one.
[[nodiscard]] Result<std::unique_ptr<Connection>> connectWithPassword(const Settings &settings, const SecretStore *secrets,
                                                                      const std::string &applicationName,
                                                                      const Timeouts &timeouts, const CancelToken &token);

} // namespace weir::postgresql
