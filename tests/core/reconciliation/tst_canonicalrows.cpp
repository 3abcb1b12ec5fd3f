#include "core/reconciliation/canonicalrows.h"

#include <gtest/gtest.h>

namespace weir::test {
namespace {

ColumnPtr texts(TypeKind kind, const std::vector<std::optional<std::string>> &values)
{
    auto column = std::make_shared<Column>(kind);
    for (const auto &value : values) {
        if (value)
            column->appendText(*value);
        else
            column->appendNull();
    }
    return column;
}

RecordBatch batch(std::vector<Field> fields, std::vector<ColumnPtr> columns)
{
    const std::int64_t rows = columns.front()->size();
    return RecordBatch(std::make_shared<const Schema>(std::move(fields)), std::move(columns), rows);
}

std::string rowBytes(const RecordBatch &rows, std::int64_t row)
{
    std::string out;
    CanonicalRows(rows.schema(), {0}).appendRow(rows, row, out);
    return out;
}

TEST(CanonicalRows, DecimalsCompareByValue)
{
    const RecordBatch rows =
        batch({{"n", TypeKind::Decimal, true, {}}}, {texts(TypeKind::Decimal, {"1.0", "1.00", "1", "1.001"})});
    EXPECT_EQ(rowBytes(rows, 0), rowBytes(rows, 1));
    EXPECT_EQ(rowBytes(rows, 0), rowBytes(rows, 2));
    EXPECT_NE(rowBytes(rows, 0), rowBytes(rows, 3));
}

TEST(CanonicalRows, GoldenBytesOfAKey)
{
    const RecordBatch rows = batch({{"a", TypeKind::Decimal, true, {}}, {"b", TypeKind::Text, true, {}}},
                                   {texts(TypeKind::Decimal, {"12.50"}), texts(TypeKind::Text, {std::nullopt})});
    CanonicalRows canonical(rows.schema(), {0, 1});
    std::string key;
    EXPECT_FALSE(canonical.appendKey(rows, 0, key)) << "a part is NULL";
    EXPECT_EQ(key, std::string("\x02\x04" "12.5" "\x00\x00", 8));
    EXPECT_TRUE(hasNullPart(key));
    EXPECT_EQ(canonical.keyText(key), "a=12.5,b=NULL");
}

TEST(CanonicalRows, NullIsNotTheEmptyText)
{
    const RecordBatch rows = batch({{"t", TypeKind::Text, true, {}}}, {texts(TypeKind::Text, {"", std::nullopt})});
    EXPECT_NE(rowBytes(rows, 0), rowBytes(rows, 1));
}

TEST(CanonicalRows, TextIsNotNormalised)
{
    const RecordBatch rows =
        batch({{"t", TypeKind::Text, true, {}}}, {texts(TypeKind::Text, {"\xC3\xA9", "e\xCC\x81", "a", "A", "a "})});
    EXPECT_NE(rowBytes(rows, 0), rowBytes(rows, 1));
    EXPECT_NE(rowBytes(rows, 2), rowBytes(rows, 3));
    EXPECT_NE(rowBytes(rows, 2), rowBytes(rows, 4));
}

TEST(CanonicalRows, JsonComparesByValueWithNumbersExact)
{
    EXPECT_EQ(canonicalJson(R"({"b": 1.50, "a" : [true,null, "x\u0041"]})"), R"({"a":[true,null,"xA"],"b":1.5})");
    EXPECT_EQ(canonicalJson("12345678901234567890123"), "12345678901234567890123");
    EXPECT_NE(canonicalJson("9007199254740993"), canonicalJson("9007199254740992"));
    EXPECT_NE(canonicalJson(R"({"a":"1"})"), canonicalJson(R"({"a":1})"));
    EXPECT_EQ(canonicalJson("1e2"), canonicalJson("100"));
    EXPECT_EQ(canonicalJson("{}"), "{}");
    EXPECT_EQ(canonicalJson("not json"), "not json");
}

TEST(CanonicalRows, ChangesNameFieldsWithBothTexts)
{
    const RecordBatch rows = batch({{"id", TypeKind::Text, true, {}}, {"x", TypeKind::Text, true, {}}},
                                   {texts(TypeKind::Text, {"1", "1"}), texts(TypeKind::Text, {std::string(300, 'a'), std::nullopt})});
    CanonicalRows canonical(rows.schema(), {0});
    const auto changes = canonical.changes(rowBytes(rows, 0), rowBytes(rows, 1));
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].field, "x");
    EXPECT_EQ(changes[0].source, std::string(300, 'a')) << "lengths beyond one byte";
    EXPECT_FALSE(changes[0].target);
}

} // namespace
} // namespace weir::test
