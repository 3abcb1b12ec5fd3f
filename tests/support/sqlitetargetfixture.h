#pragma once

#include "core/connectors/sqlite/sqliteconnector.h"
#include "tests/support/sqliteshell.h"
#include "tests/support/testfolder.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace weir::test {

/// One cell as a test writes it down; std::nullopt is NULL.
using Cell = std::optional<std::variant<std::int64_t, double, std::string>>;
using Row = std::vector<Cell>;

inline Cell n(std::int64_t value) { return value; }
inline Cell t(std::string value) { return value; }
inline Cell d(double value) { return value; }
inline const Cell null;

inline RecordBatch batchOf(const SchemaPtr &schema, const std::vector<Row> &rows)
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

inline SchemaPtr ordersSchema()
{
    return std::make_shared<const Schema>(std::vector<Field>{{"id", TypeKind::Int64, false, {}},
                                                             {"name", TypeKind::Text, true, {}},
                                                             {"amount", Type::decimal(12, 2), true, {}}},
                                          std::vector<std::string>{"id"});
}

/// A file, targets that write it, and what a caller keeps beside them.
class SqliteTargetTest : public testing::Test
{
protected:
    TestFolder m_folder;
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

} // namespace weir::test
