#pragma once

#include "core/drill/loopbackserver.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace weir::test {

/// A scriptable HTTP server on loopback: answers each request by its script and remembers what it was asked.
class HttpTestServer
{
public:
    using Answer = std::function<void(const ServedRequest &, ServerConnection &)>;

    /// \a script is called for every request, on several threads.
    explicit HttpTestServer(Answer script);
    /// The n-th request gets the n-th answer; later ones the last.
    explicit HttpTestServer(std::vector<Answer> answers);

    [[nodiscard]] std::string url(std::string_view path = "/") const;
    [[nodiscard]] std::string origin() const { return m_server->origin(); }
    [[nodiscard]] int port() const { return m_server->port(); }
    [[nodiscard]] std::vector<ServedRequest> requests() const;
    /// Everything every client ever sent, for searching secrets.
    [[nodiscard]] std::string everythingReceived() const;

private:
    mutable std::mutex m_mutex;
    std::vector<ServedRequest> m_requests;
    std::unique_ptr<LoopbackServer> m_server;
};

/// A whole, good answer.
[[nodiscard]] HttpTestServer::Answer good(std::string body, std::vector<std::string> headers = {},
                                          std::string contentType = "application/json");
[[nodiscard]] HttpTestServer::Answer status(int code, std::string body = "{}",
                                            std::vector<std::string> headers = {});
/// Exactly these bytes, then the connection is closed in order.
[[nodiscard]] HttpTestServer::Answer rawThenClose(std::string bytes);
/// Exactly these bytes, then a reset.
[[nodiscard]] HttpTestServer::Answer rawThenReset(std::string bytes);
/// Announces the whole body, sends \a bytes of it, closes.
[[nodiscard]] HttpTestServer::Answer cutAfter(std::string body, std::size_t bytes);
/// \a body byte by byte, one each \a pause.
[[nodiscard]] HttpTestServer::Answer drip(std::string body, std::chrono::milliseconds pause);
/// Takes the request and says nothing.
[[nodiscard]] HttpTestServer::Answer silence();
/// A chunked body; without the final chunk the connection is closed there.
[[nodiscard]] HttpTestServer::Answer chunked(std::string body, std::size_t chunkBytes, bool hasEnd,
                                             std::vector<std::string> headers = {});

/// \a text as one gzip member of stored blocks (no compressor needed), or of one run of equal bytes.
[[nodiscard]] std::string gzipStored(std::string_view text);

} // namespace weir::test
