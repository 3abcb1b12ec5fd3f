#include "core/drill/shopdata.h"

#include "core/drill/drillrandom.h"

#include <array>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::array givenNames = {"Anna", "Ben",  "王芳",  "李伟", "Chloé", "Dmitri",
                                   "张敏", "Elif", "Farid", "刘洋", "Grace", "Hiroshi"};
constexpr std::array familyNames = {"Bergmann", "Okafor", "Silva",  "Novák",  "Rossi",
                                    "Larsen",   "陈",     "Müller", "Dubois", "Haddad"};
constexpr std::array notes = {"",
                              "",
                              "",
                              "",
                              "请尽快发货",
                              "gift wrap, please",
                              "包装完好，谢谢！",
                              "leave at door 🚪",
                              "发票抬头：上海示例有限公司",
                              "ring twice; \"no\" dogs"};
constexpr std::array notDates = {"2026-13-45", "yesterday", "00.00.0000", "n/a", "31.02.2026 25:61"};
constexpr std::array notAmounts = {"free", "abc", "--"};

void appendText(std::string &out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    out += '"';
}

std::string moment(std::int64_t minutes)
{
    // 2026-01-01 onwards; 28 days a month keep every date a real one
    const std::int64_t day = minutes / 1'440;
    return fmt::format("2026-{:02}-{:02}T{:02}:{:02}:00+08:00", 1 + day / 28 % 12, 1 + day % 28,
                       minutes / 60 % 24, minutes % 60);
}

} // namespace

std::string ShopOrder::json() const
{
    std::string out = fmt::format("{{\"id\":{},\"order_no\":", id);
    appendText(out, orderNo);
    out += ",\"customer\":{\"name\":";
    appendText(out, customer);
    out += "},\"amount\":";
    appendText(out, amount);
    out += ",\"currency\":";
    appendText(out, currency);
    out += ",\"created_at\":";
    appendText(out, createdAt);
    out += ",\"updated_at\":";
    appendText(out, updatedAt);
    out += ",\"note\":";
    appendText(out, note);
    return out + "}";
}

ShopData ShopData::make(std::uint64_t seed)
{
    DrillRandom random(seed);
    ShopData data;
    data.orders.reserve(ordersTotal);
    for (std::int64_t i = 0; i < ordersTotal; ++i) {
        ShopOrder order;
        order.id = i + 1;
        order.orderNo = fmt::format("SO-{:06}", 100'000 + i);
        order.customer = fmt::format("{} {}", givenNames[random.below(givenNames.size())],
                                     familyNames[random.below(familyNames.size())]);
        const bool isYuan = random.below(4) == 0;
        order.amount =
            fmt::format("{}{}.{:02}", isYuan ? "¥" : "", 5 + random.below(9'000), random.below(100));
        order.currency = isYuan ? "CNY" : random.below(3) == 0 ? "EUR" : "CNY";
        const auto minutes =
            static_cast<std::int64_t>(i * 170 + static_cast<std::int64_t>(random.below(120)));
        order.createdAt = moment(minutes);
        order.updatedAt = moment(minutes + static_cast<std::int64_t>(random.below(40)));
        order.note = notes[random.below(notes.size())];
        data.orders.push_back(std::move(order));
    }
    // The bad ones stand in places of their own: one for each of 37 equal stretches.
    constexpr std::int64_t bad = longNames + badDates + badAmounts;
    constexpr std::int64_t stretch = ordersTotal / bad;
    std::array<int, bad> kinds{};
    for (std::int64_t i = 0; i < bad; ++i)
        kinds[static_cast<std::size_t>(i)] = i < longNames ? 0 : i < longNames + badDates ? 1 : 2;
    for (std::size_t i = kinds.size() - 1; i > 0; --i)
        std::swap(kinds[i], kinds[random.below(i + 1)]);
    std::size_t dates = 0;
    std::size_t amounts = 0;
    for (std::int64_t i = 0; i < bad; ++i) {
        ShopOrder &order = data.orders[static_cast<std::size_t>(i * stretch) + random.below(stretch)];
        switch (kinds[static_cast<std::size_t>(i)]) {
        case 0:
            order.customer =
                fmt::format("{} Antriebstechnik und Fördersysteme GmbH & Co. KG", order.customer);
            break;
        case 1:
            order.createdAt = notDates[dates++];
            break;
        default:
            order.amount = notAmounts[amounts++];
            break;
        }
    }
    return data;
}

} // namespace weir
