#include "core/connectors/postgresql/sourceplan.h"

#include "core/base/names.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir::postgresql {

namespace {

Unexpected unknownColumn(std::string_view what, const std::string &name, const std::vector<SelectedColumn> &columns)
{
    std::vector<std::string> known;
    for (const SelectedColumn &column : columns)
        known.push_back(column.name);
    const std::string near = nearestName(name, known);
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("{} \"{}\" is no column of the stream{}", what, name,
                            near.empty() ? "" : fmt::format("; did you mean \"{}\"", near)));
}

std::optional<std::size_t> placeOf(const std::vector<SelectedColumn> &columns, std::string_view name)
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == name)
            return i;
    }
    return std::nullopt;
}

bool isInstant(const SelectedColumn &column)
{
    return column.view.wire == Wire::Timestamp || column.view.wire == Wire::Timestamptz
           || column.view.wire == Wire::Date;
}

/// Seconds of "10m", "500ms", "2h", "1d"; nothing for other text.
std::optional<double> secondsOf(std::string_view text)
{
    long count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 0)
        return std::nullopt;
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    static constexpr std::pair<std::string_view, double> units[] = {
        {"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86'400}};
    for (const auto &[name, seconds] : units) {
        if (unit == name)
            return static_cast<double>(count) * seconds;
    }
    return std::nullopt;
}

std::string trimmedQuery(std::string query)
{
    while (!query.empty() && (query.back() == ';' || std::isspace(static_cast<unsigned char>(query.back()))))
        query.pop_back();
    return query;
}

/// The columns of a free query: described by the server, never run for that (SR-23).
Result<std::vector<SelectedColumn>> columnsOfQuery(Connection &connection, const std::string &query,
                                                   const CancelToken &token)
{
    WEIR_TRY(const Reply described, connection.describe(query, token));
    if (!described.isOk()) {
        Error error = described.error().error("reading the query");
        error.code = error.recovery == Recovery::Stop ? ErrorCode::InvalidConfig : error.code;
        return Unexpected{std::move(error)};
    }
    if (described.columns() == 0)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "the query gives no rows; a source needs one SELECT");
    std::vector<SelectedColumn> columns;
    for (int i = 0; i < described.columns(); ++i) {
        SelectedColumn column;
        column.name = PQfname(described.raw(), i);
        if (placeOf(columns, column.name))
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("the query gives two columns named \"{}\"; name them apart with AS", column.name));
        WEIR_TRY(column.quoted, quoteIdentifier(column.name));
        WEIR_TRY(const Reply base,
                 connection.run("reading the query's types",
                                "WITH RECURSIVE base(typid, typmod) AS (SELECT $1::oid, $2::int UNION ALL "
                                "SELECT t.typbasetype, t.typtypmod FROM base b JOIN pg_catalog.pg_type t "
                                "ON t.oid = b.typid WHERE t.typtype = 'd') "
                                "SELECT b.typid, b.typmod, t.typtype = 'e', pg_catalog.format_type(b.typid, -1), "
                                "pg_catalog.format_type($1::oid, $2::int) "
                                "FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.typid WHERE t.typtype <> 'd'",
                                Parameters().int64(PQftype(described.raw(), i)).int64(PQfmod(described.raw(), i)), token));
        column.view = viewOf(static_cast<std::uint32_t>(base.int64(0, 0)), static_cast<int>(base.int64(0, 1)),
                             base.boolean(0, 2));
        column.wire = column.view.wire;
        column.castType = base.text(0, 3);
        column.nativeType = base.text(0, 4);
        columns.push_back(std::move(column));
    }
    return columns;
}

std::vector<SelectedColumn> columnsOfTable(const TableInfo &table)
{
    std::vector<SelectedColumn> columns;
    for (const TableColumn &column : table.columns) {
        if (column.isReadable)
            columns.push_back({column.name, column.quoted, column.nativeType, column.castType, column.view,
                               column.view.wire, column.isNotNull});
    }
    return columns;
}

/// What the schema of the pages needs; a pinned schema decides, and names what is gone.
Result<std::vector<SelectedColumn>> chooseColumns(const std::vector<SelectedColumn> &all, const ReadOptions &options,
                                                  const SchemaPtr &pinned, SourcePlan &plan)
{
    std::vector<SelectedColumn> chosen;
    if (!pinned) {
        for (const std::string &name : options.select) {
            const auto place = placeOf(all, name);
            if (!place)
                return unknownColumn("select", name, all);
            chosen.push_back(all[*place]);
        }
        return options.select.empty() ? all : chosen;
    }
    for (const Field &field : pinned->fields()) {
        const auto place = placeOf(all, field.name);
        if (!place)
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                        fmt::format("column \"{}\" is gone from the source; map the job anew or bring it back",
                                    field.name));
        SelectedColumn column = all[*place];
        if (field.type.kind == TypeKind::Text && column.view.type.kind != TypeKind::Text) {
            column.wire = Wire::None; // it was read as text, and goes on so
        } else if (field.type.kind != column.view.type.kind) {
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                        fmt::format("column \"{}\" was {} and is {} now; map the job anew", field.name,
                                    typeText(field.type), column.nativeType));
        }
        chosen.push_back(std::move(column));
    }
    for (const SelectedColumn &column : all) {
        if (options.select.empty() && !pinned->indexOf(column.name))
            plan.findings.push_back({Finding::Level::Note, "newField", column.name, 0,
                                     fmt::format("column \"{}\" ({}) is new and not read by this job", column.name,
                                                 column.nativeType)});
    }
    return chosen;
}

/// Adds \a name to the columns of the plan if it is not among them, for cursors only.
Result<std::size_t> needColumn(std::string_view what, const std::string &name, const std::vector<SelectedColumn> &all,
                               SourcePlan &plan)
{
    if (const auto place = placeOf(plan.columns, name))
        return *place;
    const auto place = placeOf(all, name);
    if (!place)
        return unknownColumn(what, name, all);
    plan.columns.push_back(all[*place]);
    return plan.columns.size() - 1;
}

void addFindings(const std::vector<SelectedColumn> &columns, SourcePlan &plan)
{
    for (const SelectedColumn &column : columns) {
        if (column.view.wire == Wire::None)
            plan.findings.push_back({Finding::Level::Note, "readAsText", column.name, 0,
                                     fmt::format("{} has no counterpart in Weir and is read as text", column.nativeType)});
    }
    if (plan.key.empty())
        plan.findings.push_back({Finding::Level::Warning, "noKey", {}, 0,
                                 "the stream has no key to read by: a load that is interrupted starts over"});
}

/// Which rows may still appear behind a cursor that has passed them, and what is done about it (delivery C3).
Result<void> boundCursor(const ReadOptions &options, const std::string &horizon, bool isSetByServer, SourcePlan &plan)
{
    const SelectedColumn &column = plan.columns[*plan.cursorField];
    if (!options.overlap.empty()) {
        if (!secondsOf(options.overlap) || !isInstant(column))
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("overlap \"{}\" needs a duration such as \"10m\" and a date or time column, \"{}\" "
                                    "is {}",
                                    options.overlap, column.name, column.nativeType));
    } else if (column.castType == "xid8") {
        plan.upperBound = fmt::format("t.{} < pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())",
                                      column.quoted);
    } else if (!horizon.empty() && isSetByServer && isInstant(column) && column.view.wire != Wire::Date) {
        plan.upperBound = fmt::format("t.{} < {}::timestamptz{}", column.quoted, quoteLiteral(horizon),
                                      column.view.wire == Wire::Timestamp ? " AT TIME ZONE 'UTC'" : "");
        plan.findings.push_back({Finding::Level::Note, "horizon", column.name, 0,
                                 "rows of transactions that are still open are left for the next run"});
    } else {
        plan.findings.push_back({Finding::Level::Warning, "lateCommits", column.name, 0,
                                 fmt::format("a transaction that commits late can bring rows with an older \"{}\", which "
                                             "an increment would miss; set an overlap (such as 10m), or let the server "
                                             "set the column and grant pg_read_all_stats",
                                             column.name)});
    }
    if (!column.isNotNull)
        plan.findings.push_back({Finding::Level::Warning, "nullCursor", column.name, 0,
                                 fmt::format("rows without \"{}\" are not read", column.name)});
    return {};
}

/// True when the column's default is the server's clock.
Result<bool> hasClockDefault(Connection &connection, std::uint32_t table, const std::string &column,
                             const CancelToken &token)
{
    WEIR_TRY(const Reply found,
             connection.run("looking at the cursor field",
                            "SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~* "
                            "'(now|transaction_timestamp|statement_timestamp|clock_timestamp)\\(\\)"
                            "|CURRENT_TIMESTAMP|LOCALTIMESTAMP' "
                            "FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_attribute a "
                            "ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE a.attrelid = $1::oid AND a.attname = $2",
                            Parameters().int64(table).text(column), token));
    return found.rows() == 1 && found.boolean(0, 0);
}

std::string orderBy(const SourcePlan &plan)
{
    std::string order;
    if (plan.cursorField)
        order = "t." + plan.columns[*plan.cursorField].quoted;
    for (const std::size_t place : plan.key)
        order += (order.empty() ? "t." : ", t.") + plan.columns[place].quoted;
    return order;
}

std::string bound(const std::string &name, const SelectedColumn &column)
{
    return fmt::format("pg_catalog.current_setting('{}')::{}", name, column.castType);
}

/// Rows behind \a after. The cursor field is compared by >= as well, so that an index on it alone serves.
std::string behind(const SourcePlan &plan, const ReadOptions &options, const Position &after)
{
    std::string mine, theirs, condition;
    if (plan.cursorField && after.value) {
        const SelectedColumn &column = plan.columns[*plan.cursorField];
        mine = "t." + column.quoted;
        theirs = bound("weir.c", column);
        if (after.isAtEnd && !options.overlap.empty())
            return fmt::format("{} >= {} - pg_catalog.make_interval(secs => {})", mine, theirs,
                               secondsOf(options.overlap).value_or(0));
        condition = fmt::format("{} >= {} AND ", mine, theirs);
    }
    for (std::size_t i = 0; i < plan.key.size() && i < after.key.size(); ++i) {
        const SelectedColumn &column = plan.columns[plan.key[i]];
        mine += (mine.empty() ? "t." : ", t.") + column.quoted;
        theirs += (theirs.empty() ? "" : ", ") + bound(fmt::format("weir.k{}", i), column);
    }
    return condition + fmt::format("({}) > ({})", mine, theirs);
}

} // namespace

Cursor Position::cursor() const
{
    Json object = Json::object();
    if (tableOid != 0)
        object["t"] = tableOid;
    if (value)
        object["c"] = *value;
    if (!key.empty())
        object["k"] = key;
    if (rows >= 0)
        object["n"] = rows;
    if (isAtEnd)
        object["end"] = true;
    return {object.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Result<Position> Position::parse(const Cursor &cursor)
{
    Position position;
    const Json object = Json::parse(cursor.text, nullptr, false);
    bool isFine = object.is_object();
    for (auto member = object.begin(); isFine && member != object.end(); ++member) {
        if (member.key() == "t" && member->is_number_unsigned()) {
            position.tableOid = member->get<std::uint32_t>();
        } else if (member.key() == "c" && member->is_string()) {
            position.value = member->get<std::string>();
        } else if (member.key() == "n" && member->is_number_integer()) {
            position.rows = member->get<std::int64_t>();
        } else if (member.key() == "end" && member->is_boolean()) {
            position.isAtEnd = member->get<bool>();
        } else if (member.key() == "k" && member->is_array()) {
            for (const Json &part : *member) {
                isFine = isFine && part.is_string();
                position.key.push_back(part.is_string() ? part.get<std::string>() : "");
            }
        } else {
            isFine = false;
        }
    }
    if (!isFine)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "the stored position is not one of a PostgreSQL source; start the load again with --again");
    return position;
}

std::string SourcePlan::sql(const ReadOptions &options, const std::optional<Position> &after, std::int64_t rowsMax) const
{
    std::string list, conditions;
    for (const SelectedColumn &column : columns) {
        list += fmt::format("{}t.{}{}", list.empty() ? "" : ", ", column.quoted,
                            column.wire == Wire::None ? "::text" : "");
    }
    const auto demand = [&](std::string_view condition) {
        conditions += conditions.empty() ? " WHERE " : " AND ";
        conditions += condition;
    };
    if (!options.where.empty())
        demand("(\n" + options.where + "\n)"); // a comment at its end must not swallow the bracket
    if (cursorField)
        demand("t." + columns[*cursorField].quoted + " IS NOT NULL");
    if (!upperBound.empty())
        demand(upperBound);
    if (after && (!after->key.empty() || after->value))
        demand(behind(*this, options, *after));
    const std::string order = orderBy(*this);
    return fmt::format("SELECT {} FROM {}{}{}{}", list, from, conditions, order.empty() ? "" : " ORDER BY " + order,
                       rowsMax >= 0 ? fmt::format(" LIMIT {}", rowsMax) : "");
}

Result<void> SourcePlan::bind(Connection &connection, const Position &after, const CancelToken &token) const
{
    // COPY takes no parameters, but it sees the settings of its transaction: the values never stand in the statement.
    Parameters values;
    std::string calls;
    const auto set = [&](const std::string &name, const std::string &value) {
        values.text(value);
        calls += fmt::format("{}pg_catalog.set_config('{}', ${}, true)", calls.empty() ? "" : ", ", name, values.count());
    };
    for (std::size_t i = 0; i < after.key.size(); ++i)
        set(fmt::format("weir.k{}", i), after.key[i]);
    if (after.value)
        set("weir.c", *after.value);
    if (calls.empty())
        return {};
    WEIR_TRY([[maybe_unused]] const Reply done, connection.run("setting the position", "SELECT " + calls, values, token));
    return {};
}

Result<std::string> commitHorizon(Connection &connection, const CancelToken &token)
{
    // Ten milliseconds for a transaction that took its time but does not show it yet.
    WEIR_TRY(const Reply found,
             connection.run("looking for open transactions",
                            "SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery() AND "
                            "pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') THEN "
                            "(least(clock_timestamp(), (SELECT min(a.xact_start) FROM pg_catalog.pg_stat_activity a "
                            "WHERE a.pid <> pg_catalog.pg_backend_pid() AND a.backend_type !~ '^autovacuum' "
                            "AND (a.datname = current_database() OR a.datname IS NULL)), "
                            "(SELECT min(p.prepared) FROM pg_catalog.pg_prepared_xacts p "
                            "WHERE p.database = current_database())) - interval '10 milliseconds')::text END",
                            token));
    return std::string(found.text(0, 0));
}

Result<SourcePlan> planSource(Connection &connection, const Settings &settings, const ReadOptions &options,
                              const SchemaPtr &pinned, const std::string &horizon, const CancelToken &token)
{
    SourcePlan plan;
    std::vector<SelectedColumn> all;
    std::vector<std::string> key = options.orderKey;
    if (!options.query.empty()) {
        const std::string query = trimmedQuery(options.query);
        WEIR_TRY(all, columnsOfQuery(connection, query, token));
        plan.from = "(\n" + query + "\n) AS t";
    } else {
        WEIR_TRY(const TableName name, parseTableName(options.stream, settings.schema));
        WEIR_TRY(const std::optional<TableInfo> table, readTable(connection, name, token));
        if (!table)
            return Unexpected{missingTable(connection, name, token)};
        all = columnsOfTable(*table);
        if (all.empty())
            return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                        fmt::format("this account may not read {}; let an administrator run:\nGRANT SELECT ON {} TO …;",
                                    name.text(), name.sql()));
        plan.from = name.sql() + " AS t";
        plan.tableOid = table->oid;
        if (options.where.empty() && options.cursorField.empty())
            plan.rowsEstimate = table->rowsEstimate;
        if (key.empty())
            key = table->key();
        if (table->isRowSecured)
            plan.findings.push_back({Finding::Level::Warning, "rowSecurity", {}, 0,
                                     "policies of the table decide which rows this account sees; the others are not read"});
    }
    WEIR_TRY(plan.columns, chooseColumns(all, options, pinned, plan));
    const std::size_t visible = plan.columns.size();
    const std::vector<SelectedColumn> shown = plan.columns;
    for (const std::string &name : key) {
        WEIR_TRY(const std::size_t place, needColumn("the key field", name, all, plan));
        plan.key.push_back(place);
    }
    addFindings(shown, plan);
    if (!options.cursorField.empty()) {
        WEIR_TRY(const std::size_t place, needColumn("the cursor field", options.cursorField, all, plan));
        plan.cursorField = place;
        bool isSetByServer = false;
        if (plan.tableOid != 0) {
            WEIR_TRY(isSetByServer, hasClockDefault(connection, plan.tableOid, options.cursorField, token));
        }
        WEIR_CHECK(boundCursor(options, horizon, isSetByServer, plan));
    }
    plan.schema = pinned;
    if (!pinned) {
        std::vector<Field> fields;
        for (std::size_t i = 0; i < visible; ++i) {
            const SelectedColumn &column = plan.columns[i];
            fields.push_back({column.name, column.view.type, !column.isNotNull, column.nativeType});
        }
        const bool hasWholeKey = std::all_of(plan.key.begin(), plan.key.end(),
                                             [visible](std::size_t place) { return place < visible; });
        plan.schema = std::make_shared<Schema>(std::move(fields), hasWholeKey ? key : std::vector<std::string>());
    }
    return plan;
}

} // namespace weir::postgresql
