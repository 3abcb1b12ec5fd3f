#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/source.h"
#include "core/connectors/sqlite/sqlitecellreader.h"
#include "core/connectors/sqlite/sqlitecursor.h"
#include "core/connectors/sqlite/sqlitedatabase.h"
#include "core/connectors/sqlite/sqlitescan.h"

#include <memory>
#include <string>
#include <vector>

namespace weir {

/// Reads a table, a view or a query of a SQLite file, which is hostile and only read (SR-25), from one
/// snapshot for each open(). Order: primary key, else rowid, else the order key; a view or query without one
/// cannot resume.
///
/// With a cursor field the stream is read in its order. Behind the end of a load an increment reads from the
/// last value on, without those rows of it that were delivered unchanged; with an overlap all rows of that
/// span again.
class SqliteSource final : public Source
{
public:
    /// \a path is absolute.
    SqliteSource(std::string path, ReadOptions options);
    ~SqliteSource() override;

    [[nodiscard]] Result<SourceShape> open(const Cursor &from, const SchemaPtr &pinned,
                                           const CancelToken &token) override;
    [[nodiscard]] Result<std::optional<SourcePage>> read(const CancelToken &token) override;
    [[nodiscard]] Result<SourceChange> changeSince(const Cursor &cursor, const CancelToken &token) override;
    [[nodiscard]] bool isIncremental() const override { return !m_options.cursorField.empty(); }

private:
    void close();
    [[nodiscard]] Result<SourceShape> describe(const SchemaPtr &pinned);
    [[nodiscard]] Result<void> pin(const SchemaPtr &pinned, SourceShape &shape);
    [[nodiscard]] Result<void> propose(SourceShape &shape);
    [[nodiscard]] Result<void> start(const SqliteCursor &from);
    [[nodiscard]] Result<void> applyOverlap(SqliteCursor &from) const;
    [[nodiscard]] bool isSeen();
    void noteKey();
    [[nodiscard]] std::string labelOf(const SqliteCursor &cursor) const;
    [[nodiscard]] std::uint64_t digestOfRow() const;

    const std::string m_path;
    const ReadOptions m_options;
    std::unique_ptr<SqliteDatabase> m_database;
    std::optional<SqliteScan> m_scan;
    SchemaPtr m_schema;
    std::vector<std::size_t> m_fields; ///< of the schema: index into the scan's columns
    std::unique_ptr<SqliteCellReader> m_reader;
    SqliteCursor m_at;         ///< behind the last row read
    SqliteCursor m_behind;     ///< behind the last page given
    std::int64_t m_toSkip = 0; ///< rows of m_skipKey that an earlier reading had
    std::vector<SqliteValue> m_skipKey;
    std::vector<SqliteValue> m_bound; ///< parameters of m_rows
    SqliteStatement m_rows;
    std::vector<std::uint64_t> m_seenTies; ///< digests of rows that the load before had
    std::int64_t m_rowsLeft = -1;
    std::int64_t m_rowsRead = 0;
    bool m_isStarted = false;
    bool m_isAtEnd = false;
};

} // namespace weir
