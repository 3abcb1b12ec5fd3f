#include "tests/support/sqlitetargetfixture.h"

#include "core/connectors/trialtarget.h"

#include <cstdio>
#include <sys/stat.h>
#include <thread>

namespace weir {

using namespace test;
using Shell = SqliteShell;

namespace {

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

TEST_F(SqliteTargetTest, ANotedLengthIsWidenedAndNothingElseOfTheTable)
{
    const Schema schema({{"id", TypeKind::Int64, false, {}},
                         {"na\"me", Type::text(40), true, {}},
                         {"other", Type::text(40), true, {}}},
                        {"id"});
    ASSERT_OK(open()->create(schema, m_token));
    const std::string before = Shell(m_file).run("SELECT sql FROM sqlite_schema WHERE name = 'orders'");
    const auto target = open();
    EXPECT_EQ(*target->wideningSql({"na\"me", Type::text(80), true, {}}, m_token), "");
    ASSERT_OK(target->widenColumn({"na\"me", Type::text(80), true, {}}, m_token));
    auto shape = target->describe(m_token);
    ASSERT_OK(shape);
    EXPECT_EQ(typeText(shape->schema->field(1).type), "text(80)");
    EXPECT_EQ(typeText(shape->schema->field(2).type), "text(40)");
    std::string expected = before;
    expected.replace(expected.find("text(40)"), 8, "text(80)");
    EXPECT_EQ(Shell(m_file).run("SELECT sql FROM sqlite_schema WHERE name = 'orders'"), expected);
    EXPECT_EQ(Shell(m_file).run("PRAGMA integrity_check"), "ok\n");
    ASSERT_OK(target->widenColumn({"other", Type(TypeKind::Text), true, {}}, m_token));
    shape = open()->describe(m_token);
    EXPECT_EQ(typeText(shape->schema->field(2).type), "text");
    EXPECT_FALSE(target->widenColumn({"missing", Type::text(80), true, {}}, m_token));
    EXPECT_FALSE(target->widenColumn({"id", Type::text(80), true, {}}, m_token)) << "a number has no length";
}

TEST_F(SqliteTargetTest, ATableThatSomebodyElseMadeIsNotTouched)
{
    Shell(m_file).run("CREATE TABLE orders (id INTEGER PRIMARY KEY, name VARCHAR(40) /* the customer */)");
    const std::string before = Shell(m_file).run("SELECT sql FROM sqlite_schema");
    EXPECT_FALSE(open()->widenColumn({"name", Type::text(80), true, {}}, m_token));
    EXPECT_EQ(Shell(m_file).run("SELECT sql FROM sqlite_schema"), before);
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
    EXPECT_EQ(dangling.error().code, ErrorCode::InvalidRow);
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
    Shell(m_file).run("DELETE FROM weir_skip WHERE seq = 2; DELETE FROM orders");
    const auto third = compensate({{n(2), null, null}, {n(3), null, null}});
    ASSERT_OK(third);
    EXPECT_EQ(third->hit, (std::vector<bool>{false, false}));
    const auto target = open();
    auto *reader = dynamic_cast<TrialTarget *>(target.get());
    ASSERT_NE(reader, nullptr);
    ASSERT_OK(reader->bindForTrial(ordersSchema(), WriteMode::Append, {}, {}, m_token));
    const auto tokens = reader->lookAtTokens(sync.claim.job, {"m1", {1, 1}, {2, 3}, "main"}, m_token);
    ASSERT_OK(tokens);
    EXPECT_EQ(*tokens, (std::vector<SkipToken>{SkipToken::Missing, SkipToken::Used}));
    EXPECT_EQ(Shell(m_file).run("SELECT id FROM orders"), "");
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
    EXPECT_EQ(fenced->openSkips, sync.skipped);
    EXPECT_EQ(fenced->checkpoint->totals.quarantined, 1);
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

} // namespace

} // namespace weir
