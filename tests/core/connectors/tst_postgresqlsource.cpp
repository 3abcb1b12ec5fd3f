// The PostgreSQL source against a real server, and round trips through source and target.

#include "core/connectors/postgresql/postgresqlsource.h"
#include "core/connectors/postgresql/postgresqltarget.h"

#include "tests/support/postgresqlserver.h"
#include "tests/support/rows.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

namespace weir::postgresql {

using test::makeRows;
using test::makeSchema;
using test::PostgresqlServer;

namespace {

class PostgresqlSourceTest : public testing::Test
{
protected:
    static void SetUpTestSuite() { server = new PostgresqlServer; }
    static void TearDownTestSuite()
    {
        delete server;
        server = nullptr;
    }
    void SetUp() override { database = server->newDatabase(); }

    std::unique_ptr<PostgresqlSource> makeSource(ReadOptions options)
    {
        return std::make_unique<PostgresqlSource>(*Settings::read(server->settings(database)), std::move(options),
                                                  nullptr);
    }
    std::unique_ptr<PostgresqlSource> makeSource(const std::string &table)
    {
        ReadOptions options;
        options.stream = table;
        return makeSource(std::move(options));
    }
    /// Everything from \a from on, as texts.
    std::vector<std::string> readAll(PostgresqlSource &source, const Cursor &from = {}, Cursor *end = nullptr)
    {
        std::vector<std::string> texts;
        auto shape = source.open(from, nullptr, token);
        EXPECT_TRUE(shape) << (shape ? "" : shape.error().detail);
        while (shape) {
            auto page = source.read(token);
            EXPECT_TRUE(page) << (page ? "" : page.error().detail);
            if (!page || !*page)
                break;
            for (std::string &text : test::rowTexts((*page)->rows))
                texts.push_back(std::move(text));
            if (end)
                *end = (*page)->next;
        }
        return texts;
    }
    void exec(const std::string &sql) { server->exec(sql, database); }
    std::string value(const std::string &sql) { return server->value(sql, database); }

    static PostgresqlServer *server;
    std::string database;
    CancelToken token;
};
PostgresqlServer *PostgresqlSourceTest::server = nullptr;

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().detail

bool hasFinding(const std::vector<Finding> &findings, std::string_view code)
{
    return std::any_of(findings.begin(), findings.end(), [&](const Finding &finding) { return finding.code == code; });
}

} // namespace

TEST_F(PostgresqlSourceTest, EveryTypeComesThroughSourceAndTargetUnchanged)
{
    exec("CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
         "CREATE TABLE a (id int PRIMARY KEY, b bool, i2 int2, i4 int4, i8 int8, f4 float4, f8 float8, n numeric, "
         "n2 numeric(12,4), nn numeric(3,-2), t text, v varchar(20), c char(5), j json, jb jsonb, by bytea, d date, "
         "ti time, ti3 time(3), ts timestamp, tz timestamptz, u uuid, m mood, p positive, ip inet, iv interval, "
         "arr text[], bt bit(4), mo money)");
    exec("INSERT INTO a VALUES "
         "(1, true, -32768, -2147483648, -9223372036854775808, 0.1, 0.1, 0, 1.1, 100, '', '', '', '{}', '{}', '', "
         "'0044-03-15 BC', '00:00', '00:00', '0044-03-15 BC', '0044-03-15 BC', "
         "'00000000-0000-0000-0000-000000000000', 'ok', 1, '::1', '0', '{}', '0000', 0),"
         "(2, false, 32767, 2147483647, 9223372036854775807, 'NaN', '-Infinity', 1e130, -99999999.9999, -99900, "
         "E'\\U0001F600 \\t\\n\\\\ \"q\"', '中文', 'ab', '{\"a\": 1.00}', '{\"b\": [1, null]}', '\\x00ff10', 'infinity', "
         "'24:00:00', '23:59:59.999', 'infinity', '-infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'sad', 7, "
         "'10.0.0.1/8', '1 year 2 mons -3 days 04:05:06.789', '{a,NULL,\"x,y\"}', '1010', 12.34),"
         "(3, NULL, 0, 0, 0, '-0', '1e308', 0.00000000000000000001, 0.0001, 0, 'x', 'y', 'abcde', 'null', '\"s\"', "
         "NULL, '5874897-12-31', '12:34:56.123456', '12:34:56', '294246-12-31 23:59:59.999999', "
         "'1999-12-31 23:59:59.999999+00', gen_random_uuid(), 'ok', 1, NULL, NULL, NULL, NULL, NULL),"
         "(4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
         "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);"
         "INSERT INTO a (id, n) SELECT i, (random() * 10 ^ (random() * 30))::numeric * (CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END) "
         "FROM generate_series(5, 500) i;"
         "INSERT INTO a (id, n) VALUES (501, 10000), (502, 9999.9999), (503, 0.0000), (504, 100000000.00010), "
         "(505, ('9' || repeat('0', 900))::numeric);"
         "CREATE TABLE b (LIKE a INCLUDING ALL)");
    for (const WriteMode mode : {WriteMode::Append, WriteMode::Upsert}) {
        SCOPED_TRACE(writeModeName(mode));
        exec("TRUNCATE b");
        auto source = makeSource("a");
        auto shape = source->open({}, nullptr, token);
        ASSERT_OK(shape);
        EXPECT_TRUE(shape->canResume);
        EXPECT_TRUE(hasFinding(shape->findings, "readAsText"));
        PostgresqlTarget target(*Settings::read(server->settings(database)), *parseTableName("b", "public"), nullptr);
        ASSERT_OK(target.prepare(shape->schema, mode, mode == WriteMode::Upsert ? shape->schema->key() : std::vector<std::string>(), {}, token));
        Claim claim;
        claim.job = Uuid::random();
        claim.holder = Uuid::random();
        claim.stream = "b";
        ASSERT_OK(target.fence(claim, token));
        Checkpoint next;
        for (;;) {
            auto page = source->read(token);
            ASSERT_OK(page);
            if (!*page)
                break;
            EXPECT_TRUE((*page)->broken.empty());
            next.seq += (*page)->recordCount();
            const RecordBatch &rows = (*page)->rows;
            auto report = target.write({{&rows, 1}, rows.rows()}, {}, next, token);
            ASSERT_OK(report);
            ASSERT_TRUE(report->refused.empty()) << report->refused[0].field << ": " << report->refused[0].detail;
        }
        EXPECT_EQ(value("SELECT count(*) FROM a"), value("SELECT count(*) FROM b"));
        EXPECT_EQ(value("SELECT string_agg(a.id::text, ' ') FROM a JOIN b USING (id) WHERE a.* *<> b.*"), "NULL");
        EXPECT_EQ(value("SELECT count(*) FROM a JOIN b USING (id) WHERE a.* *= b.*"), value("SELECT count(*) FROM a"));
    }
}

TEST_F(PostgresqlSourceTest, ValuesWithoutACounterpartAreBrokenRowsAndTheOthersGoOn)
{
    exec("CREATE TABLE a (id int PRIMARY KEY, n numeric, t timestamp);"
         "INSERT INTO a VALUES (1, 1, NULL), (2, 'NaN', NULL), (3, '-Infinity', NULL), (4, 4, '294276-12-31'), (5, 5, NULL)");
    auto source = makeSource("a");
    ASSERT_OK(source->open({}, nullptr, token));
    auto page = source->read(token);
    ASSERT_OK(page);
    ASSERT_TRUE(*page);
    EXPECT_EQ((*page)->rows.rows(), 2);
    ASSERT_EQ((*page)->broken.size(), 3u);
    EXPECT_EQ((*page)->broken[0].index, 1);
    EXPECT_EQ((*page)->broken[0].error.field, "n");
    EXPECT_EQ((*page)->broken[1].raw, "3\t-Infinity\t\\N");
    EXPECT_EQ((*page)->broken[2].index, 3);
    EXPECT_EQ((*page)->recordCount(), 5);
}

TEST_F(PostgresqlSourceTest, ResumesBehindEveryPage)
{
    struct Case
    {
        const char *label;
        const char *key;
        const char *row;
    };
    const Case cases[] = {
        {"one whole number", "id", "i, i::text, now(), 'x' || i, i"},
        {"text and a number, doubled quotes", "t, id", "i, (i % 7) || E'\\'\"\\\\;', now(), 'x', i"},
        {"an instant with microseconds", "ts", "i, 'x', '2000-01-01Z'::timestamptz + i * interval '1.000001 s', 'x', i"},
        {"an instant before Christ", "ts", "i, 'x', '0100-01-01 BC'::timestamptz + i * interval '1 day', 'x', i"},
        {"a padded text", "c, id", "i, 'x', now(), 'x' || i % 9, i"},
        {"a decimal", "n", "i, 'x', now(), 'x', i + 0.10"},
    };
    for (const Case &each : cases) {
        SCOPED_TRACE(each.label);
        exec(fmt::format("DROP TABLE IF EXISTS a; CREATE TABLE a (id int, t text, ts timestamptz, c char(6), n numeric(10,2), "
                         "PRIMARY KEY ({}));"
                         "INSERT INTO a SELECT {} FROM generate_series(1, 20000) i ORDER BY random()",
                         each.key, each.row));
        auto whole = makeSource("a");
        const std::vector<std::string> all = readAll(*whole);
        ASSERT_EQ(all.size(), 20000u);
        auto source = makeSource("a");
        ASSERT_OK(source->open({}, nullptr, token));
        std::size_t seen = 0;
        int pages = 0;
        for (;;) {
            auto page = source->read(token);
            ASSERT_OK(page);
            if (!*page)
                break;
            ++pages;
            seen += static_cast<std::size_t>((*page)->recordCount());
            auto resumed = makeSource("a");
            const std::vector<std::string> rest = readAll(*resumed, (*page)->next);
            ASSERT_EQ(rest.size(), all.size() - seen);
            EXPECT_TRUE(std::equal(rest.begin(), rest.end(), all.begin() + static_cast<std::ptrdiff_t>(seen)));
        }
        EXPECT_GE(pages, 3);
    }
}

TEST_F(PostgresqlSourceTest, ALostConnectionGoesOnBehindTheLastPage)
{
    exec("CREATE TABLE a (id int PRIMARY KEY, t text); INSERT INTO a SELECT i, repeat('x', 500) FROM generate_series(1, 60000) i");
    auto source = makeSource("a");
    ASSERT_OK(source->open({}, nullptr, token));
    std::int64_t rows = 0;
    int losses = 0;
    for (int call = 0;; ++call) {
        auto page = source->read(token);
        if (!page) {
            EXPECT_EQ(page.error().recovery, Recovery::Retry) << page.error().detail;
            ++losses;
            continue;
        }
        if (!*page)
            break;
        for (std::int64_t row = 0; row < (*page)->rows.rows(); ++row)
            ASSERT_EQ((*page)->rows.column(0).int64s()[static_cast<std::size_t>(row)], ++rows);
        if (call == 2)
            exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weir/source'");
    }
    EXPECT_EQ(rows, 60000);
    EXPECT_GE(losses, 1);
}

TEST_F(PostgresqlSourceTest, ReadsOneSnapshotWhateverHappensMeanwhile)
{
    exec("CREATE TABLE a (id int PRIMARY KEY, v int); INSERT INTO a SELECT i, 0 FROM generate_series(1, 30000) i");
    auto source = makeSource("a");
    ASSERT_OK(source->open({}, nullptr, token));
    exec("UPDATE a SET v = 1; DELETE FROM a WHERE id > 100; INSERT INTO a VALUES (99999, 1)");
    std::int64_t rows = 0;
    for (auto page = source->read(token); page && *page; page = source->read(token)) {
        rows += (*page)->rows.rows();
        for (const std::int64_t each : (*page)->rows.column(1).int64s())
            ASSERT_EQ(each, 0);
    }
    EXPECT_EQ(rows, 30000);
}

TEST_F(PostgresqlSourceTest, IncrementsReadOnAndTiesAreSafe)
{
    exec("CREATE TABLE a (id int PRIMARY KEY, at timestamptz NOT NULL);"
         "INSERT INTO a SELECT i, '2026-01-01Z'::timestamptz + (i / 100) * interval '1 s' FROM generate_series(1, 10000) i");
    ReadOptions options;
    options.stream = "a";
    options.cursorField = "at";
    auto source = makeSource(options);
    EXPECT_TRUE(source->isIncremental());
    Cursor end;
    EXPECT_EQ(readAll(*source, {}, &end).size(), 10000u);
    EXPECT_TRUE(readAll(*makeSource(options), end).empty());
    exec("INSERT INTO a VALUES (10001, '2026-01-01 00:01:40Z'), (10002, '2026-01-02Z'), (0, '2026-01-01 00:01:39Z')");
    EXPECT_EQ(readAll(*makeSource(options), end).size(), 2u);
    options.overlap = "10s";
    EXPECT_GT(readAll(*makeSource(options), end).size(), 900u);
    options.overlap = "soon";
    EXPECT_FALSE(makeSource(options)->open(end, nullptr, token));
    // In the middle of a load no overlap applies.
    options.overlap = "1h";
    auto middle = makeSource(options);
    ASSERT_OK(middle->open({}, nullptr, token));
    auto page = middle->read(token);
    ASSERT_OK(page);
    const std::int64_t before = (*page)->recordCount();
    EXPECT_EQ(readAll(*makeSource(options), (*page)->next).size(), 10003u - static_cast<std::size_t>(before));
}

TEST_F(PostgresqlSourceTest, RowsOfOpenTransactionsAreNotPassedBy)
{
    exec("CREATE TABLE a (id int PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())");
    auto slow = Connection::open(*Settings::read(server->settings(database)), {}, "writer", {}, token);
    ASSERT_OK(slow);
    ASSERT_OK((*slow)->run("writing", "BEGIN; INSERT INTO a VALUES (1)", token));
    exec("INSERT INTO a VALUES (2)");
    ReadOptions options;
    options.stream = "a";
    options.cursorField = "at";
    Cursor end;
    auto first = makeSource(options);
    std::vector<std::string> seen = readAll(*first, {}, &end);
    ASSERT_OK((*slow)->run("writing", "COMMIT", token));
    exec("SELECT pg_sleep(0.02)");
    for (const std::string &row : readAll(*makeSource(options), end))
        seen.push_back(row);
    EXPECT_EQ(seen.size(), 2u);

    // The control: without the horizon the late row is lost. A client's clock gives no horizon, and that is said.
    exec("ALTER TABLE a ALTER at DROP DEFAULT");
    auto shape = makeSource(options)->open({}, nullptr, token);
    ASSERT_OK(shape);
    EXPECT_TRUE(hasFinding(shape->findings, "lateCommits"));
}

TEST_F(PostgresqlSourceTest, QueriesRunReadOnlyAsOneStatement)
{
    exec("CREATE TABLE a (id int PRIMARY KEY, t text); INSERT INTO a SELECT i, 't' || i FROM generate_series(1, 100) i;"
         "CREATE SEQUENCE s");
    ReadOptions options;
    options.query = "SELECT id AS number, t, 1.50::numeric(4,2) AS n FROM a WHERE id <= 50 -- the first half\n;";
    options.orderKey = {"number"};
    auto source = makeSource(options);
    auto shape = source->open({}, nullptr, token);
    ASSERT_OK(shape);
    EXPECT_TRUE(shape->canResume);
    EXPECT_EQ(typeText(shape->schema->field(2).type), "decimal(4,2)");
    EXPECT_EQ(readAll(*makeSource(options)).size(), 50u);
    const char *const hostile[] = {
        "SELECT 1 AS number; DROP TABLE a",
        "SELECT nextval('s') AS number",
        "WITH x AS (DELETE FROM a RETURNING id) SELECT id AS number FROM x",
        "DELETE FROM a RETURNING id AS number",
        "SELECT 1 AS number) AS t) TO PROGRAM 'touch /tmp/weir-owned' --",
        "DROP TABLE a",
        "SELECT id AS number, id AS number FROM a",
    };
    for (const char *query : hostile) {
        SCOPED_TRACE(query);
        options.query = query;
        auto refused = makeSource(options);
        auto opened = refused->open({}, nullptr, token);
        bool isRefused = !opened;
        if (opened)
            isRefused = !refused->read(token);
        EXPECT_TRUE(isRefused);
        EXPECT_EQ(value("SELECT count(*) FROM a"), "100");
    }
    ReadOptions table;
    table.stream = "a";
    table.where = "id > 90 -- the end";
    table.select = {"t"};
    auto narrow = makeSource(table);
    EXPECT_EQ(readAll(*narrow).size(), 10u);
    for (const char *where : {"true) ; DROP TABLE a; --", "true) t) TO PROGRAM 'touch /tmp/weir-owned' --", "missing = 1"}) {
        table.where = where;
        auto refused = makeSource(table)->open({}, nullptr, token);
        ASSERT_FALSE(refused) << where;
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidConfig) << refused.error().detail;
    }
    EXPECT_NE(access("/tmp/weir-owned", F_OK), 0);
}

TEST_F(PostgresqlSourceTest, APinnedSchemaHoldsAndNamesWhatIsGone)
{
    exec("CREATE TABLE a (id int PRIMARY KEY, t text, n int); INSERT INTO a VALUES (1, 'x', 5)");
    auto shape = makeSource("a")->open({}, nullptr, token);
    ASSERT_OK(shape);
    exec("ALTER TABLE a ADD more int; ALTER TABLE a ALTER n TYPE bigint");
    auto wider = makeSource("a")->open({}, shape->schema, token);
    ASSERT_OK(wider);
    EXPECT_EQ(wider->schema, shape->schema);
    EXPECT_TRUE(hasFinding(wider->findings, "newField"));
    exec("ALTER TABLE a DROP t");
    auto gone = makeSource("a")->open({}, shape->schema, token);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::SchemaMismatch);
    EXPECT_NE(gone.error().detail.find("\"t\""), std::string::npos);
}

TEST_F(PostgresqlSourceTest, ATableWithoutAKeyCannotBeResumedAndSaysSo)
{
    exec("CREATE TABLE a (t text); INSERT INTO a SELECT 'x' FROM generate_series(1, 10000)");
    auto source = makeSource("a");
    auto shape = source->open({}, nullptr, token);
    ASSERT_OK(shape);
    EXPECT_FALSE(shape->canResume);
    EXPECT_TRUE(hasFinding(shape->findings, "noKey"));
    auto page = source->read(token);
    ASSERT_OK(page);
    EXPECT_FALSE(makeSource("a")->open((*page)->next, nullptr, token));
    EXPECT_EQ(makeSource("a")->open(Cursor{"rubbish"}, nullptr, token).error().code, ErrorCode::InvalidConfig);
}

TEST_F(PostgresqlSourceTest, AReplacedTableIsSeen)
{
    exec("CREATE TABLE a (id int PRIMARY KEY); INSERT INTO a VALUES (1)");
    Cursor end;
    auto source = makeSource("a");
    readAll(*source, {}, &end);
    EXPECT_EQ(*makeSource("a")->changeSince(end, token), SourceChange::None);
    exec("DROP TABLE a; CREATE TABLE a (id int PRIMARY KEY)");
    EXPECT_EQ(*makeSource("a")->changeSince(end, token), SourceChange::Replaced);
    exec("DROP TABLE a; CREATE TABLE ab (id int)");
    auto missing = makeSource("a")->changeSince(end, token);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_NE(missing.error().detail.find("public.ab"), std::string::npos) << missing.error().detail;
}

TEST_F(PostgresqlSourceTest, AWrongPasswordStopsAndIsInNoText)
{
    server->exec("DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'right-canary'");
    struct OneSecret final : SecretBackend
    {
        std::string value;
        std::string place() const override { return "test"; }
        Result<Secret> read(std::string_view) const override { return Secret(value); }
        bool has(std::string_view) const override { return true; }
    };
    const auto openWith = [&](const std::string &password, const char *secretName) {
        auto backend = std::make_unique<OneSecret>();
        backend->value = password;
        std::vector<std::unique_ptr<SecretBackend>> backends;
        backends.push_back(std::move(backend));
        const SecretStore secrets(std::move(backends));
        ReadOptions options;
        options.query = "SELECT 1 AS one";
        PostgresqlSource source(*Settings::read(server->tcpSettings(database, "reader", secretName)), options, &secrets);
        return source.open({}, nullptr, token);
    };
    auto wrong = openWith("wrong-canary", "pw");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::Unauthenticated) << wrong.error().detail;
    EXPECT_EQ(wrong.error().recovery, Recovery::Stop);
    EXPECT_EQ(wrong.error().detail.find("canary"), std::string::npos);
    auto none = openWith("", "");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::InvalidConfig) << none.error().detail;
    setenv("PGPASSWORD", "right-canary", 1);
    EXPECT_FALSE(openWith("", "")) << "the environment was used";
    unsetenv("PGPASSWORD");
    ASSERT_OK(openWith("right-canary", "pw"));
}

TEST_F(PostgresqlSourceTest, HostileEnvironmentChangesNothing)
{
    exec("CREATE TABLE a (id int PRIMARY KEY); INSERT INTO a VALUES (1)");
    const std::pair<const char *, const char *> hostile[] = {
        {"PGHOST", "203.0.113.1"}, {"PGHOSTADDR", "203.0.113.1"}, {"PGPORT", "1"},        {"PGDATABASE", "template1"},
        {"PGUSER", "nobody"},      {"PGOPTIONS", "-c default_transaction_read_only=on"},  {"PGSSLMODE", "verify-full"},
        {"PGAPPNAME", "evil"},     {"PGTARGETSESSIONATTRS", "standby"},                   {"PGREQUIREPEER", "nobody"},
        {"PGCLIENTENCODING", "SQL_ASCII"}};
    for (const auto &[name, value] : hostile)
        setenv(name, value, 1);
    EXPECT_EQ(readAll(*makeSource("a")).size(), 1u);
    for (const auto &[name, value] : hostile)
        unsetenv(name);
}

TEST_F(PostgresqlSourceTest, AnUnreachableServerIsTriedAgainAndADemandForTlsIsNot)
{
    ReadOptions options;
    options.query = "SELECT 1 AS one";
    Json settings = server->tcpSettings(database, "postgres", "");
    settings["port"] = 1;
    auto refused = PostgresqlSource(*Settings::read(settings), options, nullptr).open({}, nullptr, token);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(refused.error().recovery, Recovery::Retry);
    settings = server->tcpSettings(database, "postgres", "");
    settings["tls"] = "require";
    auto plain = PostgresqlSource(*Settings::read(settings), options, nullptr).open({}, nullptr, token);
    ASSERT_FALSE(plain);
    EXPECT_EQ(plain.error().recovery, Recovery::Stop) << plain.error().detail;
    Json remote{{"host", "db.example"}};
    EXPECT_EQ(Settings::read(remote)->sslmode, "verify-full");
    EXPECT_EQ(Settings::read(server->settings())->sslmode, "prefer");
    remote["tls"] = "verfy-full";
    EXPECT_NE(Settings::read(remote).error().detail.find("verify-full"), std::string::npos);
    remote["tls"] = "prefer";
    remote["password"] = "secret in the file";
    EXPECT_FALSE(Settings::read(remote));
}

TEST_F(PostgresqlSourceTest, CancellingEndsASlowQueryWithinASecond)
{
    ReadOptions options;
    options.query = "SELECT 1 AS one FROM pg_sleep(30)";
    auto source = makeSource(options);
    const CancelToken stop;
    ASSERT_OK(source->open({}, nullptr, token));
    const auto start = std::chrono::steady_clock::now();
    std::thread canceller([&] {
        (void)token.waitFor(std::chrono::milliseconds(200));
        stop.cancel();
    });
    auto page = source->read(stop);
    canceller.join();
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, ErrorCode::Cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(1400));
    EXPECT_EQ(value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'weir/source' AND state = 'active'"), "0");
}

TEST_F(PostgresqlSourceTest, HostileNamesGoThroughCreateWriteReadAndDrop)
{
    const unsigned seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    const std::vector<std::string> pieces = {"\"", "'", ".", ";", "--", "/*", "*/", "\\", "$1", "$$", " ", "DROP TABLE a",
                                             "é", "中", "%s", "{}", "(", ")", ",", "E'", "U&\"", "a", "Z", ":x", "\xF0\x9F\x98\x80"};
    const auto makeName = [&] {
        std::string name;
        const std::size_t count = 1 + random() % 8;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string &piece = pieces[random() % pieces.size()];
            if (name.size() + piece.size() <= identifierBytesMax)
                name += piece;
        }
        return name;
    };
    exec("CREATE TABLE a (id int)");
    auto opened = Connection::open(*Settings::read(server->settings(database)), {}, "fuzz", {}, token);
    ASSERT_OK(opened);
    Connection &connection = **opened;
    for (int i = 0; i < 1000; ++i) {
        const std::string table = makeName(), column = makeName();
        SCOPED_TRACE(table + " | " + column);
        auto name = makeTableName("public", table);
        auto field = quoteIdentifier(column);
        ASSERT_OK(name);
        ASSERT_OK(field);
        if (table == "a")
            continue;
        ASSERT_OK(connection.run("creating", fmt::format("CREATE TABLE {} ({} int)", name->sql(), *field), token));
        ASSERT_OK(connection.run("writing", fmt::format("INSERT INTO {} ({}) VALUES (7)", name->sql(), *field), token));
        auto info = readTable(connection, *name, token);
        ASSERT_OK(info);
        ASSERT_TRUE(*info);
        EXPECT_EQ((*info)->columns[0].name, column);
        auto parsed = parseTableName(name->sql(), "other");
        ASSERT_OK(parsed);
        EXPECT_EQ(*parsed, *name);
        auto found = connection.run("reading", fmt::format("SELECT {} , {} FROM {}", *field, quoteLiteral(column), name->sql()), token);
        ASSERT_OK(found);
        EXPECT_EQ(found->text(0, 0), "7");
        EXPECT_EQ(found->text(0, 1), column);
        ASSERT_OK(connection.run("dropping", "DROP TABLE " + name->sql(), token));
    }
    EXPECT_FALSE(quoteIdentifier(std::string(64, 'x')));
    EXPECT_FALSE(quoteIdentifier(std::string("a\0b", 3)));
    EXPECT_FALSE(quoteIdentifier("a\nb"));
    EXPECT_FALSE(quoteIdentifier(""));
    EXPECT_EQ(value("SELECT count(*) FROM pg_class WHERE relname = 'a'"), "1");
}

} // namespace weir::postgresql
