#pragma once

#include "core/connectors/http/httpclient.h"
#include "core/connectors/http/httpposition.h"
#include "core/connectors/http/httpstream.h"
#include "core/connectors/http/pagebody.h"
#include "core/connectors/http/pagerules.h"
#include "core/connectors/source.h"

#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace weir {

/// Reads the pages of an HTTP API by the rules of delivery §5.1. Pages cannot be read again: each carries its
/// bytes for the spool. One page is asked for ahead while the engine works on the one before.
///
/// Failed tries inside are repeated by the retry policy, within the budget of the endpoint, and told by
/// takeAttempts(); an Error with Recovery::Retry means that the policy is used up: calling read() again asks
/// for the same page.
class HttpSource final : public Source
{
public:
    static constexpr std::size_t attemptsKeptMax = 1'000;
    static constexpr int emptyPagesForDiscovery = 10;

    HttpSource(HttpStream stream, std::unique_ptr<HttpClient> client, const Clock &clock);
    ~HttpSource() override;

    Result<SourceShape> open(const Cursor &from, const SchemaPtr &pinned, const CancelToken &token) override;
    Result<std::optional<SourcePage>> read(const CancelToken &token) override;
    Result<SourcePage> parseSpooled(std::string raw, const Cursor &next, std::string label) override;
    Result<SourceChange> changeSince(const Cursor &cursor, const CancelToken &token) override;
    bool isIncremental() const override
    {
        return !m_stream.cursorField.empty() && !m_stream.cursorParam.empty();
    }
    std::vector<SourceAttempt> takeAttempts() override;
    std::int64_t bytesRead() const override { return m_bytesRead; }

private:
    struct Fetched
    {
        HttpResponse response;
        PageBody body;
        PageRecords records;
        HttpPosition next;
    };

    [[nodiscard]] Result<Fetched> fetch(const HttpPosition &at, const CancelToken &token);
    [[nodiscard]] PageVerdict judge(Result<HttpResponse> answer, const HttpPosition &at, Fetched &fetched);
    [[nodiscard]] Result<void> waitAgain(const PageVerdict &verdict, int attempt, const Url &url,
                                         const CancelToken &token);
    [[nodiscard]] Result<Url> urlOf(const HttpPosition &at) const;
    [[nodiscard]] PageLayout layoutOf(const HttpPosition &at) const;
    void findPaging(const Fetched &fetched, HttpPosition &at);
    [[nodiscard]] Result<void> learn(const std::string &body, const PageBody &page, const SchemaPtr &pinned,
                                     SourceShape &shape);
    void addFindings(const HttpPosition &at, SourceShape &shape) const;
    [[nodiscard]] SourcePage makePage(const PageBody &body, std::int64_t take, std::string label) const;
    void startAhead(const HttpPosition &at, const CancelToken &token);

    HttpStream m_stream;
    std::unique_ptr<HttpClient> m_client;
    const Clock &m_clock;
    Paging m_paging; ///< as configured, found or remembered
    bool m_isPagingKnown = false;
    HttpPosition m_at;          ///< of the next page to read
    std::deque<Fetched> m_held; ///< read while learning the schema, not delivered
    std::unique_ptr<HttpExchange> m_ahead;
    std::string m_aheadUrl;
    SchemaPtr m_schema;
    std::vector<JsonPath> m_paths; ///< of each field
    std::vector<SourceAttempt> m_attempts;
    std::mt19937_64 m_jitter;
    std::int64_t m_bytesRead = 0;
    std::int64_t m_delivered = 0;
};

} // namespace weir
