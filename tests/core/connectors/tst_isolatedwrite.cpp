#include "core/connectors/isolatedwrite.h"

#include "tests/support/rows.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace weir {
namespace {

/// A target that refuses some ids.
struct Picky
{
    RecordBatch batch;
    std::set<std::int64_t> bad;
    bool namesRow = true;
    std::vector<std::int32_t> written, refused;
    std::int64_t rowsSent = 0;

    explicit Picky(int rows) : batch(makeBatch(rows)) {}

    static RecordBatch makeBatch(int rows)
    {
        std::vector<std::vector<test::Value>> values;
        for (int row = 0; row < rows; ++row)
            values.push_back({std::to_string(row)});
        return test::makeRows(test::makeSchema("id int64"), values);
    }
    Result<void> deliver()
    {
        const auto attempt = [&](const RecordBatch &rows, const std::vector<std::int32_t> &places) -> Result<RowErrors> {
            EXPECT_EQ(rows.rows(), static_cast<std::int64_t>(places.size()));
            for (std::size_t i = 0; i < places.size(); ++i) {
                ++rowsSent;
                EXPECT_EQ(rows.column(0).int64s()[i], places[i]);
                if (!bad.contains(places[i]))
                    continue;
                RowError error;
                error.row = namesRow || places.size() == 1 ? static_cast<std::int64_t>(i) : -1;
                error.code = RowCode::Check;
                return RowErrors{error};
            }
            written.insert(written.end(), places.begin(), places.end());
            return RowErrors();
        };
        const auto refuse = [&](std::int32_t place, const RowError &) { refused.push_back(place); };
        return writeIsolated(batch, {attempt, refuse});
    }
};

TEST(IsolatedWrite, WritesEveryGoodRowOnceAndRefusesEveryBadOneOnce)
{
    for (const bool namesRow : {true, false}) {
        for (const int step : {1, 2, 3, 97, 2'000}) {
            Picky target(1'000);
            target.namesRow = namesRow;
            for (int id = step / 2; id < 1'000; id += step)
                target.bad.insert(id);
            ASSERT_TRUE(target.deliver());
            std::set<std::int64_t> refused(target.refused.begin(), target.refused.end());
            EXPECT_EQ(refused, target.bad) << step;
            EXPECT_EQ(target.refused.size(), target.bad.size()) << step;
            std::set<std::int64_t> written(target.written.begin(), target.written.end());
            EXPECT_EQ(written.size(), target.written.size()) << step;
            EXPECT_EQ(written.size() + refused.size(), 1'000U) << step;
            EXPECT_LE(target.rowsSent, 120'000) << step << ": a batch full of bad rows is not written once for each";
        }
    }
}

TEST(IsolatedWrite, AnErrorEndsIt)
{
    Picky target(10);
    const auto attempt = [&](const RecordBatch &, const std::vector<std::int32_t> &) -> Result<RowErrors> {
        return fail(ErrorCode::Unavailable, Recovery::Retry, "gone");
    };
    EXPECT_FALSE(writeIsolated(target.batch, {attempt, [](std::int32_t, const RowError &) { ADD_FAILURE(); }}));
}

} // namespace
} // namespace weir
