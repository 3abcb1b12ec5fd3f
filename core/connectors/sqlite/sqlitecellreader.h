#pragma once

#include "core/connectors/sqlite/sqlitestatement.h"
#include "core/data/column.h"
#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"
#include "core/data/schema.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Collects rows of a statement into columns of a schema. SQLite's values have types of their own: one that
/// is not exactly a value of its field's type makes its row a broken one, never another value (delivery §11).
///
/// Thread-safety: none.
class SqliteCellReader
{
public:
    /// Column i of the statement is field i.
    explicit SqliteCellReader(SchemaPtr schema);

    /// Adds the row the statement stands on; or adds nothing and says why not.
    [[nodiscard]] std::optional<RowError> add(const SqliteStatement &statement);
    [[nodiscard]] std::int64_t rows() const { return m_rows; }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; } ///< of the values, about
    /// The rows so far; the reader is empty afterwards.
    [[nodiscard]] RecordBatch take();

    /// The row as JSON, as it is kept in quarantine; blobs and texts that are not UTF-8 as {"base64": "…"}.
    [[nodiscard]] static std::string rawRow(const SqliteStatement &statement, const Schema &schema);

private:
    struct Cell
    {
        bool isNull = false;
        std::int64_t whole = 0;
        double real = 0;
        std::string_view text;
        std::string buffer; ///< for texts made of numbers
    };
    [[nodiscard]] static std::optional<RowCode> readCell(const SqliteStatement &statement, int column,
                                                         TypeKind kind, Cell &cell);
    [[nodiscard]] static std::optional<RowCode> readText(int type, TypeKind kind, Cell &cell);

    SchemaPtr m_schema;
    std::vector<std::shared_ptr<Column>> m_columns;
    std::vector<Cell> m_cells;
    std::int64_t m_rows = 0;
    std::size_t m_bytes = 0;
};

} // namespace weir
