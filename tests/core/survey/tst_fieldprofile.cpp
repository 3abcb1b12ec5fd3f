#include "core/survey/fieldprofile.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <memory>
#include <optional>

using namespace weir;

namespace {

using Values = std::vector<std::optional<std::string>>;

RecordBatch textRows(const std::vector<std::pair<std::string, Values>> &columns)
{
    std::vector<Field> fields;
    std::vector<ColumnPtr> data;
    for (const auto &[name, values] : columns) {
        fields.push_back({name, TypeKind::Text, true, {}});
        auto column = std::make_shared<Column>(TypeKind::Text);
        for (const auto &value : values) {
            if (value)
                column->appendText(*value);
            else
                column->appendNull();
        }
        data.push_back(std::move(column));
    }
    const auto rows = static_cast<std::int64_t>(columns.front().second.size());
    return {std::make_shared<const Schema>(std::move(fields)), std::move(data), rows};
}

bool hasFinding(const std::vector<Finding> &findings, const std::string &code, const std::string &field)
{
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding &finding) { return finding.code == code && finding.field == field; });
}

} // namespace

TEST(FieldProfile, CountsNullsEmptyTextsAndDifferentValues)
{
    const RecordBatch rows = textRows({{"a", {"x", "", std::nullopt, "x", "longer"}}});
    StreamProfiler profiler(rows.schema());
    profiler.add(rows);
    profiler.add(rows);
    const FieldProfile profile = profiler.profiles({}).front();
    EXPECT_EQ(profile.values, 8);
    EXPECT_EQ(profile.nulls, 2);
    EXPECT_EQ(profile.empty, 2);
    EXPECT_EQ(profile.distinct, 3);
    EXPECT_EQ(profile.longest, 6);
    EXPECT_EQ(profile.examples, (std::vector<std::string>{"x", "longer"}));
}

TEST(FieldProfile, CountsLengthInBytesAndInCharacters)
{
    const RecordBatch rows = textRows({{"a", {"上海电气", "ten digits", ""}}});
    StreamProfiler profiler(rows.schema());
    profiler.add(rows);
    const FieldProfile profile = profiler.profiles({}).front();
    EXPECT_EQ(profile.longest, 12);
    EXPECT_EQ(profile.longestCharacters, 10) << "another value has more of them";
}

TEST(FieldProfile, TheSourcesProposalWinsOverTheSamples)
{
    const RecordBatch rows = textRows({{"n", {"1", "2"}}});
    StreamProfiler profiler(rows.schema());
    profiler.add(rows);
    EXPECT_EQ(profiler.profiles({}).front().proposed, Type(TypeKind::Int64));
    const FieldProfile told = profiler.profiles({{Type(TypeKind::Text), "one value far behind is no number"}}).front();
    EXPECT_EQ(told.proposed, Type(TypeKind::Text));
    EXPECT_EQ(told.reason, "one value far behind is no number");
}

TEST(FieldProfile, AKeyWithAFewDoubledValuesIsFoundAndAForeignKeyIsNot)
{
    Values orders, customers, amounts;
    for (int i = 0; i < 100; ++i) {
        orders.emplace_back(std::to_string(i == 99 ? 5 : i));
        customers.emplace_back(std::to_string(i % 10));
        amounts.emplace_back("1");
    }
    const RecordBatch rows = textRows({{"order_id", orders}, {"customer_id", customers}, {"amount", amounts}});
    StreamProfiler profiler(rows.schema());
    profiler.add(rows);
    const std::vector<Finding> findings = profiler.findings();
    EXPECT_TRUE(hasFinding(findings, "duplicateKey", "order_id"));
    EXPECT_FALSE(hasFinding(findings, "duplicateKey", "customer_id"));
    EXPECT_FALSE(hasFinding(findings, "duplicateKey", "amount"));
}

TEST(FieldProfile, NamesOfKeysAreKnownInSeveralLanguages)
{
    for (const char *name : {"id", "ORDER_ID", "order_no", "Artikel-Nr", "订单编号", "sku"})
        EXPECT_TRUE(isKeyLikeName(name)) << name;
    for (const char *name : {"amount", "name", "notes", "nothing"})
        EXPECT_FALSE(isKeyLikeName(name)) << name;
}

TEST(FieldProfile, TextIsCutAtTheBorderOfACharacter)
{
    EXPECT_EQ(cutText("short", 10), "short");
    EXPECT_EQ(cutText("ab日本", 4), "ab…");
    EXPECT_EQ(cutText("ab日本", 5), "ab日…");
}
