#include "core/connectors/sqlite/sqliteconnector.h"
#include "core/data/datetime.h"
#include "tests/support/testfolder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <sys/stat.h>

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
            case TypeKind::Bool: column->appendBool(std::get<std::int64_t>(*cell) != 0); break;
            case TypeKind::Float64: column->appendDouble(std::get<double>(*cell)); break;
            case TypeKind::Date: column->appendDays(static_cast<std::int32_t>(std::get<std::int64_t>(*cell))); break;
            case TypeKind::Int64:
            case TypeKind::Time:
            case TypeKind::DateTime:
            case TypeKind::Timestamp: column->appendInt64(std::get<std::int64_t>(*cell)); break;
            default: column->appendText(std::get<std::string>(*cell)); break;
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
    return std::make_shared<const Schema>(
        std::vector<Field>{{"id", TypeKind::Int64, false, {}}, {"name", TypeKind::Text, true, {}},
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
        return session("orders", ordersSchema(), mode,
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
    struct stat status{};
    EXPECT_NE(::stat(m_file.c_str(), &status), 0);
}

TEST_F(SqliteTargetTest, ACreatedFileIsPrivateAndItsTypesComeBack)
{
    const auto target = open();
    const Schema schema({{"id", TypeKind::Int64, false, {}}, {"ok", TypeKind::Bool, true, {}},
                         {"price", Type::decimal(12, 2), true, {}}, {"name", Type::text(40), true, {}},
                         {"at", TypeKind::Timestamp, true, {}}, {"local", TypeKind::DateTime, true, {}},
                         {"day", TypeKind::Date, true, {}}, {"hour", TypeKind::Time, true, {}},
                         {"doc", TypeKind::Json, true, {}}, {"raw", TypeKind::Bytes, true, {}},
                         {"real", TypeKind::Float64, true, {}}, {"big", TypeKind::Decimal, true, {}},
                         {"odd \"name\" /* text */, (x", TypeKind::Date, false, {}}},
                        {"id"});
    ASSERT_OK(target->create(schema, m_token));
    struct stat status{};
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
        EXPECT_EQ(typeText(shape->schema->field(i).type), typeText(schema.field(i).type)) << schema.field(i).name;
    }
    EXPECT_EQ(shape->schema->key(), schema.key());
    EXPECT_TRUE(shape->footprint.empty());
    EXPECT_EQ(shape->rows, 0);
}

TEST_F(SqliteTargetTest, AppendedRowsAndTheCheckpointAreCommittedTogether)
{
    Session session = createdOrders();
    const auto report = session.write({{n(1), t("Ä"), t("1.10")}, {n(2), null, null}, {n(3), t(""), t("0.00")}});
    ASSERT_OK(report);
    EXPECT_EQ(report->inserted, 3);
    Shell shell(m_file);
    EXPECT_EQ(shell.run("SELECT * FROM orders"), "1|Ä|1.10\n2|NULL|NULL\n3||0.00\n");
    EXPECT_EQ(shell.run("SELECT generation, epoch, seq, source_cursor, state, run, revision FROM weir_checkpoint"),
              "1|1|3|row 3|open|7|3\n");
    EXPECT_EQ(session.next.totals.inserted, 3);
    EXPECT_TRUE(session.next.totals.balances());

    const auto fenced = open()->prepare(ordersSchema(), WriteMode::Append, {}, {}, m_token);
    EXPECT_OK(fenced);
}

TEST_F(SqliteTargetTest, AllTypesAreWrittenAsTheDialectTableSays)
{
    const auto schema = std::make_shared<const Schema>(std::vector<Field>{
        {"b", TypeKind::Bool, true, {}}, {"f", TypeKind::Float64, true, {}}, {"day", TypeKind::Date, true, {}},
        {"hour", TypeKind::Time, true, {}}, {"local", TypeKind::DateTime, true, {}},
        {"at", TypeKind::Timestamp, true, {}}, {"doc", TypeKind::Json, true, {}}, {"raw", TypeKind::Bytes, true, {}}});
    ASSERT_OK(open("types")->create(*schema, m_token));
    Session session = this->session("types", schema, WriteMode::Append);
    const std::int64_t micros = 1'772'706'030'123'456; // 2026-03-05T10:20:30.123456
    ASSERT_OK(session.write({{n(1), d(0.1), n(20517), n(37'230'000'001), n(micros), n(micros), t("{\"a\":1.0}"),
                              t(std::string("\0\xff", 2))},
                             {n(0), d(-1e300), n(-719529), n(0), n(-1), n(0), t(""), t("")}}));
    EXPECT_EQ(Shell(m_file).run("SELECT b, f, day, hour, local, at, doc, hex(raw), typeof(raw) FROM types"),
              "1|0.1|2026-03-05|10:20:30.000001|2026-03-05 10:20:30.123456|2026-03-05 10:20:30.123456Z|{\"a\":1.0}|00FF|"
              "blob\n"
              "0|-1.0e+300|-0001-12-31|00:00:00.000000|1969-12-31 23:59:59.999999|1970-01-01 00:00:00.000000Z|NULL||"
              "blob\n");
}

} // namespace

} // namespace weir
