#include "core/connectors/sqlite/sqlitewriter.h"

#include "core/base/names.h"
#include "core/connectors/sqlite/sqlitedatabase.h"
#include "core/connectors/sqlite/sqlitename.h"
#include "core/connectors/sqlite/sqliteorphans.h"
#include "core/connectors/sqlite/sqliterowerror.h"
#include "core/connectors/sqlite/sqlitetokens.h"
#include "core/connectors/sqlite/sqliteversion.h"

#include <algorithm>
#include <fmt/format.h>
#include <sqlite3.h>

namespace weir {

// What the SQL functions saw while a statement ran. They stand in the WHERE of ON CONFLICT DO UPDATE, which
// SQLite evaluates from left to right once for each row that meets an existing one.
struct SqliteWriter::Counters
{
    std::int64_t hits = 0;  ///< rows that met a row of their key
    std::int64_t older = 0; ///< of these, older than what is there
    std::int64_t wants = 0; ///< of these, different: to be updated
    TypeKind versionKind = TypeKind::Int64;

    // weir_hit(): counts; weir_hit(theirs, ours): counts and is false when ours is older.
    static void onHit(sqlite3_context *context, int count, sqlite3_value **values)
    {
        auto *self = static_cast<Counters *>(sqlite3_user_data(context));
        ++self->hits;
        const bool isOlder = count == 2 && compareVersions(self->versionKind, values[1], values[0]) < 0;
        if (isOlder)
            ++self->older;
        sqlite3_result_int(context, isOlder ? 0 : 1);
    }

    static void onChange(sqlite3_context *context, int, sqlite3_value **)
    {
        ++static_cast<Counters *>(sqlite3_user_data(context))->wants;
        sqlite3_result_int(context, 1);
    }

    static void onCompare(sqlite3_context *context, int, sqlite3_value **values)
    {
        const auto *self = static_cast<Counters *>(sqlite3_user_data(context));
        sqlite3_result_int(context, compareVersions(self->versionKind, values[0], values[1]));
    }
};

namespace {

std::string quotedName(std::string_view name)
{
    // Bound names come from the catalogue and were quoted once by make(), so they can be.
    Result<std::string> text = quoteIdentifier(name);
    return text ? *std::move(text) : std::string("\"\"");
}

// A tree of equal depth: SQLite limits the depth of expressions.
std::string joinBalanced(const std::vector<std::string> &terms, std::string_view word, std::size_t first,
                         std::size_t count)
{
    if (count == 1)
        return terms[first];
    const std::size_t half = count / 2;
    return fmt::format("({} {} {})", joinBalanced(terms, word, first, half), word,
                       joinBalanced(terms, word, first + half, count - half));
}

std::int64_t countOf(const WriteBatch &batch, const std::vector<std::int32_t> *rows)
{
    return rows ? static_cast<std::int64_t>(rows->size()) : batch.rows;
}

} // namespace

SqliteWriter::SqliteWriter(SqliteDatabase &database, SqliteTable table, SqliteWritePlan plan)
    : m_database(database), m_table(std::move(table)), m_plan(std::move(plan)), m_counters(new Counters)
{}

SqliteWriter::~SqliteWriter() = default;

Result<std::unique_ptr<SqliteWriter>> SqliteWriter::make(SqliteDatabase &database, SqliteTable table,
                                                         std::vector<SqliteBinding> bindings,
                                                         SqliteWritePlan plan)
{
    WEIR_CHECK(quoteIdentifier(table.name));
    for (const SqliteBinding &binding : bindings)
        WEIR_CHECK(quoteIdentifier(binding.name));
    std::unique_ptr<SqliteWriter> writer(new SqliteWriter(database, std::move(table), std::move(plan)));
    // A table of that name would be found before the module.
    writer->m_rowsName = "weir_rows";
    for (;;) {
        WEIR_TRY(const auto taken, readSqliteTable(database, writer->m_rowsName));
        if (!taken)
            break;
        writer->m_rowsName += '_';
    }
    WEIR_TRY(writer->m_rows, SqliteRows::attach(database, writer->m_rowsName, std::move(bindings)));
    WEIR_CHECK(writer->registerFunctions());
    WEIR_CHECK(writer->prepareStatements());
    return writer;
}

Result<void> SqliteWriter::registerFunctions()
{
    if (m_plan.version)
        m_counters->versionKind = m_rows->bindings()[*m_plan.version].kind;
    const auto add = [&](const char *name, int arguments,
                         void (*function)(sqlite3_context *, int, sqlite3_value **)) {
        return sqlite3_create_function_v2(m_database.handle(), name, arguments,
                                          SQLITE_UTF8 | SQLITE_DIRECTONLY, m_counters.get(), function,
                                          nullptr, nullptr, nullptr);
    };
    for (const int code :
         {add("weir_hit", 0, Counters::onHit), add("weir_hit", 2, Counters::onHit),
          add("weir_changed", 0, Counters::onChange), add("weir_compare", 2, Counters::onCompare)}) {
        if (code != SQLITE_OK)
            return m_database.failure(code);
    }
    return {};
}

std::string SqliteWriter::keyCondition() const
{
    std::string condition;
    for (const SqliteKeyPart &part : m_plan.key) {
        const SqliteBinding &binding = m_rows->bindings()[part.binding];
        const bool isOwn = m_table.columns[binding.column].collation == part.collation;
        condition +=
            fmt::format("{}weir_t.{} = weir_r.c{}{}", condition.empty() ? "" : " AND ", quotedName(binding.name),
                        part.binding, isOwn ? "" : " COLLATE " + quotedName(part.collation));
    }
    return condition;
}

// Bytes decide, not the column's collation: 'ABC' over 'abc' is a change.
std::string SqliteWriter::differsCondition(std::string_view theirs, bool isExcluded,
                                           bool wantsDifference) const
{
    std::vector<std::string> terms;
    const auto &bindings = m_rows->bindings();
    for (std::size_t i = 0; i < bindings.size(); ++i) {
        const bool isPlainKey =
            std::any_of(m_plan.key.begin(), m_plan.key.end(), [&](const SqliteKeyPart &part) {
                return part.binding == i && part.collation == "BINARY";
            });
        if (isPlainKey)
            continue;
        const std::string ours =
            isExcluded ? "excluded." + quotedName(bindings[i].name) : fmt::format("weir_r.c{}", i);
        terms.push_back(fmt::format("{}.{} {} {} COLLATE BINARY", theirs, quotedName(bindings[i].name),
                                    wantsDifference ? "IS NOT" : "IS", ours));
    }
    if (terms.empty())
        return wantsDifference ? "0" : "1";
    return joinBalanced(terms, wantsDifference ? "OR" : "AND", 0, terms.size());
}

std::string SqliteWriter::insertSql() const
{
    std::string columns;
    std::string values;
    std::string assignments;
    const auto &bindings = m_rows->bindings();
    for (std::size_t i = 0; i < bindings.size(); ++i) {
        const std::string name = quotedName(bindings[i].name);
        columns += (i == 0 ? "" : ", ") + name;
        values += fmt::format("{}c{}", i == 0 ? "" : ", ", i);
        assignments += fmt::format("{}{} = excluded.{}", i == 0 ? "" : ", ", name, name);
    }
    // OR ABORT overrules ON CONFLICT IGNORE or REPLACE in the table's own definition, which would lose rows
    // silently; but it would overrule those inside its triggers as well, so triggers keep theirs unless the
    // table has some.
    const bool mayConflict = normalizedSql(m_table.sql).find("on conflict") != std::string::npos;
    std::string sql = fmt::format("INSERT {}INTO main.{} AS weir_t ({}) SELECT {} FROM {} WHERE 1",
                                  !m_table.hasTriggers || mayConflict ? "OR ABORT " : "",
                                  quotedName(m_table.name), columns, values, m_rowsName);
    if (m_plan.mode != WriteMode::Upsert)
        return sql;
    std::string key;
    for (const SqliteKeyPart &part : m_plan.key)
        key += (key.empty() ? "" : ", ") + quotedName(bindings[part.binding].name);
    std::string hit = "weir_hit()";
    if (m_plan.version) {
        const std::string name = quotedName(bindings[*m_plan.version].name);
        hit = fmt::format("weir_hit(weir_t.{}, excluded.{})", name, name);
    }
    return fmt::format("{} ON CONFLICT ({}) DO UPDATE SET {} WHERE {} AND {} AND weir_changed()", sql, key,
                       assignments, hit, differsCondition("weir_t", true, true));
}

std::string SqliteWriter::updateSql() const
{
    std::string assignments;
    const auto &bindings = m_rows->bindings();
    for (std::size_t i = 0; i < bindings.size(); ++i)
        assignments += fmt::format("{}{} = weir_r.c{}", i == 0 ? "" : ", ", quotedName(bindings[i].name), i);
    return fmt::format("UPDATE {}main.{} AS weir_t SET {} FROM {} AS weir_r WHERE {}",
                       m_table.hasTriggers ? "" : "OR ABORT ", quotedName(m_table.name), assignments, m_rowsName,
                       keyCondition());
}

std::string SqliteWriter::matchSql() const
{
    std::string compare = "0";
    if (m_plan.version)
        compare = fmt::format("weir_compare(weir_t.{}, weir_r.c{})",
                              quotedName(m_rows->bindings()[*m_plan.version].name), *m_plan.version);
    return fmt::format("SELECT weir_r.rowid, {}, {} FROM {} AS weir_r CROSS JOIN main.{} AS weir_t ON {}",
                       differsCondition("weir_t", false, false), compare, m_rowsName, quotedName(m_table.name),
                       keyCondition());
}

Result<void> SqliteWriter::prepareStatements()
{
    if (m_plan.mode != WriteMode::Update) {
        WEIR_TRY(m_insert, m_database.prepare(insertSql()));
    }
    if (!m_plan.key.empty()) {
        WEIR_TRY(m_match, m_database.prepare(matchSql()));
    }
    if (m_plan.mode == WriteMode::Update) {
        WEIR_TRY(m_update, m_database.prepare(updateSql()));
    }
    return {};
}

void SqliteWriter::show(const WriteBatch &batch, const std::vector<std::int32_t> *rows)
{
    *m_counters = Counters{0, 0, 0, m_counters->versionKind};
    if (rows)
        m_rows->show(batch, *rows);
    else
        m_rows->show(batch, 0, batch.rows);
}

// True: the statement took every row it was shown. False: `report` says which row was refused.
Result<bool> SqliteWriter::runRows(SqliteStatement &statement, const WriteBatch &batch,
                                   const std::vector<std::int32_t> *rows, WriteReport &report)
{
    show(batch, rows);
    const int code = statement.stepRaw();
    if (code == SQLITE_DONE) {
        statement.reset();
        m_rows->hide();
        return true;
    }
    if (!isRowTrouble(code)) {
        Unexpected failure = m_database.failure(code);
        statement.reset();
        m_rows->hide();
        return failure;
    }
    WEIR_CHECK(isolate(statement, batch, rows, code, report));
    m_rows->hide();
    return false;
}

Result<void> SqliteWriter::isolate(SqliteStatement &statement, const WriteBatch &batch,
                                   const std::vector<std::int32_t> *rows, int code, WriteReport &report)
{
    // Without triggers INSERT … SELECT takes one row at a time, so the row in hand is the one that failed.
    const bool isRowKnown =
        !m_table.hasTriggers && !m_rows->isDrained() && m_rows->currentRow() >= 0 && &statement == &m_insert;
    RowError error = rowErrorOf(m_database, m_table, code, batch, m_rows->bindings(),
                                isRowKnown ? m_rows->currentRow() : -1);
    statement.reset();
    if (isRowKnown) {
        report.refused.push_back(std::move(error));
        return {};
    }
    // RAISE(ROLLBACK) has ended the transaction: what follows must not be committed row by row.
    if (!m_database.isInTransaction())
        WEIR_CHECK(m_database.run("BEGIN IMMEDIATE"));
    if (code == SQLITE_CONSTRAINT_FOREIGNKEY) {
        // A row may refer to one that comes behind it, so all must be there before any of them is judged.
        WEIR_CHECK(m_database.run("PRAGMA defer_foreign_keys=ON"));
        show(batch, rows);
        const bool isWritten = statement.stepRaw() == SQLITE_DONE;
        statement.reset();
        if (isWritten) {
            WEIR_TRY(report.refused, findOrphans(batch, rows));
            if (!report.refused.empty())
                return {};
        }
    }
    std::vector<std::int32_t> one(1);
    for (std::int64_t i = 0; i < countOf(batch, rows); ++i) {
        one[0] = rows ? (*rows)[static_cast<std::size_t>(i)] : static_cast<std::int32_t>(i);
        show(batch, &one);
        const int single = statement.stepRaw();
        if (single != SQLITE_DONE && isRowTrouble(single)) {
            report.refused.push_back(
                rowErrorOf(m_database, m_table, single, batch, m_rows->bindings(), one[0]));
            statement.reset();
            return {};
        }
        statement.reset();
        if (single != SQLITE_DONE)
            return m_database.failure(single);
    }
    report.refused.push_back(std::move(error)); // only the rows together offend
    return {};
}

namespace {

Unexpected swallowed(const SqliteTable &table, std::int64_t sent, std::int64_t taken)
{
    return fail(
        ErrorCode::SchemaMismatch, Recovery::Stop,
        fmt::format(
            "RowsSwallowed: table \"{}\" took {} of {} rows without an error; a trigger leaves out the "
            "rest. Nothing of this batch was written. Change or drop the trigger, or filter those rows "
            "in the mapping",
            table.name, taken, sent));
}

} // namespace

Result<WriteReport> SqliteWriter::insertRows(const WriteBatch &batch, const std::vector<std::int32_t> *rows)
{
    WriteReport report;
    WEIR_TRY(const bool isDone, runRows(m_insert, batch, rows, report));
    if (!isDone)
        return report;
    const std::int64_t sent = countOf(batch, rows);
    const std::int64_t taken = m_database.changes();
    report.inserted = sent - m_counters->hits;
    report.updated = m_counters->wants;
    report.superseded = m_counters->older;
    report.unchanged = m_counters->hits - m_counters->older - m_counters->wants;
    if (taken != report.inserted + report.updated)
        return swallowed(m_table, sent, taken + report.unchanged + report.superseded);
    return report;
}

Result<WriteReport> SqliteWriter::updateRows(const WriteBatch &batch, const std::vector<std::int32_t> *rows)
{
    WriteReport report;
    enum : std::uint8_t { Missing, Equal, Older, Changed };
    std::vector<std::uint8_t> states(static_cast<std::size_t>(batch.rows), Missing);
    show(batch, rows);
    for (;;) {
        WEIR_TRY(const bool hasRow, m_match.step());
        if (!hasRow)
            break;
        states[static_cast<std::size_t>(m_match.columnInt64(0))] = m_match.columnInt64(1) != 0  ? Equal
                                                                   : m_match.columnInt64(2) > 0 ? Older
                                                                                                : Changed;
    }
    m_match.reset();
    std::vector<std::int32_t> changed;
    for (std::int64_t i = 0; i < countOf(batch, rows); ++i) {
        const auto row = rows ? (*rows)[static_cast<std::size_t>(i)] : static_cast<std::int32_t>(i);
        switch (states[static_cast<std::size_t>(row)]) {
        case Missing: {
            RowError error{row,
                           Stage::Write,
                           RowCode::NoSuchKey,
                           {},
                           {},
                           m_table.name,
                           "the target has no row with this key"};
            const PartRow at = locateRow(batch, row);
            for (const SqliteKeyPart &part : m_plan.key) {
                const SqliteBinding &binding = m_rows->bindings()[part.binding];
                error.field += (error.field.empty() ? "" : ",") + binding.name;
                error.value += (error.value.empty() ? "" : ",") +
                               sampleOf(batch.parts[at.part].column(binding.field), at.row);
            }
            report.refused.push_back(std::move(error));
            break;
        }
        case Equal:
            ++report.unchanged;
            break;
        case Older:
            ++report.superseded;
            break;
        default:
            changed.push_back(row);
            break;
        }
    }
    if (!report.refused.empty() || changed.empty())
        return report;
    WEIR_TRY(const bool isDone, runRows(m_update, batch, &changed, report));
    if (!isDone)
        return report;
    report.updated = static_cast<std::int64_t>(changed.size());
    if (m_database.changes() != report.updated)
        return swallowed(m_table, report.updated, m_database.changes());
    return report;
}

Result<WriteReport> SqliteWriter::write(const WriteBatch &batch, const std::vector<std::int32_t> *only)
{
    WriteReport report;
    if (countOf(batch, only) == 0)
        return report;
    checkValues(batch, m_rows->bindings(), report.refused);
    if (only)
        std::erase_if(report.refused, [&](const RowError &error) {
            return !std::binary_search(only->begin(), only->end(), static_cast<std::int32_t>(error.row));
        });
    if (!report.refused.empty())
        return report;
    if (m_plan.mode == WriteMode::Append)
        return insertRows(batch, only);
    SqliteWinners winners = findWinners(batch, only, m_rows->bindings(), m_plan.key);
    if (!winners.withoutKey.empty()) {
        report.refused = std::move(winners.withoutKey);
        return report;
    }
    const std::vector<std::int32_t> *rows = winners.isAll ? only : &winners.rows;
    WEIR_TRY(report, m_plan.mode == WriteMode::Upsert ? insertRows(batch, rows) : updateRows(batch, rows));
    if (report.refused.empty())
        report.superseded += winners.superseded;
    return report;
}

Result<RowErrors> SqliteWriter::findOrphans(const WriteBatch &batch, const std::vector<std::int32_t> *only)
{
    show(batch, only);
    Result<RowErrors> orphans = findOrphanRows(m_database, m_table, m_rowsName, batch, m_rows->bindings());
    m_rows->hide();
    return orphans;
}

Result<std::vector<Standing>> SqliteWriter::lookUp(const WriteBatch &batch)
{
    std::vector<Standing> standings(static_cast<std::size_t>(batch.rows), Standing::Absent);
    if (!m_match)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("rows of table \"{}\" cannot be looked up without a key", m_table.name));
    show(batch, nullptr);
    for (;;) {
        WEIR_TRY(const bool hasRow, m_match.step());
        if (!hasRow)
            break;
        Standing &standing = standings[static_cast<std::size_t>(m_match.columnInt64(0))];
        const std::int64_t order = m_match.columnInt64(2);
        if (m_match.columnInt64(1) != 0)
            standing = Standing::Equal;
        else if (standing != Standing::Equal)
            standing = order > 0   ? Standing::TargetNewer
                       : order < 0 ? Standing::TargetOlder
                                   : Standing::Differs;
    }
    m_match.reset();
    m_rows->hide();
    return standings;
}

} // namespace weir
