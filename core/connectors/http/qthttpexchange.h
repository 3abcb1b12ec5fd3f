#pragma once

#include "core/connectors/http/qthttpworker.h"
#include "core/connectors/http/responseparser.h"

#include <QAbstractSocket>
#include <QObject>
#include <QTimer>
#include <array>
#include <chrono>

namespace weir {

/// One request with its redirects, on the transport's thread. Pushes one answer and deletes itself.
class QtHttpExchange final : public QObject
{
public:
    QtHttpExchange(QtHttpWorker &worker, HttpRequest request, CancelToken token, CancelToken abandon,
                   std::shared_ptr<HttpAnswerSlot> slot);
    ~QtHttpExchange() override;
    void begin();

private:
    using Time = std::chrono::steady_clock::time_point;

    void ask(); ///< resolves the host of m_url, then connects
    void onAddresses(std::vector<std::string> addresses);
    void connectNext();
    void openSocket();
    void watchSocket();
    void sendRequest();
    void onBytes();
    void onSocketError(QAbstractSocket::SocketError error);
    void onEnd(); ///< the parser has its verdict
    void onTick();
    void followRedirect();
    [[nodiscard]] std::string requestText() const;
    [[nodiscard]] Result<HttpResponse> wholeAnswer();
    void dropSocket();
    void answerWith(Result<HttpResponse> answer);
    void finish(Result<HttpResponse> answer);
    void giveUp(ErrorCode code, Recovery recovery, const std::string &why);
    [[nodiscard]] bool isTooSlow(Time now);
    [[nodiscard]] bool isOwnOrigin() const;
    [[nodiscard]] const HttpLimits &limits() const { return m_worker.profile().limits; }
    [[nodiscard]] std::string place() const; ///< method and URL for messages

    QtHttpWorker &m_worker;
    HttpRequest m_request;
    CancelToken m_token;
    CancelToken m_abandon;
    std::shared_ptr<HttpAnswerSlot> m_slot;
    Url m_url; ///< asked now, after redirects
    int m_redirects = 0;
    std::vector<std::string> m_addresses; ///< still to try
    std::string m_address;                ///< asked now; empty through a proxy
    SocketHandle m_socket;
    ResponseParser m_parser;
    QTimer m_ticks;
    std::string m_tlsTrouble;
    bool m_isReused = false; ///< the connection served an earlier request
    bool m_isSent = false;
    bool m_hasHeaders = false;
    bool m_isDone = false;
    Time m_started;
    Time m_asked;  ///< this hop
    Time m_active; ///< last byte or step
    Time m_headersAt;
    std::array<std::int64_t, 10> m_windowBytes{}; ///< body bytes at the last ten tenths of the rate window
    std::int64_t m_windowTenth = 0;
};

} // namespace weir
