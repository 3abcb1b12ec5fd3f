#pragma once

#include "core/base/result.h"
#include "core/connectors/sqlite/sqlitebinding.h"
#include "core/connectors/target.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace weir {

class SqliteDatabase;

/// The rows of a batch as a table of SQL, so that one statement writes them all: an eponymous virtual table
/// with columns c0, c1, … (one for each binding) whose rowid is the row's number in the batch
/// (https://www.sqlite.org/vtab.html). Values reach SQLite without a copy.
///
/// Show a batch, run the statement, hide it again; the batch lives meanwhile. Lives as long as the connection
/// uses it.
///
/// Thread-safety: none.
class SqliteRows
{
public:
    /// Registers the table under \a name, which no table of the database has. Triggers and views cannot reach
    /// it.
    [[nodiscard]] static Result<std::unique_ptr<SqliteRows>>
    attach(SqliteDatabase &database, const std::string &name, std::vector<SqliteBinding> bindings);
    ~SqliteRows();

    [[nodiscard]] const std::vector<SqliteBinding> &bindings() const;

    /// Rows [first, end) of \a batch.
    void show(const WriteBatch &batch, std::int64_t first, std::int64_t end);
    /// Exactly these rows, ascending; the span lives until hide().
    void show(const WriteBatch &batch, std::span<const std::int32_t> rows);
    void hide();

    /// The row that the running statement took last; -1 before the first. Meaningful after an error only
    /// while isDrained() is false: then SQLite was working on that row.
    [[nodiscard]] std::int64_t currentRow() const;
    [[nodiscard]] bool isDrained() const;

    struct State;

private:
    explicit SqliteRows(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace weir
