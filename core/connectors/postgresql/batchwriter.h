#pragma once

#include "core/connectors/postgresql/binding.h"
#include "core/connectors/postgresql/connection.h"
#include "core/connectors/postgresql/copyencoder.h"
#include "core/connectors/target.h"

#include <optional>
#include <string>
#include <vector>

namespace weir::postgresql {

/// Writes the rows of a batch into one table, inside a transaction that the caller opened and will end: by COPY, by
/// INSERT … ON CONFLICT out of a stage, or by UPDATE out of it. The stage is a temporary table filled by COPY, or for
/// small batches the parameters of the statement themselves, one array for each column.
///
/// Lives as long as the session: it knows what it prepared there.
class BatchWriter
{
public:
    /// \a mode Append, Upsert or Update. Both references must outlive it.
    BatchWriter(const TableInfo &table, const Binding &binding, WriteMode mode);

    /// What became of a batch. Unless refused is empty and again is false, the caller rolls back.
    struct Outcome
    {
        WriteReport report;
        bool again = false; ///< the way that was tried does not fit this batch: roll back, open, write again
    };
    /// \a batch passed checkRows(). Errors: Stop/SchemaMismatch "RowsSwallowed" when the table kept fewer rows than it
    /// was sent; what the connection says otherwise.
    [[nodiscard]] Result<Outcome> write(Connection &connection, const WriteBatch &batch, const CancelToken &token);

    /// Makes the stage outside the batch's transaction, if \a rows will need it.
    [[nodiscard]] Result<void> makeReady(Connection &connection, std::int64_t rows, const CancelToken &token);

    /// Also collects every key written into \a table, whose columns are the key's (mirror mode).
    void collectKeys(const TableName &table) { m_keyTable = table.sql(); }
    /// Leave rows alone whose version in the table is newer (compensation); they count as superseded.
    void guardVersions() { m_guardsVersion = true; }
    /// makeReady() was not called: rows travel as parameters, however many.
    void useParametersOnly() { m_stageKind = StageKind::Parameters; }

    /// How rows stand in the table, by the key.
    [[nodiscard]] Result<std::vector<Standing>> lookUp(Connection &connection, const RecordBatch &batch,
                                                       const CancelToken &token);

    /// Fewer rows than this travel as parameters.
    static constexpr std::int64_t stagedRowsMin = 5'000;

private:
    enum class StageKind : std::uint8_t { Parameters, Table };

    [[nodiscard]] Result<Outcome> append(Connection &connection, const WriteBatch &batch, const CancelToken &token);
    [[nodiscard]] Result<Outcome> copyInto(Connection &connection, const std::string &sql, const std::string &name,
                                           const WriteBatch &batch, const std::vector<std::int32_t> *rows,
                                           const CancelToken &token);
    [[nodiscard]] Result<Outcome> appendStaged(Connection &connection, const WriteBatch &batch,
                                               const CancelToken &token);
    [[nodiscard]] Result<Outcome> upsert(Connection &connection, const WriteBatch &batch, const CancelToken &token);
    [[nodiscard]] Result<Outcome> update(Connection &connection, const WriteBatch &batch, const CancelToken &token);

    struct Counted
    {
        std::int64_t inserted = 0;
        std::int64_t updated = 0;
    };
    [[nodiscard]] Result<Counted> ownCounters(Connection &connection, const CancelToken &token) const;
    /// Runs \a sql with the stage's parameters, if it has any; prepared once for a session.
    [[nodiscard]] Result<Reply> runStaged(Connection &connection, const std::string &sql, const CancelToken &token);
    [[nodiscard]] Result<Outcome> stage(Connection &connection, const WriteBatch &batch,
                                        const std::vector<std::int32_t> &rows, const CancelToken &token);
    /// Rows that the guard against equal rows, and the one against newer ones, will keep from being written.
    [[nodiscard]] Result<std::int64_t> countEqual(Connection &connection, const CancelToken &token);
    [[nodiscard]] Result<std::int64_t> countNewer(Connection &connection, const CancelToken &token);
    [[nodiscard]] Result<RowErrors> findMissing(Connection &connection, const WriteBatch &batch,
                                                const std::vector<std::int32_t> &rows, const CancelToken &token);
    [[nodiscard]] Result<void> splitCounts(Connection &connection, const Reply &reply, const Counted &before,
                                           std::int64_t rows, std::int64_t equalBefore, Outcome &outcome,
                                           const CancelToken &token);

    // SQL out of the binding.
    [[nodiscard]] std::string columnList() const;
    [[nodiscard]] std::string staged(std::size_t place) const; ///< value of a bound field in the stage, as its column
    [[nodiscard]] std::string stagedList() const;
    [[nodiscard]] std::string stageFrom() const; ///< the stage as FROM item s; deduplicated if that is needed
    [[nodiscard]] std::string keyMatch() const;  ///< t.key = s.key
    [[nodiscard]] std::string differs(std::string_view other) const;
    [[nodiscard]] std::string upsertSql() const;
    [[nodiscard]] std::vector<std::size_t> dataPlaces() const;
    [[nodiscard]] std::string sameValue(std::size_t place) const;
    [[nodiscard]] std::string versionGuard(std::string_view other) const;

    const TableInfo &m_table;
    const Binding &m_binding;
    WriteMode m_mode;
    CopyEncoder m_encoder;
    std::string m_keyTable;
    StageKind m_stageKind = StageKind::Parameters;
    std::vector<std::pair<std::size_t, std::size_t>> m_arrays; ///< slices of the encoder's bytes, one for each field
    std::string m_ordinals;                                    ///< the row numbers as an array
    bool m_hasStageTable = false;
    bool m_dedupesInSql = false; ///< the server's equality is wider than ours
    bool m_countsReturned = false; ///< the counters could not be trusted once
    bool m_guardsVersion = false;
};

} // namespace weir::postgresql
