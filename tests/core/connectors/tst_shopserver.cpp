#include "core/base/redact.h"
#include "core/connectors/http/httpconnector.h"
#include "core/drill/naiveclient.h"
#include "core/drill/shopserver.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

using namespace std::chrono_literals;
using namespace weir;

namespace {

ShopSettings quick(std::uint64_t seed, bool isFlaky = true)
{
    ShopSettings settings;
    settings.seed = seed;
    settings.isFlaky = isFlaky;
    settings.retryAfterSeconds = 0;
    settings.slowPage = 1'200ms;
    return settings;
}

} // namespace

TEST(ShopDataTest, ExactlyThirtySevenOrdersDoNotFitWhateverTheSeed)
{
    for (const std::uint64_t seed : {1ULL, 2ULL, 42ULL, 987'654'321ULL}) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        const ShopData data = ShopData::make(seed);
        ASSERT_EQ(data.orders.size(), 2'000U);
        int longNames = 0;
        int badDates = 0;
        int badAmounts = 0;
        int yuan = 0;
        int notes = 0;
        std::set<std::int64_t> ids;
        for (const ShopOrder &order : data.orders) {
            ids.insert(order.id);
            const auto points = std::count_if(order.customer.begin(), order.customer.end(),
                                              [](char c) { return (c & 0xC0) != 0x80; });
            longNames += points > 40 ? 1 : 0;
            badDates += order.createdAt.starts_with("2026-") && order.createdAt.ends_with("+08:00") ? 0 : 1;
            std::string amount = order.amount.starts_with("¥") ? order.amount.substr(2) : order.amount;
            badAmounts += amount.find_first_not_of("0123456789.") == std::string::npos ? 0 : 1;
            yuan += order.amount.starts_with("¥") ? 1 : 0;
            notes += order.note.find("请") != std::string::npos ? 1 : 0;
        }
        EXPECT_EQ(ids.size(), 2'000U);
        EXPECT_EQ(longNames, 29);
        EXPECT_EQ(badDates, 5);
        EXPECT_EQ(badAmounts, 3);
        EXPECT_GT(yuan, 300);
        EXPECT_GT(notes, 100);
        EXPECT_EQ(data.orders[77].json(), ShopData::make(seed).orders[77].json())
            << "the same for the same seed";
    }
}

TEST(ShopServerTest, WeirReadsEveryOrderOnceAndTheNaiveClientDoesNot)
{
    for (const bool isByNumber : {true, false}) {
        SCOPED_TRACE(isByNumber ? "by page number" : "by next URL");
        auto shop = ShopServer::start(quick(7));
        ASSERT_TRUE(shop);
        Json stream{{"path", (*shop)->path()}, {"records", "$.items"}};
        stream["paging"] = isByNumber ? Json{{"type", "pageNumber"}, {"param", "page"}}
                                      : Json{{"type", "nextUrl"}, {"next", "$.next"}};
        ConnectionContext context;
        Json settings{{"kind", "http"}, {"baseUrl", (*shop)->origin()}};
        settings["streams"]["orders"] = stream;
        context.settings = std::make_shared<const Json>(settings);
        ReadOptions options;
        options.stream = "orders";
        auto source = httpConnector().makeSource(context, options);
        ASSERT_TRUE(source) << source.error().detail;
        const CancelToken token;
        const auto shape = (*source)->open({}, nullptr, token);
        ASSERT_TRUE(shape) << shape.error().detail;
        EXPECT_EQ(shape->rowsEstimate, 2'000);
        std::vector<std::string> read;
        for (;;) {
            auto page = (*source)->read(token);
            ASSERT_TRUE(page) << page.error().detail;
            if (!*page)
                break;
            const std::size_t id = *(*page)->rows.schema()->indexOf("id");
            for (std::int64_t row = 0; row < (*page)->rows.rows(); ++row)
                read.emplace_back((*page)->rows.column(id).text(row));
        }
        ASSERT_EQ(read.size(), 2'000U);
        for (std::size_t i = 0; i < read.size(); ++i)
            ASSERT_EQ(read[i], fmt::format("{}", i + 1));
        const ShopCounters counters = (*shop)->counters();
        EXPECT_EQ(counters.faultsTotal(), 8);
        EXPECT_GE((*source)->takeAttempts().size(), 7U) << "all but the slow page were tried again";

        (*shop)->rewind();
        const auto naive = runNaiveClient(**shop, token);
        ASSERT_TRUE(naive);
        EXPECT_GT(naive->lost, 0) << "the same faults cost a careless client rows";
        EXPECT_GT(naive->duplicated, 0);
        EXPECT_EQ(naive->appended - naive->duplicated + naive->lost, 2'000);
    }
}

TEST(ShopServerTest, WithoutFaultsEvenTheNaiveClientIsComplete)
{
    auto shop = ShopServer::start(quick(7, false));
    ASSERT_TRUE(shop);
    const auto naive = runNaiveClient(**shop, CancelToken());
    ASSERT_TRUE(naive);
    EXPECT_EQ(naive->lost, 0);
    EXPECT_EQ(naive->duplicated, 0);
    EXPECT_EQ(naive->appended, 2'000);
}
