#include "core/mapping/crosswalk.h"
#include "core/mapping/editdistance.h"

#include <gtest/gtest.h>

using namespace weir;

namespace {

using Cells = std::vector<std::optional<std::string>>;

SchemaPtr codesSchema()
{
    return std::make_shared<const Schema>(std::vector<Field>{{"erp", Type(TypeKind::Text), true, ""},
                                                             {"mes", Type(TypeKind::Text), true, ""},
                                                             {"name", Type(TypeKind::Text), true, ""}});
}

RecordBatch batchOf(const SchemaPtr &schema, const std::vector<Cells> &rows)
{
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < schema->size(); ++i) {
        auto column = std::make_shared<Column>(TypeKind::Text);
        for (const Cells &row : rows)
            row[i] ? column->appendText(*row[i]) : column->appendNull();
        columns.push_back(column);
    }
    return {schema, std::move(columns), static_cast<std::int64_t>(rows.size())};
}

std::shared_ptr<const Crosswalk> build(const std::vector<Cells> &rows, std::string value = "mes")
{
    CrosswalkBuilder builder("codes", "erp", std::move(value));
    EXPECT_TRUE(builder.add(batchOf(codesSchema(), rows)));
    auto crosswalk = builder.finish();
    EXPECT_TRUE(crosswalk) << crosswalk.error().detail;
    return *crosswalk;
}

} // namespace

TEST(Crosswalk, FindsWhatIsThereAndNothingElse)
{
    const auto table = build({{"A-1", "M1", "pump"}, {"A-2", "M2", std::nullopt}, {"", "M0", "empty key"}});
    EXPECT_EQ(table->size(), 3);
    const std::int64_t row = table->find("A-2");
    ASSERT_GE(row, 0);
    EXPECT_EQ(table->value(row, table->column("")), "M2");
    EXPECT_EQ(table->value(row, table->column("name")), std::nullopt);
    EXPECT_EQ(table->value(row, table->column("erp")), "A-2");
    EXPECT_EQ(table->key(row), "A-2");
    EXPECT_GE(table->find(""), 0);
    EXPECT_EQ(table->find("a-2"), -1);
    EXPECT_EQ(table->find("A-3"), -1);
    EXPECT_EQ(table->column("colour"), -1);
}

TEST(Crosswalk, WithoutADeclaredValueALookupNamesItsColumn)
{
    const auto table = build({{"A", "1", "x"}}, "");
    EXPECT_EQ(table->column(""), -1);
    EXPECT_EQ(table->column("name"), 1);

    const auto two = std::make_shared<const Schema>(
        std::vector<Field>{{"k", Type(TypeKind::Text), true, ""}, {"v", Type(TypeKind::Text), true, ""}});
    CrosswalkBuilder builder("two", "k", "");
    ASSERT_TRUE(builder.add(batchOf(two, {{"a", "b"}})));
    const auto only = builder.finish();
    ASSERT_TRUE(only);
    EXPECT_EQ((*only)->column(""), 0);
}

TEST(Crosswalk, RepeatedRowsCountOnceAndNullKeysAreLeftOut)
{
    const auto table = build({{"A", "1", std::nullopt}, {"A", "1", std::nullopt}, {std::nullopt, "2", "x"}});
    EXPECT_EQ(table->size(), 1);
    EXPECT_EQ(table->keysMissing(), 1);
}

TEST(Crosswalk, AKeyWithTwoMeaningsIsAnErrorThatNamesIt)
{
    CrosswalkBuilder builder("codes", "erp", "mes");
    ASSERT_TRUE(builder.add(batchOf(codesSchema(), {{"A", "1", "x"}, {"B", "2", "x"}})));
    ASSERT_TRUE(
        builder.add(batchOf(codesSchema(), {{"B", "3", "x"}, {"A", "1", std::nullopt}, {"C", "1", "x"}})));
    const auto crosswalk = builder.finish();
    ASSERT_FALSE(crosswalk);
    EXPECT_EQ(crosswalk.error().code, ErrorCode::InvalidConfig);
    EXPECT_EQ(
        crosswalk.error().detail,
        "look-up \"codes\": 2 rows repeat a key with different values: B, A; keep one row for each key");
}

TEST(Crosswalk, AFieldThatDoesNotExistIsNamedWithTheNearest)
{
    CrosswalkBuilder builder("codes", "epr", "mes");
    const Result<void> added = builder.add(batchOf(codesSchema(), {}));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().detail, "look-up \"codes\" has no field \"epr\"; did you mean \"erp\"?");
}

TEST(Crosswalk, IsBoundedInRowsAndBytes)
{
    CrosswalkLimits fewRows;
    fewRows.rowsMax = 2;
    CrosswalkBuilder rows("codes", "erp", "mes", fewRows);
    EXPECT_TRUE(rows.add(batchOf(codesSchema(), {{"A", "1", ""}, {"B", "1", ""}, {"A", "1", ""}})));
    const Result<void> third = rows.add(batchOf(codesSchema(), {{"C", "1", ""}}));
    ASSERT_FALSE(third);
    EXPECT_NE(third.error().detail.find("at most 2 keys"), std::string::npos) << third.error().detail;

    CrosswalkLimits fewBytes;
    fewBytes.bytesMax = 4 << 20;
    CrosswalkBuilder bytes("codes", "erp", "mes", fewBytes);
    Result<void> added;
    for (int i = 0; added && i < 1000; ++i)
        added = bytes.add(batchOf(codesSchema(), {{std::to_string(i), std::string(100'000, 'x'), ""}}));
    EXPECT_FALSE(added);
}

TEST(Crosswalk, AnEmptyTableIsAnErrorOnlyWhenNothingWasRead)
{
    CrosswalkBuilder nothing("codes", "erp", "mes");
    EXPECT_FALSE(nothing.finish());
    const auto table = build({});
    EXPECT_EQ(table->size(), 0);
    EXPECT_EQ(table->find("A"), -1);
    EXPECT_TRUE(table->nearest("A", 3).empty());
}

TEST(Crosswalk, NearestKeysComeByDistance)
{
    const auto table = build({{"PUMP-100", "1", ""},
                              {"PUMP-101", "2", ""},
                              {"VALVE-7", "3", ""},
                              {"pump-10", "4", ""},
                              {"水泵一号", "5", ""}});
    EXPECT_EQ(table->nearest("PUMP-1O0", 2), (std::vector<std::string>{"PUMP-100", "pump-10"}));
    EXPECT_EQ(table->nearest("pump-100", 1), std::vector<std::string>{"PUMP-100"});
    EXPECT_EQ(table->nearest("水泵二号", 3), std::vector<std::string>{"水泵一号"});
    EXPECT_TRUE(table->nearest("totally different", 3).empty());
    EXPECT_TRUE(table->nearest("", 3).empty());
    EXPECT_TRUE(table->nearest("PUMP-100", 0).empty());
}

TEST(Crosswalk, ALargeTableFindsEveryKeyAndLooksForNearOnesByFirstCharacter)
{
    CrosswalkBuilder builder("codes", "erp", "mes");
    std::vector<Cells> rows;
    for (int i = 0; i < 30'000; ++i)
        rows.push_back({(i % 2 == 0 ? "A" : "B") + std::to_string(i), std::to_string(i * 2), "n"});
    ASSERT_TRUE(builder.add(batchOf(codesSchema(), rows)));
    const auto table = builder.finish();
    ASSERT_TRUE(table);
    for (int i = 0; i < 30'000; ++i) {
        const std::int64_t row = (*table)->find(*rows[static_cast<std::size_t>(i)][0]);
        ASSERT_EQ(row, i);
        ASSERT_EQ((*table)->value(row, 0), std::to_string(i * 2));
    }
    EXPECT_EQ((*table)->find("A1"), -1);
    const std::vector<std::string> near = (*table)->nearest("B29998", 1);
    ASSERT_EQ(near.size(), 1u);
    EXPECT_EQ(near[0][0], 'B');
    EXPECT_GT((*table)->memorySize(), 30'000u * 20);
}

TEST(EditDistance, CountsCharactersNotBytes)
{
    const auto distance = [](std::string_view a, std::string_view b, std::size_t limit) {
        return editDistance(lowerCodePoints(a), lowerCodePoints(b), limit);
    };
    EXPECT_EQ(distance("kitten", "sitting", 5), 3u);
    EXPECT_EQ(distance("kitten", "sitting", 2), std::nullopt);
    EXPECT_EQ(distance("ab", "ba", 1), 1u);
    EXPECT_EQ(distance("水泵", "水阀", 1), 1u);
    EXPECT_EQ(distance("", "abc", 3), 3u);
    EXPECT_EQ(distance("ABC", "abc", 0), 0u);
}
