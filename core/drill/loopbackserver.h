#pragma once

#include "core/base/result.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// A request as the server read it.
struct ServedRequest
{
    int number = 0; ///< 0-based, in order of arrival
    std::string method;
    std::string path;                                         ///< "/TOKEN/orders"
    std::string query;                                        ///< without "?", still encoded
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::string body;
    std::string raw; ///< everything as received

    [[nodiscard]] std::string_view header(std::string_view lowerName) const;
    /// Value of a query parameter, as written; empty: none.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
};

/// The wire back to a client: what a handler may do to it, good or bad.
///
/// Thread-safety: used by the handler on the connection's thread.
class ServerConnection
{
public:
    virtual ~ServerConnection() = default;
    /// False: the client is gone, or the server stops.
    virtual bool send(std::string_view bytes) = 0;
    /// Waits; false: the server stops or the client is gone.
    virtual bool pause(std::chrono::milliseconds duration) = 0;
    /// Ends the connection after this request, in order (FIN) or by force (RST).
    virtual void close() = 0;
    virtual void reset() = 0;
};

/// A small HTTP/1.1 server on loopback for drills, the demo and tests: real sockets, keep-alive, no TLS.
/// Requests are given to one handler, several at once on different connections.
///
/// Lifecycle: listens from start() until destroyed; the destructor ends every connection and joins every
/// thread.
///
/// Thread-safety: const members may be called from any thread; the handler must be able to run on several.
class LoopbackServer
{
public:
    using Handler = std::function<void(const ServedRequest &, ServerConnection &)>;

    static constexpr int connectionsMax = 64;
    static constexpr std::size_t requestBytesMax = 1U << 20;

    /// Listens on a free port of 127.0.0.1. Unavailable when the system gives none.
    [[nodiscard]] static Result<std::unique_ptr<LoopbackServer>> start(Handler handler);
    ~LoopbackServer();
    LoopbackServer(const LoopbackServer &) = delete;
    LoopbackServer &operator=(const LoopbackServer &) = delete;

    [[nodiscard]] int port() const;
    [[nodiscard]] std::string origin() const; ///< "http://127.0.0.1:PORT"
    [[nodiscard]] int requests() const;       ///< read so far

private:
    class State;
    explicit LoopbackServer(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// A whole answer with Content-Length. \a headers are lines without line ends.
[[nodiscard]] std::string answerText(int status, std::string_view body,
                                     const std::vector<std::string> &headers = {},
                                     std::string_view contentType = "application/json");
/// \a body as one chunk of a chunked body; empty: the final chunk.
[[nodiscard]] std::string chunkText(std::string_view body);

} // namespace weir
