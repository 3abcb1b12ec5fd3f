// What a session with a MariaDB server is, and how refusals and silence are told.

#include "core/connectors/mariadb/connection.h"
#include "core/connectors/mariadb/quoting.h"
#include "core/connectors/mariadb/typemap.h"
#include "tests/support/mariadbserver.h"

#include <chrono>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace weir::mariadb {

TEST(MariadbConnection, OnlyLoopbackGoesWithoutVerifiedTls)
{
    EXPECT_EQ(Settings::read({{"host", "db.example"}, {"database", "d"}})->tls, "verify-full");
    EXPECT_EQ(Settings::read({{"host", "127.0.0.1"}, {"database", "d"}})->tls, "prefer");
    EXPECT_FALSE(Settings::read({{"host", "h"}, {"database", "d"}, {"password", "canary"}}));
}

TEST(MariadbConnection, NamesAndTextsAreQuotedByOurOwnCode)
{
    EXPECT_EQ(*quoteIdentifier("a`b.c"), "`a``b.c`");
    EXPECT_FALSE(quoteIdentifier(""));
    EXPECT_FALSE(quoteIdentifier(std::string(65, 'x')));
    EXPECT_EQ(literal("it's \\"), "'it\\'s \\\\'");
}

TEST(MariadbConnection, ColumnTypesAreRefusedWhereTheServerWouldChangeValues)
{
    EXPECT_EQ(*columnTypeSql({"d", Type::decimal(65, 38), true, ""}, true), "DECIMAL(65,38)");
    EXPECT_FALSE(columnTypeSql({"d", Type::decimal(66, 0), true, ""}, false));
    EXPECT_FALSE(columnTypeSql({"d", TypeKind::Decimal, true, ""}, false));
    EXPECT_TRUE(columnTypeSql({"t", Type::text(768), true, ""}, true));
    EXPECT_FALSE(columnTypeSql({"t", Type::text(769), true, ""}, true));
    EXPECT_FALSE(columnTypeSql({"t", TypeKind::Text, true, ""}, true));
    EXPECT_EQ(*columnTypeSql({"at", TypeKind::Timestamp, true, ""}, false), "DATETIME(6)");
}

TEST(MariadbConnection, KeepsAStrictSessionAndAnswersRefusalsAndCancellation)
{
    const test::MariadbServer server;
    const CancelToken token;
    const auto opened = Connection::open(*Settings::read(server.settings()), nullptr, {}, token);
    ASSERT_TRUE(opened) << opened.error().detail;
    Connection &connection = **opened;
    const std::string odd = "a'b\\c`\"\xf0\x9f\x98\x80";
    EXPECT_EQ(connection.run("reading", "SELECT " + literal(odd), token)->text(0, 0), odd);
    EXPECT_FALSE(connection.send("SELECT 1; SELECT 2", token)->isOk()); // one statement at a time
    ASSERT_TRUE(connection.run("making", "CREATE TABLE t (id TINYINT PRIMARY KEY, d DATE) ENGINE=InnoDB", token));
    const auto zero = connection.send("INSERT INTO t VALUES (1, '2026-01-01'), (2, '0000-00-00')", token);
    ASSERT_TRUE(zero);
    EXPECT_TRUE(zero->error().isData());
    EXPECT_EQ(zero->error().rowNumber(), 1);
    const auto large = connection.send("INSERT INTO t VALUES (300, NULL)", token);
    EXPECT_EQ(large->error().rowError(0).code, RowCode::OutOfRange);
    const auto kept = connection.run("writing", "INSERT INTO t VALUES (1, NULL), (2, NULL)", token);
    EXPECT_EQ(kept->affected(), 2);
    ASSERT_TRUE(connection.beginRows("SELECT id FROM t ORDER BY id", token));
    EXPECT_EQ((**connection.nextRow(token))[0], "1");
    EXPECT_EQ((**connection.nextRow(token))[0], "2");
    EXPECT_FALSE(*connection.nextRow(token));
    connection.endRows();
    const CancelToken stop;
    std::thread canceller([&] {
        (void)token.waitFor(std::chrono::milliseconds(200));
        stop.cancel();
    });
    const auto start = std::chrono::steady_clock::now();
    const auto slept = connection.send("SELECT SLEEP(20)", stop);
    canceller.join();
    ASSERT_FALSE(slept);
    EXPECT_EQ(slept.error().code, ErrorCode::Cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
    EXPECT_FALSE(connection.isOpen());
    // Autocommit is off: what was not committed went with the session.
    const auto again = Connection::open(*Settings::read(server.settings()), nullptr, {}, token);
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)->run("counting", "SELECT count(*) FROM t", token)->text(0, 0), "0");
}

} // namespace weir::mariadb
