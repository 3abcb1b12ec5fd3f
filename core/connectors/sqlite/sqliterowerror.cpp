#include "core/connectors/sqlite/sqliterowerror.h"

#include "core/base/names.h"
#include "core/connectors/sqlite/sqlitedatabase.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace weir {

namespace {

RowCode rowCodeOf(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return RowCode::DuplicateKey;
    case SQLITE_CONSTRAINT_NOTNULL:
        return RowCode::NotNull;
    case SQLITE_CONSTRAINT_CHECK:
        return RowCode::Check;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return RowCode::ForeignKey;
    case SQLITE_CONSTRAINT_DATATYPE:
        return RowCode::NotConvertible;
    default:
        break;
    }
    switch (code & 0xff) {
    case SQLITE_MISMATCH:
        return RowCode::NotConvertible;
    case SQLITE_TOOBIG:
        return RowCode::TooLarge;
    default:
        return RowCode::Rejected;
    }
}

// "UNIQUE constraint failed: t.a, t.b" -> {"a", "b"}; SQLite writes the table's name as it is, without
// quotes.
std::vector<std::string> columnsIn(std::string_view list, const SqliteTable &table)
{
    std::vector<std::string> names;
    const std::string prefix = table.name + '.';
    while (list.starts_with(prefix)) {
        list.remove_prefix(prefix.size());
        const std::size_t end = std::min(list.find(", " + prefix), list.size());
        names.emplace_back(list.substr(0, end));
        list.remove_prefix(end);
        if (!list.empty())
            list.remove_prefix(2);
    }
    return names;
}

std::string nameOfUnique(const SqliteTable &table, const std::vector<std::string> &names)
{
    std::vector<std::size_t> columns;
    for (const std::string &name : names) {
        if (const auto column = table.indexOf(name))
            columns.push_back(*column);
    }
    const SqliteIndex *index = table.uniqueOver(columns);
    if (index && index->isPrimaryKey)
        return "PRIMARY KEY";
    // SQLite numbers the indexes behind UNIQUE constraints; their columns say more.
    if (index && !index->name.starts_with("sqlite_autoindex_"))
        return index->name;
    return fmt::format("UNIQUE ({})", fmt::join(names, ", "));
}

} // namespace

bool isRowTrouble(int code)
{
    const int primary = code & 0xff;
    return primary == SQLITE_CONSTRAINT || primary == SQLITE_MISMATCH || primary == SQLITE_TOOBIG ||
           primary == SQLITE_ERROR;
}

RowError rowErrorOf(const SqliteDatabase &database, const SqliteTable &table, int code,
                    const WriteBatch &batch, const std::vector<SqliteBinding> &bindings, std::int64_t row)
{
    RowError error;
    error.row = row;
    error.stage = Stage::Write;
    error.code = rowCodeOf(code);
    error.detail = database.message();
    const std::size_t colon = error.detail.find(": ");
    const std::string_view subject =
        colon == std::string::npos ? std::string_view() : std::string_view(error.detail).substr(colon + 2);
    const std::vector<std::string> names = columnsIn(subject, table);
    switch (error.code) {
    case RowCode::DuplicateKey:
        error.rule = names.empty() ? std::string(subject) : nameOfUnique(table, names);
        break;
    case RowCode::NotNull:
        error.rule = "NOT NULL";
        break;
    case RowCode::Check:
        error.rule = subject;
        break;
    case RowCode::ForeignKey:
        error.rule = "FOREIGN KEY";
        break;
    case RowCode::Rejected:
        error.rule = code == SQLITE_CONSTRAINT_TRIGGER ? "trigger: " + error.detail : error.detail;
        break;
    case RowCode::NotConvertible: {
        // "cannot store TEXT value in INTEGER column t.a"
        const std::size_t in = error.detail.rfind(" in ");
        error.rule = in == std::string::npos ? "datatype" : error.detail.substr(in + 4);
        const std::size_t dot = error.detail.rfind(table.name + '.');
        if (dot != std::string::npos)
            error.field = error.detail.substr(dot + table.name.size() + 1);
        break;
    }
    default:
        error.rule = "SQLite's limits";
        break;
    }
    if (names.size() == 1)
        error.field = names[0];
    if (row < 0)
        return error;
    const PartRow at = locateRow(batch, row);
    const auto valueOf = [&](const std::string &name) {
        for (const SqliteBinding &binding : bindings) {
            if (binding.name == name)
                return sampleOf(batch.parts[at.part].column(binding.field), at.row);
        }
        return std::string();
    };
    if (names.size() > 1) {
        for (const std::string &name : names)
            error.value += fmt::format("{}{}={}", error.value.empty() ? "" : ",", name, valueOf(name));
    } else if (!error.field.empty()) {
        error.value = valueOf(error.field);
    }
    return error;
}

} // namespace weir
