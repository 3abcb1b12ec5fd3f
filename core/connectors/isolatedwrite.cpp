#include "core/connectors/isolatedwrite.h"

#include <algorithm>
#include <numeric>

namespace weir {

namespace {

using Places = std::vector<std::int32_t>;

/// Refused rows taken out one by one before halves are made: a batch full of them must not be written once for each.
constexpr int removalsMax = 16;

Result<void> isolate(const RecordBatch &batch, Places places, const IsolatedWrite &way);

Result<void> isolateHalves(const RecordBatch &batch, const Places &places, const IsolatedWrite &way)
{
    const auto middle = places.begin() + static_cast<std::ptrdiff_t>(places.size() / 2);
    WEIR_CHECK(isolate(batch, Places(places.begin(), middle), way));
    return isolate(batch, Places(middle, places.end()), way);
}

Result<void> isolate(const RecordBatch &batch, Places places, const IsolatedWrite &way)
{
    for (int removals = 0; !places.empty(); ++removals) {
        const bool isWhole = static_cast<std::int64_t>(places.size()) == batch.rows();
        WEIR_TRY(RowErrors refused, way.attempt(isWhole ? batch : batch.gather(places), places));
        if (refused.empty())
            return {};
        if (refused.front().row < 0 && places.size() > 1)
            return isolateHalves(batch, places, way);
        std::vector<bool> isRefused(places.size(), false);
        for (RowError &error : refused) {
            const auto row = static_cast<std::size_t>(std::max<std::int64_t>(error.row, 0));
            if (isRefused[row])
                continue;
            isRefused[row] = true;
            way.refuse(places[row], std::move(error));
        }
        Places kept;
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!isRefused[i])
                kept.push_back(places[i]);
        }
        places = std::move(kept);
        if (removals + 1 >= removalsMax && places.size() > 1)
            return isolateHalves(batch, places, way);
    }
    return {};
}

} // namespace

Result<void> writeIsolated(const RecordBatch &batch, const IsolatedWrite &way)
{
    Places all(static_cast<std::size_t>(batch.rows()));
    std::iota(all.begin(), all.end(), 0);
    return isolate(batch, std::move(all), way);
}

} // namespace weir
