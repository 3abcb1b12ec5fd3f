#include "core/connectors/sqlite/sqliteconnector.h"
#include "core/data/datetime.h"
#include "tests/support/testfolder.h"

#include <cmath>
#include <cstdio>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <sys/stat.h>
#include <thread>

namespace weir {

namespace {

/// One cell as a test writes it down; std::nullopt is NULL.
using Cell = std::optional<std::variant<std::int64_t, double, std::string>>;
using Row = std::vector<Cell>;

Cell n(std::int64_t value) { return value; }
Cell t(std::string value) { return value; }
Cell d(double value) { return value; }
const Cell null;

RecordBatch batchOf(const SchemaPtr &schema, const std::vector<Row> &rows)
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < schema->size(); ++i) {
        auto column = std::make_shared<Column>(schema->field(i).type.kind);
        for (const Row &row : rows) {
            const Cell &cell = row[i];
            if (!cell) {
                column->appendNull();
                continue;
            }
            switch (schema->field(i).type.kind) {
            case TypeKind::Bool:
                column->appendBool(std::get<std::int64_t>(*cell) != 0);
                break;
            case TypeKind::Float64:
                column->appendDouble(std::get<double>(*cell));
                break;
            case TypeKind::Date:
                column->appendDays(static_cast<std::int32_t>(std::get<std::int64_t>(*cell)));
                break;
            case TypeKind::Int64:
            case TypeKind::Time:
            case TypeKind::DateTime:
            case TypeKind::Timestamp:
                column->appendInt64(std::get<std::int64_t>(*cell));
                break;
            default:
                column->appendText(std::get<std::string>(*cell));
                break;
            }
        }
        columns.push_back(std::move(column));
    }
    return RecordBatch(schema, std::move(columns), static_cast<std::int64_t>(rows.size()));
}

/// A connection beside Weir's, as another program has.
class Shell
{
public:
    explicit Shell(const std::string &path) { EXPECT_EQ(sqlite3_open(path.c_str(), &m_handle), SQLITE_OK); }
    Shell(const Shell &) = delete;
    Shell &operator=(const Shell &) = delete;
    ~Shell() { sqlite3_close(m_handle); }

    /// Rows as "a|b" lines, NULL as "NULL".
    std::string run(const std::string &sql)
    {
        std::string out;
        char *message = nullptr;
        const auto line = [](void *self, int count, char **values, char **) {
            auto &text = *static_cast<std::string *>(self);
            for (int i = 0; i < count; ++i)
                text += std::string(i ? "|" : "") + (values[i] ? values[i] : "NULL");
            text += '\n';
            return 0;
        };
        if (sqlite3_exec(m_handle, sql.c_str(), line, &out, &message) != SQLITE_OK)
            out += "error: " + std::string(message);
        sqlite3_free(message);
        return out;
    }

private:
    sqlite3 *m_handle = nullptr;
};

SchemaPtr ordersSchema()
{
    return std::make_shared<const Schema>(std::vector<Field>{{"id", TypeKind::Int64, false, {}},
                                                             {"name", TypeKind::Text, true, {}},
                                                             {"amount", Type::decimal(12, 2), true, {}}},
                                          std::vector<std::string>{"id"});
}

class SqliteTargetTest : public testing::Test
{
protected:
    test::TestFolder m_folder;
    const CancelToken m_token;
    const std::string m_file = m_folder.file("shop.db");

    std::unique_ptr<Target> open(const std::string &table = "orders", const std::string &file = "shop.db")
    {
        ConnectionContext context;
        context.name = "shop";
        context.settings = std::make_shared<const Json>(Json{{"file", file}});
        context.baseFolder = m_folder.path();
        WriteOptions options;
        options.stream = table;
        auto target = sqliteConnector().makeTarget(context, options);
        EXPECT_TRUE(target) << target.error().detail;
        return target ? *std::move(target) : nullptr;
    }

    static Claim claimOf(bool isFirst = true)
    {
        Claim claim;
        claim.job = *Uuid::parse("00000000-0000-4000-8000-000000000001");
        claim.workspace = *Uuid::parse("00000000-0000-4000-8000-000000000002");
        claim.stream = "main";
        claim.holder = Uuid::random();
        claim.isFirst = isFirst;
        claim.run = 7;
        claim.revision = 3;
        return claim;
    }

    /// A target that is prepared and fenced, and the checkpoint that a caller would keep beside it.
    struct Session
    {
        std::unique_ptr<Target> target;
        SchemaPtr schema;
        Claim claim = claimOf();
        Checkpoint next;
        std::vector<Skipped> skipped;
        CancelToken token;

        Result<WriteReport> write(const std::vector<Row> &rows, std::int64_t records = -1)
        {
            const RecordBatch batch = batchOf(schema, rows);
            const std::int64_t count = records < 0 ? batch.rows() : records;
            Checkpoint moved = next;
            moved.seq += count;
            moved.cursor.text = "row " + std::to_string(moved.seq);
            moved.totals.read += count;
            moved.totals.quarantined += static_cast<std::int64_t>(skipped.size());
            Result<WriteReport> report = target->write({{&batch, 1}, batch.rows()}, skipped, moved, token);
            if (report && report->refused.empty())
                next = moved;
            return report;
        }
    };

    Session session(const std::string &table, const SchemaPtr &schema, WriteMode mode,
                    const std::vector<std::string> &key = {}, const std::string &version = {})
    {
        Session made;
        made.schema = schema;
        made.target = open(table);
        const auto prepared = made.target->prepare(schema, mode, key, version, m_token);
        EXPECT_TRUE(prepared) << prepared.error().detail;
        const auto fenced = made.target->fence(made.claim, m_token);
        EXPECT_TRUE(fenced) << fenced.error().detail;
        if (fenced)
            made.next = fenced->checkpoint.value_or(Checkpoint{});
        if (made.next.generation == 0)
            made.next.generation = 1;
        made.next.run = made.claim.run;
        made.next.revision = made.claim.revision;
        return made;
    }

    Session createdOrders(WriteMode mode = WriteMode::Append, const std::string &version = {})
    {
        const auto target = open();
        const auto created = target->create(*ordersSchema(), m_token);
        EXPECT_TRUE(created) << created.error().detail;
        return session(
            "orders", ordersSchema(), mode,
            mode == WriteMode::Append ? std::vector<std::string>{} : std::vector<std::string>{"id"}, version);
    }
};

#define EXPECT_OK(result) EXPECT_TRUE(result) << (result).error().detail
#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().detail

TEST_F(SqliteTargetTest, DescribingAMissingFileMakesNothingAndTellsTheFootprint)
{
    const auto target = open();
    const auto shape = target->describe(m_token);
    ASSERT_OK(shape);
    EXPECT_EQ(shape->schema, nullptr);
    EXPECT_TRUE(shape->isCreatable);
    EXPECT_EQ(shape->guarantee, Guarantee::A);
    EXPECT_EQ(shape->footprint.size(), 3U);
    struct stat status
    {};
    EXPECT_NE(::stat(m_file.c_str(), &status), 0);
}

TEST_F(SqliteTargetTest, ACreatedFileIsPrivateAndItsTypesComeBack)
{
    const auto target = open();
    const Schema schema({{"id", TypeKind::Int64, false, {}},
                         {"ok", TypeKind::Bool, true, {}},
                         {"price", Type::decimal(12, 2), true, {}},
                         {"name", Type::text(40), true, {}},
                         {"at", TypeKind::Timestamp, true, {}},
                         {"local", TypeKind::DateTime, true, {}},
                         {"day", TypeKind::Date, true, {}},
                         {"hour", TypeKind::Time, true, {}},
                         {"doc", TypeKind::Json, true, {}},
                         {"raw", TypeKind::Bytes, true, {}},
                         {"real", TypeKind::Float64, true, {}},
                         {"big", TypeKind::Decimal, true, {}},
                         {"odd \"name\" /* text */, (x", TypeKind::Date, false, {}}},
                        {"id"});
    ASSERT_OK(target->create(schema, m_token));
    struct stat status
    {};
    ASSERT_EQ(::stat(m_file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    const auto again = target->create(schema, m_token);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::Conflict);

    const auto shape = open()->describe(m_token);
    ASSERT_OK(shape);
    ASSERT_NE(shape->schema, nullptr);
    ASSERT_EQ(shape->schema->size(), schema.size());
    for (std::size_t i = 0; i < schema.size(); ++i) {
        EXPECT_EQ(shape->schema->field(i).name, schema.field(i).name);
        EXPECT_EQ(typeText(shape->schema->field(i).type), typeText(schema.field(i).type))
            << schema.field(i).name;
    }
    EXPECT_EQ(shape->schema->key(), schema.key());
    EXPECT_TRUE(shape->footprint.empty());
    EXPECT_EQ(shape->rows, 0);
}

TEST_F(SqliteTargetTest, AppendedRowsAndTheCheckpointAreCommittedTogether)
{
    Session session = createdOrders();
    const auto report =
        session.write({{n(1), t("Ä"), t("1.10")}, {n(2), null, null}, {n(3), t(""), t("0.00")}});
    ASSERT_OK(report);
    EXPECT_EQ(report->inserted, 3);
    Shell shell(m_file);
    EXPECT_EQ(shell.run("SELECT * FROM orders"), "1|Ä|1.10\n2|NULL|NULL\n3||0.00\n");
    EXPECT_EQ(
        shell.run("SELECT generation, epoch, seq, source_cursor, state, run, revision FROM weir_checkpoint"),
        "1|1|3|row 3|open|7|3\n");
    EXPECT_EQ(session.next.totals.inserted, 3);
    EXPECT_TRUE(session.next.totals.balances());

    const auto fenced = open()->prepare(ordersSchema(), WriteMode::Append, {}, {}, m_token);
    EXPECT_OK(fenced);
}

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

TEST_F(SqliteTargetTest, ASecondRunFencesTheFirst)
{
    Session first = createdOrders();
    ASSERT_OK(first.write({{n(1), null, null}}));
    Session second = session("orders", ordersSchema(), WriteMode::Append);
    EXPECT_EQ(second.next.seq, 1);

    const auto late = first.write({{n(2), null, null}});
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::Conflict);
    EXPECT_EQ(late.error().recovery, Recovery::Stop);
    EXPECT_NE(late.error().detail.find("fenced"), std::string::npos);
    Claim again = first.claim;
    again.isFirst = false;
    const auto reclaimed = first.target->fence(again, m_token);
    ASSERT_FALSE(reclaimed);
    EXPECT_EQ(reclaimed.error().code, ErrorCode::Conflict);

    ASSERT_OK(second.write({{n(3), null, null}}));
    EXPECT_EQ(Shell(m_file).run("SELECT group_concat(id) FROM orders"), "1,3\n");
    EXPECT_EQ(Shell(m_file).run("SELECT epoch, seq FROM weir_checkpoint"), "2|2\n");
}

TEST_F(SqliteTargetTest, TheSameRunClaimsAgainWithoutANewEpoch)
{
    Session session = createdOrders();
    ASSERT_OK(session.write({{n(1), null, null}}));
    Claim again = session.claim;
    again.isFirst = false;
    const auto fenced = session.target->fence(again, m_token);
    ASSERT_OK(fenced);
    EXPECT_EQ(fenced->epoch, 1);
    ASSERT_TRUE(fenced->checkpoint);
    EXPECT_EQ(fenced->checkpoint->seq, 1);
    EXPECT_EQ(fenced->checkpoint->cursor.text, "row 1");
    EXPECT_EQ(fenced->checkpoint->totals, session.next.totals);
    EXPECT_FALSE(fenced->targetIsEmpty);
    ASSERT_OK(session.write({{n(2), null, null}}));
}

TEST_F(SqliteTargetTest, TheEpochIsAboveTheLedgers)
{
    createdOrders();
    const auto target = open();
    ASSERT_OK(target->prepare(ordersSchema(), WriteMode::Append, {}, {}, m_token));
    Claim claim = claimOf();
    claim.epochAtLeast = 40;
    const auto fenced = target->fence(claim, m_token);
    ASSERT_OK(fenced);
    EXPECT_EQ(fenced->epoch, 41);
}

TEST_F(SqliteTargetTest, ACheckpointThatMovedElsewhereStopsTheWriteBeforeAnyRow)
{
    Session session = createdOrders();
    ASSERT_OK(session.write({{n(1), null, null}}));
    Shell(m_file).run("UPDATE weir_checkpoint SET seq = 5");
    const auto report = session.write({{n(2), null, null}});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::Conflict);
    EXPECT_EQ(Shell(m_file).run("SELECT count(*) FROM orders"), "1\n");
}

TEST_F(SqliteTargetTest, ANewGenerationStartsAtZeroOnceAndOnlyForward)
{
    Session session = createdOrders();
    ASSERT_OK(session.write({{n(1), null, null}}));
    Claim claim = session.claim;
    claim.isFirst = false;
    claim.newGeneration = 2;
    const auto fenced = session.target->fence(claim, m_token);
    ASSERT_OK(fenced);
    EXPECT_EQ(fenced->checkpoint->generation, 1);
    EXPECT_EQ(Shell(m_file).run("SELECT generation, seq, source_cursor, state FROM weir_checkpoint"),
              "2|0||open\n");
    ASSERT_OK(session.target->fence(claim, m_token)); // the answer may have been lost

    session.next = Checkpoint{};
    session.next.generation = 2;
    ASSERT_OK(session.write({{n(2), null, null}}));
    ASSERT_OK(session.target->fence(claim, m_token));
    EXPECT_EQ(Shell(m_file).run("SELECT generation, seq FROM weir_checkpoint"), "2|1\n");
    claim.newGeneration = 1;
    EXPECT_FALSE(session.target->fence(claim, m_token));
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
        EXPECT_EQ(report.error().code, ErrorCode::Conflict);
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

TEST_F(SqliteTargetTest, AReplacedTableIsTheOldOneUntilItIsWholly)
{
    Shell shell(m_file);
    shell.run("CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT UNIQUE CHECK (name <> 'bad'));"
              "CREATE TABLE child(item INTEGER REFERENCES item(id) ON DELETE CASCADE);"
              "CREATE INDEX by_name ON item(name); CREATE VIEW names AS SELECT name FROM item;"
              "INSERT INTO item VALUES (1, 'old'), (2, 'older'); INSERT INTO child VALUES (1)");
    const auto schema = std::make_shared<const Schema>(
        std::vector<Field>{{"id", TypeKind::Int64, false, {}}, {"name", TypeKind::Text, true, {}}});
    {
        Session broken = this->session("item", schema, WriteMode::Replace);
        ASSERT_OK(broken.write({{n(1), t("new")}, {n(9), t("other")}}));
        EXPECT_EQ(shell.run("SELECT * FROM item"), "1|old\n2|older\n");
    }
    Session session = this->session("item", schema, WriteMode::Replace);
    EXPECT_EQ(session.next.seq, 2) << "the load goes on where it was";
    const auto bad = session.write({{n(3), t("bad")}});
    ASSERT_OK(bad);
    ASSERT_EQ(bad->refused.size(), 1U);
    EXPECT_EQ(bad->refused[0].code, RowCode::Check);
    ASSERT_OK(session.write({{n(3), t("third")}}));
    ASSERT_OK(session.target->complete(session.next, m_token));
    EXPECT_TRUE(session.next.isComplete);
    EXPECT_EQ(shell.run("SELECT * FROM item ORDER BY id"), "1|new\n3|third\n9|other\n");
    EXPECT_EQ(shell.run("SELECT * FROM child"), "1\n") << "nothing cascades";
    EXPECT_EQ(shell.run("SELECT count(*) FROM names"), "3\n");
    EXPECT_EQ(shell.run("SELECT state FROM weir_checkpoint"), "complete\n");
    EXPECT_EQ(shell.run("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'weir_new%'"), "0\n");

    Claim claim = session.claim;
    claim.isFirst = false;
    claim.newGeneration = 2;
    ASSERT_OK(session.target->fence(claim, m_token));
    session.next = Checkpoint{};
    session.next.generation = 2;
    ASSERT_OK(session.write({{n(5), t("alone")}}));
    const auto dangling = session.target->complete(session.next, m_token);
    ASSERT_FALSE(dangling) << "child 1 would lose its item";
    EXPECT_EQ(dangling.error().code, ErrorCode::Conflict);
    EXPECT_EQ(shell.run("SELECT count(*) FROM item"), "3\n");
}

TEST_F(SqliteTargetTest, ALeftOverLoadGoesWhenAnotherGenerationStarts)
{
    Session session = createdOrders(WriteMode::Replace);
    ASSERT_OK(session.write({{n(1), null, null}}));
    Claim claim = claimOf();
    claim.newGeneration = 2;
    Session next;
    next.target = open();
    ASSERT_OK(next.target->prepare(ordersSchema(), WriteMode::Replace, {"id"}, {}, m_token));
    ASSERT_OK(next.target->fence(claim, m_token));
    next.schema = ordersSchema();
    next.next.generation = 2;
    ASSERT_OK(next.write({{n(2), null, null}}));
    ASSERT_OK(next.target->complete(next.next, m_token));
    EXPECT_EQ(Shell(m_file).run("SELECT id FROM orders"), "2\n");
}

TEST_F(SqliteTargetTest, ACompensationDeliversEachSkippedRowOnce)
{
    Session sync = createdOrders();
    sync.skipped = {{2, "TooLong", "line 3", "2"}, {3, "TooLong", "line 4", ""}};
    ASSERT_OK(sync.write({{n(1), null, null}}, 3));
    const auto fenced = session("orders", ordersSchema(), WriteMode::Append).target;

    const auto compensate = [&](const std::vector<Row> &rows) {
        Session session;
        session.schema = ordersSchema();
        session.target = open();
        EXPECT_OK(session.target->prepare(session.schema, WriteMode::Append, {}, {}, m_token));
        Claim claim = claimOf();
        claim.stream = "comp:m1";
        EXPECT_OK(session.target->fence(claim, m_token));
        const RecordBatch batch = batchOf(session.schema, rows);
        Settlement settlement;
        settlement.manifest = "m1";
        settlement.stream = "main";
        settlement.generations = {1, 1};
        settlement.seqs = {2, 3};
        return session.target->settle({{&batch, 1}, batch.rows()}, settlement, m_token);
    };
    const auto refused = compensate({{n(2), null, null}, {n(1), null, null}});
    ASSERT_OK(refused);
    ASSERT_EQ(refused->write.refused.size(), 1U);
    EXPECT_EQ(refused->write.refused[0].row, 1);
    EXPECT_EQ(Shell(m_file).run("SELECT count(*) FROM weir_skip WHERE settled IS NULL"), "2\n");

    const auto first = compensate({{n(2), null, null}, {n(3), null, null}});
    ASSERT_OK(first);
    EXPECT_EQ(first->hit, (std::vector<bool>{true, true}));
    EXPECT_EQ(first->write.inserted, 2);
    const auto second = compensate({{n(2), null, null}, {n(3), null, null}});
    ASSERT_OK(second);
    EXPECT_EQ(second->hit, (std::vector<bool>{false, false}));
    EXPECT_EQ(second->write.inserted, 0);
    EXPECT_EQ(Shell(m_file).run("SELECT id FROM orders"), "1\n2\n3\n");
    EXPECT_EQ(Shell(m_file).run("SELECT seq, settled FROM weir_skip"), "2|m1\n3|m1\n");
}

TEST_F(SqliteTargetTest, OpenSkipsAreToldToTheNextRun)
{
    Session sync = createdOrders();
    sync.skipped = {{2, "TooLong", "line 3", "2"}};
    ASSERT_OK(sync.write({{n(1), null, null}}, 2));
    const auto target = open();
    ASSERT_OK(target->prepare(ordersSchema(), WriteMode::Append, {}, {}, m_token));
    const auto fenced = target->fence(claimOf(), m_token);
    ASSERT_OK(fenced);
    EXPECT_EQ(fenced->openSkips, std::vector<std::int64_t>{2});
    EXPECT_EQ(fenced->checkpoint->totals.quarantined, 1);
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

TEST_F(SqliteTargetTest, ForgettingRemovesTheJobsTraces)
{
    Session session = createdOrders();
    ASSERT_OK(session.write({{n(1), null, null}}));
    Claim other = claimOf();
    other.job = Uuid::random();
    ASSERT_OK(session.target->fence(other, m_token));
    ASSERT_OK(open()->forget(session.claim.job, m_token));
    EXPECT_EQ(Shell(m_file).run("SELECT count(*) FROM weir_checkpoint"), "1\n");
    ASSERT_OK(open()->forget(other.job, m_token));
    EXPECT_EQ(Shell(m_file).run("SELECT name FROM sqlite_schema WHERE name LIKE 'weir_%'"), "");
    EXPECT_EQ(Shell(m_file).run("SELECT count(*) FROM orders"), "1\n");
}

TEST_F(SqliteTargetTest, AForgedCheckpointTableIsRefused)
{
    const std::pair<const char *, const char *> forgeries[] = {
        {"a view", "CREATE VIEW weir_checkpoint AS SELECT 1 AS job"},
        {"another case of a view", "CREATE VIEW Weir_Checkpoint AS SELECT 1 AS job"},
        {"other columns", "CREATE TABLE weir_checkpoint(job TEXT, stream TEXT)"},
        {"a view of skips", "CREATE VIEW weir_skip AS SELECT 1 AS job"},
        {"a virtual table", "CREATE VIRTUAL TABLE weir_skip USING fts5(job)"},
    };
    for (const auto &[sentence, sql] : forgeries) {
        std::remove(m_file.c_str());
        Shell shell(m_file);
        shell.run(std::string("CREATE TABLE orders(id INTEGER PRIMARY KEY, name TEXT, amount TEXT);") + sql);
        const auto prepared = open()->prepare(ordersSchema(), WriteMode::Append, {}, {}, m_token);
        ASSERT_FALSE(prepared) << sentence;
        EXPECT_EQ(prepared.error().code, ErrorCode::InvalidConfig) << sentence;
        EXPECT_EQ(prepared.error().recovery, Recovery::Stop) << sentence;
    }
    for (const char *sql :
         {"CREATE TRIGGER t AFTER UPDATE ON weir_checkpoint BEGIN DELETE FROM orders; END",
          "CREATE INDEX i ON weir_checkpoint(seq)", "CREATE UNIQUE INDEX i ON weir_skip(job)",
          "ALTER TABLE weir_checkpoint ADD COLUMN extra TEXT"}) {
        std::remove(m_file.c_str());
        createdOrders();
        EXPECT_EQ(Shell(m_file).run(sql), "");
        EXPECT_FALSE(open()->prepare(ordersSchema(), WriteMode::Append, {}, {}, m_token)) << sql;
    }
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

TEST_F(SqliteTargetTest, ALockedFileEndsTheWaitWhenTheRunIsCancelled)
{
    Session session = createdOrders();
    Shell shell(m_file);
    shell.run("BEGIN EXCLUSIVE");
    session.token = CancelToken();
    std::thread other([&] { session.token.cancel(); });
    const auto report = session.write({{n(1), null, null}});
    other.join();
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
    shell.run("ROLLBACK");
    session.token = CancelToken();
    Claim again = session.claim;
    again.isFirst = false;
    ASSERT_OK(session.target->fence(again, m_token));
    ASSERT_OK(session.write({{n(1), null, null}}));
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

TEST_F(SqliteTargetTest, OtherFilesAndNamesAreClearErrors)
{
    m_folder.write("text.db", "this is no database, it only looks like a file of some length");
    const auto notADatabase = open("orders", "text.db")->describe(m_token);
    ASSERT_FALSE(notADatabase);
    EXPECT_EQ(notADatabase.error().code, ErrorCode::StorageCorrupt);
    createdOrders();
    const auto missing = open("order")->prepare(ordersSchema(), WriteMode::Append, {}, {}, m_token);
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().detail.find("did you mean \"orders\""), std::string::npos);
    const auto schema = std::make_shared<const Schema>(std::vector<Field>{{"nme", TypeKind::Text, true, {}}});
    const auto column = open()->prepare(schema, WriteMode::Append, {}, {}, m_token);
    ASSERT_FALSE(column);
    EXPECT_EQ(column.error().code, ErrorCode::SchemaMismatch);
    EXPECT_NE(column.error().detail.find("did you mean \"name\""), std::string::npos);
    Shell(m_file).run("CREATE VIEW v AS SELECT * FROM orders");
    EXPECT_FALSE(open("v")->prepare(ordersSchema(), WriteMode::Append, {}, {}, m_token));
    EXPECT_FALSE(open("weir_skip")->prepare(ordersSchema(), WriteMode::Append, {}, {}, m_token));
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
