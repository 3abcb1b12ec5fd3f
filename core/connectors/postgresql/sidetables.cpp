// What replace and mirror keep beside the target until the load is complete.

#include "core/connectors/postgresql/postgresqltarget.h"

#include "core/base/hash.h"

#include <fmt/format.h>

namespace weir::postgresql {

namespace {

/// A mirrored load with fewer keys than this share of what was there is taken for a broken source (delivery §4.1).
constexpr double mirroredShareMin = 0.8;

std::string columnsOf(const Binding &binding)
{
    std::string list;
    for (const BoundField &bound : binding.fields)
        list += (list.empty() ? "" : ", ") + bound.column.quoted;
    return list;
}

std::string keysEqual(const std::vector<std::string> &key, const TableInfo &table)
{
    std::string equal;
    for (const std::string &name : key) {
        const std::string &quoted = table.column(name)->quoted;
        equal += fmt::format("{}s.{} = t.{}", equal.empty() ? "" : " AND ", quoted, quoted);
    }
    return equal;
}

Unexpected notReplaced(const ServerError &error, const TableName &table)
{
    if (!error.isData())
        return Unexpected{error.error("replacing the rows of " + table.text())};
    return fail(ErrorCode::InvalidRow, Recovery::Stop,
                fmt::format("the loaded rows break \"{}\" of {} ({}); nothing was replaced",
                            error.constraint.empty() ? error.column : error.constraint, table.text(), error.sqlState));
}

} // namespace

TableName PostgresqlTarget::sideTable(const Claim &claim) const
{
    const std::string hex = sha256Hex(claim.job.text() + '/' + claim.stream).substr(0, 8);
    return {m_store.schema(), (m_mode == WriteMode::Mirror ? "weir_keys_" : "weir_new_") + hex};
}

Result<void> PostgresqlTarget::makeSideTable(const Claim &claim, bool isFresh, const CancelToken &token)
{
    const TableName side = sideTable(claim);
    if (isFresh) {
        std::string sql = fmt::format("DROP TABLE IF EXISTS {}; ", side.sql());
        if (m_mode == WriteMode::Replace) {
            sql += fmt::format("CREATE TABLE {} (LIKE {} INCLUDING ALL)", side.sql(), m_name.sql());
        } else {
            std::string key;
            for (const std::string &name : m_key)
                key += (key.empty() ? "" : ", ") + m_table->column(name)->quoted;
            sql += fmt::format("CREATE TABLE {0} AS SELECT {1} FROM {2} WITH NO DATA; "
                               "ALTER TABLE {0} ADD PRIMARY KEY ({1})",
                               side.sql(), key, m_name.sql());
        }
        WEIR_TRY([[maybe_unused]] const Reply made, m_connection->run("creating table " + side.text(), sql, token));
        // Foreign keys speak while rows can still be set aside, not in the swap.
        if (m_mode == WriteMode::Replace) {
            WEIR_TRY(const Reply keys,
                     m_connection->run("reading foreign keys",
                                       "SELECT pg_catalog.pg_get_constraintdef(k.oid) FROM pg_catalog.pg_constraint k "
                                       "WHERE k.conrelid = $1::oid AND k.contype = 'f' AND k.confrelid <> k.conrelid "
                                       "AND pg_catalog.has_table_privilege(k.confrelid, 'REFERENCES')",
                                       Parameters().int64(m_table->oid), token));
            for (int row = 0; row < keys.rows(); ++row) {
                WEIR_TRY([[maybe_unused]] const Reply added,
                         m_connection->run("adding foreign keys to " + side.text(),
                                           fmt::format("ALTER TABLE {} ADD {}", side.sql(), keys.text(row, 0)), token));
            }
        }
    }
    WEIR_TRY(std::optional<TableInfo> found, readTable(*m_connection, side, token));
    if (!found)
        return fail(ErrorCode::NotFound, Recovery::Stop,
                    fmt::format("{}, which holds the rows loaded so far, is gone; start the load again with --again",
                                side.text()));
    if (m_mode == WriteMode::Replace)
        m_loaded = std::move(found);
    return {};
}

Result<void> PostgresqlTarget::swapIn(const CancelToken &token)
{
    const TableInfo &loaded = *m_loaded;
    WEIR_TRY(const Reply counted,
             m_connection->send("SELECT count(*) FROM " + loaded.name.sql(), Parameters(), token,
                                Connection::Patience::Data));
    if (!counted.isOk())
        return notReplaced(counted.error(), m_name);
    const std::int64_t rows = counted.int64(0, 0);
    if (m_table->isReferenced) {
        WEIR_CHECK(mergeIn(loaded, rows, token));
    } else {
        const std::string clear = m_table->canTruncate
                                      ? fmt::format("TRUNCATE {}{}", m_table->kind == 'r' ? "ONLY " : "", m_name.sql())
                                      : fmt::format("DELETE FROM {}{}", m_table->kind == 'r' ? "ONLY " : "",
                                                    m_name.sql());
        WEIR_TRY(const Reply cleared, m_connection->send(clear, Parameters(), token, Connection::Patience::Data));
        if (!cleared.isOk())
            return notReplaced(cleared.error(), m_name);
        const std::string columns = columnsOf(m_binding);
        WEIR_TRY(const Reply filled,
                 m_connection->send(fmt::format("INSERT INTO {} ({}){} SELECT {} FROM {}", m_name.sql(), columns,
                                                m_binding.hasIdentityAlways() ? " OVERRIDING SYSTEM VALUE" : "", columns,
                                                loaded.name.sql()),
                                    Parameters(), token, Connection::Patience::Data));
        if (!filled.isOk())
            return notReplaced(filled.error(), m_name);
        if (filled.affected() != rows)
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                        fmt::format("RowsSwallowed: {} took {} of {} rows; a trigger drops rows. Nothing was replaced",
                                    m_name.text(), filled.affected(), rows));
    }
    WEIR_TRY([[maybe_unused]] const Reply dropped,
             m_connection->run("dropping " + loaded.name.text(), "DROP TABLE " + loaded.name.sql(), token));
    return {};
}

Result<void> PostgresqlTarget::mergeIn(const TableInfo &loaded, std::int64_t rows, const CancelToken &token)
{
    // Other tables point here: their rows must find the same keys again at every moment.
    const std::vector<std::string> key = m_table->key();
    if (key.empty())
        return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                    fmt::format("{} is referenced by foreign keys and has no key of its own to merge by", m_name.text()));
    std::string set, mine, theirs, conflict;
    for (const std::string &name : key)
        conflict += (conflict.empty() ? "" : ", ") + m_table->column(name)->quoted;
    for (const BoundField &bound : m_binding.fields) {
        const std::string &column = bound.column.quoted;
        if (std::find(key.begin(), key.end(), bound.column.name) != key.end())
            continue;
        set += fmt::format("{}{} = excluded.{}", set.empty() ? "" : ", ", column, column);
        mine += (mine.empty() ? "t." : ", t.") + column;
        theirs += (theirs.empty() ? "excluded." : ", excluded.") + column;
    }
    const std::string columns = columnsOf(m_binding);
    const std::string action =
        set.empty() ? "DO NOTHING"
                    : fmt::format("DO UPDATE SET {} WHERE ROW({})::record OPERATOR(pg_catalog.*<>) ROW({})::record", set,
                                  mine, theirs);
    const std::string statements[] = {
        fmt::format("DELETE FROM {} t WHERE NOT EXISTS (SELECT 1 FROM {} s WHERE {})", m_name.sql(), loaded.name.sql(),
                    keysEqual(key, *m_table)),
        fmt::format("INSERT INTO {} AS t ({}){} SELECT {} FROM {} ON CONFLICT ({}) {}", m_name.sql(), columns,
                    m_binding.hasIdentityAlways() ? " OVERRIDING SYSTEM VALUE" : "", columns, loaded.name.sql(), conflict,
                    action)};
    for (const std::string &sql : statements) {
        WEIR_TRY(const Reply done, m_connection->send(sql, Parameters(), token, Connection::Patience::Data));
        if (!done.isOk())
            return notReplaced(done.error(), m_name);
    }
    WEIR_TRY(const Reply counted, m_connection->run("counting rows of " + m_name.text(),
                                                    "SELECT count(*) FROM " + m_name.sql(), token));
    if (counted.int64(0, 0) != rows)
        return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                    fmt::format("RowsSwallowed: {} has {} rows instead of {}; a trigger drops rows. Nothing was replaced",
                                m_name.text(), counted.int64(0, 0), rows));
    return {};
}

Result<void> PostgresqlTarget::deleteUnseen(std::int64_t inserted, const CancelToken &token)
{
    const TableName side = sideTable(m_claim);
    WEIR_TRY(const Reply counted,
             m_connection->run("counting keys",
                               fmt::format("SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM {})", m_name.sql(),
                                           side.sql()),
                               token));
    const std::int64_t before = counted.int64(0, 0) - inserted, keys = counted.int64(0, 1);
    if (static_cast<double>(keys) < mirroredShareMin * static_cast<double>(before))
        return fail(ErrorCode::Conflict, Recovery::Stop,
                    fmt::format("the new load has {} keys where {} had {} rows; deleting the rest was refused, because "
                                "that looks like a broken source",
                                keys, m_name.text(), before));
    WEIR_TRY(const Reply deleted,
             m_connection->send(fmt::format("DELETE FROM {} t WHERE NOT EXISTS (SELECT 1 FROM {} s WHERE {})",
                                            m_name.sql(), side.sql(), keysEqual(m_key, *m_table)),
                                Parameters(), token, Connection::Patience::Data));
    if (!deleted.isOk())
        return notReplaced(deleted.error(), m_name);
    WEIR_TRY([[maybe_unused]] const Reply dropped,
             m_connection->run("dropping " + side.text(), "DROP TABLE " + side.sql(), token));
    return {};
}

} // namespace weir::postgresql
