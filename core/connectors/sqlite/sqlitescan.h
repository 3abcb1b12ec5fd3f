#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/sqlite/sqlitecursor.h"
#include "core/connectors/sqlite/sqlitetable.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

class SqliteDatabase;

/// One column that the rows are ordered by.
struct SqliteOrder
{
    std::string name; ///< for people and messages
    std::string sql;  ///< quoted
};

/// What is read and in which order: a table, a view or a query, made into SQL.
class SqliteScan
{
public:
    /// Checks everything against the catalogue: names, conditions and the query compile, and only read
    /// (SR-22, SR-23).
    [[nodiscard]] static Result<SqliteScan> make(SqliteDatabase &database, const ReadOptions &options);

    [[nodiscard]] const std::vector<SqliteColumn> &columns() const
    {
        return m_columns;
    } ///< selected, in order
    [[nodiscard]] const std::vector<std::string> &key() const
    {
        return m_key;
    } ///< of the table, if all of it is selected
    [[nodiscard]] const std::vector<SqliteOrder> &order() const { return m_order; }
    [[nodiscard]] bool isUnique() const { return m_isUnique; } ///< no two rows have the same order values
    [[nodiscard]] bool isStable() const { return m_isStable; } ///< VACUUM keeps the order values
    [[nodiscard]] bool isIncremental() const
    {
        return m_isIncremental;
    } ///< the first order column is the cursor field
    [[nodiscard]] const std::string &identity() const
    {
        return m_identity;
    } ///< text of the table's schema or the query
    [[nodiscard]] const std::optional<SqliteTable> &table() const { return m_table; }

    /// Rows behind \a from; columns are columns(), then order(). Parameters ?1 … are from.key. \a fields
    /// picks columns by index, in order.
    [[nodiscard]] std::string selectSql(const std::vector<std::size_t> &fields,
                                        const SqliteCursor &from) const;
    /// The first (or last) \a rows rows, columns(), in no order that matters.
    [[nodiscard]] std::string sampleSql(std::int64_t rows, bool isFromEnd) const;

private:
    [[nodiscard]] Result<void> useTable(SqliteDatabase &database, const ReadOptions &options);
    [[nodiscard]] Result<void> useQuery(SqliteDatabase &database, const ReadOptions &options);
    [[nodiscard]] Result<void> selectColumns(const ReadOptions &options);
    [[nodiscard]] Result<void> chooseOrder(SqliteDatabase &database, const ReadOptions &options);
    [[nodiscard]] Result<void> orderByKey(SqliteDatabase &database);
    [[nodiscard]] Result<SqliteOrder> orderBy(const std::string &name) const;
    [[nodiscard]] std::string resumeCondition(const SqliteCursor &from) const;
    [[nodiscard]] std::string source() const;

    std::string m_from;  ///< SQL behind FROM
    std::string m_where; ///< the user's condition
    std::string m_identity;
    std::string m_label;
    std::optional<SqliteTable> m_table;
    std::vector<SqliteColumn> m_all;
    std::vector<SqliteColumn> m_columns;
    std::vector<std::string> m_key;
    std::vector<SqliteOrder> m_order;
    bool m_isUnique = false;
    bool m_isStable = true;
    bool m_isIncremental = false;
};

} // namespace weir
