// Certificates and proxies: who is trusted, and what a proxy gets to see. The certificates of tests/data/tls are valid from
// 2020 to 2119, for shop.example; their authority's key was thrown away.

#include "core/connectors/http/qthttptransport.h"
#include "tests/support/httptestserver.h"
#include "tests/support/places.h"
#include "tests/support/testfolder.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QThread>
#include <cstdlib>
#include <fmt/format.h>
#include <future>
#include <gtest/gtest.h>
#include <memory>

using namespace std::chrono_literals;
using namespace weir;
using namespace weir::test;

namespace {

std::string dataFile(const char *name)
{
    return test::sourceDirectory() + "/tests/data/tls/" + name;
}

/// Answers every request over TLS with "[]", on a thread of its own.
class TlsServer
{
public:
    explicit TlsServer(const char *certificate, QSsl::SslProtocol protocol = QSsl::TlsV1_2OrLater)
    {
        ensureQtApplication();
        m_thread.start();
        m_context.moveToThread(&m_thread);
        std::promise<int> port;
        QMetaObject::invokeMethod(&m_context, [&, certificate, protocol] {
            m_server = std::make_unique<QSslServer>();
            QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
            QFile file(QString::fromStdString(dataFile(certificate))), key(QString::fromStdString(dataFile("server.key")));
            (void)file.open(QIODevice::ReadOnly);
            (void)key.open(QIODevice::ReadOnly);
            tls.setLocalCertificate(QSslCertificate(&file, QSsl::Pem));
            tls.setPrivateKey(QSslKey(&key, QSsl::Ec));
            tls.setProtocol(protocol);
            m_server->setSslConfiguration(tls);
            QObject::connect(m_server.get(), &QSslServer::pendingConnectionAvailable, m_server.get(), [this] {
                QTcpSocket *socket = m_server->nextPendingConnection();
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                    m_received += socket->readAll();
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");
                });
            });
            (void)m_server->listen(QHostAddress::LocalHost);
            port.set_value(m_server->serverPort());
        });
        m_port = port.get_future().get();
    }
    ~TlsServer()
    {
        QMetaObject::invokeMethod(&m_context, [this] { m_server.reset(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    TlsServer(const TlsServer &) = delete;
    TlsServer &operator=(const TlsServer &) = delete;

    [[nodiscard]] int port() const { return m_port; }
    /// Everything that came through the encryption.
    [[nodiscard]] std::string received()
    {
        std::string text;
        QMetaObject::invokeMethod(&m_context, [&] { text = m_received.toStdString(); }, Qt::BlockingQueuedConnection);
        return text;
    }

private:
    QThread m_thread;
    QObject m_context;
    std::unique_ptr<QSslServer> m_server;
    QByteArray m_received;
    int m_port = 0;
};

Result<HttpResponse> ask(const TlsServer &server, const std::string &host, const std::string &authorities)
{
    HttpProfile profile;
    profile.base = *Url::parse(fmt::format("https://{}:{}/", host, server.port()));
    profile.caFile = authorities;
    profile.limits.connect = profile.limits.idle = 5s;
    profile.limits.total = 8s;
    profile.resolve = [](const std::string &) { return std::vector<std::string>{"127.0.0.1"}; };
    auto transport = makeQtHttpTransport(profile);
    if (!transport)
        return Unexpected{transport.error()};
    HttpRequest request;
    request.url = profile.base;
    request.headers.push_back({"Authorization", "Bearer canary7Q9x", true});
    return (*transport)->send(std::move(request), CancelToken());
}

} // namespace

TEST(HttpTlsTest, OnlyACertificateOfAKnownAuthorityForTheHostIsTrusted)
{
    TlsServer server("server.pem");
    const auto trusted = ask(server, "shop.example", dataFile("ca.pem"));
    ASSERT_TRUE(trusted) << trusted.error().detail;
    EXPECT_EQ(trusted->body, "[]");
    EXPECT_NE(server.received().find("canary7Q9x"), std::string::npos);

    TlsServer expired("expired.pem");
    TlsServer stranger("server.pem");
    const auto refuses = [](TlsServer &asked, const char *host, const std::string &authorities) {
        SCOPED_TRACE(host);
        const auto answer = ask(asked, host, authorities);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::InvalidConfig) << answer.error().detail;
        EXPECT_EQ(answer.error().recovery, Recovery::Stop);
        EXPECT_NE(answer.error().detail.find("certificate"), std::string::npos) << answer.error().detail;
        EXPECT_EQ(asked.received(), "") << "something was sent";
    };
    refuses(stranger, "shop.example", "");
    refuses(stranger, "other.example", dataFile("ca.pem"));
    refuses(expired, "shop.example", dataFile("ca.pem"));
}

TEST(HttpTlsTest, AFileOfAuthoritiesMustHoldSome)
{
    const TestFolder folder;
    TlsServer server("server.pem");
    for (const std::string &file : {folder.file("none.pem"), folder.write("text.pem", "no certificate")}) {
        const auto answer = ask(server, "shop.example", file);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::InvalidConfig);
        EXPECT_NE(answer.error().detail.find(file), std::string::npos) << "the file is named";
    }
}

TEST(HttpProxyTest, AProxyIsAskedAsSetAndTheEnvironmentIsNot)
{
    HttpTestServer proxy({good("[1]")});
    HttpTestServer stranger({good("[2]")});
    for (const char *name : {"http_proxy", "HTTP_PROXY", "all_proxy"})
        setenv(name, stranger.origin().c_str(), 1);
    HttpProfile profile;
    profile.base = *Url::parse("http://shop.example:8080/api");
    profile.allowHttp = true;
    profile.proxy = proxy.origin();
    profile.proxyUser = "weir";
    profile.proxyPassword = "canary7Q9x";
    profile.limits.total = 8s;
    profile.resolve = [](const std::string &) -> std::vector<std::string> {
        ADD_FAILURE() << "the proxy finds the host, not we";
        return {};
    };
    auto transport = makeQtHttpTransport(profile);
    ASSERT_TRUE(transport) << transport.error().detail;
    HttpRequest request;
    request.url = *Url::parse("http://shop.example:8080/api/orders?page=1");
    const auto answer = (*transport)->send(request, CancelToken());
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->body, "[1]");
    ASSERT_EQ(proxy.requests().size(), 1U);
    EXPECT_EQ(proxy.requests()[0].path, "http://shop.example:8080/api/orders");
    EXPECT_EQ(proxy.requests()[0].header("host"), "shop.example:8080");
    EXPECT_TRUE(proxy.requests()[0].header("proxy-authorization").starts_with("Basic "));

    // Without one, nobody is asked in between.
    HttpTestServer direct({good("[3]")});
    HttpProfile plain;
    plain.base = *Url::parse(direct.url());
    auto straight = makeQtHttpTransport(plain);
    ASSERT_TRUE(straight);
    HttpRequest second;
    second.url = *Url::parse(direct.url("/orders"));
    const auto own = (*straight)->send(second, CancelToken());
    ASSERT_TRUE(own) << own.error().detail;
    EXPECT_EQ(own->body, "[3]");
    EXPECT_EQ(direct.requests().at(0).header("proxy-authorization"), "");
    EXPECT_EQ(stranger.requests().size(), 0U);
    for (const char *name : {"http_proxy", "HTTP_PROXY", "all_proxy"})
        unsetenv(name);
}

TEST(HttpProxyTest, EncryptedRequestsShowAProxyNothingButTheHost)
{
    HttpTestServer proxy({status(403)});
    HttpProfile profile;
    profile.base = *Url::parse("https://shop.example/");
    profile.proxy = proxy.origin();
    profile.limits.connect = profile.limits.total = 5s;
    auto transport = makeQtHttpTransport(profile);
    ASSERT_TRUE(transport);
    HttpRequest request;
    request.url = *Url::parse("https://shop.example/orders?secret-path=1");
    request.headers.push_back({"Authorization", "Bearer canary7Q9x", true});
    const auto answer = (*transport)->send(request, CancelToken());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().detail.find("canary"), std::string::npos);
    const std::string seen = proxy.everythingReceived();
    EXPECT_TRUE(seen.starts_with("CONNECT shop.example:443 ")) << seen;
    EXPECT_EQ(seen.find("canary"), std::string::npos);
    EXPECT_EQ(seen.find("secret-path"), std::string::npos);
}

TEST(HttpProxyTest, WhatIsNoProxyIsRefusedWithoutItsPassword)
{
    for (const char *proxy : {"ftp://proxy.example", "proxy.example:3128", "http://", "http://user:canary7Q9x@proxy.example:1"}) {
        HttpProfile profile;
        profile.base = *Url::parse("https://shop.example/");
        profile.proxy = proxy;
        const auto transport = makeQtHttpTransport(profile);
        ASSERT_FALSE(transport) << proxy;
        EXPECT_EQ(transport.error().code, ErrorCode::InvalidConfig);
        EXPECT_EQ(transport.error().detail.find("canary"), std::string::npos) << transport.error().detail;
    }
}
