#include "core/connectors/sqlite/sqliterows.h"

#include "core/connectors/sqlite/sqlitecells.h"
#include "core/connectors/sqlite/sqlitedatabase.h"

#include <fmt/format.h>
#include <new>
#include <sqlite3.h>

namespace weir {

struct SqliteRows::State
{
    std::vector<SqliteBinding> bindings;
    std::vector<SqliteTimeBuffer> buffers; ///< one for each binding
    const WriteBatch *batch = nullptr;
    std::span<const std::int32_t> selection;
    bool isSelection = false;
    std::int64_t first = 0;
    std::int64_t end = 0;
    std::int64_t currentRow = -1;
    bool isDrained = false;
};

namespace {

using State = SqliteRows::State;

struct Table
{
    sqlite3_vtab base{};
    State *state = nullptr;
};

struct RowCursor
{
    sqlite3_vtab_cursor base{};
    State *state = nullptr;
    std::int64_t at = 0;  ///< index into the selection, or the row itself
    std::int64_t row = 0; ///< in the batch
    std::int64_t rowInPart = 0;
    std::size_t part = 0;
    std::int64_t partFirst = 0;

    [[nodiscard]] bool isAtEnd() const
    {
        return at >= (state->isSelection ? static_cast<std::int64_t>(state->selection.size()) : state->end);
    }

    void settle()
    {
        if (isAtEnd()) {
            state->isDrained = true;
            return;
        }
        row = state->isSelection ? state->selection[static_cast<std::size_t>(at)] : at;
        while (row - partFirst >= state->batch->parts[part].rows()) {
            partFirst += state->batch->parts[part].rows();
            ++part;
        }
        rowInPart = row - partFirst;
        state->currentRow = row;
    }
};

RowCursor *rowCursor(sqlite3_vtab_cursor *cursor)
{
    return reinterpret_cast<RowCursor *>(cursor); // NOLINT: SQLite's own idiom, the base comes first
}

int connect(sqlite3 *handle, void *self, int, const char *const *, sqlite3_vtab **out, char **)
{
    auto *state = static_cast<State *>(self);
    std::string sql = "CREATE TABLE x(";
    for (std::size_t i = 0; i < state->bindings.size(); ++i)
        sql += fmt::format("{}c{}", i == 0 ? "" : ",", i);
    sql += ')';
    if (const int code = sqlite3_declare_vtab(handle, sql.c_str()); code != SQLITE_OK)
        return code;
    sqlite3_vtab_config(handle, SQLITE_VTAB_DIRECTONLY);
    auto *table = new (std::nothrow) Table;
    if (!table)
        return SQLITE_NOMEM;
    table->state = state;
    *out = &table->base;
    return SQLITE_OK;
}

int disconnect(sqlite3_vtab *table)
{
    delete reinterpret_cast<Table *>(table); // NOLINT
    return SQLITE_OK;
}

// Only a full scan, and cheaper than any table, so that the planner always puts the batch outside.
int bestIndex(sqlite3_vtab *, sqlite3_index_info *info)
{
    info->estimatedCost = 1;
    info->estimatedRows = 1;
    return SQLITE_OK;
}

int open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    auto *cursor = new (std::nothrow) RowCursor;
    if (!cursor)
        return SQLITE_NOMEM;
    cursor->state = reinterpret_cast<Table *>(table)->state; // NOLINT
    *out = &cursor->base;
    return SQLITE_OK;
}

int close(sqlite3_vtab_cursor *cursor)
{
    delete rowCursor(cursor);
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor *base, int, const char *, int, sqlite3_value **)
{
    RowCursor *cursor = rowCursor(base);
    cursor->at = cursor->state->isSelection ? 0 : cursor->state->first;
    cursor->part = 0;
    cursor->partFirst = 0;
    cursor->settle();
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor *base)
{
    RowCursor *cursor = rowCursor(base);
    ++cursor->at;
    cursor->settle();
    return SQLITE_OK;
}

int isAtEnd(sqlite3_vtab_cursor *base) { return rowCursor(base)->isAtEnd() ? 1 : 0; }

int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int index)
{
    RowCursor *cursor = rowCursor(base);
    const auto i = static_cast<std::size_t>(index);
    const SqliteBinding &binding = cursor->state->bindings[i];
    giveCell(context, cursor->state->batch->parts[cursor->part].column(binding.field), cursor->rowInPart,
             binding, cursor->state->buffers[i]);
    return SQLITE_OK;
}

int rowId(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = rowCursor(base)->row;
    return SQLITE_OK;
}

const sqlite3_module &rowsModule()
{
    static const sqlite3_module module = [] {
        sqlite3_module made{};
        made.iVersion = 1;
        made.xConnect = connect; // without xCreate the table is eponymous: no statement has to make it
        made.xBestIndex = bestIndex;
        made.xDisconnect = disconnect;
        made.xOpen = open;
        made.xClose = close;
        made.xFilter = filter;
        made.xNext = next;
        made.xEof = isAtEnd;
        made.xColumn = column;
        made.xRowid = rowId;
        return made;
    }();
    return module;
}

} // namespace

SqliteRows::SqliteRows(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SqliteRows::~SqliteRows() = default;

Result<std::unique_ptr<SqliteRows>> SqliteRows::attach(SqliteDatabase &database, const std::string &name,
                                                       std::vector<SqliteBinding> bindings)
{
    auto state = std::make_unique<State>();
    state->buffers.resize(bindings.size());
    state->bindings = std::move(bindings);
    std::unique_ptr<SqliteRows> rows(new SqliteRows(std::move(state)));
    const int code = sqlite3_create_module_v2(database.handle(), name.c_str(), &rowsModule(),
                                              rows->m_state.get(), nullptr);
    if (code != SQLITE_OK)
        return database.failure(code);
    return rows;
}

const std::vector<SqliteBinding> &SqliteRows::bindings() const { return m_state->bindings; }

void SqliteRows::show(const WriteBatch &batch, std::int64_t first, std::int64_t end)
{
    hide();
    m_state->batch = &batch;
    m_state->first = first;
    m_state->end = end;
}

void SqliteRows::show(const WriteBatch &batch, std::span<const std::int32_t> rows)
{
    hide();
    m_state->batch = &batch;
    m_state->selection = rows;
    m_state->isSelection = true;
}

void SqliteRows::hide()
{
    m_state->batch = nullptr;
    m_state->selection = {};
    m_state->isSelection = false;
    m_state->first = m_state->end = 0;
    m_state->currentRow = -1;
    m_state->isDrained = false;
}

std::int64_t SqliteRows::currentRow() const { return m_state->currentRow; }

bool SqliteRows::isDrained() const { return m_state->isDrained; }

} // namespace weir
