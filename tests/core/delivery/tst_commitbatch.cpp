#include "core/delivery/commitbatch.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

ColumnPtr column(std::int64_t rows)
{
    auto made = std::make_shared<Column>(TypeKind::Text);
    for (std::int64_t row = 0; row < rows; ++row)
        made->appendText("some text of a row");
    return made;
}

RecordBatch batch(std::vector<ColumnPtr> columns)
{
    std::vector<Field> fields;
    for (std::size_t i = 0; i < columns.size(); ++i)
        fields.push_back({"f" + std::to_string(i), TypeKind::Text, true, {}});
    const std::int64_t rows = columns.front()->size();
    return {std::make_shared<const Schema>(std::move(fields)), std::move(columns), rows};
}

TEST(CommitBatchTest, countsColumnsThatSourceAndTargetShareOnce)
{
    const ColumnPtr first = column(1'000), second = column(1'000), own = column(1'000);
    MappedPage page;
    page.page.rows = batch({first, second});
    const std::size_t alone = page.memorySize();
    page.mapped.rows = batch({second, first});
    EXPECT_EQ(page.memorySize(), alone);
    page.mapped.rows = batch({second, own});
    EXPECT_EQ(page.memorySize(), alone + own->memorySize());
}

} // namespace
} // namespace weir
