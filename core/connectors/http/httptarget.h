#pragma once

#include "core/connectors/http/httpclient.h"
#include "core/connectors/http/httpwrite.h"
#include "core/connectors/http/writeverdict.h"
#include "core/connectors/target.h"
#include "core/data/jsonrow.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// Writes rows to an HTTP API, a request for each or many in one, and never guesses what became of a request (delivery §4):
/// D1 sends the same bytes under the same key again while the API knows the key, D2 writes to the row's own address again or
/// looks the rows up first, D3 says that nobody knows.
///
/// Thread-safety: that of Target.
class HttpTarget final : public Target
{
public:
    HttpTarget(HttpWrite write, std::unique_ptr<HttpClient> client, const Clock &clock);

    [[nodiscard]] Result<TargetShape> describe(const CancelToken &token) override;
    [[nodiscard]] Result<void> create(const Schema &schema, const CancelToken &token) override;
    [[nodiscard]] Result<void> prepare(const SchemaPtr &columns, WriteMode mode, const std::vector<std::string> &key,
                                       const std::string &versionField, const CancelToken &token) override;
    [[nodiscard]] Result<Fenced> fence(const Claim &claim, const CancelToken &token) override;
    [[nodiscard]] Result<std::optional<Dispatch>> dispatch(const WriteBatch &batch, std::span<const std::int64_t> seqs,
                                                           const Dispatch *open, RowErrors &refused, const CancelToken &token) override;
    [[nodiscard]] std::int64_t rowsPerRequest() const override { return m_write.rowsMax; }
    [[nodiscard]] Result<WriteReport> write(const WriteBatch &batch, std::span<const Skipped> skipped, Checkpoint &next,
                                            const CancelToken &token) override;
    [[nodiscard]] Result<void> complete(Checkpoint &next, const CancelToken &token) override;
    [[nodiscard]] Result<SettleReport> settle(const WriteBatch &batch, const Settlement &settlement, const CancelToken &token) override;
    [[nodiscard]] Result<std::vector<Standing>> lookUp(const RecordBatch &batch, const CancelToken &token) override;
    [[nodiscard]] Result<void> forget(const Uuid &job, const CancelToken &token) override;

private:
    /// What dispatch() made ready for write().
    struct Ready
    {
        Dispatch dispatch;
        std::string path; ///< of the request, without the base
        std::optional<EndpointGate::Permit> permit;
    };
    [[nodiscard]] std::string keyOf(const WriteBatch &batch, std::span<const std::int64_t> seqs) const;
    [[nodiscard]] bool encode(const WriteBatch &batch, std::string &bytes, RowErrors &refused);
    [[nodiscard]] Result<std::string> pathOf(const WriteBatch &batch, RowErrors &refused) const;
    [[nodiscard]] Result<HttpRequest> request(std::string_view method, const std::string &path) const;
    [[nodiscard]] Result<WriteReport> settleOpen(const WriteBatch &batch, const CancelToken &token);
    [[nodiscard]] Result<WriteReport> settleByLookUp(const WriteBatch &batch, const CancelToken &token);
    [[nodiscard]] Result<WriteReport> send(const WriteBatch &batch, const CancelToken &token);
    [[nodiscard]] Result<WriteReport> accepted(const HttpResponse &response, std::int64_t rows);
    [[nodiscard]] Result<WriteReport> troubled(const WriteVerdict &verdict);
    [[nodiscard]] Result<HttpResponse> poll(const HttpResponse &pending, const CancelToken &token);
    [[nodiscard]] Result<LookUpVerdict> lookUpRow(const RecordBatch &rows, std::int64_t row, const CancelToken &token);
    [[nodiscard]] std::string responseText(const HttpResponse &response) const;
    [[nodiscard]] RowError errorOf(const WriteVerdict &verdict, std::int64_t row) const;
    [[nodiscard]] WriteReport unknown(std::string_view why) const;

    HttpWrite m_write;
    std::unique_ptr<HttpClient> m_client;
    const Clock &m_clock;
    std::optional<JsonRowWriter> m_rows;
    std::vector<std::size_t> m_key; ///< indexes of the natural key's fields
    Claim m_claim;
    std::int64_t m_generation = 0;
    std::optional<Ready> m_ready;
};

} // namespace weir
