#include "core/connectors/http/qthttptransport.h"

#include "core/base/redact.h"
#include "core/connectors/http/qthttpworker.h"

#include <QCoreApplication>
#include <QFile>
#include <QSslCertificate>
#include <QThread>
#include <QUrl>
#include <fmt/format.h>

namespace weir {

namespace {

class QtHttpHandle final : public HttpExchange
{
public:
    QtHttpHandle(std::shared_ptr<HttpAnswerSlot> slot, CancelToken abandon)
        : m_slot(std::move(slot)), m_abandon(std::move(abandon))
    {}
    ~QtHttpHandle() override { m_abandon.cancel(); }

    Result<HttpResponse> wait() override
    {
        // The exchange always answers: its own deadlines and the token see to that.
        std::optional<Result<HttpResponse>> answer = m_slot->pop();
        return answer ? std::move(*answer) : Result<HttpResponse>(CancelToken::cancelled());
    }

private:
    std::shared_ptr<HttpAnswerSlot> m_slot;
    CancelToken m_abandon;
};

class QtHttpTransport final : public HttpTransport
{
public:
    QtHttpTransport(HttpProfile profile, const QSslConfiguration &tls)
        : m_worker(new QtHttpWorker(std::move(profile), tls))
    {
        m_worker->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
        m_thread.setObjectName(QStringLiteral("http"));
        m_thread.start();
    }
    ~QtHttpTransport() override
    {
        m_thread.quit();
        m_thread.wait();
    }

    std::unique_ptr<HttpExchange> start(HttpRequest request, const CancelToken &token) override
    {
        auto slot = std::make_shared<HttpAnswerSlot>(1);
        const CancelToken abandon;
        QMetaObject::invokeMethod(
            m_worker,
            [worker = m_worker, request = std::move(request), token, abandon, slot] {
                worker->run(request, token, abandon, slot);
            },
            Qt::QueuedConnection);
        return std::make_unique<QtHttpHandle>(std::move(slot), abandon);
    }

private:
    QThread m_thread;
    QtHttpWorker *m_worker; ///< deleted by its thread when that ends
};

Result<QSslConfiguration> tlsOf(const HttpProfile &profile)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    tls.setAllowedNextProtocols({QByteArray("http/1.1")});
    if (profile.caFile.empty())
        return tls;
    QFile file(QString::fromStdString(profile.caFile));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("the file of certificate authorities \"{}\" cannot be read: {}",
                                profile.caFile, file.errorString().toStdString()));
    const QList<QSslCertificate> authorities = QSslCertificate::fromDevice(&file, QSsl::Pem);
    if (authorities.isEmpty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("\"{}\" holds no certificate in PEM form", profile.caFile));
    tls.addCaCertificates(authorities);
    return tls;
}

Result<void> checkProxy(const std::string &proxy)
{
    if (proxy.empty())
        return {};
    const QUrl url(QString::fromStdString(proxy), QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (!url.userInfo().isEmpty())
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            "the proxy's URL holds a user name or password; write \"proxyUser\" and \"proxyPassword\"");
    if (url.isValid() && !url.host().isEmpty() &&
        (scheme == QLatin1String("http") || scheme == QLatin1String("socks5")))
        return {};
    return fail(
        ErrorCode::InvalidConfig, Recovery::Stop,
        fmt::format("\"{}\" is no proxy; write http://host:port or socks5://host:port", redact(proxy)));
}

} // namespace

void ensureQtApplication()
{
    // Deliberately never destroyed: Qt wants that on the thread which made it, and that may be long gone.
    static const QCoreApplication *const application = [] {
        static int count = 1;
        static char name[] = "weir";
        static char *arguments[] = {name, nullptr};
        return QCoreApplication::instance() ? QCoreApplication::instance()
                                            : new QCoreApplication(count, arguments);
    }();
    (void)application;
}

Result<std::unique_ptr<HttpTransport>> makeQtHttpTransport(HttpProfile profile)
{
    WEIR_CHECK(checkProxy(profile.proxy));
    ensureQtApplication();
    QSslConfiguration tls;
    if (profile.base.isSecure() || !profile.allowedOrigins.empty() || !profile.caFile.empty()) {
        WEIR_TRY(tls,
                 tlsOf(profile)); // loads the TLS library and the system's authorities: not for plain http
    }
    return std::unique_ptr<HttpTransport>(
        std::make_unique<QtHttpTransport>(std::move(profile), std::move(tls)));
}

} // namespace weir
