// Who holds a stream of a PostgreSQL target, and what is left when a session ends early.

#include "tests/support/postgresqltargetfixture.h"

#include <atomic>
#include <thread>

namespace weir::postgresql {

using PostgresqlFencingTest = PostgresqlTargetTest;

TEST_F(PostgresqlFencingTest, ABackendKilledDuringTheWriteIsRetriedAfterFencingAnew)
{
    exec("CREATE TABLE orders (id int PRIMARY KEY);"
         "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = 3 AND NOT EXISTS "
         "(SELECT 1 FROM pg_stat_activity WHERE application_name = 'harmless') THEN "
         "PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$;"
         "CREATE TRIGGER die BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION die()");
    const SchemaPtr schema = makeSchema("id int64");
    auto target = openTarget(schema);
    ASSERT_OK(write(*target, makeRows(schema, {{"1"}, {"2"}})));
    auto lost = write(*target, makeRows(schema, {{"3"}, {"4"}}));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().recovery, Recovery::Retry);
    EXPECT_EQ(lost.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(write(*target, makeRows(schema, {{"3"}})).error().recovery, Recovery::Retry);
    exec("DROP TRIGGER die ON orders");
    auto fenced = target->fence(claim, token);
    ASSERT_OK(fenced);
    EXPECT_EQ(fenced->checkpoint->seq, 2);
    EXPECT_EQ(fenced->epoch, 1);
    ASSERT_OK(write(*target, makeRows(schema, {{"3"}, {"4"}})));
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "4");
}

TEST_F(PostgresqlFencingTest, ACommitWithoutAnAnswerIsToldTruthfullyByTheNextFence)
{
    exec("CREATE TABLE orders (id int PRIMARY KEY);"
         "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
         "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
         "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED "
         "FOR EACH ROW EXECUTE FUNCTION die()");
    const SchemaPtr schema = makeSchema("id int64");
    auto target = openTarget(schema);
    auto lost = write(*target, makeRows(schema, {{"1"}}));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().recovery, Recovery::Retry);
    exec("DROP TRIGGER die ON orders");
    auto fenced = target->fence(claim, token);
    ASSERT_OK(fenced);
    const std::string rows = value("SELECT count(*) FROM orders");
    EXPECT_EQ(std::to_string(fenced->checkpoint->seq), rows);
    if (rows == "0") {
        ASSERT_OK(write(*target, makeRows(schema, {{"1"}})));
    }
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "1");
}

TEST_F(PostgresqlFencingTest, ADeadSessionOfOursThatHoldsTheLockIsEndedAndStrangersAreNot)
{
    exec(ordersTable);
    auto dead = openTarget(ordersSchema());
    const std::string name = value("SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'weir/%'");
    EXPECT_LE(name.size(), 63u);
    const auto hold = [&](const std::string &application) {
        auto connection = Connection::open(*Settings::read(server->settings(database)), {}, application, {}, token);
        EXPECT_TRUE(connection);
        auto held = (*connection)->run("holding", "BEGIN; SELECT 1 FROM weir_checkpoint FOR UPDATE", token);
        EXPECT_TRUE(held);
        return std::move(*connection);
    };
    Claim taking = claim;
    taking.isFirst = true;
    taking.holder = Uuid::random();
    {
        const auto stranger = hold("psql");
        auto target = makeTarget();
        ASSERT_OK(target->prepare(ordersSchema(), WriteMode::Append, {}, {}, token));
        auto blocked = target->fence(taking, token);
        ASSERT_FALSE(blocked);
        EXPECT_EQ(blocked.error().recovery, Recovery::Retry);
    }
    const auto stale = hold(name);
    auto target = makeTarget();
    ASSERT_OK(target->prepare(ordersSchema(), WriteMode::Append, {}, {}, token));
    auto fenced = target->fence(taking, token);
    ASSERT_OK(fenced);
    EXPECT_EQ(fenced->epoch, 2);
    auto zombie = write(*dead, makeRows(ordersSchema(), {{"1", "a", "1"}}));
    EXPECT_FALSE(zombie);
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "0");
}

TEST_F(PostgresqlFencingTest, AReclaimNeedsTheSameHolder)
{
    exec(ordersTable);
    auto first = openTarget(ordersSchema());
    auto second = makeTarget();
    ASSERT_OK(second->prepare(ordersSchema(), WriteMode::Append, {}, {}, token));
    Claim other = claim;
    other.isFirst = true;
    other.holder = Uuid::random();
    other.epochAtLeast = 41;
    EXPECT_EQ(second->fence(other, token)->epoch, 42);
    auto reclaimed = first->fence(claim, token);
    ASSERT_FALSE(reclaimed);
    EXPECT_EQ(reclaimed.error().code, ErrorCode::Conflict);
    EXPECT_EQ(reclaimed.error().recovery, Recovery::Stop);
}

TEST_F(PostgresqlFencingTest, AReplacedTableChangesItsIdentityAndARewrittenOneDoesNot)
{
    exec(ordersTable);
    auto target = openTarget(ordersSchema());
    ASSERT_OK(write(*target, makeRows(ordersSchema(), {{"1", "a", "1"}})));
    exec("VACUUM FULL orders");
    auto rewritten = target->fence(claim, token);
    ASSERT_OK(rewritten);
    EXPECT_EQ(rewritten->targetIdentity, rewritten->checkpoint->targetIdentity);
    EXPECT_FALSE(rewritten->targetIsEmpty);
    exec(std::string("DROP TABLE orders; ") + ordersTable);
    auto replaced = target->fence(claim, token);
    ASSERT_OK(replaced);
    EXPECT_NE(replaced->targetIdentity, replaced->checkpoint->targetIdentity);
    EXPECT_TRUE(replaced->targetIsEmpty);
    exec("DROP TABLE orders");
    auto gone = target->fence(claim, token);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().recovery, Recovery::Stop);
    EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
}

TEST_F(PostgresqlFencingTest, AnAccountWithoutCreateIsToldTheExactSqlAndWorksAfterIt)
{
    exec(ordersTable);
    exec("DROP ROLE IF EXISTS \"poor \"\"writer\"; CREATE ROLE \"poor \"\"writer\" LOGIN;"
         "REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT SELECT, INSERT, UPDATE ON orders TO \"poor \"\"writer\"");
    auto target = makeTarget("public.orders", "poor \"writer");
    auto prepared = target->prepare(ordersSchema(), WriteMode::Upsert, {"id"}, {}, token);
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.error().code, ErrorCode::PermissionDenied);
    EXPECT_EQ(prepared.error().recovery, Recovery::Stop);
    const std::string &text = prepared.error().detail;
    exec(text.substr(text.find("CREATE TABLE")));
    ASSERT_OK(target->prepare(ordersSchema(), WriteMode::Upsert, {"id"}, {}, token));
    ASSERT_OK(target->fence(claim, token));
    ASSERT_OK(write(*target, makeRows(ordersSchema(), {{"1", "a", "1"}}), {{2, "Check", "line 2", ""}}));
    exec("DROP OWNED BY \"poor \"\"writer\"");
}

TEST_F(PostgresqlFencingTest, ACheckpointTableOfAnotherShapeIsRefused)
{
    exec(ordersTable);
    const std::string shape = CheckpointStore("public").ddl({});
    const std::pair<const char *, std::string> cases[] = {
        {"a view", "CREATE TABLE x (a int); CREATE VIEW weir_checkpoint AS SELECT * FROM x"},
        {"another column", shape + "ALTER TABLE weir_checkpoint ADD more int"},
        {"a trigger", shape + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
                              "CREATE TRIGGER t BEFORE UPDATE ON weir_checkpoint FOR EACH ROW EXECUTE FUNCTION f()"},
        {"a rule", shape + "CREATE RULE r AS ON INSERT TO weir_skip DO INSTEAD NOTHING"},
        {"another key", shape + "ALTER TABLE weir_skip DROP CONSTRAINT weir_skip_pkey, ADD PRIMARY KEY (job, seq)"},
    };
    for (const auto &[label, sql] : cases) {
        SCOPED_TRACE(label);
        exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public; " + std::string(ordersTable) + "; " + sql);
        auto prepared = makeTarget()->prepare(ordersSchema(), WriteMode::Append, {}, {}, token);
        ASSERT_FALSE(prepared);
        EXPECT_EQ(prepared.error().code, ErrorCode::SchemaMismatch) << prepared.error().detail;
    }
}

TEST_F(PostgresqlFencingTest, ManySessionsMakingTheTablesAtOnceAllSucceed)
{
    exec(ordersTable);
    std::vector<std::thread> threads;
    std::atomic<int> succeeded = 0;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            auto target = makeTarget();
            if (target->prepare(ordersSchema(), WriteMode::Append, {}, {}, token))
                ++succeeded;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(succeeded, 8);
}

TEST_F(PostgresqlFencingTest, ACancelledWriteEndsWithinASecondAndLeavesNothing)
{
    exec("CREATE TABLE orders (id int PRIMARY KEY);"
         "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$;"
         "CREATE TRIGGER slow BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION slow()");
    const SchemaPtr schema = makeSchema("id int64");
    auto target = openTarget(schema);
    const CancelToken stop;
    const RecordBatch rows = makeRows(schema, {{"1"}});
    const auto start = std::chrono::steady_clock::now();
    std::thread canceller([&] {
        (void)token.waitFor(std::chrono::milliseconds(200));
        stop.cancel();
    });
    auto report = target->write({{&rows, 1}, 1}, {}, next, stop);
    canceller.join();
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(1400));
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "0");
}

} // namespace weir::postgresql
