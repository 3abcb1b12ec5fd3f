#pragma once

#include "core/connectors/postgresql/postgresqltarget.h"
#include "tests/support/postgresqlserver.h"
#include "tests/support/rows.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace weir::postgresql {

using test::makeRows;
using test::makeSchema;
using test::PostgresqlServer;

/// A target over a fresh database, with what a run would know.
class PostgresqlTargetTest : public testing::Test
{
protected:
    static void SetUpTestSuite() { server = new PostgresqlServer; }
    static void TearDownTestSuite()
    {
        delete server;
        server = nullptr;
    }
    void SetUp() override
    {
        database = server->newDatabase();
        claim.job = Uuid::random();
        claim.holder = Uuid::random();
        claim.workspace = Uuid::random();
        claim.stream = "orders";
        claim.run = 1;
    }

    std::unique_ptr<PostgresqlTarget> makeTarget(const std::string &table = "public.orders",
                                                 const std::string &user = "postgres")
    {
        Settings settings = *Settings::read(server->settings(database, user));
        Timeouts timeouts;
        timeouts.lock = std::chrono::milliseconds(300);
        return std::make_unique<PostgresqlTarget>(settings, *parseTableName(table, "public"), nullptr, timeouts);
    }
    /// Prepared and fenced.
    std::unique_ptr<PostgresqlTarget> openTarget(const SchemaPtr &schema, WriteMode mode = WriteMode::Append,
                                                 std::vector<std::string> key = {})
    {
        auto target = makeTarget();
        auto prepared = target->prepare(schema, mode, key, {}, token);
        EXPECT_TRUE(prepared) << (prepared ? "" : prepared.error().detail);
        auto fenced = target->fence(claim, token);
        EXPECT_TRUE(fenced) << (fenced ? "" : fenced.error().detail);
        if (fenced)
            next = fenced->checkpoint.value_or(Checkpoint());
        next.generation = 1;
        claim.isFirst = false;
        return target;
    }
    /// Writes rows as the delivery would: seq runs on.
    Result<WriteReport> write(Target &target, const RecordBatch &rows, std::vector<Skipped> skipped = {})
    {
        const WriteBatch batch{{&rows, 1}, rows.rows()};
        const Checkpoint before = next;
        next.seq += rows.rows() + static_cast<std::int64_t>(skipped.size());
        next.cursor.text = fmt::format("c{}", next.seq);
        next.totals.read += rows.rows() + static_cast<std::int64_t>(skipped.size());
        next.totals.quarantined += static_cast<std::int64_t>(skipped.size());
        auto report = target.write(batch, skipped, next, token);
        if (!report || !report->refused.empty())
            next = before;
        return report;
    }
    std::string value(const std::string &sql) { return server->value(sql, database); }
    void exec(const std::string &sql) { server->exec(sql, database); }

    static inline PostgresqlServer *server = nullptr;
    std::string database;
    Claim claim;
    Checkpoint next;
    CancelToken token;
};
inline constexpr const char *ordersTable = "CREATE TABLE orders (id int PRIMARY KEY, name varchar(10), amount numeric(8,2))";
inline SchemaPtr ordersSchema()
{
    return makeSchema("id int64, name text(10), amount decimal(8,2)", {"id"});
}

inline std::string errorText(const Error &error)
{
    return error.detail;
}

#define ASSERT_OK(result) ASSERT_TRUE(result) << errorText((result).error())

} // namespace weir::postgresql
