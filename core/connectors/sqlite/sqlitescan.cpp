#include "core/connectors/sqlite/sqlitescan.h"

#include "core/base/names.h"
#include "core/connectors/sqlite/sqlitedatabase.h"
#include "core/connectors/sqlite/sqlitename.h"
#include "core/connectors/sqlite/sqlitetypes.h"

#include <algorithm>
#include <fmt/format.h>
#include <sqlite3.h>

namespace weir {

namespace {

Unexpected noColumn(std::string_view what, const std::string &name, std::string_view label,
                    const std::vector<SqliteColumn> &columns)
{
    std::vector<std::string> names;
    for (const SqliteColumn &column : columns)
        names.push_back(column.name);
    const std::string near = nearestName(name, names);
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("{} \"{}\" is not a column of {}{}", what, name, label,
                            near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
}

// An alias of the rowid that no column hides.
std::string rowidName(const SqliteTable &table)
{
    for (const char *alias : {"rowid", "_rowid_", "oid"}) {
        const bool isHidden =
            std::any_of(table.columns.begin(), table.columns.end(),
                        [&](const SqliteColumn &column) { return lowerAscii(column.name) == alias; });
        if (!isHidden)
            return alias;
    }
    return {};
}

} // namespace

Result<SqliteScan> SqliteScan::make(SqliteDatabase &database, const ReadOptions &options)
{
    SqliteScan scan;
    if (options.query.empty())
        WEIR_CHECK(scan.useTable(database, options));
    else
        WEIR_CHECK(scan.useQuery(database, options));
    scan.m_where = options.where;
    WEIR_CHECK(scan.selectColumns(options));
    WEIR_CHECK(scan.chooseOrder(database, options));
    if (!options.where.empty()) {
        // On its own first: a condition that closes our parenthesis must not compile.
        WEIR_TRY(const SqliteStatement check, database.prepare(fmt::format("SELECT 1 FROM {} WHERE (\n{}\n)",
                                                                           scan.m_from, options.where)));
        if (sqlite3_stmt_readonly(check.handle()) == 0)
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        "the condition would write; it may only read");
    }
    return scan;
}

Result<void> SqliteScan::useTable(SqliteDatabase &database, const ReadOptions &options)
{
    m_label = fmt::format("\"{}\" of {}", options.stream, database.path());
    WEIR_TRY(auto table, readSqliteTable(database, options.stream));
    if (!table) {
        WEIR_TRY(const auto objects, listSqliteObjects(database));
        std::vector<std::string> names;
        for (const SqliteObject &object : objects)
            names.push_back(object.name);
        const std::string near = nearestName(options.stream, names);
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("{} has no table \"{}\"{}", database.path(), options.stream,
                                near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
    }
    if (table->kind != "table" && table->kind != "view")
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} is a {} table, which is not read: its content is made by a module",
                                m_label, table->kind));
    WEIR_TRY(const std::string name, quoteIdentifier(table->name));
    m_from = "main." + name;
    m_identity = table->sql;
    m_all = table->columns;
    m_table = std::move(table);
    return {};
}

Result<void> SqliteScan::useQuery(SqliteDatabase &database, const ReadOptions &options)
{
    m_label = "the query";
    std::string query = options.query;
    while (!query.empty() && std::string_view(" \t\r\n;").find(query.back()) != std::string_view::npos)
        query.pop_back();
    WEIR_TRY(const SqliteStatement statement, database.prepare(query));
    const int count = sqlite3_column_count(statement.handle());
    if (count == 0 || sqlite3_stmt_readonly(statement.handle()) == 0)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "the query must be one SELECT; it may only read");
    if (sqlite3_bind_parameter_count(statement.handle()) > 0)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "the query holds parameters (?, :name), which have no value");
    for (int i = 0; i < count; ++i) {
        SqliteColumn column;
        column.name = sqlite3_column_name(statement.handle(), i);
        const char *declared = sqlite3_column_decltype(statement.handle(), i);
        column.declared = declared ? declared : "";
        column.affinity = affinityOf(column.declared, false);
        column.type = typeOfDeclaration(column.declared, false, column.isTyped);
        for (const SqliteColumn &other : m_all) {
            if (lowerAscii(other.name) == lowerAscii(column.name))
                return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                            fmt::format("the query has two columns \"{}\"; give one another name with AS",
                                        column.name));
        }
        m_all.push_back(std::move(column));
    }
    m_from = fmt::format("(\n{}\n)", query);
    m_identity = query;
    return {};
}

Result<void> SqliteScan::selectColumns(const ReadOptions &options)
{
    if (options.select.empty()) {
        m_columns = m_all;
    } else {
        for (const std::string &name : options.select) {
            const auto column = std::find_if(m_all.begin(), m_all.end(),
                                             [&](const SqliteColumn &each) { return each.name == name; });
            if (column == m_all.end())
                return noColumn("the selected field", name, m_label, m_all);
            m_columns.push_back(*column);
        }
    }
    for (const SqliteColumn &column : m_columns)
        WEIR_CHECK(quoteIdentifier(column.name));
    if (!m_table)
        return {};
    m_key = m_table->key();
    for (const std::string &name : m_key) {
        const bool isSelected = std::any_of(m_columns.begin(), m_columns.end(),
                                            [&](const SqliteColumn &column) { return column.name == name; });
        if (!isSelected) {
            m_key.clear();
            break;
        }
    }
    return {};
}

Result<SqliteOrder> SqliteScan::orderBy(const std::string &name) const
{
    const bool isThere = std::any_of(m_all.begin(), m_all.end(),
                                     [&](const SqliteColumn &column) { return column.name == name; });
    if (!isThere)
        return noColumn("the order field", name, m_label, m_all);
    WEIR_TRY(std::string quoted, quoteIdentifier(name));
    return SqliteOrder{name, std::move(quoted)};
}

Result<void> SqliteScan::chooseOrder(SqliteDatabase &database, const ReadOptions &options)
{
    if (!options.cursorField.empty()) {
        const bool isThere = std::any_of(m_all.begin(), m_all.end(), [&](const SqliteColumn &column) {
            return column.name == options.cursorField;
        });
        if (!isThere)
            return noColumn("the cursor field", options.cursorField, m_label, m_all);
        WEIR_TRY(SqliteOrder order, orderBy(options.cursorField));
        m_order.push_back(std::move(order));
        m_isIncremental = true;
    }
    if (!options.orderKey.empty()) {
        for (const std::string &name : options.orderKey) {
            WEIR_TRY(SqliteOrder order, orderBy(name));
            m_order.push_back(std::move(order));
        }
        return {};
    }
    return orderByKey(database);
}

// The primary key where there is one, because VACUUM may number rows anew; else the rowid.
Result<void> SqliteScan::orderByKey(SqliteDatabase &database)
{
    if (!m_table || m_table->kind != "table")
        return {};
    const SqliteIndex *primary = nullptr;
    for (const SqliteIndex &index : m_table->uniques) {
        if (index.isPrimaryKey && index.isPlain)
            primary = &index;
    }
    bool isPrimaryUsable = primary != nullptr;
    // SQLite lets NULL into primary keys of old-style tables, and NULLs have no order among themselves.
    for (std::size_t i = 0; isPrimaryUsable && m_table->hasRowid && i < primary->columns.size(); ++i) {
        const SqliteColumn &column = m_table->columns[primary->columns[i]];
        if (column.isNotNull || primary->name == "PRIMARY KEY")
            continue;
        WEIR_TRY(const std::string name, quoteIdentifier(column.name));
        WEIR_TRY(const std::int64_t hasNull,
                 database.int64Of(fmt::format("SELECT 1 FROM {} WHERE {} IS NULL LIMIT 1", m_from, name)));
        isPrimaryUsable = hasNull == 0;
    }
    if (isPrimaryUsable) {
        for (const std::size_t i : primary->columns) {
            WEIR_TRY(SqliteOrder order, orderBy(m_table->columns[i].name));
            m_order.push_back(std::move(order));
        }
        m_isUnique = true;
        return {};
    }
    const std::string rowid = rowidName(*m_table);
    if (rowid.empty())
        return {};
    m_order.push_back({rowid, rowid});
    m_isUnique = true;
    m_isStable = false;
    return {};
}

std::string SqliteScan::source() const
{
    return m_where.empty() ? fmt::format("FROM {} WHERE 1", m_from)
                           : fmt::format("FROM {} WHERE (\n{}\n)", m_from, m_where);
}

// Rows behind from.key in ORDER BY's order, where NULL comes first. Without a unique order the rows of the
// key itself are read again, and the reader leaves out those it had.
std::string SqliteScan::resumeCondition(const SqliteCursor &from) const
{
    if (from.key.empty())
        return {};
    const auto isNull = [&](std::size_t i) { return std::holds_alternative<std::monostate>(from.key[i]); };
    if (from.isEnd) // an increment: everything from the last value on
        return isNull(0) ? std::string() : fmt::format(" AND {} >= ?1", m_order[0].sql);
    const bool isStrict = m_isUnique;
    std::string condition = isStrict ? "0" : "1";
    for (std::size_t i = m_order.size(); i-- > 0;) {
        const std::string &column = m_order[i].sql;
        const std::string behind =
            isNull(i) ? fmt::format("{} IS NOT NULL", column) : fmt::format("{} > ?{}", column, i + 1);
        condition = fmt::format("({} OR ({} IS ?{} AND {}))", behind, column, i + 1, condition);
    }
    // Redundant, but lets the index start at the right place.
    const std::string start = isNull(0) ? std::string()
                                        : fmt::format(" AND {} {} ?1", m_order[0].sql,
                                                      isStrict && m_order.size() == 1 ? ">" : ">=");
    return start + (isStrict && m_order.size() == 1 && !isNull(0) ? std::string() : " AND " + condition);
}

std::string SqliteScan::selectSql(const std::vector<std::size_t> &fields, const SqliteCursor &from) const
{
    const auto quoted = [](const std::string &name) {
        Result<std::string> text = quoteIdentifier(name); // checked by selectColumns()
        return text ? *std::move(text) : std::string("NULL");
    };
    std::string columns;
    for (const std::size_t field : fields)
        columns += (columns.empty() ? "" : ", ") + quoted(m_columns[field].name);
    std::string order;
    for (const SqliteOrder &part : m_order) {
        columns += ", " + part.sql;
        order += (order.empty() ? " ORDER BY " : ", ") + part.sql;
    }
    return fmt::format("SELECT {} {}{}{}", columns, source(), resumeCondition(from), order);
}

std::string SqliteScan::sampleSql(std::int64_t rows, bool isFromEnd) const
{
    std::string columns;
    for (const SqliteColumn &column : m_columns) {
        const Result<std::string> name = quoteIdentifier(column.name);
        columns += (columns.empty() ? "" : ", ") + (name ? *name : std::string("NULL"));
    }
    std::string order;
    for (const SqliteOrder &part : m_order)
        order += (order.empty() ? " ORDER BY " : ", ") + part.sql + " DESC";
    return fmt::format("SELECT {} {}{} LIMIT {}", columns, source(), isFromEnd ? order : "", rows);
}

} // namespace weir
