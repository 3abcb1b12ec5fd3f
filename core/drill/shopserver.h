#pragma once

#include "core/base/result.h"
#include "core/drill/loopbackserver.h"
#include "core/drill/shopdata.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// What the shop's API does wrong, each once or more on pages chosen by the seed.
enum class ShopFault : std::uint8_t {
    TooManyRequests, ///< 429 with Retry-After: 1
    ServerError,     ///< 500
    CutBody,         ///< the connection is reset in the middle of the body
    SlowPage,        ///< the page comes after a pause
    RepeatedPage,    ///< the page before is served again in place of this one, once
    ErrorBody,       ///< {"error": …} with status 200
};

struct ShopSettings
{
    std::uint64_t seed = 1;
    int pageSize = 100;
    bool isFlaky = true;
    std::chrono::milliseconds slowPage{1'500};
    int retryAfterSeconds = 1;
};

/// What the server did, for the scorecard. A snapshot.
struct ShopCounters
{
    std::int64_t requests = 0;
    std::int64_t goodPages = 0;
    std::array<std::int64_t, 6> faults{}; ///< by ShopFault

    [[nodiscard]] std::int64_t faultsTotal() const;
};

/// The flaky shop of the demo: an API on loopback with 2,000 orders in pages of JSON, behind a random token
/// in its path.
///
/// GET /TOKEN/orders?page=N (1-based; without page: the first) answers
/// {"items":[…],"page":N,"total":2000,"next":"/TOKEN/orders?page=N+1" or null}. Behind the last page: no
/// items, next null.
///
/// Every fault strikes a first asking of its page; asked again, the page is good. The same seed strikes the
/// same pages.
///
/// Thread-safety: all members may be called from any thread.
class ShopServer
{
public:
    [[nodiscard]] static Result<std::unique_ptr<ShopServer>> start(const ShopSettings &settings);
    ~ShopServer();

    [[nodiscard]] std::string url() const;    ///< of the first page: "http://127.0.0.1:PORT/TOKEN/orders"
    [[nodiscard]] std::string origin() const; ///< "http://127.0.0.1:PORT"
    [[nodiscard]] std::string path() const;   ///< "/TOKEN/orders"
    [[nodiscard]] const ShopData &data() const { return m_data; }
    [[nodiscard]] ShopCounters counters() const;
    [[nodiscard]] int pages() const;
    /// Forgets what was asked: the faults strike again, for another client.
    void rewind();

private:
    struct Strike
    {
        ShopFault fault = ShopFault::ServerError;
        std::atomic<bool> isDone{false};
    };
    explicit ShopServer(const ShopSettings &settings);
    void planFaults();
    void serve(const ServedRequest &request, ServerConnection &wire);
    /// True when \a fault was served instead of the page.
    bool strike(ShopFault fault, int page, ServerConnection &wire);
    [[nodiscard]] std::string pageText(int page) const;

    ShopSettings m_settings;
    ShopData m_data;
    std::string m_token;
    std::multimap<int, Strike> m_strikes; ///< by page; fixed before the server starts
    std::atomic<std::int64_t> m_requests{0};
    std::atomic<std::int64_t> m_goodPages{0};
    std::array<std::atomic<std::int64_t>, 6> m_faults{};
    std::unique_ptr<LoopbackServer> m_server; ///< last: its threads use the rest
};

} // namespace weir
