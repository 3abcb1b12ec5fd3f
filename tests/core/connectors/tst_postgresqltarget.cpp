// The PostgreSQL target against a real server: rows, skips and checkpoint move together or not at all.

#include "tests/support/postgresqltargetfixture.h"

#include <atomic>
#include <thread>

namespace weir::postgresql {

TEST_F(PostgresqlTargetTest, AppendWritesRowsSkipsAndCheckpointTogether)
{
    exec(ordersTable);
    auto target = openTarget(ordersSchema());
    auto report = write(*target, makeRows(ordersSchema(), {{"1", "a", "1.50"}, {"2", std::nullopt, "-0.01"}}),
                        {{3, "TooLong", "line 3", "3"}});
    ASSERT_OK(report);
    EXPECT_EQ(report->inserted, 2);
    EXPECT_EQ(value("SELECT string_agg(id || ':' || coalesce(name, '-') || ':' || amount, ' ' ORDER BY id) FROM orders"),
              "1:a:1.50 2:-:-0.01");
    EXPECT_EQ(value("SELECT seq || ' ' || source_cursor || ' ' || state FROM weir_checkpoint"), "3 c3 open");
    EXPECT_EQ(value("SELECT seq || code || position || natural_key FROM weir_skip"), "3TooLongline 33");
    EXPECT_TRUE(next.totals.balances());

    auto second = makeTarget();
    ASSERT_OK(second->prepare(ordersSchema(), WriteMode::Append, {}, {}, token));
    Claim later = claim;
    later.isFirst = true;
    later.holder = Uuid::random();
    auto fenced = second->fence(later, token);
    ASSERT_OK(fenced);
    ASSERT_TRUE(fenced->checkpoint);
    EXPECT_EQ(fenced->checkpoint->seq, 3);
    EXPECT_EQ(fenced->checkpoint->totals, next.totals);
    EXPECT_EQ(fenced->openSkips, (std::vector<Skipped>{{3, "TooLong", "line 3", "3"}}));
    EXPECT_EQ(fenced->epoch, 2);
    EXPECT_EQ(fenced->targetIdentity, fenced->checkpoint->targetIdentity);

    auto late = write(*target, makeRows(ordersSchema(), {{"9", "z", "1"}}));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::Conflict);
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "2");
}

TEST_F(PostgresqlTargetTest, UpsertTellsInsertedUpdatedUnchangedAndSupersededExactly)
{
    exec(ordersTable);
    exec("INSERT INTO orders VALUES (1, 'same', 1.50), (2, 'old', 2)");
    const auto rows = [](std::int64_t filler) {
        std::vector<std::vector<test::Value>> values = {{"1", "same", "1.50"}, {"2", "first", "2"}, {"3", "new", "3"},
                                                        {"2", "second", "2.00"}};
        for (std::int64_t i = 0; i < filler; ++i)
            values.push_back({std::to_string(100 + i), "x", "1"});
        return makeRows(ordersSchema(), values);
    };
    auto target = openTarget(ordersSchema(), WriteMode::Upsert, {"id"});
    auto small = write(*target, rows(0));
    ASSERT_OK(small);
    EXPECT_EQ(small->inserted, 1);
    EXPECT_EQ(small->updated, 1);
    EXPECT_EQ(small->unchanged, 1);
    EXPECT_EQ(small->superseded, 1);
    EXPECT_TRUE(small->isSplitExact);
    EXPECT_EQ(value("SELECT name FROM orders WHERE id = 2"), "second");

    auto large = write(*target, rows(6000));
    ASSERT_OK(large);
    EXPECT_EQ(large->inserted, 6000);
    EXPECT_EQ(large->updated, 0);
    EXPECT_EQ(large->unchanged, 3);
    EXPECT_EQ(large->superseded, 1);
    auto again = write(*target, rows(6000));
    ASSERT_OK(again);
    EXPECT_EQ(again->unchanged, 6003);
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "6003");
    EXPECT_EQ(next.totals.delivered(), 4 + 6004 + 6004);
    EXPECT_TRUE(next.totals.balances());
}

TEST_F(PostgresqlTargetTest, UpsertCountsExactlyBesideTriggersAndMergedInPartitions)
{
    exec("CREATE TABLE orders (id int PRIMARY KEY, name text);"
         "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name = upper(NEW.name); RETURN NEW; END $$;"
         "CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION shout();"
         "INSERT INTO orders VALUES (1, 'A'), (2, 'B')");
    const SchemaPtr schema = makeSchema("id int64, name text");
    auto target = openTarget(schema, WriteMode::Upsert, {"id"});
    auto report = write(*target, makeRows(schema, {{"1", "A"}, {"2", "c"}, {"3", "d"}}));
    ASSERT_OK(report);
    EXPECT_EQ(report->inserted, 1);
    EXPECT_EQ(report->updated, 1);
    EXPECT_EQ(report->unchanged, 1);

    exec("CREATE TABLE parts (id int PRIMARY KEY, name text) PARTITION BY RANGE (id);"
         "CREATE TABLE parts1 PARTITION OF parts FOR VALUES FROM (0) TO (10);"
         "CREATE TABLE parts2 PARTITION OF parts FOR VALUES FROM (10) TO (20);"
         "INSERT INTO parts VALUES (1, 'same')");
    auto other = makeTarget("parts");
    ASSERT_OK(other->prepare(schema, WriteMode::Upsert, {"id"}, {}, token));
    claim.stream = "parts";
    claim.isFirst = true;
    ASSERT_OK(other->fence(claim, token));
    next = Checkpoint();
    auto merged = write(*other, makeRows(schema, {{"1", "same"}, {"2", "x"}, {"11", "y"}}));
    ASSERT_OK(merged);
    EXPECT_FALSE(merged->isSplitExact);
    EXPECT_EQ(merged->inserted + merged->updated + merged->unchanged, 3);
    EXPECT_EQ(value("SELECT count(*) FROM parts"), "3");
}

TEST_F(PostgresqlTargetTest, ATriggerThatSwallowsRowsStopsEveryMode)
{
    exec("CREATE TABLE orders (id int PRIMARY KEY, name text);"
         "INSERT INTO orders VALUES (1, 'a'), (2, 'a'), (3, 'a');"
         "CREATE FUNCTION drop2() RETURNS trigger LANGUAGE plpgsql AS "
         "$$ BEGIN IF NEW.id = 2 THEN RETURN NULL; END IF; RETURN NEW; END $$;"
         "CREATE TRIGGER drop2 BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION drop2()");
    const SchemaPtr schema = makeSchema("id int64, name text");
    for (const WriteMode mode : {WriteMode::Append, WriteMode::Upsert, WriteMode::Update}) {
        SCOPED_TRACE(writeModeName(mode));
        if (mode == WriteMode::Append)
            exec("DELETE FROM orders");
        claim.stream = std::string(writeModeName(mode));
        claim.isFirst = true;
        auto target = openTarget(schema, mode,
                                 mode == WriteMode::Append ? std::vector<std::string>() : std::vector<std::string>{"id"});
        auto report = write(*target, makeRows(schema, {{"1", "b"}, {"2", "b"}, {"3", "b"}}));
        ASSERT_FALSE(report);
        EXPECT_EQ(report.error().recovery, Recovery::Stop);
        EXPECT_EQ(report.error().code, ErrorCode::SchemaMismatch);
        EXPECT_NE(report.error().detail.find("RowsSwallowed"), std::string::npos) << report.error().detail;
        EXPECT_EQ(value("SELECT count(*) FROM orders WHERE name = 'b'"), "0");
        EXPECT_EQ(value("SELECT seq FROM weir_checkpoint WHERE stream = '" + claim.stream + "'"), "0");
        if (mode == WriteMode::Append)
            exec("ALTER TABLE orders DISABLE TRIGGER ALL; INSERT INTO orders VALUES (1, 'a'), (2, 'a'), (3, 'a');"
                 "ALTER TABLE orders ENABLE TRIGGER ALL");
    }
}

TEST_F(PostgresqlTargetTest, ANarrowColumnIsLeftToTheAdministratorWithTheStatementThatWidensIt)
{
    exec(ordersTable);
    exec("ALTER TABLE orders ALTER name TYPE varchar(40)");
    auto target = openTarget(ordersSchema(), WriteMode::Upsert, {"id"});
    const Field wanted{"name", Type::text(80), true, {}};
    const auto sql = target->wideningSql(wanted, {});
    ASSERT_OK(sql);
    const auto refused = target->widenColumn(wanted, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::PermissionDenied);
    EXPECT_NE(refused.error().detail.find(*sql), std::string::npos) << refused.error().detail;
    exec(*sql);
    const auto shape = target->describe({});
    ASSERT_OK(shape);
    EXPECT_EQ(typeText(shape->schema->field(*shape->schema->indexOf("name")).type), "text(80)");
}

TEST_F(PostgresqlTargetTest, UpdateRefusesRowsWithoutAMatchAndTouchesNothing)
{
    exec(ordersTable);
    exec("ALTER TABLE orders ADD must int NOT NULL DEFAULT 1; ALTER TABLE orders ALTER must DROP DEFAULT;"
         "INSERT INTO orders VALUES (1, 'a', 1, 1), (2, 'b', 2, 1)");
    auto target = openTarget(ordersSchema(), WriteMode::Update, {"id"});
    auto refused = write(*target, makeRows(ordersSchema(), {{"1", "z", "1"}, {"7", "z", "1"}, {"2", "z", "1"}, {"8", "z", "1"}}));
    ASSERT_OK(refused);
    ASSERT_EQ(refused->refused.size(), 2u);
    EXPECT_EQ(refused->refused[0].row, 1);
    EXPECT_EQ(refused->refused[1].row, 3);
    EXPECT_EQ(refused->refused[0].code, RowCode::NoSuchKey);
    EXPECT_EQ(value("SELECT count(*) FROM orders WHERE name = 'z'"), "0");
    auto report = write(*target, makeRows(ordersSchema(), {{"1", "z", "1"}, {"2", "b", "2.00"}, {"1", "y", "1"}}));
    ASSERT_OK(report);
    EXPECT_EQ(report->updated, 1);
    EXPECT_EQ(report->unchanged, 1);
    EXPECT_EQ(report->superseded, 1);
    EXPECT_EQ(value("SELECT string_agg(name, '' ORDER BY id) FROM orders"), "yb");
}

TEST_F(PostgresqlTargetTest, APoisonedRowIsNamedAtEveryPositionAndNothingIsWritten)
{
    exec("CREATE TABLE other (id int PRIMARY KEY); INSERT INTO other VALUES (1);"
         "CREATE TABLE orders (id int PRIMARY KEY, name text CHECK (name <> 'bad'), small int2, doc json, "
         "code varchar(3), amount numeric(5,2), day date, mail text UNIQUE, uid uuid, must int NOT NULL)");
    const SchemaPtr schema = makeSchema("id int64, name text, small int64, doc text, code text, amount decimal, day date, "
                                        "mail text, uid text, must int64");
    struct Case
    {
        const char *label;
        std::size_t field;
        test::Value bad;
        RowCode code;
    };
    const Case cases[] = {
        {"a check constraint", 1, "bad", RowCode::Check},
        {"a number beyond int2", 2, "40000", RowCode::OutOfRange},
        {"broken json", 3, "{", RowCode::NotConvertible},
        {"text longer than varchar(3)", 4, "äöüß", RowCode::TooLong},
        {"blanks beyond varchar(3) are not cut silently", 4, "ab   ", RowCode::TooLong},
        {"too many digits before the point", 5, "1000", RowCode::OutOfRange},
        {"too many digits behind the point", 5, "1.005", RowCode::LosesPrecision},
        {"a zero date", 6, "0000-00-00", RowCode::OutOfRange},
        {"a duplicate of another unique column", 7, "m0", RowCode::DuplicateKey},
        {"no uuid", 8, "not-a-uuid", RowCode::NotConvertible},
        {"NULL where none may be", 9, std::nullopt, RowCode::NotNull},
        {"a NUL character in text", 1, std::string("a\0b", 3), RowCode::BadEncoding},
    };
    exec("INSERT INTO orders (id, mail, must) VALUES (1000, 'm0', 1)");
    auto target = openTarget(schema);
    for (const Case &each : cases) {
        for (const std::int64_t place : {0, 1, 4}) {
            SCOPED_TRACE(fmt::format("{} at {}", each.label, place));
            std::vector<std::vector<test::Value>> values;
            for (int i = 0; i < 5; ++i) {
                values.push_back({std::to_string(i), "n", "1", "{}", "abc", "999.99", "2026-01-31",
                                  "m" + std::to_string(i + 1), "9b0cbd1a-0c1d-4a10-9d33-4c3ff3a6b8d5", "1"});
            }
            values[static_cast<std::size_t>(place)][each.field] = each.bad;
            auto report = write(*target, makeRows(schema, values));
            ASSERT_OK(report);
            ASSERT_EQ(report->refused.size(), 1u);
            EXPECT_EQ(report->refused[0].row, place);
            EXPECT_EQ(rowCodeName(report->refused[0].code), rowCodeName(each.code)) << report->refused[0].detail;
            EXPECT_EQ(report->refused[0].stage, Stage::Write);
            EXPECT_EQ(value("SELECT count(*) FROM orders"), "1");
        }
    }
    EXPECT_EQ(next.seq, 0);
}

TEST_F(PostgresqlTargetTest, ADeferredForeignKeySpeaksAtCommitAndIsARefusedRow)
{
    exec("CREATE TABLE other (id int PRIMARY KEY); INSERT INTO other VALUES (1);"
         "CREATE TABLE orders (id int PRIMARY KEY, o int REFERENCES other DEFERRABLE INITIALLY DEFERRED)");
    const SchemaPtr schema = makeSchema("id int64, o int64");
    auto target = openTarget(schema);
    auto report = write(*target, makeRows(schema, {{"1", "1"}, {"2", "5"}, {"3", "1"}}));
    ASSERT_OK(report);
    ASSERT_EQ(report->refused.size(), 1u);
    EXPECT_EQ(report->refused[0].row, -1);
    EXPECT_EQ(report->refused[0].code, RowCode::ForeignKey);
    EXPECT_EQ(report->refused[0].rule, "orders_o_fkey");
    auto fine = write(*target, makeRows(schema, {{"1", "1"}, {"3", "1"}}), {{3, "ForeignKey", "line 2", "2"}});
    ASSERT_OK(fine);
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "2");
}

TEST_F(PostgresqlTargetTest, ReplaceSwapsTheLoadInAndKeepsViewsGrantsAndForeignKeys)
{
    exec("CREATE TABLE orders (id int PRIMARY KEY, name text); INSERT INTO orders VALUES (1, 'old'), (2, 'old');"
         "CREATE VIEW seen AS SELECT * FROM orders;"
         "CREATE TABLE child (o int REFERENCES orders); INSERT INTO child VALUES (1)");
    const SchemaPtr schema = makeSchema("id int64, name text");
    for (const bool isReferenced : {false, true}) {
        SCOPED_TRACE(isReferenced ? "referenced by a foreign key" : "referenced by nobody");
        if (!isReferenced)
            exec("ALTER TABLE child DROP CONSTRAINT child_o_fkey");
        else
            exec("TRUNCATE orders; INSERT INTO orders VALUES (1, 'old'), (9, 'old');"
                 "ALTER TABLE child ADD CONSTRAINT child_o_fkey FOREIGN KEY (o) REFERENCES orders");
        claim.stream = isReferenced ? "b" : "a";
        claim.isFirst = true;
        auto target = openTarget(schema, WriteMode::Replace, {"id"});
        ASSERT_OK(write(*target, makeRows(schema, {{"1", "new"}, {"3", "new"}})));
        EXPECT_EQ(value("SELECT count(*) FROM seen WHERE name = 'new'"), "0");
        // A crash in between: the load goes on where it stood.
        auto resumed = makeTarget();
        ASSERT_OK(resumed->prepare(schema, WriteMode::Replace, {"id"}, {}, token));
        claim.isFirst = true;
        claim.holder = Uuid::random();
        auto fenced = resumed->fence(claim, token);
        ASSERT_OK(fenced);
        EXPECT_EQ(fenced->checkpoint->seq, 2);
        ASSERT_OK(write(*resumed, makeRows(schema, {{"4", "new"}, {"3", "newer"}})));
        ASSERT_OK(resumed->complete(next, token));
        EXPECT_EQ(value("SELECT string_agg(id || name, ' ' ORDER BY id) FROM seen"), "1new 3newer 4new");
        EXPECT_EQ(value("SELECT state FROM weir_checkpoint WHERE stream = '" + claim.stream + "'"), "complete");
        EXPECT_EQ(value("SELECT count(*) FROM pg_class WHERE relname LIKE 'weir_new%'"), "0");
        EXPECT_TRUE(next.isComplete);
        claim.isFirst = true;
        auto after = resumed->fence(claim, token);
        ASSERT_OK(after);
        EXPECT_EQ(after->targetIdentity, after->checkpoint->targetIdentity);
    }
}

TEST_F(PostgresqlTargetTest, MirrorDeletesWhatTheLoadDidNotHaveUnlessThatIsMost)
{
    exec("CREATE TABLE orders (id int PRIMARY KEY, name text); INSERT INTO orders SELECT i, 'a' FROM generate_series(1, 10) i");
    const SchemaPtr schema = makeSchema("id int64, name text");
    const auto load = [&](int last) {
        std::vector<std::vector<test::Value>> rows;
        for (int i = 1; i <= last; ++i)
            rows.push_back({std::to_string(i), "b"});
        claim.isFirst = true;
        claim.newGeneration = next.generation + 1;
        auto target = openTarget(schema, WriteMode::Mirror, {"id"});
        next = Checkpoint();
        next.generation = claim.newGeneration;
        EXPECT_TRUE(write(*target, makeRows(schema, rows)));
        return target->complete(next, token);
    };
    ASSERT_OK(load(9));
    EXPECT_EQ(value("SELECT count(*) || max(name) FROM orders"), "9b");
    auto refused = load(3);
    ASSERT_FALSE(refused);
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "9");
}

TEST_F(PostgresqlTargetTest, SettlingWritesEachSkippedRowOnce)
{
    exec(ordersTable);
    auto target = openTarget(ordersSchema(), WriteMode::Upsert, {"id"});
    ASSERT_OK(write(*target, makeRows(ordersSchema(), {{"1", "a", "1"}}),
                    {{2, "TooLong", "line 2", "2"}, {3, "TooLong", "line 3", "3"}}));
    auto repair = makeTarget();
    ASSERT_OK(repair->prepare(ordersSchema(), WriteMode::Upsert, {"id"}, {}, token));
    Claim own = claim;
    own.stream = "comp:m1";
    own.isFirst = true;
    own.holder = Uuid::random();
    ASSERT_OK(repair->fence(own, token));
    const RecordBatch rows = makeRows(ordersSchema(), {{"2", "b", "2"}, {"3", "c", "3"}});
    const Settlement settlement{"m1", {1, 1}, {2, 3}, "orders"};
    auto first = repair->settle({{&rows, 1}, 2}, settlement, token);
    ASSERT_OK(first);
    EXPECT_EQ(first->hit, (std::vector<bool>{true, true}));
    EXPECT_EQ(first->write.inserted, 2);
    auto second = repair->settle({{&rows, 1}, 2}, settlement, token);
    ASSERT_OK(second);
    EXPECT_EQ(second->hit, (std::vector<bool>{false, false}));
    EXPECT_EQ(second->write.inserted + second->write.updated, 0);
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "3");
    exec("DELETE FROM weir_skip WHERE seq = 2");
    auto third = repair->settle({{&rows, 1}, 2}, settlement, token);
    ASSERT_OK(third);
    EXPECT_EQ(third->hit, (std::vector<bool>{false, false}));
    const auto tokens = repair->lookAtTokens(claim.job, settlement, token);
    ASSERT_OK(tokens);
    EXPECT_EQ(*tokens, (std::vector<SkipToken>{SkipToken::Missing, SkipToken::Used}));
    // The sync was not disturbed.
    ASSERT_OK(write(*target, makeRows(ordersSchema(), {{"4", "d", "4"}})));

    auto standings = repair->lookUp(makeRows(ordersSchema(), {{"2", "b", "2.0"}, {"3", "x", "3"}, {"77", "a", "1"}}), token);
    ASSERT_OK(standings);
    EXPECT_EQ(*standings, (std::vector<Standing>{Standing::Equal, Standing::Differs, Standing::Absent}));

    ASSERT_OK(repair->forget(claim.job, token));
    EXPECT_EQ(value("SELECT count(*) FROM pg_class WHERE relname IN ('weir_checkpoint', 'weir_skip')"), "0");
}

TEST_F(PostgresqlTargetTest, LookingUpComparesVersions)
{
    exec("CREATE TABLE orders (id int PRIMARY KEY, name text, v timestamptz);"
         "INSERT INTO orders VALUES (1, 'a', '2026-01-02Z'), (2, 'a', '2026-01-02Z')");
    const SchemaPtr schema = makeSchema("id int64, name text, v timestamp");
    auto target = makeTarget();
    ASSERT_OK(target->prepare(schema, WriteMode::Upsert, {"id"}, "v", token));
    auto standings = target->lookUp(makeRows(schema, {{"1", "b", "2026-01-01T00:00:00"}, {"2", "b", "2026-01-03T00:00:00"}}), token);
    ASSERT_OK(standings);
    EXPECT_EQ(*standings, (std::vector<Standing>{Standing::TargetNewer, Standing::TargetOlder}));
}

TEST_F(PostgresqlTargetTest, CreatesTablesByTheDialectTableAndDescribesThem)
{
    const SchemaPtr schema = makeSchema("b bool, i int64, f float64, d decimal(12,2), dd decimal, t text(40), tt text, j json, "
                                        "y bytes, day date, clock time, dt datetime, ts timestamp",
                                        {"i"});
    auto target = makeTarget("public.\"odd \"\"name\"");
    auto missing = target->describe(token);
    ASSERT_OK(missing);
    EXPECT_EQ(missing->schema, nullptr);
    EXPECT_EQ(missing->footprint.size(), 2u);
    ASSERT_OK(target->create(*schema, token));
    EXPECT_FALSE(target->create(*schema, token));
    auto shape = target->describe(token);
    ASSERT_OK(shape);
    ASSERT_TRUE(shape->schema);
    EXPECT_EQ(shape->schema->key(), std::vector<std::string>{"i"});
    EXPECT_EQ(shape->rows, 0);
    for (std::size_t i = 0; i < schema->size(); ++i)
        EXPECT_EQ(typeText(shape->schema->field(i).type), typeText(schema->field(i).type)) << schema->field(i).name;
}

TEST_F(PostgresqlTargetTest, TypesWithoutAnEncoderGoThroughTheStage)
{
    exec("CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE DOMAIN short AS varchar(3);"
         "CREATE TABLE orders (id int PRIMARY KEY, addr inet, m mood, list int[], s short, took interval, bits bit(3))");
    const SchemaPtr schema = makeSchema("id int64, addr text, m text, list text, s text, took text, bits text");
    auto target = openTarget(schema, WriteMode::Append);
    ASSERT_OK(write(*target, makeRows(schema, {{"1", "10.0.0.1/8", "sad", "{1,2,NULL}", "abc", "1 day 02:00:00", "101"},
                                               {"2", std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt}})));
    EXPECT_EQ(value("SELECT concat_ws('|', addr, m, list, s, took, bits) FROM orders WHERE id = 1"),
              "10.0.0.1/8|sad|{1,2,NULL}|abc|1 day 02:00:00|101");
    const std::vector<std::vector<test::Value>> bad = {
        {"3", "10.0.0.999", "ok", "{1}", "abc", "1 day", "101"},
        {"3", "10.0.0.9", "glad", "{1}", "abc", "1 day", "101"},
        {"3", "10.0.0.9", "ok", "{x}", "abc", "1 day", "101"},
        {"3", "10.0.0.9", "ok", "{1}", "abcd", "1 day", "101"},
        {"3", "10.0.0.9", "ok", "{1}", "abc", "1 day", "1011"},
    };
    for (const auto &row : bad) {
        auto report = write(*target, makeRows(schema, {row}));
        ASSERT_OK(report);
        ASSERT_EQ(report->refused.size(), 1u);
        EXPECT_EQ(report->refused[0].row, 0);
    }
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "2");
}

TEST_F(PostgresqlTargetTest, EqualKeysUnderACollationAreFoundByTheServer)
{
    exec("CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
         "CREATE TABLE orders (k text COLLATE blind PRIMARY KEY, v int)");
    const SchemaPtr schema = makeSchema("k text, v int64");
    auto target = openTarget(schema, WriteMode::Upsert, {"k"});
    auto report = write(*target, makeRows(schema, {{"abc", "1"}, {"x", "1"}, {"ABC", "2"}}));
    ASSERT_OK(report);
    EXPECT_EQ(report->inserted, 2);
    EXPECT_EQ(report->superseded, 1);
    EXPECT_EQ(value("SELECT v FROM orders WHERE k = 'abc'"), "2");
}

} // namespace weir::postgresql
