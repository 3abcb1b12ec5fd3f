#pragma once

#include "core/base/boundedqueue.h"
#include "core/connectors/http/addressclass.h"
#include "core/connectors/http/httptransport.h"

#include <QNetworkProxy>
#include <QObject>
#include <QSslConfiguration>
#include <QSslSocket>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weir {

class QtHttpExchange;

/// Sockets are let go from inside their own signals, so their memory must outlive the moment.
struct SocketRelease
{
    void operator()(QSslSocket *socket) const
    {
        socket->disconnect();
        socket->deleteLater();
    }
};
using SocketHandle = std::unique_ptr<QSslSocket, SocketRelease>;

/// Where an exchange leaves its one answer for the thread that waits.
using HttpAnswerSlot = BoundedQueue<Result<HttpResponse>>;

/// What all exchanges of a profile share on the transport's thread: idle connections, the addresses of host
/// names and the class of address that this connection began with.
///
/// Thread-safety: lives on the transport's thread; only constructed elsewhere.
class QtHttpWorker final : public QObject
{
public:
    static constexpr std::size_t idleSocketsMax = 6;

    QtHttpWorker(HttpProfile profile, const QSslConfiguration &tls);
    ~QtHttpWorker() override;

    /// Runs \a request; its answer, or Cancelled, is pushed to \a slot once.
    void run(HttpRequest request, const CancelToken &token, const CancelToken &abandon,
             std::shared_ptr<HttpAnswerSlot> slot);

    [[nodiscard]] const HttpProfile &profile() const { return m_profile; }
    [[nodiscard]] const QSslConfiguration &tls() const { return m_tls; }
    /// How sockets reach \a url: directly, or through the profile's SOCKS proxy or the tunnel of its HTTP
    /// proxy.
    [[nodiscard]] QNetworkProxy socketProxy(const Url &url) const;
    /// Plain http through an HTTP proxy is asked of the proxy itself, with the whole URL in the request line.
    [[nodiscard]] bool asksProxyItself(const Url &url) const;
    [[nodiscard]] std::string proxyHost() const;
    [[nodiscard]] int proxyPort() const;
    void forget(QtHttpExchange *exchange) { m_exchanges.erase(exchange); }

    /// Addresses looked up a short time ago; empty: look up.
    [[nodiscard]] std::vector<std::string> knownAddresses(const std::string &host) const;
    void keepAddresses(const std::string &host, std::vector<std::string> addresses);
    void dropAddresses(const std::string &host) { m_addresses.erase(host); }
    /// Those of \a addresses that may be connected to for \a url (SR-13); InvalidConfig when there are none.
    [[nodiscard]] Result<std::vector<std::string>>
    admissible(const Url &url, const std::vector<std::string> &addresses) const;
    /// A connection to \a address for \a url stands: tried first from now on, and it binds the class of the
    /// origin.
    void onConnected(const Url &url, const std::string &address);

    /// An idle connection to \a address for \a url's origin, or null. Nobody else has it.
    [[nodiscard]] SocketHandle takeIdle(const Url &url, const std::string &address);
    void keepIdle(const Url &url, const std::string &address, SocketHandle socket);

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Known
    {
        std::vector<std::string> addresses;
        Time at;
    };
    struct Idle
    {
        std::string key;
        SocketHandle socket;
        Time since;
    };

    HttpProfile m_profile;
    QSslConfiguration m_tls;
    std::set<QtHttpExchange *> m_exchanges;
    std::map<std::string, Known> m_addresses; ///< hosts of allowed origins only: few
    std::deque<Idle> m_idle;                  ///< oldest first
    std::optional<AddressClass> m_ownClass;
};

} // namespace weir
