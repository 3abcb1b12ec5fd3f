#include "core/connectors/http/qthttpexchange.h"

#include "core/base/redact.h"
#include "core/connectors/http/contentcoding.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QSslError>
#include <algorithm>
#include <fmt/format.h>

namespace weir {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr milliseconds tick(20); ///< how late a deadline or a cancellation may be noticed
constexpr qint64 readBufferBytes = 1 << 20;

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

QtHttpExchange::QtHttpExchange(QtHttpWorker &worker, HttpRequest request, CancelToken token,
                               CancelToken abandon, std::shared_ptr<HttpAnswerSlot> slot)
    : m_worker(worker),
      m_request(std::move(request)),
      m_token(std::move(token)),
      m_abandon(std::move(abandon)),
      m_slot(std::move(slot)),
      m_url(m_request.url),
      m_parser(worker.profile().limits),
      m_started(SteadyClock::now())
{
    m_asked = m_active = m_headersAt = m_started;
}

QtHttpExchange::~QtHttpExchange()
{
    if (!m_isDone)
        answerWith(CancelToken::cancelled());
}

std::string QtHttpExchange::place() const
{
    return fmt::format("{} {}", m_request.method, redact(m_url.text()));
}

bool QtHttpExchange::isOwnOrigin() const { return m_url.origin() == m_worker.profile().base.origin(); }

void QtHttpExchange::begin()
{
    QObject::connect(&m_ticks, &QTimer::timeout, this, [this] { onTick(); });
    m_ticks.start(tick);
    if (const Result<void> fine = checkRequest(m_request); !fine)
        return finish(Unexpected{fine.error()});
    ask();
}

void QtHttpExchange::ask()
{
    if (const Result<void> allowed = checkTarget(m_worker.profile(), m_url); !allowed)
        return finish(Unexpected{allowed.error()});
    m_asked = m_active = SteadyClock::now();
    m_isSent = false;
    if (!m_worker.profile().proxy.empty()) {
        m_addresses = {std::string()};
        return connectNext();
    }
    if (std::vector<std::string> known = m_worker.knownAddresses(m_url.host); !known.empty())
        return onAddresses(std::move(known));
    if (m_worker.profile().resolve) {
        std::vector<std::string> addresses = m_worker.profile().resolve(m_url.host);
        m_worker.keepAddresses(m_url.host, addresses);
        return onAddresses(std::move(addresses));
    }
    QHostInfo::lookupHost(QString::fromStdString(m_url.host), this, [this](const QHostInfo &info) {
        std::vector<std::string> addresses;
        for (const QHostAddress &address : info.addresses())
            addresses.push_back(address.toString().toStdString());
        if (!addresses.empty())
            m_worker.keepAddresses(m_url.host, addresses);
        onAddresses(std::move(addresses));
    });
}

void QtHttpExchange::onAddresses(std::vector<std::string> addresses)
{
    if (m_isDone)
        return;
    if (addresses.empty())
        return giveUp(
            ErrorCode::Unavailable, Recovery::Retry,
            fmt::format("the name {} was not found; is it spelled right, is there a network?", m_url.host));
    Result<std::vector<std::string>> good = m_worker.admissible(m_url, addresses);
    if (!good)
        return finish(Unexpected{good.error()});
    m_addresses = std::move(*good);
    connectNext();
}

void QtHttpExchange::connectNext()
{
    m_address = m_addresses.front();
    m_addresses.erase(m_addresses.begin());
    // A write never travels on a used connection: the server may be closing it just now, and then nobody
    // knows whether the write was taken.
    m_socket = m_request.method == "GET" ? m_worker.takeIdle(m_url, m_address) : nullptr;
    m_isReused = m_socket != nullptr;
    if (!m_isReused)
        return openSocket();
    watchSocket();
    sendRequest();
}

void QtHttpExchange::openSocket()
{
    m_isReused = false;
    m_tlsTrouble.clear();
    m_socket = SocketHandle(new QSslSocket);
    m_socket->setProxy(m_worker.socketProxy(m_url));
    m_socket->setReadBufferSize(readBufferBytes);
    watchSocket();
    const bool isDirect = !m_address.empty();
    const bool asksProxy = m_worker.asksProxyItself(m_url);
    const QString host = QString::fromStdString(isDirect    ? m_address
                                                : asksProxy ? m_worker.proxyHost()
                                                            : m_url.host);
    const auto port = static_cast<quint16>(asksProxy ? m_worker.proxyPort() : m_url.port);
    if (m_url.isSecure()) {
        m_socket->setSslConfiguration(m_worker.tls());
        QObject::connect(m_socket.get(), &QSslSocket::encrypted, this, [this] { sendRequest(); });
        m_socket->connectToHostEncrypted(host, port, QString::fromStdString(m_url.host));
    } else {
        QObject::connect(m_socket.get(), &QSslSocket::connected, this, [this] { sendRequest(); });
        m_socket->connectToHost(host, port);
    }
}

void QtHttpExchange::watchSocket()
{
    QObject::connect(m_socket.get(), &QSslSocket::readyRead, this, [this] { onBytes(); });
    QObject::connect(m_socket.get(), &QSslSocket::errorOccurred, this,
                     [this](QAbstractSocket::SocketError error) { onSocketError(error); });
    QObject::connect(m_socket.get(), &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors)
            m_tlsTrouble += (m_tlsTrouble.empty() ? "" : "; ") + error.errorString().toStdString();
    });
}

std::string QtHttpExchange::requestText() const
{
    Url url = m_url;
    for (const auto &[name, value] : m_request.secretQuery) {
        if (isOwnOrigin())
            url.setParameter(name, value);
        else
            url.removeParameter(name); // a server may have written it into its redirect
    }
    std::string text = fmt::format(
        "{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: Weir/0.1\r\nAccept-Encoding: {}\r\n", m_request.method,
        m_worker.asksProxyItself(url) ? url.text() : url.pathAndQuery(), url.authority(), acceptedCodings);
    if (const HttpProfile &profile = m_worker.profile();
        m_worker.asksProxyItself(url) && !profile.proxyUser.empty()) {
        const QByteArray pair = QByteArray::fromStdString(profile.proxyUser + ':' + profile.proxyPassword);
        text += fmt::format("Proxy-Authorization: Basic {}\r\n", pair.toBase64().toStdString());
    }
    if (!m_request.body.empty() || m_request.method != "GET")
        text += fmt::format("Content-Length: {}\r\n", m_request.body.size());
    for (const HttpHeader &header : m_request.headers) {
        if (isOwnOrigin() || !header.isSecret)
            text += fmt::format("{}: {}\r\n", header.name, header.value);
    }
    text += "\r\n";
    text += m_request.body;
    return text;
}

void QtHttpExchange::sendRequest()
{
    if (m_isDone || !m_socket)
        return;
    m_isSent = true;
    m_hasHeaders = false;
    m_parser = ResponseParser(limits());
    m_windowBytes.fill(0);
    m_windowTenth = 0;
    m_active = SteadyClock::now();
    m_worker.onConnected(m_url, m_address);
    const std::string text = requestText();
    m_socket->write(text.data(), static_cast<qint64>(text.size()));
}

void QtHttpExchange::onBytes()
{
    if (m_isDone || !m_socket || !m_isSent)
        return;
    const QByteArray bytes = m_socket->readAll();
    if (bytes.isEmpty())
        return;
    m_active = SteadyClock::now();
    const ResponseParser::State state =
        m_parser.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    if (!m_hasHeaders && state != ResponseParser::State::Head) {
        m_hasHeaders = true;
        m_headersAt = m_active;
    }
    if (state != ResponseParser::State::Head && state != ResponseParser::State::Body)
        onEnd();
}

void QtHttpExchange::onSocketError(QAbstractSocket::SocketError error)
{
    if (m_isDone || !m_socket)
        return;
    onBytes(); // what came before the end counts
    if (m_isDone || !m_socket)
        return;
    if (!m_tlsTrouble.empty())
        return giveUp(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format(
                "the server's certificate was refused: {}. If it is signed by your own authority, name its "
                "certificate in \"caFile\"",
                m_tlsTrouble));
    if (m_isSent) {
        if (m_isReused && !m_parser.hasBytes())
            return openSocket(); // the server closed the idle connection; it never saw the request
        m_parser.close();
        // Only an orderly end can be the end of a body without length.
        if (m_parser.state() == ResponseParser::State::Done &&
            error != QAbstractSocket::RemoteHostClosedError)
            return giveUp(
                ErrorCode::Unavailable, Recovery::Retry,
                fmt::format("the connection broke after {} bytes of the answer", m_parser.body().size()));
        return onEnd();
    }
    if (!m_addresses.empty()) {
        dropSocket();
        return connectNext();
    }
    m_worker.dropAddresses(m_url.host);
    if (error == QAbstractSocket::ProxyAuthenticationRequiredError)
        return giveUp(ErrorCode::Unauthenticated, Recovery::Stop, "the proxy wants a sign-in");
    giveUp(ErrorCode::Unavailable, Recovery::Retry,
           error == QAbstractSocket::ConnectionRefusedError
               ? fmt::format("{} refused the connection; is the server running, is the port right?",
                             m_url.authority())
               : fmt::format("no connection to {}: {}", m_url.authority(),
                             redact(m_socket->errorString().toStdString())));
}

void QtHttpExchange::onEnd()
{
    switch (m_parser.state()) {
    case ResponseParser::State::TooLarge:
        return giveUp(ErrorCode::InvalidRow, Recovery::Stop, m_parser.error());
    case ResponseParser::State::Broken:
        return giveUp(ErrorCode::Unavailable, Recovery::Retry, m_parser.error());
    default:
        break;
    }
    if (m_parser.isReusable()) {
        m_socket->disconnect(this);
        m_worker.keepIdle(m_url, m_address, std::move(m_socket));
    } else {
        dropSocket();
    }
    if (isRedirect(m_parser.status()) && m_request.method == "GET" && !m_parser.header("location").empty())
        return followRedirect();
    finish(wholeAnswer());
}

void QtHttpExchange::followRedirect()
{
    const int status = m_parser.status();
    Result<Url> target = m_url.resolve(m_parser.header("location"));
    if (!target)
        return giveUp(ErrorCode::InvalidConfig, Recovery::Stop,
                      fmt::format("redirect {}: {}", status, target.error().detail));
    if (++m_redirects > limits().redirectsMax)
        return giveUp(ErrorCode::InvalidConfig, Recovery::Stop,
                      fmt::format("more than {} redirects", limits().redirectsMax));
    if (m_url.isSecure() && !target->isSecure())
        return giveUp(ErrorCode::InvalidConfig, Recovery::Stop,
                      "redirected from https to http: not followed");
    m_url = std::move(*target);
    ask();
}

void QtHttpExchange::onTick()
{
    if (m_isDone)
        return;
    if (m_token.isCancelled() || m_abandon.isCancelled())
        return finish(CancelToken::cancelled());
    const Time now = SteadyClock::now();
    if (now - m_started > limits().total)
        return giveUp(ErrorCode::Timeout, Recovery::Retry,
                      fmt::format("the answer was not there after {} ms in all", limits().total.count()));
    if (!m_isSent && now - m_asked > limits().connect) {
        dropSocket();
        if (!m_addresses.empty()) {
            m_asked = now;
            return connectNext();
        }
        m_worker.dropAddresses(m_url.host);
        return giveUp(ErrorCode::Timeout, Recovery::Retry,
                      fmt::format("no connection after {} ms", limits().connect.count()));
    }
    if (m_isSent && now - m_active > limits().idle)
        return giveUp(ErrorCode::Timeout, Recovery::Retry,
                      fmt::format("nothing came for {} ms", limits().idle.count()));
    if (m_hasHeaders && isTooSlow(now))
        return giveUp(ErrorCode::Timeout, Recovery::Retry,
                      fmt::format("the answer comes slower than {} bytes per second", limits().rateMin));
}

bool QtHttpExchange::isTooSlow(Time now)
{
    const auto tenth = std::max<std::int64_t>(1, limits().rateWindow.count() / 10);
    const std::int64_t current = duration_cast<milliseconds>(now - m_headersAt).count() / tenth;
    const auto received = static_cast<std::int64_t>(m_parser.body().size());
    m_windowTenth = std::max(m_windowTenth, current - 10);
    while (m_windowTenth < current) // slot i % 10 holds what had come when tenth i began
        m_windowBytes[static_cast<std::size_t>(++m_windowTenth % 10)] = received;
    if (current < 10)
        return false;
    const std::int64_t before = m_windowBytes[static_cast<std::size_t>((current + 1) % 10)];
    return received - before < limits().rateMin * limits().rateWindow.count() * 9 / 10'000;
}

Result<HttpResponse> QtHttpExchange::wholeAnswer()
{
    HttpResponse answer;
    answer.status = m_parser.status();
    answer.url = m_url;
    for (const auto &[name, value] : m_request.secretQuery)
        answer.url.removeParameter(name);
    answer.headers = m_parser.headers();
    answer.bodyEnd = m_parser.bodyEnd();
    answer.bytesReceived = static_cast<std::int64_t>(m_parser.body().size());
    answer.untilHeaders = duration_cast<milliseconds>(m_headersAt - m_asked);
    answer.total = duration_cast<milliseconds>(SteadyClock::now() - m_started);
    const std::string_view coding = answer.header("content-encoding");
    Result<std::string> body = decodeContent(coding, std::move(m_parser.body()), limits());
    if (!body && answer.status < 400)
        return fail(body.error().code, body.error().recovery,
                    fmt::format("{}: {}", place(), body.error().detail));
    if (body)
        answer.body = std::move(*body);
    if (answer.bodyEnd == BodyEnd::Closed && !coding.empty() && coding != "identity")
        answer.bodyEnd = BodyEnd::Checksum;
    return answer;
}

void QtHttpExchange::giveUp(ErrorCode code, Recovery recovery, const std::string &why)
{
    finish(fail(code, recovery, fmt::format("{}: {}", place(), why)));
}

void QtHttpExchange::dropSocket()
{
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket.reset();
}

void QtHttpExchange::answerWith(Result<HttpResponse> answer)
{
    if (m_request.onDone)
        m_request.onDone(answer);
    (void)m_slot->push(std::move(answer), 1);
}

void QtHttpExchange::finish(Result<HttpResponse> answer)
{
    if (m_isDone)
        return;
    m_isDone = true;
    m_ticks.stop();
    dropSocket();
    if (!answer && m_isSent) {
        Error error = answer.error();
        error.mayHaveHappened = true;
        answer = Unexpected{std::move(error)};
    }
    answerWith(std::move(answer));
    m_worker.forget(this);
    deleteLater();
}

} // namespace weir
