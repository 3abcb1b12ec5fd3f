#include "core/connectors/http/httpclient.h"

#include "core/data/datetime.h"

#include <array>
#include <charconv>
#include <fmt/format.h>

namespace weir {

using std::chrono::milliseconds;

namespace {

constexpr std::int64_t secondsMax = 400LL * 86'400; ///< beyond any sense, and safe to multiply

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || last != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// A request under way, for the endpoint's limits and for whoever watches the run; abandoned unless it ends.
class Underway
{
public:
    Underway(EndpointGate::Permit permit, std::shared_ptr<CallMeter> meter)
        : m_permit(std::move(permit)), m_meter(std::move(meter)), m_began(m_meter->began())
    {}
    Underway(const Underway &) = delete;
    Underway &operator=(const Underway &) = delete;
    ~Underway()
    {
        if (m_meter)
            m_meter->ended(m_began, CallOutcome::Abandoned);
    }
    void end(CallOutcome outcome, milliseconds pause, std::string_view failure)
    {
        m_permit.report(outcome, pause);
        std::exchange(m_meter, nullptr)->ended(m_began, outcome, failure);
    }

private:
    EndpointGate::Permit m_permit;
    std::shared_ptr<CallMeter> m_meter;
    Clock::Monotonic m_began;
};

std::string failureOf(const Result<HttpResponse> &answer)
{
    return answer ? fmt::format("HTTP {}", answer->status) : answer.error().detail;
}

} // namespace

HttpClient::HttpClient(std::unique_ptr<HttpTransport> transport, std::shared_ptr<EndpointGate> gate, HttpAuth auth,
                       const Clock &clock, std::shared_ptr<CallMeter> meter)
    : m_transport(std::move(transport)),
      m_gate(std::move(gate)),
      m_auth(std::move(auth)),
      m_clock(clock),
      m_meter(meter ? std::move(meter) : std::make_shared<CallMeter>(clock))
{
    m_meter->watch(m_gate, true);
}

std::optional<std::int64_t> parseHttpDate(std::string_view text)
{
    // "Sun, 06 Nov 1994 08:49:37 GMT": fixed width
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(25) != " GMT" || text[19] != ':' || text[22] != ':')
        return std::nullopt;
    CivilDate date;
    date.month = 0;
    for (std::size_t i = 0; i < months.size(); ++i) {
        if (text.substr(8, 3) == months[i])
            date.month = static_cast<int>(i) + 1;
    }
    const auto day = number(text.substr(5, 2));
    const auto year = number(text.substr(12, 4));
    const auto hour = number(text.substr(17, 2));
    const auto minute = number(text.substr(20, 2));
    const auto second = number(text.substr(23, 2));
    if (date.month == 0 || !day || !year || !hour || !minute || !second)
        return std::nullopt;
    date.day = static_cast<int>(*day);
    date.year = static_cast<int>(*year);
    if (!isCalendarDay(date) || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 ||
        *second > 60)
        return std::nullopt;
    return std::int64_t{daysFromCivil(date)} * 86'400 + *hour * 3'600 + *minute * 60 + *second;
}

milliseconds retryAfterOf(const HttpResponse &response, Clock::Wall now)
{
    const std::string_view text = response.header("retry-after");
    std::int64_t seconds = 0;
    if (const auto plain = number(text)) {
        seconds = *plain;
    } else if (const auto date = parseHttpDate(text)) {
        const auto server = parseHttpDate(response.header("date"));
        const std::int64_t ours =
            std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
        seconds = *date - (server ? *server : ours);
    }
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, secondsMax));
}

CallOutcome outcomeOf(const Result<HttpResponse> &answer)
{
    if (!answer) {
        switch (answer.error().code) {
        case ErrorCode::Cancelled:
            return CallOutcome::Abandoned;
        case ErrorCode::Timeout:
            return CallOutcome::TimedOut;
        case ErrorCode::Unavailable:
            return CallOutcome::ConnectionFailed;
        default:
            return CallOutcome::Abandoned; // refused by us
        }
    }
    if (answer->status == 429 || (answer->status == 503 && !answer->header("retry-after").empty()))
        return CallOutcome::Throttled;
    return answer->status >= 500 || answer->status == 408 ? CallOutcome::Failed : CallOutcome::Succeeded;
}

std::unique_ptr<HttpExchange> HttpClient::start(EndpointGate::Permit permit, const Url &url,
                                                const CancelToken &token)
{
    HttpRequest request;
    request.url = url;
    request.headers.push_back({"Accept", "application/json, application/x-ndjson;q=0.9, */*;q=0.1"});
    return begin(std::move(permit), std::move(request), token);
}

Result<HttpResponse> HttpClient::send(EndpointGate::Permit permit, HttpRequest request, const CancelToken &token)
{
    return begin(std::move(permit), std::move(request), token)->wait();
}

std::unique_ptr<HttpExchange> HttpClient::begin(EndpointGate::Permit permit, HttpRequest request, const CancelToken &token)
{
    m_auth.apply(request);
    for (const auto &[name, value] : request.secretQuery)
        request.url.removeParameter(name); // next links often carry it back
    request.onDone = [call = std::make_shared<Underway>(std::move(permit), m_meter),
                      &clock = m_clock](const Result<HttpResponse> &answer) {
        const CallOutcome outcome = outcomeOf(answer);
        const bool isFailure = outcome != CallOutcome::Succeeded;
        call->end(outcome, outcome == CallOutcome::Throttled ? retryAfterOf(*answer, clock.wall()) : milliseconds(0),
                  isFailure ? failureOf(answer) : std::string());
    };
    return m_transport->start(std::move(request), token);
}

Result<HttpResponse> HttpClient::get(const Url &url, const CancelToken &token)
{
    WEIR_TRY(EndpointGate::Permit permit, m_gate->acquire(token));
    return start(std::move(permit), url, token)->wait();
}

std::unique_ptr<HttpExchange> HttpClient::tryStart(const Url &url, const CancelToken &token)
{
    std::optional<EndpointGate::Permit> permit = m_gate->tryAcquire();
    return permit ? start(std::move(*permit), url, token) : nullptr;
}

} // namespace weir
