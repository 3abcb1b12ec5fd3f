#pragma once

#include "core/base/clock.h"
#include "core/connectors/http/auth.h"
#include "core/connectors/http/httptransport.h"
#include "core/limits/callmeter.h"
#include "core/limits/endpointgate.h"

#include <chrono>
#include <memory>
#include <optional>

namespace weir {

/// Requests of one connection: with its credentials, inside the limits of its endpoint. Each outcome is reported
/// to the endpoint's gate as soon as it is known, on the transport's thread, so that an answer nobody has
/// asked for yet does not hold a place.
///
/// Thread-safety: none; one reader thread.
class HttpClient
{
public:
    /// \a meter watches each request; may be null.
    HttpClient(std::unique_ptr<HttpTransport> transport, std::shared_ptr<EndpointGate> gate, HttpAuth auth,
               const Clock &clock, std::shared_ptr<CallMeter> meter = nullptr);

    /// Waits for a place at the endpoint, then for the answer.
    [[nodiscard]] Result<HttpResponse> get(const Url &url, const CancelToken &token);
    /// Starts a request if the endpoint has a place for it now; null otherwise.
    [[nodiscard]] std::unique_ptr<HttpExchange> tryStart(const Url &url, const CancelToken &token);
    /// A place at the endpoint for one send(): whoever has to note something before a byte leaves takes it first.
    [[nodiscard]] Result<EndpointGate::Permit> place(const CancelToken &token) { return m_gate->acquire(token); }
    /// Sends \a request, once.
    [[nodiscard]] Result<HttpResponse> send(EndpointGate::Permit permit, HttpRequest request, const CancelToken &token);
    /// See HttpAuth::withoutSecrets().
    [[nodiscard]] std::string withoutSecrets(std::string text) const { return m_auth.withoutSecrets(std::move(text)); }
    [[nodiscard]] EndpointGate &gate() { return *m_gate; }
    [[nodiscard]] CallMeter &meter() { return *m_meter; }

private:
    std::unique_ptr<HttpExchange> start(EndpointGate::Permit permit, const Url &url,
                                        const CancelToken &token);
    std::unique_ptr<HttpExchange> begin(EndpointGate::Permit permit, HttpRequest request, const CancelToken &token);

    std::unique_ptr<HttpTransport> m_transport;
    std::shared_ptr<EndpointGate> m_gate;
    HttpAuth m_auth;
    const Clock &m_clock;
    std::shared_ptr<CallMeter> m_meter; ///< never null
};

/// How long Retry-After asks to wait: seconds, or an HTTP date against the server's own Date (else \a now).
/// Zero: it does not say, or says the past. RFC 9110 §10.2.3.
[[nodiscard]] std::chrono::milliseconds retryAfterOf(const HttpResponse &response, Clock::Wall now);

/// Seconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT"; nothing for another form.
[[nodiscard]] std::optional<std::int64_t> parseHttpDate(std::string_view text);

/// What an exchange means for the limits of the endpoint.
[[nodiscard]] CallOutcome outcomeOf(const Result<HttpResponse> &answer);

} // namespace weir
