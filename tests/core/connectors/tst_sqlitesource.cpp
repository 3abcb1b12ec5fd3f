#include "core/connectors/sqlite/sqliteconnector.h"
#include "core/data/datetime.h"
#include "tests/support/sqliteshell.h"
#include "tests/support/testfolder.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>

namespace weir {

using Shell = test::SqliteShell;

namespace {

std::string cellText(const Column &column, std::int64_t row)
{
    if (column.isNull(row))
        return "NULL";
    const auto i = static_cast<std::size_t>(row);
    std::string text;
    switch (column.kind()) {
    case TypeKind::Bool:
        return column.bools()[i] ? "true" : "false";
    case TypeKind::Int64:
        return std::to_string(column.int64s()[i]);
    case TypeKind::Float64:
        return fmt::format("{}", column.doubles()[i]);
    case TypeKind::Date:
        appendDate(column.days()[i], text);
        return text;
    case TypeKind::Time:
        appendTime(column.int64s()[i], text);
        return text;
    case TypeKind::DateTime:
        appendDateTime(column.int64s()[i], text);
        return text;
    case TypeKind::Timestamp:
        appendTimestamp(column.int64s()[i], text);
        return text;
    default:
        return std::string(column.text(row));
    }
}

std::string rowText(const RecordBatch &rows, std::int64_t row)
{
    std::string text;
    for (std::size_t i = 0; i < rows.schema()->size(); ++i)
        text += (i == 0 ? "" : "|") + cellText(rows.column(i), row);
    return text;
}

#define EXPECT_OK(result) EXPECT_TRUE(result) << (result).error().detail
#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().detail

class SqliteSourceTest : public testing::Test
{
protected:
    test::TestFolder m_folder;
    const CancelToken m_token;
    const std::string m_file = m_folder.file("shop.db");

    std::unique_ptr<Source> make(const ReadOptions &options)
    {
        ConnectionContext context;
        context.name = "shop";
        context.settings = std::make_shared<const Json>(Json{{"file", m_file}});
        auto source = sqliteConnector().makeSource(context, options);
        EXPECT_TRUE(source) << source.error().detail;
        return source ? *std::move(source) : nullptr;
    }

    static ReadOptions table(const std::string &name)
    {
        ReadOptions options;
        options.stream = name;
        return options;
    }

    struct Reading
    {
        SourceShape shape;
        std::vector<std::string> rows;
        std::vector<BrokenRow> broken;
        std::vector<std::pair<std::string, std::size_t>> borders; ///< cursor, rows before it
        std::string end;
        std::string error;

        [[nodiscard]] std::string types() const
        {
            std::string text;
            for (const Field &field : shape.schema->fields())
                text += (text.empty() ? "" : " ") + typeText(field.type);
            return text;
        }
        [[nodiscard]] bool hasFinding(std::string_view code) const
        {
            return std::any_of(shape.findings.begin(), shape.findings.end(),
                               [&](const Finding &finding) { return finding.code == code; });
        }
    };

    Reading read(const ReadOptions &options, const std::string &from = {}, const SchemaPtr &pinned = nullptr)
    {
        Reading reading;
        reading.end = from;
        const auto source = make(options);
        auto shape = source->open({from}, pinned, m_token);
        if (!shape) {
            reading.error = shape.error().detail;
            return reading;
        }
        reading.shape = *shape;
        for (;;) {
            auto page = source->read(m_token);
            if (!page) {
                reading.error = page.error().detail;
                return reading;
            }
            if (!*page)
                return reading;
            for (std::int64_t row = 0; row < (*page)->rows.rows(); ++row)
                reading.rows.push_back(rowText((*page)->rows, row));
            for (BrokenRow &broken : (*page)->broken)
                reading.broken.push_back(std::move(broken));
            reading.end = (*page)->next.text;
            reading.borders.emplace_back(reading.end, reading.rows.size());
        }
    }
};

TEST_F(SqliteSourceTest, DeclaredTypesAreReadExactly)
{
    Shell(m_file).run(
        "CREATE TABLE p(id INTEGER PRIMARY KEY, r REAL, s VARCHAR(10), b BLOB, ok BOOLEAN, n DECIMAL(10,2),"
        "d DATE, h TIME, dt DATETIME, ts TIMESTAMP, j JSON);"
        "INSERT INTO p VALUES (1, 1.5, 'ä', x'00ff', 1, '12.50', '2026-03-05', '10:20:30', "
        "'2026-03-05 10:20:30', '2026-03-05T10:20:30.123Z', '{\"a\":1.0}'), (2, NULL, NULL, NULL, NULL, "
        "NULL, NULL, NULL, NULL, NULL, NULL), (9223372036854775807, -3, '', x'', 0, 7, '1969-12-31', "
        "'00:00', '2026-03-05T00:00', '2026-03-05 00:00:00+00:00', '[]')");
    const Reading reading = read(table("p"));
    EXPECT_EQ(reading.error, "");
    EXPECT_EQ(reading.types(), "int64 float64 text bytes bool decimal date time datetime timestamp json");
    ASSERT_EQ(reading.rows.size(), 3U);
    EXPECT_EQ(reading.rows[0], std::string("1|1.5|ä|\0\xff", 11) +
                                   "|true|12.5|2026-03-05|10:20:30|2026-03-05T10:20:30|"
                                   "2026-03-05T10:20:30.123Z|{\"a\":1.0}");
    EXPECT_EQ(reading.rows[1], "2|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL");
    EXPECT_EQ(reading.rows[2], "9223372036854775807|-3|||false|7|1969-12-31|00:00:00|2026-03-05T00:00:00|"
                               "2026-03-05T00:00:00Z|[]");
    EXPECT_EQ(reading.shape.schema->key(), std::vector<std::string>{"id"});
    EXPECT_EQ(reading.shape.schema->field(2).nativeType, "VARCHAR(10)");
    EXPECT_FALSE(reading.shape.schema->field(0).isNullable);
}

TEST_F(SqliteSourceTest, ValuesThatAreNotOfTheirTypeAreBrokenRows)
{
    Shell(m_file).run(
        "CREATE TABLE p(id INTEGER PRIMARY KEY, i INTEGER, r REAL, s TEXT, ok BOOLEAN);"
        "INSERT INTO p VALUES (1, 1, 1, 'a', 1), (2, 'two', 1, 'a', 1), (3, 3.5, 1, 'a', 1),"
        "(4, 4, 'x', 'a', 1), (5, 5, 5, x'61', 1), (6, 6, 6, CAST(x'ff' AS TEXT), 1), (7, 7, 7, 'z', 1)");
    Reading reading = read(table("p"));
    EXPECT_EQ(reading.rows, (std::vector<std::string>{"1|1|1|a|true", "7|7|7|z|true"}));
    ASSERT_EQ(reading.broken.size(), 5U);
    EXPECT_EQ(reading.broken[0].index, 1);
    EXPECT_EQ(reading.broken[0].error.field, "i");
    EXPECT_EQ(reading.broken[0].error.value, "two");
    EXPECT_EQ(reading.broken[0].error.code, RowCode::NotConvertible);
    EXPECT_EQ(reading.broken[0].raw, R"({"id":2,"i":"two","r":"1","s":"a","ok":1})");
    EXPECT_EQ(reading.broken[1].error.code, RowCode::NotConvertible);
    EXPECT_EQ(reading.broken[2].error.field, "r");
    EXPECT_EQ(reading.broken[3].error.field, "s");
    EXPECT_EQ(reading.broken[4].error.code, RowCode::BadEncoding);
    EXPECT_NE(reading.broken[4].raw.find("base64"), std::string::npos);
}

TEST_F(SqliteSourceTest, UntypedColumnsGetTheirTypeFromTheirValues)
{
    Shell(m_file).run(
        "CREATE TABLE p(id INTEGER PRIMARY KEY, i, r, big, s, b, mixed, empty, d DATE, ok BOOLEAN, u UUID);"
        "INSERT INTO p VALUES (1, 5, 1.5, 9223372036854775807, '007', x'01', 1, NULL, 1700000000, 'Y', 'ab'),"
        "(2, 6, 2, 0.5, 'x', x'02', 'two', NULL, 1700000001, 'N', 'cd')");
    const Reading reading = read(table("p"));
    EXPECT_EQ(reading.types(), "int64 int64 float64 decimal text bytes text text int64 text text");
    EXPECT_EQ(reading.rows[1].substr(0, 17), "2|6|2|0.5|x|\x02|two");
    EXPECT_TRUE(reading.hasFinding("mixedTypes"));
    EXPECT_TRUE(reading.broken.empty());
}

TEST_F(SqliteSourceTest, WhatWeirWroteComesBackWithItsTypes)
{
    const Schema schema({{"id", TypeKind::Int64, false, {}},
                         {"price", Type::decimal(12, 2), true, {}},
                         {"ok", TypeKind::Bool, true, {}},
                         {"at", TypeKind::Timestamp, true, {}},
                         {"local", TypeKind::DateTime, true, {}},
                         {"day", TypeKind::Date, true, {}},
                         {"hour", TypeKind::Time, true, {}},
                         {"name", Type::text(5), true, {}}},
                        {"id"});
    ConnectionContext context;
    context.settings = std::make_shared<const Json>(Json{{"file", m_file}});
    WriteOptions options;
    options.stream = "p";
    const auto target = sqliteConnector().makeTarget(context, options);
    ASSERT_OK((*target)->create(schema, m_token));
    Shell(m_file).run(
        "INSERT INTO p VALUES (1, '1.10', 1, '2026-03-05 10:20:30.123456Z', '2026-03-05 10:20:30.000000', "
        "'2026-03-05', '23:59:59.999999', 'x')");
    const Reading reading = read(table("p"));
    EXPECT_EQ(reading.types(), "int64 decimal(12,2) bool timestamp datetime date time text(5)");
    ASSERT_EQ(reading.rows.size(), 1U);
    EXPECT_EQ(reading.rows[0],
              "1|1.10|true|2026-03-05T10:20:30.123456Z|2026-03-05T10:20:30|2026-03-05|23:59:59.999999|x");
}

struct Layout
{
    const char *sentence;
    const char *sql;    ///< CREATE TABLE p
    const char *insert; ///< a row of the number ?1, inside VALUES
    const char *orderKey;
};

class SqliteResume : public SqliteSourceTest, public testing::WithParamInterface<Layout>
{};

TEST_P(SqliteResume, FromEveryCursorTheRestIsReadOnce)
{
    constexpr int rowCount = 30'000;
    {
        Shell shell(m_file);
        ASSERT_EQ(shell.run(GetParam().sql), "");
        ASSERT_EQ(shell.run(fmt::format(
                      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "
                      "INSERT INTO p SELECT {} FROM n",
                      rowCount - 1, GetParam().insert)),
                  "");
    }
    ReadOptions options = table("p");
    if (*GetParam().orderKey)
        options.orderKey = {GetParam().orderKey};
    const Reading whole = read(options);
    EXPECT_EQ(whole.error, "");
    EXPECT_TRUE(whole.shape.canResume);
    ASSERT_EQ(whole.rows.size(), static_cast<std::size_t>(rowCount));
    ASSERT_GE(whole.borders.size(), 3U);
    for (const auto &[cursor, before] : whole.borders) {
        const Reading rest = read(options, cursor, whole.shape.schema);
        EXPECT_EQ(rest.error, "");
        const std::vector<std::string> expected(whole.rows.begin() + static_cast<std::ptrdiff_t>(before),
                                                whole.rows.end());
        EXPECT_TRUE(rest.rows == expected)
            << cursor << ": " << rest.rows.size() << " rows, not " << expected.size();
    }
}

INSTANTIATE_TEST_SUITE_P(
    Layouts, SqliteResume,
    testing::Values(
        Layout{"a whole number as key", "CREATE TABLE p(id INTEGER PRIMARY KEY, s TEXT)",
               "i * 3 - 5000, 'x' || i", ""},
        Layout{"no key at all", "CREATE TABLE p(s TEXT, n INTEGER)", "'x' || (i % 7), i", ""},
        Layout{"no key and columns that hide the rowid", "CREATE TABLE p(rowid TEXT, _rowid_ TEXT)",
               "'x', 'y' || i", ""},
        Layout{"a text key without rowid", "CREATE TABLE p(k TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID",
               "hex(i * 7919 % 30011), i", ""},
        Layout{"a key of several columns",
               "CREATE TABLE p(a TEXT COLLATE NOCASE NOT NULL, b REAL NOT NULL, c BLOB, PRIMARY KEY (a, b)) "
               "STRICT",
               "char(65 + i % 2 * 32 + i % 13), i / 8.0, x'00'", ""},
        Layout{"an old-style key that holds NULLs", "CREATE TABLE p(k TEXT PRIMARY KEY, n INTEGER)",
               "CASE WHEN i % 5 THEN i END, i", ""},
        Layout{"an order key with ties and NULLs", "CREATE TABLE p(id INTEGER PRIMARY KEY, o INTEGER)",
               "i, CASE WHEN i > 12000 THEN i / 5000 END", "o"},
        Layout{"blobs as key", "CREATE TABLE p(k BLOB PRIMARY KEY NOT NULL, n INTEGER)", "CAST(i AS BLOB), i",
               ""}),
    [](const testing::TestParamInfo<Layout> &info) {
        std::string name;
        for (const char c : std::string(info.param.sentence))
            name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
        return name;
    });

TEST_F(SqliteSourceTest, AnIncrementReadsWhatIsNewAndChangedAndNothingTwice)
{
    Shell shell(m_file);
    shell.run("CREATE TABLE p(id INTEGER PRIMARY KEY, at TEXT, v TEXT);"
              "INSERT INTO p VALUES (1, '2026-01-01', 'a'), (2, '2026-01-02', 'b'), (3, '2026-01-02', 'c')");
    ReadOptions options = table("p");
    options.cursorField = "at";
    EXPECT_TRUE(make(options)->isIncremental());
    const Reading first = read(options);
    EXPECT_EQ(first.rows.size(), 3U);
    const Reading nothing = read(options, first.end, first.shape.schema);
    EXPECT_EQ(nothing.rows.size(), 0U);
    EXPECT_EQ(nothing.end, first.end);

    shell.run("INSERT INTO p VALUES (0, '2026-01-02', 'tie'), (9, '2026-01-03', 'new');"
              "UPDATE p SET v = 'C' WHERE id = 3; INSERT INTO p VALUES (10, '2025-12-31', 'late')");
    const Reading second = read(options, nothing.end, first.shape.schema);
    EXPECT_EQ(second.rows,
              (std::vector<std::string>{"0|2026-01-02|tie", "3|2026-01-02|C", "9|2026-01-03|new"}));
    EXPECT_EQ(read(options, second.end, first.shape.schema).rows.size(), 0U);

    options.overlap = "36h";
    const Reading overlap = read(options, second.end, first.shape.schema);
    EXPECT_EQ(overlap.rows.size(), 5U) << "from 2026-01-01 12:00 on, as text '2026-01-01'";
}

TEST_F(SqliteSourceTest, AnOverlapKeepsTheFormOfTheTimes)
{
    const std::pair<const char *, const char *> forms[] = {
        {"2026-01-02T00:00:10Z", "2026-01-01T23:59:50Z"},
        {"2026-01-02 00:00:10.500", "2026-01-01 23:59:50.500"},
        {"2026-01-02T00:00:10.123456+08:00", "2026-01-01T23:59:50.123456+08:00"},
    };
    for (const auto &[last, earlier] : forms) {
        std::remove(m_file.c_str());
        Shell shell(m_file);
        shell.run(fmt::format(
            "CREATE TABLE p(id INTEGER PRIMARY KEY, at TEXT); INSERT INTO p VALUES (1, '{}'), (2, '{}'), "
            "(3, '2025-01-01')",
            last, earlier));
        ReadOptions options = table("p");
        options.cursorField = "at";
        const Reading first = read(options);
        options.overlap = "20s";
        EXPECT_EQ(read(options, first.end).rows.size(), 2U) << last;
        options.overlap = "19s";
        EXPECT_EQ(read(options, first.end).rows.size(), 1U) << last;
    }
}

TEST_F(SqliteSourceTest, ABrokenLoadByCursorFieldGoesOn)
{
    Shell shell(m_file);
    shell.run("CREATE TABLE p(id INTEGER PRIMARY KEY, at INTEGER);"
              "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999) "
              "INSERT INTO p SELECT i, CASE WHEN i % 3 THEN i / 1000 END FROM n");
    ReadOptions options = table("p");
    options.cursorField = "at";
    const Reading whole = read(options);
    EXPECT_EQ(whole.rows.size(), 20000U);
    for (const auto &[cursor, before] : whole.borders) {
        const Reading rest = read(options, cursor, whole.shape.schema);
        EXPECT_EQ(rest.rows.size(), whole.rows.size() - before) << cursor.substr(0, 80);
    }
}

TEST_F(SqliteSourceTest, ConditionsSelectionsAndQueriesAreRead)
{
    Shell(m_file).run(
        "CREATE TABLE p(id INTEGER PRIMARY KEY, a TEXT, b INTEGER); INSERT INTO p VALUES (1, 'x', 10),"
        "(2, 'y', 20), (3, 'z', 30); CREATE VIEW v AS SELECT id * 2 AS twice, a FROM p");
    ReadOptions options = table("p");
    options.select = {"b", "a"};
    options.where = "id > 1 -- not the first";
    EXPECT_EQ(read(options).rows, (std::vector<std::string>{"20|y", "30|z"}));
    options.rowsMax = 1;
    EXPECT_EQ(read(options).rows, std::vector<std::string>{"20|y"});

    ReadOptions query;
    query.query = "SELECT a, b * 2 AS dbl FROM p ORDER BY b DESC; -- all\n";
    Reading reading = read(query);
    EXPECT_EQ(reading.rows.size(), 0U) << "a comment behind the semicolon is a second statement to nobody";
    query.query = "SELECT a, b * 2 AS dbl FROM p ORDER BY b DESC;";
    reading = read(query);
    EXPECT_EQ(reading.rows, (std::vector<std::string>{"z|60", "y|40", "x|20"}));
    EXPECT_FALSE(reading.shape.canResume);
    query.orderKey = {"dbl"};
    reading = read(query);
    EXPECT_EQ(reading.rows, (std::vector<std::string>{"x|20", "y|40", "z|60"}));
    EXPECT_TRUE(reading.shape.canResume);

    const Reading view = read(table("v"));
    EXPECT_EQ(view.rows, (std::vector<std::string>{"2|x", "4|y", "6|z"}));
    EXPECT_FALSE(view.shape.canResume);
}

TEST_F(SqliteSourceTest, OnlyReadingIsPossible)
{
    Shell(m_file).run("CREATE TABLE p(id INTEGER PRIMARY KEY, a TEXT); INSERT INTO p VALUES (1, 'x')");
    for (const char *sql :
         {"DELETE FROM p", "SELECT 1; DELETE FROM p", "INSERT INTO p VALUES (2, 'y') RETURNING id",
          "PRAGMA user_version = 7", "ATTACH '/tmp/other.db' AS other",
          "WITH x AS (SELECT 1) DELETE FROM p RETURNING id", "SELECT ?1", "SELECT load_extension('x')",
          "SELECT 1 AS a, 2 AS a", "", "SELECT 1) UNION SELECT (2", "SELECT \"nonsense\" FROM p"}) {
        ReadOptions options;
        options.stream = "none";
        options.query = *sql ? sql : ";";
        EXPECT_NE(read(options).error, "") << sql;
    }
    for (const char *sql :
         {"1) UNION SELECT id, a FROM p --", "a = \"typo\"", "1; DELETE FROM p", "id = ?1 AND"}) {
        ReadOptions options = table("p");
        options.where = sql;
        EXPECT_NE(read(options).error, "") << sql;
    }
    EXPECT_EQ(Shell(m_file).run("SELECT count(*) FROM p"), "1\n");
    EXPECT_EQ(Shell(m_file).run("PRAGMA user_version"), "0\n");
}

TEST_F(SqliteSourceTest, APinnedSchemaHoldsAndChangesAreSaid)
{
    Shell shell(m_file);
    shell.run("CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT, v); INSERT INTO p VALUES (1, 'a', 5)");
    const Reading first = read(table("p"));
    shell.run("ALTER TABLE p ADD COLUMN extra TEXT; INSERT INTO p VALUES (2, 'b', 'text now', 'e')");
    const Reading second = read(table("p"), {}, first.shape.schema);
    EXPECT_EQ(*second.shape.schema, *first.shape.schema);
    EXPECT_TRUE(second.hasFinding("newField"));
    EXPECT_EQ(second.rows, std::vector<std::string>{"1|a|5"});
    EXPECT_EQ(second.broken.size(), 1U);
    shell.run("ALTER TABLE p RENAME COLUMN name TO names");
    const Reading third = read(table("p"), {}, first.shape.schema);
    EXPECT_NE(third.error.find("\"name\" is gone"), std::string::npos) << third.error;
    EXPECT_NE(third.error.find("names"), std::string::npos);
}

TEST_F(SqliteSourceTest, OneOpeningSeesOneSnapshot)
{
    Shell shell(m_file);
    shell.run("PRAGMA journal_mode=WAL; CREATE TABLE p(id INTEGER PRIMARY KEY, s TEXT);"
              "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999) INSERT INTO p "
              "SELECT i, 'x' FROM n");
    const auto source = make(table("p"));
    ASSERT_OK(source->open({}, nullptr, m_token));
    std::int64_t rows = (*source->read(m_token))->rows.rows();
    shell.run("DELETE FROM p WHERE id > 10000; INSERT INTO p VALUES (30000, 'new')");
    for (;;) {
        auto page = source->read(m_token);
        ASSERT_OK(page);
        if (!*page)
            break;
        rows += (*page)->rows.rows();
    }
    EXPECT_EQ(rows, 20000);
}

TEST_F(SqliteSourceTest, AnEndlessQueryEndsWhenCancelled)
{
    Shell(m_file).run("CREATE TABLE p(id INTEGER); CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION "
                      "ALL SELECT i FROM n) "
                      "SELECT max(i) AS m FROM n");
    const CancelToken token;
    token.cancel();
    const auto source = make(table("v"));
    const auto opened = source->open({}, nullptr, token);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Cancelled);
}

TEST_F(SqliteSourceTest, HostileFilesAreHarmless)
{
    const std::pair<const char *, std::function<void()>> corpus[] = {
        {"no database", [&] { m_folder.write("shop.db", std::string(4096, 'x')); }},
        {"an empty file", [&] { m_folder.write("shop.db", ""); }},
        {"cut in half",
         [&] {
             Shell(m_file).run("CREATE TABLE p(a); WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 "
                               "FROM n WHERE i < "
                               "9999) INSERT INTO p SELECT hex(randomblob(20)) FROM n");
             const std::string whole = m_folder.read("shop.db");
             m_folder.write("shop.db", whole.substr(0, whole.size() / 2 / 4096 * 4096));
         }},
        {"a page of noise",
         [&] {
             std::remove(m_file.c_str());
             Shell(m_file).run("CREATE TABLE p(a); WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 "
                               "FROM n WHERE i < "
                               "9999) INSERT INTO p SELECT hex(randomblob(20)) FROM n");
             std::string whole = m_folder.read("shop.db");
             for (std::size_t i = 4096 * 3; i < 4096 * 5; ++i)
                 whole[i] = static_cast<char>(i * 7919);
             m_folder.write("shop.db", whole);
         }},
        {"a view in the table's place that calls a function of ours",
         [&] {
             std::remove(m_file.c_str());
             Shell(m_file).run("CREATE VIEW p AS SELECT load_extension('/tmp/evil') AS a");
         }},
        {"a schema that refers to itself",
         [&] {
             std::remove(m_file.c_str());
             Shell(m_file).run("CREATE VIEW p AS SELECT * FROM q; CREATE VIEW q AS SELECT * FROM p");
         }},
        {"a schema rewritten by hand",
         [&] {
             std::remove(m_file.c_str());
             Shell(m_file).run(
                 "CREATE TABLE p(a); PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE "
                 "p(a, CHECK(' || hex(zeroblob(2000000)) || '))'");
         }},
        {"a root page that is another table's",
         [&] {
             std::remove(m_file.c_str());
             Shell(m_file).run(
                 "CREATE TABLE p(a TEXT PRIMARY KEY) WITHOUT ROWID; CREATE TABLE q(b); INSERT INTO p VALUES "
                 "('x');"
                 "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'p'");
         }},
        {"a virtual table",
         [&] {
             std::remove(m_file.c_str());
             Shell(m_file).run("CREATE VIRTUAL TABLE p USING fts5(a)");
         }},
        {"a folder",
         [&] {
             std::remove(m_file.c_str());
             std::rename(m_folder.write("x", "").c_str(), m_folder.file("y").c_str());
         }},
    };
    for (const auto &[sentence, prepare] : corpus) {
        SCOPED_TRACE(sentence);
        prepare();
        const std::string before = m_folder.read("shop.db");
        const Reading reading = read(table("p"));
        EXPECT_NE(reading.error, "");
        EXPECT_EQ(m_folder.read("shop.db"), before) << "reading never writes";
    }
    std::remove(m_file.c_str());
    Shell(m_file).run(
        "CREATE TABLE p(a); CREATE TABLE q(b); INSERT INTO p VALUES (1);"
        "CREATE TRIGGER t AFTER INSERT ON p BEGIN INSERT INTO q VALUES (1); END;"
        "CREATE VIEW bomb AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;"
        "CREATE TABLE sqlitex(a); CREATE TABLE pragma_table_xinfo(cid, name)");
    EXPECT_EQ(read(table("p")).rows, std::vector<std::string>{"1"})
        << "views and triggers beside it do not matter";
    const auto streams = sqliteConnector().listStreams(
        [&] {
            ConnectionContext context;
            context.settings = std::make_shared<const Json>(Json{{"file", m_file}});
            return context;
        }(),
        m_token);
    ASSERT_OK(streams);
    EXPECT_EQ(streams->size(), 5U);
}

TEST_F(SqliteSourceTest, RandomDamageNeverCrashesAndNeverWrites)
{
    const unsigned seed = std::random_device()();
    RecordProperty("seed", static_cast<int>(seed));
    std::printf("seed %u\n", seed);
    std::mt19937 random(seed);
    Shell(m_file).run(
        "CREATE TABLE p(id INTEGER PRIMARY KEY, a TEXT, b REAL, c BLOB); CREATE INDEX i ON p(a);"
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199) "
        "INSERT INTO p SELECT i, hex(randomblob(9)), i / 3.0, randomblob(20) FROM n");
    const std::string whole = m_folder.read("shop.db");
    for (int round = 0; round < 200; ++round) {
        std::string damaged = whole;
        for (int i = 0; i < 1 + round % 20; ++i)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        m_folder.write("shop.db", damaged);
        const Reading reading = read(table("p"));
        EXPECT_LE(reading.rows.size() + reading.broken.size(), 100'000U);
        ASSERT_EQ(m_folder.read("shop.db"), damaged);
    }
}

} // namespace

} // namespace weir
