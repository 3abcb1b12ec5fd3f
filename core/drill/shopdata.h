#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

/// One order of the demo shop, as its API tells it: every value is what a careless web shop would send.
struct ShopOrder
{
    std::int64_t id = 0;
    std::string orderNo;
    std::string customer;
    std::string amount; ///< text: "1280.50", "¥980.00"; three are no number
    std::string currency;
    std::string createdAt; ///< ISO 8601 with offset; five are no date
    std::string updatedAt;
    std::string note; ///< Chinese and emoji on some

    [[nodiscard]] std::string json() const;
};

/// The data of the demo: the same for the same seed, on every machine. Of 2,000 orders exactly 37 do not fit
/// a target of customer text(40), created_at timestamp and amount decimal: 29 names too long, 5 dates that
/// are none, 3 amounts that are no number; each bad in one field only, none beside another's page border.
struct ShopData
{
    static constexpr std::int64_t ordersTotal = 2'000;
    static constexpr std::int64_t longNames = 29;
    static constexpr std::int64_t badDates = 5;
    static constexpr std::int64_t badAmounts = 3;

    std::vector<ShopOrder> orders;

    [[nodiscard]] static ShopData make(std::uint64_t seed);
};

} // namespace weir
