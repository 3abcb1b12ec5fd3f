#include "core/survey/rowsample.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace weir {

namespace {

SchemaPtr twoTexts()
{
    return std::make_shared<const Schema>(std::vector<Field>{{"id", TypeKind::Text, true, {}}, {"name", TypeKind::Text, true, {}}});
}

/// Rows \a first … \a first + rows - 1, named "row N" by \a name, in one page.
template<typename Name>
SourcePage page(const SchemaPtr &schema, std::int64_t first, std::int64_t rows, Name name)
{
    auto ids = std::make_shared<Column>(), names = std::make_shared<Column>();
    SourcePage page;
    page.unit = PositionUnit::Line;
    for (std::int64_t row = first; row < first + rows; ++row) {
        ids->appendText(fmt::format("{:06}", row));
        const std::optional<std::string> value = name(row);
        if (value)
            names->appendText(*value);
        else
            names->appendNull();
        page.positions.push_back(row + 2);
    }
    page.rows = RecordBatch(schema, {ids, names}, rows);
    return page;
}

bool holds(const RowSample &sample, std::string_view id)
{
    for (std::int64_t row = 0; row < sample.rows.rows(); ++row) {
        if (sample.rows.column(0).text(row) == id)
            return true;
    }
    return false;
}

} // namespace

TEST(RowSample, AShortStreamIsShownWhole)
{
    RowSampler sampler;
    sampler.add(page(twoTexts(), 0, 120, [](std::int64_t) { return std::string("a"); }));
    const RowSample sample = sampler.take();
    ASSERT_EQ(sample.rows.rows(), 120);
    EXPECT_EQ(sample.positions[0], "line 2");
    EXPECT_EQ(sample.positions[119], "line 121");
}

TEST(RowSample, WhatIsOddFarDownIsAmongTheRows)
{
    RowSampler sampler;
    const SchemaPtr schema = twoTexts();
    for (std::int64_t first = 0; first < 50'000; first += 5'000) {
        sampler.add(page(schema, first, 5'000, [](std::int64_t row) -> std::optional<std::string> {
            switch (row) {
            case 23'456: return std::nullopt;
            case 31'000: return std::string(57, 'x');
            case 41'234: return std::string("堰");
            case 44'444: return std::string("2026-03-05");
            case 45'555: return std::string();
            default: return std::string("plain name");
            }
        }));
    }
    const RowSample sample = sampler.take();
    EXPECT_EQ(sample.rows.rows(), static_cast<std::int64_t>(RowSampler::rowsMax));
    EXPECT_EQ(sample.positions.size(), RowSampler::rowsMax);
    for (const char *id : {"000000", "000049", "049950", "049999", "023456", "031000", "041234", "044444", "045555"})
        EXPECT_TRUE(holds(sample, id)) << id;
    std::vector<std::string> ids;
    for (std::int64_t row = 0; row < sample.rows.rows(); ++row)
        ids.emplace_back(sample.rows.column(0).text(row));
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end()) << "no row twice";
    const auto middle = std::count_if(ids.begin(), ids.end(), [](const std::string &id) { return id > "000050" && id < "049950"; });
    EXPECT_GT(middle, 50) << "the rest comes from everywhere";
}

TEST(RowSample, TheSameStreamGivesTheSameRows)
{
    const auto take = [] {
        RowSampler sampler;
        const SchemaPtr schema = twoTexts();
        for (std::int64_t first = 0; first < 9'000; first += 3'000)
            sampler.add(page(schema, first, 3'000, [](std::int64_t row) { return fmt::format("n{}", row % 7); }));
        return sampler.take().positions;
    };
    EXPECT_EQ(take(), take());
}

TEST(RowSample, NothingComesOfNothing)
{
    RowSampler sampler;
    sampler.add(page(twoTexts(), 0, 0, [](std::int64_t) { return std::string(); }));
    EXPECT_EQ(sampler.take().rows.rows(), 0);
}

} // namespace weir
