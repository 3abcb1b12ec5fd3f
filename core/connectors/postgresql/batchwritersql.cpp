// The statements of a BatchWriter, built from the binding. Names are quoted when the catalogue is read; values never
// stand in the text.

#include "core/connectors/postgresql/batchwriter.h"

#include <fmt/format.h>

namespace weir::postgresql {

namespace {

std::string joined(std::string list, std::string_view separator, std::string_view next)
{
    if (!list.empty())
        list += separator;
    return list += next;
}

} // namespace

std::string BatchWriter::columnList() const
{
    std::string list;
    for (const BoundField &bound : m_binding.fields)
        list = joined(std::move(list), ", ", bound.column.quoted);
    return list;
}

std::string BatchWriter::staged(std::size_t place) const
{
    const TableColumn &column = m_binding.fields[place].column;
    // Without the length: a cast to it would cut, the assignment refuses.
    return column.view.needsCast ? fmt::format("s.c{}::{}", place, column.castType) : fmt::format("s.c{}", place);
}

std::string BatchWriter::stagedList() const
{
    std::string list;
    for (std::size_t i = 0; i < m_binding.fields.size(); ++i)
        list = joined(std::move(list), ", ", staged(i));
    return list;
}

std::string BatchWriter::stageFrom() const
{
    std::string from = "pg_temp.weir_stage AS s";
    if (m_stageKind == StageKind::Parameters) {
        std::string arrays, names;
        for (std::size_t i = 0; i < m_binding.fields.size(); ++i) {
            arrays += fmt::format("${}::{}[], ", i + 1, m_binding.fields[i].column.view.stageType);
            names += fmt::format("c{}, ", i);
        }
        from = fmt::format("unnest({}${}::int4[]) AS s({}n)", arrays, m_binding.fields.size() + 1, names);
    }
    if (!m_dedupesInSql)
        return from;
    std::string keys;
    for (const std::size_t place : m_binding.key) {
        const std::string &collation = m_binding.fields[place].column.collation;
        keys = joined(std::move(keys), ", ", staged(place) + (collation.empty() ? "" : " COLLATE " + collation));
    }
    return fmt::format("(SELECT DISTINCT ON ({0}) s.* FROM {1} ORDER BY {0}, s.n DESC) AS s", keys, from);
}

std::string BatchWriter::keyMatch() const
{
    std::string match;
    for (const std::size_t place : m_binding.key)
        match = joined(std::move(match), " AND ",
                       fmt::format("t.{} = {}", m_binding.fields[place].column.quoted, staged(place)));
    return match;
}

std::vector<std::size_t> BatchWriter::dataPlaces() const
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < m_binding.fields.size(); ++i) {
        if (!m_binding.fields[i].isKey)
            places.push_back(i);
    }
    return places;
}

std::string BatchWriter::differs(std::string_view other) const
{
    std::string mine, theirs;
    for (const std::size_t place : dataPlaces()) {
        const TableColumn &column = m_binding.fields[place].column;
        mine = joined(std::move(mine), ", ", "t." + column.quoted);
        // Out of the stage a value gets the column's own type and length first: 1.1 is 1.10 in numeric(4,2).
        theirs = joined(std::move(theirs), ", ",
                        other == "s" ? fmt::format("{}::{}", staged(place), column.nativeType)
                                     : fmt::format("{}.{}", other, column.quoted));
    }
    // Binary images: 1.0 and 1.00 differ. The casts make one comparison of two records of it.
    return mine.empty() ? "" : fmt::format("ROW({})::record OPERATOR(pg_catalog.*<>) ROW({})::record", mine, theirs);
}

std::string BatchWriter::sameValue(std::size_t place) const
{
    const TableColumn &column = m_binding.fields[place].column;
    const bool hasEquality = column.view.wire != Wire::None && column.view.stageOid != oid::json;
    const std::string theirs = fmt::format("{}::{}", staged(place), column.nativeType);
    return hasEquality ? fmt::format("t.{} IS NOT DISTINCT FROM {}", column.quoted, theirs)
                       : fmt::format("t.{}::text IS NOT DISTINCT FROM {}::text", column.quoted, theirs);
}

std::string BatchWriter::versionGuard(std::string_view other) const
{
    if (!m_guardsVersion || !m_binding.version)
        return {};
    const std::string &column = m_binding.fields[*m_binding.version].column.quoted;
    return fmt::format(" AND (t.{0} <= {1}.{0} OR t.{0} IS NULL)", column, other);
}

std::string BatchWriter::upsertSql() const
{
    std::string keys, set;
    for (const std::size_t place : m_binding.key)
        keys = joined(std::move(keys), ", ", m_binding.fields[place].column.quoted);
    for (const std::size_t place : dataPlaces()) {
        const std::string &column = m_binding.fields[place].column.quoted;
        set = joined(std::move(set), ", ", column + " = excluded." + column);
    }
    const std::string action = set.empty() ? "DO NOTHING"
                                           : fmt::format("DO UPDATE SET {} WHERE {}{}", set, differs("excluded"),
                                                         versionGuard("excluded"));
    std::string sql = fmt::format("INSERT INTO {} AS t ({}){} SELECT {} FROM {} ON CONFLICT ({}) {}",
                                  m_table.name.sql(), columnList(),
                                  m_binding.hasIdentityAlways() ? " OVERRIDING SYSTEM VALUE" : "", stagedList(),
                                  stageFrom(), keys, action);
    if (m_table.kind != 'r' || (m_table.hasExactCounters() && !m_countsReturned))
        return sql;
    return fmt::format("WITH w AS ({} RETURNING (t.xmax = 0) AS is_new) "
                       "SELECT count(*) FILTER (WHERE is_new), count(*) FROM w",
                       sql);
}

} // namespace weir::postgresql
