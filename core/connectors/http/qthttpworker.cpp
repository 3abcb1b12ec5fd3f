#include "core/connectors/http/qthttpworker.h"

#include "core/connectors/http/qthttpexchange.h"

#include <QCoreApplication>
#include <QUrl>
#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::chrono::seconds addressesKeptFor{60};
constexpr std::chrono::seconds idleKeptFor{30}; ///< servers commonly close idle connections after a minute

std::string idleKey(const Url &url, const std::string &address)
{
    return fmt::format("{} {}", url.origin(), address);
}

} // namespace

QtHttpWorker::QtHttpWorker(HttpProfile profile, const QSslConfiguration &tls)
    : m_profile(std::move(profile)), m_tls(tls)
{}

QtHttpWorker::~QtHttpWorker()
{
    const std::set<QtHttpExchange *> running = std::move(m_exchanges);
    m_exchanges.clear();
    for (QtHttpExchange *exchange : running)
        delete exchange;
    m_idle.clear();
    // Sockets are deleted when control returns to the event loop; its thread has none any more.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void QtHttpWorker::run(HttpRequest request, const CancelToken &token, const CancelToken &abandon,
                       std::shared_ptr<HttpAnswerSlot> slot)
{
    auto *exchange =
        new QtHttpExchange(*this, std::move(request), token, abandon, std::move(slot)); // ends itself
    m_exchanges.insert(exchange);
    exchange->begin();
}

std::string QtHttpWorker::proxyHost() const
{
    return QUrl(QString::fromStdString(m_profile.proxy)).host().toStdString();
}

int QtHttpWorker::proxyPort() const
{
    const QUrl url(QString::fromStdString(m_profile.proxy));
    return url.port(url.scheme() == QLatin1String("socks5") ? 1080 : 8080);
}

bool QtHttpWorker::asksProxyItself(const Url &url) const
{
    return !url.isSecure() && m_profile.proxy.starts_with("http:");
}

QNetworkProxy QtHttpWorker::socketProxy(const Url &url) const
{
    // Named even where there is none: the environment is never asked (SR-16).
    if (m_profile.proxy.empty() || asksProxyItself(url))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const bool isSocks = m_profile.proxy.starts_with("socks5:");
    return {isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy,
            QString::fromStdString(proxyHost()), static_cast<quint16>(proxyPort()),
            QString::fromStdString(m_profile.proxyUser), QString::fromStdString(m_profile.proxyPassword)};
}

SocketHandle QtHttpWorker::takeIdle(const Url &url, const std::string &address)
{
    const Time now = std::chrono::steady_clock::now();
    const std::string key = idleKey(url, address);
    SocketHandle found;
    std::erase_if(m_idle, [&](Idle &idle) {
        const bool isUsable = idle.socket->state() == QAbstractSocket::ConnectedState &&
                              idle.socket->bytesAvailable() == 0 && now - idle.since < idleKeptFor;
        if (isUsable && !found && idle.key == key) {
            found = std::move(idle.socket);
            return true;
        }
        return !isUsable;
    });
    return found;
}

void QtHttpWorker::keepIdle(const Url &url, const std::string &address, SocketHandle socket)
{
    if (m_idle.size() >= idleSocketsMax)
        m_idle.pop_front();
    m_idle.push_back({idleKey(url, address), std::move(socket), std::chrono::steady_clock::now()});
}

std::vector<std::string> QtHttpWorker::knownAddresses(const std::string &host) const
{
    if (addressClass(host) != AddressClass::Invalid)
        return {host};
    const auto known = m_addresses.find(host);
    if (known == m_addresses.end() || std::chrono::steady_clock::now() - known->second.at > addressesKeptFor)
        return {};
    return known->second.addresses;
}

void QtHttpWorker::keepAddresses(const std::string &host, std::vector<std::string> addresses)
{
    m_addresses[host] = {std::move(addresses), std::chrono::steady_clock::now()};
}

Result<std::vector<std::string>> QtHttpWorker::admissible(const Url &url,
                                                          const std::vector<std::string> &addresses) const
{
    const bool isOwn = url.origin() == m_profile.base.origin();
    std::vector<std::string> good;
    std::string_view refusedClass = "no";
    for (const std::string &address : addresses) {
        const AddressClass kind = addressClass(address);
        bool isGood = kind != AddressClass::Invalid && kind != AddressClass::Multicast &&
                      kind != AddressClass::Unspecified;
        if (!isOwn)
            isGood = kind == AddressClass::Public;
        else if (m_ownClass)
            isGood = isGood && kind == *m_ownClass;
        if (!url.isSecure() && !m_profile.allowHttp)
            isGood = isGood && kind == AddressClass::Loopback;
        if (isGood)
            good.push_back(address);
        else
            refusedClass = addressClassName(kind);
    }
    if (good.empty())
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            m_ownClass && isOwn
                ? fmt::format("{} now has a {} address, it had a {} one when this run began: not connected",
                              url.host, refusedClass, addressClassName(*m_ownClass))
                : fmt::format("{} has a {} address, which may not be connected to {}", url.host, refusedClass,
                              isOwn ? "without encryption; set \"allowHttp\" if the network between is yours"
                                    : "because a server named it"));
    return good;
}

void QtHttpWorker::onConnected(const Url &url, const std::string &address)
{
    if (address.empty())
        return; // through a proxy
    if (url.origin() == m_profile.base.origin() && !m_ownClass)
        m_ownClass = addressClass(address);
    if (const auto known = m_addresses.find(url.host); known != m_addresses.end()) {
        std::vector<std::string> &all = known->second.addresses;
        const auto it = std::find(all.begin(), all.end(), address);
        if (it != all.end())
            std::rotate(all.begin(), it, it + 1);
    }
}

} // namespace weir
