#include "core/connectors/sqlite/sqliteorphans.h"

#include "core/base/names.h"
#include "core/connectors/sqlite/sqlitedatabase.h"
#include "core/connectors/sqlite/sqlitename.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

const SqliteBinding *bindingOf(const std::vector<SqliteBinding> &bindings, std::string_view column)
{
    for (const SqliteBinding &binding : bindings) {
        if (lowerAscii(binding.name) == lowerAscii(column))
            return &binding;
    }
    return nullptr;
}

} // namespace

Result<RowErrors> findOrphanRows(SqliteDatabase &database, const SqliteTable &table,
                                 const std::string &rowsName, const WriteBatch &batch,
                                 const std::vector<SqliteBinding> &bindings)
{
    RowErrors errors;
    for (const SqliteForeignKey &key : table.foreignKeys) {
        WEIR_TRY(const auto parent, readSqliteTable(database, key.parent));
        const std::vector<std::string> parents = !key.parents.empty() ? key.parents
                                                 : parent             ? parent->key()
                                                                      : std::vector<std::string>();
        if (!parent || parents.size() != key.children.size())
            continue;
        std::string hasKey = "1";
        std::string matches = "1";
        const SqliteBinding *only = nullptr;
        bool isBound = true;
        for (std::size_t i = 0; i < key.children.size(); ++i) {
            const SqliteBinding *child = bindingOf(bindings, key.children[i]);
            isBound = isBound && child;
            if (!child)
                break;
            only = child;
            const auto index = static_cast<std::size_t>(child - bindings.data());
            WEIR_TRY(const std::string column, quoteIdentifier(parents[i]));
            hasKey += fmt::format(" AND weir_r.c{} IS NOT NULL", index);
            matches += fmt::format(" AND weir_p.{} = weir_r.c{}", column, index);
        }
        if (!isBound)
            continue;
        WEIR_TRY(const std::string parentName, quoteIdentifier(parent->name));
        WEIR_TRY(SqliteStatement find,
                 database.prepare(fmt::format("SELECT weir_r.rowid FROM {} AS weir_r WHERE {} AND NOT EXISTS "
                                              "(SELECT 1 FROM main.{} AS weir_p WHERE {})",
                                              rowsName, hasKey, parentName, matches)));
        for (;;) {
            WEIR_TRY(const bool hasRow, find.step());
            if (!hasRow)
                break;
            const std::int64_t row = find.columnInt64(0);
            const PartRow at = locateRow(batch, row);
            const bool isSingle = key.children.size() == 1;
            errors.push_back(
                {row, Stage::Write, RowCode::ForeignKey, isSingle ? only->name : std::string(),
                 isSingle ? sampleOf(batch.parts[at.part].column(only->field), at.row) : std::string(),
                 fmt::format("FOREIGN KEY ({}) REFERENCES {}", fmt::join(key.children, ", "), key.parent),
                 "the row it refers to does not exist"});
        }
    }
    std::stable_sort(errors.begin(), errors.end(),
                     [](const RowError &a, const RowError &b) { return a.row < b.row; });
    errors.erase(std::unique(errors.begin(), errors.end(),
                             [](const RowError &a, const RowError &b) { return a.row == b.row; }),
                 errors.end());
    return errors;
}

} // namespace weir
