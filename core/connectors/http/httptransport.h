#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "core/connectors/http/url.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A header to send. Secret ones go to the connection's own origin only (SR-12) and are never part of an
/// error.
struct HttpHeader
{
    std::string name;
    std::string value;
    bool isSecret = false;
};

struct HttpResponse;

/// One request. Checked before anything is sent: method and header names are tokens, values have no control
/// character (SR-15).
struct HttpRequest
{
    std::string method = "GET"; ///< only GET is repeated or redirected
    Url url;                    ///< without secrets: errors and logs show it
    std::vector<HttpHeader> headers;
    /// Query parameters with secrets (an API key), added to the URL at the connection's own origin only.
    std::vector<std::pair<std::string, std::string>> secretQuery;
    std::string body;
    /// Called once with the outcome, on the transport's thread, before wait() returns it; must not block. May
    /// be null.
    std::function<void(const Result<HttpResponse> &)> onDone;
};

/// How the end of a body was announced. A body that only the closing of the connection ended may have been
/// cut there.
enum class BodyEnd : std::uint8_t {
    Length,   ///< Content-Length, and exactly so many bytes came
    Chunks,   ///< the final chunk came
    Checksum, ///< connection closed, but a compressed stream ended with its checksum
    Closed,   ///< connection closed: the content itself must prove that it is whole
};

/// A whole answer, whatever its status. Bodies are unpacked; an answer that is provably cut is never one of
/// these.
struct HttpResponse
{
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case, in order
    std::string body;
    BodyEnd bodyEnd = BodyEnd::Closed;
    Url url;                        ///< that answered, after redirects, without secrets
    std::int64_t bytesReceived = 0; ///< of the body, as it came over the wire
    std::chrono::milliseconds untilHeaders{0};
    std::chrono::milliseconds total{0};

    /// First header of that lower-case name; empty: none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// What one exchange may cost (SR-17, delivery §7). Tests shorten them.
struct HttpLimits
{
    std::chrono::milliseconds connect{10'000}; ///< until the request is on its way, name look-up included
    std::chrono::milliseconds idle{60'000};    ///< without a byte
    std::chrono::milliseconds total{300'000};  ///< the whole exchange, redirects included
    std::int64_t rateMin = 1'024;              ///< bytes per second, over rateWindow, once the body flows
    std::chrono::milliseconds rateWindow{30'000};
    std::size_t bodyBytesMax = 64U << 20; ///< packed, and unpacked
    std::size_t headerBytesMax =
        64U << 10; ///< seen once all headers are there: an endless header meets `idle`/`total`
    std::size_t headerLineMax = 8U << 10;
    std::size_t ratioMax = 200; ///< unpacked to packed, beyond 1 MiB
    int redirectsMax = 5;
};

/// What all requests of one connection share.
struct HttpProfile
{
    Url base;               ///< its origin is where requests, next links and redirects may go
    bool allowHttp = false; ///< unencrypted to hosts that are not this machine
    std::vector<std::string>
        allowedOrigins; ///< other origins that a redirect or next link may name (Url::origin())
    /// "http://host:port" or "socks5://host:port"; empty: none, the environment is not asked.
    std::string proxy;
    std::string proxyUser;
    std::string proxyPassword; ///< a secret
    std::string caFile;        ///< PEM file of additional certificate authorities
    HttpLimits limits;
    /// Addresses of a host name; null: the system's. For tests.
    std::function<std::vector<std::string>(const std::string &host)> resolve;
};

/// A request under way.
///
/// Thread-safety: none; destroying it abandons the request.
class HttpExchange
{
public:
    virtual ~HttpExchange() = default;
    /// Blocks until the answer is whole, or will not be. Call once.
    ///
    /// Errors: Unavailable/Retry (no connection, cut), Timeout/Retry (a deadline, a drip), Cancelled,
    /// InvalidRow/Stop (a limit of size), InvalidConfig/Stop (refused to send, certificate, an address or
    /// redirect that is not allowed).
    [[nodiscard]] virtual Result<HttpResponse> wait() = 0;
};

/// Sends HTTP requests and brings whole answers. Any status is an answer; judging it is the caller's.
///
/// Redirects of GETs are followed within the origin of the profile, at most redirectsMax; to an allowed other
/// origin without any secret; never from https to http. Nothing is retried here, except another address of
/// the same host before a connection stood.
///
/// Thread-safety: none; but an exchange lives on while others are started.
class HttpTransport
{
public:
    virtual ~HttpTransport() = default;
    /// Starts at once; \a token ends it within a second.
    [[nodiscard]] virtual std::unique_ptr<HttpExchange> start(HttpRequest request,
                                                              const CancelToken &token) = 0;
    [[nodiscard]] Result<HttpResponse> send(HttpRequest request, const CancelToken &token)
    {
        return start(std::move(request), token)->wait();
    }
};

/// SR-13, SR-14: whether \a target may be asked at all on a connection of \a profile, by its text alone.
[[nodiscard]] Result<void> checkTarget(const HttpProfile &profile, const Url &target);

/// SR-15: whether the parts of \a request are what they seem.
[[nodiscard]] Result<void> checkRequest(const HttpRequest &request);

} // namespace weir
