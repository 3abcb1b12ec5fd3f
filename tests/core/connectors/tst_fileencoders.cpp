// What is written to a file is read back equal.

#include "core/connectors/files/csvsource.h"
#include "core/connectors/files/stdouttarget.h"
#include "tests/support/filetargetjob.h"
#include "tests/support/testfolder.h"

#include <chrono>
#include <random>
#include <unistd.h>

using namespace weir;
using namespace weir::test;

namespace {

TEST(CsvEncoder, RandomTablesComeBackEqual)
{
    const auto seed = static_cast<unsigned>(std::chrono::steady_clock::now().time_since_epoch().count());
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::vector<std::string> pieces = {"a", ",",  "\"", "\n", "\r", "\r\n",         "\\N", "NA",
                                             ";", "\t", " ",  "名", "'",  "\xEF\xBB\xBF", "1"};
    for (int round = 0; round < 400; ++round) {
        const test::TestFolder folder;
        std::vector<std::string> names;
        for (std::size_t i = 0; i < 1 + random() % 4; ++i)
            names.push_back("c" + std::to_string(i));
        const SchemaPtr schema = textSchema(names);
        std::vector<std::vector<Cell>> rows(random() % 30);
        for (auto &row : rows) {
            for (std::size_t i = 0; i < names.size(); ++i) {
                Cell cell;
                if (random() % 5 != 0) {
                    cell.emplace();
                    for (std::size_t n = random() % 5; n > 0; --n)
                        *cell += pieces[random() % pieces.size()];
                }
                row.push_back(cell);
            }
        }
        Json format{{"delimiter", std::string(1, ",;\t|"[random() % 4])}};
        if (random() % 2 == 0)
            format["null"] = "NA";
        const std::string path = folder.file("x.csv");
        const FileFormat settings = *FileFormat::make(path, nullptr, &format);
        FileTarget target(path, settings, {});
        ASSERT_OK(target.prepare(schema, WriteMode::Append, {}, {}, {}));
        ASSERT_OK(target.fence(claimOf(), {}));
        const RecordBatch batch = batchOf(schema, rows);
        Checkpoint next;
        ASSERT_OK(target.write({std::span(&batch, 1), batch.rows()}, {}, next, {}));

        FileFormat reading = settings;
        reading.hasHeader = true;
        reading.encoding = "UTF-8";
        CsvSource source(path, reading, {});
        ASSERT_OK(source.open({}, nullptr, {}));
        std::vector<std::vector<Cell>> back;
        for (;;) {
            const auto page = source.read({});
            ASSERT_TRUE(page) << page.error().detail;
            if (!*page)
                break;
            ASSERT_TRUE((*page)->broken.empty()) << (*page)->broken[0].error.detail << folder.read("x.csv");
            for (std::int64_t row = 0; row < (*page)->rows.rows(); ++row) {
                auto &cells = back.emplace_back();
                for (std::size_t i = 0; i < names.size(); ++i) {
                    const Column &column = (*page)->rows.column(i);
                    cells.push_back(column.isNull(row) ? Cell() : Cell(std::string(column.text(row))));
                }
            }
        }
        ASSERT_EQ(back, rows) << folder.read("x.csv");
    }
}

TEST(Encoders, WriteEachTypeInItsExactText)
{
    const auto schema = std::make_shared<const Schema>(std::vector<Field>{{"i", TypeKind::Int64, true, {}},
                                                                          {"f", TypeKind::Float64, true, {}},
                                                                          {"d", TypeKind::Decimal, true, {}},
                                                                          {"b", TypeKind::Bool, true, {}},
                                                                          {"j", TypeKind::Json, true, {}},
                                                                          {"day", TypeKind::Date, true, {}}});
    auto column = [&](std::size_t i) { return std::make_shared<Column>(schema->field(i).type.kind); };
    auto ints = column(0), doubles = column(1), decimals = column(2), bools = column(3), jsons = column(4),
         days = column(5);
    ints->appendInt64(9223372036854775807);
    doubles->appendDouble(0.1);
    decimals->appendText("1.10");
    bools->appendBool(true);
    jsons->appendText("{\"a\":1.0}");
    days->appendDays(0);
    ints->appendNull();
    doubles->appendNull();
    decimals->appendNull();
    bools->appendNull();
    jsons->appendText(""); // absent
    days->appendNull();
    const RecordBatch batch(schema, {ints, doubles, decimals, bools, jsons, days}, 2);
    const auto textOf = [&](const char *name, std::int64_t row) {
        const auto encoder = makeEncoder(*FileFormat::make(name, nullptr, nullptr), schema, schema);
        std::string out;
        RowError error;
        EXPECT_TRUE((*encoder)->encode(batch, row, true, out, error));
        return out;
    };
    EXPECT_EQ(textOf("x.csv", 0), "9223372036854775807,0.1,1.10,true,\"{\"\"a\"\":1.0}\",1970-01-01\n");
    EXPECT_EQ(textOf("x.csv", 1), ",,,,,\n");
    EXPECT_EQ(textOf("x.ndjson", 0), "{\"i\":9223372036854775807,\"f\":0.1,\"d\":1.10,\"b\":true,\"j\":{"
                                     "\"a\":1.0},\"day\":\"1970-01-01\"}\n");
    EXPECT_EQ(textOf("x.ndjson", 1), "{\"i\":null,\"f\":null,\"d\":null,\"b\":null,\"day\":null}\n");
}

TEST(StdoutTarget, WritesAWholeDocumentAndPromisesNothing)
{
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const Json format{{"format", "json"}};
    StdoutTarget target(*FileFormat::make("-", nullptr, &format), ends[1]);
    EXPECT_EQ(target.describe({})->guarantee, Guarantee::D3);
    const SchemaPtr schema = textSchema({"a"});
    ASSERT_OK(target.prepare(schema, WriteMode::Append, {}, {}, {}));
    ASSERT_OK(target.fence(claimOf(), {}));
    const RecordBatch batch = batchOf(schema, {{"1"}, {"2"}});
    Checkpoint next;
    ASSERT_OK(target.write({std::span(&batch, 1), 2}, {}, next, {}));
    ASSERT_OK(target.complete(next, {}));
    ::close(ends[1]);
    char buffer[256] = {};
    ASSERT_GT(read(ends[0], buffer, sizeof buffer - 1), 0);
    EXPECT_EQ(Json::parse(buffer).size(), 2U);
    ::close(ends[0]);
    EXPECT_EQ(target.prepare(schema, WriteMode::Upsert, {}, {}, {}).error().code, ErrorCode::InvalidConfig);
}

} // namespace
