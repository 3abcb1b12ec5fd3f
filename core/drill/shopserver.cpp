#include "core/drill/shopserver.h"

#include "core/base/uuid.h"
#include "core/drill/drillrandom.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace weir {

std::int64_t ShopCounters::faultsTotal() const
{
    std::int64_t sum = 0;
    for (const std::int64_t count : faults)
        sum += count;
    return sum;
}

ShopServer::ShopServer(const ShopSettings &settings)
    : m_settings(settings), m_data(ShopData::make(settings.seed))
{
    m_settings.pageSize = std::max(m_settings.pageSize, 1);
    for (const char c : Uuid::random().text()) {
        if (c != '-')
            m_token += c;
    }
    if (m_settings.isFlaky)
        planFaults();
}

ShopServer::~ShopServer() = default;

Result<std::unique_ptr<ShopServer>> ShopServer::start(const ShopSettings &settings)
{
    std::unique_ptr<ShopServer> shop(new ShopServer(settings));
    WEIR_TRY(shop->m_server,
             LoopbackServer::start([raw = shop.get()](const ServedRequest &request, ServerConnection &wire) {
                 raw->serve(request, wire);
             }));
    return shop;
}

int ShopServer::pages() const
{
    return static_cast<int>((ShopData::ordersTotal + m_settings.pageSize - 1) / m_settings.pageSize);
}

void ShopServer::planFaults()
{
    // Pages 2 … last, each struck at most once, so that every accident is seen alone; small shops get fewer
    // accidents.
    constexpr std::array plan = {ShopFault::TooManyRequests, ShopFault::ServerError,  ShopFault::CutBody,
                                 ShopFault::SlowPage,        ShopFault::RepeatedPage, ShopFault::ErrorBody,
                                 ShopFault::ServerError,     ShopFault::CutBody};
    std::vector<int> free;
    for (int page = 2; page <= pages(); ++page)
        free.push_back(page);
    DrillRandom random(m_settings.seed ^ 0x5EED'F00DULL);
    for (const ShopFault fault : plan) {
        if (free.empty())
            return;
        const auto which = static_cast<std::ptrdiff_t>(random.below(free.size()));
        Strike &strike = m_strikes
                             .emplace(std::piecewise_construct,
                                      std::forward_as_tuple(free[static_cast<std::size_t>(which)]),
                                      std::forward_as_tuple())
                             ->second;
        strike.fault = fault;
        free.erase(free.begin() + which);
    }
}

std::string ShopServer::origin() const { return m_server->origin(); }

std::string ShopServer::path() const { return fmt::format("/{}/orders", m_token); }

std::string ShopServer::url() const { return origin() + path(); }

ShopCounters ShopServer::counters() const
{
    ShopCounters counters;
    counters.requests = m_requests.load();
    counters.goodPages = m_goodPages.load();
    for (std::size_t i = 0; i < m_faults.size(); ++i)
        counters.faults[i] = m_faults[i].load();
    return counters;
}

void ShopServer::rewind()
{
    for (auto &[page, strike] : m_strikes)
        strike.isDone = false;
}

std::string ShopServer::pageText(int page) const
{
    const std::int64_t first =
        std::min<std::int64_t>(std::int64_t{page - 1} * m_settings.pageSize, ShopData::ordersTotal);
    const std::int64_t last = std::min<std::int64_t>(first + m_settings.pageSize, ShopData::ordersTotal);
    std::string body = "{\"items\":[";
    for (std::int64_t i = first; i < last; ++i) {
        body += i > first ? "," : "";
        body += m_data.orders[static_cast<std::size_t>(i)].json();
    }
    body += fmt::format("],\"page\":{},\"total\":{},\"next\":", page, ShopData::ordersTotal);
    body += last < ShopData::ordersTotal ? fmt::format("\"{}?page={}\"}}", path(), page + 1) : "null}";
    return body;
}

void ShopServer::serve(const ServedRequest &request, ServerConnection &wire)
{
    m_requests.fetch_add(1);
    if (request.path != path() || request.method != "GET") {
        wire.send(answerText(404, "{\"error\":\"not found\"}"));
        return;
    }
    int page = 1;
    if (const std::string_view text = request.parameter("page"); !text.empty())
        std::from_chars(text.data(), text.data() + text.size(), page);
    page = std::max(page, 1);
    const auto [from, to] = m_strikes.equal_range(page);
    for (auto it = from; it != to; ++it) {
        if (!it->second.isDone.exchange(true) && strike(it->second.fault, page, wire))
            return;
    }
    if (wire.send(answerText(200, pageText(page))))
        m_goodPages.fetch_add(1);
}

bool ShopServer::strike(ShopFault fault, int page, ServerConnection &wire)
{
    m_faults[static_cast<std::size_t>(fault)].fetch_add(1);
    switch (fault) {
    case ShopFault::TooManyRequests:
        wire.send(answerText(429, "{\"error\":\"slow down\"}",
                             {fmt::format("Retry-After: {}", m_settings.retryAfterSeconds)}));
        return true;
    case ShopFault::ServerError:
        wire.send(answerText(500, "{\"error\":\"internal\"}"));
        return true;
    case ShopFault::CutBody: {
        const std::string text = answerText(200, pageText(page));
        wire.send(std::string_view(text).substr(0, text.size() / 2));
        wire.reset();
        return true;
    }
    case ShopFault::SlowPage:
        wire.pause(m_settings.slowPage);
        return false;
    case ShopFault::RepeatedPage:
        wire.send(answerText(200, pageText(page - 1)));
        return true;
    case ShopFault::ErrorBody:
        wire.send(answerText(200, "{\"error\":\"the shard is busy\",\"code\":17}"));
        return true;
    }
    return false;
}

} // namespace weir
