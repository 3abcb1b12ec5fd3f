#include "core/data/datetime.h"
#include "tests/support/sqlitetargetfixture.h"

#include <cmath>
#include <cstdio>

namespace weir {

using namespace test;
using Shell = SqliteShell;

namespace {

TEST_F(SqliteTargetTest, AllTypesAreWrittenAsTheDialectTableSays)
{
    const auto schema =
        std::make_shared<const Schema>(std::vector<Field>{{"b", TypeKind::Bool, true, {}},
                                                          {"f", TypeKind::Float64, true, {}},
                                                          {"day", TypeKind::Date, true, {}},
                                                          {"hour", TypeKind::Time, true, {}},
                                                          {"local", TypeKind::DateTime, true, {}},
                                                          {"at", TypeKind::Timestamp, true, {}},
                                                          {"doc", TypeKind::Json, true, {}},
                                                          {"raw", TypeKind::Bytes, true, {}}});
    ASSERT_OK(open("types")->create(*schema, m_token));
    Session session = this->session("types", schema, WriteMode::Append);
    const std::int64_t micros = 1'772'706'030'123'456; // 2026-03-05T10:20:30.123456
    ASSERT_OK(session.write({{n(1), d(0.1), n(20517), n(37'230'000'001), n(micros), n(micros),
                              t("{\"a\":1.0}"), t(std::string("\0\xff", 2))},
                             {n(0), d(-1e300), n(-719529), n(0), n(-1), n(0), t(""), t("")}}));
    EXPECT_EQ(Shell(m_file).run("SELECT b, f, day, hour, local, at, doc, hex(raw), typeof(raw) FROM types"),
              "1|0.1|2026-03-05|10:20:30.000001|2026-03-05 10:20:30.123456|2026-03-05 "
              "10:20:30.123456Z|{\"a\":1.0}|00FF|"
              "blob\n"
              "0|-1.0e+300|-0001-12-31|00:00:00.000000|1969-12-31 23:59:59.999999|1970-01-01 "
              "00:00:00.000000Z|NULL||"
              "blob\n");
}

TEST_F(SqliteTargetTest, RowsThatATriggerLeavesOutStopTheRun)
{
    for (const WriteMode mode : {WriteMode::Append, WriteMode::Upsert}) {
        const std::string table = mode == WriteMode::Append ? "a" : "u";
        Shell shell(m_file);
        shell.run("CREATE TABLE " + table + "(id INTEGER PRIMARY KEY, name TEXT); CREATE TRIGGER t" + table +
                  " BEFORE INSERT ON " + table + " WHEN new.id = 2 BEGIN SELECT RAISE(IGNORE); END");
        const auto schema = std::make_shared<const Schema>(
            std::vector<Field>{{"id", TypeKind::Int64, false, {}}, {"name", TypeKind::Text, true, {}}});
        Session session = this->session(table, schema, mode, {"id"});
        const auto report = session.write({{n(1), null}, {n(2), null}, {n(3), null}});
        ASSERT_FALSE(report) << writeModeName(mode);
        EXPECT_EQ(report.error().code, ErrorCode::SchemaMismatch);
        EXPECT_EQ(report.error().recovery, Recovery::Stop);
        EXPECT_TRUE(report.error().detail.starts_with("RowsSwallowed")) << report.error().detail;
        EXPECT_EQ(shell.run("SELECT count(*) FROM " + table), "0\n");
        EXPECT_EQ(shell.run("SELECT seq FROM weir_checkpoint"), "0\n");
        shell.run("DELETE FROM weir_checkpoint");
    }
}

TEST_F(SqliteTargetTest, ATableThatIgnoresConflictsCannotSwallowRows)
{
    Shell(m_file).run("CREATE TABLE soft(id INTEGER, name TEXT, UNIQUE (id) ON CONFLICT IGNORE);"
                      "CREATE TABLE hard(id INTEGER UNIQUE ON CONFLICT REPLACE, name TEXT)");
    const auto schema = std::make_shared<const Schema>(
        std::vector<Field>{{"id", TypeKind::Int64, true, {}}, {"name", TypeKind::Text, true, {}}});
    for (const char *table : {"soft", "hard"}) {
        Session session = this->session(table, schema, WriteMode::Append);
        const auto report = session.write({{n(1), t("a")}, {n(2), t("b")}, {n(1), t("c")}});
        ASSERT_OK(report);
        ASSERT_EQ(report->refused.size(), 1U) << table;
        EXPECT_EQ(report->refused[0].row, 2);
        EXPECT_EQ(report->refused[0].code, RowCode::DuplicateKey);
        Shell(m_file).run("DELETE FROM weir_checkpoint");
    }
}

struct Poison
{
    const char *sentence;
    const char *sql; ///< of table p(id, v)
    Cell bad;
    RowCode code;
    const char *rule;
    const char *field;
};

TEST_F(SqliteTargetTest, EveryPoisonIsFoundAtEveryPosition)
{
    const Poison poisons[] = {
        {"a value twice", "CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT CONSTRAINT one UNIQUE)", t("x0"),
         RowCode::DuplicateKey, "UNIQUE (v)", "v"},
        {"a value twice, by a named index",
         "CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT); CREATE UNIQUE INDEX p_v ON p(v)", t("x0"),
         RowCode::DuplicateKey, "p_v", "v"},
        {"NULL where none may be", "CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT NOT NULL)", null,
         RowCode::NotNull, "NOT NULL", "v"},
        {"a check", "CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT CONSTRAINT short CHECK (length(v) < 5))",
         t("far too long"), RowCode::Check, "short", ""},
        {"text for a number", "CREATE TABLE p(id INTEGER PRIMARY KEY, v INTEGER) STRICT", t("abc"),
         RowCode::NotConvertible, "INTEGER column p.v", "v"},
        {"a missing parent",
         "CREATE TABLE d(k TEXT PRIMARY KEY); CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT "
         "REFERENCES d(k))",
         t("nobody"), RowCode::ForeignKey, "FOREIGN KEY (v) REFERENCES d", "v"},
        {"a missing parent, noticed at the commit",
         "CREATE TABLE d(k TEXT PRIMARY KEY); CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT REFERENCES d(k) "
         "DEFERRABLE "
         "INITIALLY DEFERRED)",
         t("nobody"), RowCode::ForeignKey, "FOREIGN KEY (v) REFERENCES d", "v"},
        {"a trigger that objects",
         "CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT); CREATE TRIGGER no BEFORE INSERT ON p "
         "WHEN new.v = 'bad' BEGIN SELECT RAISE(ABORT, 'we do not take bad'); END",
         t("bad"), RowCode::Rejected, "trigger: we do not take bad", ""},
        {"a trigger that rolls back",
         "CREATE TABLE p(id INTEGER PRIMARY KEY, v TEXT); CREATE TRIGGER no AFTER INSERT ON "
         "p WHEN new.v = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'out'); END",
         t("bad"), RowCode::Rejected, "trigger: out", ""},
        {"a generated column that cannot be computed",
         "CREATE TABLE p(id INTEGER PRIMARY KEY, v INTEGER, g AS (abs(v)) STORED)", t("-9223372036854775808"),
         RowCode::Rejected, "integer overflow", ""},
        {"text that a numeric column would rewrite", "CREATE TABLE p(id INTEGER PRIMARY KEY, v NUMERIC)",
         t("007"), RowCode::LosesPrecision, "SQLite column \"v\"", "v"},
    };
    const auto schema = std::make_shared<const Schema>(
        std::vector<Field>{{"id", TypeKind::Int64, false, {}}, {"v", TypeKind::Text, true, {}}});
    constexpr int rowCount = 3;
    for (const Poison &poison : poisons) {
        for (const WriteMode mode : {WriteMode::Append, WriteMode::Upsert}) {
            for (int position = 0; position < rowCount; ++position) {
                SCOPED_TRACE(std::string(poison.sentence) + ", " + std::string(writeModeName(mode)) +
                             ", at " + std::to_string(position));
                std::remove(m_file.c_str());
                Shell shell(m_file);
                ASSERT_EQ(shell.run(poison.sql), "");
                const bool isNumbers = poison.code == RowCode::NotConvertible ||
                                       poison.code == RowCode::LosesPrecision ||
                                       std::string(poison.sql).find("abs(v)") != std::string::npos;
                const auto good = [&](int i) {
                    return isNumbers ? std::to_string(i) : "x" + std::to_string(i);
                };
                if (poison.code == RowCode::ForeignKey)
                    shell.run("INSERT INTO d VALUES ('x1'),('x2'),('x3'),('x4'),('x5'),('x0')");
                if (poison.code == RowCode::DuplicateKey)
                    shell.run("INSERT INTO p VALUES (100, 'x0')");
                const std::string before = shell.run("SELECT * FROM p");
                Session session = this->session("p", schema, mode, {"id"});
                std::vector<Row> rows;
                for (int i = 0; i < rowCount; ++i)
                    rows.push_back({n(i), i == position ? poison.bad : t(good(i + 1))});
                const auto report = session.write(rows);
                ASSERT_OK(report);
                ASSERT_EQ(report->refused.size(), 1U);
                EXPECT_EQ(report->refused[0].row, position);
                EXPECT_EQ(rowCodeName(report->refused[0].code), rowCodeName(poison.code));
                EXPECT_EQ(report->refused[0].rule, poison.rule);
                EXPECT_EQ(report->refused[0].field, poison.field);
                EXPECT_EQ(report->inserted, 0);
                EXPECT_EQ(shell.run("SELECT * FROM p"), before);
                EXPECT_EQ(shell.run("SELECT seq FROM weir_checkpoint"), "0\n");

                rows.erase(rows.begin() + position);
                session.skipped = {{position + 1, std::string(rowCodeName(poison.code)), "line 1", ""}};
                const auto rest = session.write(rows, rowCount);
                ASSERT_OK(rest);
                EXPECT_TRUE(rest->refused.empty());
                EXPECT_EQ(rest->inserted, rowCount - 1);
                EXPECT_EQ(shell.run("SELECT seq FROM weir_skip"), std::to_string(position + 1) + "\n");
                EXPECT_TRUE(session.next.totals.balances());
            }
        }
    }
}

TEST_F(SqliteTargetTest, ChildrenMayComeBeforeTheirParentsInABatch)
{
    Shell shell(m_file);
    shell.run("CREATE TABLE tree(id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree(id))");
    const auto schema = std::make_shared<const Schema>(
        std::vector<Field>{{"id", TypeKind::Int64, false, {}}, {"parent", TypeKind::Int64, true, {}}});
    Session session = this->session("tree", schema, WriteMode::Append);
    const auto bad = session.write({{n(1), n(2)}, {n(2), null}, {n(3), n(99)}, {n(4), n(98)}});
    ASSERT_OK(bad);
    ASSERT_EQ(bad->refused.size(), 2U);
    EXPECT_EQ(bad->refused[0].row, 2);
    EXPECT_EQ(bad->refused[1].row, 3);
    const auto good = session.write({{n(1), n(2)}, {n(2), null}});
    ASSERT_OK(good);
    EXPECT_EQ(good->inserted, 2);
}

TEST_F(SqliteTargetTest, AnUpsertSplitsItsRowsExactly)
{
    Session session = createdOrders(WriteMode::Upsert);
    ASSERT_OK(session.write({{n(1), t("a"), t("1.00")}, {n(2), t("b"), null}, {n(3), null, null}}));
    const auto report = session.write({{n(4), t("new"), null},
                                       {n(1), t("a"), t("1.00")},
                                       {n(2), t("B"), null},
                                       {n(5), t("held"), null},
                                       {n(3), null, t("0")},
                                       {n(5), t("last"), null},
                                       {n(1), t("a"), t("1.00")}});
    ASSERT_OK(report);
    EXPECT_EQ(report->inserted, 2);
    EXPECT_EQ(report->updated, 2);
    EXPECT_EQ(report->unchanged, 1);
    EXPECT_EQ(report->superseded, 2);
    EXPECT_TRUE(report->isSplitExact);
    EXPECT_TRUE(session.next.totals.balances());
    EXPECT_EQ(Shell(m_file).run("SELECT id, name, amount FROM orders"),
              "1|a|1.00\n2|B|NULL\n3|NULL|0\n4|new|NULL\n5|last|NULL\n");
}

TEST_F(SqliteTargetTest, AnUpsertCountsExactlyBesideTriggersAndOtherUniqueKeys)
{
    Shell shell(m_file);
    shell.run("CREATE TABLE log(x); CREATE TABLE p(id INTEGER, email TEXT UNIQUE, name TEXT COLLATE NOCASE, "
              "UNIQUE(id));"
              "CREATE TRIGGER ai AFTER INSERT ON p BEGIN INSERT INTO log VALUES ('i'); END;"
              "CREATE TRIGGER au AFTER UPDATE ON p BEGIN INSERT INTO log VALUES ('u'); END;"
              "INSERT INTO p VALUES (1, 'a', 'x'), (2, 'b', 'y'), (3, 'c', 'z')");
    const auto schema =
        std::make_shared<const Schema>(std::vector<Field>{{"id", TypeKind::Int64, false, {}},
                                                          {"email", TypeKind::Text, true, {}},
                                                          {"name", TypeKind::Text, true, {}}});
    Session session = this->session("p", schema, WriteMode::Upsert, {"id"});
    const auto report = session.write({{n(1), t("a"), t("X")}, {n(2), t("b"), t("y")}, {n(4), t("d"), null}});
    ASSERT_OK(report);
    EXPECT_EQ(report->inserted, 1);
    EXPECT_EQ(report->updated, 1) << "another case is a change, whatever the collation says";
    EXPECT_EQ(report->unchanged, 1);
    const auto clash = session.write({{n(5), t("e"), null}, {n(6), t("c"), null}});
    ASSERT_OK(clash);
    ASSERT_EQ(clash->refused.size(), 1U);
    EXPECT_EQ(clash->refused[0].row, 1);
}

TEST_F(SqliteTargetTest, KeysAreEqualWhenTheTargetSaysSo)
{
    Shell shell(m_file);
    shell.run("CREATE TABLE p(k TEXT COLLATE NOCASE, j TEXT COLLATE RTRIM, v INTEGER, PRIMARY KEY (k, j)) "
              "WITHOUT ROWID;"
              "INSERT INTO p VALUES ('Alpha', 'x', 1)");
    const auto schema = std::make_shared<const Schema>(std::vector<Field>{{"j", TypeKind::Text, false, {}},
                                                                          {"k", TypeKind::Text, false, {}},
                                                                          {"v", TypeKind::Int64, true, {}}});
    Session session = this->session("p", schema, WriteMode::Upsert, {"j", "k"});
    const auto report =
        session.write({{t("x"), t("ALPHA"), n(2)}, {t("x  "), t("alpha"), n(3)}, {t("x"), t("beta"), n(4)}});
    ASSERT_OK(report);
    EXPECT_EQ(report->inserted, 1);
    EXPECT_EQ(report->updated, 1);
    EXPECT_EQ(report->superseded, 1);
    EXPECT_EQ(shell.run("SELECT k, quote(j), v FROM p"), "alpha|'x  '|3\nbeta|'x'|4\n");
    const auto noKey = session.write({{t("y"), t("c"), n(1)}, {null, t("c"), n(1)}, {t("z"), null, n(1)}});
    ASSERT_OK(noKey);
    ASSERT_EQ(noKey->refused.size(), 2U);
    EXPECT_EQ(noKey->refused[0].row, 1);
    EXPECT_EQ(noKey->refused[1].row, 2);
    EXPECT_EQ(noKey->refused[0].code, RowCode::NotNull);
}

TEST_F(SqliteTargetTest, OlderVersionsAreSuperseded)
{
    const auto schema =
        std::make_shared<const Schema>(std::vector<Field>{{"id", TypeKind::Int64, false, {}},
                                                          {"name", TypeKind::Text, true, {}},
                                                          {"version", TypeKind::Decimal, true, {}}},
                                       std::vector<std::string>{"id"});
    ASSERT_OK(open("v")->create(*schema, m_token));
    Session session = this->session("v", schema, WriteMode::Upsert, {"id"}, "version");
    ASSERT_OK(session.write(
        {{n(1), t("a"), t("9")}, {n(2), t("b"), t("10.0")}, {n(3), t("c"), null}, {n(4), t("d"), t("5")}}));
    const auto report = session.write({{n(1), t("newer"), t("10")},
                                       {n(2), t("older"), t("9.99")},
                                       {n(3), t("first"), t("1")},
                                       {n(4), t("none"), null},
                                       {n(5), t("new"), null}});
    ASSERT_OK(report);
    EXPECT_EQ(report->inserted, 1);
    EXPECT_EQ(report->updated, 2);
    EXPECT_EQ(report->superseded, 2);
    EXPECT_EQ(Shell(m_file).run("SELECT name FROM v"), "newer\nb\nfirst\nd\nnew\n");
    const auto same = session.write({{n(1), t("corrected"), t("10.00")}});
    ASSERT_OK(same);
    EXPECT_EQ(same->updated, 1) << "the same version with other values is the source's word";
}

TEST_F(SqliteTargetTest, AnUpdateRefusesRowsWithoutAMatchAllAtOnce)
{
    Session filling = createdOrders();
    ASSERT_OK(filling.write({{n(1), t("a"), null}, {n(2), t("b"), null}, {n(3), t("c"), null}}));
    Session session = this->session("orders", ordersSchema(), WriteMode::Update, {"id"});
    const auto refused =
        session.write({{n(1), t("A"), null}, {n(7), null, null}, {n(2), t("b"), null}, {n(8), null, null}});
    ASSERT_OK(refused);
    ASSERT_EQ(refused->refused.size(), 2U);
    EXPECT_EQ(refused->refused[0].row, 1);
    EXPECT_EQ(refused->refused[1].row, 3);
    EXPECT_EQ(refused->refused[0].code, RowCode::NoSuchKey);
    EXPECT_EQ(refused->refused[0].value, "7");
    const auto report = session.write({{n(1), t("A"), null}, {n(2), t("b"), null}, {n(1), t("AA"), null}});
    ASSERT_OK(report);
    EXPECT_EQ(report->updated, 1);
    EXPECT_EQ(report->unchanged, 1);
    EXPECT_EQ(report->superseded, 1);
    EXPECT_EQ(Shell(m_file).run("SELECT name FROM orders"), "AA\nb\nc\n");
}

TEST_F(SqliteTargetTest, UpsertNeedsAUniqueIndexOverExactlyTheKey)
{
    Shell(m_file).run(
        "CREATE TABLE p(a INTEGER, b INTEGER, UNIQUE (a, b)); CREATE UNIQUE INDEX half ON p(a) WHERE b > 0");
    const auto schema = std::make_shared<const Schema>(
        std::vector<Field>{{"a", TypeKind::Int64, false, {}}, {"b", TypeKind::Int64, false, {}}});
    const auto target = open("p");
    const auto one = target->prepare(schema, WriteMode::Upsert, {"a"}, {}, m_token);
    ASSERT_FALSE(one);
    EXPECT_EQ(one.error().code, ErrorCode::InvalidConfig);
    EXPECT_OK(target->prepare(schema, WriteMode::Upsert, {"b", "a"}, {}, m_token));
}

TEST_F(SqliteTargetTest, LookingUpTellsHowRowsStand)
{
    const auto schema =
        std::make_shared<const Schema>(std::vector<Field>{{"id", TypeKind::Int64, false, {}},
                                                          {"name", TypeKind::Text, true, {}},
                                                          {"at", TypeKind::Timestamp, true, {}}},
                                       std::vector<std::string>{"id"});
    ASSERT_OK(open("v")->create(*schema, m_token));
    Session session = this->session("v", schema, WriteMode::Upsert, {"id"}, "at");
    ASSERT_OK(session.write(
        {{n(1), t("a"), n(100)}, {n(2), t("b"), n(100)}, {n(3), t("c"), n(100)}, {n(4), t("d"), n(100)}}));
    const RecordBatch batch = batchOf(schema, {{n(1), t("a"), n(100)},
                                               {n(2), t("x"), n(50)},
                                               {n(3), t("x"), n(200)},
                                               {n(9), null, null},
                                               {n(4), t("x"), n(100)},
                                               {null, null, null}});
    const auto standings = session.target->lookUp(batch, m_token);
    ASSERT_OK(standings);
    EXPECT_EQ(*standings,
              (std::vector<Standing>{Standing::Equal, Standing::TargetNewer, Standing::TargetOlder,
                                     Standing::Absent, Standing::Differs, Standing::Absent}));
}

TEST_F(SqliteTargetTest, ValuesThatSqliteWouldChangeAreRefused)
{
    Shell(m_file).run("CREATE TABLE p(i INTEGER, r REAL, n NUMERIC, d DECIMAL(10,2), x, s TEXT)");
    struct Case
    {
        const char *sentence;
        const char *column;
        Type type;
        Cell value;
        const char *stored; ///< null: refused
    };
    const Case cases[] = {
        {"a decimal of 15 digits", "n", TypeKind::Decimal, t("123456789012.345"), "123456789012.345"},
        {"a decimal of 16 digits", "n", TypeKind::Decimal, t("1234567890123.456"), nullptr},
        {"a whole decimal of 64 bits", "d", TypeKind::Decimal, t("9223372036854775807"),
         "9223372036854775807"},
        {"a whole decimal beyond 64 bits", "d", TypeKind::Decimal, t("9223372036854775808"), nullptr},
        {"trailing zeros of a decimal", "d", TypeKind::Decimal, t("1.10"), "1.1"},
        {"a decimal in a text column", "s", TypeKind::Decimal, t("1.10"), "1.10"},
        {"a long decimal in an untyped column", "x", TypeKind::Decimal, t("0.12345678901234567890"),
         "0.12345678901234567890"},
        {"text with a leading zero", "n", TypeKind::Text, t("007"), nullptr},
        {"text with a blank", "i", TypeKind::Text, t(" 7"), nullptr},
        {"text with an exponent", "r", TypeKind::Text, t("1e3"), nullptr},
        {"text beyond doubles", "n", TypeKind::Text, t("1e999"), nullptr},
        {"plain text", "n", TypeKind::Text, t("abc"), "abc"},
        {"a plain number as text", "n", TypeKind::Text, t("42"), "42"},
        {"2^53 in a real column", "r", TypeKind::Int64, n(9007199254740992), "9.00719925474099e+15"},
        {"2^53 + 1 in a real column", "r", TypeKind::Int64, n(9007199254740993), nullptr},
        {"not a number", "r", TypeKind::Float64, d(std::nan("")), nullptr},
        {"a double in a text column", "s", TypeKind::Float64, d(0.1), "0.1"},
        {"a bool in a text column", "s", TypeKind::Bool, n(1), "true"},
        {"a special date", "x", TypeKind::Date, n(dateInfinity), nullptr},
        {"a special timestamp", "x", TypeKind::Timestamp, n(timeZero), nullptr},
    };
    for (const Case &one : cases) {
        SCOPED_TRACE(one.sentence);
        const auto schema =
            std::make_shared<const Schema>(std::vector<Field>{{one.column, one.type, true, {}}});
        Session session = this->session("p", schema, WriteMode::Append);
        const auto report = session.write({{one.value}});
        ASSERT_OK(report);
        EXPECT_EQ(report->refused.empty(), one.stored != nullptr);
        if (one.stored) {
            EXPECT_EQ(Shell(m_file).run(std::string("SELECT ") + one.column + " FROM p"),
                      std::string(one.stored) + "\n");
        }
        Shell(m_file).run("DELETE FROM p; DELETE FROM weir_checkpoint");
    }
}

TEST_F(SqliteTargetTest, PartsAreWrittenAsOneBatch)
{
    Session session = createdOrders(WriteMode::Upsert);
    const std::vector<RecordBatch> parts = {
        batchOf(ordersSchema(), {{n(5), t("a"), null}, {n(1), t("b"), null}}), batchOf(ordersSchema(), {}),
        batchOf(ordersSchema(), {{n(1), t("c"), null}, {n(2), null, null}})};
    Checkpoint next = session.next;
    next.seq = 4;
    next.totals.read = 4;
    const auto report = session.target->write({parts, 4}, {}, next, m_token);
    ASSERT_OK(report);
    EXPECT_EQ(report->inserted, 3);
    EXPECT_EQ(report->superseded, 1);
    EXPECT_EQ(Shell(m_file).run("SELECT id, name FROM orders"), "1|c\n2|NULL\n5|a\n");
}

TEST_F(SqliteTargetTest, ATableNamedLikeOurRowsIsWritten)
{
    Shell shell(m_file);
    shell.run("CREATE TABLE weir_rows(id INTEGER PRIMARY KEY, excluded TEXT, weir_t TEXT)");
    const auto schema =
        std::make_shared<const Schema>(std::vector<Field>{{"id", TypeKind::Int64, false, {}},
                                                          {"excluded", TypeKind::Text, true, {}},
                                                          {"weir_t", TypeKind::Text, true, {}}});
    Session session = this->session("weir_rows", schema, WriteMode::Upsert, {"id"});
    ASSERT_OK(session.write({{n(1), t("a"), t("b")}}));
    ASSERT_OK(session.write({{n(1), t("c"), t("b")}}));
    EXPECT_EQ(shell.run("SELECT * FROM weir_rows"), "1|c|b\n");
}

} // namespace

} // namespace weir
