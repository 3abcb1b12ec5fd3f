#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <random>
#include <string>

using namespace weir;

namespace {

using Values = std::vector<std::optional<std::int64_t>>;

constexpr TypeKind kinds[] = {TypeKind::Bool, TypeKind::Int64,    TypeKind::Float64,  TypeKind::Date,
                              TypeKind::Text, TypeKind::Decimal,  TypeKind::Json,     TypeKind::Bytes,
                              TypeKind::Time, TypeKind::DateTime, TypeKind::Timestamp};

Column columnOf(TypeKind kind, const Values &values)
{
    Column column(kind);
    for (const auto &value : values) {
        if (!value)
            column.appendNull();
        else if (isVariableWidth(kind))
            column.appendText(*value ? std::to_string(*value) : std::string());
        else if (kind == TypeKind::Bool)
            column.appendBool(*value % 2 != 0);
        else if (kind == TypeKind::Float64)
            column.appendDouble(static_cast<double>(*value));
        else if (kind == TypeKind::Date)
            column.appendDays(static_cast<std::int32_t>(*value));
        else
            column.appendInt64(*value);
    }
    return column;
}

void expectSame(const Column &column, const Values &values)
{
    ASSERT_EQ(column.size(), static_cast<std::int64_t>(values.size()));
    std::int64_t nulls = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        ASSERT_EQ(column.isNull(row), !values[i]) << "row " << i;
        nulls += !values[i];
        if (!values[i])
            continue;
        switch (column.kind()) {
        case TypeKind::Bool:
            ASSERT_EQ(column.bools()[i] != 0, *values[i] % 2 != 0);
            break;
        case TypeKind::Float64:
            ASSERT_EQ(column.doubles()[i], static_cast<double>(*values[i]));
            break;
        case TypeKind::Date:
            ASSERT_EQ(column.days()[i], *values[i]);
            break;
        case TypeKind::Int64:
        case TypeKind::Time:
        case TypeKind::DateTime:
        case TypeKind::Timestamp:
            ASSERT_EQ(column.int64s()[i], *values[i]);
            break;
        default:
            ASSERT_EQ(column.text(row), *values[i] ? std::to_string(*values[i]) : "");
        }
    }
    ASSERT_EQ(column.nullCount(), nulls);
}

RecordBatch batchOf(TypeKind kind, const Values &values)
{
    static const auto schemas = [] {
        std::vector<SchemaPtr> list;
        for (const TypeKind each : kinds)
            list.push_back(std::make_shared<Schema>(std::vector<Field>{{"v", each, true, {}}}));
        return list;
    }();
    const auto index =
        static_cast<std::size_t>(std::find(std::begin(kinds), std::end(kinds), kind) - std::begin(kinds));
    return {schemas[index],
            {std::make_shared<Column>(columnOf(kind, values))},
            static_cast<std::int64_t>(values.size())};
}

} // namespace

TEST(Column, NullsAreExactAroundEveryBorderOfTheBitmap)
{
    for (const TypeKind kind : kinds) {
        for (const std::size_t size : {0U, 1U, 63U, 64U, 65U, 127U, 128U, 129U, 200U}) {
            for (std::size_t firstNull = 0; firstNull <= size; firstNull += firstNull < 60 ? 31 : 1) {
                Values values;
                for (std::size_t i = 0; i < size; ++i)
                    values.push_back(i >= firstNull && i % 3 == firstNull % 3
                                         ? std::nullopt
                                         : std::optional<std::int64_t>(i));
                expectSame(columnOf(kind, values), values);
            }
        }
    }
}

TEST(Column, ClearedColumnsStartAnew)
{
    Column column = columnOf(TypeKind::Text, {1, std::nullopt, 3});
    column.clear();
    EXPECT_EQ(column.size(), 0);
    EXPECT_EQ(column.nullCount(), 0);
    column.appendText("x");
    EXPECT_FALSE(column.isNull(0));
    EXPECT_EQ(column.text(0), "x");
}

TEST(Column, RandomGathersSlicesAndConcatsAgreeWithAModel)
{
    const std::uint64_t seed = std::random_device{}();
    fmt::print("seed {}\n", seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 300; ++round) {
        const TypeKind kind = kinds[random() % std::size(kinds)];
        const auto nullShare = random() % 4;
        const auto drawValues = [&] {
            Values values;
            for (auto size = random() % 200; size > 0; --size)
                values.push_back(random() % 4 < nullShare ? std::nullopt
                                                          : std::optional<std::int64_t>(random() % 10'000));
            return values;
        };
        const Values values = drawValues();
        const RecordBatch batch = batchOf(kind, values);
        std::vector<std::int32_t> rows;
        Values gathered;
        for (auto count = values.empty() ? 0 : random() % 300; count > 0; --count) {
            rows.push_back(static_cast<std::int32_t>(random() % values.size()));
            gathered.push_back(values[static_cast<std::size_t>(rows.back())]);
        }
        expectSame(batch.gather(rows).column(0), gathered);

        const std::size_t first = random() % (values.size() + 1),
                          count = random() % (values.size() - first + 1);
        const RecordBatch slice =
            batch.slice(static_cast<std::int64_t>(first), static_cast<std::int64_t>(count));
        expectSame(slice.column(0), Values(values.begin() + static_cast<std::ptrdiff_t>(first),
                                           values.begin() + static_cast<std::ptrdiff_t>(first + count)));

        Values all = values;
        std::vector<RecordBatch> batches = {batch};
        for (auto more = random() % 3; more > 0; --more) {
            const Values next = drawValues();
            batches.push_back(batchOf(kind, next));
            all.insert(all.end(), next.begin(), next.end());
        }
        const RecordBatch joined = RecordBatch::concat(batches);
        EXPECT_EQ(joined.rows(), static_cast<std::int64_t>(all.size()));
        expectSame(joined.column(0), all);
        if (::testing::Test::HasFatalFailure())
            return;
    }
}

TEST(RecordBatch, WholeSlicesAndSingleConcatsCopyNothing)
{
    const RecordBatch batch = batchOf(TypeKind::Int64, {1, 2, 3});
    EXPECT_EQ(batch.slice(0, 3).sharedColumn(0), batch.sharedColumn(0));
    EXPECT_EQ(RecordBatch::concat({batch}).sharedColumn(0), batch.sharedColumn(0));
    EXPECT_EQ(batch.memorySize(), 24U);
}

TEST(Types, TextsRoundTrip)
{
    for (const char *text : {"bool", "int64", "float64", "decimal", "decimal(12,2)", "text", "text(40)",
                             "json", "bytes", "bytes(16)", "date", "time", "datetime", "timestamp"}) {
        const auto type = parseType(text);
        ASSERT_TRUE(type) << text;
        EXPECT_EQ(typeText(*type), text);
    }
    EXPECT_EQ(*parseType(" Decimal ( 12 , 2 ) "), Type::decimal(12, 2));
    for (const char *bad : {"", "int", "text(", "text()", "text(0)", "text(-1)", "text(5", "int64(5)",
                            "decimal(2,3)", "decimal(2,)", "decimal(5,2)x", "text(4,2)"}) {
        EXPECT_FALSE(parseType(bad)) << bad;
    }
    EXPECT_NE(parseType("timestmp").error().detail.find("did you mean \"timestamp\""), std::string::npos);
}

TEST(RowCodes, NamesRoundTrip)
{
    for (int code = 0; code <= static_cast<int>(RowCode::Expression); ++code)
        EXPECT_EQ(rowCodeFromName(rowCodeName(static_cast<RowCode>(code))), static_cast<RowCode>(code));
    EXPECT_FALSE(rowCodeFromName("Nonsense"));
    EXPECT_EQ(stageFromName("send"), Stage::Send);
}
